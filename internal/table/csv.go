package table

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strconv"
)

var errBare = errors.New("the value needs quotes, and the file has none")

// separated writes RFC 4180: values between commas (or tabs), lines ended by a
// line feed alone, as nearly all readers want it. A null is empty, an empty
// string is a pair of quotes. Lists and structs are JSON text.
type separated struct {
	w      io.Writer
	schema *Schema
	o      Options
	comma  byte
	buf    []byte
	value  []byte
	rows   int64
	err    error
}

func newSeparated(w io.Writer, s *Schema, o Options, comma byte) *separated {
	c := &separated{w: w, schema: s, o: o, comma: comma}
	if o.NoHeader {
		return c
	}
	for i, col := range s.columns {
		name := col.Name
		if o.Header != nil {
			name = o.Header[i]
		}
		if i > 0 {
			c.buf = append(c.buf, comma)
		}
		c.text([]byte(name))
		if c.err != nil {
			c.err = fmt.Errorf("table: header of %s: column %s: %w", s.name, col.Name, c.err)
		}
	}
	c.buf = append(c.buf, '\n')
	return c
}

func (c *separated) Write(b *Batch) error {
	if c.err != nil {
		return c.err
	}
	if c.err = same(b, c.schema); c.err != nil {
		return c.err
	}
	for i := range b.rows {
		c.rows++
		for k, v := range b.columns {
			if k > 0 {
				c.buf = append(c.buf, c.comma)
			}
			if c.append(v, i); c.err != nil {
				c.err = fmt.Errorf("table: row %d of %s: column %s: %w", c.rows, c.schema.name, v.name, c.err)
				return c.err
			}
		}
		c.buf = append(c.buf, '\n')
		if len(c.buf) >= flushBytes {
			if err := c.flush(); err != nil {
				return err
			}
		}
	}
	return nil
}

func (c *separated) append(v *Vector, i int) {
	if v.IsNull(i) {
		if len(c.schema.columns) == 1 && !c.o.Bare {
			// A line of nothing would be no line to most readers; RFC 4180 has no
			// null, so it is the same empty value in quotes here.
			c.buf = append(c.buf, '"', '"')
		}
		return
	}
	switch v.kind {
	case KindBool:
		switch {
		case !c.o.Digits:
			c.buf = strconv.AppendBool(c.buf, v.bools[i])
		case v.bools[i]:
			c.buf = append(c.buf, '1')
		default:
			c.buf = append(c.buf, '0')
		}
	case KindInt32:
		c.buf = strconv.AppendInt(c.buf, int64(v.i32[i]), 10)
	case KindInt64:
		c.buf = strconv.AppendInt(c.buf, v.i64[i], 10)
	case KindFloat64:
		c.buf = appendFloat(c.buf, v.f64[i])
	case KindTimestamp:
		c.buf = appendTime(c.buf, v.i64[i])
	case KindString, KindJSON:
		c.text(v.TextAt(i))
	case KindBytes:
		c.value = base64.StdEncoding.AppendEncode(c.value[:0], v.TextAt(i))
		c.text(c.value)
	default:
		c.value = appendJSON(c.value[:0], v, i, inLines)
		c.text(c.value)
	}
}

// text appends s, in quotes where it needs them.
func (c *separated) text(s []byte) {
	switch {
	case c.o.Bare:
		if bytes.IndexByte(s, c.comma) >= 0 || bytes.ContainsAny(s, "\"\r\n") {
			c.err = errBare
			return
		}
		c.buf = append(c.buf, s...)
	case len(s) > 0 && s[0] != ' ' && s[len(s)-1] != ' ' && bytes.IndexByte(s, c.comma) < 0 && !bytes.ContainsAny(s, "\"\r\n"):
		c.buf = append(c.buf, s...)
	default:
		c.buf = append(c.buf, '"')
		for {
			i := bytes.IndexByte(s, '"')
			if i < 0 {
				break
			}
			c.buf = append(append(c.buf, s[:i]...), '"', '"')
			s = s[i+1:]
		}
		c.buf = append(append(c.buf, s...), '"')
	}
}

func (c *separated) flush() error {
	_, c.err = c.w.Write(c.buf)
	c.buf = c.buf[:0]
	return c.err
}

func (c *separated) Close() error {
	if c.err != nil {
		return c.err
	}
	return c.flush()
}
