package redact

import (
	"slices"
	"strings"
)

// A run is digits with separators between them.
type run struct {
	digits [40]byte
	n      int
	groups [12]uint8 // how many digits stand together
	ends   [12]int   // the token of each
	seps   [12]byte  // what stands before each
	g      int
	last   int  // its last token
	sep    byte // the separator, 0 without one, '?' where they differ
}

// readRun reads digits from token i on, joined by what seps has; at most one
// space or one sign with spaces around it.
func (s *scan) readRun(i int, seps string) (r run) {
	r.last = i - 1
	for k := i; s.kindAt(k) == number && s.within(k); {
		t := s.textOf(k)
		if r.n+len(t) > len(r.digits) || r.g == len(r.groups) || len(t) > 20 {
			return r
		}
		copy(r.digits[r.n:], t)
		r.n += len(t)
		r.groups[r.g], r.ends[r.g] = uint8(len(t)), k
		r.g++
		r.last = k
		next, sep := k+1, byte(0)
		switch c := s.sign(next); {
		case c != 0 && strings.IndexByte(seps, c) >= 0 && (!s.toks[next].line || strings.IndexByte(seps, '\n') >= 0):
			sep = c
			if s.toks[next].spaces != (s.within(next+1) && s.toks[next+1].spaces) && c != ')' {
				return r
			}
			next++
			if n := s.sign(next); c == ')' && (n == '-' || n == '.' || n == '/') {
				next++
			}
		case s.within(next) && s.toks[next].kind == number && (!s.toks[next].line || strings.IndexByte(seps, '\n') >= 0) && strings.IndexByte(seps, ' ') >= 0:
			sep = ' '
		default:
			return r
		}
		if s.kindAt(next) != number || !s.within(next) || s.toks[next].line && strings.IndexByte(seps, '\n') < 0 {
			return r
		}
		if r.g < len(r.seps) {
			r.seps[r.g] = sep
		}
		r.join(sep)
		k = next
	}
	return r
}

// join takes note of a separator.
func (r *run) join(sep byte) {
	switch r.sep {
	case 0:
		r.sep = sep
	case sep:
	default:
		r.sep = '?'
	}
}

// drop leaves the last group out: what follows a number may be another.
func (r *run) drop() bool {
	if r.g < 2 {
		return false
	}
	r.g--
	r.n -= int(r.groups[r.g])
	r.last = r.ends[r.g-1]
	r.sep = 0
	for _, sep := range r.seps[1:r.g] {
		r.join(sep)
	}
	return true
}

// grouped reports whether the groups are these.
func (r *run) grouped(want ...uint8) bool { return string(r.groups[:r.g]) == string(want) }

// bounded reports whether nothing is stuck to the tokens i to j that would make
// them a part of a longer number or name.
func (s *scan) bounded(i, j int) bool {
	if i > 0 && s.joined(i) {
		switch p := &s.toks[i-1]; {
		case p.kind == number, p.kind == word && p.end-p.start < 2, p.kind == punct && (p.c == '_' || p.c == '^' || p.c == '$'):
			return false
		case p.kind == punct && (p.c == '.' || p.c == ',') && i > 1 && s.joined(i-1) && s.toks[i-2].kind == number:
			return false
		case p.kind == punct && p.c == '.' && (i == 1 || s.toks[i-1].spaces): // .5551234567
			return false
		}
	}
	if k := j + 1; s.joined(k) {
		switch q := &s.toks[k]; {
		case q.kind == number, q.kind == punct && (q.c == '_' || q.c == '^' || q.c == '%'):
			return false
		case q.kind == punct && (q.c == '.' || q.c == ',') && s.joined(k+1) && s.toks[k+1].kind == number:
			return false
		case q.kind == word && !q.is(fStop|fCall) && q.key == kNone && q.c < eastern: // …です
			return false
		}
	}
	return true
}

