package redact

// cued looks for what only a cue before it, or after it, tells: dates of birth,
// ids, handles.
func (s *scan) cued() {
	for i := range s.toks {
		t := &s.toks[i]
		if t.kind == mask || t.flags&(fBirth|fAccount|fNumber|fSite|fUser|fTurn) == 0 && t.end-t.start > 1 {
			continue
		}
		if t.is(fTurn) && s.kindAt(i+1) == number && s.within(i+1) && s.length(i+1) <= 2 && (!s.is(i+2, fWord) || s.is(i+2, fStop|fMonth)) && s.about&fSum == 0 {
			s.birth(i + 1)
		}
		if t.kind == word && t.end-t.start == 1 && s.b[t.start]|0x20 == 'b' {
			if s.sign(i-1) == '.' && s.joined(i-1) && i > 3 && s.textOf(i - 4)[0]|0x20 == 'd' && s.length(i-4) == 1 { // d.o.b.
				s.birth(i)
			} else if s.sign(i+1) == '-' && s.joined(i+1) && s.within(i+2) && string(s.folded(i+2)) == "day" { // b-day
				s.birth(i + 2)
			} else if s.sign(i+1) == '.' && s.joined(i+1) && s.date(i+2, true) > 0 { // b. 14/02/2008
				s.hit(DateOfBirth, i+2, s.date(i+2, true))
			}
		}
		if t.is(fBirth) {
			s.birth(i)
		}
		if t.is(fAccount|fNumber) && !t.is(fSecurity) {
			s.identity(i)
		}
		if t.is(fSite | fUser) {
			s.handle(i)
		}
	}
}

// birthReach is how many tokens may stand between a birthday and its date.
const birthReach = 14

// birth looks for the date of the cue i.
func (s *scan) birth(i int) {
	for k := i + 1; k < len(s.toks) && k <= i+birthReach; k++ {
		if s.toks[k].kind == mask && string(s.textOf(k)[:5]) == "[DATE" { // found before
			return
		}
		if last := s.holiday(k); last > 0 {
			s.hit(DateOfBirth, k, last)
			return
		}
		if s.toks[k].first && s.toks[k].kind == word && s.ends(k-1) && !s.is(k, fMonth|fOrdinal) && k > i+4 {
			break
		}
		if last := s.date(k, true); last > 0 {
			s.hit(DateOfBirth, k, last)
			s.birthsAfter(last + 1)
			return
		}
	}
	for k := i - 1; k >= 0 && k >= i-birthReach; k-- {
		if s.ends(k) || s.toks[k].kind == mask && string(s.textOf(k)[:5]) == "[DATE" {
			return
		}
		if last := s.date(k, false); last > 0 && last < i {
			for k > 0 { // its longest form
				if l := s.date(k-1, false); l == last || l > last && l < i {
					k, last = k-1, l
				} else {
					break
				}
			}
			s.hit(DateOfBirth, k, last)
			return
		}
	}
}

// birthsAfter takes the other dates of the sentence: mine is …, and hers is ….
func (s *scan) birthsAfter(k int) {
	for end := k + birthReach; k < end && s.within(k) && !s.ends(k) && !s.toks[k].line; k++ {
		if last := s.date(k, false); last > 0 {
			s.hit(DateOfBirth, k, last)
			k = last
		}
	}
}

// holidays are days of the year with a name, by their words.
var holidays = [...][2]string{{"new", "year"}, {"christmas", ""}, {"halloween", ""}, {"valentine", ""}, {"valentines", ""}, {"thanksgiving", ""},
	{"independence", "day"}, {"leap", "day"}, {"boxing", "day"}}

// holiday returns the last token of such a day at k, or 0.
func (s *scan) holiday(k int) int {
	if s.kindAt(k) != word || !s.within(k) || s.toks[k].shape == lower && !s.quiet || s.key(k-1) != kOn && s.key(k-1) != kIs {
		return 0
	}
	w := string(s.folded(k))
	for _, h := range holidays {
		if w != h[0] || h[1] != "" && (s.kindAt(k+1) != word || !s.within(k+1) || string(s.folded(k+1)) != h[1] && string(s.folded(k+1)) != h[1]+"s") {
			continue
		}
		for s.joinedBySpace(k+1) && s.kindAt(k+1) == word && !s.is(k+1, fStop) {
			k++
		}
		return k
	}
	return 0
}

