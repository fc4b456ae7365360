package redact

import (
	"bytes"
	"cmp"
	"slices"
)

// quotedNick takes a name of at most three words between the quotation marks at k
// and after it.
func (s *scan) quotedNick(k int) bool {
	for j := k + 1; j <= k+3 && s.within(j) && s.kindAt(j) == word && !s.toks[j].line; j++ {
		if s.sign(j+1) == '"' {
			s.hit(Handle, k+1, j)
			return true
		}
	}
	return false
}

// tagWord reports whether token k says that the name on a network follows that
// stands before it: psn id, xbox gt.
func (s *scan) tagWord(k int) bool {
	switch string(s.foldedWord(k)) {
	case "id", "gt", "tag", "name", "url", "un", "usr", "nick", "friend", "acc", "acct", "account", "user", "handle":
		return true
	}
	return false
}

// namesUser reports whether the word name at i is a user's: sign in name, screen
// name, account name; or the in of signed in as.
func (s *scan) namesUser(i int) bool {
	if s.key(i) == kIn { // signed in as
		w := string(s.foldedWord(i - 1))
		return (w == "signed" || w == "sign" || w == "log" || w == "logged") && (s.key(i+1) == kAs || s.key(i+1) == kUnder)
	}
	switch string(s.foldedWord(i - 1)) {
	case "switch", "kahoot", "blooket", "gimkit", "steam", "psn", "epic", "xbox", "roblox", "minecraft", "discord", "screen", "display", "account", "acct", "acc", "login", "user", "profile", "channel", "gamer":
		return true
	case "in", "on":
		w := string(s.foldedWord(i - 2))
		return w == "sign" || w == "log"
	}
	return false
}

