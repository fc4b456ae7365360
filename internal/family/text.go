package family

import (
	"fmt"
	"math/big"
	"regexp"
	"strconv"
	"strings"
)

// V are the values of a variant: ints, rationals (*big.Rat), and words or
// formulas (string).
type V map[string]any

// A hole of a text is filled with a value: #a, or #a{} or #{a} where a letter
// follows.
// A mark before the name says how it is written:
//
//	#{+a} with its sign    #{*a} as a coefficient (nothing for 1)
//	#{|a} without its sign #{.a} as a decimal     #{$a} as dollars
var hole = regexp.MustCompile(`#(\{[+*|.$]?[A-Za-z][A-Za-z0-9]*\}|[A-Za-z][A-Za-z0-9]*(\{\})?)`)

// fill writes text with its holes filled. Between dollars numbers are
// mathematics; elsewhere they are words. A name that v has not is a panic: it is
// the author's mistake and the first test finds it.
func (v V) fill(text string) string {
	var b strings.Builder
	at, math := 0, false
	for _, m := range hole.FindAllStringIndex(text, -1) {
		before := text[at:m[0]]
		math = math != (strings.Count(strings.ReplaceAll(before, `\$`, ""), "$")%2 == 1)
		b.WriteString(before)
		name := strings.Trim(text[m[0]+1:m[1]], "{}")
		mark := ""
		if strings.ContainsAny(name[:1], "+*|.$") {
			mark, name = name[:1], name[1:]
		}
		value, ok := v[name]
		if !ok {
			panic(fmt.Sprintf("no value %q for %q", name, text))
		}
		b.WriteString(written(value, mark, math))
		at = m[1]
	}
	b.WriteString(text[at:])
	return b.String()
}

func written(value any, mark string, math bool) string {
	if s, ok := value.(string); ok {
		return s
	}
	r, comma := rat(value), ","
	if r == nil {
		panic(fmt.Sprintf("%v is no value", value))
	}
	if math {
		comma = "{,}"
	}
	size := new(big.Rat).Abs(r)
	switch mark {
	case "+":
		if r.Sign() < 0 {
			return "-" + written(size, "", math)
		}
		return "+" + written(size, "", math)
	case "*":
		switch {
		case size.Cmp(frac(1, 1)) == 0 && r.Sign() > 0:
			return ""
		case size.Cmp(frac(1, 1)) == 0:
			return "-"
		}
	case "|":
		r = size
	case ".":
		return thousands(decimal(r), comma)
	case "$":
		return `\$` + thousands(dollars(r), comma)
	}
	if r.IsInt() {
		return thousands(r.Num().String(), comma)
	}
	if math {
		return fraction(r)
	}
	return decimal(r)
}

// text is the value of that name as words.
func (v V) text(name string) string { return v.fill("#{" + name + "}") }

// times writes "once", "twice" or "n times".
func times(n int) string {
	switch n {
	case 1:
		return "once"
	case 2:
		return "twice"
	}
	return spelled(n) + " times"
}

// plural writes the noun with an s unless there is one of it.
func plural(n int, noun string) string {
	if n == 1 {
		return noun
	}
	return noun + "s"
}

// spelled writes a whole number below thirteen in letters.
func spelled(n int) string {
	list := []string{"zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"}
	if n >= 0 && n < len(list) {
		return list[n]
	}
	return strconv.Itoa(n)
}

// signed writes a whole number with its sign.
func signed(n int) string {
	if n < 0 {
		return strconv.Itoa(n)
	}
	return "+" + strconv.Itoa(n)
}
