package session_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"satprep/internal/account"
	"satprep/internal/db/dbtest"
	"satprep/internal/fault"
	"satprep/internal/question"
	"satprep/internal/session"
	"satprep/internal/uid"
)

// sit takes a test of sections; answer says what to do with a question, or "".
func (s *school) sit(a account.Actor, sections []string, answer func(n int, q *question.Question) session.Submission) uid.ID {
	s.t.Helper()
	r, err := s.sessions.StartTest(s.t.Context(), a, session.TestStart{Sections: sections})
	if err != nil {
		s.t.Fatal(err)
	}
	id, err := uid.Parse(r.TestID)
	if err != nil {
		s.t.Fatal(err)
	}
	for n := 0; len(r.Questions) > 0; {
		if _, err := s.sessions.BeginTest(s.t.Context(), a, id, 0, session.Client{}); err != nil {
			s.t.Fatal(err)
		}
		var items []session.Submission
		for _, q := range r.Questions {
			items = append(items, answer(n, s.find(q.ID)))
			n++
		}
		s.pass(10 * time.Minute)
		if r, err = s.sessions.SubmitTest(s.t.Context(), a, id, session.TestAnswers{Items: items, Finish: true}); err != nil {
			s.t.Fatal(err)
		}
	}
	return id
}

func TestReportOfATest(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		s := open(t, dsn)
		a := s.student()
		id := s.sit(a, []string{"Math"}, func(n int, q *question.Question) session.Submission {
			sub := submission(q.ID, []string{q.Keys[0], wrong(q), "", ""}[n%4], []float64{40, 3, 200, 200}[n%4])
			sub.Flagged = n%5 == 0
			if n == 4 && q.Type != question.Typed {
				sub.Changes = []session.Change{{To: wrong(q), At: 5}, {To: q.Keys[0], At: 9}}
			}
			return sub
		})
		r, err := s.sessions.Report(t.Context(), a.Subject, id)
		if err != nil {
			t.Fatal(err)
		}
		if len(r.Sections) != 1 || len(r.Modules) != 2 || len(r.Questions) != 44 || r.Status != "authored" || r.Total != nil || r.Pattern == "" || r.Note == "" {
			t.Fatalf("report %+v", r)
		}
		sec := r.Sections[0]
		if sec.Section != "Math" || sec.Low >= sec.High || sec.Route == "" || sec.Why == "" {
			t.Errorf("section %+v", sec)
		}
		// Half was left empty, wherever the pretest questions stand: no score to believe.
		if sec.Valid || sec.Invalid == "" || r.Counts {
			t.Errorf("a section under 75 %% answered: %+v", sec)
		}
		asked := 0
		for _, d := range sec.Domains {
			if d.Right > d.Answered || d.Answered > d.Asked {
				t.Errorf("domain %+v", d)
			}
			asked += d.Asked
		}
		if asked != sec.Asked || len(sec.Domains) != 4 {
			t.Errorf("%d asked in domains %+v, %d in the section", asked, sec.Domains, sec.Asked)
		}
		guessed, flagged, changed := 0, 0, 0
		for i, f := range r.Questions {
			if f.Position < 1 || f.Position > 22 || f.Module < 1 || f.Module > 2 || f.Budget < 60 {
				t.Errorf("question %d: %+v", i, f)
			}
			if f.Guessed {
				guessed++
				if *f.Time != 3 || *f.Correct {
					t.Errorf("guessed: %+v", f)
				}
			}
			if f.Flagged {
				flagged++
			}
			if f.Changed {
				changed++
			}
		}
		if guessed == 0 || flagged != 9 || changed > 1 {
			t.Errorf("%d guessed, %d marked, %d changed", guessed, flagged, changed)
		}
		if m := r.Modules[0]; m.Limit != 35*60 || !m.EndedAt.After(m.OpenedAt) {
			t.Errorf("module %+v", m)
		}
		// The order is the review's, and nothing in it is a key or an ability.
		reviews, err := s.sessions.Generate(t.Context(), a, a.Subject, id, session.Client{})
		if err != nil {
			t.Fatal(err)
		}
		for i, v := range reviews.Reviews {
			if v.Question != r.Questions[i].Question {
				t.Errorf("question %d is %s in the review and %s in the report", i, v.Question, r.Questions[i].Question)
			}
		}
		text, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		for _, no := range []string{"theta", "key", "correct_answer", "pretest", `"se"`} {
			if strings.Contains(string(text), no) {
				t.Errorf("the report says %s", no)
			}
		}
		if _, err := s.sessions.Report(t.Context(), s.student().Subject, id); fault.KindOf(err) != fault.Missing {
			t.Errorf("somebody else's: %v", err)
		}
	})
}

