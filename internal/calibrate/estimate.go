package calibrate

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"time"

	"satprep/internal/fault"
	"satprep/internal/irt"
)

// A Number is a float64 that may be unknown: NaN and the infinities are null in JSON.
type Number float64

// MarshalJSON implements json.Marshaler.
func (n Number) MarshalJSON() ([]byte, error) {
	if v := float64(n); !math.IsNaN(v) && !math.IsInf(v, 0) {
		return json.Marshal(v)
	}
	return []byte("null"), nil
}

// UnmarshalJSON implements json.Unmarshaler.
func (n *Number) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*n = Number(math.NaN())
		return nil
	}
	return json.Unmarshal(b, (*float64)(n))
}

// Flags of an item; NoError, that the answers do not settle its parameters, is one too.
const (
	Constant      = "constant"       // all who answered were right, or wrong: there is no estimate
	Unanswered    = "unanswered"     // nobody answered
	Few           = "few"            // fewer than 30 answers
	NegativeSlope = "negative_slope" // the able are more often wrong: is the key right?
	FlatSlope     = "flat_slope"     // a below .35: it tells little
	SteepSlope    = "steep_slope"    // a above 4, where errors of estimation are large
	Extreme       = "extreme"        // b beyond ±4: few persons are there
	NoDifficulty  = "no_difficulty"  // |a| below .01, or b beyond ±50: a line where persons are, so that b says nothing and is null
	Misfit        = "misfit"         // S-X² with p < .001
	Fixed         = "fixed"          // held, not estimated
)

// Beyond these a curve is a line where persons are: over the nodes it moves by less than .03, or lies above or below all of them.
const (
	leastSlope     = .01
	mostDifficulty = 50
)

// fewAnswers is the number under which an item says too little: psychometrics.md §2.
const fewAnswers = 30

// An Item is what came of one item.
type Item struct {
	Name   string   `json:"name"`
	A      Number   `json:"a"`
	B      Number   `json:"b"`
	C      Number   `json:"c"`
	D      Number   `json:"d"`    // intercept, -ab
	SEA    Number   `json:"se_a"` // standard errors; null where the parameter was not estimated
	SEB    Number   `json:"se_b"`
	SEC    Number   `json:"se_c"`
	SED    Number   `json:"se_d"`
	N      float64  `json:"n"`
	Right  Number   `json:"right"` // share
	Infit  Number   `json:"infit"`
	Outfit Number   `json:"outfit"`
	SX2    Number   `json:"s_x2"`
	DF     float64  `json:"s_x2_df"`
	P      Number   `json:"s_x2_p"`
	Flags  []string `json:"flags"`
	// Family is that of variants that were estimated as one; the answers are those to all of them.
	Family string `json:"family,omitempty"`
}

// Params are the item's as irt takes them; ok is false where there is no estimate.
func (i Item) Params() (p irt.Params, ok bool) {
	p = irt.Params{A: float64(i.A), B: float64(i.B), C: float64(i.C)}
	return p, p.Valid()
}

// errors are the item's as irt takes them: 0 where there is none.
func (i Item) errors() irt.Errors {
	of := func(n Number) float64 {
		if n != n {
			return 0
		}
		return float64(n)
	}
	return irt.Errors{A: of(i.SEA), B: of(i.SEB), C: of(i.SEC), D: of(i.SED)}
}

// put puts irt's errors into the item: what was not estimated has none.
func (i *Item) put(e irt.Errors) {
	of := func(v float64) Number {
		if v == 0 {
			return Number(math.NaN())
		}
		return Number(v)
	}
	i.SEA, i.SEB, i.SEC, i.SED = of(e.A), of(e.B), of(e.C), of(e.D)
}

// Seconds is where the time went.
type Seconds struct {
	Read     float64 `json:"read"`
	Estimate float64 `json:"estimate"`
	Errors   float64 `json:"errors"`
	Fit      float64 `json:"fit"`
}

