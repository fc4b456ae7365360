package pseudonym

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"satprep/internal/fault"
)

// Any is what a generalised value becomes.
const Any = "any"

// Quasi is what may be known of a learner from elsewhere: for each column the
// values that their rows show. Rows of one learner are linked by the pseudonym,
// so that who is seen on a phone and on a desktop is known by both.
type Quasi struct {
	Learner string
	Values  [][]string // by column, in any order, with or without repetition
}

// Policy is what Anonymise works to.
type Policy struct {
	Columns []string // names of the quasi-identifiers, for the report
	K       int      // least number of learners in a class
	// MaxSuppressed is the share of learners that may be left out before a
	// column is generalised; Samarati's MaxSup.
	MaxSuppressed float64
}

// A Report says what was done and what risk is left. Risk is that of a
// prosecutor: the chance to pick the right one of a class by these columns alone.
type Report struct {
	K           int      `json:"k"`
	Columns     []string `json:"columns"`
	Learners    int      `json:"learners"` // before
	Before      int      `json:"k_before"` // smallest class, 0 without learners
	After       int      `json:"k_after"`  // likewise, 0 if nobody is left
	Generalised []string `json:"generalised"`
	Suppressed  int      `json:"suppressed"` // learners
	RiskMax     float64  `json:"risk_max"`   // 1 / smallest class
	RiskMean    float64  `json:"risk_mean"`  // classes / learners, those that are left
}

// A Result says for each column whether it is generalised, and who is left out.
type Result struct {
	Generalised []bool          // by column: every value becomes Any
	Suppressed  map[string]bool // by learner
	Report      Report
}

// maxColumns bounds the lattice, which has 2^columns nodes.
const maxColumns = 12

// Anonymise chooses how to give everybody K-1 others like them. It looks for the
// fewest generalised columns at which no more than MaxSuppressed must be left
// out; among these for the fewest left out; among these for the columns that
// come last. Where no choice is enough all columns are generalised. The order of
// learners does not matter. A learner who comes twice is one.
func Anonymise(learners []Quasi, p Policy) (r Result, err error) {
	defer fault.In(&err, "pseudonym.Anonymise")
	if p.K < 1 || !(p.MaxSuppressed >= 0 && p.MaxSuppressed <= 1) || len(p.Columns) > maxColumns {
		return r, fault.At("k", "k is 1 or more, the share that may be left out between 0 and 1, and there are at most %d columns.", maxColumns)
	}
	values := map[string][]string{}
	for _, q := range learners {
		if len(q.Values) != len(p.Columns) {
			return r, fault.At("columns", "There are %d columns, and a learner with %d values.", len(p.Columns), len(q.Values))
		}
		v := values[q.Learner]
		if v == nil {
			v = make([]string, len(p.Columns))
			values[q.Learner] = v
		}
		for c, vs := range q.Values {
			v[c] = union(v[c], vs)
		}
	}
	best, bestLeft := -1, 0
	for node := range 1 << len(p.Columns) {
		left := 0
		for _, n := range classes(values, node) {
			if n < p.K {
				left += n
			}
		}
		if float64(left) > p.MaxSuppressed*float64(len(values)) && node != 1<<len(p.Columns)-1 {
			continue
		}
		if best < 0 || cmp.Or(cmp.Compare(bits(node), bits(best)), cmp.Compare(left, bestLeft), cmp.Compare(best, node)) < 0 {
			best, bestLeft = node, left
		}
	}
	return result(values, p, best), nil
}

// union is the sorted set of values, as one text.
func union(have string, more []string) string {
	set := map[string]bool{}
	for v := range strings.SplitSeq(have, "\x00") {
		set[v] = true
	}
	for _, v := range more {
		set[v] = true
	}
	delete(set, "")
	return strings.Join(slices.Sorted(maps.Keys(set)), "\x00")
}

func bits(node int) (n int) {
	for ; node > 0; node &= node - 1 {
		n++
	}
	return n
}

// class is what a learner looks like at a node of the lattice, whose bits are
// the generalised columns.
func class(values []string, node int) string {
	var b strings.Builder
	for c, v := range values {
		if node>>c&1 == 1 {
			v = Any
		}
		b.WriteString(v)
		b.WriteByte(1)
	}
	return b.String()
}

func classes(values map[string][]string, node int) map[string]int {
	count := map[string]int{}
	for _, v := range values {
		count[class(v, node)]++
	}
	return count
}

func result(values map[string][]string, p Policy, node int) Result {
	count := classes(values, node)
	r := Result{Generalised: make([]bool, len(p.Columns)), Suppressed: map[string]bool{}}
	r.Report = Report{K: p.K, Columns: p.Columns, Learners: len(values), Before: smallest(classes(values, 0)), Generalised: []string{}}
	for c, name := range p.Columns {
		if node>>c&1 == 1 {
			r.Generalised[c] = true
			r.Report.Generalised = append(r.Report.Generalised, name)
		}
	}
	for learner, v := range values {
		if count[class(v, node)] < p.K {
			r.Suppressed[learner] = true
		}
	}
	maps.DeleteFunc(count, func(_ string, n int) bool { return n < p.K })
	r.Report.Suppressed, r.Report.After = len(r.Suppressed), smallest(count)
	if kept := len(values) - len(r.Suppressed); kept > 0 {
		r.Report.RiskMax = 1 / float64(r.Report.After)
		r.Report.RiskMean = float64(len(count)) / float64(kept)
	}
	return r
}

func smallest(count map[string]int) int {
	least := 0
	for _, n := range count {
		if least == 0 || n < least {
			least = n
		}
	}
	return least
}
