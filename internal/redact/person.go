package redact

// persons looks for names: from lists, and from what stands around them.
func (s *scan) persons() {
	for i := 0; i < len(s.toks); i++ {
		if s.toks[i].kind != word {
			continue
		}
		if end := s.spelledName(i); end > 0 {
			i = end
			continue
		}
		if s.b[s.toks[i].start] >= eastern && s.eastName(i) {
			continue
		}
		if last := s.storied(i); last >= i && s.hopes(i) < sure {
			i = last
			continue
		}
		if last := s.personAt(i); last >= i {
			if start, end := s.wholeStart(i), s.handleEnd(i); last == i && start >= 0 && end-start > int(s.toks[i].end-s.toks[i].start)+1 && oddName(s.b[start:end]) && !s.equation { // mia.k0des
				s.hitBytes(Handle, start, end)
				continue
			}
			first := s.titled(i)
			if from, to := s.group(first, last); to > last || from < first {
				s.hit(Organization, from, to)
				i = to
				continue
			}
			if s.inverted(i, last) {
				last = s.extend(last+2, firm)
			}
			s.out = append(s.out, found{start: int(s.toks[first].start), end: int(s.toks[last].stem), typ: Person, unsure: s.hopes(i) < sure})
			i = last
		}
	}
}

// inverted reports whether a given name follows the family name from i to last,
// as in lists: Kozlowski, Brianna.
func (s *scan) inverted(i, last int) bool {
	k := last + 2
	return s.sign(last+1) == ',' && s.joinedBySpace(k) && s.kindAt(k) == word && s.capital(k) && s.looks(k) == certain && s.looks(i) < certain && i == last &&
		(s.toks[i].line || i == 0 || s.sign(i-1) == ':') && (!s.within(k+1) || s.toks[k+1].line || s.kindAt(k+1) == punct)
}

// group returns the first and last token of the name of a group in which the
// name from i to j stands: the Northgate Robotics Club. Where there is none it
// returns i and j.
func (s *scan) group(i, j int) (from, to int) {
	from, to = i, j
	if s.quiet || s.loud || s.headline || !s.personal() {
		return
	}
	for to < j+8 && s.joinedBySpace(to+1) && s.kindAt(to+1) == word && s.capital(to+1) && !s.is(to+1, fStop|fMonth|fWeekday) {
		to++
	}
	if to == j || !s.is(to, fWord) || s.looks(to) >= likely {
		return i, j
	}
	for from > 0 && from > i-8 && s.joinedBySpace(from) && s.kindAt(from-1) == word && s.capital(from-1) && !s.toks[from-1].first && !s.is(from-1, fStop) {
		from--
	}
	return
}

// storied returns the last token of what begins at i and is known to be no
// private person: Rosa Parks, New York, the poet John Keats. It is -1 otherwise.
func (s *scan) storied(i int) int {
	last := max(s.known(i, fFamousFirst, fFamous), s.known(i, fPlaceFirst, fPlace), s.known(i, fOrgFirst, fOrg))
	if last >= 0 || !s.capital(i) {
		return last
	}
	if s.is(i-1, fRole) && s.toks[i-1].shape == lower && s.joinedBySpace(i) && !s.before(i, 3, fOwn) { // the painter …
		last = i
		for last < i+8 && s.joinedBySpace(last+1) && s.kindAt(last+1) == word && (s.capital(last+1) || s.is(last+1, fParticle)) && s.toks[last].stem == s.toks[last].end {
			last++
		}
	}
	return last
}

// titled returns the first token of the titles before the name at i: Mr., Coach.
func (s *scan) titled(i int) int {
	n := 0
	for k := i; k > 0 && n < 3; n++ {
		p := k - 1
		if s.sign(p) == '.' && s.joined(p) && s.is(p-1, fTitle) {
			p--
		}
		if !s.toks[k].spaces && p == k-1 || s.toks[k].line || !s.is(p, fTitle) && !(s.is(p, fRank) && s.toks[p].stem == s.toks[p].end && !s.is(p-1, fOwn)) {
			return k
		}
		k = p
		i = k
	}
	return i
}

