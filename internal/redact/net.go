package redact

import (
	"bytes"
	"net/netip"
)

// wordAt looks for what begins with a word: a bank account, a web address, an
// e-mail address that is spelled out.
func (s *scan) wordAt(i int) {
	t := &s.toks[i]
	switch {
	case t.key == kHTTP, t.key == kHTTPS, t.key == kFTP:
		if s.sign(i+1) == ':' && s.sign(i+2) == '/' && s.joined(i+1) && s.joined(i+2) {
			s.link(i)
			return
		}
	case t.key == kWWW:
		if s.sign(i+1) == '.' && s.joined(i+1) && s.joined(i+2) {
			s.link(i)
			return
		}
	case t.key == kAt:
		s.spelledEmail(i)
	case t.key == kDot:
		s.spelledURL(i)
	}
	if s.joined(i + 1) {
		switch {
		case s.toks[i+1].kind == number:
			s.bank(i)
			s.uuid(i)
		case s.toks[i+1].c == '-' && s.length(i) == 8:
			s.uuid(i)
		case s.toks[i+1].c == '.':
			s.host(i)
		}
	}
	if t.key == kNone && t.shape == lower && s.length(i) <= 4 && s.sign(i+1) == ':' && s.sign(i+2) == ':' {
		s.version6(i + 1)
	}
}

// localPart is what may stand before the @ of an address, besides letters.
func localPart(c byte) bool {
	return isAlnum(c) || c == '.' || c == '_' || c == '-' || c == '+' || c == '%' || c == '\''
}

func hostPart(c byte) bool { return isAlnum(c) || c == '.' || c == '-' }

// at looks at an @: an e-mail address, or a handle.
func (s *scan) at(i int) {
	at := int(s.toks[i].start)
	left := at
	for left > 0 && localPart(s.b[left-1]) {
		left--
	}
	for left < at && (s.b[left] == '.' || s.b[left] == '\'' || s.b[left] == '-') {
		left++
	}
	right := at + 1
	gap := 0
	if left == at && i > 0 && s.toks[i].spaces && s.within(i+1) && s.toks[i+1].spaces { // maria @ gmail.com
		for left > 0 && s.b[left-1] == ' ' {
			left--
		}
		for left > 0 && localPart(s.b[left-1]) {
			left--
		}
		gap++
	}
	for gap > 0 && right < len(s.b) && s.b[right] == ' ' {
		right++
	}
	end := right
	for end < len(s.b) && hostPart(s.b[end]) {
		end++
	}
	for end > right && !isAlnum(s.b[end-1]) {
		end--
	}
	if left < at && end > right {
		dot := bytes.LastIndexByte(s.b[right:end], '.')
		ok := dot > 0 && end-right-dot > 2 && allLetters(s.b[right+dot+1:end])
		if ok && (gap == 0 || isAlnum(s.b[left])) {
			s.hitBytes(Email, left, end)
			return
		}
		if k := i + 1; gap == 0 && s.is(k, fMail) && s.joined(k) { // maria@gmail, maria@gmail dot com
			last := k
			if s.key(k+1) == kDot && s.is(k+2, fDomain) {
				last = k + 2
			}
			s.hitBytes(Email, left, int(s.toks[last].end))
			return
		}
		if gap == 0 {
			if k := i + 1; s.kindAt(k) == word && s.key(k+1) == kDot && s.is(k+2, fDomain) {
				s.hitBytes(Email, left, int(s.toks[k+2].end))
				return
			}
			if i > 0 && s.joined(i) { // x@y: no address, and no handle
				return
			}
		}
	}
	if !s.joined(i+1) || s.kindAt(i+1) == punct && s.sign(i+1) != '_' || i > 0 && s.joined(i) && s.toks[i-1].kind != punct {
		return
	}
	end = at + 1
	letters := 0
	for end < len(s.b) && (isAlnum(s.b[end]) || s.b[end] == '_' || s.b[end] == '.' || s.b[end] == '-') {
		if isLetter(s.b[end]) {
			letters++
		}
		end++
	}
	for end > at+1 && (s.b[end-1] == '.' || s.b[end-1] == '-') {
		end--
	}
	if letters > 1 && end-at > 2 {
		s.hitBytes(Handle, at, end)
	}
}

func allLetters(b []byte) bool {
	for _, c := range b {
		if !isLetter(c) {
			return false
		}
	}
	return len(b) > 0
}