// ends reports whether token k ends a sentence.
func (s *scan) ends(k int) bool {
	c := s.sign(k)
	return c == '.' && !s.joined(k+1) || c == '!' || c == '?' || c == ';'
}

// date returns the last token of a date that begins at k, or 0; a bare year
// counts after a cue only. A year long ago is history.
func (s *scan) date(k int, cue bool) int {
	if !s.within(k) {
		return 0
	}
	if s.key(k) == kThe {
		if l := s.date(k+1, false); l > 0 {
			return l
		}
		if l := s.day(k + 1); cue && l > 0 && (l > k+1 || s.toks[k+1].kind == word) && !s.is(l+1, fWord&^fStop) { // the 14th
			return l
		}
		return 0
	}
	if cue && s.sign(k) == '\'' && s.kindAt(k+1) == number && s.within(k+1) && s.length(k+1) == 2 && s.joined(k+1) { // '08
		return k + 1
	}
	last := 0
	switch {
	case s.is(k, fMonth): // May 5th, 2007; May 2007
		last = k
		if s.sign(last+1) == '.' {
			last++
		}
		d := last + 1
		if s.key(d) == kThe {
			d++
		}
		switch {
		case s.day(d) > 0:
			last = s.day(d)
		case s.year(d):
			return s.modern(d, d)
		case (s.key(d) == kOf || s.key(d) == kIn || s.sign(d) == ',') && s.year(d+1): // March of 2008
			return s.modern(d+1, d+1)
		default:
			return 0
		}
	case s.day(k) > 0: // 5 May 2007, the 5th of May
		m := s.day(k) + 1
		if s.key(m) == kOf {
			m++
		}
		if s.sign(m) == '-' && s.joined(m+1) {
			m++
		}
		if !s.is(m, fMonth) {
			return s.numericDate(k, cue)
		}
		last = m
	default:
		return s.numericDate(k, cue)
	}
	y := last + 1
	for s.sign(y) == ',' || s.sign(y) == '-' && s.joined(y+1) || s.key(y) == kIn || s.key(y) == kOf {
		y++
	}
	if s.year(y) {
		return s.modern(y, y)
	}
	if cue && s.within(y) && s.kindAt(y) == number && s.length(y) == 2 && y == last+1 && !s.joined(y) && !s.is(y+1, fWord&^fStop) { // March 14 08
		return y
	}
	if string(s.word3(y)) == "two" && string(s.word3(y+1)) == "thousand" { // two thousand and eight
		for last = y + 1; s.key(last+1) == kAnd || s.is(last+1, fDigit|fOrdinal|fTeen); last++ {
		}
		return last
	}
	if s.within(y) && s.sign(y) == '\'' && s.kindAt(y+1) == number && s.length(y+1) == 2 {
		return y + 1
	}
	return last
}

// word3 is the word at k, folded; nothing where there is none.
func (s *scan) word3(k int) []byte {
	if !s.within(k) || s.toks[k].kind != word {
		return nil
	}
	return s.folded(k)
}

// numericDate takes 5/12/2007, 2007-05-12, 12.5.07 and, after a cue, 5/12 and a
// year alone.
func (s *scan) numericDate(k int, cue bool) int {
	if s.kindAt(k) != number || k > 0 && s.joined(k) && (s.toks[k-1].kind == word || s.sign(k-1) == '/' || s.sign(k-1) == '-' || s.sign(k-1) == '.') {
		return 0
	}
	c := s.sign(k + 1)
	if c == '/' || c == '-' || c == '.' {
		if s.kindAt(k+2) == number && s.within(k+2) && s.toks[k+2].spaces == s.toks[k+1].spaces {
			if s.sign(k+3) == c && s.kindAt(k+4) == number && s.within(k+4) {
				a, b, d := s.length(k), s.length(k+2), s.length(k+4)
				if a == 4 && b <= 2 && d <= 2 {
					return s.modern(k, k+4)
				}
				if a <= 2 && b <= 2 && d == 4 {
					return s.modern(k+4, k+4)
				}
				if a <= 2 && b <= 2 && d == 2 {
					return k + 4
				}
				return 0
			}
			if cue && c == '/' && s.length(k) <= 2 && (s.length(k+2) <= 2 || s.year(k+2)) {
				return k + 2
			}
		}
	}
	if cue && s.length(k) == 4 && s.kindAt(k+1) == number && s.within(k+1) && s.kindAt(k+2) == number && s.within(k+2) && s.length(k+1) == 2 && s.length(k+2) == 2 {
		return s.modern(k, k+2)
	}
	if cue && s.length(k) <= 2 && s.kindAt(k+1) == number && s.within(k+1) && s.length(k+1) <= 2 && s.kindAt(k+2) == number && s.within(k+2) && (s.length(k+2) == 4 || s.length(k+2) == 2) {
		return k + 2
	}
	if cue && s.year(k) && (s.key(k-1) == kIn || s.is(k-1, fBirth) || s.sign(k-1) == ':' || s.key(k-1) == kIs) {
		return s.modern(k, k)
	}
	if cue && (s.length(k) == 8 || s.length(k) == 6) && (s.is(k-1, fBirth) || s.sign(k-1) == ':' || s.key(k-1) == kIs) {
		return k
	}
	return 0
}

