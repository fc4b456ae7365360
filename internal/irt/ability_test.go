package irt

import (
	"bytes"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestEvidenceMatchesEAP(t *testing.T) {
	t.Parallel()
	var e Evidence
	for i, right := range pattern("10101") {
		e.Add(NewTable(lsat7[i]), right)
	}
	theta, se := e.Posterior(0, 1)
	near(t, "theta", theta, -.3034, 1e-4)
	near(t, "se", se, .7004, 1e-4)
}

func TestDecayIsAWeight(t *testing.T) {
	t.Parallel()
	p := Params{1.2, .3, .2}
	var e Evidence
	e.Add(NewTable(p), true)
	e.Decay(.25)
	for k, x := range nodes {
		near(t, "weighted", float64(e[k]), .25*math.Log(p.P(x)), 1e-6)
	}
}

func TestEvidenceCodec(t *testing.T) {
	t.Parallel()
	var e, back Evidence
	e.Add(NewTable(Params{2, 1, .2}), true)
	e.Decay(.7)
	b, err := e.MarshalBinary()
	if err != nil || len(b) != 245 {
		t.Fatal(len(b), err)
	}
	if err := back.UnmarshalBinary(b); err != nil || back != e {
		t.Fatalf("round trip: %v", err)
	}
	bad := slices.Clone(b)
	bad[0] = 9
	for name, b := range map[string][]byte{"short": b[:100], "format": bad, "NaN": append(slices.Clone(b[:241]), 0, 0, 0xc0, 0x7f), "positive": append(slices.Clone(b[:241]), 0, 0, 0x80, 0x3f)} {
		if back.UnmarshalBinary(b) == nil {
			t.Errorf("%s was accepted", name)
		}
	}
	if back != e {
		t.Error("a refused decode changed the evidence")
	}
}

func FuzzEvidence(f *testing.F) {
	var e Evidence
	e.Add(NewTable(Params{1, 0, .2}), false)
	b, _ := e.MarshalBinary()
	f.Add(b)
	f.Add([]byte{1})
	f.Fuzz(func(t *testing.T, b []byte) {
		var e Evidence
		if e.UnmarshalBinary(b) != nil {
			return
		}
		again, _ := e.MarshalBinary()
		if !bytes.Equal(again, b) {
			t.Error("not a round trip")
		}
		if theta, se := e.Posterior(0, 1); math.IsNaN(theta) || math.IsNaN(se) {
			t.Errorf("posterior %v, %v", theta, se)
		}
	})
}

type answer struct {
	skill Scope
	table *Table
	right bool
}

func randomAnswers(seed uint64, n int) []answer {
	r := rand.New(rand.NewPCG(seed, 7))
	skills := []Scope{{"math", "algebra", "linear"}, {"math", "algebra", "systems"}, {"math", "geometry", "circles"}, {"rw", "conventions", "boundaries"}}
	out := make([]answer, n)
	for i := range out {
		p := Params{A: .6 + r.Float64(), B: 3*r.Float64() - 1.5, C: .2}
		out[i] = answer{skills[r.IntN(len(skills))], NewTable(p), r.IntN(3) > 0}
	}
	return out
}

func TestLiveEqualsRebuilt(t *testing.T) {
	t.Parallel()
	answers := randomAnswers(3, 400)
	rebuilt, stored := NewAbility(), map[Scope]Row{}
	for _, x := range answers {
		rebuilt.Answer(x.skill, x.table, x.right)

		// Live: load the person's rows, answer, look, store the three rows.
		live := NewAbility()
		for _, r := range stored {
			if err := live.Load(r); err != nil {
				t.Fatal(err)
			}
		}
		live.Theta(x.skill)
		live.Answer(x.skill, x.table, x.right)
		live.Theta(Scope{"math", "algebra", "linear"})
		for s, more := x.skill, true; more; s, more = s.Parent() {
			stored[s], _ = live.Row(s)
		}
	}
	rows := rebuilt.Rows()
	if len(rows) != len(stored) || len(rows) != 9 {
		t.Fatalf("%d rebuilt rows, %d stored", len(rows), len(stored))
	}
	for _, r := range rows {
		if d := cmp.Diff(stored[r.Scope], r); d != "" {
			t.Errorf("live and rebuilt differ:\n%s", d)
		}
	}
}

func TestLazyDecayIsTheRule(t *testing.T) {
	t.Parallel()
	answers := randomAnswers(5, 300)
	a := NewAbility()
	for _, x := range answers {
		a.Answer(x.skill, x.table, x.right)
	}
	// The rule, directly: weight .5^(later answers in the section / 60).
	want := func(s Scope, mean, sd float64) (float64, float64) {
		var logs [NodeCount]float64
		later := 0
		for _, x := range slices.Backward(answers) {
			if s.Contains(x.skill) {
				w := math.Pow(.5, float64(later)/60)
				from := x.table.Wrong
				if x.right {
					from = x.table.Right
				}
				for k := range logs {
					logs[k] += w * float64(from[k])
				}
			}
			if x.skill.Section == s.Section {
				later++
			}
		}
		for k, x := range nodes {
			logs[k] -= (x - mean) * (x - mean) / (2 * sd * sd)
		}
		normalise(&logs)
		return moments(&logs)
	}
	s, d, k := Scope{Section: "math"}, Scope{"math", "algebra", ""}, Scope{"math", "algebra", "linear"}
	ws, wss := want(s, 0, 1)
	wd, wds := want(d, ws, .5)
	wk, wks := want(k, wd, .5)
	for _, c := range []struct {
		scope     Scope
		theta, se float64
	}{{s, ws, wss}, {d, wd, wds}, {k, wk, wks}} {
		theta, se, n := a.Theta(c.scope)
		near(t, c.scope.Skill+" theta", theta, c.theta, 1e-5)
		near(t, c.scope.Skill+" se", se, c.se, 1e-5)
		if n == 0 {
			t.Error("no answers counted")
		}
	}
}

func TestThetaWithoutAnswers(t *testing.T) {
	t.Parallel()
	a := NewAbility()
	if theta, se, n := a.Theta(Scope{Section: "rw"}); theta != 0 || se != 1 || n != 0 {
		t.Error(theta, se, n)
	}
	for range 30 {
		a.Answer(Scope{"rw", "d", "k"}, NewTable(Params{1, 0, 0}), true)
	}
	up, _, _ := a.Theta(Scope{"rw", "d", ""})
	theta, se, n := a.Theta(Scope{"rw", "d", "other"})
	if theta != up || se != SpreadWithin || n != 0 || up <= 0 {
		t.Error(theta, up, se, n)
	}
	a.Answer(Scope{Skill: "x"}, NewTable(Params{1, 0, 0}), true)
	if len(a.Rows()) != 3 {
		t.Error("a scope without section was recorded")
	}
}

func TestCloneIsIndependent(t *testing.T) {
	t.Parallel()
	a := NewAbility()
	x := randomAnswers(1, 10)
	for _, x := range x {
		a.Answer(x.skill, x.table, x.right)
	}
	before := a.Rows()
	c := a.Clone()
	c.Answer(x[0].skill, x[0].table, true)
	if d := cmp.Diff(before, a.Rows()); d != "" {
		t.Error(d)
	}
}

func TestLoadRefuses(t *testing.T) {
	t.Parallel()
	var e Evidence
	b, _ := e.MarshalBinary()
	for _, r := range []Row{
		{Scope{"", "", "k"}, 1, 1, b}, {Scope{"rw", "", "k"}, 1, 1, b}, {Scope{"rw", "d", "k"}, 0, 1, b},
		{Scope{"rw", "d", "k"}, 3, 2, b}, {Scope{"rw", "", ""}, 1, 2, b}, {Scope{"rw", "d", "k"}, 1, 2, b[:9]},
	} {
		if NewAbility().Load(r) == nil {
			t.Errorf("accepted %+v", r.Scope)
		}
	}
}

func BenchmarkPosterior(b *testing.B) {
	var e Evidence
	for _, x := range randomAnswers(1, 60) {
		e.Add(x.table, x.right)
	}
	for b.Loop() {
		e.Posterior(.3, .5)
	}
}

func BenchmarkAbilityAnswerAndTheta(b *testing.B) {
	a := NewAbility()
	x := randomAnswers(1, 60)
	i := 0
	for b.Loop() {
		y := x[i%len(x)]
		a.Answer(y.skill, y.table, y.right)
		a.Theta(y.skill)
		i++
	}
}
