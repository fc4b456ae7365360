package selection

import (
	"errors"
	"fmt"
	"math/bits"

	"satprep/internal/irt"
)

const (
	// PracticeEpsilon is the share of practice choices that are uniform over
	// the eligible. In tests it is 0.
	PracticeEpsilon = 0.05
	// SupportMax is the most questions Choice.Support holds.
	SupportMax = 16

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
	Epsilon  float64 // in [0, 1]; of no matter for Random, where it is 1
	Progress float64 // in [0, 1], for Progressive: see there
	// Salt spreads questions of equal value over people: of more equals than the
	// support can hold, it decides which are in. Derive it from the person or
	// session and record or re-derive it with the choice. For Progressive all of a
	// skill are equals as far as chance goes: it decides which are in the sample.
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
	Propensity     float64  // exact: Prob(ID)
	Eligible       int      // questions of the mix neither served in this session nor excluded
	EligibleDigest string   // see EligibleDigest
	Support        []Chance // at most SupportMax, each once, summing to 1; none of Random
	Draw, Epsilon  float64
	Policy         Policy
	PolicyVersion  string
}

// Prob is the probability with which id, one of the eligible, could have been
// chosen: Epsilon/Eligible + (1-Epsilon)·its Prob in Support.
func (c *Choice) Prob(id string) float64 {
	p := c.Epsilon / float64(c.Eligible)
	for i := range c.Support {
		if c.Support[i].ID == id {
			p += (1 - c.Epsilon) * c.Support[i].Prob
		}
	}
	return p
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
// With probability ε it is uniform over the eligible, and always by Random.
// Otherwise: unseen questions before seen ones; the part of the mix furthest
// behind its share, in it the skill served least, passing over those without
// unseen questions; there, questions of unseen families first; of these what the
// policy takes. Equals are drawn too: skills equally behind (at most three), and
// questions equal to the last of the best, which share what the better ones
// leave.
func (m *Mix) Choose(r Request, u float64) (Choice, error) {
	switch {
	case r.History != nil && r.History.pool != m.pool:
		return Choice{}, errors.New("the history is of another pool")
	case !(u >= 0 && u < 1):
		return Choice{}, fmt.Errorf("draw %v is not in [0, 1)", u)
	case !(r.Epsilon >= 0 && r.Epsilon <= 1):
		return Choice{}, fmt.Errorf("epsilon %v is not in [0, 1]", r.Epsilon)
	case !(r.Progress >= 0 && r.Progress <= 1):
		return Choice{}, fmt.Errorf("progress %v is not in [0, 1]", r.Progress)
	case !r.Policy.Known():
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
	if r.Policy == Random {
		r.Epsilon = 1
	} else {
		branches, n := m.branches(&field, r.Salt)
		for _, b := range branches[:n] {
			support = m.bring(support, b, field.served, n, h, &r)
		}
	}

	c := Choice{
		Eligible: field.eligible, EligibleDigest: hexDigest(field.digest),
		Support: make([]Chance, len(support)),
		Draw:    u, Epsilon: r.Epsilon, Policy: r.Policy, PolicyVersion: PolicyVersion,
	}
	for i, s := range support {
		c.Support[i] = Chance{m.pool.items[s.index].ID, s.prob}
	}
	if u < r.Epsilon {
		k := min(int(u/r.Epsilon*float64(field.eligible)), field.eligible-1)
		c.Index = m.kth(k, h, r.Excluded)
	} else {
		c.Index = walk(support, (u-r.Epsilon)/(1-r.Epsilon))
	}
	c.ID = m.pool.items[c.Index].ID
	c.Seen = h.Seen(c.Index)
	c.Propensity = c.Prob(c.ID)
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

// bring appends to support what one of n branches brings, with probabilities
// that sum to 1/n.
func (m *Mix) bring(support []candidate, b branch, served, n int, h *History, r *Request) []candidate {
	best, sampled := 1/float64(n), 0.0
	limit, sample := supportFor[n], 0
	if r.Policy == Progressive {
		best, sampled = r.Progress*best, (1-r.Progress)*best
		sample = sampleFor[n]
		limit -= sample
	}
	wants := m.pool.wants(r.Policy, r.Theta(b.leaf.scope))
	var roomA, roomB [SupportMax]candidate
	top, drawn := roomA[:limit], roomB[:sample]
	tops, draws := 0, 0
	now := scramble(r.Salt + uint64(served) + 1)
	first, end := b.leaf.words()
	for w := first; w < end; w++ {
		word := h.tier(b.tier, h.open(b.leaf, w, r.Excluded), w)
		for ; word != 0; word &= word - 1 {
			i := w*64 + bits.TrailingZeros64(word)
			if sample > 0 { // equals all of them, in an order of this moment's own
				key := scramble(m.pool.hash[i][0] ^ now)
				if draws < sample || key <= drawn[draws-1].key {
					draws = insert(drawn, draws, candidate{index: i, key: key}, candidate.before)
				}
			}
			if tops == limit && wants[i] < top[tops-1].value {
				continue
			}
			c := candidate{index: i, value: wants[i], key: scramble(m.pool.hash[i][0] ^ r.Salt)}
			tops = insert(top, tops, c, candidate.before)
		}
	}
	own := len(support) // a question of this branch may come by both ways
	if sampled > 0 {
		for _, c := range drawn[:draws] {
			c.prob = sampled / float64(draws)
			support = append(support, c)
		}
	}
	if best > 0 {
		support = equally(support, own, top[:tops], r.Policy.best(), best)
	}
	return support
}

// equally appends the best so many of top, which is in order, and those equal to
// the last of them, with probabilities that sum to mass. One that stands in
// support[own:] is added to.
func equally(support []candidate, own int, top []candidate, many int, mass float64) []candidate {
	take := min(many, len(top))
	last := top[take-1].value
	better, equal := 0, 0
	for _, c := range top {
		if c.value > last {
			better++
		} else if c.value == last {
			equal++
		}
	}
next:
	for _, c := range top[:better+equal] {
		c.prob = mass / float64(take)
		if c.value == last {
			c.prob *= float64(take-better) / float64(equal)
		}
		for i := range support[own:] {
			if s := &support[own+i]; s.index == c.index {
				s.prob += c.prob
				continue next
			}
		}
		support = append(support, c)
	}
	return support
}
