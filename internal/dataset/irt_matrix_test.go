package dataset

import (
	"encoding/csv"
	"fmt"
	"strings"
	"testing"
	"time"

	"satprep/internal/interaction"
	"satprep/internal/question"
)

func TestMatrixHoldsFirstUnaidedAnswers(t *testing.T) {
	t.Parallel()
	qs := make([]*question.Question, 10)
	for i := range qs {
		qs[i] = lettered(t, 7*i)
	}
	const day = 24 * time.Hour
	s := tell(t, 1)
	s.answer(qs[0], true, nil)
	s.answer(qs[0], false, func(e *Event) { e.Answering.Counts = false }) // the second time
	s.answer(qs[1], true, func(e *Event) { e.Aided, e.Answering.Counts = some(true), false })
	s.answer(qs[1], true, nil) // unaided, but no longer the first
	s.answer(qs[2], false, func(e *Event) { e.State, e.Answer = interaction.Omitted, "" })
	s.answer(qs[3], false, func(e *Event) {
		e.State, e.Answer, e.Correct = interaction.NotReached, "", interaction.Opt[bool]{}
	})
	s.answer(qs[4], true, func(e *Event) { e.Answering.Rapid, e.Answering.Counts = true, false })
	s.answer(qs[5], true, func(e *Event) { e.Answering.SyncedLate, e.Answering.Counts = true, false })
	s.answer(qs[6], false, func(e *Event) { e.Answering.Pretest, e.Answering.Counts = true, false })
	s.answer(qs[7], true, func(e *Event) { e.Kind, e.Attempt = interaction.PracticeRetried, 2 })
	s.wait(30*day - 12*time.Minute) // not quite a window after the first
	s.answer(qs[7], true, nil)
	s.wait(2 * time.Minute)
	s.answer(qs[8], false, nil)
	s.wait(-time.Hour) // a clock that steps back opens no window again
	s.answer(qs[3], true, nil)
	s.answer(qs[9], true, func(e *Event) { e.Answering.Superseded = true }) // before its key was corrected
	s.answer(qs[9], true, nil)                                              // it is met already
	other := tell(t, 2)
	other.l.Split = Test
	other.answer(qs[0], false, nil)
	aided := tell(t, 3)
	aided.answer(qs[1], true, func(e *Event) { e.Aided, e.Answering.Counts = some(true), false })
	c := cookShape(t, "irt_matrix", nil, s.l, other.l, aided.l)

	name := s.l.Name.String()
	want := map[string]string{}
	for i, v := range map[int]string{0: "1", 2: "0", 6: "0", 7: "1"} {
		want[name+"-0 "+qs[i].ID] = v
	}
	want[name+"-1 "+qs[8].ID], want[name+"-1 "+qs[3].ID] = "0", "1"
	for _, split := range []Split{Train, Test} {
		if split == Test {
			want = map[string]string{other.l.Name.String() + "-0 " + qs[0].ID: "0"}
		}
		long, wide := map[string]string{}, map[string]string{}
		for _, r := range c.rows[split] {
			person := fmt.Sprintf("%s-%.0f %s", r["learner"], r["window"], r["question"])
			if long[person] != "" {
				t.Errorf("%s answers twice", person)
			}
			long[person] = map[any]string{true: "1", false: "0"}[r["correct"]]
			if pre := r["question"] == qs[6].ID; r["pretest"] != pre {
				t.Errorf("%s: pretest %v", person, r["pretest"])
			}
		}
		table, err := csv.NewReader(strings.NewReader(c.file(t, "irt_matrix/"+string(split)+".csv"))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		people := map[string]bool{}
		for _, line := range table[1:] {
			if people[line[0]] {
				t.Errorf("%s is two lines", line[0])
			}
			people[line[0]] = true
			for i, v := range line[1:] {
				if v != "" {
					wide[line[0]+" "+table[0][i+1]] = v
				}
			}
		}
		if table[0][0] != "person" || len(table[0]) != 1+6 {
			t.Errorf("%s: columns %v", split, table[0])
		}
		if fmt.Sprint(long) != fmt.Sprint(want) || fmt.Sprint(wide) != fmt.Sprint(want) {
			t.Errorf("%s:\nlong %v\nwide %v\nwant %v", split, long, wide, want)
		}
	}
	if n := c.stats.Dropped["the question has changed since"]; n != 1 {
		t.Errorf("%d answers to a version that is not in force were counted, want 1", n)
	}
	if fmt.Sprint(c.stats.Learners) != "map[test:1 train:1]" {
		t.Errorf("learners %v", c.stats.Learners)
	}
}
