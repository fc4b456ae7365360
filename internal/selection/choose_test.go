package selection

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"satprep/internal/irt"
)

// probability is what a reader of the log computes.
func probability(c Choice, id string) float64 {
	p := c.Epsilon / float64(c.Eligible)
	for _, s := range c.Support {
		if s.ID == id {
			p += (1 - c.Epsilon) * s.Prob
		}
	}
	return p
}

// One u decides everything, so the measure of the u that lead to a question is
// its propensity; an even sweep of u measures it.
func TestPropensityIsTheMeasureOfTheDraws(t *testing.T) {
	t.Parallel()
	bank := authored(400, Practice)
	p := pool(t, Practice, bank)
	for name, shares := range map[string]map[irt.Scope]float64{
		"tied skills": blueprint("math"), "one section": {{Section: "rw"}: 1},
		"one skill": {{Section: "rw", Domain: "craft", Skill: "craft-1"}: 1},
	} {
		m := mix(t, p, shares)
		h := p.NewHistory()
		for i := 0; i < p.Len(); i += 7 {
			h.See(i)
		}
		for _, policy := range Policies {
			r := Request{History: h, Theta: at(.3), Policy: policy, Epsilon: .25, Salt: 9, Progress: .4}
			const sweep = 40_000
			count, recorded := map[string]int{}, map[string]float64{}
			for k := range sweep {
				c, err := m.Choose(r, (float64(k)+.5)/sweep)
				if err != nil {
					t.Fatal(err)
				}
				count[c.ID]++
				recorded[c.ID] = c.Propensity
			}
			if len(count) < m.Len() {
				t.Errorf("%s: %d of %d eligible were ever chosen", name, len(count), m.Len())
			}
			for id, n := range count {
				if d := float64(n)/sweep - recorded[id]; math.Abs(d) > 3.0/sweep {
					t.Errorf("%s %s: %s chosen %v, recorded %v", name, policy, id, float64(n)/sweep, recorded[id])
				}
			}
		}
	}
}

// Whole sessions of every rule, with draws at random: how often each question
// came at each place against the sum of the probabilities it had there. What a
// question adds is a Bernoulli trial whose chance is known when it is drawn, so
// the standardised sum is about standard normal. A rule whose record were off by
// a tenth would be found (see the next test).
func TestFrequenciesMatchPropensities(t *testing.T) {
	t.Parallel()
	for _, policy := range Policies {
		if z, chi, df := monteCarlo(t, policy, func(p float64) float64 { return p }); math.Abs(z) > 4.5 || chi > df+4.5*math.Sqrt(2*df) {
			t.Errorf("%s: largest z %.1f, chi² %.1f on %v degrees", policy, z, chi, df)
		}
	}
}

// The test above sees a record that is a tenth too small.
func TestFrequenciesTellFalsePropensities(t *testing.T) {
	t.Parallel()
	for _, policy := range Policies {
		if _, chi, df := monteCarlo(t, policy, func(p float64) float64 { return .9 * p }); chi < df+4.5*math.Sqrt(2*df) {
			t.Errorf("%s: chi² %.1f on %v degrees", policy, chi, df)
		}
	}
}

func monteCarlo(t *testing.T, policy Policy, told func(float64) float64) (worst, chi, df float64) {
	p := pool(t, Practice, authored(60, Practice))
	m := mix(t, p, blueprint("rw"))
	draw := rand.New(rand.NewPCG(4, 4))
	const sessions, length = 20_000, 4
	type cell struct{ n, expected, variance float64 }
	cells := [length][]cell{}
	for k := range cells {
		cells[k] = make([]cell, p.Len())
	}
	for range sessions {
		h := p.NewHistory()
		salt := draw.Uint64()
		for k := range length {
			c, err := m.Choose(Request{History: h, Theta: at(-.5 + .3*float64(k)), Policy: policy, Epsilon: PracticeEpsilon, Salt: salt, Progress: Progress(k, length)}, draw.Float64())
			if err != nil {
				t.Fatal(err)
			}
			sum := 0.0
			for _, l := range m.leaves {
				for i := l.lo; i < l.hi; i++ {
					if h.Served(i) {
						continue
					}
					q := told(c.Prob(p.items[i].ID))
					sum += c.Prob(p.items[i].ID)
					at := &cells[k][i]
					at.expected += q
					at.variance += q * (1 - q)
				}
			}
			if math.Abs(sum-1) > 1e-9 {
				t.Fatalf("%s: the probabilities of the eligible sum to %v", policy, sum)
			}
			cells[k][c.Index].n++
			h.Serve(c.Index)
		}
	}
	for k := range cells {
		for _, c := range cells[k] {
			if c.variance > 20 { // enough for a normal
				z := (c.n - c.expected) / math.Sqrt(c.variance)
				chi += z * z
				df++
				if math.Abs(z) > math.Abs(worst) {
					worst = z
				}
			}
		}
	}
	if df < 50 {
		t.Fatalf("%s: only %v cells", policy, df)
	}
	return worst, chi, df
}

