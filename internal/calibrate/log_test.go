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
	// Questions alone in their family, of one section; a pair of variants; one of the other section.
	variants := map[string][]*question.Question{}
	kin := kinOf(bank)
	for _, q := range bank.Questions {
		variants[kin[q.ID]] = append(variants[kin[q.ID]], q)
	}
	var alone, pair []*question.Question
	var other *question.Question
	for _, q := range bank.Questions {
		switch kind := variants[kin[q.ID]]; {
		case len(kind) > 1 && pair == nil:
			pair = kind[:2]
		case len(kind) == 1 && q.Section == question.Math:
			alone = append(alone, q)
		case q.Section == question.RW:
			other = q
		}
	}
	if pair == nil || pair[0].Params != pair[1].Params {
		t.Fatalf("no variants that share parameters: %v", pair)
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
		put := func(r *interaction.Record) {
			t.Helper()
			ok(log.Prepare(ctx, r))
			ok(d.Write(ctx, func(tx *db.Tx) error { return log.Append(tx, r) }))
		}
		answer := func(who account.Actor, asked *question.Question, right bool, change func(r *interaction.Record, b *interaction.Answering)) {
			t.Helper()
			clock = clock.Add(time.Second)
			stamp, err := ledger.Stamp(ctx, who.Subject)
			ok(err)
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
			put(r)
		}
		test := uid.ID{2}
		sitting := func(who account.Actor, kind interaction.Kind, body any) {
			t.Helper()
			clock = clock.Add(time.Second)
			stamp, err := ledger.Stamp(ctx, who.Subject)
			ok(err)
			put(&interaction.Record{Subject: who.Subject, Kind: kind, Session: test, Origin: interaction.Real, ReceivedAt: clock, Consent: stamp, Body: body})
		}
		inTest := func(r *interaction.Record, _ *interaction.Answering) {
			r.Kind, r.Session = interaction.TestAnswered, test
		}
		for i, who := range people {
			answer(who, alone[0], i%3 > 0, nil)
			answer(who, pair[i%2], i%4 > 1, nil) // half meet the one variant, half the other
		}
		agree(people[35], false) // takes it back: nothing of theirs is used any more
		one := people[0]
		answer(one, alone[0], true, nil) // not the first
		answer(one, alone[2], true, func(r *interaction.Record, _ *interaction.Answering) { r.Done.Aided = interaction.Some(true) })
		answer(one, alone[2], true, nil) // nor is the second after an aided one
		answer(one, alone[3], true, func(_ *interaction.Record, b *interaction.Answering) { b.Rapid = true })
		answer(one, alone[4], true, func(_ *interaction.Record, b *interaction.Answering) { b.Eligible, b.Pretest = false, true })
		answer(one, alone[5], true, func(r *interaction.Record, _ *interaction.Answering) { r.Asked.Version = "another" })
		answer(one, alone[6], true, func(r *interaction.Record, _ *interaction.Answering) { r.Origin = interaction.Simulated })
		answer(one, pair[1], true, nil) // a variant of what was met
		answer(one, other, true, nil)   // a person of its own
		sitting(people[1], interaction.TestStarted, interaction.Started{Rule: "form"})
		answer(people[1], alone[8], true, inTest)
		clock = clock.Add(31 * 24 * time.Hour)
		answer(one, alone[7], false, nil) // a second person
		clock = clock.Add(time.Minute)

		r, read, err := src.FromLog(ctx, false)
		ok(err)
		again, reread, err := src.FromLog(ctx, false)
		ok(err)
		if read.Digest != reread.Digest || read.Digest == "" || !slices.Equal(r.Items, again.Items) {
			t.Errorf("read twice: %s, %s", read.Digest, reread.Digest)
		}
		got := fmt.Sprint(read.Answers, read.NoConsent, read.NotFirst, read.OpenTest, read.Uncounted, read.Changed, read.Used, read.Learners, len(r.Persons))
		if want := "82 4 3 1 2 1 71 34 36"; got != want {
			t.Errorf("answers, without consent, not first, of open tests, uncounted, changed, used, learners, persons: %s, want %s", got, want)
		}
		if r.Answers.Rows() != 36 || len(r.Items) != 5 {
			t.Errorf("%d rows of %v", r.Answers.Rows(), r.Items)
		}
		if s, _, err := src.FromLog(ctx, true); err != nil || !slices.Equal(s.Items, []string{alone[6].ID}) {
			t.Errorf("simulated: %v", err)
		}

		sitting(people[1], interaction.TestEnded, interaction.TestResult{Reason: "finished"})
		if _, after, err := src.FromLog(ctx, false); err != nil || after.OpenTest != 0 || after.Used != read.Used+1 || after.Digest == read.Digest {
			t.Errorf("once the test is over: %v, %+v", err, after)
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
		byName := map[string]Item{}
		for _, it := range e.Items {
			byName[it.Name] = it
		}
		if a, b := byName[pair[0].ID], byName[pair[1].ID]; a.B != b.B || a.N != 34 || b.N != 34 || a.Family != pair[0].Family {
			t.Errorf("variants do not share what was estimated: %+v, %+v", a, b)
		}
		if len(e.Items) != 4+len(variants[kin[pair[0].ID]]) || e.Persons != 34 {
			t.Errorf("%d items of %d persons", len(e.Items), e.Persons)
		}
	})
}
