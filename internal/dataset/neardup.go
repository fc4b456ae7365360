package dataset

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"satprep/internal/question"
)

// Texts that are nearly equal are found by MinHash (Broder 1997) with banding:
// a text is the set of its shingles of three words; of each of 96 hash functions
// the smallest value over the set is kept, and two texts that agree in all four
// values of one of 24 bands are compared exactly. Of two texts with a Jaccard
// index of .8 this misses three in a million, and what it finds is certain.
const (
	shingleWords = 3
	nearJaccard  = .8
	bandCount    = 24
	bandRows     = 4
)

// nearTexts are texts that others are compared with. They are added, then
// sealed, then asked. It holds about 500 bytes for each different text.
type nearTexts struct {
	exact  map[uint64]struct{} // hashes of the words in order
	sets   [][]uint32          // of shingles, sorted
	bands  [bandCount][]band
	sealed bool
}

type band struct {
	key uint32
	set int32
}

func newNearTexts() *nearTexts { return &nearTexts{exact: map[uint64]struct{}{}} }

// add takes a text in; one that is there already costs nothing.
func (n *nearTexts) add(text string) {
	words := wordsOf(text)
	h := hashWords(words)
	if _, ok := n.exact[h]; ok {
		return
	}
	n.exact[h] = struct{}{}
	set := shingles(words)
	sign := minHash(set)
	for b := range n.bands {
		n.bands[b] = append(n.bands[b], band{bandKey(&sign, b), int32(len(n.sets))})
	}
	n.sets = append(n.sets, set)
	n.sealed = false
}

// seal orders what was added.
func (n *nearTexts) seal() {
	for _, list := range n.bands {
		slices.SortFunc(list, func(x, y band) int { return cmp.Or(cmp.Compare(x.key, y.key), cmp.Compare(x.set, y.set)) })
	}
	n.sealed = true
}

// has reports whether a text equal or nearly equal was added.
func (n *nearTexts) has(text string) bool {
	if len(n.sets) == 0 {
		return false
	}
	if !n.sealed {
		n.seal()
	}
	words := wordsOf(text)
	if _, ok := n.exact[hashWords(words)]; ok {
		return true
	}
	set := shingles(words)
	sign := minHash(set)
	var seen []int32
	for b, list := range n.bands {
		key := bandKey(&sign, b)
		i, _ := slices.BinarySearchFunc(list, key, func(x band, key uint32) int { return cmp.Compare(x.key, key) })
		for ; i < len(list) && list[i].key == key; i++ {
			if slices.Contains(seen, list[i].set) {
				continue
			}
			if jaccard(set, n.sets[list[i].set]) >= nearJaccard {
				return true
			}
			seen = append(seen, list[i].set)
		}
	}
	return false
}

// wordsOf are a text's words in lower case: runs of letters and digits.
func wordsOf(text string) []string {
	return strings.FieldsFunc(strings.ToLower(text), func(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsDigit(c) })
}

// FNV-1a.
const (
	hashBasis = 14695981039346656037
	hashPrime = 1099511628211
)

func hashWord(h uint64, w string) uint64 {
	for i := range len(w) {
		h = (h ^ uint64(w[i])) * hashPrime
	}
	return (h ^ ' ') * hashPrime
}

// hashWords hashes words in order, with a last stir.
func hashWords(words []string) uint64 {
	h := uint64(hashBasis)
	for _, w := range words {
		h = hashWord(h, w)
	}
	h ^= h >> 31
	h *= 0x9e3779b97f4a7c15
	return h ^ h>>29
}

// shingles are the hashes of all runs of three words, sorted and each once; of
// a shorter text it is the text.
func shingles(words []string) []uint32 {
	n := max(1, len(words)-shingleWords+1)
	set := make([]uint32, 0, n)
	for i := range n {
		set = append(set, uint32(hashWords(words[i:min(len(words), i+shingleWords)])))
	}
	slices.Sort(set)
	return slices.Compact(set)
}

// jaccard is the share of common elements of two sorted sets in both.
func jaccard(x, y []uint32) float64 {
	common, i, j := 0, 0, 0
	for i < len(x) && j < len(y) {
		switch {
		case x[i] == y[j]:
			common, i, j = common+1, i+1, j+1
		case x[i] < y[j]:
			i++
		default:
			j++
		}
	}
	return float64(common) / float64(len(x)+len(y)-common)
}

// minSeeds are the multipliers and increments of the hash functions.
var minSeeds = func() (s [bandCount * bandRows][2]uint64) {
	x := uint64(0x243f6a8885a308d3)
	next := func() uint64 { // splitmix64
		x += 0x9e3779b97f4a7c15
		z := (x ^ x>>30) * 0xbf58476d1ce4e5b9
		z = (z ^ z>>27) * 0x94d049bb133111eb
		return z ^ z>>31
	}
	for i := range s {
		s[i] = [2]uint64{next() | 1, next()}
	}
	return s
}()

func minHash(set []uint32) (sign [bandCount * bandRows]uint32) {
	for i, s := range minSeeds {
		least := ^uint32(0)
		for _, x := range set {
			least = min(least, uint32((uint64(x)*s[0]+s[1])>>32))
		}
		sign[i] = least
	}
	return sign
}

func bandKey(sign *[bandCount * bandRows]uint32, b int) uint32 {
	h := uint64(hashBasis)
	for _, v := range sign[b*bandRows : (b+1)*bandRows] {
		h = (h ^ uint64(v)) * hashPrime
		h ^= h >> 32
	}
	return uint32(h >> 16)
}

// closedWords is how many words in a row tell a question.
const closedWords = 6

// A closedText knows the words of questions that must not leave: of forms,
// pretests and the diagnostic. A tutor may have quoted one.
type closedText map[uint64]struct{}

func newClosedText(bank *question.Bank) closedText {
	c := closedText{}
	each := func(text string, fn func(h uint64)) {
		for part := range strings.SplitSeq(text, "\n") {
			eachRun(wordsOf(part), func(h uint64) bool { fn(h); return true })
		}
	}
	for _, q := range bank.Questions {
		if q.Use != question.Practice {
			each(question.Text(q), func(h uint64) { c[h] = struct{}{} })
		}
	}
	// What the tutor may say of practice questions, or teaches, tells nothing.
	open := func(text string) { each(text, func(h uint64) { delete(c, h) }) }
	for _, q := range bank.Questions {
		if q.Use == question.Practice {
			open(question.Text(q))
			q.EveryText(func(_, text string) { open(text) })
		}
	}
	for _, s := range bank.Skills() {
		open(s.Strategy)
		for _, e := range s.Examples {
			open(e.Question)
			open(strings.Join(e.Solution, "\n"))
		}
	}
	return c
}

// tells reports whether a text holds six words in a row of such a question.
func (c closedText) tells(text string) bool {
	found := false
	if len(c) > 0 {
		eachRun(wordsOf(text), func(h uint64) bool {
			_, found = c[h]
			return !found
		})
	}
	return found
}

func eachRun(words []string, fn func(uint64) bool) {
	for i := 0; i+closedWords <= len(words); i++ {
		if !fn(hashWords(words[i : i+closedWords])) {
			return
		}
	}
}
