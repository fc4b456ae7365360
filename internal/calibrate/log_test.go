package calibrate

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"satprep/internal/account"
	"satprep/internal/consent"
	"satprep/internal/db"
	"satprep/internal/db/dbtest"
	"satprep/internal/interaction"
	"satprep/internal/question"
	"satprep/internal/uid"
)

// What of the log enters a calibration, and what its questions keep.
func TestFromLog(t *testing.T) {
	bank, err := question.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	dbtest.Each(t, func(t *testing.T, dsn string) {
		ctx := t.Context()
		clock := time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC)
		now := func() time.Time { return clock }
		d, keys := dbtest.Open(t, dsn), dbtest.OpenKeys(t, dsn)
		ok := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		ring, err := interaction.OpenKeyring(keys, now)
		ok(err)
		log := interaction.NewLog(d, ring, now)
		ledger, err := consent.NewLedger(consent.LedgerDeps{DB: d, Log: log, Now: now})
		ok(err)
		accounts, err := account.New(account.Deps{DB: d, Log: log, Consent: ledger, Now: now, Limits: account.NoLimits})
		ok(err)
		consents := consent.New(ledger, accounts)
		src := Source{Log: log, Consent: ledger, Bank: bank, Now: now}
		if _, _, err := src.FromLog(ctx, false); err == nil || !strings.Contains(err.Error(), "no answer") {
			t.Errorf("an empty log: %v", err)
		}

		var csv strings.Builder
		csv.WriteString("user_id,role,age_band,name\n")
		for i := range 36 {
			fmt.Fprintf(&csv, "u%d,student,18_plus,L\n", i)
		}
		done, err := accounts.Import(ctx, strings.NewReader(csv.String()), io.Discard)
		if err != nil || done.Refused > 0 {
			t.Fatal(err, done.Refusals)
		}
		agree := func(who account.Actor, granted bool) {
			t.Helper()
			clock = clock.Add(time.Second)
			_, _, err := consents.Change(ctx, who, who.UserID, []consent.Choice{{Purpose: "analytics", Granted: granted}})
			ok(err)
			clock = clock.Add(time.Second)
		}
		var people []account.Actor
		for i := range 36 {
			a, err := accounts.Find(ctx, fmt.Sprintf("u%d", i))
			ok(err)
			people = append(people, a.Actor)
			if i != 34 { // never agrees
				agree(a.Actor, true)
			}
		}
		answer := func(who account.Actor, q int, right bool, change func(r *interaction.Record, b *interaction.Answering)) {
			t.Helper()
			clock = clock.Add(time.Second)
			stamp, err := ledger.Stamp(ctx, who.Subject)
			ok(err)
			asked := bank.Questions[q]
			body := interaction.Answering{Eligible: true, Difficulty: &interaction.Params{A: 1, C: .2}, Input: "mouse"}
			r := &interaction.Record{Subject: who.Subject, Kind: interaction.PracticeAnswered, Session: uid.ID{1}, Origin: interaction.Real, ReceivedAt: clock, Consent: stamp,
				Provenance: interaction.Provenance{Policy: "max_information", PolicyVersion: "1", Params: "p1", DeviceClass: "desktop"},
				Asked:      interaction.Asked{Question: asked.ID, Version: asked.Version, Section: asked.Section, Skill: asked.Skill, Mode: "practice", Position: 1, Source: "own"},
				Why:        interaction.Why{Eligible: 100, Digest: []byte{1}, Propensity: interaction.Some(.2)},
				Done:       interaction.Done{State: interaction.Answered, Answer: "B", Correct: interaction.Some(right), Attempt: 1, Aided: interaction.Some(false), TimeMS: interaction.Some(int64(20_000))}}
			if change != nil {
				change(r, &body)
			}
			r.Body = body
			ok(log.Prepare(ctx, r))
			ok(d.Write(ctx, func(tx *db.Tx) error { return log.Append(tx, r) }))
		}
		for i, who := range people {
			answer(who, 0, i%3 > 0, nil)
			answer(who, 1, i%2 > 0, nil)
		}
		agree(people[35], false) // takes it back: nothing of theirs is used any more
		one := people[0]
		answer(one, 0, true, nil) // not the first
		answer(one, 2, true, func(r *interaction.Record, _ *interaction.Answering) { r.Done.Aided = interaction.Some(true) })
		answer(one, 2, true, nil) // nor is the second after an aided one
		answer(one, 3, true, func(_ *interaction.Record, b *interaction.Answering) { b.Rapid = true })
		answer(one, 4, true, func(_ *interaction.Record, b *interaction.Answering) { b.Eligible, b.Pretest = false, true })
		answer(one, 5, true, func(r *interaction.Record, _ *interaction.Answering) { r.Asked.Version = "another" })
		answer(one, 6, true, func(r *interaction.Record, _ *interaction.Answering) { r.Origin = interaction.Simulated })
		clock = clock.Add(31 * 24 * time.Hour)
		answer(one, 7, false, nil) // a second person
		clock = clock.Add(time.Minute)

		r, read, err := src.FromLog(ctx, false)
		ok(err)
		got := fmt.Sprint(read.Answers, read.NoConsent, read.NotFirst, read.Uncounted, read.Changed, read.Used, read.Learners, len(r.Persons))
		if want := "79 4 2 2 1 70 34 35"; got != want {
			t.Errorf("answers, without consent, not first, uncounted, changed, used, learners, persons: %s, want %s", got, want)
		}
		if r.Answers.Rows() != 35 || len(r.Items) != 4 {
			t.Errorf("%d rows of %v", r.Answers.Rows(), r.Items)
		}
		if s, _, err := src.FromLog(ctx, true); err != nil || !slices.Equal(s.Items, []string{bank.Questions[6].ID}) {
			t.Errorf("simulated: %v", err)
		}

		e, err := RunLogged(ctx, r, bank, Options{Model: ThreePL})
		ok(err)
		for _, it := range e.Items {
			q, _ := bank.ByID(it.Name)
			if few := it.N < 30; few != slices.Contains(it.Flags, Authored) || few && (float64(it.B) != q.Params.B || !math.IsNaN(float64(it.SEB))) {
				t.Errorf("%+v", it)
			} else if !few && (float64(it.A) != 1 || float64(it.B) == q.Params.B || !(it.SEB > 0 && it.SEB < .6)) {
				t.Errorf("of 34 answers b alone is estimated, better than its author knew it: %+v", it)
			}
		}
		if len(e.Items) != 4 || e.Persons != 34 {
			t.Errorf("%d items of %d persons", len(e.Items), e.Persons)
		}
	})
}
