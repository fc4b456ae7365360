package redact

import (
	"bufio"
	"bytes"
	"os"
	"strings"
	"testing"
)

func readRoster(t testing.TB) (names []string) {
	t.Helper()
	b, err := os.ReadFile("testdata/eval_roster.txt")
	if err != nil {
		t.Fatal(err)
	}
	for lines := bufio.NewScanner(bytes.NewReader(b)); lines.Scan(); {
		if n := strings.TrimSpace(lines.Text()); n != "" {
			names = append(names, n)
		}
	}
	return names
}

// TestEvaluation measures on text that was written apart from the rules, which
// were tuned on it afterwards. What it measures is that nothing is lost; for
// text not seen before see TestFresh.
func TestEvaluation(t *testing.T) {
	t.Parallel()
	all := readPlanted(t, "testdata/eval.jsonl")
	if len(all) < 1500 {
		t.Fatalf("%d lines; at least 1500", len(all))
	}
	var rostered, others, clean []planted
	for _, p := range all {
		if p.Slice == "roster" {
			rostered = append(rostered, p)
			continue
		}
		others = append(others, p)
		if strings.HasSuffix(p.Slice, "_clean") {
			clean = append(clean, p)
		}
	}
	names := readRoster(t)

	t.Log("without a roster")
	c := score(finder(nil), others)
	c.print(t)
	atLeast := func(what string, got, want float64) {
		t.Helper()
		if got < want {
			t.Errorf("%s %.4f; at least %.2f is asked", what, got, want)
		}
	}
	structured := tally{}
	for _, typ := range structuredTypes {
		x := c.of(c.byType, typ.String())
		structured.gold += x.gold
		structured.covered += x.covered
		atLeast("recall of "+typ.String(), x.recall(), 0.98)
	}
	atLeast("recall of structured types", structured.recall(), 0.98)
	atLeast("recall of PERSON", c.of(c.byType, "PERSON").recall(), 0.97)
	atLeast("precision", c.all.precision(), 0.85)
	for slice, most := range map[string]float64{"math_clean": 1, "talk_clean": 4} {
		if x := c.of(c.bySlice, slice); x.falseRate() > most {
			t.Errorf("%s: %.2f false spans in 1000 words; at most %v", slice, x.falseRate(), most)
		}
	}

	t.Log("with the roster")
	c = score(finder(names), rostered)
	c.print(t)
	atLeast("recall of roster names", c.all.recall(), 0.99)
	c = score(finder(names), clean)
	c.print(t)
	if c.all.falseRate() > 4 {
		t.Errorf("with the roster %.2f false spans in 1000 words; at most 4", c.all.falseRate())
	}
}