func TestChoiceProperties(t *testing.T) {
	t.Parallel()
	bank := authored(500, Practice)
	p := pool(t, Practice, bank)
	mixes := []*Mix{
		mix(t, p, blueprint("math")), mix(t, p, blueprint("rw")),
		mix(t, p, map[irt.Scope]float64{{Section: "rw"}: 1, {Section: "math"}: 1}),
		mix(t, p, map[irt.Scope]float64{{Section: "math", Domain: "data", Skill: "data-6"}: 1, {Section: "rw", Domain: "expression", Skill: "expression-0"}: 2}),
	}
	rapid.Check(t, func(t *rapid.T) {
		m := rapid.SampledFrom(mixes).Draw(t, "mix")
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		h, excluded := p.NewHistory(), p.NewBits()
		for _, share := range []struct {
			of float64
			do func(int)
		}{{rapid.Float64Range(0, 1).Draw(t, "seen"), h.See}, {rapid.Float64Range(0, .95).Draw(t, "served"), h.Serve}, {rapid.Float64Range(0, .9).Draw(t, "excluded"), excluded.Set}} {
			for i := range p.Len() {
				if r.Float64() < share.of {
					share.do(i)
				}
			}
		}
		var eligible []string
		for _, l := range m.leaves {
			for i := l.lo; i < l.hi; i++ {
				if !h.Served(i) && !excluded.Has(i) {
					eligible = append(eligible, p.Item(i).ID)
				}
			}
		}
		q := Request{
			History: h, Excluded: excluded, Theta: at(rapid.Float64Range(-6, 6).Draw(t, "theta")), Salt: r.Uint64(),
			Policy: rapid.SampledFrom(Policies).Draw(t, "policy"), Epsilon: rapid.Float64Range(0, 1).Draw(t, "epsilon"),
			Progress: rapid.Float64Range(0, 1).Draw(t, "progress"),
		}
		u := r.Float64()
		c, err := m.Choose(q, u)
		if len(eligible) == 0 {
			if !errors.Is(err, ErrExhausted) {
				t.Fatalf("nothing eligible: %v", err)
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		if again, _ := m.Choose(q, u); !cmp.Equal(c, again) {
			t.Fatal("not a function of its inputs")
		}
		sum, support, once := 0.0, 0.0, map[string]bool{}
		for _, id := range eligible {
			sum += probability(c, id)
		}
		for _, s := range c.Support {
			support += s.Prob
			if !slices.Contains(eligible, s.ID) || !(s.Prob > 0) || once[s.ID] {
				t.Fatalf("support holds %+v", s)
			}
			once[s.ID] = true
		}
		if q.Policy == Random {
			if len(c.Support) > 0 || c.Epsilon != 1 {
				t.Fatalf("random: support %v, epsilon %v", c.Support, c.Epsilon)
			}
			support = 1
		}
		if math.Abs(sum-1) > 1e-9 || math.Abs(support-1) > 1e-9 || len(c.Support) > SupportMax {
			t.Fatalf("sums %v, %v; support %d", sum, support, len(c.Support))
		}
		if c.Eligible != len(eligible) || c.EligibleDigest != EligibleDigest(eligible...) {
			t.Fatalf("eligible %d, digest %s", c.Eligible, c.EligibleDigest)
		}
		if !slices.Contains(eligible, c.ID) || math.Abs(c.Propensity-probability(c, c.ID)) > 1e-12 || c.Propensity <= 0 {
			t.Fatalf("chose %s with %v", c.ID, c.Propensity)
		}
		for _, s := range c.Support { // unseen before seen
			i, _ := p.Index(s.ID)
			if h.Seen(i) && slices.ContainsFunc(eligible, func(id string) bool { k, _ := p.Index(id); return !h.Seen(k) }) {
				t.Fatal("a seen question while an unseen one is left")
			}
		}
	})
}

func TestOrderOfTheBankDoesNotMatter(t *testing.T) {
	t.Parallel()
	bank := authored(300, Practice)
	a := mix(t, pool(t, Practice, bank), blueprint("math"))
	rand.New(rand.NewPCG(1, 1)).Shuffle(len(bank), func(i, j int) { bank[i], bank[j] = bank[j], bank[i] })
	b := mix(t, pool(t, Practice, bank), blueprint("math"))
	for k := range 50 {
		u := float64(k) / 50
		r := Request{Theta: at(1), Policy: MaxInformation, Epsilon: .1}
		x, _ := a.Choose(r, u)
		y, _ := b.Choose(r, u)
		if d := cmp.Diff(x, y); d != "" {
			t.Fatal(d)
		}
	}
}

// What each rule takes of a skill, by hand.
func TestRules(t *testing.T) {
	t.Parallel()
	skill := irt.Scope{Section: "math", Domain: "algebra", Skill: "s"}
	item := func(id string, b float64) Item {
		return Item{ID: id, Params: irt.Params{A: 1, B: b}, Scope: skill, Use: Practice}
	}
	// Information at 0 falls with |b|: a, then b, then four equal, then z. Right
	// with .6–.8 is z alone; next to it are those that miss .6 least.
	bank := []Item{item("a", 0), item("b", .1), item("e1", .5), item("e2", .5), item("e3", .5), item("e4", -.5), item("z", -1)}
	m := mix(t, pool(t, Practice, bank), map[irt.Scope]float64{skill: 1})
	twins := mix(t, pool(t, Practice, append(bank, item("a2", 0))), map[irt.Scope]float64{skill: 1})
	for name, c := range map[string]struct {
		of     *Mix
		policy Policy
		s      float64
		want   map[string]float64
	}{
		"the best one":                  {m, MaxInformation, 0, map[string]float64{"a": 1}},
		"the best, drawn":               {twins, MaxInformation, 0, map[string]float64{"a": .5, "a2": .5}},
		"the best five, the last drawn": {m, Randomesque, 0, map[string]float64{"a": .2, "b": .2, "e1": .15, "e2": .15, "e3": .15, "e4": .15}},
		"at first, by chance":           {m, Progressive, 0, map[string]float64{"a": 1. / 7, "b": 1. / 7, "e1": 1. / 7, "e2": 1. / 7, "e3": 1. / 7, "e4": 1. / 7, "z": 1. / 7}},
		"half way":                      {m, Progressive, .5, map[string]float64{"a": .5 + .5/7, "b": .5 / 7, "e1": .5 / 7, "e2": .5 / 7, "e3": .5 / 7, "e4": .5 / 7, "z": .5 / 7}},
		"at last, by information":       {m, Progressive, 1, map[string]float64{"a": 1}},
		"right six to eight in ten":     {m, Learn, 0, map[string]float64{"z": .2, "e4": .2, "a": .2, "b": .2, "e1": .2 / 3, "e2": .2 / 3, "e3": .2 / 3}},
		"any":                           {m, Random, 0, map[string]float64{}},
	} {
		got := map[string]float64{}
		choice, err := c.of.Choose(Request{Theta: at(0), Policy: c.policy, Progress: c.s}, .3)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range choice.Support {
			got[s.ID] = math.Round(s.Prob*1e9) / 1e9
		}
		for id, p := range c.want {
			c.want[id] = math.Round(p*1e9) / 1e9
		}
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s: %s", name, d)
		}
		if choice.Policy != c.policy || choice.PolicyVersion != PolicyVersion {
			t.Errorf("%s: recorded as %s %s", name, choice.Policy, choice.PolicyVersion)
		}
	}
}

// At the start Progressive uses the whole of a skill, person by person.
func TestProgressiveSamplesTheSkill(t *testing.T) {
	t.Parallel()
	bank := authored(300, Practice)
	skill := irt.Scope{Section: "math", Domain: "algebra", Skill: "s"}
	for i := range bank {
		bank[i].Scope = skill
	}
	m := mix(t, pool(t, Practice, bank), map[irt.Scope]float64{skill: 1})
	met, support := map[string]float64{}, 0
	const people = 6000
	for salt := range uint64(people) {
		c, err := m.Choose(Request{Theta: at(0), Policy: Progressive, Salt: salt}, .5)
		if err != nil {
			t.Fatal(err)
		}
		support = len(c.Support)
		for _, s := range c.Support {
			met[s.ID] += s.Prob
		}
	}
	chi := 0.0
	for _, n := range met {
		chi += (n - people/300.) * (n - people/300.) / (people / 300.)
	}
	// Samples of 12 each count a twelfth: the variance is that of a count over 12.
	if len(met) != 300 || support != 12 || 12*chi > 299+5*math.Sqrt(2*299) {
		t.Errorf("%d of 300 met, %d in a sample, chi² %.1f", len(met), support, 12*chi)
	}
}

func TestProgress(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		asked, of int
		want      float64
	}{{0, 11, 0}, {5, 11, .5}, {10, 11, 1}, {12, 11, 1}, {0, 1, 1}, {0, 0, 1}, {-1, 11, 0}} {
		if got := Progress(c.asked, c.of); got != c.want {
			t.Errorf("%d of %d: %v, want %v", c.asked, c.of, got, c.want)
		}
	}
}

