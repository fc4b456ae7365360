package redact

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed tagger.weights
var taggerWeights string

// weightsHead begins the weights; the fingerprint of what made them follows.
const weightsHead = "satprep tagger 1 "

// learnedTagger is the tagger that the package has.
var learnedTagger = sync.OnceValue(func() *tagger {
	return readTagger(taggerWeights)
})

// readTagger reads weights: a line, what each pair of tags adds, in two bytes, and
// the weights of each clue, in one byte for each tag. It returns nil for anything else.
func readTagger(text string) *tagger {
	head, rest, _ := strings.Cut(text, "\n")
	const stepBytes = int(tags) * int(tags) * 2
	if !strings.HasPrefix(head, weightsHead) || len(rest) != stepBytes+rowCount*weighed {
		return nil
	}
	g := &tagger{rows: make([]uint64, rowCount), bars: bars}
	at := 0
	for j := range g.steps {
		for k := range g.steps[j] {
			g.steps[j][k] = int32(int16(uint16(rest[at]) | uint16(rest[at+1])<<8))
			at += 2
		}
	}
	for r := range g.rows {
		for k := range weighed {
			g.rows[r] |= uint64(rest[at]) << (8 * k)
			at++
		}
	}
	return g
}

// A tagger finds what rules do not list: it has learned from marked talk how much
// each clue of a token speaks for each tag. It is immutable and safe for concurrent use.

// A tag is what a token is a part of.
type tag uint8

const (
	tagNone tag = iota
	tagAddress
	tagBirth
	tagHandle
	tagNumber // ID, SSN, CARD, IBAN
	tagPhone
	tagPerson
	tagNet   // EMAIL, URL, IP
	tagPlace // ORGANIZATION, LOCATION; to tell them from persons
	tags
)

// weighed is how many tags have weights; tagNone is what the others are weighed
// against.
const weighed = int(tags) - 1

// tagOf says which tag the tokens of a span of each type have.
var tagOf = [...]tag{Person: tagPerson, Email: tagNet, Phone: tagPhone, URL: tagNet, IP: tagNet, Card: tagNumber, SSN: tagNumber, IBAN: tagNumber,
	Address: tagAddress, DateOfBirth: tagBirth, Handle: tagHandle, Organization: tagPlace, Location: tagPlace, ID: tagNumber}

// typeOf says what a tag is told as.
var typeOf = [tags]Type{tagAddress: Address, tagBirth: DateOfBirth, tagHandle: Handle, tagNumber: ID, tagPhone: Phone, tagPerson: Person, tagNet: URL, tagPlace: Location}

// bars are what a token of a tag has to overcome, in units of the weights; found
// on sets that were left out.
var bars = [tags]int32{tagPerson: 28}

// sumBar is what it has to overcome beyond that where the text computes.
var sumBar int32 = 24

type tagger struct {
	rows  []uint64          // of each clue the weights, a byte for each tag, each plus 128
	steps [tags][tags]int32 // what it adds to go from one tag to the next
	bars  [tags]int32       // what a token of the tag has to overcome
}

// A tagging is a text while it is tagged. Its slices are used again.
type tagging struct {
	clueSheet
	scores [][tags]int32
	from   [][tags]tag
	tags   []tag
	text   [roles]*[weighed]int32
	store  [roles][weighed]int32
}

// everyOther are the bytes of four tags, with room for 256 weights in one sum.
const everyOther = 0x00ff00ff00ff00ff

// sum adds the weights of clues to into.
func (g *tagger) sum(into *[weighed]int32, list []row) {
	var even, odd uint64
	rows := g.rows[:rowCount]
	for _, k := range list {
		w := rows[k%rowCount]
		even += w & everyOther
		odd += w >> 8 & everyOther
	}
	off := int32(len(list)) * 128
	for n := 0; n < weighed; n += 2 {
		into[n] += int32(even>>(8*n)&0xffff) - off
		into[n+1] += int32(odd>>(8*n)&0xffff) - off
	}
}

