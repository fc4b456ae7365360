package table

import (
	"fmt"
	"io"
	"slices"
)

// A Format is a kind of file.
type Format string

// The formats. Their values are the usual endings of file names.
const (
	JSONL   Format = "jsonl"
	CSV     Format = "csv"
	TSV     Format = "tsv"
	Parquet Format = "parquet"
)

// Formats lists them all.
var Formats = []Format{JSONL, CSV, TSV, Parquet}

// A Writer writes the rows of one file.
type Writer interface {
	// Write writes all rows of a batch, which may be reset and filled again
	// afterwards. After an error the file is of no use.
	Write(*Batch) error
	// Close writes what is still to be written. It does not close what lies
	// beneath, and must be called also after an error, to end the writer's work.
	Close() error
}

// Options are the choices of a file. The zero value is the usual one.
type Options struct {
	// Header names the columns of CSV and TSV, where that is not their own name.
	Header []string
	// NoHeader leaves the header of CSV and TSV out.
	NoHeader bool
	// Digits writes booleans of CSV and TSV as 1 and 0.
	Digits bool
	// Bare writes CSV and TSV without any quotes, for readers that know none. A
	// value that would need them is then an error, and an empty string looks like
	// a null.
	Bare bool

	// Meta are keys and values that a Parquet file carries, beside the schema.
	Meta map[string]string
	// Checksums lets a Parquet file carry the checksum of each column under
	// ChecksumKey, for readers that have nothing else to compare with.
	Checksums bool
	// GroupRows and GroupBytes bound a row group; 0 is the default.
	GroupRows  int
	GroupBytes int64
	// Lean spares memory: a row group is encoded before the next one is gathered,
	// and not meanwhile, so that there is one of them. The file does not depend on it.
	Lean bool
}

// New returns a writer of a format to w. It may write at once.
func New(w io.Writer, f Format, s *Schema, o Options) (Writer, error) {
	if o.Header != nil && len(o.Header) != len(s.columns) {
		return nil, fmt.Errorf("table: a header of %d names for the %d columns of %s", len(o.Header), len(s.columns), s.name)
	}
	switch f {
	case JSONL:
		return newLines(w, s), nil
	case CSV:
		return newSeparated(w, s, o, ','), nil
	case TSV:
		return newSeparated(w, s, o, '\t'), nil
	case Parquet:
		return newParquet(w, s, o)
	}
	return nil, fmt.Errorf("table: there is no format %q, only %v", f, slices.Clone(Formats))
}

// same reports whether b holds rows of s.
func same(b *Batch, s *Schema) error {
	if b.schema != s && b.schema.Text() != s.Text() {
		return fmt.Errorf("table: a batch of %s for a file of %s", b.schema.name, s.name)
	}
	return nil
}
