package redact

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// names is a roster made ready for search. Each word of each name is a part,
// found by its spelling in one look-up. A spelling one slip away is found by
// what both have in common when one letter is left out of either: the index
// holds every part with every one of its letters left out (the symmetric
// deletion neighbourhood), so that the look-ups for a word do not grow with the
// roster.
type names struct {
	parts  []part
	exact  map[string]int32
	slips  []slot // open addressing, a power of two long; empty when nothing is in it
	whole  map[uint64]int32
	wholes []string
	ids    map[string]bool
	// names in scripts that put no space between words, by first letter
	glued map[rune][]string
	// words of names that stand in no list: hidden says which, as the part at that place
	hidden func(word string) bool
	secret int32
}

// A part is a word of a name, folded and in lower case.
type part struct {
	text   string
	starts bool // a name of several words begins with it
	common bool // it is an English word too
	joined bool // a whole name without its spaces; only as it is spelled
}

const (
	// slipLength is the least length of a name in which a slip is looked for.
	slipLength = 4
	// joinedLength is the least length of a whole name that is looked for without its
	// spaces: "JoAnn" may be a word of its own.
	joinedLength = 8
	// hiddenLength is the least length of a word that is looked for without a list.
	hiddenLength = 3
	// maxPart is the longest, in code points.
	maxPart = 24
	// maxWhole is how many words of a whole name are looked at.
	maxWhole = 6
)

func newNames(r Roster) *names {
	n := &names{exact: map[string]int32{}, whole: map[uint64]int32{}, ids: map[string]bool{}, glued: map[rune][]string{}}
	var s scan
	for _, id := range r.IDs {
		s.read(strings.TrimSpace(id))
		if len(s.b) > 2 && !allLetters(s.b) {
			n.ids[strings.ToLower(string(s.b))] = true
		} else { // may be a word: where it is one, what stands around it decides
			s.cut()
			n.add(&s)
		}
	}
	for _, name := range r.Names {
		s.read(name)
		s.cut()
		n.add(&s)
	}
	if n.hidden = r.Hidden; n.hidden != nil {
		n.secret = int32(len(n.parts))
		n.parts = append(n.parts, part{text: "\x00\x00\x00", joined: true}) // no word is spelled so
	}
	n.index()
	return n
}

// NameWords are the words of a name by which it can be found where the name
// itself may not be kept: folded, in lower case, and none that is an English word
// too, or is written without spaces between words.
func NameWords(name string) (words []string) {
	readyLexicon()
	for _, p := range newNames(Roster{Names: []string{name}}).parts {
		if !p.common && utf8.RuneCountInString(p.text) >= hiddenLength {
			words = append(words, p.text)
		}
	}
	return words
}

// add takes the name that s has read.
func (n *names) add(s *scan) {
	var words []int
	for i := range s.toks {
		if s.toks[i].kind == word {
			words = append(words, i)
		}
	}
	hash := uint64(offsetBasis)
	var text []string
	for at, i := range words {
		w := string(s.lowered(i, nil))
		text = append(text, w)
		hash = mixWord(hash, w)
		if gluedScript(w) {
			r, _ := utf8.DecodeRuneInString(w)
			if !slices.Contains(n.glued[r], w) && utf8.RuneCountInString(w) > 1 {
				n.glued[r] = append(n.glued[r], w)
			}
			continue
		}
		if len(words) > 1 && (len(w) < 2 || s.is(i, fParticle) && at > 0 && at < len(words)-1 || s.is(i, fTitle)) {
			continue
		}
		k, ok := n.exact[w]
		if !ok {
			k = int32(len(n.parts))
			n.exact[w] = k
			n.parts = append(n.parts, part{text: w, common: s.is(i, fWord|fStop|fMonth|fWeekday|fCapital) && !(s.is(i, fGiven) && !s.is(i, fAmbiguous|fWord))})
		}
		if at == 0 && len(words) > 1 {
			n.parts[k].starts = true
		}
	}
	if len(words) > 1 && len(words) <= maxWhole {
		n.join(strings.Join(text, ""))
	}
	if len(words) > 1 && len(words) <= maxWhole {
		n.wholes = append(n.wholes, strings.Join(text, " "))
		n.whole[hash] = int32(len(n.wholes) - 1)
	}
}

// join takes a whole name without its spaces, as handles and files have it, unless it
// is a word: Mark Etting's is.
func (n *names) join(name string) {
	if _, ok := n.exact[name]; ok || utf8.RuneCountInString(name) < joinedLength || gluedScript(name) {
		return
	}
	var s scan
	s.read(name)
	if s.cut(); len(s.toks) != 1 || s.is(0, fWord|fStop) {
		return
	}
	n.exact[name] = int32(len(n.parts))
	n.parts = append(n.parts, part{text: name, joined: true})
}

