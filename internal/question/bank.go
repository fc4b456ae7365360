package question

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"satprep/internal/fault"
)

// A Bank is what is in force at a moment. It is immutable and safe for
// concurrent use.
type Bank struct {
	Version       string      // of the questions in force
	ParamsVersion string      // of the parameter set in force
	Questions     []*Question // in force, by id; retired ones are not among them

	byID   map[string]*Question // in force and retired, newest version
	old    map[key]string       // JSON of earlier versions
	skills map[string]*Skill
}

type key struct{ id, version string }

// A Skill is what the bank teaches about a skill of the outline.
type Skill struct {
	Slug     string    `json:"skill"`
	Strategy string    `json:"strategy"`
	Examples []Example `json:"examples"`
}

// An Example is a worked example; it repeats no question of the bank.
type Example struct {
	Difficulty Difficulty `json:"difficulty"`
	Question   string     `json:"question"`
	Solution   []string   `json:"solution"`
}

// NewBank makes a bank of settled questions and skills, which it keeps.
func NewBank(questions []*Question, skills []*Skill) *Bank {
	b := &Bank{byID: make(map[string]*Question, len(questions)), skills: make(map[string]*Skill, len(skills))}
	for _, q := range questions {
		b.byID[q.ID] = q
		if !q.Retired {
			b.Questions = append(b.Questions, q)
		}
	}
	slices.SortFunc(b.Questions, func(x, y *Question) int { return cmp.Compare(x.ID, y.ID) })
	for _, s := range skills {
		b.skills[s.Slug] = s
	}
	h := sha256.New()
	for _, q := range b.Questions {
		fmt.Fprintf(h, "%s %s %s %s %s %s\n", q.ID, q.Version, q.Family, q.Use, q.Form, q.Slot)
	}
	b.Version = hex.EncodeToString(h.Sum(nil)[:8])
	p := sha256.New()
	for _, q := range b.Questions {
		fmt.Fprintf(p, "%s %s %v\n", q.ID, q.Version, q.Params)
	}
	b.ParamsVersion = hex.EncodeToString(p.Sum(nil)[:8])
	return b
}

// ByID returns the question in force with that id.
func (b *Bank) ByID(id string) (*Question, bool) {
	q, ok := b.byID[id]
	if !ok || q.Retired {
		return nil, false
	}
	return q, true
}

// Find returns a question by id and version, also one that was replaced or
// retired; version "" is the newest. What was never in the bank is Missing.
func (b *Bank) Find(id, version string) (*Question, error) {
	q, ok := b.byID[id]
	if ok && (version == "" || version == q.Version) {
		return q, nil
	}
	return nil, fault.New(fault.Missing, "There is no question %.40q in version %.20q.", id, version)
}

// Skill returns what is taught about a skill; ok is false where nothing is.
func (b *Bank) Skill(slug string) (_ *Skill, ok bool) {
	s, ok := b.skills[slug]
	return s, ok
}
