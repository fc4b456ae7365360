package session_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"satprep/internal/account"
	"satprep/internal/db/dbtest"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/question"
	"satprep/internal/session"
	"satprep/internal/uid"
)

func count(records []*interaction.Record, kind interaction.Kind) (n int) {
	for _, r := range records {
		if r.Kind == kind {
			n++
		}
	}
	return n
}

func TestReviewOfPractice(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		s := open(t, dsn)
		a := s.student()
		r, id := s.start(a, "Math", 8)
		var asked []string
		for i := 0; !r.Done; i++ {
			q := s.find(r.Questions[0].ID)
			asked = append(asked, q.ID)
			answer := []string{q.Keys[0], wrong(q), ""}[i%3]
			var err error
			if r, err = s.submit(a, id, submission(q.ID, answer, float64(5+60*i))); err != nil {
				t.Fatal(err)
			}
		}
		before, err := s.sessions.Review(t.Context(), a, a.Subject, id, session.Client{})
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range before.Reviews {
			if v.Review != "Pending" || v.CorrectAnswer == "" || len(v.Steps) == 0 {
				t.Errorf("before it was generated: %+v", v)
			}
		}
		made, err := s.sessions.Generate(t.Context(), a, a.Subject, id, session.Client{})
		if err != nil {
			t.Fatal(err)
		}
		for i, v := range made.Reviews {
			q := s.find(v.Question)
			if v.Question != asked[i] || v.Text != q.Stem || v.Strategy == "" || v.Pace == "" || v.Budget < 60 {
				t.Errorf("review %d: %+v", i, v)
			}
			for _, step := range q.Steps {
				if !strings.Contains(v.Review, step) {
					t.Errorf("the review of %s has not the step %q", q.ID, step)
				}
			}
			for _, c := range q.Choices {
				if !strings.Contains(v.Review, c.Rationale) {
					t.Errorf("the review of %s says nothing of %s", q.ID, c.ID)
				}
			}
			switch i % 3 {
			case 0:
				if !*v.Correct || !strings.HasPrefix(v.Review, "You answered "+q.Keys[0]+", and that is right.") {
					t.Errorf("%.60s", v.Review)
				}
			case 1:
				if *v.Correct || *v.UserAnswer != wrong(q) || !strings.Contains(v.Review, "Why "+wrong(q)+" is wrong:") {
					t.Errorf("%.60s", v.Review)
				}
			default:
				if *v.Correct || v.UserAnswer != nil || v.State != "omitted" || !strings.HasPrefix(v.Review, "You left this question empty.") {
					t.Errorf("%+v %.60s", v.UserAnswer, v.Review)
				}
			}
		}
		records := s.records(a)
		if n := count(records, interaction.ReviewGenerated); n != 8 {
			t.Errorf("%d records of 8 reviews", n)
		}
		for _, rec := range records {
			if rec.Kind == interaction.ReviewGenerated && (rec.Words.Response == "" || strings.Contains(string(rec.RawBody()), "right")) {
				t.Errorf("the words of a review are not sealed: %+v", rec)
			}
		}
		again, err := s.sessions.Generate(t.Context(), a, a.Subject, id, session.Client{})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(made, again); diff != "" {
			t.Errorf("generated twice: %s", diff)
		}
		for range 3 {
			read, err := s.sessions.Review(t.Context(), a, a.Subject, id, session.Client{})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(made, read); diff != "" {
				t.Errorf("read: %s", diff)
			}
			s.pass(25 * time.Minute)
		}
		tutor := account.Actor{Role: account.Tutor, Status: account.Active, Subject: uid.Random(), Origin: interaction.Staff}
		if _, err := s.sessions.Review(t.Context(), tutor, a.Subject, id, session.Client{}); err != nil {
			t.Fatal(err)
		}
		s.pass(time.Hour)
		if _, err := s.sessions.Review(t.Context(), a, a.Subject, id, session.Client{}); err != nil {
			t.Fatal(err)
		}
		records = s.records(a)
		if n, m := count(records, interaction.ReviewGenerated), count(records, interaction.ReviewRead); n != 8 || m != 3 {
			t.Errorf("%d generated, %d read; want 8 and 3: learner, tutor, and the learner two hours later", n, m)
		}
		for _, rec := range records {
			if rec.Kind == interaction.ReviewRead && rec.Origin == interaction.Staff && rec.Actor != tutor.Subject {
				t.Errorf("the tutor's reading: %+v", rec)
			}
		}
	})
}

