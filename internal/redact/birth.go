package redact

import "bytes"

// birthReach is how many tokens may stand between a birthday and its date.
const birthReach = 14

// farReach is how many tokens may stand between a birthday and a whole date in
// another sentence.
const farReach = 60

// birth looks for the date of the cue i.
func (s *scan) birth(i int) {
	if s.is(i, fBirth) {
		s.birthFields(i)
	}
	for k := i + 1; k < len(s.toks) && k <= i+birthReach; k++ {
		if s.toks[k].kind == mask && string(s.textOf(k)[:5]) == "[DATE" { // found before
			s.birthBefore(i)
			return
		}
		if last := s.holiday(k, true); last > 0 {
			s.born(k, last)
			s.birthsAfter(last + 1)
			return
		}
		if s.toks[k].first && s.toks[k].kind == word && s.ends(k-1) && !s.is(k, fMonth|fOrdinal) && k > i+4 {
			break
		}
		if last := s.date(k, true); last > 0 {
			if last == k && s.year(k) && s.equation && s.worded() { // Tom was born in the year x^2
				return
			}
			s.born(k, last)
			s.birthsAfter(last + 1)
			s.birthBefore(i)
			return
		}
	}
	for k := i - 1; k >= 0 && k >= i-birthReach; k-- {
		if s.ends(k) && k >= i-4 && itsThat(s.foldedWord(k+1)) { // 14 june! thats my birthday
			continue
		}
		if s.ends(k) || s.toks[k].kind == mask && string(s.textOf(k)[:5]) == "[DATE" {
			return
		}
		if s.year(k) && s.modern(k, 1) > 0 && (k == i-1 && string(s.foldedWord(i)) == "geboren" && !s.is(k-1, fMonth) && !s.marked(k-1, mFarMonth) && s.kindAt(k-1) == word || s.key(k+1) == kAs && string(s.foldedWord(i+1)) == "year") { // ich bin 2010 geboren; 2001 as my birth year
			s.hit(DateOfBirth, k, k)
			return
		}
		if s.key(k) == kThe { // skip the 14th, its my birthday
			if last := s.date(k, true); last > k+1 && last < i-2 && s.sign(last+1) == ',' && itsThat(s.foldedWord(last+2)) {
				s.born(k, last)
				return
			}
		}
		if last := s.holiday(k, false); last > 0 && last < i {
			s.born(k, last)
			return
		}
		if last := s.date(k, false); last > 0 && last < i {
			from, to := s.longestDate(k, last, i)
			s.born(from, to)
			s.listedDates(from)
			return
		}
		if s.slashed(k, i) {
			s.born(k, k+2+btoi(s.sign(k+3) == '.' && k+3 < i))
			return
		}
	}
	if !s.dated || !s.is(i, fBirth) {
		return
	}
	for k := i + 1; k < len(s.toks) && k <= i+farReach; k++ {
		if last, _ := s.wholeDate(k); last > 0 {
			s.born(k, last)
			return
		}
	}
}

// itsThat reports whether w is it's or that's.
func itsThat(w []byte) bool {
	return string(w) == "thats" || string(w) == "that's" || string(w) == "its" || string(w) == "it's"
}

// longestDate returns the ends of the longest form, before token i, of the date
// from k to last: 5 May, May 5.
func (s *scan) longestDate(k, last, i int) (from, to int) {
	for k > 0 {
		p := k - 1
		if s.sign(p) == '.' && p > 0 {
			p--
		}
		l := s.date(p, false)
		if l >= k && l < last { // the day before a month with a short year: 5 oct 08
			k = p
			continue
		}
		if l != last && (l < last || l >= i) {
			break
		}
		k, last = p, l
	}
	return k, last
}

// birthBefore takes the date right before the cue i, whether or not another
// follows: 29 May is my birthday, not 19 May.
func (s *scan) birthBefore(i int) {
	at := i - 1
	if s.is(at, fOwn) {
		at--
	}
	if s.key(at) != kIs && s.key(at) != kWas {
		return
	}
	for k := at - 1; k >= 0 && k >= at-birthReach; k-- {
		if last := s.date(k, false); last > 0 && last == at-1 {
			s.born(s.longestDate(k, at-1, at))
			return
		}
	}
}

