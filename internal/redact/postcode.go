package redact

// irishCode returns the last token of D08 X4Y6 at k, or 0.
func (s *scan) irishCode(k int) int {
	start := int(s.toks[k].start)
	b := s.b[start:]
	if len(b) < 8 || b[0] < 'A' || b[0] > 'Z' || !isDigit(b[1]) || !isDigit(b[2]) && b[2] != 'W' || b[3] != ' ' || len(b) > 8 && isAlnum(b[8]) || b[4] < 'A' || b[4] > 'Z' {
		return 0
	}
	for _, c := range b[4:8] {
		if !isDigit(c) && (c < 'A' || c > 'Z') {
			return 0
		}
	}
	for j := k; j < len(s.toks) && j < k+8; j++ {
		if int(s.toks[j].end) == start+8 {
			return j
		}
	}
	return 0
}

// stateCode returns the last token of OH 45402, or of OH alone after other
// parts; 0 where there is none.
func (s *scan) stateCode(k, nth int) int {
	if !s.is(k, fState) || s.toks[k].shape != upper && !s.quiet || nth == 0 {
		return 0
	}
	if s.joinedBySpace(k+1) && s.kindAt(k+1) == number && s.length(k+1) == 5 {
		if s.sign(k+2) == '-' && s.joined(k+2) && s.kindAt(k+3) == number && s.within(k+3) && s.length(k+3) == 4 {
			return k + 3
		}
		return k + 1
	}
	if e := s.postcodeEnd(k + 1); e > 0 && s.joinedBySpace(k+1) { // ON M4W 1A5
		return e
	}
	if s.toks[k].shape == upper && (!s.within(k+1) || s.kindAt(k+1) == punct || s.toks[k+1].line) {
		return k
	}
	return 0
}

// quietTown returns the last token of fenton mi 48430 or fenton, mi 48430, where
// nobody uses capitals; 0 where there is none.
func (s *scan) quietTown(k int) int {
	if !s.quiet {
		return 0
	}
	for n := 0; n < 4 && s.within(k) && s.kindAt(k) == word && !s.toks[k].line; n++ {
		if n > 0 && s.is(k, fState) {
			if s.joinedBySpace(k+1) && s.kindAt(k+1) == number && s.length(k+1) == 5 {
				return k + 1
			}
			if (!s.within(k+1) || s.sign(k+1) == '.' || s.sign(k+1) == ',') && s.key(k) == kNone && !s.is(k, fStop) {
				return k
			}
		}
		if e := max(s.known(k, fPlaceFirst, fPlace), btoi(s.is(k, fPlace))*k); n > 0 && e >= k { // boise idaho, boone north carolina
			if s.joinedBySpace(e+1) && s.kindAt(e+1) == number && s.length(e+1) == 5 {
				return e + 1
			}
			if s.closes(e + 1) {
				return e
			}
		}
		if s.is(k, fStop) {
			return 0
		}
		if n > 0 {
			s.lowCodes = true
			e := s.postcodeEnd(k)
			s.lowCodes = false
			if e > 0 { // croydon cr0 1aa
				return e
			}
		}
		k++
		if s.sign(k) == ',' && s.is(k+1, fState) {
			k++
		}
	}
	return 0
}

// quietState returns the last token of a town of at most three words and its state
// at k, where nobody uses capitals and no comma stands: westport ct; or 0.
func (s *scan) quietState(k int) int {
	if !s.quiet || !s.joinedBySpace(k) {
		return 0
	}
	for n := 0; n < 4 && s.joinedBySpace(k) && s.kindAt(k) == word; n++ {
		if n > 0 && s.is(k, fState) && s.length(k) == 2 && (s.toks[k].key == kNone && string(s.textOf(k)) != "in" || !s.within(k+1)) {
			if s.joinedBySpace(k+1) && s.kindAt(k+1) == number && s.length(k+1) == 5 {
				return k + 1
			}
			if s.closes(k+1) || s.is(k+1, fStop) {
				return k
			}
			s.lowCodes = true
			e := s.postcodeEnd(k + 1)
			s.lowCodes = false
			if e > 0 { // hamilton on l8p 1a1
				return e
			}
		}
		if s.is(k, fStop|fMe|fSum) || s.is(k, fWord) && !s.is(k, fPlace|fPlaceFirst|fStreet|fWay) && n > 0 {
			return 0
		}
		k++
	}
	return 0
}

