package table

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

// A grower fills rows of any schema with values of all shapes, ordinary and odd.
type grower struct{ r *rand.Rand }

func newGrower(seed uint64) grower { return grower{rand.New(rand.NewPCG(seed, 77))} }

var oddTexts = []string{"", " ", "null", "NULL", "NA", "a", "a,b", "a\tb", `"`, `""`, `\`, "a\nb", "a\r\nb", "\x00", "\x01\x1f", "\x7f",
	"\u0085", "\u2028\u2029", "é", "Ā", "日本語", "😀", "<b>&amp;</b>", "=1+1", "-1", " x ", "\ufeff", "\ufffd", "\U0010ffff", strings.Repeat("long ", 300)}

var oddFloats = []float64{0, math.Copysign(0, -1), 1, -1, .1, 1e-7, 1e-6, 123456789, 1e20, 1e21, -1e22, 1e100, math.MaxFloat64, math.SmallestNonzeroFloat64,
	-math.MaxFloat64, 4.35, .30000000000000004, 1.7976931348623157e308, 5e-324, 2.5e-10, math.Pi}

var oddInts = []int64{0, 1, -1, math.MaxInt64, math.MinInt64, math.MaxInt32, math.MinInt32, 1 << 53, 1<<53 + 1, -(1<<53 + 1)}

var oddJSON = []string{"null", "{}", "[]", `{"a":1,"b":[1,2,{"c":null}]}`, `"text"`, `0`, ` {"spaces" : true } `, `"\u2028"`}

func one[T any](g grower, list []T) T { return list[g.r.IntN(len(list))] }

func (g grower) row(b *Batch) {
	for _, v := range b.columns {
		g.value(v)
	}
}

func (g grower) value(v *Vector) {
	if v.null && g.r.IntN(3) == 0 {
		v.Null()
		return
	}
	switch v.kind {
	case KindBool:
		v.Bool(g.r.IntN(2) == 0)
	case KindInt32:
		if g.r.IntN(4) == 0 {
			v.Int32(int32(one(g, oddInts)))
		} else {
			v.Int32(int32(g.r.IntN(5)))
		}
	case KindInt64:
		if g.r.IntN(4) == 0 {
			v.Int64(one(g, oddInts))
		} else {
			v.Int64(g.r.Int64())
		}
	case KindFloat64:
		if g.r.IntN(4) == 0 {
			v.Float64(one(g, oddFloats))
		} else {
			v.Float64(g.r.NormFloat64())
		}
	case KindTimestamp:
		switch g.r.IntN(6) {
		case 0:
			v.Micros(minMicros)
		case 1:
			v.Micros(maxMicros)
		default:
			v.Micros(g.r.Int64N(4e15) - 2e15)
		}
	case KindString:
		if strings.HasSuffix(v.name, "word") {
			v.Text(one(g, []string{"red", "green", "blue"}))
		} else if g.r.IntN(2) == 0 {
			v.Text(one(g, oddTexts))
		} else {
			v.Text(fmt.Sprintf("text %d", g.r.Uint64()))
		}
	case KindBytes:
		raw := make([]byte, g.r.IntN(40))
		for i := range raw {
			raw[i] = byte(g.r.Uint32())
		}
		v.Bytes(raw)
	case KindJSON:
		v.Text(one(g, oddJSON))
	case KindList:
		v.Begin()
		for range g.r.IntN(4) {
			g.value(v.item)
		}
		v.End()
	case KindStruct:
		for _, f := range v.fields {
			g.value(f)
		}
		v.End()
	}
}

// rows returns n rows in batches of at most size.
func (g grower) rows(t *testing.T, s *Schema, n, size int) (list []*Batch) {
	t.Helper()
	for n > 0 {
		b := NewBatch(s)
		for range min(n, size) {
			g.row(b)
			if err := b.EndRow(); err != nil {
				t.Fatal(err)
			}
		}
		list = append(list, b)
		n -= b.rows
	}
	return list
}

func write(t *testing.T, f Format, s *Schema, o Options, list []*Batch) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := New(&out, f, s, o)
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range list {
		if err := w.Write(b); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func checksum(t *testing.T, s *Schema, list []*Batch) string {
	t.Helper()
	c := NewChecksum(s)
	for _, b := range list {
		if err := c.Add(b); err != nil {
			t.Fatal(err)
		}
	}
	return strings.Join(c.Columns(), "\n")
}

func readAll(t *testing.T, r Reader) (list []*Batch, rows int) {
	t.Helper()
	for {
		b := NewBatch(r.Schema())
		n, err := r.Read(b)
		if err == io.EOF {
			return list, rows
		}
		if err != nil {
			t.Fatal(err)
		}
		list, rows = append(list, b), rows+n
	}
}

// TestConformance is what every writer must do.
func TestConformance(t *testing.T) {
	t.Parallel()
	for _, f := range Formats {
		t.Run(string(f), func(t *testing.T) {
			t.Parallel()
			o := Options{GroupRows: 700, GroupBytes: 100_000, Meta: map[string]string{"name": "x", "a": "b"}}
			const n = 3000
			whole := write(t, f, everything, o, newGrower(1).rows(t, everything, n, n))
			t.Run("the same rows are the same bytes", func(t *testing.T) {
				for _, size := range []int{1, 7, 999} {
					if !bytes.Equal(whole, write(t, f, everything, o, newGrower(1).rows(t, everything, n, size))) {
						t.Errorf("in batches of %d the file is another", size)
					}
				}
			})
			t.Run("other rows are other bytes", func(t *testing.T) {
				if bytes.Equal(whole, write(t, f, everything, o, newGrower(2).rows(t, everything, n, n))) {
					t.Error("the file is the same")
				}
			})
			t.Run("a batch may be used again", func(t *testing.T) {
				var out bytes.Buffer
				w, err := New(&out, f, everything, o)
				if err != nil {
					t.Fatal(err)
				}
				g, b := newGrower(1), NewBatch(everything)
				for range n {
					g.row(b)
					if err := b.EndRow(); err != nil {
						t.Fatal(err)
					}
					if b.Full() {
						if err := w.Write(b); err != nil {
							t.Fatal(err)
						}
						b.Reset()
					}
				}
				if err := errors.Join(w.Write(b), w.Close()); err != nil {
					t.Fatal(err)
				}
				if !bytes.Equal(whole, out.Bytes()) {
					t.Error("the file is another")
				}
			})
			t.Run("no rows are a file", func(t *testing.T) {
				a, b := write(t, f, everything, o, nil), write(t, f, everything, o, []*Batch{NewBatch(everything)})
				if !bytes.Equal(a, b) {
					t.Error("no batch and an empty one differ")
				}
			})
			t.Run("a batch of another schema is refused", func(t *testing.T) {
				w, err := New(io.Discard, f, everything, o)
				if err != nil {
					t.Fatal(err)
				}
				if err := w.Write(NewBatch(MustSchema("other", Column{Name: "x", Type: Bool, Role: ID}))); err == nil {
					t.Error("it was taken")
				}
				if err := w.Close(); err == nil {
					t.Error("the file was ended as if it were good")
				}
			})
			t.Run("a full disk is told", func(t *testing.T) {
				w, err := New(&disk{room: len(whole) / 2}, f, everything, o)
				if err != nil {
					t.Fatal(err)
				}
				for _, b := range newGrower(1).rows(t, everything, n, 100) {
					if err := w.Write(b); err != nil && !errors.Is(err, errFull) {
						t.Fatal(err)
					}
				}
				if err := w.Close(); !errors.Is(err, errFull) {
					t.Errorf("closing: %v", err)
				}
			})
		})
	}
}

// disk is a disk of a few bytes.
type disk struct{ room int }

var errFull = errors.New("the disk is full")

func (d *disk) Write(p []byte) (int, error) {
	if d.room -= len(p); d.room < 0 {
		return 0, errFull
	}
	return len(p), nil
}

func TestReadersReadWhatWasWritten(t *testing.T) {
	t.Parallel()
	want := newGrower(3).rows(t, everything, 2500, 400)
	for _, f := range []Format{JSONL, Parquet} {
		o := Options{GroupRows: 600, Meta: map[string]string{"name": "x"}}
		file := write(t, f, everything, o, want)
		var r Reader = NewLinesReader(bytes.NewReader(file), everything)
		if f == Parquet {
			p, err := OpenParquet(bytes.NewReader(file), int64(len(file)))
			if err != nil {
				t.Fatal(err)
			}
			if p.Rows() != 2500 || p.Meta("name") != "x" || p.Schema().Digest() != everything.Digest() {
				t.Errorf("%d rows, name %q, schema %s", p.Rows(), p.Meta("name"), p.Schema().Text())
			}
			r = p
		}
		got, n := readAll(t, r)
		if n != 2500 {
			t.Errorf("%s: %d rows were read", f, n)
		}
		if a, b := checksum(t, everything, want), checksum(t, everything, got); a != b {
			t.Errorf("%s: checksums differ:\n%s\n%s", f, a, b)
		}
		// What was read is written as it was.
		if !bytes.Equal(file, write(t, f, everything, o, got)) {
			t.Errorf("%s: read and written again it is another file", f)
		}
	}
}
