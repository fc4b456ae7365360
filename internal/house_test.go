// Package internal_test keeps the house in order: the floor plan, the size and
// the words of files, and the paths that documents name. It uses the standard
// library only, and reads the tree as it lies on disk.
package internal_test

import (
	"bytes"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

const module = "satprep"

// A room is a package and its place. It may import rooms of lower floors and,
// on its own floor, those in beside.
type room struct {
	dir    string
	floor  int
	beside []string
	// support is for tests: only test files and other support may import it.
	support bool
	// tests are what its test files may use beyond that: the door is tested
	// against a whole server, a session together with the points it brings.
	tests []string
	// later is planned: it may be missing, and documents do not name it yet.
	later bool
}

// floorPlan is the house. A new package gets a row here, and a sentence in
// ARCHITECTURE.md, in the commit that brings it.
var floorPlan = []room{
	// 0: the standard library only; no files, no network, no clock. What stands
	// here may be used by all others here.
	{dir: "internal/fault"},
	{dir: "internal/uid"},
	{dir: "internal/irt"},
	{dir: "internal/selection"},
	{dir: "internal/kt"},
	{dir: "internal/near"},
	{dir: "internal/plot"},
	{dir: "internal/pseudonym"},
	{dir: "internal/redact", beside: []string{"internal/near"}},
	{dir: "web"},

	// 1: plumbing; knows nothing of school.
	{dir: "internal/db", floor: 1},
	{dir: "internal/db/dbtest", floor: 1, beside: []string{"internal/db"}, support: true},
	{dir: "internal/bus", floor: 1},
	{dir: "internal/disk", floor: 1},
	{dir: "internal/signing", floor: 1, beside: []string{"internal/disk"}},
	{dir: "internal/blob", floor: 1, later: true},
	{dir: "internal/llm", floor: 1},
	{dir: "internal/llm/llmtest", floor: 1, beside: []string{"internal/llm"}, support: true},
	{dir: "internal/llm/llmtest/toyserver", floor: 1, beside: []string{"internal/llm/llmtest"}, support: true},
	{dir: "internal/table", floor: 1},

	// 2: the record.
	{dir: "internal/interaction", floor: 2},
	{dir: "internal/audit", floor: 2},

	// 3: people and content, then consent.
	{dir: "internal/account", floor: 3},
	{dir: "internal/question", floor: 3},
	{dir: "internal/family", floor: 3, beside: []string{"internal/question"}},
	{dir: "internal/qti", floor: 3, beside: []string{"internal/question"}},
	{dir: "internal/consent", floor: 3, beside: []string{"internal/account"}},

	// 4: belief.
	{dir: "internal/proficiency", floor: 4},
	{dir: "internal/redo", floor: 4},
	{dir: "internal/counted", floor: 4},
	{dir: "internal/counted/countedtest", floor: 4, beside: []string{"internal/counted"}, support: true},

	// 5: life. Session first; the others may use it and not each other.
	{dir: "internal/session", floor: 5, tests: []string{"internal/reward"}},
	{dir: "internal/tutor", floor: 5, beside: []string{"internal/session"}},
	{dir: "internal/reward", floor: 5, beside: []string{"internal/session"}},
	{dir: "internal/report", floor: 5, beside: []string{"internal/session"}},
	{dir: "internal/plan", floor: 5, beside: []string{"internal/session"}},
	{dir: "internal/guide", floor: 5, beside: []string{"internal/session"}, later: true},
	{dir: "internal/social", floor: 5, beside: []string{"internal/session"}, later: true},
	{dir: "internal/progress", floor: 5, beside: []string{"internal/session"}, later: true},

	// 6: the workshop, then erasure, which knows all that must forget.
	{dir: "internal/mirror", floor: 6},
	{dir: "internal/backup", floor: 6},
	{dir: "internal/dataset", floor: 6},
	{dir: "internal/census", floor: 6},
	{dir: "internal/calibrate", floor: 6},
	{dir: "internal/train", floor: 6},
	{dir: "internal/trial", floor: 6},
	{dir: "internal/lrs", floor: 6, later: true},
	{dir: "internal/outbox", floor: 6},
	{dir: "internal/erasure", floor: 6, beside: []string{
		"internal/mirror", "internal/backup", "internal/dataset", "internal/calibrate", "internal/train", "internal/lrs", "internal/outbox"}},

	// 7: the door, and who knocks at it.
	{dir: "internal/api", floor: 7, tests: []string{"internal/app"}},
	{dir: "internal/simulate", floor: 7, tests: []string{"internal/app"}},

	// 8: makes everything.
	{dir: "internal/app", floor: 8},
	{dir: "internal/app/apptest", floor: 8, beside: []string{"internal/app"}, support: true},

	// 9: programs.
	{dir: "cmd/satprep", floor: 9},
	{dir: "bench", floor: 9},

	// This package: tests of the house, imports nothing of it.
	{dir: "internal", floor: 9},
}

func find(dir string) (room, bool) {
	i := slices.IndexFunc(floorPlan, func(r room) bool { return r.dir == dir })
	if i < 0 {
		return room{}, false
	}
	return floorPlan[i], true
}

// objection says why r may not import to, or "". inTest is true for a test file.
func (r room) objection(to room, inTest bool) string {
	switch {
	case inTest && (to.support || to.dir == r.dir || slices.Contains(r.tests, to.dir)): // an external test package imports its own room
		return ""
	case to.support && !r.support:
		return "support for tests is imported by tests only"
	case to.floor > r.floor:
		return "that is upstairs"
	case to.floor < r.floor, r.floor == 0, slices.Contains(r.beside, to.dir):
		return ""
	}
	return "that is on the same floor, and not among those it may use"
}

func TestFloorPlanIsSound(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, r := range floorPlan {
		if seen[r.dir] {
			t.Errorf("%s has two rows", r.dir)
		}
		seen[r.dir] = true
		for _, b := range r.beside {
			if n, ok := find(b); !ok || n.floor != r.floor || slices.Contains(n.beside, r.dir) {
				t.Errorf("%s: %s is not a one-way neighbour of it", r.dir, b)
			}
		}
	}
}

func TestObjections(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		from, to string
		test     bool
		ok       bool
	}{
		{"internal/session", "internal/question", false, true},
		{"internal/question", "internal/session", false, false},
		{"internal/question", "internal/session", true, false},
		{"internal/tutor", "internal/session", false, true},
		{"internal/session", "internal/tutor", false, false},
		{"internal/tutor", "internal/reward", false, false},
		{"internal/consent", "internal/account", false, true},
		{"internal/account", "internal/consent", false, false},
		{"internal/selection", "internal/irt", false, true},
		{"internal/session", "internal/db/dbtest", false, false},
		{"internal/session", "internal/db/dbtest", true, true},
		{"internal/db/dbtest", "internal/db", false, true},
		{"internal/simulate", "internal/app/apptest", true, true},
		{"internal/simulate", "internal/app/apptest", false, false},
		{"internal/simulate", "internal/app", true, true},
		{"internal/simulate", "internal/app", false, false},
		{"internal/session", "internal/app", true, false},
		{"internal/session", "internal/reward", true, true},
		{"internal/session", "internal/reward", false, false},
		{"internal/erasure", "internal/mirror", false, true},
	} {
		from, _ := find(c.from)
		to, _ := find(c.to)
		if got := from.objection(to, c.test) == ""; got != c.ok {
			t.Errorf("%s imports %s (in a test: %v): allowed = %v, want %v", c.from, c.to, c.test, got, c.ok)
		}
	}
}

