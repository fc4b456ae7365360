package question

import "satprep/internal/selection"

// Items returns the questions in force as selection sees them, in the order of
// Questions: from them NewPool builds the pool of a use.
func (b *Bank) Items() []selection.Item {
	items := make([]selection.Item, len(b.Questions))
	for i, q := range b.Questions {
		items[i] = selection.Item{ID: q.ID, Params: q.Params.Params, Scope: q.Scope(), Family: q.Family, Use: selection.Use(q.Use), Typed: q.Type == Typed}
	}
	return items
}
