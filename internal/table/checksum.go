package table

import (
	"crypto/sha256"
	"encoding/hex"
	"hash"
)

// A Checksum computes one checksum a column over all rows it is given, by the
// definition in docs/formats/parquet.md: the SHA-256 of the column's values in
// order, each written as JSON and a line feed, a null as null. It does not depend on the file's format, on row
// groups or on who read it.
type Checksum struct {
	schema *Schema
	sums   []hash.Hash
	buf    []byte
}

// NewChecksum returns the checksum of no rows.
func NewChecksum(s *Schema) *Checksum {
	c := &Checksum{schema: s}
	for range s.columns {
		c.sums = append(c.sums, sha256.New())
	}
	return c
}

// Add adds the rows of a batch.
func (c *Checksum) Add(b *Batch) error {
	if err := same(b, c.schema); err != nil {
		return err
	}
	c.add(b)
	return nil
}

func (c *Checksum) add(b *Batch) {
	for k, v := range b.columns {
		for i := range b.rows {
			c.buf = append(appendJSON(c.buf, v, i, inChecksum), '\n')
			if len(c.buf) >= flushBytes {
				c.sums[k].Write(c.buf)
				c.buf = c.buf[:0]
			}
		}
		c.sums[k].Write(c.buf)
		c.buf = c.buf[:0]
	}
}

// Columns returns the checksums so far, in hex, in the order of the columns.
func (c *Checksum) Columns() []string {
	list := make([]string, len(c.sums))
	for i, h := range c.sums {
		list[i] = hex.EncodeToString(h.Sum(nil))
	}
	return list
}

// named returns the checksums by the columns' names.
func (c *Checksum) named() map[string]string {
	m := map[string]string{}
	for i, sum := range c.Columns() {
		m[c.schema.columns[i].Name] = sum
	}
	return m
}
