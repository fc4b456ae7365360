package selection

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"satprep/internal/irt"
)

// outline is the digital SAT's: skills by section and domain, with the domains'
// shares.
var outline = []struct {
	section, domain string
	share           float64
	skills          int
}{
	{"rw", "craft", .28, 3}, {"rw", "ideas", .26, 3}, {"rw", "conventions", .26, 2}, {"rw", "expression", .20, 2},
	{"math", "algebra", .35, 5}, {"math", "advanced", .35, 3}, {"math", "data", .15, 7}, {"math", "geometry", .15, 4},
}

func blueprint(section string) map[irt.Scope]float64 {
	out := make(map[irt.Scope]float64)
	for _, o := range outline {
		if o.section == section {
			out[irt.Scope{Section: o.section, Domain: o.domain}] = o.share
		}
	}
	return out
}

// authored makes n items spread over the outline, with parameters as a rubric
// gives them: many items alike. Families hold two.
func authored(n int, use Use) []Item {
	r := rand.New(rand.NewPCG(uint64(n), 5))
	var skills []irt.Scope
	for _, o := range outline {
		for k := range o.skills {
			skills = append(skills, irt.Scope{Section: o.section, Domain: o.domain, Skill: fmt.Sprintf("%s-%d", o.domain, k)})
		}
	}
	out := make([]Item, n)
	for i := range out {
		p := irt.Params{A: 1, B: float64(r.IntN(3)-1)*1.1 + float64(r.IntN(5)-2)*.2, C: .2}
		scope := skills[(i/2)%len(skills)]
		typed := scope.Section == "math" && r.IntN(4) == 0
		if typed {
			p.C = 0
		}
		out[i] = Item{ID: fmt.Sprintf("%s-%05d", use, i), Params: p, Scope: scope, Family: fmt.Sprintf("%s-f%d", use, i/2), Use: use, Typed: typed}
	}
	return out
}

func pool(t testing.TB, use Use, bank []Item) *Pool {
	t.Helper()
	p, err := NewPool(use, bank)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func mix(t testing.TB, p *Pool, shares map[irt.Scope]float64) *Mix {
	t.Helper()
	m, err := p.Mix(shares)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func at(theta float64) func(irt.Scope) float64 {
	return func(irt.Scope) float64 { return theta }
}
