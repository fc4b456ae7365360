package erasure_test

import (
	"strings"
	"testing"

	"satprep/internal/erasure"
	"satprep/internal/interaction"
	"satprep/internal/uid"
)

func TestEveryKindHasASentence(t *testing.T) {
	t.Parallel()
	for _, k := range interaction.Kinds() {
		if !erasure.Sentences(k) {
			t.Errorf("kind %s has no sentence in internal/erasure/sentence.go", k)
		}
	}
}

func TestSentence(t *testing.T) {
	t.Parallel()
	me, other := uid.Random(), uid.Random()
	answered := func(kind interaction.Kind, state interaction.State) *interaction.Record {
		return &interaction.Record{Subject: me, Kind: kind, Asked: interaction.Asked{Question: "q1", Section: "math", Skill: "percentages"},
			Done: interaction.Done{Answer: "B", State: state, Correct: interaction.Some(true), TimeMS: interaction.Some(int64(41_600))}}
	}
	typed := answered(interaction.TestAnswered, interaction.Answered)
	typed.Done.Answer, typed.Words.Answer = "", "7/2"
	told := &interaction.Record{Subject: me, Actor: other, Kind: interaction.ReviewGenerated, Words: interaction.Words{Response: "The answer is C."}}
	for _, c := range []struct {
		r         *interaction.Record
		undecided bool
		want      string
	}{
		{answered(interaction.PracticeAnswered, interaction.Answered), false, `Answered a question in practice: about Percentages, question q1, answer "B", right, 42 seconds.`},
		{answered(interaction.PracticeAnswered, interaction.Omitted), false, `Answered a question in practice: about Percentages, question q1, left out, 42 seconds.`},
		{answered(interaction.TestAnswered, interaction.Answered), true, `Answered a question of a full test: about Percentages, question q1, answer "B", 42 seconds.`},
		{typed, true, `Answered a question of a full test: about Percentages, question q1, answer "7/2", 42 seconds.`},
		{told, false, `An answer was explained: by somebody else than the learner. Reply: “The answer is C.”`},
		{told, true, `An answer was explained: by somebody else than the learner.`},
		{&interaction.Record{Kind: interaction.EntryChanged, Words: interaction.Words{Answer: "12"}}, false, `Typed into an answer. Typed: “12”`},
		{&interaction.Record{Kind: interaction.ToolOpened, Body: interaction.ScreenAction{Tool: "calculator"}}, false, `Opened a tool: calculator.`},
		{&interaction.Record{Kind: interaction.ConsentChanged, Body: interaction.ConsentFact{Purpose: "voice", By: "guardian"}}, false, `A consent was changed: withdrawn voice, by the guardian.`},
		{&interaction.Record{Kind: interaction.TestEnded, Body: interaction.TestResult{Total: 1210}}, false, `Ended a full test: score 1210.`},
		{&interaction.Record{Kind: interaction.TestRescored, Body: interaction.Rescored{Total: 1230}}, false, `The score of a full test was computed anew, because a key was corrected: score 1230.`},
		{&interaction.Record{Kind: interaction.DiagnosticRescored, Body: interaction.Rescored{}}, false, `The score of the diagnostic was computed anew, because a key was corrected.`},
	} {
		if got := erasure.Sentence(c.r, c.undecided); got != c.want {
			t.Errorf("%s\n, want\n%s", got, c.want)
		}
	}
	long := &interaction.Record{Kind: interaction.TutorTurn, Words: interaction.Words{Query: strings.Repeat("é ", 400)}}
	if got := []rune(erasure.Sentence(long, false)); len(got) > 340 {
		t.Errorf("a sentence of %d characters", len(got))
	}
}
