package redact

import (
	_ "embed"
	"sort"
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
	g := &tagger{rows: make([]uint64, rowCount)}
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
	g.setHopes()
	return g
}

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

// out is a bar that nothing overcomes.
const out = 1 << 20

// bars are what a token of a tag has to overcome, in units of the weights: beside
// that, sumBars where the text computes, bareBars where it has no cue of what tells
// who somebody is. They were found on sets that had been left out. Where a text
// computes, its numbers are for the rules alone to judge.
var (
	bars     = [tags]int32{tagAddress: -18, tagBirth: -14, tagHandle: -40, tagNumber: -28, tagPhone: -14, tagPerson: 16, tagNet: -8, tagPlace: -8}
	sumBars  = [tags]int32{tagAddress: 24, tagBirth: 24, tagHandle: 24, tagNumber: out, tagPhone: out, tagPerson: 24, tagNet: 24, tagPlace: 24}
	bareBars = [tags]int32{tagAddress: 24, tagBirth: 12, tagNumber: 8, tagPhone: 24, tagPerson: 12, tagNet: 12, tagPlace: 12}
)

// A tagger finds what rules do not list: it has learned from marked talk how much
// each clue of a token speaks for each tag. It is immutable and safe for concurrent use.
type tagger struct {
	rows  []uint64          // of each clue the weights, a byte for each tag, each plus 128
	steps [tags][tags]int32 // what it adds to go from one tag to the next
	hopes [tags]int32       // the scores up to which no tag is worth it
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
	for range n {
		w.tags = append(w.tags, tagNone)
	}
	sums := s.computes()
	if !g.asked(s) {
		return w.tags
	}
	s.clues(&w.clueSheet)
	w.text = [roles]*[weighed]int32{}
	bars := bars // of this text
	switch {
	case sums:
		for k := range bars {
			bars[k] += sumBars[k]
		}
	case !s.atSign && s.about&personal == 0:
		for k := range bars {
			bars[k] += bareBars[k]
		}
	case !s.atSign && s.about&(fCall|fSecurity|fGone|fAccount|fNumber|fCard|fMail|fMailCue|fSite|fUser|fNet|fStreet|fBirth) == 0:
		bars[tagNumber] += bareBars[tagNumber]
		bars[tagPhone] += bareBars[tagPhone]
	}
	for i := 0; i < n; {
		j := w.stretch(i, n)
		if j == i {
			i++
			continue
		}
		w.scores = w.scores[:0]
		for ; i < j; i++ {
			w.scores = append(w.scores, g.score(s, w, i, &bars))
		}
		g.best(w, w.tags[j-len(w.scores):j])
	}
	return w.tags
}

// computes reports whether the text computes.
func (s *scan) computes() bool { return s.equation || s.about&(fSum|fCompute) != 0 }

// asked reports whether the tagger has anything to say about a text.
func (g *tagger) asked(s *scan) bool { return !s.computes() || s.atSign || s.about&personal != 0 }

// personal are cues of what tells who somebody is. Where the text computes and has
// none of them, its numbers are nobody's.
const personal = fBirth | fSite | fUser | fCall | fSecurity | fGone | fAccount | fLive | fStreet | fWay | fUnit | fRoad | fMail | fMailCue | fKin | fOwn | fMe | fMonth | fIntro

// aura is how far from a token that could tell something others are looked at.
const aura = 2

// stretch returns the end of the tokens from i on that stand near one that could
// tell something, or i where there is none near.
func (w *tagging) stretch(i, n int) int {
	end := i
	for k := max(0, i-aura); k < n && k <= end+aura; k++ {
		if w.at(k).role > rolePlain {
			end = min(k+aura+1, n)
		}
	}
	return end
}

// score says how much speaks for each tag of token i.
func (g *tagger) score(s *scan, w *tagging, i int, bars *[tags]int32) (x [tags]int32) {
	if t := &s.toks[i]; t.kind == mask || t.exempt {
		for k := 1; k < len(x); k++ {
			x[k] = never
		}
		return x
	}
	var e [weighed]int32
	g.sum(&e, w.rowsOf(i))
	if r := w.at(i).role; r > rolePlain {
		if w.text[r] == nil {
			w.store[r] = [weighed]int32{}
			g.sum(&w.store[r], w.rowsOfText(r))
			w.text[r] = &w.store[r]
		}
		for k := range e {
			e[k] += w.text[r][k]
		}
	}
	for k := range e {
		x[k+1] = e[k] - bars[k+1]
	}
	return x
}

// never is a score that nothing makes good.
const never = -1 << 24

// best writes the tags that score most together, with nothing before and after.
func (g *tagger) best(w *tagging, list []tag) {
	if !g.hopeful(w.scores) {
		return
	}
	w.from = w.from[:0]
	at := w.scores[0]
	for k := range at {
		at[k] += g.steps[tagNone][k]
	}
	w.from = append(w.from, [tags]tag{})
	for i := 1; i < len(list); i++ {
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
		for k := range next { // what has been gained so far is the same for all
			at[k] = next[k] - next[0]
		}
		w.from = append(w.from, from)
	}
	last := tagNone
	for k := range at {
		if at[k] > at[last] {
			last = tag(k)
		}
	}
	for i := len(list) - 1; i >= 0; i-- {
		list[i] = last
		last = w.from[i][last]
	}
}

