package kt

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func near(t *testing.T, what string, got, want, tol float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tol) {
		t.Errorf("%s = %.6f, want %.6f ± %g", what, got, want, tol)
	}
}

// school is learners who differ, learn with every attempt at a skill, and answer items that differ; truth is the
// probability that made each answer.
func school(seed uint64, learners, items, skills, answers int) (t *Table, truth []float64) {
	draw := rand.New(rand.NewPCG(seed, 1))
	t = &Table{Learners: learners, Items: items, Skills: skills}
	b, of, base := make([]float64, items), make([][]int, items), make([]float64, skills)
	for s := range base {
		base[s] = .7 * draw.NormFloat64()
	}
	for i := range b {
		b[i], of[i] = .8*draw.NormFloat64(), []int{i % skills}
		if i%7 == 0 && skills > 1 {
			of[i] = append(of[i], (i+1)%skills)
		}
	}
	for l := range learners {
		theta, tries := .9*draw.NormFloat64(), make([]float64, skills)
		for range answers {
			i := draw.IntN(items)
			z := theta - b[i]
			for _, s := range of[i] {
				z += (base[s] + .5*math.Log1p(tries[s])) / float64(len(of[i]))
				tries[s]++
			}
			p := logistic(z)
			truth = append(truth, p)
			t.Rows = append(t.Rows, Row{Learner: l, Item: i, Skills: of[i], Right: draw.Float64() < p})
		}
	}
	return t, truth
}

func answersOf(t *Table) (right []bool) {
	for _, r := range t.Rows {
		right = append(right, r.Right)
	}
	return right
}