func TestNoReportOfAnOpenTest(t *testing.T) {
	t.Parallel()
	s := open(t, "sqlite:"+t.TempDir())
	a := s.student()
	r, err := s.sessions.StartTest(t.Context(), a, session.TestStart{Sections: []string{"Math"}})
	if err != nil {
		t.Fatal(err)
	}
	id, _ := uid.Parse(r.TestID)
	if _, err := s.sessions.Report(t.Context(), a.Subject, id); fault.KindOf(err) != fault.Conflict {
		t.Errorf("an open test: %v", err)
	}
	_, practice := s.start(a, "Math", 3)
	if _, err := s.sessions.Report(t.Context(), a.Subject, practice); fault.KindOf(err) != fault.Missing {
		t.Errorf("practice: %v", err)
	}
}

func TestNotebook(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		s := open(t, dsn)
		a := s.student()
		r, id := s.start(a, "Math", 9)
		missed := 0
		for i := 0; !r.Done; i++ {
			q := s.find(r.Questions[0].ID)
			answer := []string{q.Keys[0], wrong(q), ""}[i%3]
			if i%3 > 0 {
				missed++
			}
			s.pass(time.Minute)
			var err error
			if r, err = s.submit(a, id, submission(q.ID, answer, 30)); err != nil {
				t.Fatal(err)
			}
		}
		// What a test asks is not told before it has ended; its answers share a moment.
		test := s.sit(a, []string{"Math"}, func(n int, q *question.Question) session.Submission { return submission(q.ID, wrong(q), 30) })
		var all []session.Missed
		seen := map[string]bool{}
		var mark session.Mark
		for {
			list, next, err := s.sessions.Notebook(t.Context(), a.Subject, mark, 7)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range list {
				key := m.Session + m.Question.ID
				if seen[key] || m.Key == "" || m.Why == "" || m.Mended {
					t.Errorf("mistake %+v", m)
				}
				seen[key] = true
			}
			all = append(all, list...)
			if mark = next; next.At.IsZero() {
				break
			}
		}
		if len(all) != missed+44 {
			t.Errorf("%d mistakes, want %d", len(all), missed+44)
		}
		if all[0].Session != test.String() || all[len(all)-1].Session != id.String() {
			t.Errorf("from %s to %s", all[0].Session, all[len(all)-1].Session)
		}
		paces, err := s.sessions.Paces(t.Context(), a.Subject)
		if p := paces["math"]; err != nil || p.Median != 30 || p.Slow != 0 || p.N < 44 {
			t.Errorf("paces %+v, %v", paces, err)
		}
		other := s.student()
		if list, _, err := s.sessions.Notebook(t.Context(), other.Subject, session.Mark{}, 7); err != nil || len(list) != 0 {
			t.Errorf("somebody else's notebook %v, %v", list, err)
		}
	})
}

func TestNotebookOfAnOpenTestIsShut(t *testing.T) {
	t.Parallel()
	s := open(t, "sqlite:"+t.TempDir())
	a := s.student()
	r, err := s.sessions.StartTest(t.Context(), a, session.TestStart{Sections: []string{"Math"}})
	if err != nil {
		t.Fatal(err)
	}
	id, _ := uid.Parse(r.TestID)
	if _, err := s.sessions.BeginTest(t.Context(), a, id, 0, session.Client{}); err != nil {
		t.Fatal(err)
	}
	var items []session.Submission
	for _, q := range r.Questions {
		items = append(items, submission(q.ID, wrong(s.find(q.ID)), 30))
	}
	if _, err := s.sessions.SubmitTest(t.Context(), a, id, session.TestAnswers{Items: items, Finish: true}); err != nil {
		t.Fatal(err)
	}
	list, _, err := s.sessions.Notebook(t.Context(), a.Subject, session.Mark{}, 0)
	if err != nil || len(list) != 0 {
		t.Errorf("while the test is open the notebook shows %d of its questions, %v", len(list), err)
	}
	if paces, err := s.sessions.Paces(t.Context(), a.Subject); err != nil || len(paces) != 0 {
		t.Errorf("paces %v, %v", paces, err)
	}
}