// personAt returns the last token of a name that begins with the word i, or -1.
func (s *scan) personAt(i int) int {
	t := &s.toks[i]
	if last := s.initialled(i); last > 0 {
		return last
	}
	if t.is(fStop) && !t.is(fGiven|fFamily|fAmbiguous|fParticle) {
		return -1
	}
	h := s.hopes(i)
	l := s.looks(i)
	capital := s.capital(i)
	if h < firm && t.is(fFamous) && l < certain {
		return -1
	}
	if t.is(fRank|fKin) && s.is(i-1, fOwn) && h < sure { // my nana's
		return -1
	}
	if !s.named(i, h, l, capital) && !s.nameAfter(i, capital) && !s.speaks(i, l, capital) && !s.fares(i, l, capital) {
		return -1
	}
	last := s.extend(i, h)
	next := last + 1
	if h < firm && (s.counts(next) || s.worded()) { // Rosa drives 240 miles
		return -1
	}
	if s.equation && s.operand(i, last) { // A = P + Prt
		return -1
	}
	if h == sure && s.titled(i) < i && s.tallied(i, next) {
		return -1
	}
	if h < firm && i > 0 && t.is(fStreet|fWay) && s.joinedBySpace(i) && s.capital(i-1) { // Maple Street has
		return -1
	}
	if h < firm && s.toks[last].stem < s.toks[last].end && s.lawful(next) { // Stewart's theorem
		return -1
	}
	if h == none && !capital && last == i && article(s.foldedWord(i-1)) { // a jack, the mason
		return -1
	}
	if s.is(next, fTheorem) && l < certain && h < firm && !s.toks[next].line {
		return -1
	}
	if h < firm && (s.is(next, fStreet) && s.capital(next) || s.is(next, fSchool) && s.capital(next)) {
		return -1
	}
	return last
}

// operand reports whether the word i alone stands beside a sign that computes.
func (s *scan) operand(i, last int) bool {
	if i != last {
		return false
	}
	for _, k := range [...]int{i - 1, last + 1} {
		switch s.sign(k) {
		case '=', '+', '*', '^':
			return true
		}
	}
	return false
}

// nameAfter reports whether what follows the name at i says that it is one: Hope
// is my name.
func (s *scan) nameAfter(i int, capital bool) bool {
	return capital && s.key(i+1) == kIs && s.is(i+2, fOwn) && s.key(i+3) == kName
}

// fares reports whether the word at i, which begins a sentence, is or was what only
// people are: absent, late, ill.
func (s *scan) fares(i int, l look, capital bool) bool {
	if !capital || l < unknown || s.toks[i].is(fWord|fCapital|fMonth|fWeekday|fFamous) || s.about&fLetters != 0 || s.key(i+1) != kIs && s.key(i+1) != kWas {
		return false
	}
	k := i + 2
	if w := string(s.foldedWord(k)); w == "not" || w == "still" || w == "so" || w == "also" {
		k++
	}
	switch string(s.foldedWord(k)) {
	case "absent", "late", "ill", "sick", "here", "ready", "coming", "confused", "stuck", "away", "online", "offline", "tired", "busy", "sorry", "happy", "asking",
		"waiting", "studying", "crying", "joining", "muted", "nervous", "stressed", "sleeping", "typing", "my", "our", "his", "her":
		return true
	}
	return false
}

// counts reports whether token k is what somebody in a word problem does with a
// number, in a text in which nobody speaks of themselves.
func (s *scan) counts(k int) bool {
	if s.about&(fMe|fKin) != 0 || !s.within(k+1) || s.toks[k].kind != word {
		return false
	}
	switch string(s.foldedWord(k)) {
	case "cycles", "jogs", "swims", "deposits", "invests", "borrows", "spends", "travels", "hikes", "types", "paints", "plants", "bakes", "mixes", "pours",
		"rolls", "flips", "tosses", "spins", "draws", "charges", "collects", "packs", "rents", "orders", "ran", "earned":
	default:
		if !acts(s.foldedWord(k)) {
			return false
		}
	}
	for j := k + 1; j <= k+3 && s.within(j); j++ {
		if s.toks[j].kind == number || s.is(j, fDigit|fTeen) {
			return true
		}
	}
	return false
}