// spelledEmail looks at the word "at" between a name and a host: maria dot
// lopez at gmail dot com, maria [at] school.edu.
func (s *scan) spelledEmail(i int) {
	left, right := i-1, i+1
	bracket := false
	if c := s.sign(left); (c == '(' || c == '[' || c == '<' || c == '{') && s.sign(right) != 0 {
		left, right, bracket = left-1, right+1, true
	}
	end, mail, literal := s.spelledHost(right)
	if end < 0 || left < 0 || s.toks[left].kind == punct || s.toks[left].kind == mask {
		return
	}
	start := left
	spelled := false
	for start > 0 {
		switch p := start - 1; {
		case s.key(p) == kDot || s.key(p) == kDash || s.key(p) == kUnderscore || s.key(p) == kPlus:
			if p == 0 || s.toks[p-1].kind == punct {
				goto done
			}
			start, spelled = p-1, true
			continue
		case s.joined(start) && (s.toks[p].kind == word || s.toks[p].kind == number):
			start = p
			continue
		case s.joined(start) && localPart(s.toks[p].c) && s.toks[p].kind == punct && p > 0 && s.joined(p) && s.toks[p-1].kind != punct:
			start, spelled = p-1, true
			continue
		case s.toks[start].kind == number && s.toks[p].kind == word && !s.is(p, fStop) && mail:
			start = p
			continue
		}
		break
	}
done:
	first := &s.toks[start]
	if !mail && !spelled && !bracket && (literal && (first.is(fStop|fWord)) || first.is(fStop) || first.is(fWord) && !first.is(fGiven|fFamily|fAmbiguous) && !s.before(start, 5, fMailCue)) {
		return
	}
	if first.is(fStop) && !spelled {
		return
	}
	for k := start - 1; k > 0 && k > start-5; k-- { // my email is maria lopez 22 at …
		if s.is(k, fMailCue) {
			for k++; k < start && (s.key(k) == kIs || s.sign(k) == ':' || s.is(k, fStop)); k++ {
			}
			start = min(start, k)
			break
		}
	}
	s.hit(Email, start, end)
}

// spelledHost returns the last token of a host that begins at i, whether it is
// one that carries mail, and whether its dots are dots; -1 where there is none.
func (s *scan) spelledHost(i int) (end int, mail, literal bool) {
	if !s.within(i) || s.toks[i].kind != word && s.toks[i].kind != number {
		return -1, false, false
	}
	mail = s.is(i, fMail)
	end = -1
	k := i
	for {
		for s.joined(k+1) && (s.kindAt(k+1) == word || s.kindAt(k+1) == number || s.sign(k+1) == '-' && s.joined(k+2)) {
			k++
		}
		next := k + 1
		switch {
		case s.key(next) == kDot:
			next++
		case (s.sign(next) == '(' || s.sign(next) == '[' || s.sign(next) == '<' || s.sign(next) == '{') && s.key(next+1) == kDot && s.sign(next+2) != 0:
			next += 3
		case s.sign(next) == '.' && s.within(next+1) && (s.joined(next) == s.joined(next+1)) && s.kindAt(next+1) == word && !s.toks[next+1].first || s.sign(next) == '.' && s.joined(next) && s.joined(next+1) && s.kindAt(next+1) == word:
			next++
			literal = true
		default:
			if end < 0 && mail && s.before(i, 9, fMailCue) { // maria at gmail
				return k, mail, false
			}
			return end, mail, literal
		}
		if s.kindAt(next) != word || !s.within(next) {
			return end, mail, literal
		}
		k = next
		if s.is(next, fDomain) {
			end = next
		}
	}
}

// spelledURL looks at the word "dot" before com and its like.
func (s *scan) spelledURL(i int) {
	if !s.is(i+1, fDomain) || i == 0 || s.toks[i-1].kind == punct || s.toks[i-1].kind == mask || s.is(i-1, fStop) || s.is(i+1, fStop) {
		return
	}
	start, end := i-1, i+1
	for start > 0 {
		if s.joined(start) && (s.toks[start-1].kind == word || s.toks[start-1].kind == number) {
			start--
		} else if s.joined(start) && (s.sign(start-1) == '-' || s.sign(start-1) == '.') && s.joined(start-1) && start > 1 && s.toks[start-2].kind == word {
			start -= 2
		} else if start > 1 && s.key(start-1) == kDot && s.toks[start-2].kind == word {
			start -= 2
		} else {
			break
		}
	}
	for s.key(end+1) == kDot && s.is(end+2, fDomain) {
		end += 2
	}
	if s.within(end+1) && string(s.textOf(end+1)) == "slash" && s.within(end+2) {
		end += 2
	}
	s.hit(URL, start, end)
}