// handle looks for the name that the cue i announces: my insta is marialo_08.
func (s *scan) handle(i int) {
	if s.length(i) == 1 && s.sums() { // x
		return
	}
	strong := s.is(i, fUser) || s.toks[i].key == kName || s.before(i, 4, fOwn) || s.sign(i+1) == ':'
	k := i + 1
	linked := s.sign(k) == ':' || s.toks[i].stem < s.toks[i].end
	if s.played(i) {
		return
	}
	for steps := 0; s.within(k) && steps < 7; steps++ {
		t := &s.toks[k]
		if t.kind == mask {
			return
		}
		start, end := int(t.start), s.handleEnd(k)
		w := s.b[start:end]
		odd := oddName(w) || s.sign(k-1) == '.' && s.toks[k-1].spaces && t.kind == word && len(w) > 3 // .maria.
		plain := t.kind == word && end == int(t.end)
		switch {
		case t.kind == punct && t.c == '@' && s.joined(k+1):
			return // found by its sign
		case t.kind == word && (strong || steps == 0 && s.is(i, fSite)) && steps <= 1 && (steps == 0 || linked) && end > int(t.end) && !odd && bytes.IndexByte(w, '-') > 0 && len(w) >= 5 && !s.is(k, fStop|fSite|fUser) && (s.is(i, fSite) && !s.sums() || !s.is(k, fWord)) && !(s.is(k, fWord) && s.hyphened(k) && !s.tagWord(k-1) && s.key(k-1) != kIs && s.sign(k-1) != ':'): // kaia-m
			s.nick(start, end)
			return
		case t.kind == number && end == int(t.end) && len(w) >= 6 && len(w) <= 11 && numberedNet(s.foldedWord(i)): // QQ 2839104756
			s.nick(start, end)
			return
		case plain && steps <= 1 && (strong || s.is(i, fUser)) && s.unwordly(k) && (linked || steps == 0 && s.before(i, 2, fOwn)) && !s.is(k, fMonth|fWeekday|fKin) && s.about&(fLetters|fCompute) == 0:
			s.nick(start, end)
			return
		case odd && (t.kind == word || t.kind == number || t.c == '_') && len(w) >= 3:
			s.nick(start, end)
			return
		case plain && steps == 0 && strong && s.is(i, fSite) && !t.is(fStop|fWord|fSite|fUser|fCapital|fGiven) && len(w) > 4 && t.key == kNone && s.closes(k+1):
			s.nick(start, end)
			return
		case plain && linked && strong && !t.is(fStop|fWord|fSite|fUser|fCapital) && len(w) > 3 && t.key == kNone:
			s.nick(start, end)
			return
		case linked && strong && t.kind == word && bytes.IndexByte(w, '-') > 2 && len(w) > 6 && !s.is(k, fStop|fWord): // sunny-side
			s.nick(start, end)
			return
		case t.kind == punct && t.c == '"' && linked && s.quotedNick(k):
			return
		case plain && s.is(i, fUser) && linked && !t.is(fStop|fSite|fUser) && t.key == kNone && steps > 0 && len(w) > 3 && !stateOf(w) && (k+1 == len(s.toks) || s.toks[k+1].kind == punct || chatty(s.foldedWord(k+1))):
			s.nick(start, end)
			return
		case t.kind == punct && t.c == ',' && steps == 0 && s.unwordly(k+1) && (s.before(i, 3, fOwn) && s.sign(k+2) == ',' || s.is(i, fSite) && s.key(i-1) == kOn && s.before(i, 4, fMe)): // my old username, cobaltmoth, still shows; find me on steam, cobaltmoth
			s.nick(int(s.toks[k+1].start), s.handleEnd(k+1))
			return
		case plain && steps == 0 && s.is(i, fUser) && (t.shape == title || t.shape == lower || t.shape == mixed) && t.flags == 0 && t.marks == 0 && t.key == kNone && len(w) >= 5 && (!s.within(k+1) || s.toks[k+1].line || s.sign(k+1) == ',') && s.about&(fLetters|fCompute) == 0: // ign Pancakez
			s.nick(start, end)
			return
		case steps == 0 && s.is(i, fUser) && t.key == kFrom && s.unwordly(k+1) && s.key(k+2) == kTo: // changed my user from cobaltmoth to mothcobalt
			s.nick(int(s.toks[k+1].start), s.handleEnd(k+1))
			if s.unwordly(k + 3) {
				s.nick(int(s.toks[k+3].start), s.handleEnd(k+3))
			}
			return
		case steps == 0 && plain && len(w) == 1 && w[0] == 'e' && ownElsewhere(s.foldedWord(i-1)) && s.unwordly(k+1): // meu insta é luchipez
			s.nick(int(s.toks[k+1].start), s.handleEnd(k+1))
			return
		case steps == 0 && plain && s.is(i, fUser|fSite) && string(s.foldedWord(k)) == "c'est":
			linked, strong = true, true
		case t.key == kIs && steps == 0 && properNet(s.foldedWord(i)) && s.bareNick(k+1):
			return
		case t.kind == punct && t.c == '.' && s.joined(k) && s.is(k+1, fDomain) && s.joined(k+1): // chess.com
			k++
		case t.kind == punct && t.c == '.' && t.spaces && s.joined(k+1) && s.kindAt(k+1) == word:
		case t.kind == word && s.length(k) == 1 && s.b[t.start]|0x20 == 'u' && s.sign(k+1) == '/' && s.joined(k+1) && s.joined(k+2) && s.kindAt(k+2) == word: // u/…
			s.hitBytes(Handle, start, s.handleEnd(k+2))
			return
		case t.kind == punct && (t.c == ':' || t.c == '=' || t.c == '-' || t.c == symbol || t.c == '/' && steps == 0 && s.is(i, fUser) && s.joined(k+1) || t.c == '"' || t.c == '\'' || t.c == ',' || t.c == '(' || t.c == ')' || t.c == '?' && (s.sign(k+1) == '"' || steps == 0)):
			linked = linked || t.c != ',' && t.c != '?'
			if t.c == '?' && s.is(i, fSite) && steps == 0 { // insta? sunnyside
				strong, linked = true, true
			}
		case plain && steps == 1 && s.is(i, fUser) && s.sign(i+1) == ':' && !t.is(fStop|fSite|fUser|fNumber) && t.key == kNone && len(w) >= 3 && !stateOf(w) && s.about&(fLetters|fCompute) == 0: // username: wren
			s.nick(start, end)
			return
		case steps == 0 && s.is(i, fSite|fUser) && s.tagWord(k): // psn id
			strong, linked = true, true
		case t.is(fUser|fSite|fStop) || t.key == kIs || t.key == kWas || t.key == kName || t.key == kUnder || t.key == kAs || t.is(fWord) && steps < 3:
			linked = linked || t.key == kIs || t.key == kWas || t.key == kIts || t.key == kUnder || t.key == kAs || t.is(fSite|fUser)
		default:
			return
		}
		k++
	}
	// before the cue: "add soccer_mia9 on snap"
	for k := i - 1; k >= 0 && k >= i-4; k-- {
		if s.toks[k].kind == punct || s.toks[k].kind == mask {
			continue
		}
		start := s.wholeStart(k)
		if start < 0 || start > 0 && (s.b[start-1] == '@' || s.b[start-1] == '\'') {
			return
		}
		if w := s.b[start:s.toks[k].end]; (oddName(w) || bytes.Count(w, []byte("-")) > 1 && s.saysIm(start)) && len(w) >= 5 && !s.is(k, fStop) { // im wren-o-matic on github
			s.hitBytes(Handle, start, int(s.toks[k].end))
			return
		}
	}
}

