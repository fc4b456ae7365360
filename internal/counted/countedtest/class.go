// Package countedtest fills a log with learners who answer, for tests of what is made of it.
package countedtest

import (
	"context"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"satprep/internal/account"
	"satprep/internal/consent"
	"satprep/internal/counted"
	"satprep/internal/db"
	"satprep/internal/db/dbtest"
	"satprep/internal/interaction"
	"satprep/internal/question"
	"satprep/internal/uid"
)

// Class is a log with learners who answer, and a clock that moves a second with
// whatever they do.
type Class struct {
	t        *testing.T
	ctx      context.Context
	Clock    time.Time
	DB       *db.DB
	accounts *account.Service
	consents *consent.Service
	Src      counted.Source
}

// TheTest is the session of answers in a test.
var TheTest = uid.ID{2}

// New is a class on an empty database.
func New(t *testing.T, dsn string, bank *question.Bank) *Class {
	t.Helper()
	c := &Class{t: t, ctx: t.Context(), Clock: time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC), DB: dbtest.Open(t, dsn)}
	now := func() time.Time { return c.Clock }
	ring, err := interaction.OpenKeyring(dbtest.OpenKeys(t, dsn), now)
	c.OK(err)
	log := interaction.NewLog(c.DB, ring, now)
	ledger, err := consent.NewLedger(consent.LedgerDeps{DB: c.DB, Log: log, Now: now})
	c.OK(err)
	c.accounts, err = account.New(account.Deps{DB: c.DB, Log: log, Consent: ledger, Now: now, Limits: account.NoLimits, Passwords: account.Light})
	c.OK(err)
	c.consents = consent.New(ledger, c.accounts)
	c.Src = counted.Source{Log: log, Consent: ledger, Bank: bank, Now: now}
	return c
}

// OK fails the test on an error.
func (c *Class) OK(err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}

// Join lets learners register; those that agrees says agree to analytics.
func (c *Class) Join(n int, agrees func(i int) bool) (people []account.Actor) {
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
		c.OK(err)
		people = append(people, a.Actor)
		if agrees(i) {
			c.Agree(a.Actor, true)
		}
	}
	return people
}

// Agree has somebody grant or withdraw analytics.
func (c *Class) Agree(who account.Actor, granted bool) {
	c.t.Helper()
	c.Clock = c.Clock.Add(time.Second)
	_, _, err := c.consents.Change(c.ctx, who, who.UserID, []consent.Choice{{Purpose: "analytics", Granted: granted}})
	c.OK(err)
	c.Clock = c.Clock.Add(time.Second)
}

// Record adds a record of who, after change.
func (c *Class) Record(r *interaction.Record, who account.Actor) {
	c.t.Helper()
	c.Clock = c.Clock.Add(time.Second)
	stamp, err := c.Src.Consent.Stamp(c.ctx, who.Subject)
	c.OK(err)
	r.Subject, r.ReceivedAt, r.Consent = who.Subject, c.Clock, stamp
	if r.Origin == "" {
		r.Origin = interaction.Real
	}
	c.OK(c.Src.Log.Prepare(c.ctx, r))
	c.OK(c.DB.Write(c.ctx, func(tx *db.Tx) error { return c.Src.Log.Append(tx, r) }))
}

// Answer records an answer in practice, after change; TheTest makes it one in a test.
func (c *Class) Answer(who account.Actor, asked *question.Question, right bool, change func(r *interaction.Record, b *interaction.Answering)) {
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
	c.Record(r, who)
}

// Sitting records that a test began or ended.
func (c *Class) Sitting(who account.Actor, kind interaction.Kind, body any) {
	c.t.Helper()
	c.Record(&interaction.Record{Kind: kind, Session: TheTest, Body: body}, who)
}
