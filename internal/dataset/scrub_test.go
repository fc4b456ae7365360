package dataset_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	. "satprep/internal/dataset"
	"satprep/internal/interaction"
	"satprep/internal/question"
)

// A worked example of the skill is authored as questions are, and its people are
// nobody.
func TestTheWordsOfAWorkedExampleStay(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *school, _ string) {
		const named = "Ecologist Petra Lindqvar"
		who := s.enrol([]string{"ai_training"}, "Quim Thorvald")[0]
		shown := turn(who, 0, "Can you show me an example?", "")
		for _, skill := range bank.Skills() {
			for _, e := range skill.Examples {
				if strings.Contains(e.Question, named) {
					shown.Asked.Skill, shown.Words.Response = skill.Slug, "Here is one, worked out.\n\nQuestion: "+e.Question
				}
			}
		}
		if shown.Words.Response == "" {
			t.Fatal("the bank has no such example")
		}
		s.write(shown)
		out := filepath.Join(t.TempDir(), "made")
		s.build(Job{Recipe: recipe(allTrain + "gates: {planted_pii: {limit: 1, then: warn}}\n"), Out: out})
		for _, r := range rows(t, out) {
			if r["response"] != shown.Words.Response {
				t.Errorf("%q", r["response"])
			}
		}
	})
}

// A reply that asks another question quotes it, and so do the edit that takes its
// place and the request of the next turn: its words are nobody's, as those of the
// question talked about.
func TestTheWordsOfAQuestionAskedStay(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *school, _ string) {
		i := slices.IndexFunc(practised, func(q *question.Question) bool { return strings.HasPrefix(q.Passage, "When Ibn Battuta left Tangier") })
		asked := practised[i]
		who := s.enrol([]string{"ai_training"}, "Quim Thorvald")[0]
		first := turn(who, 0, "Give me another one like it. I am Quim Thorvald.", "Try this one:\n\n"+asked.Passage)
		body := first.Body.(interaction.Turn)
		body.Asks, body.AsksVersion = asked.ID, asked.Version
		first.Body = body
		s.write(first)
		s.write(&interaction.Record{Subject: who.Subject, Kind: interaction.TutorEdited, Conversation: first.Conversation, Asked: interaction.Asked{Question: first.Asked.Question},
			Body: interaction.Pointer{Of: first.ID}, Words: interaction.Words{Query: first.Words.Response, Response: "Look at it:\n\n" + asked.Passage}})
		out := filepath.Join(t.TempDir(), "made")
		s.build(Job{Recipe: recipe(allTrain + "gates: {planted_pii: {limit: 1, then: warn}}\n"), Out: out})
		told := 0
		for _, r := range rows(t, out) {
			if words, _ := r["response"].(string); words != "" {
				told++
				if !strings.Contains(words, asked.Passage) {
					t.Errorf("%s: %q", r["kind"], words)
				}
			}
			if words, _ := r["query"].(string); strings.Contains(words, "Thorvald") {
				t.Errorf("%s: the learner's name is left: %q", r["kind"], words)
			}
		}
		if told != 2 {
			t.Errorf("%d replies, want 2", told)
		}
	})
}
