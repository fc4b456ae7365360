package session_test

import (
	"context"
	"math"
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
	"satprep/internal/irt"
	"satprep/internal/question"
	"satprep/internal/reward"
	"satprep/internal/session"
	"satprep/internal/uid"
)

// A taker is a learner in a full test.
type taker struct {
	*school
	who account.Actor
	id  uid.ID
}

func (s *school) test(a account.Actor, sections ...string) (taker, session.TestReply) {
	s.t.Helper()
	s.follow()
	defer s.follow()
	r, err := s.sessions.StartTest(context.Background(), a, session.TestStart{Sections: sections})
	if err != nil {
		s.t.Fatal(err)
	}
	id, err := uid.Parse(r.TestID)
	if err != nil {
		s.t.Fatal(err)
	}
	return taker{s, a, id}, r
}

func (x taker) try(in session.TestAnswers) (session.TestReply, error) {
	x.t.Helper()
	defer x.follow()
	return x.sessions.SubmitTest(context.Background(), x.who, x.id, in)
}

func (x taker) submit(in session.TestAnswers) session.TestReply {
	x.t.Helper()
	r, err := x.try(in)
	if err != nil {
		x.t.Fatal(err)
	}
	return r
}

func (x taker) resume() session.TestReply {
	x.t.Helper()
	x.follow()
	defer x.follow()
	r, err := x.sessions.TestSession(context.Background(), x.who, x.id, session.Client{})
	if err != nil {
		x.t.Fatal(err)
	}
	return r
}

func (x taker) begin() session.TestReply {
	x.t.Helper()
	defer x.follow()
	r, err := x.sessions.BeginTest(context.Background(), x.who, x.id, 0, session.Client{})
	if err != nil {
		x.t.Fatal(err)
	}
	return r
}

func (x taker) draft(subs ...session.Submission) session.DraftReply {
	x.t.Helper()
	r, err := x.sessions.Drafts(context.Background(), x.who, x.id, session.TestAnswers{Items: subs})
	if err != nil {
		x.t.Fatal(err)
	}
	return r
}

// answers answers every question, rightly where right says so.
func (x taker) answers(questions []question.Shown, right func(i int) bool) []session.Submission {
	x.t.Helper()
	var subs []session.Submission
	for i, shown := range questions {
		q := x.find(shown.ID)
		answer := wrong(q)
		if right(i) {
			answer = q.Keys[0]
		}
		subs = append(subs, submission(q.ID, answer, 40))
	}
	return subs
}

func always(int) bool { return true }
func never(int) bool  { return false }

// scanned are the bodies of a learner's records of one kind.
func bodies[T any](s *school, a account.Actor, kind interaction.Kind) (list []T) {
	s.t.Helper()
	for _, r := range s.records(a) {
		if r.Kind != kind {
			continue
		}
		b, err := interaction.BodyAs[T](r)
		if err != nil {
			s.t.Fatal(err)
		}
		list = append(list, b)
	}
	return list
}

