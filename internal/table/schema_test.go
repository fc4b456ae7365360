package table

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

var update = flag.Bool("update", false, "write the golden files anew")

func sha(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

func TestSchemasAreChecked(t *testing.T) {
	t.Parallel()
	deep := Int64
	for range maxDepth + 1 {
		deep = ListOf(deep)
	}
	for _, c := range []struct {
		want    string
		columns []Column
	}{
		{"has 0 columns", nil},
		{`"" is no name`, []Column{{Type: Bool, Role: ID}}},
		{`"a b" is no name`, []Column{{Name: "a b", Type: Bool, Role: ID}}},
		{"A is there twice", []Column{{Name: "a", Type: Bool, Role: ID}, {Name: "A", Type: Bool, Role: ID}}},
		{"a: there is no type", []Column{{Name: "a", Role: ID}}},
		{"column a has no role", []Column{{Name: "a", Type: Bool}}},
		{"column a has no role", []Column{{Name: "a", Type: Bool, Role: "feature"}}},
		{"a: a struct needs a field", []Column{{Name: "a", Type: StructOf(), Role: ID}}},
		{"a[].x is there twice", []Column{{Name: "a", Type: ListOf(StructOf(Column{Name: "x", Type: Bool}, Column{Name: "x", Type: Bool})), Role: ID}}},
		{"a[]: there is no type", []Column{{Name: "a", Type: ListOf(Type{}), Role: ID}}},
		{"nested deeper", []Column{{Name: "a", Type: deep, Role: ID}}},
	} {
		if _, err := NewSchema("s", c.columns...); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, want %q", err, c.want)
		}
	}
	if _, err := NewSchema("", Column{Name: "a", Type: Bool, Role: ID}); err == nil {
		t.Error("a schema without a name was taken")
	}
}

func TestDigestIsOfWhatMatters(t *testing.T) {
	t.Parallel()
	base := Column{Name: "a", Type: ListOf(StructOf(Column{Name: "x", Type: Bool})), Role: Context, Unit: "ms", Doc: "What it is."}
	digest := func(c Column) string { return MustSchema("s", c).Digest() }
	for what, change := range map[string]func(*Column){
		"name":     func(c *Column) { c.Name = "b" },
		"type":     func(c *Column) { c.Type = ListOf(StructOf(Column{Name: "x", Type: Int32})) },
		"field":    func(c *Column) { c.Type = ListOf(StructOf(Column{Name: "x", Type: Bool, Nullable: true})) },
		"nullable": func(c *Column) { c.Nullable = true },
		"role":     func(c *Column) { c.Role = Label },
		"unit":     func(c *Column) { c.Unit = "s" },
	} {
		c := base
		if change(&c); digest(c) == digest(base) {
			t.Errorf("another %s has the same digest", what)
		}
	}
	c := base
	c.Doc, c.Encoding = "What it really is.", Plain
	if digest(c) != digest(base) {
		t.Error("a better sentence changes the digest")
	}
	if digest(base) != sha(MustSchema("s", base).Text()) {
		t.Error("the digest is not that of the text")
	}
}

func TestSchemaTravels(t *testing.T) {
	t.Parallel()
	text, err := json.Marshal(everything)
	if err != nil {
		t.Fatal(err)
	}
	back, err := UnmarshalSchema(text)
	if err != nil {
		t.Fatal(err)
	}
	if back.Text() != everything.Text() || back.Dictionary() != everything.Dictionary() {
		t.Errorf("it arrives as\n%s", back.Text())
	}
	for _, bad := range []string{"", "{}", `{"name":"s","columns":[{"name":"a","type":"list","role":"id"}]}`, `{"name":"s","columns":[{"name":"a","type":"decimal","role":"id"}]}`,
		`{"name":"s","columns":[{"name":"a","type":"list","role":"id","item":{"type":"what"}}]}`, `{"name":"s","columns":[{"name":"a","type":"struct","role":"id","fields":[{"name":"x","type":""}]}]}`} {
		if _, err := UnmarshalSchema([]byte(bad)); err == nil {
			t.Errorf("%s is a schema", bad)
		}
	}
}

// TestDescriptions compares what a schema says of itself with golden files.
func TestDescriptions(t *testing.T) {
	t.Parallel()
	schema, err := everything.JSONSchema()
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"everything.schema.json":   string(schema) + "\n",
		"everything.features.yaml": everything.Features(2),
		"everything.md":            everything.Dictionary(),
		"everything.txt":           everything.Text(),
	} {
		path := filepath.Join("testdata", name)
		if *update {
			if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), text); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestRowsAreWhatTheJSONSchemaSays(t *testing.T) {
	t.Parallel()
	text, err := everything.JSONSchema()
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("row.json", doc); err != nil {
		t.Fatal(err)
	}
	compiled, err := c.Compile("row.json")
	if err != nil {
		t.Fatal(err)
	}
	b := newGrower(30).rows(t, everything, 200, 200)[0]
	for i := range b.Rows() {
		row, err := jsonschema.UnmarshalJSON(bytes.NewReader(AppendRow(nil, b, i)))
		if err != nil {
			t.Fatal(err)
		}
		if err := compiled.Validate(row); err != nil {
			t.Fatalf("row %d: %v", i+1, err)
		}
		broken := row.(map[string]any)
		broken["id"] = nil
		if compiled.Validate(broken) == nil {
			t.Fatal("a null where there may be none is valid")
		}
	}
}

func TestFeaturesAreYAML(t *testing.T) {
	t.Parallel()
	s := MustSchema("s", Column{Name: "y", Type: ListOf(ListOf(Float64)), Role: ID},
		Column{Name: "messages", Type: ListOf(StructOf(Column{Name: "role", Type: String}, Column{Name: "no", Type: Timestamp})), Role: Context})
	var got any
	if err := yaml.Unmarshal([]byte("features:\n"+s.Features(0)), &got); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{"features": []any{
		map[string]any{"name": "y", "list": map[string]any{"list": "float64"}},
		map[string]any{"name": "messages", "list": []any{
			map[string]any{"name": "role", "dtype": "string"}, map[string]any{"name": "no", "dtype": "timestamp[us, tz=UTC]"}}},
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestCroissantTypes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		t    Type
		want string
		list bool
	}{
		{Bool, "sc:Boolean", false}, {Int32, "cr:Int32", false}, {Int64, "cr:Int64", false}, {Float64, "cr:Float64", false}, {String, "sc:Text", false},
		{JSON, "sc:Text", false}, {Bytes, "sc:Text", false}, {Timestamp, "sc:DateTime", false}, {ListOf(Int64), "cr:Int64", true}, {StructOf(Column{Name: "x", Type: Bool}), "", false},
	} {
		if got, list := c.t.CroissantType(); got != c.want || list != c.list {
			t.Errorf("%s: %s, %v", c.t, got, list)
		}
	}
}
