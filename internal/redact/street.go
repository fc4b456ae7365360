package redact

// corner takes "the corner of Fulton and 9th".
func (s *scan) corner(i int) {
	side := func(k int) int {
		if s.kindAt(k) == number && s.within(k) && s.ordinal(k+1) {
			if s.is(k+2, fStreet|fWay) && s.joinedBySpace(k+2) && s.capital(k+2) {
				return k + 2
			}
			return k + 1
		}
		if s.partWord(k, 1) {
			last, _, _ := s.partNames(k, 1)
			return last
		}
		return -1
	}
	if s.key(i+1) != kOf || s.about&(fLetters|fSum) != 0 {
		return
	}
	a := side(i + 2)
	if a < 0 || s.key(a+1) != kAnd {
		return
	}
	if b := side(a + 2); b > 0 {
		s.hit(Address, i+2, b)
	}
}

// livedStreet takes a street without a number where somebody says that they
// live there: we live on Rosewood Drive.
func (s *scan) livedStreet(i int) {
	switch s.key(i - 1) {
	case kOn, kIn, kAt, kTo, kFrom:
	default:
		w := string(s.foldedWord(i - 2))
		if string(s.foldedWord(i-1)) != "off" && !(s.key(i-1) == kIs && (w == "street" || w == "road") && s.is(i-3, fOwn)) { // my street is …
			return
		}
		if s.key(i-1) == kIs && s.about&fLetters == 0 {
			if last, kind, n := s.partNames(i, 1); kind == kindStreet && n > 1 {
				s.hit(Address, i, s.townAfter(last))
			}
			return
		}
	}
	if !s.before(i, 7, fLive) && !s.addressed(i) && !(s.key(i-1) == kOn && s.is(i-2, fMe)) || s.about&fLetters != 0 {
		return
	}
	last, kind, n := s.partNames(i, 1)
	if kind != kindStreet || n < 2 || s.quiet && !s.is(last, fStreet) {
		return
	}
	if s.joinedBySpace(last+1) && s.kindAt(last+1) == number && s.length(last+1) <= 4 {
		last++
	}
	if s.staged(i) {
		return
	}
	s.hit(Address, i, s.townAfter(last))
}

// prepositioned returns the word after the preposition shortly before token i.
func (s *scan) prepositioned(i int) int {
	for k := i - 1; k >= 0 && k >= i-4 && s.toks[k].kind == word; k-- {
		switch s.key(k) {
		case kOn, kIn, kAt, kTo, kFrom:
			return k + 1
		case kIs:
			if w := string(s.foldedWord(k - 1)); w == "street" || w == "road" {
				return k + 1
			}
		}
		if string(s.foldedWord(k)) == "off" {
			return k + 1
		}
	}
	return i
}

