package tutor_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"satprep/internal/account"
	"satprep/internal/db"
	"satprep/internal/db/dbtest"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/question"
	"satprep/internal/session"
	"satprep/internal/tutor"
	"satprep/internal/uid"
)

func TestNothingIsTaughtDuringATest(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		r := open(t, dsn, tutor.Settings{}, sequence(0))
		dana := r.student()
		id, q := r.practise(dana, "transitions")
		r.say(dana, "hint")
		r.fullTest(dana)
		for _, said := range []string{"hint", "what is a coefficient?", "hello", "quiz me", "show me the solution"} {
			got := r.say(dana, said)
			if !strings.Contains(got.Text, "full test open") {
				t.Errorf("%q: %s", said, got.Text)
			}
		}
		for _, f := range r.begin(dana, tutor.Ask{Question: q.ID, Session: id, Text: "hint"}) {
			if f.Type == tutor.FrameDelta && strings.Contains(f.Text, q.Hints[0].Variants[1]) {
				t.Error("a hint was given")
			}
		}
		if _, turn := r.lastTurn(dana); turn.Refused != "test_open" || turn.Level != 0 {
			t.Errorf("turn %+v", turn)
		}
		// A cry for help is heard all the same.
		if got := r.say(dana, "I want to kill myself"); strings.Contains(got.Text, "full test") {
			t.Errorf("during a test: %s", got.Text)
		}
	})
}

func TestDiagnosticQuestionsAreNotHelpedWith(t *testing.T) {
	t.Parallel()
	r := open(t, "sqlite:"+t.TempDir(), tutor.Settings{}, sequence(0))
	dana := r.student()
	if _, err := r.sessions.StartDiagnostic(t.Context(), dana, session.Client{}); err != nil {
		t.Fatal(err)
	}
	contains(t, r.say(dana, "hint").Text, "diagnostic")
	if _, turn := r.lastTurn(dana); turn.Refused != "diagnostic" || count(t, r, "aid") != 0 {
		t.Errorf("turn %+v", turn)
	}
	contains(t, r.say(dana, "hello").Text, "h")
	// Nothing is taught beside it either.
	for _, said := range []string{"explain percentages", "quiz me on circles", "an example", "how do commas work?", "hint", "yes please", "solution"} {
		got, err := r.tutor.Answer(t.Context(), dana, tutor.Ask{Text: said}, session.Client{})
		if err != nil {
			t.Fatal(err)
		}
		contains(t, got.Text, "diagnostic")
		if _, turn := r.lastTurn(dana); turn.Refused != "diagnostic" || turn.Asks != "" || turn.Level != 0 {
			t.Errorf("%q: %+v", said, turn)
		}
	}
}

// What was typed as an answer stays in sealed text; what is kept open says only
// that something was.
func TestATypedAnswerIsNotQuotedByItsPlaceholder(t *testing.T) {
	t.Parallel()
	r := open(t, "sqlite:"+t.TempDir(), tutor.Settings{}, sequence(0))
	dana := r.student()
	for range 40 {
		r.say(dana, "quiz me on linear functions")
		_, turn := r.lastTurn(dana)
		q := r.find(turn.Asks)
		if q.Type != question.Typed {
			continue
		}
		contains(t, r.say(dana, "12345").Text, "12345 is not it.")
		rec, _ := r.lastTurn(dana)
		again, err := r.tutor.Regenerate(t.Context(), dana, rec.ID, "again", session.Client{})
		if err != nil {
			t.Fatal(err)
		}
		r.hear(again)
		if rec, turn := r.lastTurn(dana); turn.Regenerate != 1 || rec.Done.State != "" {
			t.Errorf("said anew, it is no second attempt: %+v", rec.Done)
		}
		if got := r.say(dana, "show me the solution"); strings.Contains(got.Text, "entry") || !strings.Contains(got.Text, q.Steps[0]) {
			t.Errorf("%s", got.Text)
		}
		return
	}
	t.Error("no question of the skill is typed")
}

