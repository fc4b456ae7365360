package tutor_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"satprep/internal/account"
	"satprep/internal/db/dbtest"
	"satprep/internal/interaction"
	"satprep/internal/llm"
	"satprep/internal/llm/llmtest"
	"satprep/internal/question"
	"satprep/internal/session"
	"satprep/internal/tutor"
	"satprep/internal/uid"
)

// more is what a turn's record keeps beside what was said and shown.
type more struct {
	Work     string        `json:"work"`
	Messages []llm.Message `json:"messages"`
	Raw      string        `json:"raw"`
	Instead  string        `json:"instead"`
}

func moreOf(t *testing.T, rec *interaction.Record) (m more) {
	t.Helper()
	if err := json.Unmarshal(rec.Words.More, &m); err != nil {
		t.Fatalf("%v: %s", err, rec.Words.More)
	}
	return m
}

func withModel(models ...llm.Model) tutor.Settings {
	var set tutor.Settings
	for _, m := range models {
		set.Models = append(set.Models, tutor.Arm{Model: m})
	}
	return set
}

// begin asks over the rich protocol and returns the frames of the answer.
func (r *room) begin(who account.Actor, in tutor.Ask) []tutor.Frame {
	r.t.Helper()
	a, err := r.tutor.Begin(r.t.Context(), who, in, session.Client{})
	if err != nil {
		r.t.Fatal(err)
	}
	return r.hear(a)
}

func (r *room) hear(a *tutor.Answer) (frames []tutor.Frame) {
	r.t.Helper()
	if err := a.Listen(r.t.Context(), 0, func(f tutor.Frame) error { frames = append(frames, f); return nil }); err != nil {
		r.t.Fatal(err)
	}
	return frames
}

func textOf(frames []tutor.Frame) string {
	var b strings.Builder
	for _, f := range frames {
		if f.Type == tutor.FrameDelta {
			if f.Replace {
				b.Reset()
			}
			b.WriteString(f.Text)
		}
	}
	return b.String()
}

func TestAModelWordsTheHint(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		server := llmtest.Script(llmtest.Play(llm.Turn{Pieces: []string{"<think>the key must stay", " xyzzyx</think>", "Look at the sentence before. ", "What does it say?"}, Usage: llm.Usage{PromptTokens: 90, CompletionTokens: 12}}))
		model := server.Open(t, "", "&temperature=0.2")
		r := open(t, dsn, withModel(model), sequence(0))
		dana := r.register(account.Student, "Dana Whitfield")
		id, q := r.practise(dana, "transitions")
		frames := r.begin(dana, tutor.Ask{ID: "a", Question: q.ID, Session: id, Text: "Hi, I'm Dana! dana.w@school.org here. Can I get a hint?"})
		if got := textOf(frames); got != "Look at the sentence before. What does it say?" {
			t.Errorf("shown %q", got)
		}
		rec, turn := r.lastTurn(dana)
		if turn.Source != "model" || turn.Level != 1 || turn.ModelAsked != "toy" || turn.ModelGave != "toy-1" || turn.PromptTokens != 90 || turn.OutputTokens != 12 || turn.Finish != "stop" || turn.Guard != "" || turn.Delivered != 46 {
			t.Errorf("turn %+v", turn)
		}
		if len(turn.Arms) != 2 || turn.Propensity != .5 || turn.Arm.Model != "toy" || len(turn.Templates) != 3 {
			t.Errorf("arms %+v, propensity %v, templates %v", turn.Arms, turn.Propensity, turn.Templates)
		}
		m := moreOf(t, rec)
		sent := server.Asked()[0].Messages
		if len(sent) != 2 || m.Messages[0].Content != sent[0].Content || m.Messages[1].Content != sent[1].Content {
			t.Error("the request is not recorded as it was sent")
		}
		contains(t, sent[0].Content, q.Stem, q.Passage, q.Choices[0].Text, "NOT answered yet", q.Hints[0].Variants[0])
		if all := sent[0].Content + sent[1].Content; strings.Contains(all, "Dana") || strings.Contains(all, "dana.w@") || !strings.Contains(sent[1].Content, "[PERSON_1]") || !strings.Contains(sent[1].Content, "[EMAIL]") {
			t.Errorf("names were sent: %s", sent[1].Content)
		}
		if strings.Contains(string(rec.Words.More), "xyzzyx") {
			t.Error("reasoning is in the record")
		}
	})
}