// tag says of every token what it is a part of.
func (g *tagger) tag(s *scan, w *tagging) []tag {
	n := len(s.toks)
	w.tags = w.tags[:0]
	if n == 0 {
		return w.tags
	}
	s.clues(&w.clueSheet)
	w.text = [roles]*[weighed]int32{}
	w.scores = w.scores[:0]
	bars := g.bars
	if s.sums() {
		for k := range bars {
			bars[k] += sumBar
		}
	}
	for i := range n {
		var e [weighed]int32
		g.sum(&e, w.rowsOf(i))
		r := w.at(i).role
		if r > rolePlain {
			if w.text[r] == nil {
				w.store[r] = [weighed]int32{}
				g.sum(&w.store[r], w.rowsOfText(r))
				w.text[r] = &w.store[r]
			}
			for k := range e {
				e[k] += w.text[r][k]
			}
		}
		var x [tags]int32
		for k := range e {
			x[k+1] = e[k] - bars[k+1]
		}
		if t := &s.toks[i]; t.kind == mask || t.exempt {
			for k := range e {
				x[k+1] = -1 << 24
			}
		}
		w.scores = append(w.scores, x)
	}
	return g.best(w)
}

// best finds the tags that score most together.
func (g *tagger) best(w *tagging) []tag {
	n := len(w.scores)
	w.from = w.from[:0]
	var at [tags]int32
	at = w.scores[0]
	for k := range at {
		at[k] += g.steps[tagNone][k]
	}
	w.from = append(w.from, [tags]tag{})
	for i := 1; i < n; i++ {
		var next [tags]int32
		var from [tags]tag
		for k := range next {
			most, best := at[0]+g.steps[0][k], tagNone
			for j := 1; j < len(at); j++ {
				if v := at[j] + g.steps[j][k]; v > most {
					most, best = v, tag(j)
				}
			}
			next[k], from[k] = most+w.scores[i][k], best
		}
		at = next
		w.from = append(w.from, from)
	}
	last := tagNone
	for k := range at {
		if at[k] > at[last] {
			last = tag(k)
		}
	}
	for range n {
		w.tags = append(w.tags, 0)
	}
	for i := n - 1; i >= 0; i-- {
		w.tags[i] = last
		last = w.from[i][last]
	}
	return w.tags
}

// learned notes what the tagger finds.
func (s *scan) learned() {
	from := len(s.out)
	list := s.tagger.tag(s, &s.tagging)
	for i := 0; i < len(list); {
		t := list[i]
		j := i + 1
		for j < len(list) && list[j] == t {
			j++
		}
		if t != tagNone && t != tagPlace {
			s.taggedSpan(t, i, j-1)
		}
		i = j
	}
	s.widen(from)
}

// taggedSpan notes the tokens i to j, without signs at the ends, and where the
// type is written without spaces, with all that hangs on them.
func (s *scan) taggedSpan(t tag, i, j int) {
	for i < j && s.toks[i].kind == punct && !opens(t, s.toks[i].c) {
		i++
	}
	for j > i && s.toks[j].kind == punct && s.toks[j].c != '_' && s.toks[j].c != ')' {
		j--
	}
	if i == j && s.toks[i].kind == punct {
		return
	}
	if t == tagHandle || t == tagNumber || t == tagPhone || t == tagBirth || t == tagNet {
		for i > 0 && !s.toks[i].spaces && !s.toks[i].line && hangs(s.toks[i-1]) && (s.toks[i-1].kind != punct || opens(t, s.toks[i-1].c)) {
			i--
		}
		for j+1 < len(s.toks) && s.joined(j+1) && (s.toks[j+1].kind == word || s.toks[j+1].kind == number || s.toks[j+1].c == '_') && s.toks[j+1].kind != mask && !s.toks[j+1].exempt {
			j++
		}
	}
	s.hit(typeOf[t], i, j)
}

// hangs reports whether a token without a space after it belongs to the next one.
func hangs(t token) bool {
	return !t.exempt && (t.kind == word || t.kind == number || t.kind == punct)
}

// opens reports whether a sign may begin a span.
func opens(t tag, c byte) bool {
	switch c {
	case '@', '_', '$':
		return t == tagHandle || t == tagNet
	case '+', '(':
		return t == tagPhone
	case '.':
		return t == tagHandle
	case '#':
		return t == tagAddress
	}
	return false
}
