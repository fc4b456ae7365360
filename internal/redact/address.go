package redact

// A postal address is a chain of parts between commas, each of which says a
// little: a house's number and a street, a flat, a quarter, a code and a town.
// One part alone may be anything; the sum tells. What a part says, in points:
// 2 for a street with its number and for a state or letters with a code, 1 for a
// flat, a street or a house without a number, a name with a number, a code.
const (
	chainSure   = 3 // an address anywhere
	chainCued   = 2 // after "live at", "send it to", "address:"
	maxParts    = 8
	chainReach  = 48
	nameReach   = 6 // words of a name within an address
	noPartWords = fKin | fGreet | fMe | fMonth | fWeekday | fToken | fSay | fRank
)

// chain looks for an address that begins with token i and returns its last
// token, or -1.
func (s *scan) chain(i int) int {
	if i > 0 && s.joined(i) {
		switch s.sign(i - 1) {
		case '(', ':', '"', '>', '=', '*', '-':
		default:
			if !s.griddedHouse(i) {
				return -1
			}
		}
	}
	if e := s.numberTail(min(i+1, len(s.toks)-1)); s.sign(i) == '#' && s.sign(e+1) == ',' && s.sign(e+2) == '#' { // got #4, #7, #12 wrong
		return -1
	}
	first, end, total, parts := i, -1, 0, 0
	read := 0 // parts with something to say
	for k := i; parts < maxParts && k < i+chainReach; parts++ {
		e, score := s.addressPart(k, parts)
		if e < k {
			break
		}
		if total == 0 && score == 0 && s.toks[k].kind == word && (s.looks(k) >= likely || !s.posted(k)) { // a name that leads in
			first, end = -1, -1
		} else {
			if first < 0 {
				first = k
			}
			end = e
		}
		total += score
		read += btoi(score > 0)
		k = e + 1
		switch {
		case s.within(k) && s.toks[k].line && total > 0 && s.townward(k): // the town on a line of its own
		case !s.within(k) || s.toks[k].line:
			parts = maxParts
		case s.sign(k) == ',', s.sign(k) == '-' && s.toks[k].spaces && !s.joined(k+1) && parts > 0:
			k++
		case s.sign(k) == '.' && s.joined(k) && s.sign(k+1) == ',':
			k += 2
		default:
			numbered := s.kindAt(e) == number && s.joinedBySpace(k) && s.partWord(k, parts) && score == 1
			if l, _ := s.unitPart(k); l < 0 && s.shortUnit(k) == 0 && s.quietTown(k) == 0 && !(numbered && !s.quiet) {
				parts = maxParts
			}
		}
	}
	if parts == maxParts && total == 1 && end >= 0 && s.kindAt(first) == word && s.addressed(first) && s.sign(first-1) == ':' { // address line 2: Apt 3
		s.hit(Address, first, end)
		return end
	}
	if end < 0 || total < chainCued {
		return -1
	}
	if total < chainSure && s.staged(first) {
		return -1
	}
	if total < chainSure && s.calledAddress(end) && s.about&(fLetters|fCompute) == 0 {
		s.hit(Address, s.numbered(first), end)
		return end
	}
	if total < chainSure || s.about&(fLetters|fCompute) != 0 || s.equation {
		several := read > 1 && parts >= 3 && s.codedEnd(end) && !s.equation && s.about&(fSum|fCompute) == 0 && s.about&fLetters == 0 // Plot 77, Sector 14B, Rohini, Delhi 110085
		if !s.posted(first) && !several && !(parts > 1 && s.whole(first, end) && s.about&(fLetters|fCompute) == 0) {
			return -1
		}
	}
	if s.sign(first-1) == '/' && s.joined(first-1) && string(s.foldedWord(first-2)) == "c" { // C/ Mayor
		first -= 2
	}
	s.hit(Address, s.numbered(first), end)
	return end
}

