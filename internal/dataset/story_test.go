package dataset

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"satprep/internal/interaction"
	"satprep/internal/pseudonym"
	"satprep/internal/question"
	"satprep/internal/table"
	"satprep/internal/uid"
)

// storySplits is the split key of stories.
var storySplits = pseudonym.Key([]byte("a key for the splits of stories.."))

var bankOnce = sync.OnceValue(func() *question.Bank {
	b, err := question.Embedded()
	if err != nil {
		panic(err)
	}
	return b
})

// pick returns the n-th question that is wanted.
func pick(t testing.TB, n int, want func(q *question.Question) bool) *question.Question {
	t.Helper()
	for _, q := range bankOnce().Questions {
		if want(q) {
			if n == 0 {
				return q
			}
			n--
		}
	}
	t.Fatal("the bank has no such question")
	return nil
}

// practice returns the n-th practice question of a skill.
func practice(t testing.TB, skill string, n int) *question.Question {
	t.Helper()
	return pick(t, n, func(q *question.Question) bool { return q.Use == question.Practice && q.Skill == skill })
}

// A story is a learner's events as they are told, a minute apart.
type story struct {
	t    testing.TB
	l    *Learner
	at   time.Time
	talk uid.ID // the conversation
	last uid.ID // the turn that the next one follows
	n    byte
}

var storyStart = time.Date(2026, 3, 2, 16, 0, 0, 0, time.UTC)

func tell(t testing.TB, name byte) *story {
	return &story{t: t, at: storyStart, talk: uid.ID{name, 1}, l: &Learner{Name: uid.ID{name}, Split: Train, Censored: storyStart.AddDate(1, 0, 0)}}
}

func (s *story) add(e Event) uid.ID {
	s.n++
	s.at = s.at.Add(time.Minute)
	e.ID, e.Ordinal, e.At, e.Author, e.Origin = uid.ID{s.l.Name[0], 2, s.n}, int32(len(s.l.Events)+1), s.at, ByLearner, interaction.Simulated
	s.l.Events = append(s.l.Events, e)
	return e.ID
}

func about(e *Event, q *question.Question) {
	if q != nil {
		e.Question, e.Stimulus, e.Open, e.Section, e.Domain, e.Skill = q.ID, q.Version, q.Use == question.Practice, q.Section, q.Domain, q.Skill
		if !e.Open {
			e.Question, e.Stimulus = "closed-"+q.ID, ""
		}
	}
}

// turn is a whole, authored reply, drawn among two.
func (s *story) turn(q *question.Question, query, response string, change func(e *Event, t *Turn)) uid.ID {
	arms := []interaction.Arm{{Move: "nudge", Template: "w1+h1"}, {Move: "nudge", Template: "w2+h1"}}
	t := &Turn{Parent: s.last, Stage: "before", Level: 1, Move: "nudge", Intent: "hint", Arm: arms[0], Arms: arms, Propensity: .5, Finish: finishStop, Source: fromBuiltin}
	e := Event{Kind: interaction.TutorTurn, Conversation: s.talk, Mode: "tutor", Query: query, Response: response, Turn: t}
	about(&e, q)
	if q == nil {
		t.Stage, t.Level = "none", 0
	}
	if change != nil {
		change(&e, t)
	}
	s.last = s.add(e)
	return s.last
}

// again is another reply to the words of a turn, which replaces it.
func (s *story) again(old uid.ID, response string) uid.ID {
	var e Event
	for i := range s.l.Events {
		if s.l.Events[i].ID == old {
			e = s.l.Events[i]
		}
	}
	t := *e.Turn
	t.Regenerate++
	e.Turn, e.Response = &t, response
	s.last = s.add(e)
	s.add(Event{Kind: interaction.TutorRegenerated, Of: old, To: s.last})
	return s.last
}

