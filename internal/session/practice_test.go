package session_test

import (
	"context"
	"encoding/json"
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
	"satprep/internal/session"
	"satprep/internal/uid"
)

func (s *school) start(a account.Actor, domain string, n int) (session.Reply, uid.ID) {
	s.t.Helper()
	r, err := s.sessions.StartPractice(context.Background(), a, session.Start{Domain: domain, NumQuestions: n})
	if err != nil {
		s.t.Fatal(err)
	}
	id, err := uid.Parse(r.SessionID)
	if err != nil || len(r.Questions) != 1 {
		s.t.Fatalf("%v: %+v", err, r)
	}
	return r, id
}

func (s *school) submit(a account.Actor, id uid.ID, subs ...session.Submission) (session.Reply, error) {
	return s.sessions.Submit(context.Background(), a, session.Practice, id, session.Answers{Items: subs})
}

func TestPracticeFromStartToPoints(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		s := open(t, dsn)
		a := s.student()
		r, id := s.start(a, "Math", 5)
		if r.Theta != 0 || r.SE != 1 {
			t.Errorf("a newcomer has θ %v ± %v", r.Theta, r.SE)
		}
		met := map[string]bool{}
		for i := 1; i <= 5; i++ {
			q := s.find(r.Questions[0].ID)
			again := q.Family != "" && met[q.Family] // only the first of a family tells something new
			met[q.Family] = true
			if q.Section != question.Math || q.Use != question.Practice {
				t.Errorf("served %s of %s, use %s", q.ID, q.Section, q.Use)
			}
			s.pass(40 * time.Second)
			before := r.Theta
			var err error
			if r, err = s.submit(a, id, submission(q.ID, q.Keys[0], 40)); err != nil {
				t.Fatal(err)
			}
			if !r.Feedback.Correct || r.Feedback.Key != q.Keys[0] || r.Feedback.Rationale == "" {
				t.Errorf("feedback %+v", r.Feedback)
			}
			if moved := r.Theta > before; moved == again || r.Theta < before {
				t.Errorf("θ went from %v to %v on a right answer, of a family met before: %v", before, r.Theta, again)
			}
			if r.Answered != i || r.Done != (i == 5) {
				t.Errorf("after %d answers: %d, done %v", i, r.Answered, r.Done)
			}
		}
		if r.PointsEarned == nil || *r.PointsEarned != 50 || len(r.Questions) != 0 || *r.Correct != 5 {
			t.Errorf("the end is %+v", r)
		}
		if _, err := s.submit(a, id, submission("no-such", "A", 3)); !fault.Is(err, fault.Conflict) {
			t.Errorf("an ended session took an answer: %v", err)
		}
	})
}

