package pseudonym

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

var columns = []string{"age_band", "device_class"}

func crowd(spec ...any) (all []Quasi) {
	for i := 0; i < len(spec); i += 3 {
		for range spec[i].(int) {
			all = append(all, Quasi{fmt.Sprint("learner ", len(all)), [][]string{{spec[i+1].(string)}, {spec[i+2].(string)}}})
		}
	}
	return all
}

func TestAnonymise(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name     string
		learners []Quasi
		allow    float64
		want     Report
	}{
		{"nothing to do", crowd(5, "13_17", "phone", 6, "18_plus", "phone"), 0,
			Report{K: 5, Learners: 11, Before: 5, After: 5, Generalised: []string{}, RiskMax: 1.0 / 5, RiskMean: 2.0 / 11}},
		{"one column is enough", crowd(5, "13_17", "phone", 6, "18_plus", "phone", 1, "13_17", "tablet"), 0,
			Report{K: 5, Learners: 12, Before: 1, After: 6, Generalised: []string{"device_class"}, RiskMax: 1.0 / 6, RiskMean: 2.0 / 12}},
		{"the first column is", crowd(1, "under_13", "phone", 6, "18_plus", "phone", 7, "13_17", "tablet"), 0,
			Report{K: 5, Learners: 14, Before: 1, After: 7, Generalised: []string{"age_band"}, RiskMax: 1.0 / 7, RiskMean: 2.0 / 14}},
		{"leave one out rather", crowd(50, "13_17", "phone", 49, "18_plus", "phone", 1, "13_17", "tablet"), 0.01,
			Report{K: 5, Learners: 100, Before: 1, After: 49, Generalised: []string{}, Suppressed: 1, RiskMax: 1.0 / 49, RiskMean: 2.0 / 99}},
		{"both", crowd(1, "under_13", "phone", 2, "18_plus", "tablet", 2, "13_17", "desktop"), 0,
			Report{K: 5, Learners: 5, Before: 1, After: 5, Generalised: []string{"age_band", "device_class"}, RiskMax: 1.0 / 5, RiskMean: 1.0 / 5}},
		{"too few", crowd(2, "13_17", "phone", 2, "18_plus", "phone"), 0,
			Report{K: 5, Learners: 4, Before: 2, Generalised: []string{"age_band", "device_class"}, Suppressed: 4}},
		{"nobody", nil, 0, Report{K: 5, Generalised: []string{}}},
	} {
		r, err := Anonymise(c.learners, Policy{Columns: columns, K: 5, MaxSuppressed: c.allow})
		if err != nil {
			t.Fatal(err)
		}
		c.want.Columns = columns
		if d := cmp.Diff(c.want, r.Report); d != "" {
			t.Errorf("%s: %s", c.name, d)
		}
	}
}

// TestDevicesOfOneLearner: who is seen on two devices is known by both, and is
// no company for those with one.
func TestDevicesOfOneLearner(t *testing.T) {
	t.Parallel()
	all := append(crowd(5, "13_17", "phone"), Quasi{"both", [][]string{{"13_17"}, {"phone", "tablet", "phone"}}}, Quasi{"both", [][]string{{"13_17"}, {"tablet"}}})
	r, err := Anonymise(all, Policy{Columns: columns, K: 5, MaxSuppressed: 1})
	if err != nil || !r.Suppressed["both"] || len(r.Suppressed) != 1 || r.Report.Learners != 6 {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestAnonymiseRefuses(t *testing.T) {
	t.Parallel()
	for _, p := range []Policy{{columns, 0, 0}, {columns, 5, -1}, {columns, 5, math.NaN()}, {columns[:1], 5, 0}, {make([]string, 13), 5, 0}} {
		if _, err := Anonymise(crowd(1, "a", "b"), p); err == nil {
			t.Errorf("%+v is taken", p)
		}
	}
}

// TestAnonymiseKeepsItsPromise counts anew, apart from the room's own counting.
func TestAnonymiseKeepsItsPromise(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Quasi {
			return Quasi{fmt.Sprint(rapid.IntRange(0, 60).Draw(t, "who")), [][]string{
				{rapid.SampledFrom([]string{"under_13", "13_17", "18_plus"}).Draw(t, "age")},
				{rapid.SampledFrom([]string{"phone", "tablet", "desktop"}).Draw(t, "device")}}}
		}), 0, 80).Draw(t, "rows")
		p := Policy{Columns: columns, K: rapid.IntRange(1, 8).Draw(t, "k"), MaxSuppressed: rapid.Float64Range(0, 0.3).Draw(t, "share")}
		r, err := Anonymise(all, p)
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]map[string]bool{}
		for _, q := range all {
			if seen[q.Learner] == nil {
				seen[q.Learner] = map[string]bool{}
			}
			for c, vs := range q.Values {
				for _, v := range vs {
					if r.Generalised[c] {
						v = Any
					}
					seen[q.Learner][fmt.Sprint(c, v)] = true
				}
			}
		}
		alike := map[string][]string{}
		for who, set := range seen {
			var s []string
			for v := range set {
				s = append(s, v)
			}
			slices.Sort(s)
			alike[fmt.Sprint(s)] = append(alike[fmt.Sprint(s)], who)
		}
		for what, who := range alike {
			for _, w := range who {
				if r.Suppressed[w] != (len(who) < p.K) {
					t.Fatalf("%s: %d learners, suppressed %v", what, len(who), r.Suppressed[w])
				}
			}
		}
		if left := len(r.Suppressed); float64(left) > p.MaxSuppressed*float64(len(seen)) && len(r.Report.Generalised) < 2 {
			t.Fatalf("%d of %d left out before all was tried", left, len(seen))
		}
		shuffled := rapid.Permutation(all).Draw(t, "shuffled")
		if again, err := Anonymise(shuffled, p); err != nil || !cmp.Equal(r, again) {
			t.Fatalf("another order, another result: %v", err)
		}
	})
}