// link takes all up to the next space that may belong to a web address.
func (s *scan) link(i int) {
	start := int(s.toks[i].start)
	end := start
	for end < len(s.b) && !isSpace(s.b[end]) && s.b[end] != '"' && s.b[end] != '<' && s.b[end] != '>' && s.b[end] != '[' {
		end++
	}
	if end = s.trim(start, end); end > start+6 {
		s.hitBytes(URL, start, end)
	}
}

// trim takes the marks of a sentence off the end of an address.
func (s *scan) trim(start, end int) int {
	for end > start {
		switch c := s.b[end-1]; c {
		case '.', ',', ';', ':', '!', '?', '\'', '*', ']', '}', symbol:
			end--
			continue
		case ')':
			if bytes.Count(s.b[start:end], []byte("(")) < bytes.Count(s.b[start:end], []byte(")")) {
				end--
				continue
			}
		}
		break
	}
	return end
}

// host looks for a web address without a scheme: maria-blog.example.com/about.
func (s *scan) host(i int) {
	start := int(s.toks[i].start)
	if i > 0 && s.joined(i) {
		for start > 0 && hostPart(s.b[start-1]) && s.b[start-1] != '.' {
			start--
		}
		if start > 0 {
			switch c := s.b[start-1]; {
			case c == '@', c == '/', c == '.', c == '_', isAlnum(c):
				return
			}
		}
		for start < len(s.b) && s.b[start] == '-' {
			start++
		}
	}
	end := start
	for end < len(s.b) && hostPart(s.b[end]) {
		end++
	}
	for end > start && !isAlnum(s.b[end-1]) {
		end--
	}
	name := s.b[start:end]
	dot := bytes.LastIndexByte(name, '.')
	if dot < 1 || end < len(s.b) && s.b[end] == '@' {
		return
	}
	var low [maxWord]byte
	tld := name[dot+1:]
	if len(tld) < 2 || len(tld) >= maxWord || !allLetters(tld) || bytes.Contains(name, []byte("..")) {
		return
	}
	for k, c := range tld {
		low[k] = c | 0x20
	}
	e, _ := lex.find(low[:len(tld)])
	path := end < len(s.b) && (s.b[end] == '/' && end+1 < len(s.b) && (isAlnum(s.b[end+1]) || s.b[end+1] == '~' || s.b[end+1] == '@' || s.b[end+1] == '_') || s.b[end] == ':' && end+1 < len(s.b) && isDigit(s.b[end+1]))
	switch {
	case path && (e.is(fDomain|fCountry) || dot > 2 && len(tld) < 7):
	case dot < 2:
		return
	case e.is(fStop) || !e.is(fDomain):
		return
	case e.is(fWord) || e.is(fCountry): // a full stop without its space?
		if tld[0] < 'a' || bytes.Count(name, []byte(".")) < 2 && s.toks[i].is(fWord) && !e.is(0) {
			return
		}
		if len(tld) == 2 && bytes.Count(name, []byte(".")) < 2 && s.toks[i].is(fWord|fStop) {
			return
		}
	case tld[0] < 'a' && name[0] >= 'a':
		return
	}
	for end < len(s.b) && path && !isSpace(s.b[end]) && s.b[end] != '"' && s.b[end] != '<' && s.b[end] != '>' && s.b[end] != '[' {
		end++
	}
	s.hitBytes(URL, start, s.trim(start, end))
}

// version4 looks for an IP address of version 4 that begins with the number i.
func (s *scan) version4(i int) bool {
	if !s.joined(i+1) || s.sign(i+1) != '.' {
		return false
	}
	last := i
	for n := 0; ; n++ {
		v := 0
		if s.length(last) > 3 {
			return false
		}
		for _, c := range s.textOf(last) {
			v = v*10 + int(c-'0')
		}
		if v > 255 || s.length(last) > 1 && s.textOf(last)[0] == '0' {
			return false
		}
		if n == 3 {
			break
		}
		if s.sign(last+1) != '.' || !s.joined(last+1) || !s.joined(last+2) || s.kindAt(last+2) != number {
			return false
		}
		last += 2
	}
	if !s.bounded(i, last) || s.key(i-1) == kVersion || s.is(i-1, fToken) || s.before(i, 2, fToken) && !s.near(i, last, 6, fSite) || s.key(i-2) == kVersion {
		return false
	}
	if !s.near(i, last, 8, fNet) && (string(s.textOf(i)) != "10" && s.toks[last].end-s.toks[i].start < 9 || s.equation || s.near(i, last, 5, fCompute) || s.near(i, last, 2, fToken)) {
		return false // 3.2.1.4 may be a section
	}
	if c := s.sign(last + 1); (c == '/' || c == ':') && s.joined(last+1) && s.joined(last+2) && s.kindAt(last+2) == number {
		last += 2
	}
	s.hit(IP, i, last)
	return true
}

