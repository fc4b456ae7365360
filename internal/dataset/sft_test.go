package dataset

import (
	"math/rand/v2"
	"strings"
	"testing"

	"satprep/internal/question"
	"satprep/internal/uid"
)

// plainQuestion is a practice question of choices, not held out.
func plainQuestion(t testing.TB, n int) *question.Question {
	t.Helper()
	return pick(t, n, func(q *question.Question) bool {
		return q.Use == question.Practice && q.Type == question.Choices && q.Section == question.Math && keptFamily(q)
	})
}

func TestWhichRepliesAreExamples(t *testing.T) {
	t.Parallel()
	q := plainQuestion(t, 0)
	closed := pick(t, 0, func(q *question.Question) bool { return q.Use == question.Forms && q.Section == question.RW })
	for _, c := range []struct {
		name   string
		tell   func(s *story)
		source string // "" where nothing is left
		why    string
	}{
		{"whole", func(s *story) { s.turn(q, "hint", "Look at the units.", nil) }, "builtin", ""},
		{"of a model", func(s *story) {
			s.turn(q, "hint", "Look.", func(_ *Event, t *Turn) { t.Source, t.ModelGave = "model", "m-1" })
		}, "model", ""},
		{"no question", func(s *story) { s.turn(nil, "hello", "Hello!", nil) }, "builtin", ""},
		{"stopped", func(s *story) { s.turn(q, "hint", "Look at", func(_ *Event, t *Turn) { t.Finish = "stopped" }) }, "", "stopped 1"},
		{"interrupted", func(s *story) { s.turn(q, "hint", "Look at", func(_ *Event, t *Turn) { t.Finish = "interrupted" }) }, "", "stopped 1"},
		{"cut at its length", func(s *story) { s.turn(q, "hint", "Look at", func(_ *Event, t *Turn) { t.Finish = "length" }) }, "", "truncated 1"},
		{"stream broken off", func(s *story) { s.turn(q, "hint", "Look at", func(_ *Event, t *Turn) { t.Finish = "truncated" }) }, "", "truncated 1"},
		{"empty", func(s *story) { s.turn(q, "hint", " \n", nil) }, "", "empty 1"},
		{"refused", func(s *story) { s.turn(q, "hint", "Not now.", func(_ *Event, t *Turn) { t.Refused = "test_open" }) }, "", "refused 1"},
		{"safety", func(s *story) { s.turn(q, "hint", "x", func(_ *Event, t *Turn) { t.Safety = true }) }, "", "safety 1"},
		{"a model's beginning, an authored end", func(s *story) {
			s.turn(q, "hint", "Well,\n\nLook.", func(_ *Event, t *Turn) { t.Source, t.FellBack = "model", "truncated" })
		}, "", "patched 1"},
		{"a guarded beginning, an authored end", func(s *story) {
			s.turn(q, "hint", "Well,\n\nLook.", func(_ *Event, t *Turn) { t.Source, t.GuardAction = "model", "replaced" })
		}, "", "patched 1"},
		{"authored in the place of a model", func(s *story) {
			s.turn(q, "hint", "Look.", func(_ *Event, t *Turn) { t.FellBack = "refused" })
		}, "builtin", ""},
		{"of a form", func(s *story) { s.turn(closed, "why?", "", nil) }, "", "closed question 1"},
		{"quotes a form", func(s *story) {
			s.turn(q, "why?", "As in: "+closed.Passage, nil)
		}, "", "quotes a closed question 1"},
		{"rated up", func(s *story) { s.rate(s.turn(q, "hint", "Look.", nil), 1) }, "builtin", ""},
		{"rated down", func(s *story) { s.rate(s.turn(q, "hint", "Look.", nil), -1, "wrong") }, "", "rated down 1"},
		{"rated down, then up", func(s *story) {
			id := s.turn(q, "hint", "Look.", nil)
			s.rate(id, -1)
			s.rate(id, 1)
		}, "builtin", ""},
		{"edited, rated down before", func(s *story) {
			id := s.turn(q, "hint", "Look.", nil)
			s.rate(id, -1)
			s.edit(id, "Look.", "Read the last sentence again.")
		}, "human", ""},
		{"edited, stopped before", func(s *story) {
			id := s.turn(q, "hint", "Look at", func(_ *Event, t *Turn) { t.Finish = "stopped" })
			s.edit(id, "Look at", "Read the last sentence again.")
		}, "human", ""},
		{"edited, safety", func(s *story) {
			id := s.turn(q, "", "", func(_ *Event, t *Turn) { t.Safety = true })
			s.edit(id, "x", "y")
		}, "", "safety 1"},
		{"not chosen", func(s *story) { s.twins(q, "hint", "One way to see it.", "Another way.", 2) }, "builtin", "not chosen 1"},
	} {
		s := tell(t, 1)
		c.tell(s)
		got := cookShape(t, "sft", nil, s.l)
		rows := got.rows[Train]
		if got.dropped() != c.why || (len(rows) > 0) != (c.source != "") || c.source != "" && rows[0]["source"] != c.source {
			t.Errorf("%s: %v, left out %q, want %s, %q", c.name, rows, got.dropped(), c.source, c.why)
		}
		if c.source == "human" && text(rows[0], "messages") != "Read the last sentence again." {
			t.Errorf("%s: %q", c.name, text(rows[0], "messages"))
		}
		if c.source == "model" && (rows[0]["model"] != "m-1" || !strings.Contains(rows[0]["license"].(string), "m-1")) {
			t.Errorf("%s: model %v, terms %v", c.name, rows[0]["model"], rows[0]["license"])
		}
	}
}

