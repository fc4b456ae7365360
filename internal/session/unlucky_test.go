package session_test

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"satprep/internal/account"
	"satprep/internal/db"
	"satprep/internal/db/dbtest"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/session"
	"satprep/internal/uid"
)

// pair starts two sessions that ask the same question first.
func (s *school) pair(a account.Actor) (q string, first, second uid.ID) {
	s.t.Helper()
	asked := map[string]uid.ID{}
	for range 60 {
		r, id := s.start(a, "Percentages", 3)
		q := r.Questions[0].ID
		if other, ok := asked[q]; ok {
			return q, other, id
		}
		asked[q] = id
	}
	s.t.Fatal("no two sessions ask the same question")
	return
}

// A question in front of a learner in two tabs is a first exposure in one of
// them only, and a session begins where all the others stand.
func TestTwoTabs(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		s := open(t, dsn)
		a := s.student()
		id, first, second := s.pair(a)
		q := s.find(id)
		if _, err := s.submit(a, first, submission(id, wrong(q), 60)); err != nil {
			t.Fatal(err)
		}
		if _, err := s.submit(a, second, submission(id, q.Keys[0], 60)); err != nil {
			t.Fatal(err)
		}
		var eligible []bool
		var attempts []int
		for _, rec := range s.records(a) {
			if rec.Kind == interaction.PracticeAnswered {
				b, _ := interaction.BodyAs[interaction.Answering](rec)
				eligible, attempts = append(eligible, b.Eligible), append(attempts, rec.Done.Attempt)
			}
		}
		if !cmp.Equal(eligible, []bool{true, false}) || !cmp.Equal(attempts, []int{1, 2}) {
			t.Errorf("eligible %v, attempts %v", eligible, attempts)
		}

		b := s.student()
		x, older := s.start(b, "Percentages", 10)
		y, newer := s.start(b, "Algebra", 1)
		r, err := s.submit(b, older, submission(x.Questions[0].ID, "", 60))
		if err != nil {
			t.Fatal(err)
		}
		moved := r.Theta
		if _, err := s.submit(b, newer, submission(y.Questions[0].ID, "", 60)); err != nil {
			t.Fatal(err)
		}
		next, _ := s.start(b, "Percentages", 10)
		if next.Theta > moved {
			t.Errorf("an answer in the other tab is forgotten: θ %v, and it was %v", next.Theta, moved)
		}
		if next.Questions[0].ID == x.Questions[0].ID {
			t.Error("the question answered in the other tab is asked again")
		}
	})
}

// Calls that come together after the server was started anew go on with one
// copy of the session.
func TestTogetherAfterARestart(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		s := open(t, dsn)
		a := s.student()
		r, id := s.start(a, "Math", 20)
		for range 8 {
			room := s.room()
			q := r.Questions[0].ID
			var wait sync.WaitGroup
			for range 4 {
				wait.Go(func() { room.Resume(t.Context(), a, session.Practice, id) })
			}
			wait.Go(func() {
				got, err := room.Submit(t.Context(), a, session.Practice, id, session.Answers{Items: []session.Submission{submission(q, "", 60)}})
				if err != nil {
					t.Error(err)
				}
				r = got
			})
			wait.Wait()
			if t.Failed() {
				return
			}
			next, err := room.Submit(t.Context(), a, session.Practice, id, session.Answers{Items: []session.Submission{submission(r.Questions[0].ID, "", 60)}})
			if err != nil {
				t.Fatalf("the session is stuck: %v", err)
			}
			r = next
		}
	})
}

// A copy that fell behind, as another server's, is read again.
func TestACopyThatFellBehind(t *testing.T) {
	t.Parallel()
	s := open(t, "sqlite:"+t.TempDir())
	a := s.student()
	r, id := s.start(a, "Math", 5)
	other := s.room()
	if _, err := other.Resume(t.Context(), a, session.Practice, id); err != nil {
		t.Fatal(err)
	}
	next, err := s.submit(a, id, submission(r.Questions[0].ID, "", 60))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := other.Resume(t.Context(), a, session.Practice, id); err != nil || got.Answered != 1 {
		t.Errorf("resumed at %d: %v", got.Answered, err)
	}
	if next, err = s.submit(a, id, submission(next.Questions[0].ID, "", 60)); err != nil {
		t.Fatal(err)
	}
	if _, err := other.Submit(t.Context(), a, session.Practice, id, session.Answers{Items: []session.Submission{submission(next.Questions[0].ID, "", 60)}}); err != nil {
		t.Errorf("the question served is refused: %v", err)
	}
}

