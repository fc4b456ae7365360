package calibrate

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"satprep/internal/counted"
	"satprep/internal/fault"
	"satprep/internal/irt"
	"satprep/internal/question"
)

// Calibrated questions are held, and new ones come on their scale though those who answered are abler than its population.
func TestNewQuestionsOnTheScaleOfCalibratedOnes(t *testing.T) {
	t.Parallel()
	bank, err := question.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	var questions []*question.Question
	for _, q := range bank.Questions { // their parameters are changed below
		clone := *q
		questions = append(questions, &clone)
	}
	bank = question.NewBank(questions, nil)
	kin := counted.Kin(bank)
	alone := map[string]int{}
	for _, of := range kin {
		alone[of]++
	}
	draw := rand.New(rand.NewPCG(5, 1))
	r, truth, fixed, of := &Responses{}, []irt.Params{}, 0, map[string]int{}
	for _, q := range bank.Questions {
		if alone[kin[q.ID]] != 1 || of[q.Section] == map[string]int{question.RW: 4, question.Math: 26}[q.Section] {
			continue
		}
		of[q.Section]++
		p := irt.Params{A: 1.4, B: 1.2 * draw.NormFloat64(), C: q.Params.C}
		if q.Section == question.Math && fixed < 14 {
			fixed++
			q.Params = question.Params{Params: p, BSD: .1, ALnSD: .1, Source: question.Calibrated, Responses: 900}
		}
		r.Items, truth = append(r.Items, q.ID), append(truth, p)
	}
	r.Answers = irt.NewResponses(len(r.Items))
	row := make([]irt.Response, len(r.Items))
	for range 1200 {
		theta := .8 + .7*draw.NormFloat64()
		for j, p := range truth {
			row[j] = irt.Wrong
			if draw.Float64() < p.P(theta) {
				row[j] = irt.Right
			}
		}
		if err := r.Answers.Add(row, 1); err != nil {
			t.Fatal(err)
		}
	}
	e, err := RunLogged(t.Context(), r, bank, Options{Model: TwoPL, HoldCalibrated: true})
	if err != nil {
		t.Fatal(err)
	}
	e.Log = &Logged{}
	d, items := compare(e, bank, 1)
	for _, l := range d.Links {
		switch {
		case l.Section == question.RW && l.Method == unlinked && l.Anchors == 0:
		case l.Section == question.Math && l.Method == held && l.Anchors == 14 && l.Slope == 1 && l.Shift == 0:
			near(t, "mean", l.Mean, .8, .12)
			near(t, "variance", l.Variance, .49, .15)
		default:
			t.Errorf("%+v", l)
		}
	}
	if e.Estimated != 1200*(26-14) || len(r.Items) != 30 || !e.Converged {
		t.Errorf("%d answers entered, converged %v", e.Estimated, e.Converged)
	}
	for _, it := range items {
		p := truth[slices.Index(r.Items, it.Question)]
		q, _ := bank.ByID(it.Question)
		switch {
		case it.Section == question.RW:
			if it.WhyNot != NotLinked || it.New != it.Old {
				t.Errorf("of a section without anything to hold: %+v", it)
			}
		case q.Params.Source == question.Calibrated:
			if it.WhyNot != Same || it.New != it.Old {
				t.Errorf("held, and moved: %+v", it)
			}
		default:
			near(t, "b of a new question", it.New.B, p.B, 5*float64(it.SEB))
			if it.WhyNot != "" && it.WhyNot != Flagged || math.Abs(it.New.B-it.Old.B) < 1e-9 {
				t.Errorf("a new question: %+v", it)
			}
		}
	}
	for _, q := range bank.Questions {
		q.Params.Source = question.Authored
	}
	if _, err := RunLogged(t.Context(), r, bank, Options{Model: TwoPL, HoldCalibrated: true}); fault.KindOf(err) != fault.Conflict {
		t.Errorf("nothing to hold: %v", err)
	}
}
