package session_test

import (
	"context"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"satprep/internal/account"
	"satprep/internal/db/dbtest"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/irt"
	"satprep/internal/question"
	"satprep/internal/redo"
	"satprep/internal/session"
	"satprep/internal/uid"
)

// An editor is a school with a bank whose keys are corrected.
type editor struct {
	*school
	questions *question.Service
}

func edit(t *testing.T, dsn string) editor {
	t.Helper()
	s := open(t, dsn)
	e := editor{s, question.New(s.db, s.now)}
	if err := e.questions.Open(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.sessions = e.room()
	return e
}

func (e editor) room() *session.Service {
	return session.New(session.Deps{DB: e.db, Log: e.log, Bank: func() *question.Bank { return e.questions.Bank(context.Background()) }, BankAt: e.questions.At, Check: e.questions.Check,
		Beliefs: e.beliefs, Redo: redo.New(e.db, e.log), Consent: e.ledger, Now: e.now, Draw: e.draws, Build: "test"})
}

func (e editor) correct(id, key string) {
	e.t.Helper()
	e.pass(2 * time.Second)
	in := question.Rekeying{Keys: []string{key}, Note: "The last line says so."}
	_, err := e.questions.Correct(e.t.Context(), question.By{Origin: "admin"}, id, in)
	if fault.Field(err) == "misconceptions" { // a key that never was one; others come back with what was said of them
		q, _ := e.questions.Bank(e.t.Context()).Find(id, "")
		in.Misconceptions = map[string]string{q.Keys[0]: "misread"}
		_, err = e.questions.Correct(e.t.Context(), question.By{Origin: "admin"}, id, in)
	}
	if err != nil {
		e.t.Fatal(err)
	}
}

// rescore does all that corrections ask for, and returns how many scores that made.
func (e editor) rescore() int {
	e.t.Helper()
	n, err := e.sessions.Rescore(e.t.Context())
	if err != nil {
		e.t.Fatal(err)
	}
	return n
}

// ends lets the room look at what ended.
func (e editor) ends() {
	e.t.Helper()
	if _, err := e.log.CatchUp(e.t.Context(), e.sessions.Ends()); err != nil {
		e.t.Fatal(err)
	}
}

func (e editor) report(a account.Actor, id uid.ID) session.TestReport {
	e.t.Helper()
	r, err := e.sessions.Report(e.t.Context(), a.Subject, id)
	if err != nil {
		e.t.Fatal(err)
	}
	return r
}

// counted are the answers of a session that count for its score, by question.
func (e editor) counted(a account.Actor, id uid.ID) map[string]*interaction.Record {
	e.t.Helper()
	all := map[string]*interaction.Record{}
	for _, r := range e.records(a) {
		if r.Session != id || !interaction.IsAnswer(r.Kind) {
			continue
		}
		b, err := interaction.BodyAs[interaction.Answering](r)
		if err != nil {
			e.t.Fatal(err)
		}
		if !b.Pretest {
			all[r.Asked.Question] = r
		}
	}
	return all
}

// afresh is the score of one section of a session as a test that is graded by
// the keys in force scores it, and as if the answers to more were right.
func (e editor) afresh(a account.Actor, id uid.ID, section string, more ...string) int {
	e.t.Helper()
	bank := e.questions.Bank(e.t.Context())
	answers := e.counted(a, id)
	var items []irt.Params
	var sds []irt.SD
	var right []bool
	for _, name := range slices.Sorted(func(yield func(string) bool) {
		for id := range answers {
			if !yield(id) {
				return
			}
		}
	}) {
		r := answers[name]
		q, err := bank.Find(name, "")
		if err != nil {
			e.t.Fatal(err)
		}
		if q.Section != section {
			continue
		}
		ok := slices.Contains(more, name)
		if answer := r.Done.Answer + r.Words.Answer; !ok && r.Done.State == interaction.Answered {
			if ok, err = question.Grade(q, answer); err != nil {
				e.t.Fatal(err)
			}
		}
		items, sds, right = append(items, q.Params.Params), append(sds, irt.SD{B: q.Params.BSD, LnA: q.Params.ALnSD}), append(right, ok)
	}
	return irt.ScoreSection(items, sds, right).Scaled
}

// anAnswer is a letter that a learner chose of a question that counts, where it
// was graded as said, and the question: one whose hints tell none of its choices,
// for a key that a hint tells cannot be corrected to.
func (e editor) anAnswer(a account.Actor, id uid.ID, right bool, not ...string) (*question.Question, string) {
	e.t.Helper()
	answers := e.counted(a, id)
	for _, r := range e.records(a) {
		if answers[r.Asked.Question] == nil || r.Session != id || r.Done.Answer == "" || r.Done.Correct.V != right || slices.Contains(not, r.Asked.Question) {
			continue
		}
		q, err := e.questions.Bank(e.t.Context()).Find(r.Asked.Question, "")
		if err != nil {
			e.t.Fatal(err)
		}
		if slices.ContainsFunc(q.Choices, func(c question.Choice) bool { return tells(q, c.Text) }) {
			continue
		}
		return q, r.Done.Answer
	}
	e.t.Fatal("no such answer")
	return nil, ""
}

// aTellingAnswer is a wrong one as of anAnswer, of a question that moves the score
// when it is right: scores are told in tens, and a question far from the learner's
// ability may move them by less.
func (e editor) aTellingAnswer(a account.Actor, id uid.ID) (*question.Question, string) {
	e.t.Helper()
	var seen []string
	for {
		q, chosen := e.anAnswer(a, id, false, seen...)
		if e.afresh(a, id, q.Section, q.ID) > e.afresh(a, id, q.Section) {
			return q, chosen
		}
		seen = append(seen, q.ID)
	}
}

// tells reports whether a hint of q tells text.
func tells(q *question.Question, text string) bool {
	for _, h := range q.Hints {
		if slices.ContainsFunc(h.Variants, func(v string) bool { return question.Mentions(v, text) }) {
			return true
		}
	}
	return false
}

// thirds answers a third of the questions wrongly.
func thirds(n int, q *question.Question) session.Submission {
	if n%3 == 0 {
		return submission(q.ID, wrong(q), 40)
	}
	return submission(q.ID, q.Keys[0], 40)
}

func TestACorrectedKeyScoresAnew(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		ctx, e := t.Context(), edit(t, dsn)
		a, b := e.student(), e.student()
		id, other := e.sit(a, []string{"Math"}, thirds), e.sit(b, []string{"Reading & Writing"}, thirds)
		e.follow()
		e.ends()
		first, untouched := e.report(a, id), e.report(b, other)
		if first.Version != 1 || first.Rescored == nil || len(first.Rescored) != 0 {
			t.Fatalf("at first: %+v", first)
		}
		before, _, err := e.beliefs.LoadAt(ctx, a.Subject, 0, 0)
		if err != nil {
			t.Fatal(err)
		}
		q, chosen := e.aTellingAnswer(a, id)
		e.correct(q.ID, chosen)
		if n := e.rescore(); n != 1 {
			t.Fatalf("%d scores were computed anew", n)
		}
		if n := e.rescore(); n != 0 {
			t.Errorf("%d once more", n)
		}

		r := e.report(a, id)
		if r.Version != 2 || len(r.Rescored) != 1 || r.Rescored[0].Seen {
			t.Fatalf("report %+v", r)
		}
		x := r.Rescored[0]
		if x.Was.Sections[0].Score != first.Sections[0].Score || x.Scores.Sections[0].Score != r.Sections[0].Score || r.Sections[0].Score != e.afresh(a, id, question.Math) || r.Sections[0].Score <= first.Sections[0].Score {
			t.Errorf("was %d, is %d, a fresh one %d: %+v", first.Sections[0].Score, r.Sections[0].Score, e.afresh(a, id, question.Math), x)
		}
		for _, want := range []string{"has been corrected: Math, module ", ". The last line says so. The answer", "is right now.", "The Math score was ", " and is now "} {
			if !strings.Contains(x.Why, want) {
				t.Errorf("%q does not say %q", x.Why, want)
			}
		}
		rights := func(r session.TestReport) (n, marked int) {
			for _, d := range r.Sections[0].Domains {
				n += d.Right
			}
			for _, f := range r.Questions {
				if f.Rekeyed {
					marked++
				}
			}
			return n, marked
		}
		was, _ := rights(first)
		if now, marked := rights(r); now != was+1 || marked != 1 {
			t.Errorf("%d and then %d right, %d marked", was, now, marked)
		}
		if r.Sections[0].Route != first.Sections[0].Route || !strings.HasPrefix(r.Sections[0].Why, first.Sections[0].Why) {
			t.Errorf("the way through the test changed: %+v", r.Sections[0])
		}
		if diff := cmp.Diff(untouched, e.report(b, other)); diff != "" {
			t.Errorf("a test without that question: %s", diff)
		}

		// Whoever shows a score shows the newest.
		past, err := e.sessions.List(ctx, a.Subject, session.Page{})
		if err != nil || past[0].Scores.Sections[0].Score != r.Sections[0].Score || *past[0].Correct != was+1+pretestRight(e, a, id) {
			t.Errorf("%v, the list has %+v", err, past[0])
		}
		reply, err := e.sessions.TestSession(ctx, a, id, session.Client{})
		if err != nil || reply.Scores["Math"] != r.Sections[0].Score {
			t.Errorf("%v, the test has %v", err, reply.Scores)
		}
		week, err := e.sessions.Week(ctx, a.Subject, epoch.Add(-time.Hour))
		if err != nil || len(week.Scores) != 1 || week.Scores[0].Scores.Sections[0].Score != r.Sections[0].Score {
			t.Errorf("%v, the week has %+v", err, week.Scores)
		}

		// One record, which says what happened; those of the answers stand; belief stays.
		list := bodies[interaction.Rescored](e.school, a, interaction.TestRescored)
		if len(list) != 1 || list[0].Version != 2 || len(list[0].Amended) != 1 || list[0].Was[0].Score != first.Sections[0].Score || list[0].Sections[0].Score != r.Sections[0].Score {
			t.Fatalf("records %+v", list)
		}
		if am := list[0].Amended[0]; am.Question != q.ID || am.Version != q.Version || am.Was || !am.Correct || !slices.Equal(am.Keys, []string{chosen}) {
			t.Errorf("amended %+v", am)
		}
		if rec := e.counted(a, id)[q.ID]; rec.Done.Correct.V {
			t.Error("the record of the answer changed")
		}
		e.follow()
		after, _, err := e.beliefs.LoadAt(ctx, a.Subject, 0, 0)
		if err != nil {
			t.Fatal(err)
		}
		t0, se0, n0 := before.Theta(irt.Scope{Section: question.Math})
		if t1, se1, n1 := after.Theta(irt.Scope{Section: question.Math}); t0 != t1 || se0 != se1 || n0 != n1 {
			t.Errorf("the belief moved from %v ± %v to %v ± %v", t0, se0, t1, se1)
		}

		// The review tells both keys.
		views, err := e.sessions.Generate(ctx, a, a.Subject, id, session.Client{})
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range views.Reviews {
			if v.Question != q.ID {
				if v.Correction != nil {
					t.Errorf("%s was not corrected", v.Question)
				}
				continue
			}
			if k := v.Correction; k == nil || k.Was != q.Keys[0] || k.Is != chosen || *k.CorrectThen || k.Note == "" || v.CorrectAnswer != chosen || !*v.Correct {
				t.Errorf("review %+v, %+v", v, v.Correction)
			}
			if !strings.HasPrefix(v.Review, "The key of this question was corrected on 5 January 2026. When it was asked, "+q.Keys[0]+" was taken for the right answer; "+chosen+" is right. The last line says so.\n\nYou answered "+chosen+", and that is right.") {
				t.Errorf("%.300s", v.Review)
			}
		}
		missed, _, err := e.sessions.Notebook(ctx, a.Subject, session.Mark{}, 0)
		if err != nil {
			t.Fatal(err)
		}
		if i := slices.IndexFunc(missed, func(m session.Missed) bool { return m.Question.ID == q.ID }); i < 0 || !missed[i].Mended || missed[i].Key != chosen {
			t.Errorf("the notebook has %+v", missed)
		}

		// It is told until it was seen.
		told := func() []session.Rescored {
			t.Helper()
			list, err := e.sessions.Rescored(ctx, a.Subject)
			if err != nil {
				t.Fatal(err)
			}
			return list
		}
		if list := told(); len(list) != 1 || list[0].Session != id || list[0].Seen || list[0].Why != x.Why || list[0].Version != 2 {
			t.Errorf("told %+v", list)
		}
		if err := e.sessions.SeeRescored(ctx, b.Subject, id); !fault.Is(err, fault.Missing) {
			t.Errorf("somebody else: %v", err)
		}
		if err := e.sessions.SeeRescored(ctx, a.Subject, id); err != nil || !told()[0].Seen {
			t.Errorf("%v, still told", err)
		}
		if list, err := e.sessions.Rescored(ctx, b.Subject); err != nil || len(list) != 0 {
			t.Errorf("%v, somebody else is told %+v", err, list)
		}

		// Corrected back, the score is what it was, as a third version.
		e.correct(q.ID, q.Keys[0])
		if n := e.rescore(); n != 1 {
			t.Fatalf("%d scores after it was corrected back", n)
		}
		r = e.report(a, id)
		if r.Version != 3 || r.Sections[0].Score != first.Sections[0].Score || r.Rescored[1].Was.Sections[0].Score != x.Scores.Sections[0].Score || !strings.Contains(r.Rescored[1].Why, "is not right any more.") {
			t.Errorf("corrected back: %+v", r)
		}
		if list := told(); len(list) != 1 || list[0].Seen || list[0].Version != 3 {
			t.Errorf("told %+v", list)
		}
		if n, err := e.room().Rescore(ctx); err != nil || n != 0 { // another server, or a later one
			t.Errorf("%v, %d more", err, n)
		}
		states, err := e.sessions.Corrections(ctx, q.ID)
		if err != nil || len(states) != 2 || states[0].Rescored != 1 || !states[0].Done || states[0].Is[0] != q.Keys[0] {
			t.Errorf("%v, the corrections are %+v", err, states)
		}
	})
}

