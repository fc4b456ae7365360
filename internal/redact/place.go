package redact

// places looks for postal addresses, schools and firms, towns and countries.
func (s *scan) places() {
	chained, east, from := -1, 0, len(s.out)
	defer func() { s.widen(from) }()
	for i := range s.toks {
		t := &s.toks[i]
		if i > chained && (t.kind == number || t.c == '#' && t.kind == punct || t.kind == word && (s.capital(i) || s.loud || t.shape == upper || t.is(fUnit) || t.marked(mLot|mRoad))) {
			chained = max(chained, s.chain(i))
		}
		switch t.kind {
		case number:
			s.street(i)
		case word:
			if t.end-t.start == 6 && string(s.folded(i)) == "corner" {
				s.corner(i)
			}
			if t.is(fStreet|fWay) && s.about&(fDigit|fTeen) != 0 {
				s.saidStreet(i)
			}
			if s.b[t.start] >= eastern && i >= east {
				east = s.eastAddress(i)
			}
			if t.marked(mTown) && s.sign(i+1) == ':' && s.within(i+2) && !s.toks[i+2].line && s.kindAt(i+2) == number && s.postalCode(i+2) > 0 { // PLZ: 88212 Ravensburg
				s.hit(Address, i+2, s.postalCode(i+2))
			} else if t.marked(mTown) && s.sign(i+1) == ':' && s.is(i+2, fState) && s.toks[i+2].shape == upper && !s.toks[i+2].line { // State: ME
				s.hit(Location, i+2, i+2)
			}
			if t.marked(mTown) && s.sign(i+1) == ':' && s.within(i+2) && s.kindAt(i+2) == word && (s.capital(i+2) || s.strangeScript(i+2)) && !s.toks[i+2].line {
				s.hit(Location, i+2, s.stateAfter(s.capitals(i+2)))
			}
			if t.key == kAddress || t.marked(mDwell|mPost) || t.is(fLive) && (s.personal() || s.key(i+1) == kIs || s.sign(i+1) == ':') {
				s.announced(i)
			}
			if t.marked(mBox) {
				if last := s.boxed(i); last > 0 {
					s.hit(Address, i, last)
				}
			}
			if t.marked(mFrom) {
				s.comes(i)
			}
			if t.marked(mDwell) {
				s.dwells(i)
			}
			if t.is(fStreet|fWay) && !s.toks[i].first && (t.shape != lower || s.quiet) {
				s.livedStreet(s.prepositioned(i))
			}
			if t.is(fGuild) && (s.capital(i) || t.shape == upper) && s.personal() && s.about&fLetters == 0 {
				s.school(i)
			}
			if t.shape == upper && s.within(i+1) && s.kindAt(i+1) == number && s.joinedBySpace(i+1) && s.length(i+1) <= 4 && !s.year(i+1) && (s.personal() || s.before(i, 3, fStudy)) {
				switch string(s.textOf(i)) {
				case "PS", "IS", "MS", "JHS", "HS", "IB": // PS 118
					s.hit(Organization, i, i+1)
				}
			}
			if t.flags&(fSchool|fRoad|fPlace|fPlaceFirst|fOrg|fOrgFirst|fAttend) != 0 || t.key == kIn || t.key == kAt || t.key == kTo || t.key == kFrom || t.key == kFor || t.key == kPO || t.key == kBox || t.key == kZip || t.key == kHigh || t.key == kMiddle {
				s.placeAt(i)
			}
			if t.shape == upper || t.end-t.start == 1 {
				s.postcode(i)
			}
			if s.quiet && t.end-t.start <= 2 && s.joined(i+1) && s.kindAt(i+1) == number {
				s.lowPostcode(i)
			}
			if n := t.stem - t.start; n > 6 && s.b[t.start] != 0 {
				s.compoundStreet(i)
			}
		}
	}
}

func (s *scan) placeAt(i int) {
	t := &s.toks[i]
	switch {
	case t.key == kPO:
		k := i + 1
		for s.sign(k) == '.' {
			k++
		}
		if s.key(k) == kBox && s.kindAt(k+1) == number && s.within(k+1) {
			s.hit(Address, i, s.townAfter(k+1))
		}
	case t.key == kBox:
		if s.sign(i-1) == '.' && s.length(i-2) == 1 && s.sign(i-3) == '.' && i > 3 && s.length(i-4) == 1 && s.textOf(i - 4)[0]|0x20 == 'p' && s.kindAt(i+1) == number && s.within(i+1) { // p.o. box
			s.hit(Address, i-4, s.townAfter(i+1))
		}
	case t.key == kZip:
		for k := i + 1; s.within(k) && k < i+6; k++ {
			if s.kindAt(k) == number && (s.length(k) == 5 || s.length(k) == 6 && k == i+1) {
				last := k
				if s.sign(k+1) == '-' && s.joined(k+1) && s.kindAt(k+2) == number && s.within(k+2) {
					last += 2
				}
				s.hit(Address, k, last)
				break
			}
			if s.toks[k].kind == word && !s.is(k, fStop|fNumber) {
				break
			}
		}
	}
	if t.is(fRoad) {
		s.road(i)
	}
	if t.is(fSchool) || t.key == kHigh || t.key == kMiddle {
		s.school(i)
	}
	if t.is(fOrg | fOrgFirst) {
		s.firm(i)
	}
	if (t.key == kIn || t.key == kAt || t.key == kTo || t.key == kFrom || t.key == kFor || t.is(fAttend)) && !s.quiet {
		s.lives(i)
	}
	if t.is(fPlace | fPlaceFirst) {
		s.town(i)
	}
}
