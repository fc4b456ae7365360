package tutor

import (
	"strings"
	"unicode"
)

// splitSentences cuts text into its sentences, each with the blanks that follow
// it, so that joining them gives the text again.
func splitSentences(text string) []string {
	var c cutter
	list := c.add(text)
	if rest := c.rest(); rest != "" {
		list = append(list, rest)
	}
	return list
}

// A cutter cuts a text that comes in pieces into sentences. It never cuts
// inside mathematics between dollar signs, a number, an abbreviation or a
// numbered point, and it holds a sentence back until what follows has begun.
type cutter struct{ held []rune }

// add takes a piece and returns the sentences that are whole now.
func (c *cutter) add(piece string) []string {
	c.held = append(c.held, []rune(piece)...)
	var list []string
	for {
		n := c.end()
		if n == 0 {
			return list
		}
		list = append(list, string(c.held[:n]))
		c.held = c.held[n:]
	}
}

// rest returns what is left at the end.
func (c *cutter) rest() string {
	s := string(c.held)
	c.held = nil
	return s
}

// maxHeld is the longest text that is held back without a sentence's end.
const maxHeld = 2000

// end returns the length of the first whole sentence with the blanks behind it,
// 0 if it is not whole yet.
func (c *cutter) end() int {
	math := false
	for i, r := range c.held {
		switch {
		case r == '$' && (i == 0 || c.held[i-1] != '\\'):
			math = !math
		case r == '\n':
			math = false // formulas end with their line
			if n := c.blanks(i + 1); n < len(c.held) {
				return n
			}
			return 0
		case math:
		case r == '.' || r == '!' || r == '?' || r == '…':
			j := i + 1
			for j < len(c.held) && strings.ContainsRune(`"'”’)]*_`, c.held[j]) {
				j++
			}
			if j >= len(c.held) {
				return 0
			}
			if !unicode.IsSpace(c.held[j]) || (r == '.' && c.abbreviated(i)) {
				continue
			}
			if n := c.blanks(j); n < len(c.held) {
				return n
			}
			return 0
		}
	}
	if len(c.held) > maxHeld {
		return len(c.held)
	}
	return 0
}

func (c *cutter) blanks(i int) int {
	for i < len(c.held) && unicode.IsSpace(c.held[i]) {
		i++
	}
	return i
}

var abbreviations = map[string]bool{"e.g": true, "i.e": true, "vs": true, "etc": true, "dr": true, "mr": true, "mrs": true, "ms": true, "st": true, "no": false, "fig": true, "approx": true}

// abbreviated reports whether the point at i ends an abbreviation or the number
// of a point in a list ("2.").
func (c *cutter) abbreviated(i int) bool {
	j := i
	for j > 0 && !unicode.IsSpace(c.held[j-1]) && c.held[j-1] != '(' {
		j--
	}
	word := strings.ToLower(string(c.held[j:i]))
	if abbreviations[word] {
		return true
	}
	digits := word != ""
	for _, r := range word {
		digits = digits && unicode.IsDigit(r)
	}
	atStart := strings.TrimSpace(string(c.held[:j])) == ""
	return digits && atStart && len(word) < 3
}
