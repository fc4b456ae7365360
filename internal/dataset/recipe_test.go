package dataset_test

import (
	"strings"
	"testing"

	. "satprep/internal/dataset"
	"satprep/internal/fault"
)

func TestRecipes(t *testing.T) {
	t.Parallel()
	const good = "name: a-b\ntitle: T\npurpose: ai_training\nconfigs: [interactions]\nprivacy: {k: 5, free_text: true}\n"
	for _, c := range []struct{ name, text, field, says string }{
		{"as it is", good, "", ""},
		{"a filter that is known", good + "filter: {sections: [math], skills: [linear-functions], since: 2026-01-01T00:00:00Z}\n", "", ""},
		{"unknown field", good + "filtre: {}\n", "", "cannot be read"},
		{"unknown field inside", good + "filter: {section: [math]}\n", "", "cannot be read"},
		{"a field twice", good + "title: U\n", "", "cannot be read"},
		{"two recipes", good + "---\n" + good, "", "more than one"},
		{"no name", strings.Replace(good, "name: a-b", "name: \"\"", 1), "name", "lower-case"},
		{"a path as name", strings.Replace(good, "a-b", "../x", 1), "name", "lower-case"},
		{"purpose service", strings.Replace(good, "ai_training", "service", 1), "purpose", "research_export or ai_training"},
		{"unknown config", strings.Replace(good, "[interactions]", "[intractions]", 1), "configs", "There is no config"},
		{"config twice", strings.Replace(good, "[interactions]", "[interactions, interactions]", 1), "configs", "named twice"},
		{"no configs", strings.Replace(good, "[interactions]", "[]", 1), "configs", "at least one"},
		{"skill of another section", good + "filter: {sections: [rw], skills: [linear-functions]}\n", "filter.skills", "lets nothing"},
		{"until before since", good + "filter: {since: 2026-02-01T00:00:00Z, until: 2026-01-01T00:00:00Z}\n", "filter.until", "lets nothing"},
		{"a day as a time", good + "filter: {since: \"2026-02-01\"}\n", "filter.since", "A time is like"},
		{"shares of 1.1", good + "split: {train: .9, validation: .1, test: .1}\n", "split", "sum to 1"},
		{"a negative share", good + "split: {train: 1.2, validation: -.1, test: -.1}\n", "split", "sum to 1"},
		{"public with k 2", strings.Replace(good, "k: 5", "k: 2", 1) + "audience: public\n", "privacy.k", "5 or more"},
		{"public words unread", good + "audience: public\n", "review", "200 turns"},
		{"public words read", good + "audience: public\nreview: {by: data steward, sampled: 200, date: \"2026-02-01\"}\n", "", ""},
		{"outcome window that ends before it begins", good + "outcome: {min_minutes: 30000, max_days: 14}\n", "outcome", "window"},
		{"outcome window without end", good + "outcome: {max_days: 1e300}\n", "outcome", "at most 3660"},
		{"aliases that stand for gigabytes", "name: &a b\n" + strings.Replace(good, "[interactions]", "[&b [a, a], &c [*b, *b], [*c, *c]]", 1), "", "no aliases"},
		{"too long", good + "description: " + strings.Repeat("x", 70_000) + "\n", "", "at most"},
		{"no YAML", "{", "", "cannot be read"},
		{"a word", "foo", "", "in line 1: fields, one a line"},
		{"a list", "- a", "", "in line 1: fields, one a line"},
		{"a list for a truth", good + "filter: {screen_kinds: [a]}\n", "filter.screen_kinds", "in line 6: the field filter.screen_kinds is true or false."},
		{"a number for a truth", good + "filter:\n  screen_kinds: 3\n", "filter.screen_kinds", "in line 7: the field filter.screen_kinds is true or false."},
		{"a word for a number", good + "filter: {min_records: abc}\n", "filter.min_records", "a whole number"},
		{"a word for fields", good + "filter: foo\n", "filter", "fields, one a line"},
		{"fields for a list", good + "origins: {a: b}\n", "origins", "a list such as"},
		{"lists in a list", good + "origins: [[real]]\n", "origins[0]", "a text"},
		{"a list for a word", strings.Replace(good, "a-b", "[a]", 1), "name", "in line 1: the field name is a text"},
		{"too great a seed", good + "seed: 1e99\n", "seed", "a whole number"},
		{"a word for a share", good + "split: {train: most}\n", "split.train", "a number"},
		{"no end of a list", good + "origins: [\n", "", "in line 6: "},
		{"empty", "", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := ParseRecipe([]byte(c.text))
			switch {
			case c.name == "empty":
				if err == nil {
					t.Error("nothing is a recipe")
				}
			case strings.Contains(fault.Sentence(err), "Go ") || strings.Contains(fault.Sentence(err), "interface"):
				t.Errorf("speaks of the program: %s", fault.Sentence(err))
			case c.says == "" && err != nil:
				t.Errorf("refused: %v", err)
			case c.says != "" && (!strings.Contains(fault.Sentence(err), c.says) || fault.Field(err) != c.field):
				t.Errorf("says %q of %q, want %q of %q", fault.Sentence(err), fault.Field(err), c.says, c.field)
			}
		})
	}
}

func TestBuiltInRecipesAreGood(t *testing.T) {
	t.Parallel()
	for _, name := range BuiltIn() {
		text, err := BuiltInRecipe(name)
		if err != nil {
			t.Fatal(err)
		}
		r, err := ParseRecipe(text)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if r.Name != name {
			t.Errorf("the recipe %s calls itself %s", name, r.Name)
		}
	}
}

func FuzzRecipe(f *testing.F) {
	for _, name := range BuiltIn() {
		text, err := BuiltInRecipe(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		r, err := ParseRecipe(text)
		if err != nil {
			if fault.KindOf(err) == fault.Internal {
				t.Errorf("our fault: %v", err)
			}
			return
		}
		if _, err := r.Digest(); err != nil {
			t.Error(err)
		}
	})
}