// A response has one record and the record one response, and the record says
// everything that data.md asks of it.
func TestEveryAnswerIsOneRecord(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		s := open(t, dsn)
		a := s.student()
		r, id := s.start(a, "Both", 8)
		for !r.Done {
			q := s.find(r.Questions[0].ID)
			sub := submission(q.ID, wrong(q), 33.5)
			sub.Changes = []session.Change{{To: "A", At: 3}, {To: "B", At: 9.5}}
			sub.Eliminated, sub.Flagged, sub.Input = []string{"D"}, true, "keyboard"
			made := s.now().Add(-time.Second)
			sub.MadeAt = &made
			s.pass(time.Minute)
			var err error
			if r, err = s.submit(a, id, sub); err != nil {
				t.Fatal(err)
			}
		}
		n, met := 0, map[string]bool{}
		for _, rec := range s.records(a) {
			if rec.Kind != interaction.PracticeAnswered {
				continue
			}
			n++
			q := s.find(rec.Asked.Question)
			again := met[q.Family] // only the first of a family tells something new
			met[q.Family] = true
			if rec.Asked.Version != q.Version || rec.Asked.Skill != q.Skill || rec.Asked.Position != n || rec.Session != id || rec.Asked.Mode != "practice" {
				t.Errorf("asked %+v", rec.Asked)
			}
			sum := 0.0
			for _, c := range rec.Why.Support {
				sum += c.P
			}
			if p := rec.Why.Propensity; !p.Valid || p.V <= 0 || p.V > 1 || math.Abs(sum-1) > 1e-9 || rec.Why.Eligible == 0 || len(rec.Why.Digest) != 16 || !rec.Why.Draw.Valid {
				t.Errorf("why %+v", rec.Why)
			}
			if rec.Done.State != interaction.Answered || rec.Done.Correct.V || rec.Done.TimeMS.V != 33_500 || rec.Done.Attempt != 1 || !rec.Done.Aided.Valid || rec.Done.Aided.V {
				t.Errorf("done %+v", rec.Done)
			}
			if (q.Type == question.Typed) != (rec.Words.Answer != "") || (q.Type == question.Typed) == (rec.Done.Answer != "") {
				t.Errorf("a typed answer must be sealed and a letter not: %+v %+v", rec.Done, rec.Words)
			}
			if moved := rec.After.Theta.V < rec.Why.ThetaBefore.V; !rec.After.Theta.Valid || moved == again || rec.After.Theta.V > rec.Why.ThetaBefore.V {
				t.Errorf("θ from %v to %v on a wrong answer, of a family met before: %v", rec.Why.ThetaBefore.V, rec.After.Theta.V, again)
			}
			b, err := interaction.BodyAs[interaction.Answering](rec)
			if err != nil || b.Eligible == again || b.Input != "keyboard" || !b.Flagged || len(b.Changes) != 2 || b.Difficulty == nil {
				t.Errorf("body %+v %v", b, err)
			}
			p := rec.Provenance
			if p.Bank == "" || p.Params == "" || p.Grader == "" || p.Policy != "randomesque" || p.PolicyVersion != "2" || p.Epsilon != .05 || p.Server != "test" {
				t.Errorf("provenance %+v", p)
			}
			if q.Type == question.Choices && b.Changes[0].To != "A" {
				t.Errorf("changes %+v", b.Changes)
			}
		}
		var rows int
		if err := s.db.QueryRow(t.Context(), `SELECT count(*) FROM response r JOIN interaction i ON i.id = r.record WHERE r.session = ?`, id).Scan(&rows); err != nil {
			t.Fatal(err)
		}
		if n != 8 || rows != 8 {
			t.Errorf("%d records, %d responses that have theirs", n, rows)
		}
	})
}

func TestOnlyTheQuestionServedOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		s := open(t, dsn)
		a := s.student()
		r, id := s.start(a, "Algebra", 3)
		first := s.find(r.Questions[0].ID)
		other := ""
		for _, q := range s.bank.Questions {
			if q.Domain == "algebra" && q.Use == question.Practice && q.ID != first.ID {
				other = q.ID
				break
			}
		}
		if _, err := s.submit(a, id, submission(other, "A", 20)); !fault.Is(err, fault.Conflict) {
			t.Errorf("a question that was not served: %v", err)
		}
		one, err := s.submit(a, id, submission(first.ID, wrong(first), 20))
		if err != nil {
			t.Fatal(err)
		}
		again, err := s.submit(a, id, submission(first.ID, wrong(first), 20))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(one, again); diff != "" {
			t.Errorf("the same answer again got another reply: %s", diff)
		}
		if _, err := s.submit(a, id, submission(first.ID, first.Keys[0], 20)); !fault.Is(err, fault.Conflict) {
			t.Errorf("another answer to the same question: %v", err)
		}
		second := s.find(one.Questions[0].ID)
		two, err := s.submit(a, id, submission(second.ID, second.Keys[0], 20))
		if err != nil {
			t.Fatal(err)
		}
		late, err := s.submit(a, id, submission(first.ID, wrong(first), 20))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(one, late); diff != "" {
			t.Errorf("a late resend got another reply: %s", diff)
		}
		if two.Answered != 2 {
			t.Errorf("answered %d", two.Answered)
		}
		if n := len(s.records(a)); n != 1+1+2 { // registered, started, two answers
			t.Errorf("%d records", n)
		}
	})
}

func TestTwoSubmitsAtOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		s := open(t, dsn)
		a := s.student()
		r, id := s.start(a, "Math", 10)
		q := s.find(r.Questions[0].ID)
		rooms := []*session.Service{s.sessions, s.room()} // two servers on one database
		var wg sync.WaitGroup
		var mu sync.Mutex
		outcomes := map[string]int{}
		for i := range 8 {
			answer := q.Keys[0]
			if i%2 == 1 {
				answer = wrong(q)
			}
			wg.Go(func() {
				_, err := rooms[i/2%2].Submit(context.Background(), a, session.Practice, id, session.Answers{Items: []session.Submission{submission(q.ID, answer, 20)}})
				mu.Lock()
				defer mu.Unlock()
				switch {
				case err == nil:
					outcomes["taken "+answer]++
				case fault.Is(err, fault.Conflict):
					outcomes["conflict"]++
				case fault.Is(err, fault.Busy): // the other server's view lags
					outcomes["busy"]++
				default:
					t.Error(err)
				}
			})
		}
		go func() {
			for range 100 {
				s.log.CatchUp(context.Background(), s.beliefs.View().Follower)
			}
		}()
		wg.Wait()
		var n int
		if err := s.db.QueryRow(t.Context(), `SELECT count(*) FROM response WHERE session = ?`, id).Scan(&n); err != nil || n != 1 {
			t.Errorf("%d responses to one question, %v: %v", n, outcomes, err)
		}
		if outcomes["taken "+q.Keys[0]] > 0 && outcomes["taken "+wrong(q)] > 0 {
			t.Errorf("two answers to one question were taken: %v", outcomes)
		}
	})
}

// A server that restarts in the middle goes on exactly where it stood.
func TestASessionOutlivesItsServer(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		s := open(t, dsn)
		a := s.student()
		r, id := s.start(a, "Math", 12)
		for range 5 {
			q := s.find(r.Questions[0].ID)
			answer := q.Keys[0]
			if len(q.ID)%2 == 0 {
				answer = wrong(q)
			}
			var err error
			if r, err = s.submit(a, id, submission(q.ID, answer, 31)); err != nil {
				t.Fatal(err)
			}
		}
		s.follow()
		before, err := s.sessions.Resume(t.Context(), a, session.Practice, id)
		if err != nil {
			t.Fatal(err)
		}
		after, err := s.room().Resume(t.Context(), a, session.Practice, id)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(before, after); diff != "" {
			t.Error(diff)
		}
		if after.Theta != r.Theta || after.Questions[0].ID != r.Questions[0].ID {
			t.Errorf("θ %v, was %v; question %s, was %s", after.Theta, r.Theta, after.Questions[0].ID, r.Questions[0].ID)
		}
	})
}

func TestWhatDoesNotCount(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		s := open(t, dsn)
		a := s.student()
		r, id := s.start(a, "Probability and conditional probability", 50)
		seen, met := map[string]bool{}, map[string]bool{}
		n := 0
		for !r.Done {
			q := s.find(r.Questions[0].ID)
			seconds := 40.0
			n++
			counts := n > 2 && !met[q.Family] // only the first of a family tells something new
			met[q.Family] = true
			switch n {
			case 1: // too fast to have been read
				seconds = 1
			case 2: // helped before
				err := s.db.Write(t.Context(), func(tx *db.Tx) error { return s.sessions.RecordAid(tx, a.Subject, q, 1, s.now()) })
				if err != nil {
					t.Fatal(err)
				}
			}
			before := r.Theta
			var err error
			if r, err = s.submit(a, id, submission(q.ID, q.Keys[0], seconds)); err != nil {
				t.Fatal(err)
			}
			if moved := r.Theta != before; moved != counts {
				t.Errorf("answer %d moved θ: %v, want %v", n, moved, counts)
			}
			seen[q.ID] = true
		}
		if r.Reason == "" && n != len(seen) {
			t.Errorf("%d answers to %d questions", n, len(seen))
		}
		if *r.PointsEarned != 50 || n >= 50 {
			t.Errorf("a session whose scope is exhausted ends with its points: %d answers, %+v", n, r)
		}
		theta := r.Theta
		s.follow()
		s.pass(time.Hour)
		r, id = s.start(a, "probability", 3) // all seen by now
		if math.Abs(r.Theta-theta) > 1e-9 {
			t.Errorf("the next session begins at θ %v, the last one ended at %v", r.Theta, theta)
		}
		q := s.find(r.Questions[0].ID)
		r, err := s.submit(a, id, submission(q.ID, wrong(q), 40))
		if err != nil {
			t.Fatal(err)
		}
		if r.Theta != theta {
			t.Errorf("a repeated question moved θ from %v to %v", theta, r.Theta)
		}
		recs := s.records(a)
		last := recs[len(recs)-1]
		if last.Done.Attempt != 2 {
			t.Errorf("attempt %d, want 2", last.Done.Attempt)
		}
	})
}