// pretestRight is how many pretest questions were right.
func pretestRight(e editor, a account.Actor, id uid.ID) (n int) {
	answers := e.counted(a, id)
	for _, r := range e.records(a) {
		if r.Session == id && interaction.IsAnswer(r.Kind) && r.Done.Correct.V && answers[r.Asked.Question] == nil {
			n++
		}
	}
	return n
}

// However many keys are corrected, and to whatever: the score is that of a test
// which is graded by the keys in force.
func TestRescoredIsGradedAfresh(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		e := edit(t, dsn)
		rng := rand.New(rand.NewPCG(11, 12))
		a := e.student()
		var ids []uid.ID
		for range 2 {
			ids = append(ids, e.sit(a, []string{"Both"}, func(_ int, q *question.Question) session.Submission {
				switch {
				case rng.IntN(8) == 0:
					return submission(q.ID, "", 40)
				case rng.IntN(2) == 0 && q.Type != question.Typed:
					return submission(q.ID, q.Choices[rng.IntN(4)].ID, 40)
				}
				return submission(q.ID, q.Keys[0], 40)
			}))
			e.follow()
		}
		for round := range 4 {
			for range 1 + rng.IntN(6) {
				answers := e.counted(a, ids[rng.IntN(2)])
				names := make([]string, 0, len(answers))
				for id := range answers {
					names = append(names, id)
				}
				slices.Sort(names)
				q, err := e.questions.Bank(t.Context()).Find(names[rng.IntN(len(names))], "")
				if err != nil {
					t.Fatal(err)
				}
				key := []string{"1", "2/3", "-4", ".5"}[rng.IntN(4)]
				if q.Type == question.Choices {
					key = q.Choices[rng.IntN(4)].ID
				}
				if right, err := question.Grade(q, key); err != nil || right || hinted(q, key) {
					continue // it is the key, or a hint would tell it
				}
				e.correct(q.ID, key)
			}
			e.rescore()
			for _, id := range ids {
				r := e.report(a, id)
				total := 0
				for _, sec := range r.Sections {
					want := e.afresh(a, id, map[string]string{"Math": question.Math}[sec.Section])
					if sec.Section != "Math" {
						want = e.afresh(a, id, question.RW)
					}
					if sec.Score != want {
						t.Errorf("round %d: %s is %d, a fresh test has %d", round, sec.Section, sec.Score, want)
					}
					total += sec.Score
					keyed := slices.ContainsFunc(r.Questions, func(f session.QuestionFact) bool {
						return f.Rekeyed && f.Section == sec.Section && e.counted(a, id)[f.Question] != nil
					})
					if r.Sections[0].Why == "" || strings.Contains(sec.Why, "a key that was corrected later") != keyed {
						t.Errorf("round %d: a key of %s was corrected: %t, and its route: %q", round, sec.Section, keyed, sec.Why)
					}
				}
				if r.Total == nil || *r.Total != total || r.Version != 1+len(r.Rescored) {
					t.Errorf("round %d: total %v of %d, version %d", round, r.Total, total, r.Version)
				}
				if n := len(r.Rescored); n > 0 && !strings.Contains(r.Rescored[n-1].Why, "The total score ") {
					t.Errorf("%q", r.Rescored[n-1].Why)
				}
			}
		}
	})
}

