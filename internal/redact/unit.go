package redact

// unitPart reads Flat 12, Plot No. 45, B-204, H.No. 8-2-293, #204, 2nd floor.
func (s *scan) unitPart(k int) (end, score int) {
	if !s.within(k) {
		return -1, 0
	}
	t := &s.toks[k]
	switch {
	case t.kind == punct && t.c == '#' && s.joined(k+1) && s.kindAt(k+1) == number:
		return s.numberTail(k + 1), 1
	case t.kind == number && (s.ordinal(k+1) || s.joined(k+1) && s.day(k) == k+1 || s.joined(k+1) && string(s.foldedWord(k+1)) == "e") && (s.is(k+2, fUnit) || s.marked(k+2, mLot)) && s.joinedBySpace(k+2): // 1er étage
		return k + 2, 1
	case t.kind == number && s.length(k) <= 2 && s.sign(k+1) == '.' && s.joined(k+1) && s.joinedBySpace(k+2) && s.storey(k+2): // 3. OG links
		if w := string(s.foldedWord(k + 3)); w == "links" || w == "rechts" || w == "mitte" {
			return k + 3, 1
		}
		return k + 2, 1
	case t.kind == number && s.length(k) <= 2 && s.joined(k+1) && s.toks[k+1].shape == upper && string(s.foldedWord(k+1)) == "f" && (s.sign(k+2) == '.' || s.sign(k+2) == ','): // 5F., 8F.-2
		e := k + 1 + btoi(s.sign(k+2) == '.')
		if s.sign(e+1) == '-' && s.joined(e+1) && s.joined(e+2) && s.kindAt(e+2) == number {
			e += 2
		}
		return e, 1
	case t.kind == number && s.length(k) <= 2 && s.joined(k+1) && s.ordinalTail(k+1) && s.joinedBySpace(k+2) && (s.is(k+2, fUnit) || s.marked(k+2, mLot)): // 2do piso
		return k + 2, 1
	case t.kind == number && s.length(k) <= 3 && s.sign(k+1) == '/' && s.joined(k+1) && s.joined(k+2) && s.kindAt(k+2) == word && s.toks[k+2].shape != lower && s.length(k+2) == 1: // 9/F
		return k + 2, 1
	case t.kind == number && s.length(k) <= 2 && s.sign(k+1) == '.' && s.joined(k+1) && s.joined(k+2) && s.kindAt(k+2) == word && s.ordinalTail(k+2): // 2.º Esq.
		e := k + 2
		if s.joinedBySpace(e+1) && s.kindAt(e+1) == word && s.length(e+1) <= 4 {
			e++
		}
		return e + btoi(s.sign(e+1) == '.' && s.joined(e+1)), 1
	case t.kind != word:
		return -1, 0
	case t.shape != lower && t.end-t.start == 1 && s.joined(k+1) && s.kindAt(k+1) == number && s.length(k+1) <= 3 && s.sign(k+2) == '-' && s.joined(k+2) && s.joined(k+3) && s.kindAt(k+3) == number && s.sign(s.numberTail(k+1)+1) == ',': // B2-15-3, …
		return s.numberTail(k + 1), 1
	case t.shape != lower && t.end-t.start <= 2 && s.sign(k+1) == '-' && s.joined(k+1) && s.joined(k+2) && s.kindAt(k+2) == number && s.length(k+2) <= 4: // B-204
		return s.numberTail(k + 2), 1
	case s.length(k) == 1 && s.sign(k+1) == '.' && s.sign(k+3) == '.' && s.key(k+4) == kBox && s.kindAt(k+5) == number && s.within(k+5): // P.O. Box 77
		if s.sign(k+6) == '-' && s.joined(k+6) && s.joined(k+7) && s.kindAt(k+7) == number { // 77-00100
			return k + 7, chainSure
		}
		return k + 5, chainSure
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
	case s.within(j) && s.kindAt(j) == word && s.length(j) == 1 && s.toks[j].shape != lower && t.marked(mLot) && j == k+1 && k > 0 && (s.kindAt(k-1) == number || s.sign(k-1) == ','): // … 5 depto B
		return j, 1
	case s.within(j) && s.kindAt(j) == word && s.length(j) <= 2 && s.toks[j].shape != lower && s.sign(j+1) == '-' && s.joined(j+1) && s.kindAt(j+2) == number && s.joined(j+2):
		return s.numberTail(j + 2), 1
	}
	return -1, 0
}

