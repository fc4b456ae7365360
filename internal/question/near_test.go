package question

import (
	"fmt"
	"strings"
	"testing"
)

// worded is a question of n words, the last of them other ones.
func worded(id string, n, other int) *Question {
	var words []string
	for i := range n {
		w := fmt.Sprintf("word%d", i)
		if i >= n-other {
			w = id + w
		}
		words = append(words, w)
	}
	return &Question{ID: id, Family: id, Content: Content{Passage: strings.Join(words, " ")}}
}

func TestNearDuplicates(t *testing.T) {
	t.Parallel()
	// 102 words have 100 shingles. With the last 10 words other ones 90 are
	// shared: 90/110 > .8. With 12, 88/112 < .8.
	found := NearDuplicates([]*Question{worded("a", 102, 0), worded("b", 102, 10)})
	if len(found) != 1 || found[0].A != "a" || found[0].B != "b" || fmt.Sprintf("%.3f", found[0].Similarity) != "0.818" {
		t.Errorf("a planted pair: %+v", found)
	}
	if found := NearDuplicates([]*Question{worded("a", 102, 0), worded("b", 102, 12)}); len(found) > 0 {
		t.Errorf("a pair below .8: %+v", found)
	}
	kin := worded("b", 102, 0)
	kin.Family = "a"
	if found := NearDuplicates([]*Question{worded("a", 102, 0), kin}); len(found) > 0 {
		t.Errorf("within a family: %+v", found)
	}
}

func TestStats(t *testing.T) {
	t.Parallel()
	b, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	s := Summarize(b.Questions)
	sum, shares := 0, map[string]float64{}
	for _, c := range s.Counts {
		sum += c.N
	}
	for _, d := range s.Domains {
		shares[d.Section] += d.Share
	}
	if sum != len(b.Questions) || s.Questions != sum || shares[RW] < .999 || shares[RW] > 1.001 || shares[Math] < .999 || shares[Math] > 1.001 {
		t.Errorf("%d counted of %d, shares %v", sum, len(b.Questions), shares)
	}
	a := Audit(b.Questions)
	if len(a.Errors) > 0 {
		t.Errorf("the bank has errors: %v", a.Errors)
	}
	one := *b.Questions[0]
	one.ID, one.Family = "twn-aaaaaa", "twn-aaaaaa"
	if a := Audit(append(b.Questions[:len(b.Questions):len(b.Questions)], &one)); len(a.Errors) == 0 || len(a.Near) != 1 {
		t.Errorf("a copy under another name: %d errors, %+v", len(a.Errors), a.Near)
	}
}
