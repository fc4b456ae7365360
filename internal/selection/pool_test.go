package selection

import (
	"math"
	"testing"

	"satprep/internal/irt"
)

func TestPoolsKeepApart(t *testing.T) {
	t.Parallel()
	skill := irt.Scope{Section: "rw", Domain: "d", Skill: "s"}
	item := func(id, family string, use Use) Item {
		return Item{ID: id, Family: family, Use: use, Scope: skill, Params: irt.Params{A: 1}}
	}
	bank := []Item{
		item("form", "shared", Form), item("sibling", "shared", Practice), item("pretest sibling", "shared", Pretest),
		item("practice", "own", Practice), item("lone", "", Practice), item("lone form", "", Form), item("diagnostic", "", Diagnostic),
	}
	for use, want := range map[Use][]string{Practice: {"lone", "practice"}, Form: {"form", "lone form"}, Pretest: nil, Diagnostic: {"diagnostic"}} {
		p := pool(t, use, bank)
		if p.Len() != len(want) {
			t.Errorf("%s has %d items, want %v", use, p.Len(), want)
		}
		for i, id := range want {
			if k, ok := p.Index(id); !ok || k != i || p.Item(i).ID != id || p.Item(i).Index != i {
				t.Errorf("%s: %s at %d", use, id, k)
			}
		}
	}
}

func TestNewPoolRefuses(t *testing.T) {
	t.Parallel()
	skill := irt.Scope{Section: "rw", Domain: "d", Skill: "s"}
	good := Item{ID: "a", Use: Practice, Scope: skill, Params: irt.Params{A: 1}}
	domain, flat := good, good
	domain.Scope.Skill = ""
	flat.Params.A = 0
	for name, bank := range map[string][]Item{"twice": {good, good}, "no skill": {domain}, "no slope": {flat}} {
		if _, err := NewPool(Practice, bank); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}

func TestMixRefuses(t *testing.T) {
	t.Parallel()
	p := pool(t, Practice, authored(60, Practice))
	rw, craft := irt.Scope{Section: "rw"}, irt.Scope{Section: "rw", Domain: "craft"}
	for name, shares := range map[string]map[irt.Scope]float64{
		"nested": {rw: 1, craft: 1}, "zero": {rw: 0}, "negative": {rw: -1}, "NaN": {rw: math.NaN()},
		"infinite": {rw: math.Inf(1)}, "no section": {{Domain: "craft"}: 1},
	} {
		if _, err := p.Mix(shares); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
	if m := mix(t, p, map[irt.Scope]float64{{Section: "art"}: 1}); m.Len() != 0 {
		t.Error("questions of an unknown section")
	}
	whole := mix(t, p, map[irt.Scope]float64{rw: 1, {Section: "math"}: 1})
	if whole.Len() != p.Len() || whole.Pool() != p {
		t.Errorf("%d of %d", whole.Len(), p.Len())
	}
}

func TestCloneOfHistory(t *testing.T) {
	t.Parallel()
	p := pool(t, Practice, authored(100, Practice))
	h := p.NewHistory()
	h.Serve(70)
	c := h.Clone()
	c.See(3)
	if h.Seen(3) || !c.Served(70) || !c.Seen(70) {
		t.Error("a clone shares its sets")
	}
}
