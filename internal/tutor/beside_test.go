package tutor_test

import (
	"testing"
	"time"

	"satprep/internal/db/dbtest"
	"satprep/internal/question"
	"satprep/internal/session"
	"satprep/internal/tutor"
)

// Who names another skill than that of the question in front of them is told
// about that skill, and comes back to the question afterwards.
func TestAnotherSkillThanTheQuestions(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		r := open(t, dsn, tutor.Settings{}, sequence(0))
		dana := r.student()
		_, q := r.practise(dana, "transitions")
		r.pass(time.Minute)
		ask := func(said, move, skill string) (string, string) {
			t.Helper()
			got := r.say(dana, said)
			rec, turn := r.lastTurn(dana)
			if turn.Move != move || rec.Asked.Skill != skill {
				t.Errorf("%q: move %s on %q, want %s on %s", said, turn.Move, rec.Asked.Skill, move, skill)
			}
			return got.Text, rec.Asked.Question
		}
		percentages, _ := r.bank.Skill("percentages")
		text, about := ask("explain percentages", "topic", "percentages")
		contains(t, text, percentages.Strategy)
		if about != "" {
			t.Errorf("about %s", about)
		}
		text, _ = ask("an example please", "example", "percentages") // goes on with it
		contains(t, text, percentages.Examples[0].Question)
		if n := count(t, r, "aid"); n != 0 {
			t.Errorf("%d rows of aid: none of that helps with the question", n)
		}
		if _, about = ask("give me a hint", "nudge", "transitions"); about != q.ID {
			t.Errorf("about %s, want %s", about, q.ID)
		}
		// The question's own skill is talked about with the question.
		if _, about = ask("how do transitions work?", "skill", "transitions"); about != q.ID {
			t.Errorf("about %s, want %s", about, q.ID)
		}
		// Yes is to what was offered: a question on the topic.
		ask("what is the strategy for linear functions?", "topic", "linear-functions")
		ask("yes please", "another", "linear-functions")
		_, turn := r.lastTurn(dana)
		if asked := r.find(turn.Asks); asked.Skill != "linear-functions" {
			t.Errorf("asks %s", asked.ID)
		}
		// What the tutor asked is still open after a word on something else.
		asked := turn.Asks
		ask("how do commas work?", "topic", "boundaries")
		if _, about = ask("give me a hint", "nudge", "linear-functions"); about != asked {
			t.Errorf("about %s, want %s", about, asked)
		}
		// Yes to a worked example is to a question of the same skill.
		ask("explain percentages", "topic", "percentages")
		ask("an example", "example", "percentages")
		ask("yes", "another", "percentages")
		// Said anew it stays with the topic.
		ask("explain circles", "topic", "circles")
		rec, _ := r.lastTurn(dana)
		again, err := r.tutor.Regenerate(t.Context(), dana, rec.ID, "again", session.Client{})
		if err != nil {
			t.Fatal(err)
		}
		r.hear(again)
		if rec, turn := r.lastTurn(dana); turn.Move != "topic" || rec.Asked.Skill != "circles" || turn.Regenerate != 1 {
			t.Errorf("anew: %+v", turn)
		}
	})
}

// A domain or a section is taken for one of its skills, and it is said which
// and why; of what the SAT does not have it is said that it is outside; and the
// question that is open is found again.
func TestWiderAndOutsideTopics(t *testing.T) {
	t.Parallel()
	r := open(t, "sqlite:"+t.TempDir(), tutor.Settings{}, sequence(0))
	dana := r.student()
	ask := func(said, move, skill string, says ...string) string {
		t.Helper()
		got := r.say(dana, said)
		rec, turn := r.lastTurn(dana)
		if turn.Move != move || rec.Asked.Skill != skill {
			t.Errorf("%q: move %s on %q, want %s on %s: %s", said, turn.Move, rec.Asked.Skill, move, skill, got.Text)
		}
		contains(t, got.Text, says...)
		return rec.Asked.Question
	}
	ask("photosynthesis", "outside", "", "photosynthesis", "Geometry and Trigonometry", "Shall I choose a question for you?")
	ask("yes", "another", "")
	ask("quiz me on math", "another", "linear-equations-in-one-variable", "Of Math I take Linear equations in one variable", "too few answers")

	id, q := r.practise(dana, "circles")
	for range 3 {
		r.pass(time.Minute)
		q = r.submit(dana, id, q, wrong(q))
	}
	ask("quiz me on geometry", "another", "circles", "Of Geometry and Trigonometry I take Circles, where you were right least often: in 0 of 3 answers.")
	if about := ask("back to my question", "question", "circles"); about != q.ID {
		t.Errorf("from the tutor's question back to %s, want the one that waits, %s", about, q.ID)
	}
	ask("explain geometry", "scope", "", "Area and volume; ", "Your answers speak for Circles: 0 of 3 were right.")
	ask("area", "topic", "area-and-volume")
	ask("explain geometry", "scope", "")
	ask("yes", "another", "circles", "in 0 of 3")
	ask("an example of grammar", "example", "boundaries", "Of Standard English Conventions I take Boundaries")

	if about := ask("back to my question", "question", "circles", "this"); about == q.ID {
		t.Error("the tutor's own question was open last") // asked, and not yet answered
	}
	if about := ask("back to my practice question", "question", "circles"); about != q.ID {
		t.Errorf("about %s, want %s", about, q.ID)
	}
	ask("teach me calculus limits", "outside", "circles", "calculus", "Shall we go back to your question?")
	if about := ask("yes please", "question", "circles"); about != q.ID {
		t.Errorf("about %s, want %s", about, q.ID)
	}
	ask("quiz me on knitting", "outside", "circles", "knitting")
}

// A number is asked about as a choice is.
func TestWhyANumberIsWrong(t *testing.T) {
	t.Parallel()
	r := open(t, "sqlite:"+t.TempDir(), tutor.Settings{}, sequence(0))
	dana := r.student()
	var q *question.Question
	id, q := r.practise(dana, "linear-equations-in-one-variable")
	for q.Type != question.Typed || len(q.EntryErrors) == 0 || question.SameEntry(q.Keys[0], "5") || question.SameEntry(q.EntryErrors[0].Entry, "5") {
		r.pass(time.Minute)
		q = r.submit(dana, id, q, q.Keys[0])
	}
	ask := func(said, move string, says ...string) {
		t.Helper()
		got := r.say(dana, said)
		if _, turn := r.lastTurn(dana); turn.Move != move {
			t.Errorf("%q: move %s, want %s: %s", said, turn.Move, move, got.Text)
		}
		contains(t, got.Text, says...)
	}
	ask("why is "+q.Keys[0]+" wrong?", "hold_why_entry")
	r.pass(time.Minute)
	typed := q.EntryErrors[0]
	r.submit(dana, id, q, typed.Entry)
	ask("why is "+typed.Entry+" wrong?", "rationale", "You typed "+typed.Entry, typed.Rationale)
	ask("and why is 5 wrong?", "why_choice", "5", "That value does not fit")
}
