package redact

import (
	"slices"
	"strings"
	"testing"
)

// A name that stands in no list is found by its words, each by its sight.
func TestHiddenNames(t *testing.T) {
	t.Parallel()
	words := NameWords("Zoë Quillbrume-Takt Stone")
	if !slices.Contains(words, "quillbrume") || !slices.Contains(words, "zoe") || slices.Contains(words, "stone") {
		t.Fatalf("the words of the name are %q", words)
	}
	r := New(Roster{Hidden: func(w string) bool { return slices.Contains(words, w) }})
	for text, want := range map[string]string{
		"quillbrume sits next to me":               "[PERSON_1] sits next to me",
		"i asked Quillbrume's brother about zoë":   "[PERSON_1]'s brother about [PERSON_2]",
		"QUILLBRUME got 12, so did TAKT":           "got 12",
		"Zoe Quillbrume said x is 3":               "[PERSON_1] said x is 3",
		"the stone falls 3 meters, quill in hand":  "the stone falls 3 meters, quill in hand",
		"ask zoequillbrumetaktstone for the notes": "ask [PERSON_1] for the notes",
	} {
		got := new(Conversation).Redact(r, text, nil)
		if !strings.Contains(got, want) || strings.Contains(strings.ToLower(got), "quillbrume") {
			t.Errorf("%q leaves as %q; want %q in it", text, got, want)
		}
	}
	if words := NameWords("Will Price"); !slices.Equal(words, []string{"willprice"}) {
		t.Errorf("of English words is kept %q", words)
	}
}
