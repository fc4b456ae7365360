package redact

import "bytes"

// signed looks for codes whose form or neighbours tell: the numbers of devices
// and cars, of the British and Indian state, and capitals with digits where an
// account is spoken of.
func (s *scan) signed(i int) {
	if i > 0 && s.joined(i) && s.toks[i-1].kind != punct || s.sign(i-1) == '@' {
		return
	}
	start := int(s.toks[i].start)
	b := s.b[start:]
	if len(b) >= 17 && s.toks[i].end-s.toks[i].start <= 2 && deviceForm(b) && (len(b) == 17 || !isAlnum(b[17])) {
		s.hitBytes(ID, start, start+17)
		return
	}
	if len(b) >= 9 && stateLike(b) && !s.equation && s.about&fCompute == 0 {
		for _, form := range stateForms {
			if n := len(form); len(b) >= n && shaped(b[:n], form) && (len(b) == n || !isAlnum(b[n]) && !(n+1 < len(b) && (b[n] == '.' || b[n] == '-') && isDigit(b[n+1]))) {
				s.hitBytes(ID, start, start+n)
				return
			}
		}
	}
	if s.parted(b) && (s.slashedCode(start) || s.groupedKey(start)) {
		return
	}
	n, letters, digits := 0, 0, 0
	for n < len(b) && n < 18 && (b[n] >= 'A' && b[n] <= 'Z' || isDigit(b[n])) {
		if isDigit(b[n]) {
			digits++
		} else {
			letters++
		}
		n++
	}
	bounded := n == len(b) || !isAlnum(b[n]) && b[n] != '@' && b[n] != '_'
	cue := s.before(i, 8, fAccount|fNumber|fGone)
	switch {
	case bounded && n == 17 && letters >= 3 && digits >= 4: // a car
		s.hitBytes(ID, start, start+n)
	case bounded && n == 10 && shaped(b[:n], "AAAAA9999A"): // an Indian tax payer
		s.hitBytes(ID, start, start+n)
	case bounded && n == 9 && shaped(b[:n], "AA999999A"): // a British insured
		s.hitBytes(ID, start, start+n)
	case len(b) >= 13 && shaped(b[:13], "AA 99 99 99 A") && (len(b) == 13 || !isAlnum(b[13])):
		s.hitBytes(ID, start, start+13)
	case s.equation || s.about&fCompute != 0 || s.is(i-1, fToken) && !s.is(i-1, fNumber|fAccount):
	case bounded && letters >= 2 && digits >= 2 && n >= 6 && cue:
		s.hitBytes(ID, start, start+n)
	case n < 2 || n >= len(b) || b[n] != ' ' || letters < 2 || s.is(i, fCapital|fMonth|fState|fTitle|fToken) || s.toks[i].kind == word && s.is(i, fWord) && !s.is(i, fAccount|fNumber):
	default: // ZGP 811902245, 7KXP 204
		from, end := n+1, n+1
		count := 0
		for end < len(b) && end < n+24 && (isDigit(b[end]) || (b[end] == ' ' || b[end] == '-') && count > 0 && end+1 < len(b) && isDigit(b[end+1])) {
			if isDigit(b[end]) {
				count++
			}
			end++
		}
		if end < len(b) && isAlnum(b[end]) {
			return
		}
		if n <= 4 && (cue && count >= 6 || cue && digits > 0 && count+digits >= 4) {
			s.hitBytes(ID, start, start+end)
		} else if n >= 3 && count >= 7 && (digits == 0 || cue) && s.about&fSum == 0 { // LASID 1002938475
			s.hitBytes(ID, start+from, start+end)
		}
	}
}

// parted reports whether b begins with at most five capitals and digits before a
// slash or a dash.
func (s *scan) parted(b []byte) bool {
	for k, c := range b[:min(6, len(b))] {
		switch {
		case isDigit(c) || c >= 'A' && c <= 'Z':
		default:
			return k > 0 && (c == '/' || c == '-')
		}
	}
	return false
}