// modern returns last when the year at y is one that somebody alive was born in.
func (s *scan) modern(y, last int) int {
	if t := s.textOf(y); len(t) == 4 && (t[0] > '2' || t[0] < '1' || t[0] == '1' && (t[1] != '9' || t[2] < '2')) {
		return 0
	}
	return last
}

func (s *scan) year(k int) bool {
	if s.kindAt(k) != number || !s.within(k) || s.length(k) != 4 {
		return false
	}
	t := s.textOf(k)
	return t[0] == '1' && t[1] >= '5' || t[0] == '2' && t[1] == '0'
}

// day returns the last token of a day of the month at k, or 0: 5, 5th, fifth.
func (s *scan) day(k int) int {
	if !s.within(k) {
		return 0
	}
	t := s.textOf(k)
	if s.toks[k].kind == number {
		if len(t) > 2 || len(t) == 2 && t[0] > '3' {
			return 0
		}
		if s.joined(k+1) && s.kindAt(k+1) == word {
			if e := s.textOf(k + 1); len(e) == 2 && (e[1]|0x20 == 't' || e[1]|0x20 == 'd' || e[1]|0x20 == 'h') {
				return k + 1
			}
			return 0
		}
		return k
	}
	if s.is(k, fOrdinal) {
		if s.sign(k+1) == '-' && s.is(k+2, fOrdinal) {
			return k + 2
		}
		if s.is(k+1, fOrdinal) {
			return k + 1
		}
		return k
	}
	return 0
}

