package irt

import (
	"context"
	"errors"
	"fmt"
	"math"
)

// A Normal is a normal prior; without a spread there is none.
type Normal struct{ Mean, SD float64 }

func (n Normal) given() bool { return n.SD > 0 }

// logDensity is ln of the density at x and its first derivative; the second is -1/SD².
func (n Normal) logDensity(x float64) (l, d float64) {
	z := (x - n.Mean) / n.SD
	return -0.5*z*z - math.Log(n.SD) - 0.5*math.Log(2*math.Pi), -z / n.SD
}

// An ItemSpec says what is known of an item before its calibration: where to start, what is free, and priors of that.
// What is not free stays at Start.
type ItemSpec struct {
	Start               Params
	FreeA, FreeB, FreeC bool
	LnA                 Normal // of ln a, as a density of a: lognormal, Jacobian included
	B                   Normal // of b
	LogitC              Normal // of logit c, as a density of it
}

// Priors of the 3PL unless others are given: psychometrics.md §2. Without them the model often has no maximum.
var (
	DefaultLnA    = Normal{0, 0.5}
	DefaultLogitC = Normal{-1.386294, 0.5}
)

// A Settings says how to calibrate. The zero value is that of the verbs.
type Settings struct {
	CommonSlope bool // all free slopes are one: the 1PL with a population of variance 1
	// FreePopulation estimates mean and variance of θ, which needs items that are not free to hold the scale: fixed
	// parameter calibration (Kim 2006, multiple updates of weights and EM cycles).
	FreePopulation bool
	Mean, Variance float64 // of the population, where it starts; Variance 0 is 1
	Tolerance      float64 // largest change of a parameter in an EM cycle that ends it; 0 is DefaultTolerance
	MaxCycles      int     // 0 is DefaultMaxCycles
	Workers        int     // processors; 0 is all. The result does not depend on it
	Progress       func(cycle int, objective, change float64)
}

const (
	DefaultTolerance = 1e-4
	DefaultMaxCycles = 2000
)

// A Calibration is a converged, or ended, marginal maximum likelihood estimate.
type Calibration struct {
	Items          []Params
	D              []float64 // intercepts, -ab
	LogLikelihood  float64   // marginal
	LogPrior       float64
	Cycles         int
	Converged      bool
	Mean, Variance float64 // of the population
	Persons        float64

	engine *engine
	specs  []ItemSpec
	layout layout
	x      []float64
}

// layout says where the free parameters of every item stand in one vector: a (or at CommonSlope the one a of all), d, logit c,
// and at the end mean and standard deviation of the population.
type layout struct {
	a, d, c    []int // -1: not free
	shared     bool  // there is one a
	population int   // -1: not free
	size       int
}

func layOut(specs []ItemSpec, set Settings) layout {
	l := layout{population: -1, shared: set.CommonSlope}
	common := -1
	place := func(free bool) int {
		if !free {
			return -1
		}
		l.size++
		return l.size - 1
	}
	for _, s := range specs {
		if set.CommonSlope && s.FreeA {
			if common < 0 {
				common = place(true)
			}
			l.a = append(l.a, common)
		} else {
			l.a = append(l.a, place(s.FreeA))
		}
		l.d, l.c = append(l.d, place(s.FreeB)), append(l.c, place(s.FreeC))
	}
	if set.FreePopulation {
		l.population = place(true)
		place(true)
	}
	return l
}

// An item in the metric of estimation: P = c + (1-c) logistic(aθ + d), g = logit c.
type item struct{ a, d, g, c float64 }

func itemOf(p Params) item {
	it := item{a: p.A, d: -p.A * p.B, c: p.C, g: math.Inf(-1)}
	if p.C > 0 {
		it.g = math.Log(p.C / (1 - p.C))
	}
	return it
}

func (it item) params() Params { return Params{A: it.a, B: -it.d / it.a, C: it.c} }

func (it item) curve(into *grid) {
	for k, x := range nodes {
		l, _ := logistic(it.a*x + it.d)
		into[k] = min(max(it.c+(1-it.c)*l, tiny), 1-1e-15)
	}
}

const tiny = 1e-100 // keeps a table's row from being zero at every node

// items reads the vector.
func (l layout) items(specs []ItemSpec, x []float64) []item {
	items := make([]item, len(specs))
	for j, s := range specs {
		it := itemOf(s.Start)
		b := s.Start.B
		if i := l.a[j]; i >= 0 {
			it.a = x[i]
		}
		it.d = -it.a * b
		if i := l.d[j]; i >= 0 {
			it.d = x[i]
		}
		if i := l.c[j]; i >= 0 {
			it.g = x[i]
			it.c, _ = logistic(it.g)
		}
		items[j] = it
	}
	return items
}

