package redact

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed lists/given.txt
var givenList string

//go:embed lists/family.txt
var familyList string

//go:embed lists/ambiguous.txt
var ambiguousList string

//go:embed lists/famous.txt
var famousList string

//go:embed lists/places.txt
var placeList string

//go:embed lists/states.txt
var stateList string

//go:embed lists/capitals.txt
var capitalList string

//go:embed lists/orgs.txt
var orgList string

//go:embed lists/words.txt
var wordList string

//go:embed lists/nickparts.txt
var nickPartList string

// maxWord is the longest word that is looked up.
const maxWord = 24

// A flag is something the lexicon knows of a word.
type flag uint64

// An entry is all the lexicon knows of a word.
type entry struct {
	flags flag
	key   keyword
	class class // for the tagger
	marks mark
}

func (e entry) is(f flag) bool { return e.flags&f != 0 }

func (e entry) marked(m mark) bool { return e.marks&m != 0 }

// A lexicon is looked up for every word, in lower case.
type lexicon struct {
	words map[string]entry
	// joined are what takes several words, joined by "_".
	joined map[string]flag
	// nickParts are what names on networks are made of.
	nickParts map[string]bool
}

// lex is made when the first Redactor is, and never changed.
var (
	lex          lexicon
	readyLexicon = sync.OnceFunc(func() { lex = *newLexicon() })
)

func newLexicon() *lexicon {
	l := &lexicon{words: make(map[string]entry, 16<<10), joined: map[string]flag{}, nickParts: map[string]bool{}}
	l.list(wordList, fWord, 0)
	l.list(givenList, fGiven, 0)
	l.list(familyList, fFamily, 0)
	l.list(ambiguousList, fAmbiguous, 0)
	l.list(famousList, fFamous, fFamousFirst)
	l.list(placeList, fPlace, fPlaceFirst)
	l.list(capitalList, fCapital, 0)
	l.list(orgList, fOrg, fOrgFirst)
	l.list(strings.ToLower(stateList), fState, 0)
	for _, c := range cues {
		l.list(c.words, c.flag, 0)
		for w := range strings.FieldsSeq(c.words) { // a cue is a word, unless it is a name as well
			w = plainWord(w)
			if e := l.words[w]; !e.is(fGiven | fFamily | fAmbiguous) {
				e.flags |= fWord
				l.words[w] = e
			}
		}
	}
	for w, e := range l.words {
		if e.is(fAmbiguous) && !e.is(fWord) && len(w) < maxWord && l.inflected([]byte(w)) { // fields, waters
			e.flags |= fWord
			l.words[w] = e
		}
	}
	for _, m := range marked {
		for w := range strings.FieldsSeq(m.words) {
			w = plainWord(w)
			e := l.words[w]
			e.marks |= m.mark
			if m.word && !e.is(fGiven|fFamily|fAmbiguous) {
				e.flags |= fWord
			}
			l.words[w] = e
		}
	}
	for line := range strings.Lines(nickPartList) {
		if !strings.HasPrefix(line, "#") {
			for w := range strings.FieldsSeq(line) {
				l.nickParts[w] = true
			}
		}
	}
	l.monthSlips()
	for w, k := range twins {
		e := l.words[w]
		e.key = k
		l.words[w] = e
	}
	for k, w := range keywords {
		e := l.words[w]
		e.key = keyword(k)
		l.words[w] = e
	}
	for w, e := range l.words {
		e.class = classOf(e)
		l.words[w] = e
	}
	return l
}

// monthSlips adds the long months with one slip of the typist, where that is no
// other word: ocotber, febuary, novemeber.
func (l *lexicon) monthSlips() {
	add := func(w string) {
		if _, ok := l.words[w]; !ok {
			l.words[w] = entry{flags: fMonth}
		}
	}
	for _, m := range [...]string{"january", "february", "august", "september", "october", "november", "december"} {
		for i := range len(m) {
			add(m[:i] + m[i+1:])
			if i > 0 {
				add(m[:i-1] + m[i:i+1] + m[i-1:i] + m[i+1:])
			}
			for _, c := range m {
				add(m[:i] + string(c) + m[i:])
			}
			for _, c := range "aeiou" {
				add(m[:i] + string(c) + m[i+1:])
			}
		}
	}
}

// list takes a list; first marks the first word of those that have several.
func (l *lexicon) list(text string, f, first flag) {
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		for w := range strings.FieldsSeq(line) {
			w = plainWord(w)
			if head, _, several := strings.Cut(w, "_"); several {
				l.joined[w] |= f
				e := l.words[head]
				e.flags |= first
				l.words[head] = e
				continue
			}
			e := l.words[w]
			e.flags |= f
			l.words[w] = e
		}
	}
}

// plainWord is a word of a list as texts are folded.
func plainWord(w string) string {
	var f folding
	f.read(w)
	return string(f.b)
}

// find returns what is known of a word in lower case, also of one that is a
// regular inflection of a word.
func (l *lexicon) find(w []byte) (entry, bool) {
	if e, ok := l.words[string(w)]; ok {
		return e, true
	}
	if len(w) > 3 && l.inflected(w) {
		return entry{flags: fWord, class: classPlain}, true
	}
	return entry{}, false
}

// endings are those of regular inflections, each with what it may have replaced.
var endings = [...]struct{ end, was string }{
	{"s", ""}, {"ed", ""}, {"ing", ""}, {"es", ""}, {"ed", "e"}, {"ing", "e"}, {"ly", ""}, {"er", ""}, {"er", "e"}, {"ies", "y"}, {"ied", "y"},
	{"est", ""}, {"est", "e"}, {"ier", "y"}, {"iest", "y"}, {"ily", "y"}, {"ness", ""}, {"less", ""}, {"able", ""}, {"able", "e"},
	{"ment", ""}, {"ful", ""}, {"ers", ""}, {"ers", "e"}, {"ings", ""}, {"ation", "e"}, {"ations", "e"}, {"in", "ing"}, {"ion", ""}, {"ion", "e"},
	{"ity", ""}, {"al", ""}, {"ally", "al"}, {"wise", ""}, {"ish", ""},
}

func (l *lexicon) inflected(w []byte) bool {
	var base [maxWord + 4]byte
	for _, e := range &endings {
		n := len(w) - len(e.end)
		if n < 3 || string(w[n:]) != e.end {
			continue
		}
		b := append(append(base[:0], w[:n]...), e.was...)
		if l.words[string(b)].is(fWord) {
			return true
		}
		if e.was == "" && n > 3 && b[n-1] == b[n-2] && e.end[0] != 'y' && e.end != "s" && l.words[string(b[:n-1])].is(fWord) { // stopped
			return true
		}
	}
	for _, front := range [...]string{"un", "re", "non", "mis", "pre", "over", "sub", "out", "dis", "super"} {
		if n := len(front); len(w) > n+3 && string(w[:n]) == front && l.words[string(w[n:])].is(fWord) {
			return true
		}
	}
	return false
}
