package redact

// referred reports whether w announces the sign of a thing that is dealt with.
func referred(w []byte) bool {
	return string(w) == "ref" || string(w) == "reference" || string(w) == "docket" || string(w) == "claim"
}

// grouped takes capitals and digits in groups, which name somebody's application
// or order, whatever stands before: applied with APP-61-20938. Token i is the
// capitals at the beginning.
func (s *scan) grouped(i int) {
	t := &s.toks[i]
	if n := t.end - t.start; n < 2 || n > 5 || s.sign(i+1) != '-' || !s.joined(i+1) || !s.joined(i+2) || s.equation || s.about&fCompute != 0 || i > 0 && s.joined(i) || t.is(fCapital|fMonth|fState) && t.end-t.start > 2 || normed(s.textOf(i)) {
		return
	}
	if s.is(i-1, fToken) || s.is(i-1, fStop) && !s.dealt(i-1) {
		return
	}
	start, end, digits, groups := int(t.start), int(t.start), 0, 1
	for end < len(s.b) && end < start+reach && (s.b[end] >= 'A' && s.b[end] <= 'Z' || isDigit(s.b[end]) || s.b[end] == '-' && end+1 < len(s.b) && isAlnum(s.b[end+1])) {
		digits += btoi(isDigit(s.b[end]))
		groups += btoi(s.b[end] == '-')
		end++
	}
	if digits >= 5 && groups >= 3 && (end == len(s.b) || !isAlnum(s.b[end]) && s.b[end] != '@' && s.b[end] != '_') {
		s.hitBytes(ID, start, end)
	}
}

// dealt reports whether token k is a small word before what somebody applied or
// paid with.
func (s *scan) dealt(k int) bool {
	switch s.key(k) {
	case kWith, kUnder, kAs, kIs, kBy, kOn, kFor, kIts:
		return true
	}
	return false
}

// normed reports whether w begins the number of a norm or a model, which is
// nobody's.
func normed(w []byte) bool {
	switch string(w) {
	case "ISO", "UTF", "IEEE", "RFC", "DIN", "EN", "ANSI", "COVID", "ISBN", "ISSN", "CVE", "TI", "FX", "PS", "RTX", "GTX":
		return true
	}
	return false
}

// afterAreaCode takes an American number in groups of any length after "area
// code", whose second word is token i: area code 918 555 01 77.
func (s *scan) afterAreaCode(i int) {
	if string(s.foldedWord(i-1)) != "area" || string(s.foldedWord(i)) != "code" && string(s.foldedWord(i)) != "code's" {
		return
	}
	k := i + 1
	for n := 0; n < 2 && (s.key(k) == kIs || s.sign(k) == ':' || s.sign(k) == '(' || s.sign(k) == '+'); n++ {
		k++
	}
	first, last, digits := k, 0, 0
groups:
	for ; s.within(k) && k < first+16 && digits < 11; k++ {
		if s.kindAt(k) == number {
			digits += s.length(k)
			last = k
			continue
		}
		switch s.sign(k) {
		case '-', ',', '.', '/', '(', ')', ';':
			continue
		}
		if w := string(s.foldedWord(k)); w == "then" || w == "and" {
			continue
		}
		break groups
	}
	if last > 0 && (digits == 10 || digits == 11 && s.textOf(first)[0] == '1') && s.kindAt(first) == number {
		s.hit(Phone, first, last)
	}
}

// signByOne takes ten digits one by one after the cue of a telephone: phone 5 1 2
// 5 5 5 0 1 4 3.
func (s *scan) signByOne(i int) bool {
	k := i
	for s.within(k) && s.kindAt(k) == number && s.length(k) == 1 && (k == i || s.joinedBySpace(k)) && k < i+12 {
		k++
	}
	if n := k - i; n < 10 || n > 11 || s.equation || s.about&fCompute != 0 {
		return false
	}
	s.hit(Phone, i, k-1)
	return true
}
