package consent

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"strings"

	"satprep/internal/interaction"
)

// A Text is what a person reads before granting a purpose. A text that anybody
// may have read is never edited: a change is a new version, a new file.
type Text struct {
	Purpose string
	Version string // purpose.vN
	Digest  string // SHA-256 of Body, hexadecimal
	Body    string // Markdown
}

//go:embed texts/*.md
var files embed.FS

var textOf, versions = load(interaction.PurposeNames)

// load finds the newest text of each purpose, and all texts by version.
func load(purposes []string) (newest, all map[string]Text) {
	newest, all = map[string]Text{}, map[string]Text{}
	for _, p := range purposes {
		for n := 1; ; n++ {
			t := read(fmt.Sprintf("%s.v%d", p, n))
			if t.Body == "" {
				break
			}
			newest[p], all[t.Version] = t, t
		}
	}
	return newest, all
}

// read returns the text of a version, without a body where there is none.
func read(version string) Text {
	b, err := files.ReadFile("texts/" + version + ".md")
	if err != nil {
		return Text{}
	}
	body := strings.ReplaceAll(string(b), "\r\n", "\n")
	sum := sha256.Sum256([]byte(body))
	purpose, _, _ := strings.Cut(version, ".")
	return Text{Purpose: purpose, Version: version, Digest: hex.EncodeToString(sum[:]), Body: body}
}

// Texts lists the newest text of each purpose, in the purposes' order.
func Texts() []Text {
	var all []Text
	for _, p := range interaction.PurposeNames {
		all = append(all, textOf[p])
	}
	return all
}