func TestWithoutAQuestion(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		r := open(t, dsn, tutor.Settings{}, sequence(0))
		dana := r.student()
		contains(t, r.say(dana, "give me a hint").Text, "Which question do you mean?")
		contains(t, r.say(dana, "what is a semicolon?").Text, "A semicolon joins")
		contains(t, r.say(dana, "how should I approach percentages questions?").Text, "Percentages", "Based on: strategy of Percentages.")
		contains(t, r.say(dana, "what does flibbertigibbet mean").Text, "flibbertigibbet")

		// The tutor asks itself, and knows what it asked.
		asked := r.say(dana, "quiz me on transitions")
		rec, turn := r.lastTurn(dana)
		q := r.find(turn.Asks)
		if q.Skill != "transitions" || q.Use != question.Practice || turn.AsksVersion != q.Version || rec.Asked.Question != "" {
			t.Errorf("asks %+v", turn)
		}
		contains(t, asked.Text, q.Stem, "A) "+q.Choices[0].Text)
		contains(t, r.say(dana, "hint").Text, q.Hints[0].Variants[0])
		if _, turn := r.lastTurn(dana); turn.Stage != "before" || turn.Level != 1 {
			t.Errorf("turn %+v", turn)
		}
		hold := r.say(dana, "is B right?")
		contains(t, hold.Text, "my answer is")
	})
}

func TestTheTutorsOwnQuestionIsAnsweredInTheChat(t *testing.T) {
	t.Parallel()
	r := open(t, "sqlite:"+t.TempDir(), tutor.Settings{}, sequence(0))
	dana := r.student()
	r.say(dana, "quiz me on transitions")
	_, turn := r.lastTurn(dana)
	q := r.find(turn.Asks)
	bad := wrong(q)
	c, _ := q.Choice(bad)
	contains(t, r.say(dana, bad).Text, c.Rationale)
	rec, turn := r.lastTurn(dana)
	if turn.Move != "retry_wrong" || rec.Done.Answer != bad || rec.Done.Correct.V || rec.Done.Attempt != 1 || !rec.Done.Aided.V || rec.Asked.Question != q.ID {
		t.Errorf("turn %+v, done %+v", turn, rec.Done)
	}
	contains(t, r.say(dana, "I think it's "+q.Keys[0]).Text, q.Keys[0])
	if rec, turn := r.lastTurn(dana); turn.Move != "retry_right" || !rec.Done.Correct.V || rec.Done.Attempt != 2 {
		t.Errorf("turn %+v, done %+v", turn, rec.Done)
	}
	contains(t, r.say(dana, "explain").Text, q.Steps[0])
	contains(t, r.say(dana, "why is "+bad+" wrong?").Text, c.Rationale)
	// Yes is to what was offered.
	r.say(dana, "thanks")
	r.say(dana, "yes please")
	if _, turn := r.lastTurn(dana); turn.Move != "another" || turn.Asks == q.ID {
		t.Errorf("turn %+v", turn)
	}
	// What it asked does not count when practice asks it.
	if n := count(t, r, "aid"); n != 2 { // both, as seen
		t.Errorf("%d rows of aid", n)
	}
}

func TestTheConversationFollowsTheLearner(t *testing.T) {
	t.Parallel()
	r := open(t, "sqlite:"+t.TempDir(), tutor.Settings{}, sequence(0))
	dana := r.student()
	id, q1 := r.practise(dana, "transitions")
	r.pass(time.Minute)
	q2 := r.submit(dana, id, q1, wrong(q1))
	r.pass(time.Minute)
	about := func(said, want string) {
		t.Helper()
		r.say(dana, said)
		if rec, turn := r.lastTurn(dana); rec.Asked.Question != want {
			t.Errorf("%q is about %s, want %s (%+v)", said, rec.Asked.Question, want, turn)
		}
	}
	about("why was I wrong?", q1.ID)
	about("more help", q1.ID)
	about("idk", q1.ID) // still in the middle of it
	r.pass(5 * time.Minute)
	about("give me a hint", q2.ID) // the one in front of them
	about("what's the answer?", q2.ID)
	if _, turn := r.lastTurn(dana); turn.Level == 4 {
		t.Error("the answer of an open question")
	}
	about("why was I wrong?", q1.ID)
	about("show me the solution", q1.ID)
	if _, turn := r.lastTurn(dana); turn.Level != 4 {
		t.Errorf("level %d", turn.Level)
	}
	about("hint", q2.ID) // that was explained
	// After half an hour another conversation begins.
	first := r.say(dana, "hello").Conversation
	r.pass(31 * time.Minute)
	if again := r.say(dana, "hello").Conversation; again == first {
		t.Error("an old conversation went on")
	}
}

