package simulate

import (
	"fmt"
	"hash/fnv"
	"math"
	"math/rand/v2"

	"satprep/internal/fault"
	"satprep/internal/irt"
	"satprep/internal/question"
)

// The worlds of a precision run by name.
const (
	Known     = "known"     // parameters drawn with mean a of 1.9, and the server knows them
	Shipped   = "shipped"   // the bank as it comes, as if its authors had judged exactly
	Misjudged = "misjudged" // the bank as it comes, whose authors erred, on a scale that is shifted
)

// What is drawn.
const (
	knownA     = 1.9 // mean
	knownLnASD = 0.3
	knownBSD   = 0.3 // of b around its author's
	erredB     = 0.6 // SD of the true b around the author's
	shifted    = 0.4 // by which every question is harder than the server's scale says
)

// A World says what a server believes of questions and what is true of them.
type World struct {
	Name string
	// Force are the parameters to put in force on the server; none: those it has.
	Force map[string]question.Proposed
	seed  uint64
}

// Worlds are the names.
func Worlds() []string { return []string{Known, Shipped, Misjudged} }

// NewWorld makes a world of a bank; an unknown name is Invalid.
func NewWorld(name string, seed uint64, bank *question.Bank) (*World, error) {
	w := &World{Name: name, seed: seed}
	switch name {
	case Known:
		w.Force = map[string]question.Proposed{}
		for _, q := range bank.Questions {
			rng := w.rng("known", 0, q.ID)
			p := question.Params{Params: irt.Params{A: math.Exp(math.Log(knownA) - knownLnASD*knownLnASD/2 + knownLnASD*rng.NormFloat64()), B: q.Params.B + knownBSD*rng.NormFloat64(), C: q.Params.C},
				Source: question.Calibrated, Responses: 10_000}
			w.Force[q.ID] = question.Proposed{Version: q.Version, Params: p}
		}
	case Shipped, Misjudged:
	default:
		return nil, fault.At("world", "A world is known, shipped or misjudged.")
	}
	return w, nil
}

// rng is the generator of one purpose, learner and question: what it gives does
// not depend on what was asked before.
func (w *World) rng(purpose string, learner int, id string) *rand.Rand {
	h := fnv.New64a()
	fmt.Fprint(h, purpose, " ", learner, " ", id)
	return rand.New(rand.NewPCG(w.seed, h.Sum64()))
}

// truth is what a question is for a learner. An author's errors are drawn anew
// for every learner, so that a run shows what to expect of such errors and not
// of one draw of them.
func (w *World) truth(learner int, q *question.Question) irt.Params {
	if v, ok := w.Force[q.ID]; ok {
		return v.Params.Params
	}
	p := q.Params.Params
	if w.Name == Misjudged {
		p.B += shifted + erredB*w.rng("erred", learner, q.ID).NormFloat64()
	}
	return p
}

// theta is a learner's true ability in a section when they sit a form: N(0, 1),
// the same in all its domains and another on every form, so that every test is a
// draw of its own.
func (w *World) theta(learner int, form, section string) float64 {
	return w.rng("theta "+form, learner, section).NormFloat64()
}

// answer is what a learner of that ability writes. Of a question that counts it
// depends on nothing but world, learner and question; contrary learners write of
// a pretest question the opposite of what their twins would.
func (w *World) answer(learner int, contrary bool, theta float64, q *question.Question) string {
	rng := w.rng("answer", learner, q.ID)
	right := rng.Float64() < w.truth(learner, q).P(theta)
	if contrary && q.Use == question.Pretest {
		right = !right
	}
	if right {
		return q.Keys[0]
	}
	return (&Learner{rng: rng}).wrong(q)
}
