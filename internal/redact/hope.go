package redact

// A hope is how much what stands before a word says that a name follows.
type hope uint8

const (
	none hope = iota
	some      // "with …": a capital letter makes it a name
	firm      // "my friend …": a word that is no word makes it a name
	sure      // "my name is …": anything but grammar is a name
)

// acts reports whether token k is a verb as it follows a name: walks, walked.
func (s *scan) acts(k int) bool {
	if !s.within(k) || s.toks[k].kind != word || s.toks[k].shape != lower || !s.is(k, fWord) || s.is(k, fTheorem|fStop) || s.length(k) < 4 {
		return false
	}
	w := s.textOf(k)
	return w[len(w)-1] == 's' && w[len(w)-2] != 's' || w[len(w)-1] == 'd' && w[len(w)-2] == 'e'
}

// pair reports whether token i is one of "me and …" or "… and i".
func (s *scan) pair(i int) bool {
	return s.key(i-1) == kAnd && s.is(i-2, fMe) && s.key(i-2) != kI && !s.is(i, fStop) || s.key(i+1) == kAnd && s.is(i+2, fMe) && !s.is(i, fStop) && s.toks[i].first
}

// hopes weighs what stands before token i.
func (s *scan) hopes(i int) hope {
	p := i - 1
	if p < 0 {
		if s.key(i+1) == kHere {
			return some
		}
		return none
	}
	t, prev := &s.toks[i], &s.toks[p]
	if prev.kind == punct {
		return s.hopesAfterSign(i)
	}
	if prev.kind != word {
		return none
	}
	if t.line && !prev.is(fClose) {
		return none
	}
	switch prev.key {
	case kIs, kWas:
		if s.key(p-1) == kName && !s.is(p-2, fToken|fSite) {
			return sure
		}
		if s.key(p-1) == kThis || s.key(p-1) == kHere {
			return firm
		}
	case kNameIs:
		return sure
	case kNames:
		if s.is(p-1, fOwn) {
			return sure
		}
	case kIm:
		return firm
	case kAm:
		if s.key(p-1) == kI {
			return firm
		}
	case kMe:
		if s.key(p-1) == kCall || s.key(p-1) == kCalled {
			return sure
		}
	case kNamed:
		if s.before(p, 3, fKin|fSomebody) || s.is(p-1, fMe) || s.soCalled(p-1) {
			return sure
		}
		return some
	case kCalled:
		if s.before(p, 4, fKin|fMe|fOwn|fSomebody) {
			return firm
		}
		return none
	case kSigned, kDear:
		return firm
	case kYou:
		if s.key(p-1) == kThank {
			return firm
		}
		return none
	case kIts:
		if s.key(i+1) == kHere || string(s.foldedWord(i+1)) == "again" {
			return firm
		}
		return some
	case kBy:
		if w := s.going(p - 1); w == "go" || w == "goes" || w == "going" || w == "went" {
			return sure
		}
	}
	switch {
	case prev.is(fTitle) && s.kindAt(p-1) != number:
		return sure
	case prev.is(fKin) && prev.stem == prev.end && (s.is(p-1, fOwn) || s.is(p-2, fOwn) || s.is(p-3, fOwn)):
		return firm
	case prev.is(fRank):
		return firm
	case prev.is(fKin):
		return some
	case prev.is(fGreet) && (prev.first || s.is(p-1, fGreet) || p == 0 || s.toks[p-1].kind == punct || s.is(p-1, fStop)):
		return firm
	case prev.is(fClose) && (t.line || s.capital(i) && s.is(p-1, fClose) && s.alone(i)): // yours truly Percival
		return firm
	case prev.is(fLead), prev.is(fTell), prev.is(fAux) && prev.first:
		return some
	case s.toks[i].shape == title && s.vocative(i) && s.before(i, 4, fGreet): // thank you so much, …
		return firm
	case prev.is(fIntro):
		return sure
	case p > 1 && s.capital(i) && (string(s.foldedWord(p)) == "boy" || string(s.foldedWord(p)) == "girl") && s.personalUr(p-1): // its ur boy Stavros
		return firm
	case prev.marked(mAm) && s.capital(i) && !s.is(i, fCapital): // soy Macarena
		return some
	case p > 0 && prev.is(fParticle) && string(s.foldedWord(p-1)) == "bin" && s.capital(i) && !germanKin(s.foldedWord(i)): // ich bin der Korbinian
		return some
	case p > 0 && prev.kind == word && s.is(p-1, fIntro) && linksName(s.foldedWord(p)): // nazywam się, nama saya
		return sure
	}
	return none
}

// soCalled reports whether token k says who is named so: she's, is, they are.
func (s *scan) soCalled(k int) bool {
	if s.about&fLetters != 0 || s.about&fTheorem != 0 {
		return false
	}
	switch string(s.foldedWord(k)) {
	case "he's", "she's", "hes", "shes":
		return true
	}
	return s.key(k) == kIs && (string(s.foldedWord(k-1)) == "he" || string(s.foldedWord(k-1)) == "she" || s.is(k-1, fKin))
}

