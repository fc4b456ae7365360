package table

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// A Role says what a model may use a column for.
type Role string

// The roles.
const (
	ID          Role = "id"           // names a row or its owner; never a feature
	Context     Role = "context"      // known before the action
	Action      Role = "action"       // what was chosen, and with which probability
	Label       Role = "label"        // what is to be predicted
	PostOutcome Role = "post_outcome" // known after the action only; a leak when used as context
)

// Roles lists them all.
var Roles = []Role{ID, Context, Action, Label, PostOutcome}

// An Encoding says how a Parquet file stores a column of text or numbers.
type Encoding uint8

// The encodings.
const (
	Auto       Encoding = iota // a dictionary as long as it is small
	Dictionary                 // a dictionary, up to its hard limit
	Plain                      // none; saves looking for one where all values differ
)

// A Column is a named, typed column, or a field of a struct.
type Column struct {
	Name     string // letters, digits, underscores
	Type     Type
	Nullable bool
	Role     Role // needed, except for fields
	Doc      string
	Unit     string   // "ms", "log-odds"; empty where there is none
	Encoding Encoding // of no meaning for the values
}

// A Schema is an ordered list of columns. It does not change.
type Schema struct {
	name    string
	columns []Column
	index   map[string]int
}

// maxColumns keeps a schema readable by people and by every reader.
const maxColumns = 1000

var columnName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]{0,62}$`)

// NewSchema returns a schema, or what is wrong with it.
func NewSchema(name string, columns ...Column) (*Schema, error) {
	s := &Schema{name: name, columns: slices.Clone(columns), index: map[string]int{}}
	if name == "" {
		return nil, fmt.Errorf("table: a schema needs a name")
	}
	if len(columns) == 0 || len(columns) > maxColumns {
		return nil, fmt.Errorf("table: schema %s has %d columns; it needs 1 to %d", name, len(columns), maxColumns)
	}
	if err := checkColumns("", s.columns, 0); err != nil {
		return nil, fmt.Errorf("table: schema %s: %w", name, err)
	}
	for i, c := range s.columns {
		if !slices.Contains(Roles, c.Role) {
			return nil, fmt.Errorf("table: schema %s: column %s has no role", name, c.Name)
		}
		s.index[c.Name] = i
	}
	return s, nil
}

// MustSchema is NewSchema for schemas that stand in the code.
func MustSchema(name string, columns ...Column) *Schema {
	s, err := NewSchema(name, columns...)
	if err != nil {
		panic(err)
	}
	return s
}

func checkColumns(where string, columns []Column, depth int) error {
	seen := map[string]bool{}
	for _, c := range columns {
		if !columnName.MatchString(c.Name) {
			return fmt.Errorf("%s%q is no name for a column: letters, digits and underscores", where, c.Name)
		}
		// Some engines take names that differ in case only for the same.
		if l := strings.ToLower(c.Name); seen[l] {
			return fmt.Errorf("%s%s is there twice", where, c.Name)
		} else {
			seen[l] = true
		}
		if err := c.Type.check(where+c.Name, depth); err != nil {
			return err
		}
	}
	return nil
}

// Name returns the schema's name.
func (s *Schema) Name() string { return s.name }

// Columns returns the columns in order; they must not be changed.
func (s *Schema) Columns() []Column { return s.columns }

// Index returns the place of a column.
func (s *Schema) Index(name string) (int, bool) {
	i, ok := s.index[name]
	return i, ok
}

// Text is the canonical text of the schema: its name, then a line a column of
// name, type, a question mark if nullable, role and unit. What explains or
// stores a column (Doc, Encoding) is not in it.
func (s *Schema) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "table/1 %s\n", s.name)
	for _, c := range s.columns {
		fmt.Fprintf(&b, "%s %s%s %s %s\n", c.Name, c.Type, mark(c.Nullable), c.Role, c.Unit)
	}
	return b.String()
}

// Digest is the SHA-256 of Text, in hex.
func (s *Schema) Digest() string {
	sum := sha256.Sum256([]byte(s.Text()))
	return hex.EncodeToString(sum[:])
}

// columnJSON is a column as a file carries it.
type columnJSON struct {
	Name     string       `json:"name,omitempty"`
	Type     string       `json:"type"`
	Nullable bool         `json:"nullable,omitempty"`
	Role     Role         `json:"role,omitempty"`
	Unit     string       `json:"unit,omitempty"`
	Doc      string       `json:"doc,omitempty"`
	Item     *columnJSON  `json:"item,omitempty"`
	Fields   []columnJSON `json:"fields,omitempty"`
}

type schemaJSON struct {
	Name    string       `json:"name"`
	Columns []columnJSON `json:"columns"`
}

func (c Column) json() columnJSON {
	j := columnJSON{Name: c.Name, Type: c.Type.kind.String(), Nullable: c.Nullable, Role: c.Role, Unit: c.Unit, Doc: c.Doc}
	if c.Type.kind == KindList {
		item := Column{Type: c.Type.Item()}.json()
		j.Item = &item
	}
	for _, f := range c.Type.fields {
		j.Fields = append(j.Fields, f.json())
	}
	return j
}

func (j columnJSON) column(depth int) (Column, error) {
	c := Column{Name: j.Name, Nullable: j.Nullable, Role: j.Role, Unit: j.Unit, Doc: j.Doc}
	kind, ok := kindNamed(j.Type)
	if !ok || depth > maxDepth {
		return c, fmt.Errorf("column %s has the type %q", j.Name, j.Type)
	}
	c.Type.kind = kind
	if kind == KindList {
		if j.Item == nil {
			return c, fmt.Errorf("list %s has no item", j.Name)
		}
		item, err := j.Item.column(depth + 1)
		if err != nil {
			return c, err
		}
		c.Type.item = &item.Type
	}
	for _, f := range j.Fields {
		field, err := f.column(depth + 1)
		if err != nil {
			return c, err
		}
		c.Type.fields = append(c.Type.fields, field)
	}
	return c, nil
}

// MarshalJSON writes the schema so that UnmarshalSchema reads it: this is what
// a Parquet file carries under the key SchemaKey.
func (s *Schema) MarshalJSON() ([]byte, error) {
	j := schemaJSON{Name: s.name}
	for _, c := range s.columns {
		j.Columns = append(j.Columns, c.json())
	}
	return json.Marshal(j)
}

// UnmarshalSchema reads what MarshalJSON wrote.
func UnmarshalSchema(text []byte) (*Schema, error) {
	var j schemaJSON
	if err := json.Unmarshal(text, &j); err != nil {
		return nil, fmt.Errorf("table: reading a schema: %w", err)
	}
	columns := make([]Column, len(j.Columns))
	for i, c := range j.Columns {
		var err error
		if columns[i], err = c.column(0); err != nil {
			return nil, fmt.Errorf("table: reading a schema: %w", err)
		}
	}
	return NewSchema(j.Name, columns...)
}
