package account_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	. "satprep/internal/account"
	"satprep/internal/db"
	"satprep/internal/db/dbtest"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/uid"
)

var epoch = time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC)

type clock struct{ micros atomic.Int64 }

func (c *clock) now() time.Time       { return epoch.Add(time.Duration(c.micros.Load()) * time.Microsecond) }
func (c *clock) move(d time.Duration) { c.micros.Add(d.Microseconds()) }

// toyConsent keeps stamps in memory; the real one has a ledger.
type toyConsent struct {
	mu     sync.Mutex
	states int64
	stamps map[uid.ID]interaction.Stamp
}

func (c *toyConsent) plan(subject uid.ID, stamp interaction.Stamp, then func()) Plan {
	return Plan{Stamp: stamp, Write: func(tx *db.Tx) error {
		tx.AfterCommit(func() {
			c.mu.Lock()
			defer c.mu.Unlock()
			then()
		})
		return nil
	}}
}

func (c *toyConsent) Begin(subject uid.ID, age AgeBand, _ Giver, p interaction.Purposes) (Plan, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.states++
	st := interaction.NewStamp(c.states, p, string(age), false)
	return c.plan(subject, st, func() { c.stamps[subject] = st }), nil
}

func (c *toyConsent) End(_ context.Context, subject uid.ID, _ interaction.Origin, _ Giver) (Plan, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.plan(subject, c.stamps[subject], func() { delete(c.stamps, subject) }), nil
}

func (c *toyConsent) Restate(_ context.Context, subject uid.ID, _ interaction.Origin, age AgeBand, by Giver) (Plan, error) {
	return c.Begin(subject, age, by, interaction.Service)
}

func (c *toyConsent) Stamp(_ context.Context, subject uid.ID) (interaction.Stamp, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	st, ok := c.stamps[subject]
	if !ok {
		return st, fault.New(fault.Forbidden, "Nothing may be recorded.")
	}
	return st, nil
}

type room struct {
	*Service
	clock
	db  *db.DB
	log *interaction.Log
}

func open(t *testing.T, dsn string, limits Limits) *room {
	t.Helper()
	r := &room{db: dbtest.Open(t, dsn)}
	keys, err := interaction.OpenKeyring(dbtest.OpenKeys(t, dsn), r.now)
	if err != nil {
		t.Fatal(err)
	}
	r.log = interaction.NewLog(r.db, keys, r.now)
	r.Service, err = New(Deps{DB: r.db, Log: r.log, Consent: &toyConsent{stamps: map[uid.ID]interaction.Stamp{}}, Now: r.now, Limits: limits, Passwords: Light})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

const password = "correct horse"

// must returns v; err fails the test.
func must[T any](t *testing.T, v T, err error) T {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// wants fails the test where err is not of kind.
func wants(t *testing.T, what string, kind fault.Kind, err error) {
	t.Helper()
	if err == nil || fault.KindOf(err) != kind {
		t.Errorf("%s: %v, want %v", what, err, kind)
	}
}

func (r *room) join(t *testing.T, role Role, age AgeBand) (Actor, string) {
	t.Helper()
	in := Registration{Name: "Somebody", Password: password, Role: role, Age: age}
	if role == Tutor || role == Admin {
		c, err := r.InviteStaff(t.Context(), Operator(), role)
		in.Code = must(t, c, err).Code
	}
	a, token, err := r.Register(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	return a, token
}

// bond links learner with an adult by a code of the learner.
func (r *room) bond(t *testing.T, learner, adult Actor) Link {
	t.Helper()
	c, err := r.InviteLink(t.Context(), learner, adult.Role)
	if err != nil {
		t.Fatal(err)
	}
	l, err := r.Accept(t.Context(), adult, c.Code)
	return must(t, l, err)
}

// records lists the log as "kind what status origin", one for each record.
func (r *room) records(t *testing.T, of uid.ID) (all []string) {
	t.Helper()
	err := r.log.ScanSubject(t.Context(), of, 0, 0, func(rec *interaction.Record) error {
		b, err := interaction.BodyAs[interaction.AccountFact](rec)
		if err != nil {
			return err
		}
		by := "self"
		if !rec.Actor.IsZero() {
			by = "other"
		}
		all = append(all, fmt.Sprintf("%s %s%s %s %s", rec.Kind, b.What, b.Status, rec.Origin, by))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
