package tutor

import (
	"math/big"
	"regexp"
	"slices"
	"strings"
	"sync"

	"satprep/internal/question"
)

// A verdict of the guard on a sentence; "" passes it.
type verdict string

// The verdicts.
const (
	passed        verdict = ""
	leak          verdict = "leak"          // designates or equals the key
	judged        verdict = "judgement"     // says what is right or wrong before it may be said
	miscalculated verdict = "arithmetic"    // a false equation
	contradicted  verdict = "contradiction" // names another answer than the key
	unsafe        verdict = "unsafe"
)

// A guard reads the sentences of one reply about one question before a learner
// does. It knows the key; the model does not.
type guard struct {
	q      *question.Question
	stage  Stage
	mine   string // the learner's own letter, which may be judged after the answer
	open   bool   // the key may be named: level 4
	asked  bool   // the learner asked for a verdict, so that "yes" is one
	own    string // the question's own words, tidy and lower case
	values []*big.Rat
	labels string // letters that the question itself uses as names, of points say
	before string // the sentence before, tidy
}

// newGuard guards what is said at a stage below level 4.
func newGuard(q *question.Question, stage Stage, mine string) *guard {
	g := &guard{q: q, stage: stage, mine: mine, own: strings.ToLower(tidy(question.Text(q)))}
	for _, m := range labelRE.FindAllStringSubmatch(q.Stem+" "+q.Passage, -1) {
		g.labels += m[1] + m[2]
	}
	keys := q.Keys
	if c, ok := q.Choice(q.Keys[0]); ok {
		keys = []string{c.Text}
	}
	for _, k := range keys {
		if v, ok := valueOf(k); ok {
			g.values = append(g.values, v)
		}
	}
	return g
}

var labelRE = regexp.MustCompile(`\$([A-D])\$|(?i:points?|angles?|sin|cos|tan|vertex|sides?|groups?|stores?|plans?|company|city|town|tanks?|cars?|machines?|events?|sets?|surveys?|samples?|study|lines?|circles?|segments?|section|team|class|town|type|model|trial|method|part) \$?([A-D])\b`)

// check says whether a sentence may be shown. Sentences come in their order.
func (g *guard) check(sentence string) verdict {
	if _, bad := checkOutput(sentence); bad {
		return unsafe
	}
	v := passed
	switch {
	case g == nil || g.q == nil:
	case g.open:
		if g.contradicts(tidy(sentence)) {
			v = contradicted
		}
	case g.leaks(sentence):
		v = leak
	case g.judges(tidy(sentence)), g.misnames(tidy(sentence)):
		v = judged
	}
	if v == passed && !soundArithmetic(sentence) {
		v = miscalculated
	}
	if g != nil {
		g.before = tidy(sentence)
	}
	return v
}

// leaks reports whether a sentence designates the key or equals it. A bare "A"
// or "2" does not, unless the sentence before asked for it.
func (g *guard) leaks(sentence string) bool {
	s := tidy(sentence)
	if bare(s) {
		return announces.MatchString(g.before) && g.isKey(s)
	}
	if g.q.Type == question.Choices {
		key, _ := g.q.Choice(g.q.Keys[0])
		for i, p := range designations(key.ID) {
			if p.MatchString(s) && (i == 0 || !strings.Contains(g.labels, key.ID)) {
				return true
			}
		}
		if ordinal(key.ID).MatchString(s) || g.saysText(s, key) {
			return true
		}
	}
	return g.saysValue(s)
}

// misnames reports whether a sentence designates another answer than the key:
// untrue, and a judgement of that choice once it turns out.
func (g *guard) misnames(s string) bool {
	if g.q.Type != question.Choices {
		return g.contradicts(s)
	}
	for _, c := range g.q.Choices {
		if c.ID == g.q.Keys[0] {
			continue
		}
		for i, p := range designations(c.ID) {
			if (i == 0 || !strings.Contains(g.labels, c.ID)) && p.MatchString(s) {
				return true
			}
		}
	}
	return false
}

// announces matches a sentence after which a bare letter or number answers.
var announces = regexp.MustCompile(`(?i)\b(?:answer|choice|option|which|correct|right|key|result|solution|value|letter)\b[^.!?]*[:?.=]?\s*$`)

