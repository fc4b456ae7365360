package selection

import (
	"errors"
	"fmt"
	"math/bits"

	"satprep/internal/irt"
)

// A Policy is how the next question is chosen; its name is recorded.
type Policy string

const (
	// MaxInformation takes what tells most at θ.
	MaxInformation Policy = "max_information"
	// Learn takes what θ gets right with probability .6–.8, of that what tells
	// most; without such a question, the nearest to it.
	Learn Policy = "learn"
)

const (
	// PolicyVersion changes whenever the same inputs could give another choice
	// or another probability.
	PolicyVersion = "1"
	// PracticeEpsilon is the share of practice choices that are uniform over
	// the eligible. In tests it is 0.
	PracticeEpsilon = 0.05
	// SupportMax is the most questions Choice.Support holds.
	SupportMax = 16

	randomesque = 5 // the best so many are equally likely
	branchesMax = 3 // most skills between which a tie is drawn
)

// supportFor is how many questions a skill may bring when so many skills tie.
var supportFor = [branchesMax + 1]int{0, 16, 8, 5}

// ErrExhausted says that nothing in the mix is left that this session has not
// served.
var ErrExhausted = errors.New("no eligible question is left")

// Request is all that a choice depends on, besides the mix and the draw.
type Request struct {
	History  *History                // nil for somebody who has met nothing
	Excluded Bits                    // never eligible: withdrawn, reported, not this person's
	Theta    func(irt.Scope) float64 // θ to choose at, for a skill of the mix
	Policy   Policy
	Epsilon  float64 // in [0, 1]
	// Salt spreads questions of equal value over people: of more equals than the
	// support can hold, it decides which are in. Derive it from the person or
	// session and record or re-derive it with the choice.
	Salt uint64
}

// Chance is a question's probability within the support.
type Chance struct {
	ID   string  `json:"id"`
	Prob float64 `json:"prob"`
}

// Choice is what was chosen and what must be recorded about it.
type Choice struct {
	Index          int
	ID             string
	Seen           bool     // seen before this choice: a repeat
	Propensity     float64  // exact: Epsilon/Eligible + (1-Epsilon)·its Prob in Support
	Eligible       int      // questions of the mix neither served in this session nor excluded
	EligibleDigest string   // see EligibleDigest
	Support        []Chance // at most SupportMax, summing to 1
	Draw, Epsilon  float64
	Policy         Policy
	PolicyVersion  string
}

// candidate is an item in the running.
type candidate struct {
	index int
	value float32
	key   uint64
	prob  float64
}

func (c candidate) before(d candidate) bool {
	if c.value != d.value {
		return c.value > d.value
	}
	return c.key < d.key || c.key == d.key && c.index < d.index
}

// Choose takes the next question with draw u in [0, 1).
//
// With probability ε it is uniform over the eligible. Otherwise: unseen
// questions before seen ones; the part of the mix furthest behind its share, in
// it the skill served least, passing over those without unseen questions; there,
// questions of unseen families first; of these one of the best five for the
// policy, equally likely. Equals are drawn too: skills equally behind (at most
// three), and questions equal to the fifth, which share what the better ones
// leave.
func (m *Mix) Choose(r Request, u float64) (Choice, error) {
	switch {
	case r.History != nil && r.History.pool != m.pool:
		return Choice{}, errors.New("the history is of another pool")
	case !(u >= 0 && u < 1):
		return Choice{}, fmt.Errorf("draw %v is not in [0, 1)", u)
	case !(r.Epsilon >= 0 && r.Epsilon <= 1):
		return Choice{}, fmt.Errorf("epsilon %v is not in [0, 1]", r.Epsilon)
	case r.Policy != MaxInformation && r.Policy != Learn:
		return Choice{}, fmt.Errorf("policy %q is unknown", r.Policy)
	case r.Theta == nil:
		return Choice{}, errors.New("no theta")
	}
	h := r.History
	if h == nil {
		h = &History{}
	}
	var field field
	m.survey(&field, h, r.Excluded)
	if field.eligible == 0 {
		return Choice{}, ErrExhausted
	}
	var room [SupportMax]candidate
	support := room[:0]
	branches, n := m.branches(&field, r.Salt)
	for _, b := range branches[:n] {
		support = m.best(support, b, float64(n), supportFor[n], h, &r)
	}

	c := Choice{
		Eligible: field.eligible, EligibleDigest: hexDigest(field.digest),
		Support: make([]Chance, len(support)),
		Draw:    u, Epsilon: r.Epsilon, Policy: r.Policy, PolicyVersion: PolicyVersion,
	}
	if u < r.Epsilon {
		k := min(int(u/r.Epsilon*float64(field.eligible)), field.eligible-1)
		c.Index = m.kth(k, h, r.Excluded)
	} else {
		c.Index = walk(support, (u-r.Epsilon)/(1-r.Epsilon))
	}
	c.ID = m.pool.items[c.Index].ID
	c.Seen = h.Seen(c.Index)
	c.Propensity = r.Epsilon / float64(field.eligible)
	for i, s := range support {
		c.Support[i] = Chance{m.pool.items[s.index].ID, s.prob}
		if s.index == c.Index {
			c.Propensity += (1 - r.Epsilon) * s.prob
		}
	}
	return c, nil
}

