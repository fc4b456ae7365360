package selection

import (
	"errors"
	"fmt"
	"math/bits"
)

// A Slot is a pretest question placed in a module.
type Slot struct {
	Index     int
	ID        string
	Position  int     // in the module with its pretest questions, from 0
	Inclusion float64 // probability that this question is in the module
}

// Pretests is a draw of pretest questions and what must be recorded about it.
type Pretests struct {
	Slots          []Slot // in the order drawn
	Eligible       int
	EligibleDigest string
	// PositionProb is the probability of each question's position, given that
	// it is in the module: every place is equally likely.
	PositionProb float64
}

// PretestSlots draws n questions of a pretest mix uniformly without
// replacement, and places for them among the length questions of a module
// (pretest ones included), also uniformly. Eligible are questions neither seen
// nor served nor excluded, and none of a seen family: an answer calibrates only
// when it is the first. With fewer than n eligible it takes them all.
// draws are 2n numbers in [0, 1): n for the questions, n for the places.
func (m *Mix) PretestSlots(h *History, excluded Bits, n, length int, draws []float64) (Pretests, error) {
	switch {
	case h != nil && h.pool != m.pool:
		return Pretests{}, errors.New("the history is of another pool")
	case n < 0 || n > length:
		return Pretests{}, fmt.Errorf("%d pretest questions in a module of %d", n, length)
	case len(draws) != 2*n:
		return Pretests{}, fmt.Errorf("%d draws for %d pretest questions", len(draws), n)
	}
	for _, u := range draws {
		if !(u >= 0 && u < 1) {
			return Pretests{}, fmt.Errorf("draw %v is not in [0, 1)", u)
		}
	}
	if h == nil {
		h = &History{}
	}
	var eligible []int
	var sum [2]uint64
	for _, l := range m.leaves {
		first, end := l.words()
		for w := first; w < end; w++ {
			word := h.tier(tierNew, h.open(l.leaf, w, excluded), w)
			for ; word != 0; word &= word - 1 {
				i := w*64 + bits.TrailingZeros64(word)
				eligible = append(eligible, i)
				sum[0] += m.pool.hash[i][0]
				sum[1] += m.pool.hash[i][1]
			}
		}
	}
	out := Pretests{Eligible: len(eligible), EligibleDigest: hexDigest(sum)}
	take := min(n, len(eligible))
	if take == 0 {
		return out, nil
	}
	out.PositionProb = 1 / float64(length)
	places := make([]int, length)
	for i := range places {
		places[i] = i
	}
	inclusion := float64(take) / float64(len(eligible))
	for k := range take {
		index := draw(eligible[k:], draws[k])
		out.Slots = append(out.Slots, Slot{index, m.pool.items[index].ID, draw(places[k:], draws[n+k]), inclusion})
	}
	return out, nil
}

// draw moves the element that u falls on to the front and returns it: a step of
// the Fisher–Yates shuffle.
func draw(list []int, u float64) int {
	i := min(int(u*float64(len(list))), len(list)-1)
	list[0], list[i] = list[i], list[0]
	return list[0]
}
