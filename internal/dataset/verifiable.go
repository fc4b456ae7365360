package dataset

import (
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"

	"satprep/internal/fault"
	"satprep/internal/question"
	"satprep/internal/table"
)

var verifiableShape = Shape{
	Name: "verifiable", Title: "Questions whose answers can be checked", Consumer: "TRL GRPOTrainer, verl",
	About: "One row for every released practice question: the question as a prompt, and the key in a form that a grader checks. It is made of the question bank, not of people's records. Questions of forms, pretests and the diagnostic are never in it.",
	Key:   ByFamilyKey, Schema: verifiableSchema, Open: openVerifiable,
	Files: "formats/verifiable/reward_satprep.py: the grader, in Python without further packages; formats/verifiable/vectors.json: answers with the verdict of the program's own grader, for its check.",
}

var verifiableSchema = table.MustSchema("verifiable",
	table.Column{Name: "data_source", Type: table.String, Role: table.ID, Doc: "satprep/ and the section."},
	table.Column{Name: "prompt", Type: messageList, Role: table.Context, Doc: "One message of the user: the question with what its figure shows, and how to write the answer."},
	table.Column{Name: "ability", Type: table.String, Role: table.Context, Doc: "math or reading."},
	table.Column{Name: "reward_model", Type: table.StructOf(
		table.Column{Name: "style", Type: table.String, Doc: "Always rule."},
		table.Column{Name: "ground_truth", Type: table.String, Doc: "JSON: type (choice or spr) and keys."},
	), Role: table.Label, Doc: "How the answer is checked."},
	table.Column{Name: "extra_info", Type: table.StructOf(
		table.Column{Name: "split", Type: table.String},
		table.Column{Name: "index", Type: table.Int64, Doc: "Place in the split, from 0."},
		table.Column{Name: "question", Type: table.String, Doc: "Its id."},
		table.Column{Name: "version", Type: table.String, Doc: "Hash of its content."},
		table.Column{Name: "family", Type: table.String, Doc: "What the split keeps together."},
		table.Column{Name: "domain", Type: table.String},
		table.Column{Name: "skill", Type: table.String},
		table.Column{Name: "difficulty", Type: table.String, Doc: "The author's: easy, medium, hard."},
		table.Column{Name: "type", Type: table.String, Doc: "choice, or spr for a typed number."},
	), Role: table.Context, Doc: "What else is known of the question."},
)

//go:embed reward_satprep.py
var rewardProgram []byte

// How the answer is to be written, by type.
var answerForm = map[question.Type]string{
	question.Choices: "Think it through. End with a line that says only “Answer: ” and the letter of the right choice.",
	question.Typed:   "Think it through. End with a line that says only “Answer: ” and the number, as it is typed into a box of 5 characters (6 with a minus sign in front): a whole number, a decimal, or a fraction such as 7/2. A decimal that does not end fills the box.",
}

type verifiableSink struct {
	k      *Counter
	tables *Tables
}

func openVerifiable(k *Counter) (Sink, error) {
	t, err := k.Tables(false)
	return &verifiableSink{k, t}, err
}

// Learner does nothing: the rows are of the bank.
func (s *verifiableSink) Learner(*Learner) error { return nil }

// Close writes the questions.
func (s *verifiableSink) Close() error {
	index := map[Split]int64{}
	families := map[string]Split{}
	moved := 0
	var guess commonKey
	for _, q := range s.k.Bank().Questions {
		split := s.k.FamilySplit(q.Family)
		switch {
		case q.Use != question.Practice:
			s.k.Drop("use " + string(q.Use))
			continue
		case !q.Released():
			s.k.Drop("not released")
			continue
		}
		if was, ok := families[q.Family]; ok && was != split {
			moved++
		}
		families[q.Family] = split
		guess.add(split, q)
		s.k.Count(string(q.Type))
		truth, err := groundTruth(q)
		if err != nil {
			return err
		}
		err = s.tables.Row(split, func(b *table.Batch) { questionRow(&row{b: b}, q, split, index[split], truth) })
		if err != nil {
			return err
		}
		index[split]++
	}
	s.k.Note("leakage", map[string]any{"key": ByFamilyKey, "families": len(families), "families_in_two_splits": moved})
	guess.baselines(s.k)
	return errors.Join(s.tables.Close(), s.files())
}

// groundTruth is the key as JSON.
func groundTruth(q *question.Question) (string, error) {
	b, err := json.Marshal(struct {
		Type question.Type `json:"type"`
		Keys []string      `json:"keys"`
	}{q.Type, q.Keys})
	return string(b), err
}

