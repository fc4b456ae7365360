package tutor

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"strings"
	"sync"
)

//go:embed phrases
var phraseFiles embed.FS

// A phrase is one of several equivalent ways to say something, or a template
// of a request to a model.
type phrase struct {
	text string
	hash string
}

func newPhrase(text string) phrase { return phrase{text, hashOf(text)} }

// hashOf names a text in records: 12 hexadecimal digits of SHA-256.
func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:6])
}

// phrases are the texts by name; terms the glossary by term.
var phrases = sync.OnceValue(func() map[string][]phrase {
	all := map[string][]phrase{}
	for _, name := range []string{"ladder", "talk", "facts", "fixed", "prompt"} {
		for move, list := range parsePhrases(readPhrases(name)) {
			all[move] = append(all[move], list...)
		}
	}
	return all
})

var terms = sync.OnceValue(func() map[string]string {
	all := map[string]string{}
	for line := range strings.Lines(readPhrases("terms")) {
		if term, meaning, ok := strings.Cut(strings.TrimSpace(line), ": "); ok {
			all[term] = meaning
		}
	}
	return all
})

func readPhrases(name string) string {
	b, err := phraseFiles.ReadFile("phrases/" + name + ".txt")
	if err != nil {
		panic(fmt.Sprintf("tutor: the embedded phrases are not whole: %v", err)) // built in, and a test reads them
	}
	return string(b)
}

// parsePhrases reads blocks "= name" with variants parted by lines "--". What
// stands before the first block is a comment.
func parsePhrases(text string) map[string][]phrase {
	all := map[string][]phrase{}
	name := ""
	var lines []string
	flush := func() {
		if body := strings.Trim(strings.Join(lines, "\n"), "\n"); name != "" && body != "" {
			all[name] = append(all[name], newPhrase(body))
		}
		lines = nil
	}
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		switch next, begins := strings.CutPrefix(line, "= "); {
		case begins:
			flush()
			name = next
		case line == "--":
			flush()
		default:
			lines = append(lines, line)
		}
	}
	flush()
	return all
}

// fixed is a text that has one wording.
func fixed(name string, fill ...string) phrase {
	p := phrases()[name][0]
	return phrase{p.fill(fill...), p.hash}
}

// fill puts values in the place of names in braces; fill holds pairs. What is
// filled in is not searched for names again.
func (p phrase) fill(pairs ...string) string {
	for i := 0; i < len(pairs); i += 2 {
		pairs[i] = "{" + pairs[i] + "}"
	}
	text := strings.NewReplacer(pairs...).Replace(p.text)
	text = strings.ReplaceAll(text, "  ", " ")
	return strings.TrimSpace(text)
}
