package redact

import "bytes"

// The years in which pupils, and those who teach them and bring them up, were
// born. A date of that kind that stands bare is sooner a birthday than anything
// else; the years have to be moved every five years or so.
const (
	firstYear, pupilYear, lastYear = 1925, 2004, 2016
)

// lastBare is the last year that is a birthday without a day.
const lastBare = "2028"

// wholeDate returns the last token of a date with day, month and year that
// begins at k, and the year; 0 where there is none, or of no living person.
func (s *scan) wholeDate(k int) (last, year int) {
	if s.kindAt(k) != number && !s.is(k, fMonth) {
		return 0, 0
	}
	last = s.date(k, false)
	if last < k+2 {
		return 0, 0
	}
	y := last
	if !s.year(y) {
		y = k
	}
	if !s.year(y) || s.is(k, fMonth) && last == k+1 || s.is(k, fMonth) && s.day(k+1) < 0 && s.sign(k+1) != '.' && s.key(k+1) != kThe {
		return 0, 0
	}
	for _, c := range s.textOf(y) {
		year = year*10 + int(c-'0')
	}
	if year < firstYear || year > lastYear {
		return 0, 0
	}
	return last, year
}

// holidays are days of the year with a name, by their words.
var holidays = [...][2]string{{"new", "year"}, {"christmas", ""}, {"halloween", ""}, {"valentine", ""}, {"valentines", ""}, {"thanksgiving", ""},
	{"independence", "day"}, {"leap", "day"}, {"boxing", "day"}, {"easter", ""}, {"diwali", ""}, {"eid", ""}, {"holi", ""}, {"republic", "day"},
	{"groundhog", "day"}, {"labor", "day"}, {"memorial", "day"}, {"bastille", "day"}, {"canada", "day"}, {"xmas", ""}, {"nochebuena", ""},
	{"patrick", "day"}, {"patricks", "day"}, {"juneteenth", ""}, {"veterans", "day"}, {"presidents", "day"}, {"mothers", "day"}, {"mother", "day"},
	{"fathers", "day"}, {"father", "day"}, {"earth", "day"}, {"pi", "day"}, {"fools", ""}, {"hanukkah", ""}, {"passover", ""}, {"purim", ""},
	{"nowruz", ""}, {"kwanzaa", ""}, {"labour", "day"}, {"australia", "day"}, {"anzac", "day"}, {"flag", "day"}, {"columbus", "day"}, {"bonfire", "night"},
	{"weihnachten", ""}, {"heiligabend", ""}, {"silvester", ""}, {"noel", ""}, {"navidad", ""}, {"nochevieja", ""}, {"songkran", ""}, {"cinco", "de"},
	{"midsummer", ""}, {"solstice", ""}, {"epiphany", ""}}

// holidayNamed returns the last word of the name of such a day at k, or 0.
func (s *scan) holidayNamed(k int) int {
	w := s.foldedWord(k)
	for i := range holidays {
		h := &holidays[i]
		if string(w) != h[0] {
			continue
		}
		if h[1] == "" {
			if d := string(s.foldedWord(k + 1)); d == "day" || d == "eve" {
				k++
			}
			return k
		}
		if holidayEnd(s.foldedWord(k+1), h[1]) {
			if d := string(s.foldedWord(k + 2)); d == "day" || d == "eve" {
				k++
			}
			return k + 1
		}
	}
	return 0
}

// holiday returns the last token of such a day at k, or 0. Before its cue it
// needs a year.
func (s *scan) holiday(k int, cue bool) int {
	if s.kindAt(k) != word || !s.within(k) || s.toks[k].shape == lower && !s.quiet && s.key(k-1) != kOn {
		if c := s.sign(k - 1); !cue || c != ':' && c != '=' && s.key(k-1) != kIs {
			return 0
		}
	}
	if w := s.toks[k].stem - s.toks[k].start; w < 2 || w > 12 {
		return 0
	}
	w := s.folded(k)
	for i := range holidays {
		h := &holidays[i]
		if string(w) != h[0] || h[1] != "" && !holidayEnd(s.foldedWord(k+1), h[1]) {
			continue
		}
		lead := k - 1
		if p := string(s.foldedWord(lead)); p == "st" || p == "saint" || p == "april" {
			lead--
		} else if s.sign(lead) == '.' && s.joined(lead) {
			lead -= 2
		}
		cued := cue && (s.key(lead) == kOn || s.key(lead) == kIs || s.is(lead, fBirth) || s.sign(lead) == ':' || s.sign(lead) == '=')
		start := k
		for s.joinedBySpace(k+1) && s.kindAt(k+1) == word && !s.is(k+1, fStop) && k < start+3 {
			k++
		}
		for j := k; j >= start && !cued; j-- {
			if s.year(j + 1) {
				return j + 1
			}
		}
		if s.year(k + 1) {
			k++
		}
		if cued {
			return k
		}
		return 0
	}
	return 0
}

