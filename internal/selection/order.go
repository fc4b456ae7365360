package selection

import (
	"cmp"
	"slices"
)

// A Sequence is the order of questions inside a module. The empty one is easy to
// hard over all, as in Math. Otherwise domains come in the order given, in each
// its skills in the order given, in each skill easy to hard. Domains and skills
// that are not named come last, by name.
type Sequence []DomainOrder

// DomainOrder is one domain's place in a Sequence.
type DomainOrder struct {
	Domain string
	Skills []string
	Mixed  bool // by difficulty alone, skills mixed, as in Standard English Conventions
}

// Sort orders items in place; equals in b go by id.
func (s Sequence) Sort(items []Item) {
	slices.SortFunc(items, func(a, b Item) int {
		if order := s.compareGroups(a, b); order != 0 {
			return order
		}
		return cmp.Or(cmp.Compare(a.Params.B, b.Params.B), cmp.Compare(a.ID, b.ID))
	})
}

func (s Sequence) compareGroups(a, b Item) int {
	if len(s) == 0 {
		return 0
	}
	place := func(it Item) int {
		if i := slices.IndexFunc(s, func(d DomainOrder) bool { return d.Domain == it.Scope.Domain }); i >= 0 {
			return i
		}
		return len(s)
	}
	at := place(a)
	if order := cmp.Or(cmp.Compare(at, place(b)), cmp.Compare(a.Scope.Domain, b.Scope.Domain)); order != 0 {
		return order
	}
	if at == len(s) {
		return cmp.Compare(a.Scope.Skill, b.Scope.Skill)
	}
	if s[at].Mixed {
		return 0
	}
	rank := func(skill string) int {
		if i := slices.Index(s[at].Skills, skill); i >= 0 {
			return i
		}
		return len(s[at].Skills)
	}
	return cmp.Or(cmp.Compare(rank(a.Scope.Skill), rank(b.Scope.Skill)), cmp.Compare(a.Scope.Skill, b.Scope.Skill))
}
