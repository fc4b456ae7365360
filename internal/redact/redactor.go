package redact

import (
	"cmp"
	"slices"
	"sync"
)

// A Roster is what is known of the people whose words are read. It may be empty.
type Roster struct {
	Names []string // whole names; each part of one is looked for as well
	IDs   []string // user ids, e-mail addresses: what is found only as it stands
	// Hidden reports whether a word, as NameWords gives it, is of a name that may
	// stand in no list any more. Several goroutines call it; nil knows none.
	Hidden func(word string) bool
}

// A Redactor finds spans. It is immutable and safe for concurrent use.
type Redactor struct {
	names      *names
	structured bool
	tagger     *tagger // nil for none
	scans      *sync.Pool
}

// New makes a roster ready for search.
func New(r Roster) *Redactor {
	readyLexicon()
	return &Redactor{names: newNames(r), tagger: learnedTagger(), scans: &sync.Pool{New: func() any { return new(scan) }}}
}

// Structured returns a Redactor that looks only for what has a form or a cue of
// its own, and for no names, schools or places.
func (r *Redactor) Structured() *Redactor {
	return &Redactor{names: r.names, structured: true, tagger: r.tagger, scans: r.scans}
}

// A found is a span of the folded text.
type found struct {
	start, end int
	typ        Type
	known      string
	learned    bool // by the tagger, whose types give way to those of rules
	unsure     bool // a name from the lists that nothing announces: the tagger is asked
}

// A scan is one text while it is read. Its slices are used again.
type scan struct {
	folding
	toks    []token
	out     []found
	tagging tagging
	names   *names
	exempt  *Exempt
	tagger  *tagger
	// how the text uses capitals
	quiet, loud, headline bool
	// what the text is about, as far as cues tell
	about flag
	// an equals sign stands in it; the sign of e-mail
	equation, atSign bool
	// a year stands in it; a month or a number between strokes
	dated, dayTold bool
	// postcodes may stand in lower case
	lowCodes bool
	// whether it is a word problem
	problem verdict
	// a dot or a dash is spelled
	dotted bool
	// the text with surrogates, for a second look
	spans, again []Span
	masked       []byte
	pieces       []piece
	path         []byte
	// the last words in lower case
	low   [8][maxWord]byte
	lowAt int
}

// maxRounds bounds how often a text is looked at again. What is found beside a
// surrogate is rare, and beside that again rarer.
const maxRounds = 16

// Append appends the spans of text to dst, in order and apart from each other.
// A nil exempt exempts nothing.
//
// What stands around a surrogate is read again, so that the text as redacted
// would show nothing more.
func (r *Redactor) Append(dst []Span, text string, exempt *Exempt) []Span {
	s := r.scans.Get().(*scan)
	defer r.scans.Put(s)
	s.names, s.exempt, s.tagger = r.names, exempt, r.tagger
	s.spans = s.look(s.spans[:0], text, r.structured)
	for range maxRounds {
		if len(s.spans) == 0 || !s.lookAgain(text, r.structured) {
			break
		}
	}
	return append(dst, s.spans...)
}

// look appends the spans of text that it finds at first sight.
func (s *scan) look(dst []Span, text string, structured bool) []Span {
	s.read(text)
	s.cut()
	s.survey()
	s.exempt.mark(s)
	s.names.find(s)
	s.forms()
	s.cued()
	if !structured {
		s.places()
		s.persons()
		if s.tagger != nil {
			s.learned()
		}
	}
	for _, f := range merge(s.out) {
		if s.exempted(f) || (f.typ == Handle || f.typ == ID) && calculator(s.b[f.start:f.end]) {
			continue
		}
		start, end := s.span(text, f.start, f.end)
		if n := len(dst); n > 0 && dst[n-1].End > start { // an accent on the border
			start = dst[n-1].End
		}
		if start < end {
			dst = append(dst, Span{start, end, f.typ, f.known})
		}
	}
	return dst
}

// survey reads once over the tokens what the text is about.
func (s *scan) survey() {
	s.out = s.out[:0]
	s.about, s.dotted, s.equation, s.atSign, s.dated, s.dayTold, s.problem = 0, false, false, false, false, false, unasked
	for i := range s.toks {
		f := s.toks[i].flags
		if s.toks[i].key == kI && i > 0 && s.toks[i].shape != lower && s.toks[i-1].kind == word && s.toks[i-1].shape == title && !s.toks[i-1].is(fStop) {
			f = 0 // World War I
		}
		s.about |= f
		s.dated = s.dated || s.toks[i].kind == number && s.year(i)
		if s.toks[i].kind == punct {
			s.equation = s.equation || s.toks[i].c == '='
			s.atSign = s.atSign || s.toks[i].c == '@'
			s.dayTold = s.dayTold || s.toks[i].c == '/'
		}
		if k := s.toks[i].key; k == kDash || k == kDot {
			s.dotted = true
		}
	}
	s.dayTold = s.dayTold || s.about&fMonth != 0
}

