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
