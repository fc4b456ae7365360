package dataset

import (
	"encoding/json"
	"math/rand/v2"
	"testing"
)

// What is written by hand is what encoding/json writes of the same statement.
func TestStatementsByHand(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	text := func(some ...string) string { return some[r.IntN(len(some))] }
	number := func() float64 {
		return []float64{0, 1, -1, .25, 1e-9, -3e-7, 1e21, 1.7976931348623157e308, r.NormFloat64(), 1e6 * r.Float64()}[r.IntN(10)]
	}
	maybe := func() *float64 {
		if r.IntN(3) == 0 {
			return nil
		}
		x := number()
		return &x
	}
	flag := func() *bool {
		if r.IntN(3) == 0 {
			return nil
		}
		x := r.IntN(2) == 0
		return &x
	}
	object := func() xapiObject {
		o := xapiObject{Type: "Activity", ID: xapiBase + "question/" + text("wic-1", "a<b>&c", `q"1"`, "é\u2028", "\xff")}
		if r.IntN(4) > 0 {
			o.Definition = &xapiDefinition{Type: "http://adlnet.gov/expapi/activities/objective", Name: inEnglish{text("", "Form, Structure & Sense", "x")}, Interaction: text("", "other")}
		}
		return o
	}
	q := quotes{}
	for range 5000 {
		s := statement{ID: "0190", Timestamp: "2026-01-05T08:00:00.000Z", Version: "1.0.3", Object: object(),
			Verb: []xapiNamed{xapiAnswered, xapiInitialized, xapiTerminated, xapiRated}[r.IntN(4)]}
		s.Actor.Type, s.Actor.Account.HomePage, s.Actor.Account.Name = "Agent", xapiHome, text("", "0191")
		if r.IntN(4) > 0 {
			s.Result = &xapiResult{Success: flag(), Completion: flag(), Response: text("", "B", "1/2", "<"), Duration: text("", "PT1.00S")}
			if r.IntN(3) == 0 {
				s.Result.Score = &xapiScore{number(), -1, 1}
			}
		}
		if r.IntN(4) > 0 {
			s.Context = xapiContext{Registration: text("", "0192"), Platform: text("", "web")}
			for range r.IntN(3) {
				s.Context.Activities.Grouping = append(s.Context.Activities.Grouping, object())
			}
			for range r.IntN(2) {
				s.Context.Activities.Parent = append(s.Context.Activities.Parent, object())
			}
			if r.IntN(2) == 0 {
				s.Context.Extensions = &xapiMore{Aided: flag(), Attempt: r.IntN(3), Propensity: maybe(), Before: maybe(), After: maybe()}
			}
		}
		want, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		if got := appendStatement(nil, &s, q); string(got) != string(want) {
			t.Fatalf("by hand\n%s\nby encoding/json\n%s", got, want)
		}
	}
}
