package dataset

import (
	"testing"

	"satprep/internal/interaction"
	"satprep/internal/question"
)

func TestRemediationRows(t *testing.T) {
	t.Parallel()
	q := plainQuestion(t, 0)
	typed := pick(t, 0, func(q *question.Question) bool {
		return q.Use == question.Practice && q.Type == question.Typed && len(q.EntryErrors) > 0 && keptFamily(q)
	})
	s := tell(t, 1)
	s.answer(q, false, nil)
	wrong := s.l.Events[0].Answer
	choice, _ := q.Choice(wrong)
	one := s.turn(q, "why was I wrong?", "The tutor's reply.", func(_ *Event, t *Turn) { t.Stage, t.Level, t.Move = "wrong", 2, "rationale" })
	s.edit(one, "The tutor's reply.", "A person's reply.")
	two := s.turn(q, "hint", "Same.", nil)
	s.edit(two, "Same.", "Same.")
	s.turn(q, "hint", "Nobody edited this.", nil)
	s.answer(typed, false, func(e *Event) { e.Answer = typed.EntryErrors[0].Entry })
	s.answer(typed, false, func(e *Event) { e.Kind, e.Answer = interaction.PracticeRetried, typed.Keys[0] })
	three := s.turn(typed, "and now?", "Well done.", func(_ *Event, t *Turn) { t.Stage, t.Level, t.Move = "right", 4, "confirm" })
	s.edit(three, "Well done.", "Well done, and here is why.")
	s.answer(typed, false, func(e *Event) { e.Answer = typed.EntryErrors[0].Entry })
	four := s.turn(typed, "show me one", "An example.", func(_ *Event, t *Turn) { t.Stage, t.Level, t.Move = "wrong", 3, "example" })
	s.edit(four, "An example.", "Another example.")
	s.turn(nil, "help", "A person was there.", func(_ *Event, t *Turn) { t.Source, t.Move = fromHuman, "" })
	got := cookShape(t, "remediation", nil, s.l)
	if got.dropped() != "equal replies 1" {
		t.Errorf("left out: %s", got.dropped())
	}
	type want struct{ tutor, human, mistake, strategy, intention any }
	wants := []want{
		{"The tutor's reply.", "A person's reply.", choice.Misconception, "explain_mistake", "see_own_mistake"},
		{"Well done.", "Well done, and here is why.", nil, "solution", "understand_the_solution"},
		{"An example.", "Another example.", typed.EntryErrors[0].Misconception, "worked_example", "transfer_a_method"},
		{nil, "A person was there.", nil, "other", "other"},
	}
	rows := got.rows[Train]
	if len(rows) != len(wants) {
		t.Fatalf("%d rows, want %d", len(rows), len(wants))
	}
	for i, w := range wants {
		r := rows[i]
		if (want{r["tutor_reply"], r["human_reply"], r["error_type"], r["strategy"], r["intention"]}) != w {
			t.Errorf("row %d: %v, want %v", i, r, w)
		}
	}
	if got.stats.Sources["human_edit"] != 3 || got.stats.Sources["human_turn"] != 1 {
		t.Errorf("%v", got.stats.Sources)
	}
}

// A config without rows is whole files all the same.
func TestEmptyConfigsLoad(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"sft", "preference", "unpaired", "bandit_tutor", "bandit_practice", "remediation"} {
		if rows := cookShape(t, name, nil).all(); len(rows) != 0 {
			t.Errorf("%s holds %v", name, rows)
		}
	}
}
