package session_test

import (
	"math"
	"testing"
	"time"

	"satprep/internal/db/dbtest"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/question"
	"satprep/internal/session"
	"satprep/internal/uid"
)

// What was missed comes back as other questions on another day, chosen with the
// probability that is recorded, and moves away when it was got right.
func TestRedoAsksSiblingsOfWhatWasMissed(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		s := open(t, dsn)
		a := s.student()
		redo := session.Start{Domain: "Both", NumQuestions: 6, Mode: session.ModeRedo}
		if _, err := s.sessions.StartPractice(t.Context(), a, redo); !fault.Is(err, fault.Conflict) {
			t.Errorf("redo of nothing: %v", err)
		}
		missed := map[string]*question.Question{}
		for _, skill := range []string{"Circles", "Boundaries"} {
			r, id := s.start(a, skill, 2)
			for !r.Done {
				q := s.find(r.Questions[0].ID)
				missed[q.ID] = q
				s.pass(time.Minute)
				var err error
				if r, err = s.submit(a, id, submission(q.ID, wrong(q), 40)); err != nil {
					t.Fatal(err)
				}
			}
		}
		s.follow()
		now, later, err := s.sessions.Due(t.Context(), a)
		if err != nil || len(now) != 0 || len(later) != 2 {
			t.Fatalf("on the same day %+v are due, %+v later, %v", now, later, err)
		}
		if _, err := s.sessions.StartPractice(t.Context(), a, redo); !fault.Is(err, fault.Conflict) {
			t.Errorf("redo on the same day: %v", err)
		}
		s.pass(24 * time.Hour)
		if now, later, err = s.sessions.Due(t.Context(), a); err != nil || len(now) != 2 || len(later) != 0 {
			t.Fatalf("a day later %+v are due, %+v later, %v", now, later, err)
		}
		for _, d := range now {
			if d.Missed != 2 || d.Questions != 2 || d.Ready == 0 || d.Why != "You missed 2 questions of this kind and last tried one yesterday; another like it shows whether it has stuck." ||
				!(d.Recall > 0 && d.Recall < 1) || d.At.After(s.now()) {
				t.Errorf("due %+v", d)
			}
		}
		if _, err := s.sessions.StartPractice(t.Context(), a, session.Start{Domain: "Algebra", NumQuestions: 6, Mode: session.ModeRedo}); !fault.Is(err, fault.Conflict) {
			t.Errorf("redo where nothing was missed: %v", err)
		}
		r, err := s.sessions.StartPractice(t.Context(), a, redo)
		if err != nil {
			t.Fatal(err)
		}
		if r.NumQuestions != 4 {
			t.Errorf("6 questions were asked for where 4 are due, and the session has %d", r.NumQuestions)
		}
		id, _ := uid.Parse(r.SessionID)
		asked := map[string]int{}
		for i := 0; !r.Done; i++ {
			if i == 2 { // another process goes on with it
				s.sessions = s.room()
			}
			q := s.find(r.Questions[0].ID)
			asked[q.Skill]++
			if missed[q.ID] != nil || q.Use != question.Practice || q.Skill != "circles" && q.Skill != "boundaries" {
				t.Errorf("redo asks %s of %s, use %s, missed %v", q.ID, q.Skill, q.Use, missed[q.ID] != nil)
			}
			s.pass(time.Minute)
			given := q.Keys[0]
			if i == 0 { // what goes wrong in it is for another day
				given = wrong(q)
			}
			if r, err = s.submit(a, id, submission(q.ID, given, 40)); err != nil {
				t.Fatal(err)
			}
		}
		if asked["circles"] != 2 || asked["boundaries"] != 2 {
			t.Errorf("asked %v", asked)
		}
		n := 0
		for _, rec := range s.records(a) {
			if rec.Session != id || rec.Kind != interaction.PracticeAnswered {
				continue
			}
			n++
			within := rec.Provenance.Epsilon / float64(rec.Why.Eligible)
			for _, c := range rec.Why.Support {
				if missed[c.ID] != nil {
					t.Errorf("a missed question could have been asked: %s", c.ID)
				}
				if c.ID == rec.Asked.Question {
					within += (1 - rec.Provenance.Epsilon) * c.P
				}
			}
			if math.Abs(within-rec.Why.Propensity.V) > 1e-12 || rec.Provenance.Policy != session.ModeRedo || rec.Asked.Source != "redo" {
				t.Errorf("chosen with %v, recorded %v under %s", within, rec.Why.Propensity.V, rec.Provenance.Policy)
			}
		}
		if n != 4 {
			t.Errorf("%d answers", n)
		}
		past, err := s.sessions.List(t.Context(), a.Subject, session.Page{Limit: 1})
		if err != nil || past[0].Name != "Boundaries and Circles" {
			t.Errorf("looked back on as %+v, %v", past, err)
		}
		s.follow()
		if now, later, err = s.sessions.Due(t.Context(), a); err != nil || len(now) != 0 || len(later) != 2 || !later[0].At.After(s.now()) || later[1].At.Before(s.now().Add(24*time.Hour)) {
			t.Errorf("after right answers but one %+v are due, %+v later, %v", now, later, err)
		}
	})
}

// A miss that a corrected key made right is not to be done again, and a right
// answer that it made wrong is; corrected back all is as it was.
func TestRedoKnowsCorrectedKeys(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		e := edit(t, dsn)
		a := e.student()
		given := map[string]string{} // by question
		var missed, right *question.Question
		for _, skill := range []string{"Boundaries", "Transitions"} {
			r, id := e.start(a, skill, 1)
			q, err := e.questions.Bank(t.Context()).Find(r.Questions[0].ID, "")
			if err != nil {
				t.Fatal(err)
			}
			given[q.ID] = q.Keys[0]
			if skill == "Boundaries" {
				missed, given[q.ID] = q, wrong(q)
			} else {
				right = q
			}
			e.pass(time.Minute)
			if _, err := e.submit(a, id, submission(q.ID, given[q.ID], 40)); err != nil {
				t.Fatal(err)
			}
		}
		e.follow()
		e.pass(24 * time.Hour)
		due := func(want ...string) {
			t.Helper()
			now, later, err := e.sessions.Due(t.Context(), a)
			if err != nil || len(now) != len(want) || len(later) != 0 {
				t.Fatalf("due %+v, later %+v, %v; want %v", now, later, err, want)
			}
			for i, name := range want {
				if now[i].Name != name || now[i].Missed != 1 {
					t.Errorf("due %+v, want %s of one miss", now[i], name)
				}
			}
			_, err = e.sessions.StartPractice(t.Context(), a, session.Start{Domain: "Both", NumQuestions: 2, Mode: session.ModeRedo})
			if fault.Is(err, fault.Conflict) != (len(want) == 0) {
				t.Errorf("a session of redo where %v is due: %v", want, err)
			}
		}
		due("Boundaries")
		e.correct(missed.ID, given[missed.ID])
		due()
		e.correct(right.ID, wrong(right))
		due("Transitions")
		e.correct(missed.ID, missed.Keys[0])
		due("Boundaries", "Transitions")
	})
}