// card looks for the number of a payment card at i.
func (s *scan) card(i int) bool {
	r := s.readRun(i, " -._/\n")
	cue := s.near(i, r.last, 12, fCard)
	if r.n == 4 && r.g == 1 && cue && s.before(i, 8, fCard) {
		for k := i - 1; k >= 0 && k > i-6; k-- {
			if s.key(k) == kEnding || s.key(k) == kLast { // card ending in 4242, the last four are 4242
				s.hit(Card, i, i)
				return true
			}
		}
	}
	for r.n > 15 && !(luhn(r.digits[:r.n]) && issued(r.digits[:r.n])) && r.n-int(r.groups[r.g-1]) >= 13 && r.drop() { // 4111 … 1111 09/27
	}
	if r.n < 13 || r.n > 19 || !s.bounded(i, r.last) && r.g < 3 {
		return false
	}
	even := r.g == 1 || r.sep != '?' && r.groups[0] >= 3 && slices.Min(r.groups[:r.g]) >= 3 && slices.Max(r.groups[:r.g]) <= 7 || r.grouped(4, 4, 4, 4) || r.grouped(4, 6, 5) || r.grouped(4, 4, 4, 4, 3) || r.grouped(4, 6, 4) || r.grouped(4, 4, 4, 1) || r.grouped(6, 13) || r.grouped(8, 8)
	switch {
	case luhn(r.digits[:r.n]) && (issued(r.digits[:r.n]) && (even || cue) || cue || r.grouped(4, 4, 4, 4) || r.grouped(4, 6, 5)) && (cue || r.g > 2 || !s.mathematical(i, r.last)):
	case cue && even && (r.n == 16 || r.n == 15): // a slip in a number that is called a card's
	default:
		return false
	}
	s.hit(Card, i, r.last)
	return true
}

// luhn is the check of ISO/IEC 7812.
func luhn(d []byte) bool {
	sum, double := 0, false
	for i := len(d) - 1; i >= 0; i-- {
		x := int(d[i] - '0')
		if double {
			if x *= 2; x > 9 {
				x -= 9
			}
		}
		sum += x
		double = !double
	}
	return sum%10 == 0
}

// issued reports whether a network issues cards that begin so and are that long.
func issued(d []byte) bool {
	p := 0
	for _, c := range d[:4] {
		p = p*10 + int(c-'0')
	}
	n := len(d)
	switch {
	case p/1000 == 4:
		return n == 13 || n == 16 || n == 19
	case p/100 >= 51 && p/100 <= 55, p >= 2200 && p <= 2204, p >= 2221 && p <= 2720, p == 9792:
		return n == 16
	case p/100 == 34, p/100 == 37:
		return n == 15
	case p == 6011, p/100 == 65, p/10 >= 644 && p/10 <= 649, p/100 == 62, p/100 == 60, p/100 == 81:
		return n >= 16
	case p/100 == 35:
		return n >= 16
	case p/10 >= 300 && p/10 <= 305, p/100 == 36, p/100 == 38, p/100 == 39:
		return n >= 14
	case p/100 == 50, p/100 >= 56 && p/100 <= 69:
		return true
	}
	return false
}

// social looks for a social security number at i.
func (s *scan) social(i int) bool {
	r := s.readRun(i, " -./")
	cue := s.near(i, r.last, 9, fSecurity)
	if cue && r.n == 4 && r.g == 1 && (s.before(i, 9, fSecurity) && s.before(i, 9, fDigit) || s.shown(i)) { // the last four
		s.hit(SSN, i, i)
		return true
	}
	if s.veiled(i) {
		return true
	}
	for r.g > 3 && r.n > 9 && r.drop() {
	}
	if cue && r.grouped(3, 2) && r.sep == '-' && !s.equation { // begins 632-18
		if s.sign(r.last+1) == '-' && s.joined(r.last+1) {
			r.last++
		}
		s.hit(SSN, i, r.last)
		return true
	}
	if r.n != 9 || !s.bounded(i, r.last) && r.g < 3 {
		return false
	}
	switch {
	case r.grouped(3, 2, 4) && r.sep == '-':
		if s.sign(i-1) == '=' || s.sign(r.last+1) == '=' {
			return false
		}
	case r.grouped(3, 2, 4) && (r.sep == ' ' || r.sep == '.'):
		if !cue && (s.mathematical(i, r.last) || s.sign(i-1) == ',' || s.sign(r.last+1) == ',') {
			return false
		}
	default:
		if !cue {
			return false
		}
	}
	area, group, serial := string(r.digits[:3]), string(r.digits[3:5]), string(r.digits[5:9])
	if area == "000" || area == "666" || area[0] == '9' && !cue && !(s.personal() && r.sep == '-') || group == "00" || serial == "0000" {
		return false
	}
	s.hit(SSN, i, r.last)
	return true
}