// onDate reports whether a date stands at k, or after "on" and "years" in any
// language.
func (s *scan) onDate(k int) bool {
	for n := 0; n < 2; n++ {
		switch string(s.foldedWord(k)) {
		case "on", "el", "il", "em", "den", "am", "op", "le", "ans", "anos", "anni", "jahre", "ar", "let", "лет", "років":
			k++
		}
	}
	if s.is(k, fWeekday) { // on Saturday 22 August
		k += 1 + btoi(s.sign(k+1) == ',')
	}
	return s.date(k, true) > 0
}

// born notes the date from k to last, and the day of the week before it.
func (s *scan) born(k, last int) {
	p := k - 1
	if s.sign(p) == ',' {
		p--
	}
	if s.is(p, fWeekday) && !s.toks[k].line {
		k = p
	}
	for n := 0; n < 2 && s.joinedBySpace(k) && s.nextDay(s.foldedWord(k-1)); n++ { // turning 17 this coming April 16th
		k--
	}
	if p == k-1 && s.joined(k) && s.kindAt(p) == word && p >= 0 && s.toks[p].c >= eastern { // 誕生日は平成21年…
		w := s.textOf(p)
		for _, era := range [...]string{"平成", "令和", "昭和", "平成元年", "令和元年"} {
			if bytes.HasSuffix(w, []byte(era)) {
				s.hitBytes(DateOfBirth, int(s.toks[p].end)-len(era), int(s.toks[last].end))
				return
			}
		}
	}
	s.hit(DateOfBirth, k, last)
}

// nextDay reports whether w tells which of the same days of all years it is.
func (s *scan) nextDay(w []byte) bool {
	switch string(w) {
	case "this", "next", "last", "coming", "upcoming", "early", "late", "mid":
		return true
	}
	return false
}

// bareBirths looks for whole dates without a cue: that of a pupil's age where
// somebody speaks of themselves, and any beside a name, as in a list.
func (s *scan) bareBirths() {
	if s.about&(fLetters|fSum|fCompute) != 0 || s.equation {
		return
	}
	for k := 0; k < len(s.toks); k++ {
		last, year := s.wholeDate(k)
		if last == 0 {
			continue
		}
		exam := false
		for j := max(0, k-8); j < min(len(s.toks), last+6); j++ {
			exam = exam || s.marked(j, mExam)
		}
		c := s.sign(k - 1)
		if c == ',' && k > 3 && s.length(k-2) == 1 && s.kindAt(k-2) == word && s.sign(k-3) == ',' && s.kindAt(k-4) == word && s.capital(k-4) { // Mia, F, 2011-04-02
			s.born(k, last)
		}
		listed := (c == ',' || c == '(' || c == '-' || c == ':') && k > 1 && s.kindAt(k-2) == word && s.capital(k-2) && !s.is(k-2, fWeekday|fMonth) && s.looks(k-2) >= unknown
		asked := (c == ':' || c == '*' && s.joined(k)) && !s.is(k-2, fLetters|fToken|fSum) || s.key(k-1) == kIs && (string(s.foldedWord(k-2)) == "he" || string(s.foldedWord(k-2)) == "she" || s.is(k-2, fKin)) || k == 0 && last >= len(s.toks)-2 && s.closes(last+1) // what a form asks for, alone
		if !exam && (listed || (asked || s.personal()) && year >= pupilYear) {
			s.born(k, last)
		}
		k = last
	}
}

// birthsAfter takes the other dates of the sentence: mine is …, and hers is ….
func (s *scan) birthsAfter(k int) {
	for end := k + birthReach; k < end && s.within(k) && !s.ends(k) && !s.toks[k].line; k++ {
		if last := s.holiday(k, true); last > 0 {
			s.born(k, last)
			k = last
		}
		if last := s.date(k, s.key(k-1) == kAnd || s.key(k-1) == kIts || s.key(k-1) == kOf && string(s.foldedWord(k-2)) == "instead"); last > 0 {
			s.born(k, last)
			k = last
		}
	}
}

