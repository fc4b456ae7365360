package dataset_test

import (
	"path/filepath"
	"slices"
	"testing"

	"satprep/internal/account"
	. "satprep/internal/dataset"
	"satprep/internal/interaction"
	"satprep/internal/question"
)

// edited is an edit of a turn by somebody else.
func edited(by account.Actor, of *interaction.Record, words string) *interaction.Record {
	return &interaction.Record{Subject: of.Subject, Actor: by.Subject, Origin: interaction.Staff, Kind: interaction.TutorEdited, Conversation: of.Conversation,
		Asked: interaction.Asked{Question: of.Asked.Question}, Body: interaction.Pointer{Of: of.ID}, Words: interaction.Words{Query: of.Words.Response, Response: words}}
}

// A filter on sections or skills takes with a turn what is said of it: without its
// rating, a reply that was rated down would be one to imitate.
func TestAFilterTakesRatingsAndEditsWithTheirTurns(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *school, _ string) {
		people := s.enrol([]string{"ai_training"}, "Ada", "A tutor")
		who, tutor := people[0], people[1]
		one := turn(who, 0, "hint", "A reply.")
		other := turn(who, slices.IndexFunc(practised, func(q *question.Question) bool { return q.Section != one.Asked.Section }), "hint", "Of the other section.")
		s.write(one, other)
		for _, of := range []*interaction.Record{one, other} {
			s.write(&interaction.Record{Subject: who.Subject, Kind: interaction.TutorRated, Conversation: of.Conversation, Asked: interaction.Asked{Question: of.Asked.Question, Mode: "tutor"},
				Body: interaction.Rating{Turn: of.ID, Value: -1}}, edited(tutor, of, "Better."))
		}
		for filter, want := range map[string]int{"sections: [" + one.Asked.Section + "]": 3, "skills: [" + other.Asked.Skill + "]": 3, "sections: [rw, math]": 6} {
			out := filepath.Join(t.TempDir(), "made")
			s.build(Job{Recipe: recipe(allTrain + "origins: [real, staff]\nfilter: {" + filter + "}\ngates: {planted_pii: {limit: 1, then: warn}}\n"), Out: out})
			if got := rows(t, out); len(got) != want {
				t.Errorf("%s: %d rows, want %d: %v", filter, len(got), want, got)
			}
		}
	})
}

// An edit repeats the reply before it. It has words only where the turn has, and
// is there only where the learner's own records are.
func TestAnEditLeavesWithItsTurn(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *school, _ string) {
		people := s.enrol([]string{"ai_training"}, "Ada", "Ben", "A tutor")
		real, made, tutor := people[0], people[1], people[2]
		late := s.enrol(nil, "Cleo")[0]
		before := turn(late, 0, "Before I agreed", "A reply before consent.")
		s.write(before)
		s.agree(late, true, "ai_training")
		s.write(answered(late, 1))
		simulated, own := turn(made, 0, "I am a program", "A reply to a program."), turn(real, 0, "I am no program", "A reply to a person.")
		simulated.Origin = interaction.Simulated
		s.write(simulated, own)
		s.write(edited(tutor, before, "Better, before."), edited(tutor, simulated, "Better, to a program."), edited(tutor, own, "Better, to a person."))
		for origins, want := range map[string][]string{
			"real, staff":            {">", "A reply to a person.>Better, to a person."},
			"simulated, staff":       {"A reply to a program.>Better, to a program."},
			"real, simulated, staff": {">", "A reply to a person.>Better, to a person.", "A reply to a program.>Better, to a program."},
		} {
			out := filepath.Join(t.TempDir(), "made")
			s.build(Job{Recipe: recipe(allTrain + "origins: [" + origins + "]\ngates: {planted_pii: {limit: 1, then: warn}}\n"), Out: out})
			var got []string
			for _, r := range rows(t, out) {
				if r["kind"] == string(interaction.TutorEdited) {
					q, _ := r["query"].(string)
					a, _ := r["response"].(string)
					got = append(got, q+">"+a)
				}
			}
			slices.Sort(got)
			if !slices.Equal(got, want) {
				t.Errorf("%s: %q, want %q", origins, got, want)
			}
		}
	})
}