func (s *story) rate(turn uid.ID, value int, reasons ...string) {
	s.add(Event{Kind: interaction.TutorRated, Of: turn, Value: value, Reasons: reasons})
}

func (s *story) edit(turn uid.ID, before, after string) {
	s.add(Event{Kind: interaction.TutorEdited, Of: turn, Query: before, Response: after})
}

// answer is an unaided answer to a practice question that counts.
func (s *story) answer(q *question.Question, right bool, change func(e *Event)) uid.ID {
	p := q.Params.Params
	e := Event{Kind: interaction.PracticeAnswered, Mode: "practice", State: interaction.Answered, Correct: some(right), Aided: some(false), Attempt: 1,
		Answering: &Answering{Counts: true, Item: &interaction.Params{A: p.A, B: p.B, C: p.C}}}
	about(&e, q)
	e.Answer = q.Keys[0]
	if !right {
		e.Answer = "A"
		if q.Keys[0] == "A" {
			e.Answer = "B"
		}
	}
	if change != nil {
		change(&e)
	}
	return s.add(e)
}

// wait lets time pass.
func (s *story) wait(d time.Duration) *story {
	s.at = s.at.Add(d)
	return s
}

// twins are two replies shown side by side; choice 0 is none.
func (s *story) twins(q *question.Question, query, first, second string, choice int) (x, y uid.ID) {
	parent := s.last
	x = s.turn(q, query, first, nil)
	s.at = s.at.Add(-time.Minute)
	y = s.turn(q, query, second, func(e *Event, t *Turn) { t.Parent, t.Arm = parent, t.Arms[1] })
	s.last = x
	switch choice {
	case 1:
		s.add(Event{Kind: interaction.TutorChosen, Of: x, To: y, Value: 1})
	case 2:
		s.add(Event{Kind: interaction.TutorChosen, Of: y, To: x, Value: 2})
		s.last = y
	}
	return x, y
}

// sayRandom tells a random story: talk, ratings, edits, choices and, unless
// only talk is wanted, answers after it.
func (s *story) sayRandom(rng *rand.Rand, feedback bool) {
	qs := []*question.Question{practice(s.t, "percentages", 0), practice(s.t, "percentages", 1), practice(s.t, "transitions", 0)}
	words := []string{"hint please", "why?", "explain", "another"}
	var turns []uid.ID
	for range 12 + rng.IntN(30) {
		q := qs[rng.IntN(len(qs))]
		switch k := rng.IntN(10); {
		case k < 4:
			turns = append(turns, s.turn(q, words[rng.IntN(len(words))], fmt.Sprintf("Reply %d of many, word for word.", rng.IntN(6)), func(_ *Event, t *Turn) {
				t.Level = 1 + rng.IntN(4)
				if rng.IntN(5) == 0 {
					t.Parent = uid.ID{}
				}
				if feedback && rng.IntN(6) == 0 {
					t.GuardAction, t.Raw, t.Instead = "replaced", "The answer is B.", "Look again."
				}
			}))
		case k < 6:
			s.answer(q, rng.IntN(2) == 0, nil)
			s.wait(time.Duration(rng.IntN(72)) * time.Hour)
		case !feedback || len(turns) == 0:
		case k == 6:
			s.rate(turns[rng.IntN(len(turns))], 1-2*rng.IntN(2))
		case k == 7:
			turns = append(turns, s.again(turns[rng.IntN(len(turns))], fmt.Sprintf("Regenerated reply %d.", rng.IntN(5))))
		case k == 8:
			s.edit(turns[rng.IntN(len(turns))], "before", fmt.Sprintf("A person's reply %d.", rng.IntN(5)))
		default:
			x, y := s.twins(q, words[rng.IntN(len(words))], "First of two.", "Second of two.", rng.IntN(3))
			turns = append(turns, x, y)
		}
	}
}

// A cooked config is what a shape made of learners.
type cookedConfig struct {
	stats *Stats
	dir   string
	rows  map[Split][]map[string]any
}