// calledAddress reports whether what follows token end, in the same line, says that
// an address it was: … is my address, thats where we live.
func (s *scan) calledAddress(end int) bool {
	for k := end + 1; k < end+14 && s.within(k) && !s.toks[k].line; k++ {
		if w := string(s.foldedWord(k)); s.key(k) != kIs && w != "thats" && w != "that's" {
			continue
		}
		for j := k + 1; j <= k+4 && s.within(j); j++ {
			switch w := string(s.foldedWord(j)); {
			case s.key(j) == kAddress, w == "home", w == "house" && s.is(j-1, fOwn), w == "where" && (s.is(j+1, fMe) || s.is(j+2, fLive)):
				return true
			}
		}
	}
	return false
}

// codedEnd reports whether token k is a code of the post, after a town.
func (s *scan) codedEnd(k int) bool {
	return s.kindAt(k) == number && s.within(k) && s.length(k) >= 5 && s.length(k) <= 6 && s.kindAt(k-1) == word && s.capital(k-1)
}

// whole reports whether the text is nothing but the tokens from i to j.
func (s *scan) whole(i, j int) bool {
	return i == 0 && (j == len(s.toks)-1 || j == len(s.toks)-2 && s.sign(j+1) == '.')
}

// numbered returns the first token of "number 8", "no. 8" or "Nr. 8" before the
// house's number i; i where none stands there.
func (s *scan) numbered(i int) int {
	k := i - 1
	if s.kindAt(i) != number {
		return i
	}
	if s.griddedHouse(i) {
		return k
	}
	if s.sign(k) == '.' && s.joined(k) {
		k--
	}
	switch string(s.foldedWord(k)) {
	case "number", "no", "nr", "num":
		return k
	}
	return i
}

// griddedHouse reports whether the number at i stands after a point of the compass
// as houses in the country have it: W2210 County Road H.
func (s *scan) griddedHouse(i int) bool {
	k := i - 1
	return k >= 0 && s.kindAt(i) == number && s.joined(i) && s.length(k) == 1 && s.compass(k) && s.length(i) >= 3 && (k == 0 || !s.joined(k))
}

// posted reports whether what stands before token i says that an address
// follows.
func (s *scan) posted(i int) bool {
	if s.before(i, 7, fLive) || s.addressed(i) || s.marked(i-1, mDwell) || s.marked(i-2, mDwell) {
		return true
	}
	for k := i - 1; k >= 0 && k >= i-7; k-- {
		if s.marked(k, mPost) {
			return true
		}
	}
	if s.sign(i-1) == ':' {
		return true
	}
	switch w := string(s.foldedWord(i - 1)); { // we're 12 …
	case s.key(i-1) == kIm, w == "we're", w == "were" && s.key(i-1) != kWas && s.is(i-2, fStop):
		return true
	}
	switch s.key(i - 1) {
	case kAt, kTo, kFrom, kOn, kIs, kIts:
		return s.personal() || s.key(i-1) == kIts
	}
	return false
}

