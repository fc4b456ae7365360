package dataset

import (
	"encoding/json"
	"fmt"
	"path"
	"strings"

	"satprep/internal/table"
)

// croissant writes croissant.json: Croissant 1.1 (MLCommons), JSON-LD that says
// which files there are, with their sums, and which fields.
func croissant(s *Sheet, dir string) ([]byte, error) {
	files, err := sumFolder(dir)
	if err != nil {
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
		{"url", "https://example.org/" + s.Recipe.Name},
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

// croissantContext is the context that the specification gives.
func croissantContext() node {
	return node{
		{"@language", "en"}, {"@vocab", "https://schema.org/"}, {"citeAs", "cr:citeAs"}, {"column", "cr:column"}, {"conformsTo", "dct:conformsTo"},
		{"cr", "http://mlcommons.org/croissant/"}, {"rai", "http://mlcommons.org/croissant/RAI/"}, {"data", node{{"@id", "cr:data"}, {"@type", "@json"}}},
		{"dataType", node{{"@id", "cr:dataType"}, {"@type", "@vocab"}}}, {"dct", "http://purl.org/dc/terms/"},
		{"examples", node{{"@id", "cr:examples"}, {"@type", "@json"}}}, {"extract", "cr:extract"}, {"field", "cr:field"}, {"fileProperty", "cr:fileProperty"},
		{"fileObject", "cr:fileObject"}, {"fileSet", "cr:fileSet"}, {"format", "cr:format"}, {"includes", "cr:includes"}, {"isLiveDataset", "cr:isLiveDataset"},
		{"jsonPath", "cr:jsonPath"}, {"key", "cr:key"}, {"md5", "cr:md5"}, {"parentField", "cr:parentField"}, {"path", "cr:path"}, {"recordSet", "cr:recordSet"},
		{"references", "cr:references"}, {"regex", "cr:regex"}, {"repeated", "cr:repeated"}, {"replace", "cr:replace"}, {"samplingRate", "cr:samplingRate"},
		{"sc", "https://schema.org/"}, {"separator", "cr:separator"}, {"source", "cr:source"}, {"subField", "cr:subField"}, {"transform", "cr:transform"},
		{"isArray", "cr:isArray"}, {"arrayShape", "cr:arrayShape"},
	}
}

func description(s *Sheet) string {
	if d := strings.TrimSpace(s.Recipe.Description); d != "" {
		return d
	}
	return s.Recipe.Title
}

func licence(s *Sheet) string {
	if s.Recipe.License != "" {
		return s.Recipe.License
	}
	return "Not for redistribution."
}

func usage(s *Sheet) string {
	return fmt.Sprintf("Only for the purpose %s, which the people in it agreed to as of %s (CONSENT.json). Do not try to identify anybody. When a later release lists records in REMOVED.jsonl, delete them.",
		s.Recipe.Purpose, s.Release.AsOf.Format("2006-01-02"))
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

// recordSets are a table of each config and split.
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
			var fields []node
			for _, col := range c.Shape.Schema.Columns() {
				fields = append(fields, field(id, f.Path, col))
			}
			list = append(list, node{{"@type", "cr:RecordSet"}, {"@id", id}, {"name", id}, {"description", c.Shape.About}, {"field", fields}})
		}
	}
	return list
}

// field describes a column; a struct's fields are its sub-fields.
func field(parent, file string, c table.Column) node {
	id := parent + "/" + c.Name
	o := node{{"@type", "cr:Field"}, {"@id", id}, {"name", id}, {"description", c.Doc}}
	kind, repeated := c.Type.CroissantType()
	if kind != "" {
		o = append(o, pair{"dataType", kind})
	}
	if repeated {
		o = append(o, pair{"repeated", true})
	}
	o = append(o, pair{"source", node{{"fileObject", node{{"@id", file}}}, {"extract", node{{"column", c.Name}}}}})
	t := c.Type
	if t.Kind() == table.KindList {
		t = t.Item()
	}
	var sub []node
	for _, f := range t.Fields() {
		f.Doc = f.Name + " of " + c.Name
		sub = append(sub, field(id, file, f))
	}
	if sub != nil {
		o = append(o, pair{"subField", sub})
	}
	return o
}