func TestSkippedIsWrongAndRecordedAsSkipped(t *testing.T) {
	t.Parallel()
	s := open(t, "sqlite:"+t.TempDir())
	a := s.student()
	r, id := s.start(a, "rw", 2)
	sub := session.Submission{Question: r.Questions[0].ID}
	r2, err := s.submit(a, id, sub)
	if err != nil {
		t.Fatal(err)
	}
	if r2.Feedback.Correct || r2.Theta >= r.Theta {
		t.Errorf("%+v", r2)
	}
	recs := s.records(a)
	if d := recs[len(recs)-1].Done; d.State != interaction.Omitted || !d.Correct.Valid || d.Correct.V {
		t.Errorf("done %+v", d)
	}
}

func TestBadInputChangesNothing(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		s := open(t, dsn)
		a, b := s.student(), s.student()
		for in, want := range map[session.Start]string{
			{Domain: "Alchemy", NumQuestions: 5}:                "no such section",
			{Domain: "Math"}:                                    "between 1 and 50",
			{Domain: "Math", NumQuestions: 51}:                  "between 1 and 50",
			{Domain: "Math", NumQuestions: -1}:                  "between 1 and 50",
			{Domain: "Math", NumQuestions: 5, Mode: "luck"}:     "randomesque or learn",
			{Domain: "", NumQuestions: 5, Source: "own"}:        "no such section",
			{Domain: strings.Repeat("x", 100), NumQuestions: 5}: "no such section",
			{Domain: "circles+Algebra", NumQuestions: 5}:        "Only skills can be joined",
			{Domain: "circles+circles", NumQuestions: 5}:        "there twice",
		} {
			if _, err := s.sessions.StartPractice(t.Context(), a, in); !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Sentence(err), want) {
				t.Errorf("%+v: %v", in, err)
			}
		}
		r, id := s.start(a, "Math", 10)
		q := s.find(r.Questions[0].ID)
		nan, neg, huge := math.NaN(), -1.0, 1e9
		ancient := time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC)
		good := q.Keys[0]
		for name, sub := range map[string]session.Submission{
			"NaN seconds":      {Question: q.ID, Answer: &good, TimeSpent: &nan},
			"negative seconds": {Question: q.ID, Answer: &good, TimeSpent: &neg},
			"absurd seconds":   {Question: q.ID, Answer: &good, TimeSpent: &huge},
			"absurd idle":      {Question: q.ID, Answer: &good, Idle: &huge},
			"absurd monotonic": {Question: q.ID, Answer: &good, Mono: &neg},
			"ancient":          {Question: q.ID, Answer: &good, MadeAt: &ancient},
			"id":               {Question: q.ID, Answer: &good, ID: "17"},
			"changes":          {Question: q.ID, Answer: &good, Changes: []session.Change{{To: "A", At: -2}}},
			"letter":           submission(q.ID, "E$", 20),
		} {
			if _, err := s.submit(a, id, sub); !fault.Is(err, fault.Invalid) || fault.Sentence(err) == "" {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := s.submit(a, id); !fault.Is(err, fault.Invalid) {
			t.Errorf("nothing submitted: %v", err)
		}
		if _, err := s.submit(b, id, submission(q.ID, good, 20)); !fault.Is(err, fault.Missing) {
			t.Errorf("another's session: %v", err)
		}
		if _, err := s.sessions.Submit(t.Context(), a, session.Diagnostic, id, session.Answers{Items: []session.Submission{submission(q.ID, good, 20)}}); !fault.Is(err, fault.Missing) {
			t.Errorf("a practice session as a diagnostic: %v", err)
		}
		if _, err := s.submit(a, uid.New(epoch), submission(q.ID, good, 20)); !fault.Is(err, fault.Missing) {
			t.Errorf("no such session: %v", err)
		}
		// Several answers stand or fall together.
		if _, err := s.submit(a, id, submission(q.ID, good, 20), submission(q.ID+"x", good, 20)); !fault.Is(err, fault.Conflict) {
			t.Errorf("a good and a bad answer: %v", err)
		}
		s.follow()
		now, err := s.sessions.Resume(t.Context(), a, session.Practice, id)
		if err != nil {
			t.Fatal(err)
		}
		if now.Answered != 0 || now.Questions[0].ID != q.ID || len(s.records(a)) != 2 {
			t.Errorf("something was changed: %+v, %d records", now, len(s.records(a)))
		}
		pending := a
		pending.Status = account.Pending
		if _, err := s.sessions.StartPractice(t.Context(), pending, session.Start{Domain: "Math", NumQuestions: 5}); !fault.Is(err, fault.Forbidden) {
			t.Errorf("a pending account practised: %v", err)
		}
	})
}

