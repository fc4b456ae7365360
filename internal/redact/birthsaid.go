package redact

// birthSaid takes the date after a word that tells of a birthday without its name:
// im 4/25/08, mine's may 31, i celebrate august 8th, bd: 3/5/2009.
func (s *scan) birthSaid(i int) {
	k := i + 1
	if k >= len(s.toks) || s.equation && string(s.foldedWord(i)) != "bd" || s.about&(fLetters|fCompute) != 0 {
		return
	}
	switch string(s.foldedWord(i)) {
	case "bd":
		if s.sign(k) == ':' || s.sign(k) == '=' || s.sign(k) == '-' || s.key(k) == kIs {
			k++
		}
	case "nat":
		if s.sign(k) == '@' && s.joined(k) {
			s.birth(k)
		}
		return
	case "mine", "mine's", "hers", "theirs":
		switch {
		case s.key(k) == kIs, s.key(k) == kWas, s.sign(k) == ',', s.sign(k) == ':':
			k++
		case s.toks[i].stem == s.toks[i].end:
			return
		}
		k += btoi(s.key(k) == kOn)
		if s.sums() || s.examined() {
			return
		}
		if last := s.date(k, false); last > k {
			s.born(k, last)
			s.birthsAfter(last + 1)
		}
		return
	case "celebrate", "celebrates":
		if w := string(s.foldedWord(i - 1)); !s.is(i-1, fMe) && w != "she" && w != "he" {
			return
		}
		for n := 0; n < 3 && (s.key(k) == kOn || s.is(k, fOwn) || s.marked(k, mParty) || string(s.foldedWord(k)) == "it"); n++ {
			k++
		}
	case "candles":
		if !s.before(i, 5, fMe|fOwn) {
			return
		}
		k += btoi(s.key(k) == kOn)
	case "im", "i'm", "am":
		s.agedFrom(i)
		if last := s.date(k, false); s.is(k, fMonth) && last > k && !s.sums() && !s.examined() && (s.closes(last+1) || shesHes(s.foldedWord(last+1))) { // i'm may 11, shes june 2
			s.born(k, last)
			s.birthsAfter(last + 1)
			return
		}
		// what is no part of a sum has three numbers
		if s.sums() || s.kindAt(k) != number || s.sign(k+1) != '/' && !s.dated {
			return
		}
		if last := s.date(k, false); last == k+4 {
			s.born(k, last)
		}
		return
	default:
		return
	}
	if last := s.date(k, string(s.textOf(i)) == "bd" && !s.sums()); last > k {
		s.born(k, last)
	}
}

// roughly reports whether w stands before a year that is told without a day.
func roughly(w []byte) bool {
	switch string(w) {
	case "late", "early", "mid", "yr", "around", "about", "circa", "summer", "spring", "fall", "winter":
		return true
	}
	return false
}

// agedFrom takes the date right before "im 17" at i: until march 14 i'm still 16.
func (s *scan) agedFrom(i int) {
	k := i + 1 + btoi(string(s.foldedWord(i+1)) == "still")
	if s.kindAt(k) != number || !s.within(k) || s.length(k) != 2 || s.textOf(k)[0] != '1' || !s.closes(k+1) || s.sums() || s.examined() {
		return
	}
	p := i - 1 - btoi(s.sign(i-1) == ',')
	for j := p - 1; j >= 0 && j >= p-4; j-- {
		if s.date(j, false) != p {
			continue
		}
		if w := string(s.foldedWord(j - 1)); w == "by" || w == "until" || w == "till" || w == "til" || w == "from" || w == "on" {
			s.born(j, p)
		}
		return
	}
}

// examined reports whether a test or something else with a date is spoken of.
func (s *scan) examined() bool {
	for k := range s.toks {
		if s.marked(k, mExam) {
			if w := string(s.foldedWord(k)); w != "until" && w != "since" {
				return true
			}
		}
	}
	return false
}

// listedDates takes the dates right before the date that begins at k, between
// commas: not June 5, June 15 is my birthday.
func (s *scan) listedDates(k int) {
	p := k - 1
	for n := 0; n < 2 && (s.sign(p) == ',' || s.key(p) == kAnd || string(s.foldedWord(p)) == "not" || string(s.foldedWord(p)) == "or"); n++ {
		p--
	}
	if p == k-1 {
		return
	}
	for j := p - 1; j >= 0 && j >= p-4; j-- {
		if s.date(j, false) == p && string(s.foldedWord(j-1)) == "not" {
			s.born(j, p)
			return
		}
	}
}

// shesHes reports whether w is she's or he's.
func shesHes(w []byte) bool {
	return string(w) == "shes" || string(w) == "hes" || string(w) == "she's" || string(w) == "he's"
}
