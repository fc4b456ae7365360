package table

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"
)

// LinesReader reads a file of JSON lines under a schema.
type LinesReader struct {
	schema *Schema
	r      *bufio.Reader
	line   int64
	long   []byte
	err    error
}

// NewLinesReader returns a reader of what a writer of JSON lines wrote. Columns
// may come in any order, and one that may be null may be left out; a column that
// the schema does not have is an error.
func NewLinesReader(r io.Reader, s *Schema) *LinesReader {
	return &LinesReader{schema: s, r: bufio.NewReaderSize(r, flushBytes)}
}

// Schema returns the schema.
func (l *LinesReader) Schema() *Schema { return l.schema }

// Read appends rows to a batch until it is full, and returns how many; io.EOF,
// and none, at the end. Reading on after an error is the same error.
func (l *LinesReader) Read(b *Batch) (n int, err error) {
	if l.err != nil {
		return 0, l.err
	}
	defer func() { l.err = err }()
	if err := same(b, l.schema); err != nil {
		return 0, err
	}
	for !b.Full() {
		line, err := l.next()
		if err == io.EOF && n > 0 {
			break
		}
		if err != nil {
			return n, err
		}
		l.line++
		if err := b.readLine(line); err != nil {
			b.Discard()
			return n, fmt.Errorf("table: line %d of %s: %w", l.line, l.schema.name, err)
		}
		n++
	}
	return n, nil
}

// next returns a line without its end. It is valid until the next call.
func (l *LinesReader) next() ([]byte, error) {
	l.long = l.long[:0]
	for {
		part, err := l.r.ReadSlice('\n')
		switch {
		case err == nil && len(l.long) == 0:
			return part[:len(part)-1], nil
		case err == nil:
			l.long = append(l.long, part...)
			return l.long[:len(l.long)-1], nil
		case err == io.EOF && len(part)+len(l.long) > 0:
			return append(l.long, part...), nil
		case !errors.Is(err, bufio.ErrBufferFull):
			return nil, err
		}
		l.long = append(l.long, part...)
	}
}

var errLine = errors.New("the value is not of the column's type")

// readLine appends the row of a line.
func (b *Batch) readLine(line []byte) error {
	var row map[string]json.RawMessage
	if err := json.Unmarshal(line, &row); err != nil {
		return err
	}
	if row == nil {
		return errLine
	}
	for k, v := range b.columns {
		text, ok := row[b.schema.columns[k].Name]
		delete(row, v.name)
		if !ok {
			continue // EndRow knows whether it may be missing
		}
		if err := v.readJSON(text); err != nil {
			return fmt.Errorf("column %s: %w", v.name, err)
		}
	}
	for name := range row {
		return fmt.Errorf("there is no column %q", name)
	}
	return b.EndRow()
}

// readJSON appends a value from the text that appendJSON wrote.
func (v *Vector) readJSON(text []byte) error {
	if bytes.Equal(text, []byte("null")) {
		v.Null()
		return nil
	}
	switch v.kind {
	case KindBool:
		return into(text, v.Bool)
	case KindInt32:
		return into(text, v.Int32)
	case KindInt64:
		return into(text, v.Int64)
	case KindFloat64:
		return into(text, v.Float64)
	case KindString, KindJSON:
		return into(text, v.Text)
	case KindTimestamp:
		return into(text, func(t time.Time) { v.Time(t) })
	case KindBytes:
		var s string
		if err := json.Unmarshal(text, &s); err != nil {
			return errLine
		}
		raw, err := base64.StdEncoding.DecodeString(s)
		if err != nil {
			return errLine
		}
		v.Bytes(raw)
		return nil
	case KindList:
		var items []json.RawMessage
		if err := json.Unmarshal(text, &items); err != nil {
			return errLine
		}
		v.Begin()
		for _, item := range items {
			if err := v.item.readJSON(item); err != nil {
				return err
			}
		}
		v.End()
		return nil
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(text, &fields); err != nil {
		return errLine
	}
	for _, f := range v.fields {
		name := f.key[1 : len(f.key)-2]
		if text, ok := fields[name]; ok {
			if err := f.readJSON(text); err != nil {
				return fmt.Errorf("field %s: %w", name, err)
			}
			delete(fields, name)
		}
	}
	if len(fields) > 0 {
		return errLine
	}
	v.End()
	return nil
}

// into appends what text says by one of a vector's methods. The cause of an
// error is left out, because it quotes the value.
func into[T any](text []byte, add func(T)) error {
	var x T
	if err := json.Unmarshal(text, &x); err != nil {
		return errLine
	}
	add(x)
	return nil
}
