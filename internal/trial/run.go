package trial

import (
	"context"
	"math"
	"runtime"

	"golang.org/x/sync/errgroup"

	"satprep/internal/fault"
	"satprep/internal/selection"
)

// A Report says how the rules did in a world.
type Report struct {
	Section   string    `json:"section"`
	Questions int       `json:"questions"`
	Learners  int       `json:"learners"`
	Length    int       `json:"length"`
	Epsilon   float64   `json:"epsilon"`
	ErrorB    float64   `json:"error_b"`
	Seed      uint64    `json:"seed"`
	Rules     []Outcome `json:"rules"`
}

// An Outcome is what came of one rule.
type Outcome struct {
	Policy   selection.Policy `json:"policy"`
	Version  string           `json:"policy_version"`
	RMSE     float64          `json:"rmse"`     // of the EAP against the truth
	Bias     float64          `json:"bias"`     // mean of EAP - truth
	Coverage float64          `json:"coverage"` // share of truths within EAP ± 1.96 SE
	MeanSE   float64          `json:"mean_se"`  // posterior standard deviation at the end
	Right    float64          `json:"right"`    // share of answers
	InZone   float64          `json:"in_zone"`  // share of questions that the learner gets right with .6–.8
	Exposure Exposure         `json:"exposure"`
	Overlap  float64          `json:"overlap"`   // mean share of their questions that two learners have in common
	Content  []Share          `json:"content"`   // by domain
	Misplace float64          `json:"misplaced"` // questions of a test, on average, that are of a domain which had its share already
	By       []Band           `json:"by_ability"`
}

// Exposure is of the rates at which learners meet the questions of a bank.
type Exposure struct {
	Max    float64 `json:"max"`
	Mean   float64 `json:"mean"`
	Unused float64 `json:"unused"` // share of the bank that nobody met
	Chi2   float64 `json:"chi2"`   // Σ (rate - mean)²/mean (Chang & Ying 1999); 0 is even
}

// A Share is of a domain in the tests.
type Share struct {
	Domain    string  `json:"domain"`
	Blueprint float64 `json:"blueprint"`
	Asked     float64 `json:"asked"`
}

// A Band is the learners of abilities [From, To).
type Band struct {
	From     *float64 `json:"from"` // null at the end
	To       *float64 `json:"to"`
	Learners int      `json:"learners"`
	RMSE     float64  `json:"rmse"`
	Bias     float64  `json:"bias"`
	Coverage float64  `json:"coverage"`
}

var bandEnds = []float64{-1.5, -.5, .5, 1.5}

// sat is one test of one learner.
type sat struct {
	theta, mean, se float64
	right, zone     int
	misplaced       float64
}

// Run lets the world's learners take a test by each of the rules.
func (w *World) Run(ctx context.Context, rules []selection.Policy) (_ *Report, err error) {
	defer fault.In(&err, "trial.Run")
	if err := checkRules(rules...); err != nil {
		return nil, err
	}
	r := &Report{Section: w.Section, Questions: w.questions, Learners: w.Learners, Length: w.Length, Epsilon: w.Epsilon, ErrorB: w.ErrorB, Seed: w.Seed}
	for _, rule := range rules {
		tests, met, err := w.sit(ctx, rule)
		if err != nil {
			return nil, err
		}
		r.Rules = append(r.Rules, w.outcome(rule, tests, met))
	}
	return r, nil
}

func checkRules(rules ...selection.Policy) error {
	if len(rules) == 0 {
		return fault.At("policy", "Name a rule: %s.", names())
	}
	for _, p := range rules {
		if !p.Known() {
			return fault.At("policy", "There is no rule %.40q; a rule is %s.", string(p), names())
		}
	}
	return nil
}

func names() string {
	out := ""
	for i, p := range selection.Policies {
		switch {
		case i == len(selection.Policies)-1:
			out += " or "
		case i > 0:
			out += ", "
		}
		out += string(p)
	}
	return out
}

