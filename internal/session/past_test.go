package session_test

import (
	"context"
	"testing"
	"time"

	"satprep/internal/db/dbtest"
	"satprep/internal/session"
	"satprep/internal/uid"
)

func TestLookingBack(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		ctx, s := context.Background(), open(t, dsn)
		a, other := s.student(), s.student()
		r, first := s.start(a, "Algebra", 2)
		q := s.find(r.Questions[0].ID)
		s.pass(40 * time.Second)
		r, err := s.submit(a, first, submission(q.ID, wrong(q), 40))
		if err != nil {
			t.Fatal(err)
		}
		second := s.find(r.Questions[0].ID)
		s.pass(40 * time.Second)
		if _, err := s.submit(a, first, submission(second.ID, second.Keys[0], 40)); err != nil {
			t.Fatal(err)
		}
		s.pass(time.Minute)
		_, open := s.start(a, "Both", 5)
		s.start(other, "Math", 5)

		list, err := s.sessions.List(ctx, a.Subject, session.Page{})
		if err != nil || len(list) != 2 {
			t.Fatalf("%d sessions, %v", len(list), err)
		}
		if p := list[0]; p.ID != open || p.Status != session.Open || p.Correct != nil || p.Name != "Both sections" || p.Ceiling != 5 {
			t.Errorf("the open session is %+v", p)
		}
		if p := list[1]; p.ID != first || p.Name != "Algebra" || p.Answered != 2 || p.Correct == nil || *p.Correct != 1 || p.Points != session.PracticePoints || p.Scores != nil {
			t.Errorf("the ended session is %+v", p)
		}
		if next, err := s.sessions.List(ctx, a.Subject, session.Page{Before: open, Limit: 1}); err != nil || len(next) != 1 || next[0].ID != first {
			t.Errorf("the page after the newest: %+v, %v", next, err)
		}
		begun := list[0].StartedAt
		for _, c := range []struct {
			page session.Page
			want uid.ID
		}{{session.Page{From: begun}, open}, {session.Page{Until: begun}, first}, {session.Page{From: list[1].StartedAt, Until: begun}, first}} {
			if got, err := s.sessions.List(ctx, a.Subject, c.page); err != nil || len(got) != 1 || got[0].ID != c.want {
				t.Errorf("%+v: %+v, %v", c.page, got, err)
			}
		}
		if none, err := s.sessions.List(ctx, a.Subject, session.Page{Kinds: []session.Kind{session.FullTest, session.Diagnostic}}); err != nil || len(none) != 0 {
			t.Errorf("tests and diagnostics: %+v, %v", none, err)
		}
		if _, err := s.sessions.List(ctx, other.Subject, session.Page{Before: open}); err == nil {
			t.Error("a page began at somebody else's session")
		}

		tallies, err := s.sessions.Tallies(ctx, a.Subject)
		if err != nil {
			t.Fatal(err)
		}
		answered, right, missed := 0, 0, 0
		for _, one := range tallies {
			answered, right, missed = answered+one.Answered, right+one.Right, missed+one.Missed
		}
		if w := tallies[q.Skill]; answered != 2 || right != 1 || missed != 1 || w.LastWrong.IsZero() {
			t.Errorf("tallies %+v", tallies)
		}
	})
}

func TestLookingBackOnADiagnostic(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		ctx, s := context.Background(), open(t, dsn)
		a := s.student()
		r, err := s.sessions.StartDiagnostic(ctx, a, session.Client{})
		if err != nil {
			t.Fatal(err)
		}
		id, err := uid.Parse(r.SessionID)
		if err != nil {
			t.Fatal(err)
		}
		for !r.Done {
			q := s.find(r.Questions[0].ID)
			s.pass(50 * time.Second)
			r, err = s.sessions.Submit(ctx, a, session.Diagnostic, id, session.Answers{Items: []session.Submission{submission(q.ID, q.Keys[0], 50)}})
			if err != nil {
				t.Fatal(err)
			}
		}
		list, err := s.sessions.List(ctx, a.Subject, session.Page{})
		if err != nil || len(list) != 1 {
			t.Fatalf("%+v, %v", list, err)
		}
		p := list[0]
		if p.Scores == nil || p.Scores.Total == nil || *p.Scores.Total != *r.Scores.Total || *p.Scores.Low != *r.Scores.Low || !p.Counts {
			t.Errorf("looked back on, the diagnostic is %+v; it ended with %+v", p.Scores, r.Scores)
		}
	})
}
