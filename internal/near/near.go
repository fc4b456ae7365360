// Package near finds texts that are nearly equal.
//
// Words. The Shingles of a text are the hashes of every three words in a row,
// each once, in order. Two texts are near when the Jaccard index of their
// shingles is at least Threshold. It is MinHash (Broder 1997, "On the
// resemblance and containment of documents") with banding: of each of 96 hash
// functions the smallest value over the set is kept, and two texts that agree
// in all four values of one of 24 bands are compared exactly. Of two texts with
// an index of .8 this misses three in a million, and what it finds is certain.
//
// The package holds what it was given in memory, does no I/O and never panics.
// What it returns depends on its input alone.
package near

import (
	"cmp"
	"iter"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Threshold is the Jaccard index from which on two texts are near.
const Threshold = .8

const (
	shingleWords = 3
	bandCount    = 24
	bandRows     = 4
)

// Texts are texts that others are compared with: they are added, then asked
// for. It holds about 500 bytes for each different text. It is not safe for
// concurrent use.
type Texts struct {
	exact  map[uint64]struct{} // hashes of the words in order
	sets   [][]uint32          // of shingles, sorted
	bands  [bandCount][]band
	sealed bool
}

type band struct {
	key uint32
	set int32
}

// NewTexts holds nothing yet.
func NewTexts() *Texts { return &Texts{exact: map[uint64]struct{}{}} }

// Add takes a text in; one that is there already costs nothing.
func (n *Texts) Add(text string) {
	words := Words(text)
	h := Hash(words)
	if _, ok := n.exact[h]; ok {
		return
	}
	n.exact[h] = struct{}{}
	set := Shingles(words)
	sign := minHash(set)
	for b := range n.bands {
		n.bands[b] = append(n.bands[b], band{bandKey(&sign, b), int32(len(n.sets))})
	}
	n.sets = append(n.sets, set)
	n.sealed = false
}

// seal orders what was added.
func (n *Texts) seal() {
	for _, list := range n.bands {
		slices.SortFunc(list, func(x, y band) int { return cmp.Or(cmp.Compare(x.key, y.key), cmp.Compare(x.set, y.set)) })
	}
	n.sealed = true
}

// Len is how many different texts were added.
func (n *Texts) Len() int { return len(n.sets) }

// Has reports whether a text equal or nearly equal was added.
func (n *Texts) Has(text string) bool {
	if len(n.sets) == 0 {
		return false
	}
	if !n.sealed {
		n.seal()
	}
	words := Words(text)
	if _, ok := n.exact[Hash(words)]; ok {
		return true
	}
	set := Shingles(words)
	sign := minHash(set)
	var seen []int32
	for b, list := range n.bands {
		key := bandKey(&sign, b)
		i, _ := slices.BinarySearchFunc(list, key, func(x band, key uint32) int { return cmp.Compare(x.key, key) })
		for ; i < len(list) && list[i].key == key; i++ {
			if slices.Contains(seen, list[i].set) {
				continue
			}
			if Jaccard(set, n.sets[list[i].set]) >= Threshold {
				return true
			}
			seen = append(seen, list[i].set)
		}
	}
	return false
}

// Words are a text's words in lower case: runs of letters and digits.
func Words(text string) []string {
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

// Hash hashes words in order, with a last stir.
func Hash(words []string) uint64 {
	h := uint64(hashBasis)
	for _, w := range words {
		h = hashWord(h, w)
	}
	h ^= h >> 31
	h *= 0x9e3779b97f4a7c15
	return h ^ h>>29
}

// Runs are the hashes of every n Words in a row of a text, in order; n is at
// least 1. They are found without making the words, for the texts of a whole
// log; Hash of the same words is another number.
func Runs(text string, n int) iter.Seq[uint64] {
	return func(yield func(uint64) bool) {
		last := make([]uint64, n) // hashes of the last words, the word i at i%n
		word, in, count := uint64(hashBasis), false, 0
		end := func() bool { // of a word; false is to stop
			last[count%n], word, in = word, hashBasis, false
			count++
			if count < n {
				return true
			}
			h := uint64(hashBasis)
			for i := range n {
				h = (h ^ last[(count+i)%n]) * hashPrime
				h ^= h >> 31
			}
			h *= 0x9e3779b97f4a7c15
			return yield(h ^ h>>29)
		}
		for _, c := range text {
			switch {
			case 'a' <= c && c <= 'z' || '0' <= c && c <= '9':
			case 'A' <= c && c <= 'Z':
				c += 'a' - 'A'
			case c >= utf8.RuneSelf && (unicode.IsLetter(c) || unicode.IsDigit(c)):
				c = unicode.ToLower(c)
			default:
				if in && !end() {
					return
				}
				continue
			}
			word, in = (word^uint64(c))*hashPrime, true
		}
		if in {
			end()
		}
	}
}

// Shingles are the hashes of all runs of three words, sorted and each once; of
// a shorter text it is the text.
func Shingles(words []string) []uint32 {
	n := max(1, len(words)-shingleWords+1)
	set := make([]uint32, 0, n)
	for i := range n {
		set = append(set, uint32(Hash(words[i:min(len(words), i+shingleWords)])))
	}
	slices.Sort(set)
	return slices.Compact(set)
}

// Jaccard is the share of common elements of two sorted sets in both.
func Jaccard(x, y []uint32) float64 {
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

// A Pair is two of a list of sets, I before J, with their Jaccard index.
type Pair struct {
	I, J  int
	Index float64
}

// Pairs returns the pairs of sets that are near, most alike first, but for those
// of which skip says that they need no comparing.
func Pairs(sets [][]uint32, skip func(i, j int) bool) (found []Pair) {
	type place struct {
		band int
		key  uint32
	}
	buckets := map[place][]int{}
	compared := map[[2]int]bool{}
	for j, set := range sets {
		sign := minHash(set)
		for b := range bandCount {
			at := place{b, bandKey(&sign, b)}
			for _, i := range buckets[at] {
				if compared[[2]int{i, j}] || skip(i, j) {
					continue
				}
				compared[[2]int{i, j}] = true
				if x := Jaccard(sets[i], set); x >= Threshold {
					found = append(found, Pair{i, j, x})
				}
			}
			buckets[at] = append(buckets[at], j)
		}
	}
	slices.SortStableFunc(found, func(x, y Pair) int { return cmp.Compare(y.Index, x.Index) })
	return found
}

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
