package question

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"satprep/internal/fault"
)

const schemaPath = "../../docs/formats/question.schema.json"

func schema(t testing.TB) *jsonschema.Schema {
	t.Helper()
	s, err := jsonschema.NewCompiler().Compile(schemaPath)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func validate(s *jsonschema.Schema, line []byte) error {
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(line))
	if err != nil {
		return err
	}
	return s.Validate(v)
}

func embeddedLines(t testing.TB) [][]byte {
	t.Helper()
	text, err := embedded()
	if err != nil {
		t.Fatal(err)
	}
	return bytes.Split(bytes.TrimSpace(text), []byte("\n"))
}

func TestSchemaTakesTheBank(t *testing.T) {
	t.Parallel()
	s := schema(t)
	for i, line := range embeddedLines(t) {
		if err := validate(s, line); err != nil {
			t.Errorf("line %d: %.200s\n%v", i+1, line, err)
		}
	}
}

// The schema's properties are the fields of the types.
func TestSchemaNamesTheFields(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(schemaPath)
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Defs map[string]struct {
			Properties map[string]struct {
				Enum  []string
				Items struct{ Properties map[string]any }
			}
			Enum []string
		} `json:"$defs"`
	}
	if err := json.Unmarshal(bytes.ReplaceAll(text, []byte(`"enum": [1, 2]`), []byte(`"minimum": 1`)), &doc); err != nil {
		t.Fatal(err)
	}
	for name, v := range map[string]any{"question": Question{}, "choice": Choice{}, "entryError": EntryError{}, "hint": Hint{}, "figure": Figure{}, "series": Series{}, "skill": Skill{}} {
		got := map[string]bool{}
		for p := range doc.Defs[name].Properties {
			got[p] = true
		}
		if d := cmp.Diff(fieldNames(reflect.TypeOf(v)), got); d != "" {
			t.Errorf("%s (-type +schema)\n%s", name, d)
		}
	}
	for i, def := range []string{"rwSkill", "mathSkill"} {
		var slugs []string
		for _, d := range Sections[i].Domains {
			for _, k := range d.Skills {
				slugs = append(slugs, k.Slug)
			}
		}
		if d := cmp.Diff(slugs, doc.Defs[def].Enum); d != "" {
			t.Errorf("%s (-outline +schema)\n%s", def, d)
		}
	}
}

