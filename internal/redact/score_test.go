package redact

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"unicode/utf8"
)

// A planted text and what tells who somebody is in it, in code points.
type planted struct {
	Text   string
	Slice  string
	Roster []string
	Spans  []struct {
		Start, End int
		Type       string
	}
}

func readPlanted(t testing.TB, name string) []planted {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var all []planted
	lines := bufio.NewScanner(bytes.NewReader(b))
	lines.Buffer(nil, 1<<20)
	for n := 1; lines.Scan(); n++ {
		var p planted
		if err := json.Unmarshal(lines.Bytes(), &p); err != nil {
			t.Fatalf("%s:%d: %v", name, n, err)
		}
		for _, s := range p.Spans {
			if s.Start < 0 || s.End <= s.Start || s.End > utf8.RuneCountInString(p.Text) || !known(s.Type) {
				t.Fatalf("%s:%d: %v is no span of the text", name, n, s)
			}
		}
		all = append(all, p)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

func known(name string) bool {
	for _, t := range Types {
		if t.String() == name {
			return true
		}
	}
	return false
}

// A tally counts characters that should be covered, and spans.
type tally struct {
	gold, covered int // code points
	spans, right  int // spans found, and those that overlap something planted
	words         int
}

func (c tally) recall() float64    { return share(c.covered, c.gold) }
func (c tally) precision() float64 { return share(c.right, c.spans) }

// falseRate is how many spans of 1000 words overlap nothing planted.
func (c tally) falseRate() float64 { return 1000 * share(c.spans-c.right, max(c.words, 1)) }

func share(a, b int) float64 {
	if b == 0 {
		return 1
	}
	return float64(a) / float64(b)
}

// A card is the result of an evaluation.
type scoreCard struct {
	byType  map[string]*tally // recall by planted type, precision by found type
	bySlice map[string]*tally
	all     tally
	missed  []string // for the development set only
}

func (c *scoreCard) of(m map[string]*tally, key string) *tally {
	if m[key] == nil {
		m[key] = &tally{}
	}
	return m[key]
}

// score compares what r finds with what was planted.
func score(find func(planted) []Span, all []planted) *scoreCard {
	c := &scoreCard{byType: map[string]*tally{}, bySlice: map[string]*tally{}}
	for _, p := range all {
		spans := find(p)
		runes := make([]bool, utf8.RuneCountInString(p.Text))
		gold := make([]bool, len(runes))
		slice := c.of(c.bySlice, p.Slice)
		words := len(strings.Fields(p.Text))
		slice.words += words
		c.all.words += words
		type inRunes struct{ start, end int }
		var found []inRunes
		for _, s := range spans {
			start := utf8.RuneCountInString(p.Text[:s.Start])
			end := start + utf8.RuneCountInString(p.Text[s.Start:s.End])
			found = append(found, inRunes{start, end})
			for i := start; i < end; i++ {
				runes[i] = true
			}
		}
		bad := ""
		for _, g := range p.Spans {
			n := 0
			for i := g.Start; i < g.End; i++ {
				gold[i] = true
				if runes[i] {
					n++
				}
			}
			for _, t := range []*tally{slice, &c.all, c.of(c.byType, g.Type), c.of(c.bySlice, p.Slice+" "+g.Type)} {
				t.gold += g.End - g.Start
				t.covered += n
			}
			if n < g.End-g.Start {
				bad += fmt.Sprintf(" -%s:%s", g.Type, string([]rune(p.Text)[g.Start:g.End]))
			}
		}
		for i, f := range found {
			right := 0
			for k := f.start; k < f.end; k++ {
				if gold[k] {
					right = 1
				}
			}
			for _, t := range []*tally{slice, &c.all, c.of(c.byType, spans[i].Type.String())} {
				t.spans++
				t.right += right
			}
			if right == 0 {
				bad += fmt.Sprintf(" +%s:%s", spans[i].Type, p.Text[spans[i].Start:spans[i].End])
			}
		}
		if bad != "" {
			c.missed = append(c.missed, p.Text+"  =>"+bad)
		}
	}
	return c
}

func (c *scoreCard) print(t *testing.T) {
	t.Helper()
	c.printTypes(t)
	for slice, x := range c.bySlice {
		t.Logf("slice %-24s recall %.4f of %6d, precision %.4f of %5d, %d false spans in %d words", slice, x.recall(), x.gold, x.precision(), x.spans, x.spans-x.right, x.words)
	}
}

func (c *scoreCard) printTypes(t *testing.T) {
	t.Helper()
	for _, typ := range Types {
		if x := c.byType[typ.String()]; x != nil {
			t.Logf("%-14s recall %.4f of %6d characters   precision %.4f of %5d spans", typ, x.recall(), x.gold, x.precision(), x.spans)
		}
	}
	t.Logf("%-14s recall %.4f of %6d characters   precision %.4f of %5d spans", "all", c.all.recall(), c.all.gold, c.all.precision(), c.all.spans)
}

// structuredTypes have a form or a cue of their own.
var structuredTypes = []Type{Email, Phone, URL, IP, Card, SSN, IBAN, Address, DateOfBirth, Handle, ID}

// rulesAlone is a Redactor without a tagger.
func rulesAlone() *Redactor {
	r := New(Roster{})
	r.tagger = nil
	return r
}

func finder(names []string) func(planted) []Span {
	r := New(Roster{Names: names})
	return func(p planted) []Span {
		if len(p.Roster) > 0 {
			return New(Roster{Names: p.Roster}).Append(nil, p.Text, nil)
		}
		return r.Append(nil, p.Text, nil)
	}
}

// TestDevelopmentSet is the text the rules were made with: what it measures is
// that they still do what they were made for, and no more.
func TestDevelopmentSet(t *testing.T) {
	t.Parallel()
	all := readPlanted(t, "testdata/dev.jsonl")
	if len(all) < 300 {
		t.Fatalf("%d lines; at least 300", len(all))
	}
	c := score(finder(nil), all)
	c.print(t)
	for _, m := range c.missed {
		t.Log(m)
	}
	if r, p := c.all.recall(), c.all.precision(); r < 0.97 || p < 0.97 {
		t.Errorf("recall %.3f, precision %.3f; the rules were made for 0.97 here", r, p)
	}
}