func holidayEnd(w []byte, end string) bool {
	return string(w) == end || len(w) == len(end)+1 && w[len(end)] == 's' && string(w[:len(end)]) == end
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
		if l := s.monthlyDay(k + 1); cue && l > 0 {
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
	if l := s.foreignDate(k, cue); l > 0 {
		return l
	}
	if s.toks[k].c >= eastern {
		return s.eraDate(k)
	}
	if cue {
		if l := s.countedDay(k); l > 0 {
			return l
		}
	}
	if l := s.saidDay(k); cue && l > 0 {
		return l
	}
	if cue && s.is(k, fDigit|fOrdinal|fTeen) {
		if l := s.yearFirst(k); l > 0 {
			return l
		}
	}
	last := 0
	switch {
	case s.is(k, fMonth): // May 5th, 2007; May 2007
		last = k
		if s.key(k+1) != kNone || !s.within(k+1) || s.kindAt(k+1) == punct {
			if w := string(s.foldedWord(k - 1)); cue && s.day(k+1) < 0 && (s.day(k+2) < 0 || s.sign(k+1) == ',' && !s.year(k+3) && s.joinedBySpace(k+2)) && !s.year(k+1) && !s.year(k+2) && s.sign(k+1) != '\'' && (s.key(k-1) == kIn || s.key(k-1) == kOf && string(s.foldedWord(k-2)) == "month" || s.key(k-1) == kIs || w == "till" || w == "until" || s.before(k, 4, fBirth) && (!s.within(k+1) || s.kindAt(k+1) == punct)) {
				return k // born in May
			}
		}
		if s.sign(last+1) == '.' {
			last++
		}
		d := last + 1
		if s.key(d) == kThe || s.sign(d) == '-' && s.joined(d) && s.joined(d+1) { // Mar-04-2009
			d++
		}
		if s.sign(d) == ',' && s.joined(d+1) && s.day(d+1) == d+1 && (s.sign(d+2) == ',' || s.joinedBySpace(d+2)) && s.year(d+2+btoi(s.sign(d+2) == ',')) { // July,15,2009
			d++
		}
		switch {
		case s.day(d) >= 0:
			last = s.day(d)
		case s.year(d):
			return s.modern(d, d)
		case (s.key(d) == kOf || s.key(d) == kIn || s.sign(d) == ',') && s.year(d+1): // March of 2008
			return s.modern(d+1, d+1)
		case s.sign(d) == '\'' && s.kindAt(d+1) == number && s.within(d+1) && s.joined(d+1) && s.length(d+1) == 2: // march '08
			return d + 1
		case cue && string(s.foldedWord(d)) == "oh" && s.is(d+1, fDigit): // april oh nine
			return d + 1
		default:
			return 0
		}
	case s.day(k) >= 0: // 5 May 2007, the 5th of May
		m := s.day(k) + 1
		if s.key(m) == kOf || s.isDe(m) || s.sign(m) == '.' && s.joined(m) && (s.is(m+1, fMonth) || s.marked(m+1, mFarMonth)) { // 14 de enero, 14. März
			m++
		}
		if (s.sign(m) == '-' || s.sign(m) == '/') && s.joined(m) && s.joined(m+1) {
			m++
		}
		if d := s.day(k); cue && d > k && s.kindAt(k) == number && (s.is(k-1, fBirth) || s.key(k-1) == kIs) && !s.is(m, fWord&^fStop) { // birthday 12th
			if !s.is(m, fMonth) && !s.marked(m, mFarMonth) {
				return d
			}
		}
		if !s.is(m, fMonth) && !s.marked(m, mFarMonth) {
			return s.numericDate(k, cue)
		}
		last = m
	default:
		return s.numericDate(k, cue)
	}
	y := last + 1
	if s.sign(y) == '/' && (s.is(y+1, fMonth) || s.marked(y+1, mFarMonth)) { // 12 AUG / AOUT 2009
		y += 2
	} else if s.sign(y) == '.' && s.joined(y) && (s.joined(y+1) || s.length(last) <= 4) && s.year(y+1) { // 07.JUL.2009, 8 Feb. 2013
		y++
	}
	for s.sign(y) == ',' || (s.sign(y) == '-' || s.sign(y) == '/') && s.joined(y+1) || s.key(y) == kIn || s.key(y) == kOf || s.isDe(y) {
		y++
	}
	if s.year(y) {
		return s.modern(y, y)
	}
	if cue && s.within(y) && s.kindAt(y) == number && s.length(y) == 2 && y == last+1 && !s.joined(y) && !s.is(y+1, fWord&^fStop) { // March 14 08
		return y
	}
	if s.sign(last+1) == '-' && s.joined(last+1) && s.joined(last+2) && s.kindAt(last+2) == number && s.length(last+2) == 2 { // 09-jan-08
		return last + 2
	}
	if l := s.spokenYear(y); l > 0 {
		return l
	}
	if cue && s.marked(last, mFarMonth) && s.within(y) && s.kindAt(y) == number && s.length(y) == 4 && y == last+1 { // 17 Tammuz 5768
		return y
	}
	if s.within(y) && s.sign(y) == '\'' && s.kindAt(y+1) == number && s.length(y+1) == 2 {
		return y + 1
	}
	if string(s.foldedWord(y)) == "oh" && s.is(y+1, fDigit) { // 9th of November oh eight
		return y + 1
	}
	return last
}

// foreignDate returns the last token of a date at k as it is written with a roman
// month (4.III.2009), in one piece (04MAR2009), with the month first in another
// language (Marso 4, 2009), or in Vietnamese (4 tháng 3 năm 2009); or 0.
func (s *scan) foreignDate(k int, cue bool) int {
	if s.kindAt(k) == word {
		if cue && s.marked(k, mFarMonth) && !s.is(k, fMonth) { // mayo del 2009
			if y := k + 1 + btoi(s.isDe(k+1)); s.year(y) {
				return s.modern(y, y)
			}
		}
		if !cue || !s.marked(k, mFarMonth) || s.is(k, fMonth) || s.day(k+1) < 0 || s.kindAt(k+1) != number {
			return 0
		}
		last := s.day(k + 1)
		if y := last + 1 + btoi(s.sign(last+1) == ','); s.year(y) {
			return s.modern(y, y)
		}
		return last
	}
	if s.kindAt(k) != number || s.length(k) > 2 || !s.within(k+2) {
		return 0
	}
	if s.joined(k+1) && s.is(k+1, fMonth) && s.year(k+2) && s.joined(k+2) {
		return s.modern(k+2, k+2)
	}
	if string(s.foldedWord(k+1)) == "thang" && s.kindAt(k+2) == number && s.length(k+2) <= 2 {
		if string(s.foldedWord(k+3)) == "nam" && s.year(k+4) {
			return s.modern(k+4, k+4)
		}
		return (k + 2) * btoi(cue)
	}
	m := k + 1
	if c := s.sign(m); c == '.' || c == '/' || c == '-' {
		m++
	}
	if s.kindAt(m) != word || s.toks[m].shape == lower || s.length(m) > 4 || len(bytes.Trim(s.textOf(m), "IVX")) > 0 {
		return 0
	}
	y := m + 1
	if c := s.sign(y); c == '.' || c == '/' || c == '-' {
		y++
	}
	if s.year(y) {
		return s.modern(y, y)
	}
	return 0
}

// inYear reports whether w is the in before a year in other languages.
func inYear(w []byte) bool {
	switch string(w) {
	case "en", "em", "im", "nel", "ar", "w", "roku", "an", "r", "в", "во", "у", "v":
		return true
	}
	return false
}

// monthlyDay returns the last token of a day told by its month or by another day,
// which begins at k after "the": last day of May, 12th of this month, day after
// Christmas; or 0.
func (s *scan) monthlyDay(k int) int {
	m := s.day(k) + 1
	if m == 0 {
		switch string(s.foldedWord(k)) {
		case "last", "first":
			k++
		}
		if string(s.foldedWord(k)) != "day" {
			return 0
		}
		m = k + 1
		if w := string(s.foldedWord(m)); w == "after" || w == "before" {
			if l := s.holidayNamed(m + 1); l > 0 {
				return l
			}
			return s.date(m+1, false)
		}
	}
	if s.key(m) != kOf {
		return 0
	}
	if s.is(m+1, fMonth) && s.day(k) < 0 {
		return m + 1
	}
	switch string(s.foldedWord(m + 1)) {
	case "this", "next", "last", "every", "the", "each":
		if string(s.foldedWord(m+2)) == "month" {
			return m + 2
		}
	}
	return 0
}

// isDe reports whether k is the of of Spanish and Portuguese dates.
func (s *scan) isDe(k int) bool {
	switch string(s.foldedWord(k)) {
	case "de", "del", "do", "di", "dell'anno":
		return true
	}
	return false
}

// foldedWord is the word at k, folded; nothing where there is none.
func (s *scan) foldedWord(k int) []byte {
	if !s.within(k) || s.toks[k].kind != word {
		return nil
	}
	return s.folded(k)
}

// numericDate takes 5/12/2007, 2007-05-12, 12.5.07 and, after a cue, 5/12 and a
// year alone.
func (s *scan) numericDate(k int, cue bool) int {
	if cue && s.is(k, fDigit|fTeen|fOrdinal) && s.is(k-1, fStop|fWord) {
		if s.is(k+1, fDigit|fTeen|fOrdinal) && s.spokenYear(k+2) > 0 { // six eleven two thousand nine
			return s.spokenYear(k + 2)
		}
		if l := s.spokenYear(k); l > 0 {
			return l
		}
		if string(s.foldedWord(k)) == "oh" && s.is(k+1, fDigit) && s.key(k-1) == kIn {
			return k + 1
		}
		if l := s.saidDate(k); l > 0 {
			return l
		}
	}
	if s.kindAt(k) != number {
		return 0
	}
	if last := s.eastDate(k, cue); last > 0 {
		return last
	}
	if k > 0 && s.joined(k) && s.sign(k-1) != '=' && (s.toks[k-1].kind == word && s.toks[k-1].c < eastern || s.sign(k-1) == '/' || s.sign(k-1) == '-' && !s.is(k-2, fBirth) || s.sign(k-1) == '.' && s.sign(k-2) != '.') {
		return 0
	}
	c := s.sign(k + 1)
	if c == '.' && s.joined(k+1) && s.joinedBySpace(k+2) && s.kindAt(k+2) == number && s.sign(k+3) == '.' && s.joined(k+3) && s.year(k+4) && s.length(k) <= 2 && s.length(k+2) <= 2 { // 11. 6. 2009
		return s.modern(k+4, k+4)
	}
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
			if cue && c == '.' && s.sign(k+3) == '.' && s.joined(k+3) && s.length(k) <= 2 && s.length(k+2) == 2 { // 01.02.
				return k + 3
			}
			if cue && c == '.' && s.joined(k+1) && s.length(k) <= 2 && s.length(k+2) <= 2 && (s.is(k-1, fBirth) || s.key(k-1) == kIs || s.key(k-1) == kOn || s.sign(k-1) == ':') && s.about&(fSum|fCompute) == 0 { // bday 7.15
				return k + 2
			}
			if cue && (c == '/' || c == '-' && (s.is(k-1, fBirth) || s.key(k-1) == kOn && s.is(k-2, fBirth) || s.key(k-1) == kIs || s.sign(k-1) == ':')) && s.length(k) <= 2 && (s.length(k+2) <= 2 || s.year(k+2)) {
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
	if cue && s.year(k) && (s.key(k-1) == kIn || inYear(s.foldedWord(k-1)) || s.key(k-1) == kAs && s.before(k, 4, fBirth) || s.key(k-1) == kOf || s.is(k-1, fBirth) || s.sign(k-1) == ':' || s.sign(k-1) == '=' || s.key(k-1) == kIs || string(s.foldedWord(k-1)) == "year") && string(s.textOf(k)) <= lastBare {
		return s.modern(k, k)
	}
	if cue && s.length(k) == 2 && s.textOf(k)[0] < '2' && string(s.foldedWord(k-1)) == "born" && s.closes(k+1) { // i was born 09
		return k
	}
	if cue && s.year(k) && s.is(k-2, fBirth) && roughly(s.foldedWord(k-1)) && string(s.textOf(k)) <= lastBare { // born late 2009
		return s.modern(k, k)
	}
	if cue && (s.length(k) == 8 || s.length(k) == 6) && (s.is(k-1, fBirth) || s.sign(k-1) == ':' || s.sign(k-1) == '=' || s.key(k-1) == kIs) {
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

// day returns the last token of a day of the month at k, or -1: 5, 5th, fifth.
func (s *scan) day(k int) int {
	if !s.within(k) {
		return -1
	}
	t := s.textOf(k)
	if s.toks[k].kind == number {
		if len(t) > 2 || len(t) == 2 && t[0] > '3' {
			return -1
		}
		if s.joined(k+1) && s.kindAt(k+1) == word {
			if e := s.textOf(k + 1); len(e) == 2 && (string(e) == "er" || string(e) == "º" || string(e) == "ª" || e[1]|0x20 == 't' || e[1]|0x20 == 'd' || e[1]|0x20 == 'h') {
				return k + 1
			}
			return -1
		}
		return k
	}
	if s.is(k, fOrdinal) {
		if s.sign(k+1) == '-' && s.is(k+2, fOrdinal) {
			return k + 2
		}
		if s.is(k+1, fOrdinal) && s.ten(k) {
			return k + 1
		}
		return k
	}
	return -1
}