func TestAWholeTest(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		s := open(t, dsn)
		a := s.student()
		x, r := s.test(a, "Both")
		if r.Module != 1 || r.Section != "Reading & Writing" || r.ModuleIndex != 1 || *r.SecondsLeft != 32*60 || len(r.Questions) != 27 || !r.Begun {
			t.Errorf("the start is module %d, %s %d, %v seconds, %d questions", r.Module, r.Section, r.ModuleIndex, *r.SecondsLeft, len(r.Questions))
		}
		seen := map[string]bool{}
		for module := 1; module <= 4; module++ {
			if diff := cmp.Diff(map[string]float64{"Math": 0, "Reading & Writing": 0}, r.Theta); diff != "" {
				t.Errorf("θ of a newcomer before module %d, which it must not tell about: %s", module, diff)
			}
			for _, q := range r.Questions {
				if seen[q.ID] {
					t.Errorf("%s is asked twice", q.ID)
				}
				seen[q.ID] = true
			}
			section, n := "Reading & Writing", 27
			if module > 2 {
				section, n = "Math", 22
			}
			if r.Module != module || r.Section != section || r.ModuleIndex != 2-module%2 || len(r.Questions) != n {
				t.Fatalf("module %d: %d, %s %d, %d questions", module, r.Module, r.Section, r.ModuleIndex, len(r.Questions))
			}
			if (r.Break != "") != (module == 3) || module == 3 && !strings.HasPrefix(r.Break, "10 minutes") {
				t.Errorf("before module %d the break is %q", module, r.Break)
			}
			subs := x.answers(r.Questions, func(i int) bool { return i%3 != 0 })
			s.pass(10 * time.Minute)
			r = x.submit(session.TestAnswers{Items: subs[:10]})
			if r.Module != module || len(r.Questions) != n-10 || r.Status != session.Open {
				t.Errorf("with 10 submitted: module %d, %d left, %s", r.Module, len(r.Questions), r.Status)
			}
			s.pass(10 * time.Minute)
			r = x.submit(session.TestAnswers{Items: subs[10:]})
		}
		if r.Status != session.Ended || len(r.Questions) != 0 || r.PointsEarned == nil || *r.PointsEarned != 200 || r.TotalScore == nil || len(r.Scores) != 2 {
			t.Fatalf("the end is %+v", r)
		}
		if r.Theta["Math"] == 0 || r.Theta["Reading & Writing"] == 0 {
			t.Errorf("θ after the test: %v", r.Theta)
		}
		if *r.TotalScore != r.Scores["Math"]+r.Scores["Reading & Writing"] || r.ScoreStatus != "authored" || !*r.Valid || r.Note == "" {
			t.Errorf("the result is %+v", r)
		}
		for _, sec := range r.Sections {
			if sec.High-sec.Low < 120 || sec.Score < sec.Low || sec.Score > sec.High || sec.Why == "" || sec.Asked != sec.Answered {
				t.Errorf("section %+v", sec)
			}
		}
		if diff := cmp.Diff(r, x.resume()); diff != "" {
			t.Errorf("an ended test resumes as its result: %s", diff)
		}
		if p, err := reward.New(s.db).Find(t.Context(), a.Subject); err != nil || p.Total != 200 || p.Tests != 1 {
			t.Errorf("points %+v %v", p, err)
		}
		s.checkLog(t, a, x.id, r)
	})
}

// checkLog recomputes what the test said from the log alone.
func (s *school) checkLog(t *testing.T, a account.Actor, id uid.ID, r session.TestReply) {
	t.Helper()
	type answer struct {
		params irt.Params
		right  bool
	}
	operational := map[string][]answer{}
	pretest := map[int]int{}
	answered, started, ended := 0, 0, 0
	for _, rec := range s.records(a) {
		if rec.Session != id {
			continue
		}
		switch rec.Kind {
		case interaction.TestModuleStarted:
			started++
		case interaction.TestModuleEnded:
			ended++
			b, _ := interaction.BodyAs[interaction.ModuleEnded](rec)
			if b.Module%2 == 0 {
				continue
			}
			var items []irt.Params
			var right []bool
			for _, o := range operational[b.Section] {
				items, right = append(items, o.params), append(right, o.right)
			}
			theta, _ := irt.EAP(items, right, 0, 1)
			if len(items) == 0 || math.Abs(theta-b.ThetaRoute) > 1e-9 || irt.Route(theta, b.Cut) != (b.Route == "harder") || rec.Provenance.Routing == "" {
				t.Errorf("route %+v, θ of the log %v", b, theta)
			}
		case interaction.TestAnswered:
			answered++
			b, err := interaction.BodyAs[interaction.Answering](rec)
			if err != nil {
				t.Fatal(err)
			}
			if b.Pretest {
				pretest[rec.Asked.Module]++
				if b.Eligible || rec.Why.Propensity.V <= 0 || rec.Why.Propensity.V >= 1 || rec.Why.Eligible < 2 || len(rec.Why.Digest) != 16 || rec.Provenance.Policy != "pretest" {
					t.Errorf("pretest %+v %+v", b, rec.Why)
				}
				continue
			}
			if !b.Eligible || rec.Why.Propensity.V != 1 || rec.Asked.Mode != "full_test" || rec.Asked.Position == 0 || rec.Done.Attempt != 1 {
				t.Errorf("answered %+v %+v %+v", b, rec.Why, rec.Asked)
			}
			operational[rec.Asked.Section] = append(operational[rec.Asked.Section], answer{irt.Params{A: b.Difficulty.A, B: b.Difficulty.B, C: b.Difficulty.C}, rec.Done.Correct.V})
		case interaction.TestEnded:
			b, _ := interaction.BodyAs[interaction.TestResult](rec)
			for _, sec := range b.Sections {
				var items []irt.Params
				var right []bool
				for _, o := range operational[sec.Section] {
					items, right = append(items, o.params), append(right, o.right)
				}
				if got := irt.ScoreSection(items, nil, right); got.Scaled != sec.Score || r.Scores[question.Name(sec.Section)] != sec.Score {
					t.Errorf("%s: %d by the log, %d recorded, %d told", sec.Section, got.Scaled, sec.Score, r.Scores[question.Name(sec.Section)])
				}
			}
			if rec.After.Points.V != 200 || b.Total != *r.TotalScore {
				t.Errorf("ended %+v", b)
			}
		}
	}
	if answered != 98 || started != 4 || ended != 4 || len(operational["rw"]) != 50 || len(operational["math"]) != 40 {
		t.Errorf("%d answers, %d modules begun, %d ended, operational %d and %d", answered, started, ended, len(operational["rw"]), len(operational["math"]))
	}
	if diff := cmp.Diff(map[int]int{1: 2, 2: 2, 3: 2, 4: 2}, pretest); diff != "" {
		t.Errorf("pretest questions by module: %s", diff)
	}
	var n int
	err := s.db.QueryRow(t.Context(), `SELECT count(*) FROM response r JOIN interaction i ON i.id = r.record AND i.question = r.question WHERE r.session = ?`, id).Scan(&n)
	if err != nil || n != 98 {
		t.Errorf("%d responses with their record: %v", n, err)
	}
	list, err := s.beliefs.List(t.Context(), a.Subject)
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range list {
		if b.Scope.Domain == "" && (b.N != map[string]int{"rw": 50, "math": 40}[b.Scope.Section] || math.Abs(b.Theta-r.Theta[question.Name(b.Scope.Section)]) > 1e-9) {
			t.Errorf("the view believes %+v, the reply said %v", b, r.Theta)
		}
	}
}

