package table

import (
	"cmp"
	"slices"

	"github.com/parquet-go/parquet-go"
)

// A leaf is a column of a Parquet file: the values at the end of a path through
// lists and structs, each with a repetition level (how many lists of the path it
// goes on in) and a definition level (how much of the path is there).
type leaf struct {
	path  []*Vector // from the column down to the values
	index int       // among all leaves
}

// leaves returns the batch's leaves in the order of the file.
func (b *Batch) leaves() (list []leaf) {
	var walk func(path []*Vector)
	walk = func(path []*Vector) {
		v := path[len(path)-1]
		switch v.kind {
		case KindList:
			walk(append(slices.Clone(path), v.item))
		case KindStruct:
			for _, f := range v.fields {
				walk(append(slices.Clone(path), f))
			}
		default:
			list = append(list, leaf{path: path, index: len(list)})
		}
	}
	for _, v := range b.columns {
		walk([]*Vector{v})
	}
	return list
}

// write gives a column its values chunk by chunk.
func (l leaf) write(w *parquet.ColumnWriter, chunks []int, values []parquet.Value) ([]parquet.Value, error) {
	from := 0
	for _, to := range chunks {
		values = values[:0]
		if len(l.path) == 1 {
			values = l.flat(values, from, to)
		} else {
			for i := from; i < to; i++ {
				values = l.append(values, 0, i, 0, 0, 0)
			}
		}
		if _, err := w.WriteRowValues(values); err != nil {
			return values, err
		}
		from = to
	}
	return values, w.Flush()
}

// flat appends the values of a column that is neither list nor struct: first
// all of them, nulls too, by a loop of their kind, then the levels. This is where
// most of the work on a table is done.
func (l leaf) flat(values []parquet.Value, from, to int) []parquet.Value {
	v := l.path[0]
	switch v.kind {
	case KindBool:
		for _, x := range v.bools[from:to] {
			values = append(values, parquet.BooleanValue(x))
		}
	case KindInt32:
		for _, x := range v.i32[from:to] {
			values = append(values, parquet.Int32Value(x))
		}
	case KindInt64, KindTimestamp:
		for _, x := range v.i64[from:to] {
			values = append(values, parquet.Int64Value(x))
		}
	case KindFloat64:
		for _, x := range v.f64[from:to] {
			values = append(values, parquet.DoubleValue(x))
		}
	default:
		for i := from; i < to; i++ {
			values = append(values, parquet.ByteArrayValue(v.TextAt(i)))
		}
	}
	if v.null {
		null := parquet.Value{}.Level(0, 0, l.index)
		for i, valid := range v.valid[from:to] {
			if valid {
				values[i] = values[i].Level(0, 1, l.index)
			} else {
				values[i] = null
			}
		}
	}
	return values
}

// append appends what stands below value i of the vector at a depth of the path.
// lists is the number of lists above it.
func (l leaf) append(values []parquet.Value, depth, i, rep, def, lists int) []parquet.Value {
	v := l.path[depth]
	if v.null {
		if !v.valid[i] {
			return append(values, parquet.Value{}.Level(rep, def, l.index))
		}
		def++
	}
	switch v.kind {
	case KindStruct:
		return l.append(values, depth+1, i, rep, def, lists)
	case KindList:
		from, to := v.ListAt(i)
		if from == to {
			return append(values, parquet.Value{}.Level(rep, def, l.index))
		}
		for k := from; k < to; k++ {
			values = l.append(values, depth+1, k, rep, def+1, lists+1)
			rep = lists + 1
		}
		return values
	}
	return append(values, v.value(i).Level(rep, def, l.index))
}

// value returns value i, which is not null.
func (v *Vector) value(i int) parquet.Value {
	switch v.kind {
	case KindBool:
		return parquet.BooleanValue(v.bools[i])
	case KindInt32:
		return parquet.Int32Value(v.i32[i])
	case KindInt64, KindTimestamp:
		return parquet.Int64Value(v.i64[i])
	case KindFloat64:
		return parquet.DoubleValue(v.f64[i])
	}
	return parquet.ByteArrayValue(v.TextAt(i))
}

