package main

import (
	"context"
	"math"
	"math/rand/v2"
	"os"
	"runtime/debug"
	"strconv"
	"time"

	"satprep/internal/irt"
	"satprep/internal/kt"
)

// An aim is what a calibration may take, and what mirt 1.47 took for it at its default tolerance, 2 cores, estimation only:
// design of psychometrics, §2. The latter is of another machine, so that the ratio is a guide.
type aim struct{ mirt, most float64 }

var aims = map[string]aim{"2pl/100000": {33.5, 3.4}, "3pl/100000": {43.0, 4.3}, "2pl/10000": {3.9, .4}, "3pl/10000": {6.8, .7}}

// mostMemory is how much a calibration may take, in MB.
const mostMemory = 512

// benchMeasure calibrates simulated answers of known truth, and fits the knowledge model.
func benchMeasure(ctx context.Context, s *settings) error {
	sizes := []int{10_000, 100_000}
	if s.big < 1_000_000 {
		sizes = []int{2000}
	}
	for _, persons := range sizes {
		for _, model := range []string{"2pl", "3pl"} {
			if err := calibrateOnce(ctx, s, model, persons, 50); err != nil {
				return err
			}
		}
	}
	return traceOnce(ctx, s, sizes[len(sizes)-1])
}

func calibrateOnce(ctx context.Context, s *settings, model string, persons, items int) error {
	draw := rand.New(rand.NewPCG(7, uint64(persons)))
	truth, specs := make([]irt.Params, items), make([]irt.ItemSpec, items)
	for j := range truth {
		truth[j] = irt.Params{A: math.Exp(.3 * draw.NormFloat64()), B: draw.NormFloat64()}
		specs[j] = irt.ItemSpec{Start: irt.Params{A: 1}, FreeA: true, FreeB: true}
		if model == "3pl" {
			truth[j].C = .2
			specs[j] = irt.ItemSpec{Start: irt.Params{A: 1, C: .2}, FreeA: true, FreeB: true, FreeC: true, LnA: irt.DefaultLnA, LogitC: irt.DefaultLogitC}
		}
	}
	r, row := irt.NewResponses(items), make([]irt.Response, items)
	for range persons {
		theta := draw.NormFloat64()
		for j, p := range truth {
			row[j] = irt.Wrong
			if draw.Float64() < p.P(theta) {
				row[j] = irt.Right
			}
		}
		if err := r.Add(row, 1); err != nil {
			return err
		}
	}
	fresh()
	began := time.Now()
	got, err := irt.Calibrate(ctx, r, specs, irt.Settings{})
	if err != nil {
		return err
	}
	took := time.Since(began).Seconds()
	most := memory(os.Getpid(), "VmHWM:")
	began = time.Now()
	if _, _, err := got.StandardErrors(ctx); err != nil {
		return err
	}
	errorsTook := time.Since(began).Seconds()
	tight, err := irt.Calibrate(ctx, r, specs, irt.Settings{Tolerance: 1e-8})
	if err != nil {
		return err
	}
	var rmse [3]float64
	for j, p := range got.Items {
		for i, d := range [3]float64{p.A - truth[j].A, p.B - truth[j].B, p.C - truth[j].C} {
			rmse[i] += d * d / float64(items)
		}
	}
	s.print("calibrate %s, %d x %d: %.2f s, %d cycles, errors %.2f s; RMSE a %.3f b %.3f c %.3f; objective %.4f below that of tolerance 1e-8 (aim <= .01)", model, persons, items,
		took, got.Cycles, errorsTook, math.Sqrt(rmse[0]), math.Sqrt(rmse[1]), math.Sqrt(rmse[2]), tight.LogLikelihood+tight.LogPrior-got.LogLikelihood-got.LogPrior)
	s.print("  at most %.0f MB, the answers included (aim <= %d)", most, mostMemory)
	if a, ok := aims[model+"/"+strconv.Itoa(persons)]; ok {
		s.print("  aim <= %.1f s; mirt 1.47 took %.1f s on another machine of two cores: %.0f times that", a.most, a.mirt, a.mirt/took)
	}
	return nil
}

// fresh lets go of what other measurements left, so that the most memory of this process is that of what comes.
func fresh() {
	debug.FreeOSMemory()
	_ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) // where the system has it
}

// traceOnce fits the regression to answers of the size that the literature's sets have.
func traceOnce(ctx context.Context, s *settings, size int) error {
	learners := 2200 * size / 100_000
	draw := rand.New(rand.NewPCG(13, 1))
	t := &kt.Table{Learners: learners, Items: 17_700, Skills: 100}
	for l := range learners {
		theta := .9 * draw.NormFloat64()
		for range 100 {
			i := draw.IntN(t.Items)
			z := theta + float64(i%11-5)/4
			t.Rows = append(t.Rows, kt.Row{Learner: l, Item: i, Skills: []int{i % 100}, Right: draw.Float64() < 1/(1+math.Exp(-z))})
		}
	}
	began := time.Now()
	m, err := kt.FitBestLR(ctx, t, kt.DefaultPenalty)
	if err != nil {
		return err
	}
	s.print("best-lr, %d rows x %d features: %.2f s, %d Newton steps (aim <= 5 for 220,000 x 18,000)", len(t.Rows), len(m.Weights), time.Since(began).Seconds(), m.Steps)
	state := m.New()
	began = time.Now()
	const asks = 1000
	for i := range asks {
		state.P(i, []int{i % 100})
	}
	s.print("  a prediction: %.1f µs (aim < 1000)", time.Since(began).Seconds()*1e6/asks)
	return nil
}
