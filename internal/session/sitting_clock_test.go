package session_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"satprep/internal/db/dbtest"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/session"
)

func TestDraftsAndResume(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		s := open(t, dsn)
		a := s.student()
		x, r := s.test(a, "Math")
		subs := x.answers(r.Questions, always)
		flagged := subs[2]
		flagged.Flagged = true
		if d := x.draft(subs[0], subs[1], flagged); d.Saved != 3 || d.Module != 1 || len(d.Refused) != 0 {
			t.Errorf("%+v", d)
		}
		if d := x.draft(subs[0], subs[1], subs[1]); d.Saved != 2 {
			t.Errorf("an answer sent twice counts once: %+v", d)
		}
		var typed session.Submission
		for _, shown := range r.Questions {
			if shown.Type == "spr" {
				typed = submission(shown.ID, "7/", 5)
			}
		}
		if d := x.draft(subs[3], typed); d.Saved != 1 || len(d.Refused) != 1 || d.Refused[0].Question != typed.Question {
			t.Errorf("half an entry: %+v", d)
		}
		if _, err := x.try(session.TestAnswers{Items: []session.Submission{subs[4], typed}}); !fault.Is(err, fault.Invalid) {
			t.Errorf("an impossible entry was submitted: %v", err)
		}
		whole := "1234"
		typed.Answer = &whole
		x.draft(typed)
		var detail string
		if err := s.db.QueryRow(t.Context(), `SELECT detail FROM session WHERE id = ?`, x.id).Scan(&detail); err != nil || strings.Contains(detail, "1234") {
			t.Errorf("a typed draft stands open in the database: %v", err)
		}
		s.pass(40 * time.Second)
		again, err := s.room().TestSession(t.Context(), a, x.id, session.Client{}) // another server
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(r.Questions, again.Questions); diff != "" {
			t.Errorf("the screen is another: %s", diff)
		}
		if len(again.Answers) != 5 || *again.SecondsLeft != 35*60-40 || *again.SecondsSince != 40 {
			t.Errorf("resumed with %d answers, %v seconds, %v since", len(again.Answers), *again.SecondsLeft, *again.SecondsSince)
		}
		for _, d := range again.Answers {
			if d.Submitted || d.Flagged != (d.Question == flagged.Question) || d.Question == typed.Question && *d.Answer != "1234" {
				t.Errorf("%+v", d)
			}
		}
		for i := 0; i < 60; i++ { // signs of life until the time is over
			s.pass(30 * time.Second)
			x.draft()
		}
		if r := x.resume(); r.Module != 1 || r.GaveBack != 0 {
			t.Errorf("%+v", r)
		}
		for i := 0; i < 12; i++ {
			s.pass(30 * time.Second)
			if n, err := s.sessions.CloseIdle(t.Context()); err != nil {
				t.Fatal(n, err)
			}
			x.draft()
		}
		if r := x.resume(); r.Module != 2 || r.Begun || len(r.Questions) != 0 {
			t.Errorf("time is up and the module goes on: %+v", r)
		}
		ended := bodies[interaction.ModuleEnded](s, a, interaction.TestModuleEnded)[0]
		if ended.Reason != "time" || ended.Answered != 5 {
			t.Errorf("drafts in time count: %+v", ended)
		}
	})
}

