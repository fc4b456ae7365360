package kt

import (
	"fmt"
	"hash/fnv"
)

// A Row is one answer.
type Row struct {
	Learner, Item int
	Skills        []int
	Right         bool
}

// A Table is answers in order, and how many learners, items and skills there are.
type Table struct {
	Rows                    []Row
	Learners, Items, Skills int
}

// Of is the part of the rows whose learners are in.
func (t *Table) Of(in func(learner int) bool) *Table {
	part := &Table{Learners: t.Learners, Items: t.Items, Skills: t.Skills}
	for _, r := range t.Rows {
		if in(r.Learner) {
			part.Rows = append(part.Rows, r)
		}
	}
	return part
}

// HeldOut reports whether the learner of that name is held out, as share of all are: a function of the name and the seed
// alone, so that somebody who joins moves nobody else.
func HeldOut(name string, seed uint64, share float64) bool {
	h := fnv.New64a()
	fmt.Fprintf(h, "%d\x00%s", seed, name)
	x := h.Sum64() // FNV's high bits are poor: mix them (Steele et al. 2014)
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	x ^= x >> 31
	return float64(x>>11)/(1<<53) < share
}

// A Model tells states of learners apart from what it was fitted to.
type Model interface {
	// New is the state of a learner who has done nothing.
	New() State
}

// A State is one learner under one model. It is not safe for concurrent use.
type State interface {
	// P is the probability that the learner answers the item right.
	P(item int, skills []int) float64
	// Observe tells the state an answer.
	Observe(item int, skills []int, right bool)
}

// Predict runs every learner's rows through a state of their own: the probability of every row before its answer is told.
func Predict(m Model, t *Table) []float64 {
	states, out := map[int]State{}, make([]float64, len(t.Rows))
	for i, r := range t.Rows {
		s, ok := states[r.Learner]
		if !ok {
			s = m.New()
			states[r.Learner] = s
		}
		out[i] = s.P(r.Item, r.Skills)
		s.Observe(r.Item, r.Skills, r.Right)
	}
	return out
}
