package db_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"satprep/internal/db"
	"satprep/internal/db/dbtest"
	"satprep/internal/fault"
	"satprep/internal/uid"
)

// A cell is what a column is scanned into by way of ReadValue, and of Scan where
// there is a driver.
type cell struct {
	null  bool
	text  string
	whole int64
	float float64
}

func (c *cell) ReadValue(v db.Value) error {
	c.null, c.text, c.whole, c.float = v.Null(), string(v.View()), v.Int64(), v.Float64()
	return nil
}

func (c *cell) Scan(src any) error {
	*c = cell{null: src == nil}
	switch v := src.(type) {
	case string:
		c.text = v
	case []byte:
		c.text = string(v)
	}
	return nil
}

// A scanned is something that only database/sql knows how to fill.
type scanned struct{ got any }

func (s *scanned) Scan(src any) error {
	if b, ok := src.([]byte); ok {
		src = string(b)
	}
	s.got = src
	return nil
}

type line struct {
	ID, None     uid.ID
	Text         string
	Words        cell
	Whole        int64
	Small        int
	Float        float64
	Flag         bool
	Bytes        []byte
	NoWhole      sql.Null[int64]
	HasWhole     sql.Null[int64]
	NoFloat      sql.Null[float64]
	HasFloat     sql.Null[float64]
	HasFlag      sql.Null[bool]
	HasSmall     sql.Null[int]
	AnyText, Any any
}

func (l *line) scan(c db.Rows) error {
	var text, none scanned
	err := c.Scan(&l.ID, &l.None, &l.Text, &l.Words, &l.Whole, &l.Small, &l.Float, &l.Flag, &l.Bytes,
		&l.NoWhole, &l.HasWhole, &l.NoFloat, &l.HasFloat, &l.HasFlag, &l.HasSmall, &text, &none)
	l.AnyText, l.Any = text.got, none.got
	return err
}

// What Read gives is what Query gives, on both engines.
func TestReadGivesWhatQueryGives(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		d := dbtest.Open(t, dsn)
		ctx, id := t.Context(), uid.ID{1, 2, 3}
		const kinds = `CAST(? AS %s), CAST(? AS %s), CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS BIGINT), CAST(? AS BIGINT), CAST(? AS %s), CAST(? AS %s), CAST(? AS %s),
			CAST(NULL AS BIGINT), CAST(? AS BIGINT), CAST(NULL AS %s), CAST(? AS %s), CAST(? AS %s), CAST(? AS BIGINT), CAST(? AS TEXT), CAST(NULL AS TEXT)`
		blob, float, flag := "BLOB", "REAL", "BOOLEAN"
		if d.Engine() == db.Postgres {
			blob, float = "BYTEA", "DOUBLE PRECISION"
		}
		query := "SELECT " + fmt.Sprintf(kinds, blob, blob, float, flag, blob, float, float, flag) + " FROM " + "(SELECT 1) AS one"
		for _, text := range []string{"", "a", "Ünicode ✓", strings.Repeat("long ", 50_000)} {
			for _, n := range []int64{0, 1, -1, math.MaxInt64, math.MinInt64} {
				args := []any{id, uid.ID{}, text, text, n, int64(7), .1, true, []byte(text + "x"), n, float64(n) / 3, n%2 == 0, int64(3), text}
				read := func(c db.Rows, err error) (all []line) {
					t.Helper()
					if err != nil {
						t.Fatal(err)
					}
					defer c.Close()
					for c.Next() {
						var l line
						if err := l.scan(c); err != nil {
							t.Fatal(err)
						}
						l.Words.whole, l.Words.float = 0, 0
						all = append(all, l)
					}
					if c.Err() != nil {
						t.Fatal(c.Err())
					}
					return all
				}
				want := read(d.Query(ctx, query, args...))
				got := read(d.Read(ctx, query, args...))
				if diff := cmp.Diff(want, got, cmp.AllowUnexported(cell{})); diff != "" || len(got) != 1 || got[0].Text != text || got[0].Whole != n {
					t.Fatalf("of %.20q and %d:\n%s", text, n, diff)
				}
			}
		}
	})
}