func TestUnseenFamiliesFirstThenNextPart(t *testing.T) {
	t.Parallel()
	one, two := irt.Scope{Section: "rw", Domain: "d", Skill: "one"}, irt.Scope{Section: "rw", Domain: "d", Skill: "two"}
	bank := []Item{
		{ID: "kin", Params: irt.Params{A: 2}, Scope: one, Family: "f", Use: Practice},
		{ID: "met", Params: irt.Params{A: 2}, Scope: one, Family: "f", Use: Practice},
		{ID: "new", Params: irt.Params{A: .5}, Scope: one, Use: Practice},
		{ID: "far", Params: irt.Params{A: .5}, Scope: two, Use: Practice},
	}
	p := pool(t, Practice, bank)
	m := mix(t, p, map[irt.Scope]float64{one: .9, two: .1})
	h := p.NewHistory()
	h.SeeID("met")
	h.SeeID("withdrawn")
	for _, want := range []string{"new", "kin", "far", "met"} {
		c, err := m.Choose(Request{History: h, Theta: at(0), Policy: MaxInformation}, .5)
		if err != nil || c.ID != want || c.Seen != (want == "met") || c.Propensity != 1 {
			t.Fatalf("%+v, %v, want %s", c, err, want)
		}
		h.Serve(c.Index)
	}
	if _, err := m.Choose(Request{History: h, Theta: at(0), Policy: MaxInformation}, .5); !errors.Is(err, ErrExhausted) {
		t.Error(err)
	}
	h.NewSession()
	if c, err := m.Choose(Request{History: h, Theta: at(0), Policy: MaxInformation}, .5); err != nil || !c.Seen {
		t.Errorf("a new session repeats: %+v, %v", c, err)
	}
}