func bktOf(t *testing.T, train *Table) *BKT {
	t.Helper()
	m, err := FitBKT(t.Context(), train)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func models(t *testing.T, train *Table) map[string]Model {
	t.Helper()
	lr, err := FitBestLR(t.Context(), train, DefaultPenalty)
	if err != nil {
		t.Fatal(err)
	}
	return map[string]Model{"elo": FitElo(train, EloAlpha, EloBeta), "best-lr": lr, "bkt": bktOf(t, train)}
}

func TestModelsPredictLearnersTheyNeverMet(t *testing.T) {
	t.Parallel()
	all, truth := school(3, 600, 80, 8, 60)
	held := func(l int) bool { return l%4 == 0 }
	train, test := all.Of(func(l int) bool { return !held(l) }), all.Of(held)
	var best []float64
	for i, r := range all.Rows {
		if held(r.Learner) {
			best = append(best, truth[i])
		}
	}
	limit := Judge(best, answersOf(test))
	mean := 0.0
	for _, r := range train.Rows {
		if r.Right {
			mean += 1 / float64(len(train.Rows))
		}
	}
	constant := Judge(slices.Repeat([]float64{mean}, len(test.Rows)), answersOf(test))
	got := map[string]Quality{}
	for name, m := range models(t, train) {
		q := Judge(Predict(m, test), answersOf(test))
		got[name] = q
		t.Logf("%s: AUC %.4f NLL %.4f Brier %.4f (what made the answers: %.4f %.4f %.4f; the mean: %.4f)", name, q.AUC, q.NLL, q.Brier, limit.AUC, limit.NLL, limit.Brier, constant.NLL)
		if q.NLL > constant.NLL-.02 || q.AUC < .62 || q.AUC > limit.AUC+.005 {
			t.Errorf("%s is no better than the mean, or better than the truth", name)
		}
	}
	if lr := got["best-lr"]; lr.AUC < got["elo"].AUC || lr.AUC < got["bkt"].AUC || lr.NLL-limit.NLL > .045 || lr.ECE > .02 {
		t.Errorf("best-lr should lead here: %+v", lr)
	}
}

// Whatever comes later, a prediction stays as it was.
func TestPredictionsUseThePastOnly(t *testing.T) {
	t.Parallel()
	train, _ := school(5, 150, 40, 5, 30)
	test, _ := school(6, 20, 40, 5, 30)
	for name, m := range models(t, train) {
		before := Predict(m, test)
		other := &Table{Rows: slices.Clone(test.Rows), Learners: test.Learners, Items: test.Items, Skills: test.Skills}
		draw := rand.New(rand.NewPCG(7, 1))
		for i := range other.Rows {
			if i%30 >= 12 {
				other.Rows[i].Right = draw.IntN(2) == 0
			}
		}
		for from := 12; from < len(other.Rows); from += 30 {
			part := other.Rows[from : from+18]
			draw.Shuffle(len(part)-1, func(i, j int) { part[i+1], part[j+1] = part[j+1], part[i+1] })
		}
		after := Predict(m, other)
		for i := range before {
			if i%30 <= 12 && before[i] != after[i] { // row 12 itself has only the past before it
				t.Fatalf("%s: row %d was %v, is %v", name, i, before[i], after[i])
			}
		}
	}
}

func TestRegressionIsTheMinimum(t *testing.T) {
	t.Parallel()
	train, _ := school(9, 60, 15, 3, 25)
	m, err := FitBestLR(t.Context(), train, DefaultPenalty)
	if err != nil {
		t.Fatal(err)
	}
	objective := func(w []float64) float64 {
		try := *m
		try.Weights = w
		sum := 0.0
		p := Predict(&try, train)
		for i, r := range train.Rows {
			if r.Right {
				sum -= math.Log(p[i])
			} else {
				sum -= math.Log(1 - p[i])
			}
		}
		for _, v := range w[1:] {
			sum += v * v / 2
		}
		return sum
	}
	at := objective(m.Weights)
	for i := range m.Weights {
		for _, h := range []float64{-.01, .01} {
			w := slices.Clone(m.Weights)
			w[i] += h
			if v := objective(w); v < at {
				t.Errorf("column %d by %v: %.9f is below %.9f", i, h, v, at)
			}
		}
	}
	again, err := FitBestLR(t.Context(), train, DefaultPenalty)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(m, again); diff != "" {
		t.Errorf("twice: %s", diff)
	}
}

func TestBKTFindsItsParametersAgain(t *testing.T) {
	t.Parallel()
	truth := BKTSkill{Known: .3, Learn: .15, Guess: .2, Slip: .08}
	draw := rand.New(rand.NewPCG(11, 1))
	table := &Table{Learners: 3000, Items: 1, Skills: 1}
	for l := range 3000 {
		known := draw.Float64() < truth.Known
		for range 12 {
			p := truth.Guess
			if known {
				p = 1 - truth.Slip
			}
			table.Rows = append(table.Rows, Row{Learner: l, Skills: []int{0}, Right: draw.Float64() < p})
			known = known || draw.Float64() < truth.Learn
		}
	}
	got := bktOf(t, table).Skills["[0]"]
	near(t, "known", got.Known, truth.Known, .03)
	near(t, "learn", got.Learn, truth.Learn, .02)
	near(t, "guess", got.Guess, truth.Guess, .03)
	near(t, "slip", got.Slip, truth.Slip, .02)
	if got.N != 36_000 {
		t.Errorf("fitted to %d", got.N)
	}
}

// One learner, three answers, with pencil and paper.
func TestEloByHand(t *testing.T) {
	t.Parallel()
	m := &Elo{Alpha: .4, Beta: .05, Difficulty: []float64{.5}, Seen: []int{9}}
	s := m.New()
	near(t, "first", s.P(0, []int{2}), 1/(1+math.Exp(.5)), 1e-12)
	s.Observe(0, []int{2}, true)
	up := .4 * (1 - 1/(1+math.Exp(.5)))
	near(t, "second", s.P(0, []int{2}), 1/(1+math.Exp(.5-2*up)), 1e-12)
	near(t, "another skill", s.P(0, []int{3}), 1/(1+math.Exp(.5-up)), 1e-12)
	near(t, "an item not met", s.P(7, []int{3}), 1/(1+math.Exp(-up)), 1e-12)
	p := s.P(0, []int{2})
	s.Observe(0, []int{2}, false)
	near(t, "third", s.P(0, []int{2}), 1/(1+math.Exp(.5-2*up+2*.4/1.05*p)), 1e-12)
}

func TestJudgeByHand(t *testing.T) {
	t.Parallel()
	q := Judge([]float64{.9, .8, .8, .3}, []bool{true, false, true, false})
	// Pairs right-wrong: .9>.8, .9>.3, .8=.8 (half), .8>.3.
	near(t, "AUC", q.AUC, 3.5/4, 1e-12)
	near(t, "NLL", q.NLL, -(math.Log(.9)+math.Log(.2)+math.Log(.8)+math.Log(.7))/4, 1e-12)
	near(t, "Brier", q.Brier, (.01+.64+.04+.09)/4, 1e-12)
	near(t, "accuracy", q.Accuracy, .75, 1e-12)
	if b := q.Bins[8]; b.N != 2 || b.Right != .5 || math.Abs(b.Predicted-.8) > 1e-12 {
		t.Errorf("bin %+v", b)
	}
	if q := Judge([]float64{.5, .5}, []bool{true, true}); !math.IsNaN(q.AUC) {
		t.Errorf("AUC of answers all alike: %v", q.AUC)
	}
	if q := Judge([]float64{1, 0}, []bool{false, true}); math.IsInf(q.NLL, 0) {
		t.Error("certainty that was wrong is infinite")
	}
}

func TestHeldOutIsAShareAndStays(t *testing.T) {
	t.Parallel()
	n := 0
	for i := range 10_000 {
		name := string(rune('a'+i%26)) + string(rune('0'+i/26%10)) + string(rune('A'+i/260))
		if HeldOut(name, 1, .2) {
			n++
		}
		if HeldOut(name, 1, .2) && !HeldOut(name, 1, .5) {
			t.Fatal("a larger share let somebody go")
		}
	}
	near(t, "share", float64(n)/10_000, .2, .015)
}

func TestWhatHasNoModel(t *testing.T) {
	t.Parallel()
	ended, stop := context.WithCancel(t.Context())
	stop()
	some, _ := school(3, 20, 10, 3, 20)
	if _, err := FitBKT(ended, some); !errors.Is(err, context.Canceled) {
		t.Errorf("bkt, cancelled: %v", err)
	}
	if _, err := FitBestLR(ended, some, 1); !errors.Is(err, context.Canceled) {
		t.Errorf("best-lr, cancelled: %v", err)
	}
	if _, err := FitBestLR(t.Context(), &Table{}, 1); err == nil {
		t.Error("a regression of nothing")
	}
	one := &Table{Rows: []Row{{Skills: []int{0}, Right: true}}, Learners: 1, Items: 1, Skills: 1}
	for name, m := range models(t, one) {
		if p := m.New().P(5, []int{9, 11}); !(p > 0 && p < 1) {
			t.Errorf("%s: %v", name, p)
		}
	}
}

func BenchmarkFitBestLR(b *testing.B) {
	t, _ := school(13, 2200, 17_700, 100, 100)
	b.ReportMetric(float64(len(t.Rows)), "rows")
	for b.Loop() {
		if _, err := FitBestLR(b.Context(), t, DefaultPenalty); err != nil {
			b.Fatal(err)
		}
	}
}