func TestReadOnSQLite(t *testing.T) {
	t.Parallel()
	ctx, d := t.Context(), dbtest.Open(t, "sqlite:"+t.TempDir())
	const many = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) SELECT i, 'row ' || i FROM n`
	count := func(ctx context.Context, rows int64) (n int64, err error) {
		c, err := d.Read(ctx, many, rows)
		if err != nil {
			return 0, err
		}
		defer c.Close()
		for c.Next() {
			var i int64
			var text string
			if err := c.Scan(&i, &text); err != nil {
				return n, err
			}
			if n++; i != n || text != fmt.Sprint("row ", n) {
				return n, fmt.Errorf("row %d is %d, %q", n, i, text)
			}
		}
		return n, c.Err()
	}

	t.Run("at once", func(t *testing.T) { // more than are kept open
		t.Parallel()
		var all sync.WaitGroup
		for range 12 {
			all.Go(func() {
				for range 3 {
					if n, err := count(ctx, 3000); n != 3000 || err != nil {
						t.Errorf("%d rows, %v", n, err)
					}
				}
			})
		}
		all.Wait()
	})
	t.Run("one within another", func(t *testing.T) {
		t.Parallel()
		c, err := d.Read(ctx, many, int64(5))
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		rows := 0
		for c.Next() {
			if n, err := count(ctx, 10); n != 10 || err != nil {
				t.Fatalf("%d rows, %v", n, err)
			}
			rows++
		}
		if rows != 5 || c.Next() {
			t.Errorf("%d rows, and more after the end", rows)
		}
		if err := c.Scan(new(int64), new(string)); err == nil {
			t.Error("closed rows are scanned")
		}
	})
	t.Run("stopped", func(t *testing.T) {
		t.Parallel()
		ctx, stop := context.WithCancel(ctx)
		c, err := d.Read(ctx, many, int64(1_000_000))
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		if !c.Next() {
			t.Fatal(c.Err())
		}
		stop()
		n := 1
		for c.Next() {
			n++
		}
		if !errors.Is(c.Err(), context.Canceled) || n > 1000 {
			t.Errorf("after %d rows %v", n, c.Err())
		}
		if _, err := d.Read(ctx, many, int64(1)); !errors.Is(err, context.Canceled) {
			t.Errorf("begun anew: %v", err)
		}
	})
	t.Run("faults", func(t *testing.T) {
		t.Parallel()
		for _, c := range []struct {
			query string
			args  []any
			dest  []any
			want  string
		}{
			{"SELECT a FROM nowhere", nil, nil, "no such table"},
			{"SELECT ?", nil, nil, "has 1 arguments, 0 were given"},
			{"SELECT ?", []any{struct{}{}}, nil, "unsupported type"},
			{"SELECT ?", []any{time.Time{}}, nil, "no number, text or bytes"},
			{"SELECT 1, 2", nil, []any{new(int64)}, "2 columns, 1 are asked for"},
			{"SELECT 1, NULL", nil, []any{new(int64), new(string)}, "column 1: NULL is no *string"},
			{"SELECT 1", nil, []any{new(complex128)}, "into a *complex128"},
			{"SELECT x'0102'", nil, []any{new(uid.ID)}, "2 bytes are no id"},
			{"DELETE FROM goose_db_version", nil, []any{}, "readonly"},
			{"SELECT json('{')", nil, []any{new(string)}, "malformed JSON"},
		} {
			rows, err := d.Read(ctx, c.query, c.args...)
			if err == nil {
				if rows.Next() {
					err = rows.Scan(c.dest...)
				} else {
					err = rows.Err()
				}
				rows.Close()
			}
			var f *fault.Error
			if err == nil || !strings.Contains(err.Error(), c.want) && !(errors.As(err, &f) && strings.Contains(f.Cause.Error(), c.want)) {
				t.Errorf("%s: %v, want %q", c.query, err, c.want)
			}
			if n, err := count(ctx, 3); n != 3 || err != nil {
				t.Fatalf("after %s: %d, %v", c.query, n, err)
			}
		}
	})
}

// A read sees one state, whatever is committed while it lasts, and is in nobody's
// way when it is over: the write-ahead log can be emptied.
func TestReadSeesOneState(t *testing.T) {
	t.Parallel()
	ctx, d := t.Context(), dbtest.Open(t, "sqlite:"+t.TempDir())
	write := func(query string) {
		t.Helper()
		if err := d.Write(ctx, func(tx *db.Tx) error { _, err := tx.Exec(query); return err }); err != nil {
			t.Fatal(err)
		}
	}
	const read = `SELECT version_id FROM goose_db_version WHERE version_id >= 1000000 ORDER BY version_id`
	for i := range 3 {
		write(fmt.Sprintf(`INSERT INTO goose_db_version (version_id, is_applied) VALUES (%d, 1)`, 1_000_000+i))
	}
	c, err := d.Read(ctx, read)
	if err != nil || !c.Next() {
		t.Fatal(err)
	}
	write(`DELETE FROM goose_db_version WHERE version_id >= 1000000`)
	n := 1
	for c.Next() {
		n++
	}
	if n != 3 || c.Err() != nil {
		t.Errorf("%d rows, %v", n, c.Err())
	}
	if err := d.Shred(ctx); err != nil {
		t.Errorf("emptying the log: %v", err)
	}
	if c, err = d.Read(ctx, read); err != nil || c.Next() {
		t.Errorf("deleted rows are read, or %v", err)
	}
	c.Close()
}

func TestReadOfADamagedFile(t *testing.T) {
	t.Parallel()
	ctx, d := t.Context(), dbtest.Open(t, "sqlite:"+t.TempDir())
	if err := d.Shred(ctx); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(d.Path(), []byte(strings.Repeat("no database at all ", 4096)), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := d.Read(ctx, `SELECT version_id FROM goose_db_version`)
	if err == nil {
		c.Next()
		err = c.Err()
		c.Close()
	}
	if !fault.Is(err, fault.Internal) || !strings.Contains(fault.Sentence(err), "damaged") {
		t.Errorf("%v", err)
	}
}

// BenchmarkRead reads rows as wide as a record by Query, the yardstick, and by Read.
func BenchmarkRead(b *testing.B) {
	d := dbtest.Open(b, "sqlite:"+b.TempDir())
	query := `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000) SELECT i` +
		strings.Repeat(`, i`, 16) + strings.Repeat(`, i * .5`, 8) + strings.Repeat(`, 'a word'`, 14) + strings.Repeat(`, NULL`, 15) + ` FROM n`
	whole, float, text, none := make([]int64, 17), make([]float64, 8), make([]string, 14), make([]sql.Null[int64], 15)
	var dest []any
	for i := range whole {
		dest = append(dest, &whole[i])
	}
	for i := range float {
		dest = append(dest, &float[i])
	}
	for i := range text {
		dest = append(dest, &text[i])
	}
	for i := range none {
		dest = append(dest, &none[i])
	}
	times := map[string]float64{}
	run := func(name string, read func() (db.Rows, error)) {
		b.Run(name, func(b *testing.B) {
			rows := 0
			for b.Loop() {
				c, err := read()
				if err != nil {
					b.Fatal(err)
				}
				for c.Next() {
					if err := c.Scan(dest...); err != nil {
						b.Fatal(err)
					}
					rows++
				}
				if c.Err() != nil {
					b.Fatal(c.Err())
				}
				c.Close()
			}
			times[name] = b.Elapsed().Seconds() / float64(rows)
			b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "rows/s")
			if y := times["query"]; name != "query" && y > 0 {
				b.ReportMetric(y/times[name], "x_query")
			}
		})
	}
	run("query", func() (db.Rows, error) { return d.Query(b.Context(), query) })
	run("read", func() (db.Rows, error) { return d.Read(b.Context(), query) })
}
