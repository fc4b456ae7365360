package session_test

import (
	"testing"
	"time"

	"satprep/internal/account"
	"satprep/internal/db/dbtest"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/irt"
	"satprep/internal/question"
	"satprep/internal/session"
	"satprep/internal/uid"
)

func TestStandingOfALearner(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		s := open(t, dsn)
		dana, other := s.student(), s.student()
		facing, answered, err := s.sessions.Recent(t.Context(), dana.Subject)
		if err != nil || facing != nil || answered != nil {
			t.Fatalf("before anything: %v %v: %v", facing, answered, err)
		}
		reply, err := s.sessions.StartPractice(t.Context(), dana, session.Start{Domain: "Transitions", NumQuestions: 3})
		if err != nil {
			t.Fatal(err)
		}
		id, err := uid.Parse(reply.SessionID)
		if err != nil {
			t.Fatal(err)
		}
		q := s.find(reply.Questions[0].ID)
		st, err := s.sessions.Standing(t.Context(), dana.Subject, q.ID, id)
		if err != nil || st.Submitted() || st.Question.ID != q.ID || !st.Open || st.Kind != session.Practice || st.Session != id {
			t.Fatalf("facing: %+v: %v", st, err)
		}
		for name, err := range map[string]error{
			"another's":       second(s.sessions.Standing(t.Context(), other.Subject, q.ID, uid.ID{})),
			"another session": second(s.sessions.Standing(t.Context(), dana.Subject, q.ID, uid.Random())),
			"never met":       second(s.sessions.Standing(t.Context(), dana.Subject, s.bank.Questions[0].ID, uid.ID{})),
			"no question":     second(s.sessions.Standing(t.Context(), dana.Subject, "none", uid.ID{})),
		} {
			if !fault.Is(err, fault.Missing) {
				t.Errorf("%s: %v", name, err)
			}
		}
		s.pass(time.Minute)
		sub := submission(q.ID, wrong(q), 45)
		sub.Eliminated = []string{"D"}
		reply, err = s.sessions.Submit(t.Context(), dana, session.Practice, id, session.Answers{Items: []session.Submission{sub}, Hold: true})
		if err != nil {
			t.Fatal(err)
		}
		next := reply.Questions[0].ID
		facing, answered, err = s.sessions.Recent(t.Context(), dana.Subject)
		if err != nil || facing.Question.ID != next || answered.Question.ID != q.ID {
			t.Fatalf("recent: %+v %+v: %v", facing, answered, err)
		}
		if a := answered; a.State != interaction.Answered || a.Answer != wrong(q) || a.Correct || a.Took.V != 45_000 || len(a.Eliminated) != 1 || a.Eliminated[0] != "D" || a.Retried != "" || a.Righted {
			t.Errorf("answered: %+v", a)
		}
		if _, err := s.sessions.Retry(t.Context(), dana, id, submission(q.ID, q.Keys[0], 9), session.Client{}); err != nil {
			t.Fatal(err)
		}
		if st, err := s.sessions.Standing(t.Context(), dana.Subject, q.ID, uid.ID{}); err != nil || st.Retried != q.Keys[0] || !st.Righted || st.Correct {
			t.Errorf("tried again: %+v: %v", st, err)
		}
		met, err := s.sessions.Met(t.Context(), dana.Subject)
		if err != nil || len(met) != 2 || !met[q.ID] || !met[next] {
			t.Errorf("met %v: %v", met, err)
		}
		mistakes, err := s.sessions.Mistakes(t.Context(), dana.Subject, "transitions", 5)
		if err != nil || len(mistakes) != 1 || mistakes[0].Question.ID != q.ID || mistakes[0].Answer != wrong(q) {
			t.Errorf("mistakes %+v: %v", mistakes, err)
		}
		if list, err := s.sessions.Mistakes(t.Context(), dana.Subject, "boundaries", 5); err != nil || len(list) != 0 {
			t.Errorf("mistakes of another skill: %+v: %v", list, err)
		}
		if open, err := s.sessions.TestOpen(t.Context(), dana.Subject); err != nil || open {
			t.Errorf("test open: %t, %v", open, err)
		}
		if _, err := s.sessions.StartTest(t.Context(), dana, session.TestStart{Sections: []string{"Math"}}); err != nil {
			t.Fatal(err)
		}
		if open, err := s.sessions.TestOpen(t.Context(), dana.Subject); err != nil || !open {
			t.Errorf("test open: %t, %v", open, err)
		}
		if open, err := s.sessions.TestOpen(t.Context(), other.Subject); err != nil || open {
			t.Errorf("another's test open: %t, %v", open, err)
		}
	})
}

