package redact

import (
	"slices"
	"unicode/utf8"
)

// A slot holds a part without one of its letters.
type slot struct {
	hash uint32
	part int32 // plus one; 0 is empty
}

// index fills the table of slips.
func (n *names) index() {
	count := 0
	for _, p := range n.parts {
		if p.joined {
			continue
		}
		count += utf8.RuneCountInString(p.text) + 1
	}
	if count == 0 {
		return
	}
	size := 16
	for size < count*2 {
		size *= 2
	}
	n.slips = make([]slot, size)
	var runes [maxPart]rune
	for k, p := range n.parts {
		if p.joined {
			continue
		}
		letters := appendRunes(runes[:0], p.text)
		if len(letters) < slipLength || len(letters) > maxPart {
			continue
		}
		n.put(hashWithout(letters, -1), int32(k))
		for skip := range letters {
			if skip == 0 || letters[skip] != letters[skip-1] { // the same without either
				n.put(hashWithout(letters, skip), int32(k))
			}
		}
	}
}

func (n *names) put(h uint32, part int32) {
	mask := uint32(len(n.slips) - 1)
	for i := h & mask; ; i = (i + 1) & mask {
		if n.slips[i].part == 0 {
			n.slips[i] = slot{h, part + 1}
			return
		}
	}
}

func appendRunes(dst []rune, s string) []rune {
	for _, r := range s {
		if len(dst) == cap(dst) {
			return append(dst, r)
		}
		dst = append(dst, r)
	}
	return dst
}

// hashWithout hashes letters, without the one at skip.
func hashWithout(letters []rune, skip int) uint32 {
	h := uint64(offsetBasis)
	for i, r := range letters {
		if i != skip {
			h = (h ^ uint64(r)) * prime
		}
	}
	return uint32(h ^ h>>32)
}

// slip returns the part one slip away from w: a letter more, less or another, or
// two neighbours exchanged; -1 where there is none.
func (n *names) slip(w []byte) int32 {
	if len(n.slips) == 0 {
		return -1
	}
	var a, b [maxPart + 2]rune
	letters := a[:0]
	for i := 0; i < len(w); {
		r, size := utf8.DecodeRune(w[i:])
		if len(letters) > maxPart {
			return -1
		}
		letters = append(letters, r)
		i += size
	}
	if len(letters) < slipLength {
		return -1
	}
	mask := uint32(len(n.slips) - 1)
	for skip := -1; skip < len(letters); skip++ {
		h := hashWithout(letters, skip)
		for i := h & mask; n.slips[i].part != 0; i = (i + 1) & mask {
			if n.slips[i].hash != h {
				continue
			}
			k := n.slips[i].part - 1
			p := appendRunes(b[:0], n.parts[k].text)
			if n.parts[k].common && len(p) < 6 || len(p) < slipLength+1 && len(letters) < slipLength+1 && letters[0] != p[0] {
				continue
			}
			if oneSlip(letters, p) {
				return k
			}
		}
	}
	return -1
}

// oneSlip reports whether a and b are at most one slip apart.
func oneSlip(a, b []rune) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) < len(b) {
		return slices.Equal(a[i:], b[i+1:])
	}
	if i == len(a) || slices.Equal(a[i+1:], b[i+1:]) {
		return true
	}
	return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && slices.Equal(a[i+2:], b[i+2:])
}
