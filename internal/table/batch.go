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