// walk returns the item of the support that v in [0, 1] falls on.
func walk(support []candidate, v float64) int {
	for _, s := range support {
		if v -= s.prob; v < 0 {
			return s.index
		}
	}
	return support[len(support)-1].index
}

// branch is a skill to choose in, and the tier there.
type branch struct {
	leaf leaf
	tier int
	key  uint64
}

// branches returns the skills tied for the next question.
func (m *Mix) branches(f *field, salt uint64) (tied [branchesMax]branch, n int) {
	worst := tierSeen
	for _, t := range f.leafTier {
		if t < tierSeen {
			worst = tierKin
		}
	}
	const hair = 1e-9 // shares are decimal fractions; sums of them miss by less
	best := -1
	for j, l := range m.leaves {
		if f.leafTier[j] > worst {
			continue
		}
		order := 0 // this one against the best so far: 1 is better
		if best >= 0 {
			switch d := f.deficit[l.part] - f.deficit[m.leaves[best].part]; {
			case d > hair:
				order = 1
			case d < -hair:
				order = -1
			default:
				order = f.leafCount[best] - f.leafCount[j]
			}
		}
		if order < 0 {
			continue
		}
		if order > 0 {
			n = 0
		}
		best = j
		b := branch{l.leaf, f.leafTier[j], scramble(scramble(l.hash^salt) + uint64(f.served))}
		n = insert(tied[:], n, b, func(x, y branch) bool { return x.key < y.key })
	}
	return tied, n
}

// insert puts x into the sorted list[:n], dropping the last when it is full, and
// returns the new length.
func insert[T any](list []T, n int, x T, before func(a, b T) bool) int {
	if n < len(list) {
		n++
	} else if !before(x, list[n-1]) {
		return n
	}
	at := n - 1
	for ; at > 0 && before(x, list[at-1]); at-- {
		list[at] = list[at-1]
	}
	list[at] = x
	return n
}

// best appends to support what the branch brings, with probabilities that sum
// to 1/branches. It brings at most limit items.
func (m *Mix) best(support []candidate, b branch, branches float64, limit int, h *History, r *Request) []candidate {
	wants := m.pool.wants(r.Policy, r.Theta(b.leaf.scope))
	var room [SupportMax]candidate
	top, n := room[:limit], 0
	first, end := b.leaf.words()
	for w := first; w < end; w++ {
		word := h.tier(b.tier, h.open(b.leaf, w, r.Excluded), w)
		for ; word != 0; word &= word - 1 {
			i := w*64 + bits.TrailingZeros64(word)
			if n == limit && wants[i] < top[n-1].value {
				continue
			}
			c := candidate{index: i, value: wants[i], key: scramble(m.pool.hash[i][0] ^ r.Salt)}
			n = insert(top, n, c, candidate.before)
		}
	}
	take := min(randomesque, n)
	last := top[take-1].value
	better, equal := 0, 0
	for _, c := range top[:n] {
		if c.value > last {
			better++
		} else if c.value == last {
			equal++
		}
	}
	for _, c := range top[:better+equal] {
		c.prob = 1 / (branches * float64(take))
		if c.value == last {
			c.prob *= float64(take-better) / float64(equal)
		}
		support = append(support, c)
	}
	return support
}