func mixWord(h uint64, w string) uint64 {
	for i := range len(w) {
		h = (h ^ uint64(w[i])) * prime
	}
	return (h ^ ' ') * prime
}

// gluedScript reports whether w is in a script that puts no space between words.
func gluedScript(w string) bool {
	r, _ := utf8.DecodeRuneInString(w)
	return r >= 0x0e00 && r <= 0x0eff || r >= 0x1000 && r <= 0x109f || r >= 0x3040 && r <= 0x30ff || r >= 0x3400 && r <= 0x9fff ||
		r >= 0xac00 && r <= 0xd7a3 || r >= 0x1780 && r <= 0x17ff || r >= 0x20000
}

// lowered is token k without 's, in lower case also where it is no Latin.
func (s *scan) lowered(k int, dst []byte) []byte {
	for w := s.b[s.toks[k].start:s.toks[k].stem]; len(w) > 0; {
		if w[0] < utf8.RuneSelf {
			c := w[0]
			if c >= 'A' && c <= 'Z' {
				c |= 0x20
			}
			dst, w = append(dst, c), w[1:]
			continue
		}
		r, size := utf8.DecodeRune(w)
		dst, w = utf8.AppendRune(dst, unicode.ToLower(r)), w[size:]
	}
	return dst
}

// find notes the roster's names and ids in s.
func (n *names) find(s *scan) {
	if len(n.ids) > 0 {
		n.findIDs(s)
	}
	if len(n.parts) == 0 && len(n.glued) == 0 {
		return
	}
	for i := range s.toks {
		t := &s.toks[i]
		t.person, t.slipped = 0, false
		if t.kind != word {
			continue
		}
		if s.b[t.start] >= utf8.RuneSelf && len(n.glued) > 0 {
			n.findGlued(s, i)
		}
		n.match(s, i)
	}
	for i := 0; i < len(s.toks); i++ {
		if s.toks[i].person == 0 {
			continue
		}
		if last, name := n.wholeAt(s, i); last > i {
			n.note(s, i, last, name)
			i = last
			continue
		}
		last := i
		for {
			k := s.nextWord(last)
			if k < 0 || s.toks[last].stem < s.toks[last].end {
				break
			}
			if s.toks[k].person == 0 {
				if !s.is(k, fParticle) && !(s.length(k) == 1 && s.toks[k].shape != lower) {
					break
				}
				after := s.nextWord(k)
				if after < 0 || s.toks[after].person == 0 || !n.stands(s, after) {
					break
				}
				k = after
			}
			if !n.stands(s, k) && !s.capital(k) {
				break
			}
			last = k
		}
		if last > i && (n.stands(s, i) || s.capital(i) || s.quiet && n.stands(s, last)) || n.stands(s, i) {
			n.note(s, i, last, "")
			i = last
		}
	}
}

// nextWord returns the word that follows token k after a space, a hyphen or the
// point of an initial, or -1.
func (s *scan) nextWord(k int) int {
	n := k + 1
	if s.joined(n) && (s.sign(n) == '-' && s.joined(n+1) || s.sign(n) == '.' && s.length(k) <= 2) {
		n++
	}
	if !s.within(n) || s.toks[n].kind != word || s.toks[n].line {
		return -1
	}
	return n
}

// match marks token i with the part that it spells.
func (n *names) match(s *scan, i int) {
	t := &s.toks[i]
	var low [4 * maxPart]byte
	if t.stem-t.start > 3*maxPart {
		return
	}
	w := s.lowered(i, low[:0])
	if k, ok := n.exact[string(w)]; ok {
		t.person = k + 1
		return
	}
	if int(t.stem) < int(t.end) { // O'Neil's, and a name that ends with 's
		full := *t
		s.toks[i].stem = t.end
		w = s.lowered(i, low[:0])
		if k, ok := n.exact[string(w)]; ok {
			t.person = k + 1
			return
		}
		s.toks[i].stem = full.stem
		w = s.lowered(i, low[:0])
	}
	if n.hidden != nil && t.flags&(fWord|fStop) == 0 && len(w) >= hiddenLength && n.hidden(string(w)) {
		t.person = n.secret + 1
		return
	}
	if t.flags&(fWord|fStop|fCapital|fMonth|fWeekday|fPlace|fFamous) != 0 || t.key != kNone {
		if len(w) > 3 && w[len(w)-1] == 's' && !t.is(fStop) { // marias: the apostrophe left out
			if k, ok := n.exact[string(w[:len(w)-1])]; ok && !n.parts[k].common {
				t.person = k + 1
			}
		}
		return
	}
	if k := n.slip(w); k >= 0 {
		t.person, t.slipped = k+1, true
	}
}

