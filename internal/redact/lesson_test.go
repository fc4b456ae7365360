package redact

import (
	"math/rand/v2"
	"strings"
)

// A lesson is a marked message in pieces, each nobody's or of one type.
type lesson struct {
	pieces []lessonPiece
}

type lessonPiece struct {
	text string
	typ  Type // 0 for nobody's
}

// lessonsOf reads marked messages.
func lessonsOf(all []planted) (list []lesson) {
	byName := map[string]Type{}
	for _, t := range Types {
		byName[t.String()] = t
	}
	for _, p := range all {
		r := []rune(p.Text)
		l := lesson{}
		at := 0
		for _, s := range p.Spans {
			l.pieces = append(l.pieces, lessonPiece{string(r[at:s.Start]), 0}, lessonPiece{string(r[s.Start:s.End]), byName[s.Type]})
			at = s.End
		}
		l.pieces = append(l.pieces, lessonPiece{string(r[at:]), 0})
		list = append(list, l)
	}
	return list
}

// vary returns a message in another dress: in small letters, with some of its
// spans redacted, with other digits, with a slip, without its last sign, or with
// another message behind it.
func vary(rng *rand.Rand, l, other lesson) []lessonPiece {
	out := append([]lessonPiece(nil), l.pieces...)
	if rng.IntN(10) == 0 {
		glue := []string{" ", "\n", ". ", ", "}[rng.IntN(4)]
		out = append(append(out, lessonPiece{glue, 0}), other.pieces...)
	}
	small, hidden, digits, slip := rng.IntN(8) == 0, rng.IntN(7) == 0, rng.IntN(3) == 0, rng.IntN(8) == 0
	loud := rng.IntN(60) == 0
	for i := range out {
		p := &out[i]
		if p.typ != 0 && hidden && rng.IntN(5) > 1 {
			*p = lessonPiece{"[" + p.typ.String() + "_0]", 0}
			continue
		}
		if p.typ != 0 && digits {
			p.text = otherDigits(rng, p.text, p.typ)
		}
		if p.typ == 0 && slip {
			p.text = slipped(rng, p.text)
		}
		if small {
			p.text = strings.ToLower(p.text)
		} else if loud {
			p.text = strings.ToUpper(p.text)
		}
	}
	if n := len(out) - 1; n >= 0 && rng.IntN(5) == 0 {
		out[n].text = strings.TrimRight(out[n].text, ".!?")
	}
	return out
}

// otherDigits puts other digits in the place of some, so that months and years
// stay what they are.
func otherDigits(rng *rand.Rand, text string, typ Type) string {
	b := []byte(text)
	for i := 0; i < len(b); {
		j := i
		for j < len(b) && isDigit(b[j]) {
			j++
		}
		if j == i {
			i++
			continue
		}
		for k := i; k < j; k++ {
			if typ == DateOfBirth && (j-i <= 2 && k < j-1 || j-i == 4 && k < i+3 || j-i == 8) || k == i && b[k] <= '1' {
				continue
			}
			if typ == DateOfBirth {
				if b[k] > '2' || j-i == 1 {
					b[k] = byte('3' + rng.IntN(7))
				} else {
					b[k] = byte('0' + rng.IntN(3))
				}
				continue
			}
			b[k] = byte('0' + rng.IntN(10))
		}
		i = j
	}
	return string(b)
}

// slipped leaves out, doubles or swaps a letter here and there.
func slipped(rng *rand.Rand, text string) string {
	b := []byte(text)
	var out []byte
	for i := 0; i < len(b); i++ {
		if i > 1 && b[i] >= 'a' && b[i] <= 'z' && b[i-1] >= 'a' && b[i-1] <= 'z' && rng.IntN(30) == 0 {
			switch rng.IntN(3) {
			case 0:
				continue
			case 1:
				out = append(out, b[i])
			default:
				if i+1 < len(b) && b[i+1] >= 'a' && b[i+1] <= 'z' {
					out = append(out, b[i+1], b[i])
					i++
					continue
				}
			}
		}
		out = append(out, b[i])
	}
	return string(out)
}