func second[T any](_ T, err error) error { return err }

func TestTypedAnswersAreOpened(t *testing.T) {
	t.Parallel()
	s := open(t, "sqlite:"+t.TempDir())
	dana := s.student()
	q := s.practise(dana, "Percentages", question.Typed)
	reply := q.session
	if _, err := s.sessions.Submit(t.Context(), dana, session.Practice, reply, session.Answers{Items: []session.Submission{submission(q.ID, "-9999", 20)}, Hold: true}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.sessions.Retry(t.Context(), dana, reply, submission(q.ID, "-8888", 9), session.Client{}); err != nil {
		t.Fatal(err)
	}
	st, err := s.sessions.Standing(t.Context(), dana.Subject, q.ID, reply)
	if err != nil || st.Answer != "-9999" || st.Retried != "-8888" || st.Righted {
		t.Errorf("standing %+v: %v", st, err)
	}
	if list, err := s.sessions.Mistakes(t.Context(), dana.Subject, "percentages", 5); err != nil || len(list) == 0 || list[0].Answer != "" {
		t.Errorf("mistakes %+v: %v", list, err)
	}
}

// An asked question with its session.
type askedQuestion struct {
	*question.Question
	session uid.ID
}

// practise answers wrong until a question of a type is served.
func (s *school) practise(who account.Actor, scope string, kind question.Type) askedQuestion {
	s.t.Helper()
	reply, err := s.sessions.StartPractice(s.t.Context(), who, session.Start{Domain: scope, NumQuestions: 50})
	if err != nil {
		s.t.Fatal(err)
	}
	id, err := uid.Parse(reply.SessionID)
	if err != nil {
		s.t.Fatal(err)
	}
	for {
		q := s.find(reply.Questions[0].ID)
		if q.Type == kind {
			return askedQuestion{q, id}
		}
		s.pass(time.Minute)
		if reply, err = s.sessions.Submit(s.t.Context(), who, session.Practice, id, session.Answers{Items: []session.Submission{submission(q.ID, wrong(q), 40)}}); err != nil {
			s.t.Fatal(err)
		}
	}
}

func TestTheWeakestSkill(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		s := open(t, dsn)
		dana := s.student()
		weakest := func(within irt.Scope, want session.Weakness) {
			t.Helper()
			if got, err := s.sessions.Weakest(t.Context(), dana.Subject, within); err != nil || got != want {
				t.Errorf("weakest %+v, %v; want %+v", got, err, want)
			}
		}
		weakest(irt.Scope{}, session.Weakness{})
		answer := func(scope string, n int, right bool) {
			reply, err := s.sessions.StartPractice(t.Context(), dana, session.Start{Domain: scope, NumQuestions: n})
			if err != nil {
				t.Fatal(err)
			}
			id, _ := uid.Parse(reply.SessionID)
			for range n {
				q := s.find(reply.Questions[0].ID)
				a := wrong(q)
				if right {
					a = q.Keys[0]
				}
				if reply, err = s.sessions.Submit(t.Context(), dana, session.Practice, id, session.Answers{Items: []session.Submission{submission(q.ID, a, 40)}}); err != nil {
					t.Fatal(err)
				}
				s.follow()
			}
		}
		answer("Transitions", 3, true)
		answer("Boundaries", 2, false) // too few to say
		weakest(irt.Scope{}, session.Weakness{Skill: "transitions", Right: 3, Answers: 3})
		answer("Inferences", 3, false)
		weakest(irt.Scope{}, session.Weakness{Skill: "inferences", Answers: 3})
		expression, _ := question.Place("expression-of-ideas")
		weakest(expression, session.Weakness{Skill: "transitions", Right: 3, Answers: 3})
		weakest(irt.Scope{Section: question.Math}, session.Weakness{})
	})
}