// object is a bank line as a JSON object that a test spoils.
func object(t *testing.T, skill string, typ Type) map[string]any {
	t.Helper()
	text, err := Line(sample(t, skill, typ))
	if err != nil {
		t.Fatal(err)
	}
	var v map[string]any
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func TestParseLineRefuses(t *testing.T) {
	t.Parallel()
	s := schema(t)
	first := func(v map[string]any, field string) map[string]any { return v[field].([]any)[0].(map[string]any) }
	for _, c := range []struct {
		field string
		typ   Type
		spoil func(v map[string]any)
		lax   bool // the schema cannot see it
	}{
		{"colour", Choices, func(v map[string]any) { v["colour"] = "red" }, false},
		{"Stem", Choices, func(v map[string]any) { v["Stem"] = v["stem"]; delete(v, "stem") }, false},
		{"stem", Choices, func(v map[string]any) { v["stem"] = "" }, false},
		{"stem", Choices, func(v map[string]any) { v["stem"] = 3 }, false},
		{"id", Choices, func(v map[string]any) { v["id"] = "a b" }, false},
		{"id", Choices, func(v map[string]any) { v["id"] = "../../x" }, false},
		{"id", Choices, func(v map[string]any) { v["id"] = strings.Repeat("x", 41) }, false},
		{"family", Choices, func(v map[string]any) { delete(v, "family") }, false},
		{"skill", Choices, func(v map[string]any) { v["skill"] = "algebra" }, false},
		{"difficulty", Choices, func(v map[string]any) { v["difficulty"] = "extreme" }, false},
		{"use", Choices, func(v map[string]any) { v["use"] = "exam" }, false},
		{"slot", Choices, func(v map[string]any) { v["use"], v["slot"] = "practice", "m1" }, false},
		{"slot", Choices, func(v map[string]any) { v["use"] = "form"; delete(v, "slot") }, false},
		{"slot", Choices, func(v map[string]any) { v["use"], v["slot"] = "form", "m3" }, false},
		{"tags", Choices, func(v map[string]any) {
			v["use"], v["tags"] = "pretest", []string{"released"}
			delete(v, "slot")
			delete(v, "form")
		}, true},
		{"form", Choices, func(v map[string]any) { v["use"], v["form"] = "practice", "2"; delete(v, "slot") }, false},
		{"adjust", Choices, func(v map[string]any) { v["adjust"] = .5 }, false},
		{"adjust", Choices, func(v map[string]any) { v["adjust"] = "hard" }, false},
		{"type", Choices, func(v map[string]any) { v["type"] = "essay" }, false},
		{"choices", Choices, func(v map[string]any) { v["choices"] = v["choices"].([]any)[:3] }, false},
		{"choices", Choices, func(v map[string]any) { first(v, "choices")["id"] = "B" }, false},
		{"choices", Choices, func(v map[string]any) { first(v, "choices")["text"] = "" }, false},
		{"choices", Choices, func(v map[string]any) {
			first(v, "choices")["text"] = v["choices"].([]any)[1].(map[string]any)["text"]
		}, true},
		{"weight", Choices, func(v map[string]any) { first(v, "choices")["weight"] = 1 }, false},
		{"keys", Choices, func(v map[string]any) { v["keys"] = []string{"E"} }, false},
		{"keys", Choices, func(v map[string]any) { v["keys"] = []string{"A", "B"} }, false},
		{"keys", Choices, func(v map[string]any) { v["keys"] = []string{} }, false},
		{"rationale", Choices, func(v map[string]any) { v["rationale"] = "Because." }, false},
		{"hints", Choices, func(v map[string]any) { first(v, "hints")["level"] = 3 }, false},
		{"hints", Choices, func(v map[string]any) { first(v, "hints")["variants"] = []string{} }, false},
		{"steps", Choices, func(v map[string]any) { v["steps"] = []string{""} }, false},
		{"figure", Choices, func(v map[string]any) { v["figure"] = map[string]any{"kind": "pie", "alt": "a"} }, false},
		{"figure", Choices, func(v map[string]any) {
			v["figure"] = map[string]any{"kind": "geometry", "svg": "<svg onload='x()' viewBox='0 0 1 1'></svg>", "alt": "a"}
		}, true},
		{"keys", Typed, func(v map[string]any) { v["keys"] = []string{"x"} }, false},
		{"keys", Typed, func(v map[string]any) { v["keys"] = []string{"1/1000000"} }, true},
		{"keys", Typed, func(v map[string]any) { v["keys"] = []string{"123456"} }, true},
		{"keys", Typed, func(v map[string]any) { v["keys"] = []string{"5/0"} }, true},
		{"choices", Typed, func(v map[string]any) {
			v["choices"] = []any{map[string]any{"id": "A", "text": "a"}}
		}, false},
		{"entry_errors", Typed, func(v map[string]any) { first(v, "entry_errors")["entry"] = "3%" }, false},
		{"entry_errors", Typed, func(v map[string]any) { first(v, "entry_errors")["entry"] = v["keys"].([]any)[0] }, true},
	} {
		skill := "percentages"
		v := object(t, skill, c.typ)
		c.spoil(v)
		text, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := ParseLine(text); !fault.Is(err, fault.Invalid) || fault.Field(err) != c.field {
			t.Errorf("%s is not refused: %v (field %q) %.120s", c.field, err, fault.Field(err), text)
		}
		if err := validate(s, text); (err == nil) != c.lax {
			t.Errorf("the schema on %s: %v", c.field, err)
		}
	}
	rw := object(t, "transitions", Choices)
	delete(rw, "passage")
	text, _ := json.Marshal(rw)
	if _, _, err := ParseLine(text); fault.Field(err) != "passage" || validate(s, text) == nil {
		t.Errorf("no passage: %v", err)
	}
	for _, text := range []string{"", "{", "[]", "3", `"x"`, "null", "{} {}", `{"strategy":"s"}`, `{"skill":"circles","strategy":""}`,
		`{"skill":"circles","strategy":"s","examples":[{"difficulty":"easy","question":"","solution":["x"]}]}`, "{\"id\":\"\xff\"}", `{"id":"a","stem":"\u0000"}`} {
		if q, sk, err := ParseLine([]byte(text)); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s gives %v %v %v", text, q, sk, err)
		}
	}
}

func TestReadAllTakesTheRest(t *testing.T) {
	t.Parallel()
	lines := embeddedLines(t)
	text := fmt.Sprintf("%s\r\n\n{bad\n%s\n%s\n{\"id\":%q}\n%s", lines[0], lines[1], lines[0], strings.Repeat("x", MaxLine), lines[2])
	f, err := ReadAll(iotest.OneByteReader(strings.NewReader(text)))
	if err != nil {
		t.Fatal(err)
	}
	if len(f.Questions) != 3 || len(f.Bad) != 3 || f.Bad[0].Line != 3 || f.Bad[1].Line != 5 || f.Bad[1].Field != "id" || f.Bad[2].Line != 6 || !strings.Contains(f.Bad[2].Why, "256 KiB") {
		t.Errorf("%d questions, bad lines %+v", len(f.Questions), f.Bad)
	}
	if err := f.Err(); !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Sentence(err), "line 3") {
		t.Errorf("got %v", err)
	}
	if _, err := ReadAll(strings.NewReader(strings.Repeat("x\n", maxBad+1))); !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Sentence(err), "line 1:") {
		t.Errorf("got %v", err)
	}
	broken := errors.New("broken")
	if _, err := ReadAll(io.MultiReader(strings.NewReader("{}\n"), iotest.ErrReader(broken))); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
}

