package redact

// partWord reports whether token k may be a word of a name within an address.
func (s *scan) partWord(k, nth int) bool {
	if !s.within(k) || s.toks[k].kind != word || s.toks[k].exempt {
		return false
	}
	t := &s.toks[k]
	if t.is(fRoad) && s.kindAt(k-1) != punct && k > 0 && (s.kindAt(k-1) == number || s.length(k-1) <= 3) && s.within(k+1) && (s.capital(k+1) || s.is(k+1, fParticle)) { // 8 bis rue Pasteur
		return true
	}
	if t.is(fRoad) && s.sign(k-1) == ',' && k > 1 && (s.kindAt(k-2) == number || s.length(k-2) <= 3) && s.within(k+1) && (s.capital(k+1) || s.is(k+1, fParticle) || s.sign(k+1) == '.') { // 7 ter, impasse des …
		return true
	}
	if s.quiet && s.quietCompass(k) && s.kindAt(k-1) == number {
		return true
	}
	if t.is(fStop) && t.shape == title && t.end-t.start == 2 && !s.quiet && s.within(k+1) && s.capital(k+1) && string(s.foldedWord(k)[1:]) == "m" { // Am Waldrand, Im Winkel
		return true
	}
	if t.is(fStop) && t.shape == title && t.end-t.start > 2 && !s.quiet && !s.headline && s.kindAt(k-1) == number && s.within(k+1) && s.joinedBySpace(k+1) && s.capital(k+1) && k > 0 { // 12 Old Mill Road
		return true
	}
	if t.is(fStop) && t.shape == title && nth > 0 && s.sign(k-1) == ',' && s.joinedBySpace(k+1) && s.capital(k+1) && s.joinedBySpace(k+2) && max(s.postcodeEnd(k+2), s.irishCode(k+2)) > 0 { // Great Missenden HP16 0AX
		return true
	}
	if t.is(fStop) && nth > 0 && !s.quiet && s.ofPlaces(k) && (s.key(k-1) == kOn || s.key(k-1) == kIn || s.key(k-1) == kAt) && s.joinedBySpace(k+1) && s.capital(k+1) { // on Old Quarry Lane
		return true
	}
	if t.shape == title && !s.quiet && s.byPlace(k) { // An der Alten Mühle
		return true
	}
	if t.shape == upper && !s.loud && t.end-t.start <= 4 && s.joinedBySpace(k+1) && s.is(k+1, fStreet|fWay) && s.capital(k+1) { // MLK Road
		return true
	}
	if t.marked(mRoad) && (!s.quiet && s.capital(s.pastDot(k)) || s.strangeScript(k) && s.strangeScript(s.pastDot(k))) { // ul. Lipowa
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

// byPlace reports whether token k begins the name of a German street that tells
// what it is near: An der, Auf dem, Zur.
func (s *scan) byPlace(k int) bool {
	switch string(s.foldedWord(k)) {
	case "zur", "zum":
		return s.within(k+1) && s.capital(k+1)
	case "an", "auf", "unter", "hinter", "in", "bei", "vor":
		switch string(s.foldedWord(k + 1)) {
		case "der", "den", "dem":
			return s.within(k+2) && s.capital(k+2)
		}
	}
	return false
}

// pastDot returns the token after k, or after the full stop that is stuck to k.
func (s *scan) pastDot(k int) int {
	if s.sign(k+1) == '.' && s.joined(k+1) {
		k++
	}
	return min(k+1, len(s.toks)-1)
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
			case (t.is(fRoad) || t.marked(mRoad)) && n == 0, n == 0 && roadWord(s.foldedWord(j)), n == 1 && t.is(fRoad) && string(s.foldedWord(k)) == "gran": // Gran Vía
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
			if s.quiet && n > 1 && t.is(fStreet) && kind == kindStreet && !s.is(j, fStreet) && !s.quietCompass(min(j, len(s.toks)-1)) { // …, and the town follows
				return last, kind, n
			}
			if c := s.sign(j); c == '.' && s.joined(j) && (s.length(j-1) <= 4 || compound(s.folded(j-1))) && s.within(j+1) && s.joinedBySpace(j+1) {
				if s.kindAt(j+1) == number || s.partWord(j+1, nth) || s.is(j+1, fParticle) && (s.partWord(j+2, nth) || s.is(j+2, fParticle)) {
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
					if t := string(w); t == "gil" || t == "ro" || t == "daero" { // Saebit-ro
						kind = kindStreet
					}
					if s.sign(j) == '-' && s.joined(j) && s.joined(j+1) && s.partWord(j+1, nth) { // Gulshan-e-Iqbal
						last = j + 1
						j += 2
					}
				} else if s.capital(j + 1) {
					j++
				}
			}
		case kind == kindRoad && n == 1 && s.kindAt(j) == word && s.toks[j].shape == lower && s.length(j) <= 6 && !(s.is(j, fWord) && s.length(j) > 2) && s.capital(min(j+1, len(s.toks)-1)) && s.partWord(j+1, nth): // Bóthar na Trá
			j++
		case kind == kindRoad && n > 0 && s.kindAt(j) == word && s.length(j) <= 3 && s.toks[j].shape != lower && s.joined(j+1) && s.kindAt(j+1) == number: // Jalan SS2/24
			last = s.numberTail(j + 1)
			return last, kind, n + 1
		case kind == kindRoad && n > 0 && n < 4 && s.strangeScript(j) && !s.marked(j, mDwell):
			last = j
			n++
			j++
		case n > 0 && !s.quiet && s.smallStreet(j): // Kossuth u. 12
			if s.sign(j+1) == '.' {
				j++
			}
			return j, kindRoad, n
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

// smallStreet reports whether token j is the kind of a street in small letters,
// after its name and before its number: Kossuth u. 12.
func (s *scan) smallStreet(j int) bool {
	switch string(s.foldedWord(j)) {
	case "u", "ut", "utca", "ter", "krt", "korut", "gatve", "g", "pr", "tee", "mnt", "iela":
	default:
		return false
	}
	if s.sign(j+1) == '.' && s.joined(j+1) {
		j++
	}
	return s.joinedBySpace(j+1) && s.kindAt(j+1) == number && s.length(j+1) <= 4
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
		"carr", "carretera", "calz", "calzada", "cerrada", "priv", "privada", "prol", "pasaje", "pje", "jiron", "jr", "alameda", "ladeira", "beco", "rodovia", "estrada", "piazzale", "impasse",
		"diagonal", "transversal", "ronda", "camino", "chemin", "soi", "lorong", "bothar", "sraid", "ascaill", "ulitsa", "viali", "carrer", "passeig", "khayaban", "praceta", "azinhaga", "calcada", "rotunda", "kra", "cll", "crr", "khiaban", "shahrah", "shara", "sharia", "kucheh", "rambla", "rambles",
		"peatonal", "glorieta", "costanera", "malecon", "autopista", "rotonda", "vereda", "contrada", "salita", "calata", "lungomare", "rond":
		return true
	}
	return false
}

// compound reports whether w ends like Lindenstrasse, Storgatan, Keizersgracht.
func compound(w []byte) bool {
	for _, tail := range [...]string{"strasse", "straat", "gracht", "gasse", "platz", "allee", "gatan", "gate", "vegen", "veien", "vej", "gade", "vagen", "laan", "weg", "plein", "steig", "damm", "utca", "katu", "tie", "str", "strase",
		"wiese", "ufer", "graben", "kamp", "chaussee", "dijk", "kade", "singel", "plantsoen", "stieg", "winkel", "zeile", "steg", "kaj", "stien", "stigen", "ring", "pfad", "hof", "markt", "garten", "hang"} {
		if n := len(w) - len(tail); n > 3 && string(w[n:]) == tail {
			return !lex.words[string(w)].is(fWord)
		}
	}
	return false
}

// compass reports whether k is NW or its like.
func (s *scan) compass(k int) bool {
	switch string(s.textOf(k)) {
	case "N", "S", "E", "W", "NW", "NE", "SW", "SE":
		return true
	}
	return false
}
