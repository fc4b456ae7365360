package dataset

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/piprate/json-gold/ld"

	"satprep/internal/table"
)

// unplugged is a loader of documents that loads none.
type unplugged struct{}

func (unplugged) LoadDocument(u string) (*ld.RemoteDocument, error) {
	return nil, errors.New("croissant.json asks for " + u)
}

const (
	schemaOrg = "https://schema.org/"
	cr        = "http://mlcommons.org/croissant/"
)

// one is the single value of a property of an expanded node.
func one(t *testing.T, n map[string]any, property string) any {
	t.Helper()
	list, _ := n[property].([]any)
	if len(list) != 1 {
		t.Errorf("%v has %d values of %s", n["@id"], len(list), property)
		return nil
	}
	v, _ := list[0].(map[string]any)
	if value, there := v["@value"]; there {
		return value
	}
	return v
}

func nodes(n map[string]any, property string) (list []map[string]any) {
	values, _ := n[property].([]any)
	for _, v := range values {
		if m, ok := v.(map[string]any); ok {
			list = append(list, m)
		}
	}
	return list
}

func isA(n map[string]any, kind string) bool {
	types, _ := n["@type"].([]any)
	return len(types) == 1 && types[0] == kind
}

// What Croissant 1.1 requires, looked for in what its JSON-LD means and not in
// how it is written; and every field's source is a column of a file that is
// there.
func TestCroissant(t *testing.T) {
	t.Parallel()
	l := exampleStory(t)
	for _, shape := range shapes {
		if shape.Schema == nil {
			continue
		}
		c := cookShape(t, shape.Name, nil, l)
		sheet := &Sheet{Release: Release{Name: "told", Version: Version{2, 1, 0}, AsOf: storyStart}, Recipe: &Recipe{Name: "told", Title: "A story", Purpose: "ai_training"},
			Configs: []Described{{Shape: shape, Stats: c.stats}}}
		text, err := croissant(sheet, c.dir)
		if err != nil {
			t.Fatal(err)
		}
		var doc any
		if err := json.Unmarshal(text, &doc); err != nil {
			t.Fatal(err)
		}
		o := ld.NewJsonLdOptions("")
		o.DocumentLoader = unplugged{}
		expanded, err := ld.NewJsonLdProcessor().Expand(doc, o)
		if err != nil || len(expanded) != 1 {
			t.Fatalf("%s: %d nodes, %v", shape.Name, len(expanded), err)
		}
		root := expanded[0].(map[string]any)
		if !isA(root, schemaOrg+"Dataset") || one(t, root, "http://purl.org/dc/terms/conformsTo") != "http://mlcommons.org/croissant/1.1" {
			t.Errorf("%s: %v, %v", shape.Name, root["@type"], root["http://purl.org/dc/terms/conformsTo"])
		}
		for _, p := range []string{"name", "description", "url", "datePublished", "version"} {
			if v, _ := one(t, root, schemaOrg+p).(string); v == "" {
				t.Errorf("%s: no %s", shape.Name, p)
			}
		}
		for _, p := range []string{"license", "creator", "usageInfo"} {
			if n := nodes(root, schemaOrg+p); len(n) != 1 || one(t, n[0], schemaOrg+"name") == "" {
				t.Errorf("%s: %s is %v", shape.Name, p, n)
			}
		}
		if u, err := url.Parse(one(t, root, schemaOrg+"url").(string)); err != nil || !strings.HasSuffix(u.Host, ".invalid") {
			t.Errorf("%s: the package has no page, and its URL is %v", shape.Name, u)
		}
		columns := map[string]map[string]table.Type{} // by file
		for _, f := range nodes(root, schemaOrg+"distribution") {
			id := f["@id"].(string)
			path := filepath.Join(c.dir, filepath.FromSlash(id))
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if !isA(f, cr+"FileObject") || one(t, f, schemaOrg+"contentUrl") != id || one(t, f, schemaOrg+"encodingFormat") != "application/vnd.apache.parquet" ||
				one(t, f, schemaOrg+"sha256") != sum(b) || one(t, f, schemaOrg+"name") != filepath.Base(path) {
				t.Errorf("%s: %v", id, f)
			}
			r, err := table.OpenParquet(bytes.NewReader(b), int64(len(b)))
			if err != nil {
				t.Fatal(err)
			}
			columns[id] = map[string]table.Type{}
			for _, col := range r.Schema().Columns() {
				columns[id][col.Name] = col.Type
			}
			if there := r.Meta("canary") == (names{splits: storySplits}).canary("told"); there != strings.Contains(id, "/test-") {
				t.Errorf("%s: carries the canary: %v", id, there)
			}
			if r.Meta(table.ChecksumKey) == "" {
				t.Errorf("%s carries no checksums", id)
			}
			if err := r.Close(); err != nil {
				t.Error(err)
			}
		}
		if len(columns) != len(Splits) || len(nodes(root, cr+"recordSet")) != len(Splits) {
			t.Errorf("%s: %d files, %d record sets", shape.Name, len(columns), len(nodes(root, cr+"recordSet")))
		}
		for _, set := range nodes(root, cr+"recordSet") {
			fields := map[string]bool{}
			for _, f := range nodes(set, cr+"field") {
				fields[f["@id"].(string)] = true
				if i := strings.LastIndex(f["@id"].(string), "/"); f["@id"].(string)[:i] != set["@id"] {
					t.Errorf("the field %v is not below %v", f["@id"], set["@id"])
				}
				croissantField(t, f, columns, false)
			}
			if !isA(set, cr+"RecordSet") || len(fields) != len(shape.Schema.Columns()) {
				t.Errorf("%v is %v with %d fields", set["@id"], set["@type"], len(fields))
			}
			for _, k := range nodes(set, cr+"key") {
				if !fields[k["@id"].(string)] {
					t.Errorf("the key %v of %v is no field", k["@id"], set["@id"])
				}
			}
		}
	}
}

func croissantField(t *testing.T, f map[string]any, columns map[string]map[string]table.Type, sub bool) {
	t.Helper()
	source := nodes(f, cr+"source")
	if !isA(f, cr+"Field") || len(source) != 1 || len(nodes(source[0], cr+"fileObject")) != 1 || len(nodes(source[0], cr+"extract")) != 1 {
		t.Errorf("the field %v: %v", f["@id"], f)
		return
	}
	file, _ := nodes(source[0], cr+"fileObject")[0]["@id"].(string)
	column, _ := one(t, nodes(source[0], cr+"extract")[0], cr+"column").(string)
	kind, there := columns[file][column]
	if !there {
		t.Errorf("the field %v is from the column %q of %q, which is not there", f["@id"], column, file)
		return
	}
	subs, list := nodes(f, cr+"subField"), kind.Kind() == table.KindList && !sub
	if types := nodes(f, cr+"dataType"); len(subs) == 0 && len(types) != 1 || len(subs) > 0 && len(types) > 0 {
		t.Errorf("the field %v has the types %v and %d sub-fields", f["@id"], types, len(subs))
	}
	if list != (len(nodes(f, cr+"isArray")) == 1 && one(t, f, cr+"isArray") == true) {
		t.Errorf("the field %v of type %v: an array? %v", f["@id"], kind, f[cr+"isArray"])
	}
	for _, s := range subs {
		croissantField(t, s, columns, true)
	}
}

func sum(b []byte) string {
	s := sha256.Sum256(b)
	return hex.EncodeToString(s[:])
}