// street looks for 42 Wallaby Way, with what follows.
func (s *scan) street(i int) {
	if s.length(i) > 5 || i > 0 && s.joined(i) && s.sign(i-1) != '/' && s.sign(i-1) != '(' && s.sign(i-1) != ':' && s.sign(i-1) != ',' && s.sign(i-1) != '"' && s.sign(i-1) != '#' {
		return
	}
	k := i + 1
	if s.joined(k) && s.kindAt(k) == word && s.length(k) == 1 { // 221B
		k++
	}
	if s.sign(k) == '-' && s.kindAt(k+1) == number { // 12-14, 37-06
		k += 2
	}
	lives := s.before(i, 7, fLive) && (s.key(i-1) == kAt || s.key(i-1) == kOn || s.key(i-1) == kIs || s.key(i-1) == kTo && s.quiet && s.length(i) >= 3 || s.sign(i-1) == ':') || s.before(i, 6, 0) || s.addressed(i) || s.flat(i) == i-3 && s.before(i, 7, fLive)
	if s.about&fLetters != 0 && !lives && !s.posted(i) { // the house of a story
		return
	}
	names, capitals := 0, 0
	first := k
	for ; s.within(k) && names <= 5 && !s.toks[k].line; k++ {
		t := &s.toks[k]
		if t.kind == punct && t.c == '.' && s.joined(k) && s.length(k-1) <= 2 { // N. Main, St. Mark
			continue
		}
		if t.kind == punct && t.c == '-' && s.joined(k) && s.joined(k+1) {
			continue
		}
		if t.kind == number {
			if s.ordinal(k+1) && (k == first || s.compass(k-1)) { // 12 5th Street, 44 W 10th St
				capitals++
				continue
			}
			break
		}
		if s.ordinal(k) && s.kindAt(k-1) == number {
			names++
			continue
		}
		if t.kind == word && t.end-t.start <= 2 && s.compass(k) {
			capitals++
			continue
		}
		if t.kind != word {
			break
		}
		ends := t.is(fStreet) || t.is(fWay) && (s.capital(k) || lives)
		if ends && names > 0 {
			strong := t.is(fStreet) && t.key == kNone && (s.length(k) > 2 || s.sign(k+1) == '.' || s.capital(k) || string(s.textOf(k)) == "st" || string(s.textOf(k)) == "rd" || s.quiet && (s.length(i) > 2 && s.closes(k+1) || s.quietState(k+1) > 0)) && !t.is(fDo)
			if lives || capitals > 0 && (s.capital(k) || t.is(fStreet)) || (s.quiet || s.loud) && strong && string(s.textOf(k)) != "drive" && string(s.textOf(k)) != "court" && string(s.textOf(k)) != "lane" {
				end := k
				for s.within(end+1) && (s.is(end+1, fStreet|fWay) && s.capital(end+1) || lives && s.quiet && s.is(end+1, fStreet) && s.joinedBySpace(end+1)) { // Park Avenue, oak ridge ln
					end++
				}
				if n := string(s.textOf(end)); s.sign(end+1) == '.' && s.joined(end+1) && len(n) <= 4 && s.within(end+2) {
					end++
				}
				if town := s.quietState(end + 1); town > 0 { // … ln westport ct so use that
					s.hit(Address, s.numbered(s.flat(i)), town)
					return
				}
				if last := s.townAfter(s.routed(end)); last > s.routed(end) || !s.staged(i) {
					s.hit(Address, s.numbered(s.flat(i)), last)
				}
				return
			}
		}
		if t.is(fStop) && !t.is(fParticle) && t.end-t.start > 1 || t.is(fSum) {
			break
		}
		names++
		if s.capital(k) || t.shape == upper {
			capitals++
		}
	}
	if k := s.key(i - 1); !lives && s.personal() && (k == kAt || k == kTo || k == kFrom || k == kIs || s.sign(i-1) == ':') && s.about&fSum == 0 {
		lives = s.within(first) && s.kindAt(first) == word && s.capital(first) && !s.is(first, fMonth|fWeekday|fCapital|fStop|fToken|fKin)
	}
	if lives && s.within(first) && s.kindAt(first) == word && (s.capital(first) && !s.is(first, fMonth) || s.quiet && !s.is(first, fStop) && (s.addressed(i) || s.key(i-1) == kAt && s.before(i, 7, fLive) && s.length(i) > 1 && s.closes(first+1) && s.about&fSum == 0 && !s.is(first, fUnit|fToken|fMonth) && !lasts(s.foldedWord(first)))) {
		end := first
		for s.within(end+1) && s.kindAt(end+1) == word && s.capital(end+1) && s.joinedBySpace(end+1) {
			end++
		}
		s.hit(Address, s.flat(i), s.townAfter(end))
	}
}

// lasts reports whether w is what time is told in: born at 28 weeks.
func lasts(w []byte) bool {
	switch string(w) {
	case "weeks", "months", "years", "days", "hours", "minutes", "seconds", "percent":
		return true
	}
	return false
}

// saidStreet looks for a house's number in words before the street that ends with
// token i: six oh one Willow Lane.
func (s *scan) saidStreet(i int) {
	if !s.capital(i) && !(s.quiet && s.is(i, fStreet) && s.length(i) > 2) {
		return
	}
	k, names := i-1, 0
	for ; k >= 0 && names < 4 && s.toks[k].kind == word && !s.toks[k+1].line && !s.said(k) && (s.capital(k) || s.quiet && !s.is(k, fStop)); k-- {
		names++
	}
	first := k + 1
	for k >= 0 && k > i-12 && s.toks[k].kind == word && s.said(k) || s.sign(k) == '-' && s.joined(k) && s.said(k-1) {
		k--
	}
	if k+1 == first || names == 0 {
		return
	}
	if n := first - k - 1; n < 2 && !s.posted(k+1) || s.about&(fSum|fCompute|fLetters) != 0 && !s.posted(k+1) {
		return
	}
	s.hit(Address, k+1, s.townAfter(i))
}