// hit notes a span from the start of token i to the end of token j.
func (s *scan) hit(t Type, i, j int) {
	s.out = append(s.out, found{start: int(s.toks[i].start), end: int(s.toks[j].end), typ: t})
}

// hitBytes notes a span of the folded text.
func (s *scan) hitBytes(t Type, start, end int) {
	s.out = append(s.out, found{start: start, end: end, typ: t})
}

// rank says which of two overlapping spans gives its type to both.
var rank = [...]uint8{Email: 15, URL: 14, IBAN: 13, Card: 12, SSN: 11, IP: 10, Phone: 9, DateOfBirth: 8, ID: 7, Handle: 6, Address: 5,
	Organization: 4, Person: 3, Location: 2}

// merge puts the spans in order and makes those one that overlap. The longer
// one gives its type, among equals the one of higher rank; one of a rule before one
// that is learned.
func merge(f []found) []found {
	if len(f) < 2 {
		return f
	}
	slices.SortStableFunc(f, func(a, b found) int {
		return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(b.end, a.end), cmp.Compare(rank[b.typ], rank[a.typ]))
	})
	out := f[:1]
	for _, x := range f[1:] {
		last := &out[len(out)-1]
		if x.start >= last.end {
			out = append(out, x)
			continue
		}
		switch {
		case last.learned && !x.learned:
			last.typ, last.learned = x.typ, false
			if x.start == last.start && x.end == last.end {
				last.known = x.known
			}
		case x.learned && !last.learned:
		case x.end > last.end && rank[x.typ] > rank[last.typ]:
			last.typ = x.typ
		}
		if x.end > last.end {
			last.end, last.known = x.end, ""
		} else if last.known == "" && x.start == last.start && x.end == last.end && x.typ == last.typ {
			last.known = x.known
		}
	}
	return out
}

// A piece is a part of the masked text: kept, or a surrogate.
type piece struct {
	masked, from int // where it begins there, and in the text
	mask         bool
}

// lookAgain reads the text as redacted and takes in what it finds. It reports
// whether there was anything.
func (s *scan) lookAgain(text string, structured bool) (more bool) {
	s.masked, s.pieces = s.masked[:0], s.pieces[:0]
	at := 0
	for _, x := range s.spans {
		s.pieces = append(s.pieces, piece{len(s.masked), at, false})
		s.masked = append(s.masked, text[at:x.Start]...)
		s.pieces = append(s.pieces, piece{len(s.masked), x.Start, true})
		s.masked = append(append(append(s.masked, '['), x.Type.String()...), "_0]"...)
		at = x.End
	}
	s.pieces = append(s.pieces, piece{len(s.masked), at, false})
	s.masked = append(s.masked, text[at:]...)
	s.again = s.look(s.again[:0], string(s.masked), structured)
	for _, x := range s.again {
		start, in := s.origin(x.Start, false)
		end, inEnd := s.origin(x.End, true)
		if at := after(s.spans, start); in && inEnd && at < len(s.spans) && s.spans[at].Start <= start && end <= s.spans[at].End {
			continue
		}
		more = true
		s.spans = join(s.spans, Span{start, end, x.Type, x.known})
	}
	return more
}

// origin turns a place in the masked text into one in the text; one inside a
// surrogate into its start, or its end.
func (s *scan) origin(at int, end bool) (from int, inMask bool) {
	i, exact := slices.BinarySearchFunc(s.pieces, at, func(p piece, at int) int { return cmp.Compare(p.masked, at) })
	if !exact || end {
		i--
	}
	for !end && exact && i+1 < len(s.pieces) && s.pieces[i+1].masked == at { // an empty piece before a surrogate
		i++
	}
	p := s.pieces[max(i, 0)]
	if !p.mask {
		return p.from + at - p.masked, false
	}
	if end {
		return s.pieces[i+1].from, true
	}
	return p.from, true
}

// after returns the first of the spans that ends after a place.
func after(spans []Span, at int) int {
	i, _ := slices.BinarySearchFunc(spans, at, func(s Span, at int) int { return cmp.Compare(s.End, at+1) })
	return i
}

// join adds a span, and makes those one that it overlaps.
func join(spans []Span, x Span) []Span {
	i := after(spans, x.Start)
	j := i
	for j < len(spans) && spans[j].Start < x.End {
		o := spans[j]
		if rank[o.Type] > rank[x.Type] && o.End-o.Start >= x.End-x.Start {
			x.Type = o.Type
		}
		x.Start, x.End, x.known = min(x.Start, o.Start), max(x.End, o.End), ""
		j++
	}
	return slices.Replace(spans, i, j, x)
}