func TestPromptsSayWhatTheTutorKnew(t *testing.T) {
	t.Parallel()
	figured := pick(t, 0, func(q *question.Question) bool {
		return q.Use == question.Practice && q.Figure != nil && q.Type == question.Choices && keptFamily(q)
	})
	other := plainQuestion(t, 3)
	key := "The right answer: " + question.KeyText(figured)
	s := tell(t, 1)
	s.turn(figured, "a hint", "First reply.", nil)
	s.turn(other, "something else", "Of another question.", nil)
	s.turn(figured, "the solution", "Second reply.", func(_ *Event, t *Turn) {
		t.Level, t.Stage, t.Work = 4, "wrong", "You chose A (“2”) after 40 seconds and had crossed out C."
	})
	s.turn(figured, "a new serving: a hint", "Third reply.", nil)
	s.turn(figured, "level four, but not submitted", "Fourth reply.", func(_ *Event, t *Turn) { t.Level = 4 })
	rows := cookShape(t, "sft", nil, s.l).rows[Train]
	if len(rows) != 5 {
		t.Fatalf("%d rows", len(rows))
	}
	talk := func(i int) string {
		var b strings.Builder
		for _, m := range rows[i]["messages"].([]any)[1:] {
			b.WriteString(m.(map[string]any)["role"].(string)[:1] + ":" + m.(map[string]any)["content"].(string) + " ")
		}
		return b.String()
	}
	for i, want := range []string{
		"u:a hint a:First reply. ",
		"u:something else a:Of another question. ",
		"u:a hint a:First reply. u:the solution a:Second reply. ",
		"u:a hint a:First reply. u:a new serving: a hint a:Third reply. ",
		"u:a hint a:First reply. u:the solution a:Second reply. u:a new serving: a hint a:Third reply. u:level four, but not submitted a:Fourth reply. ",
	} {
		if got := talk(i); got != want {
			t.Errorf("turn %d: %q, want %q", i, got, want)
		}
	}
	for i, row := range rows {
		scene := first(row, "messages")
		if i != 1 && (!strings.Contains(scene, figured.Figure.Alt) || !strings.Contains(scene, figured.Stem)) {
			t.Errorf("turn %d does not show question and figure: %s", i, scene)
		}
		if strings.Contains(scene, key) != (i == 2) {
			t.Errorf("turn %d: the key is told: %v", i, i != 2)
		}
		if strings.Contains(scene, "had crossed out C") != (i == 2) {
			t.Errorf("turn %d: the attempt is wrong: %s", i, scene)
		}
	}
}

// A history has at most as many turns as the tutor itself repeats, and stops
// where a turn may not leave.
func TestHistoryIsBounded(t *testing.T) {
	t.Parallel()
	q := plainQuestion(t, 0)
	s := tell(t, 1)
	for i := range 10 {
		s.turn(q, "words", strings.Repeat("different ", i+1), nil)
	}
	s.last = uid.ID{9, 9}
	s.turn(q, "after a turn that is not here", "Reply.", nil)
	r := read(s.l, bankOnce())
	if got := len(r.history(&s.l.Events[9])); got != 2*rememberedTurns {
		t.Errorf("%d messages", got)
	}
	if got := r.history(&s.l.Events[10]); len(got) != 0 {
		t.Errorf("%v", got)
	}
}

func TestNextWordIsADistribution(t *testing.T) {
	t.Parallel()
	n := newNextWord()
	rng := rand.New(rand.NewPCG(1, 2))
	words := []string{"look", "at", "the", "units", "first", "then", "divide"}
	for range 50 {
		var b strings.Builder
		for range 3 + rng.IntN(9) {
			b.WriteString(words[rng.IntN(len(words))] + " ")
		}
		n.row(Train, &textRow{completions: []string{b.String()}})
	}
	n.row(Test, &textRow{completions: []string{"look at the unknown units"}})
	for prev := range int32(len(n.one)) {
		sum := 0.0
		for w := range int32(len(n.one)) {
			sum += n.p(prev, w)
		}
		if sum < 1-1e-9 || sum > 1+1e-9 {
			t.Errorf("after word %d the probabilities sum to %v", prev, sum)
		}
	}
	if b := n.baseline(); b.Train != 50 || b.Test != 1 || b.Value <= 0 || b.Value > 6 {
		t.Errorf("%+v", b)
	}
}
