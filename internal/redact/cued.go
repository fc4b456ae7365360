package redact

import (
	"strings"
)

// cued looks for what only a cue before it, or after it, tells: dates of birth,
// ids, handles.
func (s *scan) cued() {
	if s.dated {
		s.bareBirths()
	}
	s.nicknames()
	days := s.dayTold || s.dated
	for i := range s.toks {
		t := &s.toks[i]
		if t.flags == 0 && t.kind == word && t.end-t.start >= 6 {
			s.nickPlace(i)
		} else if t.marks&mParty != 0 && days {
			s.birthSaid(i)
		}
		if t.kind == mask || t.flags&(fBirth|fAccount|fNumber|fSite|fUser|fTurn|fTeen|fSomebody) == 0 && t.end-t.start > 1 && (t.kind != number || t.end-t.start > 2) && t.c < eastern && t.key != kWorld && t.key != kSweet && t.key != kSinh && t.key != kName && t.key != kIn && t.key != kAs && !t.marked(mSign) && !s.joinsName(i) {
			continue
		}
		if t.key == kAs {
			s.signedUp(i)
			continue
		}
		if t.marked(mSign) {
			if string(s.foldedWord(i+1)) == "day" { // cake day
				s.birth(i + 1)
			} else {
				s.starSign(i)
			}
		}
		if s.joinsName(i) && s.about&(fSite|fUser) != 0 {
			s.saidHandle(i)
		}
		if t.kind == number {
			s.agedDate(i)
		}
		if t.key == kWorld && string(s.foldedWord(i-2)) == "into" || t.key == kSweet && (s.is(i+1, fTeen) || s.kindAt(i+1) == number) || t.key == kSinh && (string(s.foldedWord(i-1)) == "ngay" || string(s.foldedWord(i+1)) == "ngay") { // came into the world, sweet sixteen, ngày sinh
			s.birth(i)
		}
		if t.is(fTurn) && s.kindAt(i+1) == number && s.within(i+1) && s.length(i+1) <= 2 && ((!s.is(i+2, fWord) || s.is(i+2, fStop|fMonth) || s.marked(i+2, mDay)) && s.about&fSum == 0 || s.onDate(i+2)) {
			s.birth(i + 1)
		} else if t.is(fTurn) && s.is(i+1, fTeen) && (s.about&fSum == 0 && (s.marked(i+2, mDay) || s.is(i+2, fMonth)) || s.onDate(i+2)) { // turning sixteen on …
			s.birth(i + 1)
		}
		if t.is(fTurn) && (string(s.foldedWord(i+1)) == "anos" || string(s.foldedWord(i+1)) == "el" && s.onDate(i+1) || string(s.foldedWord(i+1)) == "legal" || string(s.foldedWord(i+2)) == "adult") { // cumplo años el …, become an adult
			s.birth(i + 1)
		}
		if t.kind == word && t.end-t.start == 1 && s.b[t.start]|0x20 == 'b' && s.joinedBySpace(i+1) && string(s.foldedWord(i+1)) == "day" && !s.sums() { // b day
			s.birth(i + 1)
		}
		if t.kind == word && t.end-t.start == 1 && s.b[t.start]|0x20 == 'b' {
			if i > 1 && s.length(i-1) == 1 && s.length(i-2) == 1 && s.textOf(i - 1)[0]|0x20 == 'o' && s.textOf(i - 2)[0]|0x20 == 'd' { // D O B
				s.birth(i)
			} else if (s.sign(i-1) == '.' || s.sign(i-1) == '/' || s.sign(i-1) == '-' && s.joined(i)) && s.joined(i-1) && i > 3 && s.textOf(i - 4)[0]|0x20 == 'd' && s.length(i-4) == 1 { // d.o.b.
				s.birth(i)
			} else if s.sign(i+1) == '-' && s.joined(i+1) && s.within(i+2) && string(s.folded(i+2)) == "day" { // b-day
				s.birth(i + 2)
			} else if k := i + 1 + btoi(s.sign(i+1) == ':'); (i == 0 || t.line || s.sign(i-1) == ',' || s.sign(i-1) == '(') && !s.sums() && s.kindAt(k) == number && s.within(k) && s.date(k, false) == k+4 { // b: 3/14/10
				s.hit(DateOfBirth, k, k+4)
			} else if s.sign(i+1) == '.' && s.joined(i+1) && s.date(i+2, true) > 0 { // b. 14/02/2008
				s.hit(DateOfBirth, i+2, s.date(i+2, true))
			} else if s.sign(i+1) == '.' && s.joined(i+1) && s.year(i+2) && s.modern(i+2, 1) > 0 && s.sign(i-1) == '(' { // (b. 2009)
				s.hit(DateOfBirth, i+2, i+2)
			}
		}
		if (t.kind == number && t.end-t.start == 2 || t.is(fTeen)) && s.ageBefore(i) {
			s.birth(i)
		}
		if t.kind == number && t.end-t.start == 2 && s.ordinal(i+1) && s.is(i-1, fOwn) && (s.key(i+2) == kOn || s.key(i+2) == kIs) && s.onDate(i+3) { // my 17th on 22 August
			s.birth(i + 1)
		}
		if t.is(fSomebody) && (string(s.foldedWord(i)) == "baby" || string(s.foldedWord(i)) == "babies" || string(s.foldedWord(i)) == "kid" || string(s.foldedWord(i)) == "child") {
			s.baby(i)
		}
		if t.c >= eastern && i > 0 && s.joined(i) && (strings.HasPrefix(string(s.textOf(i)), "생") || strings.HasPrefix(string(s.textOf(i)), "生")) { // 9일생
			s.birth(i)
		}
		if t.is(fBirth) && t.c >= eastern {
			s.eastBirth(i)
		}
		if t.is(fBirth) {
			s.birth(i)
		}
		if t.is(fAccount|fNumber) && !t.is(fSecurity) || t.end-t.start == 1 && t.c|0x20 == 'd' && s.sign(i-1) == '.' && s.joined(i) && i > 1 && s.length(i-2) == 1 && s.textOf(i - 2)[0]|0x20 == 'i' {
			s.identity(i)
			s.heldAccount(i)
		}
		if t.is(fNumber) {
			s.afterAreaCode(i)
		}
		if t.is(fSite|fUser) || (t.key == kName || t.key == kIn) && s.namesUser(i) {
			s.handle(i)
		}
	}
}