// touches are standard packages that reach files, network, clock or operator,
// which the ground floor never does.
var touches = []string{"database/sql", "io/fs", "log", "log/slog", "net", "net/http", "os", "os/exec", "os/signal", "path/filepath", "syscall"}

func TestImports(t *testing.T) {
	t.Parallel()
	for _, f := range goFiles(t) {
		here, ok := find(path.Dir(f.name))
		if !ok {
			t.Errorf("%s: package %s has no row in the floor plan (internal/house_test.go)", f.name, path.Dir(f.name))
			continue
		}
		for _, spec := range f.syntax.Imports {
			p, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			ours, isOurs := strings.CutPrefix(p, module+"/")
			switch {
			case isOurs:
				to, ok := find(ours)
				if !ok {
					t.Errorf("%s imports %s, which has no row in the floor plan", f.name, p)
				} else if why := here.objection(to, f.isTest()); why != "" {
					t.Errorf("%s (floor %d) imports %s (floor %d): %s", f.name, here.floor, p, to.floor, why)
				}
			case here.floor > 0 || f.isTest():
			case strings.Contains(strings.Split(p, "/")[0], "."):
				t.Errorf("%s imports %s: the ground floor uses the standard library only", f.name, p)
			case slices.Contains(touches, p):
				t.Errorf("%s imports %s: the ground floor reaches no file, network or log", f.name, p)
			}
		}
		if here.floor == 0 && !f.isTest() {
			ast.Inspect(f.syntax, func(n ast.Node) bool {
				if s, ok := n.(*ast.SelectorExpr); ok && s.Sel.Name == "Now" {
					if x, ok := s.X.(*ast.Ident); ok && x.Name == "time" {
						t.Errorf("%s reads the clock: the ground floor has none", f.name)
					}
				}
				return true
			})
		}
	}
}

