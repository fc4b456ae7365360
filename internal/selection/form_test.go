package selection

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"satprep/internal/irt"
)

func TestPretestInclusionAndPlaces(t *testing.T) {
	t.Parallel()
	p := pool(t, Pretest, authored(116, Pretest))
	m := mix(t, p, map[irt.Scope]float64{{Section: "rw"}: 1})
	h, excluded := p.NewHistory(), p.NewBits()
	h.See(m.leaves[0].lo)
	excluded.Set(m.leaves[3].lo)
	r := rand.New(rand.NewPCG(3, 9))
	const rounds, length = 40_000, 27
	items, places := map[string]int{}, [length]int{}
	var first Pretests
	for range rounds {
		got, err := m.PretestSlots(h, excluded, 2, length, []float64{r.Float64(), r.Float64(), r.Float64(), r.Float64()})
		if err != nil || len(got.Slots) != 2 {
			t.Fatal(got, err)
		}
		first = got
		if got.Slots[0].ID == got.Slots[1].ID || got.Slots[0].Position == got.Slots[1].Position {
			t.Fatalf("twice the same: %+v", got.Slots)
		}
		for _, s := range got.Slots {
			items[s.ID]++
			places[s.Position]++
		}
	}
	if len(items) != first.Eligible || first.Eligible != m.Len()-3 { // the seen one, its kin, the excluded one
		t.Fatalf("%d drawn, %d eligible of %d", len(items), first.Eligible, m.Len())
	}
	check := func(what string, n int, q float64) {
		if z := (float64(n) - rounds*q) / math.Sqrt(rounds*q*(1-q)); math.Abs(z) > 4.5 {
			t.Errorf("%s: %d of %d, want %.4f (z %.1f)", what, n, rounds, q, z)
		}
	}
	for id, n := range items {
		check(id, n, first.Slots[0].Inclusion)
	}
	for _, n := range places {
		check("place", n, 2*first.PositionProb)
	}
}