func TestBalanceFollowsTheShares(t *testing.T) {
	t.Parallel()
	p := pool(t, Practice, authored(2000, Practice))
	r := rand.New(rand.NewPCG(2, 2))
	for _, section := range []string{"rw", "math"} {
		m, h := mix(t, p, blueprint(section)), p.NewHistory()
		domains, skills := map[string]int{}, map[string]int{}
		for range 40 {
			c, err := m.Choose(Request{History: h, Theta: at(0), Policy: MaxInformation}, r.Float64())
			if err != nil {
				t.Fatal(err)
			}
			h.Serve(c.Index)
			s := p.Item(c.Index).Scope
			domains[s.Domain]++
			skills[s.Skill]++
		}
		for _, o := range outline {
			if o.section != section {
				continue
			}
			if got := float64(domains[o.domain]); math.Abs(got-40*o.share) > 1 {
				t.Errorf("%s: %v of 40, share %v", o.domain, got, o.share)
			}
		}
		if len(skills) < 10 {
			t.Errorf("%s: only %d skills", section, len(skills))
		}
	}
}

func TestLearnAimsBetweenSixAndEightTenths(t *testing.T) {
	t.Parallel()
	p := pool(t, Practice, authored(2000, Practice))
	m := mix(t, p, blueprint("math"))
	for _, theta := range []float64{-.5, 0, .8, 1.5} {
		c, err := m.Choose(Request{Theta: at(theta), Policy: Learn}, .5)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range c.Support {
			i, _ := p.Index(s.ID)
			if right := p.Item(i).Params.P(theta); right < .58 || right > .82 { // θ is taken to its grid point
				t.Errorf("θ %v: P(right) of %s is %.3f", theta, s.ID, right)
			}
		}
	}
}

