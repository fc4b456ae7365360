package report_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"satprep/internal/account"
	"satprep/internal/consent"
	"satprep/internal/db"
	"satprep/internal/db/dbtest"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/proficiency"
	"satprep/internal/question"
	"satprep/internal/report"
	"satprep/internal/session"
	"satprep/internal/uid"
)

// school is the rooms up to this one on a database.
type school struct {
	t         *testing.T
	db        *db.DB
	log       *interaction.Log
	accounts  *account.Service
	questions *question.Service
	sessions  *session.Service
	reports   *report.Service
	n         int
}

func open(t *testing.T, dsn string) *school {
	t.Helper()
	at := time.Date(2026, 3, 2, 17, 0, 0, 0, time.UTC)
	now := func() time.Time { at = at.Add(2 * time.Second); return at }
	s := &school{t: t, db: dbtest.Open(t, dsn)}
	keys, err := interaction.OpenKeyring(dbtest.OpenKeys(t, dsn), now)
	if err != nil {
		t.Fatal(err)
	}
	s.log = interaction.NewLog(s.db, keys, now)
	ledger, err := consent.NewLedger(consent.LedgerDeps{DB: s.db, Log: s.log, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	if s.accounts, err = account.New(account.Deps{DB: s.db, Log: s.log, Consent: ledger, Now: now, Limits: account.NoLimits, Passwords: account.Light}); err != nil {
		t.Fatal(err)
	}
	s.questions = question.New(s.db, now)
	if err := s.questions.Open(t.Context()); err != nil {
		t.Fatal(err)
	}
	bank := func() *question.Bank { return s.questions.Bank(context.Background()) }
	s.sessions = session.New(session.Deps{DB: s.db, Log: s.log, Bank: bank, Beliefs: proficiency.New(s.db, s.log), Consent: ledger, Now: now, Build: "test"})
	s.reports = report.New(report.Deps{DB: s.db, Log: s.log, Bank: bank, Sessions: s.sessions, Consent: ledger, Now: now, Build: "test"})
	return s
}

func (s *school) student() account.Actor {
	s.t.Helper()
	s.n++
	a, _, err := s.accounts.Register(s.t.Context(), account.Registration{Name: fmt.Sprint("N", s.n), Password: "long enough", Role: account.Student, Age: account.Teen})
	if err != nil {
		s.t.Fatal(err)
	}
	return a
}

func (s *school) practice(a account.Actor) (session.Reply, uid.ID) {
	s.t.Helper()
	r, err := s.sessions.StartPractice(s.t.Context(), a, session.Start{Domain: "math", NumQuestions: 5})
	if err != nil {
		s.t.Fatal(err)
	}
	id, _ := uid.Parse(r.SessionID)
	return r, id
}

func (s *school) answer(a account.Actor, id uid.ID, q, answer string) session.Reply {
	s.t.Helper()
	took := 40.0
	r, err := s.sessions.Submit(s.t.Context(), a, session.Practice, id, session.Answers{Items: []session.Submission{{Question: q, Answer: &answer, TimeSpent: &took}}})
	if err != nil {
		s.t.Fatal(err)
	}
	return r
}

func TestReportsFromLearnerToResolution(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		s, ctx := open(t, dsn), t.Context()
		ann, bob := s.student(), s.student()
		admin := account.Actor{Subject: uid.Random(), Role: account.Admin, Origin: interaction.Staff}
		r, where := s.practice(ann)
		asked := r.Questions[0].ID
		const words = "The key says B and I get canary-1017."

		for name, in := range map[string]report.In{
			"never served":  {Question: other(s, asked), Reason: report.Typo},
			"not this one":  {Question: asked, Session: uid.Random(), Reason: report.Typo},
			"no such":       {Question: "none", Reason: report.Typo},
			"without words": {Question: asked, Reason: report.Other, Text: "  "},
			"no reason":     {Question: asked},
			"too long":      {Question: asked, Reason: report.Typo, Text: strings.Repeat("x", report.MaxText+1)},
			"not UTF-8":     {Question: asked, Reason: report.Typo, Text: "\xff"},
		} {
			if _, err := s.reports.Make(ctx, ann, in, session.Client{}); !fault.Is(err, fault.Missing) && !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := s.reports.Make(ctx, bob, report.In{Question: asked, Reason: report.Typo}, session.Client{}); !fault.Is(err, fault.Missing) {
			t.Errorf("somebody else's question: %v", err)
		}
		id, err := s.reports.Make(ctx, ann, report.In{Question: asked, Session: where, Reason: report.WrongKey, Text: words}, session.Client{})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.reports.Make(ctx, ann, report.In{Question: asked, Reason: report.Typo}, session.Client{}); !fault.Is(err, fault.Conflict) {
			t.Errorf("the same question twice: %v", err)
		}
		s.answer(ann, where, asked, "")

		list, err := s.reports.List(ctx, report.Page{Status: report.Open})
		if err != nil || len(list) != 1 || list[0].Text != words || list[0].Question.ID != asked || list[0].Numbers.N != 1 || list[0].Numbers.Skipped != 1 || list[0].Numbers.Open != 1 {
			t.Fatalf("the queue: %+v, %v", list, err)
		}
		if share, ok := list[0].Numbers.Share(); !ok || share != 0 {
			t.Errorf("share of right answers %v", share)
		}
		if err := s.reports.Resolve(ctx, admin, id, "whatever", ""); !fault.Is(err, fault.Invalid) {
			t.Errorf("a resolution that is none: %v", err)
		}
		for range 2 { // the same again changes nothing
			if err := s.reports.Resolve(ctx, admin, id, report.NoFault, "See step 2."); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.reports.Resolve(ctx, admin, id, report.Fixed, ""); !fault.Is(err, fault.Conflict) {
			t.Errorf("resolved otherwise: %v", err)
		}
		if err := s.reports.Resolve(ctx, admin, uid.Random(), report.Fixed, ""); !fault.Is(err, fault.Missing) {
			t.Errorf("no such report: %v", err)
		}
		if list, err = s.reports.List(ctx, report.Page{Status: report.Open}); err != nil || len(list) != 0 {
			t.Errorf("the open queue afterwards: %+v, %v", list, err)
		}
		if list, err = s.reports.List(ctx, report.Page{Question: asked}); err != nil || len(list) != 1 || list[0].Resolution != report.NoFault || list[0].Note != "See step 2." {
			t.Errorf("all reports: %+v, %v", list, err)
		}
		if _, err := s.reports.Make(ctx, ann, report.In{Question: asked, Reason: report.Unclear}, session.Client{}); err != nil {
			t.Errorf("once it was answered one may report again: %v", err)
		}

		var kinds []string
		err = s.log.ScanSubject(ctx, ann.Subject, 0, 0, func(r *interaction.Record) error {
			if strings.HasPrefix(string(r.Kind), "question.report") {
				kinds = append(kinds, string(r.Kind))
				if err := s.log.OpenWords(ctx, r); err != nil {
					return err
				}
				if r.Kind == interaction.QuestionReportResolved && (r.Actor != admin.Subject || r.Words.Response != "See step 2." || r.Session != where) {
					t.Errorf("the record of the resolution: %+v", r)
				}
			}
			return nil
		})
		if want := "question.reported question.report_resolved question.reported"; err != nil || strings.Join(kinds, " ") != want {
			t.Errorf("records %v, %v", kinds, err)
		}
		if path, ok := strings.CutPrefix(dsn, "sqlite:"); ok {
			if b, err := os.ReadFile(path); err == nil && bytes.Contains(b, []byte("canary-1017")) {
				t.Error("the learner's words lie open in the database")
			}
		}
	})
}

// other is a question that was not asked.
func other(s *school, asked string) string {
	for _, q := range s.questions.Bank(context.Background()).Questions {
		if q.ID != asked {
			return q.ID
		}
	}
	return ""
}

func TestAReportOfAnOpenTestIsTaken(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		s := open(t, dsn)
		ann := s.student()
		test, err := s.sessions.StartTest(t.Context(), ann, session.TestStart{Sections: []string{"Math"}})
		if err != nil {
			t.Fatal(err)
		}
		id, _ := uid.Parse(test.TestID)
		if _, err := s.reports.Make(t.Context(), ann, report.In{Question: test.Questions[3].ID, Session: id, Reason: report.Typo}, session.Client{}); err != nil {
			t.Fatal(err)
		}
		list, err := s.reports.List(t.Context(), report.Page{})
		if err != nil || len(list) != 1 || list[0].Numbers.N != 0 {
			t.Fatalf("%+v, %v", list, err)
		}
		if _, ok := list[0].Numbers.Share(); ok {
			t.Error("nobody answered, and there is a share")
		}
	})
}

