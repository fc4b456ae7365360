package plan_test

import (
	"context"
	"testing"
	"time"

	"satprep/internal/account"
	"satprep/internal/consent"
	"satprep/internal/db/dbtest"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/plan"
	"satprep/internal/proficiency"
	"satprep/internal/question"
	"satprep/internal/redo"
	"satprep/internal/session"
	"satprep/internal/uid"
)

var epoch = time.Date(2026, 3, 2, 17, 0, 0, 0, time.UTC)

// school is the rooms up to this one on a database, with a clock that stands
// still.
type school struct {
	t        *testing.T
	log      *interaction.Log
	accounts *account.Service
	sessions *session.Service
	plans    *plan.Service
}

func open(t *testing.T, dsn string) *school {
	t.Helper()
	now := func() time.Time { return epoch }
	d := dbtest.Open(t, dsn)
	keys, err := interaction.OpenKeyring(dbtest.OpenKeys(t, dsn), now)
	if err != nil {
		t.Fatal(err)
	}
	log := interaction.NewLog(d, keys, now)
	ledger, err := consent.NewLedger(consent.LedgerDeps{DB: d, Log: log, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	accounts, err := account.New(account.Deps{DB: d, Log: log, Consent: ledger, Now: now, Limits: account.NoLimits, Passwords: account.Light})
	if err != nil {
		t.Fatal(err)
	}
	bank, err := question.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	beliefs := proficiency.New(d, log)
	sessions := session.New(session.Deps{DB: d, Log: log, Bank: func() *question.Bank { return bank }, Beliefs: beliefs, Redo: redo.New(d, log), Consent: ledger, Now: now, Build: "test"})
	return &school{t, log, accounts, sessions, plan.New(plan.Deps{DB: d, Log: log, Beliefs: beliefs, Sessions: sessions, Consent: ledger, Now: now, Build: "test"})}
}

func (s *school) register(role account.Role) account.Actor {
	s.t.Helper()
	age := account.Teen
	if role == account.Parent {
		age = account.Adult
	}
	a, _, err := s.accounts.Register(context.Background(), account.Registration{Name: "N", Password: "long enough", Role: role, Age: age, TimeZone: "America/New_York"})
	if err != nil {
		s.t.Fatal(err)
	}
	return a
}

// records lists the last n records of a.
func (s *school) records(a account.Actor, n int) (list []*interaction.Record) {
	s.t.Helper()
	err := s.log.ScanSubject(context.Background(), a.Subject, 0, 0, func(r *interaction.Record) error {
		list = append(list, r)
		return nil
	})
	if err != nil || len(list) < n {
		s.t.Fatalf("%d records: %v", len(list), err)
	}
	return list[len(list)-n:]
}

func TestGoalsAndScoresAreKeptAndRecorded(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		ctx, s := context.Background(), open(t, dsn)
		a, other := s.register(account.Student), s.register(account.Student)
		goal := plan.Goal{Target: 1400, TestDate: "2026-03-14", DiagnosticSkipped: true}
		if err := s.plans.SetGoal(ctx, a, goal); err != nil {
			t.Fatal(err)
		}
		first, err := s.plans.Report(ctx, a, plan.OfficialScore{Test: "psat", TakenOn: "2025-10-11", RW: 600, Math: 640})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.plans.Report(ctx, a, plan.OfficialScore{Test: "sat", TakenOn: "2025-12-06", RW: 640, Math: 700}); err != nil {
			t.Fatal(err)
		}
		p, err := s.plans.Show(ctx, a)
		if err != nil {
			t.Fatal(err)
		}
		if p.Goal != goal || p.DaysLeft == nil || *p.DaysLeft != 12 || len(p.Scores) != 2 || p.Scores[0].Test != "sat" || p.Scores[1].ID != first.ID {
			t.Errorf("the plan is %+v", p)
		}
		if len(p.Next) != 3 || p.Next[0].Do != plan.FullTest {
			t.Errorf("twelve days before the test, next is %+v", p.Next)
		}
		if err := s.plans.Withdraw(ctx, other, first.ID); !fault.Is(err, fault.Missing) {
			t.Errorf("another took a score back: %v", err)
		}
		if err := s.plans.Withdraw(ctx, a, first.ID); err != nil {
			t.Fatal(err)
		}
		if err := s.plans.Withdraw(ctx, a, uid.Random()); !fault.Is(err, fault.Missing) {
			t.Errorf("what never was: %v", err)
		}
		records := s.records(a, 4)
		for i, k := range []interaction.Kind{interaction.GoalChanged, interaction.ScoreReported, interaction.ScoreReported, interaction.ScoreWithdrawn} {
			if records[i].Kind != k {
				t.Errorf("record %d is %s, want %s", i, records[i].Kind, k)
			}
		}
		want := interaction.GoalFact{Target: 1400, TestDate: "2026-03-14", DiagnosticSkipped: true}
		if got, err := interaction.BodyAs[interaction.GoalFact](records[0]); err != nil || got != want {
			t.Errorf("recorded goal %+v, %v", got, err)
		}
		if p, err := s.plans.Show(ctx, other); err != nil || p.Goal != (plan.Goal{}) || len(p.Scores) != 0 {
			t.Errorf("another has %+v, %v", p, err)
		}
	})
}

func TestWhoHasGoals(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		ctx, s := context.Background(), open(t, dsn)
		a, parent := s.register(account.Student), s.register(account.Parent)
		if err := s.plans.SetGoal(ctx, parent, plan.Goal{Target: 1400}); !fault.Is(err, fault.Forbidden) {
			t.Errorf("a parent has a goal: %v", err)
		}
		if p, err := s.plans.Show(ctx, parent); err != nil || len(p.Next) != 0 {
			t.Errorf("a parent has something to practise: %+v, %v", p.Next, err)
		}
		for i := range plan.MaxOfficial + 1 {
			_, err := s.plans.Report(ctx, a, plan.OfficialScore{Test: "sat", TakenOn: "2025-12-06", RW: 640, Math: 700})
			if want := i == plan.MaxOfficial; fault.Is(err, fault.Conflict) != want || !want && err != nil {
				t.Fatalf("score %d: %v", i+1, err)
			}
		}
	})
}

func TestAnOpenTestStandsAlone(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		ctx, s := context.Background(), open(t, dsn)
		a := s.register(account.Student)
		r, err := s.sessions.StartTest(ctx, a, session.TestStart{Sections: []string{"Math"}})
		if err != nil {
			t.Fatal(err)
		}
		if p, err := s.plans.Show(ctx, a); err != nil || len(p.Next) != 1 || p.Next[0].Session != r.TestID {
			t.Errorf("with a test open, next is %+v, %v", p.Next, err)
		}
	})
}