func TestCrisis(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		r := open(t, dsn, tutor.Settings{Helpline: "Call or text 988."}, sequence(0))
		dana, mother, guide, stranger := r.student(), r.register(account.Parent, "Ruth Whitfield"), r.staff("Omar Haddad"), r.register(account.Parent, "Eve Stone")
		r.link(dana, mother, account.Parent)
		r.link(dana, guide, account.Tutor)
		said := r.say(dana, "i want to die")
		contains(t, said.Text, "Call or text 988.", "nothing of what you wrote")
		rec, turn := r.lastTurn(dana)
		if turn.SafetyIn != "self_harm" || turn.Level != 0 || rec.Words.Query != "i want to die" {
			t.Errorf("turn %+v", turn)
		}
		list := r.records(dana, interaction.TutorSafety)
		if body, _ := interaction.BodyAs[interaction.Safety](list[0]); body.Category != "self_harm" || body.Side != "input" || !body.Told || body.Turn != rec.ID || list[0].Sealed() {
			t.Errorf("safety %+v", body)
		}
		// Tutoring has stopped there, and goes on in another conversation.
		again, err := r.tutor.Answer(t.Context(), dana, tutor.Ask{Conversation: said.Conversation, Text: "hint"}, session.Client{})
		if err != nil {
			t.Fatal(err)
		}
		contains(t, again.Text, "stopped tutoring", "988")
		if fresh := r.say(dana, "hello"); fresh.Conversation == said.Conversation {
			t.Error("the stopped conversation went on")
		}
		r.say(dana, "my dad hits me")
		notices := func(who account.Actor) (categories []string) {
			list, err := r.tutor.Notices(t.Context(), who, dana)
			if err != nil {
				t.Fatal(err)
			}
			for _, n := range list {
				categories = append(categories, string(n.Category))
			}
			return categories
		}
		if got := strings.Join(notices(mother), " "); got != "self_harm" {
			t.Errorf("the parent is told %s", got)
		}
		if got := strings.Join(notices(guide), " "); !strings.Contains(got, "abuse") || !strings.Contains(got, "self_harm") {
			t.Errorf("the tutor is told %s", got)
		}
		// The words are the learner's alone: here, and what was said after them.
		for _, c := range []struct {
			who  account.Actor
			page tutor.Page
			own  bool
		}{{dana, tutor.Page{}, true}, {guide, tutor.Page{}, false}, {mother, tutor.Page{Explicit: true}, false}} {
			list, err := r.tutor.History(t.Context(), c.who, dana.UserID, c.page)
			if err != nil {
				t.Fatal(err)
			}
			var said []string
			for _, turn := range list {
				said = append(said, turn.Query)
			}
			all := strings.Join(said, "|")
			if strings.Contains(all, "my dad hits me") != c.own || strings.Contains(all, "hint") != c.own || !strings.Contains(all, "hello") {
				t.Errorf("the %s reads %s", c.who.Role, all)
			}
		}
		all, err := r.tutor.Notices(t.Context(), guide, dana)
		if err != nil {
			t.Fatal(err)
		}
		if err := r.tutor.Seen(t.Context(), stranger, all[0].ID); !fault.Is(err, fault.Missing) {
			t.Errorf("a stranger has seen it: %v", err)
		}
		if err := r.tutor.Seen(t.Context(), guide, all[0].ID); err != nil {
			t.Error(err)
		}
		if after, _ := r.tutor.Notices(t.Context(), guide, dana); !after[0].Seen || after[1].Seen {
			t.Errorf("notices %+v", after)
		}
	})
}