// said reports whether token k is a number in words, as of a house.
func (s *scan) said(k int) bool {
	return s.is(k, fDigit|fTeen) || s.ten(k) || s.within(k) && string(s.foldedWord(k)) == "hundred"
}

// routed takes in the number of a road: County Road 318.
func (s *scan) routed(k int) int {
	switch string(s.foldedWord(k)) {
	case "road", "rd", "highway", "hwy", "route", "rt", "rte", "pike":
		if s.joinedBySpace(k+1) && s.kindAt(k+1) == number && s.length(k+1) <= 4 {
			return k + 1
		}
		if s.joinedBySpace(k+1) && s.kindAt(k+1) == word && s.length(k+1) <= 2 && s.toks[k+1].shape != lower && s.sign(k+2) == ',' && s.key(k+1) != kI { // County Road H
			return k + 1
		}
	}
	return k
}

// ordinal reports whether k is the end of an ordinal number: the th of 5th.
func (s *scan) ordinal(k int) bool {
	if !s.joined(k) || s.kindAt(k) != word || s.kindAt(k-1) != number || s.length(k) != 2 {
		return false
	}
	switch e := s.textOf(k); e[1] | 0x20 {
	case 'h', 't', 'd':
		return true
	}
	return false
}

// addressed reports whether the word address stands shortly before i.
func (s *scan) addressed(i int) bool {
	for k := i - 1; k >= 0 && k >= i-5; k-- {
		if s.key(k) == kAddress {
			return true
		}
	}
	return false
}

// townAfter takes in what may follow a street: a flat, a town, a state, a code.
func (s *scan) townAfter(end int) int {
	for steps := 0; steps < 8; steps++ {
		k := end + 1
		comma := s.sign(k) == ','
		if comma {
			k++
		}
		if !s.within(k) {
			return end
		}
		t := &s.toks[k]
		switch {
		case t.is(fUnit) && t.kind == word:
			j := k + 1
			if s.sign(j) == '.' || s.sign(j) == '#' {
				j++
			}
			if s.is(j, fDigit|fTeen) { // apartment two B
				end = j
				if s.joinedBySpace(j+1) && s.kindAt(j+1) == word && s.length(j+1) == 1 && s.toks[j+1].shape != lower {
					end = j + 1
				}
				continue
			}
			if !s.within(j) || s.kindAt(j) != number && s.length(j) > 2 {
				return end
			}
			if s.joined(j+1) && s.toks[j+1].kind != punct {
				j++
			}
			end = j
		case t.c == '#' && t.kind == punct && s.within(k+1):
			end = k + 1
			if s.joined(end+1) && s.toks[end+1].kind == word {
				end++
			}
		case t.is(fPlace) && t.kind == word && (comma || s.key(k-1) == kIn) && s.known(k, fPlaceFirst, fPlace) < 0:
			end = k
		case s.quiet && t.kind == word && t.is(fPlace) && s.joinedBySpace(k) && s.is(end, fStreet|fWay) && s.closes(k+1): // 9th st brooklyn
			end = k
		case s.quiet && comma && t.kind == word && !t.is(fStop) && s.joinedBySpace(k+1) && s.is(k+1, fState) && s.length(k+1) > 2: // joliet illinois
			end = k + 1
		case t.kind == number && s.length(k) == 4 && !comma && s.kindAt(end) == word && s.capital(end) && s.sign(end-1) == ',' && !s.year(k) && s.numberHere(k): // Dunedin 9012
			end = k
		case s.known(k, fPlaceFirst, fPlace) > 0 && comma:
			end = s.known(k, fPlaceFirst, fPlace)
		case t.kind == word && t.is(fState) && (t.shape == upper || comma && s.quiet):
			end = k
		case t.kind == number && s.length(k) == 5 && (s.is(k-1, fState|fPlace) || comma):
			end = k
			if s.sign(k+1) == '-' && s.joined(k+1) && s.kindAt(k+2) == number && s.within(k+2) {
				end = k + 2
			}
		case t.kind == word && t.shape == upper && t.end-t.start <= 3 && s.joinedBySpace(k+1) && s.kindAt(k+1) == number && s.length(k+1) == 4: // NSW 2000
			end = k + 1
		case t.kind == word && s.toks[k].shape == upper && (t.end-t.start <= 2) && s.compass(k): // Pennsylvania Avenue NW
			end = k
		case t.kind == number && s.ordinal(k+1) && s.is(k+2, fUnit): // 14th Floor
			end = k + 2
		case t.kind == number && comma && s.length(k) >= 4 && s.length(k) <= 6, t.kind == number && s.length(k) >= 5 && s.length(k) <= 6 && s.toks[k-1].kind == word && !s.joined(k):
			end = k
		case t.kind == word && s.capital(k) && !t.is(fMe|fKin|fTitle|fGreet|fMonth|fWeekday) && (!t.is(fStop) || t.is(fParticle)) && (comma || s.toks[end].kind != punct && s.toks[k].spaces && !s.toks[k].line && (s.townward(k) || s.toks[end].kind == number && s.length(end) >= 5)): // a town we do not know
			j := k
			for s.joinedBySpace(j+1) && s.kindAt(j+1) == word && s.capital(j+1) && !s.is(j+1, fStop|fMe|fGreet) && j < k+3 {
				j++
			}
			end = j
		case t.key == kIn && s.is(k+1, fPlace) && s.kindAt(k+1) == word:
			end = k + 1
		default:
			if e := s.postcodeEnd(k); e > 0 {
				end = e
				continue
			}
			return end
		}
	}
	return end
}

