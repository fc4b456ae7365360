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
	if k := i - 2; s.quiet && k > 0 && s.joinedBySpace(i-1) && s.kindAt(k) == word && !s.is(k, fStop|fSite|fUser) && s.calls(k-1) && s.joined(i) { // im kettle corn#4471
		start = int(s.toks[k].start)
	}
	s.hitBytes(Handle, start, end)
}

// properNet reports whether w is a network by name, and nothing else.
func properNet(w []byte) bool {
	switch string(w) {
	case "insta", "instagram", "ig", "snap", "snapchat", "discord", "tiktok", "vsco", "telegram", "roblox", "psn", "reddit", "bereal", "finsta", "youtube",
		"yt", "xbox", "ign", "quizlet", "desmos", "duolingo", "github", "tumblr", "pinterest", "facebook", "wattpad", "ao3", "letterboxd", "strava",
		"whatsapp", "wechat", "kik", "viber", "skype", "twitter", "lichess", "chesscom", "gamertag", "codeforces", "kaggle", "geoguessr":
		return true
	}
	return false
}

// bareNick takes the word at k or shortly after it that no list has, after the is
// of what somebody is called on a network: vsco is just emmmmajane.
func (s *scan) bareNick(k int) bool {
	for n := 0; n < 2; n++ {
		switch string(s.foldedWord(k)) {
		case "just", "still", "simply", "literally", "now", "actually", "also", "probably", "the", "same":
			k++
		}
	}
	if !s.unwordly(k) || s.length(k) < 6 || s.sums() || s.about&fLetters != 0 || acting(s.foldedWord(k)) {
		return false
	}
	s.nick(int(s.toks[k].start), s.handleEnd(k))
	return true
}

// acting reports whether w ends like what a network does, with a slip in it:
// crahsing, loadin.
func acting(w []byte) bool {
	n := len(w)
	return string(w[n-3:]) == "ing" || string(w[n-2:]) == "in" || w[n-1] == 'd' || string(w[n-2:]) == "ly"
}

// ownElsewhere reports whether w is my in Portuguese or Italian.
func ownElsewhere(w []byte) bool {
	switch string(w) {
	case "meu", "minha", "mio", "mia", "o", "il":
		return true
	}
	return false
}

// atIs takes what somebody's @ is: my @ is cobaltmoth.
func (s *scan) atIs(i int) {
	if s.joined(i+1) || i > 0 && !s.before(i, 3, fOwn) || s.key(i+1) != kIs && s.key(i+1) != kWas && s.sign(i+1) != ':' || s.sums() {
		return
	}
	k := i + 2
	if !s.within(k) || s.kindAt(k) != word || s.toks[k].line {
		return
	}
	if start, end := int(s.toks[k].start), s.handleEnd(k); oddName(s.b[start:end]) || s.unwordly(k) {
		s.nick(start, end)
	}
}

// heldAccount takes the name after the word account at i that no list has: the
// account cobaltmoth got locked; two accounts, cobaltmoth and cobaltmoth2.
func (s *scan) heldAccount(i int) {
	switch string(s.foldedWord(i)) {
	case "account", "accounts", "acct", "accs", "profile":
	default:
		return
	}
	k := i + 1
	if s.sign(k) == ',' || s.sign(k) == ':' {
		k++
	}
	if s.within(k) && s.kindAt(k) == word && !s.toks[k].line && s.b[s.handleEnd(k)-1] != '_' && oddName(s.b[s.toks[k].start:s.handleEnd(k)]) && s.sign(k+1) == '_' && !s.equation && s.about&fCompute == 0 { // the account mia_dad
		s.nick(int(s.toks[k].start), s.handleEnd(k))
		return
	}
	if !s.unwordly(k) || s.length(k) < 7 || s.sums() || s.about&fLetters != 0 || acting(s.foldedWord(k)) || s.toks[k].line {
		return
	}
	s.nick(int(s.toks[k].start), s.handleEnd(k))
	if k += 2; s.key(k-1) == kAnd && s.within(k) && s.kindAt(k) == word {
		if start, end := int(s.toks[k].start), s.handleEnd(k); oddName(s.b[start:end]) || s.unwordly(k) {
			s.nick(start, end)
		}
	}
}
