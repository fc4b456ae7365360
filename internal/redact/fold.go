package redact

import (
	"unicode"
	"unicode/utf8"
)

// symbol stands in the folded text for a sign that is no letter, digit or mark
// of ASCII: a root, an arrow, a face.
const symbol = 0x01

// A folding is a text made plain: ASCII where it can be, one byte for any other
// sign, letters of other scripts as they are.
type folding struct {
	b   []byte
	off []int32 // where each byte of b came from; empty where b is the text itself
}

// read folds text into f.
func (f *folding) read(text string) {
	f.b, f.off = f.b[:0], f.off[:0]
	plain := 0
	for plain < len(text) && text[plain] < utf8.RuneSelf {
		plain++
	}
	f.b = append(f.b, text[:plain]...)
	if plain == len(text) {
		return
	}
	for i := range plain {
		f.off = append(f.off, int32(i))
	}
	for i := plain; i < len(text); {
		if c := text[i]; c < utf8.RuneSelf {
			f.put(c, i)
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(text[i:])
		switch plain := plainRune(r); {
		case plain > 0:
			f.put(byte(plain), i)
			if plain == 's' && r == 'ß' || plain == 'e' && (r == 'æ' || r == 'œ') {
				f.put(byte(plain), i)
			}
		case plain == unseen:
		case plain == foreign:
			for k := range n {
				f.put(text[i+k], i)
			}
		default:
			f.put(symbol, i)
		}
		i += n
	}
}

func (f *folding) put(c byte, from int) {
	f.b = append(f.b, c)
	f.off = append(f.off, int32(from))
}

// span turns places in the folded text into places in text.
func (f *folding) span(text string, start, end int) (int, int) {
	if len(f.off) == 0 || start >= end {
		return start, end
	}
	s, last := int(f.off[start]), int(f.off[end-1])
	_, n := utf8.DecodeRuneInString(text[last:])
	last += n
	for last < len(text) { // the accent belongs to its letter
		r, n := utf8.DecodeRuneInString(text[last:])
		if !unicode.Is(unicode.Mn, r) {
			break
		}
		last += n
	}
	return s, last
}

// What plainRune returns where there is no plain byte.
const (
	unseen  = -1 // to be left out
	foreign = -2 // a letter of a script that is kept
	strange = -3 // a sign
)

// latinOne begins at U+00C0, latinMore at U+1E00: the letter without its accent.
const (
	latinOne = "AAAAAAACEEEEIIIIDNOOOOO.OUUUUYTsaaaaaaeceeeeiiiidnooooo.ouuuuytyAaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGg" +
		"HhHhIiIiIiIiIiIiJjKkkLlLlLlLlLlNnNnNn.NnOoOoOoOeRrRrRrSsSsSsSsTtTtTtUuUuUuUuUuUuWwYyYZzZzZzs.B......" +
		".DD....E.......IKk......Oo.............Uu...................DDdLLlNNnAaIiOoUuUuUuUuUu.AaAa....GgKkOo" +
		"Oo..jDDdGg..NnAa....AaAaEeEeIiIiOoOoRrRrUuUuSsTt..Hh......AaEeOoOoOoOoYy............................"
	latinMore = "AaBbBbBbCcDdDdDdDdDdEeEeEeEeEeFfGgHhHhHhHhHhIiIiKkKkKkLlLlLlLlMmMmMmNnNnNnNnOoOoOoOoPpPpRrRrRrRrSsSs" +
		"SsSsSsTtTtTtTtUuUuUuUuUuVvVvWwWwWwWwWwXxXxYyZzZzZzhtwyas....AaAaAaAaAaAaAaAaAaAaAaAaEeEeEeEeEeEeEeEe" +
		"IiIiOoOoOoOoOoOoOoOoOoOoOoOoUuUuUuUuUuUuUuYyYyYyYy......"
)

// plainRune returns the byte that r folds to, or why there is none.
func plainRune(r rune) (plain byteOr) {
	switch {
	case r >= 0xc0 && r < 0xc0+rune(len(latinOne)):
		if c := latinOne[r-0xc0]; c != '.' {
			return byteOr(c)
		}
		if r == 0xd7 || r == 0xf7 {
			return strange
		}
		return foreign
	case r >= 0x1e00 && r < 0x1e00+rune(len(latinMore)):
		if c := latinMore[r-0x1e00]; c != '.' {
			return byteOr(c)
		}
		return foreign
	case r > 0xff00 && r <= 0xff5e: // wide forms
		return byteOr(r - 0xff00 + ' ')
	}
	switch r {
	case 0xa0, 0x1680, 0x2000, 0x2001, 0x2002, 0x2003, 0x2004, 0x2005, 0x2006, 0x2007, 0x2008, 0x2009, 0x200a, 0x202f, 0x205f, 0x3000:
		return ' '
	case 0x2028, 0x2029, 0x85:
		return '\n'
	case 0xad, 0x34f, 0x61c, 0x180e, 0x200b, 0x200c, 0x200d, 0x200e, 0x200f, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2060, 0x2061,
		0x2062, 0x2063, 0x2064, 0x2066, 0x2067, 0x2068, 0x2069, 0xfeff:
		return unseen
	case 0x2018, 0x2019, 0x201b, 0x2b9, 0x2bb, 0x2bc, 0x2bd, 0x2032, 0xb4, 0xff40:
		return '\''
	case 0x201c, 0x201d, 0x201e, 0xab, 0xbb, 0x2033:
		return '"'
	case 0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2015, 0x2212, 0xfe58, 0xfe63:
		return '-'
	case 0x2024, 0x3002, 0xff61, 0x2026, 0xb7:
		return '.'
	case 0x3001, 0x60c:
		return ','
	case 0x61f:
		return '?'
	case 0xfe6b:
		return '@'
	case 0x20ac, 0xa3, 0xa5, 0x20b9:
		return '$'
	}
	switch {
	case unicode.Is(unicode.Mn, r) || r >= 0xfe00 && r <= 0xfe0f:
		return unseen
	case r >= 0x660 && r <= 0x669, r >= 0x6f0 && r <= 0x6f9:
		return '0' + byteOr(r&0xf)
	case r >= 0x966 && r <= 0x96f:
		return '0' + byteOr(r-0x966)
	case unicode.IsLetter(r) && r < 0x1d000 || r >= 0x20000 && unicode.IsLetter(r), unicode.Is(unicode.Mc, r):
		return foreign
	}
	return strange
}

// byteOr is a byte, or one of the reasons above.
type byteOr int16