func (l layout) vector(items []item, mean, sd float64) []float64 {
	x := make([]float64, l.size)
	for j, it := range items {
		for _, p := range []struct {
			at int
			v  float64
		}{{l.a[j], it.a}, {l.d[j], it.d}, {l.c[j], it.g}} {
			if p.at >= 0 {
				x[p.at] = p.v
			}
		}
	}
	if l.population >= 0 {
		x[l.population], x[l.population+1] = mean, sd
	}
	return x
}

// ErrCalibrate is the error of data that no parameters can be estimated from.
var ErrCalibrate = errors.New("cannot be calibrated")

// check says why there is nothing to estimate.
func check(r *Responses, specs []ItemSpec, set Settings) error {
	if len(specs) != r.items || r.items == 0 {
		return fmt.Errorf("%w: %d items are described, %d have answers", ErrCalibrate, len(specs), r.items)
	} else if r.Rows() == 0 {
		return fmt.Errorf("%w: nobody answered", ErrCalibrate)
	}
	anchored := false
	for j, s := range specs {
		wrong, right := r.Count(j)
		switch {
		case !s.Start.Valid() || s.FreeC && s.Start.C == 0:
			return fmt.Errorf("%w: item %d starts at %+v", ErrCalibrate, j+1, s.Start)
		case s.FreeA && !s.FreeB || s.FreeC && !s.FreeA:
			return fmt.Errorf("%w: item %d has a free slope and a fixed difficulty, or a free asymptote and a fixed slope", ErrCalibrate, j+1)
		case s.FreeB && !s.B.given() && (wrong == 0 || right == 0):
			return fmt.Errorf("%w: item %d was answered alike by all, or by nobody, so its difficulty has no estimate without a prior", ErrCalibrate, j+1)
		}
		anchored = anchored || !s.FreeB && wrong+right > 0
	}
	if set.FreePopulation && !anchored {
		return fmt.Errorf("%w: a free population needs at least one answered item whose parameters are fixed", ErrCalibrate)
	}
	if set.Mean != set.Mean || set.Variance < 0 || set.Variance != set.Variance {
		return fmt.Errorf("%w: a population N(%v, %v)", ErrCalibrate, set.Mean, set.Variance)
	}
	return nil
}

// Calibrate estimates the items' free parameters by marginal maximum likelihood, or maximum a posteriori where priors are
// given: EM over the 61 nodes (Bock & Aitkin 1981) with Anderson's acceleration (1965; Walker & Ni 2011), in which a step
// that would lower the objective is replaced by the plain one, so that it rises in every cycle as EM does.
//
// The error is ErrCalibrate, or that of a ctx that ended.
func Calibrate(ctx context.Context, r *Responses, specs []ItemSpec, set Settings) (*Calibration, error) {
	if err := check(r, specs, set); err != nil {
		return nil, err
	}
	if set.Tolerance == 0 {
		set.Tolerance = DefaultTolerance
	}
	if set.MaxCycles == 0 {
		set.MaxCycles = DefaultMaxCycles
	}
	if set.Variance == 0 {
		set.Variance = 1
	}
	c := &Calibration{engine: newEngine(r, set.Workers), specs: specs, layout: layOut(specs, set), Persons: r.total}
	start := make([]item, len(specs))
	for j, s := range specs {
		start[j] = itemOf(s.Start)
		if s.FreeB && !s.B.given() { // the difficulty that a normal population would show
			wrong, right := r.Count(j)
			p := math.Max(right/(wrong+right)-start[j].c, 0.02) / (1 - start[j].c)
			start[j].d = math.Log(p/math.Max(1-p, 0.02)) * math.Sqrt(1+start[j].a*start[j].a/2.89)
		}
	}
	x := c.layout.vector(start, set.Mean, math.Sqrt(set.Variance))
	accel := accelerator{}
	best, plain := math.Inf(-1), x // objective at the last accepted point, and where EM went from it
	for c.Cycles = 1; ; c.Cycles++ {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		items, mean, sd := c.at(x, set)
		c.engine.run()
		objective := c.engine.logLikelihood + logPriors(specs, items)
		if !(objective >= best-1e-9*math.Abs(best)) { // also NaN
			x, best = plain, math.Inf(-1)
			accel.forget()
			continue
		}
		next, information := c.maximise(items, set)
		change := 0.0
		for i := range x {
			change = max(change, math.Abs(next[i]-x[i]))
		}
		if set.Progress != nil {
			set.Progress(c.Cycles, objective, change)
		}
		c.Converged = change < set.Tolerance
		if c.Converged || c.Cycles >= set.MaxCycles {
			c.LogLikelihood, c.LogPrior = c.engine.logLikelihood, objective-c.engine.logLikelihood
			c.Mean, c.Variance, c.x = mean, sd*sd, x
			for _, it := range items {
				c.Items, c.D = append(c.Items, it.params()), append(c.D, it.d)
			}
			return c, nil
		}
		best, plain = objective, next
		if x = accel.step(x, next, information); !c.layout.possible(specs, x) {
			x = next
		}
	}
}

