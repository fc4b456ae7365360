package redact

// What stands between commas beside an address belongs to it, whatever a country
// calls it: a quarter, a landmark, a district, a code. So an address that is found
// grows over its neighbours, and what an address is announced for is one when it
// has the look of several parts.

// maxFilling is how many tokens a part may have, and mostFillings how many parts
// an address may grow by on each side.
const (
	maxFilling   = 16
	mostFillings = 8
)

// widen lets the addresses found grow. Those in talk of books and sums do not.
func (s *scan) widen(from int) {
	for n := from; n < len(s.out); n++ {
		f := &s.out[n]
		if f.typ != Address {
			continue
		}
		i, j := s.tokenAt(f.start), s.tokenAt(f.end)-1
		if i < 0 || j < i || j >= len(s.toks) || s.b[s.toks[i].start] >= eastern {
			continue
		}
		i, j = s.widenLeft(i), s.widenRight(j)
		f.start, f.end = min(f.start, int(s.toks[i].start)), max(f.end, int(s.toks[j].end))
	}
}

// widenRight returns the last token of what belongs to the address that ends with
// token j.
func (s *scan) widenRight(j int) int {
	for range mostFillings {
		k := j + 1
		switch {
		case !s.within(k):
			return j
		case s.sign(k) == '.' && s.joined(k) && s.kindAt(j) == word && s.length(j) <= 4 && s.capital(j) && !(s.joined(k+1) && s.sign(k+1) != ','): // Cres., N.T.
			j = k
			continue
		case s.sign(k) == '.' && s.joined(k) && s.joined(k+1) && s.kindAt(j) == word && s.length(j) == 1 && s.kindAt(k+1) == word && s.length(k+1) == 1: // N.T
			j = k + 1
			continue
		case s.sign(k) == '/' && s.joined(k) && s.joined(k+1) && s.kindAt(k+1) == word && s.toks[k+1].shape != lower && s.kindAt(j) == word && !s.quiet: // Belo Horizonte/MG
			j = k + 1
			continue
		case s.quiet && s.is(k, fState) && s.length(k) == 2 && s.joinedBySpace(k) && s.kindAt(j) == word && !s.is(j, fStop) && s.kindAt(k+1) == number && s.within(k+1) && s.length(k+1) == 5: // new york ny 10025
			return k + 1
		case s.quiet && s.is(k, fState) && s.length(k) == 2 && s.joinedBySpace(k) && s.is(j, fPlace) && (s.closes(k+1) || s.is(k+1, fStop)): // tulsa ok
			return k
		case s.joinedBySpace(k) && s.is(k, fUnit) && s.joinedBySpace(k+1) && s.kindAt(k+1) == number && s.length(k+1) <= 4: // Kessler Hall Rm 312
			j = k + 1
			continue
		case s.joinedBySpace(k) && s.kindAt(k) == number && s.length(k) <= 3 && s.is(j, fStreet|fWay) && s.capital(j) && (!s.within(k+1) || s.toks[k+1].line || s.sign(k+1) == ','): // Fir Lane 12
			j = k
			continue
		case s.quiet && s.joinedBySpace(k) && s.quietCompass(k) && s.is(j, fStreet|fWay): // king st w
			j = k
			if s.sign(j+1) == ',' && s.quietTown(j+2) == 0 && s.lowTown(j+2) > 0 {
				return s.lowTown(j + 2)
			}
			continue
		case s.toks[k].line:
			if !s.townward(k) && !s.codeLine(k) {
				return j
			}
		case s.sign(k) == ',', (s.sign(k) == '-' || s.sign(k) == ';') && s.toks[k].spaces && s.within(k+1) && s.toks[k+1].spaces, s.sign(k) == '-' && s.joined(k) && s.kindAt(k+1) == number && s.length(max(0, min(k+1, len(s.toks)-1))) >= 5:
			k++
			if s.within(k) && s.toks[k].line && !s.townward(k) && !s.codeLine(k) && s.filling(k) < k {
				return j
			}
		case s.sign(k) == '(' && s.capital(min(k+1, len(s.toks)-1)) && s.sign(k+2) == ')': // Sherbrooke (Québec)
			j = k + 2
			continue
		case s.key(k) == kIn && s.joinedBySpace(k) && s.joinedBySpace(k+1) && s.kindAt(k+1) == word && (s.capital(k+1) && (!s.is(k+1, fWord) || s.is(k+1, fPlace)) || s.quiet && s.quietTown(k+1) > 0): // Bramble Lane in Stowmarket
			k++
		case s.joinedBySpace(k) && s.kindAt(k) != punct && s.flows(j, k):
		default:
			return j
		}
		e := s.filling(k)
		if e < k {
			return j
		}
		j = e
	}
	return j
}

