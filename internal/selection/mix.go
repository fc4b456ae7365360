package selection

import (
	"fmt"
	"math"
	"slices"

	"satprep/internal/irt"
)

// A Mix is the part of a pool to choose from and the shares its parts should
// have. Within a part all skills have equal shares.
type Mix struct {
	pool   *Pool
	size   int
	parts  []float64 // shares, summing to 1
	leaves []mixLeaf
}

type mixLeaf struct {
	leaf
	part int
}

// Mix prepares the part of p given by shares: sections, domains or skills with
// weights above 0, of which none lies within another. A section's blueprint is
// its domains with their shares; a chosen skill is that skill with any weight.
// Parts without questions are allowed: what they lack falls to the others.
func (p *Pool) Mix(shares map[irt.Scope]float64) (*Mix, error) {
	scopes := make([]irt.Scope, 0, len(shares))
	total := 0.0
	for s := range shares {
		scopes = append(scopes, s)
	}
	slices.SortFunc(scopes, irt.Scope.Compare)
	for i, s := range scopes {
		share := shares[s]
		if !s.Valid() || !(share > 0) || math.IsInf(share, 0) {
			return nil, fmt.Errorf("share %v of %+v", share, s)
		}
		for _, up := range scopes[:i] {
			if up.Contains(s) {
				return nil, fmt.Errorf("%+v lies within %+v", s, up)
			}
		}
		total += share
	}
	m := &Mix{pool: p}
	for part, s := range scopes {
		m.parts = append(m.parts, shares[s]/total)
		for _, l := range p.leaves {
			if s.Contains(l.scope) {
				m.leaves = append(m.leaves, mixLeaf{l, part})
				m.size += l.hi - l.lo
			}
		}
	}
	return m, nil
}

// Pool returns the pool the mix is of.
func (m *Mix) Pool() *Pool { return m.pool }

// Len is the number of questions in the mix.
func (m *Mix) Len() int { return m.size }

// words is the range of 64-bit words that l's indexes lie in.
func (l leaf) words() (first, end int) { return l.lo / 64, (l.hi + 63) / 64 }

// mask is the bits of word w that belong to l.
func (l leaf) mask(w int) uint64 {
	m := ^uint64(0)
	if w == l.lo/64 {
		m <<= l.lo % 64
	}
	if w == l.hi/64 {
		m &= 1<<(l.hi%64) - 1
	}
	return m
}
