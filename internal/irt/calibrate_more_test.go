package irt

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// marginal is the marginal log-likelihood as its definition says, person by person.
func marginal(r *Responses, items []Params, mean, sd float64) float64 {
	prior := PriorWeights(mean, sd)
	row, sum := make([]Response, r.Items()), 0.0
	for i := range r.Rows() {
		weight := r.Row(i, row)
		l := 0.0
		for k, x := range nodes {
			p := prior[k]
			for j, a := range row {
				switch a {
				case Right:
					p *= items[j].P(x)
				case Wrong:
					p *= 1 - items[j].P(x)
				}
			}
			l += p
		}
		sum += weight * math.Log(l)
	}
	return sum
}

func TestLikelihoodIsThatOfItsDefinition(t *testing.T) {
	t.Parallel()
	for _, missing := range []float64{0, .3} {
		items := bankOf(3, 13, .15)
		r, _ := simulate(5, 700, items, missing)
		fixed := make([]ItemSpec, len(items))
		for j, p := range items {
			fixed[j] = ItemSpec{Start: p}
		}
		got, err := Calibrate(t.Context(), r, fixed, Settings{})
		if err != nil {
			t.Fatal(err)
		}
		near(t, "log-likelihood", got.LogLikelihood, marginal(r, items, 0, 1), 1e-8)
		if diff := cmp.Diff(items, got.Items, cmp.Comparer(func(a, b float64) bool { return math.Abs(a-b) < 1e-12 })); diff != "" {
			t.Errorf("what is not free moved: %s", diff)
		}
	}
}

// The information is compared with differences of the marginal log-likelihood, which knows nothing of EM.
func TestStandardErrorsAgainstDifferences(t *testing.T) {
	t.Parallel()
	items := bankOf(11, 6, .2)
	r, _ := simulate(13, 900, items, .2)
	list := specs("3pl", 6)
	list[1] = ItemSpec{Start: Params{A: 1}, FreeA: true, FreeB: true, B: Normal{0, .6}, LnA: DefaultLnA}
	list[2] = ItemSpec{Start: Params{A: 1.2, C: .2}, FreeB: true, B: Normal{.1, .5}}
	list[3] = ItemSpec{Start: items[3]}
	set := Settings{Tolerance: 1e-9, FreePopulation: true}
	got, err := Calibrate(t.Context(), r, list, set)
	if err != nil {
		t.Fatal(err)
	}
	objective := func(x []float64) float64 {
		fitted := got.layout.items(list, x)
		params := make([]Params, len(fitted))
		for j, it := range fitted {
			params[j] = it.params()
		}
		return marginal(r, params, x[len(x)-2], x[len(x)-1]) + logPriors(list, fitted)
	}
	n := got.layout.size
	h := make([][]float64, n)
	const step = 1e-3
	for i := range n {
		h[i] = make([]float64, n)
		for j := range n {
			f := func(di, dj float64) float64 {
				x := append([]float64(nil), got.x...)
				x[i] += di
				x[j] += dj
				return objective(x)
			}
			h[i][j] = -(f(step, step) - f(step, -step) - f(-step, step) + f(-step, -step)) / (4 * step * step)
		}
	}
	if invert(h) >= 0 {
		t.Fatal("the differences are no information")
	}
	se, population, err := got.StandardErrors(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for j := range list {
		for _, c := range []struct {
			name string
			at   int
			got  float64
		}{{"a", got.layout.a[j], se[j].A}, {"d", got.layout.d[j], se[j].D}} {
			want := 0.0
			if c.at >= 0 {
				want = math.Sqrt(h[c.at][c.at])
			}
			if math.Abs(c.got-want) > .002*want {
				t.Errorf("item %d, %s: %.6f, differences say %.6f", j+1, c.name, c.got, want)
			}
		}
	}
	for i, v := range population {
		at := got.layout.population + i
		if want := math.Sqrt(h[at][at]); math.Abs(v-want) > .002*want {
			t.Errorf("population %d: %.6f, differences say %.6f", i, v, want)
		}
	}
}

func TestSameOnAnyNumberOfProcessors(t *testing.T) {
	t.Parallel()
	r, _ := simulate(17, 3000, bankOf(19, 20, 0), .1)
	var first *Calibration
	for _, workers := range []int{1, 2, 5} {
		got, err := Calibrate(t.Context(), r, specs("2pl", 20), Settings{Workers: workers})
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = got
		} else if diff := cmp.Diff(first.Items, got.Items); diff != "" || first.LogLikelihood != got.LogLikelihood {
			t.Errorf("%d processors: %s", workers, diff)
		}
	}
}