// lowTown returns the last token of a town, its state and a postcode of letters, all
// in small letters, at k: hamilton on l8p 1a1; or 0.
func (s *scan) lowTown(k int) int {
	for n := 0; n < 4 && s.within(k) && s.kindAt(k) == word; n++ {
		if n > 0 && s.is(k, fState) && s.joinedBySpace(k+1) {
			s.lowCodes = true
			e := s.postcodeEnd(k + 1)
			s.lowCodes = false
			return e
		}
		k++
	}
	return 0
}

// lowPostcode takes an address all in small letters that ends with the British
// postcode at token i: flat 9 marlowe house, deptford, london se8 3zz.
func (s *scan) lowPostcode(i int) {
	s.lowCodes = true
	last := s.postcodeEnd(i)
	s.lowCodes = false
	if last <= i || s.sums() || s.equation {
		return
	}
	first, parts := i, 0
	for k := i - 1; k >= 0 && k > i-chainReach/2 && !s.toks[k+1].line; k-- {
		t := &s.toks[k]
		if t.kind == punct {
			if t.c != ',' && t.c != '.' && t.c != '/' && t.c != '-' && t.c != '\'' {
				break
			}
			parts += btoi(t.c == ',')
			continue
		}
		if t.is(fMe|fOwn|fLive|fGreet) && !t.is(fUnit) && !t.marked(mHouse) || t.key == kAddress || t.is(fStop) && t.key != kThe && t.key != kOf && t.end-t.start > 1 || t.marked(mPost) || t.kind == mask {
			break
		}
		if t.kind == number || t.is(fUnit|fStreet|fWay|fPlace) || t.marked(mLot) || parts == 0 && k == i-1 || t.kind == word && s.sign(k-1) == ',' {
			first = k
		}
	}
	s.hit(Address, first, last)
}

// postalCode returns the last token of a code of digits at k, or 0: 560038,
// 1016 DV, 111 51, 4050-262, 1010 before a town.
func (s *scan) postalCode(k int) int {
	if s.kindAt(k) != number || !s.within(k) || !s.numberHere(k) {
		return 0
	}
	n := s.length(k)
	if c := s.sign(k + 1); c == '-' && s.joined(k+1) && s.joined(k+2) && s.kindAt(k+2) == number {
		switch m := s.length(k + 2); {
		case n == 5 && m == 4, n == 4 && m == 3, n == 5 && m == 3, n == 3 && m == 4, n == 2 && m == 3, n == 3 && m == 3:
			return k + 2
		}
		return 0
	}
	if s.joined(k+1) && s.kindAt(k+1) == word {
		return 0
	}
	next := s.joinedBySpace(k + 1)
	switch {
	case n == 5, n == 6:
		return k
	case n == 4 && next && s.kindAt(k+1) == word && s.toks[k+1].shape == upper && s.length(k+1) == 2:
		return k + 1
	case n == 3 && next && s.kindAt(k+1) == number && (s.length(k+1) == 2 || s.length(k+1) == 3):
		return k + 1
	case n == 4 && next && s.kindAt(k+1) == word && s.capital(k+1):
		return k
	}
	return 0
}

// postcode looks for SW1A 2AA and M5V 2T6, which stand for a few houses.
func (s *scan) postcode(i int) {
	if i > 0 && s.joined(i) {
		return
	}
	if last := s.postcodeEnd(i); last > 0 {
		s.hit(Address, i, last)
	}
}

func (s *scan) postcodeEnd(i int) int {
	if !s.within(i) || s.kindAt(i) != word {
		return 0
	}
	start := int(s.toks[i].start)
	var form [9]byte
	n, end := 0, start
	for end < len(s.b) && n < len(form) {
		c := s.b[end]
		switch {
		case c >= 'A' && c <= 'Z', s.lowCodes && c >= 'a' && c <= 'z':
			form[n] = 'A'
		case isDigit(c):
			form[n] = '9'
		case c == ' ':
			form[n] = ' '
		default:
			goto read
		}
		n++
		end++
	}
read:
	for _, want := range [...]string{"A9 9AA", "A99 9AA", "AA9 9AA", "AA99 9AA", "A9A 9AA", "AA9A 9AA", "A9A 9A9"} {
		at := start + len(want)
		if n >= len(want) && string(form[:len(want)]) == want && (at == len(s.b) || !isAlnum(s.b[at])) {
			for k := i; k < len(s.toks); k++ {
				if int(s.toks[k].end) == at {
					return k
				}
			}
		}
	}
	return 0
}
