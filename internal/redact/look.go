package redact

// A look is how much a word looks like a name.
type look uint8

const (
	plain   look = iota // a word, a month, a test
	unknown             // no word we know, or a name and a word
	likely              // a family name; a name that is a town as well
	certain             // a given name
)

const noName = fStop | fCapital | fMonth | fWeekday | fTitle | fSite | fMail | fSchool | fUnit | fSum | fTheorem

// looks says how much token k looks like a name.
func (s *scan) looks(k int) look {
	t := &s.toks[k]
	switch {
	case t.kind != word || t.key == kIm:
		return plain
	case t.is(fAmbiguous) && t.is(fStop): // Will, May
		if t.first || !s.capital(k) {
			return plain
		}
		return unknown
	case t.is(fGiven|fFamily|fAmbiguous) && !t.is(fStop):
		switch {
		case t.is(fAmbiguous) && t.is(fWord|fCapital|fMonth|fWeekday|fPlace):
			return unknown
		case t.is(fAmbiguous):
			return likely
		case t.is(fGiven) && !t.is(fWord|fCapital):
			return certain
		case t.is(fWord | fCapital):
			return unknown
		}
		return likely
	case t.is(noName | fWord | fPlace | fOrg):
		return plain
	case t.end-t.start < 2 || t.shape == upper && !s.loud && t.end-t.start < 5:
		return plain // points, triangles, abbreviations
	case t.shape == mixed && !capitalInside(s.b[t.start:t.stem]):
		return plain // sinX, kWh
	}
	return unknown
}

// capitalInside reports whether a word of mixed case is one as in names:
// McDonald, O'Brien, DeShawn.
func capitalInside(w []byte) bool {
	return w[0] >= 'A' && w[0] <= 'Z' && len(w) > 4 && w[len(w)-1] >= 'a'
}

// capital reports whether token k is written like a name, in a text where that
// tells something.
func (s *scan) capital(k int) bool {
	t := &s.toks[k]
	if s.quiet || s.loud || t.kind != word {
		return false
	}
	return t.shape == title || t.shape == mixed && capitalInside(s.b[t.start:t.stem])
}

// strangeScript reports whether token k is written in letters without capitals,
// or in none that the lexicon knows.
func (s *scan) strangeScript(k int) bool {
	return s.toks[k].kind == word && s.b[s.toks[k].start] >= 0x80
}