// The view that follows the log is, live and rebuilt, what the session carried
// along.
func TestBeliefsRebuildEqual(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		s := open(t, dsn)
		a, b := s.student(), s.student()
		var last session.Reply
		for _, who := range []account.Actor{a, b, a} {
			r, id := s.start(who, "Math", 9)
			for i := 0; !r.Done; i++ {
				q := s.find(r.Questions[0].ID)
				answer := q.Keys[0]
				if i%3 == 0 {
					answer = wrong(q)
				}
				var err error
				if r, err = s.submit(who, id, submission(q.ID, answer, 44)); err != nil {
					t.Fatal(err)
				}
				if i%4 == 0 {
					s.follow() // batches end anywhere
				}
			}
			s.follow()
			last = r
		}
		ability, err := s.beliefs.Load(t.Context(), a.Subject)
		if err != nil {
			t.Fatal(err)
		}
		if theta, _, _ := ability.Theta(irt.Scope{Section: question.Math}); theta != last.Theta {
			t.Errorf("the view says θ %v, the session said %v", theta, last.Theta)
		}
		live := dump(t, s.db)
		if _, err := s.log.Rebuild(t.Context(), s.beliefs.View()); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(live, dump(t, s.db)); diff != "" || len(live) == 0 {
			t.Errorf("%d rows; rebuilt differs: %s", len(live), diff)
		}
	})
}

func dump(t *testing.T, d *db.DB) (rows [][]byte) {
	t.Helper()
	rs, err := d.Query(t.Context(), `SELECT subject, section, domain, skill, n, at, evidence, updated_at FROM proficiency ORDER BY subject, section, domain, skill`)
	if err != nil {
		t.Fatal(err)
	}
	defer rs.Close()
	for rs.Next() {
		var subject, evidence []byte
		var section, domain, skill string
		var n, at, updated int64
		if err := rs.Scan(&subject, &section, &domain, &skill, &n, &at, &evidence, &updated); err != nil {
			t.Fatal(err)
		}
		b, _ := json.Marshal([]any{subject, section, domain, skill, n, at, evidence, updated})
		rows = append(rows, b)
	}
	return rows
}

