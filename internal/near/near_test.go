package near

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// tripleSet are a text's runs of three words, as words.
func tripleSet(text string) map[string]bool {
	words, out := Words(text), map[string]bool{}
	if len(words) < 3 {
		return map[string]bool{strings.Join(words, " "): true}
	}
	for i := 0; i+3 <= len(words); i++ {
		out[strings.Join(words[i:i+3], " ")] = true
	}
	return out
}

// jaccardOf is the index by its definition.
func jaccardOf(a, b map[string]bool) float64 {
	common := 0
	for s := range a {
		if b[s] {
			common++
		}
	}
	return float64(common) / float64(len(a)+len(b)-common)
}

func TestTextsAgainstTheDefinition(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(21, 22))
	word := func() string { return fmt.Sprintf("w%d", rng.IntN(400)) }
	var held []string
	var sets []map[string]bool
	n := NewTexts()
	for range 150 {
		var words []string
		for range 1 + rng.IntN(90) {
			words = append(words, word())
		}
		held = append(held, strings.Join(words, " "))
		n.Add(held[len(held)-1])
		sets = append(sets, tripleSet(held[len(held)-1]))
	}
	near, far := 0, 0
	for range 2000 {
		words := strings.Fields(held[rng.IntN(len(held))])
		for range rng.IntN(5) { // a few words more, fewer or others
			switch i := rng.IntN(len(words)); rng.IntN(3) {
			case 0:
				words[i] = word()
			case 1:
				words = slices.Insert(words, i, word())
			case 2:
				if len(words) > 1 {
					words = slices.Delete(words, i, i+1)
				}
			}
		}
		text := strings.Join(words, " ")
		set := tripleSet(text)
		want := slices.ContainsFunc(sets, func(h map[string]bool) bool { return jaccardOf(set, h) >= Threshold })
		if want {
			near++
		} else {
			far++
		}
		if got := n.Has(text); got != want {
			t.Errorf("%q: near %v, want %v", text, got, want)
		}
	}
	if near < 250 || far < 250 {
		t.Errorf("%d near, %d far: the texts are too much alike or too little", near, far)
	}
	for _, same := range [][2]string{{"Look at it.", "look  AT it"}, {"", "..."}, {"x", "X!"}} {
		one := NewTexts()
		one.Add(same[0])
		if !one.Has(same[1]) {
			t.Errorf("%q is not %q", same[1], same[0])
		}
	}
	if NewTexts().Has("x") {
		t.Error("nothing holds something")
	}
}

func TestPairsAgainstTheDefinition(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(23, 24))
	var texts []string
	for range 60 {
		words := make([]string, 20+rng.IntN(40))
		for i := range words {
			words[i] = fmt.Sprintf("w%d", rng.IntN(300))
		}
		texts = append(texts, strings.Join(words, " "))
		for range rng.IntN(3) {
			words[rng.IntN(len(words))] = "other"
			texts = append(texts, strings.Join(words, " "))
		}
	}
	var sets [][]uint32
	for _, text := range texts {
		sets = append(sets, Shingles(Words(text)))
	}
	kin := func(i, j int) bool { return (i+j)%7 == 0 }
	want := map[[2]int]bool{}
	for j := range texts {
		for i := range j {
			if !kin(i, j) && jaccardOf(tripleSet(texts[i]), tripleSet(texts[j])) >= Threshold {
				want[[2]int{i, j}] = true
			}
		}
	}
	if len(want) < 10 {
		t.Fatalf("only %d pairs are near", len(want))
	}
	got := Pairs(sets, kin)
	for k, p := range got {
		if !want[[2]int{p.I, p.J}] || p.Index < Threshold || k > 0 && p.Index > got[k-1].Index {
			t.Errorf("%+v is no pair, or out of order", p)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d pairs, want %d", len(got), len(want))
	}
}

// Runs tells runs of words apart as the words themselves do, and finds as many.
func TestRunsAgainstTheWords(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(4, 9))
	parts := []string{"a", "B", "the", "THE", "Straße", "İzmir", "x2", "٣", "été", "數學", " ", " ", " ", ", ", "\n", "-", "𝒳", "\xff", "’", "ǅ"}
	of := map[uint64]string{}
	for range 3000 {
		var b strings.Builder
		for range rng.IntN(14) {
			b.WriteString(parts[rng.IntN(len(parts))])
		}
		text, n := b.String(), 1+rng.IntN(4)
		words := Words(text)
		i := 0
		for h := range Runs(text, n) {
			if i+n > len(words) {
				t.Fatalf("%q has more runs of %d words than %q", text, n, words)
			}
			run := strings.Join(words[i:i+n], " ")
			if was, ok := of[h]; ok && was != run {
				t.Fatalf("%q and %q are the same run", was, run)
			}
			of[h] = run
			for again := range Runs(run, n) {
				if again != h {
					t.Fatalf("the run %q of %q is another there", run, text)
				}
			}
			i++
		}
		if want := max(0, len(words)-n+1); i != want {
			t.Fatalf("%q has %d runs of %d words, not %d: %q", text, i, n, want, words)
		}
	}
	for range Runs("one two three", 1) {
		break // a caller may stop
	}
}

func BenchmarkTexts(b *testing.B) {
	rng := rand.New(rand.NewPCG(1, 2))
	say := func() string {
		var s strings.Builder
		for range 70 {
			fmt.Fprintf(&s, "word%d ", rng.IntN(3000))
		}
		return s.String()
	}
	n := NewTexts()
	for range 5000 {
		n.Add(say())
	}
	n.seal()
	var texts []string
	for range 256 {
		texts = append(texts, say())
	}
	b.ResetTimer()
	for i := range b.N {
		n.Has(texts[i%len(texts)])
	}
}