// The default tolerance ends where a much smaller one does.
func TestDefaultToleranceIsEnough(t *testing.T) {
	t.Parallel()
	for _, model := range []string{"1pl", "2pl", "3pl"} {
		c := 0.0
		if model == "3pl" {
			c = .2
		}
		r, _ := simulate(23, 10_000, bankOf(29, 30, c), 0)
		set := Settings{CommonSlope: model == "1pl"}
		usual, err := Calibrate(t.Context(), r, specs(model, 30), set)
		if err != nil {
			t.Fatal(err)
		}
		set.Tolerance = 1e-8
		tight, err := Calibrate(t.Context(), r, specs(model, 30), set)
		if err != nil {
			t.Fatal(err)
		}
		short := tight.LogLikelihood + tight.LogPrior - usual.LogLikelihood - usual.LogPrior
		if !usual.Converged || !tight.Converged || math.Abs(short) > .01 {
			t.Errorf("%s: %d cycles end %.5f below the %d of 1e-8", model, usual.Cycles, short, tight.Cycles)
		}
	}
}

// New items are put on the scale of fixed ones, although those who answered are not the population of the scale.
func TestFixedParameterCalibration(t *testing.T) {
	t.Parallel()
	items := bankOf(31, 40, 0)
	draw := rand.New(rand.NewPCG(37, 1))
	r, row := NewResponses(40), make([]Response, 40)
	for range 6000 {
		theta := .6 + 1.3*draw.NormFloat64()
		for j, p := range items {
			row[j] = Wrong
			if draw.Float64() < p.P(theta) {
				row[j] = Right
			}
		}
		if err := r.Add(row, 1); err != nil {
			t.Fatal(err)
		}
	}
	list := specs("2pl", 40)
	for j := range 30 {
		list[j] = ItemSpec{Start: items[j]}
	}
	got, err := Calibrate(t.Context(), r, list, Settings{FreePopulation: true})
	if err != nil {
		t.Fatal(err)
	}
	se, population, err := got.StandardErrors(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	near(t, "mean", got.Mean, .6, 4*population[0])
	near(t, "standard deviation", math.Sqrt(got.Variance), 1.3, 4*population[1])
	for j := 30; j < 40; j++ {
		near(t, "a", got.Items[j].A, items[j].A, 4*se[j].A)
		near(t, "b", got.Items[j].B, items[j].B, 4*se[j].B)
	}
	if len(se) != 40 || se[0] != (Errors{}) {
		t.Errorf("fixed items have errors %+v", se[0])
	}
}

func TestWhatCannotBeCalibrated(t *testing.T) {
	t.Parallel()
	answers := func(rows ...string) *Responses {
		r := NewResponses(len(rows[0]))
		for _, s := range rows {
			row := make([]Response, len(s))
			for i, c := range s {
				row[i] = map[rune]Response{'0': Wrong, '1': Right, '.': Missing}[c]
			}
			if err := r.Add(row, 1); err != nil {
				t.Fatal(err)
			}
		}
		return r
	}
	for name, c := range map[string]struct {
		r     *Responses
		specs []ItemSpec
		set   Settings
	}{
		"nobody":             {answers("..."), specs("2pl", 3), Settings{}},
		"other number":       {answers("101"), specs("2pl", 2), Settings{}},
		"constant":           {answers("101", "100"), specs("2pl", 3), Settings{}},
		"unanswered":         {answers("10.", "01."), specs("2pl", 3), Settings{}},
		"no start":           {answers("10", "01"), make([]ItemSpec, 2), Settings{}},
		"slope alone":        {answers("10", "01"), []ItemSpec{{Start: Params{A: 1}, FreeA: true}, {Start: Params{A: 1}}}, Settings{}},
		"population unfixed": {answers("10", "01"), specs("2pl", 2), Settings{FreePopulation: true}},
		"NaN":                {answers("10", "01"), specs("2pl", 2), Settings{Mean: math.NaN()}},
	} {
		if _, err := Calibrate(t.Context(), c.r, c.specs, c.set); !errors.Is(err, ErrCalibrate) {
			t.Errorf("%s: %v", name, err)
		}
	}
	r := NewResponses(2)
	for name, err := range map[string]error{"length": r.Add([]Response{Right}, 1), "weight": r.Add([]Response{Right, Wrong}, math.NaN()), "answer": r.Add([]Response{3, Wrong}, 1)} {
		if err == nil || r.Rows() != 0 {
			t.Errorf("%s: taken", name)
		}
	}
	ended, stop := context.WithCancel(t.Context())
	stop()
	if _, err := Calibrate(ended, answers("10", "01", "11", "00"), specs("2pl", 2), Settings{}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	// One person, and items that a line parts, end at some bound instead of for ever.
	list := specs("3pl", 2)
	for i := range list {
		list[i].B = Normal{0, 1}
	}
	for name, r := range map[string]*Responses{"one person": answers("10"), "parted": answers("11", "11", "00", "00")} {
		got, err := Calibrate(t.Context(), r, list, Settings{MaxCycles: 500})
		if err != nil || !got.Items[0].Valid() || !got.Items[1].Valid() {
			t.Errorf("%s: %+v %v", name, got, err)
		}
	}
	if got, err := Calibrate(t.Context(), answers("11", "11", "00", "00"), specs("2pl", 2), Settings{MaxCycles: 500}); err != nil || math.Abs(got.Items[0].A) > steepest {
		t.Errorf("parted without priors: %+v %v", got, err)
	}
}

// One item that has no maximum must not cost all others their errors, nor have a difficulty without end.
func TestAnItemWithoutMaximumStandsAlone(t *testing.T) {
	t.Parallel()
	items := bankOf(11, 6, 0)
	r, _ := simulate(17, 800, items, 0)
	row, wide := make([]Response, 6), NewResponses(8)
	for i := range r.Rows() {
		r.Row(i, row)
		if err := wide.Add(append(append([]Response(nil), row...), row[0], row[0]), 1); err != nil { // thrice the same item
			t.Fatal(err)
		}
	}
	for _, model := range []string{"2pl", "3pl"} {
		alone, err := Calibrate(t.Context(), r, specs(model, 6), Settings{})
		if err != nil {
			t.Fatal(err)
		}
		clean, _, err := alone.StandardErrors(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		got, err := Calibrate(t.Context(), wide, specs(model, 8), Settings{})
		if err != nil {
			t.Fatal(err)
		}
		se, _, err := got.StandardErrors(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		lost := 0
		for j, e := range se {
			if math.IsNaN(e.A) != math.IsNaN(e.B) || math.IsNaN(e.A) != math.IsNaN(e.D) {
				t.Errorf("%s, item %d: half an error: %+v", model, j+1, e)
			}
			if math.IsNaN(e.A) {
				lost++
			} else if j > 0 && j < 6 && !(e.A > .3*clean[j].A && e.A < 3*clean[j].A) {
				t.Errorf("%s, item %d: error of a %.3f, without the copies %.3f", model, j+1, e.A, clean[j].A)
			}
		}
		if lost > 3 || model == "2pl" && lost == 0 {
			t.Errorf("%s: %d items lost their errors: %+v", model, lost, se)
		}
	}
	// Right once of 800: the 3PL explains it by a guess, at any difficulty.
	rare := NewResponses(7)
	for i := range r.Rows() {
		r.Row(i, row)
		last := Wrong
		if i == 7 {
			last = Right
		}
		if err := rare.Add(append(append([]Response(nil), row...), last), 1); err != nil {
			t.Fatal(err)
		}
	}
	got, err := Calibrate(t.Context(), rare, specs("3pl", 7), Settings{})
	if err != nil || !got.Converged || math.Abs(got.D[6]) > farthest {
		t.Fatalf("%+v %v", got, err)
	}
	se, _, err := got.StandardErrors(t.Context())
	if err != nil || !(se[0].B > 0) || !(se[5].B > 0) {
		t.Errorf("%+v %v", se, err)
	}
}
