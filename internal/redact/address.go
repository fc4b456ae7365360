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
			return -1
		}
	}
	first, end, total, parts := i, -1, 0, 0
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
		k = e + 1
		switch {
		case !s.within(k) || s.toks[k].line:
			parts = maxParts
		case s.sign(k) == ',', s.sign(k) == '-' && s.toks[k].spaces && !s.joined(k+1) && parts > 0:
			k++
		case s.sign(k) == '.' && s.joined(k) && s.sign(k+1) == ',':
			k += 2
		default:
			numbered := s.kindAt(e) == number && s.joinedBySpace(k) && s.partWord(k, parts) && score == 1
			if l, _ := s.unitPart(k); l < 0 && s.quietTown(k) == 0 && !(numbered && !s.quiet) {
				parts = maxParts
			}
		}
	}
	if end < 0 || total < chainCued {
		return -1
	}
	if total < chainSure || s.about&(fLetters|fCompute) != 0 || s.equation {
		if !s.posted(first) {
			return -1
		}
	}
	s.hit(Address, first, end)
	return end
}

// posted reports whether what stands before token i says that an address
// follows.
func (s *scan) posted(i int) bool {
	if s.before(i, 7, fLive) || s.addressed(i) {
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
		return e, score
	}
	switch s.toks[k].kind {
	case number:
		if e, score := s.housePart(k); score == 2 || nth == 0 && e >= 0 {
			return e, score
		}
		if e := s.postalCode(k); e > 0 && nth > 0 {
			if l, _, _ := s.partNames(e+1, nth); l > e && s.joinedBySpace(e+1) {
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

// unitPart reads Flat 12, Plot No. 45, B-204, H.No. 8-2-293, #204, 2nd floor.
func (s *scan) unitPart(k int) (end, score int) {
	if !s.within(k) {
		return -1, 0
	}
	t := &s.toks[k]
	switch {
	case t.kind == punct && t.c == '#' && s.joined(k+1) && s.kindAt(k+1) == number:
		return s.numberTail(k + 1), 1
	case t.kind == number && s.ordinal(k+1) && s.is(k+2, fUnit):
		return k + 2, 1
	case t.kind == number && s.length(k) <= 3 && s.sign(k+1) == '/' && s.joined(k+1) && s.joined(k+2) && s.kindAt(k+2) == word && s.toks[k+2].shape != lower && s.length(k+2) == 1: // 9/F
		return k + 2, 1
	case t.kind != word:
		return -1, 0
	case t.shape != lower && t.end-t.start <= 2 && s.sign(k+1) == '-' && s.joined(k+1) && s.joined(k+2) && s.kindAt(k+2) == number && s.length(k+2) <= 4: // B-204
		return s.numberTail(k + 2), 1
	case s.length(k) == 1 && s.sign(k+1) == '.' && s.sign(k+3) == '.' && s.key(k+4) == kBox && s.kindAt(k+5) == number && s.within(k+5): // P.O. Box 77
		return k + 5, 2
	case s.length(k) == 1 && s.sign(k+1) == '.' && s.joined(k+1) && s.marked(k+2, mLot): // H.No.
		return s.unitPart(k + 2)
	case !t.is(fUnit) && !t.marked(mLot|mWard) && !(t.is(fStreet) && s.capital(k)):
		return -1, 0
	case t.marked(mWard) && !s.capital(k) && !s.quiet:
		return -1, 0
	}
	j := k + 1
	for n := 0; n < 4; n++ {
		if w := s.foldedWord(j); s.sign(j) == '.' && s.joined(j) || s.sign(j) == ':' || s.sign(j) == '#' || string(w) == "no" || string(w) == "nr" || string(w) == "number" {
			j++
		}
	}
	switch {
	case s.within(j) && s.kindAt(j) == number && s.length(j) <= 5 && s.numberHere(j):
		return s.numberTail(j), 1
	case s.within(j) && s.kindAt(j) == word && s.length(j) == 1 && s.toks[j].shape != lower && j == k+1 && !s.joined(j) && t.key != kNone:
		return s.numberTail(j), 1
	case s.within(j) && s.kindAt(j) == word && s.length(j) == 1 && s.capital(k) && j == k+1 && s.joinedBySpace(j) && s.key(j) != kI:
		return s.numberTail(j), 1
	case s.within(j) && s.kindAt(j) == word && s.length(j) <= 2 && s.toks[j].shape != lower && s.sign(j+1) == '-' && s.joined(j+1) && s.kindAt(j+2) == number && s.joined(j+2):
		return s.numberTail(j + 2), 1
	}
	return -1, 0
}

// numberHere reports whether the number at k stands by itself, no decimal and no
// part of a sum.
func (s *scan) numberHere(k int) bool {
	if c := s.sign(k + 1); c == '.' && s.joined(k+1) && s.joined(k+2) || c == '%' || c == '=' {
		return false
	}
	return true
}

// partWord reports whether token k may be a word of a name within an address.
func (s *scan) partWord(k, nth int) bool {
	if !s.within(k) || s.toks[k].kind != word || s.toks[k].exempt {
		return false
	}
	t := &s.toks[k]
	if t.is(fRoad) && s.kindAt(k-1) != punct && k > 0 && (s.kindAt(k-1) == number || s.length(k-1) <= 3) && s.within(k+1) && (s.capital(k+1) || s.is(k+1, fParticle)) { // 8 bis rue Pasteur
		return true
	}
	if s.quiet && s.quietCompass(k) && s.kindAt(k-1) == number {
		return true
	}
	if t.is(fStop) && t.shape == title && t.end-t.start == 2 && !s.quiet && s.within(k+1) && s.capital(k+1) && string(s.foldedWord(k)[1:]) == "m" { // Am Waldrand, Im Winkel
		return true
	}
	if t.is(fStop) && !t.is(fParticle|fPlaceFirst) && !t.marked(mWard) || t.is(noPartWords) && !t.is(fStreet|fWay) || t.is(fTitle) && !t.is(fStreet) && string(s.foldedWord(k)) != "st" {
		return false
	}
	if s.quiet {
		return nth > 0 && !t.is(fStop) && (t.end-t.start > 1 || s.sign(k+1) == '.')
	}
	return s.capital(k) || s.loud
}

// quietCompass reports whether token k is n, s, e or w.
func (s *scan) quietCompass(k int) bool {
	switch string(s.textOf(k)) {
	case "n", "s", "e", "w":
		return true
	}
	return false
}

// compassWord reports whether token k is NW or its like, in any case.
func (s *scan) compassWord(k int) bool {
	if s.compass(k) || s.quietCompass(k) {
		return true
	}
	switch string(s.foldedWord(k)) {
	case "north", "south", "east", "west":
		return true
	}
	return false
}

// corner takes "the corner of Fulton and 9th".
func (s *scan) corner(i int) {
	side := func(k int) int {
		if s.kindAt(k) == number && s.within(k) && s.ordinal(k+1) {
			return k + 1
		}
		if s.partWord(k, 1) {
			last, _, _ := s.partNames(k, 1)
			return last
		}
		return -1
	}
	if s.key(i+1) != kOf || s.about&(fLetters|fSum) != 0 {
		return
	}
	a := side(i + 2)
	if a < 0 || s.key(a+1) != kAnd {
		return
	}
	if b := side(a + 2); b > 0 {
		s.hit(Address, i+2, b)
	}
}

// partNames reads the words of a name from k on: the last of them, the kind of
// its end, and how many there are.
func (s *scan) partNames(k, nth int) (last int, kind partKind, n int) {
	last = k - 1
	for j := k; n < nameReach && s.within(j); {
		if j > k && (s.toks[j].line || !s.toks[j].spaces && s.sign(j) == 0 && s.sign(j-1) != '-') {
			break
		}
		switch {
		case s.partWord(j, nth):
			t := &s.toks[j]
			switch {
			case t.is(fRoad) && n == 0, n == 0 && roadWord(s.foldedWord(j)):
				kind = kindRoad
			case kind == kindRoad:
			case t.is(fStreet|fWay) || t.marked(mWard) || compound(s.folded(j)):
				kind = kindStreet
				if n == 0 && !compound(s.folded(j)) {
					kind = kindPlain
				}
			case t.marked(mHouse) && n > 0:
				kind = kindHouse
			case n > 0 && s.compass(j):
			default:
				if kind != kindRoad && !(kind == kindStreet && s.compass(j)) {
					kind = kindPlain
				}
			}
			last = j
			n++
			j++
			if c := s.sign(j); c == '.' && s.joined(j) && (s.length(j-1) <= 4 || compound(s.folded(j-1))) && s.within(j+1) && s.joinedBySpace(j+1) {
				if s.kindAt(j+1) == number || s.partWord(j+1, nth) {
					last = j
					j++
				}
			} else if c == '-' && s.joined(j) && s.joined(j+1) && s.kindAt(j+1) == word {
				if w := s.foldedWord(j + 1); len(w) <= 5 && s.toks[j+1].shape == lower { // Meguro-ku
					last = j + 1
					j += 2
					if kind == kindPlain {
						kind = kindHouse
					}
					if s.sign(j) == '-' && s.joined(j) && s.joined(j+1) && s.partWord(j+1, nth) { // Gulshan-e-Iqbal
						last = j + 1
						j += 2
					}
				} else if s.capital(j + 1) {
					j++
				}
			}
		case s.is(j, fParticle) && n > 0 && (s.partWord(j+1, nth) || s.is(j+1, fParticle) && s.partWord(j+2, nth)), (s.key(j) == kThe || s.key(j) == kOf) && s.partWord(j+1, nth) && n > 0:
			j++
		case n > 0 && s.kindAt(j) == number && s.ordinal(j+1) && s.partWord(j+2, nth):
			j += 2
		case n > 0 && s.roman(j):
			last = j
			n++
			j++
		default:
			return last, kind, n
		}
	}
	return last, kind, n
}

// roman reports whether token k is II, IV or its like.
func (s *scan) roman(k int) bool {
	if !s.within(k) || s.toks[k].kind != word || s.length(k) > 4 || s.toks[k].shape != upper {
		return false
	}
	for _, c := range s.textOf(k) {
		if c != 'I' && c != 'V' && c != 'X' {
			return false
		}
	}
	return true
}

// irishCode returns the last token of D08 X4Y6 at k, or 0.
func (s *scan) irishCode(k int) int {
	start := int(s.toks[k].start)
	b := s.b[start:]
	if len(b) < 8 || b[0] < 'A' || b[0] > 'Z' || !isDigit(b[1]) || !isDigit(b[2]) && b[2] != 'W' || b[3] != ' ' || len(b) > 8 && isAlnum(b[8]) || b[4] < 'A' || b[4] > 'Z' {
		return 0
	}
	digits := 0
	for _, c := range b[4:8] {
		if isDigit(c) {
			digits++
		} else if c < 'A' || c > 'Z' {
			return 0
		}
	}
	for j := k; digits > 0 && j < len(s.toks) && j < k+8; j++ {
		if int(s.toks[j].end) == start+8 {
			return j
		}
	}
	return 0
}

// A partKind says what the last word of a name tells.
type partKind uint8

const (
	kindPlain  partKind = iota
	kindRoad            // begins with rue, calle: a number follows or precedes
	kindStreet          // ends with street, nagar
	kindHouse           // ends with court, cottage
)

// roadWord reports whether w begins the name of a street in another language.
func roadWord(w []byte) bool {
	switch string(w) {
	case "ul", "ulica", "av", "avda", "str", "strada", "jalan", "jl", "bulevardi", "bulevar", "corso", "viale", "piazza", "vicolo", "travessa", "praca",
		"cours", "quai", "allee", "place", "largo", "calea", "aleja", "al", "os", "rruga", "utca", "cra", "cl", "rua", "rue", "calle", "via", "carrera",
		"diagonal", "transversal", "ronda", "camino", "chemin", "soi", "lorong":
		return true
	}
	return false
}

// compound reports whether w ends like Lindenstrasse, Storgatan, Keizersgracht.
func compound(w []byte) bool {
	for _, tail := range [...]string{"strasse", "straat", "gracht", "gasse", "platz", "allee", "gatan", "gate", "vegen", "veien", "vej", "gade", "vagen", "laan", "weg", "plein", "steig", "damm", "utca", "katu", "tie", "str", "strase"} {
		if n := len(w) - len(tail); n > 3 && string(w[n:]) == tail {
			return !lex.words[string(w)].is(fWord)
		}
	}
	return false
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
		if s.is(e+1, fStreet) {
			e++
		}
		return e, 2
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
		if w := string(s.foldedWord(j)); s.sign(j) == '#' || w == "nr" || w == "no" || w == "n" || s.sign(j) == '.' && j > last+1 && s.joined(j) || s.sign(j) == ',' && kind == kindRoad && s.kindAt(j+1) == number {
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
			if s.sign(e+1) == ',' && s.floor(e+2) > 0 { // 27, 3o B
				e = s.floor(e + 2)
			}
			switch {
			case kind == kindRoad || compound(s.folded(last)):
				return e, 2
			case n > 0 && s.sign(e+1) == ',' && !s.quiet, kind == kindStreet:
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
	if s.quiet {
		return -1, 0
	}
	if nth > 0 && n == 1 && s.looks(k) == certain && !s.is(k, fPlace) { // …, Maria
		return -1, 0
	}
	if nth > 0 && (s.is(k, fPlace) || s.is(last, fPlace) || s.known(k, fPlaceFirst, fPlace) > 0) {
		return last, 1
	}
	return last, btoi(kind != kindPlain)
}

// floor returns the last token of 3o B, the third floor, at k; or 0.
func (s *scan) floor(k int) int {
	if s.kindAt(k) != number || !s.within(k) || s.length(k) > 2 || !s.joined(k+1) || s.sign(k+1) != symbol && !(s.strangeScript(k+1) && s.length(k+1) == 2) {
		return 0
	}
	if s.kindAt(k+2) == word && s.within(k+2) && s.length(k+2) <= 3 {
		return k + 2
	}
	return k + 1
}

// stateCode returns the last token of OH 45402, or of OH alone after other
// parts; 0 where there is none.
func (s *scan) stateCode(k, nth int) int {
	if !s.is(k, fState) || s.toks[k].shape != upper && !s.quiet || nth == 0 {
		return 0
	}
	if s.joinedBySpace(k+1) && s.kindAt(k+1) == number && s.length(k+1) == 5 {
		if s.sign(k+2) == '-' && s.joined(k+2) && s.kindAt(k+3) == number && s.within(k+3) && s.length(k+3) == 4 {
			return k + 3
		}
		return k + 1
	}
	if e := s.postcodeEnd(k + 1); e > 0 && s.joinedBySpace(k+1) { // ON M4W 1A5
		return e
	}
	if s.toks[k].shape == upper && (!s.within(k+1) || s.kindAt(k+1) == punct || s.toks[k+1].line) {
		return k
	}
	return 0
}

// quietTown returns the last token of fenton mi 48430 or fenton, mi 48430, where
// nobody uses capitals; 0 where there is none.
func (s *scan) quietTown(k int) int {
	if !s.quiet {
		return 0
	}
	for n := 0; n < 4 && s.within(k) && s.kindAt(k) == word && !s.toks[k].line; n++ {
		if n > 0 && s.is(k, fState) {
			if s.joinedBySpace(k+1) && s.kindAt(k+1) == number && s.length(k+1) == 5 {
				return k + 1
			}
			if (!s.within(k+1) || s.sign(k+1) == '.' || s.sign(k+1) == ',') && s.key(k) == kNone && !s.is(k, fStop) {
				return k
			}
		}
		if s.is(k, fStop) {
			return 0
		}
		k++
		if s.sign(k) == ',' && s.is(k+1, fState) {
			k++
		}
	}
	return 0
}

// postalCode returns the last token of a code of digits at k, or 0: 560038,
// 1016 DV, 111 51, 4050-262, 1010 before a town.
func (s *scan) postalCode(k int) int {
	if s.kindAt(k) != number || !s.within(k) || !s.numberHere(k) {
		return 0
	}
	n := s.length(k)
	if c := s.sign(k + 1); c == '-' && s.joined(k+1) && s.joined(k+2) && s.kindAt(k+2) == number {
		switch m := s.length(k + 2); {
		case n == 5 && m == 4, n == 4 && m == 3, n == 5 && m == 3, n == 3 && m == 4, n == 2 && m == 3, n == 3 && m == 3:
			return k + 2
		}
		return 0
	}
	if s.joined(k+1) && s.kindAt(k+1) == word {
		return 0
	}
	next := s.joinedBySpace(k + 1)
	switch {
	case n == 5, n == 6:
		return k
	case n == 4 && next && s.kindAt(k+1) == word && s.toks[k+1].shape == upper && s.length(k+1) == 2:
		return k + 1
	case n == 3 && next && s.kindAt(k+1) == number && (s.length(k+1) == 2 || s.length(k+1) == 3):
		return k + 1
	case n == 4 && next && s.kindAt(k+1) == word && s.capital(k+1):
		return k
	}
	return 0
}

// livedStreet takes a street without a number where somebody says that they
// live there: we live on Rosewood Drive.
func (s *scan) livedStreet(i int) {
	switch s.key(i - 1) {
	case kOn, kIn, kAt, kTo, kFrom:
	default:
		return
	}
	if !s.before(i, 5, fLive) && !s.addressed(i) && !(s.key(i-1) == kOn && s.is(i-2, fMe)) || s.about&fLetters != 0 {
		return
	}
	last, kind, n := s.partNames(i, 1)
	if kind != kindStreet || n < 2 || s.quiet && !s.is(last, fStreet) {
		return
	}
	if s.joinedBySpace(last+1) && s.kindAt(last+1) == number && s.length(last+1) <= 4 {
		last++
	}
	s.hit(Address, i, s.townAfter(last))
}