// wholeAt returns the last token of a whole name of the roster that begins with
// token i, however its words are written.
func (n *names) wholeAt(s *scan, i int) (last int, name string) {
	if p := n.parts[s.toks[i].person-1]; !p.starts {
		return -1, ""
	}
	var low [4 * maxPart]byte
	h, k := uint64(offsetBasis), i
	last = -1
	for range maxWhole {
		t := &s.toks[k]
		if t.person > 0 {
			h = mixWord(h, n.parts[t.person-1].text)
		} else if t.stem-t.start <= 3*maxPart {
			h = mixWord(h, string(s.lowered(k, low[:0])))
		}
		if w, ok := n.whole[h]; ok && k > i {
			last, name = k, n.wholes[w]
		}
		if k = s.nextWord(k); k < 0 {
			break
		}
	}
	return last, name
}

// stands reports whether the part at token i is a name here: it is no English
// word, or is written and placed as a name.
func (n *names) stands(s *scan, i int) bool {
	t := &s.toks[i]
	p := &n.parts[t.person-1]
	if !p.common && !(len(p.text) < 3 && t.shape == lower) {
		return !t.slipped || s.capital(i) || len(p.text) > slipLength || s.hopes(i) >= some
	}
	if t.stem < t.end && t.shape != lower {
		return true
	}
	switch h := s.hopes(i); {
	case h >= firm:
		return true
	case s.capital(i) && !t.first:
		return !(t.is(fMonth|fWeekday) && (h == none || s.inTime(i)) && s.kindAt(i+1) == number)
	case s.capital(i): // at the beginning any word has a capital
		return s.is(i+1, fSay) || s.vocative(i) || s.sign(i+1) == ',' && s.is(i+2, fStop) || s.key(i+1) == kAnd && s.is(i+2, fMe) || s.is(i+1, fDo) && s.is(i, fGiven|fFamily) && s.personal()
	case h == some && (s.quiet || s.loud) && s.is(i-1, fLead) && !t.is(fStop) && (s.is(i+1, fSay) || s.closes(i+1)):
		return true
	}
	return s.is(i+1, fSay) && !t.is(fStop) && (s.quiet || s.loud) || t.stem < t.end
}

// note takes down the roster's name in the tokens i to j. Where the text slips,
// the roster's spelling goes with it, so that both are one person.
func (n *names) note(s *scan, i, j int, name string) {
	if name == "" {
		slipped := false
		for k := i; k <= j; k++ {
			slipped = slipped || s.toks[k].slipped
		}
		if slipped && i == j {
			name = n.parts[s.toks[i].person-1].text
		}
	}
	s.out = append(s.out, found{start: int(s.toks[i].start), end: int(s.toks[j].stem), typ: Person, known: name})
}

// findGlued looks for names within the run of letters i.
func (n *names) findGlued(s *scan, i int) {
	t := &s.toks[i]
	for at := int(t.start); at < int(t.end); {
		r, size := utf8.DecodeRune(s.b[at:t.end])
		for _, name := range n.glued[r] {
			if end := at + len(name); end <= int(t.end) && string(s.b[at:end]) == name {
				s.out = append(s.out, found{start: at, end: end, typ: Person})
			}
		}
		at += size
	}
}

// findIDs looks for ids as they stand, in any case.
func (n *names) findIDs(s *scan) {
	part := func(c byte) bool { return isAlnum(c) || c == '.' || c == '_' || c == '-' || c == '@' || c == '+' }
	for at := 0; at < len(s.b); {
		if !part(s.b[at]) {
			at++
			continue
		}
		end := at
		for end < len(s.b) && part(s.b[end]) {
			end++
		}
		stop := end
		for stop > at && !isAlnum(s.b[stop-1]) {
			stop--
		}
		s.path = s.path[:0]
		for _, c := range s.b[at:stop] {
			if c >= 'A' && c <= 'Z' {
				c |= 0x20
			}
			s.path = append(s.path, c)
		}
		if n.ids[string(s.path)] {
			typ := ID
			if strings.IndexByte(string(s.path), '@') > 0 {
				typ = Email
			}
			s.hitBytes(typ, at, stop)
		}
		at = end
	}
}
