package redact

import "bytes"

// A name on a network is often a word that no list has: two words in one, a word
// with a letter too many. By itself it may be a slip of the typist; what stands
// around it tells that somebody is called so.

// strange reports whether token i begins such a word of six letters or more, and
// where it ends, with the signs and digits of its own.
func (s *scan) strange(i int) (end int, yes bool) {
	t := &s.toks[i]
	if t.kind != word || t.flags|flag(t.marks) != 0 || t.key != kNone || t.stem-t.start < 6 || t.c >= eastern || t.shape != lower && t.shape != mixed || i > 0 && s.joined(i) && s.toks[i-1].kind != punct {
		return 0, false
	}
	end = s.handleEnd(i)
	if t.stem < t.end { // hexagoncowboy's
		end = int(t.stem)
	}
	return end, true
}

// nickPlace takes the strange word i where those stand who are spoken of on a
// network.
func (s *scan) nickPlace(i int) {
	end, yes := s.strange(i)
	if !yes || s.about&fCompute != 0 {
		return
	}
	if s.pointedAt(i) || !s.equation && (s.actsOnline(i) || s.nickAfter(i, s.tokenAt(end)) || s.nickBefore(i) || s.namedLoosely(i)) {
		s.hitBytes(Handle, int(s.toks[i].start), end)
	}
}

// pointedAt reports whether a network or the word username stands before signs
// right before token i: snap = juniperbean, insta -> …, un: ….
func (s *scan) pointedAt(i int) bool {
	if s.sign(i+1) == '=' && s.key(i+2) == kMe { // … = me
		return true
	}
	if c := s.sign(i - 1); (c == '!' || c == ';' || c == '.' || c == ',' || c == '(' || c == symbol || c == '@') && s.about&(fSite|fUser) != 0 { // insta... cobaltfinch
		k := i - 1
		for k > i-5 && s.sign(k) != 0 {
			k--
		}
		if (s.is(k, fUser) || properNet(s.foldedWord(k))) && s.closes(i+1) && s.compound(i) {
			return true
		}
	}
	k := i - 1
	for k > i-4 && (s.sign(k) == '=' || s.sign(k) == '>' || s.sign(k) == '-' || s.sign(k) == ':') {
		k--
	}
	if k == i-1 || s.kindAt(k) != word || k < 0 {
		return s.key(i-1) == kIs && s.shortUser(i-2)
	}
	if s.sign(i-1) == ':' {
		switch string(s.foldedWord(k)) {
		case "academy", "password", "accounts", "from", "spam", "priv", "main", "backup", "login", "tag", "channel", "royale", "clan", "id", "account", "acc", "acct", "profile", "stream", "player", "stars":
			return s.compound(i)
		}
	}
	return s.is(k, fUser) && s.sign(i-1) != '-' || properNet(s.foldedWord(k)) || s.shortUser(k)
}

// shortUser reports whether token k ends a short form of username: un, u/n, gt.
func (s *scan) shortUser(k int) bool {
	switch string(s.foldedWord(k)) {
	case "un", "gt", "usn", "usrname", "usernm":
		return true
	case "n":
		return s.sign(k-1) == '/' && s.joined(k) && string(s.foldedWord(k-2)) == "u"
	}
	return false
}

// actsOnline reports whether what stands around token i is only said of those who
// write to others: whoever … is, …'s comment, kick …, … replied.
func (s *scan) actsOnline(i int) bool {
	t := &s.toks[i]
	if t.stem < t.end {
		return onlinePiece(s.foldedWord(i+1)) && s.about&fLetters == 0
	}
	switch string(s.foldedWord(i - 1)) {
	case "whoever", "whos", "who's":
		return s.kindAt(i+1) == word
	case "kick", "ban", "mute", "unmute", "unblock", "unfollow", "unban", "dm", "pm", "befriend", "unfriend":
		return s.closes(i+1) || s.is(i+1, fWord)
	case "is":
		if string(s.foldedWord(i-2)) == "who" || string(s.foldedWord(i-3)) == "who" {
			return s.about&fLetters == 0
		}
	case "from":
		return s.key(i+1) == kIn && s.near(i, i, 5, fSite)
	case "rename":
		return s.key(i+1) == kTo || s.closes(i+1)
	case "block", "report":
		return s.closes(i+1) && (s.key(i+1) == kFor || s.about&(fSite|fUser) != 0 || !s.sums() && s.personal())
	}
	if t.first || s.ends(i-1) || s.sign(i-1) == ',' {
		switch string(s.foldedWord(i + 1)) {
		case "replied", "posted", "commented", "dmed", "dmd", "dm'd", "messaged", "pinged", "followed", "blocked", "spams", "reposted", "unfollowed", "tagged", "trolled":
			return true
		}
	}
	return false
}