var bareRE = regexp.MustCompile(`^[("'\[]*(?:[A-Da-d]|-?[0-9]{1,2})[)"'\].!:]*$`)

// bare reports whether a sentence is one letter or one short number.
func bare(tidied string) bool { return bareRE.MatchString(tidied) }

// isKey reports whether a bare sentence is the key.
func (g *guard) isKey(s string) bool {
	s = strings.Trim(s, `("'[]).!: `)
	if g.q.Type == question.Choices && strings.EqualFold(s, g.q.Keys[0]) {
		return true
	}
	v, ok := valueOf(s)
	return ok && g.hasValue(v)
}

func (g *guard) hasValue(v *big.Rat) bool {
	return slices.ContainsFunc(g.values, func(k *big.Rat) bool { return k.Cmp(v) == 0 })
}

// contradicts reports whether a sentence names another answer than the key.
func (g *guard) contradicts(s string) bool {
	if g.q.Type == question.Choices {
		for _, c := range g.q.Choices {
			if c.ID != g.q.Keys[0] && named(c.ID).MatchString(s) && !negated.MatchString(s) {
				return true
			}
		}
		return false
	}
	m := namedValue.FindStringSubmatch(s)
	if m == nil || negated.MatchString(s) {
		return false
	}
	v, ok := valueOf(m[1])
	return ok && !g.hasValue(v)
}

var (
	negated    = regexp.MustCompile(`(?i)\b(?:not|n't|never|instead|wrong|incorrect|if|your answer|you chose|you typed|mistake)\b|n't\b`)
	namedValue = regexp.MustCompile(`(?i)\b(?:correct|right|final|the) answer (?:is|must be|=)(?: [a-z]+ =)? (-?[0-9][0-9,]*(?:\.[0-9]+)?(?:/[0-9]+)?|-?\.[0-9]+)(?:[^0-9a-z/*+^(]|$)`)
)

// judges reports whether a sentence says of a choice, or of what the learner
// did, that it is right or wrong, where that may not be said yet: of all
// choices before the answer, of all but the learner's own after a wrong one.
func (g *guard) judges(s string) bool {
	for _, m := range judgedChoice.FindAllStringSubmatch(s, -1) {
		for _, letter := range m[1:] {
			if strings.Contains(g.labels, strings.ToUpper(letter)) && !choiceWord.MatchString(m[0]) {
				continue
			}
			if letter != "" && (g.stage == Before || !strings.EqualFold(letter, g.mine)) {
				return true
			}
		}
	}
	if g.stage != Before {
		return false
	}
	return judgedWork.MatchString(s) || g.asked && verdictFirst.MatchString(s)
}

var choiceWord = regexp.MustCompile(`(?i)^(?:.* )?(?:choices?|options?|answers?) `)

const letterWord = `(?:(?i:choices?|options?|answers?|letter) )?[("'\[]?`

var judgedChoice = regexp.MustCompile(
	letterWord + `(?:([B-D])\b[)"'\]]? (?:(?i:[a-z']+) ){0,3}?|(A)\b[)"'\]]? (?:(?i:is|was|isn't|must|would|will|can|does|seems|looks|has|clearly|be|also)(?: (?i:[a-z']+)){0,2}? )?)(?i:wrong|incorrect|not|isn't|doesn't|can't|cannot|fails?|contradicts?|right|correct|a trap|a distractor|out|too (?:extreme|broad|narrow|big|small|large|long|short)|unsupported|better|worse)(?:[.,;:!?)]|$| )` +
		`|(?i:eliminate|rule out|ruled out|cross out|crossed out|crossing out|discard|reject|get rid of|drop|strike|not|neither|instead of|rather than) ` + letterWord + `([A-D])\b(?:[.,;:!?)"'\]]|$| )` +
		`|(?i:choice|option|letter) ([a-d])\b (?:(?i:[a-z']+) ){0,3}?(?i:wrong|incorrect|not|isn't|doesn't|can't|cannot|fails?|right|correct|out)\b`)

