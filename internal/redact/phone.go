package redact

// phone looks for a telephone number at i, which is a number, a plus or a
// bracket.
func (s *scan) phone(i int) bool {
	start, plus, bracket := i, false, false
	if s.sign(i) == '+' {
		if !s.joined(i+1) || s.kindAt(i+1) != number && s.sign(i+1) != '(' || i > 0 && s.joined(i) && s.toks[i-1].kind != punct {
			return false
		}
		plus = true
		i++
	}
	if s.sign(i) == '(' {
		if s.kindAt(i+1) != number || s.sign(i+2) != ')' || s.joined(i) && i > start || i > 0 && s.joined(i) && s.kindAt(i-1) == word && !plus {
			if s.sign(i+1) != '+' {
				return false
			}
		}
		if s.sign(i+1) == '+' {
			return false // the plus will be asked
		}
		bracket = true
		i++
	}
	if i > start || !s.withinNumber(i) {
		return s.dialled(start, i, plus, bracket)
	}
	return false
}

// withinNumber reports whether number i goes on from what stands before it, so
// that whoever began there has judged it.
func (s *scan) withinNumber(i int) bool {
	switch c := s.sign(i - 1); {
	case c == '+' && s.joined(i), c == '(' && s.sign(i+1) == ')' && s.length(i) <= 4:
		return true
	case (c == '-' || c == '.' || c == '/' || c == ')') && s.kindAt(i-2) == number && i > 1 && s.toks[i].spaces == s.toks[i-1].spaces:
		return true
	}
	return false
}

// dialled judges the run of digits from i on.
func (s *scan) dialled(start, i int, plus, bracket bool) bool {
	r := s.readRun(i, " -./()_")
	k := r.last
	if c := s.sign(k + 1); (c == '-' || c == '.') && s.joined(k+1) && s.sign(k+2) == '(' && (plus || r.n == 1) {
		k++
	}
	for s.sign(k+1) == '(' && s.kindAt(k+2) == number && s.sign(k+3) == ')' && (s.kindAt(k+4) == number || s.sign(k+4) == '-' && s.kindAt(k+5) == number) { // +44 (0) 20 …, 1 (555) …
		if s.sign(k+4) == '-' {
			k++
		}
		more := s.readRun(k+4, " -./_")
		if r.n+more.n+4 > 20 || r.g+more.g+1 > len(r.groups) {
			break
		}
		area := k + 2
		if s.kindAt(area) != number {
			area = k + 1
		}
		copy(r.digits[r.n:], s.textOf(area))
		r.n += s.length(area)
		r.groups[r.g], r.ends[r.g] = uint8(s.length(area)), area
		r.g++
		copy(r.digits[r.n:], more.digits[:more.n])
		r.n += more.n
		copy(r.ends[r.g:], more.ends[:more.g])
		r.g += copy(r.groups[r.g:], more.groups[:more.g])
		r.last, r.sep, bracket = more.last, '?', true
		k = r.last
	}
	if r.g == 2 && r.sep == '.' && r.groups[0] == 1 && r.digits[0] == '0' { // 0.000000812
		return false
	}
	if r.n < 7 || !s.bounded(i, r.last) {
		return s.vanity(start, i, r)
	}
	if r.grouped(3, 2, 4) && !plus || r.digits[0] == '0' && i > 0 && s.toks[i-1].kind == number && !s.near(start, r.last, 10, fCall) {
		return false // a social security number that is none; the middle of something longer
	}
	if isDate(&r) && !plus {
		return false
	}
	for {
		cue := s.near(start, r.last, 10, fCall) || s.ending(r.last) > r.last
		sum := s.mathematical(start, r.last)
		if s.telephone(&r, plus, bracket, cue, sum) {
			s.hit(Phone, start, s.ending(r.last))
			return true
		}
		if r.g < 3 || r.n < 10 || !r.drop() { // 512 555 0143 4 pm
			return false
		}
	}
}