// What a dictionary must save to be tried: values in it, and times that each is
// used, in the first row group.
const (
	dictionaryValues = 16 << 10
	dictionaryUses   = 4
)

// repeats reports whether few values of v are different.
func (v *Vector) repeats() bool {
	values := v.n
	for _, valid := range v.valid {
		if !valid {
			values--
		}
	}
	most := min(dictionaryValues, values/dictionaryUses)
	switch v.kind {
	case KindInt32:
		return few(v, v.i32, most)
	case KindInt64, KindTimestamp:
		return few(v, v.i64, most)
	case KindString, KindBytes, KindJSON:
		seen := make(map[string]struct{}, 64)
		for i := range v.n {
			if text := v.TextAt(i); !v.IsNull(i) {
				if _, ok := seen[string(text)]; !ok {
					seen[string(text)] = struct{}{}
				}
			}
			if len(seen) > most {
				return false
			}
		}
		return len(seen) > 0
	}
	return false
}

func few[T cmp.Ordered](v *Vector, values []T, most int) bool {
	seen := make(map[T]struct{}, 64)
	for i, x := range values {
		if !v.IsNull(i) {
			seen[x] = struct{}{}
		}
		if len(seen) > most {
			return false
		}
	}
	return len(seen) > 0
}

// parquetSchema returns the schema as Parquet has it: lists in three levels, each
// column with its encoding.
func parquetSchema(s *Schema, first *Batch) *parquet.Schema {
	root := ordered{Group: parquet.Group{}}
	for i, c := range s.columns {
		root.add(c.Name, columnNode(c, first.columns[i]))
	}
	return parquet.NewSchema(s.name, root)
}

func columnNode(c Column, v *Vector) parquet.Node {
	n := typeNode(c.Type, c.Encoding, v)
	if c.Nullable {
		return parquet.Optional(n)
	}
	return parquet.Required(n)
}

func typeNode(t Type, e Encoding, v *Vector) parquet.Node {
	var n parquet.Node
	switch t.kind {
	case KindBool:
		return parquet.Leaf(parquet.BooleanType)
	case KindInt32:
		n = parquet.Int(32)
	case KindInt64:
		n = parquet.Int(64)
	case KindFloat64:
		n = parquet.Leaf(parquet.DoubleType)
	case KindTimestamp:
		n = parquet.Timestamp(parquet.Microsecond)
	case KindString, KindJSON:
		n = parquet.String()
	case KindBytes:
		n = parquet.Leaf(parquet.ByteArrayType)
	case KindList:
		return parquet.List(parquet.Required(typeNode(t.Item(), e, v.item)))
	case KindStruct:
		g := ordered{Group: parquet.Group{}}
		for i, f := range t.fields {
			g.add(f.Name, columnNode(f, v.fields[i]))
		}
		return g
	}
	if e == Dictionary || e == Auto && v.repeats() {
		return parquet.Encoded(n, &parquet.RLEDictionary)
	}
	if k := t.kind; k == KindInt32 || k == KindInt64 || k == KindTimestamp {
		return parquet.Encoded(n, &parquet.DeltaBinaryPacked)
	}
	return parquet.Encoded(n, &parquet.Plain)
}

// ordered is a group whose fields stay in the order they were added, and not in
// that of their names.
type ordered struct {
	parquet.Group
	names []string
}

func (o *ordered) add(name string, n parquet.Node) {
	o.Group[name] = n
	o.names = append(o.names, name)
}

// Fields returns the fields in order.
func (o ordered) Fields() []parquet.Field {
	fields := o.Group.Fields()
	slices.SortFunc(fields, func(a, b parquet.Field) int {
		return cmp.Compare(slices.Index(o.names, a.Name()), slices.Index(o.names, b.Name()))
	})
	return fields
}
