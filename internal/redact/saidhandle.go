package redact

// saidHandle takes a name on a network that is told sign by sign, with underscore,
// dot or dash between its words, around token i: waffle underscore iron nine.
func (s *scan) saidHandle(i int) {
	if !s.near(i, i, 12, fSite|fUser) || s.equation || s.about&fCompute != 0 {
		return
	}
	if i > 1 && s.joinsName(i-2) && s.toks[i-1].kind == word {
		return // begun before
	}
	first := i - 1
	if s.kindAt(first) != word || s.is(first, fStop|fSite|fUser) && s.length(first) > 1 || s.toks[i].line {
		return
	}
	for n := 0; n < 2 && s.saidPart(first-1) && !s.is(first-1, fWord|fStop) && !s.toks[first].line; n++ { // its iron waffle underscore …
		first--
	}
	last, under := i, s.key(i) == kUnderscore
	for s.joinsName(last) && s.within(last+1) && !s.toks[last+1].line {
		k := last + 1
		if s.kindAt(k) != word && s.kindAt(k) != number || s.is(k, fDomain) && s.key(last) == kDot && !under {
			return // an address of the web
		}
		last = k
		if s.joinsName(k + 1) {
			last = k + 1
			under = under || s.key(last) == kUnderscore
		}
	}
	if s.joinsName(last) {
		return
	}
	for n := 0; n < 4 && s.joinedBySpace(last+1) && (s.digitAt(last+1) || s.is(last+1, fTeen) || s.ten(last+1)); n++ {
		last++
	}
	s.hit(Handle, first, last)
}

// saidPart reports whether token k may be a word of such a name.
func (s *scan) saidPart(k int) bool {
	return s.within(k) && s.kindAt(k) == word && !s.is(k, fSite|fUser) && s.key(k) == kNone
}

// joinsName reports whether token k says a sign that stands within names.
func (s *scan) joinsName(k int) bool {
	switch s.key(k) {
	case kUnderscore, kDot, kDash:
		return true
	}
	return false
}

// regionTag looks at a #: name#KR2, as games have it that tell a server or a
// word of the player's choice after it.
func (s *scan) regionTag(i int) {
	if i == 0 || !s.joined(i+1) || s.about&(fSite|fUser) == 0 || s.kindAt(i+1) == punct || s.kindAt(i-1) == punct || s.kindAt(i-1) == mask || s.toks[i].line {
		return
	}
	start := s.wholeStart(i - 1)
	end := s.handleEnd(i + 1)
	if n := end - int(s.toks[i+1].start); start < 0 || n < 2 || n > 5 || !s.joined(i) && !s.capital(i-1) || s.is(i-1, fToken|fAccount|fNumber) {
		return
	}
	for k := i - 1; k > 0 && s.kindAt(k-1) == word && s.joinedBySpace(k) && s.capital(k) && s.capital(k-1) && !s.is(k-1, fStop|fSite|fUser); k-- { // Fox Paws#1234
		start = int(s.toks[k-1].start)
	}
	s.hitBytes(Handle, start, end)
}
