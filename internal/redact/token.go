package redact

import (
	"unicode"
	"unicode/utf8"
)

// A kind says what a token is made of.
type kind uint8

const (
	punct  kind = iota // one sign
	word               // letters, with apostrophes between them
	number             // digits
	mask               // a surrogate, as redacting writes it
)

// A shape is how a word uses capital letters.
type shape uint8

const (
	lower shape = iota
	title
	upper // two capitals or more, and nothing else
	mixed
)

// A token is a piece of the folded text.
type token struct {
	start, end int32 // in the folded text
	stem       int32 // end without 's and the like
	kind       kind
	shape      shape
	c          byte  // the sign of a punct
	spaces     bool  // a space stands before it
	line       bool  // a new line begins with it
	first      bool  // first word of a sentence
	exempt     bool  // verbatim from the question
	entry            // from the lexicon
	person     int32 // the part of the roster that it spells, plus one
	slipped    bool  // with one slip
}

// letterClass marks what bytes words and numbers are made of.
var letterClass = func() (t [256]uint8) {
	for c := range 256 {
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= utf8.RuneSelf:
			t[c] = 1
		case c >= '0' && c <= '9':
			t[c] = 2
		case c == ' ', c == '\t', c == '\r', c == '\n', c == '\v', c == '\f':
			t[c] = 3
		}
	}
	return t
}()

func isLetter(c byte) bool { return letterClass[c] == 1 }
func isDigit(c byte) bool  { return letterClass[c] == 2 }
func isSpace(c byte) bool  { return letterClass[c] == 3 }
func isAlnum(c byte) bool  { return letterClass[c] == 1 || letterClass[c] == 2 }

// cut makes the tokens of the folded text.
func (s *scan) cut() {
	b := s.b
	s.toks = s.toks[:0]
	spaces, line, first := false, true, true
	var titles, lowers, uppers int
	for i := 0; i < len(b); {
		c := b[i]
		t := token{start: int32(i), spaces: spaces, line: line, c: c}
		spaces, line = false, false
		switch letterClass[c] {
		case 3:
			spaces, line = true, t.line
			if c == '\n' {
				line, first = true, true
			}
			i++
			continue
		case 1:
			i = s.word(&t, i)
			t.first, first = first, false
			switch t.shape {
			case lower:
				lowers++
			case title, mixed:
				if t.c == 'I' && (t.end-t.start == 1 || s.b[t.start+1] == '\'') { // as telephones write it
					lowers++
				} else {
					titles++
				}
			case upper:
				uppers++
			}
		case 2:
			t.kind = number
			for i++; i < len(b) && isDigit(b[i]); i++ {
			}
			t.end, t.stem = int32(i), int32(i)
			first = false
		default:
			if c == '[' {
				if n := maskLen(b[i:]); n > 0 {
					t.kind, t.end, t.stem = mask, int32(i+n), int32(i+n)
					s.toks = append(s.toks, t)
					i += n
					first = false
					continue
				}
			}
			i++
			t.end, t.stem = int32(i), int32(i)
			switch c {
			case '.', '!', '?', '(', '[', '*', '>':
				first = true
			case ':', '"', '-':
				first = first || t.spaces || c == ':'
			}
		}
		s.toks = append(s.toks, t)
	}
	words := titles + lowers + uppers
	s.quiet = titles+uppers == 0                                           // nobody used a capital: they carry no news
	s.loud = words > 3 && uppers*2 > words || words > 0 && uppers == words // capitals everywhere, likewise
	s.headline = words > 4 && lowers*4 < words && !s.loud
}

// word reads a word at i and looks it up.
func (s *scan) word(t *token, i int) int {
	b, start := s.b, i
	t.kind = word
	var low [maxWord]byte
	n, caps := 0, 0
	wide := false
	for i < len(b) {
		c := b[i]
		if !isLetter(c) {
			if c != '\'' || i+1 >= len(b) || !isLetter(b[i+1]) || i == start {
				break
			}
		}
		if c >= 'A' && c <= 'Z' {
			caps++
			c |= 0x20
		} else if c >= utf8.RuneSelf {
			wide = true
		}
		if n < maxWord {
			low[n] = c
		}
		n++
		i++
		if i == start+3 && wide && start > 0 && isDigit(b[start-1]) && eastUnit(b[start:i]) { // 5月17日です
			break
		}
	}
	t.end, t.stem = int32(i), int32(i)
	t.shape = shapeOf(b[start:i], caps, n, wide)
	if wide && b[start] >= eastern {
		t.flags |= eastCue(b[start:i])
	}
	if n > maxWord {
		return i
	}
	if wide && t.shape == title && n == i-start {
		n = lowerWide(low[:], b[start:i])
	}
	var known bool
	if t.flags != 0 {
		return i
	}
	if t.entry, known = lex.find(low[:n]); known {
		return i
	}
	if f := numberWord(low[:n]); f != 0 {
		t.flags = f
		return i
	}
	for _, tail := range tails { // 's and its like
		if m := n - len(tail); m > 1 && string(low[m:n]) == tail {
			t.stem = int32(start + m)
			t.entry, _ = lex.find(low[:m])
			if caps == m && m > 1 {
				t.shape = upper
			}
			break
		}
	}
	return i
}

// numberWord returns what a compound that the lexicon does not have announces, as
// the Germanic languages make them: Versichertennummer, studentnummer.
func numberWord(w []byte) flag {
	if len(w) < 9 {
		return 0
	}
	for _, tail := range [...]string{"nummer", "ausweis", "reisepass", "nummeret"} {
		if n := len(w) - len(tail); n > 1 && string(w[n:]) == tail {
			return fNumber | fAccount | fGone | fWord
		}
	}
	return 0
}

// tails are what may be stuck to a name.
var tails = [...]string{"'s", "'ll", "'d", "'ve", "'re"}

// lowerWide writes w into low in lower case and returns how long that is; where
// it is too long, it leaves w as it is.
func lowerWide(low, w []byte) int {
	n := 0
	for i := 0; i < len(w); {
		r, size := utf8.DecodeRune(w[i:])
		if r = unicode.ToLower(r); n+utf8.RuneLen(r) > len(low) {
			return copy(low, w)
		}
		n += utf8.EncodeRune(low[n:], r)
		i += size
	}
	return n
}

func shapeOf(w []byte, caps, n int, wide bool) shape {
	first := w[0] >= 'A' && w[0] <= 'Z'
	if wide {
		if r, _ := utf8.DecodeRune(w); unicode.IsUpper(r) || unicode.IsTitle(r) {
			return title
		}
	}
	switch {
	case caps == 0:
		return lower
	case caps == n && n > 1:
		return upper
	case caps == 1 && first:
		return title
	case first: // McDonald, O'Brien, LeBron
		return mixed
	}
	return mixed
}

// maskLen returns the length of a surrogate at the start of b, or 0.
func maskLen(b []byte) int {
	i := 1
	for i < len(b) && (b[i] >= 'A' && b[i] <= 'Z' || b[i] == '_') {
		i++
	}
	if i < 4 || b[i-1] != '_' {
		return 0
	}
	known := false
	for _, t := range Types {
		known = known || string(b[1:i-1]) == t.String()
	}
	d := i
	for i < len(b) && isDigit(b[i]) {
		i++
	}
	if !known || i == d || i >= len(b) || b[i] != ']' {
		return 0
	}
	return i + 1
}
