package tutor_test

import (
	"strings"
	"testing"
	"time"

	"satprep/internal/db/dbtest"
	"satprep/internal/fault"
	"satprep/internal/llm"
	"satprep/internal/llm/llmtest"
	"satprep/internal/session"
	"satprep/internal/tutor"
)

func TestComingBackToAConversation(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		r := open(t, dsn, tutor.Settings{}, sequence(0))
		dana, ben := r.student(), r.student()
		id, q := r.practise(dana, "transitions")
		first := r.begin(dana, tutor.Ask{ID: "a1", Question: q.ID, Session: id, Text: "hint"})
		conv := first[0].Conversation
		r.pass(time.Minute)
		second := r.begin(dana, tutor.Ask{ID: "a2", Conversation: conv, Question: q.ID, Session: id, Text: "another hint"})
		last := second[len(second)-1]
		if last.Rung == nil || last.Rung.Stage != tutor.Before || last.Rung.Question != q.ID || last.Rung.Level != tutor.Example && last.Rung.Level != tutor.Nudge {
			t.Fatalf("the ladder stands at %+v", last.Rung)
		}

		look, err := r.tutor.Look(t.Context(), dana, conv)
		if err != nil {
			t.Fatal(err)
		}
		if len(look.Turns) != 2 || look.Turns[0].Query != "hint" || look.Turns[1].Ask != "a2" || look.LastSeq != last.Seq || look.Asking != "" || look.Stopped {
			t.Errorf("look %+v", look)
		}
		if look.Rung == nil || *look.Rung != *last.Rung {
			t.Errorf("the ladder stands at %+v, not %+v", look.Rung, last.Rung)
		}
		missed, live, err := r.tutor.Resume(t.Context(), dana, conv, look.LastSeq)
		if err != nil || len(missed) > 0 || live != nil {
			t.Errorf("missed %v, %v, %v", missed, live, err)
		}
		if _, err := r.tutor.Look(t.Context(), ben, conv); fault.KindOf(err) != fault.Missing {
			t.Errorf("somebody else's: %v", err)
		}

		// Answered anew, the newest answer is shown.
		again, err := r.tutor.Regenerate(t.Context(), dana, look.Turns[1].ID, "a3", session.Client{})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := again.Wait(t.Context()); err != nil {
			t.Fatal(err)
		}
		if look, err = r.tutor.Look(t.Context(), dana, conv); err != nil || len(look.Turns) != 2 || look.Turns[1].Ask != "a3" || look.Replaced != 1 {
			t.Errorf("after answering anew: %+v, %v", look, err)
		}

		// The solution is next only after the answer.
		r.submit(dana, id, q, wrong(q))
		after := r.begin(dana, tutor.Ask{ID: "a4", Conversation: conv, Question: q.ID, Session: id, Text: "why is mine wrong?"})
		if rung := after[len(after)-1].Rung; rung == nil || rung.Stage != tutor.Wrong || rung.Level != tutor.Targeted && rung.Level != tutor.Example || rung.Next != tutor.Targeted {
			t.Errorf("after a wrong answer the ladder stands at %+v", rung)
		}

		r.pass(time.Minute)
		r.begin(dana, tutor.Ask{Text: "hello there"})
		list, err := r.tutor.Conversations(t.Context(), dana, time.Time{}, 0)
		if err != nil || len(list) != 2 || list[0].Query != "hello there" || list[1].ID != conv || list[1].Query != "hint" || list[1].Question != q.ID || list[1].Session != id {
			t.Errorf("conversations %+v, %v", list, err)
		}
		if list, err = r.tutor.Conversations(t.Context(), dana, list[0].UpdatedAt, 10); err != nil || len(list) != 1 || list[0].ID != conv {
			t.Errorf("older conversations %+v, %v", list, err)
		}
		if list, err = r.tutor.Conversations(t.Context(), ben, time.Time{}, 0); err != nil || len(list) != 0 {
			t.Errorf("somebody else's conversations %+v, %v", list, err)
		}
	})
}