// flows reports whether token k goes on with the address that ends with j though
// no comma parts them: a code, or a name in capitals.
func (s *scan) flows(j, k int) bool {
	if s.kindAt(k) == number {
		return s.numberHere(k) && (string(s.foldedWord(k+1)) == "beon" || s.length(k) <= 3 && s.kindAt(j) == word && s.sign(k+1) == ',' || s.length(k) >= 3 && s.length(k) <= 7 && s.closes(k+1) && !s.year(k))
	}
	switch {
	case !s.quiet && !s.loud && s.is(k, fStop) && s.toks[k].shape == title && s.kindAt(j) == word && s.capital(j) && s.joinedBySpace(k+1) && s.capital(k+1): // Ma On Shan
		return true
	case s.quiet:
		return s.quietTown(k) > 0 || s.is(k, fPlace) && s.closes(k+1) || s.is(j, fDigit|fTeen) && s.length(k) == 1 && s.closes(k+1)
	case s.loud:
		return false
	case s.linksTown(k): // Landsberg am Lech
		return s.kindAt(j) == word && s.capital(j) && s.joinedBySpace(k+1) && s.kindAt(k+1) == word && s.capital(k+1)
	case s.leadsPart(k) && s.joinedBySpace(k+1): // piso 3 dpto C
		return s.kindAt(k+1) == number && s.length(k+1) <= 4 || s.kindAt(k+1) == word && s.length(k+1) == 1 && s.toks[k+1].shape != lower && s.key(k+1) != kI || s.kindAt(k+1) == punct && s.sign(k+1) == '.'
	case s.kindAt(j) == punct && !(s.sign(j) == '.' && s.joined(j) && s.length(j-1) <= 4):
		return false
	}
	if s.length(k) == 1 { // Tseung Kwan O
		return s.toks[k].shape != lower && s.key(k) != kI && s.kindAt(j) == word && s.closes(k+1)
	}
	return s.toks[k].shape != lower && !s.toks[k].is(fStop|fWord|fPlace)
}

// linksTown reports whether token k is a small word within the name of a town: am,
// upon, sur.
func (s *scan) linksTown(k int) bool {
	switch string(s.foldedWord(k)) {
	case "am", "an", "im", "bei", "ob", "upon", "on", "sur", "sous", "aan", "by", "les":
		return s.toks[k].shape == lower
	}
	return false
}

// shortLabel reports whether token k, before a full stop, begins a part: Vill.,
// г., os.
func (s *scan) shortLabel(k int) bool {
	if s.strangeScript(k) {
		return s.length(k) <= 8
	}
	return s.length(k) <= 5 && (s.leadsPart(k) || roadWord(s.foldedWord(k)) || s.toks[k].shape == title && !s.is(k, fStop|fWord|fGreet|fTitle|fMonth|fWeekday))
}

// codeLine reports whether the line that begins with token k is a code with a
// town, as most of Europe writes it.
func (s *scan) codeLine(k int) bool {
	if s.kindAt(k) == word && s.toks[k].shape == upper && s.length(k) <= 2 && s.sign(k+1) == '-' { // D-04177
		k += 2
	}
	e := s.postalCode(k)
	return e >= k && e > 0 && s.within(e+1) && s.joinedBySpace(e+1) && s.kindAt(e+1) == word && s.capital(e+1)
}