// identity looks for the number or code that the cue i announces: student id
// 40213, my account number is QX-7781.
func (s *scan) identity(i int) {
	if s.is(i-1, fToken) && !s.is(i-1, fAccount) && !(s.marked(i-1, mExam) && string(s.foldedWord(i)) == "id" || string(s.foldedWord(i-1)) == "form" && string(s.foldedWord(i)) == "id") || s.is(i, fToken) && !s.is(i+1, fNumber) {
		return
	}
	dotted := s.length(i) == 1 // i.d.
	named := s.is(i, fNumber) || dotted
	keyed := s.sign(i-1) == '_' && s.joined(i-1) && s.is(i-2, fAccount) // student_id
	if named && !dotted && !keyed && !s.is(i-1, fAccount) && !s.idWord(i) && !s.ownNumber(i) && string(s.foldedWord(i-1)) != "exam" {
		return
	}
	strong := s.is(i, fGone) || s.anotherID(i) || s.is(i, fAccount) && !s.is(i, fToken) && s.is(i-1, fAccount) && !s.is(i-1, fToken) // says enough by itself
	linked := false
	k := i + 1
	for steps := 0; s.within(k) && steps < 9; steps++ {
		t := &s.toks[k]
		switch {
		case t.kind == punct && t.c == '#':
			named = true
		case s.codeAt(k) && (named || strong && (linked || k == i+1 || s.codeEnd(k)-int(t.start) >= 6) || k == i+1 && t.shape == upper && !t.is(fCapital|fToken|fMonth) && s.codeEnd(k)-int(t.start) >= 6 && s.joined(k+1)):
			start := int(t.start)
			if c := s.sign(k - 1); s.joined(k) && (c == '#' || c == '-' && !s.joined(k-1) && (s.key(k-2) == kIs || s.is(k-2, fNumber))) {
				start--
			}
			s.hitBytes(ID, start, s.codeEnd(k))
			return
		case (linked || k == i+1 && referred(s.foldedWord(i))) && k <= i+2 && s.is(i, fAccount) && !s.is(i, fToken) && t.shape == upper && s.joined(k+1) && s.codeAt(k) && s.codeEnd(k)-int(t.start) >= 8 && !s.equation: // my ref is SAT26-88120-QX
			s.hitBytes(ID, int(t.start), s.codeEnd(k))
			return
		case named && (strong || s.is(i-1, fGone)) && s.pnr(k):
			s.hitBytes(ID, int(t.start), s.codeEnd(k))
			return
		case named && strong && t.kind == number && s.length(k) == 3 && k <= i+3 && s.numberHere(k) && !s.joined(k+1): // locker number 318
			s.hit(ID, k, k)
			return
		case s.is(i, fNumber) && t.kind == number && s.length(k) == 2 && k <= i+2 && string(s.foldedWord(i-1)) == "roll" && s.about&fSum == 0 && s.numberHere(k) && !s.joined(k+1): // roll no. 37
			s.hit(ID, k, k)
			return
		case t.is(fNumber), t.key == kEnding && s.is(i, fAccount):
			named = true
		case t.is(fToken) && !t.is(fAccount), s.kindAt(k) == number, t.kind == mask:
			return
		case t.is(fAccount|fCard) && !t.is(fSecurity):
			named = named || t.is(fCard) && k == i+1 && s.is(i, fAccount) // student card
			strong = strong || t.is(fGone)
		case t.kind == punct && (t.c == ':' || t.c == '=' || t.c == '-'), t.key == kIs, t.key == kWas, t.key == kIts:
			linked = true
		case t.kind == punct && (t.c == ')' || t.c == '(' || t.c == '\'' || t.c == '"' || t.c == '.' && (!s.ends(k) || s.is(k-1, fNumber) || k == i+1 && s.length(i) <= 4 || dotted && k == i+1) || t.c == ',' && steps > 0):
		case t.kind == word && !s.ends(k-1):
		default:
			steps = 99
		}
		k++
	}
	if !named && !strong {
		return
	}
	for k := i - 1; k >= 0 && k >= i-5 && !s.ends(k); k-- { // 20394857 is my student id
		if s.toks[k].kind == mask {
			return
		}
		start := s.wholeStart(k)
		if start < 0 {
			continue
		}
		for f := k; f >= 0 && int(s.toks[f].start) >= start; f-- {
			if int(s.toks[f].start) == start && s.codeAt(f) && !s.year(f) {
				s.hitBytes(ID, start, int(s.toks[k].end))
				return
			}
		}
	}
}

