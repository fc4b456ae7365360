package dataset

import (
	"slices"
	"sync"

	"satprep/internal/question"
	"satprep/internal/redact"
)

// A talk redacts the words of one conversation: the same person is the same
// surrogate in all of it.
type talk struct {
	kitchen *kitchen
	said    redact.Conversation
	known   []known        // what was talked about lately, the latest last
	exempt  *redact.Exempt // whose words are nobody's; nil where known has changed since
}

// known is a question that was talked about, or a skill.
type known struct {
	name  stimulus
	words *redact.Exempt
}

// maxKnown bounds how many questions and skills of a conversation are remembered:
// a request repeats a few earlier turns, and an edit the reply before it.
const maxKnown = 12

func (k *kitchen) newTalk() *talk { return &talk{kitchen: k} }

// stimulus names a question in one of its versions, or a skill.
type stimulus struct{ id, version, skill string }

// exempts are the words of questions and skills that were talked about, for all
// kitchens. The zero value holds none.
type exempts struct {
	mu sync.Mutex
	of map[stimulus]*redact.Exempt
}

// maxExempt bounds how many are kept ready.
const maxExempt = 2000

// about says which question is talked about, or asked by a reply. What is said of
// one is said again: in a request that repeats earlier turns, and in an edit.
func (t *talk) about(id, version string) {
	if id != "" {
		t.knows(stimulus{id: id, version: version})
	}
}

// teaches says of which skill the tutor may show a worked example.
func (t *talk) teaches(skill string) {
	if skill != "" {
		t.knows(stimulus{skill: skill})
	}
}

func (t *talk) knows(name stimulus) {
	if i := slices.IndexFunc(t.known, func(k known) bool { return k.name == name }); i >= 0 {
		k := t.known[i]
		t.known = append(slices.Delete(t.known, i, i+1), k)
		return
	}
	if len(t.known) == maxKnown {
		t.known = slices.Delete(t.known, 0, 1)
	}
	t.known, t.exempt = append(t.known, known{name, t.kitchen.wordsOf(name)}), nil
}

// wordsOf are the words of a question, or of what is taught of a skill; nil where
// the bank has no such.
func (b *Build) wordsOf(name stimulus) *redact.Exempt {
	b.exempts.mu.Lock()
	defer b.exempts.mu.Unlock()
	e, ok := b.exempts.of[name]
	if ok {
		return e
	}
	if s, ok := b.bank.Skill(name.skill); ok {
		list := []string{s.Strategy}
		for _, x := range s.Examples {
			list = append(append(list, x.Question), x.Solution...)
		}
		e = redact.NewExempt(list...)
	} else if q, err := b.bank.Find(name.id, name.version); err == nil {
		e = redact.NewExempt(texts(q)...)
	}
	if b.exempts.of == nil {
		b.exempts.of = map[stimulus]*redact.Exempt{}
	}
	if len(b.exempts.of) >= maxExempt {
		clear(b.exempts.of)
	}
	b.exempts.of[name] = e
	return e
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
	if t.exempt == nil {
		var list [maxKnown]*redact.Exempt
		for i, k := range t.known {
			list[i] = k.words
		}
		t.exempt = redact.Join(list[:len(t.known)]...)
	}
	return t.said.Redact(t.kitchen.redactor, s, t.exempt)
}