func TestRoutesAndExtremes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		right func(int) bool
		route string
		score int
	}{{"all right", always, "harder", 800}, {"all wrong", never, "easier", 200}} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := open(t, "sqlite:"+t.TempDir())
			x, r := s.test(s.student(), "Math")
			for r.Status == session.Open {
				r = x.submit(session.TestAnswers{Items: x.answers(r.Questions, c.right)})
			}
			if r.Scores["Math"] != c.score || *r.TotalScore != c.score || r.Sections[0].Route != c.route || r.TotalLow != nil {
				t.Errorf("%+v", r)
			}
			if !strings.Contains(r.Sections[0].Why, c.route) {
				t.Errorf("why: %s", r.Sections[0].Why)
			}
		})
	}
}

// A module that the clock took is told from one that was given away, also when
// all its questions are answered or the hand-in comes through a tunnel.
func TestWhatEndedAModule(t *testing.T) {
	t.Parallel()
	s := open(t, "sqlite:"+t.TempDir())
	for why, c := range map[string]struct {
		answered int
		in       session.TestAnswers
	}{
		"finished":   {5, session.TestAnswers{Finish: true}},
		"submitted":  {27, session.TestAnswers{Finish: true}},
		"time":       {5, session.TestAnswers{Finish: true, OutOfTime: true}},
		"time ":      {27, session.TestAnswers{Finish: true, OutOfTime: true}},
		"submitted ": {27, session.TestAnswers{OutOfTime: true}}, // it says nothing without a hand-in
	} {
		a := s.student()
		x, r := s.test(a, "Reading & Writing")
		c.in.Items = x.answers(r.Questions, always)[:c.answered]
		x.submit(c.in)
		if ended := bodies[interaction.ModuleEnded](s, a, interaction.TestModuleEnded); len(ended) != 1 || ended[0].Reason != strings.TrimSpace(why) || ended[0].Answered != c.answered {
			t.Errorf("%s: %+v", why, ended)
		}
	}
}