// pnr reports whether capitals with a digit or more stand at k, five signs to eight
// as bookings have them: QX7TPL.
func (s *scan) pnr(k int) bool {
	t := &s.toks[k]
	if t.kind != word && t.kind != number || t.exempt || s.equation {
		return false
	}
	w := s.b[t.start:s.codeEnd(k)]
	capitals, digits := 0, 0
	for _, c := range w {
		capitals += btoi(c >= 'A' && c <= 'Z')
		digits += btoi(isDigit(c))
	}
	return capitals >= 2 && digits >= 1 && capitals+digits == len(w) && len(w) >= 5 && len(w) <= 8
}

// ownNumber reports whether the word number at i is of something somebody has that
// no list knows, with five digits or more right after it: my omang number is ….
func (s *scan) ownNumber(i int) bool {
	if !s.before(i, 3, fOwn) || s.is(i-1, fOwn|fCall|fToken|fSum|fOrdinal|fStop) || s.kindAt(i-1) != word || s.sums() {
		return false
	}
	k := i + 1
	for n := 0; n < 2 && (s.key(k) == kIs || s.sign(k) == ':' || s.sign(k) == '#' || s.sign(k) == '.'); n++ {
		k++
	}
	if !s.codeAt(k) {
		return false
	}
	digits := 0
	for _, c := range s.b[s.toks[k].start:s.codeEnd(k)] {
		digits += btoi(isDigit(c))
	}
	return digits >= 5
}

