package calibrate

import (
	"fmt"
	"math"
	"testing"
	"time"

	"satprep/internal/account"
	"satprep/internal/audit"
	"satprep/internal/counted/countedtest"
	"satprep/internal/db/dbtest"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/question"
	"satprep/internal/uid"
)

// Which scores are compared with which, and what they say.
func TestAnchors(t *testing.T) {
	t.Parallel()
	bank, err := question.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	dbtest.Each(t, func(t *testing.T, dsn string) {
		ctx, c := t.Context(), countedtest.New(t, dsn, bank)
		empty, err := Anchors(ctx, c.Src, false)
		if err != nil || empty.Learners != 0 || empty.Enough || !math.IsNaN(float64(empty.Scores[0].Bias)) {
			t.Errorf("an empty log: %+v %v", empty, err)
		}
		people := c.Join(56, func(i int) bool { return i != 50 })
		id := byte(0)
		official := func(who account.Actor, days, rw, maths int) uid.ID {
			id++
			body := interaction.OfficialScore{ID: uid.ID{9, id}, Test: "sat", TakenOn: c.Clock.AddDate(0, 0, days).Format(time.DateOnly), RW: rw, Math: maths}
			c.Record(&interaction.Record{Kind: interaction.ScoreReported, Body: body}, who)
			return body.ID
		}
		sections := func(rw, maths int, valid bool) []interaction.SectionScore {
			return []interaction.SectionScore{{Section: question.RW, Score: rw, Valid: valid}, {Section: question.Math, Score: maths, Valid: true}}
		}
		test := func(who account.Actor, session byte, rw, maths int, change func(*interaction.TestResult)) {
			body := interaction.TestResult{Reason: "finished", Form: "1", Sections: sections(rw, maths, true), Status: "calibrated", Version: 1}
			if change != nil {
				change(&body)
			}
			c.Record(&interaction.Record{Kind: interaction.TestEnded, Session: uid.ID{7, session}, Body: body}, who)
		}
		for i, who := range people[:50] { // ours is 20 more and 20 less, in turn, and 10 more in math
			test(who, 1, 500+10*(i%10)+20-40*(i%2), 610, nil)
			official(who, -5, 500+10*(i%10), 600)
		}
		test(people[50], 1, 300, 300, nil) // did not agree
		official(people[50], 0, 800, 800)
		official(people[51], -31, 800, 800) // too long ago
		test(people[51], 1, 300, 300, nil)
		official(people[52], 0, 800, 800) // no score of ours that counts
		test(people[52], 1, 300, 300, func(r *interaction.TestResult) { r.Repeated = true })
		test(people[52], 2, 300, 300, func(r *interaction.TestResult) { r.Sections[0].Valid = false })
		test(people[52], 3, 300, 300, func(r *interaction.TestResult) { r.Sections = r.Sections[:1] })
		gone := official(people[53], 0, 800, 800)
		test(people[53], 1, 300, 300, nil)
		c.Record(&interaction.Record{Kind: interaction.ScoreWithdrawn, Body: interaction.Pointer{Of: gone}}, people[53])
		c.Clock = c.Clock.Add(time.Minute)
		got, err := Anchors(ctx, c.Src, false)
		if err != nil {
			t.Fatal(err)
		}
		if s := fmt.Sprint(got.Learners, got.Enough, got.Official, got.Tests, got.NoConsent); s != "50 true 52 52 2" {
			t.Errorf("learners, enough, official, tests, without consent: %s", s)
		}
		near(t, "bias of rw", float64(got.Scores[0].Bias), 0, 1e-9)
		near(t, "RMSE of rw", float64(got.Scores[0].RMSE), 20, 1e-9)
		near(t, "bias of math", float64(got.Scores[1].Bias), 10, 1e-9)
		near(t, "SD of math", float64(got.Scores[1].SD), 0, 1e-9)
		near(t, "bias of both", float64(got.Scores[2].Bias), 10, 1e-9)
		if !math.IsNaN(float64(got.Scores[1].Correlation)) {
			t.Errorf("math does not vary: %+v", got.Scores[1])
		}

		questions := question.New(c.DB, c.Src.Now)
		c.OK(questions.Open(ctx))
		room := New(Deps{DB: c.DB, Log: c.Src.Log, Consent: c.Src.Consent, Questions: questions, Now: c.Src.Now})
		done, err := room.Anchor(ctx, account.Operator())
		if err != nil {
			t.Fatal(err)
		}
		entries, err := audit.List(ctx, c.DB, audit.Filter{Act: audit.ScaleAnchored, Limit: 9})
		if err != nil || len(entries) != 1 || entries[0].Object != done.Set || entries[0].Detail != "50 learners, scale within 2.9 points in Reading & Writing and 10.0 in Math" {
			t.Errorf("%v, audit: %+v", err, entries)
		}
		if now := questions.Bank(ctx); now.ParamsVersion != done.Set || now.Scale != (question.Scale{RW: 2.9, Math: 10, Learners: 50}) {
			t.Errorf("in force: %s %+v", now.ParamsVersion, now.Scale)
		}
		near(t, "where the scale of math lies", float64(got.Scores[1].ScaleSD), 10, 1e-9)
		near(t, "where the scale of rw lies", float64(got.Scores[0].ScaleSD), math.Sqrt(50*400/49./50), 1e-9)

		// Somebody takes consent back; another's test is rescored; a third has a nearer pair.
		c.Agree(people[0], false)
		c.Record(&interaction.Record{Kind: interaction.TestRescored, Session: uid.ID{7, 1}, Body: interaction.Rescored{Version: 2, Sections: sections(480, 700, true), Status: "calibrated"}}, people[1])
		official(people[2], 0, 710, 600)
		c.Clock = c.Clock.Add(time.Minute)
		if got, err = Anchors(ctx, c.Src, false); err != nil {
			t.Fatal(err)
		}
		if got.Learners != 49 || got.Enough {
			t.Errorf("%+v", got)
		}
		if _, err := room.Anchor(ctx, account.Operator()); !fault.Is(err, fault.Conflict) {
			t.Errorf("too few: %v", err)
		}
		// Of 49: 48 with +10 in math but one with +100; in rw people[2] is 540-710.
		near(t, "bias of math", float64(got.Scores[1].Bias), (48*10+100)/49., 1e-9)
		near(t, "bias of rw", float64(got.Scores[0].Bias), (23*20-25*20+480-510+20+(540-710))/49., 1e-9)
		simulated, err := Anchors(ctx, c.Src, true)
		if err != nil || simulated.Learners != 0 || simulated.Official != 0 {
			t.Errorf("real learners among simulated ones: %+v %v", simulated, err)
		}
	})
}