func TestOmittedAndNotReached(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		s := open(t, dsn)
		a := s.student()
		x, r := s.test(a, "Reading & Writing")
		subs := x.answers(r.Questions, always)
		subs[3].Answer = nil
		r = x.submit(session.TestAnswers{Items: append(subs[:5:5], subs[7]), Finish: true}) // 6 and 7 passed over, 9 to 27 not reached
		if r.Module != 2 || r.Begun {
			t.Fatalf("%+v", r)
		}
		ended := bodies[interaction.ModuleEnded](s, a, interaction.TestModuleEnded)[0]
		if ended.Answered != 5 || ended.Omitted != 3 || ended.NotReached != 19 || ended.Reason != "finished" {
			t.Errorf("module ended %+v", ended)
		}
		states := map[interaction.State]int{}
		for _, rec := range s.records(a) {
			if rec.Kind != interaction.TestAnswered {
				continue
			}
			states[rec.Done.State]++
			b, _ := interaction.BodyAs[interaction.Answering](rec)
			switch {
			case rec.Done.State == interaction.NotReached && (rec.Done.Correct.Valid || b.Eligible):
				t.Errorf("not reached: %+v", rec.Done)
			case rec.Done.State == interaction.Omitted && (!rec.Done.Correct.Valid || rec.Done.Correct.V):
				t.Errorf("omitted: %+v", rec.Done)
			}
		}
		if diff := cmp.Diff(map[interaction.State]int{interaction.Answered: 5, interaction.Omitted: 3, interaction.NotReached: 19}, states); diff != "" {
			t.Error(diff)
		}
		x.begin()
		r = x.submit(session.TestAnswers{Finish: true})
		if r.Status != session.Ended || *r.Valid || r.Sections[0].Valid || r.Sections[0].Asked != 50 || r.Scores["Reading & Writing"] < 200 {
			t.Errorf("a section hardly answered: %+v", r)
		}
		var null int
		if err := s.db.QueryRow(t.Context(), `SELECT count(*) FROM response WHERE session = ? AND correct IS NULL AND state = 'not_reached'`, x.id).Scan(&null); err != nil || null != 19+27 {
			t.Errorf("%d responses without correctness: %v", null, err)
		}
	})
}

func TestNothingAnsweredEarnsNothing(t *testing.T) {
	t.Parallel()
	s := open(t, "sqlite:"+t.TempDir())
	a := s.student()
	x, r := s.test(a, "Math")
	for r.Status == session.Open {
		x.begin()
		r = x.submit(session.TestAnswers{Finish: true})
	}
	if *r.PointsEarned != 0 || r.Scores["Math"] != 200 || *r.Valid {
		t.Errorf("%+v", r)
	}
}

func TestARepeatedForm(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		s := open(t, dsn)
		a := s.student()
		var r session.TestReply
		var x taker
		forms := len(s.bank.Forms())
		ahead := func(choice string) session.Forms {
			list, err := s.sessions.FormsAhead(t.Context(), a.Subject)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range list {
				if f.Sections == choice {
					return f
				}
			}
			t.Fatalf("nothing is said of %s: %+v", choice, list)
			return session.Forms{}
		}
		for i := range forms + 1 {
			if want := (session.Forms{Sections: "Math", Forms: forms, Unmet: forms - min(i, forms)}); ahead("Math") != want {
				t.Errorf("before test %d it is said: %+v, not %+v", i+1, ahead("Math"), want)
			}
			x, r = s.test(a, "Math")
			if r.Repeated != (i == forms) {
				t.Errorf("test %d of %d forms is repeated: %v", i+1, forms, r.Repeated)
			}
			for r.Status == session.Open {
				r = x.submit(session.TestAnswers{Items: x.answers(r.Questions, always)})
			}
			s.pass(time.Hour)
		}
		if *r.PointsEarned != 0 || !r.Repeated || *r.Valid || !strings.Contains(r.Note, "before") {
			t.Errorf("%+v", r)
		}
		results := bodies[interaction.TestResult](s, a, interaction.TestEnded)
		if !results[forms].Repeated || results[0].Repeated {
			t.Errorf("recorded %+v", results)
		}
		for _, rec := range s.records(a) {
			b, _ := interaction.BodyAs[interaction.Answering](rec)
			if rec.Session == x.id && rec.Kind == interaction.TestAnswered && b.Eligible {
				t.Errorf("%s counts again", rec.Asked.Question)
			}
		}
		if ahead("Reading & Writing").Unmet != forms || ahead("Both").Unmet != 0 {
			t.Errorf("of the other section %+v, of both %+v", ahead("Reading & Writing"), ahead("Both"))
		}
		if _, r := s.test(a, "Reading & Writing"); r.Repeated {
			t.Error("the other section of the form is not a repetition")
		}
	})
}

