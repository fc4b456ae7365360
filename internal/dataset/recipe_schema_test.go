package dataset

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

var recipeSchemaPath = filepath.Join("..", "..", "docs", "formats", "recipe.schema.json")

func TestRecipeSchema(t *testing.T) {
	t.Parallel()
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	schema, err := compiler.Compile(recipeSchemaPath)
	if err != nil {
		t.Fatal(err)
	}
	says := func(text []byte) error {
		b, err := yaml.YAMLToJSON(text)
		if err != nil {
			return err
		}
		v, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
		if err != nil {
			return err
		}
		return schema.Validate(v)
	}
	for _, name := range BuiltIn() {
		text, err := BuiltInRecipe(name)
		if err != nil {
			t.Fatal(err)
		}
		r, err := ParseRecipe(text)
		if err != nil {
			t.Fatal(err)
		}
		whole, err := r.text() // as recipe.yaml of a package holds it
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range [][]byte{text, whole} {
			if err := says(text); err != nil {
				t.Errorf("the schema refuses the recipe %s: %v", name, err)
			}
		}
	}
	// The schema refuses what the program refuses, and nothing that it accepts.
	const good = "name: a-b\ntitle: T\npurpose: ai_training\nconfigs: [interactions]\nprivacy: {k: 5, free_text: true}\n"
	for _, text := range []string{good, good + "filter: {sections: [math], since: 2026-01-01T00:00:00Z}\n", good + "gates: {duplicates: {limit: .5}}\n",
		good + "audience: public\nreview: {by: data steward, sampled: 200, date: \"2026-02-01\"}\n"} {
		if _, err := ParseRecipe([]byte(text)); err != nil {
			t.Errorf("the program refuses %q: %v", text, err)
		}
		if err := says([]byte(text)); err != nil {
			t.Errorf("the schema refuses %q: %v", text, err)
		}
	}
	for _, c := range []struct{ old, new string }{
		{"title: T", "titel: T"}, {"title: T", "title: \" \""}, {"a-b", "A b"}, {"ai_training", "service"}, {"[interactions]", "[intractions]"}, {"[interactions]", "[]"},
		{"[interactions]", "[xapi, xapi]"}, {"k: 5", "k: 0"}, {"k: 5", "kay: 5"}, {"", "filtre: {}\n"}, {"", "filter: {section: [math]}\n"}, {"", "filter: {since: \"2026-02-01\"}\n"},
		{"", "origins: []\n"}, {"", "split: {train: 1.2, validation: -.1, test: -.1}\n"}, {"", "split: {train: 0, validation: .5, test: .5}\n"}, {"", "gates: {duplicates: {limit: -1}}\n"},
		{"", "gates: {duplicate: {limit: 1}}\n"}, {"", "audience: public\n"}, {"k: 5, free_text: true}", "k: 2}\naudience: public"}, {"free_text: true", "free_text: false}\nconfigs: [sft]\nx: {"},
		{"interactions", "sft]\nx: ["}, {"", "review: {by: x, sampled: 1, date: yesterday}\n"}, {"", "review: {by: x}\n"},
		{"[interactions]\nprivacy: {k: 5, free_text: true}", "[sft]\nprivacy: {k: 5, free_text: false}"}, {"ai_training\nconfigs: [interactions]", "research_export\nconfigs: [sft]"},
	} {
		text := strings.Replace(good, c.old, c.new, 1)
		if c.old == "" {
			text = good + c.new
		}
		if _, err := ParseRecipe([]byte(text)); err == nil {
			t.Errorf("the program accepts %q", text)
		}
		if err := says([]byte(text)); err == nil {
			t.Errorf("the schema accepts %q", text)
		}
	}

	sameFields(t, "recipe", schema, reflect.TypeFor[Recipe]())
	if got, want := fmt.Sprint(schema.Properties["configs"].Items2020.Enum.Values), fmt.Sprint(ShapeNames()); got != want {
		t.Errorf("the schema knows the configs %s, want %s", got, want)
	}
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "formats", "recipe.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range append(fieldsOf(reflect.TypeFor[Recipe]()), append(ShapeNames(), fieldsOf(reflect.TypeFor[Gates]())...)...) {
		if !strings.Contains(string(page), "`"+name+"`") {
			t.Errorf("recipe.md does not name %s", name)
		}
	}
}

// sameFields holds the fields of a schema against those of a type.
func sameFields(t *testing.T, where string, s *jsonschema.Schema, of reflect.Type) {
	t.Helper()
	if s.Ref != nil {
		s = s.Ref
	}
	if of.Kind() == reflect.Pointer {
		of = of.Elem()
	}
	if of.Kind() != reflect.Struct {
		return
	}
	want := fieldsOf(of)
	if got := slices.Sorted(maps.Keys(s.Properties)); !slices.Equal(got, slices.Sorted(slices.Values(want))) {
		t.Errorf("%s: the schema has the fields %v, the type %v", where, got, want)
		return
	}
	if s.AdditionalProperties != false {
		t.Errorf("%s: the schema lets other fields through", where)
	}
	for f := range of.Fields() {
		if name := f.Tag.Get("yaml"); name != "" {
			sameFields(t, where+"."+name, s.Properties[name], f.Type)
		}
	}
}

func fieldsOf(of reflect.Type) (names []string) {
	for f := range of.Fields() {
		if name := f.Tag.Get("yaml"); name != "" {
			names = append(names, name)
		}
	}
	return names
}
