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
		{"age bands as one writes them", good + "filter: {age_bands: [13_17, 18_plus]}\n", "", ""},
		{"age bands in quotes", good + "filter: {age_bands: [\"13_17\"]}\n", "", ""},
		{"an age for a band", good + "filter: {age_bands: [17]}\n", "filter.age_bands", "under_13, 13_17 and 18_plus"},
		{"unknown field", good + "filtre: {}\n", "filtre", `no field "filtre"`},
		{"unknown field inside", good + "filter: {section: [math]}\n", "section", `no field "section"`},
		{"a field twice", good + "title: U\n", "title", "stands there twice"},
		{"words for a number", good + "seed: many\n", "seed", `The field seed is a whole number, and "many" is none`},
		{"a number within a field", good + "outcome:\n  max_days: two\n", "max_days", `The field max_days is a number, and "two" is none`},
		{"maybe", strings.Replace(good, "free_text: true", "free_text: maybe", 1), "free_text", "true or false"},
		{"a number too large", good + "seed: 99999999999999999999\n", "seed", "too large"},
		{"one for a list", strings.Replace(good, "[interactions]", "interactions", 1), "configs", "a list, such as"},
		{"a number for fields", good + "filter: 3\n", "filter", "fields of its own"},
		{"a list for a text", strings.Replace(good, "title: T", "title: [T]", 1), "title", "a text"},
		{"a bad name says which", strings.Replace(good, "a-b", "Practice_Math", 1), "name", `The name "Practice_Math" cannot be`},
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
		{"a k with a point", strings.Replace(good, "k: 5", "k: 5.9", 1), "k", `The field k is a whole number, and "5.9" is none`},
		{"public with few learners", strings.Replace(good, "free_text: true", "free_text: false", 1) + "audience: public\ngates: {few_learners: {limit: 49}}\n", "gates.few_learners", "at most 0"},
		{"public with names", strings.Replace(good, "free_text: true", "free_text: false", 1) + "audience: public\ngates: {names_left: {then: warn}}\n", "gates.names_left", "then is stop"},
		{"internal with names", good + "gates: {names_left: {then: warn}}\n", "", ""},
		{"public words unread", good + "audience: public\n", "review", "200 turns"},
		{"public words read", good + "audience: public\nreview: {by: data steward, sampled: 200, date: \"2026-02-01\"}\n", "", ""},
		{"outcome window that ends before it begins", good + "outcome: {min_minutes: 30000, max_days: 14}\n", "outcome", "window"},
		{"outcome window without end", good + "outcome: {max_days: 1e300}\n", "outcome", "at most 3660"},
		{"aliases that stand for gigabytes", "name: &a b\n" + strings.Replace(good, "[interactions]", "[&b [a, a], &c [*b, *b], [*c, *c]]", 1), "", "no aliases"},
		{"too long", good + "description: " + strings.Repeat("x", 70_000) + "\n", "", "at most"},
		{"a word", "nope", "", "the name of a built-in one: everything, "},
		{"no YAML", "{", "", "no YAML that can be read"},
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
			case c.says == "" && err != nil:
				t.Errorf("refused: %v", err)
			case c.says != "" && (!strings.Contains(fault.Sentence(err), c.says) || fault.Field(err) != c.field):
				t.Errorf("says %q of %q, want %q of %q", fault.Sentence(err), fault.Field(err), c.says, c.field)
			}
		})
	}
}

func TestLinesOfWhatIsWrong(t *testing.T) {
	t.Parallel()
	const good = "name: a-b\ntitle: T\npurpose: ai_training\nconfigs: [interactions]\nprivacy:\n  k: 5\n"
	for _, c := range []struct {
		old, new string
		line     int
	}{
		{"title: T", "titel: T", 2}, {"k: 5", "k: many", 6}, {"k: 5", "kay: 5", 6}, {"a-b", "A b", 1}, {"k: 5", "k: 0", 6}, {"[interactions]", "interactions", 4}, {"purpose: ai_training", "purpose: [", 3},
	} {
		text := []byte(strings.Replace(good, c.old, c.new, 1))
		if _, err := ParseRecipe(text); err == nil || LineOf(text, err) != c.line {
			t.Errorf("%q is on line %d, want %d: %v", c.new, LineOf(text, err), c.line, err)
		}
	}
}

func TestOriginsAreAdded(t *testing.T) {
	t.Parallel()
	const text = "name: a-b\ntitle: T\npurpose: ai_training\nconfigs: [interactions]\norigins: [real, staff]\n"
	more, err := WithOrigins([]byte(text), "simulated", "staff")
	if err != nil {
		t.Fatal(err)
	}
	r, err := ParseRecipe(more)
	if err != nil || strings.Join(r.Origins, " ") != "real staff simulated" {
		t.Errorf("%v, %v", r.Origins, err)
	}
	if same, err := WithOrigins([]byte(text)); err != nil || string(same) != text {
		t.Errorf("none was named, and the recipe became %s: %v", same, err)
	}
	if _, err := WithOrigins([]byte(text), "invented"); fault.Field(err) != "origins" {
		t.Errorf("an origin that is none: %v", err)
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