// onlinePiece reports whether w is what somebody has on a network.
func onlinePiece(w []byte) bool {
	switch string(w) {
	case "comment", "comments", "post", "posts", "message", "messages", "msg", "msgs", "reply", "profile", "channel", "dm", "dms", "story", "stream", "server",
		"real", "name", "account", "acc", "insta", "discord", "username", "pfp", "feed", "page", "video", "videos", "upload", "thread":
		return true
	}
	return false
}

// nickAfter reports whether what follows token i, from token k on, tells that it is a name: is my
// insta, everywhere, with two x's, as my username, (all one word).
func (s *scan) nickAfter(i, k int) bool {
	switch {
	case s.sign(k) == ',' && string(s.foldedWord(k+1)) == "double" && s.within(k+2) && s.length(k+2) == 1: // lokkiie, double k
		return true
	case s.key(k) == kIs && (string(s.foldedWord(k+1)) == "taken" || string(s.foldedWord(k+2)) == "taken"):
		return true
	case s.key(k) == kIs && s.is(k+1, fOwn):
		return s.is(k+2, fSite|fUser) || s.is(k+3, fSite|fUser)
	case s.key(k) == kAs && s.is(k+1, fOwn|fStop):
		return s.is(k+2, fUser)
	case string(s.foldedWord(k)) == "everywhere":
		return s.closes(k + 1)
	case s.key(k) == kWith, string(s.foldedWord(k)) == "w":
		k += 1 + btoi(s.sign(k+1) == '/')
		switch string(s.foldedWord(k)) {
		case "one", "two", "three", "double", "triple", "a", "an", "no", "extra":
		default:
			if s.kindAt(k) != number || !s.within(k) || s.length(k) > 1 {
				return false
			}
		}
		return s.kindAt(k+1) == word && (s.length(k+1) == 1 || s.length(k+1) == 2 && s.textOf(k + 1)[1] == 's' || s.length(k+1) == 3 && s.textOf(k + 1)[1] == '\'') || s.joinsName(k+1)
	case s.sign(k) == ',' || s.sign(k) == '(' || s.sign(k) == '-':
		if s.about&(fSite|fUser) == 0 {
			return false
		}
		switch string(s.foldedWord(k + 1)) {
		case "all", "no", "one", "lowercase", "without":
		default:
			return false
		}
		switch string(s.foldedWord(k + 2)) {
		case "one", "lowercase", "lower", "caps", "capitals", "spaces", "numbers", "number", "word", "underscore", "dots", "together", "small", "letters", "":
			return true
		}
	}
	return false
}

// nickBefore reports whether what stands before token i tells that it is a name:
// known as, kick me, screen name, on insta, the old one was.
func (s *scan) nickBefore(i int) bool {
	p := i - 1
	switch s.key(p) {
	case kAs:
		if w := string(s.foldedWord(p - 2)); s.key(p-1) == kMe && (w == "know" || w == "knows" || w == "knew") {
			return true
		}
		switch string(s.foldedWord(p - 1)) {
		case "known", "write", "writes", "post", "posts", "play", "plays", "registered", "stream", "streams", "upload", "joined", "join", "register", "draw", "publish":
			return s.closes(i+1) || s.key(i+1) == kOn
		}
		return false
	case kName:
		return s.compound(i) && s.about&fLetters == 0 || s.key(p-1) == kThe && s.key(p-2) == kUnder || string(s.foldedWord(p-1)) == "screen" || string(s.foldedWord(p-1)) == "game" && s.key(p-2) == kIn
	case kIs, kWas:
		if string(s.foldedWord(p-1)) == "one" {
			return s.about&(fSite|fUser) != 0 && s.closes(i+1) && !bytes.HasSuffix(s.textOf(i), []byte("ing")) && !bytes.HasSuffix(s.textOf(i), []byte("ed"))
		}
		return false
	case kMe:
		return s.is(p-1, fSite) && s.closes(i+1)
	case kAt:
		return s.key(p-1) == kMe && s.is(p-2, fSite)
	case kTo:
		w := string(s.foldedWord(p - 2))
		return s.about&(fSite|fUser) != 0 && (w == "rename" || w == "change" || w == "changed" || w == "renamed")
	}
	switch string(s.foldedWord(p)) {
	case "c'est", "channel", "profile", "e":
		return s.before(p, 3, fSite|fUser)
	}
	switch s.sign(p) {
	case ',':
		switch {
		case s.is(p-1, fUser), string(s.foldedWord(p-1)) == "profile" && s.before(p, 4, fOwn):
			return s.closes(i + 1)
		case s.is(p-1, fSite) && (s.key(p-2) == kOn || s.is(p-2, fOwn)):
			return s.closes(i+1) || s.sign(i+1) == '('
		}
	case '"', '\'':
		return (s.sign(i+1) == '"' || s.sign(i+1) == '\'') && (s.is(i+3, fSite) && s.key(i+2) == kOn || s.is(p-1, fUser))
	}
	return false
}