// townward reports whether capitals that begin at k end with a state or a code.
func (s *scan) townward(k int) bool {
	for n := 0; n < 3 && s.within(k) && s.kindAt(k) == word && s.capital(k); n++ {
		k++
	}
	if s.sign(k) == ',' {
		k++
	}
	if s.within(k) && s.kindAt(k) == number && s.length(k) == 4 && s.kindAt(k-1) == word && (!s.within(k+1) || s.toks[k+1].line || s.sign(k+1) == ',') { // Dunedin 9016
		return true
	}
	return s.within(k) && (s.is(k, fState) && s.toks[k].shape == upper || s.kindAt(k) == number && s.length(k) == 5 || s.postcodeEnd(k) > 0)
}

// flat returns the first token of Flat 3, before the number i of a house.
func (s *scan) flat(i int) int {
	if s.sign(i-1) == ',' && i > 2 && s.is(i-3, fUnit) && (s.kindAt(i-2) == number || s.length(i-2) <= 2) {
		return i - 3
	}
	if s.sign(i-1) == '/' && i > 1 && s.kindAt(i-2) == number && s.joined(i) { // 12/4 …
		if i > 2 && s.is(i-3, fUnit) { // Unit 5/77 …
			return i - 3
		}
		return i - 2
	}
	return i
}

// road looks for 15 rue de Rivoli and Calle Mayor 12.
func (s *scan) road(i int) {
	if s.toks[i].shape == lower && !s.quiet && string(s.foldedWord(i)) == "via" { // by way of
		return
	}
	k, names := i+1, 0
	for k < i+8 && s.within(k) && s.kindAt(k) == word && names < 4 && (s.is(k, fParticle) || s.capital(k) || s.quiet && !s.is(k, fStop)) && !s.toks[k].line {
		if !s.is(k, fParticle) {
			names++
		}
		k++
	}
	if names == 0 {
		return
	}
	last := k - 1
	numbered := false
	start := i
	if s.sign(k) == ',' && s.kindAt(k+1) == number {
		k++
	}
	if s.within(k) && s.kindAt(k) == number && s.length(k) <= 4 {
		last, numbered = k, true
	}
	if s.kindAt(i-1) == number && i > 0 && s.length(i-1) <= 4 {
		start, numbered = i-1, true
	} else if s.sign(i-1) == ',' && s.kindAt(i-2) == number && i > 1 {
		start, numbered = i-2, true
	}
	if numbered && (s.capital(i) || s.capital(i+1) || s.is(i+1, fParticle)) {
		s.hit(Address, start, s.townAfter(last))
	}
}

// compoundStreet looks for Hauptstrasse 5.
func (s *scan) compoundStreet(i int) {
	if !s.joinedBySpace(i+1) || s.kindAt(i+1) != number || s.length(i+1) > 3 || !s.capital(i) {
		return
	}
	w := s.b[s.toks[i].start:s.toks[i].stem]
	for _, tail := range [...]string{"strasse", "straat", "gasse", "platz", "allee", "gatan", "gata", "weg", "vagen", "laan"} {
		if len(w) > len(tail)+2 && string(w[len(w)-len(tail):]) == tail && !s.toks[i].is(fWord) {
			s.hit(Address, i, s.townAfter(i+1))
			return
		}
	}
}
