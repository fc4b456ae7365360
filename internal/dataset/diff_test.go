package dataset_test

import (
	"fmt"
	"path/filepath"
	"testing"

	. "satprep/internal/dataset"
)

// Rows are compared by their ids within a line, and not across two: the same
// record has another id there, and every row would have gone and come.
func TestDiffKnowsLines(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *school, _ string) {
		who := s.enrol([]string{"ai_training"}, "Ada")[0]
		for n := range 4 {
			s.write(answered(who, n))
		}
		dir := t.TempDir()
		one, two, other := filepath.Join(dir, "one"), filepath.Join(dir, "two"), filepath.Join(dir, "other")
		s.build(Job{Recipe: recipe(""), Out: one})
		s.write(answered(who, 4))
		s.build(Job{Recipe: recipe(""), Out: two})
		s.build(Job{Recipe: []byte("name: another\ntitle: A test\npurpose: ai_training\nconfigs: [interactions]\nprivacy: {k: 1, free_text: true}\n"), Out: other})
		for after, want := range map[string]string{two: "true false 1 0", other: "false true 0 0"} {
			list, oneLine, err := Diff(t.Context(), one, after)
			if err != nil || len(list) != 1 {
				t.Fatal(err, list)
			}
			if got := fmt.Sprint(oneLine, list[0].Unnamed, list[0].Added, list[0].Removed); got != want {
				t.Errorf("%s: %s, want %s", filepath.Base(after), got, want)
			}
		}
	})
}