// germanKin reports whether w is who somebody is to somebody, which German writes
// with a capital.
func germanKin(w []byte) bool {
	switch string(w) {
	case "mutter", "vater", "mama", "papa", "oma", "opa", "schwester", "bruder", "tante", "onkel", "lehrer", "lehrerin", "schuler", "schulerin", "neue", "beste",
		"erste", "letzte", "tochter", "sohn", "freundin", "freund":
		return true
	}
	return false
}

// linksName reports whether w stands between my name and the name in other
// languages: nazywam się, nama saya, nimi on.
func linksName(w []byte) bool {
	switch string(w) {
	case "sie", "se", "sa", "saya", "aku", "meu", "mio", "on", "ole", "je", "em", "de", "este", "er", "ar", "is", "לי":
		return true
	}
	return false
}

// going is the word at k in lower case, where it is short and plain.
func (s *scan) going(k int) string {
	if !s.within(k) || s.toks[k].kind != word {
		return ""
	}
	switch w := string(s.textOf(k)); w {
	case "go", "goes", "going", "went":
		return w
	}
	return ""
}

// hopesAfterSign is hopes where a sign stands before token i.
func (s *scan) hopesAfterSign(i int) hope {
	p := i - 1
	t := &s.toks[i]
	alone := s.alone(i)
	switch s.toks[p].c {
	case '.':
		if s.is(p-1, fTitle) && s.joined(p) {
			return sure
		}
	case ':', '=':
		if s.key(p-1) == kName || s.key(p-1) == kNames || s.is(p-1, fIntro) {
			return sure
		}
		if s.is(p-1, fKin|fRank) {
			return firm
		}
	case ',':
		switch {
		case s.is(p-1, fClose) && alone, s.is(p-1, fClose) && !s.is(p-1, fGreet) && s.capital(i) && (s.length(i) == 1 || s.is(p-2, fClose)):
			return firm
		case s.is(p-1, fGreet):
			return firm
		case s.is(p-1, fKin) && s.is(p-2, fOwn):
			return some
		}
	case '-', '~':
		if alone && (t.spaces || t.line || s.toks[p].spaces || s.toks[p].line || p == 0 || s.toks[p-1].kind == punct) && s.length(i) > 2 {
			return firm
		}
	case '!', '\n':
		if s.is(p-1, fClose) && alone {
			return firm
		}
	case '"', '\'', '(':
		if p > 0 && (s.key(p-1) == kNamed || s.key(p-1) == kNameIs) {
			return sure
		}
	}
	if t.line && alone && s.is(p-1, fClose) {
		return firm
	}
	return none
}

// alone reports whether token i and at most two more words end the text or line.
func (s *scan) alone(i int) bool {
	k := i + 1
	for s.length(k-1) == 1 && s.sign(k) == '.' && s.joinedBySpace(k+1) { // T. Holloway
		k += 2
	}
	for n := 0; n < 3 && s.within(k) && s.toks[k].kind == word && !s.toks[k].line; n++ {
		k++
		if s.length(k-1) == 1 && s.sign(k) == '.' && s.joined(k) {
			k++
		}
	}
	for s.sign(k) == '.' || s.sign(k) == '!' || s.sign(k) == symbol || s.sign(k) == ')' {
		k++
	}
	return !s.within(k) || s.toks[k].line
}

// closes reports whether a clause ends before k, or goes on as after a name.
func (s *scan) closes(k int) bool {
	if !s.within(k) || s.toks[k].line {
		return true
	}
	t := &s.toks[k]
	if t.kind == punct {
		return t.c == '.' || t.c == ',' || t.c == '!' || t.c == '?' || t.c == ')' || t.c == ';' || t.c == '\''
	}
	return t.kind == word && t.is(fStop|fSay|fDo|fFamily)
}

// vocative reports whether token i is spoken to: "…, Xochitl." or "Xochitl, can
// you …".
func (s *scan) vocative(i int) bool {
	after := s.sign(i + 1)
	ends := !s.within(i+1) || after == '.' || after == '!' || after == '?' || after == ','
	if !ends {
		return false
	}
	if s.before(i, 4, fGreet) && after != ',' {
		return true
	}
	if s.sign(i-1) == ',' {
		return i > 1 && s.toks[i-2].kind == word && !s.capital(i-2) && !s.toks[i].is(fMonth|fWeekday)
	}
	return s.toks[i].first && after == ',' && (s.is(i+2, fStop) || s.is(i+2, fOwn)) && !s.toks[i].is(fWord)
}

// saysHere reports whether "here" follows the name that begins at i: Maria here.
func (s *scan) saysHere(i int) bool {
	return s.key(i+1) == kHere && (s.sign(i+2) != 0 || !s.within(i+2))
}

// inTime reports whether token i is a month or day as time has it.
func (s *scan) inTime(i int) bool {
	return s.kindAt(i+1) == number && s.within(i+1) || s.sign(i+1) == ',' && s.kindAt(i+2) == number || s.is(i-1, fStop) && s.key(i-1) != kWith
}

// personalUr reports whether token k is your, as those write who announce themselves.
func (s *scan) personalUr(k int) bool {
	switch string(s.foldedWord(k)) {
	case "ur", "your", "yo", "ya":
		return true
	}
	return false
}
