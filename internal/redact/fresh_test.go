package redact

import "testing"

// freshAsked is the least recall of each type on the fresh set.
var freshAsked = map[Type]float64{}

// TestFresh measures on testdata/fresh.jsonl, which was written before the last
// change of the rules. The rules were tuned on eval.jsonl and not on this; so it
// prints sums and never a line.
func TestFresh(t *testing.T) {
	t.Parallel()
	all := readPlanted(t, "testdata/fresh.jsonl")
	names := readRoster(t)
	var others, rostered, maths []planted
	for _, p := range all {
		switch {
		case p.Slice == "roster":
			rostered = append(rostered, p)
		case p.Slice == "math_clean":
			maths = append(maths, p)
			others = append(others, p)
		default:
			others = append(others, p)
		}
	}
	if len(all)-len(maths) < 600 {
		t.Fatalf("%d lines beside mathematics; at least 600", len(all)-len(maths))
	}
	halves := [2][]planted{}
	for i, p := range others {
		halves[i%2] = append(halves[i%2], p)
	}
	t.Log("all, without a roster")
	c := score(finder(nil), others)
	c.printTypes(t)
	lower := c.of(c.bySlice, "person_lower PERSON")
	t.Logf("names in lower case: recall %.4f of %d characters", lower.recall(), lower.gold)
	for _, typ := range Types {
		if x := c.of(c.byType, typ.String()); x.recall() < freshAsked[typ] {
			t.Errorf("recall of %s %.4f; at least %.2f is asked", typ, x.recall(), freshAsked[typ])
		}
	}
	t.Log("the half held out")
	score(finder(nil), halves[1]).printTypes(t)
	for _, roster := range [][]string{nil, names} {
		c = score(finder(roster), maths)
		if c.all.words < 5000 {
			t.Errorf("%d words of mathematics; at least 5000", c.all.words)
		}
		t.Logf("mathematics, %d names known: %d false spans in %d words", len(roster), c.all.spans-c.all.right, c.all.words)
	}
	c = score(finder(names), rostered)
	t.Logf("names of the roster: recall %.4f of %d characters, precision %.4f", c.all.recall(), c.all.gold, c.all.precision())
}