// addressPart reads one part that begins with token k, the nth of its address.
func (s *scan) addressPart(k, nth int) (end, score int) {
	if !s.within(k) {
		return -1, 0
	}
	if e, score := s.unitPart(k); e >= 0 {
		if s.key(e+1) == kBox && s.joinedBySpace(e+1) && s.kindAt(e+2) == number && s.within(e+2) { // PSC 3 Box 4120
			return e + 2, chainSure
		}
		return e, score
	}
	if e := s.shortUnit(k); nth > 0 && e > 0 {
		return e, 1
	}
	switch s.toks[k].kind {
	case number:
		if e, score := s.housePart(k); score == 2 || nth == 0 && e >= 0 {
			return e, score
		}
		if e := s.postalCode(k); e > 0 && nth > 0 {
			if l, _, _ := s.partNames(e+1, nth); l > e && s.joinedBySpace(e+1) {
				if j := l + 1; s.joinedBySpace(j) && s.kindAt(j) == word && s.toks[j].shape == upper && s.length(j) == 2 && s.closes(j+1) { // 10121 Torino TO
					l = j
				}
				numbered := s.sign(k-1) == ',' && (s.kindAt(k-2) == number || s.length(k-2) == 1)
				return l, 1 + btoi(numbered)
			}
			return e, 1
		}
		return s.housePart(k)
	case word:
		s.lowCodes = s.quiet && nth > 0
		e := s.postcodeEnd(k)
		s.lowCodes = false
		if e > 0 {
			return e, 2
		}
		if e := s.irishCode(k); e > 0 && nth > 0 {
			return e, 2
		}
		if nth > 0 && s.sign(k-1) == '-' && !s.joined(k) && s.toks[k].shape == upper && s.length(k) == 2 { // São Paulo - SP
			return k, 1
		}
		if s.length(k) <= 2 && nth > 0 && s.toks[k].shape != lower && s.sign(k+1) == '-' && s.joined(k+1) && s.joined(k+2) && s.kindAt(k+2) == number && s.length(k+2) >= 4 && s.postalCode(k+2) > 0 { // D-48157 Münster
			return s.addressPart(k+2, nth)
		}
		if nth > 0 && s.toks[k].shape == upper && !s.loud && s.length(k) <= 5 { // …, BGC, …; DLF Phase 2
			if e, score := s.unitPart(k + 1); e > k && s.joinedBySpace(k+1) && s.capital(k+1) {
				return e, score
			}
			if s.sign(k+1) == ',' && s.sign(k-1) == ',' && !s.is(k, fState|fStop) {
				return k, 0
			}
		}
		if nth > 0 && s.sign(k+1) == ',' && groundFloor(s.foldedWord(k)) {
			return k, 0
		}
		if nth > 0 && s.capital(k) && s.sign(k+1) == '-' && s.joined(k+1) && s.joined(k+2) && s.kindAt(k+2) == number && s.length(k+2) >= 4 && s.length(k+2) <= 6 && s.closes(k+3) { // Dhaka-1205
			return k + 2, 1
		}
		if nth > 0 && s.strangeScript(k) { // חיפה 3303114
			j := k + 1
			for n := 0; n < 2 && s.joinedBySpace(j) && s.kindAt(j) == word && s.strangeScript(j) && !s.is(j, fStop); n++ {
				j++
			}
			if s.joinedBySpace(j) && s.kindAt(j) == number && s.length(j) >= 5 && s.length(j) <= 7 && s.numberHere(j) && s.toks[k].c < eastern {
				return j, 1
			}
		}
		if w := string(s.foldedWord(k)); nth > 0 && (w == "apo" || w == "fpo" || w == "dpo") && s.joinedBySpace(k+2) && s.length(k+1) == 2 && s.kindAt(k+2) == number && s.length(k+2) == 5 { // APO AP 96266
			return k + 2, 2
		}
		if w := string(s.foldedWord(k)); nth > 0 && (w == "co" && s.sign(k+1) == '.' || w == "county") { // Co. Kildare
			j := k + 1 + btoi(s.sign(k+1) == '.')
			if last, _, n := s.partNames(j, nth); n > 0 {
				if e := s.irishCode(min(last+1, len(s.toks)-1)); e > last {
					last = e
				}
				return last, 1
			}
		}
		if e := s.stateCode(k, nth); e > 0 {
			return e, 1 + btoi(e > k)
		}
		if e := s.quietTown(k); nth > 0 && e > 0 {
			return e, 2
		}
		return s.namePart(k, nth)
	}
	return -1, 0
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// numberTail takes in what belongs to a house's number: 12a, 12-14, 7/119, 9/F.
func (s *scan) numberTail(k int) int {
	if s.joined(k+1) && s.kindAt(k+1) == word && s.length(k+1) == 1 {
		k++
	} else if s.joinedBySpace(k+1) && s.kindAt(k+1) == number && s.length(k+1) == 1 && s.sign(k+2) == '/' && s.joined(k+2) && s.joined(k+3) && s.kindAt(k+3) == number && s.length(k+3) == 1 { // 12 1/2
		return k + 3
	} else if w := s.foldedWord(k + 1); string(w) == "bis" || string(w) == "ter" {
		k++
	}
	for n := 0; n < 3; n++ {
		if c := s.sign(k + 1); c != '-' && c != '/' || !s.joined(k+1) || !s.joined(k+2) || s.kindAt(k+2) == punct || s.kindAt(k+2) == mask || s.length(k+2) > 4 || s.kindAt(k+2) == word && s.length(k+2) > 1 {
			break
		}
		k += 2
		if s.joined(k+1) && s.kindAt(k) == number && s.kindAt(k+1) == word && s.length(k+1) == 1 {
			k++
		}
	}
	return k
}

// numberHere reports whether the number at k stands by itself, no decimal and no
// part of a sum.
func (s *scan) numberHere(k int) bool {
	if c := s.sign(k + 1); c == '.' && s.joined(k+1) && s.joined(k+2) || c == '%' || c == '=' {
		return false
	}
	return true
}

// housePart reads a number and the street after it.
func (s *scan) housePart(k int) (end, score int) {
	if s.length(k) > 5 || !s.numberHere(k) {
		return -1, 0
	}
	e := s.numberTail(k)
	if s.ordinal(k+1) && s.key(k+2) == kAnd && s.within(k+3) && s.capital(k+3) && !s.is(k+3, fStop) && (s.key(k-1) == kAt || s.key(k-1) == kOn) { // 44th and Lexington
		return k + 3, 2
	}
	if s.ordinal(k + 1) { // 3rd Cross
		last, kind, n := s.partNames(k+2, 1)
		if n > 0 && kind == kindStreet || n == 1 && s.is(k+2, fStreet|fWay) || n == 1 && s.marked(k+2, mWard) {
			return last, 1
		}
		return -1, 0
	}
	j := e + 1
	if s.sign(j) == ',' && s.joined(j) && s.is(j+1, fRoad) {
		j++
	}
	nth := 0
	if s.quiet {
		nth = 1
	}
	if s.within(j) && s.kindAt(j) == word && s.compassWord(j) && s.kindAt(j+1) == number && s.within(j+1) && s.ordinal(j+2) { // 811 S 5th
		e = j + 2
		if s.is(e+1, fStreet|fWay) && s.joinedBySpace(e+1) {
			e++
		}
		return e, 2
	}
	if s.is(j, fStreet|fWay) && s.joinedBySpace(j) { // 600 Hwy 93 S
		if r := s.routed(j); r > j && (s.capital(j) || s.quiet) {
			if s.joinedBySpace(r+1) && s.kindAt(r+1) == word && s.toks[r+1].shape != lower && s.compass(r+1) {
				r++
			}
			return r, 2
		}
	}
	if s.quiet && s.joinedBySpace(j) && s.quietCompass(j) && s.addressed(k) && s.joinedBySpace(j+1) && s.kindAt(j+1) == word && !s.is(j+1, fStop) && (s.closes(j+2) || s.is(j+2, fUnit)) { // my address is 244 n oak
		return j + 1, 2
	}
	if s.within(j+2) && s.kindAt(j) == word && s.compass(j) && s.kindAt(j+1) == number && s.kindAt(j+2) == word && s.compass(j+2) && !s.joined(j+2) { // 1234 W 5600 S
		return j + 2, 2
	}
	if s.sign(j) == '.' && s.joined(j) && s.joinedBySpace(j+1) && s.marked(j+1, mWard) && s.capital(j+1) { // 123. Sok.
		if s.sign(j+2) == '.' && s.joined(j+2) && s.joinedBySpace(j+3) {
			return j + 2, 1
		}
		return j + 1, 1
	}
	if string(s.foldedWord(j)) == "block" && s.key(j+1) == kOf { // 1600 block of Garnet Avenue
		j += 2
	}
	last, kind, n := s.partNames(j, nth)
	if n == 0 {
		if s.within(j) && s.kindAt(j) == number && s.ordinal(j+1) { // 12 5th Street
			if last, kind, n := s.partNames(j+2, 1); n > 0 && (kind == kindStreet || s.is(j+2, fStreet|fWay)) {
				return last, 2
			}
		}
		if s.sign(j) == ',' {
			return e, 0
		}
		return -1, 0
	}
	if kind == kindStreet || kind == kindRoad || kind == kindHouse && !s.quiet && n > 1 {
		last = s.routed(last)
		if s.quiet && kind == kindStreet && !s.is(last, fStreet) {
			return -1, 0
		}
		return last, 2
	}
	if s.quiet || s.sign(last+1) != ',' {
		return -1, 0
	}
	return last, 1
}

// namePart reads a name with what may follow it: a number, a code, a state.
func (s *scan) namePart(k, nth int) (end, score int) {
	last, kind, n := s.partNames(k, nth)
	if n == 0 {
		return -1, 0
	}
	j := last + 1
	for m := 0; m < 3; m++ {
		if s.sign(j) == '#' || s.numberSign(j) || s.sign(j) == '.' && j > last+1 && s.joined(j) || s.sign(j) == ',' && kind == kindRoad && (s.kindAt(j+1) == number || s.numberSign(j+1)) || (s.sign(j) == symbol || s.sign(j) == ':') && s.numberSign(j-1) {
			j++
		}
	}
	if !s.within(j) || s.toks[j].line {
		j = last
	}
	if s.kindAt(j) == number && s.within(j) && j > last && s.numberHere(j) {
		if e := s.postalCode(j); e > 0 && (nth > 0 || s.length(j) > 4) && kind != kindRoad && s.sign(e+1) != '/' {
			return e, 1
		}
		if s.length(j) == 4 && nth > 1 && kind == kindPlain && !s.quiet && s.sign(j+1) != ',' { // Dhaka 1209
			return j, 1
		}
		if s.length(j) <= 4 {
			e := s.numberTail(j)
			if s.sign(e+1) == '#' && s.kindAt(e+2) == number && s.within(e+2) { // Carrera 9 # 71-20
				e = s.numberTail(e + 2)
			}
			if s.sign(e+1) == '.' && s.joined(e+1) && s.joinedBySpace(e+2) && s.marked(e+2, mWard) && s.capital(e+2) { // Mah. 123. Sok.
				if e += 2; s.sign(e+1) == '.' && s.joined(e+1) {
					e++
				}
			}
			if s.sign(e+1) == ',' && s.floor(e+2) > 0 { // 27, 3o B
				e = s.floor(e + 2)
			}
			switch {
			case kind == kindRoad || compound(s.folded(last)):
				return s.stairs(e), 2
			case nth == 0 && n > 0 && !s.quiet && s.addressed(k):
				return e, 2
			case n > 0 && s.sign(e+1) == ',' && !s.quiet, kind == kindStreet:
				return e, 1
			}
			if nth > 0 && kind == kindPlain && s.length(j) <= 3 && !s.quiet && s.kindAt(k-2) == word && s.kindAt(k-3) == number && s.length(k-3) >= 4 { // 8005 Zürich, Josefwiese 14
				return e, 1
			}
			return last, btoi(kind >= kindStreet && !s.quiet)
		}
	}
	if j := last + 1; s.joinedBySpace(j) {
		if e := max(s.postcodeEnd(j), s.irishCode(j)); e > 0 {
			return e, 2
		}
		if e := s.stateCode(j, 1); e > j {
			return e, 2
		}
		if s.kindAt(j) == word && s.toks[j].shape == upper && s.length(j) <= 3 && s.joinedBySpace(j+1) && s.kindAt(j+1) == number && s.length(j+1) == 4 { // NSW 2000
			return j + 1, 2
		}
	}
	if nth > 0 && s.strangeScript(k) && s.toks[k].shape == lower && s.closes(last+1) { // a town in a script without capitals
		return last, 0
	}
	if s.quiet {
		return -1, 0
	}
	if nth > 0 && n == 1 && s.looks(k) == certain && !s.is(k, fPlace) && !s.goesOn(last+1) { // …, Maria
		return -1, 0
	}
	if nth > 0 && (s.is(k, fPlace) || s.is(last, fPlace) || s.known(k, fPlaceFirst, fPlace) > 0) {
		return last, 1
	}
	return last, btoi(kind != kindPlain)
}

// goesOn reports whether the comma at k leads to a part that begins with a capital
// and has a number: Sector 14, Rohini, Delhi 110085.
func (s *scan) goesOn(k int) bool {
	if s.sign(k) != ',' || !s.within(k+1) || s.toks[k+1].line {
		return false
	}
	for j := k + 1; j < k+4 && s.within(j); j++ {
		if s.kindAt(j) == number {
			return s.length(j) > 2 || j == k+1
		}
		if s.kindAt(j) != word || !s.capital(j) || s.is(j, fStop|fMonth|fWeekday) {
			return false
		}
	}
	return false
}