// anotherID reports whether an id stands shortly before token i: candidate
// number 4471, centre 68213.
func (s *scan) anotherID(i int) bool {
	n := len(s.out)
	if n == 0 || s.out[n-1].typ != ID {
		return false
	}
	at := int(s.toks[i].start)
	return s.out[n-1].end < at && at-s.out[n-1].end < 16
}

// coded looks for a code that needs no cue: capitals and at least four digits,
// where somebody speaks of themselves and nothing is computed.
func (s *scan) coded(i int) {
	t := &s.toks[i]
	cue := s.about&(fAccount|fNumber|fGone|fCard) != 0
	if !s.personal() && !cue || s.equation || s.about&fCompute != 0 || s.is(i-1, fToken) && !s.is(i-1, fNumber) || t.end-t.start > 4 || i > 0 && s.joined(i) && s.toks[i-1].kind != punct || s.is(i, fTitle|fMonth|fCapital) {
		return
	}
	start := int(t.start)
	end := start
	digits := 0
	for end < len(s.b) && end < start+reach && (s.b[end] >= 'A' && s.b[end] <= 'Z' || isDigit(s.b[end]) || s.b[end] == '-' && end+1 < len(s.b) && isAlnum(s.b[end+1])) {
		if isDigit(s.b[end]) {
			digits++
		}
		end++
	}
	if (digits >= 4 && end-start >= 7 || cue && digits >= 3 && end-start >= 6) && (end == len(s.b) || !isAlnum(s.b[end]) && s.b[end] != '@' && s.b[end] != '_') {
		s.hitBytes(ID, start, end)
	}
}

// idWord reports whether the word i alone announces an id: "ID", "my id is".
func (s *scan) idWord(i int) bool {
	if k := s.textOf(i); len(k) == 2 && (k[0]|0x20 != 'i' || k[1]|0x20 != 'd') || len(k) < 2 {
		return false
	}
	t := s.textOf(i)
	for k := i + 1; (string(t) == "ID" || string(t) == "id") && k < i+6 && s.within(k) && (s.toks[k].kind == word || s.sign(k) == ':'); k++ {
		if s.sign(k) == ':' { // the ID on the back: …
			return s.codeAt(k + 1)
		}
	}
	if string(t) == "code" && (string(s.foldedWord(i-1)) == "friend" || string(s.foldedWord(i-1)) == "trainer") || string(t) == "code" && s.codeFollows(i) {
		return true
	}
	if k := s.key(i + 1); string(t) == "code" && (k == kIs || s.sign(i+1) == ':') && s.personal() {
		return true
	}
	if (string(t) == "pin" || string(t) == "PIN") && s.key(i+1) == kFor {
		return true
	}
	if string(t) == "number" || string(t) == "Number" || string(t) == "code" || string(t) == "num" || string(t) == "numbers" || string(t) == "identification" {
		return false
	}
	return s.is(i+1, fNumber) || s.sign(i+1) == ':' || s.sign(i+1) == '-' && s.toks[i+1].spaces && s.codeAt(i+2) || s.sign(i+1) == '#' || s.key(i+1) == kIs || s.before(i, 2, fOwn) || s.kindAt(i+1) == number || s.codeAt(i+1) && s.toks[i].shape == upper
}