func TestHistoryAndWhoReadsIt(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		r := open(t, dsn, tutor.Settings{}, sequence(0))
		dana, mother, guide, other := r.student(), r.register(account.Parent, "Ruth Whitfield"), r.staff("Omar Haddad"), r.register(account.Student, "Kim Lee")
		r.link(dana, mother, account.Parent)
		r.link(dana, guide, account.Tutor)
		for _, said := range []string{"hello", "tell me a joke", "thanks"} {
			r.say(dana, said)
			r.pass(time.Minute)
		}
		read := func(who account.Actor, p tutor.Page) ([]tutor.Interaction, error) {
			return r.tutor.History(t.Context(), who, dana.UserID, p)
		}
		list, err := read(dana, tutor.Page{})
		if err != nil || len(list) != 3 || list[0].Query != "thanks" || list[2].Query != "hello" || list[2].Timestamp != "2026-01-05 08:00" || list[0].Response == "" {
			t.Errorf("history %+v: %v", list, err)
		}
		page, err := read(dana, tutor.Page{Limit: 2, Before: list[0].ID})
		if err != nil || len(page) != 2 || page[0].ID != list[1].ID {
			t.Errorf("page %+v: %v", page, err)
		}
		if _, err := read(guide, tutor.Page{}); err != nil {
			t.Errorf("a linked tutor: %v", err)
		}
		if _, err := read(other, tutor.Page{Explicit: true}); !fault.Is(err, fault.Forbidden) {
			t.Errorf("another student: %v", err)
		}
		if _, err := read(mother, tutor.Page{}); !fault.Is(err, fault.Forbidden) || !strings.Contains(fault.Sentence(err), "explicit=1") {
			t.Errorf("a parent without the step: %v", err)
		}
		if _, err := read(other, tutor.Page{}); !fault.Is(err, fault.Forbidden) || strings.Contains(fault.Sentence(err), "explicit=1") {
			t.Errorf("another student: %v", err)
		}
		if _, err := read(mother, tutor.Page{Explicit: true}); err != nil {
			t.Errorf("a parent: %v", err)
		}
		if recs := r.records(dana, interaction.HistoryRead); len(recs) != 1 || recs[0].Actor != mother.Subject {
			t.Errorf("%d readings recorded", len(recs))
		}
		reads, err := r.tutor.Reads(t.Context(), dana)
		if err != nil || len(reads) != 1 || reads[0].By != "Ruth Whitfield" {
			t.Errorf("reads %+v: %v", reads, err)
		}
		// An export holds the same words: one by the mother is shown too, one's own is not.
		for _, by := range []account.Actor{dana, mother} {
			rec := &interaction.Record{Subject: dana.Subject, Kind: interaction.ExportMade, Origin: interaction.Real,
				Consent: interaction.NewStamp(1, interaction.Service, "13_17", false), Body: interaction.ExportFact{Scope: "user"}}
			if by.Subject != dana.Subject {
				rec.Actor = by.Subject
			}
			if err := r.log.Prepare(t.Context(), rec); err != nil {
				t.Fatal(err)
			}
			if err := r.db.Write(t.Context(), func(tx *db.Tx) error { return r.log.Append(tx, rec) }); err != nil {
				t.Fatal(err)
			}
		}
		if reads, err = r.tutor.Reads(t.Context(), dana); err != nil || len(reads) != 2 || reads[0].By != "Ruth Whitfield" {
			t.Errorf("reads %+v: %v", reads, err)
		}
		if _, err := read(dana, tutor.Page{Limit: 1000}); !fault.Is(err, fault.Invalid) {
			t.Errorf("limit 1000: %v", err)
		}
		if _, err := read(dana, tutor.Page{Before: uid.Random()}); !fault.Is(err, fault.Invalid) {
			t.Errorf("before nothing: %v", err)
		}
	})
}

