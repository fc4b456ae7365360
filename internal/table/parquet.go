package table

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"
	"sync/atomic"

	kzstd "github.com/klauspost/compress/zstd"
	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress/zstd"
)

// Keys of the metadata that Parquet files carry.
const (
	SchemaKey   = "table.schema"    // the schema, as MarshalJSON writes it
	DigestKey   = "table.digest"    // its digest
	ChecksumKey = "table.checksums" // an object of the columns' checksums, if asked for
)

// Bounds of what a Parquet writer keeps in memory. A row group is written while
// the next one fills, so it is twice groupBytes and what they are compressed to.
const (
	groupRows  = 128 << 10
	groupBytes = 32 << 20
	pageBytes  = 1 << 20
)

// encoders is how many columns are encoded at a time. More than two do not pay:
// whoever makes the rows needs a processor too.
const encoders = 2

// A chunk is what a column takes at a time; pages end at chunks only. As chunks
// are counted from the start of a row group, pages do not depend on batches.
const (
	chunkRows  = 1024
	chunkBytes = 256 << 10
)

// dictionaryBytes is where a column gives its dictionary up for the rest of a
// row group.
const dictionaryBytes = 1 << 20

// codec is the library's, with encoders that hold no more history than a page
// has: its own take four times as much memory, one for each goroutine.
type codec struct {
	zstd.Codec
	encoders sync.Pool
}

// fastest is the codec of all files, because it keeps its encoders.
var fastest = &codec{encoders: sync.Pool{New: func() any {
	e, err := kzstd.NewWriter(nil, kzstd.WithEncoderConcurrency(1), kzstd.WithEncoderLevel(kzstd.SpeedFastest), kzstd.WithWindowSize(pageBytes),
		kzstd.WithZeroFrames(true), kzstd.WithEncoderCRC(false))
	if err != nil {
		panic(err) // of options that are always the same
	}
	return e
}}}

// Encode compresses a page.
func (c *codec) Encode(dst, src []byte) ([]byte, error) {
	e, ok := c.encoders.Get().(*kzstd.Encoder)
	if !ok {
		return nil, errors.New("table: the pool of encoders holds something else")
	}
	defer c.encoders.Put(e)
	return e.EncodeAll(src, dst[:0]), nil
}

// parquetWriter gathers rows until they make a row group, and encodes it on a
// goroutine of its own while the next one is gathered, unless it is to be lean.
type parquetWriter struct {
	out    io.Writer
	schema *Schema
	o      Options
	group  *Batch      // being filled
	spare  chan *Batch // the other one, when it is not being encoded; nil is lean
	err    error

	// Of the goroutine that encodes, or of whoever holds both batches.
	w      *parquet.GenericWriter[any]
	rows   *parquet.ConcurrentRowGroupWriter
	sums   *Checksum
	failed error
}

func newParquet(out io.Writer, s *Schema, o Options) (*parquetWriter, error) {
	if o.GroupRows <= 0 {
		o.GroupRows = groupRows
	}
	if o.GroupBytes <= 0 {
		o.GroupBytes = groupBytes
	}
	for _, key := range []string{SchemaKey, DigestKey, ChecksumKey} {
		if _, ok := o.Meta[key]; ok {
			return nil, fmt.Errorf("table: the key %s of a Parquet file is taken", key)
		}
	}
	p := &parquetWriter{out: out, schema: s, o: o, group: NewBatch(s)}
	if !o.Lean {
		p.spare = make(chan *Batch, 1)
		p.spare <- NewBatch(s)
	}
	if o.Checksums {
		p.sums = NewChecksum(s)
	}
	return p, nil
}

func (p *parquetWriter) Write(b *Batch) error {
	if p.err != nil {
		return p.err
	}
	if p.err = same(b, p.schema); p.err != nil {
		return p.err
	}
	for from := 0; from < b.rows; {
		to := p.fits(b, from)
		p.group.add(b, from, to)
		from = to
		if p.full() {
			if err := p.flush(); err != nil {
				return err
			}
		}
	}
	return nil
}

func (p *parquetWriter) full() bool {
	return p.group.rows >= p.o.GroupRows || p.group.Size() >= p.o.GroupBytes
}

