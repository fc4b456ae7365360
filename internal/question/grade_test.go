package question

import (
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"satprep/internal/fault"
)

func typed(keys ...string) *Question {
	return &Question{ID: "q", Content: Content{Type: Typed, Keys: keys}}
}

func TestTypedAnswers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ key, right, wrong, impossible string }{
		{"3.5", "3.5 3.50 7/2 03.5 3.500 14/4 35/10", "31/2 3.49 3.51 -3.5 35 5/2", "3 1/2|3,5|3.5000|7/2/1|$3.50|3.5%"},
		{"2/3", "2/3 .6666 .6667 0.666 0.667 4/6 66/99", "0.66 .66 0.67 .67 .666 .667 -2/3 -.6666 .6665 .6668 0.665 0.668 00.67 1/3 2 3", "0.6666|0.6667|2 / 3"},
		{"-1/3", "-1/3 -.3333 -0.333 -2/6", "-.33 -0.33 -.333 1/3 .3333 0.333 -.3334 -0.334 -00.33", "-0.3333|1/-3|--1/3|−1/3"},
		{"-2/3", "-2/3 -.6666 -.6667 -0.667 -0.666", "-.667 .6667 -0.67", ""},
		{"17", "17 17. 17.0 017 34/2 17.00", "-17 1.7 17.01 16.99 18", "17.000|seventeen|1e3"},
		{"0", "0 -0 0.0 .0 0/5 -.0", "1 0.001 -.0001", "0/0|5/0"},
		{"2000/3", "666.6 666.7", "666 667 666.5 666.8 66.67 -666.7", "2000/3|666.66"},
		{"20000/3", "6666. 6667.", "6666 6667 6665.", ""},
		{"1/300", "1/300 .0033 0.003", "0.004 .0034 00.00 0.000", ""},
		{"0.125", ".125 0.125 1/8 .1250", ".12 .13 0.12 0.13 .1249 .1251", ""},
		{"-4", "-4 -4. -8/2 -4.000", "4 -40 -.4", ""},
		{"12345", "12345", "1234. 12346", "12,345"},
		{"1.0005", "1.000 1.001", "1.00 1.01 1.002 1 0.999", "1.0005"},
	} {
		q := typed(c.key)
		for _, e := range strings.Fields(c.right) {
			if right, err := Grade(q, e); err != nil || !right {
				t.Errorf("key %s: %s is %v, %v; want right", c.key, e, right, err)
			}
		}
		for _, e := range strings.Fields(c.wrong) {
			if right, err := Grade(q, e); err != nil || right {
				t.Errorf("key %s: %s is %v, %v; want wrong", c.key, e, right, err)
			}
		}
		for _, e := range strings.Split(c.impossible, "|") {
			if c.impossible == "" {
				break
			}
			if _, err := Grade(q, e); !fault.Is(err, fault.Invalid) || fault.Field(err) != "answer" {
				t.Errorf("key %s: %q gives %v; want it refused", c.key, e, err)
			}
		}
	}
}

func TestSeveralKeys(t *testing.T) {
	t.Parallel()
	q := typed("-2", "5/3")
	for e, want := range map[string]bool{"-2": true, "1.667": true, "1.666": true, "5/3": true, "2": false, "-1.667": false, "1.67": false} {
		if got, err := Grade(q, e); err != nil || got != want {
			t.Errorf("%s: %v, %v; want %v", e, got, err, want)
		}
	}
}

func TestImpossibleEntriesSayWhy(t *testing.T) {
	t.Parallel()
	for text, part := range map[string]string{
		"": "Type a number", "50%": "% sign", "$5": "$ sign", "1,200": "comma", "3 1/2": "7/2", "5-3": "minus sign may only stand first",
		"--5": "minus sign may only stand first", "-": "Type a number", ".": "Type a number", "/": "Type a number", "123456": "at most 5",
		"-123456": "6 with a minus", "1/2/3": "one slash", "1.2.3": "one point", "1.5/2": "whole numbers", "1/0": "cannot be 0", "/5": "both sides",
		"5/": "both sides", "x": "Only digits", "½": "Only digits", "٣": "Only digits", "1\t": "Only digits",
	} {
		err := CheckEntry(text)
		if !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Sentence(err), part) {
			t.Errorf("%q: %v; want a sentence with %q", text, err, part)
		}
	}
	for _, text := range []string{"0", "-0", "12345", "-12345", ".5", "5.", "-.3333", "1/999", "-9/99", "00000"} {
		if err := CheckEntry(text); err != nil {
			t.Errorf("%q: %v; want it possible", text, err)
		}
	}
}

func TestChoiceAnswers(t *testing.T) {
	t.Parallel()
	q := &Question{ID: "q", Content: Content{Type: Choices, Choices: []Choice{{ID: "A"}, {ID: "B"}, {ID: "C"}, {ID: "D"}}, Keys: []string{"C"}}}
	for answer, want := range map[string]bool{"A": false, "B": false, "C": true, "D": false} {
		if got, err := Grade(q, answer); err != nil || got != want {
			t.Errorf("%s: %v, %v", answer, got, err)
		}
	}
	for _, answer := range []string{"", "E", "c", "CC", " C", "3"} {
		if _, err := Grade(q, answer); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q: %v; want it refused", answer, err)
		}
	}
}