func TestRatingsAndEdits(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		r := open(t, dsn, tutor.Settings{}, sequence(0))
		dana, guide, stranger, other := r.student(), r.staff("Omar Haddad"), r.staff("Jo Fields"), r.register(account.Student, "Kim Lee")
		r.link(dana, guide, account.Tutor)
		said := r.say(dana, "hello")
		if err := r.tutor.Rate(t.Context(), dana, said.Turn, -1, []string{"unsafe", "confusing", "unsafe"}, session.Client{}); err != nil {
			t.Fatal(err)
		}
		rated := r.records(dana, interaction.TutorRated)
		if body, _ := interaction.BodyAs[interaction.Rating](rated[0]); body.Value != -1 || strings.Join(body.Reasons, " ") != "confusing unsafe" || body.Turn != said.Turn || rated[0].Conversation != said.Conversation {
			t.Errorf("rating %+v", body)
		}
		for name, err := range map[string]error{
			"value":      r.tutor.Rate(t.Context(), dana, said.Turn, 2, nil, session.Client{}),
			"reason":     r.tutor.Rate(t.Context(), dana, said.Turn, 1, []string{"ugly"}, session.Client{}),
			"not theirs": r.tutor.Rate(t.Context(), other, said.Turn, 1, nil, session.Client{}),
			"learner":    r.tutor.Edit(t.Context(), dana, said.Turn, "Better."),
			"stranger":   r.tutor.Edit(t.Context(), stranger, said.Turn, "Better."),
			"no turn":    r.tutor.Edit(t.Context(), guide, uid.Random(), "Better."),
			"no words":   r.tutor.Edit(t.Context(), guide, said.Turn, " "),
		} {
			if k := fault.KindOf(err); err == nil || k == fault.Internal {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := r.tutor.Edit(t.Context(), guide, said.Turn, "Hello Dana, shall we begin?"); err != nil {
			t.Fatal(err)
		}
		edited := r.records(dana, interaction.TutorEdited)[0]
		if edited.Words.Response != "Hello Dana, shall we begin?" || !strings.Contains(said.Text, edited.Words.Query) || edited.Actor != guide.Subject || edited.Origin != interaction.Staff {
			t.Errorf("edited %+v", edited.Words)
		}
		list, err := r.tutor.History(t.Context(), dana, dana.UserID, tutor.Page{})
		if err != nil || list[0].Response != "Hello Dana, shall we begin?" || list[0].Source != "human" {
			t.Errorf("history %+v: %v", list, err)
		}
	})
}

func TestRegenerateDrawsAnother(t *testing.T) {
	t.Parallel()
	r := open(t, "sqlite:"+t.TempDir(), tutor.Settings{}, sequence(0))
	dana := r.student()
	id, q := r.practise(dana, "transitions")
	ask := tutor.Ask{Question: q.ID, Session: id, Text: "hint"}
	frames := r.begin(dana, ask)
	seen := map[string]bool{textOf(frames): true}
	last := frames[len(frames)-1].Turn
	for i := 1; i <= 5; i++ {
		a, err := r.tutor.Regenerate(t.Context(), dana, last, "again", session.Client{})
		if err != nil {
			t.Fatal(err)
		}
		frames = r.hear(a)
		text := textOf(frames)
		if seen[text] {
			t.Errorf("the %d. answer is one of before: %s", i+1, text)
		}
		seen[text] = true
		rec, turn := r.lastTurn(dana)
		if turn.Regenerate != i || turn.Move != "nudge" || turn.Level != 1 || rec.Asked.Question != q.ID || !turn.Parent.IsZero() || len(turn.Arms) != 6-i {
			t.Errorf("turn %+v", turn)
		}
		last = frames[len(frames)-1].Turn
	}
	if _, err := r.tutor.Regenerate(t.Context(), dana, last, "again", session.Client{}); !fault.Is(err, fault.Conflict) {
		t.Errorf("a seventh answer: %v", err)
	}
	first := r.records(dana, interaction.TutorTurn)[0].ID
	if _, err := r.tutor.Regenerate(t.Context(), dana, first, "again", session.Client{}); !fault.Is(err, fault.Conflict) {
		t.Errorf("an older turn: %v", err)
	}
}