func TestOneOpenTest(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		s := open(t, dsn)
		a := s.student()
		var wg sync.WaitGroup
		var mu sync.Mutex
		var made []string
		for _, room := range []*session.Service{s.sessions, s.room(), s.sessions, s.room()} {
			wg.Go(func() {
				r, err := room.StartTest(context.Background(), a, session.TestStart{Sections: []string{"Both"}})
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					made = append(made, r.TestID)
				} else if !fault.Is(err, fault.Conflict) {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if len(made) != 1 {
			t.Fatalf("%d tests were begun at once", len(made))
		}
		_, err := s.sessions.StartTest(t.Context(), a, session.TestStart{Sections: []string{"Math"}})
		if !fault.Is(err, fault.Conflict) || !strings.Contains(fault.Sentence(err), made[0]) {
			t.Errorf("%v", err)
		}
		_, err = s.sessions.StartTest(t.Context(), a, session.TestStart{Sections: []string{"Chemistry"}})
		if !fault.Is(err, fault.Invalid) || fault.Sentence(err) != "Invalid sections" {
			t.Errorf("%v", err)
		}
		if open, err := s.sessions.TestOpen(t.Context(), a.Subject); err != nil || !open {
			t.Errorf("open %v %v", open, err)
		}
		if n := len(s.records(a)); n != 3 { // registered, test started, module started
			t.Errorf("%d records", n)
		}
	})
}

func TestResendsAndClosedModules(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		s := open(t, dsn)
		a := s.student()
		x, r := s.test(a, "Math")
		first := x.answers(r.Questions, func(i int) bool { return i%2 == 0 })
		two := x.submit(session.TestAnswers{Items: first})
		if two.Module != 2 {
			t.Fatalf("%+v", two)
		}
		before := len(s.records(a))
		if again := x.submit(session.TestAnswers{Items: first, Finish: true}); again.Module != 2 || again.Begun || len(again.Questions) != 22 {
			t.Errorf("a resend moved the test: %+v", again)
		}
		if n := len(s.records(a)); n != before {
			t.Errorf("a resend recorded %d", n-before)
		}
		other := first[4]
		q := s.find(other.Question)
		change := wrong(q)
		if *other.Answer == change {
			change = q.Keys[0]
		}
		other.Answer = &change
		if _, err := x.try(session.TestAnswers{Items: []session.Submission{other}}); !fault.Is(err, fault.Conflict) || !strings.Contains(fault.Sentence(err), "Module 1") {
			t.Errorf("a closed module: %v", err)
		}
		fresh := x.answers(two.Questions[:2], always)
		if _, err := x.try(session.TestAnswers{Items: append(fresh[:2:2], other)}); !fault.Is(err, fault.Conflict) {
			t.Errorf("half of it belongs to a closed module: %v", err)
		}
		if _, err := x.try(session.TestAnswers{Items: append(fresh[:2:2], submission("no-such", "A", 3))}); !fault.Is(err, fault.Invalid) {
			t.Errorf("an unknown question: %v", err)
		}
		if now := x.resume(); now.Begun || len(now.Answers) != 0 || len(s.records(a)) != before {
			t.Errorf("refused submissions left something: %+v", now)
		}
		for i := range 3 { // the last one wins while the module is open
			sub := fresh[0]
			if i == 1 {
				w := wrong(s.find(sub.Question))
				sub.Answer = &w
			}
			x.submit(session.TestAnswers{Items: []session.Submission{sub}})
		}
		rest := x.answers(two.Questions, always)
		r = x.submit(session.TestAnswers{Items: rest[1:]})
		if r.Status != session.Ended {
			t.Fatalf("%+v", r)
		}
		for _, rec := range s.records(a) {
			if rec.Kind == interaction.TestAnswered && rec.Asked.Question == fresh[0].Question && !rec.Done.Correct.V {
				t.Error("the last answer did not win")
			}
		}
		if again := x.submit(session.TestAnswers{Items: rest}); again.Status != session.Ended || *again.PointsEarned != 200 {
			t.Errorf("%+v", again)
		}
	})
}

