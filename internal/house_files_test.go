package internal_test

import (
	"bytes"
	"go/ast"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
)

const (
	maxLines  = 800
	maxBinary = 1 << 20
)

// byHand are the endings of files that people write and read.
var byHand = []string{".go", ".sql", ".md", ".sh", ".ts", ".tsx", ".js", ".mjs", ".css", ".html"}

var generated = regexp.MustCompile(`(?m)^// Code generated .* DO NOT EDIT\.$`)

func TestFilesAreShort(t *testing.T) {
	t.Parallel()
	for _, name := range files(t) {
		if !slices.Contains(byHand, path.Ext(name)) && name != "check" || inTestdata(name) || strings.HasPrefix(name, "web/dist/") {
			continue
		}
		text := read(t, name)
		if n := bytes.Count(text, []byte("\n")); n > maxLines && !generated.Match(text) {
			t.Errorf("%s has %d lines; over %d: which noun is hiding in it?", name, n, maxLines)
		}
	}
}

func TestNoLargeBinaries(t *testing.T) {
	t.Parallel()
	for _, name := range files(t) {
		if text := read(t, name); len(text) > maxBinary && bytes.IndexByte(text[:8000], 0) >= 0 {
			t.Errorf("%s is a binary of %d bytes; at most %d may be kept here", name, len(text), maxBinary)
		}
	}
}

func TestPackagesHaveDocs(t *testing.T) {
	t.Parallel()
	docs := map[string]int{}
	for _, f := range goFiles(t) {
		dir := path.Dir(f.name)
		if f.isTest() {
			continue
		}
		docs[dir] += 0
		if f.syntax.Doc == nil {
			continue
		}
		docs[dir]++
		want := "Package " + f.syntax.Name.Name + " "
		if text := f.syntax.Doc.Text(); f.syntax.Name.Name != "main" && !strings.HasPrefix(text, want) {
			t.Errorf("%s: a package's comment begins with %q", f.name, want)
		}
	}
	for dir, n := range docs {
		if n != 1 {
			t.Errorf("%s has %d package comments; it needs one, in doc.go or its only file", dir, n)
		}
	}
}

// vague are names that say nothing of what is inside.
var vague = []string{"util", "utils", "common", "helper", "helpers", "manager", "managers", "misc", "shared"}

func TestNames(t *testing.T) {
	t.Parallel()
	for _, f := range goFiles(t) {
		name := strings.TrimSuffix(f.syntax.Name.Name, "_test")
		if slices.Contains(vague, name) || slices.Contains(vague, path.Base(path.Dir(f.name))) {
			t.Errorf("%s: package %s is not named after what it holds", f.name, name)
		}
		for _, d := range f.syntax.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if isGetter(d.Name.Name) {
					t.Errorf("%s: func %s: Find one or Missing, List a page, or just the noun", f.name, d.Name.Name)
				}
			case *ast.GenDecl:
				for _, m := range interfaceMethods(d) {
					if isGetter(m) {
						t.Errorf("%s: method %s: Find one or Missing, List a page, or just the noun", f.name, m)
					}
				}
			}
		}
	}
}

func isGetter(name string) bool {
	rest, ok := strings.CutPrefix(name, "Get")
	return ok && (rest == "" || !unicode.IsLower(rune(rest[0])))
}

func interfaceMethods(d *ast.GenDecl) (names []string) {
	for _, s := range d.Specs {
		if ts, ok := s.(*ast.TypeSpec); ok {
			if it, ok := ts.Type.(*ast.InterfaceType); ok {
				for _, m := range it.Methods.List {
					for _, n := range m.Names {
						names = append(names, n.Name)
					}
				}
			}
		}
	}
	return names
}

// Each of these is put together from pieces, so that this file passes too.
var forbidden = []struct {
	what string
	re   *regexp.Regexp
}{
	{"a note to self", regexp.MustCompile(`\b(TO` + `DO|FIX` + `ME)\b`)},
	{"a path of one machine", regexp.MustCompile(`(^|[^\w.~/-])/(wo` + `rk|ro` + `ot|ho` + `me|Us` + `ers|tmp/pl` + `an)(/|\b)`)},
	{"a registry's host", regexp.MustCompile(`\b(proxy\.go` + `lang\.org|sum\.go` + `lang\.org|registry\.np` + `mjs\.org|registry\.ya` + `rnpkg\.com|deb\.deb` + `ian\.org|pypi\.o` + `rg)\b`)},
}

func objections(text []byte) (found []string) {
	for _, f := range forbidden {
		if m := f.re.Find(text); m != nil {
			found = append(found, f.what+": "+strings.TrimSpace(string(m)))
		}
	}
	return found
}

func TestForbiddenWords(t *testing.T) {
	t.Parallel()
	for _, name := range files(t) {
		text := read(t, name)
		if bytes.IndexByte(text[:min(len(text), 8000)], 0) >= 0 || name == "LICENSE" {
			continue
		}
		for i, line := range bytes.Split(text, []byte("\n")) {
			for _, o := range objections(line) {
				t.Errorf("%s:%d: %s", name, i+1, o)
			}
		}
	}
}

func TestObjectionsToWords(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		line string
		n    int
	}{
		{"// TO" + "DO: later", 1},
		{"cd /wo" + "rk/main", 1},
		{"/ro" + "ot", 1},
		{"https://proxy.go" + "lang.org", 1},
		{"homework/work/3 and I worked", 0},
		{"../work/x ./root", 0},
		{"mastodon", 0},
		{"/var/lib/satprep", 0},
		{"https://example.org/work/x", 0},
	} {
		if got := objections([]byte(c.line)); len(got) != c.n {
			t.Errorf("%q: %q, want %d objections", c.line, got, c.n)
		}
	}
}
