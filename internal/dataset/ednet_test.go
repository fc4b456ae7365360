package dataset

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"satprep/internal/interaction"
	"satprep/internal/question"
)

// lettered returns the n-th practice question of choices, typed and formed
// questions that the form has no place for.
func lettered(t testing.TB, n int) *question.Question {
	t.Helper()
	return pick(t, n, func(q *question.Question) bool { return q.Use == question.Practice && q.Type == question.Choices })
}

func other(q *question.Question) string {
	if q.Keys[0] == "C" {
		return "D"
	}
	return "C"
}

var ednetRow = regexp.MustCompile(`^(\d{13}),(enter|respond|submit),([bq]\d+),,(sprint|diagnosis|exam|review),([a-d]?),(web|mobile)$`)

func TestEdNetActions(t *testing.T) {
	t.Parallel()
	p, q := lettered(t, 0), lettered(t, 40)
	typed := pick(t, 0, func(q *question.Question) bool { return q.Use == question.Practice && q.Type == question.Typed })
	closed := pick(t, 0, func(q *question.Question) bool { return q.Use == question.Forms && q.Type == question.Choices })
	changes := func(to ...string) (list []interaction.Change) {
		for i, c := range to {
			list = append(list, interaction.Change{To: c, MS: int64(i+1) * 1000})
		}
		return list
	}
	s := tell(t, 1)
	s.answer(p, true, func(e *Event) {
		e.TimeMS, e.Platform, e.Answering.Changes = some(int64(30_000)), "mobile", changes(other(p), "", p.Keys[0])
	})
	s.answer(q, false, func(e *Event) { // chosen and taken back
		e.TimeMS, e.State, e.Answer, e.Mode, e.Answering.Changes = some(int64(20_000)), interaction.Omitted, "", "diagnostic", changes(q.Keys[0], "")
	})
	s.answer(typed, true, func(e *Event) { e.Answer = "3.5" })
	s.answer(closed, true, func(e *Event) { e.Kind, e.Mode = interaction.TestAnswered, "full_test" })
	s.wait(-59 * time.Second) // uploaded together: they took longer than what lies between them
	s.answer(q, false, func(e *Event) { e.TimeMS, e.Mode, e.Answer = some(int64(600_000)), "review", other(q) })
	s.answer(q, true, func(e *Event) { // of a version that nobody has
		e.Stimulus = strings.Repeat("0", len(e.Stimulus))
	})
	second := tell(t, 2)
	second.l.Split = Test
	second.answer(p, false, nil)
	nobody := tell(t, 3)
	nobody.answer(typed, true, nil)
	c := cookShape(t, "ednet_kt4", nil, s.l, second.l, nobody.l)

	m := idMap(t, c.file(t, "ednet_kt4/id_map.csv"))
	contents, err := csv.NewReader(strings.NewReader(c.file(t, "ednet_kt4/contents/questions.csv"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(contents[0], ","); got != "question_id,bundle_id,explanation_id,correct_answer,part,tags,deployed_at" {
		t.Errorf("contents begin %s", got)
	}
	keys := map[string]string{}
	for i, r := range contents[1:] {
		n := strconv.Itoa(i)
		q, err := bankOnce().Find(m["item"][i], "")
		if err != nil {
			t.Fatal(err)
		}
		tag, _ := strconv.Atoi(r[5])
		if r[0] != "q"+n || r[1] != "b"+n || r[2] != "e"+n || r[3] != strings.ToLower(q.Keys[0]) || m["skill"][tag] != q.Skill || r[4] != map[string]string{question.RW: "1", question.Math: "2"}[q.Section] {
			t.Errorf("contents of %s: %v", q.ID, r)
		}
		keys[r[0]] = r[3]
	}
	if len(keys) != 2 {
		t.Errorf("the contents hold %v", keys)
	}
	if got, want := c.dropped(), "its key is kept back 1, its version is not in the bank 1, typed 2"; got != want {
		t.Errorf("left out %s, want %s", got, want)
	}

	lines := strings.Split(strings.TrimSuffix(c.file(t, "ednet_kt4/train/u0.csv"), "\n"), "\n")
	if lines[0]+"\n" != ednetHeader || ednetHeader != "timestamp,action_type,item_id,cursor_time,source,user_answer,platform\n" {
		t.Errorf("header %s", lines[0])
	}
	var story []string
	last := 0
	for _, line := range lines[1:] {
		f := ednetRow.FindStringSubmatch(line)
		if f == nil {
			t.Fatalf("not a row of KT4: %s", line)
		}
		at, _ := strconv.Atoi(f[1])
		if at < last {
			t.Errorf("time goes back: %s", line)
		}
		last = at
		if (f[2] == "respond") != (f[5] != "") || (f[2] == "respond") != (f[3][0] == 'q') {
			t.Errorf("only a response names a question and a letter: %s", line)
		}
		said := f[2]
		if f[2] == "respond" {
			said = map[bool]string{true: "right", false: "wrong"}[f[5] == keys[f[3]]]
		}
		story = append(story, said+" "+f[4]+" "+f[6])
	}
	want := "enter sprint mobile;wrong sprint mobile;right sprint mobile;submit sprint mobile;" +
		"enter diagnosis web;submit diagnosis web;enter review web;wrong review web;submit review web"
	if got := strings.Join(story, ";"); got != want {
		t.Errorf("done: %s\nwant: %s", got, want)
	}
	if got := c.file(t, "ednet_kt4/test/u1.csv"); strings.Count(got, "\n") != 4 {
		t.Errorf("the learner of test: %s", got)
	}
	if fmt.Sprint(c.stats.Rows) != "map[test:3 train:9]" || len(m["user"]) != 2 {
		t.Errorf("counted %v of %v", c.stats.Rows, m["user"])
	}
	// Nothing of a closed question, by any of its names, is anywhere.
	err = filepath.WalkDir(c.dir, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if strings.Contains(string(b), "closed-") || strings.Contains(string(b), closed.ID) || strings.Contains(string(b), typed.ID) {
			t.Errorf("%s tells of a question that was left out", path)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// The contents have room for one key, so an answer to a version with another
// key would be graded wrongly by whoever reads them.
func TestEdNetLeavesOutWhatHadAnotherKey(t *testing.T) {
	t.Parallel()
	q := *lettered(t, 0)
	s := &ednetSink{tracer: tracer{k: &Counter{build: &Build{bank: bankOnce()}}}}
	if s.rekeyed(&q) {
		t.Error("the same key is taken for another")
	}
	q.Keys = []string{other(&q)}
	if !s.rekeyed(&q) {
		t.Error("another key is taken for the same")
	}
}