func TestDiagnostic(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		s := open(t, dsn)
		a := s.student()
		r, err := s.sessions.StartDiagnostic(t.Context(), a, session.Client{})
		if err != nil {
			t.Fatal(err)
		}
		id, _ := uid.Parse(r.SessionID)
		for i := range 18 {
			q := s.find(r.Questions[0].ID)
			if want := []string{question.RW, question.Math}[i/9]; q.Section != want || q.Use != question.Diagnostic {
				t.Errorf("question %d is of %s, use %s", i+1, q.Section, q.Use)
			}
			answer := q.Keys[0]
			if i%2 == 0 {
				answer = wrong(q)
			}
			s.pass(50 * time.Second)
			r, err = s.sessions.Submit(t.Context(), a, session.Diagnostic, id, session.Answers{Items: []session.Submission{submission(q.ID, answer, 50)}})
			if err != nil {
				t.Fatal(err)
			}
			if r.Feedback != nil || len(r.Results) > 0 {
				t.Error("a diagnostic told whether an answer was right")
			}
		}
		if !r.Done || r.Scores == nil || r.Scores.Total == nil || len(r.Scores.Sections) != 2 || r.Scores.Status != "authored" {
			t.Fatalf("the end is %+v", r)
		}
		for _, sec := range r.Scores.Sections {
			if sec.Score < 200 || sec.Score > 800 || sec.High-sec.Low < 160 && sec.Low > 200 && sec.High < 800 || !sec.Valid {
				t.Errorf("score %+v: the band is never narrower than ±80", sec)
			}
		}
	})
}

func TestDiagnosticEndsWithItsTime(t *testing.T) {
	t.Parallel()
	s := open(t, "sqlite:"+t.TempDir())
	a := s.student()
	r, err := s.sessions.StartDiagnostic(t.Context(), a, session.Client{})
	if err != nil {
		t.Fatal(err)
	}
	id, _ := uid.Parse(r.SessionID)
	s.pass(26 * time.Minute)
	q := s.find(r.Questions[0].ID)
	r, err = s.sessions.Submit(t.Context(), a, session.Diagnostic, id, session.Answers{Items: []session.Submission{submission(q.ID, q.Keys[0], 50)}})
	if err != nil {
		t.Fatal(err)
	}
	if !r.Done || r.Reason != "time" || r.Answered != 0 || len(r.Scores.Sections) != 0 || r.Scores.Total != nil {
		t.Errorf("after 26 minutes: %+v", r)
	}
}

func TestSecondTry(t *testing.T) {
	t.Parallel()
	s := open(t, "sqlite:"+t.TempDir())
	a := s.student()
	r, id := s.start(a, "Math", 5)
	q := s.find(r.Questions[0].ID)
	r, err := s.sessions.Submit(t.Context(), a, session.Practice, id, session.Answers{Items: []session.Submission{submission(q.ID, wrong(q), 30)}, Hold: true})
	if err != nil {
		t.Fatal(err)
	}
	b, _ := json.Marshal(r.Feedback)
	if !r.Feedback.Retry || r.Feedback.Key != "" || len(r.Feedback.Steps) > 0 || len(r.Feedback.Choices) > 0 {
		t.Fatalf("the key is not held: %s", b)
	}
	theta := r.Theta
	f, err := s.sessions.Retry(t.Context(), a, id, submission(q.ID, q.Keys[0], 12), session.Client{})
	if err != nil || !f.Correct || f.Key == "" {
		t.Fatalf("%+v %v", f, err)
	}
	again, err := s.sessions.Retry(t.Context(), a, id, submission(q.ID, q.Keys[0], 12), session.Client{})
	if err != nil || !cmp.Equal(f, again) {
		t.Errorf("the same second try again: %+v %v", again, err)
	}
	if _, err := s.sessions.Retry(t.Context(), a, id, submission(q.ID, wrong(q), 12), session.Client{}); !fault.Is(err, fault.Conflict) {
		t.Errorf("a third try: %v", err)
	}
	now, err := s.sessions.Resume(t.Context(), a, session.Practice, id)
	if err != nil || now.Theta != theta {
		t.Errorf("a second try moved θ from %v to %v: %v", theta, now.Theta, err)
	}
	recs := s.records(a)
	last := recs[len(recs)-1]
	if last.Kind != interaction.PracticeRetried || last.Done.Attempt != 2 || !last.Done.Aided.V {
		t.Errorf("record %+v", last)
	}
}