func TestReviewOfATest(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		s := open(t, dsn)
		a := s.student()
		x, r := s.test(a, "Math")
		subs := x.answers(r.Questions, always)
		subs[1].Flagged = true
		subs[2].Changes = []session.Change{{To: "A", At: 3}, {To: "B", At: 9}}
		x.submit(session.TestAnswers{Items: subs})
		for _, f := range []func() error{
			func() error {
				_, err := s.sessions.Generate(t.Context(), a, a.Subject, x.id, session.Client{})
				return err
			},
			func() error {
				_, err := s.sessions.Review(t.Context(), a, a.Subject, x.id, session.Client{})
				return err
			},
		} {
			if err := f(); !fault.Is(err, fault.Conflict) {
				t.Errorf("of an open test: %v", err)
			}
		}
		x.begin()
		x.submit(session.TestAnswers{Finish: true})
		var wg sync.WaitGroup
		for range 3 {
			wg.Go(func() {
				if got, err := s.room().Generate(t.Context(), a, a.Subject, x.id, session.Client{}); err != nil || len(got.Reviews) != 44 {
					t.Errorf("%d reviews: %v", len(got.Reviews), err)
				}
			})
		}
		wg.Wait()
		if n := count(s.records(a), interaction.ReviewGenerated); n != 44 {
			t.Errorf("three at once recorded %d of 44", n)
		}
		got, err := s.sessions.Review(t.Context(), a, a.Subject, x.id, session.Client{})
		if err != nil {
			t.Fatal(err)
		}
		for i, v := range got.Reviews {
			if v.Question == subs[1].Question != *v.Flagged || v.Question == subs[2].Question != *v.Changed {
				t.Errorf("%s: flagged %v, changed %v", v.Question, *v.Flagged, *v.Changed)
			}
			if i >= 22 && (v.Correct != nil || v.Module != 2 || !strings.HasPrefix(v.Review, "You did not reach this question.")) {
				t.Errorf("not reached: %+v", v)
			}
		}
	})
}

func TestReviewOfNothing(t *testing.T) {
	t.Parallel()
	s := open(t, "sqlite:"+t.TempDir())
	a, b := s.student(), s.student()
	_, id := s.start(a, "Math", 3)
	if _, err := s.sessions.Review(t.Context(), a, a.Subject, id, session.Client{}); !fault.Is(err, fault.Missing) {
		t.Errorf("nothing answered: %v", err)
	}
	if _, err := s.sessions.Generate(t.Context(), b, b.Subject, id, session.Client{}); !fault.Is(err, fault.Missing) {
		t.Errorf("another's session: %v", err)
	}
	if _, err := s.sessions.Owner(t.Context(), uid.Random()); !fault.Is(err, fault.Missing) {
		t.Errorf("%v", err)
	}
	if owner, err := s.sessions.Owner(t.Context(), id); err != nil || owner != a.Subject {
		t.Errorf("%v %v", owner, err)
	}
	d, err := s.sessions.StartDiagnostic(t.Context(), a, session.Client{})
	if err != nil {
		t.Fatal(err)
	}
	open, _ := uid.Parse(d.SessionID)
	q := s.find(d.Questions[0].ID)
	if _, err := s.sessions.Submit(t.Context(), a, session.Diagnostic, open, session.Answers{Items: []session.Submission{submission(q.ID, q.Keys[0], 30)}}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.sessions.Review(t.Context(), a, a.Subject, open, session.Client{}); !fault.Is(err, fault.Conflict) {
		t.Errorf("an open diagnostic: %v", err)
	}
}

// Every question of the bank can be explained, whatever was answered.
func TestEveryQuestionHasAReview(t *testing.T) {
	t.Parallel()
	bank, err := question.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range bank.Questions {
		if skill, ok := bank.Skill(q.Skill); !ok || skill.Strategy == "" {
			t.Errorf("%s: nothing is said on how to work on %s", q.ID, q.Skill)
		}
		if len(q.Steps) == 0 {
			t.Errorf("%s has no steps", q.ID)
		}
	}
}
