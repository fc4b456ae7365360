package dataset

import (
	"encoding/json"
	"fmt"
	"net/url"
	"path"
	"strings"

	"satprep/internal/table"
)

// croissant writes croissant.json: Croissant 1.1 (MLCommons), JSON-LD that says
// which files there are, with their sums, and which fields.
func croissant(s *Sheet, dir string) ([]byte, error) {
	var files []File
	for _, c := range s.Configs {
		for _, f := range c.Files {
			if f.Kind == string(table.Parquet) { // what distribution tells of
				files = append(files, File{Path: f.Path})
			}
		}
	}
	if err := sumFiles(dir, files); err != nil {
		return nil, err
	}
	known := map[string]File{}
	for _, f := range files {
		known[f.Path] = f
	}
	doc := node{
		{"@context", croissantContext()},
		{"@type", "sc:Dataset"},
		{"conformsTo", "http://mlcommons.org/croissant/1.1"},
		{"name", s.Recipe.Name},
		{"description", description(s)},
		{"license", licence(s)},
		// The package has no page on the web: the name says which it is, and resolves
		// to nothing.
		{"url", packageURL(s)},
		{"creator", node{{"@type", "sc:Organization"}, {"name", "The operator of an instance of SAT Prep Suite"}}},
		{"version", s.Release.Version.String()},
		{"datePublished", s.Release.AsOf.Format("2006-01-02")},
		{"inLanguage", "en"},
		{"keywords", []string{"education", "SAT", "knowledge tracing", "tutoring"}},
		{"isLiveDataset", false},
		{"citeAs", fmt.Sprintf("%s, version %s (%d)", s.Recipe.Title, s.Release.Version, s.Release.AsOf.Year())},
		{"usageInfo", usage(s)},
		{"distribution", distribution(s, known)},
		{"recordSet", recordSets(s)},
	}
	b, err := json.MarshalIndent(doc, "", "  ")
	return append(b, '\n'), err
}

// packageURL names a release under .invalid, which is promised never to exist
// (RFC 2606); Croissant wants a URL of every dataset.
func packageURL(s *Sheet) string {
	return "https://satprep.invalid/datasets/" + s.Recipe.Name + "/" + s.Release.Version.String()
}

// A node is a JSON object whose members keep their order.
type node []pair

type pair struct {
	name  string
	value any
}

// MarshalJSON implements json.Marshaler.
func (o node) MarshalJSON() ([]byte, error) {
	var b strings.Builder
	b.WriteByte('{')
	for i, m := range o {
		if i > 0 {
			b.WriteByte(',')
		}
		name, err := json.Marshal(m.name)
		if err != nil {
			return nil, err
		}
		value, err := json.Marshal(m.value)
		if err != nil {
			return nil, err
		}
		b.Write(name)
		b.WriteByte(':')
		b.Write(value)
	}
	b.WriteByte('}')
	return []byte(b.String()), nil
}

// croissantContext is the context of the specification's first appendix, but
// with schema.org's names under https, as in its examples and in mlcroissant,
// which knows no others.
func croissantContext() node {
	n := node{{"@language", "en"}, {"@vocab", "https://schema.org/"}, {"sc", "https://schema.org/"}, {"cr", "http://mlcommons.org/croissant/"},
		{"rai", "http://mlcommons.org/croissant/RAI/"}, {"dct", "http://purl.org/dc/terms/"}, {"conformsTo", "dct:conformsTo"},
		{"data", node{{"@id", "cr:data"}, {"@type", "@json"}}}, {"dataType", node{{"@id", "cr:dataType"}, {"@type", "@vocab"}}},
		{"examples", node{{"@id", "cr:examples"}, {"@type", "@json"}}}}
	for _, term := range []string{"annotation", "arrayShape", "citeAs", "column", "containedIn", "equivalentProperty", "excludes", "extract", "field", "fileObject", "fileProperty",
		"fileSet", "format", "includes", "isArray", "isLiveDataset", "jsonPath", "key", "md5", "parentField", "readLines", "recordSet", "references", "regex", "sdVersion",
		"separator", "source", "subField", "transform", "unArchive", "value"} {
		n = append(n, pair{term, "cr:" + term})
	}
	return n
}