// widenLeft returns the first token of what belongs to the address that begins
// with token i.
func (s *scan) widenLeft(i int) int {
	for range mostFillings {
		p := i - 1
		switch {
		case p < 0:
			return i
		case s.toks[i].line:
			return i
		case !s.toks[i].line && s.toks[i].spaces && s.kindAt(p) == number && s.length(p) <= 4 && s.ruralBox(p-1): // HC 61 Box 204
			return p - 1
		case s.joined(i) && (s.sign(p) == '-' || s.sign(p) == '/') && s.joined(p) && s.kindAt(p-1) != punct && s.kindAt(p-1) != mask && p > 0: // A-1203
			i = p - 1
			continue
		case s.key(i) == kBox && s.sign(p) == '.' && s.length(p-1) == 1 && s.sign(p-2) == '.' && s.length(p-3) == 1 && p > 2: // P.O. Box AN 7718
			return p - 3
		case !s.toks[i].line && s.toks[i].spaces && s.marked(i, mWard) && s.sign(i+1) == '.' && s.kindAt(p) == word && s.capital(p) && !s.is(p, fStop|fMonth|fKin): // Cumhuriyet Cad.
			i = p
			continue
		case !s.toks[i].line && s.toks[i].spaces && s.capital(i) && s.kindAt(p) == number && p > 1 && s.sign(p-1) == '/' && s.joined(p) && s.joined(p-1) && s.kindAt(p-2) == number && s.length(p-2) <= 4: // 88/14 Sukhumvit
			return p - 2
		case s.key(p) != kThe && s.ofPlaces(p) && s.toks[i].spaces && s.capital(i) && !s.toks[i].line && !s.quiet && !s.loud: // Old Forge
			i = p
			continue
		case s.key(p) == kThe && s.toks[p].shape == title && s.toks[i].spaces && s.capital(i): // The Old Mill
			return p
		case s.kindAt(p) == number && s.length(p) <= 4 && s.toks[i].spaces && s.kindAt(i) == word && s.toks[i].shape != lower && (s.is(i, fRoad) || s.marked(i, mRoad|mWard|mLot) || roadWord(s.foldedWord(i))) && (p == 0 || !s.joined(p) || s.sign(p-1) == '/' && s.kindAt(p-2) == number): // 14 Soi Ari 3, 12/4 Moo 5
			if p > 1 && s.joined(p) {
				return p - 2
			}
			return p
		case !s.toks[i].line && s.toks[i].spaces && s.kindAt(p) == word && s.toks[p].shape == lower && (s.is(p, fRoad) || s.marked(p, mRoad)) && s.capital(i) && (s.key(p-1) == kIn || s.marked(p-1, mDwell) || s.sign(p-1) == ':'): // abito in via Garibaldi 8
			return p
		case s.sign(p) == ',' && !s.toks[p].line:
			p--
		case s.sign(p) == '.' && s.joined(p) && s.kindAt(p-1) == word && s.shortLabel(p-1) && !s.toks[i].line: // Vill. …
			i = p - 1
			continue
		case !s.toks[i].line && s.toks[i].spaces && s.kindAt(p) == word && s.kindAt(i) == number && (s.marked(p, mLot) || s.is(p, fUnit)): // lot 16 …
			return p
		default:
			return i
		}
		k := s.fillingBack(p)
		if k < 0 || k > p {
			return i
		}
		i = k
	}
	return i
}

// ruralBox reports whether token k begins a rural route before its number.
func (s *scan) ruralBox(k int) bool {
	if s.kindAt(k) != word || !s.within(k) || s.toks[k].shape == lower && !s.quiet {
		return false
	}
	switch string(s.foldedWord(k)) {
	case "hc", "rr", "rd", "rmb", "lot", "site", "psc", "unit", "comp":
		return true
	}
	return false
}

