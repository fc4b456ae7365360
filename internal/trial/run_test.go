package trial

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"

	"satprep/internal/fault"
	"satprep/internal/question"
	"satprep/internal/selection"
)

func ok[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func small(t testing.TB, o Options, slope float64) *World {
	t.Helper()
	items := ok[[]selection.Item](t)(NewBank(o.Section, 300, slope, o.Seed))
	return ok[*World](t)(NewWorld(items, o))
}

// What theory says of the rules, on a bank whose parameters are known.
func TestRules(t *testing.T) {
	t.Parallel()
	w := small(t, Options{Section: question.Math, Learners: 3000, Length: 20, Seed: 3}, 1)
	r := ok[*Report](t)(w.Run(t.Context(), selection.Policies))
	of := map[selection.Policy]Outcome{}
	for _, o := range r.Rules {
		of[o.Policy] = o
		// θ is N(0, 1), as the prior says, so that the posterior is right on average.
		if o.Coverage < .94 || o.Coverage > .96 {
			t.Errorf("%s: coverage %.3f", o.Policy, o.Coverage)
		}
		if math.Abs(o.RMSE-o.MeanSE) > .02 || math.Abs(o.Bias) > 4*o.RMSE/math.Sqrt(3000) {
			t.Errorf("%s: RMSE %.3f, SE %.3f, bias %.3f", o.Policy, o.RMSE, o.MeanSE, o.Bias)
		}
		sum, n := 0.0, 0
		for _, c := range o.Content {
			sum += c.Asked
			if d := math.Abs(c.Asked - c.Blueprint); o.Policy != selection.Random && d > .026 { // half a question of 20
				t.Errorf("%s: %s %.3f, blueprint %.2f", o.Policy, c.Domain, c.Asked, c.Blueprint)
			}
		}
		for _, b := range o.By {
			n += b.Learners
		}
		if math.Abs(sum-1) > 1e-9 || n != 3000 || len(o.By) != 5 || o.Exposure.Mean != 20./300 || (o.Misplace > 0) != (o.Policy == selection.Random) {
			t.Errorf("%s: content %.3f, %d learners, exposure %+v, misplaced %.2f", o.Policy, sum, n, o.Exposure, o.Misplace)
		}
		// The most able seem weaker than they are, and the least able stronger.
		if o.By[0].Bias < .1 || o.By[4].Bias > -.1 {
			t.Errorf("%s: bias %.3f at the bottom, %.3f at the top", o.Policy, o.By[0].Bias, o.By[4].Bias)
		}
	}
	info, five, slow, learn, any := of[selection.MaxInformation], of[selection.Randomesque], of[selection.Progressive], of[selection.Learn], of[selection.Random]
	for _, o := range []Outcome{five, slow} {
		if !(info.RMSE < o.RMSE-.02 && o.RMSE < any.RMSE-.05) {
			t.Errorf("%s: RMSE %.3f, between %.3f and %.3f", o.Policy, o.RMSE, info.RMSE, any.RMSE)
		}
		if !(info.Overlap > o.Overlap+.1 && o.Overlap > any.Overlap+.05) || !(info.Exposure.Chi2 > 2*o.Exposure.Chi2) || !(info.Exposure.Max > o.Exposure.Max) {
			t.Errorf("%s: overlap %.3f, between %.3f and %.3f", o.Policy, o.Overlap, info.Overlap, any.Overlap)
		}
	}
	if !(info.Exposure.Unused > five.Exposure.Unused && any.Exposure.Unused == 0 && slow.Exposure.Unused == 0) {
		t.Errorf("never used: %.3f, %.3f, %.3f, %.3f", info.Exposure.Unused, five.Exposure.Unused, slow.Exposure.Unused, any.Exposure.Unused)
	}
	// Draws without replacement, alike for all: two tests share length/bank.
	if math.Abs(any.Overlap-20./300) > .001 {
		t.Errorf("overlap of random tests %.4f", any.Overlap)
	}
	if learn.InZone < info.InZone+.1 || learn.Right < .62 {
		t.Errorf("learn: %.3f in .6–.8, %.3f right; %.3f by information", learn.InZone, learn.Right, info.InZone)
	}
}

// The sums of exposure give the overlap of all pairs of tests.
func TestOverlapIsThatOfAllPairs(t *testing.T) {
	t.Parallel()
	w := small(t, Options{Section: question.RW, Learners: 40, Length: 12, Seed: 5}, 1)
	r := ok[*Report](t)(w.Run(t.Context(), []selection.Policy{selection.Randomesque}))
	var tests []map[int]bool
	for i := range 40 {
		l, test := w.learner(i), map[int]bool{}
		for range 12 {
			u, v := l.rng.Float64(), l.rng.Float64()
			c := ok[selection.Choice](t)(w.mix.Choose(l.request(selection.Randomesque, 0), u))
			test[c.Index] = true
			l.answer(c.Index, v)
		}
		tests = append(tests, test)
	}
	shared, pairs := 0, 0
	for i := range tests {
		for k := range i {
			pairs++
			for q := range tests[i] {
				if tests[k][q] {
					shared++
				}
			}
		}
	}
	if want := float64(shared) / float64(pairs) / 12; math.Abs(r.Rules[0].Overlap-want) > 1e-12 || want == 0 {
		t.Errorf("overlap %v, of all pairs %v", r.Rules[0].Overlap, want)
	}
}

// Difficulties that are not what is believed cost precision, and the interval,
// which does not know of it, promises too much.
func TestErrorsOfDifficulty(t *testing.T) {
	t.Parallel()
	o := Options{Section: question.RW, Learners: 2000, Length: 25, Seed: 4}
	exact := ok[*Report](t)(small(t, o, 1.9).Run(t.Context(), []selection.Policy{selection.MaxInformation}))
	o.ErrorB = .6
	off := ok[*Report](t)(small(t, o, 1.9).Run(t.Context(), []selection.Policy{selection.MaxInformation}))
	if a, b := exact.Rules[0], off.Rules[0]; b.RMSE < a.RMSE+.05 || b.Coverage > .93 || a.Coverage < .93 {
		t.Errorf("RMSE %.3f and %.3f, coverage %.3f and %.3f", a.RMSE, b.RMSE, a.Coverage, b.Coverage)
	}
}

func TestSameSeedSameReport(t *testing.T) {
	t.Parallel()
	bank := ok[*question.Bank](t)(question.Embedded())
	text := func(seed uint64) string {
		w := ok[*World](t)(NewWorld(bank.Items(), Options{Section: question.Math, Learners: 300, Length: 8, Epsilon: .05, Seed: seed}))
		return string(ok[[]byte](t)(json.Marshal(ok[*Report](t)(w.Run(t.Context(), selection.Policies)))))
	}
	if a, b := text(1), text(1); a != b {
		t.Errorf("%s\n%s", a, b)
	}
	if text(1) == text(2) {
		t.Error("another seed gives the same figures")
	}
}

func TestRefuses(t *testing.T) {
	t.Parallel()
	items := ok[[]selection.Item](t)(NewBank(question.Math, 60, 1, 1))
	good := Options{Section: question.Math, Learners: 10, Length: 5}
	for want, change := range map[string]func(*Options){
		"1 to 1000000 learners": func(o *Options) { o.Learners = 0 },
		"1000000":               func(o *Options) { o.Learners = 10_000_000 },
		"1 to 200":              func(o *Options) { o.Length = 0 },
		"200 questions":         func(o *Options) { o.Length = 10_000_000 },
		"has 60 practice":       func(o *Options) { o.Length = 61 },
		"epsilon is a share":    func(o *Options) { o.Epsilon = math.NaN() },
		"between 0 and 1":       func(o *Options) { o.Epsilon = 1.5 },
		"error of b":            func(o *Options) { o.ErrorB = math.NaN() },
		"deviation":             func(o *Options) { o.ErrorB = math.Inf(1) },
		"rw or math":            func(o *Options) { o.Section = "art" },
	} {
		o := good
		change(&o)
		if _, err := NewWorld(items, o); !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Sentence(err), want) {
			t.Errorf("%+v: %v", o, err)
		}
	}
	for want, c := range map[string]struct {
		section string
		n       int
		slope   float64
	}{
		"rw or math": {"", 10, 1}, "1 to 100000": {question.RW, 0, 1}, "100000": {question.RW, 10_000_000, 1}, "between .1": {question.RW, 10, math.NaN()}, "and 5": {question.RW, 10, -1},
	} {
		if _, err := NewBank(c.section, c.n, c.slope, 1); !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Sentence(err), want) {
			t.Errorf("%+v: %v", c, err)
		}
	}
	w := ok[*World](t)(NewWorld(items, good))
	for _, rules := range [][]selection.Policy{nil, {"best"}, {selection.Learn, ""}} {
		if _, err := w.Run(t.Context(), rules); !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Sentence(err), "max_information, randomesque, progressive, learn or random") {
			t.Errorf("%v: %v", rules, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := w.Run(ctx, selection.Policies); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	one := good
	one.Learners = 1
	if r, err := ok[*World](t)(NewWorld(items, one)).Run(t.Context(), selection.Policies); err != nil || r.Rules[0].Overlap != 0 {
		t.Errorf("one learner: %v", err)
	}
	if _, err := json.Marshal(ok[*Report](t)(w.Run(t.Context(), selection.Policies))); err != nil {
		t.Error(err)
	}
}