// cashApp reports whether cash app stands right before token i, or one word before.
func (s *scan) cashApp(i int) bool {
	k := i - 1
	if s.key(k) == kIs || s.sign(k) == ':' {
		k--
	}
	return string(s.foldedWord(k)) == "app" && string(s.foldedWord(k-1)) == "cash"
}

// compound reports whether token i is two words in one, of seven letters or more
// together, none of them grammar, perhaps with a small word between: cobaltfinch,
// mathwithmoose. One of them is such as people call themselves.
func (s *scan) compound(i int) bool {
	w := bytes.TrimRight(s.folded(i), ".")
	if len(w) < 7 || len(w) > maxWord {
		return false
	}
	for cut := 3; cut <= len(w)-3; cut++ {
		first := lex.partOfNick(w[:cut])
		if first == 0 {
			continue
		}
		rest := w[cut:]
		if second := lex.partOfNick(rest); second > 0 && first+second > 2 {
			return true
		}
		if first == 2 && len(rest) > 5 { // gingersnaptea
			for at := 3; at <= len(rest)-3; at++ {
				if lex.partOfNick(rest[:at])+lex.partOfNick(rest[at:]) > 2 {
					return true
				}
			}
		}
		for _, link := range [...]string{"and", "with", "the", "of", "n", "in"} {
			if bytes.HasPrefix(rest, []byte(link)) && len(rest) > len(link)+2 && first+lex.partOfNick(rest[len(link):]) > 2 {
				return true
			}
		}
	}
	return false
}

// partOfNick returns 2 for a word such as people call themselves, 1 for another
// that is no word of grammar, 0 for the rest.
func (l *lexicon) partOfNick(w []byte) int {
	if l.nickParts[string(w)] || len(w) > 4 && w[len(w)-1] == 's' && l.nickParts[string(w[:len(w)-1])] {
		return 2
	}
	e, ok := l.find(w)
	return btoi(ok && len(w) > 2 && e.is(fWord|fGiven|fAmbiguous) && !e.is(fStop))
}

// namedLoosely reports whether token i is two words in one, or any strange word
// where a network is spoken of, and stands where names do: a message from …, see
// me as …, posted by …, blocked ….
func (s *scan) namedLoosely(i int) bool {
	p := i - 1
	if p < 0 || !s.looseCue(p, i) {
		return s.key(i+1) == kIs && s.is(i+2, fOwn) && s.is(i+3, fKin) && s.toks[i].first && s.compound(i) || s.toks[i].first && (s.sign(i+1) == ':' || s.is(i+1, fSay) || bothers(s.foldedWord(i+1))) && s.about&fLetters == 0 && s.compound(i)
	}
	return s.about&fLetters == 0 && (s.about&(fSite|fUser) != 0 && !acting(s.foldedWord(i)) || s.compound(i))
}

// bothers reports whether w is said of somebody who writes too much.
func bothers(w []byte) bool {
	switch string(w) {
	case "wont", "won't", "keeps", "sent", "wrote", "stole":
		return true
	}
	return false
}