// A test under way is graded by what was served, and scored anew when it ends,
// also where a correction had been gone through before.
func TestACorrectionMeetsAnOpenTest(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		ctx, e := t.Context(), edit(t, dsn)
		a := e.student()
		x, r := e.test(a, "Math")
		r = x.submit(session.TestAnswers{Items: x.answers(r.Questions, func(i int) bool { return i%2 == 0 }), Finish: true})
		q, chosen := e.anAnswer(a, x.id, false)
		e.correct(q.ID, chosen)
		if n := e.rescore(); n != 0 {
			t.Fatalf("an open test was scored")
		}
		e.ends()
		if list, err := e.sessions.Rescored(ctx, a.Subject); err != nil || len(list) != 0 {
			t.Fatalf("%v, told of an open test: %+v", err, list)
		}
		x.begin()
		done := x.submit(session.TestAnswers{Items: x.answers(r.Questions, always), Finish: true})
		first := done.Scores["Math"]
		if list := bodies[interaction.TestResult](e.school, a, interaction.TestEnded); len(list) != 1 || list[0].Sections[0].Score != first {
			t.Fatalf("it ended with %+v", list)
		}
		e.ends()
		e.ends()
		rep := e.report(a, x.id)
		if rep.Version != 2 || rep.Rescored[0].Was.Sections[0].Score != first || rep.Sections[0].Score != e.afresh(a, x.id, question.Math) {
			t.Errorf("ended with %d: %+v", first, rep)
		}
		if n := e.rescore(); n != 0 {
			t.Errorf("%d more", n)
		}
		// One that begins afterwards is asked by the new key and needs nothing.
		b := e.student()
		e.school.bank = e.questions.Bank(ctx)
		id := e.sit(b, []string{"Math"}, thirds)
		e.ends()
		if rep := e.report(b, id); rep.Version != 1 || rep.Sections[0].Score != e.afresh(b, id, question.Math) {
			t.Errorf("a later test: %+v", rep)
		}
	})
}