// fits returns up to which row of b the group takes them: the first that makes
// it full is in it.
func (p *parquetWriter) fits(b *Batch, from int) int {
	room := p.o.GroupBytes - p.group.Size() + b.sizeUpTo(from)
	last := min(b.rows, from+p.o.GroupRows-p.group.rows)
	for to := from; to < last; to++ {
		if b.sizes[to] >= room {
			return to + 1
		}
	}
	return last
}

// flush hands the group to be encoded, once the one before it is done.
func (p *parquetWriter) flush() error {
	if p.spare == nil {
		p.err = p.encode(p.group)
		p.group.Reset()
		return p.err
	}
	next := <-p.spare
	if p.failed != nil {
		p.spare <- next
		p.err = p.failed
		return p.err
	}
	full := p.group
	p.group = next
	go func() {
		p.failed = p.encode(full)
		full.Reset()
		p.spare <- full
	}()
	return nil
}

func (p *parquetWriter) Close() error {
	if p.spare != nil {
		spare := <-p.spare // nobody encodes any more
		defer func() { p.spare <- spare }()
	}
	if p.err == nil {
		p.err = p.failed
	}
	if p.err == nil && (p.group.rows > 0 || p.w == nil) {
		p.err = p.encode(p.group)
		p.group.Reset()
	}
	if p.err == nil {
		p.err = p.end()
	}
	if p.err == nil {
		p.err = errClosed
		return nil
	}
	return p.err
}

// end writes the footer.
func (p *parquetWriter) end() error {
	if p.sums != nil {
		text, err := json.Marshal(p.sums.named())
		if err != nil {
			return err
		}
		p.w.SetKeyValueMetadata(ChecksumKey, string(text))
	}
	if err := p.w.Close(); err != nil {
		return fmt.Errorf("table: writing %s: %w", p.schema.name, err)
	}
	return nil
}

var errClosed = errors.New("table: the file is closed")

// encode writes a row group. The first one decides which columns have a
// dictionary.
func (p *parquetWriter) encode(b *Batch) error {
	if p.w == nil {
		if err := p.open(b); err != nil {
			return err
		}
	}
	if b.rows == 0 {
		return nil
	}
	var (
		leaves = b.leaves()
		chunks = b.chunks()
		next   atomic.Int32
		group  sync.WaitGroup
		errs   [encoders]error
	)
	columns := p.rows.ColumnWriters()
	if p.sums != nil {
		group.Go(func() { p.sums.add(b) })
	}
	for e := range encoders {
		group.Go(func() {
			var values []parquet.Value
			for {
				i := int(next.Add(1)) - 1
				if i >= len(leaves) || errs[e] != nil {
					return
				}
				values, errs[e] = leaves[i].write(columns[i], chunks, values)
			}
		})
	}
	group.Wait()
	for _, err := range errs {
		if err != nil {
			return fmt.Errorf("table: encoding %s: %w", p.schema.name, err)
		}
	}
	if _, err := p.rows.Commit(); err != nil {
		return fmt.Errorf("table: writing %s: %w", p.schema.name, err)
	}
	return nil
}

func (p *parquetWriter) open(first *Batch) error {
	text, err := p.schema.MarshalJSON()
	if err != nil {
		return err
	}
	options := []parquet.WriterOption{
		parquetSchema(p.schema, first),
		parquet.CreatedBy("satprep/internal/table", "1", "0"),
		parquet.Compression(fastest),
		parquet.PageBufferSize(pageBytes),
		parquet.DictionaryMaxBytes(dictionaryBytes),
		parquet.DataPageVersion(1), // the one that every reader knows
		// Bounds stand once, in the footer: for the column's part of a row group
		// and, cut to a few bytes, for each page.
		parquet.DataPageStatistics(false),
		parquet.KeyValueMetadata(SchemaKey, string(text)),
		parquet.KeyValueMetadata(DigestKey, p.schema.Digest()),
	}
	for k, v := range p.o.Meta {
		options = append(options, parquet.KeyValueMetadata(k, v))
	}
	config, err := parquet.NewWriterConfig(options...)
	if err != nil {
		return fmt.Errorf("table: schema %s as Parquet: %w", p.schema.name, err)
	}
	p.w = parquet.NewGenericWriter[any](p.out, config)
	p.rows = p.w.BeginRowGroup()
	return nil
}
