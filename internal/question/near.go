package question

import (
	"cmp"
	"hash/fnv"
	"regexp"
	"slices"
	"strings"
)

// A Pair is two questions of different families whose texts are nearly the same.
type Pair struct {
	A          string  `json:"a"`
	B          string  `json:"b"`
	Similarity float64 `json:"similarity"` // Jaccard, of the shingles of their words
}

// The bounds of near-duplicates. With bands of 3 rows a pair of similarity .8 is
// looked at with probability 1 - (1-.8³)²⁴ > .9999999.
const (
	nearest   = .8
	shingle   = 3 // words
	bands     = 24
	bandRows  = 3
	signature = bands * bandRows
)

// NearDuplicates returns the pairs of questions of different families whose
// texts are more alike than 0.8, most alike first: MinHash finds the
// candidates, and their shingles are compared exactly.
func NearDuplicates(questions []*Question) []Pair {
	sets := make([][]uint64, len(questions))
	buckets := map[[bandRows + 1]uint64][]int{}
	seen := map[[2]int]bool{}
	var found []Pair
	for i, q := range questions {
		sets[i] = shingles(q)
		signed := minHash(sets[i])
		for b := range bands {
			at := [bandRows + 1]uint64{uint64(b)}
			copy(at[1:], signed[b*bandRows:(b+1)*bandRows])
			for _, j := range buckets[at] {
				pair := [2]int{j, i}
				if seen[pair] || questions[j].Family == q.Family {
					continue
				}
				seen[pair] = true
				if s := jaccard(sets[i], sets[j]); s > nearest {
					found = append(found, Pair{questions[j].ID, q.ID, s})
				}
			}
			buckets[at] = append(buckets[at], i)
		}
	}
	slices.SortStableFunc(found, func(x, y Pair) int { return cmp.Compare(y.Similarity, x.Similarity) })
	return found
}

var tokens = regexp.MustCompile(`[\p{L}\p{N}]+|[^\s\p{L}\p{N}]`)

// shingles are the hashes of every three words in a row, sorted: of passages and
// stem. Numbers and signs are words. The stem of a question with a passage says
// what is asked of many, and is left out. A question with a figure or with few
// words of its own is told apart by them and by its choices.
func shingles(q *Question) []uint64 {
	text := q.Passage + " " + q.Passage2
	if q.Passage == "" {
		text = q.Stem
		for _, c := range q.Choices {
			text += " " + c.Text
		}
	}
	if q.Figure != nil {
		text += " " + q.Figure.Alt
	}
	words := tokens.FindAllString(strings.ToLower(text), -1)
	var set []uint64
	for i := 0; i == 0 || i+shingle <= len(words); i++ {
		h := fnv.New64a()
		for _, w := range words[i:min(i+shingle, len(words))] {
			h.Write([]byte(w))
			h.Write([]byte{0})
		}
		set = append(set, h.Sum64())
	}
	slices.Sort(set)
	return slices.Compact(set)
}

// minHash is the least value of each of the signature's hash functions.
func minHash(set []uint64) (least [signature]uint64) {
	for k := range least {
		least[k] = ^uint64(0)
		salt := mixed(uint64(k) + 1)
		for _, x := range set {
			least[k] = min(least[k], mixed(x^salt))
		}
	}
	return least
}

// mixed is the finalizer of SplitMix64, a bijection.
func mixed(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// jaccard is the size of the intersection over that of the union of two sorted
// sets.
func jaccard(x, y []uint64) float64 {
	both, i, j := 0, 0, 0
	for i < len(x) && j < len(y) {
		switch {
		case x[i] < y[j]:
			i++
		case x[i] > y[j]:
			j++
		default:
			both, i, j = both+1, i+1, j+1
		}
	}
	return float64(both) / float64(len(x)+len(y)-both)
}
