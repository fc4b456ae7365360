package table

import "io"

// flushBytes is how much text is gathered before it is written.
const flushBytes = 256 << 10

// lines writes a JSON object a row and a line, with all columns in order, nulls
// too.
type lines struct {
	w      io.Writer
	schema *Schema
	buf    []byte
	err    error
}

func newLines(w io.Writer, s *Schema) *lines { return &lines{w: w, schema: s} }

func (l *lines) Write(b *Batch) error {
	if l.err != nil {
		return l.err
	}
	if l.err = same(b, l.schema); l.err != nil {
		return l.err
	}
	for i := range b.rows {
		l.buf = AppendRow(l.buf, b, i)
		l.buf = append(l.buf, '\n')
		if len(l.buf) >= flushBytes {
			if err := l.flush(); err != nil {
				return err
			}
		}
	}
	return nil
}

func (l *lines) flush() error {
	_, l.err = l.w.Write(l.buf)
	l.buf = l.buf[:0]
	return l.err
}

func (l *lines) Close() error {
	if l.err != nil {
		return l.err
	}
	return l.flush()
}

// AppendRow appends row i of a batch as one JSON object, as it stands in a file
// of lines, without the line feed.
func AppendRow(dst []byte, b *Batch, i int) []byte {
	dst = append(dst, '{')
	for k, v := range b.columns {
		if k > 0 {
			dst = append(dst, ',')
		}
		dst = append(dst, v.key...)
		dst = appendJSON(dst, v, i, inLines)
	}
	return append(dst, '}')
}
