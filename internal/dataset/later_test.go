package dataset_test

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"strings"
	"testing"

	"satprep/internal/account"
	. "satprep/internal/dataset"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/uid"
)

// What a tutor who did not agree wrote into a conversation is not told by its later
// requests, nor as what another tutor edited.
func TestLaterRecordsDoNotRepeatWordsOfAnAuthorWhoDidNotAgree(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *school, _ string) {
		who := s.enrol(training, "Ximena Quiroga", "Ines Calloway")
		silent := s.enrol([]string{"analytics"}, "Peregrine Ashdown")[0]
		talk := uid.ID{7, 1}
		first := turn(who[0], 1, "a hint please", "Look at the second line.")
		s.write(s.asked(first, talk))
		edit := func(by account.Actor, before, after string) *interaction.Record {
			return &interaction.Record{Subject: who[0].Subject, Actor: by.Subject, Conversation: talk, Kind: interaction.TutorEdited, Body: interaction.Pointer{Of: first.ID}, Words: interaction.Words{Query: before, Response: after}}
		}
		s.write(edit(silent, "Look at the second line.", "kept to myself"),
			s.asked(turn(who[0], 1, "and then", "Yes."), talk, "a hint please", "kept to myself"),
			edit(who[1], "kept to myself", "words of one who agreed"))
		all := ""
		for _, row := range rows(t, s.build(Job{Recipe: recipe(allTrain)}).Folder) {
			b, err := json.Marshal(row)
			if err != nil {
				t.Fatal(err)
			}
			all += string(b)
		}
		if strings.Contains(all, "kept to myself") {
			t.Error("later records repeat what somebody wrote without consent")
		}
		for _, kept := range []string{"and then", "words of one who agreed"} {
			if !strings.Contains(all, kept) {
				t.Errorf("%q is not there", kept)
			}
		}
	})
}

// A yes does not reach back to what reviews, replies and results tell of answers that
// were given before it.
func TestAnswersFromBeforeTheYesAreNotToldLater(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *school, _ string) {
		who := s.enrol([]string{"analytics"}, "Ximena Quiroga")[0]
		early, late := answered(who, 1), answered(who, 2)
		early.Session, late.Session = uid.ID{8, 1}, uid.ID{8, 2}
		s.write(early)
		s.agree(who, true, "ai_training")
		s.write(late)
		about := func(of *interaction.Record, word string) {
			review := &interaction.Record{Subject: who.Subject, Session: of.Session, Kind: interaction.ReviewGenerated, Asked: interaction.Asked{Question: of.Asked.Question, Version: of.Asked.Version, Mode: "review"},
				Body: interaction.Review{Source: "builtin", Took: 31}, Words: interaction.Words{Response: "You answered so: " + word}}
			reply := turn(who, 1, "why is it so", "Your answer was "+word)
			reply.Asked, reply.Conversation = of.Asked, uid.ID{7, of.Session[1]}
			end := &interaction.Record{Subject: who.Subject, Session: of.Session, Kind: interaction.PracticeEnded, Body: interaction.Ended{Reason: "finished", Answered: 7, Correct: 3}}
			s.write(review, reply, end)
		}
		about(early, "unagreed")
		about(late, "agreed upon")
		bodies := map[string]int{}
		words := ""
		for _, row := range rows(t, s.build(Job{Recipe: recipe(allTrain)}).Folder) {
			b, err := json.Marshal(row)
			if err != nil {
				t.Fatal(err)
			}
			words += string(b)
			if body, _ := row["body"].(string); body != "" {
				bodies[row["kind"].(string)]++
			}
		}
		if strings.Contains(words, "unagreed") {
			t.Error("words about an answer from before the yes left")
		}
		if n := strings.Count(words, "agreed upon"); n != 2 {
			t.Errorf("the words about the answer that was agreed to stand %d times, want 2", n)
		}
		if bodies["review.generated"] != 1 || bodies["practice.ended"] != 1 {
			t.Errorf("bodies %v: one review and one result may be told", bodies)
		}
	})
}

// Whoever wrote about a learner is asked for as the learner is: their withdrawal is
// seen, and their erasure reaches the package.
func TestAuthorsWhoGoAreSeenLikeLearners(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *school, _ string) {
		ctx := t.Context()
		who := s.enrol(training, "Ximena Quiroga", "Ines Calloway")
		tutor := s.enrol(training, "Peregrine Ashdown")[0]
		asked := turn(who[0], 1, "a hint please", "Look at the second line.")
		s.write(asked, answered(who[1], 2),
			&interaction.Record{Subject: who[0].Subject, Actor: tutor.Subject, Kind: interaction.TutorEdited, Body: interaction.Pointer{Of: asked.ID}, Words: interaction.Words{Query: "Look at the second line.", Response: "words of the tutor"}})
		r := s.build(Job{Recipe: recipe(allTrain)})
		if r.Learners != 2 {
			t.Errorf("%d learners, want 2: an author is none", r.Learners)
		}
		held, err := s.Held(ctx, tutor.Subject)
		if err != nil || len(held) != 1 || held[0].Records != 1 {
			t.Errorf("the tutor is told of %+v, %v", held, err)
		}
		if v, err := s.Verify(ctx, r.Folder, true); err != nil || !v.OK() {
			t.Errorf("before: %v, %v", v.Problems, err)
		}
		s.agree(tutor, false, "ai_training")
		if v, err := s.Verify(ctx, r.Folder, true); err != nil || v.OK() {
			t.Errorf("the tutor withdrew, and the package is as it was: %v, %v", v.Problems, err)
		}
		if _, err := s.OpenFile(ctx, r.ID, "README.md"); !fault.Is(err, fault.Conflict) {
			t.Errorf("words of a tutor who withdrew were handed out: %v", err)
		}
		if err := s.Forget(ctx, tutor.Subject); err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(r.Folder); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("the package with the words of an erased tutor is still there: %v", err)
		}
	})
}

// Under a school's contract nobody withdrew: what holds a package back is told.
func TestContractHoldsPackagesBack(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *school, _ string) {
		s.write(answered(s.enrol(training, "Ximena Quiroga")[0], 1))
		r := s.build(Job{Recipe: recipe("")})
		if err := s.Consent.Enforce(t.Context(), true); err != nil {
			t.Fatal(err)
		}
		if _, err := s.OpenFile(t.Context(), r.ID, "README.md"); !fault.Is(err, fault.Forbidden) {
			t.Errorf("under a contract: %v", err)
		}
	})
}

// The shift of whoever practised until the end can be told from the as-of time: the card
// does not promise more than it keeps.
func TestCardTellsWhoseDatesAreNotHidden(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *school, _ string) {
		s.write(answered(s.enrol(training, "Ximena Quiroga")[0], 1))
		if card := contents(t, s.build(Job{Recipe: recipe("")}).Folder)["README.md"]; !strings.Contains(card, "last week before the as-of time") {
			t.Error("the card does not say it")
		}
	})
}
