package session_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"satprep/internal/account"
	"satprep/internal/consent"
	"satprep/internal/db"
	"satprep/internal/db/dbtest"
	"satprep/internal/interaction"
	"satprep/internal/proficiency"
	"satprep/internal/question"
	"satprep/internal/redo"
	"satprep/internal/reward"
	"satprep/internal/session"
)

var epoch = time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC)

// school is the rooms up to this one on a database, with a clock that stands
// still until it is moved.
type school struct {
	t        testing.TB
	dsn      string
	db       *db.DB
	log      *interaction.Log
	accounts *account.Service
	ledger   *consent.Ledger
	beliefs  *proficiency.Service
	sessions *session.Service
	bank     *question.Bank

	mu    sync.Mutex
	clock time.Time
	draws func() float64
}

func (s *school) now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.clock
}

func (s *school) pass(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.clock = s.clock.Add(d)
}

func open(t testing.TB, dsn string) *school {
	t.Helper()
	bank, err := question.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	s := &school{t: t, dsn: dsn, clock: epoch, bank: bank, db: dbtest.Open(t, dsn)}
	keys, err := interaction.OpenKeyring(dbtest.OpenKeys(t, dsn), s.now)
	if err != nil {
		t.Fatal(err)
	}
	s.log = interaction.NewLog(s.db, keys, s.now)
	if s.ledger, err = consent.NewLedger(consent.LedgerDeps{DB: s.db, Log: s.log, Now: s.now}); err != nil {
		t.Fatal(err)
	}
	if s.accounts, err = account.New(account.Deps{DB: s.db, Log: s.log, Consent: s.ledger, Now: s.now, Limits: account.NoLimits, Passwords: account.Light}); err != nil {
		t.Fatal(err)
	}
	s.beliefs = proficiency.New(s.db, s.log)
	s.sessions = s.room()
	return s
}

// room is a session room of its own on the same database: what a restarted
// server, or another one, has.
func (s *school) room() *session.Service {
	return session.New(session.Deps{DB: s.db, Log: s.log, Bank: func() *question.Bank { return s.bank }, Beliefs: s.beliefs, Redo: redo.New(s.db, s.log), Consent: s.ledger, Now: s.now, Build: "test",
		Draw: s.draws})
}

var names int
var namesMu sync.Mutex

func (s *school) student() account.Actor {
	s.t.Helper()
	namesMu.Lock()
	names++
	n := names
	namesMu.Unlock()
	a, _, err := s.accounts.Register(context.Background(), account.Registration{Name: fmt.Sprintf("Student %d", n), Password: "a long enough password", Role: account.Student, Age: account.Teen})
	if err != nil {
		s.t.Fatal(err)
	}
	return a
}

// follow brings the views up to date.
func (s *school) follow() {
	s.t.Helper()
	for _, v := range []interaction.View{s.beliefs.View(), reward.New(s.db).View(), redo.New(s.db, s.log).View()} {
		if _, err := s.log.CatchUp(context.Background(), v.Follower); err != nil {
			s.t.Fatal(err)
		}
	}
}

func (s *school) records(a account.Actor) (list []*interaction.Record) {
	s.t.Helper()
	err := s.log.ScanSubject(context.Background(), a.Subject, 0, 0, func(r *interaction.Record) error {
		if err := s.log.OpenWords(context.Background(), r); err != nil {
			return err
		}
		list = append(list, r)
		return nil
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return list
}

func (s *school) find(id string) *question.Question {
	s.t.Helper()
	q, err := s.bank.Find(id, "")
	if err != nil {
		s.t.Fatal(err)
	}
	return q
}

// wrong is an answer to q that is not right.
func wrong(q *question.Question) string {
	if q.Type == question.Typed {
		return "-9999"
	}
	for _, c := range q.Choices {
		if c.ID != q.Keys[0] && !hinted(q, c.ID) {
			return c.ID
		}
	}
	return ""
}

// hinted is whether a hint of q names key, so that q's key cannot be corrected to it.
func hinted(q *question.Question, key string) bool {
	if c, ok := q.Choice(key); ok {
		key = c.Text
	}
	return slices.ContainsFunc(q.Hints, func(h question.Hint) bool {
		return slices.ContainsFunc(h.Variants, func(v string) bool { return question.Mentions(v, key) })
	})
}

func submission(id, answer string, seconds float64) session.Submission {
	return session.Submission{Question: id, Answer: &answer, TimeSpent: &seconds}
}