// A goFile is a parsed file; name is its path from the root, with slashes.
type goFile struct {
	name   string
	syntax *ast.File
	set    *token.FileSet
}

func (f goFile) isTest() bool { return strings.HasSuffix(f.name, "_test.go") }

var parsed = sync.OnceValues(func() ([]goFile, error) {
	names, err := listed()
	if err != nil {
		return nil, err
	}
	var files []goFile
	for _, name := range names {
		if path.Ext(name) != ".go" || inTestdata(name) {
			continue
		}
		set := token.NewFileSet()
		syntax, err := parser.ParseFile(set, filepath.Join(root, filepath.FromSlash(name)), nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		files = append(files, goFile{name, syntax, set})
	}
	return files, nil
})

func goFiles(t *testing.T) []goFile {
	t.Helper()
	files, err := parsed()
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 10 {
		t.Fatalf("only %d Go files found: the house is looked for in the wrong place", len(files))
	}
	return files
}

// root is the project's folder, seen from this package.
const root = ".."

// listed names every file of the project that git tracks or would track; all
// files but the usual strangers where there is no git.
var listed = sync.OnceValues(func() ([]string, error) {
	git := exec.Command("git", "-C", root, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
	var names []string
	if out, err := git.Output(); err == nil && len(out) > 0 {
		for _, b := range bytes.Split(bytes.TrimRight(out, "\x00"), []byte{0}) {
			if info, err := os.Lstat(filepath.Join(root, string(b))); err == nil && info.Mode().IsRegular() {
				names = append(names, string(b))
			}
		}
		slices.Sort(names)
		return slices.Compact(names), nil
	}
	err := filepath.WalkDir(root, func(p string, e fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		if e.IsDir() && slices.Contains([]string{".git", "node_modules", "data", "bin"}, e.Name()) {
			return filepath.SkipDir
		}
		if e.Type().IsRegular() {
			rel, err := filepath.Rel(root, p)
			if err != nil {
				return err
			}
			names = append(names, filepath.ToSlash(rel))
		}
		return nil
	})
	return names, err
})

func files(t *testing.T) []string {
	t.Helper()
	names, err := listed()
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func inTestdata(name string) bool { return slices.Contains(strings.Split(name, "/"), "testdata") }
