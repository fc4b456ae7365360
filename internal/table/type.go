package table

import (
	"fmt"
	"strings"
)

// A Kind is the outermost shape of a type.
type Kind uint8

// The kinds.
const (
	KindBool Kind = iota + 1
	KindInt32
	KindInt64
	KindFloat64   // always finite
	KindString    // UTF-8
	KindBytes     // any bytes; base64 where a format has only text
	KindTimestamp // microseconds since 1970 UTC; RFC 3339 where a format has only text
	KindJSON      // text that is a JSON value; a plain string to whoever reads the file
	KindList
	KindStruct
)

var kindNames = [...]string{"", "bool", "int32", "int64", "float64", "string", "bytes", "timestamp", "json", "list", "struct"}

// String returns the kind's name, as schemas are written with it.
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return "unknown"
}

func kindNamed(name string) (Kind, bool) {
	for k, n := range kindNames {
		if k > 0 && n == name {
			return Kind(k), true
		}
	}
	return 0, false
}

// A Type is the type of a column, of the items of a list, or of a field.
type Type struct {
	kind   Kind
	item   *Type
	fields []Column
}

// The types that have no parts.
var (
	Bool      = Type{kind: KindBool}
	Int32     = Type{kind: KindInt32}
	Int64     = Type{kind: KindInt64}
	Float64   = Type{kind: KindFloat64}
	String    = Type{kind: KindString}
	Bytes     = Type{kind: KindBytes}
	Timestamp = Type{kind: KindTimestamp}
	JSON      = Type{kind: KindJSON}
)

// ListOf is a list of items, none of which is null.
func ListOf(item Type) Type { return Type{kind: KindList, item: &item} }

// StructOf is a value of named fields. A field needs no role.
func StructOf(fields ...Column) Type {
	return Type{kind: KindStruct, fields: append([]Column(nil), fields...)}
}

// Kind returns the outermost shape.
func (t Type) Kind() Kind { return t.kind }

// Item returns the type of a list's items.
func (t Type) Item() Type {
	if t.item == nil {
		return Type{}
	}
	return *t.item
}

// Fields returns the fields of a struct; they must not be changed.
func (t Type) Fields() []Column { return t.fields }

// String writes the type out: list<struct<id:string,p:float64?>>, where a
// question mark says that a field is nullable.
func (t Type) String() string {
	switch t.kind {
	case KindList:
		return "list<" + t.Item().String() + ">"
	case KindStruct:
		parts := make([]string, len(t.fields))
		for i, f := range t.fields {
			parts[i] = f.Name + ":" + f.Type.String() + mark(f.Nullable)
		}
		return "struct<" + strings.Join(parts, ",") + ">"
	}
	return t.kind.String()
}

func mark(nullable bool) string {
	if nullable {
		return "?"
	}
	return ""
}

// maxDepth bounds lists in structs in lists.
const maxDepth = 8

func (t Type) check(where string, depth int) error {
	if depth > maxDepth {
		return fmt.Errorf("%s: nested deeper than %d", where, maxDepth)
	}
	switch t.kind {
	case KindList:
		return t.Item().check(where+"[]", depth+1)
	case KindStruct:
		if len(t.fields) == 0 {
			return fmt.Errorf("%s: a struct needs a field", where)
		}
		return checkColumns(where+".", t.fields, depth+1)
	case 0:
		return fmt.Errorf("%s: there is no type", where)
	}
	if int(t.kind) >= len(kindNames) {
		return fmt.Errorf("%s: type %d is unknown", where, t.kind)
	}
	return nil
}
