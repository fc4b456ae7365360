package simulate_test

import (
	"context"
	"math"
	"strings"
	"testing"

	"satprep/internal/app"
	"satprep/internal/app/apptest"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/question"
	"satprep/internal/simulate"
)

// sat lets a world sit on a server of its own and proves it from the log.
func sat(t *testing.T, name string, tests, twins int) (simulate.Precision, []simulate.Sat, *simulate.Proof, *app.App, *simulate.World) {
	t.Helper()
	s := apptest.Start(t, nil)
	ctx := t.Context()
	w, err := simulate.NewWorld(name, 1, s.Rooms.Questions.Bank(ctx))
	if err != nil {
		t.Fatal(err)
	}
	if len(w.Force) > 0 {
		if _, err := s.Rooms.Questions.Promote(ctx, question.Promotion{Number: s.Rooms.Questions.Bank(ctx).Number, Params: w.Force}); err != nil {
			t.Fatal(err)
		}
	}
	sats, err := simulate.Sit(ctx, simulate.SittingOptions{Server: s.URL(), World: w, Bank: s.Rooms.Questions.Bank(ctx), Tests: tests, Twins: twins, Workers: 4})
	if err != nil {
		t.Fatal(err)
	}
	proof := &simulate.Proof{BankAt: s.Rooms.Questions.At}
	if err := s.Rooms.Log.Scan(ctx, 0, 0, func(r *interaction.Record) error { return proof.Take(ctx, r) }); err != nil {
		t.Fatal(err)
	}
	return simulate.Judge(w, sats, proof), sats, proof, s, w
}

// Whole tests of learners of known ability, on parameters with a mean a of 1.9 that the server knows: content, routes and
// scores follow from the log, pretest questions move nothing, and θ comes near the truth. The bounds are four errors of so
// few tests from what thousands show (docs/measurement.md); seed and answers are fixed, so the figures are too.
func TestPrecisionOfWholeTests(t *testing.T) {
	t.Parallel()
	p, sats, proof, s, w := sat(t, simulate.Known, 56, 2)
	for _, why := range p.Problems {
		t.Error(why)
	}
	if forms := len(s.Rooms.Questions.Bank(t.Context()).Forms()); p.Tests < 56 || p.Twins != 2*forms || p.Proved != p.Tests+p.Twins || p.Forms != forms {
		t.Errorf("%+v", p)
	}
	for _, x := range p.Sections {
		if x.Tests != p.Tests || x.RMSE > .36 || math.Abs(x.Bias) > .14 || x.MeanSE < .2 || x.MeanSE > .3 || x.Coverage < .83 || x.Harder < .15 || x.Harder > .75 {
			t.Errorf("%+v", x)
		}
		if x.Params != x.Coverage || x.All < x.Coverage { // the server is told that it knows the parameters
			t.Errorf("coverage %v, with parameters %v, with scale %v", x.Coverage, x.Params, x.All)
		}
	}

	// What would be wrong is found: a score that differs, and a twin that fares otherwise.
	test := sats[len(sats)-1].TestID
	o := proof.Outcomes[test][question.Math]
	o.Score += 10
	proof.Outcomes[test][question.Math] = o
	if again := simulate.Judge(w, sats, proof); len(again.Problems) != 2 || !strings.Contains(again.Problems[0], "was told") || !strings.Contains(again.Problems[1], "pretest questions only") {
		t.Errorf("a changed score: %q", again.Problems)
	}
}

// A log that was tampered with does not prove its tests.
func TestProofFindsWhatDoesNotFollow(t *testing.T) {
	t.Parallel()
	_, _, _, s, _ := sat(t, simulate.Shipped, 1, 0)
	for what, c := range map[string]struct {
		tamper func(r *interaction.Record)
		says   string
	}{
		"an answer turned": {func(r *interaction.Record) {
			if b, err := interaction.BodyAs[interaction.Answering](r); r.Kind == interaction.TestAnswered && err == nil && !b.Pretest && r.Asked.Module == 1 {
				r.Done.Correct.V = true
			}
		}, "was routed"},
		"a question passed off as pretest": {func(r *interaction.Record) {
			if b, err := interaction.BodyAs[interaction.Answering](r); r.Kind == interaction.TestAnswered && err == nil && r.Asked.Position < 5 {
				b.Pretest = true
				r.Body = b
			}
		}, "the blueprint has"},
		"a score of its own": {func(r *interaction.Record) {
			if b, err := interaction.BodyAs[interaction.TestResult](r); r.Kind == interaction.TestEnded && err == nil {
				b.Sections[0].Score += 10
				r.Body = b
			}
		}, "was scored"},
	} {
		proof := &simulate.Proof{BankAt: s.Rooms.Questions.At}
		err := s.Rooms.Log.Scan(t.Context(), 0, 0, func(r *interaction.Record) error {
			c.tamper(r)
			return proof.Take(t.Context(), r)
		})
		if err != nil {
			t.Fatal(err)
		}
		if text := strings.Join(proof.Problems, "\n"); !strings.Contains(text, c.says) {
			t.Errorf("%s: %q", what, text)
		}
	}
}

func TestWhatIsNoSitting(t *testing.T) {
	t.Parallel()
	bank, err := question.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := simulate.NewWorld("other", 1, bank); fault.Field(err) != "world" {
		t.Errorf("an unknown world: %v", err)
	}
	w, err := simulate.NewWorld(simulate.Known, 1, bank)
	if err != nil {
		t.Fatal(err)
	}
	mean := 0.0
	for _, v := range w.Force {
		mean += v.A / float64(len(w.Force))
	}
	if math.Abs(mean-1.9) > .05 {
		t.Errorf("mean a %.3f", mean)
	}
	for _, opt := range []simulate.SittingOptions{{Bank: bank, World: w}, {Bank: bank, World: w, Tests: 1, Twins: -1}, {Bank: question.NewBank(nil, nil), World: w, Tests: 1}, {Bank: bank, World: w, Tests: 1, Server: "http://127.0.0.1:1"}} {
		if _, err := simulate.Sit(context.Background(), opt); err == nil {
			t.Errorf("%+v sat", opt)
		}
	}
}
