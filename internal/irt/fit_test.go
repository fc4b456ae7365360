package irt

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"testing"
)

// Tail areas of a printed table of chi-square (Pearson & Hartley).
func TestChiSquareTail(t *testing.T) {
	t.Parallel()
	for _, c := range [][3]float64{{3.841459, 1, .05}, {6.634897, 1, .01}, {5.991465, 2, .05}, {18.30704, 10, .05}, {29.58830, 10, .001}, {124.3421, 100, .05}, {67.32756, 100, .995}, {.0039321, 1, .95}} {
		near(t, "tail", chiSquareTail(c[0], c[1]), c[2], 1e-6)
	}
	if chiSquareTail(0, 3) != 1 || !math.IsNaN(chiSquareTail(1, 0)) {
		t.Error("edges")
	}
}

func fitOf(t *testing.T, r *Responses, items []Params) []ItemFit {
	t.Helper()
	list, err := Fit(t.Context(), r, items, 0, 1, make([]int, len(items)))
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// Under its own model the fit statistics are what they should be on average, and the tail probabilities are spread evenly.
func TestFitUnderTheModel(t *testing.T) {
	t.Parallel()
	items := bankOf(41, 25, .15)
	var low, all, infit, outfit float64
	for seed := range uint64(8) {
		r, _ := simulate(100+seed, 2000, items, 0)
		for _, f := range fitOf(t, r, items) {
			all++
			infit += f.Infit
			outfit += f.Outfit
			if f.P < .05 {
				low++
			}
		}
	}
	near(t, "mean infit", infit/all, 1, .06)
	near(t, "mean outfit", outfit/all, 1, .08)
	near(t, "share of S-X² below .05", low/all, .05, .035)
	// An item that guesses far more than its parameters say is found.
	wrong := append([]Params(nil), items...)
	wrong[4] = Params{A: 1.5, B: 1, C: 0}
	actual := append([]Params(nil), items...)
	actual[4] = Params{A: 1.5, B: 1, C: .4}
	r, _ := simulate(77, 2000, actual, 0)
	fit := fitOf(t, r, wrong)
	if fit[4].P > 1e-6 || fit[4].Outfit < 1.2 {
		t.Errorf("a misfit is not seen: %+v", fit[4])
	}
	r, _ = simulate(78, 300, items, .5)
	if f := fitOf(t, r, items)[0]; f.DF != 0 || !math.IsNaN(f.P) || f.N < 100 {
		t.Errorf("S-X² of incomplete rows: %+v", f)
	}
	ended, stop := context.WithCancel(t.Context())
	stop()
	if _, err := Fit(ended, r, items, 0, 1, make([]int, 25)); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestLinksFindTheScaleAgain(t *testing.T) {
	t.Parallel()
	to := bankOf(43, 20, .2)
	truth := Link{Slope: .8, Shift: -.35}
	from := make([]Params, len(to))
	for i, p := range to { // the inverse of the link
		from[i] = Params{A: p.A * truth.Slope, B: (p.B - truth.Shift) / truth.Slope, C: p.C}
	}
	for name, f := range map[string]func(a, b []Params) (Link, error){"mean-sigma": MeanSigma, "Stocking-Lord": StockingLord} {
		l, err := f(from, to)
		if err != nil {
			t.Fatal(err)
		}
		near(t, name+" slope", l.Slope, truth.Slope, 1e-6)
		near(t, name+" shift", l.Shift, truth.Shift, 1e-6)
		for i := range from {
			for _, x := range []float64{-1, .5, 2} {
				near(t, "P", l.Params(from[i]).P(l.Slope*x+l.Shift), from[i].P(x), 1e-9)
			}
		}
		if _, err := f(from[:1], to[:1]); err == nil {
			t.Errorf("%s of one item", name)
		}
		if _, err := f([]Params{{1, 0, 0}, {1, 0, 0}}, to[:2]); err == nil {
			t.Errorf("%s of equal difficulties", name)
		}
	}
	// One outlier moves the curves' link less than that of the moments.
	from[0].B += 2
	ms, _ := MeanSigma(from, to)
	sl, _ := StockingLord(from, to)
	if math.Abs(sl.Slope-truth.Slope) >= math.Abs(ms.Slope-truth.Slope) {
		t.Errorf("with an outlier %+v is no better than %+v", sl, ms)
	}
	if d := DriftOf(to[0], Params{A: to[0].A, B: to[0].B + 2, C: to[0].C}, Errors{}, Errors{}); !math.IsNaN(d.ZB) || !math.IsNaN(d.ZA) || !(d.Area > .1) {
		t.Errorf("a move without errors is beyond chance: %+v", d)
	}
	same := DriftOf(to[0], to[0], Errors{A: .1, B: .1}, Errors{A: .1, B: .1})
	moved := DriftOf(to[0], Params{A: to[0].A, B: to[0].B + .5, C: to[0].C}, Errors{A: .1, B: .1}, Errors{A: .1, B: .1})
	if same != (Drift{}) || math.Abs(moved.ZB-.5/math.Sqrt(.02)) > 1e-9 || moved.Area < .03 {
		t.Errorf("drift %+v %+v", same, moved)
	}
}

func TestMantelHaenszel(t *testing.T) {
	t.Parallel()
	// The odds of one 2x2 table in every stratum are the common odds; checked by hand: 40·30/(60·20)·… = ad/bc.
	items := bankOf(47, 20, 0)
	draw := rand.New(rand.NewPCG(53, 1))
	r, focal, row := NewResponses(20), []bool{}, make([]Response, 20)
	for i := range 8000 {
		f := i%2 == 0
		theta := draw.NormFloat64()
		if f {
			theta -= .5 // a group that is weaker is no DIF
		}
		for j, p := range items {
			if f && j == 3 {
				p.B += .7 // but this is
			}
			row[j] = Wrong
			if draw.Float64() < p.P(theta) {
				row[j] = Right
			}
		}
		if err := r.Add(row, 1); err != nil {
			t.Fatal(err)
		}
		focal = append(focal, f)
	}
	pure := make([]bool, 20)
	for j := range pure {
		pure[j] = j != 3
	}
	if d := MantelHaenszel(r, 3, focal, pure); d.Class != "C" || d.Delta > -1 || math.Abs(d.Delta- -2.35*.7*items[3].A) > .45 {
		t.Errorf("DIF of %+v: %+v", items[3], d)
	}
	b := 0
	for j := range items {
		if d := MantelHaenszel(r, j, focal, pure); j != 3 && d.Class != "A" {
			b++
		}
	}
	if b > 1 {
		t.Errorf("%d of 19 fair items are not of class A", b)
	}
	if d := MantelHaenszel(r, 3, make([]bool, len(focal)), nil); d.Class != "" {
		t.Errorf("one group: %+v", d)
	}
}

// Two strata whose figures were worked out with pencil and paper.
func TestMantelHaenszelByHand(t *testing.T) {
	t.Parallel()
	r, focal := NewResponses(3), []bool{}
	add := func(row []Response, foc bool, n float64) {
		if err := r.Add(row, n); err != nil {
			t.Fatal(err)
		}
		focal = append(focal, foc)
	}
	// Score 1: item 1 right or one of the others; score 2 likewise.
	add([]Response{Right, Wrong, Wrong}, false, 30)
	add([]Response{Wrong, Right, Wrong}, false, 20)
	add([]Response{Right, Wrong, Wrong}, true, 15)
	add([]Response{Wrong, Right, Wrong}, true, 35)
	add([]Response{Right, Right, Wrong}, false, 50)
	add([]Response{Wrong, Right, Right}, false, 10)
	add([]Response{Right, Right, Wrong}, true, 30)
	add([]Response{Wrong, Right, Right}, true, 10)
	d := MantelHaenszel(r, 0, focal, nil)
	near(t, "odds", d.Odds, (30*35/100.+50*10/100.)/(20*15/100.+10*30/100.), 1e-12)
	// Expected right of the reference group 22.5 and 48; variances 50·50·45·55/(100²·99) and 60·40·80·20/(100²·99).
	v := 50*50*45*55/(1e4*99.) + 60*40*80*20/(1e4*99.)
	near(t, "chi-square", d.Chi2, (80-70.5-.5)*(80-70.5-.5)/v, 1e-9)
}

func TestPersonFit(t *testing.T) {
	t.Parallel()
	items := bankOf(59, 40, .2)
	draw := rand.New(rand.NewPCG(61, 1))
	sum, square := 0.0, 0.0
	const n = 4000
	for range n {
		theta := draw.NormFloat64()
		right := make([]bool, len(items))
		for j, p := range items {
			right[j] = draw.Float64() < p.P(theta)
		}
		z := LZ(items, right, theta)
		sum += z
		square += z * z
	}
	near(t, "mean of l_z", sum/n, 0, .06)
	near(t, "variance of l_z", square/n, 1, .1)
	low := 0
	for range 500 { // who copied the answers to hard items and is careless with easy ones
		right := make([]bool, len(items))
		for j, p := range items {
			right[j] = p.B > .5 || p.B > -.5 && draw.Float64() < .5
		}
		theta, _ := EAP(items, right, 0, 1)
		if LZ(items, right, theta) < -2 {
			low++
		}
	}
	if low < 450 {
		t.Errorf("%d of 500 aberrant patterns are below -2", low)
	}
}

func TestCheckKey(t *testing.T) {
	t.Parallel()
	draw := rand.New(rand.NewPCG(67, 1))
	var chosen []int
	var rest []float64
	for range 600 {
		theta := draw.NormFloat64()
		rest = append(rest, 10+3*theta+draw.NormFloat64())
		o := draw.IntN(4)
		if draw.Float64() < (Params{A: 1.5, B: 0, C: 0}).P(theta) {
			o = 2
		}
		chosen = append(chosen, o)
	}
	chosen[0] = -1
	if k := CheckKey(chosen, rest, 4, 2); k.Best != 2 || k.Suspect {
		t.Errorf("a good key: %+v", k)
	}
	if k := CheckKey(chosen, rest, 4, 1); k.Best != 2 || !k.Suspect {
		t.Errorf("a wrong key: %+v", k)
	}
	if k := CheckKey([]int{1, 1, 0}, []float64{3, 4, 9}, 2, 1); k.Suspect || k.Best != 0 {
		t.Errorf("three answers make a key suspect: %+v", k)
	}
	if k := CheckKey([]int{1, 1}, []float64{3, 4}, 4, 1); k.Suspect || k.Best != -1 {
		t.Errorf("all alike: %+v", k)
	}
}

func TestRapidBelow(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		seconds []float64
		want    float64
	}{
		{[]float64{30, 60, 90}, 6},
		{[]float64{200, 400}, 10}, // at most ten seconds
		{[]float64{-5, math.NaN(), math.Inf(1), 40}, 4},
		{[]float64{0}, 0},
		{nil, 0},
	} {
		if got := RapidBelow(c.seconds); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("%v: %v, want %v", c.seconds, got, c.want)
		}
	}
}