func TestLateAnswers(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		s := open(t, dsn)
		a := s.student()
		a.TimeFactor = 1.5
		x, r := s.test(a, "Math")
		if *r.SecondsLeft != 35*60*1.5 {
			t.Errorf("%v seconds with time and a half", *r.SecondsLeft)
		}
		subs := x.answers(r.Questions, always)
		x.draft(subs[0], subs[1])
		s.pass(3 * time.Hour)
		if n, err := s.sessions.CloseIdle(t.Context()); err != nil {
			t.Fatal(n, err)
		}
		offline := subs[2]
		made := 52 * 60_000.0
		offline.Mono = &made
		tooLate := subs[3]
		over := 53 * 60_000.0
		tooLate.Mono = &over
		r = x.submit(session.TestAnswers{Items: []session.Submission{subs[0], offline, tooLate, subs[4]}})
		if r.Module != 2 || len(r.Refused) != 2 || r.Refused[0].Question != tooLate.Question || r.Refused[1].Question != subs[4].Question || r.Refused[0].Why == "" {
			t.Fatalf("module %d, refused %+v", r.Module, r.Refused)
		}
		ended := bodies[interaction.ModuleEnded](s, a, interaction.TestModuleEnded)[0]
		if ended.Reason != "time" || ended.Answered != 3 {
			t.Errorf("%+v", ended)
		}
		for _, rec := range s.records(a) {
			if rec.Asked.Question == offline.Question {
				b, _ := interaction.BodyAs[interaction.Answering](rec)
				if !b.SyncedLate || b.Eligible || !rec.Done.Correct.V {
					t.Errorf("made in time and uploaded later: %+v %+v", b, rec.Done)
				}
			}
		}
		if again := x.submit(session.TestAnswers{Items: []session.Submission{subs[0], offline, tooLate}}); len(again.Refused) != 1 || again.Module != 2 {
			t.Errorf("a resend of what was refused: %+v", again.Refused)
		}
	})
}

func TestTimeIsGivenBack(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		s := open(t, dsn)
		a := s.student()
		x, r := s.test(a, "Math")
		s.pass(30 * time.Minute)
		x.draft(x.answers(r.Questions[:3], always)...)
		s.pass(14 * time.Minute) // the tab crashed; 9 minutes over
		if r = x.resume(); r.Module != 1 || r.GaveBack != 600 || *r.SecondsLeft != 60 || len(r.Answers) != 3 {
			t.Errorf("module %d, gave %v back, %v left", r.Module, r.GaveBack, *r.SecondsLeft)
		}
		s.pass(5 * time.Minute)
		if r = x.resume(); r.Module != 1 || *r.SecondsLeft != 0 || r.GaveBack != 600 {
			t.Errorf("more than ten minutes were given back: %+v", r)
		}
		s.pass(time.Minute)
		if r = x.resume(); r.Module != 2 {
			t.Errorf("there was a minute to bring answers, and the module goes on: %+v", r)
		}
		if b := bodies[interaction.ModuleEnded](s, a, interaction.TestModuleEnded)[0]; b.GaveBack != 600 || b.Answered != 3 {
			t.Errorf("%+v", b)
		}
	})
}

func TestTheBreak(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		s := open(t, dsn)
		a := s.student()
		x, r := s.test(a, "Both")
		r = x.submit(session.TestAnswers{Items: x.answers(r.Questions, always), Defer: true})
		if len(r.Questions) != 0 || r.Break != "" || r.Begun || r.StartsIn != nil {
			t.Errorf("deferred: %+v", r)
		}
		s.pass(3 * time.Hour) // nobody has seen the module: it waits
		if r = x.resume(); r.Begun || len(r.Questions) != 0 || r.Module != 2 {
			t.Errorf("%+v", r)
		}
		if r = x.begin(); !r.Begun || len(r.Questions) != 27 || *r.SecondsLeft != 32*60 {
			t.Errorf("begun: %+v", r)
		}
		if again := x.begin(); again.Module != 2 || len(again.Questions) != 27 {
			t.Errorf("begun twice: %+v", again)
		}
		r = x.submit(session.TestAnswers{Items: x.answers(r.Questions, always), Defer: true})
		if !strings.HasPrefix(r.Break, "10 minutes") || len(r.Questions) != 0 || *r.BreakSeconds != 600 {
			t.Errorf("the break: %+v", r)
		}
		s.pass(4*time.Minute + 30*time.Second)
		if r = x.resume(); !strings.HasPrefix(r.Break, "6 minutes") || len(r.Questions) != 0 {
			t.Errorf("in the break: %q, %d questions", r.Break, len(r.Questions))
		}
		if r := x.submit(session.TestAnswers{Finish: true}); r.Module != 3 || r.Begun {
			t.Errorf("a module that nobody has begun was ended: %+v", r)
		}
		s.pass(6*time.Minute + 30*time.Second) // a minute over
		if r = x.resume(); !r.Begun || len(r.Questions) != 22 || *r.SecondsLeft != 34*60 || r.GaveBack != 0 {
			t.Errorf("after the break: begun %v, %d questions, %v left", r.Begun, len(r.Questions), *r.SecondsLeft)
		}
		by := []string{}
		for _, b := range bodies[interaction.ModuleStarted](s, a, interaction.TestModuleStarted) {
			by = append(by, b.By)
		}
		if diff := cmp.Diff([]string{"start", "begin", "break_over"}, by); diff != "" {
			t.Error(diff)
		}
		x.submit(session.TestAnswers{Items: x.answers(r.Questions, always)})
		r = x.submit(session.TestAnswers{Items: x.answers(x.submit(session.TestAnswers{}).Questions[:1], always)})
		if !r.Begun {
			t.Error("the first answer starts the clock")
		}
	})
}