func TestADiagnosticIsScoredAnew(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		ctx, e := t.Context(), edit(t, dsn)
		a := e.student()
		r, err := e.sessions.StartDiagnostic(ctx, a, session.Client{})
		if err != nil {
			t.Fatal(err)
		}
		id, _ := uid.Parse(r.SessionID)
		for i := 0; !r.Done; i++ {
			e.pass(40 * time.Second)
			e.follow()
			if r, err = e.sessions.Submit(ctx, a, session.Diagnostic, id, session.Answers{Items: []session.Submission{thirds(i, e.find(r.Questions[0].ID))}}); err != nil {
				t.Fatal(err)
			}
		}
		e.follow()
		q, chosen := e.aTellingAnswer(a, id)
		e.correct(q.ID, chosen)
		if err := e.questions.Retire(ctx, question.By{}, q.ID, true); err != nil { // asked no more, it is corrected all the same
			t.Fatal(err)
		}
		if n := e.rescore(); n != 1 {
			t.Fatalf("%d scores", n)
		}
		again, err := e.sessions.Resume(ctx, a, session.Diagnostic, id)
		if err != nil || *again.Scores.Total <= *r.Scores.Total || *again.Correct != *r.Correct+1 || !strings.Contains(again.Rescored, "has been corrected: question ") {
			t.Errorf("%v: was %+v, is %+v, %q", err, r.Scores, again.Scores, again.Rescored)
		}
		if list := bodies[interaction.Rescored](e.school, a, interaction.DiagnosticRescored); len(list) != 1 || list[0].Total != *again.Scores.Total {
			t.Errorf("records %+v", list)
		}
		past, err := e.sessions.List(ctx, a.Subject, session.Page{})
		if err != nil || *past[0].Scores.Total != *again.Scores.Total || !past[0].Counts {
			t.Errorf("%v, %+v", err, past)
		}
		told, err := e.sessions.Rescored(ctx, a.Subject)
		if err != nil || len(told) != 1 || told[0].Kind != session.Diagnostic || told[0].Why != again.Rescored {
			t.Errorf("%v, told %+v", err, told)
		}
	})
}