// looseCue reports whether the word p, before the strange word i, may announce a
// name.
func (s *scan) looseCue(p, i int) bool {
	w := string(s.foldedWord(p - 1))
	switch s.key(p) {
	case kFrom:
		return s.key(i+1) == kTo && s.compound(i) || onlinePiece(s.foldedWord(p-1)) || w == "request" || w == "invite" || w == "text" || w == "link" || w == "texts" || w == "notification" || w == "reply"
	case kAs:
		return w == "me" || w == "show" || w == "shows" || w == "up" || w == "there" || w == "in" && s.compound(i) || w == "listed" || w == "appear" || w == "on"
	case kUnder:
		return (w == "me" || w == "account" || w == "acc" || w == "channel" || w == "profile") && s.closes(i+1)
	case kWith:
		return w == "login" || w == "in" && s.about&fToken == 0
	case kBy:
		return w == "posted" || w == "uploaded" || w == "video" || w == "deck" || w == "set" || w == "post" || w == "vid" || w == "server"
	case kTo:
		return w == "name" || w == "access" || s.is(p-1, fSite|fUser) || s.key(p-2) == kFrom && s.compound(i) || w == "shoutout" || w == "credit" || w == "credits" || w == "props" || w == "change" || w == "message"
	case kIs:
		return w == "account" || w == "acc" || w == "acct" || w == "profile" || w == "channel" || w == "player" || (w == "priv" || w == "backup" || w == "url" || w == "main") && s.before(p, 3, fOwn)
	case kFor:
		return w == "password" || w == "login"
	case kOf:
		return w == "out" && string(s.foldedWord(p-2)) == "locked"
	case kCalled, kNamed:
		return true
	case kIts:
		return s.before(p, 6, fSite|fUser) || string(s.foldedWord(p-2)) == "me" && string(s.foldedWord(p-3)) == "add"
	case kWas:
		return s.key(p-1) == kI && (s.key(i+1) == kIn || s.key(i+1) == kOn) && s.compound(i)
	}
	switch string(s.foldedWord(p)) {
	case "blocked", "reported", "muted", "banned", "kicked", "unfollowed", "followed":
		return s.compound(i) || s.closes(i+1)
	case "back":
		return w == "welcome"
	case "into":
		return w == "log" || w == "logged" || w == "login"
	case "know", "knows", "is":
		return (s.key(p) != kIs || s.toks[p].first) && s.compound(i)
	case "be", "merge", "delete", "reset", "unlock", "restore", "recover", "instead":
		return s.compound(i)
	case "aka", "formerly":
		return true
	case "and":
		return p > 0 && len(s.out) > 0 && s.out[len(s.out)-1].typ == Handle && s.out[len(s.out)-1].end == int(s.toks[p-1].end)
	case "some":
		return s.is(i+1, fSomebody) || string(s.foldedWord(i+1)) == "person" || string(s.foldedWord(i+1)) == "account"
	case "change", "changed":
		return s.key(i+1) == kTo
	case "shows", "says", "displays", "redditor":
		return s.is(p-1, fSite) || s.is(p, fUser)
	case "games", "stars":
		return s.is(p-1, fSite) || w == "brawl"
	}
	if s.is(p, fGreet) && s.closes(i+1) && s.compound(i) { // hi cobaltfinch!
		return true
	}
	if s.marked(p, mAm) && s.near(i, i, 3, fSite) { // sou … no discord
		return true
	}
	if s.sign(p) == ',' {
		return (s.key(p-1) == kMe || w == "leaderboard" || s.is(p-1, fSomebody)) && (s.closes(i+1) || !s.within(i+1)) && s.compound(i)
	}
	return false
}

// playerTag takes the capitals and digits after the # at i that a game knows a
// player by: my tag is #2PQ0RVC9.
func (s *scan) playerTag(i int) {
	if !s.joined(i+1) || i > 0 && s.joined(i) || s.sums() {
		return
	}
	end := s.handleEnd(i + 1)
	w := s.b[s.toks[i+1].start:end]
	if len(w) < 6 || len(w) > 10 || bytes.ContainsAny(w, "abcdefghijklmnopqrstuvwxyz") || len(bytes.TrimLeft(w, "0123456789")) == 0 {
		return
	}
	for k := i - 1; k >= 0 && k >= i-3; k-- {
		if string(s.foldedWord(k)) == "tag" {
			s.hitBytes(Handle, int(s.toks[i].start), end)
			return
		}
	}
}
