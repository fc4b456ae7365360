package tutor_test

import (
	"testing"
	"time"

	"satprep/internal/db/dbtest"
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
