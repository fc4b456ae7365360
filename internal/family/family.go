package family

import (
	"cmp"
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"satprep/internal/fault"
	"satprep/internal/question"
)

// A Family makes the variants of a question. Its texts have holes, filled with
// the values that Draw computes.
type Family struct {
	Name       string // lower case words with hyphens; part of what a seed means
	Skill      string // slug
	Difficulty question.Difficulty
	Adjust     float64 // harder or easier than typical of its difficulty
	Typed      bool    // the answer is typed, not chosen
	Context    bool    // set in a real-world situation
	Shows      bool    // the stem may print the key, as one of several candidates
	Any        bool    // any three wrong options will do, not the first three
	Tags       []string

	Draw   func(d *Draw) V
	Stem   string
	Key    Right
	Wrong  []Slip // at least three; three that differ are the options
	Hints  [2][]string
	Steps  []string
	Figure func(v V) *question.Figure
}

// Right is the key: its text, or the name of the value that is to be typed; and
// why it is right.
type Right struct{ Text, Why string }

// A Slip is a wrong option, or a typical wrong entry: its text or value, the
// misconception behind it, and what it does.
type Slip struct{ Text, Misconception, Why string }

// tries is how often a variant is drawn before its family is given up.
const tries = 2000

// Make makes the variant of a seed: a practice question in the bank's shape. The
// error says that the family cannot make variants, which is its author's
// mistake.
func (f *Family) Make(seed uint64) (_ *question.Question, err error) {
	defer fault.In(&err, "family.Make(%s, %d)", f.Name, seed)
	q, _, err := f.variant(seed)
	return q, err
}

// variant is Make, with the values.
func (f *Family) variant(seed uint64) (*question.Question, V, error) {
	d := newDraw(f.Name, seed)
	why := ""
	for range tries {
		v, ok := f.drawn(d)
		if !ok {
			why = "the draw is refused"
			continue
		}
		var q *question.Question
		if q, why = f.written(d, v); why != "" {
			continue
		}
		q.ID = f.id(seed)
		q.Tags = append(q.Tags, Made(f.Name, seed))
		line, err := question.Line(q)
		if err != nil {
			return nil, nil, err
		}
		q, _, err = question.ParseLine(line)
		return q, v, err
	}
	return nil, nil, fmt.Errorf("%d draws made no question; the last because: %s", tries, why)
}

func (f *Family) drawn(d *Draw) (v V, ok bool) {
	defer func() {
		if r := recover(); r != nil {
			if _, again := r.(redraw); !again {
				panic(r)
			}
		}
	}()
	return f.Draw(d), true
}

// written writes the question of the values, or says why they make none.
func (f *Family) written(d *Draw, v V) (*question.Question, string) {
	q := &question.Question{Family: f.ID(), Difficulty: f.Difficulty, Use: question.Practice, Adjust: f.Adjust, Tags: slices.Clone(f.Tags),
		Content: question.Content{Skill: f.Skill, Type: question.Choices, Context: f.Context, Stem: v.fill(f.Stem)}}
	for i, list := range f.Hints {
		q.Hints = append(q.Hints, question.Hint{Level: i + 1, Variants: v.fillAll(list)})
	}
	q.Steps = v.fillAll(f.Steps)
	if f.Figure != nil {
		q.Figure = f.Figure(v)
	}
	var why string
	if f.Typed {
		why = f.entries(q, v)
	} else {
		why = f.options(d, q, v)
	}
	if why != "" {
		return nil, why
	}
	key := keyText(q)
	if _, number := question.Numeric(key); number && !f.Shows && question.Mentions(q.Stem, key) {
		return nil, "the stem prints the key"
	}
	for _, h := range q.Hints {
		for _, text := range h.Variants {
			if question.Mentions(text, key) {
				return nil, "a hint tells the key"
			}
		}
	}
	return q, ""
}

func (v V) fillAll(texts []string) (filled []string) {
	for _, t := range texts {
		filled = append(filled, v.fill(t))
	}
	return filled
}

func keyText(q *question.Question) string {
	if c, ok := q.Choice(q.Keys[0]); ok {
		return c.Text
	}
	return q.Keys[0]
}

// options gives q its four choices: numbers ascend, others are shuffled.
func (f *Family) options(d *Draw, q *question.Question, v V) (why string) {
	choices := []question.Choice{{Text: v.fill(f.Key.Text), Rationale: v.fill(f.Key.Why)}}
	wrong := f.Wrong
	if f.Any {
		wrong = shuffled(d, slices.Clone(wrong)...)
	}
	for _, s := range wrong {
		c := question.Choice{Text: v.fill(s.Text), Rationale: v.fill(s.Why), Misconception: s.Misconception}
		if len(choices) < 4 && !slices.ContainsFunc(choices, func(x question.Choice) bool { return same(x.Text, c.Text) }) {
			choices = append(choices, c)
		}
	}
	if len(choices) < 4 {
		return "two options are the same"
	}
	key := choices[0].Text
	choices = shuffled(d, choices...)
	numbers := true
	for _, c := range choices {
		_, ok := size(c.Text)
		numbers = numbers && ok
	}
	if numbers {
		slices.SortFunc(choices, func(x, y question.Choice) int {
			a, _ := size(x.Text)
			b, _ := size(y.Text)
			return a.Cmp(b)
		})
	}
	for i := range choices {
		choices[i].ID = string(rune('A' + i))
		if choices[i].Text == key {
			q.Keys = []string{choices[i].ID}
		}
	}
	q.Choices = choices
	return ""
}

