package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"satprep/internal/table"
)

// readers is where DuckDB is, if somebody said npm ci there.
const readers = "scripts/readers"

// distinctRows is how many different rows are written over and over: more than
// any row group holds, so that no dictionary profits from the repetition.
const distinctRows = 150_000

// benchParquet: rows of interactions into a Parquet file, against DuckDB, which
// turns the same rows from JSON lines into the same format on two threads under
// an explicit schema. Ours come from typed values in memory, as a data set's
// do, one by one through the setters; DuckDB's time holds reading JSON.
func benchParquet(ctx context.Context, s *settings) error {
	dir, err := s.folder("parquet")
	if err != nil {
		return err
	}
	src, err := sourceRows(min(distinctRows, s.rows))
	if err != nil {
		return err
	}
	lines := filepath.Join(dir, "rows.jsonl")
	text, err := best(func() (cost, error) { return writeRows(lines, table.JSONL, src, s.rows) })
	if err != nil {
		return err
	}
	mine, err := best(func() (cost, error) { return writeRows(filepath.Join(dir, "rows.parquet"), table.Parquet, src, s.rows) })
	if err != nil {
		return err
	}
	s.print("parquet, %d rows of %d columns: %s", s.rows, len(flat.Columns()), mine.text(s.rows))
	s.print("  the same as JSON lines:      %s", text.text(s.rows))
	back, err := best(func() (cost, error) { return readRows(filepath.Join(dir, "rows.parquet")) })
	if err != nil {
		return err
	}
	s.print("  read again:                  %s", back.text(s.rows))
	if _, err := os.Stat(filepath.Join(readers, "node_modules")); err != nil {
		s.print("  ratio to JSON lines %.2f by time; for the ratio to DuckDB (aim >= 0.5): npm ci in %s", text.Seconds/mine.Seconds, readers)
		return nil
	}
	duck, err := best(func() (cost, error) { return duckdb(ctx, lines, filepath.Join(dir, "duckdb.parquet")) })
	if err != nil {
		return err
	}
	s.print("  DuckDB from JSON lines:      %s", duck.text(s.rows))
	s.print("  ratio to DuckDB %.2f by time, %.2f by processor (aim >= 0.5)", duck.Seconds/mine.Seconds, duck.CPU/mine.CPU)
	return nil
}

// A cost is what a run took.
type cost struct {
	Seconds float64 `json:"seconds"`
	CPU     float64 `json:"cpu"` // seconds of all processors
	Bytes   int64   `json:"bytes"`
}

func (c cost) text(rows int) string {
	return fmt.Sprintf("%7.0f rows/s  %5.2f µs of processor a row  %6.1f MB", float64(rows)/c.Seconds, 1e6*c.CPU/float64(rows), float64(c.Bytes)/1e6)
}

// best is the cheaper of three runs: what else the machine does only adds.
func best(run func() (cost, error)) (least cost, err error) {
	for i := range 3 {
		c, err := run()
		if err != nil {
			return c, err
		}
		if i == 0 || c.Seconds < least.Seconds {
			least.Seconds, least.Bytes = c.Seconds, c.Bytes
		}
		if i == 0 || c.CPU < least.CPU {
			least.CPU = c.CPU
		}
	}
	return least, nil
}

func sourceRows(n int) (list []*table.Batch, err error) {
	rows := newFlatRows()
	b := table.NewBatch(flat)
	for range n {
		if err := rows.row(b); err != nil {
			return nil, err
		}
		if b.Full() {
			list, b = append(list, b), table.NewBatch(flat)
		}
	}
	return append(list, b), nil
}

// writeRows writes n rows, each put into a batch value by value.
func writeRows(path string, format table.Format, src []*table.Batch, n int) (c cost, err error) {
	f, err := os.Create(path)
	if err != nil {
		return c, err
	}
	defer f.Close()
	stop := stopwatch()
	w, err := table.New(f, format, flat, table.Options{})
	if err != nil {
		return c, err
	}
	b := table.NewBatch(flat)
	for n > 0 {
		for _, from := range src {
			for i := range min(from.Rows(), n) {
				for k := range flat.Columns() {
					set(b.Col(k), from.Col(k), i)
				}
				if err := b.EndRow(); err != nil {
					return c, err
				}
				if b.Full() {
					if err := w.Write(b); err != nil {
						return c, err
					}
					b.Reset()
				}
			}
			n -= min(from.Rows(), n)
		}
	}
	if err := w.Write(b); err != nil {
		return c, err
	}
	if err := w.Close(); err != nil {
		return c, err
	}
	c = stop()
	info, err := f.Stat()
	if err != nil {
		return c, err
	}
	c.Bytes = info.Size()
	return c, nil
}

// set appends value i of one vector to another.
func set(to, from *table.Vector, i int) {
	if from.IsNull(i) {
		to.Null()
		return
	}
	switch from.Kind() {
	case table.KindBool:
		to.Bool(from.BoolAt(i))
	case table.KindInt32:
		to.Int32(from.Int32At(i))
	case table.KindInt64:
		to.Int64(from.Int64At(i))
	case table.KindTimestamp:
		to.Micros(from.Int64At(i))
	case table.KindFloat64:
		to.Float64(from.Float64At(i))
	case table.KindList:
		to.Begin()
		for k, end := from.ListAt(i); k < end; k++ {
			set(to.Item(), from.Item(), k)
		}
		to.End()
	case table.KindStruct:
		for k := range from.Fields() {
			set(to.Field(k), from.Field(k), i)
		}
		to.End()
	default:
		to.TextBytes(from.TextAt(i))
	}
}

func readRows(path string) (c cost, err error) {
	f, err := os.Open(path)
	if err != nil {
		return c, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return c, err
	}
	stop := stopwatch()
	r, err := table.OpenParquet(f, info.Size())
	if err != nil {
		return c, err
	}
	b := table.NewBatch(flat)
	rows := int64(0)
	for rows < r.Rows() {
		n, err := r.Read(b)
		if err != nil {
			return c, err
		}
		rows += int64(n)
		b.Reset()
	}
	c = stop()
	c.Bytes = info.Size()
	return c, nil
}

// stopwatch returns what tells time and processor time since now.
func stopwatch() func() cost {
	began, cpu := time.Now(), cpuSeconds()
	return func() cost { return cost{Seconds: time.Since(began).Seconds(), CPU: cpuSeconds() - cpu} }
}

func cpuSeconds() float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e9
}

func duckdb(ctx context.Context, from, to string) (c cost, err error) {
	var columns []string
	for _, col := range flat.Columns() {
		columns = append(columns, col.Name+": '"+duckdbType(col.Type)+"'")
	}
	cmd := exec.CommandContext(ctx, "node", filepath.Join(readers, "convert.mjs"), from, to, "{"+strings.Join(columns, ", ")+"}")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return c, fmt.Errorf("DuckDB: %w\n%s", err, stderr.Bytes())
	}
	return c, json.Unmarshal(out, &c)
}

func duckdbType(t table.Type) string {
	switch t.Kind() {
	case table.KindBool:
		return "BOOLEAN"
	case table.KindInt32:
		return "INTEGER"
	case table.KindInt64:
		return "BIGINT"
	case table.KindFloat64:
		return "DOUBLE"
	case table.KindTimestamp:
		return "TIMESTAMP"
	case table.KindList:
		return duckdbType(t.Item()) + "[]"
	case table.KindStruct:
		var fields []string
		for _, f := range t.Fields() {
			fields = append(fields, f.Name+" "+duckdbType(f.Type))
		}
		return "STRUCT(" + strings.Join(fields, ", ") + ")"
	}
	return "VARCHAR"
}