// chatty reports whether w ends what is said in a chat, and says nothing.
func chatty(w []byte) bool {
	switch string(w) {
	case "lol", "lmao", "haha", "hahaha", "btw", "pls", "plz", "please", "tho", "jaja", "xd", "rn":
		return true
	}
	return false
}

// stateOf reports whether w says how an account fares, and is no name of one.
func stateOf(w []byte) bool {
	switch string(w) {
	case "invalid", "incorrect", "failed", "error", "locked", "taken", "required", "unknown", "missing", "blank", "empty", "expired", "optional", "same", "none",
		"long", "short", "working", "wrong", "gone", "hidden", "private", "public", "broken", "full", "unique", "available", "down", "figure",
		"string", "admin", "test", "name", "email", "password", "null", "int":
		return true
	}
	return false
}

// signedUp takes the name after "signed up as", whose as is token i.
func (s *scan) signedUp(i int) {
	if w := string(s.foldedWord(i - 2)); string(s.foldedWord(i-1)) != "up" || w != "signed" && w != "sign" && w != "set" || !s.within(i+1) || s.kindAt(i+1) != word || s.is(i+1, fStop|fSomebody|fKin) {
		return
	}
	start, end := int(s.toks[i+1].start), s.handleEnd(i+1)
	if s.unwordly(i+1) || oddName(s.b[start:end]) {
		s.nick(start, end)
	}
}

// numberedNet reports whether w is a network that calls its people by numbers.
func numberedNet(w []byte) bool {
	return string(w) == "qq" || string(w) == "icq" || string(w) == "qq号" || string(w) == "qq號"
}

// hyphened reports whether two common words are joined at token k: sign-in.
func (s *scan) hyphened(k int) bool {
	return s.sign(k+1) == '-' && s.kindAt(k+2) == word && s.length(k+2) > 1 && s.is(k+2, fWord|fStop)
}

// unwordly reports whether token k is a word in small letters of four or more that
// no list has: what follows "my snap" is a name then.
func (s *scan) unwordly(k int) bool {
	if !s.within(k) {
		return false
	}
	t := &s.toks[k]
	return t.kind == word && t.flags == 0 && t.marks == 0 && t.key == kNone && t.end-t.start >= 4 && (t.shape == lower || t.shape == mixed) && (s.closes(k+1) || s.is(k+1, fWord|fSite))
}

// saysIm reports whether "I'm" stands right before the byte at start.
func (s *scan) saysIm(start int) bool {
	k := s.tokenAt(start)
	return k > 0 && s.key(k-1) == kIm
}