// hopeful reports whether any tag of any token could be more than none.
func (g *tagger) hopeful(scores [][tags]int32) bool {
	for i := range scores {
		for k := 1; k < len(scores[i]); k++ {
			if scores[i][k] > g.hopes[k] {
				return true
			}
		}
	}
	return false
}

// setHopes finds the score of each tag up to which no token that has it can be
// worth it, whatever stands beside, where all others are no better.
func (g *tagger) setHopes() {
	for k := 1; k < len(g.hopes); k++ {
		most := int32(never)
		for j := range g.steps {
			most = max(most, g.steps[j][k])
		}
		g.hopes[k] = g.steps[0][0] - most - max(0, g.steps[k][0]-g.steps[0][0])
	}
}

// mostTagged is how many tokens a span may have that the tagger finds: more are no
// address, but one word again and again.
const mostTagged = 64

// learned notes what the tagger finds.
func (s *scan) learned() {
	list := s.tagger.tag(s, &s.tagging)
	s.doubt(list)
	from := len(s.out)
	free := 0 // the first token after the last span
	for i := 0; i < len(list); {
		t := list[i]
		j := i + 1
		for j < len(list) && list[j] == t {
			j++
		}
		if t != tagNone && t != tagPlace && j-i <= mostTagged && j > free {
			free = s.taggedSpan(t, max(i, free), j-1, free)
		}
		i = j
	}
	s.widen(from)
}

// doubtful is the score, in units of the weights, up to which a name that nothing
// announces is nobody's: whom a problem or a passage is about has names of the lists,
// too.
const doubtful = -30

// doubt takes back the names from lists that the tagger holds to be nobody's.
func (s *scan) doubt(tags []tag) {
	kept := s.out[:0]
	for _, f := range s.out {
		if !f.unsure || !s.nobody(f, tags) {
			kept = append(kept, f)
		}
	}
	s.out = kept
}

// nobody reports whether no token of f could be a part of a name.
func (s *scan) nobody(f found, tags []tag) bool {
	if !s.tagger.asked(s) {
		return true
	}
	first := sort.Search(len(s.toks), func(i int) bool { return int(s.toks[i].end) > f.start })
	for i := first; i < len(s.toks) && int(s.toks[i].start) < f.end; i++ {
		if s.toks[i].kind == punct {
			continue
		}
		if tags[i] != tagNone {
			return false
		}
		x := s.tagger.score(s, &s.tagging, i, &noBars)
		if max(x[tagPerson], x[tagHandle]) > doubtful {
			return false
		}
	}
	return true
}

// noBars let a score stand as it is.
var noBars [tags]int32

// taggedSpan notes the tokens i to j, without signs at the ends, and where the
// type is written without spaces, with all that hangs on them from token free on.
// It returns the first token after that.
func (s *scan) taggedSpan(t tag, i, j, free int) int {
	for i < j && s.toks[i].kind == punct && !opens(t, s.toks[i].c) {
		i++
	}
	for j > i && s.toks[j].kind == punct && s.toks[j].c != '_' && s.toks[j].c != ')' {
		j--
	}
	if t == tagNumber || t == tagPhone || t == tagBirth { // 誕生日は…です
		for k := i; k <= j; k++ {
			if s.toks[k].kind == number {
				for i < k && s.easternWord(i) {
					i++
				}
				for j > k && s.easternWord(j) {
					j--
				}
				break
			}
		}
	}
	if i == j && s.toks[i].kind == punct {
		return free
	}
	if t == tagHandle || t == tagNumber || t == tagPhone || t == tagBirth || t == tagNet {
		for i > free && !s.toks[i].spaces && !s.toks[i].line && hangs(s.toks[i-1]) && !s.easternWord(i-1) && (s.toks[i-1].kind != punct || opens(t, s.toks[i-1].c)) {
			i--
		}
		for j+1 < len(s.toks) && s.joined(j+1) && (s.toks[j+1].kind == word || s.toks[j+1].kind == number || s.toks[j+1].c == '_') && s.toks[j+1].kind != mask && !s.toks[j+1].exempt && !s.easternWord(j+1) {
			j++
		}
	}
	end := s.toks[j].end
	if s.toks[j].kind == word {
		end = s.toks[j].stem
	}
	s.out = append(s.out, found{start: int(s.toks[i].start), end: int(end), typ: typeOf[t], learned: true})
	return j + 1
}

// easternWord reports whether token k is of several signs of the east.
func (s *scan) easternWord(k int) bool {
	return s.toks[k].kind == word && s.length(k) > 3 && s.b[s.toks[k].start] >= eastern
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