// version6 looks for an IP address of version 6 around the colon i.
func (s *scan) version6(i int) {
	b, at := s.b, int(s.toks[i].start)
	start, end := at, at
	part := func(c byte) bool { return isHex(c) || c == ':' || c == '.' }
	for start > 0 && part(b[start-1]) {
		start--
	}
	for end < len(b) && part(b[end]) {
		end++
	}
	for end > start && b[end-1] == '.' {
		end--
	}
	if end-start < 3 || start > 0 && (isAlnum(b[start-1]) || b[start-1] == '_') || end < len(b) && (isAlnum(b[end]) || b[end] == '_') || bytes.Count(b[start:end], []byte(":")) < 2 {
		return
	}
	if b[end-1] == ':' && !bytes.HasSuffix(b[start:end], []byte("::")) {
		end--
	}
	addr, err := netip.ParseAddr(string(b[start:end]))
	if err != nil {
		return
	}
	hex, digits := 0, 0
	for _, c := range b[start:end] {
		if isHex(c) {
			digits++
			if !isDigit(c) {
				hex++
			}
		}
	}
	if digits < 6 && !addr.IsLoopback() && !addr.IsLinkLocalUnicast() || hex == 0 && digits < 16 && !addr.IsLoopback() && digits < 8 {
		return
	}
	if end < len(b) && b[end] == '/' && end+1 < len(b) && isDigit(b[end+1]) {
		for end++; end < len(b) && isDigit(b[end]); end++ {
		}
	} else if end < len(b) && b[end] == '%' {
		for end++; end < len(b) && isAlnum(b[end]); end++ {
		}
	}
	s.hitBytes(IP, start, end)
}

// underscored looks at an underscore within a name such as maria_k08, where no
// sum is near.
func (s *scan) underscored(i int) {
	if !s.joined(i) || i == 0 || s.toks[i-1].kind == punct || s.toks[i-1].kind == mask || s.sums() {
		return
	}
	start := s.wholeStart(i - 1)
	if start < 0 || start > 0 && (s.b[start-1] == '@' || s.b[start-1] == '/' || s.b[start-1] == '\\' || s.b[start-1] == '$' || s.b[start-1] == '{') {
		return
	}
	end := int(s.toks[i].end)
	for end < len(s.b) && (isAlnum(s.b[end]) || s.b[end] == '_' || s.b[end] == '.') {
		end++
	}
	for end > start && s.b[end-1] == '.' {
		end--
	}
	letters := 0
	for _, c := range s.b[start:end] {
		if isLetter(c) {
			letters++
		}
	}
	if letters >= 4 && end-start >= 6 && (end == len(s.b) || s.b[end] != '(' && s.b[end] != '/') && !s.known2(s.b[start:s.toks[i].start]) {
		s.hitBytes(Handle, start, end)
	}
}

// known2 reports whether w is a name of mathematics that takes an index: log_10.
func (s *scan) known2(w []byte) bool {
	switch string(w) {
	case "log", "lim", "sum", "max", "min", "int", "prod", "sqrt":
		return true
	}
	return len(w) < 2
}

// tagged looks at a #: name#1234.
func (s *scan) tagged(i int) {
	if i == 0 || !s.joined(i) || !s.joined(i+1) || s.kindAt(i+1) != number || s.length(i+1) != 4 || s.joined(i+2) && s.toks[i+2].kind != punct {
		return
	}
	start := s.wholeStart(i - 1)
	if start < 0 || s.is(i-1, fToken) || s.toks[i-1].kind == mask || s.is(i-1, fAccount|fNumber) {
		return
	}
	s.hitBytes(Handle, start, int(s.toks[i+1].end))
}

// wholeStart returns where the run of letters, digits, dots and underscores
// that ends with token k begins, or -1.
func (s *scan) wholeStart(k int) int {
	start := int(s.toks[k].end)
	for start > 0 && (isAlnum(s.b[start-1]) || s.b[start-1] == '_' || s.b[start-1] == '.' || s.b[start-1] == '-') {
		start--
	}
	if start == int(s.toks[k].end) {
		return -1
	}
	return start
}
