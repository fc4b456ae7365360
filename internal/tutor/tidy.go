package tutor

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

var (
	boxedRE    = regexp.MustCompile(`\\boxed\s*\{([^{}]*)\}`)
	byFracRE   = regexp.MustCompile(`(?:\\div|÷|/)\s*(` + fracRE.String() + `)`) // divided by it, not by its numerator
	fracRE     = regexp.MustCompile(`\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}`)
	wrapRE     = regexp.MustCompile(`\\(?:text|textbf|textit|mathrm|mathbf|emph|operatorname)\s*\{([^{}]*)\}`)
	emphasisRE = regexp.MustCompile(`(^|[\s("'])[*_]([^*_\s](?:[^*_\n]*[^*_\s])?)[*_]([\s.,;:!?)"']|$)`)
	spaceRE    = regexp.MustCompile(`\s+`)
)

var signs = strings.NewReplacer(
	`\cdot`, "*", `\times`, "*", `\div`, "/", `\left`, "", `\right`, "", `\(`, "", `\)`, "", `\[`, "", `\]`, "", `\%`, "%", `\$`, "$", `\,`, " ", `\;`, " ", `\!`, "", `\approx`, "≈", `\le`, "≤", `\ge`, "≥",
	"×", "*", "·", "*", "÷", "/", "−", "-", "–", "-", "—", " - ", "“", `"`, "”", `"`, "‘", "'", "’", "'", "**", "", "`", "", "²", "^2", "³", "^3", "½", "1/2", "¼", "1/4", "¾", "3/4", "{", "(", "}", ")",
)

// tidy brings a sentence, with whatever LaTeX and Markdown stand in it, to plain
// text that patterns can read: \frac{1}{2} becomes 1/2, **B** becomes B, a
// boxed answer "the answer is", and numbers in words become digits.
func tidy(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, s)
	s = boxedRE.ReplaceAllString(s, " the answer is $1 ")
	for range 2 { // fractions of fractions
		s = wrapRE.ReplaceAllString(s, "$1")
		s = byFracRE.ReplaceAllString(s, "/ ($1)")
		s = fracRE.ReplaceAllStringFunc(s, func(m string) string {
			p := fracRE.FindStringSubmatch(m)
			return group(p[1]) + "/" + group(p[2])
		})
	}
	s = strings.ReplaceAll(s, `\$`, "")
	s = strings.ReplaceAll(s, "$", "")
	s = signs.Replace(s)
	s = emphasisRE.ReplaceAllString(s, "$1$2$3")
	return strings.TrimSpace(spaceRE.ReplaceAllString(digits(s), " "))
}

func group(s string) string {
	if strings.IndexFunc(s, func(r rune) bool { return !unicode.IsDigit(r) && r != '.' }) < 0 {
		return s
	}
	return "(" + s + ")"
}

var units = map[string]int{"zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
	"thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19}
var tens = map[string]int{"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}

var wordNumberRE = regexp.MustCompile(`(?i)\b(?:(twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[- ](one|two|three|four|five|six|seven|eight|nine))?|(zero|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen))(?: (hundred)(?: and)?(?: (?:(twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[- ](one|two|three|four|five|six|seven|eight|nine))?|(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen)))?)?\b`)

// digits writes numbers in words, from zero and two to 999, as digits; "one" is
// too often a pronoun.
func digits(s string) string {
	return wordNumberRE.ReplaceAllStringFunc(s, func(m string) string {
		p := wordNumberRE.FindStringSubmatch(strings.ToLower(m))
		n := tens[p[1]] + units[p[2]] + units[p[3]]
		if p[4] != "" {
			n = n*100 + tens[p[5]] + units[p[6]] + units[p[7]]
		}
		return strconv.Itoa(n)
	})
}