// An Estimate is a calibration as it is written to a file.
type Estimate struct {
	Model         string  `json:"model"`
	LogLikelihood float64 `json:"log_likelihood"`
	LogPrior      float64 `json:"log_prior"`
	Iterations    int     `json:"iterations"`
	Converged     bool    `json:"converged"`
	Mean          float64 `json:"mean"`
	Variance      float64 `json:"variance"`
	SEMean        Number  `json:"se_mean"`
	SESD          Number  `json:"se_sd"`
	Persons       int     `json:"persons"`
	Empty         int     `json:"empty_rows"`
	Repeated      int     `json:"repeated_answers"`
	Tolerance     float64 `json:"tolerance"`
	Note          string  `json:"note,omitempty"`
	Seconds       Seconds `json:"seconds"`
	Log           *Logged `json:"log,omitempty"`       // where the answers were read of the log
	Estimated     int     `json:"estimated,omitempty"` // answers of the log that entered: those to questions with enough of them
	Items         []Item  `json:"items"`

	held map[string]SectionLink // by section, where calibrated questions were held
}

// Models by name.
const (
	OnePL   = "1pl"
	TwoPL   = "2pl"
	ThreePL = "3pl"
)

// Options say how to estimate.
type Options struct {
	Model     string
	Tolerance float64
	MaxCycles int
	Workers   int
	NoPriors  bool
	NoErrors  bool
	NoFit     bool
	// Held are parameters that stay, by name: the others are put on their scale, and mean and variance of the population are free
	// (fixed parameter calibration).
	Held map[string]irt.Params
	// HoldCalibrated holds, in a calibration of the log, the questions whose parameters in force were estimated: see runHeld.
	HoldCalibrated bool
	// Specs describe items otherwise than the model does, by name; their priors and what is free.
	Specs    map[string]irt.ItemSpec
	Progress func(cycle int, objective, change float64)
}

// Check refuses options that nothing can be estimated with, before anything is
// read.
func (o *Options) Check() error {
	switch {
	case o.Model != OnePL && o.Model != TwoPL && o.Model != ThreePL:
		return fault.At("model", "A model is 1pl, 2pl or 3pl.")
	case o.Model == ThreePL && o.NoPriors:
		return fault.At("no-priors", "Without priors the 3PL seldom has a maximum, so it is not estimated. Use the priors, or the 2PL.")
	}
	return nil
}

// checkLogged is Check of what is estimated from the log.
func (o *Options) checkLogged() error {
	if err := o.Check(); err != nil {
		return err
	}
	if len(o.Held) > 0 || o.NoPriors {
		return fault.New(fault.Invalid, "From the log questions are estimated with the priors of their authors and none is held; write a table and use --in for --hold and --no-priors.")
	}
	return nil
}