var judgedWork = regexp.MustCompile(`(?i)\b(?:your|that|this|the) (?:answer|choice|pick|guess|reasoning|result|solution|value|number|thinking) (?:is|was|looks|seems|sounds)(?: [a-z]+){0,2}? (?:right|correct|wrong|incorrect|good|perfect|off|mistaken|not quite|it)(?:[.,!;:?]|$| (?:because|since|as|and|but)\b)` +
	`|\b(?:you're|you are|you were|you have|you've|you got|you did)(?: [a-z]+){0,2}? (?:right|correct|wrong|incorrect|mistaken)(?:[.,!;:?]|$| (?:answer|choice|track|option|one|so|because|that|and|about)\b)` +
	`|\bthat(?:'s| is) (?:exactly |absolutely |indeed |not )?(?:right|correct|wrong|incorrect|it)(?:[.,!;:?]|$)|\bright track\b|\byou got it\b|\bspot on\b|\bnot quite right\b`)

var verdictFirst = regexp.MustCompile(`(?i)^(?:yes|yep|yeah|yup|correct|exactly|right|nope|no|wrong|incorrect|not quite|close|almost|well done|good job|great job|perfect|bingo|absolutely|precisely)(?:[.,!:;]|$| [-–—])`)

// saysText reports whether a sentence gives the words of the key: as a whole,
// by designating them, or by repeating so many of them that no other choice can
// be meant. The question's own words do not count.
func (g *guard) saysText(s string, key question.Choice) bool {
	low, text := strings.ToLower(s), strings.ToLower(strings.TrimRight(tidy(key.Text), "."))
	if text == "" {
		return false
	}
	if len(compact(text)) > 2 && compact(low) == compact(text) {
		return true
	}
	if strings.Contains(low, strings.ToLower(key.ID)+") "+text) && !g.otherChoice(low, key) {
		return true
	}
	if _, number := valueOf(key.Text); number {
		return false // saysValue judges
	}
	if strings.ContainsAny(text, "abcdefghijklmnopqrstuvwxyz") && designatesText(low, text) {
		return true
	}
	long := len(text) >= 20 && strings.Count(text, " ") >= 3
	formula := len(compact(text)) >= 4 && strings.ContainsAny(text, "=^+*/()<>") && strings.ContainsAny(text, "0123456789xyn")
	if long && strings.Contains(low, text) && !strings.Contains(g.ownStem(), text) && !g.otherChoice(low, key) {
		return true
	}
	return formula && strings.Contains(compact(low), compact(text)) && !strings.Contains(compact(g.ownStem()), compact(text)) && !g.otherChoice(low, key)
}

// ownStem is the question without its choices.
func (g *guard) ownStem() string {
	return strings.ToLower(tidy(g.q.Passage + " " + g.q.Passage2 + " " + g.q.Stem))
}

// otherChoice reports whether a sentence also holds the words of another
// choice: then it lists or compares.
func (g *guard) otherChoice(low string, key question.Choice) bool {
	keyText := compact(strings.ToLower(tidy(key.Text)))
	for _, c := range g.q.Choices {
		text := compact(strings.ToLower(tidy(c.Text)))
		if c.ID != key.ID && text != "" && !strings.Contains(keyText, text) && strings.Contains(compact(low), text) {
			return true
		}
	}
	return false
}

// designatesText reports whether low says that text is the answer. Short words
// count only between quotation marks.
func designatesText(low, text string) bool {
	if !strings.Contains(low, text) {
		return false
	}
	p := textDesignations(text)
	return p[0].MatchString(low) || len(text) > 3 && p[1].MatchString(low)
}

var textDesignations = memo(func(text string) [2]*regexp.Regexp {
	t := regexp.QuoteMeta(text)
	return [2]*regexp.Regexp{
		regexp.MustCompile(`\b(?:answer|choice|option|word|blank|phrase|transition|punctuation|mark|completion|correct|right|best|choose|pick|use|insert|select|need|needs|should be|must be|would be|has to be|means|is|fill in)\b[^.!?]{0,25}["']` + t + `[,.;]?["']`),
		regexp.MustCompile(`\b(?:answer|choice|option|word|blank|correct|right|best|choose|pick|insert|select)\b[^.!?]{0,25}(?:^|[^a-z0-9])` + t + `(?:[^a-z0-9]|$)`),
	}
})

