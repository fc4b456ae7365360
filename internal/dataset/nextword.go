package dataset

import (
	"math"

	"satprep/internal/near"
)

// The baseline of sft: a model that guesses the next word from the one before.
const (
	maxVocabulary = 30_000  // further words are one unknown word
	maxBigrams    = 400_000 // further pairs count as unseen
	maxMeasured   = 2_000   // rows of test
	backoff       = 2.0     // weight of the unigram, in observations of the word before
)

// nextWord is fitted on the replies of train: unigrams with half an observation
// added for each word, and bigrams that fall back on them.
type nextWord struct {
	word    map[string]int32
	one     []float64
	before  []float64 // stored bigrams by their first word
	two     map[[2]int32]int32
	total   float64
	train   int
	waiting []string // replies of test, until the model is fitted
}

func newNextWord() *nextWord {
	return &nextWord{word: map[string]int32{}, one: make([]float64, 2), before: make([]float64, 2), two: map[[2]int32]int32{}}
}

// Words that are none.
const (
	unknownWord  = 0
	boundaryWord = 1 // before the first and after the last
)

// known gives a word its number, a new one where it may.
func (n *nextWord) known(w string, learn bool) int32 {
	if id, ok := n.word[w]; ok {
		return id
	}
	if !learn || len(n.one) >= maxVocabulary {
		return unknownWord
	}
	id := int32(len(n.one))
	n.word[w] = id
	n.one, n.before = append(n.one, 0), append(n.before, 0)
	return id
}

func (n *nextWord) row(s Split, t *textRow) {
	text := t.completions[0]
	if s == Test && len(n.waiting) < maxMeasured {
		n.waiting = append(n.waiting, text)
	}
	if s != Train {
		return
	}
	n.train++
	prev := int32(boundaryWord)
	for _, w := range near.Words(text) {
		prev = n.observe(prev, n.known(w, true))
	}
	n.observe(prev, boundaryWord)
}

func (n *nextWord) observe(prev, w int32) int32 {
	n.one[w]++
	n.total++
	pair := [2]int32{prev, w}
	if _, ok := n.two[pair]; ok || len(n.two) < maxBigrams {
		n.two[pair]++
		n.before[prev]++
	}
	return w
}

// p is the probability of a word after another.
func (n *nextWord) p(prev, w int32) float64 {
	one := (n.one[w] + .5) / (n.total + .5*float64(len(n.one)))
	return (float64(n.two[[2]int32{prev, w}]) + backoff*one) / (n.before[prev] + backoff)
}

func (n *nextWord) baseline() Baseline {
	sum, tokens := 0.0, 0
	for _, text := range n.waiting {
		prev := int32(boundaryWord)
		next := func(w int32) {
			sum -= math.Log(n.p(prev, w))
			prev = w
			tokens++
		}
		for _, w := range near.Words(text) {
			next(n.known(w, false))
		}
		next(boundaryWord)
	}
	if tokens > 0 {
		sum /= float64(tokens)
	}
	return Baseline{Task: "the next word of the reply", Method: "bigrams with back-off to unigrams", Metric: "cross entropy, nats a word", Value: sum, Train: n.train, Test: len(n.waiting)}
}
