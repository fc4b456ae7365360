package question

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// No type that a learner's payload is made of has a place for a secret.
func TestShownHasNoPlaceForSecrets(t *testing.T) {
	t.Parallel()
	secret := []string{"key", "rationale", "difficult", "param", "use", "slot", "tag", "hint", "step", "misconception", "adjust", "family", "form", "pretest", "correct", "note", "version", "error", "fit"}
	seen := map[reflect.Type]bool{}
	var walk func(r reflect.Type)
	walk = func(r reflect.Type) {
		switch r.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Array:
			walk(r.Elem())
		case reflect.Struct:
			if seen[r] {
				return
			}
			seen[r] = true
			for i := range r.NumField() {
				f := r.Field(i)
				for _, word := range secret {
					if strings.Contains(strings.ToLower(f.Name+" "+f.Tag.Get("json")), word) {
						t.Errorf("%s.%s may carry a %s", r.Name(), f.Name, word)
					}
				}
				walk(f.Type)
			}
		case reflect.String:
		default:
			t.Errorf("a %s can hold anything", r)
		}
	}
	walk(reflect.TypeFor[Shown]())
	if len(seen) != 3 {
		t.Errorf("walked over %v", seen)
	}
}

// Nothing of the whole bank that is to be learned after the answer stands in
// what is shown before it.
func TestShownTellsNothing(t *testing.T) {
	t.Parallel()
	for _, q := range embeddedBank(t).Questions {
		text, err := json.Marshal(Show(q))
		if err != nil {
			t.Fatal(err)
		}
		shown := string(text)
		secrets := []string{q.SourceNote, q.Rationale}
		for _, s := range q.Steps { // the first may quote the text, the last say the key in its choice's words
			if !strings.Contains(q.Passage, s) && !slices.ContainsFunc(q.Choices, func(c Choice) bool { return c.Text == s }) {
				secrets = append(secrets, s)
			}
		}
		for _, c := range q.Choices {
			secrets = append(secrets, c.Rationale)
			if len(c.Misconception) > 8 {
				secrets = append(secrets, `"`+c.Misconception+`"`)
			}
		}
		for _, h := range q.Hints {
			secrets = append(secrets, h.Variants...)
		}
		for _, e := range q.EntryErrors {
			secrets = append(secrets, e.Rationale)
		}
		for _, s := range secrets {
			quoted, err := json.Marshal(s)
			if err != nil {
				t.Fatal(err)
			}
			if s != "" && strings.Contains(shown, strings.Trim(string(quoted), `"`)) {
				t.Errorf("%s shows %q", q.ID, s)
			}
		}
		if q.Type == Typed && strings.Contains(shown, `"choices":[{`) || q.Type == Choices && strings.Count(shown, `"id":`) != 5 {
			t.Errorf("%s shows the choices %s", q.ID, shown)
		}
	}
}

func TestShow(t *testing.T) {
	t.Parallel()
	q := &Question{ID: "x-1", Use: Pretest, Content: Content{Skill: "two-variable-data", Type: Typed, Stem: "How many?", Keys: []string{"4"},
		Figure: figure(t, `{"kind":"table","title":"T","columns":["a"],"rows":[["1"]],"alt":"A table."}`)}}
	q.settle()
	got, err := json.Marshal(Show(q))
	want := `{"id":"x-1","text":"How many?","section":"Math","domain":"Problem-Solving and Data Analysis","skill":"Two-variable data: Models and scatterplots",` +
		`"type":"spr","choices":[],"figure":{"kind":"table","title":"T","alt":"A table.","columns":["a"],"rows":[["1"]]}}`
	if err != nil || string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