// spelledName takes letters one by one after "spelled", or after "my name is", and
// returns the last of them, or 0.
func (s *scan) spelledName(i int) int {
	if s.length(i) != 1 || s.toks[i].kind != word {
		return 0
	}
	least := 3
	switch string(s.foldedWord(i - 1)) {
	case "spelled", "spelt", "spell", "spelling":
		if !s.personal() {
			least = 4 // no variables
		}
	case "is":
		if s.key(i-2) != kName {
			return 0
		}
	default:
		return 0
	}
	n, last := 1, i
	for k := i + 1; s.within(k); k++ {
		switch {
		case s.sign(k) == '-' || s.sign(k) == '.' || s.sign(k) == ',' || s.key(k) == kDash:
			continue
		case s.toks[k].kind == word && s.length(k) == 1 && !s.toks[k].line:
			n, last = n+1, k
			continue
		}
		break
	}
	if n < least {
		return 0
	}
	s.hit(Person, i, last)
	return last
}

// speaks reports whether the name at i stands before what somebody says in a
// talk of several lines: "Teodora: what is …".
func (s *scan) speaks(i int, l look, capital bool) bool {
	if !capital || l < unknown || s.toks[i].is(fWord|fCapital) || !s.toks[i].line || s.sign(i+1) != ':' {
		return false
	}
	for k := max(0, i-chainReach); k < min(len(s.toks), i+chainReach); k++ { // others speak, too
		if k != i && s.toks[k].line && s.sign(k+1) == ':' && s.toks[k].kind == word && s.capital(k) && s.looks(k) >= unknown && !s.toks[k].is(fWord|fCapital) {
			return true
		}
	}
	return false
}

// lawful reports whether token k names a finding of science, which bears its
// finder's name and not a pupil's.
func (s *scan) lawful(k int) bool {
	switch string(s.foldedWord(k)) {
	case "theorem", "theorems", "lemma", "inequality", "inequalities", "paradox", "conjecture", "law", "laws", "postulate", "axiom", "criterion",
		"polynomial", "polynomials", "constant", "principle", "sieve":
		return true
	}
	return false
}

func article(w []byte) bool {
	switch string(w) {
	case "a", "an", "the", "this", "that", "every", "each", "any":
		return true
	}
	return false
}

// initialled returns the last token of J. R. Whitcomb, where it begins at i, or 0.
func (s *scan) initialled(i int) int {
	k := i
	for k < i+8 && s.kindAt(k) == word && s.within(k) && s.length(k) == 1 && s.toks[k].shape != lower && s.sign(k+1) == '.' && s.joined(k+1) {
		k += 2
	}
	if k == i+2 && !s.toks[i].first && s.hopes(i) == none || k == i || !s.within(k) || s.kindAt(k) != word || s.toks[k].line || !s.capital(k) {
		return 0
	}
	if l := s.looks(k); l < unknown || s.toks[k].is(fWord|fFamous) || s.is(k+1, fTheorem) || l == unknown && s.about&(fLetters|fSum) != 0 {
		return 0
	}
	return s.extend(k, some)
}

