package tutor

import (
	"os"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestUtterances(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("testdata/utterances.txt")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for line := range strings.Lines(string(text)) {
		want, said, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		if !ok {
			t.Fatalf("no tab in %q", line)
		}
		n++
		intent, about, named := strings.Cut(want, ":")
		a := Recognise(said)
		if a.Intent == AskFact && phrases()["fact_"+a.Term] == nil {
			t.Errorf("%q asks for fact %q, which is not there", said, a.Term)
		}
		if string(a.Intent) != intent {
			t.Errorf("%q is %s, want %s", said, a.Intent, intent)
		} else if named && a.Choice != about && a.Term != about {
			t.Errorf("%q is about %q %q, want %q", said, a.Choice, a.Term, about)
		}
	}
	if n < 150 {
		t.Errorf("only %d utterances", n)
	}
}

func TestEntries(t *testing.T) {
	t.Parallel()
	for said, want := range map[string]string{"12": "12", "x = 4": "4", "I got 7/2": "7/2", "is it .5?": ".5", "−3": "-3", "i think it's 42": "42"} {
		if a := Recognise(said); a.Entry != want {
			t.Errorf("%q: %s %q, want %q", said, a.Intent, a.Entry, want)
		}
	}
}

func FuzzRecognise(f *testing.F) {
	f.Add("why is B wrong")
	f.Add("\x00’−…")
	f.Fuzz(func(t *testing.T, s string) {
		a := Recognise(s)
		if a.Intent == "" || !utf8.ValidString(a.Term) {
			t.Errorf("%q: %+v", s, a)
		}
	})
}