var (
	numberRE = regexp.MustCompile(`-?\(?-?[0-9][0-9,]*(?:\.[0-9]+)?\)?/\(?[0-9]+\)?|-?[0-9][0-9,]*(?:\.[0-9]+)?|-?\.[0-9]+`)
	// designator stands before a number that is a result.
	designator = regexp.MustCompile(`(?i)(?:[=≈→:]|\b(?:is|are|was|be|equals?|equal to|gets?|got|gives?|giving|yields?|makes?|becomes?|answer|result|total|leaves?|obtain|finds?|comes? (?:out )?to|works out to|left with|arrive at|reach|type|enter|submit|grid in|choose|pick|write|have))(?: (?:that|exactly|just|only|the|value|number|of|about|approximately|to|us|you|simply|then|in|an?|total|be|is|at|as|[a-z] =))*[ ("'$]*$`)
	// operand follows a number that is part of something larger.
	operand = regexp.MustCompile(`^\)?\s*(?:[-+*/^(=<>≤≥]|[a-zA-Z]\b|[a-zA-Z]\^|%? ?(?:times|more|less|fewer|plus|minus|of|out of|to the|percent of|percent|and|to|or|steps?|choices?|cases?|terms?|equations?|unknowns?|ways?|parts?|numbers?|sentences?|lines?|sides?|variables?|things?|texts?|quantities|groups?|conditions?|hints?)\b|(?:th|nd|rd|st)\b)`)
)

var there = regexp.MustCompile(`(?i)\bthere (?:is|are|were|was)(?: only| just| exactly)? $`)

// saysValue reports whether a sentence gives a number equal to the key as a
// result.
func (g *guard) saysValue(s string) bool {
	if len(g.values) == 0 {
		return false
	}
	low := strings.ToLower(s)
	for _, at := range numberRE.FindAllStringIndex(s, -1) {
		v, ok := valueOf(s[at[0]:at[1]])
		if !ok || !g.hasValue(v) {
			continue
		}
		if digits := strings.Trim(s[at[0]:at[1]], "-()., "); compact(s) == digits && len(digits) > 2 {
			return true
		}
		before, after := s[:at[0]], s[at[1]:]
		if !designator.MatchString(before) || operand.MatchString(after) {
			continue
		}
		if there.MatchString(before) && !strings.Contains(g.own, "how many") {
			continue // it counts something on the way
		}
		if own := strings.TrimSpace(low[max(0, at[0]-12):at[1]]); len(own) > 8 && strings.Contains(g.own, own) {
			continue // the question says so itself
		}
		return true
	}
	return false
}

// valueOf reads a number, with currency sign, commas, percent sign or a unit.
func valueOf(text string) (*big.Rat, bool) {
	t := strings.ToLower(tidy(text))
	t = strings.NewReplacer(",", "", "$", "", "(", "", ")", "", "%", "").Replace(t)
	t = strings.TrimSpace(t)
	n := strings.IndexFunc(t, func(r rune) bool { return !strings.ContainsRune("0123456789./-", r) })
	if n > 0 {
		if unit := strings.TrimSpace(t[n:]); t[n] != ' ' || strings.ContainsAny(unit, "0123456789+-*/^=") || len(unit) > 40 {
			return nil, false
		}
		t = t[:n]
	}
	if t == "" || len(t) > 18 || strings.HasSuffix(t, "/") || strings.HasSuffix(t, "/0") {
		return nil, false
	}
	v, ok := new(big.Rat).SetString(strings.TrimSuffix(t, "."))
	return v, ok
}