// Run estimates.
func Run(ctx context.Context, r *Responses, o Options) (_ *Estimate, err error) {
	defer fault.In(&err, "calibrate.Run")
	if err := o.Check(); err != nil {
		return nil, err
	}
	set := irt.Settings{CommonSlope: o.Model == OnePL, Tolerance: o.Tolerance, MaxCycles: o.MaxCycles, Workers: o.Workers, Progress: o.Progress, FreePopulation: len(o.Held) > 0}
	if set.Tolerance == 0 {
		set.Tolerance = irt.DefaultTolerance
	}
	e := &Estimate{Model: o.Model, SEMean: Number(math.NaN()), SESD: Number(math.NaN()), Persons: len(r.Persons), Empty: r.Empty, Repeated: r.Repeated, Tolerance: set.Tolerance}
	kept, specs := e.choose(r, o)
	if len(kept) == 0 {
		return nil, fault.New(fault.Invalid, "No item can be estimated: each of the %d was answered alike by all who answered it, or by nobody.", len(r.Items))
	}
	answers, err := columns(r.Answers, kept)
	if err != nil {
		return nil, err
	}
	began := time.Now()
	c, err := irt.Calibrate(ctx, answers, specs, set)
	if errors.Is(err, irt.ErrCalibrate) {
		return nil, fault.Wrap(fault.Invalid, err, "These answers %s.", err.Error())
	} else if err != nil {
		return nil, err
	}
	e.Seconds.Estimate = time.Since(began).Seconds()
	e.LogLikelihood, e.LogPrior, e.Iterations, e.Converged, e.Mean, e.Variance = c.LogLikelihood, c.LogPrior, c.Cycles, c.Converged, c.Mean, c.Variance
	free := make([]int, len(kept))
	for i, j := range kept {
		it := &e.Items[j]
		p := c.Items[i]
		it.A, it.B, it.C, it.D = Number(p.A), Number(p.B), Number(p.C), Number(c.D[i])
		for _, f := range []bool{specs[i].FreeA && !set.CommonSlope, specs[i].FreeB, specs[i].FreeC} {
			if f {
				free[i]++
			}
		}
	}
	if !o.NoErrors {
		began = time.Now()
		if err := e.addErrors(ctx, c, kept); err != nil {
			return nil, err
		}
		e.Seconds.Errors = time.Since(began).Seconds()
	}
	if !o.NoFit {
		began = time.Now()
		fit, err := irt.Fit(ctx, answers, c.Items, c.Mean, math.Sqrt(c.Variance), free)
		if err != nil {
			return nil, err
		}
		for i, f := range fit {
			it := &e.Items[kept[i]]
			it.Infit, it.Outfit, it.SX2, it.DF, it.P = Number(f.Infit), Number(f.Outfit), Number(f.SX2), f.DF, Number(f.P)
		}
		e.Seconds.Fit = time.Since(began).Seconds()
	}
	for i := range e.Items {
		e.Items[i].flag()
	}
	if !o.NoErrors {
		e.unsettled(kept, free)
	}
	if !c.Converged {
		e.note(fmt.Sprintf("Ended after %d cycles before it converged.", c.Cycles))
	}
	e.spread(r.Variants)
	return e, nil
}

// choose says which items can be estimated, and how.
func (e *Estimate) choose(r *Responses, o Options) (kept []int, specs []irt.ItemSpec) {
	unknown := Number(math.NaN())
	for j, name := range r.Items {
		wrong, right := r.Answers.Count(j)
		it := Item{Name: name, N: wrong + right, Right: Number(right / (wrong + right)), Flags: []string{},
			A: unknown, B: unknown, C: unknown, D: unknown, SEA: unknown, SEB: unknown, SEC: unknown, SED: unknown,
			Infit: unknown, Outfit: unknown, SX2: unknown, P: unknown}
		spec, own := o.Specs[name]
		if !own {
			spec = irt.ItemSpec{Start: irt.Params{A: 1}, FreeA: true, FreeB: true}
			if o.Model == ThreePL {
				spec = irt.ItemSpec{Start: irt.Params{A: 1, C: .2}, FreeA: true, FreeB: true, FreeC: true, LnA: irt.DefaultLnA, LogitC: irt.DefaultLogitC}
			}
		}
		held, isHeld := o.Held[name]
		switch {
		case isHeld:
			it.Flags = append(it.Flags, Fixed)
			spec = irt.ItemSpec{Start: held}
		case it.N == 0:
			it.Flags = append(it.Flags, Unanswered)
		case (wrong == 0 || right == 0) && spec.B.SD == 0:
			it.Flags = append(it.Flags, Constant)
		}
		e.Items = append(e.Items, it)
		if it.N > 0 && (len(it.Flags) == 0 || isHeld) {
			kept, specs = append(kept, j), append(specs, spec)
		}
	}
	return kept, specs
}