// What a crash leaves half done is gone on with, and nothing is done twice; a
// question that did not count for a score touches none.
func TestRescoringIsTakenUpAgain(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		ctx, e := t.Context(), edit(t, dsn)
		e.draws = func() float64 { return 0 } // everybody has the same form
		e.sessions = e.room()
		people := make([]account.Actor, 5)
		ids := make([]uid.ID, len(people))
		for i := range people {
			people[i] = e.student()
			ids[i] = e.sit(people[i], []string{"Math"}, thirds)
		}
		q, chosen := e.anAnswer(people[0], ids[0], false)
		e.correct(q.ID, chosen)
		erased := people[2]
		if err := e.log.Keys().Destroy(ctx, erased.Subject); err != nil {
			t.Fatal(err)
		}
		stopped, stop := context.WithCancel(ctx)
		stop()
		if _, err := e.sessions.Rescore(stopped); err == nil {
			t.Error("a stopped one says it is done")
		}
		if states, err := e.sessions.Corrections(ctx, q.ID); err != nil || states[0].Done {
			t.Errorf("%v, done although it was stopped", err)
		}
		n := 0
		for range 2 {
			m, err := e.room().Rescore(ctx) // another process
			if err != nil {
				t.Fatal(err)
			}
			n += m
		}
		if n != len(people)-1 {
			t.Errorf("%d scores of %d people", n, len(people))
		}
		for i, a := range people {
			if a == erased {
				continue
			}
			if list := bodies[interaction.Rescored](e.school, a, interaction.TestRescored); len(list) != 1 {
				t.Errorf("learner %d has %d records", i, len(list))
			}
		}

		// A pretest question counts for nothing.
		answers := e.counted(people[0], ids[0])
		for _, r := range e.records(people[0]) {
			if r.Kind == interaction.TestAnswered && answers[r.Asked.Question] == nil && r.Done.Answer != "" {
				now, err := e.questions.Bank(ctx).Find(r.Asked.Question, "")
				if err != nil {
					t.Fatal(err)
				}
				e.correct(now.ID, wrong(now))
			}
		}
		if n := e.rescore(); n != 0 {
			t.Errorf("%d scores for pretest questions", n)
		}
	})
}

