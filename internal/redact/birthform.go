package redact

// birthFields takes the day, the month and the year that a form asks for one by
// one, around the cue i of a birthday: month of birth: May, day: 4, year: 2010.
func (s *scan) birthFields(i int) {
	told := false
	for k := max(0, i-14); k < len(s.toks) && k <= i+farReach/2; k++ {
		if s.toks[k].kind != word {
			continue
		}
		switch string(s.foldedWord(k)) {
		case "day", "month", "year", "dia", "mes", "ano", "tag", "monat", "jahr", "jour", "mois", "annee", "yyyy", "mm", "dd":
		default:
			continue
		}
		v := k + 1
		if s.key(v) == kOf && s.is(v+1, fBirth) {
			v += 2
		}
		sign := s.sign(v) == ':' || s.sign(v) == '='
		if sign {
			v++
		}
		if !sign && !s.is(k-1, fBirth) && !(told && s.sign(k-1) == ',' && s.closes(v+1)) && !(s.is(v, fMonth) && s.before(k, 6, fBirth)) || !s.within(v) || s.toks[v].line {
			continue
		}
		switch {
		case s.is(v, fMonth) || s.marked(v, mFarMonth):
			if s.date(v, true) <= v || sign {
				s.hit(DateOfBirth, v, v)
				told = true
			}
		case s.kindAt(v) == number && (s.length(v) <= 2 || s.year(v)) && s.numberHere(v):
			s.hit(DateOfBirth, v, v)
		}
	}
}

// starSign takes the date beside the sign of the zodiac i that somebody says they
// are: i'm a leo, august 3rd.
func (s *scan) starSign(i int) {
	w := string(s.foldedWord(i - 1))
	if w != "a" && w != "an" && !s.signTold(i) || !s.personal() && i > 0 || s.about&(fLetters|fSum|fCompute) != 0 {
		return
	}
	for k := i + 1; k <= i+6 && s.within(k) && !s.ends(k); k++ {
		if last := s.date(k, false); last > k {
			s.born(k, last)
			return
		}
	}
}

// signTold reports whether token i is the sign of the zodiac that somebody says
// they are: at the beginning, after "I am", or where the zodiac is named.
func (s *scan) signTold(i int) bool {
	switch string(s.foldedWord(i)) {
	case "leo", "cancer": // a name, an illness
		return false
	}
	for k := i - 1; k >= 0 && k >= i-3; k-- {
		if w := string(s.foldedWord(k)); w == "zodiac" || w == "sign" {
			return true
		}
	}
	return i == 0 || s.key(i-1) == kIm || s.key(i-1) == kAm
}

// agedDate takes the whole date right after an age: he's 15, 8 March 2011; age 16
// (11/02/2010).
func (s *scan) agedDate(i int) {
	if s.length(i) > 2 || !s.dated && !s.dayTold || s.sums() || s.about&fLetters != 0 {
		return
	}
	k := i + 1
	switch string(s.foldedWord(k)) {
	case "yo", "y":
		k += 1 + 2*btoi(s.sign(k+1) == '/')
	}
	switch string(s.foldedWord(i - 1)) {
	case "":
		if i > 0 || k == i+1 {
			return
		}
	case "age", "aged", "is", "im", "i'm", "am", "he's", "she's", "hes", "shes", "was", "turned":
	default:
		return
	}
	if c := s.sign(k); c != ',' && c != '(' && c != '-' && c != '/' && c != ';' {
		return
	}
	k++
	if last, _ := s.wholeDate(k); s.within(k) && last > 0 {
		s.born(k, last)
	}
}

// eraDate returns the last token of a date in the years of a Japanese emperor
// that begins at k, or 0: 平成21年3月4日, 令和元年5月2日.
func (s *scan) eraDate(k int) int {
	if s.kindAt(k) != word || !s.within(k) {
		return 0
	}
	w := string(s.textOf(k))
	j := k + 1
	switch w {
	case "平成", "令和", "昭和", "大正", "民國", "民国":
		if !s.joined(j) || s.kindAt(j) != number || s.length(j) > 3 {
			return 0
		}
		if j++; string(s.foldedWord(j)) == "年" {
			j++
		}
	case "平成元年", "令和元年", "昭和元年":
	default:
		return 0
	}
	last := j - 1
	for n := 0; n < 2 && s.within(j+1) && s.joined(j) && s.kindAt(j) == number && s.length(j) <= 2 && eastUnit(s.textOf(j+1)); n++ {
		last = j + 1
		j += 2
	}
	return last
}

// yearFirst returns the last token of a year in words and the day after it that
// begin at k, or 0: two thousand nine, april tenth.
func (s *scan) yearFirst(k int) int {
	last := s.spokenYear(k)
	if last == 0 {
		return 0
	}
	m := last + 1 + btoi(s.sign(last+1) == ',')
	if !s.is(m, fMonth) {
		return 0
	}
	return max(s.date(m, false), 0)
}

// slashed reports whether a day and a month in numbers stand at k, without a year,
// right before somebody calls them a birthday: 2/2 and thats my birthday.
func (s *scan) slashed(k, cue int) bool {
	if cue == k+4 && s.kindAt(k) == number && s.sign(k+1) == '.' && s.sign(k+3) == '.' && s.joined(k+3) && s.kindAt(k+2) == number && s.length(k) <= 2 && s.length(k+2) <= 2 && s.about&(fSum|fCompute) == 0 { // am 15.7. geboren
		return true
	}
	if s.kindAt(k) != number || !s.within(k) || s.sign(k+1) != '/' || !s.joined(k+1) || !s.joined(k+2) || s.kindAt(k+2) != number || s.length(k) > 2 || s.length(k+2) > 2 ||
		s.joined(k) && s.sign(k-1) == '/' || s.sign(k+3) == '/' || s.about&(fSum|fCompute) != 0 || s.equation {
		return false
	}
	for j := k + 3; j < cue; j++ {
		if w := string(s.foldedWord(j)); s.key(j) == kIs || w == "thats" || w == "that's" {
			return s.personal()
		}
	}
	return false
}
