package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"runtime/debug"
	"time"

	"satprep/internal/fault"
)

const (
	maxBatch     = 256                   // jobs a transaction
	maxBatchTime = 20 * time.Millisecond // after which a batch takes no more jobs
	queueLength  = 1024

	carefulBatches = 32              // that run with savepoints after a job has failed
	connectTime    = 5 * time.Second // for a lost connection to be made again
)

type job struct {
	ctx  context.Context
	fn   func(*Tx) error
	done chan error // capacity 1
}

// writer owns the one connection that writes; conn is nil while it is lost.
type writer struct {
	d       *DB
	conn    *sql.Conn
	jobs    chan *job
	quit    chan struct{}
	stopped chan struct{}
	stmts   map[string]*sql.Stmt
	careful int           // so many batches more run with savepoints
	longest time.Duration // after which a batch takes no more jobs
}

func startWriter(ctx context.Context, d *DB) (*writer, error) {
	w := &writer{d: d, longest: maxBatchTime, jobs: make(chan *job, queueLength), quit: make(chan struct{}), stopped: make(chan struct{})}
	if err := w.connect(ctx); err != nil {
		return nil, err
	}
	go w.run()
	return w, nil
}

// connect takes a connection that answers: after the server was restarted the
// pool may hold some that do not know it yet.
func (w *writer) connect(ctx context.Context) error {
	for {
		conn, err := w.d.writes.Conn(ctx)
		if err != nil {
			return Fault(err)
		}
		if err = conn.PingContext(ctx); err == nil {
			w.conn, w.stmts = conn, map[string]*sql.Stmt{}
			return nil
		}
		conn.Close()
		if !errors.Is(err, driver.ErrBadConn) {
			return Fault(err)
		}
	}
}

func (w *writer) stop() {
	close(w.quit)
	<-w.stopped
}

// Write runs fn in a transaction shared with other writers and returns when it
// is durable. fn may run while ctx ends; it is not begun after that. fn must
// not call Write and must not keep tx.
//
// fn may run twice: when another writer's fails, all of the transaction is
// rolled back and each is run again. What fn sets outside it must set in every
// run, and must not read what an earlier run left there.
func (d *DB) Write(ctx context.Context, fn func(tx *Tx) error) error {
	j := &job{ctx: ctx, fn: fn, done: make(chan error, 1)}
	select {
	case d.writer.jobs <- j:
	case <-ctx.Done():
		return ctx.Err()
	case <-d.writer.quit:
		return fault.New(fault.Busy, "The server is shutting down. Please try again in a moment.")
	}
	select {
	case err := <-j.done:
		return err
	case <-d.writer.stopped:
		select {
		case err := <-j.done:
			return err
		default:
			return fault.New(fault.Busy, "The server is shutting down. Please try again in a moment.")
		}
	}
}

func (w *writer) run() {
	defer close(w.stopped)
	defer func() {
		w.disconnect()
	}()
	for {
		select {
		case j := <-w.jobs:
			w.batch(j)
		case <-w.quit:
			for {
				select {
				case j := <-w.jobs:
					w.batch(j)
				default:
					return
				}
			}
		}
	}
}

// batch runs first and whatever else is waiting in one transaction: without
// savepoints at first, and when one fails all of them once more, each in its own.
// After that it is careful for some time, since failures come in clusters.
func (w *writer) batch(first *job) {
	jobs := []*job{first}
	if w.careful > 0 {
		w.careful--
	} else if jobs = w.together(first); jobs == nil {
		return
	} else {
		w.careful = carefulBatches
	}
	w.apart(jobs)
}

// together runs first and what is waiting behind it without savepoints. Where a
// job fails, nothing is written, and those are returned that are to be run
// again.
func (w *writer) together(first *job) (again []*job) {
	if err := w.begin(); err != nil {
		first.done <- err
		return nil
	}
	tx := &Tx{w: w}
	var ran []*job
	began := time.Now()
	for j := first; j != nil; j = w.next(len(ran), began) {
		if err := j.ctx.Err(); err != nil {
			j.done <- err
			continue
		}
		if err := w.call(tx, j.fn); err != nil {
			w.recover()
			if len(ran) == 0 {
				j.done <- err
				return nil
			}
			return append(ran, j)
		}
		ran = append(ran, j)
	}
	w.commit(ran, tx.hooks)
	return nil
}

// apart runs jobs and what is waiting behind them, each in a savepoint.
func (w *writer) apart(jobs []*job) {
	if err := w.begin(); err != nil {
		answer(jobs, err)
		return
	}
	tx := &Tx{w: w}
	var ran []*job // succeeded in their savepoint, not yet durable
	// Those that failed are told when the others are durable: who tries again then
	// reads what was in the way.
	var failed []func()
	defer func() {
		for _, tell := range failed {
			tell()
		}
	}()
	var hooks []func()
	began := time.Now()
	for len(jobs) > 0 {
		j := jobs[0]
		if err := j.ctx.Err(); err != nil {
			j.done <- err
		} else if err, broken := w.one(tx, j); broken {
			answer(append(ran, jobs...), err)
			w.recover()
			return
		} else if err != nil {
			failed = append(failed, func() { j.done <- err })
		} else {
			ran = append(ran, j)
			hooks = append(hooks, tx.hooks...)
		}
		if jobs = jobs[1:]; len(jobs) == 0 {
			if j := w.next(len(ran), began); j != nil {
				jobs = append(jobs, j)
			}
		}
	}
	w.commit(ran, hooks)
}