// named decides whether a name begins with token i.
func (s *scan) named(i int, h hope, l look, capital bool) bool {
	t := &s.toks[i]
	long := t.stem-t.start >= 3
	talkOfBooks := s.about&fLetters != 0
	switch h {
	case sure:
		if l >= unknown || s.strangeScript(i) {
			return true
		}
		if t.is(fParticle) && s.within(i+1) && s.kindAt(i+1) == word && (s.is(i+1, fParticle) || s.looks(i+1) >= unknown) { // Mrs. de la Fuente
			return true
		}
		return capital && !t.is(fStop|fCapital|fMonth|fWeekday) || t.shape == upper && t.end-t.start > 2 && !t.is(fStop|fCapital|fWord)
	case firm:
		switch {
		case l == certain, l == likely && (capital || t.is(fGiven)), s.strangeScript(i):
			return true
		case l == unknown && !capital && t.is(fGiven) && t.is(fWord) && !t.is(fMood|fMonth|fWeekday) && (s.quiet || s.loud):
			return s.closes(i + 1)
		case l == likely, l == unknown && !capital:
			return long && !t.is(fWord) && t.key == kNone && s.closes(i+1)
		}
		return l == unknown && capital
	case some:
		switch {
		case l >= unknown && !capital && s.is(i-1, fTell) && long:
			return !t.is(fWord) || t.is(fGiven) && (s.quiet || s.loud) && (s.closes(i+1) || !s.within(i+1))
		case !capital && l >= unknown && (s.quiet || s.loud) && long && s.pair(i):
			return true
		case l == certain:
			return true
		case l == likely:
			return capital || t.is(fGiven) && !t.is(fPlace|fCapital)
		case l == unknown && capital:
			return !talkOfBooks && (!s.headline || t.is(fAmbiguous)) && !(t.is(fMonth|fWeekday|fCapital) && s.inTime(i))
		}
		return false
	}
	switch {
	case l == certain:
		return long || capital
	case s.toks[i].first && s.saysHere(i):
		return l >= unknown && (capital || s.quiet && l == likely)
	case l == likely && capital:
		return !t.first || t.is(fGiven) || s.is(i+1, fSay|fDo) || s.within(i+1) && s.looks(i+1) >= likely && s.capital(i+1)
	case l == likely && !capital && t.is(fGiven):
		return s.is(i+1, fSay) || t.stem < t.end && !t.is(fPlace) || !t.is(fPlace|fWord) && s.is(i+1, fDo) || s.key(i+1) == kAnd && s.within(i+2) && (s.is(i+2, fMe) || s.looks(i+2) >= likely)
	case !capital && l == unknown && (s.quiet || s.loud) && long && t.is(fAmbiguous):
		return s.is(i+1, fSay) && (t.first || s.key(i-1) == kAnd || t.is(fGiven) && s.is(i-1, fStop)) || s.key(i+1) == kAnd && s.is(i+2, fMe) && t.first ||
			t.is(fGiven) && (t.stem < t.end && !t.is(fMonth|fWeekday) || s.key(i+1) == kAnd && s.within(i+2) && s.looks(i+2) >= certain || s.key(i-1) == kAnd && i > 1 && s.looks(i-2) >= certain)
	case !capital && l == unknown && (s.quiet || s.loud) && long && !t.is(fWord):
		return s.is(i+1, fSay) && (t.first || s.is(i-1, fStop)) || s.pair(i)
	case l == unknown && capital && !talkOfBooks && !s.headline:
		switch {
		case s.is(i+1, fSay) && !t.is(fMonth|fWeekday|fCapital):
			return true
		case t.is(fWord | fMonth | fWeekday | fCapital): // Will, May, Grace
			if t.first {
				return s.within(i+1) && s.joinedBySpace(i+1) && s.capital(i+1) && (s.looks(i+1) >= likely || s.looks(i+1) == unknown && !s.toks[i+1].is(fWord))
			}
			return t.stem < t.end || s.vocative(i) || s.within(i+1) && s.capital(i+1) && s.looks(i+1) >= unknown && !t.is(fMonth|fWeekday|fCapital) || s.is(i+1, fDo) && !t.is(fMonth|fWeekday|fCapital)
		case t.stem < t.end, s.vocative(i), s.key(i+1) == kAnd && s.is(i+2, fMe):
			return true
		case s.within(i+1) && s.joinedBySpace(i+1) && s.capital(i+1) && s.looks(i+1) >= unknown:
			return true
		}
		if s.personal() {
			return !t.first || s.is(i+1, fDo) || s.acts(i+1)
		}
		return !t.first && s.is(i+1, fDo)
	}
	return false
}

func (s *scan) joinedBySpace(k int) bool { return s.within(k) && s.toks[k].spaces && !s.toks[k].line }

// maxNameWords bounds how long a name may be.
const maxNameWords = 6

// known returns the last token of a name of several words that the lexicon has
// and that begins with token i, or -1.
func (s *scan) known(i int, first, f flag) int {
	if !s.is(i, first) {
		return -1
	}
	s.path = append(s.path[:0], s.folded(i)...)
	last := -1
	for k := i + 1; k < len(s.toks) && k < i+6; k++ {
		if s.sign(k) == '.' || s.sign(k) == '-' {
			continue
		}
		if s.toks[k].kind != word {
			break
		}
		s.path = append(append(s.path, '_'), s.folded(k)...)
		if lex.joined[string(s.path)]&f != 0 {
			last = k
		}
	}
	return last
}

// folded is token k in lower case, without 's. What it returns holds until it is
// asked for eight words more.
func (s *scan) folded(k int) []byte {
	s.lowAt = (s.lowAt + 1) % len(s.low)
	low := &s.low[s.lowAt]
	n := copy(low[:], s.b[s.toks[k].start:s.toks[k].stem])
	for i, c := range low[:n] {
		if c >= 'A' && c <= 'Z' {
			low[i] = c | 0x20
		}
	}
	return low[:n]
}
