package simulate_test

import (
	"math"
	"testing"

	"satprep/internal/app"
	"satprep/internal/app/apptest"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/simulate"
)

// A simulated school leaves a log in which everything fits: who made it, what
// was done, with which probability, and an ability that resembles the truth.
func TestASchoolOfKnownTruth(t *testing.T) {
	t.Parallel()
	s := apptest.Start(t, func(c *app.Config) { c.Simulation = true })
	r, err := simulate.Run(t.Context(), simulate.Options{Server: s.URL(), Students: 24, Days: 12, Seed: 7, Workers: 4, Tests: true})
	if err != nil {
		t.Fatal(err)
	}
	if r.Sessions < 50 || r.Answers < 500 || r.Tests == 0 || r.Diagnostics == 0 {
		t.Errorf("a school should do more: %+v", r)
	}
	if r.ThetaN < 20 || r.ThetaRMSE > .9 || math.Abs(r.ThetaBias) > .45 {
		t.Errorf("ability was recovered with RMSE %.2f, bias %.2f, n %d", r.ThetaRMSE, r.ThetaBias, r.ThetaN)
	}
	var answered, chosen int
	var inverse float64
	err = s.Rooms.Log.Scan(t.Context(), 0, 0, func(rec *interaction.Record) error {
		if rec.Origin != interaction.Simulated {
			t.Errorf("record %d, %s, has origin %s", rec.Seq, rec.Kind, rec.Origin)
		}
		switch rec.Kind {
		case interaction.PracticeAnswered, interaction.DiagnosticAnswered, interaction.TestAnswered:
			answered++
		}
		if rec.Kind == interaction.PracticeAnswered {
			chosen++
			inverse += 1 / rec.Why.Propensity.V / float64(rec.Why.Eligible)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if int64(answered) < r.Answers {
		t.Errorf("%d answers were given, %d recorded", r.Answers, answered)
	}
	// The mean of 1/p over what was chosen is the number that could have been
	// chosen, if p is what it says. With ε = .05 the variance of one term is
	// about 1/ε − 1.
	mean, se := inverse/float64(chosen), math.Sqrt(19/float64(chosen))
	if math.Abs(mean-1) > 4*se {
		t.Errorf("propensities do not fit the choices: mean of 1/(p·eligible) is %.3f ± %.3f", mean, se)
	}
}

func TestLearnersAreTheSameForTheSameSeed(t *testing.T) {
	t.Parallel()
	for i := range 5 {
		a, b := simulate.NewLearner(3, i), simulate.NewLearner(3, i)
		if a.Theta("math") != b.Theta("math") || a.Theta("rw") != b.Theta("rw") {
			t.Error("the same seed made another learner")
		}
		if c := simulate.NewLearner(4, i); c.Theta("math") == a.Theta("math") {
			t.Error("another seed made the same learner")
		}
	}
}

func TestBadOptions(t *testing.T) {
	t.Parallel()
	for _, o := range []simulate.Options{{}, {Students: 1}, {Students: -1, Days: 3}, {Students: 1, Days: 99999}, {Students: 1, Days: 1, Server: "http://127.0.0.1:1"}, {Students: 1, Days: 1, Server: "::"}, {Students: 1, Days: 1, Adults: .6}, {Students: 1, Days: 1, Adults: 1.25}} {
		if _, err := simulate.Run(t.Context(), o); err == nil {
			t.Errorf("%+v ran", o)
		}
	}
}

// A server that does not simulate would keep invented learners as real ones.
func TestARealServerIsLeftAlone(t *testing.T) {
	t.Parallel()
	s := apptest.Start(t, func(c *app.Config) { c.Simulation = false })
	before, err := s.Rooms.Log.Tail(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := simulate.Run(t.Context(), simulate.Options{Server: s.URL(), Students: 2, Days: 1}); !fault.Is(err, fault.Conflict) {
		t.Errorf("a school at a real server: %v", err)
	}
	if after, err := s.Rooms.Log.Tail(t.Context()); err != nil || after != before {
		t.Errorf("%d records were written: %v", after-before, err)
	}
}
