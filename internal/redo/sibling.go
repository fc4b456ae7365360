package redo

import (
	"math"

	"satprep/internal/irt"
	"satprep/internal/selection"
)

// Near is how far apart two questions' b may lie that are near in difficulty:
// half a step between easy, medium and hard, and a little.
const Near = 0.6

// mostEach bounds how many questions a skill asks for at once: what is spaced is
// not crammed.
const mostEach = 3

// Questions is how many questions to redo of a skill of which so many were missed.
func Questions(missed int) int { return min(max(1, missed), mostEach) }

// A Miss is a question that a learner got wrong.
type Miss struct {
	ID     string
	Family string
	Scope  irt.Scope // its skill
	B      float64   // its difficulty
}

// Excluded is what may not be asked next in a session of redo: everything but
// the siblings of one miss a skill. missed are a learner's misses by skill, the
// newest first; the k-th question that the session asks of a skill is a sibling
// of the k-th miss, and after Questions of them it asks no more of it. No question
// that was ever missed is a sibling. Of a miss the first of these that has a question left counts:
//
//  1. its family, where not met yet;
//  2. its skill, b at most Near away, not met yet;
//  3. its skill, not met yet;
//  4. its skill, met and answered rightly.
//
// A skill without misses (what was missed has left the bank) has all of its
// questions.
func Excluded(p *selection.Pool, h *selection.History, missed map[irt.Scope][]Miss) selection.Bits {
	barred := map[string]bool{}
	for _, list := range missed {
		for _, m := range list {
			barred[m.ID] = true
		}
	}
	served := map[irt.Scope]int{}
	for i := range p.Len() {
		if h.Served(i) {
			served[p.Item(i).Scope]++
		}
	}
	best := map[irt.Scope]int{} // of 1 to 4
	rank := make([]int, p.Len())
	for i := range p.Len() {
		it := p.Item(i)
		if list := missed[it.Scope]; h.Served(i) || barred[it.ID] || served[it.Scope] >= Questions(len(list)) {
			continue
		} else if len(list) == 0 {
			rank[i] = 1
		} else {
			rank[i] = nearness(it, h.Seen(i), list[served[it.Scope]])
		}
		if b := best[it.Scope]; b == 0 || rank[i] < b {
			best[it.Scope] = rank[i]
		}
	}
	out := p.NewBits()
	for i, r := range rank {
		if r == 0 || r != best[p.Item(i).Scope] {
			out.Set(i)
		}
	}
	return out
}

func nearness(it selection.Item, seen bool, m Miss) int {
	switch {
	case seen:
		return 4
	case m.Family != "" && it.Family == m.Family:
		return 1
	case math.Abs(it.Params.B-m.B) <= Near:
		return 2
	}
	return 3
}
