package db

import (
	"context"
	"database/sql"
	"errors"
	"iter"
	"slices"
	"strings"
	"sync"
)

// A Queryer reads: a DB (what is committed) or a Tx (also what its own batch
// has written so far). Stores take a Queryer, so one query serves both.
type Queryer interface {
	Query(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRow(ctx context.Context, query string, args ...any) *Row
}

// A Row is the result of QueryRow.
type Row struct {
	rows *sql.Rows
	err  error
}

// None reports that a QueryRow found nothing.
func None(err error) bool { return errors.Is(err, sql.ErrNoRows) }

// Scan reads the row; errors are faults but for sql.ErrNoRows (see None).
func (r *Row) Scan(dest ...any) error {
	if r.err != nil {
		return Fault(r.err)
	}
	defer r.rows.Close()
	if !r.rows.Next() {
		if err := r.rows.Err(); err != nil {
			return Fault(err)
		}
		return sql.ErrNoRows
	}
	if err := r.rows.Scan(dest...); err != nil {
		return err
	}
	return Fault(r.rows.Close())
}

// Query reads rows; the caller closes them. It stops when ctx does.
func (d *DB) Query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	s, err := d.prepared(ctx, query)
	if err != nil {
		return nil, err
	}
	rows, err := s.QueryContext(ctx, args...)
	return rows, Fault(err)
}

// QueryRow reads one row by key. It is short, so it does not watch ctx: the
// driver would start a goroutine for every call.
func (d *DB) QueryRow(ctx context.Context, query string, args ...any) *Row {
	ctx = context.WithoutCancel(ctx)
	s, err := d.prepared(ctx, query)
	if err != nil {
		return &Row{err: err}
	}
	rows, err := s.QueryContext(ctx, args...)
	return &Row{rows: rows, err: err}
}

func (d *DB) prepared(ctx context.Context, query string) (*sql.Stmt, error) {
	if s, ok := d.stmts.Load(query); ok {
		return s.(*sql.Stmt), nil
	}
	s, err := d.read.PrepareContext(context.WithoutCancel(ctx), d.rebind(query))
	if err != nil {
		return nil, Fault(err)
	}
	if other, loaded := d.stmts.LoadOrStore(query, s); loaded {
		s.Close()
		return other.(*sql.Stmt), nil
	}
	return s, nil
}

var rebound sync.Map // query with ? → query with $n

// rebind writes ? as $1, $2 … for PostgreSQL. Quoted text is left alone.
func (d *DB) rebind(query string) string {
	if d.engine != Postgres {
		return query
	}
	if q, ok := rebound.Load(query); ok {
		return q.(string)
	}
	var b strings.Builder
	n, quoted := 0, false
	for i := 0; i < len(query); i++ {
		switch c := query[i]; {
		case c == '\'':
			quoted = !quoted
			b.WriteByte(c)
		case c == '?' && !quoted:
			n++
			b.WriteByte('$')
			b.WriteString(itoa(n))
		default:
			b.WriteByte(c)
		}
	}
	rebound.Store(query, b.String())
	return b.String()
}

func itoa(n int) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return itoa(n/10) + string(rune('0'+n%10))
}

// batchSize is how many arguments Batches puts into one list.
const batchSize = 100

// Batches cuts the arguments of a long IN list into lists for one query each.
// They are of two lengths only, so that few statements are prepared and kept:
// the last one is filled up by repeating its first argument.
func Batches(args []any) iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		for list := range slices.Chunk(args, batchSize) {
			for len(list) > 1 && len(list) < batchSize {
				list = append(list, list[0])
			}
			if !yield(list) {
				return
			}
		}
	}
}

// In returns "?,?,?" for n arguments of an IN list.
func In(n int) string {
	if n <= 0 {
		return "NULL"
	}
	return strings.Repeat("?,", n-1) + "?"
}