// What was crossed out on the screen is quoted back before the answer, and with
// the answer what was sent with it; of another question nothing.
func TestCrossedOutIsQuotedBack(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		r := open(t, dsn, tutor.Settings{}, sequence(0))
		dana := r.student()
		id, q := r.practise(dana, "Craft and Structure")
		if got := r.say(dana, "Can I have a hint?").Text; strings.Contains(got, "crossed out") {
			t.Errorf("said %q", got)
		}
		stamp := interaction.NewStamp(1, interaction.Service, "13_17", false)
		mark := func(kind interaction.Kind, question, choice string) {
			event := fmt.Sprintf(`{"id":%q,"kind":%q,"session_id":%q,"question_id":%q,"made_at":"2026-01-05T08:00:00Z","body":{"choice":%q}}`, uid.Random(), kind, id, question, choice)
			got, err := r.log.Accept(t.Context(), interaction.Sender{Subject: dana.Subject, Stamp: stamp, Origin: interaction.Real}, []json.RawMessage{[]byte(event)})
			if err != nil || got[0].Outcome != interaction.Accepted {
				t.Fatalf("%+v, %v", got, err)
			}
		}
		mark(interaction.ChoiceEliminated, q.ID, "D")
		mark(interaction.ChoiceEliminated, q.ID, "A")
		mark(interaction.ChoiceEliminated, q.ID, "B")
		mark(interaction.ChoiceRestored, q.ID, "A")
		mark(interaction.ChoiceEliminated, q.ID, "nonsense")
		mark(interaction.ChoiceEliminated, "another", "C")
		for _, text := range []string{"can I have a hint?", "is it B?", "why is D wrong?"} {
			if got := r.say(dana, text).Text; !strings.HasPrefix(got, "You have crossed out B and D so far. ") {
				t.Errorf("%s: said %q", text, got)
			}
		}
		r.submit(dana, id, q, wrong(q))
		if got := r.say(dana, "why was I wrong?").Text; !strings.Contains(got, "and had crossed out D.") {
			t.Errorf("said %q", got)
		}
	})
}

func TestTooFastAndNotReadable(t *testing.T) {
	t.Parallel()
	r := open(t, "sqlite:"+t.TempDir(), tutor.Settings{Burst: 2, Every: time.Minute}, sequence(0))
	dana, other := r.student(), r.register(account.Student, "Kim Lee")
	r.say(dana, "hello")
	first := r.say(dana, "hello")
	_, err := r.tutor.Answer(t.Context(), dana, tutor.Ask{Text: "hello"}, session.Client{})
	if !fault.Is(err, fault.Busy) || fault.RetryAfter(err) < time.Minute {
		t.Errorf("the third at once: %v", err)
	}
	if said := r.say(dana, "I want to kill myself"); !strings.Contains(said.Text, "local emergency number") {
		t.Errorf("a crisis must not wait: %q", said.Text)
	}
	r.pass(time.Minute)
	r.say(dana, "hello")
	for name, in := range map[string]tutor.Ask{
		"empty":                {Text: " \n"},
		"long":                 {Text: strings.Repeat("x", 10<<10)},
		"not text":             {Text: "\xff"},
		"id":                   {ID: "a b", Text: "x"},
		"another's":            {Conversation: first.Conversation, Text: "x"},
		"no such conversation": {Conversation: uid.Random(), Text: "x"},
		"no such question":     {Question: "none", Text: "x"},
		"not met":              {Question: r.bank.Questions[0].ID, Text: "hint"},
	} {
		_, err := r.tutor.Begin(t.Context(), other, in, session.Client{})
		if k := fault.KindOf(err); k != fault.Invalid && k != fault.Missing && k != fault.TooLarge && k != fault.Busy {
			t.Errorf("%s: %v", name, err)
		}
		r.pass(time.Minute)
	}
	pending, _, err := r.accounts.Register(t.Context(), account.Registration{Name: "Little One", Password: "a long enough password", Role: account.Student, Age: account.Under13})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.tutor.Begin(t.Context(), pending, tutor.Ask{Text: "hello"}, session.Client{}); !fault.Is(err, fault.Forbidden) {
		t.Errorf("a pending account: %v", err)
	}
}

func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		r := open(t, dsn, tutor.Settings{Burst: -1}, nil)
		dana := r.student()
		r.practise(dana, "transitions")
		done := make(chan error, 8)
		for range cap(done) {
			go func() {
				_, err := r.tutor.Answer(t.Context(), dana, tutor.Ask{Text: "hint"}, session.Client{})
				done <- err
			}()
		}
		for range cap(done) {
			if err := <-done; err != nil {
				t.Error(err)
			}
		}
		if n := len(r.records(dana, interaction.TutorTurn)); n != cap(done) {
			t.Errorf("%d turns for %d questions", n, cap(done))
		}
	})
}
