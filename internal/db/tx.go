package db

import (
	"context"
	"database/sql"
)

// A Tx is a job's view of the transaction it runs in. It is valid only while
// the job runs. Its statements do not watch a context: a job is short, and a
// cancelled statement would cost the other jobs of the batch.
type Tx struct {
	w     *writer
	hooks []func()
	notes map[any]any
}

// Exec runs a statement and returns how many rows it changed.
func (tx *Tx) Exec(query string, args ...any) (int64, error) {
	s, err := tx.w.prepared(query)
	if err != nil {
		return 0, err
	}
	r, err := s.Exec(args...)
	if err != nil {
		return 0, Fault(err)
	}
	n, err := r.RowsAffected()
	return n, Fault(err)
}

// Query reads rows; the caller closes them before the next statement.
func (tx *Tx) Query(_ context.Context, query string, args ...any) (*sql.Rows, error) {
	s, err := tx.w.prepared(query)
	if err != nil {
		return nil, err
	}
	rows, err := s.Query(args...)
	return rows, Fault(err)
}

// QueryRow reads one row.
func (tx *Tx) QueryRow(_ context.Context, query string, args ...any) *Row {
	s, err := tx.w.prepared(query)
	if err != nil {
		return &Row{err: err}
	}
	rows, err := s.Query(args...)
	return &Row{rows: rows, err: err}
}

// Engine says which engine this is.
func (tx *Tx) Engine() Engine { return tx.w.d.engine }

// AfterCommit runs hook once the job is durable, on the writer's goroutine: it
// must be quick. A job that fails runs no hook.
func (tx *Tx) AfterCommit(hook func()) { tx.hooks = append(tx.hooks, hook) }

// Note remembers v for the rest of the batch, also for the jobs after this
// one; Noted finds it. A failed job clears all notes, so a note may hold what
// was read or written in the batch (the log's last number, a lock taken).
func (tx *Tx) Note(key, v any) {
	if tx.notes == nil {
		tx.notes = map[any]any{}
	}
	tx.notes[key] = v
}

// Noted returns what Note remembered, or nil.
func (tx *Tx) Noted(key any) any { return tx.notes[key] }

func (tx *Tx) forget() { tx.notes, tx.hooks = nil, nil }