// What is exported is read again as it was, and written again as it was.
func TestExportReadsBack(t *testing.T) {
	t.Parallel()
	b := embeddedBank(t)
	var first, second bytes.Buffer
	if err := b.Export(&first); err != nil {
		t.Fatal(err)
	}
	f, err := ReadAll(bytes.NewReader(first.Bytes()))
	if err != nil || f.Err() != nil {
		t.Fatal(err, f.Err())
	}
	if d := cmp.Diff(b.Questions, f.Questions); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(b.Skills(), f.Skills); d != "" {
		t.Error(d)
	}
	again := NewBank(f.Questions, f.Skills)
	if again.Version != b.Version || again.ParamsVersion != b.ParamsVersion {
		t.Error("the versions differ")
	}
	if err := again.Export(&second); err != nil || !bytes.Equal(first.Bytes(), second.Bytes()) {
		t.Errorf("the second export differs, %v", err)
	}
	s := schema(t)
	for _, line := range bytes.Split(bytes.TrimSpace(first.Bytes()), []byte("\n")) {
		if err := validate(s, line); err != nil {
			t.Errorf("%.100s: %v", line, err)
		}
	}
}

// A version is a hash of content alone, and changes with all of it.
func TestVersionOf(t *testing.T) {
	t.Parallel()
	q := sample(t, "percentages", Choices)
	if q.Version != must(VersionOf(&q.Content)) || len(q.Version) != 16 {
		t.Errorf("version %q", q.Version)
	}
	v := reflect.ValueOf(&q.Content).Elem()
	for i := range v.NumField() {
		field := v.Field(i)
		before := reflect.ValueOf(field.Interface())
		if field.IsZero() {
			switch field.Kind() {
			case reflect.String:
				field.SetString("x")
			case reflect.Bool:
				field.SetBool(true)
			case reflect.Pointer:
				field.Set(reflect.New(field.Type().Elem()))
			case reflect.Slice:
				field.Set(reflect.MakeSlice(field.Type(), 1, 1))
			}
		} else {
			field.SetZero()
		}
		if must(VersionOf(&q.Content)) == q.Version {
			t.Errorf("%s does not change the version", v.Type().Field(i).Name)
		}
		field.Set(before)
	}
	if must(VersionOf(&q.Content)) != q.Version {
		t.Error("the version is not a function of the content")
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func FuzzParseLine(f *testing.F) {
	for _, line := range embeddedLines(f)[:12] {
		f.Add(line)
	}
	f.Add([]byte(`{"id":"a","family":"a","skill":"circles","difficulty":"easy","use":"practice","type":"spr","stem":"s","keys":["-0.5"],"tags":[],"hints":[],"figure":{"kind":"scatter","alt":"a","series":[{"points":[[-0,1e3]]}]}}`))
	f.Add([]byte(`{"skill":"circles","strategy":"s","examples":[]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		q, s, err := ParseLine(text)
		if err != nil {
			if !fault.Is(err, fault.Invalid) || q != nil || s != nil {
				t.Fatalf("%v", err)
			}
			return
		}
		var v any = s
		if q != nil {
			v = q
			Lint([]*Question{q})
			if _, err := json.Marshal(Show(q)); err != nil {
				t.Fatal(err)
			}
		}
		again, err := line(v)
		if err != nil {
			t.Fatal(err)
		}
		q2, s2, err := ParseLine(again)
		if err != nil {
			t.Fatalf("%s is written as %s, which is refused: %v", text, again, err)
		}
		if d := cmp.Diff(q, q2); d != "" {
			t.Fatal(d)
		}
		if d := cmp.Diff(s, s2); d != "" {
			t.Fatal(d)
		}
	})
}

// The page's examples are lines of the format.
func TestPageExamples(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../docs/formats/question.md")
	if err != nil {
		t.Fatal(err)
	}
	parts := strings.Split(string(page), "```")
	for i := 1; i < len(parts); i += 2 {
		text := []byte(strings.ReplaceAll(strings.TrimPrefix(parts[i], "json"), "\n", " "))
		q, _, err := ParseLine(text)
		if err == nil {
			err = validate(schema(t), text)
		}
		if err != nil {
			t.Errorf("%s: %v", text, err)
		}
		if q != nil {
			for _, f := range Lint([]*Question{q}) {
				t.Error(f)
			}
		}
	}
	if len(parts) != 5 {
		t.Errorf("%d examples", len(parts)/2)
	}
}

func TestParseLineOfAnotherForm(t *testing.T) {
	t.Parallel()
	_, _, err := ParseLine([]byte(`[]`))
	if why := fault.Sentence(err); !fault.Is(err, fault.Invalid) || !strings.Contains(why, "an object {…}, not a JSON array") {
		t.Errorf("%q", why)
	}
}
