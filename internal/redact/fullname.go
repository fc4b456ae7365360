package redact

// extend returns the last token of the name that begins with token i.
func (s *scan) extend(i int, h hope) int {
	last := i
	for n := 1; n < maxNameWords; n++ {
		if s.toks[last].stem < s.toks[last].end { // Maria's
			return last
		}
		k := last + 1
		if !s.within(k) {
			return last
		}
		if s.sign(k) == '-' && s.joined(k) && s.joined(k+1) && s.kindAt(k+1) == word { // Jean-Luc
			if s.capital(k+1) || s.looks(k+1) >= unknown && !s.toks[k+1].is(fWord) {
				last = k + 1
				continue
			}
			return last
		}
		if s.sign(k) == '.' && s.joined(k) && s.length(last) == 1 && s.joinedBySpace(k+1) && s.kindAt(k+1) == word && s.part(k+1, h) { // J. Smith
			last = k + 1
			continue
		}
		if !s.joinedBySpace(k) || s.toks[k].kind != word {
			return last
		}
		if s.suffix(k) { // Jr., III
			return k
		}
		switch t := &s.toks[k]; {
		case s.part(k, h):
			last = k
		case t.shape != lower && t.end-t.start == 1 && s.initial(k): // Maria L.
			last = k
			if s.sign(k+1) == '.' && s.joined(k+1) && (!s.within(k+2) || s.toks[k+2].line || !s.toks[k+2].spaces) {
				last = k + 1
			}
		case t.is(fParticle) && s.joinedBySpace(k+1) && s.kindAt(k+1) == word && (s.capital(k+1) || s.quiet) && s.looks(k+1) >= unknown && s.part(k+1, h):
			last = k + 1
		case t.is(fParticle) && s.is(k+1, fParticle) && s.joinedBySpace(k+2) && s.kindAt(k+2) == word && s.part(k+2, h):
			last = k + 2
		default:
			return last
		}
	}
	return last
}

// suffix reports whether token k tells the father from the son: Jr, Sr, III.
func (s *scan) suffix(k int) bool {
	if s.toks[k].shape == lower {
		return false
	}
	switch string(s.foldedWord(k)) {
	case "jr", "sr", "junior":
		return true
	}
	return s.length(k) > 1 && s.roman(k)
}

// initial reports whether the single capital letter at k abbreviates a name.
func (s *scan) initial(k int) bool {
	if string(s.textOf(k)) == "I" || string(s.textOf(k)) == "A" && !(s.sign(k+1) == '.') {
		return false
	}
	return s.sign(k+1) == '.' && s.joined(k+1) || !s.within(k+1) || s.sign(k+1) != 0 && s.sign(k+1) != '=' && s.sign(k+1) != '(' || s.within(k+1) && s.looks(k+1) >= likely && s.capital(k+1)
}

// part reports whether token k goes on with a name begun before.
func (s *scan) part(k int, h hope) bool {
	t := &s.toks[k]
	if t.is(fStop) && !t.is(fFamily|fGiven|fAmbiguous) || t.is(fMonth|fWeekday|fSchool|fStreet) && !t.is(fFamily|fGiven) {
		return false
	}
	l := s.looks(k)
	if s.strangeScript(k) && (t.shape != lower || h == sure && s.b[t.start] < eastern && !t.is(fIntro) && s.strangeScript(k-1)) {
		return true
	}
	if s.capital(k) && h == firm && s.toks[k-1].line && k > 1 && s.within(k+1) && s.toks[k+1].line && !t.is(fCapital) { // a line of a letter's end
		return true
	}
	if s.capital(k) {
		return l >= unknown || t.is(fPlace) && h >= firm && !t.is(fWord)
	}
	switch {
	case t.shape == upper && s.loud:
		return l >= likely || h == sure && l >= unknown && s.closes(k+1)
	case l == certain, l == likely && t.is(fFamily):
		return true
	case t.is(fFamily) && !t.is(fStop) && h >= firm && s.closes(k+1) && !t.is(fSay|fDo):
		return true
	}
	return h >= firm && l == unknown && !t.is(fWord|fAmbiguous) && s.closes(k+1) && s.quiet && t.key == kNone && t.end-t.start > 2
}
