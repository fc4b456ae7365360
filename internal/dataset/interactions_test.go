package dataset

import (
	"encoding/json"
	"strings"
	"testing"

	"satprep/internal/interaction"
	"satprep/internal/pseudonym"
	"satprep/internal/question"
)

// What a tutor says about a question quotes it: about those that are held out
// for test nothing said may stand in train, also not by way of a later request
// or an edit. The gate finds it in the files where it does.
func TestWordsAboutHeldFamiliesStayOutOfTrain(t *testing.T) {
	t.Parallel()
	held := pick(t, 0, func(q *question.Question) bool { return q.Use == question.Practice && !keptFamily(q) })
	open := plainQuestion(t, 3)
	told := func(name byte) *story {
		s := tell(t, name)
		first := s.turn(held, "ask of the held", "held reply", func(_ *Event, t *Turn) {
			t.Messages, t.Raw, t.Instead, t.Work = []Message{{"user", "held request"}}, "held raw", "held instead", "held work"
		})
		s.add(Event{Kind: interaction.TutorEdited, Of: first, Query: "held reply", Response: "held and edited"})
		s.turn(open, "ask of the open", "open reply", func(_ *Event, t *Turn) {
			t.Messages = []Message{{"user", "held request"}, {"user", "open request"}}
		})
		s.turn(open, "what else", "try this", func(_ *Event, t *Turn) { t.Asks, t.AsksVersion, t.Instead = held.ID, held.Version, "held shown" })
		s.add(Event{Kind: interaction.ReviewGenerated, Question: held.ID, Stimulus: held.Version, Response: "held review"})
		s.add(Event{Kind: interaction.ReviewGenerated, Question: held.ID, Stimulus: "a version of long ago", Response: "held review of it"})
		s.turn(open, "what was that one", "It said: "+question.Text(held), nil)
		s.answer(held, true, nil)
		return s
	}
	train, test := told(1), told(2)
	test.l.Split = Test
	c := cookShape(t, "interactions", nil, train.l, test.l)
	text := func(s Split) string {
		b, err := json.Marshal(c.rows[s])
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	if got := text(Train); strings.Contains(got, "held re") || strings.Contains(got, "held r") || strings.Contains(got, "held and") || strings.Contains(got, "held s") || strings.Contains(got, "of the held") {
		t.Errorf("train holds words about a held-out family: %s", got)
	}
	if stem, _ := json.Marshal(question.Text(held)); strings.Contains(text(Train), string(stem[1:len(stem)-1])) {
		t.Errorf("train quotes the question itself: %s", text(Train))
	}
	if got := text(Train); !strings.Contains(got, "open reply") || len(c.rows[Train]) != 8 {
		t.Errorf("train lost more than words: %d rows, %s", len(c.rows[Train]), got)
	}
	if got := text(Test); !strings.Contains(got, "held reply") || !strings.Contains(got, "held raw") {
		t.Errorf("test lost its words: %s", got)
	}
	if c.dropped() != "words about a family held out for test 6" {
		t.Errorf("dropped: %s", c.dropped())
	}

	in := &inspection{dir: c.dir, build: &Build{bank: bankOnce(), recipe: &Recipe{Split: Shares{.8, .1, .1}}, names: names{splits: pseudonym.Key([]byte("a key for the splits of stories.."))}}}
	look := func(file string) int {
		n, err := in.heldWords(Described{interactionsShape, &Stats{Files: []*FileStats{{Path: "data/interactions/" + file + "-00000-of-00001.parquet", Split: Train, Kind: "parquet"}}}})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	if n := look("train"); n != 0 {
		t.Errorf("the gate finds %d rows in train", n)
	}
	if n := look("test"); n != 5 { // the turn, the one that asks it, two reviews, and what quotes it
		t.Errorf("the gate finds %d rows where the words of test stand in train, want 5", n)
	}
}
