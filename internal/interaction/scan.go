package interaction

import (
	"context"
	"sync"

	"satprep/internal/db"
	"satprep/internal/uid"
)

const page = 500

// Scan calls fn with every record whose seq is in (after, upto], in order;
// upto 0 is the end of the log. Memory does not grow with the log: fn must not
// keep r. Words stay sealed: see OpenWords. Pages are read ahead by others while
// fn works on one.
func (l *Log) Scan(ctx context.Context, after, upto int64, fn func(r *Record) error) error {
	end, err := l.Tail(ctx)
	if err != nil {
		return err
	}
	if upto > 0 {
		end = min(end, upto)
	}
	if end-after > page {
		err := readAhead(ctx, after, end, page, func(ctx context.Context, from, to int64) (rows []*Record, err error) {
			rows = make([]*Record, 0, page)
			return rows, l.scan(ctx, ``, nil, from, to, func(r *Record) error { rows = append(rows, r); return nil })
		}, func(r **Record) error { return fn(*r) })
		if err != nil {
			return err
		}
		after = end
	}
	return l.scan(ctx, ``, nil, after, upto, fn)
}

// readers is how many pages are read ahead.
const readers = 2

// readAhead calls fn with every row of (after, end] of the log, in order, and
// meanwhile reads the next pages of so many numbers. end is in the log already.
func readAhead[T any](ctx context.Context, after, end, page int64, read func(ctx context.Context, from, to int64) ([]T, error), fn func(*T) error) error {
	type sheet struct {
		rows []T
		err  error
	}
	ctx, stop := context.WithCancel(ctx)
	var reading sync.WaitGroup
	defer reading.Wait()
	defer stop()
	order := make(chan chan sheet, readers) // what is being read and not yet given to fn, in order
	reading.Go(func() {
		defer close(order)
		for from := after; from < end; from += page {
			made := make(chan sheet, 1)
			select {
			case order <- made:
			case <-ctx.Done():
				return
			}
			reading.Go(func() {
				rows, err := read(ctx, from, min(from+page, end))
				made <- sheet{rows, err}
			})
		}
	})
	for made := range order {
		s := <-made
		if s.err != nil {
			return s.err
		}
		for i := range s.rows {
			if err := fn(&s.rows[i]); err != nil {
				return err
			}
		}
	}
	return ctx.Err()
}

// ScanSubject is Scan for one subject's records.
func (l *Log) ScanSubject(ctx context.Context, subject uid.ID, after, upto int64, fn func(r *Record) error) error {
	return l.scan(ctx, ` AND subject = ?`, []any{subject}, after, upto, fn)
}

func (l *Log) scan(ctx context.Context, where string, args []any, after, upto int64, fn func(r *Record) error) error {
	if upto == 0 {
		upto = 1<<63 - 1
	}
	for {
		n, err := l.scanPage(ctx, where, args, &after, upto, fn)
		if err != nil || n < page {
			return err
		}
	}
}

// scanPage reads one page, so that no read transaction outlives it: a long one
// would keep the write-ahead log from being folded back.
func (l *Log) scanPage(ctx context.Context, where string, args []any, after *int64, upto int64, fn func(r *Record) error) (n int, err error) {
	args = append([]any{*after, upto}, args...)
	rows, err := l.db.Read(ctx, selectSQL+` WHERE seq > ? AND seq <= ?`+where+` ORDER BY seq LIMIT 500`, args...)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	for rows.Next() {
		var r Record
		if err := scanRecord(rows, &r); err != nil {
			return n, err
		}
		if r.Provenance, err = l.provenance(ctx, r.prov); err != nil {
			return n, err
		}
		n++
		*after = r.Seq
		if err := fn(&r); err != nil {
			return n, err
		}
	}
	return n, db.Fault(rows.Err())
}
