package session_test

import (
	"strings"
	"testing"
	"time"

	"satprep/internal/account"
	"satprep/internal/db"
	"satprep/internal/db/dbtest"
	"satprep/internal/interaction"
	"satprep/internal/question"
	"satprep/internal/session"
	"satprep/internal/uid"

	"github.com/google/go-cmp/cmp"
)

// Other parameters are promoted in the middle of everything: what is open goes
// on with those it began with, what is over keeps its numbers, what begins
// afterwards has the new ones.
func TestAPromotionChangesNoSession(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		ctx, s := t.Context(), open(t, dsn)
		bank := question.New(s.db, s.now)
		if err := bank.Open(ctx); err != nil {
			t.Fatal(err)
		}
		room := func() *session.Service {
			return session.New(session.Deps{DB: s.db, Log: s.log, Bank: func() *question.Bank { return bank.Bank(ctx) }, BankAt: bank.At, Beliefs: s.beliefs,
				Consent: s.ledger, Now: s.now, Build: "test"})
		}
		s.sessions = room()

		// One has a diagnostic behind them, one practises, one is between two modules.
		examined, practising, tested := s.student(), s.student(), s.student()
		r, err := s.sessions.StartDiagnostic(ctx, examined, session.Client{})
		if err != nil {
			t.Fatal(err)
		}
		diagnostic, _ := uid.Parse(r.SessionID)
		for i := 0; !r.Done; i++ {
			q := s.find(r.Questions[0].ID)
			answer := q.Keys[0]
			if i%3 == 0 {
				answer = wrong(q)
			}
			s.pass(50 * time.Second)
			s.follow()
			if r, err = s.sessions.Submit(ctx, examined, session.Diagnostic, diagnostic, session.Answers{Items: []session.Submission{submission(q.ID, answer, 50)}}); err != nil {
				t.Fatal(err)
			}
		}
		p, practice := s.start(practising, "Math", 10)
		answer := func() {
			t.Helper()
			s.pass(time.Minute)
			s.follow()
			q := s.find(p.Questions[0].ID)
			if p, err = s.submit(practising, practice, submission(q.ID, q.Keys[0], 60)); err != nil {
				t.Fatal(err)
			}
		}
		answer()
		x, first := s.test(tested, "Math")
		even := func(i int) bool { return i%2 == 0 }
		second := x.submit(session.TestAnswers{Items: x.answers(first.Questions, even), Finish: true})

		before := bank.Bank(ctx)
		all := map[string]question.Proposed{}
		for _, q := range before.Questions {
			v := question.Params{Params: q.Params.Params, BSD: .1, ALnSD: .1, Source: question.Calibrated, Responses: 2000}
			v.A, v.B = 1.4, v.B+.9
			all[q.ID] = question.Proposed{Version: q.Version, Params: v}
		}
		done, err := bank.Promote(ctx, question.Promotion{Number: before.Number, Params: all})
		if err != nil {
			t.Fatal(err)
		}
		for _, restarted := range []bool{false, true} {
			if restarted {
				s.sessions = room()
			}
			again, err := s.sessions.Resume(ctx, examined, session.Diagnostic, diagnostic)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(r.Scores, again.Scores, cmp.AllowUnexported(session.SectionScore{})); diff != "" {
				t.Errorf("the old diagnostic's scores moved: %s", diff)
			}
			past, err := s.sessions.List(ctx, examined.Subject, session.Page{})
			if err != nil || len(past) != 1 || past[0].Scores == nil || past[0].Scores.Status != "authored" || *past[0].Scores.Total != *r.Scores.Total {
				t.Errorf("restarted %v: %v, %+v", restarted, err, past)
			}
			answer()
		}
		x.begin()
		end := x.submit(session.TestAnswers{Items: x.answers(second.Questions, even), Finish: true})
		if end.Status != session.Ended || end.ScoreStatus != "authored" {
			t.Errorf("a test that began before ends with %+v", end)
		}
		used := func(who interaction.Kind, set string, list []*interaction.Record) {
			t.Helper()
			n := 0
			for _, rec := range list {
				if rec.Provenance.Params != set {
					t.Errorf("%s was recorded under %s, not %s", rec.Kind, rec.Provenance.Params, set)
				}
				if rec.Kind != who {
					continue
				}
				n++
				body, err := interaction.BodyAs[interaction.Answering](rec)
				if err != nil {
					t.Fatal(err)
				}
				q := s.find(rec.Asked.Question) // the bank that came with the program
				if was := body.Difficulty.A == q.Params.A && body.Difficulty.B == q.Params.B; was != (set == before.ParamsVersion) {
					t.Errorf("%s: %+v, authored %+v", rec.Asked.Question, body.Difficulty, q.Params)
				}
			}
			if n == 0 {
				t.Errorf("no %s", who)
			}
		}
		recordsOf := func(id uid.ID, list []*interaction.Record) (of []*interaction.Record) {
			for _, r := range list {
				if r.Session == id {
					of = append(of, r)
				}
			}
			return of
		}
		used(interaction.PracticeAnswered, before.ParamsVersion, recordsOf(practice, s.records(practising)))
		used(interaction.TestAnswered, before.ParamsVersion, recordsOf(x.id, s.records(tested)))

		p, practice = s.start(practising, "Math", 10)
		answer()
		used(interaction.PracticeAnswered, done.Set, recordsOf(practice, s.records(practising)))
		y, first := s.test(practising, "Math")
		second = y.submit(session.TestAnswers{Items: y.answers(first.Questions, even), Finish: true})
		y.begin()
		if end := y.submit(session.TestAnswers{Items: y.answers(second.Questions, even), Finish: true}); end.ScoreStatus != "calibrated" {
			t.Errorf("a test that began afterwards ends with %+v", end)
		}
		used(interaction.TestAnswered, done.Set, recordsOf(y.id, s.records(practising)))

		// The scale is anchored: what is open and what is over keeps its band.
		report := func(who account.Actor, id uid.ID) session.TestReport {
			t.Helper()
			r, err := s.sessions.Report(ctx, who.Subject, id)
			if err != nil {
				t.Fatal(err)
			}
			return r
		}
		calibrated := report(practising, y.id)
		late, another := s.student(), s.student()
		z, first := s.test(late, "Math")
		if _, err := bank.Anchor(ctx, question.By{}, question.Scale{RW: 20, Math: 12.5, Learners: 63}, func(*db.Tx, string) error { return nil }); err != nil {
			t.Fatal(err)
		}
		sit := func(x taker, first session.TestReply) session.TestReply {
			t.Helper()
			second := x.submit(session.TestAnswers{Items: x.answers(first.Questions, even), Finish: true})
			x.begin()
			return x.submit(session.TestAnswers{Items: x.answers(second.Questions, even), Finish: true})
		}
		if end := sit(z, first); end.ScoreStatus != "calibrated" {
			t.Errorf("a test that began before the scale was anchored ends with %+v", end)
		}
		w, first := s.test(another, "Math")
		if end := sit(w, first); end.ScoreStatus != "anchored" {
			t.Errorf("a test that began afterwards ends with %+v", end)
		}
		anchored := report(another, w.id)
		width := func(r session.TestReport) int { return r.Sections[0].High - r.Sections[0].Low }
		if width(anchored) >= width(calibrated) || !strings.Contains(anchored.Note, "official scores of 63 students") || !strings.Contains(anchored.Note, "20 points off in Reading & Writing and 13 in Math") {
			t.Errorf("anchored: %+v, before: %+v", anchored, calibrated)
		}
		if diff := cmp.Diff(calibrated.Sections, report(practising, y.id).Sections, cmp.AllowUnexported(session.SectionScore{})); diff != "" {
			t.Errorf("an old report moved: %s", diff)
		}
	})
}