// shards cuts the learners into runs of which each is one goroutine's, and calls
// do for each learner, one after another within a run.
func (w *World) shards(ctx context.Context, do func(shard, i int) error) error {
	n := shardCount(w.Learners)
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	for s := range n {
		g.Go(func() error {
			for i := s * w.Learners / n; i < (s+1)*w.Learners/n; i++ {
				if i%64 == 0 && ctx.Err() != nil {
					return ctx.Err()
				}
				if err := do(s, i); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return g.Wait()
}

func shardCount(learners int) int { return min(16, learners) }

// sit returns the tests by learner, and how many learners met each question.
func (w *World) sit(ctx context.Context, rule selection.Policy) ([]sat, []int, error) {
	tests := make([]sat, w.Learners)
	counts := make([][]int, shardCount(w.Learners))
	for i := range counts {
		counts[i] = make([]int, w.pool.Len())
	}
	err := w.shards(ctx, func(shard, i int) error {
		l, t := w.learner(i), &tests[i]
		asked := make([]int, len(w.domains))
		for range w.Length {
			u, v := l.rng.Float64(), l.rng.Float64()
			c, err := w.mix.Choose(l.request(rule, w.Epsilon), u)
			if err != nil {
				return err
			}
			counts[shard][c.Index]++
			asked[w.domain[c.Index]]++
			if inZone(w.truth[c.Index].P(l.theta)) {
				t.zone++
			}
			if l.answer(c.Index, v) {
				t.right++
			}
		}
		t.theta, t.mean, t.se = l.theta, l.mean, l.se
		for d, n := range asked {
			t.misplaced += max(0, float64(n)-math.Ceil(w.domains[d].Share*float64(w.Length)))
		}
		return nil
	})
	met := make([]int, w.pool.Len())
	for _, c := range counts {
		for i, n := range c {
			met[i] += n
		}
	}
	return tests, met, err
}

func inZone(p float64) bool { return p >= selection.LearnLow && p <= selection.LearnHigh }

func (w *World) outcome(rule selection.Policy, tests []sat, met []int) Outcome {
	n, length := float64(w.Learners), float64(w.Length)
	o := Outcome{Policy: rule, Version: selection.PolicyVersion}
	o.RMSE, o.Bias, o.Coverage, _ = errorsOf(tests, math.Inf(-1), math.Inf(1))
	for _, t := range tests {
		o.MeanSE += t.se / n
		o.Right += float64(t.right) / (n * length)
		o.InZone += float64(t.zone) / (n * length)
		o.Misplace += t.misplaced / n
	}
	byDomain := make([]float64, len(w.domains))
	o.Exposure.Mean = length / float64(w.questions)
	pairs := 0.0
	for i, m := range met {
		d := w.domain[i]
		if d < 0 {
			continue // of the other section
		}
		rate := float64(m) / n
		byDomain[d] += float64(m)
		o.Exposure.Max = max(o.Exposure.Max, rate)
		o.Exposure.Chi2 += (rate - o.Exposure.Mean) * (rate - o.Exposure.Mean) / o.Exposure.Mean
		if m == 0 {
			o.Exposure.Unused += 1 / float64(w.questions)
		}
		pairs += float64(m) * float64(m-1)
	}
	if w.Learners > 1 {
		o.Overlap = pairs / (n * (n - 1) * length)
	}
	for d, dom := range w.domains {
		o.Content = append(o.Content, Share{dom.Slug, dom.Share, byDomain[d] / (n * length)})
	}
	for k := range len(bandEnds) + 1 {
		b, lo, hi := Band{}, math.Inf(-1), math.Inf(1)
		if k > 0 {
			lo = bandEnds[k-1]
			b.From = &bandEnds[k-1]
		}
		if k < len(bandEnds) {
			hi = bandEnds[k]
			b.To = &bandEnds[k]
		}
		b.RMSE, b.Bias, b.Coverage, b.Learners = errorsOf(tests, lo, hi)
		o.By = append(o.By, b)
	}
	return o
}

// errorsOf is of the learners of abilities [lo, hi); all 0 where there is none.
func errorsOf(tests []sat, lo, hi float64) (rmse, bias, coverage float64, n int) {
	for _, t := range tests {
		if t.theta < lo || t.theta >= hi {
			continue
		}
		n++
		e := t.mean - t.theta
		rmse += e * e
		bias += e
		if math.Abs(e) <= 1.959964*t.se {
			coverage++
		}
	}
	if n == 0 {
		return 0, 0, 0, 0
	}
	return math.Sqrt(rmse / float64(n)), bias / float64(n), coverage / float64(n), n
}
