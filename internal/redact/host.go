package redact

import "bytes"

// spelledEmail looks at the word "at" between a name and a host: maria dot
// lopez at gmail dot com, maria [at] school.edu.
func (s *scan) spelledEmail(i int) {
	left, right := i-1, i+1
	bracket := false
	if c := s.sign(left); (c == '(' || c == '[' || c == '<' || c == '{') && s.sign(right) != 0 {
		left, right, bracket = left-1, right+1, true
	}
	if w := string(s.foldedWord(right)); w == "sign" { // at sign
		right++
	} else if w == "the" && string(s.foldedWord(right+1)) == "rate" { // at the rate of
		right += 2 + btoi(s.key(right+2) == kOf)
	}
	end, mail, literal := s.spelledHost(right)
	if end < 0 || left < 0 || s.toks[left].kind == punct || s.toks[left].kind == mask {
		return
	}
	start := left
	spelled := false
	for start > 0 && start > i-24 {
		switch p := start - 1; {
		case s.key(p) == kDot || s.key(p) == kDash || s.key(p) == kUnderscore || s.key(p) == kPlus:
			if p == 0 || s.toks[p-1].kind == punct {
				goto done
			}
			start, spelled = p-1, true
			continue
		case p > 2 && (s.sign(p) == ']' || s.sign(p) == ')') && s.key(p-1) == kDot && s.sign(p-2) != 0 && s.kindAt(p-3) == word: // k [dot] l
			start, spelled = p-3, true
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
		case s.said(start) && s.toks[p].kind == word && s.joinedBySpace(start) && (s.said(p) || !s.is(p, fStop)): // mia ninety nine
			start, spelled = p, true
			continue
		case s.length(start) == 1 && s.length(p) == 1 && s.toks[start].kind == word && s.toks[p].kind == word && s.joinedBySpace(start) && !literal: // m i a
			start, spelled = p, true
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
	for k := start - 1; k > 0 && k > start-8 && s.toks[k].kind != mask; k-- { // my email is maria lopez 22 at …
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
		for k < i+24 && s.joined(k+1) && (s.kindAt(k+1) == word || s.kindAt(k+1) == number || s.sign(k+1) == '-' && s.joined(k+2)) {
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
			if end < 0 && mail && s.before(i, 9, fMailCue|fMail) { // maria at gmail
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
	for start > 0 && start > i-16 {
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
	for start > 0 && s.length(start) == 1 && s.length(start-1) == 1 && s.textOf(start)[0]|0x20 == 'w' && s.textOf(start - 1)[0]|0x20 == 'w' { // w w w
		start--
	}
	for end < i+8 && s.key(end+1) == kDot && s.is(end+2, fDomain) {
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
	for end < len(s.b) && end < start+8*reach && !isSpace(s.b[end]) && s.b[end] != '"' && s.b[end] != '<' && s.b[end] != '>' && s.b[end] != '[' {
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
		for least := start - reach; start > 0 && start > least && hostPart(s.b[start-1]) && s.b[start-1] != '.'; {
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
	for end < len(s.b) && end < start+reach && hostPart(s.b[end]) {
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
	for most := end + 8*reach; end < len(s.b) && end < most && path && !isSpace(s.b[end]) && s.b[end] != '"' && s.b[end] != '<' && s.b[end] != '>' && s.b[end] != '['; {
		end++
	}
	s.hitBytes(URL, start, s.trim(start, end))
}
