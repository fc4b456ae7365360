package llm

import "strings"

// The marks between which models think aloud when the server does not take
// their thoughts out. Marks in angle brackets match in any case.
var thinkMarks = [...]struct{ open, close string }{
	{"<think>", "</think>"},
	{"<thinking>", "</thinking>"},
	{"<thought>", "</thought>"},
	{"<reasoning>", "</reasoning>"},
	{"[THINK]", "[/THINK]"},
}

// thinking takes the thoughts out of a text that comes in pieces. A mark may be
// split between pieces anywhere: text that could still become one is held back.
// Thoughts do not nest.
type thinking struct {
	held   string
	inside bool
	until  string // the mark that ends the thought; "" = any of them
}

// newThinking begins inside a thought when the model's opening mark is part of
// its prompt, as some chat templates have it.
func newThinking(inside bool) *thinking { return &thinking{inside: inside} }

// take adds a piece and returns what of the text may be shown. Leaked means
// that a closing mark came without an opening one: what was shown before it
// was a thought.
func (t *thinking) take(piece string) (visible string, leaked bool) {
	text := t.held + piece
	t.held = ""
	var out strings.Builder
	for {
		at, mark, opens, partial := t.find(text)
		if at < 0 {
			if !t.inside {
				out.WriteString(text)
			}
			return out.String(), leaked
		}
		if !t.inside {
			out.WriteString(text[:at])
		}
		if partial {
			t.held = text[at:]
			return out.String(), leaked
		}
		switch {
		case t.inside:
			t.inside = false
		case opens >= 0:
			t.inside, t.until = true, thinkMarks[opens].close
		default:
			leaked = true
		}
		text = text[at+len(mark):]
	}
}

// rest returns what was held back, at the end of the text.
func (t *thinking) rest() string {
	held := t.held
	t.held = ""
	if t.inside {
		return ""
	}
	return held
}

// find returns where the first mark that matters stands, and the index in
// thinkMarks if it is an opening one. With partial, text ends in what may be
// the beginning of a mark.
func (t *thinking) find(text string) (at int, mark string, opens int, partial bool) {
	for i := 0; i < len(text); i++ {
		if text[i] != '<' && text[i] != '[' {
			continue
		}
		part := false
		for n, m := range thinkMarks {
			if !t.inside {
				switch begins(text[i:], m.open) {
				case whole:
					return i, m.open, n, false
				case some:
					part = true
				}
			} else if t.until != "" && t.until != m.close {
				continue
			}
			switch begins(text[i:], m.close) {
			case whole:
				return i, m.close, -1, false
			case some:
				part = true
			}
		}
		if part {
			return i, "", -1, true
		}
	}
	return -1, "", -1, false
}

const (
	none = iota
	some
	whole
)

// begins says whether text begins with mark, or is itself a beginning of it.
func begins(text, mark string) int {
	n := min(len(text), len(mark))
	same := text[:n] == mark[:n]
	if mark[0] == '<' {
		same = strings.EqualFold(text[:n], mark[:n])
	}
	switch {
	case !same:
		return none
	case n < len(mark):
		return some
	}
	return whole
}
