package table

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/parquet-go/parquet-go"
)

// ParquetReader reads a file that a Parquet writer of this package wrote.
type ParquetReader struct {
	schema  *Schema
	file    *parquet.File
	meta    map[string]string
	group   int   // the next row group
	left    int64 // rows of the open one
	read    int64 // rows of the file
	leaves  []*cursor
	vectors *Batch // an empty one, for what stands where
	only    []bool // columns that are read; nil is all
	err     error
}

// OpenParquet opens a file of size bytes, which must stay readable. A file
// without a schema under SchemaKey, or with other columns than that says, is an
// error.
func OpenParquet(r io.ReaderAt, size int64) (_ *ParquetReader, err error) {
	defer broken(&err)
	if err := checkFooter(r, size); err != nil {
		return nil, err
	}
	// The indexes of pages and bloom filters are for those who search.
	f, err := parquet.OpenFile(r, size, parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true))
	if err != nil {
		return nil, fmt.Errorf("table: opening a Parquet file: %w", err)
	}
	p := &ParquetReader{file: f, meta: map[string]string{}}
	for _, kv := range f.Metadata().KeyValueMetadata {
		p.meta[kv.Key] = kv.Value
	}
	text, ok := p.meta[SchemaKey]
	if !ok {
		return nil, fmt.Errorf("table: the Parquet file carries no schema under %q", SchemaKey)
	}
	if p.schema, err = UnmarshalSchema([]byte(text)); err != nil {
		return nil, err
	}
	if err := p.agrees(); err != nil {
		return nil, err
	}
	return p, nil
}

// checkFooter refuses a footer that is longer than its file: the library would
// ask for up to 4 GiB before it finds out.
func checkFooter(r io.ReaderAt, size int64) error {
	const ends = 12 // the magic word at both, and the footer's length
	var tail [8]byte
	if size < ends {
		return fmt.Errorf("table: opening a Parquet file: it has %d bytes", size)
	}
	if _, err := r.ReadAt(tail[:], size-int64(len(tail))); err != nil {
		return fmt.Errorf("table: opening a Parquet file: %w", err)
	}
	if n := int64(binary.LittleEndian.Uint32(tail[:4])); n > size-ends {
		return fmt.Errorf("table: opening a Parquet file: a footer of %d bytes in a file of %d", n, size)
	}
	return nil
}

// agrees compares the file's columns with the schema it carries.
func (p *ParquetReader) agrees() error {
	if p.schema.Digest() != p.meta[DigestKey] {
		return fmt.Errorf("table: the Parquet file's schema does not have the digest it carries")
	}
	p.vectors = NewBatch(p.schema)
	want := parquetSchema(p.schema, p.vectors)
	if !slices.EqualFunc(want.Columns(), p.file.Schema().Columns(), slices.Equal) {
		return fmt.Errorf("table: the Parquet file has other columns than its schema says")
	}
	for _, path := range want.Columns() {
		a, _ := want.Lookup(path...)
		b, _ := p.file.Schema().Lookup(path...)
		if a.Node.Type().Kind() != b.Node.Type().Kind() || a.MaxDefinitionLevel != b.MaxDefinitionLevel || a.MaxRepetitionLevel != b.MaxRepetitionLevel {
			return fmt.Errorf("table: column %v of the Parquet file is another than its schema says", path)
		}
	}
	return nil
}

// Schema returns the file's schema.
func (p *ParquetReader) Schema() *Schema { return p.schema }

// Rows returns how many rows the file has.
func (p *ParquetReader) Rows() int64 { return p.file.NumRows() }

// Only lets Read fill these columns alone; the others hold nothing that was in
// the file. It is to be called before the first Read; a column that is not there
// is an error.
func (p *ParquetReader) Only(columns ...string) error {
	p.only = make([]bool, len(p.schema.columns))
	for _, name := range columns {
		i, ok := p.schema.Index(name)
		if !ok {
			return fmt.Errorf("table: %s has no column %q", p.schema.name, name)
		}
		p.only[i] = true
	}
	return nil
}

// wants reports whether a column is read.
func (p *ParquetReader) wants(column int) bool { return p.only == nil || p.only[column] }

// Meta returns a value of the file's metadata, "" where there is none.
func (p *ParquetReader) Meta(key string) string { return p.meta[key] }

// Read appends rows to a batch until it is full, and returns how many; io.EOF,
// and none, at the end. Reading on after an error is the same error.
func (p *ParquetReader) Read(b *Batch) (n int, err error) {
	if p.err != nil {
		return 0, p.err
	}
	defer func() { p.err = err }()
	defer broken(&err)
	if err := same(b, p.schema); err != nil {
		return 0, err
	}
	for !b.Full() {
		if p.left == 0 {
			more, err := p.next()
			if err != nil {
				return n, err
			}
			if !more {
				break
			}
		}
		if err := p.take(b); err != nil {
			b.Discard()
			return n, fmt.Errorf("table: reading row %d of %s: %w", p.read+1, p.schema.name, err)
		}
		n++
		p.left--
		p.read++
	}
	if n == 0 && !b.Full() {
		return 0, io.EOF
	}
	return n, nil
}