func TestTheLadderBeforeAnAnswerNeverPromisesTheSolution(t *testing.T) {
	t.Parallel()
	r := open(t, "sqlite:"+t.TempDir(), tutor.Settings{}, sequence(0))
	dana := r.student()
	id, q := r.practise(dana, "linear-functions")
	ask := tutor.Ask{Question: q.ID, Session: id, Text: "another hint"}
	for n := range 8 {
		frames := r.begin(dana, ask)
		done := frames[len(frames)-1]
		ask.Conversation = done.Conversation
		if done.Rung.Stage != tutor.Before || done.Rung.Next == tutor.Targeted || done.Rung.Next == tutor.Solution {
			t.Fatalf("after %d hints: %+v", n+1, done.Rung)
		}
	}
}

func TestACrisisLeavesNoLadder(t *testing.T) {
	t.Parallel()
	r := open(t, "sqlite:"+t.TempDir(), tutor.Settings{}, sequence(0))
	dana := r.student()
	frames := r.begin(dana, tutor.Ask{Text: "i want to die"})
	done := frames[len(frames)-1]
	look, err := r.tutor.Look(t.Context(), dana, done.Conversation)
	if err != nil || !look.Stopped || look.Rung != nil || done.Rung != nil || len(look.Turns) != 1 {
		t.Errorf("look %+v, %v", look, err)
	}
}

func TestHearing(t *testing.T) {
	t.Parallel()
	server := llmtest.Script(llmtest.JSON(`{"text":"Can I have a hint?"}`), llmtest.JSON(`{"text":""}`))
	deaf := open(t, "sqlite:"+t.TempDir(), tutor.Settings{}, sequence(0))
	sound := llm.Sound{Data: []byte("x"), Type: "audio/webm;codecs=opus"}
	if _, err := deaf.tutor.Hear(t.Context(), deaf.student(), sound); fault.KindOf(err) != fault.Conflict || !strings.Contains(fault.Sentence(err), "Please type") {
		t.Errorf("without ears: %v", err)
	}
	r := open(t, "sqlite:"+t.TempDir(), tutor.Settings{Ears: server.OpenEars(t, "", "")}, sequence(0))
	dana := r.student()
	refused := func(what string, sound llm.Sound, kind fault.Kind, says string) {
		t.Helper()
		if _, err := r.tutor.Hear(t.Context(), dana, sound); fault.KindOf(err) != kind || !strings.Contains(fault.Sentence(err), says) {
			t.Errorf("%s: %v", what, err)
		}
	}
	refused("without consent", sound, fault.Forbidden, "consent")
	if s, err := r.tutor.Standing(t.Context(), dana); err != nil || !s.Voice || s.Agreed || s.TestOpen || s.Model {
		t.Errorf("standing %+v, %v", s, err)
	}
	r.agree(dana, "voice")
	if s, err := r.tutor.Standing(t.Context(), dana); err != nil || !s.Agreed {
		t.Errorf("standing %+v, %v", s, err)
	}
	refused("JSON", llm.Sound{Data: []byte("{}"), Type: "application/json"}, fault.Invalid, "Content-Type")
	refused("nothing", llm.Sound{Type: "audio/webm"}, fault.Invalid, "empty")
	if text, err := r.tutor.Hear(t.Context(), dana, sound); err != nil || text != "Can I have a hint?" {
		t.Errorf("heard %q, %v", text, err)
	}
	if asked := server.Asked(); len(asked) != 1 {
		t.Errorf("%d requests: what is refused must not be sent", len(asked))
	}
	refused("silence", sound, fault.Busy, "understood")
	for _, table := range []string{"turn", "conversation"} {
		if n := count(t, r, table); n != 0 {
			t.Errorf("%d rows of %s: hearing keeps nothing", n, table)
		}
	}
	r.fullTest(dana)
	refused("during a test", sound, fault.Conflict, "full test open")
	if s, err := r.tutor.Standing(t.Context(), dana); err != nil || !s.TestOpen {
		t.Errorf("standing %+v, %v", s, err)
	}
}
