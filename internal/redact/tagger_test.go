package redact

import (
	"bytes"
	"encoding/binary"
	command "flag"
	"fmt"
	"hash/fnv"
	"os"
	"testing"
)

var (
	update = command.Bool("update", false, "learn the tagger's weights anew and write them")
	cross  = command.Bool("cross", false, "measure the tagger on each set that it has not learned from")
)

// lessonFiles are what the tagger learns from. What is to say how well it does on
// text that is new must never stand here: fresh7.jsonl, fresh8.jsonl.
var lessonFiles = []string{"train.jsonl", "dev.jsonl", "eval.jsonl", "fresh.jsonl", "fresh2.jsonl", "fresh3.jsonl", "fresh4.jsonl", "fresh5.jsonl", "fresh6.jsonl"}

// readLessons reads all of lessonFiles but one.
func readLessons(t testing.TB, without string) (list []lesson) {
	for _, name := range lessonFiles {
		if name != without {
			list = append(list, lessonsOf(readPlanted(t, "testdata/"+name))...)
		}
	}
	return list
}

// fingerprint is of all that makes the weights: the clues of every lesson, what
// its tokens are, and what is learned from a few of them.
func fingerprint(lessons []lesson) string {
	h := fnv.New64a()
	l := newLearner(1)
	for _, x := range lessons {
		l.ready(x.pieces)
		for i, g := range l.gold {
			for _, r := range l.rows[i] {
				h.Write(binary.LittleEndian.AppendUint16(nil, uint16(r)))
			}
			h.Write([]byte{byte(g)})
		}
	}
	h.Write(weightsOf(learn(lessons[:200], 1, 2), ""))
	fmt.Fprint(h, learnSeeds, learnRounds, learnRate, learnDrop)
	return fmt.Sprintf("%016x", h.Sum64())
}

// weightsOf writes a tagger as readTagger reads it.
func weightsOf(g *tagger, print string) []byte {
	b := fmt.Appendf(nil, "%s%16s\n", weightsHead, print)
	for _, from := range g.steps {
		for _, w := range from {
			b = binary.LittleEndian.AppendUint16(b, uint16(w))
		}
	}
	for _, w := range g.rows {
		b = binary.LittleEndian.AppendUint64(b, w)
	}
	return b
}

// TestTaggerWeights proves that the weights are those that this code learns from
// these lessons: by their fingerprint, and with -update by learning them.
func TestTaggerWeights(t *testing.T) {
	t.Parallel()
	lessons := readLessons(t, "")
	print := fingerprint(lessons)
	if *update {
		if err := os.WriteFile("tagger.weights", weightsOf(learn(lessons, learnSeeds, learnRounds), print), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	b, err := os.ReadFile("tagger.weights")
	if err != nil {
		t.Fatal(err)
	}
	if readTagger(string(b)) == nil {
		t.Fatal("tagger.weights is not in the form that readTagger reads: go test ./internal/redact -run TestTaggerWeights -update")
	}
	if !bytes.HasPrefix(b, []byte(weightsHead+print+"\n")) {
		t.Errorf("tagger.weights was learned from other clues, lessons or by other steps (now %s): go test ./internal/redact -run TestTaggerWeights -update", print)
	}
}

// TestCross measures on each set of fresh talk what a tagger finds that has not
// learned from it: the rules alone, which were mended with its misses, the tagger
// alone, and both.
func TestCross(t *testing.T) {
	if !*cross {
		t.Skip("takes minutes: go test ./internal/redact -run TestCross -cross -v")
	}
	for _, name := range lessonFiles[len(lessonFiles)-5:] {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var all []planted
			for _, p := range readPlanted(t, "testdata/"+name) {
				if p.Slice != "roster" {
					all = append(all, p)
				}
			}
			both := New(Roster{})
			both.tagger = learn(readLessons(t, name), learnSeeds, learnRounds)
			rules := rulesAlone()
			for _, x := range []struct {
				name string
				find func(planted) []Span
			}{
				{"rules", func(p planted) []Span { return rules.Append(nil, p.Text, nil) }},
				{"tagger", func(p planted) []Span { return taggerAlone(both.tagger, p.Text) }},
				{"both", func(p planted) []Span { return both.Append(nil, p.Text, nil) }},
			} {
				c := score(x.find, all)
				t.Logf("%s: false spans in 1000 words of mathematics %.2f", x.name, c.of(c.bySlice, "math_clean").falseRate())
				c.printTypes(t)
			}
		})
	}
}

// taggerAlone returns what a tagger finds at first sight.
func taggerAlone(g *tagger, text string) (spans []Span) {
	s := &scan{tagger: g}
	s.read(text)
	s.cut()
	s.survey()
	s.learned()
	for _, f := range merge(s.out) {
		start, end := s.span(text, f.start, f.end)
		spans = append(spans, Span{Start: start, End: end, Type: f.typ})
	}
	return spans
}

// TestRedactedTextHasNoMore reads every message again after it was redacted.
func TestRedactedTextHasNoMore(t *testing.T) {
	t.Parallel()
	r := New(Roster{})
	for _, name := range append([]string{"fresh7.jsonl", "fresh8.jsonl"}, lessonFiles...) {
		bad := 0
		for _, p := range readPlanted(t, "testdata/"+name) {
			spans := r.Append(nil, p.Text, nil)
			if err := checkSpans(p.Text, spans); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			var c Conversation
			if len(r.Append(nil, string(c.Replace(nil, p.Text, spans)), nil)) > 0 {
				bad++
			}
		}
		if bad > 0 {
			t.Errorf("%s: of %d messages more is found once they were redacted", name, bad)
		}
	}
}

// TestTaggerSparesQuotations: what a question says is nobody's, though it has the
// look of something.
func TestTaggerSparesQuotations(t *testing.T) {
	t.Parallel()
	r := New(Roster{})
	const told, text = "my user number there is gremlinbait and 40 55 12 98", "it says my user number there is gremlinbait and 40 55 12 98"
	if len(r.Append(nil, text, nil)) == 0 {
		t.Fatal("nothing is found where nothing is exempt: the test says nothing")
	}
	if got := r.Append(nil, text, NewExempt(told)); len(got) > 0 {
		t.Errorf("found %v in what the question says", got)
	}
}

// TestReadTagger refuses what is no weights.
func TestReadTagger(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", weightsHead + "\n", taggerWeights[:len(taggerWeights)-1], "x" + taggerWeights} {
		if readTagger(text) != nil {
			t.Errorf("%d bytes are taken for weights", len(text))
		}
	}
}