// Below level 4 nothing that names the key is in a request: not the key's
// rationale, not a step, not the letter as an answer.
func TestTheKeyIsInNoRequestBelowLevelFour(t *testing.T) {
	t.Parallel()
	model := llm.ScriptFunc("toy", func(int, llm.Request) llm.Turn { return llm.Say("Let us look at it together.") })
	r := open(t, "sqlite:"+t.TempDir(), withModel(model), sequence(0))
	dana := r.student()
	id, q := r.practise(dana, "transitions")
	var conversation uid.ID
	ask := func(text string) {
		conversation = r.begin(dana, tutor.Ask{Conversation: conversation, Question: q.ID, Session: id, Text: text})[0].Conversation
	}
	ask("hint")
	ask("show me an example")
	ask("what is the capital of this passage about whales and stuff")
	r.submit(dana, id, q, wrong(q))
	ask("why was I wrong?")
	ask("more help")
	below := len(model.Asked())
	ask("show me the solution")
	secret := func(text string) bool {
		key, _ := q.Choice(q.Keys[0])
		for _, s := range append(append([]string{key.Rationale}, q.Steps...), "right answer: "+q.Keys[0]) {
			if strings.Contains(text, s) {
				return true
			}
		}
		return false
	}
	for i, req := range model.Asked() {
		all := ""
		for _, m := range req.Messages {
			all += m.Content + "\n"
		}
		if got := secret(all); got != (i >= below) {
			t.Errorf("request %d holds the key: %t", i, got)
		}
	}
	if below != 5 {
		t.Errorf("%d requests below level 4, want 5", below)
	}
}

func TestWhatTheGuardStopsIsNeverShown(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		said    func(q *question.Question) []string
		shown   string // of the model's own words
		verdict string
	}{
		"leak": {func(q *question.Question) []string {
			return []string{"Look at both sentences. ", "The ans", "wer is " + q.Keys[0], ". Easy."}
		}, "Look at both sentences. ", "leak"},
		"leak at once":   {func(q *question.Question) []string { return []string{"The answer is " + q.Keys[0] + "."} }, "", "leak"},
		"nothing but it": {func(q *question.Question) []string { return []string{q.Keys[0]} }, "", "leak"},
		"in two":         {func(q *question.Question) []string { return []string{"Which choice is it? ", q.Keys[0] + "."} }, "Which choice is it? ", "leak"},
		"the other three": {func(q *question.Question) []string {
			return []string{"You can rule out " + wrong(q) + "."}
		}, "", "judgement"},
		"arithmetic": {func(*question.Question) []string { return []string{"Note that 3 * 4 + 2 = 15. Go on."} }, "", "arithmetic"},
		"unsafe":     {func(*question.Question) []string { return []string{"Try again. ", "You are stupid. "} }, "Try again. ", "unsafe"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var q *question.Question
			model := llm.ScriptFunc("toy", func(int, llm.Request) llm.Turn { return llm.Turn{Pieces: c.said(q)} })
			r := open(t, "sqlite:"+t.TempDir(), withModel(model), sequence(0))
			dana := r.student()
			var id uid.ID
			id, q = r.practise(dana, "transitions")
			frames := r.begin(dana, tutor.Ask{Question: q.ID, Session: id, Text: "hint"})
			got := textOf(frames)
			hint := q.Hints[0].Variants[0]
			if !strings.HasPrefix(got, c.shown) || !strings.Contains(got, hint) || strings.Contains(got, "answer is "+q.Keys[0]) || strings.Contains(got, "stupid") || strings.Contains(got, "= 15") || strings.Contains(got, "rule out") {
				t.Errorf("shown %q", got)
			}
			rec, turn := r.lastTurn(dana)
			if turn.Guard != c.verdict || turn.GuardAction != "replaced" || turn.FellBack != "" {
				t.Errorf("guard %q %q, fell back %q", turn.Guard, turn.GuardAction, turn.FellBack)
			}
			if want := map[bool]string{true: "model", false: "builtin"}[c.shown != ""]; turn.Source != want {
				t.Errorf("source %s, want %s", turn.Source, want)
			}
			m := moreOf(t, rec)
			if !strings.HasPrefix(strings.Join(c.said(q), ""), m.Raw) || m.Raw == "" || !strings.Contains(m.Instead, hint) || rec.Words.Response != got {
				t.Errorf("both texts are not recorded: raw %q instead %q", m.Raw, m.Instead)
			}
			if n := len(r.records(dana, interaction.TutorSafety)); n != map[bool]int{true: 1}[name == "unsafe"] {
				t.Errorf("%d safety records", n)
			}
		})
	}
}

