package redact

import (
	"fmt"
	"strings"
	"testing"
)

func TestDiag2(t *testing.T) {
	all := readPlanted(t, "testdata/eval.jsonl")
	for _, names := range [][]string{nil, readRoster(t)} {
		r := New(Roster{Names: names})
		count := map[string]int{}
		for _, p := range all {
			if !strings.HasSuffix(p.Slice, "_clean") {
				continue
			}
			for _, x := range r.Append(nil, p.Text, nil) {
				var s scan
				s.read(p.Text)
				s.cut()
				s.names = r.names
				for _, tk := range s.toks {
					s.about |= tk.flags
				}
				n := strings.Count(p.Text[x.Start:x.End], " ") + 1
				key := fmt.Sprintf("%s %s words=%d", p.Slice, x.Type, n)
				if x.Type == Person && len(s.b) == len(p.Text) {
					for i, tk := range s.toks {
						if int(tk.start) == x.Start {
							key += fmt.Sprintf(" first=%v look=%d hope=%d cap=%v word=%v given=%v fam=%v amb=%v personal=%v letters=%v prevlead=%v prevtitle=%v", tk.first, s.looks(i), s.hopes(i), s.capital(i), tk.is(fWord), tk.is(fGiven), tk.is(fFamily), tk.is(fAmbiguous), s.personal(), s.about&fLetters != 0, s.is(i-1, fLead), s.is(i, fTitle|fRank))
						}
					}
				}
				count[key]++
			}
		}
		for k, n := range count {
			t.Log(len(names), n, k)
		}
	}
}