func questionRow(out *row, q *question.Question, split Split, index int64, truth string) {
	ability := "math"
	if q.Section == question.RW {
		ability = "reading"
	}
	out.text("satprep/" + q.Section)
	out.messages([]Message{{"user", question.Text(q) + "\n\n" + answerForm[q.Type]}})
	out.text(ability)
	v := out.col()
	v.Field(0).Text("rule")
	v.Field(1).Text(truth)
	v.End()
	v = out.col()
	v.Field(0).Text(string(split))
	v.Field(1).Int64(index)
	for i, s := range []string{q.ID, q.Version, q.Family, q.Domain, q.Skill, string(q.Difficulty), string(q.Type)} {
		v.Field(2 + i).Text(s)
	}
	v.End()
}

// files writes the grader and its vectors.
func (s *verifiableSink) files() error {
	program, err := s.k.File("reward_satprep.py", "", "text")
	if err != nil {
		return err
	}
	if _, err := program.Write(rewardProgram); err != nil {
		return err
	}
	vectors, err := graderVectors()
	if err != nil {
		return err
	}
	out, err := s.k.File("vectors.json", "", "text")
	if err != nil {
		return err
	}
	text, err := json.MarshalIndent(vectors, "", " ")
	if err != nil {
		return err
	}
	_, err = out.Write(append(text, '\n'))
	return err
}

// A graderVector is an answer with the verdict of the program's grader.
type graderVector struct {
	Type    question.Type `json:"type"`
	Keys    []string      `json:"keys"`
	Answer  string        `json:"answer"`
	Verdict string        `json:"verdict"` // right, wrong, refused: it cannot be an answer
}

// vectorKeys and vectorEntries are graded each against each: they stand for all
// rules of typed answers.
var (
	vectorKeys    = [][]string{{"3.5"}, {"2/3"}, {"-1/3"}, {"0"}, {"17"}, {"1200"}, {".05"}, {"-4"}, {"2000/3"}, {"1/8", "7/8"}, {"99999"}, {"9.995"}}
	vectorEntries = []string{"3.5", "3.50", "7/2", "31/2", "3 1/2", "2/3", ".6666", ".6667", "0.666", "0.667", "0.66", ".66", "0.67", ".67", "00.67", "4/6", "-1/3", "-.3333", "-0.333", "-.33", "-0.33",
		"1/3", "0", "-0", "0.0", "0/5", "5/0", "17", "17.", "17.0", "34/2", "017", "-17", "1200", "1,200", "$1200", "1200%", ".05", "0.05", "0.050", "1/20", "-4", "-4.00", "4", "--4", "4-", "666.6", "666.7", "666.67",
		"667", ".125", "1/8", "7/8", "0.875", ".8750", "99999", "100000", "9.995", "9.99", "10.00", "9.9950", "", "-", ".", "/", "1/", "/2", "1.5/2", "1/2/3", "1.2.3", "e", "½", "٣", "12345", "123456", "-12345", "-123456"}
)

func graderVectors() (list []graderVector, err error) {
	grade := func(q *question.Question, answer string) error {
		verdict := "wrong"
		switch right, err := question.Grade(q, answer); {
		case fault.Is(err, fault.Invalid):
			verdict = "refused"
		case err != nil:
			return fmt.Errorf("grading a vector: %w", err)
		case right:
			verdict = "right"
		}
		list = append(list, graderVector{q.Type, q.Keys, answer, verdict})
		return nil
	}
	for _, keys := range vectorKeys {
		q := &question.Question{Content: question.Content{Type: question.Typed, Keys: keys}}
		for _, answer := range vectorEntries {
			if err := grade(q, answer); err != nil {
				return nil, err
			}
		}
	}
	q := &question.Question{Content: question.Content{Type: question.Choices, Keys: []string{"B"}, Choices: []question.Choice{{ID: "A"}, {ID: "B"}, {ID: "C"}, {ID: "D"}}}}
	for _, answer := range []string{"A", "B", "C", "D", "E", "b", "", "AB", "3"} {
		if err := grade(q, answer); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// commonKey answers every question of a type with the commonest key of train.
type commonKey struct {
	train map[question.Type]map[string]int
	test  []*question.Question
}

func (c *commonKey) add(s Split, q *question.Question) {
	switch s {
	case Test:
		c.test = append(c.test, q)
	case Train:
		if c.train == nil {
			c.train = map[question.Type]map[string]int{}
		}
		if c.train[q.Type] == nil {
			c.train[q.Type] = map[string]int{}
		}
		c.train[q.Type][q.Keys[0]]++
	}
}

func (c *commonKey) baselines(k *Counter) {
	for _, t := range []question.Type{question.Choices, question.Typed} {
		best, fitted := "", 0
		for _, key := range sorted(c.train[t]) {
			n := c.train[t][key]
			fitted += n
			if best == "" || n > c.train[t][best] {
				best = key
			}
		}
		right, n := 0, 0
		for _, q := range c.test {
			if q.Type != t {
				continue
			}
			n++
			if ok, err := question.Grade(q, best); err == nil && ok {
				right++
			}
		}
		k.measured(Baseline{Task: "the answer, type " + string(t), Method: "always the commonest key of train", Metric: "accuracy", Value: float64(right) / float64(max(1, n)), Train: fitted, Test: n})
	}
}