// What was corrected and corrected back before a question was asked is no
// correction of its answer, although the version is the one it was then.
func TestCorrectedBackBeforeItWasAsked(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		ctx, e := t.Context(), edit(t, dsn)
		e.draws = func() float64 { return 0 } // everybody has the same form
		e.sessions = e.room()
		a, b := e.student(), e.student()
		first := e.sit(a, []string{"Math"}, thirds)
		q, chosen := e.anAnswer(a, first, false)
		e.correct(q.ID, chosen)
		e.correct(q.ID, q.Keys[0])
		e.pass(2 * time.Second)
		id := e.sit(b, []string{"Math"}, thirds)
		if r := e.counted(b, id)[q.ID]; r == nil || r.Asked.Version != q.Version {
			t.Fatalf("the second test asked %+v", r)
		}
		e.ends()
		e.rescore()
		if r := e.report(b, id); r.Version != 1 || len(r.Rescored) != 0 {
			t.Errorf("scored anew: %+v", r.Rescored)
		}
		views, err := e.sessions.Generate(ctx, b, b.Subject, id, session.Client{})
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range views.Reviews {
			if v.Correction != nil {
				t.Errorf("the review tells of a correction: %+v", v.Correction)
			}
		}
		// A later one is of both.
		e.correct(q.ID, chosen)
		if n := e.rescore(); n != 2 {
			t.Errorf("%d scores", n)
		}
		for a, id := range map[account.Actor]uid.ID{a: first, b: id} {
			if r := e.report(a, id); r.Version != 2 || r.Sections[0].Score != e.afresh(a, id, question.Math) {
				t.Errorf("%+v", r.Rescored)
			}
		}
	})
}