// telephone reports whether digits in such groups are a telephone number.
func (s *scan) telephone(r *run, plus, bracket, cue, sum bool) bool {
	d := r.digits[:r.n]
	american := func(d []byte) bool { return d[0] >= '2' && len(d) == 10 }
	switch {
	case plus:
		return r.n >= 8 && r.n <= 15 && (r.g > 1 || r.n >= 9) && (cue || !sum || r.g > 2)
	case r.n == 10 && (r.grouped(3, 3, 4) || r.grouped(3, 7) || r.grouped(3, 3, 2, 2)) && american(d):
		if bracket || r.sep == '-' || r.sep == '.' || r.sep == '?' || r.sep == '/' {
			return cue || !sum && !(s.equation && s.about&fCompute != 0) || bracket && r.sep != ' ' && !s.equation
		}
		return cue || !sum && d[3] >= '2' && s.personal()
	case r.n == 11 && d[0] == '1' && (r.grouped(1, 3, 3, 4) || r.grouped(1, 10) || r.grouped(1, 3, 7)) && american(d[1:]):
		return cue || !sum
	case r.g == 1 && r.n == 11 && d[0] == '1' && american(d[1:]), r.g == 1 && r.n == 10 && american(d) && d[3] >= '2':
		return cue || !sum && s.about&fSum == 0 && (r.n == 10 || s.plainDigits(r.last)) && (s.personal() || s.plainDigits(r.last)) && !s.equation
	case d[0] == '0' && r.g > 1 && r.n >= 9 && r.n <= 15 && r.groups[r.g-1] >= 2:
		return cue || !sum
	case d[0] == '0' && r.n >= 9 && r.n <= 12:
		return cue || r.g == 1 && (r.n == 10 || r.n == 11) && d[1] != '0' && (s.personal() || s.plainDigits(r.last)) && !sum && s.about&fSum == 0 && !s.equation
	case bracket && r.n >= 9 && r.n <= 13 && r.g > 1:
		return cue || !sum
	case r.grouped(3, 4, 4) && r.sep == '-' && d[0] <= '1': // 138-5550-1234
		return cue || !sum
	case r.n == 7 && r.grouped(3, 4):
		return cue && s.about&fCompute == 0 || !sum && !s.sums()
	case r.n >= 8 && r.n <= 14 && r.g > 1 && r.g < 7:
		return cue && (!sum || r.g > 2)
	case r.n >= 7 && r.n <= 12 && r.g == 1:
		return cue && !sum && s.about&fSum == 0
	}
	return false
}

// isDate reports whether the groups are those of a date.
func isDate(r *run) bool {
	return r.grouped(4, 2, 2) && (r.digits[0] == '1' || r.digits[0] == '2') || r.grouped(2, 2, 4) && r.n == 8 || r.grouped(1, 2, 4) || r.grouped(2, 1, 4) || r.grouped(4, 4) && (r.sep != ' ' || r.digits[0] < '3' || r.digits[0] == '0')
}

// ending takes in an extension after the token j.
func (s *scan) ending(j int) int {
	k := j + 1
	if s.sign(k) == ',' {
		k++
	}
	switch {
	case (s.key(k) == kExt || s.key(k) == kX) && s.sign(k+1) == '.' && s.kindAt(k+2) == number && s.within(k+2):
		return k + 2
	case (s.key(k) == kExt || s.key(k) == kX) && s.within(k+1) && s.kindAt(k+1) == number && s.length(k+1) <= 6:
		return k + 1
	case s.sign(k) == '#' && s.joined(k+1) && s.kindAt(k+1) == number && s.length(k+1) <= 5:
		return k + 1
	}
	return j
}

// vanity takes 1-800-FLOWERS.
func (s *scan) vanity(start, i int, r run) bool {
	k := r.last + 2
	if !(r.grouped(1, 3) && r.digits[0] == '1' || r.grouped(3) && s.near(start, r.last, 6, fCall)) || s.sign(k-1) != '-' || s.kindAt(k) != word ||
		s.toks[k].shape != upper || s.toks[k].spaces {
		return false
	}
	n, last := s.length(k), k
	for s.sign(last+1) == '-' && s.joined(last+2) && (s.kindAt(last+2) == word && s.toks[last+2].shape == upper || s.kindAt(last+2) == number) {
		last += 2
		n += s.length(last)
	}
	if n < 6 || n > 9 {
		return false
	}
	s.hit(Phone, start, last)
	return true
}

// spoken looks for numbers said digit by digit: "five five five, one two …", and
// for digits with a spelled separator: 555 dash 0134. After a cue numbers above
// nine count as well: one sixty-two.
func (s *scan) spoken() {
	for i := 0; i < len(s.toks); i++ {
		if !s.digitAt(i) {
			continue
		}
		n, words, last := s.saidDigits(i, false)
		if words >= 3 && s.saidPhone(i, last, n) {
			continue
		}
		wide, wideWords, wideLast := s.saidDigits(i, true)
		if max(words, wideWords) >= 3 {
			s.saidNumber(i, wideLast, wide)
		}
		i = max(i, last)
	}
}

