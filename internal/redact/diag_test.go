package redact

import (
	"fmt"
	"strings"
	"testing"
)

func TestDiag(t *testing.T) {
	all := readPlanted(t, "testdata/eval.jsonl")
	r := New(Roster{})
	count := map[string]int{}
	for _, p := range all {
		if p.Slice == "roster" {
			continue
		}
		spans := r.Append(nil, p.Text, nil)
		var s scan
		s.read(p.Text)
		s.cut()
		for _, tk := range s.toks {
			s.about |= tk.flags
		}
		rs := []rune(p.Text)
		for _, g := range p.Spans {
			b0 := len(string(rs[:g.Start]))
			b1 := len(string(rs[:g.End]))
			cov := 0
			for _, x := range spans {
				cov += max(0, min(b1, x.End)-max(b0, x.Start))
			}
			state := "part"
			if cov == 0 {
				state = "none"
			} else if cov >= b1-b0 {
				continue
			}
			gt := p.Text[b0:b1]
			lowc := strings.ToLower(gt) == gt
			kn := 0
			for _, w := range strings.Fields(strings.ToLower(gt)) {
				if lex.words[w].is(fPlace | fGiven | fFamily | fAmbiguous) {
					kn++
				}
			}
			if g.Type == "PERSON" || g.Type == "LOCATION" || g.Type == "ORGANIZATION" {
				count[fmt.Sprintf("%s %s lower=%v listed=%d/%d personal=%v letters=%v sum=%v", g.Type, state, lowc, kn, len(strings.Fields(gt)), s.personal(), s.about&fLetters != 0, s.about&fSum != 0)]++
			} else {
				count[fmt.Sprintf("%s %s lower=%v missing=%d of %d", g.Type, state, lowc, b1-b0-cov, b1-b0)]++
			}
		}
	}
	for k, n := range count {
		t.Log(n, k)
	}
}