func TestATestClosesItself(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		s := open(t, dsn)
		a, b := s.student(), s.student()
		x, r := s.test(a, "Both")
		y, _ := s.test(b, "Math")
		x.draft(x.answers(r.Questions[:20], always)...)
		s.pass(20 * time.Hour)
		if n, err := s.sessions.CloseIdle(t.Context()); err != nil || n != 2 {
			t.Errorf("%d tests looked at: %v", n, err) // due for their time, which waits for them to upload
		}
		if r := y.resume(); r.Module != 1 || *r.SecondsLeft != 0 {
			t.Errorf("the time of b is up, and b may bring answers: %+v", r)
		}
		s.pass(time.Minute)
		if n, err := s.sessions.CloseIdle(t.Context()); err != nil || n != 1 {
			t.Errorf("%d tests looked at: %v", n, err)
		}
		if y.resume().Module != 2 {
			t.Error("b had a minute")
		}
		s.pass(5 * time.Hour)
		if n, err := s.sessions.CloseIdle(t.Context()); err != nil || n != 1 {
			t.Errorf("%d tests closed: %v", n, err)
		}
		r = x.resume()
		if r.Status != session.Ended || r.Reason != "idle" || r.TotalScore != nil || *r.Valid || len(r.Scores) != 1 || r.Sections[0].Answered == 0 || r.Sections[0].Asked != 50 {
			t.Errorf("%+v", r)
		}
		ended := bodies[interaction.ModuleEnded](s, a, interaction.TestModuleEnded)
		if len(ended) != 2 || ended[0].Reason != "idle" || ended[0].Answered != 20 || ended[1].NotReached != 27 {
			t.Errorf("%+v", ended)
		}
		if n, err := s.sessions.CloseIdle(t.Context()); err != nil || n != 0 {
			t.Errorf("%d closed again: %v", n, err)
		}
		s.pass(20 * time.Hour) // b's is idle too, and b comes before the ticker
		s.follow()
		if _, r := s.test(b, "Math"); r.Module != 1 {
			t.Errorf("%+v", r)
		}
		if r := y.resume(); r.Reason != "idle" || *r.PointsEarned != 0 {
			t.Errorf("%+v", r)
		}
	})
}

// Nothing is recorded of somebody whose account was closed in the middle of a
// test, so the test is put away without an end.
func TestATestOfAClosedAccount(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		s := open(t, dsn)
		a := s.student()
		x, r := s.test(a, "Math")
		x.draft(x.answers(r.Questions[:3], always)...)
		if err := s.accounts.Close(t.Context(), a, a.UserID); err != nil {
			t.Fatal(err)
		}
		before := len(s.records(a))
		s.pass(26 * time.Hour)
		if n, err := s.sessions.CloseIdle(t.Context()); err != nil || n != 1 {
			t.Errorf("%d tests put away: %v", n, err)
		}
		if open, err := s.sessions.TestOpen(t.Context(), a.Subject); err != nil || open || len(s.records(a)) != before {
			t.Errorf("open %v, %d records more: %v", open, len(s.records(a))-before, err)
		}
		if n, err := s.sessions.CloseIdle(t.Context()); err != nil || n != 0 {
			t.Errorf("%d more: %v", n, err)
		}
	})
}
