package redact

import (
	"strconv"
	"strings"
)

// A Conversation numbers who and what is spoken of, so that [PERSON_1] is the
// same person from the first turn to the last. The zero value is a conversation
// that has not begun. It is not safe for concurrent use.
type Conversation struct {
	numbers map[string]int // by type and folded text
	counts  [len(typeNames)]int
	// by a part of a person's name: the person's number, or ambiguousPart
	parts map[string]int
	whole map[int]bool // persons whose name of several words is known
}

// ambiguousPart marks a part that two persons of the conversation share.
const ambiguousPart = -1

// Redact returns text with a surrogate in the place of each span that r finds.
func (c *Conversation) Redact(r *Redactor, text string, exempt *Exempt) string {
	spans := r.Append(nil, text, exempt)
	if len(spans) == 0 {
		return text
	}
	return string(c.Replace(make([]byte, 0, len(text)+16*len(spans)), text, spans))
}

// Replace appends text to dst with surrogates in the place of spans, which are
// those of Redactor.Append.
func (c *Conversation) Replace(dst []byte, text string, spans []Span) []byte {
	at := 0
	for _, s := range spans {
		dst = append(dst, text[at:s.Start]...)
		dst = append(append(append(dst, '['), s.Type.String()...), '_')
		dst = append(strconv.AppendInt(dst, int64(c.number(s, text[s.Start:s.End])), 10), ']')
		at = s.End
	}
	return append(dst, text[at:]...)
}

// number is that of the surrogate for s. The same text, whatever its case,
// accents and separators, has the same one; so have a whole name and a part of
// it that nobody else shares.
func (c *Conversation) number(s Span, text string) int {
	if c.numbers == nil {
		c.numbers, c.parts, c.whole = map[string]int{}, map[string]int{}, map[int]bool{}
	}
	what := s.known
	if what == "" {
		what = text
	}
	words := s.Type == Person || s.Type == Organization || s.Type == Location || s.Type == Address
	plain := foldKey(what, s.Type, words)
	key := s.Type.String() + " " + plain
	if n, ok := c.numbers[key]; ok {
		return n
	}
	if s.Type != Person {
		c.counts[s.Type]++
		c.numbers[key] = c.counts[s.Type]
		return c.counts[s.Type]
	}
	parts := strings.Fields(plain)
	n := 0
	if len(parts) == 0 {
		parts = []string{plain}
	}
	if len(parts) == 1 {
		n = max(c.parts[parts[0]], 0)
	} else if m := c.parts[parts[0]]; m > 0 && !c.whole[m] {
		n = m // first only "Maria", now "Maria Lopez"
	}
	if n == 0 {
		c.counts[Person]++
		n = c.counts[Person]
	}
	c.numbers[key] = n
	c.whole[n] = c.whole[n] || len(parts) > 1
	for _, p := range parts {
		if o, ok := c.parts[p]; ok && o != n {
			c.parts[p] = ambiguousPart
		} else {
			c.parts[p] = n
		}
	}
	return n
}

// foldKey is text as it is compared: folded, in lower case; with its words
// apart, or, for what is no words, its letters and digits alone.
func foldKey(text string, typ Type, words bool) string {
	signs := typ == Email || typ == URL || typ == Handle || typ == IP // these tell them apart
	var s scan
	s.read(text)
	s.cut()
	var b []byte
	for i := range s.toks {
		t := &s.toks[i]
		switch {
		case words && t.kind == punct, words && t.is(fTitle) && i == 0 && len(s.toks) > 1:
			continue
		case words && len(b) > 0:
			b = append(b, ' ')
		case t.kind == punct && !signs:
			continue
		}
		if words {
			b = s.lowered(i, b)
		} else {
			b = append(b, strings.ToLower(string(s.textOf(i)))...)
		}
	}
	return string(b)
}