// storey reports whether token k names the storeys of a house, after their number
// and a full stop.
func (s *scan) storey(k int) bool {
	switch string(s.foldedWord(k)) {
	case "og", "ug", "stock", "etage", "obergeschoss", "stiege", "patro", "emelet", "kat", "nadstropje", "sal", "tur", "tv", "th", "mf", "em":
		return true
	}
	return false
}

// groundFloor reports whether w, between commas, is a storey that has no number.
func groundFloor(w []byte) bool {
	switch string(w) {
	case "bajo", "bajos", "entresuelo", "entlo", "atico", "principal", "rdc", "parterre", "erdgeschoss", "eg", "terreo", "parter", "ground", "basement":
		return true
	}
	return false
}

// ordinalTail reports whether token k, stuck to its number, makes it an ordinal in
// Spanish or Portuguese: 2do, 3er, 1ra.
func (s *scan) ordinalTail(k int) bool {
	switch string(s.foldedWord(k)) {
	case "do", "da", "er", "ro", "ra", "to", "ta", "mo", "o", "a", "eme", "º", "ª":
		return true
	}
	return false
}

// shortUnit returns the last token of a flat behind an abbreviation in any
// language: bl. 3, sc. B, кв. 12, D:3; or 0.
func (s *scan) shortUnit(k int) int {
	if s.kindAt(k) != word || s.length(k) > 8 || s.length(k) > 4 && !s.strangeScript(k) || s.is(k, fMonth|fTitle|fStreet) {
		return 0
	}
	if c := s.sign(k + 1); !s.joined(k+1) || c != '.' && !(c == ':' && s.length(k) <= 2 && s.joined(k+2)) {
		return 0
	}
	switch j := k + 2; {
	case !s.within(j) || s.toks[j].line:
	case s.kindAt(j) == number && s.length(j) <= 4 && s.numberHere(j):
		return s.numberTail(j)
	case s.kindAt(j) == word && s.length(j) == 1 && s.toks[j].shape != lower:
		if s.joined(j+1) && s.kindAt(j+1) == number && s.length(j+1) <= 3 { // bl. C4
			return j + 1
		}
		return j
	}
	return 0
}

// numberSign reports whether token k stands for number: nº, no, nr.
func (s *scan) numberSign(k int) bool {
	switch string(s.foldedWord(k)) {
	case "n", "no", "nr", "num", "nº", "№":
		return true
	}
	return false
}

// stairs takes in the stairs and the flat after a house's number k as the north
// has them: 12 B, 12 A 5.
func (s *scan) stairs(k int) int {
	if !s.joinedBySpace(k+1) || s.kindAt(k+1) != word || s.length(k+1) != 1 || s.toks[k+1].shape == lower || s.key(k+1) == kI {
		return k
	}
	if s.joinedBySpace(k+2) && s.kindAt(k+2) == number && s.length(k+2) <= 3 {
		return k + 2
	}
	return k + 1
}

// floor returns the last token of 3o B, the third floor, at k; or 0.
func (s *scan) floor(k int) int {
	if s.kindAt(k) != number || !s.within(k) || s.length(k) > 2 || !s.joined(k+1) || s.sign(k+1) != symbol && !(s.strangeScript(k+1) && s.length(k+1) == 2) {
		return 0
	}
	if s.kindAt(k+2) == word && s.within(k+2) && (s.length(k+2) <= 3 || floorSide(s.foldedWord(k+2))) {
		return k + 2
	}
	return k + 1
}

// floorSide reports whether w says which door of a floor in Spain: 4º dcha.
func floorSide(w []byte) bool {
	switch string(w) {
	case "dcha", "izda", "izq", "dcho", "centro":
		return true
	}
	return false
}