// codeFollows reports whether capitals mixed with digits, six signs or more, stand
// shortly after token i, in the same sentence.
func (s *scan) codeFollows(i int) bool {
	for k := i + 1; k <= i+6 && s.within(k) && !s.ends(k); k++ {
		if !s.codeAt(k) {
			continue
		}
		w := s.b[s.toks[k].start:s.codeEnd(k)]
		capitals := 0
		for _, c := range w {
			if c >= 'A' && c <= 'Z' {
				capitals++
			}
		}
		return capitals > 1 && len(w) >= 6 && s.about&fCompute == 0 && !s.equation && (s.personal() || s.about&fAccount != 0)
	}
	return false
}

// codeAt reports whether a code begins at k: letters and digits, at least three
// of these, four signs in all.
func (s *scan) codeAt(k int) bool {
	if !s.within(k) || s.toks[k].kind != number && s.toks[k].kind != word || s.toks[k].exempt {
		return false
	}
	start := int(s.toks[k].start)
	end := s.codeEnd(k)
	digits := 0
	for _, c := range s.b[start:end] {
		if isDigit(c) {
			digits++
		}
	}
	return digits >= 3 && end-start >= 4 || digits >= 2 && end-start >= 5
}

// codeEnd returns where the code that begins with token k ends.
func (s *scan) codeEnd(k int) int {
	end := int(s.toks[k].start)
	for most := end + reach; end < len(s.b) && end < most; {
		c := s.b[end]
		if isAlnum(c) || (c == '-' || c == '_' || c == '/' || c == '.') && end+1 < len(s.b) && isAlnum(s.b[end+1]) {
			end++
			continue
		}
		if n := end - int(s.toks[k].start); c == ' ' && (n == 4 || n == 2) && end+4 <= len(s.b) { // KX71 TQD, WB 02 AK 4471
			if n == 4 && shaped(s.b[end-4:end], "AA99") && shaped(s.b[end+1:end+4], "AAA") && (end+4 == len(s.b) || !isAlnum(s.b[end+4])) {
				return end + 4
			}
			if n == 2 && end+11 <= len(s.b) && shaped(s.b[end-2:end+11], "AA 99 AA 9999") {
				return end + 11
			}
		}
		if c == ' ' && end+4 < len(s.b) && end-int(s.toks[k].start) <= 2 && s.toks[k].shape != lower && s.b[end-1] <= 'Z' && isDigit(s.b[end+1]) && isDigit(s.b[end+2]) && isDigit(s.b[end+3]) {
			end++
			continue
		}
		if c == '(' && end-int(s.toks[k].start) >= 6 && end+2 < len(s.b) && isAlnum(s.b[end+1]) && s.b[end+2] == ')' { // A123456(3)
			return end + 3
		}
		// 4021 3377: groups of digits, or of capitals and digits
		if c == ' ' && end+2 < len(s.b) && isDigit(s.b[end-1]) && isDigit(s.b[end+1]) && isDigit(s.b[end+2]) {
			end++
			continue
		}
		if c == ' ' && end+3 < len(s.b) && end-int(s.toks[k].start) <= 3 && s.b[end-1] >= 'A' && s.b[end-1] <= 'Z' && isDigit(s.b[end+1]) && isDigit(s.b[end+2]) {
			end++
			continue
		}
		if c == ' ' && end+4 < len(s.b) && isDigit(s.b[end-1]) && end-int(s.toks[k].start) <= 4 && s.b[end+1] >= 'A' && s.b[end+1] <= 'Z' && s.b[end+2] >= 'A' && s.b[end+2] <= 'Z' &&
			s.b[end+3] == ' ' && isDigit(s.b[end+4]) { // MH12 AB 3456
			end += 4
			continue
		}
		if c == ' ' && end+1 < len(s.b) && end-int(s.toks[k].start) >= 7 && isDigit(s.b[end-1]) && isDigit(s.b[end+1]) && (end+2 == len(s.b) || !isAlnum(s.b[end+2]) && !isSpace(s.b[end+2])) { // 2123 45670 1
			end += 2
			continue
		}
		break
	}
	return end
}