// next opens the next row group that has rows.
func (p *ParquetReader) next() (bool, error) {
	groups := p.file.RowGroups()
	for p.left == 0 {
		if err := p.Close(); err != nil {
			return false, err
		}
		if p.group == len(groups) {
			return false, nil
		}
		g := groups[p.group]
		p.group++
		p.left = g.NumRows()
		chunks := g.ColumnChunks()
		for i, v := range p.vectors.columns {
			for _, c := range chunks[:v.leaves] {
				if p.wants(i) {
					p.leaves = append(p.leaves, &cursor{pages: c.Pages()})
				}
			}
			chunks = chunks[v.leaves:]
		}
	}
	return true, nil
}

// Close ends reading. It does not close the file beneath.
func (p *ParquetReader) Close() (err error) {
	for _, c := range p.leaves {
		err = errors.Join(err, c.pages.Close())
		parquet.Release(c.page)
	}
	p.leaves = p.leaves[:0]
	return err
}

// take appends a row.
func (p *ParquetReader) take(b *Batch) error {
	leaves := p.leaves
	for i, v := range b.columns {
		if !p.wants(i) {
			v.blank()
			continue
		}
		if err := v.take(leaves[:v.leaves], 0, 0); err != nil {
			return fmt.Errorf("column %s: %w", v.name, err)
		}
		leaves = leaves[v.leaves:]
	}
	return b.EndRow()
}

// broken turns a panic of the library over a broken file into an error: it
// trusts what pages say about themselves.
func broken(err *error) {
	if r := recover(); r != nil {
		*err = fmt.Errorf("table: the Parquet file is broken: %v", r)
	}
}

var errLevels = errors.New("the levels of a Parquet column do not fit together")

// A cursor stands before a value of a column of a row group.
type cursor struct {
	pages  parquet.Pages
	page   parquet.Page
	reader parquet.ValueReader
	values []parquet.Value
	at     int
	end    bool
}

// peek returns the value it stands before; ok is false at the end.
func (c *cursor) peek() (v *parquet.Value, ok bool, err error) {
	for c.at == len(c.values) {
		if c.end {
			return nil, false, nil
		}
		if err := c.fill(); err != nil {
			return nil, false, err
		}
	}
	return &c.values[c.at], true, nil
}

func (c *cursor) fill() error {
	const many = 256
	if c.reader == nil {
		page, err := c.pages.ReadPage()
		if err == io.EOF {
			c.end = true
			return nil
		}
		if err != nil {
			return err
		}
		// Values point into their page, so the one before is kept until here.
		parquet.Release(c.page)
		c.page, c.reader = page, page.Values()
	}
	if c.values == nil {
		c.values = make([]parquet.Value, many)
	}
	n, err := c.reader.ReadValues(c.values[:many])
	c.values, c.at = c.values[:n], 0
	if err == io.EOF {
		c.reader, err = nil, nil
	}
	return err
}

// take appends a value whose path is there up to definition level def, below
// that many lists.
func (v *Vector) take(leaves []*cursor, def, lists int) error {
	first, ok, err := leaves[0].peek()
	if err != nil {
		return err
	}
	if !ok {
		return io.ErrUnexpectedEOF
	}
	if v.null {
		if first.DefinitionLevel() <= def {
			v.Null()
			return skip(leaves)
		}
		def++
	}
	switch v.kind {
	case KindStruct:
		for _, f := range v.fields {
			if err := f.take(leaves[:f.leaves], def, lists); err != nil {
				return err
			}
			leaves = leaves[f.leaves:]
		}
		v.End()
		return nil
	case KindList:
		v.Begin()
		if first.DefinitionLevel() <= def {
			v.End()
			return skip(leaves)
		}
		for {
			if err := v.item.take(leaves, def+1, lists+1); err != nil {
				return err
			}
			next, ok, err := leaves[0].peek()
			if err != nil {
				return err
			}
			if !ok || next.RepetitionLevel() <= lists {
				break
			}
			if next.RepetitionLevel() > lists+1 {
				return errLevels
			}
		}
		v.End()
		return nil
	}
	if first.DefinitionLevel() != def {
		return errLevels
	}
	v.takeValue(first)
	leaves[0].at++
	return nil
}

// skip passes the value of each leaf that stands for something that is not there.
func skip(leaves []*cursor) error {
	for _, c := range leaves {
		if _, ok, err := c.peek(); err != nil {
			return err
		} else if !ok {
			return io.ErrUnexpectedEOF
		}
		c.at++
	}
	return nil
}

func (v *Vector) takeValue(x *parquet.Value) {
	switch v.kind {
	case KindBool:
		v.Bool(x.Boolean())
	case KindInt32:
		v.Int32(x.Int32())
	case KindInt64:
		v.Int64(x.Int64())
	case KindTimestamp:
		v.Micros(x.Int64())
	case KindFloat64:
		v.Float64(x.Double())
	case KindBytes:
		v.Bytes(x.ByteArray())
	default:
		v.TextBytes(x.ByteArray())
	}
}
