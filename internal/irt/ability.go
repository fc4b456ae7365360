package irt

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

const (
	// HalfLife is the number of later eligible answers in the section after
	// which an answer weighs half.
	HalfLife = 60
	// SpreadWithin is the prior standard deviation of a domain around its
	// section and of a skill around its domain.
	SpreadWithin = 0.5
)

// A Scope is a section (Domain and Skill empty), a domain (Skill empty) or a
// skill. The strings are the caller's ids; equal ids are equal scopes.
type Scope struct{ Section, Domain, Skill string }

// Parent is the scope around s, and false for a section.
func (s Scope) Parent() (Scope, bool) {
	switch {
	case s.Skill != "":
		return Scope{Section: s.Section, Domain: s.Domain}, true
	case s.Domain != "":
		return Scope{Section: s.Section}, true
	}
	return Scope{}, false
}

// Contains reports whether t is s or lies within it.
func (s Scope) Contains(t Scope) bool {
	return s.Section == t.Section && (s.Domain == "" || s.Domain == t.Domain) && (s.Skill == "" || s.Skill == t.Skill)
}

// Compare orders scopes by section, domain, skill: parents before children.
func (s Scope) Compare(t Scope) int {
	return cmp.Or(cmp.Compare(s.Section, t.Section), cmp.Compare(s.Domain, t.Domain), cmp.Compare(s.Skill, t.Skill))
}

// Valid reports whether s names a section, and a domain when it names a skill.
func (s Scope) Valid() bool { return s.Section != "" && (s.Skill == "" || s.Domain != "") }

// A Row is what is stored of one scope of one person.
type Row struct {
	Scope    Scope
	N        int    // eligible answers in the scope, undecayed
	At       int    // eligible answers in the section when Evidence was last changed
	Evidence []byte // as Evidence.MarshalBinary writes it
}

// belief is a Row in memory.
type belief struct {
	n, at    int
	evidence Evidence
}

// Ability is what one person's eligible answers say about section, domain and
// skill: prior N(0, 1) for a section, N(θ of the section, .5²) for a domain,
// N(θ of the domain, .5²) for a skill; an answer weighs
// .5^(later eligible answers in the section / 60). Which answers are eligible
// is the caller's rule.
//
// Its state is a function of the order of the calls of Answer alone: Theta
// decays a copy. It is not safe for concurrent use; Clone is cheap.
type Ability struct{ beliefs map[Scope]belief }

// NewAbility returns the ability of somebody who has answered nothing.
func NewAbility() *Ability { return &Ability{beliefs: make(map[Scope]belief)} }

// Clone returns an independent copy.
func (a *Ability) Clone() *Ability {
	c := &Ability{beliefs: make(map[Scope]belief, len(a.beliefs)+3)}
	for s, b := range a.beliefs {
		c.beliefs[s] = b
	}
	return c
}

// Answer records an eligible answer to an item of that skill with table t. It
// changes the three scopes skill, its Parent and that one's Parent, whose Rows
// are then to be stored. A Scope that is no skill updates itself and what is
// around it. It does nothing for a Scope that is not Valid.
func (a *Ability) Answer(skill Scope, t *Table, right bool) {
	if !skill.Valid() {
		return
	}
	now := a.beliefs[Scope{Section: skill.Section}].n + 1
	for s, more := skill, true; more; s, more = s.Parent() {
		b := a.beliefs[s]
		if b.n > 0 {
			b.evidence.Decay(fade(now - b.at))
		}
		b.evidence.Add(t, right)
		b.n, b.at = b.n+1, now
		a.beliefs[s] = b
	}
}

// fade is the weight left after that many later answers.
func fade(later int) float64 { return math.Exp2(-float64(later) / HalfLife) }

// Theta returns the posterior mean and standard deviation of θ in s and the
// number of eligible answers there. Without answers it is the prior.
func (a *Ability) Theta(s Scope) (theta, se float64, n int) {
	mean, sd := 0.0, 1.0
	if up, ok := s.Parent(); ok {
		mean, _, _ = a.Theta(up)
		sd = SpreadWithin
	}
	b := a.beliefs[s]
	if b.n == 0 {
		return mean, sd, 0
	}
	if later := a.beliefs[Scope{Section: s.Section}].n - b.at; later > 0 {
		b.evidence.Decay(fade(later))
	}
	theta, se = b.evidence.Posterior(mean, sd)
	return theta, se, b.n
}

// Row returns what is to be stored of s, and false when it has no answers.
func (a *Ability) Row(s Scope) (Row, bool) {
	b, ok := a.beliefs[s]
	if !ok {
		return Row{}, false
	}
	bytes, _ := b.evidence.MarshalBinary() // never fails
	return Row{Scope: s, N: b.n, At: b.at, Evidence: bytes}, true
}

// Rows returns all rows in the order of Scope.Compare.
func (a *Ability) Rows() []Row {
	rows := make([]Row, 0, len(a.beliefs))
	for s := range a.beliefs {
		r, _ := a.Row(s)
		rows = append(rows, r)
	}
	slices.SortFunc(rows, func(x, y Row) int { return x.Scope.Compare(y.Scope) })
	return rows
}

// Load puts a stored row back, in any order; a scope's θ is right once its
// section's row, and its domain's, are loaded too.
func (a *Ability) Load(r Row) error {
	_, inner := r.Scope.Parent()
	switch {
	case !r.Scope.Valid():
		return fmt.Errorf("ability row of no scope: %+v", r.Scope)
	case r.N < 1 || r.At < r.N || !inner && r.At != r.N:
		return fmt.Errorf("ability row %+v: %d answers at %d", r.Scope, r.N, r.At)
	}
	b := belief{n: r.N, at: r.At}
	if err := b.evidence.UnmarshalBinary(r.Evidence); err != nil {
		return fmt.Errorf("ability row %+v: %w", r.Scope, err)
	}
	a.beliefs[r.Scope] = b
	return nil
}
