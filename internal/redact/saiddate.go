package redact

// saidDate returns the last token of a date in numbers said one after another,
// right after what announces it: is nine eleven oh eight; or 0.
func (s *scan) saidDate(k int) int {
	if s.key(k-1) != kIs && s.key(k-1) != kOn && s.key(k-1) != kWas && !s.is(k-1, fBirth) && s.sign(k-1) != ':' {
		return 0
	}
	last, n := k-1, 0
	for j := k; n < 8; j++ {
		if s.sign(j) == '-' || s.sign(j) == ',' || s.key(j) == kAnd {
			continue
		}
		if !s.numeral(j) && string(s.foldedWord(j)) != "thousand" && string(s.foldedWord(j)) != "zero" {
			break
		}
		last = j
		n++
	}
	if n < 2 {
		return 0
	}
	return last
}

// spokenYear returns the last token of a year in words that begins at y, or 0:
// two thousand and eight, twenty ten, nineteen ninety-nine.
func (s *scan) spokenYear(y int) int {
	last := 0
	switch string(s.foldedWord(y)) {
	case "two":
		if string(s.foldedWord(y+1)) != "thousand" {
			return 0
		}
		last = y + 1
	case "twenty", "nineteen":
		k := y + 1
		if s.sign(k) == '-' {
			k++
		}
		if !s.numeral(k) {
			return 0
		}
		last = k
	default:
		return 0
	}
	for n := 0; n < 3; n++ {
		k := last + 1
		if s.key(k) == kAnd || s.sign(k) == '-' {
			k++
		}
		if !s.numeral(k) {
			break
		}
		last = k
	}
	return last
}

// numeral reports whether token k is a number in words below a hundred.
func (s *scan) numeral(k int) bool {
	if s.is(k, fDigit|fTeen|fOrdinal) {
		return true
	}
	switch string(s.foldedWord(k)) {
	case "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety":
		return true
	}
	return false
}

// saidDay returns the last token of a date at k whose day is a number in words
// before its month: fifteen july two thousand and nine, twenty one june; or 0.
func (s *scan) saidDay(k int) int {
	m := k + 1
	switch {
	case s.ten(k):
		m += btoi(s.sign(m) == '-')
		m += btoi(s.is(m, fDigit))
	case !s.is(k, fTeen|fDigit):
		return 0
	}
	m += btoi(s.key(m) == kOf)
	if !s.is(m, fMonth) {
		return 0
	}
	y := m + 1 + btoi(s.sign(m+1) == ',')
	if s.year(y) {
		return y
	}
	return max(m, s.spokenYear(y))
}

// countedDay returns the last token of a day told by how far it is from another,
// which begins with a number at k: 4 days after christmas 2009, a week before new
// year's eve; or 0.
func (s *scan) countedDay(k int) int {
	if s.length(k) > 5 || s.kindAt(k+1) != word || s.kindAt(k) != number && s.length(k) != 1 && !s.is(k, fDigit|fTeen) {
		return 0
	}
	switch string(s.foldedWord(k + 1)) {
	case "day", "days", "week", "weeks", "month", "months":
	default:
		return 0
	}
	switch string(s.foldedWord(k + 2)) {
	case "after", "before", "from", "past":
	default:
		return 0
	}
	j := k + 3
	if s.key(j) == kThe {
		j++
	}
	last := s.holidayNamed(j)
	if last == 0 {
		return s.date(k+3, false)
	}
	if s.year(last + 1) {
		last++
	} else if (s.key(last+1) == kOf || s.key(last+1) == kIn || s.sign(last+1) == ',') && s.year(last+2) {
		last += 2
	}
	return last
}
