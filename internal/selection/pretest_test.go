package selection

import (
	"math"
	"math/rand/v2"
	"testing"

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
