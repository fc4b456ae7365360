package question

import (
	"regexp"
	"strings"

	"satprep/internal/near"
)

// A Pair is two questions of different families whose texts are nearly the same.
type Pair struct {
	A          string  `json:"a"`
	B          string  `json:"b"`
	Similarity float64 `json:"similarity"` // Jaccard, of the shingles of their words
}

// NearDuplicates returns the pairs of questions of different families whose
// texts are near (near.Threshold), most alike first.
func NearDuplicates(questions []*Question) (found []Pair) {
	sets := make([][]uint32, len(questions))
	for i, q := range questions {
		sets[i] = shingles(q)
	}
	for _, p := range near.Pairs(sets, func(i, j int) bool { return questions[i].Family == questions[j].Family }) {
		found = append(found, Pair{questions[p.I].ID, questions[p.J].ID, p.Index})
	}
	return found
}

var tokens = regexp.MustCompile(`[\p{L}\p{N}]+|[^\s\p{L}\p{N}]`)

// shingles are those of passages and stem. Numbers and signs are words. The stem
// of a question with a passage says what is asked of many, and is left out. A
// question with a figure or with few words of its own is told apart by them and
// by its choices.
func shingles(q *Question) []uint32 {
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
	return near.Shingles(tokens.FindAllString(strings.ToLower(text), -1))
}
