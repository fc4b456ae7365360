package redact

// school looks for a school or firm whose name ends with token i.
func (s *scan) school(i int) {
	t := &s.toks[i]
	end := i
	for end < i+8 && s.within(end+1) && s.is(end+1, fSchool|fGuild) && !s.toks[end+1].line && (s.capital(end+1) || !s.capital(i) && s.is(end+1, fSchool)) {
		end++
	}
	if (t.key == kHigh || t.key == kMiddle) && end == i && !(t.key == kHigh && s.capital(i) && s.closes(i+1)) && !(t.key == kHigh && !s.capital(i) && s.is(i-1, fPlace|fFamous|fFamily) && s.closes(i+1)) {
		return
	}
	if t.key == kUniversity || t.key == kCollege || string(s.textOf(i)) == "Academy" || string(s.textOf(i)) == "Institute" || string(s.textOf(i)) == "Church" {
		if s.key(i+1) == kOf && s.within(i+2) && s.kindAt(i+2) == word && (s.capital(i+2) || s.quiet && s.is(i+2, fPlace|fPlaceFirst)) { // University of X
			k := i + 2
			for k < i+8 && s.within(k+1) && s.kindAt(k+1) == word && s.capital(k+1) && s.joinedBySpace(k+1) {
				k++
			}
			if p := s.known(i+2, fPlaceFirst, fPlace); p > k {
				k = p
			}
			if s.key(k+1) == kAt && s.capital(min(k+2, len(s.toks)-1)) {
				k += 2
			}
			s.hit(Organization, i, k)
			return
		}
	}
	start, names := i, 0
	for k := i - 1; k >= 0 && k > i-12 && names < 5 && !s.toks[k+1].line; k-- {
		w := &s.toks[k]
		if w.kind == punct && (w.c == '.' && s.joined(k) && s.length(max(k-1, 0)) <= 2 || w.c == '-' || w.c == '\'') && k > 0 && s.kindAt(k-1) == word {
			continue
		}
		if w.kind == punct && w.c == '&' {
			continue
		}
		if w.kind != word {
			break
		}
		named := s.capital(k) || w.shape == upper && !s.loud
		if w.key == kOf && k > 0 && s.capital(k-1) {
			continue
		}
		if !named {
			named = names == 0 && !s.capital(i) && !w.is(fWord|fStop|fToken) || (s.quiet || s.loud || !s.capital(i)) && w.is(fPlace|fFamily|fGiven|fFamous|fAmbiguous) && !w.is(fStop) && (!w.is(fWord) || names > 0) ||
				w.is(fSchool) && names == 0 || w.key == kHigh || w.key == kMiddle
			if w.is(fSchool) || w.key == kHigh || w.key == kMiddle {
				if named {
					start = k
				}
				continue
			}
		} else if w.first && w.is(fStop) || w.is(fStop) && !w.is(fGiven|fFamily|fAmbiguous) || w.is(fMe|fOwn) {
			break
		}
		if !named || w.key == kHigh || w.key == kMiddle {
			if named {
				continue
			}
			break
		}
		start = k
		names++
	}
	if names == 0 || s.teaches(start, end) {
		return
	}
	if s.is(end, fGuild) && s.joinedBySpace(end+1) && s.kindAt(end+1) == number && s.length(end+1) <= 6 && s.capital(end) && s.sign(end+2) != '%' { // Troop 4471
		end++
	}
	s.hit(Organization, start, end)
	if s.key(end+1) == kIn && s.within(end+2) && s.kindAt(end+2) == word && s.capital(end+2) && s.personal() && !s.is(end+2, fMonth|fWeekday|fCapital) { // … Academy in Mainz
		s.hit(Location, end+2, s.stateAfter(end+2))
	}
}

// teaches reports whether the name is one that every learner knows: Khan Academy.
func (s *scan) teaches(start, end int) bool {
	for k := start; k < end; k++ {
		if s.toks[k].kind == word && !s.is(k, fCapital) && s.toks[k].key != kHigh {
			return false
		}
	}
	return true
}

// firm looks for a school or employer that the lexicon knows, where somebody
// speaks of themselves.
func (s *scan) firm(i int) {
	last := s.known(i, fOrgFirst, fOrg)
	if last < 0 {
		if !s.toks[i].is(fOrg) || s.toks[i].is(fWord|fStop) && !s.capital(i) {
			return
		}
		last = i
	}
	if s.personal() && s.before(i, 6, fStudy) {
		s.hit(Organization, i, last)
	}
}

// personal reports whether the text speaks of who writes it, or of their kin.
func (s *scan) personal() bool { return s.about&(fMe|fOwn|fKin) != 0 }

