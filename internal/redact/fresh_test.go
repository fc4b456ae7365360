package redact

import "testing"

// freshSets are talk that was written before the rules were tuned on it. Nobody
// has read what is missed in fresh7 and fresh10, and of them sums are printed and never a line. The
// tagger has not learned from them, fresh8 and fresh9, so that the floors of the others
// say that nothing is lost. Of fresh8 what is found in its mathematics and clean talk was read, and of
// fresh9 that and what is missed, each after its first measurement: what that was stands in docs/redaction.md.
// What is missed in fresh6 was read when fresh7 took its place, and what is missed
// in fresh3 and fresh5 when fresh6 took theirs; until then nobody had read it. Of
// fresh4 the odd lines were read. Of the others one half (the odd lines but the
// roster's) was read at first, and the other when fresh3 took its place.
var freshSets = []struct {
	file       string
	lines      int // at least, beside mathematics
	mathsWords int // at least
	// mathsFalse is how many spans 1000 words of mathematics may have at most,
	// without a roster and with one.
	mathsFalse [2]float64
	// recall is the least of each type on the whole set. Where .98 is not reached
	// it is what is, so that it is not lost again.
	recall map[Type]float64
}{
	{"fresh.jsonl", 600, 5000, [2]float64{0.6, 0.6}, map[Type]float64{Person: 0.98, Email: 0.97, Phone: 0.99, URL: 0.98, IP: 0.98, Card: 0.98, SSN: 0.98, IBAN: 0.98,
		Address: 0.99, DateOfBirth: 0.99, Handle: 0.98, ID: 0.99}},
	{"fresh3.jsonl", 300, 700, [2]float64{1, 1}, map[Type]float64{Person: 0.99, Email: 0.98, Phone: 0.98, SSN: 0.98, Address: 0.99, DateOfBirth: 0.99, Handle: 0.99, ID: 0.99}},
	{"fresh4.jsonl", 500, 2500, [2]float64{0.6, 0.8}, map[Type]float64{Person: 0.99, Email: 0.98, Phone: 0.99, Address: 0.99, DateOfBirth: 0.99, Handle: 0.99, ID: 0.99}},
	{"fresh5.jsonl", 460, 1800, [2]float64{0.6, 0.6}, map[Type]float64{Person: 0.98, Email: 0.98, Phone: 0.99, URL: 0.98, IP: 0.98, Card: 0.98, SSN: 0.98, IBAN: 0.98,
		Address: 0.99, DateOfBirth: 0.99, Handle: 0.99, ID: 0.99}},
	{"fresh6.jsonl", 460, 1500, [2]float64{0.6, 0.6}, map[Type]float64{Person: 0.99, Email: 0.98, Phone: 0.99, URL: 0.98, IP: 0.98, Card: 0.98, SSN: 0.98, IBAN: 0.98,
		Address: 0.99, DateOfBirth: 0.99, Handle: 0.99, ID: 0.99}},
	{"fresh7.jsonl", 410, 1900, [2]float64{0.6, 0.6}, map[Type]float64{Person: 0.95, Email: 0.98, Phone: 0.98, URL: 0.98, IP: 0.98, Card: 0.98, SSN: 0.98, IBAN: 0.98,
		Address: 0.98, DateOfBirth: 0.98, Handle: 0.98, ID: 0.98}},
	{"fresh8.jsonl", 500, 3000, [2]float64{1.4, 2.6}, map[Type]float64{Person: 0.93, Email: 0.98, Phone: 0.98, URL: 0.98, IP: 0.98, Card: 0.98, SSN: 0.98, IBAN: 0.98,
		Address: 0.98, DateOfBirth: 0.98, Handle: 0.98, ID: 0.98}},
	{"fresh9.jsonl", 500, 4500, [2]float64{1.4, 1.6}, map[Type]float64{Person: 0.93, Email: 0.98, Phone: 0.98, URL: 0.98, IP: 0.98, Card: 0.98, SSN: 0.98, IBAN: 0.98,
		Address: 0.98, DateOfBirth: 0.98, Handle: 0.98, ID: 0.98}},
	// Measured once, and nothing changed for it since.
	{"fresh10.jsonl", 300, 4000, [2]float64{4, 5.1}, map[Type]float64{Person: 0.96, DateOfBirth: 0.98, Handle: 0.95, ID: 0.93}},
	{"fresh2.jsonl", 800, 3500, [2]float64{1, 1.2}, map[Type]float64{Person: 0.99, Email: 0.98, Phone: 0.99, URL: 0.99, IP: 0.98, Card: 0.98, SSN: 0.98, IBAN: 0.98,
		Address: 0.99, DateOfBirth: 0.99, Handle: 0.99, ID: 0.99}},
}

// TestFresh measures each of freshSets without a roster, its mathematics also
// with one, and the names of the roster where the set has some.
func TestFresh(t *testing.T) {
	t.Parallel()
	names := readRoster(t)
	for _, set := range freshSets {
		t.Run(set.file, func(t *testing.T) {
			t.Parallel()
			all := readPlanted(t, "testdata/"+set.file)
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
			if len(all)-len(maths) < set.lines {
				t.Fatalf("%d lines beside mathematics; at least %d", len(all)-len(maths), set.lines)
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
				if x := c.of(c.byType, typ.String()); x.recall() < set.recall[typ] {
					t.Errorf("recall of %s %.4f; at least %.2f is asked", typ, x.recall(), set.recall[typ])
				}
			}
			if c.all.precision() < 0.85 {
				t.Errorf("precision %.4f; at least 0.85 is asked", c.all.precision())
			}
			t.Log("the half held out")
			score(finder(nil), halves[1]).printTypes(t)
			for i, roster := range [][]string{nil, names} {
				c = score(finder(roster), maths)
				if c.all.words < set.mathsWords {
					t.Errorf("%d words of mathematics; at least %d", c.all.words, set.mathsWords)
				}
				if c.all.falseRate() > set.mathsFalse[i] {
					t.Errorf("mathematics, %d names known: %.2f false spans in 1000 words; at most %v", len(roster), c.all.falseRate(), set.mathsFalse[i])
				}
				t.Logf("mathematics, %d names known: %d false spans in %d words", len(roster), c.all.spans-c.all.right, c.all.words)
			}
			if len(rostered) == 0 {
				return
			}
			c = score(finder(names), rostered)
			if c.all.recall() < 0.99 || c.all.precision() < 0.85 {
				t.Errorf("names of the roster: recall %.4f, precision %.4f; 0.99 and 0.85 are asked", c.all.recall(), c.all.precision())
			}
			t.Logf("names of the roster: recall %.4f of %d characters, precision %.4f", c.all.recall(), c.all.gold, c.all.precision())
		})
	}
}
