package question

import "strings"

// Text writes a question so that it can be read without a page: passages, what
// the figure shows, stem and choices. It holds no key.
func Text(q *Question) string {
	var parts []string
	if q.Passage != "" {
		parts = append(parts, q.Passage)
	}
	if q.Passage2 != "" {
		parts = append(parts, q.Passage2)
	}
	if q.Figure != nil {
		parts = append(parts, "(Figure: "+q.Figure.Alt+")")
	}
	parts = append(parts, q.Stem)
	var choices []string
	for _, c := range q.Choices {
		choices = append(choices, c.ID+") "+c.Text)
	}
	if len(choices) > 0 {
		parts = append(parts, strings.Join(choices, "\n"))
	}
	return strings.Join(parts, "\n\n")
}

// KeyText names the right answer: the choice with its letter and words, or every
// right entry.
func KeyText(q *Question) string {
	if c, ok := q.Choice(q.Keys[0]); ok {
		return c.ID + " (“" + c.Text + "”)"
	}
	return strings.Join(q.Keys, " or ")
}

// MisconceptionOf is the authored name of what led to a wrong answer; "" where
// there is none.
func MisconceptionOf(q *Question, answer string) string {
	if c, ok := q.Choice(answer); ok {
		return c.Misconception
	}
	for _, e := range q.EntryErrors {
		if answer != "" && SameEntry(e.Entry, answer) {
			return e.Misconception
		}
	}
	return ""
}

// SameEntry reports whether two entries are the same number.
func SameEntry(x, y string) bool {
	equal, err := Grade(&Question{Content: Content{Type: Typed, Keys: []string{x}}}, y)
	return err == nil && equal
}