// A question that is retired is not asked again, not even in a session that is
// open; what was answered stays readable, and the next server knows it too.
func TestRetiredQuestions(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		s, ctx := open(t, dsn), t.Context()
		ann := s.student()
		r, where := s.practice(ann)
		first := r.Questions[0].ID
		r = s.answer(ann, where, first, "")
		bank := s.questions.Bank(ctx)
		left := 0
		for _, q := range bank.Questions { // all of mathematics but two
			if q.Section == "math" && q.Use == question.Practice && q.ID != r.Questions[0].ID {
				if left++; left <= 2 && q.ID != first {
					continue
				}
				if left > 12 {
					break
				}
				if err := s.questions.Retire(ctx, question.By{Origin: "admin"}, q.ID, true); err != nil {
					t.Fatal(err)
				}
			}
		}
		if err := s.questions.Retire(ctx, question.By{Origin: "admin"}, first, true); err != nil {
			t.Fatal(err)
		}
		gone := map[string]bool{}
		now := s.questions.Bank(ctx)
		for _, q := range bank.Questions {
			if _, ok := now.ByID(q.ID); !ok {
				gone[q.ID] = true
			}
		}
		if !gone[first] || len(gone) < 5 {
			t.Fatalf("%d questions are gone", len(gone))
		}
		for !r.Done {
			r = s.answer(ann, where, r.Questions[0].ID, "")
			if len(r.Questions) > 0 && gone[r.Questions[0].ID] {
				t.Fatalf("question %s was retired and is asked", r.Questions[0].ID)
			}
		}
		reviews, err := s.sessions.Generate(ctx, ann, ann.Subject, where, session.Client{})
		if err != nil || len(reviews.Reviews) != 5 || reviews.Reviews[0].Question != first || reviews.Reviews[0].Shown.Text == "" {
			t.Errorf("the review of a session with a retired question: %+v, %v", reviews, err)
		}
		again := question.New(s.db, time.Now)
		if err := again.Open(ctx); err != nil {
			t.Fatal(err)
		}
		if _, ok := again.Bank(ctx).ByID(first); ok {
			t.Error("a server that starts anew puts the question back")
		}
	})
}