// columns are the answers to some of the items.
func columns(r *irt.Responses, kept []int) (*irt.Responses, error) {
	if len(kept) == r.Items() {
		return r, nil
	}
	out := irt.NewResponses(len(kept))
	row, some := make([]irt.Response, r.Items()), make([]irt.Response, len(kept))
	for i := range r.Rows() {
		weight := r.Row(i, row)
		for k, j := range kept {
			some[k] = row[j]
		}
		if err := out.Add(some, weight); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (e *Estimate) addErrors(ctx context.Context, c *irt.Calibration, kept []int) error {
	list, population, err := c.StandardErrors(ctx)
	if ctx.Err() != nil {
		return ctx.Err()
	} else if err != nil {
		e.note("There are no standard errors: " + err.Error() + ".")
		return nil
	}
	if population != [2]float64{} {
		e.SEMean, e.SESD = Number(population[0]), Number(population[1])
	}
	for i, j := range kept {
		e.Items[j].put(list[i])
	}
	return nil
}

// spread says of every variant what was estimated of its family.
func (e *Estimate) spread(variants map[string][]string) {
	var all []Item
	for _, it := range e.Items {
		names := variants[it.Name]
		if len(names) == 0 {
			all = append(all, it)
		}
		for _, name := range names {
			one := it
			one.Name, one.Family, one.Flags = name, it.Name, slices.Clone(it.Flags)
			all = append(all, one)
		}
	}
	e.Items = all
}

// note adds a sentence to what is said of the run.
func (e *Estimate) note(sentence string) {
	if e.Note != "" {
		e.Note += " "
	}
	e.Note += sentence
}

// unsettled flags items of which something was estimated and nothing has a standard error.
func (e *Estimate) unsettled(kept, free []int) {
	n := 0
	for i, j := range kept {
		if it := &e.Items[j]; free[i] > 0 && !(it.SEA > 0) && !(it.SED > 0) {
			it.Flags = append(it.Flags, NoError)
			n++
		}
	}
	if n > 0 && n < len(kept) {
		e.note(fmt.Sprintf("%d of %d items have no standard error, as the answers do not settle their parameters; the errors of the others are as if those were known.", n, len(kept)))
	}
}

func (i *Item) flag() {
	put := func(name string, when bool) {
		if when {
			i.Flags = append(i.Flags, name)
		}
	}
	a, line := math.Abs(float64(i.A)), false
	if !slices.Contains(i.Flags, Fixed) {
		if line = a < leastSlope || math.Abs(float64(i.B)) > mostDifficulty; line {
			i.B, i.SEB = Number(math.NaN()), Number(math.NaN())
		}
	}
	put(Few, i.N > 0 && i.N < fewAnswers)
	put(NoDifficulty, line)
	put(NegativeSlope, i.A < 0 && a >= leastSlope) // below that its sign is chance
	put(FlatSlope, a < .35 && (i.A >= 0 || a < leastSlope))
	put(SteepSlope, a > 4)
	put(Extreme, math.Abs(float64(i.B)) > 4)
	put(Misfit, i.P < .001)
}

// ReadEstimate reads a file that an Estimate was written to.
func ReadEstimate(r io.Reader) (_ *Estimate, err error) {
	defer fault.In(&err, "calibrate.ReadEstimate")
	var e Estimate
	if err := json.NewDecoder(io.LimitReader(r, 256<<20)).Decode(&e); err != nil {
		return nil, fault.Wrap(fault.Invalid, err, "The file of parameters is not what satprep calibrate run --out writes: %s.", fault.Reading(err))
	}
	seen := map[string]bool{}
	for i, it := range e.Items {
		if it.Name == "" || seen[it.Name] {
			return nil, fault.New(fault.Invalid, "Item %d of the file of parameters has no name, or one that came before.", i+1)
		}
		seen[it.Name] = true
		e.Items[i].put(it.errors()) // files of before have 0 for none
	}
	if e.SEMean == 0 && e.SESD == 0 {
		e.SEMean, e.SESD = Number(math.NaN()), Number(math.NaN())
	}
	if len(e.Items) == 0 {
		return nil, fault.New(fault.Invalid, "The file of parameters has no items.")
	}
	return &e, nil
}

// Params are the parameters by name of the items that have some.
func (e *Estimate) Params() map[string]irt.Params {
	m := map[string]irt.Params{}
	for _, it := range e.Items {
		if p, ok := it.Params(); ok {
			m[it.Name] = p
		}
	}
	return m
}
