package question

import (
	"fmt"
	"slices"
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

func TestReadingBands(t *testing.T) {
	t.Parallel()
	text := func(id string, d Difficulty, passage string) *Question {
		return &Question{ID: id, Difficulty: d, Section: RW, Content: Content{Skill: "inferences", Passage: passage}}
	}
	if w, s, l := measure("The cat sat. It didn't understand “everything,” did it? No."); w != 10 || s != 10.0/3 || l != .2 {
		t.Errorf("%v words, %v a sentence, %v long", w, s, l)
	}
	plain := strings.Repeat("The cat sat on the mat by the old red door. ", 3)
	winding := strings.Repeat("and the cat sat on the mat ", 8) + "."
	heavy := strings.Repeat("Interdependent municipalities reconsidered. ", 9)
	list := []*Question{text("a", Easy, plain), text("b", Easy, winding), text("c", Hard, winding), text("d", Hard, heavy)}
	var got []string
	for _, f := range judgeReading(list, readings(list)) {
		got = append(got, f.ID+" "+f.Field)
	}
	if want := []string{"b passage", "d passage"}; !slices.Equal(got, want) {
		t.Errorf("found %v, want %v", got, want)
	}
	if found := judgeReading(list[1:3], readings([]*Question{text("a", Easy, winding), text("b", Hard, plain)})); len(found) != 2 || found[1].ID != "" {
		t.Errorf("easy texts longer than hard ones: %v", found)
	}
	notes := text("n", Easy, winding)
	notes.Skill = "rhetorical-synthesis"
	if found := judgeReading([]*Question{notes}, nil); len(found) > 0 {
		t.Errorf("notes are judged as prose: %v", found)
	}
}