// shown reports whether the four digits at i are called the last shortly before
// them: ends in 6789, the last 4 are 6789.
func (s *scan) shown(i int) bool {
	for k := i - 1; k >= 0 && k >= i-6; k-- {
		if s.key(k) == kEnding || s.key(k) == kLast {
			return true
		}
	}
	return false
}

// veiled takes a number of which the last four digits are shown: xxx-xx-1234,
// **** **** **** 1234.
func (s *scan) veiled(i int) bool {
	if s.length(i) != 4 || s.joined(i+1) && s.toks[i+1].kind != punct {
		return false
	}
	start, signs, crosses := int(s.toks[i].start), 0, 0
	at := start
back:
	for least := start - 24; at > 0 && at > least; at-- {
		switch c := s.b[at-1]; c {
		case '*', symbol:
			signs++
		case 'x', 'X':
			crosses++
		case '-', ' ':
			if at == start && c == ' ' && at > 1 && s.b[at-2] == ' ' {
				return false
			}
			continue
		default:
			break back
		}
		start = at - 1
	}
	if signs > 0 && crosses > 0 || start > 0 && isAlnum(s.b[start-1]) {
		return false
	}
	switch n := signs + crosses; {
	case n == 5 && s.b[int(s.toks[i].start)-1] == '-':
		s.hitBytes(SSN, start, int(s.toks[i].end))
	case n >= 8 && n <= 15, n >= 4 && s.near(i, i, 8, fCard):
		s.hitBytes(Card, start, int(s.toks[i].end))
	default:
		return false
	}
	return true
}

// bank looks for an IBAN that begins with the word i.
func (s *scan) bank(i int) bool {
	t := &s.toks[i]
	if t.end-t.start != 2 || !s.joined(i+1) || s.toks[i+1].kind != number || i > 0 && s.joined(i) && s.toks[i-1].kind != punct {
		return false
	}
	c := [2]byte{s.b[t.start] &^ 0x20, s.b[t.start+1] &^ 0x20}
	want := ibanLength(c)
	if want == 0 {
		return false
	}
	mod, n, last := 0, 0, i
	var head [4]byte
	add := func(c byte) {
		switch {
		case isDigit(c):
			mod = (mod*10 + int(c-'0')) % 97
		default:
			mod = (mod*100 + int(c&^0x20-'A') + 10) % 97
		}
	}
	for k := i; s.within(k) && n < want; k++ {
		t := &s.toks[k]
		if t.kind != word && t.kind != number {
			if t.c == '-' {
				continue
			}
			return false
		}
		for _, c := range s.b[t.start:t.end] {
			if !isAlnum(c) || c >= 0x80 {
				return false
			}
			if n < 4 {
				head[n] = c
			} else {
				add(c)
			}
			n++
		}
		last = k
	}
	if n != want {
		return false
	}
	for _, c := range head {
		if !isAlnum(c) {
			return false
		}
		add(c)
	}
	if mod != 1 || s.joined(last+1) && s.toks[last+1].kind != punct {
		return false
	}
	s.hit(IBAN, i, last)
	return true
}

// ibanLengths is the registry of ISO 13616: country and length.
const ibanLengths = "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 " +
	"FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 " +
	"MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 " +
	"ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30 "

func ibanLength(c [2]byte) int {
	for i := 0; i < len(ibanLengths); i += 5 {
		if ibanLengths[i] == c[0] && ibanLengths[i+1] == c[1] {
			return int(ibanLengths[i+2]-'0')*10 + int(ibanLengths[i+3]-'0')
		}
	}
	return 0
}

// uuid looks for 8-4-4-4-12 hexadecimal digits that begin at token i.
func (s *scan) uuid(i int) bool {
	start := int(s.toks[i].start)
	if start > 0 && isAlnum(s.b[start-1]) || start+36 > len(s.b) || start+36 < len(s.b) && isAlnum(s.b[start+36]) {
		return false
	}
	for k, c := range s.b[start : start+36] {
		if dash := k == 8 || k == 13 || k == 18 || k == 23; dash != (c == '-') || !dash && !isHex(c) {
			return false
		}
	}
	s.hitBytes(ID, start, start+36)
	return true
}

func isHex(c byte) bool { return isDigit(c) || c|0x20 >= 'a' && c|0x20 <= 'f' }
