package calibrate

import (
	"hash/fnv"
	"io"
	"math"
	"math/rand/v2"
	"slices"

	"satprep/internal/irt"
	"satprep/internal/question"
)

// MostShift is by how many points a promotion may move a score of the reference
// set without a second confirmation: psychometrics.md §2.
const MostShift = 20.0

// The reference set: patterns of answers at so many abilities, so many at each.
const (
	shiftSeed     = 20260
	shiftPatterns = 20 // at each ability
	shiftLowest   = -3.0
	shiftHighest  = 3.0
	shiftStep     = 0.5
)

// A Shift is what other parameters do to the scores of a form's section, over a
// reference set of patterns of answers: simulated under the parameters in force
// at abilities from -3 to 3, each scored along the way that it is routed.
type Shift struct {
	Form     string  `json:"form"`
	Section  string  `json:"section"`
	Largest  float64 `json:"largest" doc:"absolute difference of a score, in points, before rounding to 10"`
	Mean     float64 `json:"mean" doc:"new less old, in points"`
	At       float64 `json:"at" doc:"score in force of the pattern that moves most"`
	Patterns int     `json:"patterns"`
	Changed  int     `json:"changed" doc:"questions of this section of the form with other parameters"`
}

// shifts are of all forms and sections, in order, under the parameters in force
// and under those with after in the place of some.
func shifts(forms []*question.Form, after map[string]question.Proposed, seed uint64) []Shift {
	list := []Shift{}
	for _, f := range forms {
		for i := range f.Sections {
			list = append(list, shiftOf(f.ID, &f.Sections[i], after, seed))
		}
	}
	return list
}

func shiftOf(form string, s *question.FormSection, after map[string]question.Proposed, seed uint64) Shift {
	out := Shift{Form: form, Section: s.Section}
	params := func(list []*question.Question) (old, now []irt.Params) {
		for _, q := range list {
			p := q.Params.Params
			if proposed, changed := after[q.ID]; changed {
				p = proposed.Params.Params
				out.Changed++
			}
			old, now = append(old, q.Params.Params), append(now, p)
		}
		return old, now
	}
	firstOld, firstNew := params(s.First)
	easyOld, easyNew := params(s.Easier)
	hardOld, hardNew := params(s.Harder)
	h := fnv.New64a()
	io.WriteString(h, form+" "+s.Section)
	rng := rand.New(rand.NewPCG(seed, h.Sum64()))
	answer := func(items []irt.Params, theta float64) []bool {
		right := make([]bool, len(items))
		for i, p := range items {
			right[i] = rng.Float64() < p.P(theta)
		}
		return right
	}
	sum := 0.0
	for theta := shiftLowest; theta <= shiftHighest; theta += shiftStep {
		for range shiftPatterns {
			right := answer(firstOld, theta)
			at, _ := irt.EAP(firstOld, right, 0, 1)
			secondOld, secondNew := easyOld, easyNew
			if irt.Route(at, s.Cut) {
				secondOld, secondNew = hardOld, hardNew
			}
			right = append(right, answer(secondOld, theta)...)
			before := points(slices.Concat(firstOld, secondOld), right)
			d := points(slices.Concat(firstNew, secondNew), right) - before
			sum += d
			out.Patterns++
			if math.Abs(d) > out.Largest {
				out.Largest, out.At = math.Abs(d), before
			}
		}
	}
	out.Mean = sum / float64(out.Patterns)
	return out
}

// points is the score of a section before it is rounded to 10.
func points(items []irt.Params, right []bool) float64 {
	s := irt.ScoreSection(items, nil, right)
	if s.Right == 0 || s.Right == s.Of { // 200 and 800 by rule
		return float64(s.Scaled)
	}
	return irt.Points(s.Theta)
}

// largest is the largest of all.
func largest(list []Shift) (most float64) {
	for _, s := range list {
		most = max(most, s.Largest)
	}
	return most
}
