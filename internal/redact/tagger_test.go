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
// text that is new must never stand here: fresh7.jsonl.
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
