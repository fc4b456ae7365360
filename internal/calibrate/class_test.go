package calibrate

import (
	"context"
	"fmt"
	"io"
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

// class is a log with learners who answer, and a clock that moves a second with
// whatever they do.
type class struct {
	t        *testing.T
	ctx      context.Context
	clock    time.Time
	db       *db.DB
	accounts *account.Service
	consents *consent.Service
	src      Source
}

// theTest is the session of answers in a test.
var theTest = uid.ID{2}

func newClass(t *testing.T, dsn string, bank *question.Bank) *class {
	t.Helper()
	c := &class{t: t, ctx: t.Context(), clock: time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC), db: dbtest.Open(t, dsn)}
	now := func() time.Time { return c.clock }
	ring, err := interaction.OpenKeyring(dbtest.OpenKeys(t, dsn), now)
	c.ok(err)
	log := interaction.NewLog(c.db, ring, now)
	ledger, err := consent.NewLedger(consent.LedgerDeps{DB: c.db, Log: log, Now: now})
	c.ok(err)
	c.accounts, err = account.New(account.Deps{DB: c.db, Log: log, Consent: ledger, Now: now, Limits: account.NoLimits, Passwords: account.Light})
	c.ok(err)
	c.consents = consent.New(ledger, c.accounts)
	c.src = Source{Log: log, Consent: ledger, Bank: bank, Now: now}
	return c
}

func (c *class) ok(err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}

// join lets learners register; those that agrees says agree to analytics.
func (c *class) join(n int, agrees func(i int) bool) (people []account.Actor) {
	c.t.Helper()
	var csv strings.Builder
	csv.WriteString("user_id,role,age_band,name\n")
	for i := range n {
		fmt.Fprintf(&csv, "u%d,student,18_plus,L\n", i)
	}
	done, err := c.accounts.Import(c.ctx, strings.NewReader(csv.String()), io.Discard)
	if err != nil || done.Refused > 0 {
		c.t.Fatal(err, done.Refusals)
	}
	for i := range n {
		a, err := c.accounts.Find(c.ctx, fmt.Sprintf("u%d", i))
		c.ok(err)
		people = append(people, a.Actor)
		if agrees(i) {
			c.agree(a.Actor, true)
		}
	}
	return people
}

func (c *class) agree(who account.Actor, granted bool) {
	c.t.Helper()
	c.clock = c.clock.Add(time.Second)
	_, _, err := c.consents.Change(c.ctx, who, who.UserID, []consent.Choice{{Purpose: "analytics", Granted: granted}})
	c.ok(err)
	c.clock = c.clock.Add(time.Second)
}

// record adds a record of who, after change.
func (c *class) record(r *interaction.Record, who account.Actor) {
	c.t.Helper()
	c.clock = c.clock.Add(time.Second)
	stamp, err := c.src.Consent.Stamp(c.ctx, who.Subject)
	c.ok(err)
	r.Subject, r.ReceivedAt, r.Consent = who.Subject, c.clock, stamp
	if r.Origin == "" {
		r.Origin = interaction.Real
	}
	c.ok(c.src.Log.Prepare(c.ctx, r))
	c.ok(c.db.Write(c.ctx, func(tx *db.Tx) error { return c.src.Log.Append(tx, r) }))
}

func (c *class) answer(who account.Actor, asked *question.Question, right bool, change func(r *interaction.Record, b *interaction.Answering)) {
	c.t.Helper()
	body := interaction.Answering{Eligible: true, Difficulty: &interaction.Params{A: 1, C: .2}, Input: "mouse"}
	r := &interaction.Record{Kind: interaction.PracticeAnswered, Session: uid.ID{1},
		Provenance: interaction.Provenance{Policy: "max_information", PolicyVersion: "1", Params: "p1", DeviceClass: "desktop"},
		Asked:      interaction.Asked{Question: asked.ID, Version: asked.Version, Section: asked.Section, Skill: asked.Skill, Mode: "practice", Position: 1, Source: "own"},
		Why:        interaction.Why{Eligible: 100, Digest: []byte{1}, Propensity: interaction.Some(.2)},
		Done:       interaction.Done{State: interaction.Answered, Answer: "B", Correct: interaction.Some(right), Attempt: 1, Aided: interaction.Some(false), TimeMS: interaction.Some(int64(20_000))}}
	if change != nil {
		change(r, &body)
	}
	r.Body = body
	c.record(r, who)
}

// sitting records that a test began or ended.
func (c *class) sitting(who account.Actor, kind interaction.Kind, body any) {
	c.t.Helper()
	c.record(&interaction.Record{Kind: kind, Session: theTest, Body: body}, who)
}