// slashedCode takes a number of three parts or more between slashes, as offices and
// universities have them: 26/J/40817, CSE/21/0042, U/2019/3175.
func (s *scan) slashedCode(start int) bool {
	if s.equation || s.about&fCompute != 0 || !s.personal() && s.about&(fAccount|fNumber|fGone) == 0 {
		return false
	}
	letters, digits, parts, size, month := 0, 0, 1, 0, false
	end := start
	for ; end < len(s.b) && end < start+32; end++ {
		switch c := s.b[end]; {
		case c >= 'A' && c <= 'Z':
			letters++
			size++
			month = month || size == 3 && lex.words[string(bytes.ToLower(s.b[end-2:end+1]))].is(fMonth)
		case isDigit(c):
			digits++
			size++
		case c == '/' && size > 0 && end+1 < len(s.b) && isAlnum(s.b[end+1]):
			parts++
			size = 0
		default:
			goto out
		}
	}
out:
	if parts < 3 || letters == 0 || letters > 9 || digits < 4 || month || size == 0 || end < len(s.b) && (isAlnum(s.b[end]) || s.b[end] == '/' || s.b[end] == '_' || s.b[end] == '.' && end+1 < len(s.b) && isAlnum(s.b[end+1])) {
		return false
	}
	s.hitBytes(ID, start, end)
	return true
}

// groupedKey takes capitals and digits in three groups or more of four or five, as
// keys of programs and gift cards have them: 4TQ9-88KX-2LMP.
func (s *scan) groupedKey(start int) bool {
	letters, digits, groups, size, end := 0, 0, 0, 0, start
	for ; end < len(s.b) && end < start+36; end++ {
		c := s.b[end]
		if c == '-' {
			if size < 4 {
				return false
			}
			groups++
			size = 0
			continue
		}
		if isDigit(c) {
			digits++
		} else if c >= 'A' && c <= 'Z' {
			letters++
		} else {
			break
		}
		if size++; size > 5 {
			return false
		}
	}
	if groups < 2 || size < 4 || letters < 3 || digits < 3 || end < len(s.b) && isAlnum(s.b[end]) || s.equation {
		return false
	}
	s.hitBytes(ID, start, end)
	return true
}

// stateForms are numbers that states give to their people, in forms that nothing
// else has: of Chile, Uruguay, Brazil, Belgium, Switzerland, Italy, Spain, Finland,
// Korea, Singapore, Mexico, Hong Kong, and of British drivers.
var stateForms = [...]string{"9.999.999-9", "99.999.999-9", "99.999.999-A", "999.999.999-99", "99.999.999/9999-99", "99.99.99-999.99", "756.9999.9999.99",
	"AAAAAA99A99A999A", "99999999A", "A9999999A", "999999-999A", "999999A999A", "999999-9999999", "AA-999-9999", "AAAA999999AAAAAA99", "AAAA999999AAAAAAA9", "A999999(9)", "A999999(A)", "AAAAA 999999 AA9AA", "AAAAA999999AA9AA"}

// stateLike reports whether one of stateForms may begin b, which has nine bytes or
// more.
func stateLike(b []byte) bool {
	if isDigit(b[0]) {
		return b[1] == '.' || b[2] == '.' || b[3] == '.' || isDigit(b[5]) && (b[6] == '-' || b[6] >= 'A' && b[6] <= 'Z' || b[8] >= 'A' && b[8] <= 'Z')
	}
	return b[0] >= 'A' && b[0] <= 'Z' && (isDigit(b[1]) || isDigit(b[4]) || isDigit(b[6]))
}

// shaped reports whether b has capitals and digits where form has A and 9.
func shaped(b []byte, form string) bool {
	for i, c := range b {
		switch form[i] {
		case 'A':
			if c < 'A' || c > 'Z' {
				return false
			}
		case '9':
			if !isDigit(c) {
				return false
			}
		default:
			if c != form[i] {
				return false
			}
		}
	}
	return true
}

// deviceForm reports whether b begins with six pairs of hexadecimal digits, as a
// network card's address has them.
func deviceForm(b []byte) bool {
	sep := b[2]
	if sep != ':' && sep != '-' {
		return false
	}
	letters := 0
	for i := range 17 {
		if i%3 == 2 {
			if b[i] != sep {
				return false
			}
			continue
		}
		if !isHex(b[i]) {
			return false
		}
		if !isDigit(b[i]) {
			letters++
		}
	}
	return letters > 0 || sep == ':'
}

