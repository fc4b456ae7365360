package irt

import (
	"math"
	"math/rand/v2"
	"testing"
)

// lsat7 is the converged 2PL fit of LSAT7 (Bock & Lieberman 1970): slope and
// intercept, b = -d/a.
var lsat7 = func() []Params {
	var items []Params
	for _, v := range [][2]float64{{.98755, 1.85586}, {1.08084, .80797}, {1.70748, 1.80521}, {.76499, .48600}, {.73567, 1.85446}} {
		items = append(items, Params{A: v[0], B: -v[1] / v[0]})
	}
	return items
}()

func pattern(s string) []bool {
	out := make([]bool, len(s))
	for i := range s {
		out[i] = s[i] == '1'
	}
	return out
}

func near(t *testing.T, what string, got, want, tol float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tol) {
		t.Errorf("%s = %.6f, want %.6f ± %g", what, got, want, tol)
	}
}

func TestScoresOfLSAT7(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		pattern            string
		eap, se, mode, wle float64
	}{
		{"00000", -1.8698, .6927, -1.8164, -4.1371},
		{"10101", -.3034, .7004, -.3654, -.7617},
		{"11111", .7272, .8009, .6382, 1.0882},
	} {
		u := pattern(c.pattern)
		eap, se := EAP(lsat7, u, 0, 1)
		near(t, c.pattern+" EAP", eap, c.eap, 1e-4)
		near(t, c.pattern+" SE", se, c.se, 1e-4)
		mode, _ := MAP(lsat7, u, 0, 1)
		near(t, c.pattern+" MAP", mode, c.mode, 1e-4)
		wle, _ := WLE(lsat7, u)
		near(t, c.pattern+" WLE", wle, c.wle, 1e-3)
	}
}

func TestDerivativesAgainstDifferences(t *testing.T) {
	t.Parallel()
	const h = 1e-5
	for _, p := range []Params{{1, 0, 0}, {1.7, -.8, .17}, {.5, 2, .25}, {2.5, 1, .2}} {
		for _, x := range []float64{-5, -2, -.3, 0, 1.1, 4} {
			near(t, "P'", p.D1(x), (p.P(x+h)-p.P(x-h))/(2*h), 1e-8)
			near(t, "P''", p.D2(x), (p.D1(x+h)-p.D1(x-h))/(2*h), 1e-8)
			pq := p.P(x) * (1 - p.P(x))
			near(t, "I", p.Information(x), p.D1(x)*p.D1(x)/pq, 1e-10)
			near(t, "J", p.J(x), p.D1(x)*p.D2(x)/pq, 1e-10)
			up, _ := p.logs(x + h)
			down, _ := p.logs(x - h)
			near(t, "slope right", p.slope(x, true), (up-down)/(2*h), 1e-7)
			_, up = p.logs(x + h)
			_, down = p.logs(x - h)
			near(t, "slope wrong", p.slope(x, false), (up-down)/(2*h), 1e-7)
		}
	}
}

func TestExtremesStayFinite(t *testing.T) {
	t.Parallel()
	for _, p := range []Params{{8, 6, 0}, {8, -6, .3}, {.05, 0, 0}} {
		for _, x := range []float64{-500, -12, 12, 500} {
			for name, v := range map[string]float64{"P": p.P(x), "I": p.Information(x), "J": p.J(x), "slope": p.slope(x, true)} {
				if math.IsNaN(v) || math.IsInf(v, 0) {
					t.Errorf("%s of %v at %v is %v", name, p, x, v)
				}
			}
		}
	}
}

func TestML(t *testing.T) {
	t.Parallel()
	if x, _, ok := ML(lsat7, pattern("11111")); ok || !math.IsInf(x, 1) {
		t.Errorf("all right: %v, %v", x, ok)
	}
	if x, _, ok := ML(lsat7, pattern("00000")); ok || !math.IsInf(x, -1) {
		t.Errorf("all wrong: %v, %v", x, ok)
	}
	x, se, ok := ML(lsat7, pattern("10101"))
	if !ok || !(se > 0) {
		t.Fatalf("10101: %v, %v, %v", x, se, ok)
	}
	near(t, "score function at ML", slope(lsat7, pattern("10101"), x), 0, 1e-9)
	// Only the hardest right: guessing explains it best.
	guess := []Params{{2, -2, .25}, {2, -1, .25}, {2, 0, .25}, {2, 3, .25}}
	if x, _, ok := ML(guess, pattern("0001")); ok || !math.IsInf(x, -1) {
		t.Errorf("guessed pattern: %v, %v", x, ok)
	}
}

func TestEveryPatternIsFinite(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		items, right := make([]Params, 1+r.IntN(12)), []bool(nil)
		for i := range items {
			items[i] = Params{A: .4 + 2*r.Float64(), B: 4*r.Float64() - 2, C: .3 * r.Float64()}
			right = append(right, r.IntN(2) == 0)
		}
		e, es := EAP(items, right, 0, 1)
		m, ms := MAP(items, right, 0, 1)
		w, ws := WLE(items, right)
		for _, v := range []float64{e, es, m, ms, w, ws} {
			if math.IsNaN(v) || math.Abs(v) > 1e6 {
				t.Fatalf("%v %v: EAP %v %v MAP %v %v WLE %v %v", items, right, e, es, m, ms, w, ws)
			}
		}
		if math.Abs(w) >= reach {
			t.Errorf("WLE at the end of the search: %v %v", items, right)
		}
	}
}

func TestLengthsDiffer(t *testing.T) {
	t.Parallel()
	if x, _ := EAP(lsat7, pattern("1"), 0, 1); !math.IsNaN(x) {
		t.Errorf("EAP = %v", x)
	}
	if x, _ := WLE(nil, nil); !math.IsNaN(x) {
		t.Errorf("WLE = %v", x)
	}
}

func TestPriorWeights(t *testing.T) {
	t.Parallel()
	sum := 0.0
	for _, v := range PriorWeights(0, 1) {
		sum += v
	}
	near(t, "sum", sum, 1, 1e-12)
	x := Nodes()
	near(t, "first node", x[0], -6, 0)
	near(t, "last node", x[60], 6, 0)
	if w := PriorWeights(500, .1); w[60] != 1 {
		t.Errorf("far prior: last weight %v", w[60])
	}
}