func TestDiagnostic(t *testing.T) {
	t.Parallel()
	bank := append(authored(240, Diagnostic), authored(500, Practice)...)
	p := pool(t, Diagnostic, bank)
	r := rand.New(rand.NewPCG(8, 8))
	for _, section := range []string{"rw", "math"} {
		m, h, ability := mix(t, p, blueprint(section)), p.NewHistory(), irt.NewAbility()
		domains := map[string]int{}
		for range DiagnosticPerSection {
			q := Request{History: h, Policy: MaxInformation, Theta: func(s irt.Scope) float64 {
				theta, _, _ := ability.Theta(irt.Scope{Section: s.Section})
				return theta
			}}
			c, err := m.Choose(q, r.Float64())
			if err != nil {
				t.Fatal(err)
			}
			it := p.Item(c.Index)
			if it.Use != Diagnostic || c.Seen {
				t.Fatalf("%+v", it)
			}
			h.Serve(c.Index)
			domains[it.Scope.Domain]++
			ability.Answer(it.Scope, irt.NewTable(it.Params), r.Float64() < it.Params.P(1))
		}
		if len(domains) != 4 {
			t.Errorf("%s: domains %v", section, domains)
		}
		if _, se, n := ability.Theta(irt.Scope{Section: section}); n != 9 || se > .75 {
			t.Errorf("%s: se %v after %d", section, se, n)
		}
	}
}

func TestChooseRefuses(t *testing.T) {
	t.Parallel()
	p, other := pool(t, Practice, authored(20, Practice)), pool(t, Practice, authored(20, Practice))
	m := mix(t, p, map[irt.Scope]float64{{Section: "rw"}: 1})
	for name, c := range map[string]struct {
		change func(*Request)
		u      float64
	}{
		"draw":    {func(*Request) {}, 1},
		"NaN":     {func(*Request) {}, math.NaN()},
		"epsilon": {func(r *Request) { r.Epsilon = 2 }, 0},
		"NaN ε":   {func(r *Request) { r.Epsilon = math.NaN() }, 0},
		"policy":  {func(r *Request) { r.Policy = "guess" }, 0},
		"s":       {func(r *Request) { r.Progress = 1.1 }, 0},
		"NaN s":   {func(r *Request) { r.Progress = math.NaN() }, 0},
		"theta":   {func(r *Request) { r.Theta = nil }, 0},
		"history": {func(r *Request) { r.History = other.NewHistory() }, 0},
	} {
		r := Request{Theta: at(0), Policy: Learn}
		if _, err := m.Choose(r, 0); err != nil {
			t.Fatal(err)
		}
		c.change(&r)
		if _, err := m.Choose(r, c.u); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}

func TestChooseAllocatesOnlyItsResult(t *testing.T) {
	m, r := large(t)
	for _, r.Policy = range Policies {
		if n := testing.AllocsPerRun(50, func() { _, _ = m.Choose(r, .7) }); n > 3 {
			t.Errorf("%s: %v allocations a choice", r.Policy, n)
		}
	}
}

func large(t testing.TB) (*Mix, Request) {
	p := pool(t, Practice, authored(10_000, Practice))
	m := mix(t, p, map[irt.Scope]float64{{Section: "rw"}: .5, {Section: "math"}: .5})
	h := p.NewHistory()
	for i := 0; i < p.Len(); i += 3 {
		h.See(i)
	}
	return m, Request{History: h, Theta: at(.2), Policy: Randomesque, Epsilon: PracticeEpsilon, Salt: 5, Progress: .5}
}

func BenchmarkChooseOf10000(b *testing.B) {
	m, r := large(b)
	for _, r.Policy = range Policies {
		b.Run(string(r.Policy), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_, _ = m.Choose(r, .7)
			}
		})
	}
}

// One skill that holds the whole bank is the longest scan there is.
func BenchmarkChooseOneSkillOf10000(b *testing.B) {
	bank := authored(10_000, Practice)
	skill := irt.Scope{Section: "rw", Domain: "d", Skill: "s"}
	for i := range bank {
		bank[i].Scope = skill
	}
	m := mix(b, pool(b, Practice, bank), map[irt.Scope]float64{skill: 1})
	b.ReportAllocs()
	for b.Loop() {
		_, _ = m.Choose(Request{Theta: at(.2), Policy: Progressive, Progress: .5, Epsilon: PracticeEpsilon}, .7)
	}
}