// openShape begins a config as a build would.
func openShape(t testing.TB, name string, change func(*Recipe)) (*Build, *Counter, Sink) {
	t.Helper()
	shape, ok := shapeNamed(name)
	if !ok {
		t.Fatalf("there is no shape %s", name)
	}
	r := &Recipe{Name: "told", Split: Shares{.8, .1, .1}, Outcome: Outcome{MinMinutes: 10, MaxDays: 14}, Privacy: Privacy{K: 1, FreeText: true}}
	if change != nil {
		change(r)
	}
	b := &Build{recipe: r, bank: bankOnce(), work: t.TempDir(), names: names{release: pseudonym.Key{}, splits: storySplits}}
	k := &Counter{build: b, shape: shape, stats: newStats()}
	sink, err := shape.Open(k)
	if err != nil {
		t.Fatal(err)
	}
	return b, k, sink
}

// cookShape lets a shape read learners as a build would.
func cookShape(t testing.TB, name string, change func(*Recipe), learners ...*Learner) cookedConfig {
	t.Helper()
	b, k, sink := openShape(t, name, change)
	shape := k.shape
	if scout, ok := sink.(Scout); ok {
		for _, l := range learners {
			if err := scout.Scout(l); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, l := range learners {
		if err := sink.Learner(l); err != nil {
			t.Fatal(err)
		}
	}
	if err := sink.Close(); err != nil {
		t.Fatal(err)
	}
	if err := k.close(); err != nil {
		t.Fatal(err)
	}
	c := cookedConfig{stats: k.stats, dir: filepath.Join(b.work, "package"), rows: map[Split][]map[string]any{}}
	for _, s := range Splits {
		if shape.Schema == nil {
			break
		}
		c.rows[s] = readRows(t, filepath.Join(c.dir, "data", name, string(s)+"-00000-of-00001.parquet"))
	}
	return c
}

func readRows(t testing.TB, path string) (rows []map[string]any) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	r, err := table.OpenParquet(f, info.Size())
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var text bytes.Buffer
	w, err := table.New(&text, table.JSONL, r.Schema(), table.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for batch := table.NewBatch(r.Schema()); ; batch.Reset() {
		if _, err := r.Read(batch); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		if err := w.Write(batch); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(text.String()) {
		row := map[string]any{}
		if err := json.Unmarshal([]byte(line), &row); err != nil {
			t.Fatal(err)
		}
		rows = append(rows, row)
	}
	return rows
}

// file is the text of a file below formats/.
func (c cookedConfig) file(t testing.TB, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(c.dir, "formats", filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// all are the rows of every split.
func (c cookedConfig) all() (rows []map[string]any) {
	for _, s := range Splits {
		rows = append(rows, c.rows[s]...)
	}
	return rows
}

// text is the content of the last message of a column.
func text(row map[string]any, column string) string {
	list, _ := row[column].([]any)
	if len(list) == 0 {
		return ""
	}
	m, _ := list[len(list)-1].(map[string]any)
	s, _ := m["content"].(string)
	return s
}

// first is the content of the first message of a column.
func first(row map[string]any, column string) string {
	list, _ := row[column].([]any)
	if len(list) == 0 {
		return ""
	}
	m, _ := list[0].(map[string]any)
	s, _ := m["content"].(string)
	return s
}

// keptFamily reports whether a question's family is not held out under the
// stories' split key, so that its rows stay in train.
func keptFamily(q *question.Question) bool {
	n := names{splits: storySplits}
	return n.split("family", []byte(q.Family), Shares{.8, .1, .1}) != Test
}

// dropped lists why rows were left out, in order.
func (c cookedConfig) dropped() string {
	var list []string
	for why, n := range c.stats.Dropped {
		list = append(list, fmt.Sprintf("%s %d", why, n))
	}
	slices.Sort(list)
	return strings.Join(list, ", ")
}