// ends reports whether token k ends a sentence.
func (s *scan) ends(k int) bool {
	c := s.sign(k)
	if c == '.' && s.kindAt(k-1) == number && k > 0 && s.length(k-1) <= 2 && (s.is(k+1, fMonth|fBirth) || s.marked(k+1, mFarMonth)) { // 1. April, am 15.7. geboren
		return false
	}
	return c == '.' && !s.joined(k+1) || c == '!' || c == '?' || c == ';'
}

// ageBefore reports whether somebody was or is as old as the number or word at i
// says on the date that follows: he was 15 on the 8th of July, 16 ans le 4 mars.
func (s *scan) ageBefore(i int) bool {
	if s.kindAt(i) == number && (s.length(i) != 2 || s.textOf(i)[0] > '2') || s.about&fSum != 0 {
		return false
	}
	switch string(s.foldedWord(i + 1)) {
	case "ans", "anos", "anni", "jahre", "ar", "let", "лет", "років":
		return s.kindAt(i) == number && s.onDate(i+2)
	}
	if s.kindAt(i+1) != word || s.toks[i+1].shape != lower {
		return false
	}
	at := i + 1
	if w := string(s.foldedWord(at)); w == "yrs" || w == "years" || w == "yo" {
		at += 1 + btoi(string(s.foldedWord(at+1)) == "old")
	}
	if s.key(at) == kAs && s.key(at+1) == kOf { // 16 as of May 3rd
		at++
	}
	w := string(s.foldedWord(at))
	if s.key(at) == kIn && s.is(at+1, fMonth) && (s.key(i-1) == kIm || s.key(i-1) == kAm) { // i'm 17 in may
		return true
	}
	if s.key(at) != kOn && s.key(at) != kOf && w != "since" && w != "from" && w != "by" && w != "until" && w != "til" && w != "till" && w != "come" || !s.onDate(at+1) {
		return false
	}
	p := i - 1
	if w := s.foldedWord(p); len(w) > 3 && string(w[len(w)-2:]) == "ly" || string(w) == "just" || string(w) == "still" || string(w) == "now" || string(w) == "already" || string(w) == "only" { // im officially 17
		p--
	}
	if p < 0 && (w == "since" || w == "from" || s.key(at) == kOf) {
		return true
	}
	if w := string(s.foldedWord(p)); s.key(p) == kIm || s.key(p) == kAm || w == "been" || w == "not" || w == "be" || w == "hes" || w == "shes" || w == "he's" || w == "she's" {
		return true
	}
	w = string(s.foldedWord(p - 1))
	return (s.key(p) == kWas || s.key(p) == kIs) && (w == "he" || w == "she" || s.is(p-1, fMe|fKin))
}

// baby takes the month or feast of "a December baby".
func (s *scan) baby(i int) {
	if s.sign(i+1) == '(' { // a new year's baby (1/1/09)
		if last := s.date(i+2, true); last > 0 && s.sign(last+1) == ')' && s.personal() {
			s.hit(DateOfBirth, i+2, last)
			return
		}
	}
	if !s.closes(i + 1) {
		return
	}
	if y := i - 1; s.kindAt(y) == number && (s.year(y) && s.modern(y, y) > 0 && string(s.textOf(y)) <= lastBare || s.length(y) == 2 && s.textOf(y)[0] < '2') && s.personal() && (string(s.foldedWord(y-1)) == "a" || string(s.foldedWord(y-1)) == "an") { // an 08 baby
		s.hit(DateOfBirth, y, y)
		return
	}
	for k := i - 1; k >= 0 && k >= i-3; k-- {
		if last := s.date(k, false); last == i-1 && last > k {
			s.hit(DateOfBirth, k, last)
			return
		}
		if last := s.holidayNamed(k); last == i-1 && last > 0 || k == i-1 && s.is(k, fMonth) && s.personal() && s.date(k-1, false) != k {
			s.hit(DateOfBirth, k, i-1)
			for y := i + 1; y < i+4; y++ { // an October baby lol 2008
				if s.year(y) && s.modern(y, y) > 0 && s.closes(y+1) {
					s.hit(DateOfBirth, y, y)
				}
			}
			return
		}
	}
}