func TestResendsOfPractice(t *testing.T) {
	t.Parallel()
	s := open(t, "sqlite:"+t.TempDir())
	a := s.student()
	r, id := s.start(a, "Math", 4)
	q := s.find(r.Questions[0].ID)
	held := session.Answers{Items: []session.Submission{submission(q.ID, wrong(q), 60)}, Hold: true}
	first, err := s.sessions.Submit(t.Context(), a, session.Practice, id, held)
	if err != nil {
		t.Fatal(err)
	}
	again, err := s.sessions.Submit(t.Context(), a, session.Practice, id, held)
	if err != nil || !cmp.Equal(first, again) {
		t.Errorf("the reply to a resend is another: %s %v", cmp.Diff(first, again), err)
	}
	twice := submission(first.Questions[0].ID, "", 60)
	r, err = s.submit(a, id, twice, twice)
	if err != nil || r.Answered != 2 || len(r.Results) != 2 {
		t.Fatalf("the same answer twice in one submission: %+v %v", r, err)
	}
	if back, err := s.submit(a, id, twice, twice); err != nil || !cmp.Equal(r, back) {
		t.Errorf("resent: %s %v", cmp.Diff(r, back), err)
	}
	third := r.Questions[0].ID
	other := submission(third, "", 60)
	key := s.find(third).Keys[0]
	other.Answer = &key
	if _, err := s.submit(a, id, submission(third, "", 60), other); !fault.Is(err, fault.Conflict) {
		t.Errorf("two answers to one question: %v", err)
	}
	if now, err := s.sessions.Resume(t.Context(), a, session.Practice, id); err != nil || now.Answered != 2 || now.Questions[0].ID != third {
		t.Errorf("what was refused left a trace: %+v %v", now, err)
	}
	r, err = s.sessions.Submit(t.Context(), a, session.Practice, id, session.Answers{Finish: true})
	if err != nil || r.Reason != "finished" {
		t.Errorf("it ended for %q: %v", r.Reason, err)
	}
}

func TestDiagnosticAgain(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		s := open(t, dsn)
		a := s.student()
		a.TimeFactor = 2
		r, err := s.sessions.StartDiagnostic(t.Context(), a, session.Client{})
		if err != nil || r.SecondsLeft == nil || *r.SecondsLeft != 50*60 {
			t.Fatalf("%+v %v", r, err)
		}
		s.pass(time.Minute)
		again, err := s.sessions.StartDiagnostic(t.Context(), a, session.Client{})
		if err != nil || again.SessionID != r.SessionID || *again.SecondsLeft != 49*60 {
			t.Errorf("a start that came twice began another: %+v %v", again, err)
		}
		id, _ := uid.Parse(r.SessionID)
		q := s.find(r.Questions[0].ID)
		made := 40 * 60_000.0
		sub := submission(q.ID, q.Keys[0], 50)
		sub.Mono = &made
		s.pass(3 * time.Hour)
		r, err = s.sessions.Submit(t.Context(), a, session.Diagnostic, id, session.Answers{Items: []session.Submission{sub}})
		if err != nil || !r.Done || r.Answered != 1 || r.Reason != "time" {
			t.Fatalf("made in time, uploaded later: %+v %v", r, err)
		}
		if sec := r.Scores.Sections; len(sec) != 1 || sec[0].Valid || sec[0].Score > 650 {
			t.Errorf("one right answer of nine: %+v", sec)
		}
		b := bodies[interaction.Answering](s, a, interaction.DiagnosticAnswered)
		if len(b) != 1 || !b[0].SyncedLate || b[0].Eligible {
			t.Errorf("%+v", b)
		}
		next, err := s.sessions.StartDiagnostic(t.Context(), a, session.Client{})
		if err != nil || next.SessionID == r.SessionID {
			t.Fatalf("%+v %v", next, err)
		}
		s.pass(time.Hour)
		if r, err = s.sessions.StartDiagnostic(t.Context(), a, session.Client{}); err != nil || r.SessionID == next.SessionID || r.Done {
			t.Errorf("one whose time is up goes on: %+v %v", r, err)
		}
	})
}