func TestPretestEdges(t *testing.T) {
	t.Parallel()
	p := pool(t, Pretest, authored(60, Pretest))
	m := mix(t, p, map[irt.Scope]float64{{Section: "rw", Domain: "craft", Skill: "craft-0"}: 1})
	n := m.Len()
	draws := make([]float64, 2*(n+1))
	got, err := m.PretestSlots(nil, nil, n+1, 27, draws)
	if err != nil || len(got.Slots) != n || got.Slots[0].Inclusion != 1 {
		t.Errorf("a small pool: %+v, %v", got, err)
	}
	for name, call := range map[string]func() (Pretests, error){
		"draws":   func() (Pretests, error) { return m.PretestSlots(nil, nil, 2, 27, draws[:3]) },
		"length":  func() (Pretests, error) { return m.PretestSlots(nil, nil, 2, 1, draws[:4]) },
		"range":   func() (Pretests, error) { return m.PretestSlots(nil, nil, 1, 27, []float64{0, 1}) },
		"history": func() (Pretests, error) { return m.PretestSlots(pool(t, Pretest, nil).NewHistory(), nil, 0, 1, nil) },
	} {
		if _, err := call(); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}

// mathTarget is a Math module of 20: domains at 7, 7, 3, 3.
func mathTarget(theta float64, difficulty [levels]int) Target {
	t := Target{Difficulty: difficulty, Typed: 5, Theta: theta}
	for _, q := range []struct {
		domain, skill string
		n             int
	}{
		{"algebra", "algebra-0", 2}, {"algebra", "algebra-1", 2}, {"algebra", "algebra-2", 1}, {"algebra", "algebra-3", 1}, {"algebra", "algebra-4", 1},
		{"advanced", "advanced-0", 2}, {"advanced", "advanced-1", 3}, {"advanced", "advanced-2", 2},
		{"data", "data-0", 1}, {"data", "data-1", 1}, {"data", "data-3", 1}, {"geometry", "geometry-0", 2}, {"geometry", "geometry-3", 1},
	} {
		t.Quotas = append(t.Quotas, Quota{irt.Scope{Section: "math", Domain: q.domain, Skill: q.skill}, q.n})
	}
	return t
}

func TestAssembleWholeSection(t *testing.T) {
	t.Parallel()
	p := pool(t, Form, authored(1200, Form))
	h := p.NewHistory()
	families, modules := map[string]bool{}, [][]irt.Params{}
	for _, target := range []Target{
		mathTarget(0, [levels]int{7, 7, 6}), mathTarget(-.8, [levels]int{11, 7, 2}), mathTarget(.8, [levels]int{2, 7, 11}),
	} {
		a, err := p.Assemble(h, target)
		if err != nil {
			t.Fatal(err)
		}
		if again, _ := p.Assemble(h, target); !cmp.Equal(a, again) {
			t.Fatal("not deterministic")
		}
		if !a.Complete() || len(a.Items) != 20 || a.Typed != (Met{5, 5}) {
			t.Fatalf("%d items, typed %+v, quotas %+v", len(a.Items), a.Typed, a.Quotas)
		}
		for l, m := range a.Difficulty {
			if m.Have != m.Want {
				t.Errorf("level %d: %+v", l, m)
			}
		}
		var params []irt.Params
		for _, it := range a.Items {
			if families[it.Family] {
				t.Errorf("family %s twice in a form", it.Family)
			}
			families[it.Family] = true
			params = append(params, it.Params)
			h.See(it.Index)
		}
		if got := irt.TestInformation(params, target.Theta); math.Abs(got-a.Information) > 1e-9 {
			t.Errorf("information %v, reported %v", got, a.Information)
		}
		modules = append(modules, params)
	}
	if cut, ok := irt.RoutingCut(modules[1], modules[2]); !ok || math.Abs(cut) > .6 {
		t.Errorf("routing cut %v, %v", cut, ok)
	}
}

func TestAssembleReportsWhatIsShort(t *testing.T) {
	t.Parallel()
	p := pool(t, Form, authored(58, Form)) // two of a family a skill: one can be used
	scope := irt.Scope{Section: "rw", Domain: "craft", Skill: "craft-0"}
	a, err := p.Assemble(nil, Target{Quotas: []Quota{{scope, 3}}, Difficulty: [levels]int{0, 3, 0}, Typed: -1})
	if err != nil || a.Complete() || a.Quotas[0] != (QuotaMet{scope, Met{3, 1}}) {
		t.Errorf("%+v, %v", a, err)
	}
	if _, err := p.Assemble(nil, Target{Quotas: []Quota{{irt.Scope{}, 1}}}); err == nil {
		t.Error("a quota of no scope was accepted")
	}
}

func TestAssemblePrefersInformation(t *testing.T) {
	t.Parallel()
	p := pool(t, Form, authored(600, Form))
	r := rand.New(rand.NewPCG(6, 6))
	target := mathTarget(.5, [levels]int{})
	target.Typed = -1
	a, err := p.Assemble(nil, target)
	if err != nil {
		t.Fatal(err)
	}
	random := 0.0
	for _, q := range target.Quotas {
		for range q.Count {
			for {
				if it := p.Item(r.IntN(p.Len())); q.Scope.Contains(it.Scope) {
					random += it.Params.Information(target.Theta)
					break
				}
			}
		}
	}
	if a.Information < 1.1*random {
		t.Errorf("information %.3f, of a random module %.3f", a.Information, random)
	}
}

func TestSequence(t *testing.T) {
	t.Parallel()
	item := func(id, domain, skill string, b float64) Item {
		return Item{ID: id, Scope: irt.Scope{Section: "rw", Domain: domain, Skill: skill}, Params: irt.Params{A: 1, B: b}}
	}
	items := []Item{
		item("other", "unnamed", "x", -3), item("e", "conv", "form", 0), item("d", "conv", "bounds", -1), item("f", "conv", "bounds", 1),
		item("c", "craft", "cross", -2), item("b", "craft", "words", 1), item("a", "craft", "words", -1), item("c2", "craft", "cross", -2),
	}
	ids := func(s Sequence) (out []string) {
		s.Sort(items)
		for _, it := range items {
			out = append(out, it.ID)
		}
		return out
	}
	rw := Sequence{{Domain: "craft", Skills: []string{"words", "structure", "cross"}}, {Domain: "conv", Skills: []string{"form", "bounds"}, Mixed: true}}
	if d := cmp.Diff([]string{"a", "b", "c", "c2", "d", "e", "f", "other"}, ids(rw)); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"other", "c", "c2", "a", "d", "e", "b", "f"}, ids(nil)); d != "" {
		t.Error(d)
	}
}
