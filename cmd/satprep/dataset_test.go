package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"satprep/internal/fault"
)

// What is wrong with a recipe is said with the file, the line and the field.
func TestWhatIsWrongWithARecipe(t *testing.T) {
	t.Parallel()
	const good = "name: a-b\ntitle: T\npurpose: ai_training\nconfigs: [interactions]\nseed: 3\n"
	for _, c := range []struct{ old, new, says string }{
		{"a-b", "A_b", `mine.yaml, line 1, field name: The name "A_b" cannot be`},
		{"title", "titel", `mine.yaml, line 2, field titel: There is no field "titel"`},
		{"seed: 3", "seed: many", `mine.yaml, line 5, field seed: The field seed is a whole number, and "many" is none.`},
		{"[interactions]", "[", "mine.yaml, line 4: This is no YAML that can be read"},
	} {
		file := filepath.Join(t.TempDir(), "mine.yaml")
		if err := os.WriteFile(file, []byte(strings.Replace(good, c.old, c.new, 1)), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := readRecipe(file); !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Sentence(err), c.says) {
			t.Errorf("%s: %v", c.new, err)
		}
	}
}

// A package goes where erasing finds it, or out of the data folder.
func TestPackagesLieWhereErasingFindsThem(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "data")
	for out, refused := range map[string]bool{
		"": false, data + "-beside": false, filepath.Join(data, "datasets", "mine"): false,
		filepath.Join(data, "ai_data", "mine"): true, filepath.Join(data, "mine"): true, filepath.Join(data, "datasets", "..", "mine"): true,
	} {
		c := datasetBuildCmd{Out: out}
		if err := c.reachable(&globals{Data: data}); fault.Is(err, fault.Invalid) != refused {
			t.Errorf("%s: %v", out, err)
		}
	}
}

// A database that was put back by hand forgets again before a dataset is made of it.
func TestBuildForgetsAgain(t *testing.T) {
	t.Parallel()
	top := t.TempDir()
	data, back := filepath.Join(top, "data"), filepath.Join(top, "back")
	run := func(code int, args ...string) ran {
		t.Helper()
		r := satprep(t, nil, "user_id,role,age_band,name\nada,student,18_plus,Ada Canary\n", args...)
		if r.code != code {
			t.Fatalf("satprep %s: exit code %d, want %d\n%s%s", strings.Join(args, " "), r.code, code, r.out, r.err)
		}
		return r
	}
	run(0, "user", "import", "-", "--data", data)
	main, keys := filepath.Join(top, "main.tar"), filepath.Join(top, "keys.tar")
	run(0, "backup", "--data", data, "--out", main)
	run(0, "backup", "--data", data, "--out", keys, "--keys")
	run(0, "erase", "ada", "--yes", "--data", data)
	run(0, "restore", "--in", main, "--keys", keys, "--data", back)
	list, err := os.ReadFile(filepath.Join(data, "erasures.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(back, "erasures.jsonl"), list, 0o600); err != nil {
		t.Fatal(err)
	}
	r := run(73, "dataset", "build", "--recipe", "everything", "--data", back) // nothing enters
	if !strings.Contains(r.err, "1 people were erased again") {
		t.Errorf("the build said %s", r.err)
	}
	run(66, "consent", "show", "ada", "--data", back)
}

// A folder that no disk takes is refused in words, before anything is read.
func TestFoldersOfPackagesHaveNames(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "data")
	for name, out := range map[string]string{"long": strings.Repeat("a", 300), "line break": "a\nb"} {
		r := satprep(t, nil, "", "dataset", "build", "--recipe", "everything", "--data", data, "--out", filepath.Join(t.TempDir(), out))
		if r.code != usage || !strings.Contains(r.err, "at most 200 bytes") {
			t.Errorf("%s: exit %d, %s", name, r.code, r.err)
		}
	}
	if _, err := os.Stat(data); err == nil {
		t.Error("an instance was made")
	}
}