// designations are the ways to say that a letter is the answer, by letter.
var designations = memo(func(letter string) []*regexp.Regexp {
	return []*regexp.Regexp{named(letter),
		pattern(letter, `<L> (?i:(?:here|therefore|clearly|definitely|indeed|actually|really) )*(?i:is|must be|would be|has to be|will be|seems|looks|appears|was|makes)(?: (?i:to be|like|the|an?|clearly|definitely|indeed|actually|therefore|most|only|your|our|my|probably|certainly|exactly|all|really|just))* (?i:best|correct|right|answer|key|true|winner|choice|option|solution|one|accurate|sense|good|perfect|it)(?:[^a-z]|$)`),
		pattern(letter, `<L> (?i:(?:is the (?:choice|option|one) that )?(?:works|fits|matches|wins|holds|completes|satisfies|remains))\b`),
		pattern(letter, `\b(?i:choose|pick|select|go(?:ing)? with|mark|circle|click|choosing|picking|selecting|submit|bubble in|enter|favou?rs?|supports?|points? to|leads? to|gives?|leaves|left with|remains?|only|except|but|arrive at|hence|therefore|so|thus)(?: (?i:for|us|you|with|at|to|the|just|only|is|it|it's|be|must|in))*,? <L><end>`),
	}
})

// named matches a sentence that names a letter as the answer.
var named = memo(func(letter string) *regexp.Regexp {
	const is = `(?: (?i:here|then|therefore|thus|clearly|must|would|should|has to|could|will|can only|really|definitely|simply|just|that works|that fits|left|you want|we want))* (?i:is|be|are|was|=)[:,]? (?:(?i:clearly|definitely|really|in fact|actually|therefore|simply|just|indeed|of course|the|letter|choice|option|answer|number) )*`
	return pattern(letter, `\b(?i:answer|choice|option|key|solution|response|pick|letter)`+is+`<l>(?:[^a-zA-Z0-9'-]|$)`+
		`|\b(?i:one|it)`+is+`<L>(?:[^a-zA-Z0-9'-]|$)`+
		`|\b(?i:answer|key|solution|choice|option)\s*[:=→]+\s*<l>(?:[^a-zA-Z]|$)`+
		`|\b(?i:correct|right|best|true) (?i:answer|choice|option|one|letter)\b[^.!?]{0,15}? <l>(?:[^a-zA-Z]|$)`+
		`|\b(?i:it's|that's|it is|must be|has to be|would be),? <L>(?:[.,;:!?)"']|$)`)
})

// pattern fills in the letter: <L> in upper case, or in either case after
// "choice"; <l> in either case, but for A, which is an article; <end> is what
// may follow a letter that is meant as one.
func pattern(letter, p string) *regexp.Regexp {
	const open, shut = `[("'\[]?\b`, `\b[)"'\]]?`
	either, end := letter, `(?:[.,;:!?)"']|$| (?i:is|works|fits|because|since|as)\b)`
	if letter != "A" {
		either, end = `(?i:`+letter+`)`, `(?:[^a-zA-Z0-9'-]|$)`
	}
	prefixed := `(?i:choice|option|letter) ` + open + `(?i:` + letter + `)` + shut
	upper := `(?:(?i:answer )?` + open + letter + shut + `|` + prefixed + `)`
	lower := `(?:` + open + either + shut + `|` + prefixed + `)`
	return regexp.MustCompile(strings.NewReplacer("<L>", upper, "<l>", lower, "<end>", end).Replace(p))
}

var places = map[string]string{"A": "first|1st", "B": "second|2nd", "C": "third|3rd", "D": "fourth|4th|last|final"}

// ordinal matches a sentence that designates a choice by its place.
var ordinal = memo(func(letter string) *regexp.Regexp {
	p := places[letter]
	return regexp.MustCompile(`(?i)\b(?:` + p + `) (?:choice|option|answer|one)(?: (?:listed|given|here))? (?:is|must be|works|fits|would be|has to be)\b(?: [a-z]+){0,3}? ?(?:correct|right|best|answer|it|works|fits)?` +
		`|\b(?:correct|right|best)(?: (?:answer|choice|option|one))? (?:is|must be|would be) the (?:` + p + `)\b|\b(?:choose|pick|select|go with) the (?:` + p + `)\b`)
})

// memo remembers what f makes of the few strings it is asked for.
func memo[T any](f func(string) T) func(string) T {
	var made sync.Map
	return func(s string) T {
		if v, ok := made.Load(s); ok {
			return v.(T)
		}
		v, _ := made.LoadOrStore(s, f(s))
		return v.(T)
	}
}

// compact drops all but letters, digits and signs.
func compact(s string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" \t\n.,;:!?\"'()[]{}$*\\_`", r) {
			return -1
		}
		return r
	}, s)
}
