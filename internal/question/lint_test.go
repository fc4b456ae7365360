package question

import (
	"slices"
	"strings"
	"testing"
)

func sample(t testing.TB, skill string, typ Type) *Question {
	t.Helper()
	for _, q := range embeddedBank(t).Questions {
		if q.Skill == skill && q.Type == typ {
			clone := *q
			clone.Choices = slices.Clone(q.Choices)
			clone.Hints = slices.Clone(q.Hints)
			return &clone
		}
	}
	t.Fatalf("no question of %s", skill)
	return nil
}

func TestLintFinds(t *testing.T) {
	t.Parallel()
	words, typed, pair := sample(t, "words-in-context", Choices), sample(t, "percentages", Typed), sample(t, "cross-text-connections", Choices)
	for _, c := range []struct {
		from   *Question
		change func(q *Question)
		want   string
	}{
		{words, func(q *Question) { q.ID = "wic-001" }, "id: an id is"},
		{words, func(q *Question) { q.Family = "wic-m1" }, "family: "},
		{words, func(q *Question) { q.Genre = "sport" }, "genre: "},
		{words, func(q *Question) { q.Passage = "Too short." }, "passage: has 2 words"},
		{words, func(q *Question) { q.Passage = strings.Repeat("word ", 151) }, "passage: has 151 words"},
		{pair, func(q *Question) { q.Passage2 = strings.Repeat("word ", 180) }, "to 190 are asked"},
		{pair, func(q *Question) { q.Passage2 = "" }, "passage_2: "},
		{words, func(q *Question) { q.Stem += " It costs $5." }, "stem: a $ is missing"},
		{words, func(q *Question) { q.Stem += " $$x$$" }, "single dollars"},
		{words, func(q *Question) { q.Stem += " <b>bold</b>" }, "only markup"},
		{words, func(q *Question) { q.Stem += " <u>open" }, "only markup"},
		{words, func(q *Question) { q.Steps = []string{"So choice B is right.", "x"} }, "never named by letter"},
		{words, func(q *Question) { q.Steps = []string{"one"} }, "steps: "},
		{words, func(q *Question) { q.Hints = q.Hints[:1] }, "two levels"},
		{words, func(q *Question) { q.Hints[0].Variants = []string{"same", "same"} }, "level 1 needs two variants"},
		{words, func(q *Question) {
			key, _ := q.Choice(q.Keys[0])
			q.Hints[1] = Hint{2, []string{"Think of " + strings.ToUpper(key.Text) + ".", "Another way."}}
		}, "level 2 tells the key"},
		{words, func(q *Question) { q.Choices[0].Rationale = "No." }, "too short to teach"},
		{words, func(q *Question) { q.Choices[0].Misconception, q.Choices[1].Misconception = "x", "x" }, "the key has none"},
		{words, func(q *Question) {
			for i, text := range []string{"$3$", `$\frac{1}{2}$`, "12", `\$1,000`} {
				q.Choices[i].Text = text
			}
		}, "ascending"},
		{typed, func(q *Question) { q.Adjust = .25 }, "adjust: is a judgement in steps of a tenth"},
		{typed, func(q *Question) { q.Keys = []string{"2000/3"} }, "does not fit the box"},
		{typed, func(q *Question) { q.EntryErrors = nil }, "entry_errors: "},
		{typed, func(q *Question) { q.Rationale = "" }, "rationale: "},
		{typed, func(q *Question) { q.Genre = "science" }, "genre: "},
		{typed, func(q *Question) { q.Hints[0] = Hint{1, []string{"It is " + q.Keys[0] + ".", "Another way."}} }, "level 1 tells the key"},
	} {
		q := *c.from
		q.Choices, q.Hints = slices.Clone(q.Choices), slices.Clone(q.Hints)
		c.change(&q)
		if found := Lint([]*Question{&q}); !slices.ContainsFunc(found, func(f Finding) bool { return strings.Contains(f.String(), c.want) }) {
			t.Errorf("%q is not found in %v", c.want, found)
		}
	}
	kept, variant := *words, *words
	kept.Use, kept.Tags = Practice, nil
	variant.ID, variant.Stem, variant.Use, variant.Tags = "wic-aaaaaa", words.Stem+" ", Practice, []string{ReleasedTag}
	if found := Lint([]*Question{&kept, &variant}); len(found) != 1 || found[0].Field != "tags" {
		t.Errorf("a family that is released in part: %v", found)
	}
	if found := Lint([]*Question{words, words}); len(found) != 1 || found[0].Field != "stem" {
		t.Errorf("a question twice: %v", found)
	}
}

func TestLintFindsImbalance(t *testing.T) {
	t.Parallel()
	var questions []*Question
	for _, q := range embeddedBank(t).Questions {
		if q.Type == Choices && (q.Keys[0] != "A" || len(questions)%3 == 0) {
			questions = append(questions, q)
		}
	}
	if found := Lint(questions); len(found) == 0 || !strings.HasPrefix(found[0].String(), "keys: A is the key of") {
		t.Errorf("found %v", found)
	}
	questions = nil
	for i, q := range embeddedBank(t).Questions {
		clone := *q
		if clone.Choices = slices.Clone(q.Choices); q.Type == Choices && i%2 == 0 {
			clone.Choices[slices.Index(letters[:], q.Keys[0])].Text += strings.Repeat(" and more", 20)
		}
		questions = append(questions, &clone)
	}
	if found := Lint(questions); !slices.ContainsFunc(found, func(f Finding) bool { return f.ID == "" && f.Field == "choices" }) {
		t.Errorf("found %v", found)
	}
}

func TestMentions(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text, phrase string
		want         bool
	}{
		{"Think of $x = 12$.", "12", true},
		{"Think of $x=12$", "$12$", true},
		{"It is 12.", "12", true},
		{"It is 12, I think.", "12", true},
		{"It is 112.", "12", false},
		{"It is 12.5.", "12", false},
		{"It is 3.12.", "12", false},
		{"It is 1,200.", "1", false},
		{"It is $-12$.", "12", false},
		{"It is $-12$.", "-12", true},
		{"Use $12x$.", "12", false},
		{"Look for Detect here", "detect", true},
		{"undetected", "detect", false},
		{"detective", "detect", false},
		{"detective, detect", "detect", true},
		{"two  words\nhere", "Two words.", true},
		{"anything", "", false},
		{"", "x", false},
	} {
		if got := Mentions(c.text, c.phrase); got != c.want {
			t.Errorf("Mentions(%q, %q) = %v", c.text, c.phrase, got)
		}
	}
}
