package dataset

import (
	"fmt"
	"testing"
)

// A cell of one learner tells who it is: the one minor whose guardian agreed, or the
// one who signed on paper. The sum of all must not give it away either.
func TestConsentSummaryHasNoSmallCells(t *testing.T) {
	t.Parallel()
	v1, v2 := TextRead{Version: "v1", Digest: "a"}, TextRead{Version: "v2", Digest: "b"}
	by := func(t TextRead, who string, paper bool) TextRead { t.By, t.OnPaper = who, paper; return t }
	for _, c := range []struct {
		count map[TextRead]int
		want  string
	}{
		{map[TextRead]int{by(v1, "learner", false): 9, by(v1, "guardian", false): 5}, "map[v1 guardian:5 v1 learner:9]"},
		{map[TextRead]int{by(v1, "learner", false): 9, by(v1, "guardian", false): 1}, "map[v1 :10]"},
		{map[TextRead]int{by(v1, "learner", false): 9, by(v1, "learner", true): 1, by(v2, "guardian", false): 6}, "map[v1 :10 v2 guardian:6]"},
	} {
		got := map[string]int{}
		for _, t := range textsRead(c.count, 5) {
			got[t.Version+" "+t.By] = t.Learners
		}
		if fmt.Sprint(got) != c.want {
			t.Errorf("%v, want %s", got, c.want)
		}
	}
	if got := fmt.Sprint(fewTogether(map[string]int{"a": 10, "b": 9, "c": 1})); got != "map[a:10 others:10]" {
		t.Errorf("counts %s", got)
	}
}
