package redact

// reach bounds how far a run of signs without a space is followed, so that the
// work for a line grows with its length alone.
const reach = 256

// forms looks for what has a form of its own: numbers with checksums and groups,
// addresses of the network.
func (s *scan) forms() {
	for i := range s.toks {
		switch t := &s.toks[i]; t.kind {
		case number:
			s.numberAt(i)
			s.signed(i)
		case word:
			s.wordAt(i)
			if t.shape == upper || t.end-t.start <= 2 {
				s.signed(i)
			}
			if t.shape == upper || t.shape == title && t.end-t.start == 1 {
				s.coded(i)
				s.grouped(i)
			}
		case punct:
			switch t.c {
			case '@':
				s.at(i)
				s.atIs(i)
			case '+', '(':
				s.phone(i)
			case ':':
				s.version6(i)
			case '#':
				s.tagged(i)
				s.regionTag(i)
				s.playerTag(i)
			case '/':
				s.redditor(i)
			case '_':
				s.underscored(i)
			case '$':
				s.cashtag(i)
			}
		}
	}
	if s.about&fDigit != 0 {
		s.spoken()
	}
	if s.dotted {
		s.dashed()
	}
}

func (s *scan) numberAt(i int) {
	if i > 0 && s.joined(i) && s.toks[i-1].kind == word && !s.is(i-1, fCall) { // x2, v1: within a name
		if s.toks[i-1].end-s.toks[i-1].start < 2 {
			return
		}
	}
	if s.card(i) || s.social(i) || s.version4(i) {
		return
	}
	if i > 0 && s.length(i) == 1 && (s.is(i-1, fCall) || s.is(i-2, fCall)) && s.signByOne(i) {
		return
	}
	s.phone(i)
	s.uuid(i)
}

// within reports whether token k stands in the text.
func (s *scan) within(k int) bool { return k >= 0 && k < len(s.toks) }

// is reports whether token k is a word with one of the flags.
func (s *scan) is(k int, f flag) bool { return s.within(k) && s.toks[k].flags&f != 0 }

// marked reports whether token k is a word with one of the marks.
func (s *scan) marked(k int, m mark) bool { return s.within(k) && s.toks[k].marks&m != 0 }

// key is the keyword at k, or kNone.
func (s *scan) key(k int) keyword {
	if !s.within(k) {
		return kNone
	}
	return s.toks[k].key
}

// sign is the sign at k, or 0 where none is.
func (s *scan) sign(k int) byte {
	if !s.within(k) || s.toks[k].kind != punct {
		return 0
	}
	return s.toks[k].c
}

// kindAt is the kind of the token at k; a punct beyond the ends.
func (s *scan) kindAt(k int) kind {
	if !s.within(k) {
		return punct
	}
	return s.toks[k].kind
}

// joined reports whether no space stands before token k.
func (s *scan) joined(k int) bool { return s.within(k) && k > 0 && !s.toks[k].spaces }

// length is that of token k in folded bytes, or 0 where none is.
func (s *scan) length(k int) int {
	if !s.within(k) {
		return 0
	}
	return int(s.toks[k].end - s.toks[k].start)
}

// textOf is token k, folded, or nothing where none is.
func (s *scan) textOf(k int) []byte {
	if !s.within(k) {
		return nil
	}
	return s.b[s.toks[k].start:s.toks[k].end]
}

// near reports whether one of the n tokens before i, or after j, has the flag;
// the end of a line parts, a full stop does not.
func (s *scan) near(i, j, n int, f flag) bool {
	for k := i - 1; k >= 0 && k >= i-n; k-- {
		if s.toks[k].flags&f != 0 {
			return true
		}
	}
	for k := j + 1; k < len(s.toks) && k <= j+n; k++ {
		if s.toks[k].flags&f != 0 {
			return true
		}
	}
	return false
}

// sums reports whether the text computes something or speaks of a question.
func (s *scan) sums() bool { return s.computes() || s.about&fToken != 0 }

// before reports whether one of the n tokens before i has the flag.
func (s *scan) before(i, n int, f flag) bool { return s.near(i, len(s.toks), n, f) }

// mathematical reports whether a sum stands around the tokens i to j.
func (s *scan) mathematical(i, j int) bool {
	for _, k := range [...]int{i - 1, j + 1} {
		switch s.sign(k) {
		case '=', '*', '^', '<', '>', '%', '$', '|', '+', symbol:
			return true
		case '/':
			if s.kindAt(k-1) == number && s.kindAt(k+1) == number {
				return k != j+1 || s.joined(k) || s.sign(k+2) == '='
			}
		case '-':
			if k == j+1 && (s.kindAt(k+1) == number || s.kindAt(k+1) == word && s.length(min(k+1, len(s.toks)-1)) == 1) || k == i-1 && i > 1 && s.kindAt(k-1) == number {
				return true
			}
		}
	}
	if s.sign(i-2) == '=' || s.sign(j+2) == '=' {
		return true
	}
	return s.near(i, j, 5, fCompute)
}
