package question

import (
	"fmt"
	"math"
	"math/big"
	"regexp"
	"slices"
	"strings"
)

// A Finding is something an author must mend. ID is empty when it is about the
// bank as a whole.
type Finding struct {
	ID    string `json:"id,omitempty"`
	Field string `json:"field"`
	Why   string `json:"why"`
}

// String is "id: field: why", without what is empty.
func (f Finding) String() string {
	return strings.Join(slices.DeleteFunc([]string{f.ID, f.Field, f.Why}, func(s string) bool { return s == "" }), ": ")
}

// Bounds of what is asked of the bank as a whole.
const (
	minKeyShare     = .22 // of the questions keyed by one letter
	maxKeyShare     = .28
	maxLongestShare = .30 // of the questions whose key is the longest choice
	minForShares    = 100 // fewer choice questions have no shares worth judging
)

// Lint judges the authoring of questions: what every one should have, and the
// balance of all. Import takes what Lint does not like, and says so; the bank
// that comes with the program has no findings. Findings are in the order of the
// questions.
func Lint(questions []*Question) []Finding {
	var l linter
	first := map[string]string{}
	families := map[string]*Question{}
	for _, q := range questions {
		l.id = q.ID
		l.released(q, families)
		l.identity(q)
		l.texts(q)
		l.reading(q)
		l.choices(q)
		l.entries(q)
		l.help(q)
		l.hints(q)
		stimulus := q.Passage + "\x00" + q.Passage2 + "\x00" + q.Stem
		if q.Figure == nil {
			if other, twice := first[stimulus]; twice {
				l.add("stem", "is the same as that of %s", other)
			}
			first[stimulus] = q.ID
		}
	}
	l.id = ""
	l.balance(questions)
	return l.found
}

type linter struct {
	id    string
	found []Finding
}

func (l *linter) add(field, why string, args ...any) {
	l.found = append(l.found, Finding{l.id, field, fmt.Sprintf(why, args...)})
}

// opaque ids tell a question's skill at most, never its use or difficulty, and
// cannot be guessed from another.
var opaque = regexp.MustCompile(`^[a-z]{2,4}-[a-z2-7]{6}([a-z2-7]{2})?$`)

func (l *linter) identity(q *Question) {
	if !opaque.MatchString(q.ID) {
		l.add("id", "an id is a short prefix, a hyphen and 6 or 8 random characters of a-z and 2-7")
	}
	if !opaque.MatchString(q.Family) {
		l.add("family", "a family is named like an id")
	}
	if tenths := q.Adjust * 10; math.Abs(tenths-math.Round(tenths)) > 1e-9 {
		l.add("adjust", "is a judgement in steps of a tenth; %v is finer than anybody can judge", q.Adjust)
	}
	switch {
	case q.Section == RW && !slices.Contains([]string{"science", "history", "humanities", "literature"}, q.Genre):
		l.add("genre", "is science, history, humanities or literature")
	case q.Section != RW && q.Genre != "":
		l.add("genre", "belongs to Reading & Writing")
	case q.Section != Math && q.Context:
		l.add("context", "belongs to Math")
	}
	if f := q.Figure; f != nil && len(f.Alt) < 20 {
		l.add("figure", "alt says what is needed to answer without seeing the figure")
	}
}

// released must a family be as a whole: a variant of a published question is as
// good as published, and may not stand in a form.
func (l *linter) released(q *Question, families map[string]*Question) {
	other := families[q.Family]
	if other == nil {
		families[q.Family] = q
		return
	}
	if other.Released() != q.Released() {
		l.add("tags", "a family is %s as a whole, and %s is of this one", ReleasedTag, other.ID)
	}
}

// EveryText calls f with all that a learner may read, by field.
func (c *Content) EveryText(f func(field, text string)) {
	f("passage", c.Passage)
	f("passage_2", c.Passage2)
	f("stem", c.Stem)
	f("rationale", c.Rationale)
	for _, choice := range c.Choices {
		f("choices", choice.Text)
		f("choices", choice.Rationale)
	}
	for _, e := range c.EntryErrors {
		f("entry_errors", e.Rationale)
	}
	for _, h := range c.Hints {
		for _, v := range h.Variants {
			f("hints", v)
		}
	}
	for _, s := range c.Steps {
		f("steps", s)
	}
}

