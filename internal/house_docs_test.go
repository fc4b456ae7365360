package internal_test

import (
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// documents are those whose paths must be there.
func documents(t *testing.T) []string {
	t.Helper()
	var docs []string
	for _, name := range files(t) {
		if path.Ext(name) == ".md" && (path.Dir(name) == "." || path.Dir(name) == "docs") {
			docs = append(docs, name)
		}
	}
	return docs
}

// parts are the folders of this project; a word that begins with one of them
// is a path of it. Anything else with a slash may be a route or a file that the
// running program makes.
var parts = []string{"internal", "cmd", "docs", "web", "bench", "scripts", ".ci"}

var (
	words       = regexp.MustCompile(`[\w.<>{}*/-]+`)
	links       = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	placeholder = regexp.MustCompile(`<[^>]*>|\{[^}]*\}`)
	strange     = regexp.MustCompile(`\b(https?|file|postgres(ql)?|sqlite|openai):\S+`)
	topLevel    = regexp.MustCompile(`^(\./)?[A-Z]+\.md$|^go\.(mod|sum)$|^LICENSE$|^\./check$`)
)

// paths lists the project's paths that a document names, as glob patterns.
func paths(text string) []string {
	var found []string
	add := func(p string) {
		p = strings.TrimPrefix(p, "./")
		if !slices.Contains(found, p) {
			found = append(found, p)
		}
	}
	for _, m := range links.FindAllStringSubmatch(text, -1) {
		if target, _, _ := strings.Cut(m[1], "#"); target != "" && !strings.Contains(target, ":") {
			add(target)
		}
	}
	for _, w := range words.FindAllString(strange.ReplaceAllString(links.ReplaceAllString(text, "] "), ""), -1) {
		w = strings.TrimRight(placeholder.ReplaceAllString(w, "*"), "./")
		clean := strings.TrimPrefix(w, "./")
		first, _, slash := strings.Cut(clean, "/")
		if topLevel.MatchString(w) || slash && slices.Contains(parts, first) {
			add(clean)
		}
	}
	return found
}

func TestDocumentsNameWhatIsThere(t *testing.T) {
	t.Parallel()
	for _, doc := range documents(t) {
		for _, p := range paths(string(read(t, doc))) {
			if r, ok := find(p); ok && !r.later {
				continue
			}
			if p == "..." || strings.HasSuffix(p, "/...") {
				continue
			}
			here, err := filepath.Glob(filepath.Join(root, filepath.FromSlash(p)))
			if err != nil {
				t.Fatal(err)
			}
			if len(here) == 0 && path.Dir(doc) != "." {
				here, _ = filepath.Glob(filepath.Join(root, path.Dir(doc), filepath.FromSlash(p)))
			}
			if len(here) == 0 {
				t.Errorf("%s names %s, which is not there", doc, p)
			}
		}
	}
}

func TestDocumentsAreThere(t *testing.T) {
	t.Parallel()
	have := documents(t)
	for _, want := range []string{"README.md", "ARCHITECTURE.md", "GLOSSARY.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md",
		"docs/operate.md", "docs/privacy.md", "docs/decisions.md"} {
		if !slices.Contains(have, want) {
			t.Errorf("%s is missing", want)
		}
	}
	if n := strings.Count(string(read(t, "README.md")), "\n"); n > 120 {
		t.Errorf("README.md has %d lines; at most 120", n)
	}
}

// TestArchitectureShowsEveryRoom keeps the tour whole.
func TestArchitectureShowsEveryRoom(t *testing.T) {
	t.Parallel()
	tour := string(read(t, "ARCHITECTURE.md"))
	for _, f := range goFiles(t) {
		dir := path.Dir(f.name)
		if r, ok := find(dir); ok && dir != "internal" && !strings.Contains(tour, "`"+strings.TrimPrefix(dir, "internal/")+"`") &&
			!strings.Contains(tour, "`"+dir+"`") {
			t.Errorf("ARCHITECTURE.md does not show %s (floor %d)", dir, r.floor)
		}
	}
}

func TestPathsInText(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text string
		want []string
	}{
		{"see `internal/db/doc.go`.", []string{"internal/db/doc.go"}},
		{"run `go run ./cmd/satprep serve`", []string{"cmd/satprep"}},
		{"`internal/<room>/doc.go`", []string{"internal/*/doc.go"}},
		{"[operate](docs/operate.md#backup), [x](https://example.org/docs/a)", []string{"docs/operate.md"}},
		{"ai_data/interactions.jsonl and POST /practice/start", nil},
		{"README.md and `./check`", []string{"README.md", "check"}},
		{"postgres://user@host/docs/x", nil},
	} {
		if got := paths(c.text); !slices.Equal(got, c.want) {
			t.Errorf("%q: %q, want %q", c.text, got, c.want)
		}
	}
}