// at sets the engine to the vector.
func (c *Calibration) at(x []float64, set Settings) (items []item, mean, sd float64) {
	items = c.layout.items(c.specs, x)
	for j, it := range items {
		it.curve(&c.engine.curves[j])
	}
	mean, sd = set.Mean, math.Sqrt(set.Variance)
	if i := c.layout.population; i >= 0 {
		mean, sd = x[i], x[i+1]
	}
	c.engine.prior = PriorWeights(mean, sd)
	return items, mean, sd
}

// possible reports whether an extrapolated vector is within its bounds.
func (l layout) possible(specs []ItemSpec, x []float64) bool {
	for j, s := range specs {
		if i := l.a[j]; i >= 0 && (s.LnA.given() && x[i] <= 0.01 || math.Abs(x[i]) > steepest) {
			return false
		}
		if i := l.d[j]; i >= 0 && math.Abs(x[i]) > farthest {
			return false
		}
	}
	if i := l.population; i >= 0 && (x[i+1] < 0.05 || x[i+1] > 5 || math.Abs(x[i]) > 5) {
		return false
	}
	for _, v := range x {
		if v != v {
			return false
		}
	}
	return true
}

// steepest bounds the slopes: in data that a line parts into right and wrong the likelihood rises for ever. farthest bounds the
// intercepts: where guessing explains every right answer it rises, if ever less, for ever too.
const (
	steepest = 20.0
	farthest = 200.0
)

// logPriors is the log density of the priors at the items.
func logPriors(specs []ItemSpec, items []item) float64 {
	sum := 0.0
	for j, s := range specs {
		l, _, _, _ := priors(s, items[j])
		sum += l
	}
	return sum
}

// priors is the log density of an item's priors, and its gradient by (a, d, g); info is minus its second derivatives, or
// for b, which is a ratio of the two, the expected part of them.
func priors(s ItemSpec, it item) (l float64, grad [3]float64, info [3][3]float64, exact [3][3]float64) {
	if s.FreeA && s.LnA.given() {
		ln := math.Log(it.a)
		v, d := s.LnA.logDensity(ln)
		l += v - ln
		grad[0] += (d - 1) / it.a
		w := 1 / (s.LnA.SD * s.LnA.SD)
		info[0][0] += w / (it.a * it.a)
		exact[0][0] += (w + d - 1) / (it.a * it.a)
	}
	if s.FreeB && s.B.given() {
		b := -it.d / it.a
		v, d := s.B.logDensity(b)
		l += v
		ba, bd := it.d/(it.a*it.a), -1/it.a
		if !s.FreeA {
			ba = 0
		}
		grad[0] += d * ba
		grad[1] += d * bd
		w := 1 / (s.B.SD * s.B.SD)
		info[0][0] += w * ba * ba
		info[0][1] += w * ba * bd
		info[1][1] += w * bd * bd
		exact[0][0] += w * ba * ba
		exact[0][1] += w * ba * bd
		exact[1][1] += w * bd * bd
		if s.FreeA {
			exact[0][0] -= d * -2 * it.d / (it.a * it.a * it.a)
			exact[0][1] -= d / (it.a * it.a)
		}
		info[1][0], exact[1][0] = info[0][1], exact[0][1]
	}
	if s.FreeC && s.LogitC.given() {
		v, d := s.LogitC.logDensity(it.g)
		l += v
		grad[2] += d
		info[2][2] += 1 / (s.LogitC.SD * s.LogitC.SD)
		exact[2][2] += 1 / (s.LogitC.SD * s.LogitC.SD)
	}
	return l, grad, info, exact
}