// identity looks for the number or code that the cue i announces: student id
// 40213, my account number is QX-7781.
func (s *scan) identity(i int) {
	if s.is(i-1, fToken) && !s.is(i-1, fAccount) || s.is(i, fToken) && !s.is(i+1, fNumber) {
		return
	}
	named := s.is(i, fNumber)
	if named && !s.is(i-1, fAccount) && !s.idWord(i) {
		return
	}
	strong := s.is(i, fGone) // says enough by itself
	linked := false
	k := i + 1
	for steps := 0; s.within(k) && steps < 9; steps++ {
		t := &s.toks[k]
		switch {
		case t.kind == punct && t.c == '#':
			named = true
		case s.codeAt(k) && (named || strong && (linked || k == i+1 || s.codeEnd(k)-int(t.start) >= 6)):
			start := int(t.start)
			if s.sign(k-1) == '#' {
				start--
			}
			s.hitBytes(ID, start, s.codeEnd(k))
			return
		case t.is(fNumber):
			named = true
		case t.is(fToken) && !t.is(fAccount), s.kindAt(k) == number, t.kind == mask:
			return
		case t.is(fAccount|fCard) && !t.is(fSecurity):
			strong = strong || t.is(fGone)
		case t.kind == punct && (t.c == ':' || t.c == '=' || t.c == '-'), t.key == kIs, t.key == kWas, t.key == kIts:
			linked = true
		case t.kind == punct && (t.c == ')' || t.c == '(' || t.c == '\'' || t.c == '"' || t.c == '.' && (!s.ends(k) || s.is(k-1, fNumber)) || t.c == ',' && steps > 0):
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

// coded looks for a code that needs no cue: capitals and at least four digits,
// where somebody speaks of themselves and nothing is computed.
func (s *scan) coded(i int) {
	t := &s.toks[i]
	cue := s.about&(fAccount|fNumber|fGone) != 0
	if !s.personal() && !cue || s.equation || s.about&fCompute != 0 || s.is(i-1, fToken) || t.end-t.start > 4 || i > 0 && s.joined(i) && s.toks[i-1].kind != punct || s.is(i, fTitle|fMonth|fCapital) {
		return
	}
	start := int(t.start)
	end := start
	digits := 0
	for end < len(s.b) && (s.b[end] >= 'A' && s.b[end] <= 'Z' || isDigit(s.b[end]) || s.b[end] == '-' && end+1 < len(s.b) && isAlnum(s.b[end+1])) {
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
	if k := s.key(i + 1); string(t) == "code" && (k == kIs || s.sign(i+1) == ':') && s.personal() {
		return true
	}
	if string(t) == "number" || string(t) == "Number" || string(t) == "code" || string(t) == "num" || string(t) == "numbers" || string(t) == "identification" {
		return false
	}
	return s.is(i+1, fNumber) || s.sign(i+1) == ':' || s.sign(i+1) == '#' || s.key(i+1) == kIs || s.before(i, 2, fOwn) || s.kindAt(i+1) == number || s.codeAt(i+1) && s.toks[i].shape == upper
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
	for end < len(s.b) {
		c := s.b[end]
		if isAlnum(c) || (c == '-' || c == '_' || c == '/' || c == '.') && end+1 < len(s.b) && isAlnum(s.b[end+1]) {
			end++
			continue
		}
		if c == ' ' && end+4 < len(s.b) && end-int(s.toks[k].start) <= 2 && s.toks[k].shape != lower && s.b[end-1] <= 'Z' && isDigit(s.b[end+1]) && isDigit(s.b[end+2]) && isDigit(s.b[end+3]) {
			end++
			continue
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
		break
	}
	return end
}

// handle looks for the name that the cue i announces: my insta is marialo_08.
func (s *scan) handle(i int) {
	strong := s.is(i, fUser) || s.before(i, 4, fOwn) || s.sign(i+1) == ':'
	k := i + 1
	linked := s.sign(k) == ':' || s.toks[i].stem < s.toks[i].end
	for steps := 0; s.within(k) && steps < 7; steps++ {
		t := &s.toks[k]
		if t.kind == mask {
			return
		}
		start, end := int(t.start), s.handleEnd(k)
		w := s.b[start:end]
		odd := oddName(w)
		plain := t.kind == word && end == int(t.end)
		switch {
		case t.kind == punct && t.c == '@' && s.joined(k+1):
			return // found by its sign
		case odd && (t.kind == word || t.kind == number || t.c == '_') && len(w) >= 3:
			s.hitBytes(Handle, start, end)
			return
		case plain && steps == 0 && strong && s.is(i, fSite) && !t.is(fStop|fWord|fSite|fUser|fCapital|fGiven) && len(w) > 4 && t.key == kNone && s.closes(k+1):
			s.hitBytes(Handle, start, end)
			return
		case plain && linked && strong && !t.is(fStop|fWord|fSite|fUser|fCapital) && len(w) > 3 && t.key == kNone:
			s.hitBytes(Handle, start, end)
			return
		case plain && s.is(i, fUser) && linked && !t.is(fStop|fSite|fUser) && t.key == kNone && steps > 0 && len(w) > 3 && (k+1 == len(s.toks) || s.toks[k+1].kind == punct):
			s.hitBytes(Handle, start, end)
			return
		case t.kind == punct && t.c == '.' && s.joined(k) && s.is(k+1, fDomain) && s.joined(k+1): // chess.com
			k++
		case t.kind == word && s.length(k) == 1 && s.sign(k+1) == '/' && s.joined(k+1) && s.joined(k+2): // u/…
			s.hitBytes(Handle, start, s.handleEnd(k+2))
			return
		case t.kind == punct && (t.c == ':' || t.c == '=' || t.c == '-' || t.c == '"' || t.c == '\'' || t.c == ',' || t.c == '(' || t.c == ')'):
			linked = linked || t.c != ','
		case t.is(fUser|fSite|fStop) || t.key == kIs || t.key == kName || t.key == kUnder || t.key == kAs || t.is(fWord) && steps < 3:
			linked = linked || t.key == kIs || t.key == kIts || t.key == kUnder || t.key == kAs || t.is(fSite|fUser)
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
		if w := s.b[start:s.toks[k].end]; oddName(w) && len(w) >= 5 && !s.is(k, fStop) {
			s.hitBytes(Handle, start, int(s.toks[k].end))
			return
		}
	}
}

func (s *scan) handleEnd(k int) int {
	end := int(s.toks[k].start)
	for end < len(s.b) && (isAlnum(s.b[end]) || (s.b[end] == '_' || s.b[end] == '.' || s.b[end] == '-' || s.b[end] == '#') && end+1 <= len(s.b)) {
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
