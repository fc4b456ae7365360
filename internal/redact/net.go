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
	for left > 0 && left > at-reach && localPart(s.b[left-1]) {
		left--
	}
	for left < at && (s.b[left] == '.' || s.b[left] == '\'' || s.b[left] == '-') {
		left++
	}
	right := at + 1
	gap := 0
	if left == at && i > 0 && s.toks[i].spaces && s.within(i+1) && s.toks[i+1].spaces { // maria @ gmail.com
		for left > 0 && left > at-reach && s.b[left-1] == ' ' {
			left--
		}
		for left > 0 && left > at-2*reach && localPart(s.b[left-1]) {
			left--
		}
		gap++
	}
	for gap > 0 && right < len(s.b) && right < at+reach && s.b[right] == ' ' {
		right++
	}
	if last := s.literalHost(i); last > 0 && left < at {
		s.hitBytes(Email, left, int(s.toks[last].end))
		return
	}
	if left < at && gap == 0 && s.within(i+1) && s.toks[i+1].spaces && !s.toks[i+1].line && s.kindAt(i+1) == word && s.joined(i+2) && s.sign(i+2) == '.' { // mia@ example.com
		right++
	}
	if left == at && i > 1 && s.toks[i].spaces && s.joined(i+1) && s.b[at-1] == ' ' { // mia.lopez @example.com
		from := at - 1
		for from > 0 && from > at-reach && localPart(s.b[from-1]) {
			from--
		}
		if w := s.b[from : at-1]; oddName(w) && !isDigit(w[0]) && bytes.IndexByte(w, '.') != 0 {
			left = from
		}
	}
	end := right
	for end < len(s.b) && end < right+reach && hostPart(s.b[end]) {
		end++
	}
	for end > right && !isAlnum(s.b[end-1]) {
		end--
	}
	if k := s.tokenAt(end); end > right && bytes.IndexByte(s.b[right:end], '.') < 0 && left < at && (s.sign(k) == '.' && s.toks[k].spaces || s.sign(k) == ',' && s.joined(k)) && s.joined(k+1) && s.is(k+1, fDomain) && !s.is(k+1, fStop) { // mia@example .com
		s.hitBytes(Email, left, int(s.toks[k+1].end))
		return
	}
	if last, _, _ := s.spelledHost(i + 1); gap > 0 && left < at && last > 0 { // mia @ example dot com
		s.hitBytes(Email, left, int(s.toks[last].end))
		return
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
			if i > 0 && s.joined(i) { // x@y: no handle, and sooner a rate than an address
				if letters(s.b[left:at]) > 2 && letters(s.b[right:end]) > 2 && !s.equation && s.about&fCompute == 0 && (s.before(i, 12, fMailCue) || s.is(i+1, fDomain)) {
					s.hitBytes(Email, left, end)
				}
				return
			}
		}
	}
	if !s.joined(i+1) || s.kindAt(i+1) == punct && s.sign(i+1) != '_' || i > 0 && s.joined(i) && s.toks[i-1].kind != punct {
		return
	}
	end = at + 1
	letters := 0
	for end < len(s.b) && end < at+reach && (isAlnum(s.b[end]) || s.b[end] == '_' || s.b[end] == '.' || s.b[end] == '-') {
		if isLetter(s.b[end]) {
			letters++
		}
		end++
	}
	for end > at+1 && (s.b[end-1] == '.' || s.b[end-1] == '-') {
		end--
	}
	if letters > 1 && end-at > 2 && !s.decorates(i+1, end) {
		s.hitBytes(Handle, at, end)
	}
}

// decorates reports whether the word at k, which ends at the byte end, is written
// after an @ in code and names nobody: @app.route("/"), @property.
func (s *scan) decorates(k, end int) bool {
	if end < len(s.b) && (s.b[end] == '(' || s.b[end] == '/') {
		return true
	}
	switch string(s.foldedWord(k)) {
	case "property", "staticmethod", "classmethod", "dataclass", "override", "media", "import", "param", "return", "returns", "author", "deprecated", "test",
		"everyone", "here", "channel", "all", "echo", "abstractmethod", "component", "injectable", "autowired", "include", "extend", "apply", "tailwind", "keyframes":
		return end == int(s.toks[k].end)
	}
	return false
}

// literalHost returns the last token of an address in numbers after the @ at i,
// with or without brackets, or 0.
func (s *scan) literalHost(i int) int {
	k := i + 1
	bracket := s.sign(k) == '['
	if bracket {
		k++
	}
	for n := 0; n < 4; n++ {
		if s.kindAt(k) != number || !s.joined(k) || s.length(k) > 3 || n < 3 && (s.sign(k+1) != '.' || !s.joined(k+1)) {
			return 0
		}
		k += 2
	}
	if k -= 2; bracket && s.sign(k+1) == ']' {
		k++
	}
	return k
}

// letters counts the letters of w.
func letters(w []byte) (n int) {
	for _, c := range w {
		if isLetter(c) {
			n++
		}
	}
	return n
}

func allLetters(b []byte) bool {
	for _, c := range b {
		if !isLetter(c) {
			return false
		}
	}
	return len(b) > 0
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
	for start > 0 && start > at-reach && part(b[start-1]) {
		start--
	}
	for end < len(b) && end < at+reach && part(b[end]) {
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
	if !s.joined(i) || i == 0 || s.toks[i-1].kind == punct || s.toks[i-1].kind == mask || s.equation || s.about&fCompute != 0 || s.sums() && s.about&(fSite|fUser) == 0 {
		return
	}
	start := s.wholeStart(i - 1)
	if start < 0 || start > 0 && (s.b[start-1] == '@' || s.b[start-1] == '/' || s.b[start-1] == '\\' || s.b[start-1] == '$' || s.b[start-1] == '{') {
		return
	}
	end := int(s.toks[i].end)
	for end < len(s.b) && end < start+2*reach && (isAlnum(s.b[end]) || s.b[end] == '_' || s.b[end] == '.') {
		end++
	}
	for end > start && s.b[end-1] == '.' {
		end--
	}
	if at := start - len("live:"); at >= 0 && string(s.b[at:start]) == "live:" { // as Skype has it
		start = at
	}
	letters := 0
	for _, c := range s.b[start:end] {
		if isLetter(c) {
			letters++
		}
	}
	if s.is(i+1, fNumber|fBirth) && s.joined(i+1) && int(s.toks[i+1].end) == end { // student_id, the name of a field
		return
	}
	if letters >= 4 && end-start >= 5 && (end == len(s.b) || s.b[end] != '(' && s.b[end] != '/') && !s.indexed(s.b[start:s.toks[i].start]) {
		s.hitBytes(Handle, start, end)
	}
}

// indexed reports whether w is a name of mathematics that takes an index: log_10.
func (s *scan) indexed(w []byte) bool {
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
	for least := start - reach; start > 0 && start > least && (isAlnum(s.b[start-1]) || s.b[start-1] == '_' || s.b[start-1] == '.' || s.b[start-1] == '-'); {
		start--
	}
	if start == int(s.toks[k].end) {
		return -1
	}
	return start
}