// nicknames looks for names on a network that no cue stands right before: any
// that no word is like, in a text that speaks of such names.
func (s *scan) nicknames() {
	s.spokenTo()
	told := s.about&(fSite|fUser) != 0
	if !told && !s.personal() || s.equation || s.about&fCompute != 0 {
		return
	}
	sums := s.sums()
	for i := range s.toks {
		t := &s.toks[i]
		if t.kind != word && t.kind != number || i > 0 && s.joined(i) && s.sign(i-1) != ':' && s.sign(i-1) != '(' && s.sign(i-1) != '"' && s.sign(i-1) != '~' {
			continue
		}
		if (told || !sums) && s.joined(i+1) && s.kindAt(i+1) != punct && s.leet(i) {
			s.hitBytes(Handle, int(t.start), s.handleEnd(i))
			continue
		}
		if s.sign(i-1) == '~' && s.joined(i) && s.sign(i+1) == '~' && s.joined(i+1) && t.end-t.start > 3 {
			s.hit(Handle, i-1, i+1)
			continue
		}
		if t.end-t.start == 1 && s.b[t.start]|0x20 == 'u' && s.sign(i+1) == '/' && s.joined(i+1) && s.joined(i+2) && s.kindAt(i+2) == word && s.handleEnd(i+2)-int(t.start) > 5 { // u/…
			s.hitBytes(Handle, int(t.start), s.handleEnd(i+2))
			continue
		}
		if !told || t.is(fStop|fSite|fUser) || t.is(fMail) && !s.joined(i+1) || !s.near(i, i, 10, fSite|fUser) {
			continue
		}
		end := s.handleEnd(i)
		w := s.b[t.start:end]
		if end < len(s.b) && (s.b[end] == '@' || s.b[end] == '/') || len(w) < 4 {
			continue
		}
		alone := end == int(t.end)
		switch {
		case alone && t.kind == word && len(w) > 5 && t.flags == 0 && (t.shape == lower || t.shape == mixed) && !(s.key(i-1) == kIs && s.is(i-2, fSite) && !s.is(i-3, fOwn) && acting(w)) && (s.calls(i-1) || s.is(i-1, fSite|fUser) || s.key(i+1) == kOn && s.is(i+2, fSite) && !s.is(i+2, fToken)):
			s.hitBytes(Handle, int(t.start), end)
		case alone || t.kind == number && !s.joined(i+1):
		case oddName(w) && (bytes.IndexByte(w, '.') < 0 || s.calls(i-1) || s.is(i-1, fSite|fUser)) && !s.is(i, fToken):
			s.hitBytes(Handle, int(t.start), end)
		case bytes.IndexByte(w, '-') > 2 && len(w) > 6 && (s.calls(i-1) || s.is(i-1, fSite|fUser)) && (!t.is(fWord) || s.is(i-1, fUser)):
			s.hitBytes(Handle, int(t.start), end)
		}
	}
}

// redditor looks at the slash of /u/name.
func (s *scan) redditor(i int) {
	if k := i - 1; s.joined(i) && string(s.foldedWord(k)) == "u" && (k == 0 || !s.joined(k)) && s.joined(i+1) && s.kindAt(i+1) == word && !s.equation {
		if end := s.handleEnd(i + 1); end-int(s.toks[i+1].start) >= 5 && (oddName(s.b[s.toks[i+1].start:end]) || s.unwordly(i+1)) { // u/cobaltmoth
			s.hitBytes(Handle, int(s.toks[k].start), end)
			return
		}
	}
	if i > 0 && s.joined(i) && s.toks[i-1].kind != punct || !s.joined(i+1) || !s.joined(i+2) || s.sign(i+2) != '/' || string(s.foldedWord(i+1)) != "u" || !s.joined(i+3) || s.kindAt(i+3) != word {
		return
	}
	if end := s.handleEnd(i + 3); end-int(s.toks[i+3].start) > 3 {
		s.hitBytes(Handle, int(s.toks[i].start), end)
	}
}

