package llm

import (
	"strings"
	"testing"
)

// through sends pieces through the filter.
func through(inside bool, pieces ...string) (visible string, leaked bool) {
	th := newThinking(inside)
	for _, p := range pieces {
		v, l := th.take(p)
		visible += v
		leaked = leaked || l
	}
	return visible + th.rest(), leaked
}

func TestThinking(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, in string
		inside   bool
		want     string
		leaked   bool
	}{
		{name: "plain", in: "a < b and b > c [T]", want: "a < b and b > c [T]"},
		{name: "at the beginning", in: "<think>x</think>a", want: "a"},
		{name: "in the middle, twice", in: "a<think>x</think>b<thinking>y</thinking>c", want: "abc"},
		{name: "any case", in: "<Think>x</THINK>a", want: "a"},
		{name: "brackets", in: "[THINK]x[/THINK]a [think] b", want: "a [think] b"},
		{name: "another mark inside", in: "<think>x</reasoning>y</think>a", want: "a"},
		{name: "opening mark inside", in: "<think>x<think>y</think>a", want: "a"},
		{name: "without an end", in: "a<think>x", want: "a"},
		{name: "cut in the opening mark", in: "a<thi", want: "a<thi"},
		{name: "cut in the closing mark", in: "<think>x</thi", want: ""},
		{name: "not a mark", in: "<thinker>a</thinker>", want: "<thinker>a</thinker>"},
		{name: "begins inside", in: "x</think>a", inside: true, want: "a"},
		{name: "begins inside, with a mark", in: "<think>x</think>a", inside: true, want: "a"},
		{name: "stray end", in: "x</think>a", want: "xa", leaked: true},
		{name: "beyond ASCII", in: "é<think>ü</think>ñ", want: "éñ"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			ways := [][]string{{c.in}, strings.SplitAfter(c.in, "")}
			for i := range c.in {
				ways = append(ways, []string{c.in[:i], c.in[i:]})
			}
			for _, pieces := range ways {
				if got, leaked := through(c.inside, pieces...); got != c.want || leaked != c.leaked {
					t.Errorf("%q: %q %t, want %q %t", pieces, got, leaked, c.want, c.leaked)
				}
			}
		})
	}
}

// FuzzThinking: how a text is cut into pieces does not matter, what is no mark
// is not touched, and a thought between marks is never shown.
func FuzzThinking(f *testing.F) {
	f.Add("a<think>b</think>c", "thought", uint8(3), uint8(0))
	f.Add("[THINK]<", "</thinking>", uint8(1), uint8(4))
	f.Fuzz(func(t *testing.T, text, thought string, step, mark uint8) {
		whole, leaked := through(false, text)
		n := int(step%7) + 1
		var pieces []string
		for rest := text; rest != ""; {
			k := min(n, len(rest))
			pieces, rest = append(pieces, rest[:k]), rest[k:]
		}
		if got, l := through(false, pieces...); got != whole || l != leaked {
			t.Fatalf("in pieces of %d: %q %t, whole: %q %t", n, got, l, whole, leaked)
		}
		if !strings.ContainsAny(text, "<[") && whole != text {
			t.Fatalf("%q became %q", text, whole)
		}
		m := thinkMarks[int(mark)%len(thinkMarks)]
		if strings.ContainsAny(thought, "<[") || strings.ContainsAny(text, "<[") {
			return
		}
		half := len(text) / 2
		if got, l := through(false, text[:half]+m.open[:2], m.open[2:]+thought+m.close[:3], m.close[3:]+text[half:]); got != text || l {
			t.Fatalf("%q %t, want %q", got, l, text)
		}
	})
}
