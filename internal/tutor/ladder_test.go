package tutor_test

import (
	"strings"
	"testing"
	"time"

	"satprep/internal/db/dbtest"
	"satprep/internal/interaction"
	"satprep/internal/tutor"
)

func TestLadderFromHintToSolution(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		r := open(t, dsn, tutor.Settings{}, sequence(0))
		dana := r.student()
		id, q := r.practise(dana, "transitions")

		hint := r.say(dana, "can I get a hint?")
		contains(t, hint.Text, q.Hints[0].Variants[0], "Based on: hint of the question.")
		rec, turn := r.lastTurn(dana)
		if turn.Level != 1 || turn.Stage != "before" || turn.Move != "nudge" || turn.Source != "builtin" || !turn.Simple || turn.Intent != "hint" {
			t.Errorf("turn %+v", turn)
		}
		if n := len(turn.Arms); n != 6 || turn.Propensity != 1.0/6 || len(turn.Templates) != 2 {
			t.Errorf("%d arms, propensity %v, templates %v", n, turn.Propensity, turn.Templates)
		}
		if rec.Words.Query != "can I get a hint?" || !strings.Contains(hint.Text, rec.Words.Response) || rec.Asked.Question != q.ID || rec.Asked.Version != q.Version || rec.ID != hint.Turn || rec.Session != id {
			t.Errorf("record %+v", rec)
		}
		// The other variant, then a worked example, then nothing more.
		contains(t, r.say(dana, "give me another hint").Text, "Question:")
		contains(t, r.say(dana, "hint").Text, q.Hints[0].Variants[1])
		contains(t, r.say(dana, "what's the answer?").Text, "Question:")
		if _, turn := r.lastTurn(dana); turn.Level != 3 {
			t.Errorf("level %d", turn.Level)
		}
		spent := r.say(dana, "just tell me the answer")
		for _, k := range q.Keys {
			if strings.Contains(spent.Text, "answer is "+k) {
				t.Error("the key was given")
			}
		}
		if _, turn := r.lastTurn(dana); turn.Move != "spent" {
			t.Errorf("move %s", turn.Move)
		}
		for _, said := range []string{"is it B?", "B", "am I right", "why is C wrong", "I think it's A because it is smaller"} {
			r.say(dana, said)
			if _, turn := r.lastTurn(dana); turn.Level != 0 || !strings.HasPrefix(turn.Move, "hold_") {
				t.Errorf("%q: move %s at level %d", said, turn.Move, turn.Level)
			}
		}

		// After a wrong answer.
		r.pass(time.Minute)
		bad := wrong(q)
		r.submit(dana, id, q, bad)
		answered := r.records(dana, interaction.PracticeAnswered)
		if a := answered[0]; !a.Done.Aided.V {
			t.Error("the answer is not recorded as aided")
		}
		if body, _ := interaction.BodyAs[interaction.Answering](answered[0]); len(body.HintLevels) != 2 || body.Eligible {
			t.Errorf("hint levels %v, eligible %t", body.HintLevels, body.Eligible)
		}
		why := r.say(dana, "why was I wrong?")
		c, _ := q.Choice(bad)
		contains(t, why.Text, c.Rationale, "You chose "+bad, "45 seconds", "crossed out D")
		if _, turn := r.lastTurn(dana); turn.Level != 2 || turn.Stage != "wrong" {
			t.Errorf("turn %+v", turn)
		}
		contains(t, r.say(dana, "more help").Text, q.Hints[1].Variants[0])
		r.say(dana, "let me try again")
		right := r.say(dana, q.Keys[0])
		contains(t, right.Text, q.Keys[0])
		if rec, turn := r.lastTurn(dana); turn.Move != "retry_right" || !rec.Done.Correct.V || rec.Done.Attempt != 2 {
			t.Errorf("move %s, done %+v", turn.Move, rec.Done)
		}
		if list := r.records(dana, interaction.PracticeRetried); len(list) != 1 || !list[0].Done.Correct.V {
			t.Errorf("%d retries recorded", len(list))
		}
		solution := r.say(dana, "show me the solution")
		contains(t, solution.Text, q.Steps[0], q.Steps[len(q.Steps)-1], "Based on: solution.")
	})
}