// saidDigits reads digits from token i on: how many there are, how many tokens
// are words, and the last of them. Tens and hundreds are taken in where tens is.
func (s *scan) saidDigits(i int, tens bool) (n, words, last int) {
	last = i
	for k := i; s.within(k); k++ {
		t := &s.toks[k]
		switch {
		case s.digitAt(k):
			switch {
			case t.kind == number:
				n += s.length(k)
			case t.key == kDouble:
				n++
			case t.key == kTriple:
				n += 2
			case k > i && s.ten(k-1): // sixty two
			default:
				n++
			}
		case tens && t.is(fTeen), tens && s.ten(k), tens && string(s.foldedWord(k)) == "hundred":
			n += 2
		case t.key == kDash, t.key == kDot, t.kind == punct && (t.c == '-' || t.c == '.' || t.c == ','):
			continue
		default:
			return
		}
		if t.kind == word {
			words++
		}
		last = k
	}
	return
}

// ten reports whether token k is twenty, thirty and so on.
func (s *scan) ten(k int) bool {
	switch string(s.foldedWord(k)) {
	case "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety":
		return true
	}
	return false
}

// saidPhone takes n digits in words as a telephone number, with the plus before.
func (s *scan) saidPhone(i, last, n int) bool {
	if n == 9 && s.near(i, last, 9, fSecurity) || !(n >= 7 && n <= 15 && s.near(i, last, 8, fCall) || n >= 10 && n <= 13 && !s.mathematical(i, last)) {
		return false
	}
	if s.key(i-1) == kPlus {
		i--
	}
	s.hit(Phone, i, last)
	return true
}

// saidNumber takes n digits in words as what the cue before them says.
func (s *scan) saidNumber(i, last, n int) {
	switch {
	case (n == 9 || n == 4) && s.near(i, last, 9, fSecurity):
		s.hit(SSN, i, last)
	case n >= 7 && n <= 15 && s.phoneBefore(i):
		s.saidPhone(i, last, n)
	case s.equation || s.about&(fSum|fCompute) != 0:
	case n >= 4 && n <= 20 && s.saidID(i) && !s.mathematical(i, last):
		s.hit(ID, i, last)
	case s.sums():
	case n >= 7 && n <= 15 && s.near(i, last, 8, fCall) && !s.mathematical(i, last):
		s.saidPhone(i, last, n)
	}
}

// phoneBefore reports whether a telephone is spoken of shortly before token i, by a
// word that sums do not use.
func (s *scan) phoneBefore(i int) bool {
	for k := i - 1; k >= 0 && k >= i-7; k-- {
		switch string(s.foldedWord(k)) {
		case "phone", "cell", "mobile", "whatsapp", "tel", "telephone", "landline", "cellphone":
			return true
		}
	}
	return false
}

// saidID reports whether an id is announced shortly before token i: student
// number, my i d is.
func (s *scan) saidID(i int) bool {
	for k := i - 1; k >= 0 && k >= i-6; k-- {
		switch {
		case s.is(k, fToken) && !s.is(k, fAccount):
			return false
		case s.is(k, fGone) && s.about&(fNumber|fAccount) != 0, s.is(k, fNumber) && s.idWord(k):
			return true
		case s.is(k, fNumber) && s.is(k-1, fAccount):
			return true
		case s.length(k) == 1 && k > 0 && s.textOf(k)[0]|0x20 == 'd' && s.key(k-1) == kI: // i d
			return true
		}
	}
	return false
}

func (s *scan) digitAt(k int) bool {
	return s.is(k, fDigit) || s.within(k) && s.toks[k].kind == number && s.length(k) <= 4
}

// dashed looks for 555 dash 123 dash 4567.
func (s *scan) dashed() {
	for i := 0; i+2 < len(s.toks); i++ {
		if s.toks[i].kind != number || s.key(i+1) != kDash && s.key(i+1) != kDot {
			continue
		}
		n, last, groups := s.length(i), i, 1
		for (s.key(last+1) == kDash || s.key(last+1) == kDot) && s.kindAt(last+2) == number && s.within(last+2) {
			last += 2
			n += s.length(last)
			groups++
		}
		if groups >= 2 && n >= 7 && n <= 15 && (groups > 2 || s.near(i, last, 8, fCall)) {
			s.hit(Phone, i, last)
		}
		i = last
	}
}

// plainDigits reports whether the text begins with the digits that end with token
// last, speaks of no question, and ends with them or says how they are written:
// 5125550164 no dashes.
func (s *scan) plainDigits(last int) bool {
	if last > 1 || s.sums() {
		return false
	}
	if last >= len(s.toks)-2 && s.closes(last+1) {
		return true
	}
	for k := last + 1; k < last+7 && s.within(k); k++ {
		switch string(s.foldedWord(k)) {
		case "dashes", "dash", "spaces", "hyphens", "brackets", "mom", "mum", "dad", "anytime", "weekdays", "evenings", "mornings", "after", "thanks", "thx":
			return true
		}
	}
	return false
}