func TestWhereTheModelFailsTheBuiltInAnswers(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		turn  llm.Turn
		cause string
		shown string
	}{
		"unavailable": {llm.Turn{Fail: llm.Unavailable}, "unavailable", ""},
		"rejected":    {llm.Turn{Fail: llm.Rejected}, "rejected", ""},
		"empty":       {llm.Turn{}, "empty", ""},
		"broken off":  {llm.Turn{Pieces: []string{"Look at both sentences. ", "Then"}, Fail: llm.Truncated}, "truncated", "Look at both sentences. Then"},
		"filtered":    {llm.Turn{Pieces: []string{"Thinking aloud about it. Hm. ", "</think>", "Look"}}, "filtered", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := open(t, "sqlite:"+t.TempDir(), withModel(llm.Script("toy", c.turn)), sequence(0))
			dana := r.student()
			id, q := r.practise(dana, "transitions")
			frames := r.begin(dana, tutor.Ask{Question: q.ID, Session: id, Text: "hint"})
			got := textOf(frames)
			if !strings.HasPrefix(got, c.shown) || !strings.Contains(got, q.Hints[0].Variants[0]) || strings.Contains(got, "Hm.") {
				t.Errorf("shown %q", got)
			}
			rec, turn := r.lastTurn(dana)
			if turn.FellBack != c.cause || turn.Arm.Model != "toy" || turn.Propensity != .5 || rec.Words.Response != got {
				t.Errorf("turn %+v", turn)
			}
			// What is stored gives the same text again, under the same numbers.
			last := frames[len(frames)-1]
			missed, live, err := r.tutor.Resume(t.Context(), dana, last.Conversation, 0)
			if err != nil || live != nil {
				t.Fatal(live, err)
			}
			if again := textOf(missed); again != got || missed[len(missed)-1].Seq != last.Seq {
				t.Errorf("resumed %q to %d, want %d", again, missed[len(missed)-1].Seq, last.Seq)
			}
		})
	}
}

func TestIdenticalRequestsAreAnsweredFromTheCache(t *testing.T) {
	t.Parallel()
	model := llm.ScriptFunc("toy", func(n int, _ llm.Request) llm.Turn {
		return llm.Say("Look at the sentence before, for the " + []string{"first", "second", "third"}[n] + " time.")
	})
	r := open(t, "sqlite:"+t.TempDir(), withModel(model), sequence(0))
	dana, ali := r.student(), r.register(account.Student, "Ali Demir")
	ask := func(who account.Actor) (string, interaction.Turn, *interaction.Record) {
		got := textOf(r.begin(who, tutor.Ask{Text: "what is the strategy for transitions?"}))
		rec, turn := r.lastTurn(who)
		return got, turn, rec
	}
	first, one, rec := ask(dana)
	again, two, _ := ask(ali)
	if first != again || one.Source != "model" || two.Source != "cache" || two.Reused != rec.ID || len(model.Asked()) != 1 {
		t.Errorf("%q by %s, then %q by %s reusing %s", first, one.Source, again, two.Source, two.Reused)
	}
	// Asked for again, it is made anew.
	frames, err := r.tutor.Regenerate(t.Context(), ali, r.records(ali, interaction.TutorTurn)[0].ID, "again", session.Client{})
	if err != nil {
		t.Fatal(err)
	}
	if got := textOf(r.hear(frames)); got == first || len(model.Asked()) != 2 {
		t.Errorf("regenerated %q", got)
	}
	if _, turn := r.lastTurn(ali); turn.Regenerate != 1 || turn.Source != "model" {
		t.Errorf("turn %+v", turn)
	}
	if list := r.records(ali, interaction.TutorRegenerated); len(list) != 1 {
		t.Errorf("%d records of regenerating", len(list))
	}
	r.tutor.Forget(dana.Subject)
	if _, turn, _ := ask(r.register(account.Student, "Mina Park")); turn.Source != "model" {
		t.Errorf("after forgetting: %s", turn.Source)
	}
}

