package irt

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestScaleScore(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		theta float64
		want  int
	}{
		{0, 500}, {.04, 500}, {.05, 510}, {-.05, 490}, {1.234, 620}, {2.96, 800}, {3, 800}, {9, 800},
		{-2.94, 210}, {-2.96, 200}, {-7, 200}, {math.Inf(1), 800}, {math.Inf(-1), 200}, {math.NaN(), 0},
	} {
		if got := ScaleScore(c.theta); got != c.want {
			t.Errorf("ScaleScore(%v) = %d, want %d", c.theta, got, c.want)
		}
	}
}

func TestScoreSection(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		pattern string
		want    int
	}{{"00000", 200}, {"11111", 800}, {"10101", 470}} {
		if s := ScoreSection(lsat7, nil, pattern(c.pattern)); s.Scaled != c.want || s.Of != 5 {
			t.Errorf("%s: %+v, want %d", c.pattern, s, c.want)
		}
	}
	if s := ScoreSection(nil, nil, nil); s.Scaled != 0 {
		t.Errorf("no items: %+v", s)
	}
}

// The delta method's derivatives are those of the EAP itself.
func TestParameterSEAgainstDifferences(t *testing.T) {
	t.Parallel()
	items := []Params{{1, -1, .2}, {1.4, 0, .2}, {.7, 1.1, 0}, {2, .5, .15}}
	right := pattern("1101")
	const h = 1e-5
	for i := range items {
		sds := make([]SD, len(items))
		moved := func(db, dlna float64) float64 {
			q := append([]Params(nil), items...)
			q[i].B += db
			q[i].A *= math.Exp(dlna)
			theta, _ := EAP(q, right, 0, 1)
			return theta
		}
		sds[i] = SD{B: .6}
		near(t, "by b", ParameterSE(items, sds, right, 0, 1), .6*math.Abs(moved(h, 0)-moved(-h, 0))/(2*h), 1e-7)
		sds[i] = SD{LnA: .5}
		near(t, "by ln a", ParameterSE(items, sds, right, 0, 1), .5*math.Abs(moved(0, h)-moved(0, -h))/(2*h), 1e-7)
	}
}

// Over a test of authored items the delta method agrees with drawing the
// parameters anew.
func TestParameterSEAgainstSimulation(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(11, 1))
	items, sds, right := make([]Params, 40), make([]SD, 40), make([]bool, 40)
	for i := range items {
		items[i] = Params{1, float64(i%3-1) * 1.1, .2}
		sds[i] = SD{.2, .15} // small, where the method is meant to hold
		right[i] = r.Float64() < items[i].P(.4)
	}
	var s1, s2 float64
	const draws = 2000
	q := make([]Params, len(items))
	for range draws {
		for i, p := range items {
			q[i] = Params{p.A * math.Exp(sds[i].LnA*r.NormFloat64()), p.B + sds[i].B*r.NormFloat64(), p.C}
		}
		x, _ := EAP(q, right, 0, 1)
		s1 += x
		s2 += x * x
	}
	want := math.Sqrt(s2/draws - s1*s1/draws/draws)
	near(t, "SE of parameters / simulated", ParameterSE(items, sds, right, 0, 1)/want, 1, .08)
}

func TestBand(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		p      Precision
		half   float64
		status Status
	}{
		{"floor", Precision{SETheta: .2, ScaleSD: 40}, 60, Authored},
		{"above the floor", Precision{SETheta: .6, ScaleSD: 80}, 100, Authored},
		{"three parts", Precision{SETheta: .6, SEParams: .8, ScaleSD: 0}, 100, Authored},
		{"calibrated only", Precision{SETheta: .2, CalibratedShare: .8}, 60, Calibrated},
		{"anchored only", Precision{SETheta: .2, CalibratedShare: .79, Anchored: true}, 60, Authored},
		{"both", Precision{SETheta: .2, CalibratedShare: .8, Anchored: true}, 30, Anchored},
		{"diagnostic", Precision{SETheta: .2, CalibratedShare: 1, Anchored: true, Diagnostic: true}, 80, Anchored},
	} {
		near(t, c.name, c.p.HalfWidth(), c.half, 1e-9)
		if c.p.Status() != c.status {
			t.Errorf("%s: status %s", c.name, c.p.Status())
		}
	}
	for _, c := range []struct {
		at     int
		half   float64
		lo, hi int
	}{{500, 60, 440, 560}, {500, 61, 430, 570}, {790, 60, 730, 800}, {200, 80, 200, 280}} {
		if lo, hi := Band(c.at, c.half); lo != c.lo || hi != c.hi {
			t.Errorf("Band(%d, %v) = %d–%d", c.at, c.half, lo, hi)
		}
	}
	if lo, hi := TotalBand(1000, 60, 80); lo != 900 || hi != 1100 {
		t.Errorf("TotalBand = %d–%d", lo, hi)
	}
}

func TestRouting(t *testing.T) {
	t.Parallel()
	easy, hard := []Params{{1.2, -1, 0}, {1.2, -.8, 0}}, []Params{{1.2, 1, 0}, {1.2, .8, 0}}
	cut, ok := RoutingCut(easy, hard)
	if !ok {
		t.Fatal("no crossing")
	}
	near(t, "symmetric cut", cut, 0, 1e-9)
	cut, _ = RoutingCut([]Params{{1, -.5, .2}}, []Params{{1, 1.5, .2}})
	near(t, "information at the cut", Params{1, -.5, .2}.Information(cut), Params{1, 1.5, .2}.Information(cut), 1e-9)
	if cut, ok := RoutingCut(easy, easy); ok || cut != 0 {
		t.Errorf("alike: %v %v", cut, ok)
	}
	if cut, ok := RoutingCut(hard, easy); ok || cut != 0 {
		t.Errorf("the wrong way round: %v %v", cut, ok)
	}
	if !Route(.3, .3) || Route(.29, .3) || !Route(.31, .3) {
		t.Error("ties go harder")
	}
}