// fills reports whether token k, alone, may stand within a part of an address.
func (s *scan) fills(k int) bool {
	t := &s.toks[k]
	switch t.kind {
	case number:
		if s.length(k) > 7 {
			return false
		}
		if string(s.foldedWord(k-1)) == "km" || s.sign(k-1) == '.' && s.joined(k) && k > 2 && string(s.foldedWord(k-3)) == "km" { // km 6.2
			return true
		}
		if !s.numberHere(k) {
			return false
		}
		switch s.sign(k + 1) {
		case '%', '=', '+', '*', '^', '<', '>', ':', '$':
			return false
		}
		return true
	case word:
		switch {
		case t.exempt || t.key == kI || t.is(fMe|fGreet&^fTitle|fMonth|fWeekday|fKin) && !t.is(fStreet|fWay|fUnit) && !t.marked(mLot|mWard|mHouse) && !t.is(fPlace):
			return false
		case s.joined(k) && s.kindAt(k-1) == number && s.length(k) <= 3: // 12a, 5th, 2do
			return true
		case t.is(fToken) && !t.is(fUnit|fStreet|fWay) && !t.marked(mLot|mWard|mHouse|mRoad):
			return false
		case s.leadsPart(k):
			return true
		case s.linksTown(k):
			return k > 0 && s.kindAt(k-1) == word && s.capital(k-1) && s.joinedBySpace(k+1)
		case t.shape == upper && t.end-t.start == 2 && !s.loud && (s.sign(k-1) == '-' || s.sign(k-1) == '/'): // Goiânia - GO
			return true
		case t.is(fStop) && !t.is(fParticle) && t.end-t.start > 1:
			return t.shape == title && k > 0 && s.kindAt(k-1) == number || (s.ofPlaces(k) || t.shape == title && k > 0 && s.kindAt(k-1) == word && s.capital(k-1)) && s.joinedBySpace(k+1) && s.capital(k+1) || t.is(fPlaceFirst) && s.capital(k) || t.shape == upper && t.end-t.start == 2 && t.is(fState)
		case t.is(fParticle):
			return true
		case s.quiet:
			return !t.is(fWord) || t.is(fPlace|fState|fStreet|fWay|fUnit) || t.marked(mLot|mWard|mHouse)
		}
		return s.capital(k) || t.shape == upper || s.strangeScript(k) || t.shape == mixed
	case punct:
		switch t.c {
		case '.', '/', '#', '\'', symbol:
			return true
		case '-':
			return s.joined(k)
		case ':':
			return s.joined(k) && k > 0 && s.kindAt(k-1) == word && s.length(k-1) <= 3 && s.kindAt(k+1) == number
		case '(':
			return s.joined(k) || s.sign(k+2) == ')'
		case ')':
			return s.sign(k-2) == '(' || s.sign(k-4) == '('
		}
	}
	return false
}

// ofPlaces reports whether token k is a word of grammar that begins names of
// streets and towns: Old, New, Great.
func (s *scan) ofPlaces(k int) bool {
	switch string(s.foldedWord(k)) {
	case "old", "new", "great", "good", "best", "next", "the", "over", "nether", "st":
		return s.toks[k].shape == title
	}
	return false
}

// leadsPart reports whether token k is a small word that stands in addresses: off,
// near, floor, links.
func (s *scan) leadsPart(k int) bool {
	switch string(s.foldedWord(k)) {
	case "off", "near", "opp", "opposite", "behind", "beside", "via", "floor", "flr", "piso", "planta", "andar", "etage", "stock", "og", "eg", "links", "rechts",
		"mitte", "gauche", "droite", "izq", "izda", "dcha", "derecha", "izquierda", "esq", "dto", "int", "ext", "apto", "apt", "ap", "app", "appt", "bloco", "casa",
		"lote", "lot", "dpto", "depto", "no", "nr", "num", "n", "bis", "ter", "km", "sur", "norte", "este", "oeste", "nord", "sud", "lgh", "kv", "vill", "dist",
		"portal", "puerta", "edif", "quadra", "conjunto", "bairro", "barrio", "col", "fracc", "kat", "pin", "taluk", "tehsil", "teh", "po", "ps", "mandal", "unit", "flat", "blk", "block", "phase", "bat", "esc", "porte", "y", "state", "province",
		"county", "purok", "brgy", "subd", "village", "estate", "close", "d", "m", "a":
		return true
	}
	return false
}

