package table

import "fmt"

// The size at which a batch is full: small enough to stay in a processor's
// cache, large enough that a call to Write costs nothing.
const (
	batchRows  = 1024
	batchBytes = 1 << 20
)

// A Batch holds rows, column by column. It is used by one goroutine at a time,
// and again after Reset.
type Batch struct {
	schema  *Schema
	columns []*Vector
	shared  account
	rows    int
	first   int64   // rows before this batch, for errors
	sizes   []int64 // bytes up to and with each row
}

// NewBatch returns an empty batch.
func NewBatch(s *Schema) *Batch {
	b := &Batch{schema: s}
	for _, c := range s.columns {
		b.columns = append(b.columns, newVector(c.Name, c.Type, c.Nullable, &b.shared))
	}
	return b
}

// Schema returns what the batch holds rows of.
func (b *Batch) Schema() *Schema { return b.schema }

// Col returns column i, to append the next row's value to, or to read.
func (b *Batch) Col(i int) *Vector { return b.columns[i] }

// Rows returns the number of rows.
func (b *Batch) Rows() int { return b.rows }

// EndRow ends a row. Columns that got no value are null. An error names the
// column and the row (the first one of a batch that was never reset is row 1);
// the row is then not in the batch, and the next one may follow.
func (b *Batch) EndRow() error {
	for _, v := range b.columns {
		if v.n != b.rows+1 || v.kind >= KindList {
			v.fill(b.rows + 1)
		}
	}
	if err := b.shared.err; err != nil {
		b.Discard()
		b.first++ // it was a row, and the next one is another
		return fmt.Errorf("table: row %d of %s: %w", b.first+int64(b.rows), b.schema.name, err)
	}
	b.rows++
	b.sizes = append(b.sizes, b.shared.size)
	return nil
}

// Discard forgets what was appended since the last EndRow.
func (b *Batch) Discard() {
	for _, v := range b.columns {
		v.truncate(b.rows)
	}
	b.shared = account{}
	if b.rows > 0 {
		b.shared.size = b.sizes[b.rows-1]
	}
}

// Size returns the bytes of all values.
func (b *Batch) Size() int64 {
	if b.rows == 0 {
		return 0
	}
	return b.sizes[b.rows-1]
}

// Full reports whether it is time to write the batch.
func (b *Batch) Full() bool { return b.rows >= batchRows || b.Size() >= batchBytes }

// Reset empties the batch and keeps its memory.
func (b *Batch) Reset() {
	b.first += int64(b.rows)
	b.rows, b.sizes = 0, b.sizes[:0]
	b.Discard()
}

// After empties the batch, keeps its memory and returns it; its rows come after
// those of other, for who fills two by turns.
func (b *Batch) After(other *Batch) *Batch {
	b.Reset()
	b.first = other.first + int64(other.rows)
	return b
}

// truncate keeps the first n values.
func (v *Vector) truncate(n int) {
	v.n, v.open = n, false
	cut := func(have int) int { return min(n, have) }
	v.valid, v.bools, v.i32 = v.valid[:cut(len(v.valid))], v.bools[:cut(len(v.bools))], v.i32[:cut(len(v.i32))]
	v.i64, v.f64, v.ends = v.i64[:cut(len(v.i64))], v.f64[:cut(len(v.f64))], v.ends[:cut(len(v.ends))]
	last := 0
	if n > 0 && len(v.ends) > 0 {
		last = int(v.ends[len(v.ends)-1])
	}
	switch v.kind {
	case KindString, KindBytes, KindJSON:
		v.data = v.data[:last]
	case KindList:
		v.item.truncate(last)
	case KindStruct:
		for _, f := range v.fields {
			f.truncate(n)
		}
	}
}

// sizeUpTo returns the bytes of the first n rows.
func (b *Batch) sizeUpTo(n int) int64 {
	if n == 0 {
		return 0
	}
	return b.sizes[n-1]
}

// chunks returns where the chunks of a batch end.
func (b *Batch) chunks() (ends []int) {
	start := 0
	for i := range b.rows {
		if i+1-start >= chunkRows || b.sizes[i]-b.sizeUpTo(start) >= chunkBytes || i+1 == b.rows {
			ends = append(ends, i+1)
			start = i + 1
		}
	}
	return ends
}

// add appends the rows from from to to of another batch of the same schema.
func (b *Batch) add(other *Batch, from, to int) {
	for k, v := range b.columns {
		v.add(other.columns[k], from, to)
	}
	base := b.shared.size - other.sizeUpTo(from)
	for _, size := range other.sizes[from:to] {
		b.sizes = append(b.sizes, base+size)
	}
	b.rows += to - from
	b.shared.size = b.Size()
}

func (v *Vector) add(o *Vector, from, to int) {
	if from == to {
		return
	}
	if v.null {
		v.valid = append(v.valid, o.valid[from:to]...)
	}
	v.n += to - from
	switch v.kind {
	case KindBool:
		v.bools = append(v.bools, o.bools[from:to]...)
	case KindInt32:
		v.i32 = append(v.i32, o.i32[from:to]...)
	case KindInt64, KindTimestamp:
		v.i64 = append(v.i64, o.i64[from:to]...)
	case KindFloat64:
		v.f64 = append(v.f64, o.f64[from:to]...)
	case KindString, KindBytes, KindJSON:
		shift := uint32(len(v.data)) - o.start(from)
		v.data = append(v.data, o.data[o.start(from):o.ends[to-1]]...)
		for _, end := range o.ends[from:to] {
			v.ends = append(v.ends, end+shift)
		}
	case KindList:
		shift := uint32(v.item.n) - o.start(from)
		v.item.add(o.item, int(o.start(from)), int(o.ends[to-1]))
		for _, end := range o.ends[from:to] {
			v.ends = append(v.ends, end+shift)
		}
	case KindStruct:
		for k, f := range v.fields {
			f.add(o.fields[k], from, to)
		}
	}
}