// spokenTo looks for names with letters and a digit that speak, or are spoken to:
// eggfriend7: hi; thanks eggfriend7; eggfriend7 joined.
func (s *scan) spokenTo() {
	if s.sums() {
		return
	}
	for i := range s.toks {
		t := &s.toks[i]
		if t.kind == word && (t.line || i == 0) && s.joined(i+1) && s.toks[i+1].c == '.' && s.toks[i+1].kind == punct && s.dottedSpeaker(i) {
			continue
		}
		if t.kind != word || t.flags != 0 || t.end-t.start < 5 || t.shape == upper || !s.joined(i+1) || s.kindAt(i+1) != number || s.length(i+1) > 4 {
			continue
		}
		k := i + 2 // what follows
		if s.joined(k) && s.kindAt(k) != punct || s.sign(k) == '.' && s.joined(k+1) || s.sign(k) == '@' {
			continue
		}
		opened := s.sign(i-1) == '<' || s.sign(i-1) == '['
		begins := t.line || i == 0 || opened && (i == 1 || s.toks[i-1].line)
		switch {
		case begins && (s.sign(k) == ':' || opened && (s.sign(k) == '>' || s.sign(k) == ']') || s.is(k, fSay) || s.posts(k)), s.is(i-1, fGreet|fTell) && !s.joined(i):
			s.hit(Handle, i, i+1)
		}
	}
}

// dottedSpeaker takes a name with dots that speaks at the start of a line:
// jellybean.jas: what is it.
func (s *scan) dottedSpeaker(i int) bool {
	end := s.handleEnd(i)
	w := s.b[s.toks[i].start:end]
	k := s.tokenAt(end)
	if letters(w) < 6 || len(w) != letters(w)+bytes.Count(w, []byte(".")) || s.sign(k) != ':' || !s.joined(k) || s.joined(k+1) || s.is(k-1, fDomain|fWord) || s.is(i, fStop|fTitle) {
		return false
	}
	s.hitBytes(Handle, int(s.toks[i].start), end)
	return true
}

// posts reports whether token k is what members of a chat do.
func (s *scan) posts(k int) bool {
	switch string(s.foldedWord(k)) {
	case "posted", "joined", "left", "wrote", "replied", "answered", "typed", "reacted", "shared", "uploaded", "commented", "pinned", "muted", "is":
		return true
	}
	return false
}

// calls reports whether token k says that a name follows: as, by, i'm, add.
func (s *scan) calls(k int) bool {
	switch s.key(k) {
	case kIm, kAm, kIs, kIts, kAs, kBy, kUnder, kCalled, kName, kNames, kNameIs:
		return true
	}
	if c := s.sign(k); c == ':' || c == '>' {
		return true
	}
	switch string(s.foldedWord(k)) {
	case "add", "follow", "find", "mine", "both", "nick", "dm", "hmu":
		return true
	}
	return false
}

// leet reports whether letters and digits are mixed from token i on as in
// p0tatochips or ttanaka08, and no word with a number is there.
func (s *scan) leet(i int) bool {
	end := s.handleEnd(i)
	w := s.b[s.toks[i].start:end]
	if end < len(s.b) && (s.b[end] == '@' || s.b[end] == '/' || s.b[end] == '=') {
		return false
	}
	letters, digits, turns := 0, 0, 0
	for k, c := range w {
		switch {
		case isDigit(c):
			digits++
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z':
			letters++
		default:
			return false
		}
		if k > 0 && isDigit(c) != isDigit(w[k-1]) {
			turns++
		}
	}
	t := &s.toks[i]
	if t.kind != word || letters < 5 || s.toks[i].shape == upper {
		return turns >= 2 && letters >= 6 && t.kind == word && t.shape != upper
	}
	if turns >= 2 {
		return true
	}
	return digits >= 2 && digits <= 4 && !t.is(fWord|fToken|fCapital|fMonth|fStop)
}

// cashtag looks at a $: $tashaj08.
func (s *scan) cashtag(i int) {
	if !s.joined(i+1) || s.kindAt(i+1) != word || s.sums() || i > 0 && s.joined(i) {
		return
	}
	end := s.handleEnd(i + 1)
	if w := s.b[s.toks[i+1].start:end]; len(w) > 3 && (oddName(w) || s.cashApp(i) || s.about&fSite != 0 || len(w) > 5 && s.unwordly(i+1) && s.sign(i+2) != '$' && s.personal()) {
		s.hitBytes(Handle, int(s.toks[i].start), end)
	}
}