// size is what numbers, or multiples of π, are ordered by.
func size(text string) (*big.Rat, bool) {
	return question.Numeric(strings.Replace(text, `\pi`, "", 1))
}

// same reports whether two options are the same text or number.
func same(x, y string) bool {
	a, ok1 := question.Numeric(x)
	b, ok2 := question.Numeric(y)
	return x == y || ok1 && ok2 && a.Cmp(b) == 0
}

// entries gives q its key and the wrong entries that can be typed, two at least.
func (f *Family) entries(q *question.Question, v V) (why string) {
	q.Type = question.Typed
	key := entry(rat(v[f.Key.Text]))
	if err := question.CheckEntry(key); err != nil {
		return "the key does not fit the box"
	}
	q.Keys, q.Rationale = []string{key}, v.fill(f.Key.Why)
	seen := []string{key}
	for _, s := range f.Wrong {
		text := entry(rat(v[s.Text]))
		if question.CheckEntry(text) != nil || slices.Contains(seen, text) {
			continue
		}
		seen = append(seen, text)
		q.EntryErrors = append(q.EntryErrors, question.EntryError{Entry: text, Rationale: v.fill(s.Why), Misconception: s.Misconception})
	}
	if len(q.EntryErrors) < 2 {
		return "too few wrong entries"
	}
	return ""
}

// prefixes of ids by skill, as in the bank.
var prefixes = map[string]string{
	"linear-equations-in-one-variable": "leo", "linear-functions": "lfn", "linear-equations-in-two-variables": "let",
	"systems-of-two-linear-equations": "sys", "linear-inequalities": "ineq", "equivalent-expressions": "eqx",
	"nonlinear-equations-and-systems": "nle", "nonlinear-functions": "nlf", "ratios-rates-proportions-and-units": "rrp",
	"percentages": "pct", "one-variable-data": "ovd", "two-variable-data": "tvd", "probability": "prb",
	"inference-from-sample-statistics": "iss", "evaluating-statistical-claims": "esc", "area-and-volume": "avo",
	"lines-angles-and-triangles": "lat", "right-triangles-and-trigonometry": "rtt", "circles": "cir",
}

var alphabet = base32.StdEncoding.WithPadding(base32.NoPadding)

func (f *Family) hashed(parts string, n int) string {
	sum := sha256.Sum256([]byte(f.Name + parts))
	return prefixes[f.Skill] + "-" + strings.ToLower(alphabet.EncodeToString(sum[:]))[:n]
}

// ID is what the family is called in the bank.
func (f *Family) ID() string { return f.hashed("", 6) }

// id is what a variant is called: the same for ever, and with 8 characters
// unlikely to be that of another.
func (f *Family) id(seed uint64) string {
	return f.hashed("/"+string(binary.BigEndian.AppendUint64(nil, seed)), 8)
}

// Made is the tag of a variant: from it Remade makes the variant again.
func Made(name string, seed uint64) string {
	return "made:" + name + "/" + strconv.FormatUint(seed, 10)
}

// Remade makes the variant that a question was made as; made is false for a
// question that was written by hand.
func Remade(q *question.Question) (_ *question.Question, made bool, err error) {
	for _, tag := range q.Tags {
		rest, ok := strings.CutPrefix(tag, "made:")
		if !ok {
			continue
		}
		name, number, _ := strings.Cut(rest, "/")
		seed, err := strconv.ParseUint(number, 10, 64)
		if err != nil {
			return nil, true, fmt.Errorf("tag %q: %w", tag, err)
		}
		f, err := Find(name)
		if err != nil {
			return nil, true, err
		}
		q, err := f.Make(seed)
		return q, true, err
	}
	return nil, false, nil
}

// All returns the families in the order of their names.
func All() []*Family {
	var all []*Family
	for _, list := range families {
		for i := range list {
			all = append(all, &list[i])
		}
	}
	slices.SortFunc(all, func(x, y *Family) int { return cmp.Compare(x.Name, y.Name) })
	return all
}

// Find returns the family of that name; the fault (Missing) says where to look
// names up.
func Find(name string) (*Family, error) {
	for _, f := range All() {
		if f.Name == name {
			return f, nil
		}
	}
	return nil, fault.New(fault.Missing, "There is no family %.60q. satprep questions generate --list shows them all.", name)
}