// oracle is the rule of typed answers once more, on big rationals and strings.
func oracle(key, entry string) bool {
	k, _ := new(big.Rat).SetString(key)
	e, ok := new(big.Rat).SetString(entry)
	if !ok {
		return false
	}
	if k.Cmp(e) == 0 {
		return true
	}
	body := strings.TrimPrefix(entry, "-")
	i := strings.IndexByte(body, '.')
	if i < 0 || len(body) != 5 || e.Sign() != k.Sign() || i > 1 && body[0] == '0' {
		return false
	}
	for _, half := range []int64{0, 1} { // truncated, rounded
		scaled := new(big.Rat).Mul(new(big.Rat).Abs(k), new(big.Rat).SetInt64(power10(4-i)))
		scaled.Add(scaled, big.NewRat(half, 2))
		down := new(big.Int).Quo(scaled.Num(), scaled.Denom())
		if new(big.Rat).Mul(new(big.Rat).Abs(e), new(big.Rat).SetInt64(power10(4-i))).Cmp(new(big.Rat).SetInt(down)) == 0 {
			return true
		}
	}
	return false
}

func TestTypedAnswersAgreeWithOracle(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p, q := rapid.Int64Range(-99999, 99999).Draw(t, "p"), rapid.Int64Range(1, 9999).Draw(t, "q")
		key := big.NewRat(p, q)
		// Entries near the key, where the rule bites, and any.
		d := rapid.IntRange(0, 4).Draw(t, "d")
		near := key.FloatString(d)
		if rapid.Bool().Draw(t, "cut") {
			near = strings.Replace(near, "0.", ".", 1)
		}
		entry := rapid.OneOf(rapid.Just(near), rapid.Just(key.RatString()), rapid.StringMatching(`-?[0-9]{0,3}\.[0-9]{1,4}`)).Draw(t, "entry")
		if CheckEntry(entry) != nil {
			t.Skip()
		}
		got, err := Grade(typed(key.RatString()), entry)
		if err != nil {
			t.Fatal(err)
		}
		if want := oracle(key.RatString(), entry); got != want {
			t.Fatalf("key %s entry %s: %v, want %v", key.RatString(), entry, got, want)
		}
		mirror, err := Grade(typed(new(big.Rat).Neg(key).RatString()), negated(entry))
		if err == nil && mirror != got {
			t.Fatalf("key %s entry %s is %v, but not with both signs turned", key.RatString(), entry, got)
		}
	})
}

func negated(entry string) string {
	if body, minus := strings.CutPrefix(entry, "-"); minus {
		return body
	}
	return "-" + entry
}

func TestGradeLines(t *testing.T) {
	t.Parallel()
	in := "7/2\t3.5\r\n2/3\t.67\nB\tB \nB\tC\n3.5\t31/2\n3.5\t3 1/2\nno tab\n1\t2\t3\nabc\t1\n2000/3\t666.7\n5\t"
	want := "right\nwrong\nright\nwrong\nwrong\nwrong\nline 7: there is no tab between key and entry\nline 8: there is more than one tab\n" +
		"line 9: the key is not an integer, decimal or fraction of at most 9 digits\nright\nwrong\n"
	var out strings.Builder
	err := GradeLines(strings.NewReader(in), &out)
	if out.String() != want {
		t.Errorf("got\n%s\nwant\n%s", out.String(), want)
	}
	if !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Sentence(err), "3 of 11") {
		t.Errorf("got %v", err)
	}
	out.Reset()
	if err := GradeLines(strings.NewReader("1\t1\n"+strings.Repeat("1", MaxLine+2)+"\n2\t2\n\n3\t3"), &out); !strings.Contains(fault.Sentence(err), "2 of 5") ||
		out.String() != "right\nline 2: the line is longer than 256 KiB\nright\nline 4: there is no tab between key and entry\nright\n" {
		t.Errorf("got %q, %v", out.String(), err)
	}
	out.Reset()
	if err := GradeLines(strings.NewReader("B\tb\n3.5\t 7/2 \n"), &out); err != nil || out.String() != "right\nright\n" {
		t.Errorf("in the spelling that the server takes: %q, %v", out.String(), err)
	}
	out.Reset()
	if err := GradeLines(strings.NewReader("3.5\t3.5\n"), &out); err != nil || out.String() != "right\n" {
		t.Errorf("got %q, %v", out.String(), err)
	}
}

func FuzzCheckEntry(f *testing.F) {
	for _, s := range []string{"", "-", ".", "7/2", "-.3333", "1/0", "３", "1.2/3", "00000", "99999", "-99999."} {
		f.Add(s)
	}
	q := typed("2/3", "-7.25")
	f.Fuzz(func(t *testing.T, text string) {
		if err := CheckEntry(text); err != nil {
			if !fault.Is(err, fault.Invalid) || fault.Sentence(err) == "" {
				t.Fatalf("%q: %v", text, err)
			}
			return
		}
		if len(strings.TrimPrefix(text, "-")) > 5 {
			t.Fatalf("%q does not fit the box", text)
		}
		right, err := Grade(q, text)
		if err != nil || right != (oracle("2/3", text) || oracle("-7.25", text)) {
			t.Fatalf("%q is %v, %v", text, right, err)
		}
		if key, err := parseKey(text); err != nil || !mustEntry(t, text).equals(key) {
			t.Fatalf("%q is not equal to itself: %v", text, err)
		}
	})
}

func mustEntry(t *testing.T, text string) entry {
	e, err := parseEntry(text)
	if err != nil {
		t.Fatal(err)
	}
	return e
}
