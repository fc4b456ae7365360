package question

import (
	"maps"
	"slices"
	"time"
)

// AsOf is the bank with the keys that were in force at a time: what was corrected
// after it stands as before the first such correction, with its explanations, its
// version and what was estimated of that version. It is for what must come out the
// same whenever it is made again. Other edits, and parameters, are those of b, and
// so are its versions and its number. Without a later correction it is b itself.
func (b *Bank) AsOf(at time.Time) *Bank {
	undone := map[string]*Question{}
	corrections := maps.Clone(b.corrections)
	for id, list := range b.corrections {
		first := slices.IndexFunc(list, func(c Correction) bool { return c.At.After(at) })
		if first < 0 {
			continue
		}
		newest, ok := b.byID[id]
		was, err := b.Find(id, list[first].From)
		if !ok || err != nil { // both are there: the table of corrections refers to them
			continue
		}
		q := *newest
		q.Content, q.Version = was.Content, was.Version
		q.Section, q.Domain, q.Params = was.Section, was.Domain, was.Params
		if learned, ok := b.learned[key{id, was.Version}]; ok {
			q.Params = learned
		}
		undone[id], corrections[id] = &q, list[:first]
		if first == 0 {
			delete(corrections, id)
		}
	}
	if len(undone) == 0 {
		return b
	}
	questions := make([]*Question, 0, len(b.byID))
	for id, q := range b.byID {
		if was, ok := undone[id]; ok {
			q = was
		}
		questions = append(questions, q)
	}
	next := b.with(questions)
	next.corrections = corrections
	return next
}