func TestFreeTextStaysOutOfTheRecord(t *testing.T) {
	t.Parallel()
	s := open(t, "sqlite:"+t.TempDir())
	a := s.student()
	r, id := s.start(a, "Words in Context", 3)
	q := r.Questions[0].ID
	for name, change := range map[string]func(*session.Submission){
		"eliminated": func(sub *session.Submission) { sub.Eliminated = []string{"my name is"} },
		"tools":      func(sub *session.Submission) { sub.Tools = []string{strings.Repeat("x", 50_000)} },
		"tools text": func(sub *session.Submission) { sub.Tools = []string{"call 555"} },
		"changes":    func(sub *session.Submission) { sub.Changes = []session.Change{{To: "callme"}} },
	} {
		sub := submission(q, "A", 60)
		change(&sub)
		if _, err := s.submit(a, id, sub); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	sub := submission(q, "A", 60)
	sub.Eliminated, sub.Tools, sub.Changes = []string{"B", "C"}, []string{"highlighter"}, []session.Change{{To: "b"}, {To: ""}}
	if _, err := s.submit(a, id, sub); err != nil {
		t.Error(err)
	}
}

// Whoever asks for the questions of a module that was deferred starts the wait
// for its clock.
func TestNoEndlessLookAtAModule(t *testing.T) {
	t.Parallel()
	s := open(t, "sqlite:"+t.TempDir())
	a := s.student()
	x, r := s.test(a, "Math")
	r = x.submit(session.TestAnswers{Items: x.answers(r.Questions, always), Defer: true})
	if r.StartsIn != nil {
		t.Fatalf("%+v", r)
	}
	if r = x.submit(session.TestAnswers{}); len(r.Questions) != 22 || r.StartsIn == nil || *r.StartsIn != 600 {
		t.Fatalf("%d questions, and the clock starts in %v", len(r.Questions), r.StartsIn)
	}
	s.pass(9 * time.Minute)
	x.submit(session.TestAnswers{})
	s.pass(2 * time.Minute)
	if r = x.submit(session.TestAnswers{}); !r.Begun || *r.SecondsLeft != 34*60 {
		t.Errorf("begun %v, %v left", r.Begun, *r.SecondsLeft)
	}
}

func TestRequestsThatComeTwice(t *testing.T) {
	t.Parallel()
	s := open(t, "sqlite:"+t.TempDir())
	a := s.student()
	x, r := s.test(a, "Both")
	end := session.TestAnswers{Finish: true, Module: 1, Defer: true}
	x.submit(end)
	x.begin()
	if r = x.submit(end); r.Module != 2 || !r.Begun {
		t.Errorf("the end of module 1 came twice and ended module 2: %+v", r)
	}
	if r = x.submit(session.TestAnswers{Finish: true, Module: 2, Defer: true}); r.Module != 3 || r.Break == "" {
		t.Fatalf("%+v", r)
	}
	r, err := s.sessions.BeginTest(t.Context(), a, x.id, 2, session.Client{})
	if err != nil || r.Begun || r.Break == "" {
		t.Errorf("the begin of module 2 came twice and took the break: %+v %v", r, err)
	}
}

// Who looks at their test before they upload what they made in time loses
// nothing.
func TestALookBeforeTheUpload(t *testing.T) {
	t.Parallel()
	s := open(t, "sqlite:"+t.TempDir())
	a := s.student()
	x, r := s.test(a, "Math")
	sub := x.answers(r.Questions[:1], always)[0]
	made := 30 * 60_000.0
	sub.Mono = &made
	s.pass(5 * time.Hour)
	if r = x.resume(); r.Module != 1 || *r.SecondsLeft != 0 {
		t.Fatalf("module %d", r.Module)
	}
	s.pass(20 * time.Second)
	if d := x.draft(sub); d.Saved != 1 {
		t.Errorf("%+v", d)
	}
	s.pass(39 * time.Second)
	if n, err := s.sessions.CloseIdle(t.Context()); err != nil || n != 0 {
		t.Errorf("%d closed too early: %v", n, err)
	}
	s.pass(time.Second)
	if n, err := s.sessions.CloseIdle(t.Context()); err != nil || n != 1 {
		t.Errorf("%d closed: %v", n, err)
	}
	if r = x.resume(); r.Module != 2 {
		t.Errorf("the module goes on: %+v", r)
	}
	if b := bodies[interaction.ModuleEnded](s, a, interaction.TestModuleEnded)[0]; b.Answered != 1 || b.Reason != "time" {
		t.Errorf("%+v", b)
	}
}

// Drafts that go on when the time is up do not keep the module open.
func TestDraftsDoNotHoldAModule(t *testing.T) {
	t.Parallel()
	s := open(t, "sqlite:"+t.TempDir())
	a := s.student()
	x, r := s.test(a, "Math")
	for range 70 {
		s.pass(30 * time.Second)
		x.draft()
	}
	s.pass(40 * time.Second)
	x.draft(x.answers(r.Questions[:1], always)...) // before the ticker came
	for range 3 {
		s.pass(30 * time.Second)
		if _, err := s.sessions.CloseIdle(t.Context()); err != nil {
			t.Fatal(err)
		}
		x.draft()
	}
	if ended := bodies[interaction.ModuleEnded](s, a, interaction.TestModuleEnded); len(ended) != 1 || ended[0].Answered != 0 {
		t.Errorf("%+v", ended)
	}
}

// A refused entry is no answer, so it starts no clock; a clock that is not
// believed decides nothing.
func TestWhatIsNoAnswer(t *testing.T) {
	t.Parallel()
	s := open(t, "sqlite:"+t.TempDir())
	a := s.student()
	x, r := s.test(a, "Math")
	sub := x.answers(r.Questions[:1], never)[0]
	wild := 9e7
	sub.Mono = &wild
	x.draft(sub)
	s.pass(time.Minute)
	mended := x.answers(r.Questions[:1], always)[0]
	right := 60_000.0
	mended.Mono = &right
	x.draft(mended)
	if got := x.resume().Answers; len(got) != 1 || *got[0].Answer != *mended.Answer {
		t.Errorf("the later answer was dropped: %+v", got)
	}
	r = x.submit(session.TestAnswers{Finish: true})
	bad := "no"
	if d := x.draft(session.Submission{Question: r.Questions[0].ID, Answer: &bad}); d.Saved != 0 || len(d.Refused) != 1 {
		t.Errorf("%+v", d)
	}
	if x.resume().Begun {
		t.Error("a refused entry started the clock")
	}
}

// Help that another server recorded is found when the answer is stored, and
// help of this one before it is graded.
func TestHelpFromAnywhereIsSeen(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		s := open(t, dsn)
		other := s.room()
		a := s.student()
		r, id := s.start(a, "Words in Context", 10) // no two of which are kin: kin of what was helped with is aided too
		met := map[string]bool{}
		for i, by := range []*session.Service{nil, other, s.sessions, nil} {
			s.follow()
			q := s.find(r.Questions[0].ID)
			if met[q.Family] {
				t.Fatalf("the family of %s was met", q.ID)
			}
			met[q.Family] = true
			if by != nil {
				err := s.db.Write(t.Context(), func(tx *db.Tx) error {
					return errors.Join(by.RecordAid(tx, a.Subject, q, 1, s.now()), by.RecordAid(tx, a.Subject, q, 3, s.now()))
				})
				if err != nil {
					t.Fatal(err)
				}
			}
			var err error
			if r, err = s.submit(a, id, submission(q.ID, q.Keys[0], 40)); err != nil {
				t.Fatal(err)
			}
			recs := s.records(a)
			last := recs[len(recs)-1]
			body, err := interaction.BodyAs[interaction.Answering](last)
			if err != nil {
				t.Fatal(err)
			}
			want := []int(nil)
			if by != nil {
				want = []int{1, 3}
			}
			if last.Done.Aided.V != (by != nil) || body.Eligible != (by == nil) || !slices.Equal(body.HintLevels, want) {
				t.Errorf("answer %d: aided %v, eligible %v, levels %v", i+1, last.Done.Aided.V, body.Eligible, body.HintLevels)
			}
		}
	})
}
