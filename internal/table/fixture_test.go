package table

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// With -parquet DIR the fixtures are written there, for readers that are no part
// of this program: ./check readers opens them with two.
var parquetDir = flag.String("parquet", "", "write the Parquet fixtures into this folder")

// fixtures are files of every type and shape.
var fixtures = []struct {
	name   string
	schema *Schema
	rows   int
	seed   uint64
	o      Options
}{
	{name: "everything", schema: everything, rows: 3000, seed: 10},
	{name: "everything-many-groups", schema: everything, rows: 3000, seed: 11, o: Options{GroupRows: 256}},
	{name: "everything-by-bytes", schema: everything, rows: 1000, seed: 12, o: Options{GroupBytes: 50_000}},
	{name: "no-rows", schema: everything, rows: 0, seed: 13},
	{name: "one-row", schema: everything, rows: 1, seed: 14},
	{name: "nulls", schema: nulls, rows: 2000, seed: 15, o: Options{GroupRows: 500}},
	{name: "dictionary", schema: words(Dictionary), rows: 40_000, seed: 16},
	{name: "plain", schema: words(Plain), rows: 5000, seed: 17},
	{name: "auto", schema: words(Auto), rows: 5000, seed: 18},
}

// nulls has columns that hold nothing but nulls.
var nulls = func() *Schema {
	var columns []Column
	for i, t := range []Type{Bool, Int32, Int64, Float64, String, Bytes, Timestamp, JSON, ListOf(String), ListOf(StructOf(Column{Name: "x", Type: Int64})),
		StructOf(Column{Name: "x", Type: Int64, Nullable: true})} {
		columns = append(columns, Column{Name: "never_" + string(rune('a'+i)), Type: t, Nullable: true, Role: Context})
	}
	return MustSchema("nulls", append(columns, Column{Name: "n", Type: Int64, Role: ID})...)
}()

// words has columns of text and numbers under one encoding.
func words(e Encoding) *Schema {
	return MustSchema("words",
		Column{Name: "word", Type: String, Role: Context, Encoding: e},
		Column{Name: "unique_text", Type: String, Role: ID, Encoding: e},
		Column{Name: "n32", Type: Int32, Role: Context, Encoding: e},
		Column{Name: "n64", Type: Int64, Nullable: true, Role: Context, Encoding: e},
		Column{Name: "at", Type: Timestamp, Role: Context, Encoding: e},
		Column{Name: "raw", Type: Bytes, Nullable: true, Role: Context, Encoding: e},
		Column{Name: "tags", Type: ListOf(String), Role: Context, Encoding: e})
}

func TestFixtures(t *testing.T) {
	t.Parallel()
	for _, f := range fixtures {
		o := f.o
		o.Checksums = true
		g := newGrower(f.seed)
		var list []*Batch
		if f.schema == nulls {
			b := NewBatch(nulls)
			for i := range f.rows {
				b.Col(len(b.columns) - 1).Int64(int64(i))
				if err := b.EndRow(); err != nil {
					t.Fatal(err)
				}
			}
			list = []*Batch{b}
		} else {
			list = g.rows(t, f.schema, f.rows, 1000)
		}
		file := write(t, Parquet, f.schema, o, list)
		r, err := OpenParquet(bytes.NewReader(file), int64(len(file)))
		if err != nil {
			t.Errorf("%s: %v", f.name, err)
			continue
		}
		got, n := readAll(t, r)
		if n != f.rows || r.Rows() != int64(f.rows) || checksum(t, f.schema, got) != checksum(t, f.schema, list) {
			t.Errorf("%s: %d of %d rows read, or other values", f.name, n, f.rows)
		}
		var carried map[string]string
		if err := json.Unmarshal([]byte(r.Meta(ChecksumKey)), &carried); err != nil {
			t.Errorf("%s: %v", f.name, err)
		}
		for i, sum := range strings.Split(checksum(t, f.schema, got), "\n") {
			if name := f.schema.columns[i].Name; carried[name] != sum {
				t.Errorf("%s: column %s carries the checksum %s, want %s", f.name, name, carried[name], sum)
			}
		}
		if *parquetDir != "" {
			if err := errors.Join(os.MkdirAll(*parquetDir, 0o755), os.WriteFile(filepath.Join(*parquetDir, f.name+".parquet"), file, 0o644)); err != nil {
				t.Fatal(err)
			}
		}
	}
}
