package selection

import (
	"errors"
	"fmt"
	"slices"

	"satprep/internal/irt"
)

// A Level is a range of difficulty b.
type Level int

const (
	Easy Level = iota
	Medium
	Hard
	levels
)

// LevelOf returns the level of difficulty b: the cuts lie halfway between the
// authored -1.1, 0 and 1.1.
func LevelOf(b float64) Level {
	switch {
	case b < -0.55:
		return Easy
	case b > 0.55:
		return Hard
	}
	return Medium
}

// Quota asks for Count questions of a scope.
type Quota struct {
	Scope irt.Scope
	Count int
}

// Target is what a module should be.
type Target struct {
	Quotas     []Quota     // usually skills; they are kept exactly, or short
	Difficulty [levels]int // questions wanted of each Level; all 0 for no wish
	Typed      int         // questions wanted with a typed answer; -1 for no wish
	Theta      float64     // where information should be high
}

// Met compares what was asked with what was got.
type Met struct{ Want, Have int }

// QuotaMet is Met for a scope.
type QuotaMet struct {
	Scope irt.Scope
	Met
}

// Assembly is a module and how it meets its target.
type Assembly struct {
	Items       []Item // in the order of the pool; a Sequence orders them
	Information float64
	MeanB       float64
	Quotas      []QuotaMet
	Difficulty  [levels]Met
	Typed       Met
}

// Complete reports whether every quota is full.
func (a Assembly) Complete() bool {
	for _, q := range a.Quotas {
		if q.Have < q.Want {
			return false
		}
	}
	return true
}

// assembler is an Assemble under way.
type assembler struct {
	pool       *Pool
	target     Target
	candidates [][]int // by quota
	chosen     [][]int // by quota
	taken      []bool
	levels     [levels]int
	typed      int
	total      int // questions asked for
}

// Assemble builds a module from p without questions that h has seen or is kin
// to, and without two of a family. It fills the scarcest quota first, each time
// with the question that best serves the difficulty and the answer format still
// missing, of those with the most information at Theta; then it exchanges
// questions within quotas while that brings it nearer to the target, or as near
// with more information. It is deterministic; equals go by the pool's order.
// A quota that cannot be filled is left short and reported.
func (p *Pool) Assemble(h *History, t Target) (Assembly, error) {
	if h != nil && h.pool != p {
		return Assembly{}, errors.New("the history is of another pool")
	}
	if h == nil {
		h = &History{}
	}
	a := &assembler{pool: p, target: t, taken: make([]bool, len(p.items))}
	for _, q := range t.Quotas {
		if q.Count < 0 || !q.Scope.Valid() {
			return Assembly{}, fmt.Errorf("quota of %d in %+v", q.Count, q.Scope)
		}
		a.total += q.Count
		var list []int
		for i, it := range p.items {
			if q.Scope.Contains(it.Scope) && !h.kin.Has(i) {
				list = append(list, i)
			}
		}
		a.candidates = append(a.candidates, list)
	}
	a.chosen = make([][]int, len(t.Quotas))
	a.fill()
	a.exchange()
	return a.report(), nil
}

// fill is the greedy pass.
func (a *assembler) fill() {
	order := make([]int, len(a.candidates))
	for q := range order {
		order[q] = q
	}
	slack := func(q int) int { return len(a.candidates[q]) - a.target.Quotas[q].Count }
	slices.SortStableFunc(order, func(x, y int) int { return slack(x) - slack(y) })
	for _, q := range order {
		for range a.target.Quotas[q].Count {
			best, fit, info := -1, -1, 0.0
			for _, i := range a.candidates[q] {
				if !a.free(i) {
					continue
				}
				f, v := a.fits(i), a.information(i)
				if best < 0 || f > fit || f == fit && v > info {
					best, fit, info = i, f, v
				}
			}
			if best < 0 {
				break
			}
			a.chosen[q] = append(a.chosen[q], best)
			a.count(best, 1)
		}
	}
}

// free reports whether neither i nor one of its family is chosen.
func (a *assembler) free(i int) bool {
	for _, k := range a.pool.kin[i] {
		if a.taken[k] {
			return false
		}
	}
	return true
}

func (a *assembler) information(i int) float64 {
	return a.pool.items[i].Params.Information(a.target.Theta)
}

func (a *assembler) wishesLevels() bool { return a.target.Difficulty != [levels]int{} }

// fits counts the wishes still open that i serves.
func (a *assembler) fits(i int) (n int) {
	it := a.pool.items[i]
	level := LevelOf(it.Params.B)
	if a.wishesLevels() && a.levels[level] < a.target.Difficulty[level] {
		n++
	}
	if a.target.Typed >= 0 {
		have, want := a.typed, a.target.Typed
		if !it.Typed {
			have, want = a.size()-a.typed, a.total-a.target.Typed
		}
		if have < want {
			n++
		}
	}
	return n
}

func (a *assembler) size() (n int) {
	for _, c := range a.levels {
		n += c
	}
	return n
}

// count enters i (by = 1) or takes it out (by = -1).
func (a *assembler) count(i, by int) {
	it := a.pool.items[i]
	a.taken[i] = by > 0
	a.levels[LevelOf(it.Params.B)] += by
	if it.Typed {
		a.typed += by
	}
}

// miss is how far the module is from its wishes, in questions.
func (a *assembler) miss() (n int) {
	if a.wishesLevels() {
		for l, want := range a.target.Difficulty {
			n += max(want-a.levels[l], a.levels[l]-want)
		}
	}
	if a.target.Typed >= 0 {
		n += max(a.target.Typed-a.typed, a.typed-a.target.Typed)
	}
	return n
}

// exchange improves the module one question at a time. Every exchange lowers
// the miss, or keeps it and adds information, so it ends.
func (a *assembler) exchange() {
	const gain = 1e-9 // less is rounding
	for again := true; again; {
		again = false
		for q := range a.chosen {
			for k, out := range a.chosen[q] {
				before := a.miss()
				a.count(out, -1)
				best, miss, info := out, before, a.information(out)
				for _, i := range a.candidates[q] {
					if !a.free(i) {
						continue
					}
					a.count(i, 1)
					m, v := a.miss(), a.information(i)
					a.count(i, -1)
					if m < miss || m == miss && v > info+gain {
						best, miss, info = i, m, v
					}
				}
				a.count(best, 1)
				a.chosen[q][k] = best
				again = again || best != out
			}
		}
	}
}

func (a *assembler) report() (out Assembly) {
	var all []int
	for q, list := range a.chosen {
		all = append(all, list...)
		quota := a.target.Quotas[q]
		out.Quotas = append(out.Quotas, QuotaMet{quota.Scope, Met{quota.Count, len(list)}})
	}
	slices.Sort(all)
	for _, i := range all {
		it := a.pool.items[i]
		out.Items = append(out.Items, it)
		out.Information += a.information(i)
		out.MeanB += it.Params.B / float64(len(all))
	}
	for l, want := range a.target.Difficulty {
		out.Difficulty[l] = Met{want, a.levels[l]}
	}
	out.Typed = Met{a.target.Typed, a.typed}
	return out
}
