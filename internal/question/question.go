package question

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"satprep/internal/irt"
)

// A Difficulty is the author's judgement, by a written rubric.
type Difficulty string

// The difficulties.
const (
	Easy   Difficulty = "easy"
	Medium Difficulty = "medium"
	Hard   Difficulty = "hard"
)

// difficulties are in order of rank.
var difficulties = []Difficulty{Easy, Medium, Hard}

// rank orders difficulties from 0.
func (d Difficulty) rank() int {
	switch d {
	case Easy:
		return 0
	case Medium:
		return 1
	}
	return 2
}

// A Use says where a question may appear; each has one.
type Use string

// The uses.
const (
	Practice   Use = "practice"
	Diagnostic Use = "diagnostic"
	Forms      Use = "form"
	Pretest    Use = "pretest"
)

// A Slot is the module of a form that a question belongs to.
type Slot string

// The slots: the first module, and the easier and harder second one.
const (
	First  Slot = "m1"
	Easier Slot = "m2e"
	Harder Slot = "m2h"
)

// A Type is how a question is answered.
type Type string

// The types: one of four choices, or a number typed in.
const (
	Choices Type = "choice"
	Typed   Type = "spr"
)

// A Question as authored, with what follows from it. Questions of a Bank are
// shared: read, never change.
type Question struct {
	ID         string     `json:"id"`
	Family     string     `json:"family"`
	Difficulty Difficulty `json:"difficulty"`
	Use        Use        `json:"use"`
	Form       string     `json:"form,omitempty"` // of use form; "" is form 1
	Slot       Slot       `json:"slot,omitempty"` // of use form
	Adjust     float64    `json:"adjust"`         // harder or easier than typical of its difficulty, within ±.4
	Tags       []string   `json:"tags,omitempty"` // for authors; see ReleasedTag
	Content

	Version string `json:"-"` // hash of Content
	Section string `json:"-"` // slug
	Domain  string `json:"-"` // slug
	Params  Params `json:"-"` // of the bank's parameter set
	Retired bool   `json:"-"` // no longer served
}

// Content is what a learner may come to see of a question, before or after
// answering. Its hash is the question's version.
type Content struct {
	Skill       string       `json:"skill"` // slug
	Type        Type         `json:"type"`
	Genre       string       `json:"genre,omitempty"`   // R&W: science, history, humanities, literature
	Context     bool         `json:"context,omitempty"` // Math: set in a real-world situation
	Passage     string       `json:"passage,omitempty"`
	Passage2    string       `json:"passage_2,omitempty"`
	SourceNote  string       `json:"source_note,omitempty"`
	Figure      *Figure      `json:"figure,omitempty"`
	Stem        string       `json:"stem"`
	Choices     []Choice     `json:"choices,omitempty"`
	Keys        []string     `json:"keys"` // one letter, or every right number
	EntryErrors []EntryError `json:"entry_errors,omitempty"`
	Rationale   string       `json:"rationale,omitempty"` // typed questions: why the key is right
	Hints       []Hint       `json:"hints,omitempty"`
	Steps       []string     `json:"steps,omitempty"` // worked solution; the last states the answer
}

// A Choice of a question. Misconception is "" for the key.
type Choice struct {
	ID            string `json:"id"`
	Text          string `json:"text"`
	Rationale     string `json:"rationale"`
	Misconception string `json:"misconception"`
}

// An EntryError is a typical wrong entry of a typed question, and why.
type EntryError struct {
	Entry         string `json:"entry"`
	Rationale     string `json:"rationale"`
	Misconception string `json:"misconception"`
}

// A Hint of level 1 (nudge) or 2 (targeted), in equivalent variants.
type Hint struct {
	Level    int      `json:"level"`
	Variants []string `json:"variants"`
}

// A ParamSource says where item parameters come from.
type ParamSource string

// The sources.
const (
	Authored   ParamSource = "authored"
	Calibrated ParamSource = "calibrated"
)

// Params are a question's item parameters and how sure they are.
type Params struct {
	irt.Params
	BSD       float64     // standard deviation of B
	ALnSD     float64     // standard deviation of ln A
	Source    ParamSource // authored or calibrated
	Responses int         // behind them; 0 for authored ones
}

// AuthoredParams are what a question starts with: a = 1, c = .2 for a choice and
// 0 for a typed answer, b = -1.1, 0 or 1.1 and the author's adjustment; with the
// uncertainty such a judgement has, and no invented precision.
func AuthoredParams(t Type, d Difficulty, adjust float64) Params {
	p := Params{Params: irt.Params{A: 1, B: 1.1*float64(d.rank()-1) + adjust, C: .2}, BSD: .6, ALnSD: .5, Source: Authored}
	if t == Typed {
		p.C = 0
	}
	return p
}

// ReleasedTag marks a question whose key and content may be published to train
// and measure models with. Only practice questions may carry it, and a family
// carries it as a whole: what was published tells nothing about learners any more.
const ReleasedTag = "released"

// Released reports whether the question may be published with its key.
func (q *Question) Released() bool {
	return q.Use == Practice && slices.Contains(q.Tags, ReleasedTag)
}

// Scope is the question's skill with its domain and section.
func (q *Question) Scope() irt.Scope {
	return irt.Scope{Section: q.Section, Domain: q.Domain, Skill: q.Skill}
}

// Choice returns the choice with that letter.
func (q *Question) Choice(id string) (Choice, bool) {
	for _, c := range q.Choices {
		if c.ID == id {
			return c, true
		}
	}
	return Choice{}, false
}

// FormID is the form of a form question.
func (q *Question) FormID() string {
	if q.Form == "" {
		return "1"
	}
	return q.Form
}

// VersionOf hashes content: the first 16 hexadecimal digits of SHA-256 over its
// JSON in the order of the fields, without HTML escapes.
func VersionOf(c *Content) (string, error) {
	text, err := line(c)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8]), nil
}

// settle fills in what follows from the authored part and lets repeated words
// share their memory. The skill must be in the outline.
func (q *Question) settle() {
	scope := places[q.Skill].scope
	q.Section, q.Domain, q.Skill = scope.Section, scope.Domain, scope.Skill
	if q.Family == q.ID {
		q.Family = q.ID
	}
	q.Tags, q.Choices, q.EntryErrors, q.Hints, q.Steps = filled(q.Tags), filled(q.Choices), filled(q.EntryErrors), filled(q.Hints), filled(q.Steps)
	if f := q.Figure; f != nil {
		f.Series, f.Columns, f.Rows = filled(f.Series), filled(f.Columns), filled(f.Rows)
	}
	q.Params = AuthoredParams(q.Type, q.Difficulty, q.Adjust)
	for i := range q.Choices {
		if i < len(letters) && q.Choices[i].ID == letters[i] {
			q.Choices[i].ID = letters[i]
		}
	}
}

// filled turns an empty list into none, which is how a file writes it.
func filled[T any](list []T) []T {
	if len(list) == 0 {
		return nil
	}
	return list
}

var letters = [...]string{"A", "B", "C", "D"}