// next takes one more job into a batch of n, nil when none waits or it has had
// its share.
func (w *writer) next(n int, began time.Time) *job {
	if n >= maxBatch || time.Since(began) >= w.longest {
		return nil
	}
	for range 2 {
		select {
		case j := <-w.jobs:
			return j
		default:
			runtime.Gosched() // whoever is about to write shares this commit, if a processor was all they lacked
		}
	}
	return nil
}

// commit makes a batch durable, then tells everybody.
func (w *writer) commit(ran []*job, hooks []func()) {
	if err := w.exec("COMMIT", "COMMIT"); err != nil {
		answer(ran, err)
		w.recover()
		return
	}
	for _, h := range hooks {
		run(h)
	}
	answer(ran, nil)
}

func answer(jobs []*job, err error) {
	for _, j := range jobs {
		j.done <- err
	}
}

// run keeps a panic in a hook from taking the writer down; what the job wrote
// is durable already.
func run(hook func()) {
	defer func() {
		if p := recover(); p != nil {
			slog.Error("a hook after a commit failed", "panic", p, "stack", string(debug.Stack()))
		}
	}()
	hook()
}

// begin opens a transaction, on a new connection where the old one was lost
// since: nothing is written before it, so it may be tried again.
func (w *writer) begin() (err error) {
	for range 2 {
		if w.conn == nil {
			if err := w.reconnect(); err != nil {
				return err
			}
		}
		if err = w.exec("BEGIN IMMEDIATE", "BEGIN"); err == nil {
			return nil
		}
		w.recover()
		if w.d.engine == SQLite {
			return err // it has waited for its turn already
		}
	}
	return err
}

// reconnect replaces a lost connection. Where it cannot, whoever waits is told:
// nobody knows when the server comes back.
func (w *writer) reconnect() error {
	ctx, cancel := context.WithTimeout(context.Background(), connectTime)
	defer cancel()
	err := w.connect(ctx)
	if err == nil {
		return nil
	}
	err = unreachable(err)
	for range len(w.jobs) {
		(<-w.jobs).done <- err
	}
	return err
}

// one runs a job in its savepoint. broken means that the transaction as a
// whole is lost.
func (w *writer) one(tx *Tx, j *job) (err error, broken bool) {
	if err := w.exec("SAVEPOINT job", "SAVEPOINT job"); err != nil {
		return err, true
	}
	tx.hooks = nil
	if err = w.call(tx, j.fn); err == nil {
		if err := w.exec("RELEASE job", "RELEASE SAVEPOINT job"); err != nil {
			return err, true
		}
		return nil, false
	}
	tx.forget()
	if back := w.exec("ROLLBACK TO job", "ROLLBACK TO SAVEPOINT job"); back != nil {
		return errors.Join(err, back), true
	}
	if back := w.exec("RELEASE job", "RELEASE SAVEPOINT job"); back != nil {
		return errors.Join(err, back), true
	}
	return err, false
}

// call keeps a panic in a room's code from taking the writer, and with it
// every other learner's answer, down.
func (w *writer) call(tx *Tx, fn func(*Tx) error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic in a write: %v\n%s", p, debug.Stack())
		}
	}()
	return fn(tx)
}

// recover makes the connection usable after a lost transaction, or gives it up.
func (w *writer) recover() {
	if w.exec("ROLLBACK", "ROLLBACK") == nil || w.d.engine == SQLite {
		return // SQLite may have rolled back by itself, then ROLLBACK fails and all is well
	}
	w.conn.Raw(func(any) error { return driver.ErrBadConn }) // not back into the pool
	w.disconnect()
}

func (w *writer) disconnect() {
	for _, s := range w.stmts {
		s.Close()
	}
	if w.conn != nil {
		w.conn.Close()
	}
	w.conn, w.stmts = nil, nil
}

func (w *writer) exec(sqlite, postgres string) error {
	q := sqlite
	if w.d.engine == Postgres {
		q = postgres
	}
	s, err := w.prepared(q)
	if err != nil {
		return err
	}
	_, err = s.Exec()
	return Fault(err)
}

func (w *writer) prepared(query string) (*sql.Stmt, error) {
	if s, ok := w.stmts[query]; ok {
		return s, nil
	}
	s, err := w.conn.PrepareContext(context.Background(), w.d.rebind(query))
	if err != nil {
		return nil, Fault(err)
	}
	w.stmts[query] = s
	return s, nil
}