var (
	formula = regexp.MustCompile(`(?s)\$[^$]*\$`)
	markup  = regexp.MustCompile(`<[/a-zA-Z!]`)
	letter  = regexp.MustCompile(`\b([Cc]hoice|[Oo]ption|[Aa]nswer)s? \(?[A-D]\)?(\W|$)`)
)

func (l *linter) texts(q *Question) {
	q.EveryText(func(field, text string) {
		bare := strings.ReplaceAll(text, `\$`, "")
		if strings.Count(bare, "$")%2 != 0 {
			l.add(field, "a $ is missing in %.60q", text)
		}
		if strings.Contains(bare, "$$") {
			l.add(field, "mathematics stands between single dollars: %.60q", text)
		}
		words := strings.NewReplacer("<u>", "", "</u>", "").Replace(formula.ReplaceAllString(bare, ""))
		if markup.MatchString(words) || strings.Count(text, "<u>") != strings.Count(text, "</u>") {
			l.add(field, "<u>…</u> is the only markup: %.60q", text)
		}
		if letter.MatchString(text) {
			l.add(field, "choices are never named by letter: %.60q", text)
		}
		if strings.Contains(text, "College Board") {
			l.add(field, "names the College Board")
		}
	})
}

// The bounds of a text in words.
const (
	minWords, maxWords, maxPair = 25, 150, 190
)

func (l *linter) reading(q *Question) {
	if q.Section != RW {
		if q.Passage != "" || q.Passage2 != "" {
			l.add("passage", "belongs to Reading & Writing")
		}
		return
	}
	most := maxWords
	if q.Passage2 != "" {
		most = maxPair
	}
	if n := len(strings.Fields(q.Passage)) + len(strings.Fields(q.Passage2)); n < minWords || n > most {
		l.add("passage", "has %d words; %d to %d are asked", n, minWords, most)
	}
	if (q.Skill == "cross-text-connections") != (q.Passage2 != "") {
		l.add("passage_2", "stands with cross-text connections, and only there")
	}
}

func (l *linter) choices(q *Question) {
	if q.Type != Choices {
		return
	}
	var values []*big.Rat
	for _, c := range q.Choices {
		if len(c.Rationale) < 20 {
			l.add("choices", "the rationale of %s is too short to teach", c.ID)
		}
		if (c.Misconception == "") != slices.Contains(q.Keys, c.ID) {
			l.add("choices", "%s: a wrong choice names its misconception, the key has none", c.ID)
		}
		if v, ok := Numeric(c.Text); ok {
			values = append(values, v)
		}
	}
	if len(values) == len(q.Choices) && !slices.IsSortedFunc(values, (*big.Rat).Cmp) {
		l.add("choices", "numbers stand in ascending order")
	}
}

var fraction = regexp.MustCompile(`^(-?)\\[dt]?frac\{(\d+)\}\{(\d+)\}$`)