// filling returns the last token of the part that begins with token k, or -1. It
// ends before a comma, with the line, or where common words go on.
func (s *scan) filling(k int) int {
	if !s.within(k) || s.leadsPart(k) && !s.within(k+1) {
		return -1
	}
	end, told, j := -1, false, k
	for ; s.within(j) && j < k+maxFilling && !(j > k && s.toks[j].line) && s.sign(j) != ',' && s.fills(j); j++ {
		t := &s.toks[j]
		switch {
		case t.kind == number:
			if s.joinedBySpace(j+1) && s.kindAt(j+1) == word && s.toks[j+1].shape == lower && !s.fills(j+1) && !(s.length(j) >= 3 && s.length(j) != 4) && !(j > k && s.length(j) <= 2 && s.kindAt(j-1) == word && s.capital(j-1)) { // 5 minutes away
				goto out
			}
			end, told = j, true
		case t.kind == word:
			if s.leadsPart(j) && t.shape == lower && !(j > k && (s.kindAt(j-1) == number || s.kindAt(j-1) == punct && s.joined(j))) && !(s.quiet && t.end-t.start > 1) {
				if !s.within(j+1) || s.toks[j+1].line || !s.fills(j+1) || s.toks[j+1].shape == lower && s.toks[j+1].kind == word {
					goto out
				}
				continue
			}
			if t.is(fParticle) && t.shape == lower || s.linksTown(j) {
				continue
			}
			end, told = j, true
		case t.c == ')', t.c == symbol && s.joined(j), t.c == '.' && s.joined(j) && s.kindAt(j-1) == word && s.length(j-1) <= 4 && j > k && !s.joined(j+1):
			if end >= 0 {
				end = j
			}
		}
	}
out:
	if !told || end < k {
		return -1
	}
	if end == k && s.kindAt(k) == word && s.looks(k) == certain && !s.is(k, fPlace|fPlaceFirst) && !s.quiet && !s.goesOn(k+1) { // …, Maria
		return -1
	}
	if s.quiet && !s.closes(end+1) && !s.codedPart(k, end) {
		return -1
	}
	return end
}

// codedPart reports whether a number or a state stands among the tokens i to j.
func (s *scan) codedPart(i, j int) bool {
	for k := i; k <= j; k++ {
		if s.kindAt(k) == number || s.is(k, fState) && s.toks[k].key == kNone && !s.is(k, fStop) || s.is(k, fPlace) {
			return true
		}
	}
	return false
}

// fillingBack returns the first token of the part that ends with token p, or -1.
func (s *scan) fillingBack(p int) int {
	k, numbers, names := p, 0, 0
	for ; k >= 0 && k > p-maxFilling && s.sign(k) != ',' && s.fills(k); k-- {
		t := &s.toks[k]
		if t.kind == number {
			numbers++
		} else if t.kind == word && s.looks(k) >= likely && !t.is(fPlace|fPlaceFirst|fStreet|fWay) {
			names++
		}
		if t.line {
			k--
			break
		}
	}
	k++
	for k <= p && (s.kindAt(k) == punct && s.sign(k) != '#' || s.kindAt(k) == word && (s.toks[k].shape == lower && !s.quiet && !s.marked(k, mLot) && !s.is(k, fUnit|fRoad) || s.is(k, fStop) && s.toks[k].first)) {
		k++
	}
	if k > p || numbers == 0 && names > 0 && !s.marked(k, mWard|mLot) || numbers == 0 && s.quiet {
		return -1
	}
	if numbers == 0 && s.toks[k].first && k == p && s.is(k, fWord) && !s.is(k, fPlace) { // Okay, 12 Elm Street
		return -1
	}
	return k
}