func TestAModelTalksWithoutAQuestion(t *testing.T) {
	t.Parallel()
	model := llm.Script("toy", llm.Say("Begin with your weakest skill, ten minutes a day."))
	r := open(t, "sqlite:"+t.TempDir(), withModel(model), sequence(0))
	dana := r.student()
	contains(t, r.say(dana, "my exam is in three weeks and mornings suit me best").Text, "weakest skill")
	if _, turn := r.lastTurn(dana); turn.Source != "model" || turn.Level != 0 || turn.Stage != "none" {
		t.Errorf("turn %+v", turn)
	}
	contains(t, model.Asked()[0].Messages[0].Content, "no question in front of you")
}

func TestStopKeepsWhatWasShown(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		model := llm.Script("toy", llm.Turn{Pieces: []string{"Look at both sentences. ", "And then "}, Hang: true})
		r := open(t, dsn, withModel(model), sequence(0))
		dana := r.student()
		id, q := r.practise(dana, "transitions")
		a, err := r.tutor.Begin(t.Context(), dana, tutor.Ask{ID: "x", Question: q.ID, Session: id, Text: "hint"}, session.Client{})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := r.tutor.Begin(t.Context(), dana, tutor.Ask{Conversation: a.Conversation, Text: "hurry"}, session.Client{}); err == nil {
			t.Error("two answers at once in one conversation")
		}
		var got []tutor.Frame
		err = a.Listen(t.Context(), 0, func(f tutor.Frame) error {
			got = append(got, f)
			if f.Type == tutor.FrameDelta {
				// The help is recorded before it is shown.
				if n := count(t, r, "aid"); n != 1 {
					t.Errorf("%d rows of aid while the hint is on screen", n)
				}
				r.tutor.Stop(dana, "x")
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if text := textOf(got); text != "Look at both sentences. " {
			t.Errorf("shown %q", text)
		}
		if done := got[len(got)-1]; done.Type != tutor.FrameDone || done.Finish != tutor.FinishStopped {
			t.Errorf("ended with %+v", done)
		}
		rec, turn := r.lastTurn(dana)
		if turn.Finish != "stopped" || turn.Delivered != 24 || moreOf(t, rec).Raw != "Look at both sentences. And then " {
			t.Errorf("turn %+v, raw %q", turn, moreOf(t, rec).Raw)
		}
		if n := len(r.records(dana, interaction.TutorStopped)); n != 1 || count(t, r, "partial_turn") != 0 {
			t.Errorf("%d stops recorded", n)
		}
	})
}

func TestAServerThatStopsLosesNothing(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		model := llm.ScriptFunc("toy", func(int, llm.Request) llm.Turn {
			return llm.Turn{Pieces: []string{"Look at both sentences. ", "And then "}, Hang: true}
		})
		r := open(t, dsn, withModel(model), sequence(0))
		dana := r.student()
		id, q := r.practise(dana, "transitions")
		seen := make(chan struct{})
		a, err := r.tutor.Begin(t.Context(), dana, tutor.Ask{ID: "x", Question: q.ID, Session: id, Text: "hint"}, session.Client{})
		if err != nil {
			t.Fatal(err)
		}
		ctx, leave := context.WithCancel(t.Context())
		go func() { <-seen; leave() }()
		err = a.Listen(ctx, 0, func(f tutor.Frame) error {
			if f.Type == tutor.FrameDelta {
				close(seen)
			}
			return nil
		})
		if !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
		// The line dropped; on another one the answer goes on.
		_, live, err := r.tutor.Resume(t.Context(), dana, a.Conversation, 0)
		if err != nil || live != a {
			t.Fatalf("resumed %p, want %p: %v", live, a, err)
		}
		r.tutor.Close() // gracefully
		if _, turn := r.lastTurn(dana); turn.Finish != "interrupted" || turn.Delivered != 24 {
			t.Errorf("turn %+v", turn)
		}

		// And where it had no time to.
		r.start()
		turn, conversation := uid.New(r.now()), a.Conversation
		sealed, err := r.log.Keys().SealText(t.Context(), dana.Subject, turn, []byte(`{"q":"more help","r":"Half an answer. "}`))
		if err != nil {
			t.Fatal(err)
		}
		r.exec(`INSERT INTO partial_turn (conversation, subject, turn, ask, asked_at, first_frame, cuts, sealed) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
			conversation, dana.Subject, turn, "y", epoch.UnixMicro(), 3, "[16]", sealed)
		if n, err := r.tutor.Sweep(t.Context()); err != nil || n != 1 {
			t.Fatal(n, err)
		}
		rec, body := r.lastTurn(dana)
		if rec.ID != turn || body.Finish != "interrupted" || rec.Words.Response != "Half an answer. " || rec.Words.Query != "more help" {
			t.Errorf("recovered %+v %+v", body, rec.Words)
		}
		frames, _, err := r.tutor.Resume(t.Context(), dana, conversation, 2)
		if err != nil || len(frames) != 2 || frames[0].Text != "Half an answer. " || frames[0].Seq != 3 || frames[1].Type != tutor.FrameDone {
			t.Errorf("resumed %+v: %v", frames, err)
		}
	})
}

func TestTwoRepliesToChooseBetween(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		r := open(t, dsn, tutor.Settings{ChoiceRate: 1}, sequence(0))
		dana := r.student()
		id, q := r.practise(dana, "transitions")
		frames := r.begin(dana, tutor.Ask{ID: "p", Question: q.ID, Session: id, Text: "hint"})
		var options []tutor.Option
		for _, f := range frames {
			if f.Type == tutor.FrameChoice {
				options = f.Options
			}
			if f.Type == tutor.FrameDelta {
				t.Errorf("a single reply beside the choice: %+v", f)
			}
		}
		if len(options) != 2 || options[0].Text == options[1].Text {
			t.Fatalf("options %+v", options)
		}
		if n := len(r.records(dana, interaction.TutorTurn)); n != 2 {
			t.Errorf("%d turns recorded", n)
		}
		if err := r.tutor.Choose(t.Context(), dana, options[1].Turn, session.Client{}); err != nil {
			t.Fatal(err)
		}
		list := r.records(dana, interaction.TutorChosen)
		if body, _ := interaction.BodyAs[interaction.Chosen](list[0]); body.Turn != options[1].Turn || body.Other != options[0].Turn || body.Position != 2 {
			t.Errorf("chosen %+v", body)
		}
		history, err := r.tutor.History(t.Context(), dana, dana.UserID, tutor.Page{})
		if err != nil || len(history) != 1 || history[0].Response != options[1].Text {
			t.Errorf("history %+v: %v", history, err)
		}
		if err := r.tutor.Choose(t.Context(), dana, uid.Random(), session.Client{}); err == nil {
			t.Error("a reply that is not there was chosen")
		}
		// The conversation goes on.
		r.begin(dana, tutor.Ask{Conversation: frames[0].Conversation, Text: "thanks"})
		if err := r.tutor.Choose(t.Context(), dana, options[0].Turn, session.Client{}); err == nil {
			t.Error("a choice after the conversation has gone on")
		}
	})
}

func TestArmsAreDrawnWithTheirPropensity(t *testing.T) {
	t.Parallel()
	one := llm.ScriptFunc("one", func(int, llm.Request) llm.Turn { return llm.Say("One says so.") })
	two := llm.ScriptFunc("two", func(int, llm.Request) llm.Turn { return llm.Say("Two says so.") })
	set := withModel(one, two)
	set.BuiltinShare = .2
	draws := map[float64]struct {
		model string
		p     float64
	}{.1: {"", .2 * .5}, .25: {"one", .2}, .45: {"one", .2}, .65: {"two", .2}, .99: {"two", .2}}
	for u, want := range draws {
		r := open(t, "sqlite:"+t.TempDir(), set, sequence(0, u))
		dana := r.student()
		r.begin(dana, tutor.Ask{Text: "what is the strategy for transitions?"})
		_, turn := r.lastTurn(dana)
		if turn.Arm.Model != want.model || turn.Propensity < want.p-1e-9 || turn.Propensity > want.p+1e-9 || turn.Draw != u || len(turn.Arms) != 6 {
			t.Errorf("draw %v: arm %+v with %v, %d arms", u, turn.Arm, turn.Propensity, len(turn.Arms))
		}
	}
}

func (r *room) exec(query string, args ...any) {
	r.t.Helper()
	exec(r.t, r.db, query, args...)
}
