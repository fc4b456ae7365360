package interaction

import (
	"context"
	"maps"
	"sync"
	"time"

	"satprep/internal/db"
	"satprep/internal/fault"
	"satprep/internal/uid"
)

// erased is what this process knows of the table: all subjects up to a number.
type erased struct {
	mu       sync.RWMutex
	number   int64
	subjects map[uid.ID]bool
}

func (e *erased) last() int64 {
	e.mu.RLock()
	defer e.mu.RUnlock()
	return e.number
}

func (e *erased) has(subject uid.ID) bool {
	e.mu.RLock()
	defer e.mu.RUnlock()
	return e.subjects[subject]
}

// add takes in rows that were read after number from; what is known already
// changes nothing.
func (e *erased) add(to int64, subjects map[uid.ID]bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.subjects == nil {
		e.subjects = map[uid.ID]bool{}
	}
	maps.Copy(e.subjects, subjects)
	e.number = max(e.number, to)
}

// erasedSince reads the subjects that were erased after a number, and the
// newest number.
func erasedSince(ctx context.Context, q db.Queryer, after int64) (to int64, subjects map[uid.ID]bool, err error) {
	rows, err := q.Query(ctx, `SELECT number, subject FROM erased WHERE number > ? ORDER BY number`, after)
	if err != nil {
		return after, nil, err
	}
	defer rows.Close()
	to, subjects = after, map[uid.ID]bool{}
	for rows.Next() {
		var s uid.ID
		if err := rows.Scan(&to, &s); err != nil {
			return after, nil, err
		}
		subjects[s] = true
	}
	return to, subjects, db.Fault(rows.Err())
}

// An end is what a transaction knows of the log's end, and of who was erased
// beyond what the process knows.
type end struct {
	tail    int64
	number  int64
	subject map[uid.ID]bool
	rings   bool // the followers are woken after the commit
}

type endKey struct{}

// lockLog is PostgreSQL's advisory lock of the log's end.
const lockLog = `SELECT pg_advisory_xact_lock(7251)`

// enter goes to the end of the log, where one transaction stands at a time.
func (l *Log) enter(tx *db.Tx) (*end, error) {
	if e, ok := tx.Noted(endKey{}).(*end); ok {
		return e, nil
	}
	if tx.Engine() == db.Postgres {
		if _, err := tx.Exec(lockLog); err != nil {
			return nil, err
		}
	}
	ctx := context.Background()
	e := &end{}
	err := tx.QueryRow(ctx, `SELECT COALESCE(MAX(seq), 0), (SELECT COALESCE(MAX(number), 0) FROM erased) FROM interaction`).Scan(&e.tail, &e.number)
	if err != nil {
		return nil, err
	}
	if known := l.erased.last(); e.number > known {
		if _, e.subject, err = erasedSince(ctx, tx, known); err != nil {
			return nil, err
		}
	}
	tx.Note(endKey{}, e)
	return e, nil
}

// gone is the answer to whoever would record something of an erased subject.
func gone() error {
	return fault.New(fault.Forbidden, "This account was erased; nothing may be recorded of it any more.")
}

// Standing is Forbidden where one of the subjects was erased, by whichever
// process: who stores something of a person without a record asks it in the
// same transaction. Append asks it for every record.
func (l *Log) Standing(tx *db.Tx, subjects ...uid.ID) error {
	e, err := l.enter(tx)
	if err != nil {
		return err
	}
	for _, s := range subjects {
		if e.subject[s] || l.erased.has(s) {
			return gone()
		}
	}
	return nil
}

// Bar says that a subject is erased: from this transaction on nothing is
// recorded of them, whichever process tries. No record is touched. A subject
// that is barred already stays so.
func (l *Log) Bar(tx *db.Tx, subject uid.ID, at time.Time) error {
	e, err := l.enter(tx)
	if err != nil {
		return err
	}
	n, err := tx.Exec(`INSERT INTO erased (number, subject, erased_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`, e.number+1, subject, db.Micros(at))
	if err != nil || n == 0 {
		return err
	}
	if e.subject == nil {
		e.subject = map[uid.ID]bool{}
	}
	e.number++
	e.subject[subject] = true // a job that fails takes the note with it
	to, all := e.number, maps.Clone(e.subject)
	tx.AfterCommit(func() {
		l.erased.add(to, all)
		l.recent.forget()
	})
	return nil
}

// ErasedSince returns the subjects that were erased after a number, and the
// newest number. Whoever remembers something of people asks it now and then.
func (l *Log) ErasedSince(ctx context.Context, after int64) (to int64, subjects []uid.ID, err error) {
	defer fault.In(&err, "interaction.ErasedSince")
	to, all, err := erasedSince(ctx, l.db, after)
	if err != nil {
		return after, nil, err
	}
	for s := range all {
		l.keys.Forget(s)
		subjects = append(subjects, s)
	}
	if after <= l.erased.last() { // nothing between was left out
		l.erased.add(to, all)
	}
	return to, subjects, nil
}

// Erasures is the number of the newest erasure, 0 before the first: where it
// moved between two looks, somebody was erased.
func (l *Log) Erasures(ctx context.Context, q db.Queryer) (n int64, err error) {
	err = q.QueryRow(ctx, `SELECT COALESCE(MAX(number), 0) FROM erased`).Scan(&n)
	return n, err
}

// notice brings what this process knows of the erased up to date.
func (l *Log) notice(ctx context.Context) error {
	_, _, err := l.ErasedSince(ctx, l.erased.last())
	return err
}

// living leaves out the records of subjects who were erased.
func (l *Log) living(batch []*Record) []*Record {
	l.erased.mu.RLock()
	defer l.erased.mu.RUnlock()
	if len(l.erased.subjects) == 0 {
		return batch
	}
	kept := make([]*Record, 0, len(batch))
	for _, r := range batch {
		if !l.erased.subjects[r.Subject] {
			kept = append(kept, r)
		}
	}
	return kept
}