func TestWhatDoesNotCountInATest(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		s := open(t, dsn)
		a := s.student()
		x, r := s.test(a, "Math")
		subs := x.answers(r.Questions, always)
		one := 1.0
		byID := map[string]string{}
		var operational []int
		for i, sub := range subs {
			if s.find(sub.Question).Use == question.Forms {
				operational = append(operational, i)
			}
		}
		rapid, aided, plain := operational[0], operational[1], operational[2]
		subs[rapid].TimeSpent = &one
		byID[subs[rapid].Question], byID[subs[aided].Question], byID[subs[plain].Question] = "rapid", "aided", "plain"
		err := s.db.Write(t.Context(), func(tx *db.Tx) error {
			return s.sessions.RecordAid(tx, a.Subject, s.find(subs[aided].Question), 2, s.now())
		})
		if err != nil {
			t.Fatal(err)
		}
		subs[plain].ID = uid.New(s.now()).String()
		x.submit(session.TestAnswers{Items: subs})
		for _, rec := range s.records(a) {
			b, _ := interaction.BodyAs[interaction.Answering](rec)
			switch byID[rec.Asked.Question] {
			case "rapid":
				if b.Eligible || !b.Rapid {
					t.Errorf("rapid: %+v", b)
				}
			case "aided":
				if b.Eligible || !rec.Done.Aided.V || len(b.HintLevels) != 1 {
					t.Errorf("aided: %+v %+v", b, rec.Done)
				}
			case "plain":
				if !b.Eligible || b.OfflineID.String() != subs[plain].ID {
					t.Errorf("plain: %+v", b)
				}
			}
		}
	})
}

func TestSubmitsAtOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		s := open(t, dsn)
		a := s.student()
		x, r := s.test(a, "Math")
		subs := x.answers(r.Questions, always)
		rooms := []*session.Service{s.sessions, s.room()}
		var wg sync.WaitGroup
		for i := range 8 {
			wg.Go(func() {
				r, err := rooms[i%2].SubmitTest(context.Background(), a, x.id, session.TestAnswers{Items: subs})
				if err != nil || r.Module != 2 || len(r.Questions) != 22 { // whoever comes second sent the same again
					t.Errorf("module %d, %v", r.Module, err)
				}
			})
		}
		wg.Wait()
		var n int
		if err := s.db.QueryRow(t.Context(), `SELECT count(*) FROM response WHERE session = ?`, x.id).Scan(&n); err != nil || n != 22 {
			t.Errorf("%d responses: %v", n, err)
		}
		if ended := bodies[interaction.ModuleEnded](s, a, interaction.TestModuleEnded); len(ended) != 1 || ended[0].Answered != 22 {
			t.Errorf("%+v", ended)
		}
	})
}

func TestBeginsAtOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		s := open(t, dsn)
		a := s.student()
		x, _ := s.test(a, "Math")
		if _, err := x.try(session.TestAnswers{Finish: true}); err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				r, err := s.sessions.BeginTest(context.Background(), a, x.id, 0, session.Client{})
				if err != nil || !r.Begun || r.Module != 2 {
					t.Errorf("module %d begun %v: %v", r.Module, r.Begun, err)
				}
			})
		}
		wg.Wait()
		if started := bodies[interaction.ModuleStarted](s, a, interaction.TestModuleStarted); len(started) != 2 {
			t.Errorf("%d starts", len(started))
		}
	})
}

func TestOthersFindNoTest(t *testing.T) {
	t.Parallel()
	s := open(t, "sqlite:"+t.TempDir())
	a, b := s.student(), s.student()
	x, _ := s.test(a, "Math")
	y := taker{s, b, x.id}
	if _, err := y.try(session.TestAnswers{Finish: true}); !fault.Is(err, fault.Missing) {
		t.Errorf("%v", err)
	}
	if _, err := s.sessions.TestSession(t.Context(), b, x.id, session.Client{}); !fault.Is(err, fault.Missing) {
		t.Errorf("%v", err)
	}
	_, practice := s.start(a, "Math", 3)
	if _, err := s.sessions.TestSession(t.Context(), a, practice, session.Client{}); !fault.Is(err, fault.Missing) {
		t.Errorf("a practice session is no test: %v", err)
	}
	if _, err := s.sessions.StartTest(t.Context(), account.Actor{Role: account.Parent, Subject: uid.Random()}, session.TestStart{Sections: []string{"Math"}}); !fault.Is(err, fault.Forbidden) {
		t.Errorf("%v", err)
	}
}
