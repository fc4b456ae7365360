package redact

import "satprep/internal/near"

// An Exempt knows the texts of a question. Pieces of a text that repeat five or
// more of its words in a row, whatever their case and white space, are left as
// they are. It is immutable; nil exempts nothing.
type Exempt struct {
	known []*near.Set // pieces, of each question
	sieve *sieve      // of all of them
}

// A sieve lets through what may be in one of some sets, and of the rest a few
// (Bloom 1970, with one hash function): most talk repeats nothing.
type sieve [1 << (sieveBits - 6)]uint64

// sieveBits is the binary logarithm of the bits of a sieve. A dozen questions leave
// four of five pieces outside.
const sieveBits = 13

func place(hash uint64) (at int, bit uint64) {
	h := hash >> (64 - sieveBits)
	return int(h >> 6), 1 << (h & 63)
}

// exemptWords is how many words in a row make a quotation.
const exemptWords = 5

// NewExempt reads the texts of a question: stem, passage, choices.
func NewExempt(texts ...string) *Exempt {
	readyLexicon()
	pieces := map[uint64]struct{}{}
	var s scan
	for _, text := range texts {
		s.read(text)
		s.cut()
		s.eachPiece(func(_ []int, hash uint64) { pieces[hash] = struct{}{} })
	}
	if len(pieces) == 0 {
		return &Exempt{}
	}
	e := &Exempt{[]*near.Set{near.NewSet(pieces)}, new(sieve)}
	for h := range pieces {
		at, bit := place(h)
		e.sieve[at] |= bit
	}
	return e
}

// Join returns what knows the texts of all in the list. It copies none of their
// pieces: who talks goes from question to question, and each turn asks for another
// list.
func Join(list ...*Exempt) *Exempt {
	all := &Exempt{}
	for _, e := range list {
		if e == nil || e.sieve == nil {
			continue
		}
		if all.sieve == nil {
			all.sieve = new(sieve)
		}
		for i, w := range e.sieve {
			all.sieve[i] |= w
		}
		all.known = append(all.known, e.known...)
	}
	return all
}

// knows reports whether a piece is of one of the texts.
func (e *Exempt) knows(hash uint64) bool {
	if at, bit := place(hash); e.sieve[at]&bit == 0 {
		return false
	}
	for _, pieces := range e.known {
		if pieces.Has(hash) {
			return true
		}
	}
	return false
}

// eachPiece calls f with the tokens and the hash of every piece of five words.
func (s *scan) eachPiece(f func(tokens []int, hash uint64)) {
	var window [exemptWords]int
	var hashes [exemptWords]uint64
	n := 0
	for i := range s.toks {
		t := &s.toks[i]
		if t.kind != word && t.kind != number {
			continue
		}
		copy(window[:], window[1:])
		copy(hashes[:], hashes[1:])
		window[exemptWords-1], hashes[exemptWords-1] = i, hashFold(s.b[t.start:t.end])
		if n++; n < exemptWords {
			continue
		}
		h := uint64(offsetBasis)
		for _, x := range hashes {
			h = (h ^ x) * prime
		}
		f(window[:], h)
	}
}

// mark marks the tokens that repeat the question.
func (e *Exempt) mark(s *scan) {
	if e == nil || len(e.known) == 0 {
		return
	}
	s.eachPiece(func(tokens []int, hash uint64) {
		if e.knows(hash) {
			for i := tokens[0]; i <= tokens[exemptWords-1]; i++ {
				s.toks[i].exempt = true
			}
		}
	})
}

// exempted reports whether all tokens of f repeat the question.
func (s *scan) exempted(f found) bool {
	if s.exempt == nil {
		return false
	}
	for i := range s.toks {
		if t := &s.toks[i]; int(t.end) > f.start && int(t.start) < f.end && !t.exempt {
			return false
		}
	}
	return true
}

// FNV-1a, over letters in lower case.
const (
	offsetBasis = 14695981039346656037
	prime       = 1099511628211
)

func hashFold(w []byte) uint64 {
	h := uint64(offsetBasis)
	for _, c := range w {
		if c >= 'A' && c <= 'Z' {
			c |= 0x20
		}
		h = (h ^ uint64(c)) * prime
	}
	return h
}
