package dataset

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"satprep/internal/near"
	"satprep/internal/question"
	"satprep/internal/uid"
)

func TestClosedTextIsTold(t *testing.T) {
	t.Parallel()
	c := newClosedText(bankOnce())
	for _, q := range bankOnce().Questions {
		long := slices.ContainsFunc(strings.Split(question.Text(q), "\n"), func(s string) bool { return len(near.Words(s)) >= 15 })
		switch {
		case q.Use == question.Practice && c.tells(question.Text(q)):
			t.Errorf("practice question %s is taken for a closed one", q.ID)
		case q.Use != question.Practice && long && !c.tells("As I said: "+question.Text(q)):
			t.Errorf("question %s of use %s is not seen", q.ID, q.Use)
		}
	}
	for _, s := range bankOnce().Skills() {
		for _, e := range s.Examples {
			if c.tells(e.Question) {
				t.Errorf("an example of %s is taken for a closed question", s.Slug)
			}
		}
	}
}

// Rows of held-out families and completions of other splits leave train, and
// nothing else does.
func TestTextSplits(t *testing.T) {
	t.Parallel()
	kept, heldOut := plainQuestion(t, 0), pick(t, 0, func(q *question.Question) bool { return q.Use == question.Practice && !keptFamily(q) })
	long := "Write the percentage as a fraction of one hundred, multiply it by the amount that is given, and compare what you get with the four choices before you decide."
	train, test, validation := tell(t, 1), tell(t, 2), tell(t, 3)
	test.l.Split, validation.l.Split = Test, Validation
	train.turn(kept, "hint", "A reply of train alone.", nil)
	train.turn(kept, "hint", long, nil)
	train.turn(kept, "hint", strings.Replace(long, "decide", "answer", 1), nil)
	train.turn(kept, "hint", "Short one", nil)
	train.turn(heldOut, "hint", "On a question that is held out.", nil)
	train.turn(nil, "another", "Here is another one.", func(_ *Event, t *Turn) { t.Asks, t.AsksVersion = heldOut.ID, heldOut.Version })
	train.turn(kept, "hint", "Of validation.", nil)
	train.turn(kept, "hint", "It is like this one: "+question.Text(heldOut), nil)
	test.turn(kept, "hint", long, nil)
	test.turn(kept, "hint", "short ONE!", nil)
	test.turn(heldOut, "hint", "An unseen family.", nil)
	validation.turn(kept, "hint", "Of validation.", nil)
	got := cookShape(t, "sft", nil, train.l, test.l, validation.l)
	if got.dropped() != "completion stands in another split 4, family held out for test 2, quotes a family held out for test 1" {
		t.Errorf("left out: %s", got.dropped())
	}
	if len(got.rows[Train]) != 1 || text(got.rows[Train][0], "messages") != "A reply of train alone." || len(got.rows[Test]) != 3 || len(got.rows[Validation]) != 1 {
		t.Errorf("%d rows of train, %d of test, %d of validation", len(got.rows[Train]), len(got.rows[Test]), len(got.rows[Validation]))
	}
	for i, row := range got.rows[Test] {
		if row["unseen_family"] != (i == 2) {
			t.Errorf("test row %d: unseen family %v", i, row["unseen_family"])
		}
	}
	leak := got.stats.Notes["leakage"].(leakage)
	if leak.Near != 4 || leak.FamilyRows != 3 || leak.TwoSplits != 0 || leak.Learners[Train] != 1 || leak.Families[Train] != 0 || leak.Families[Test] != 1 || leak.Held != 4 || leak.Compared != 1 {
		t.Errorf("%+v", leak)
	}
	again := *train.l
	again.Split = Test
	if leak := cookShape(t, "sft", nil, train.l, &again).stats.Notes["leakage"].(leakage); leak.TwoSplits != 1 {
		t.Errorf("a learner in two splits is not seen: %+v", leak)
	}
}

// Over many stories no row of train is of a held-out family or nearly equal to
// a completion of another split, by the definitions and not by the index.
func TestTextSplitsHoldOverManyStories(t *testing.T) {
	t.Parallel()
	var learners []*Learner
	for i := range 40 {
		s := tell(t, byte(i+1))
		s.l.Split = []Split{Train, Train, Train, Test, Validation}[i%5]
		s.sayRandom(rand.New(rand.NewPCG(uint64(i), 8)), true)
		learners = append(learners, s.l)
	}
	learners[0].Events = append(learners[0].Events, func() []Event {
		s := tell(t, 99)
		s.turn(plainQuestion(t, 0), "hint", "Words that nobody else was told.", nil)
		s.l.Events[0].ID = uid.ID{99}
		return s.l.Events
	}()...)
	for _, name := range []string{"sft", "preference", "unpaired", "remediation"} {
		got := cookShape(t, name, nil, learners...)
		columns := map[string][]string{"sft": {"messages"}, "preference": {"chosen", "rejected"}, "unpaired": {"completion"}, "remediation": {"human_reply", "tutor_reply"}}[name]
		say := func(row map[string]any) (list []string) {
			for _, c := range columns {
				if s, ok := row[c].(string); ok {
					list = append(list, s)
				} else {
					list = append(list, text(row, c))
				}
			}
			return list
		}
		var held []string
		for _, s := range []Split{Test, Validation} {
			for _, row := range got.rows[s] {
				held = append(held, say(row)...)
			}
		}
		if len(held) == 0 {
			t.Errorf("%s has nothing held out", name)
		}
		for _, row := range got.rows[Train] {
			if q, err := bankOnce().Find(fmt.Sprint(row["question"]), ""); err == nil && !keptFamily(q) {
				t.Errorf("%s: family %s is held out and in train", name, q.Family)
			}
			for _, c := range say(row) {
				set := near.Shingles(near.Words(c))
				if i := slices.IndexFunc(held, func(h string) bool { return near.Jaccard(set, near.Shingles(near.Words(h))) >= near.Threshold }); i >= 0 {
					t.Errorf("%s: %q of train is %q of another split", name, c, held[i])
				}
			}
		}
		if name == "sft" && len(got.rows[Train]) == 0 {
			t.Error("nothing is left in train")
		}
	}
}