// Numeric reads a choice that is nothing but a number: 12, $-3$, $\frac{1}{2}$,
// 1,200, $1{,}200$ or \$45.
func Numeric(text string) (*big.Rat, bool) {
	text = strings.NewReplacer(`\$`, "", "$", "", "{,}", "", ",", "").Replace(text)
	text = strings.TrimRight(strings.TrimSpace(text), `%\`)
	if m := fraction.FindStringSubmatch(text); m != nil {
		text = m[1] + m[2] + "/" + m[3]
	}
	if text == "" || strings.Trim(text, "-./0123456789") != "" {
		return nil, false
	}
	return new(big.Rat).SetString(text)
}

func (l *linter) entries(q *Question) {
	if q.Type != Typed {
		return
	}
	for _, k := range q.Keys {
		if err := CheckEntry(k); err != nil {
			l.add("keys", "%s does not fit the box; give a value that does", k)
		}
	}
	if len(q.EntryErrors) == 0 {
		l.add("entry_errors", "typical wrong entries are missing")
	}
	for _, e := range q.EntryErrors {
		if len(e.Rationale) < 20 || e.Misconception == "" {
			l.add("entry_errors", "%s needs a rationale and a misconception", e.Entry)
		}
	}
	if len(q.Rationale) < 20 {
		l.add("rationale", "is too short to teach")
	}
}

func (l *linter) help(q *Question) {
	if len(q.Hints) != 2 {
		l.add("hints", "there are two levels")
	}
	for _, h := range q.Hints {
		if len(distinct(h.Variants)) < 2 {
			l.add("hints", "level %d needs two variants", h.Level)
		}
	}
	if len(q.Steps) < 2 {
		l.add("steps", "there are at least two")
	}
}

func distinct(s []string) []string {
	s = slices.Clone(s)
	slices.Sort(s)
	return slices.Compact(s)
}

// hints must not contain the key.
func (l *linter) hints(q *Question) {
	keys := q.Keys
	if q.Type == Choices {
		c, _ := q.Choice(q.Keys[0])
		keys = []string{c.Text}
	}
	for _, h := range q.Hints {
		for _, v := range h.Variants {
			for _, k := range keys {
				if Mentions(v, k) {
					l.add("hints", "level %d tells the key %.40q", h.Level, k)
				}
			}
		}
	}
}

// Mentions reports whether text contains phrase as words of its own, whatever
// the case, and with or without the dollars of mathematics.
func Mentions(text, phrase string) bool {
	text, phrase = plain(text), strings.Trim(plain(phrase), ". ")
	if phrase == "" {
		return false
	}
	for from := 0; ; {
		i := strings.Index(text[from:], phrase)
		if i < 0 {
			return false
		}
		i += from
		before, after := text[:i], text[i+len(phrase):]
		inside := wordy(before, len(before)-1) && wordy(phrase, 0) || wordy(after, 0) && wordy(phrase, len(phrase)-1)
		// 3 is no part of 13, of 2.3 or of 3.5, nor of -3.
		number := len(after) > 1 && (after[0] == '.' || after[0] == ',') && digit(after[1]) && digit(phrase[len(phrase)-1]) ||
			len(before) > 0 && strings.ContainsRune(".,-", rune(before[len(before)-1])) && digit(phrase[0])
		if !inside && !number {
			return true
		}
		from = i + 1
	}
}

func plain(s string) string {
	return strings.Join(strings.Fields(strings.ToLower(strings.ReplaceAll(s, "$", ""))), " ")
}

func digit(c byte) bool { return c >= '0' && c <= '9' }

// wordy reports whether s[i] is part of a word; beyond the ends it is not.
func wordy(s string, i int) bool {
	return i >= 0 && i < len(s) && (digit(s[i]) || s[i] >= 'a' && s[i] <= 'z' || s[i] >= 0x80)
}

// balance judges all choice questions together.
func (l *linter) balance(questions []*Question) {
	n, longest, keyed := 0, 0, map[string]int{}
	for _, q := range questions {
		if q.Type != Choices {
			continue
		}
		n++
		keyed[q.Keys[0]]++
		lengths := map[string]int{}
		for _, c := range q.Choices {
			lengths[c.ID] = len([]rune(c.Text))
		}
		if longestIs(q.Keys[0], lengths) {
			longest++
		}
	}
	if n < minForShares {
		return
	}
	for _, id := range letters {
		if share := float64(keyed[id]) / float64(n); share < minKeyShare || share > maxKeyShare {
			l.add("keys", "%s is the key of %.0f %% of the questions; %.0f to %.0f are asked", id, 100*share, 100*minKeyShare, 100*maxKeyShare)
		}
	}
	if share := float64(longest) / float64(n); share > maxLongestShare {
		l.add("choices", "the longest choice is the key in %.0f %% of the questions; at most %.0f are asked", 100*share, 100*maxLongestShare)
	}
}

func longestIs(key string, lengths map[string]int) bool {
	for id, n := range lengths {
		if id != key && n >= lengths[key] {
			return false
		}
	}
	return true
}