// Corrections that end where the learner's score stands make no version of it,
// and are told to nobody.
func TestWhatChangesNothingIsNotTold(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		ctx, e := t.Context(), edit(t, dsn)
		a := e.student()
		id := e.sit(a, []string{"Math"}, thirds)
		before := e.report(a, id)
		told := func() session.Rescored {
			t.Helper()
			list, err := e.sessions.Rescored(ctx, a.Subject)
			if err != nil || len(list) != 1 {
				t.Fatalf("%v, told %+v", err, list)
			}
			return list[0]
		}
		q, chosen := e.anAnswer(a, id, false)
		other := otherThan(q, chosen)
		// There and back at once, and to a third letter: still wrong.
		e.correct(q.ID, chosen)
		e.correct(q.ID, q.Keys[0])
		if n := e.rescore(); n != 0 {
			t.Errorf("there and back made %d versions", n)
		}
		e.correct(q.ID, other)
		if n := e.rescore(); n != 0 {
			t.Errorf("a wrong answer that stays wrong made %d versions", n)
		}
		if list := bodies[interaction.Rescored](e.school, a, interaction.TestRescored); len(list) != 0 || e.report(a, id).Version != 1 {
			t.Errorf("records %+v", list)
		}
		// Two steps that nobody has seen are told as one.
		r, answered := e.anAnswer(a, id, false, q.ID)
		e.correct(q.ID, chosen)
		e.rescore()
		e.correct(r.ID, answered)
		e.rescore()
		x, now := told(), e.report(a, id)
		if x.Seen || x.Version != 3 || len(now.Rescored) != 2 || !strings.HasPrefix(x.Why, "The keys of 2 questions ") || strings.Count(x.Why, ": The last line says so.") != 2 || x.Was.Sections[0].Score != before.Sections[0].Score || x.Scores.Sections[0].Score != now.Sections[0].Score {
			t.Errorf("two steps are told as %+v", x)
		}
		// One that goes back is not told, and both back are nothing.
		e.correct(q.ID, q.Keys[0])
		e.rescore()
		if x := told(); x.Seen || x.Version != 4 || !strings.HasPrefix(x.Why, "The key of a question ") {
			t.Errorf("one back is told as %+v", x)
		}
		e.correct(r.ID, r.Keys[0])
		e.rescore()
		if x := told(); !x.Seen || x.Version != 5 || x.Why != "" || x.Scores.Sections[0].Score != before.Sections[0].Score {
			t.Errorf("all back is told as %+v", x)
		}
		// What was seen is where the next begins.
		if err := e.sessions.SeeRescored(ctx, a.Subject, id); err != nil || !told().Seen {
			t.Errorf("%v, seen: %+v", err, told())
		}
		e.correct(r.ID, answered)
		e.rescore()
		if x := told(); x.Seen || x.Version != 6 || x.Was.Sections[0].Score != before.Sections[0].Score || !strings.Contains(x.Why, "is right now.") {
			t.Errorf("afterwards: %+v", x)
		}
	})
}

// otherThan is a letter that is neither the key nor the one given.
func otherThan(q *question.Question, letter string) string {
	for _, c := range q.Choices {
		if c.ID != letter && !slices.Contains(q.Keys, c.ID) {
			return c.ID
		}
	}
	return ""
}

// What a correction did is counted at that correction, also where one version of
// a score came of several.
func TestScoresAreCountedAtTheirCorrection(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		ctx, e := t.Context(), edit(t, dsn)
		a := e.student()
		id := e.sit(a, []string{"Math"}, thirds)
		one, chosen := e.anAnswer(a, id, false)
		two, other := e.anAnswer(a, id, false, one.ID)
		e.correct(one.ID, otherThan(one, chosen)) // another key that is not that of the answer, and then the right one
		e.correct(one.ID, chosen)
		e.correct(two.ID, other)
		if n := e.rescore(); n != 1 {
			t.Fatalf("%d scores were computed anew", n)
		}
		for id, want := range map[string][]int64{one.ID: {1, 0}, two.ID: {1}} { // newest first
			list, err := e.sessions.Corrections(ctx, id)
			if err != nil {
				t.Fatal(err)
			}
			var got []int64
			for _, c := range list {
				got = append(got, c.Rescored)
			}
			if !slices.Equal(got, want) {
				t.Errorf("%v scores are counted at the corrections of %s, want %v", got, id, want)
			}
		}
	})
}
