package irt

import (
	"encoding/csv"
	"math"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
)

// lsat is a table of pattern counts of Bock & Lieberman (1970), sections 6 and 7.
func lsat(t testing.TB, section string) *Responses {
	t.Helper()
	f, err := os.Open("testdata/lsat" + section + ".csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	r := NewResponses(5)
	for _, row := range rows[1:] {
		var a [5]Response
		for j := range a {
			a[j] = Wrong
			if row[j] == "1" {
				a[j] = Right
			}
		}
		n, err := strconv.ParseFloat(row[5], 64)
		if err != nil {
			t.Fatal(err)
		}
		if n > 0 {
			if err := r.Add(a[:], n); err != nil {
				t.Fatal(err)
			}
		}
	}
	return r
}

func specs(model string, n int) []ItemSpec {
	list := make([]ItemSpec, n)
	for j := range list {
		list[j] = ItemSpec{Start: Params{A: 1}, FreeA: true, FreeB: true}
		if model == "3pl" {
			list[j] = ItemSpec{Start: Params{A: 1, C: .2}, FreeA: true, FreeB: true, FreeC: true, LnA: DefaultLnA, LogitC: DefaultLogitC}
		}
	}
	return list
}

// The figures are those of psychometrics.md §2, which two programs and a direct maximisation agree on.
func TestLSAT7(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		model       string
		a, d, b, g  []float64
		se          [][2]float64 // of a and d
		ll, prior   float64
		within, lls float64
	}{
		{model: "1pl", a: []float64{1.01127, 1.01127, 1.01127, 1.01127, 1.01127}, ll: -2664.9009, within: .002, lls: .01},
		{model: "2pl", a: []float64{.98755, 1.08084, 1.70748, .76499, .73567}, d: []float64{1.85586, .80797, 1.80521, .48600, 1.85446}, b: []float64{-1.87926, -.74754, -1.05724, -.63530, -2.52076}, se: [][2]float64{{.17719, .13145}, {.16876, .09125}, {.32108, .20483}, {.13412, .07491}, {.15113, .11441}}, ll: -2658.8051, within: .002, lls: .01},
		{model: "3pl", a: []float64{1.07448, 1.33440, 1.78461, .89305, .81476}, b: []float64{-1.48772, -.31854, -.83293, -.13245, -1.96204}, g: []float64{.19094, .18888, .17146, .17159, .19827}, ll: -2659.4439, prior: -3.9959, within: .01, lls: .05},
	} {
		set := Settings{CommonSlope: c.model == "1pl"}
		got, err := Calibrate(t.Context(), lsat(t, "7"), specs(c.model, 5), set)
		if err != nil {
			t.Fatal(err)
		}
		if !got.Converged || math.Abs(got.LogLikelihood-c.ll) > c.lls || math.Abs(got.LogPrior-c.prior) > c.lls || got.Persons != 1000 {
			t.Errorf("%s: log-likelihood %.4f, prior %.4f, %d cycles, converged %v, %v persons", c.model, got.LogLikelihood, got.LogPrior, got.Cycles, got.Converged, got.Persons)
		}
		se, _, err := got.StandardErrors(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for j, want := range c.se {
			if math.Abs(se[j].A/want[0]-1) > .02 || math.Abs(se[j].D/want[1]-1) > .02 {
				t.Errorf("%s item %d: standard errors %+v, want %v", c.model, j+1, se[j], want)
			}
		}
		t.Logf("%s: %d cycles, %.5f %.5f", c.model, got.Cycles, got.LogLikelihood, got.LogPrior)
		for j, p := range got.Items {
			for name, pair := range map[string][2]float64{"a": {p.A, valueAt(c.a, j)}, "d": {got.D[j], valueAt(c.d, j)}, "b": {p.B, valueAt(c.b, j)}, "c": {p.C, valueAt(c.g, j)}} {
				if want := pair[1]; !math.IsNaN(want) && math.Abs(pair[0]-want) > c.within {
					t.Errorf("%s item %d: %s %.5f, want %.5f", c.model, j+1, name, pair[0], want)
				}
			}
		}
	}
}

func TestLSAT6(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		model string
		ll    float64
	}{{"1pl", -2466.9376}, {"2pl", -2466.6534}} {
		got, err := Calibrate(t.Context(), lsat(t, "6"), specs(c.model, 5), Settings{CommonSlope: c.model == "1pl"})
		if err != nil {
			t.Fatal(err)
		}
		near(t, c.model+" log-likelihood", got.LogLikelihood, c.ll, .01)
		if c.model == "1pl" {
			near(t, "slope", got.Items[0].A, .75513, .002)
		}
	}
}

func valueAt(list []float64, i int) float64 {
	if i < len(list) {
		return list[i]
	}
	return math.NaN()
}

// simulate draws answers of persons of N(0, 1) to items of known parameters.
func simulate(seed uint64, persons int, items []Params, missing float64) (*Responses, []float64) {
	draw := rand.New(rand.NewPCG(seed, 1))
	r, thetas := NewResponses(len(items)), make([]float64, persons)
	row := make([]Response, len(items))
	for i := range thetas {
		thetas[i] = draw.NormFloat64()
		for j, p := range items {
			row[j] = Wrong
			if draw.Float64() < p.P(thetas[i]) {
				row[j] = Right
			}
			if missing > 0 && draw.Float64() < missing {
				row[j] = Missing
			}
		}
		if err := r.Add(row, 1); err != nil {
			panic(err)
		}
	}
	return r, thetas
}

func bankOf(seed uint64, n int, c float64) []Params {
	draw := rand.New(rand.NewPCG(seed, 2))
	items := make([]Params, n)
	for j := range items {
		items[j] = Params{A: math.Exp(.3 * draw.NormFloat64()), B: draw.NormFloat64(), C: c}
	}
	return items
}

func BenchmarkCalibrate(b *testing.B) {
	for _, c := range []struct {
		name    string
		persons int
		model   string
		c       float64
	}{{"2pl/10000x50", 10_000, "2pl", 0}, {"2pl/100000x50", 100_000, "2pl", 0}, {"3pl/100000x50", 100_000, "3pl", .2}} {
		truth := bankOf(7, 50, c.c)
		r, _ := simulate(7, c.persons, truth, 0)
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				got, err := Calibrate(b.Context(), r, specs(c.model, 50), Settings{})
				if err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(float64(got.Cycles), "cycles")
				b.ReportMetric(got.LogLikelihood+got.LogPrior, "objective")
				sum := 0.0
				for j, p := range got.Items {
					sum += (p.B - truth[j].B) * (p.B - truth[j].B)
				}
				b.ReportMetric(math.Sqrt(sum/50), "rmse_b")
			}
		})
	}
}