// lives looks for a name in capitals after "I live in", "I go to", "I attend":
// a town or a school that no list has.
func (s *scan) lives(i int) {
	k := i + 1
	typ := Location
	switch {
	case s.toks[i].is(fAttend):
		typ = Organization
	case !s.before(i, 4, fLive|fStudy):
		return
	case !s.before(i, 4, fLive) || s.before(i, 1, fStudy) && !s.before(i, 1, fLive):
		typ = Organization
	}
	if !s.within(k) || s.kindAt(k) != word || !s.capital(k) || s.toks[k].line || s.headline || s.about&fLetters != 0 {
		return
	}
	t := &s.toks[k]
	if t.is(fStop|fCapital|fMonth|fWeekday|fKin|fTitle|fRank|fFamous) && !s.is(k, fParticle) || s.looks(k) == certain && !s.capital(min(k+1, len(s.toks)-1)) || t.is(fPlace) && typ == Location || t.is(fWord) && typ == Location && !s.capital(min(k+1, len(s.toks)-1)) {
		return
	}
	if s.staged(k) {
		return
	}
	end := k
	if s.sign(end+1) == '.' && s.joined(end+1) && s.length(end) <= 2 && s.joinedBySpace(end+2) && s.kindAt(end+2) == word { // St. Xavier
		end += 2
	}
	for end < k+8 && s.joinedBySpace(end+1) && s.kindAt(end+1) == word && (s.capital(end+1) || s.toks[end+1].shape == upper || s.is(end+1, fParticle) && s.within(end+2) && s.capital(end+2)) && !s.is(end+1, fMonth|fWeekday|fMe) {
		end++
	}
	if end == k && (t.is(fWord) || t.is(fPlace)) {
		return
	}
	s.hit(typ, k, s.stateAfter(end))
}

// comes looks for the town after "I come from" in another language, at i.
func (s *scan) comes(i int) {
	switch string(s.foldedWord(i + 1)) {
	case "de", "da", "di", "aus", "z", "fra", "fran", "du", "iz", "din":
		if k := i + 2; s.within(k) && s.kindAt(k) == word && s.capital(k) && !s.is(k, fMonth|fWeekday|fCapital) && s.date(k, false) == 0 {
			s.hit(Location, k, s.stateAfter(s.capitals(k)))
		}
	}
}

// capitals returns the last of at most three words in capitals that begin at k.
func (s *scan) capitals(k int) int {
	for most := k + 2; k < most && s.joinedBySpace(k+1) && s.kindAt(k+1) == word && s.capital(k+1); k++ {
	}
	return k
}

// dwells looks for the town after "I live in" in another language, at i.
func (s *scan) dwells(i int) {
	k := i + 1
	switch string(s.foldedWord(k)) {
	case "in", "en", "a", "em", "w", "we", "v", "ve", "i", "te", "на", "в", "у", "في", "ב", "hier":
		k++
	}
	if !s.within(k) || s.kindAt(k) != word || s.toks[k].line || !s.capital(k) && !(s.strangeScript(k) && k > i+1) || s.toks[k].is(fMonth|fWeekday|fKin|fTitle|fStop) {
		return
	}
	s.hit(Location, k, s.stateAfter(s.capitals(k)))
}

// stateAfter takes in ", TX".
func (s *scan) stateAfter(end int) int {
	k := end + 1
	if s.sign(k) == ',' && s.within(k+1) && s.kindAt(k+1) == word && (s.toks[k+1].is(fState) && s.toks[k+1].shape == upper || s.toks[k+1].is(fPlace) && (s.capital(k+1) || s.quiet)) {
		return k + 1
	}
	if s.sign(k) == ',' && s.known(k+1, fPlaceFirst, fPlace) > 0 {
		return s.known(k+1, fPlaceFirst, fPlace)
	}
	return end
}

// town looks for a place of the lexicon that is somebody's: they live there,
// come from there, or its state is told with it.
func (s *scan) town(i int) {
	t := &s.toks[i]
	last := s.known(i, fPlaceFirst, fPlace)
	several := last > 0
	if last < 0 {
		if !t.is(fPlace) || s.toks[i].is(fStop) {
			return
		}
		last = i
	}
	written := s.capital(i) || several || (s.quiet || s.loud) && !t.is(fWord|fGiven|fFamily|fAmbiguous)
	if !written && !((s.quiet || s.loud) && (s.key(i-1) == kIn || s.key(i-1) == kTo || s.key(i-1) == kFrom) && s.before(i, 4, fLive)) {
		return
	}
	if i > 0 && (s.is(i-1, fTitle) || s.sign(i-1) == '.' && s.is(i-2, fTitle)) {
		return
	}
	end := s.stateAfter(last)
	prev := s.key(i - 1)
	where := prev == kIn || prev == kFrom || prev == kTo || prev == kAt || prev == kOn || s.is(i-1, fLive) || prev == kOf && s.personal()
	switch {
	case end > last && !s.is(last+2, fCapital):
	case s.personal() && s.before(i, 6, fLive):
	case (where || s.personal()) && s.capital(i) && s.about&(fSum|fLetters|fRole) == 0 && !s.dated && !s.equation:
	default:
		return
	}
	s.hit(Location, i, end)
}