// nick notes a name on a network, with the dots around it, and the other that
// follows: mia.k08 not mia.k80.
func (s *scan) nick(start, end int) {
	for n := 0; n < 3; n++ {
		if start > 1 && s.b[start-1] == '.' && isSpace(s.b[start-2]) {
			start--
			if end < len(s.b)-1 && s.b[end] == '.' && isSpace(s.b[end+1]) {
				end++
			}
		}
		s.hitBytes(Handle, start, end)
		k := s.tokenAt(end)
		for to := k + 3; k < to && s.within(k) && (s.is(k, fStop) || s.sign(k) == ',' || s.sign(k) == '/'); k++ {
		}
		if !s.within(k) || s.toks[k].kind != word && s.toks[k].kind != number || s.toks[k].is(fStop) {
			return
		}
		start, end = int(s.toks[k].start), s.handleEnd(k)
		if end-start < 4 || !oddName(s.b[start:end]) {
			return
		}
	}
}

// tokenAt returns the first token that begins at or after a byte.
func (s *scan) tokenAt(at int) int {
	i, _ := slices.BinarySearchFunc(s.toks, at, func(t token, at int) int { return cmp.Compare(int(t.start), at) })
	return i
}

// played takes a name of several words where games are played, which ends with a
// number: gamertag Captain Biscuit 77.
func (s *scan) played(i int) bool {
	switch string(s.foldedWord(i)) {
	case "gamertag", "ign", "xbox", "psn", "roblox", "steam", "xbl", "playstation":
	case "tag":
		if string(s.foldedWord(i-1)) != "gamer" {
			return false
		}
	default:
		return false
	}
	k := i + 1
	for s.sign(k) == ':' || s.key(k) == kIs || k == i+1 && string(s.foldedWord(k)) == "gt" {
		k++
	}
	first := k
	for k < first+3 && s.within(k) && s.kindAt(k) == word && (s.capital(k) || !s.is(k, fStop|fWord)) {
		k++
	}
	if k == first+2 && !s.quiet && !s.loud && !s.headline && s.capital(first) && s.capital(first+1) && s.closes(k) && !s.sums() { // xbox gt Cosmic Waffle
		s.hit(Handle, first, k-1)
		return true
	}
	if k < first+2 || !s.within(k) || s.kindAt(k) != number || s.length(k) > 4 {
		return false
	}
	s.hit(Handle, first, k)
	return true
}

func (s *scan) handleEnd(k int) int {
	end := int(s.toks[k].start)
	for most := end + reach; end < len(s.b) && end < most && (isAlnum(s.b[end]) || (s.b[end] == '_' || s.b[end] == '.' || s.b[end] == '-' || s.b[end] == '#') && end+1 <= len(s.b)); {
		end++
	}
	for end > int(s.toks[k].start) && (s.b[end-1] == '.' || s.b[end-1] == '-' || s.b[end-1] == '#') {
		end--
	}
	return end
}

// oddName reports whether w mixes letters with digits, dots or underscores, as
// no word does.
func oddName(w []byte) bool {
	letters, others, upperInside := 0, 0, 0
	for i, c := range w {
		switch {
		case isLetter(c):
			letters++
			if i > 0 && c >= 'A' && c <= 'Z' && w[i-1] >= 'a' && w[i-1] <= 'z' {
				upperInside++
			}
		case isDigit(c), c == '_', c == '.' && i > 0 && i+1 < len(w):
			others++
		}
	}
	return letters >= 2 && (others > 0 || upperInside > 0) && !(letters == 2 && (string(w[len(w)-2:]) == "st" || string(w[len(w)-2:]) == "nd" || string(w[len(w)-2:]) == "rd" || string(w[len(w)-2:]) == "th" || string(w[len(w)-2:]) == "pm" || string(w[len(w)-2:]) == "am"))
}

// calculator reports whether w is the model of a calculator: TI-84, fx-991EX.
func calculator(w []byte) bool {
	if len(w) < 4 || len(w) > 12 || !(w[0]|0x20 == 't' && w[1]|0x20 == 'i' || w[0]|0x20 == 'f' && w[1]|0x20 == 'x') {
		return false
	}
	rest := w[2:]
	if rest[0] == '-' {
		rest = rest[1:]
	}
	n := 0
	for n < len(rest) && isDigit(rest[n]) {
		n++
	}
	return n == 2 || n == 3
}
