package question

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"io"
	"maps"
	"slices"

	"satprep/internal/fault"
)

// A Bank is what is in force at a moment. It is immutable and safe for
// concurrent use.
type Bank struct {
	Version       string      // of the questions in force
	ParamsVersion string      // of the parameter set in force
	Scale         Scale       // that its scores are on
	Number        int64       // of the bank's history; 0 outside a database
	Questions     []*Question // in force, by id; retired ones are not among them

	byID        map[string]*Question    // in force and retired, newest version
	old         map[key]string          // JSON of earlier versions
	corrections map[string][]Correction // by question, oldest first
	earlier     map[key]Params          // of an earlier parameter set; nil where the one in force is used
	learned     map[key]Params          // estimated of versions that are no longer the newest
	skills      map[string]*Skill
	forms       []*Form         // whole ones
	operators   map[string]bool // ids whose newest version an operator made
}

type key struct{ id, version string }

// A Skill is what the bank teaches about a skill of the outline.
type Skill struct {
	Slug     string    `json:"skill"`
	Strategy string    `json:"strategy"`
	Examples []Example `json:"examples,omitempty"`
}

// An Example is a worked example; it repeats no question of the bank.
type Example struct {
	Difficulty Difficulty `json:"difficulty"`
	Question   string     `json:"question"`
	Solution   []string   `json:"solution"`
}

// NewBank makes a bank of questions and skills as ParseLine gives them; it keeps
// them. An id given twice is the last one.
func NewBank(questions []*Question, skills []*Skill) *Bank {
	b := newBank(questions, skills)
	b.Version = digest(b.Questions, func(q *Question) string {
		return fmt.Sprintln(q.ID, q.Version, q.Family, q.Use, q.Form, q.Slot)
	})
	known := slices.SortedFunc(maps.Values(b.byID), byID)
	b.ParamsVersion = digest(known, func(q *Question) string {
		return fmt.Sprintln(q.ID, q.Version, q.Params)
	})
	return b
}

// newBank is NewBank without versions.
func newBank(questions []*Question, skills []*Skill) *Bank {
	b := &Bank{byID: make(map[string]*Question, len(questions)), skills: make(map[string]*Skill, len(skills))}
	for _, q := range questions {
		b.byID[q.ID] = q
	}
	for _, q := range b.byID {
		if !q.Retired {
			b.Questions = append(b.Questions, q)
		}
	}
	slices.SortFunc(b.Questions, byID)
	for _, s := range skills {
		b.skills[s.Slug] = s
	}
	for _, f := range gather(b.Questions) {
		if len(f.Check()) == 0 {
			b.forms = append(b.forms, f)
		}
	}
	return b
}

// under is the bank with the parameters of an earlier set. What the set does not
// have, because it was added or edited since, keeps the parameters in force.
func (b *Bank) under(set string, params map[key]Params, scale Scale) *Bank {
	questions := make([]*Question, 0, len(b.byID))
	for _, q := range b.byID {
		if p, ok := params[key{q.ID, q.Version}]; ok && p != q.Params {
			clone := *q
			clone.Params, q = p, &clone
		}
		questions = append(questions, q)
	}
	next := b.with(questions)
	next.ParamsVersion, next.Scale, next.earlier = set, scale, params
	return next
}

// with is the bank with other questions.
func (b *Bank) with(questions []*Question) *Bank {
	next := newBank(questions, nil)
	next.Version, next.ParamsVersion, next.Scale, next.Number = b.Version, b.ParamsVersion, b.Scale, b.Number
	next.skills, next.operators, next.old, next.corrections, next.earlier, next.learned = b.skills, b.operators, b.old, b.corrections, b.earlier, b.learned
	return next
}

func byID(x, y *Question) int { return cmp.Compare(x.ID, y.ID) }

// digest is 16 hexadecimal digits of SHA-256 over a line for each question.
func digest(questions []*Question, line func(*Question) string) string {
	h := sha256.New()
	for _, q := range questions {
		io.WriteString(h, line(q))
	}
	return digits(h)
}

// digits is what was written to a hash, in 16 hexadecimal digits.
func digits(h hash.Hash) string { return hex.EncodeToString(h.Sum(nil)[:8]) }

// ByID returns the question in force with that id.
func (b *Bank) ByID(id string) (*Question, bool) {
	q, ok := b.byID[id]
	if !ok || q.Retired {
		return nil, false
	}
	return q, true
}

// InForce reports whether a question stands in the bank with the content of that
// version: what was answered under another key or text measures something else.
func (b *Bank) InForce(id, version string) bool {
	q, ok := b.ByID(id)
	return ok && q.Version == version
}

// Find returns a question by id and version, also one that was replaced or
// retired; version "" is the newest. What was never in the bank is Missing.
// Earlier versions have authored parameters, unless the bank is under the
// parameter set of their time (Service.At): what a session used is in its
// record, and what a parameter set held in Service.ParamSet.
func (b *Bank) Find(id, version string) (_ *Question, err error) {
	defer fault.In(&err, "question.Find(%.40s, %.16s)", id, version)
	newest, ok := b.byID[id]
	if ok && (version == "" || version == newest.Version) {
		return newest, nil
	}
	content, ok := b.old[key{id, version}]
	if !ok && version == "" {
		return nil, fault.New(fault.Missing, "There is no question %.40q.", id)
	} else if !ok {
		return nil, fault.New(fault.Missing, "There is no question %.40q in version %.20q.", id, version)
	}
	q := &Question{}
	if err := json.Unmarshal([]byte(content), q); err != nil {
		return nil, err
	}
	q.settle()
	q.Version, q.Retired = version, true
	if p, ok := b.earlier[key{id, version}]; ok {
		q.Params = p
	}
	return q, nil
}

// Skill returns what is taught about a skill; ok is false where nothing is.
func (b *Bank) Skill(slug string) (_ *Skill, ok bool) {
	s, ok := b.skills[slug]
	return s, ok
}

// Skills returns what is taught, in the order of the outline.
func (b *Bank) Skills() []*Skill {
	return slices.SortedFunc(maps.Values(b.skills), func(x, y *Skill) int {
		return cmp.Compare(places[x.Slug].order, places[y.Slug].order)
	})
}

// Forms returns the forms that are whole (Form.Check), by id.
func (b *Bank) Forms() []*Form { return slices.Clone(b.forms) }

// Form returns a whole form by id.
func (b *Bank) Form(id string) (*Form, bool) {
	for _, f := range b.forms {
		if f.ID == id {
			return f, true
		}
	}
	return nil, false
}
