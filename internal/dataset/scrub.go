package dataset

import (
	"satprep/internal/question"
	"satprep/internal/redact"
)

// A talk redacts the words of one conversation: the same person is the same
// surrogate in all of it.
type talk struct {
	kitchen *kitchen
	said    redact.Conversation
	exempt  *redact.Exempt // the question's own words are nobody's
}

func (k *kitchen) newTalk() *talk { return &talk{kitchen: k} }

// stimulus names a question in one of its versions.
type stimulus struct{ id, version string }

// maxExempt bounds how many questions a kitchen keeps ready.
const maxExempt = 2000

// about says which question is talked about.
func (t *talk) about(id, version string) {
	if id == "" {
		return
	}
	k, name := t.kitchen, stimulus{id, version}
	e, ok := k.exempt[name]
	if !ok {
		if q, err := k.bank.Find(id, version); err == nil {
			e = redact.NewExempt(texts(q)...)
		}
		if len(k.exempt) >= maxExempt {
			clear(k.exempt)
		}
		k.exempt[name] = e
	}
	t.exempt = e
}

// texts are the words of a question that a tutor may quote.
func texts(q *question.Question) []string {
	list := []string{q.Passage, q.Passage2, q.Stem, q.Rationale, q.SourceNote}
	for _, c := range q.Choices {
		list = append(list, c.Text, c.Rationale)
	}
	for _, h := range q.Hints {
		list = append(list, h.Variants...)
	}
	for _, e := range q.EntryErrors {
		list = append(list, e.Rationale)
	}
	if q.Figure != nil {
		list = append(list, q.Figure.Title, q.Figure.Alt)
	}
	return append(list, q.Steps...)
}

func (t *talk) redact(s string) string {
	if s == "" {
		return ""
	}
	return t.said.Redact(t.kitchen.redactor, s, t.exempt)
}
