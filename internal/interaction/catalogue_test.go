package interaction

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

var update = flag.Bool("update", false, "write frozen examples of new kinds and their schemas")

// A frozen example is never rewritten: what was once logged must stay
// readable. -update only adds files that are missing.
func TestKindsAreFrozen(t *testing.T) {
	t.Parallel()
	for _, d := range Definitions {
		name := fmt.Sprintf("%s.v%d.json", d.Kind, d.Version)
		schema := filepath.Join("testdata", "kinds", "schema."+name)
		example := filepath.Join("testdata", "kinds", name)
		made, err := json.MarshalIndent(JSONSchema(d), "", " ")
		if err != nil {
			t.Fatal(err)
		}
		if *update {
			os.MkdirAll(filepath.Dir(schema), 0o755)
			if err := os.WriteFile(schema, append(made, '\n'), 0o644); err != nil {
				t.Fatal(err)
			}
			if _, err := os.Stat(example); os.IsNotExist(err) {
				b, _ := json.MarshalIndent(filled(reflect.TypeOf(d.Body)).Interface(), "", " ")
				if err := os.WriteFile(example, append(b, '\n'), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		}
		want, err := os.ReadFile(schema)
		if err != nil {
			t.Fatalf("%s: %v (a new kind: go test ./internal/interaction -update)", d.Kind, err)
		}
		if diff := cmp.Diff(string(bytes.TrimSpace(want)), string(made)); diff != "" {
			t.Errorf("schema of %s changed; a changed meaning is a new version\n%s", name, diff)
		}
		frozen, err := os.ReadFile(example)
		if err != nil {
			t.Fatal(err)
		}
		body, err := DecodeBody(d.Kind, d.Version, frozen, true)
		if err != nil {
			t.Errorf("%s can no longer be read: %v", name, err)
			continue
		}
		again, _ := json.Marshal(body)
		var compact bytes.Buffer
		if err := json.Compact(&compact, frozen); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(compact.String(), string(again)); diff != "" {
			t.Errorf("%s does not survive reading and writing: %s", name, diff)
		}
		check(t, name, made, frozen)
	}
}

func check(t *testing.T, name string, schema, example []byte) {
	t.Helper()
	s, err := jsonschema.UnmarshalJSON(bytes.NewReader(schema))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource(name, s); err != nil {
		t.Fatal(err)
	}
	compiled, err := c.Compile(name)
	if err != nil {
		t.Fatal(err)
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(example))
	if err != nil {
		t.Fatal(err)
	}
	if err := compiled.Validate(v); err != nil {
		t.Errorf("%s does not fit its schema: %v", name, err)
	}
}

// filled makes a value with something in every field.
func filled(t reflect.Type) reflect.Value {
	v := reflect.New(t).Elem()
	switch t.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(t.Elem()))
		v.Elem().Set(filled(t.Elem()))
	case reflect.Struct:
		for i := range t.NumField() {
			if t.Field(i).IsExported() {
				v.Field(i).Set(filled(t.Field(i).Type))
			}
		}
	case reflect.Slice:
		v.Set(reflect.Append(v, filled(t.Elem())))
	case reflect.Array:
		for i := range t.Len() {
			v.Index(i).SetUint(uint64(0x10 + i))
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(t))
		v.SetMapIndex(reflect.ValueOf("temperature"), reflect.ValueOf(0.5))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Float64:
		v.SetFloat(0.25)
	case reflect.String:
		v.SetString("example")
	case reflect.Int, reflect.Int32, reflect.Int64:
		v.SetInt(2)
	}
	return v
}

func FuzzDecodeBody(f *testing.F) {
	f.Add("practice.answered", []byte(`{"changes":[{"to":"B","ms":1200}]}`))
	f.Add("tutor.turn", []byte(`{"level":1,"arm":{},"propensity":1,"delivered":0,"source":"builtin"}`))
	f.Fuzz(func(t *testing.T, kind string, body []byte) {
		v, err := DecodeBody(Kind(kind), 0, body, true)
		if err != nil {
			return
		}
		if _, err := json.Marshal(v); err != nil {
			t.Errorf("what was read cannot be written: %v", err)
		}
	})
}
