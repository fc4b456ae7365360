package table

import (
	"encoding/json"
	"fmt"
	"strings"
)

// JSONSchema returns the JSON Schema (draft 2020-12) of a row as a line of JSON
// holds it: every column is there, also when it is null.
func (s *Schema) JSONSchema() ([]byte, error) {
	j := objectSchema(s.columns)
	j.Dialect, j.Title = "https://json-schema.org/draft/2020-12/schema", s.name
	return json.MarshalIndent(j, "", "  ")
}

// A jsonSchema has the keywords that are needed here, in a fixed order.
type jsonSchema struct {
	Dialect     string      `json:"$schema,omitempty"`
	Title       string      `json:"title,omitempty"`
	Description string      `json:"description,omitempty"`
	Type        any         `json:"type,omitempty"` // a name, or two where null is one
	Format      string      `json:"format,omitempty"`
	Encoding    string      `json:"contentEncoding,omitempty"`
	Media       string      `json:"contentMediaType,omitempty"`
	Minimum     *int64      `json:"minimum,omitempty"`
	Maximum     *int64      `json:"maximum,omitempty"`
	Items       *jsonSchema `json:"items,omitempty"`
	Properties  *properties `json:"properties,omitempty"`
	Required    []string    `json:"required,omitempty"`
	Additional  *bool       `json:"additionalProperties,omitempty"`
	Role        Role        `json:"x-role,omitempty"`
	Unit        string      `json:"x-unit,omitempty"`
}

// properties keep the order of the columns.
type properties []Column

// MarshalJSON writes an object, a member a column.
func (p properties) MarshalJSON() ([]byte, error) {
	b := []byte{'{'}
	for i, c := range p {
		if i > 0 {
			b = append(b, ',')
		}
		text, err := json.Marshal(c.jsonSchema())
		if err != nil {
			return nil, err
		}
		b = append(append(append(append(b, '"'), c.Name...), '"', ':'), text...)
	}
	return append(b, '}'), nil
}

func objectSchema(columns []Column) jsonSchema {
	p, no := properties(columns), false
	j := jsonSchema{Type: "object", Properties: &p, Additional: &no}
	for _, c := range columns {
		j.Required = append(j.Required, c.Name)
	}
	return j
}

func (c Column) jsonSchema() jsonSchema {
	j := c.Type.jsonSchema()
	j.Description, j.Role, j.Unit = c.Doc, c.Role, c.Unit
	if c.Nullable {
		j.Type = []any{j.Type, "null"}
	}
	return j
}

func (t Type) jsonSchema() (j jsonSchema) {
	switch t.kind {
	case KindBool:
		j.Type = "boolean"
	case KindInt32:
		lo, hi := int64(-1<<31), int64(1<<31-1)
		j.Type, j.Minimum, j.Maximum = "integer", &lo, &hi
	case KindInt64:
		j.Type = "integer"
	case KindFloat64:
		j.Type = "number"
	case KindString:
		j.Type = "string"
	case KindJSON:
		j.Type, j.Media = "string", "application/json"
	case KindBytes:
		j.Type, j.Encoding = "string", "base64"
	case KindTimestamp:
		j.Type, j.Format = "string", "date-time"
	case KindList:
		item := t.Item().jsonSchema()
		j.Type, j.Items = "array", &item
	case KindStruct:
		j = objectSchema(t.fields)
	}
	return j
}

// Features returns the value of features in a Hugging Face card's dataset_info:
// a YAML list, each line after indent spaces.
func (s *Schema) Features(indent int) string {
	var b strings.Builder
	features(&b, s.columns, strings.Repeat(" ", indent))
	return b.String()
}

// The form is what the datasets library writes itself: of a list the type of
// its items, of a struct its fields, both below the name.
func features(b *strings.Builder, columns []Column, pad string) {
	for _, c := range columns {
		fmt.Fprintf(b, "%s- name: %s\n", pad, yamlName(c.Name))
		feature(b, c.Type, pad+"  ")
	}
}

func feature(b *strings.Builder, t Type, pad string) {
	switch t.kind {
	case KindList:
		item := t.Item()
		switch item.kind {
		case KindStruct:
			fmt.Fprintf(b, "%slist:\n", pad)
			features(b, item.fields, pad)
		case KindList:
			fmt.Fprintf(b, "%slist:\n", pad)
			feature(b, item, pad+"  ")
		default:
			fmt.Fprintf(b, "%slist: %s\n", pad, item.kind.feature())
		}
	case KindStruct:
		fmt.Fprintf(b, "%sstruct:\n", pad)
		features(b, t.fields, pad)
	default:
		fmt.Fprintf(b, "%sdtype: %s\n", pad, t.kind.feature())
	}
}

// feature is the dtype of a datasets.Value.
func (k Kind) feature() string {
	switch k {
	case KindJSON:
		return "string"
	case KindBytes:
		return "binary"
	case KindTimestamp:
		return "timestamp[us, tz=UTC]"
	}
	return k.String()
}

// yamlName quotes the names that YAML 1.1 would read as something else.
func yamlName(name string) string {
	switch strings.ToLower(name) {
	case "y", "n", "yes", "no", "on", "off", "true", "false", "null":
		return `"` + name + `"`
	}
	return name
}

// CroissantType returns the value of dataType of a field in Croissant 1.1, and
// whether the field is repeated (a list). Of a struct it is "": its fields are
// sub-fields.
func (t Type) CroissantType() (dataType string, repeated bool) {
	switch t.kind {
	case KindBool:
		return "sc:Boolean", false
	case KindInt32:
		return "cr:Int32", false
	case KindInt64:
		return "cr:Int64", false
	case KindFloat64:
		return "cr:Float64", false
	case KindString, KindJSON, KindBytes:
		return "sc:Text", false
	case KindTimestamp:
		return "sc:DateTime", false
	case KindList:
		dataType, _ = t.Item().CroissantType()
		return dataType, true
	}
	return "", false
}

// Dictionary returns the column dictionary as a Markdown table, a line a column
// and below it its fields.
func (s *Schema) Dictionary() string {
	var b strings.Builder
	b.WriteString("| column | type | null | role | meaning |\n|---|---|---|---|---|\n")
	for _, c := range s.columns {
		c.dictionary(&b, "")
	}
	return b.String()
}

func (c Column) dictionary(b *strings.Builder, where string) {
	null := "no"
	if c.Nullable {
		null = "yes"
	}
	doc := c.Doc
	if c.Unit != "" {
		doc = strings.TrimSpace(doc + " Unit: " + c.Unit + ".")
	}
	fmt.Fprintf(b, "| `%s%s` | %s | %s | %s | %s |\n", where, c.Name, c.Type.outline(), null, c.Role, cell.Replace(doc))
	t, where := c.Type, where+c.Name
	for t.kind == KindList {
		t, where = t.Item(), where+"[]"
	}
	for _, f := range t.fields {
		f.dictionary(b, where+".")
	}
}

var cell = strings.NewReplacer("|", `\|`, "\n", " ")

// outline is the type without the fields of its structs.
func (t Type) outline() string {
	switch t.kind {
	case KindList:
		return "list of " + t.Item().outline()
	case KindTimestamp:
		return "timestamp, µs UTC"
	case KindJSON:
		return "string (JSON)"
	}
	return t.kind.String()
}
