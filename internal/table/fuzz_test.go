package table

import (
	"bytes"
	"errors"
	"io"
	"testing"
)

// FuzzParquet reads files with mistakes: an error, or rows that can be written
// again, and never a panic.
func FuzzParquet(f *testing.F) {
	t := &testing.T{}
	for seed := range uint64(3) {
		f.Add(write(t, Parquet, everything, Options{GroupRows: 5}, newGrower(seed).rows(t, everything, 9, 9)))
	}
	f.Add(write(t, Parquet, nulls, Options{}, nil))
	f.Fuzz(func(t *testing.T, file []byte) {
		r, err := OpenParquet(bytes.NewReader(file), int64(len(file)))
		if err != nil {
			return
		}
		rewrite(t, r)
	})
}

// FuzzLines is the same for lines.
func FuzzLines(f *testing.F) {
	t := &testing.T{}
	f.Add(write(t, JSONL, everything, Options{}, newGrower(1).rows(t, everything, 3, 3)))
	f.Add([]byte("{\"id\":1}\n"))
	f.Add([]byte("null\n\n[]"))
	f.Fuzz(func(t *testing.T, file []byte) {
		rewrite(t, NewLinesReader(bytes.NewReader(file), everything))
	})
}

// rewrite writes as lines what a reader reads, and reads it again.
func rewrite(t *testing.T, r Reader) {
	var out bytes.Buffer
	w, err := New(&out, JSONL, r.Schema(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	first, b := NewChecksum(r.Schema()), NewBatch(r.Schema())
	total := 0
	for total < 10_000 {
		n, err := r.Read(b)
		if err != nil && n == 0 {
			break
		}
		total += b.Rows()
		if err := errors.Join(first.Add(b), w.Write(b)); err != nil {
			t.Fatal(err)
		}
		b.Reset()
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	again, second := NewLinesReader(&out, r.Schema()), NewChecksum(r.Schema())
	for {
		if _, err := again.Read(b); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		if err := second.Add(b); err != nil {
			t.Fatal(err)
		}
		b.Reset()
	}
	for i, sum := range first.Columns() {
		if second.Columns()[i] != sum {
			t.Fatalf("column %d is another after writing and reading", i)
		}
	}
}