func description(s *Sheet) string {
	if d := strings.TrimSpace(s.Recipe.Description); d != "" {
		return d
	}
	return s.Recipe.Title
}

// licence is a URL as it is, and words as a work that is named by them.
func licence(s *Sheet) any {
	l := s.terms()
	if isURL(l) {
		return l
	}
	return node{{"@type", "sc:CreativeWork"}, {"name", l}}
}

// isURL reports whether a recipe's terms are a page to read.
func isURL(terms string) bool {
	u, err := url.Parse(terms)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != ""
}

func usage(s *Sheet) node {
	return node{{"@type", "sc:CreativeWork"}, {"name", "Consent: " + s.Recipe.Purpose},
		{"text", fmt.Sprintf("Only for the purpose %s, which the people in it agreed to as of %s (CONSENT.json). Do not try to identify anybody. When a later release lists records in REMOVED.jsonl, delete them.",
			s.Recipe.Purpose, s.Release.AsOf.Format("2006-01-02"))}}
}

func distribution(s *Sheet, known map[string]File) (list []node) {
	for _, c := range s.Configs {
		if c.Shape.Schema == nil {
			continue
		}
		for _, f := range c.Files {
			if f.Kind != "parquet" {
				continue
			}
			list = append(list, node{{"@type", "cr:FileObject"}, {"@id", f.Path}, {"name", path.Base(f.Path)}, {"contentUrl", f.Path},
				{"contentSize", fmt.Sprintf("%d B", known[f.Path].Bytes)}, {"encodingFormat", "application/vnd.apache.parquet"}, {"sha256", known[f.Path].SHA256}})
		}
	}
	return list
}

// recordSets are a table of each config and split, and of each file where there
// are several of one.
func recordSets(s *Sheet) (list []node) {
	for _, c := range s.Configs {
		if c.Shape.Schema == nil {
			continue
		}
		for _, f := range c.Files {
			if f.Kind != "parquet" {
				continue
			}
			id := c.Shape.Name + "/" + string(f.Split)
			if len(c.tablesIn(f.Split)) > 1 {
				id = c.Shape.Name + "/" + strings.TrimSuffix(path.Base(f.Path), ".parquet")
			}
			var fields []node
			for _, col := range c.Shape.Schema.Columns() {
				fields = append(fields, field(id, f.Path, "", col))
			}
			set := node{{"@type", "cr:RecordSet"}, {"@id", id}, {"name", id}, {"description", c.Shape.About}}
			if keys := recordKey(id, c.Shape); keys != nil {
				set = append(set, pair{"key", keys})
			}
			list = append(list, append(set, pair{"field", fields}))
		}
	}
	return list
}

// recordKey is what tells the rows of a config apart: its first column where
// that is the id of a record.
func recordKey(parent string, s Shape) []node {
	if c := s.Schema.Columns()[0]; c.Name == "id" {
		return []node{{{"@id", parent + "/" + c.Name}}}
	}
	return nil
}

// field describes a column; a struct's fields are its sub-fields, and stand in
// the same column.
func field(parent, file, column string, c table.Column) node {
	id := parent + "/" + c.Name
	o := node{{"@type", "cr:Field"}, {"@id", id}, {"name", id}, {"description", c.Doc}}
	kind, repeated := c.Type.CroissantType()
	if kind != "" {
		o = append(o, pair{"dataType", kind})
	}
	if repeated {
		o = append(o, pair{"isArray", true}, pair{"arrayShape", "-1"})
	}
	if column == "" {
		column = c.Name
	}
	o = append(o, pair{"source", node{{"fileObject", node{{"@id", file}}}, {"extract", node{{"column", column}}}}})
	t := c.Type
	if t.Kind() == table.KindList {
		t = t.Item()
	}
	var sub []node
	for _, f := range t.Fields() {
		f.Doc = f.Name + " of " + c.Name
		sub = append(sub, field(id, file, column, f))
	}
	if sub != nil {
		o = append(o, pair{"subField", sub})
	}
	return o
}