// announced takes what looks like several parts with a number after the cue i: an
// address in a form that no rule knows. The cue is the word address, or says that
// somebody lives there or that something is sent there.
func (s *scan) announced(i int) {
	if s.equation || s.about&(fSum|fCompute|fLetters) != 0 || s.quiet || s.loud {
		return
	}
	k := i + 1
	for steps := 0; steps < 5 && s.within(k); steps++ {
		t := &s.toks[k]
		if t.kind == word && s.strangeScript(k) && s.b[t.start] < eastern && !t.is(fStop) && s.kindAt(k) == word && k > i+1 { // Λεωφ. …
			break
		}
		if t.kind == number || t.c == '#' && t.kind == punct || t.kind == word && s.capital(k) && !t.is(fStop|fMe) {
			break
		}
		if t.kind == word && t.end-t.start == 1 && t.shape != lower && (s.sign(k+1) == '/' || s.sign(k+1) == '.') && s.joined(k+1) && (s.joined(k+2) || s.sign(k+1) == '/') { // C/, H/No., D.No.
			break
		}
		if t.kind == punct && t.c != ':' && t.c != '-' && t.c != ',' && t.c != '>' || t.kind == mask || t.kind == word && !t.is(fStop) && t.shape != lower {
			return
		}
		k++
	}
	if !s.within(k) || s.is(k, fToken) && !s.is(k, fUnit) && !s.marked(k, mLot) || s.sign(k-1) == '@' || s.marked(i-1, mExam) {
		return
	}
	first, end, parts, numbers := k, -1, 0, 0
	for parts < maxParts {
		e := s.filling(k)
		if e < k {
			break
		}
		parts++
		for j := k; j <= e; j++ {
			if s.kindAt(j) == number {
				if s.year(j) && !s.is(i, 0) && s.key(i) != kAddress {
					return
				}
				numbers++
			}
		}
		if s.sign(e+1) == '.' && s.joined(e+1) && s.sign(e+2) == ',' { // Izda., …
			e++
		}
		end = e
		k = e + 1
		if s.sign(k) != ',' && !(s.sign(k) == '-' && s.toks[k].spaces) || !s.within(k+1) || s.sign(k+1) == ',' {
			break
		}
		k++
	}
	if parts < 2 || numbers == 0 {
		return
	}
	s.hit(Address, first, end)
}

// boxed returns the last token of a box or bag of the post at token i, in the
// words of the countries that have them: Private Bag 221, Casilla 41, BP 4471;
// or 0.
func (s *scan) boxed(i int) int {
	if s.toks[i].shape == lower && !s.quiet {
		return 0
	}
	k := i + 1
	switch string(s.foldedWord(i)) {
	case "private", "locked", "mail":
		if string(s.foldedWord(k)) != "bag" {
			return 0
		}
		k++
	case "gpo", "cmb", "pobox":
		k += btoi(s.key(k) == kBox)
	case "postfach", "casilla", "apartado", "postbus", "postboks", "apdo", "pmb", "lokabox", "postilokero", "skrytka":
		for n := 0; n < 3 && (s.sign(k) == '.' || string(s.foldedWord(k)) == "postal" || string(s.foldedWord(k)) == "de" || string(s.foldedWord(k)) == "correo"); n++ {
			k++
		}
	case "caixa", "caja", "casella", "boite":
		if w := string(s.foldedWord(k)); w != "postal" && w != "postale" {
			return 0
		}
		k++
	case "bp", "cp", "tsa":
		if s.toks[i].shape != upper || s.sums() {
			return 0
		}
		if c := s.sign(k + 1); c != ',' && !s.personal() {
			return 0
		}
	default:
		return 0
	}
	if s.numberSign(k) {
		k++
		k += btoi(s.sign(k) == '.')
	}
	if s.within(k) && s.kindAt(k) == word && s.length(k) == 1 && s.toks[k].shape != lower && s.joined(k+1) { // Private Bag X12
		k++
	}
	if !s.within(k) || s.kindAt(k) != number || s.length(k) > 6 || !s.numberHere(k) {
		return 0
	}
	if s.joinedBySpace(k+1) && s.kindAt(k+1) == number && s.length(k+1) <= 3 { // Postfach 12 34
		k++
	}
	return k
}
