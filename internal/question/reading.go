package question

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// A Reading says how the Reading & Writing texts of one difficulty read. Notes
// are no prose, so those of rhetorical synthesis are left out. Each measure has
// its 5th, 50th and 95th percentile.
type Reading struct {
	Difficulty Difficulty `json:"difficulty"`
	N          int        `json:"n"`
	Words      [3]float64 `json:"words"`          // of a text
	Sentence   [3]float64 `json:"sentence_words"` // words of a sentence, on average
	Long       [3]float64 `json:"long_words"`     // share of words of eight letters or more
}

// A band is what a text of a difficulty may ask of its reader: words a sentence
// and the share of long words. Hard questions are hard by their thought; a text
// outside of the band is hard by its wording alone.
type band struct{ sentence, long float64 }

var bands = map[Difficulty]band{Easy: {45, .28}, Medium: {60, .32}, Hard: {75, .35}}

const longWord = 8 // letters; about the longest seventh of running English

var (
	wordRE     = regexp.MustCompile(`[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*`)
	sentenceRE = regexp.MustCompile(`[.!?]["”’)]*(?:\s|$)`)
)

// measure returns the words of a text, the mean words of a sentence and the
// share of long words.
func measure(text string) (words, sentence, long float64) {
	list := wordRE.FindAllString(text, -1)
	if len(list) == 0 {
		return 0, 0, 0
	}
	n := 0
	for _, w := range list {
		if utf8.RuneCountInString(w) >= longWord {
			n++
		}
	}
	words = float64(len(list))
	return words, words / float64(max(1, len(sentenceRE.FindAllString(text, -1)))), float64(n) / words
}

func prose(q *Question) (text string, ok bool) {
	return strings.TrimSpace(q.Passage + " " + q.Passage2), q.Section == RW && q.Passage != "" && q.Skill != "rhetorical-synthesis"
}

func readings(questions []*Question) (list []Reading) {
	for _, d := range difficulties {
		var words, sentence, long []float64
		for _, q := range questions {
			if text, ok := prose(q); ok && q.Difficulty == d {
				w, s, l := measure(text)
				words, sentence, long = append(words, w), append(sentence, s), append(long, l)
			}
		}
		if len(words) > 0 {
			list = append(list, Reading{d, len(words), percentiles(words), percentiles(sentence), percentiles(long)})
		}
	}
	return list
}

func percentiles(x []float64) (p [3]float64) {
	slices.Sort(x)
	for i, at := range []float64{.05, .5, .95} {
		p[i] = x[int(at*float64(len(x)-1)+.5)]
	}
	return p
}

// judgeReading warns of texts outside of their band, and where easy texts do
// not read more easily than hard ones.
func judgeReading(questions []*Question, list []Reading) (found []Finding) {
	for _, q := range questions {
		text, ok := prose(q)
		if !ok {
			continue
		}
		_, s, l := measure(text)
		b := bands[q.Difficulty]
		if s > b.sentence {
			found = append(found, Finding{q.ID, "passage", fmt.Sprintf("has %.0f words a sentence; at most %.0f are asked where the difficulty is %s", s, b.sentence, q.Difficulty)})
		}
		if l > b.long {
			found = append(found, Finding{q.ID, "passage", fmt.Sprintf("has %.1f %% words of %d letters or more; at most %.0f %% are asked where the difficulty is %s", 100*l, longWord, 100*b.long, q.Difficulty)})
		}
	}
	rises := func(of func(Reading) float64) bool {
		return slices.IsSortedFunc(list, func(x, y Reading) int { return cmp.Compare(of(x), of(y)) })
	}
	if !rises(func(r Reading) float64 { return r.Words[1] }) || !rises(func(r Reading) float64 { return r.Sentence[1] }) {
		found = append(found, Finding{"", "passage", "texts and sentences should grow from easy to hard, by their medians"})
	}
	return found
}
