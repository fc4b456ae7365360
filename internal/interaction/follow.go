package interaction

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"satprep/internal/db"
	"satprep/internal/fault"
)

// A Follower reads the log from where it stopped.
type Follower struct {
	Name string // of its cursor
	Max  int    // records at once, 500 if 0
	// Kinds are those that Fold wants to see; none is all. The cursor passes the
	// others without reading them.
	Kinds []Kind
	// Living passes over the records of subjects who were erased: what is
	// believed of people ends with them, also in a view that is built again.
	Living bool
	// Every is the shortest time between two rounds, half a second if 0: a view
	// may lag, and a round of its own for every answer would cost each a commit.
	// When very many records come in, a round begins before that.
	Every time.Duration
	// Fold computes from records, outside any transaction, what Write then
	// stores in the same transaction that moves the cursor. A nil write only
	// moves it. note is kept beside the cursor.
	Fold func(ctx context.Context, note string, records []*Record) (write func(*db.Tx) error, newNote string, err error)
}

// idle is how often a follower looks by itself: another process may append.
const idle = time.Second

const often = time.Second / 2

// Run follows the log until ctx ends. A batch that fails is logged and tried
// again; nothing is skipped.
func (l *Log) Run(ctx context.Context, f Follower, logger *slog.Logger) {
	every := f.Every
	if every == 0 {
		every = often
	}
	pause := time.NewTimer(0)
	defer pause.Stop()
	var hurried <-chan struct{}
	for {
		select { // the shortest time between two rounds
		case <-ctx.Done():
			return
		case <-hurried:
		case <-pause.C:
		}
		rung := l.bell.Wait()
		hurried = l.recent.hurry.Wait()
		_, err := l.CatchUp(ctx, f)
		if ctx.Err() != nil {
			return
		}
		if err != nil {
			logger.Error("a follower of the log failed and will try again", "follower", f.Name, "err", err)
			hurried = nil
			pause.Reset(max(idle, every))
			continue
		}
		pause.Reset(idle)
		select {
		case <-ctx.Done():
			return
		case <-rung:
			pause.Reset(every)
		case <-pause.C:
			pause.Reset(0)
		}
	}
}

// CatchUp folds batches until the follower stands where the log ended when it
// began, or ctx ends, and returns how many records it read. What comes in
// meanwhile waits for the next round: who runs after it under load folds ever
// smaller batches, each at the price of a whole one.
func (l *Log) CatchUp(ctx context.Context, f Follower) (read int, err error) {
	defer fault.In(&err, "interaction.CatchUp(%s)", f.Name)
	made, _ := l.turns.LoadOrStore(f.Name, make(chan struct{}, 1)) // within this process followers of one name take turns
	turn := made.(chan struct{})
	select {
	case turn <- struct{}{}:
		defer func() { <-turn }()
	case <-ctx.Done():
		return 0, ctx.Err()
	}
	tail, err := l.Tail(ctx)
	if err != nil {
		return 0, err
	}
	for {
		if err := ctx.Err(); err != nil {
			return read, err
		}
		n, err := l.step(ctx, f, tail)
		read += n
		if err != nil || n == 0 {
			return read, err
		}
	}
}

// step folds one batch of what follows the cursor up to tail.
func (l *Log) step(ctx context.Context, f Follower, tail int64) (int, error) {
	after, note, err := l.Cursor(ctx, f.Name)
	if err != nil || after >= tail {
		return 0, err
	}
	limit := f.Max
	if limit == 0 {
		limit = page
	}
	if len(f.Kinds) > 0 {
		limit *= 10 // most are passed over
	}
	to := min(after+int64(limit), tail)
	batch, err := l.batch(ctx, f.Kinds, after, to)
	if err == nil && f.Living {
		if err = l.notice(ctx); err == nil {
			batch = l.living(batch)
		}
	}
	if err != nil {
		return 0, err
	}
	write, newNote, err := f.Fold(ctx, note, batch)
	if err != nil {
		return 0, err
	}
	return int(to - after), l.db.Write(ctx, func(tx *db.Tx) error {
		// The cursor comes first everywhere: two who lock rows in another order
		// would wait for each other.
		if err := moveCursor(tx, f.Name, mark{after, note}, mark{to, newNote}); err != nil || write == nil {
			return err
		}
		return write(tx)
	})
}

// batch returns the records of these kinds in (after, to].
func (l *Log) batch(ctx context.Context, kinds []Kind, after, to int64) (batch []*Record, err error) {
	if batch, ok := l.recent.between(after, to, kinds); ok {
		return batch, nil
	}
	where, args := "", []any(nil)
	if len(kinds) > 0 {
		where = ` AND kind IN (` + db.In(len(kinds)) + `)`
		for _, k := range kinds {
			args = append(args, string(k))
		}
	}
	err = l.scan(ctx, where, args, after, to, func(r *Record) error { batch = append(batch, r); return nil })
	return batch, err
}

// Cursor returns where the named reader stands: 0 and "" before its first
// batch.
func (l *Log) Cursor(ctx context.Context, name string) (seq int64, note string, err error) {
	err = l.db.QueryRow(ctx, `SELECT seq, note FROM cursor WHERE name = ?`, name).Scan(&seq, &note)
	if db.None(err) {
		err = nil
	}
	return seq, note, err
}

// A mark is where a reader stands.
type mark struct {
	seq  int64
	note string
}

// moveCursor fails with Conflict where another process moved it first.
func moveCursor(tx *db.Tx, name string, from, to mark) error {
	if from.seq == 0 {
		if _, err := tx.Exec(`INSERT INTO cursor (name, seq, note) VALUES (?, 0, '') ON CONFLICT DO NOTHING`, name); err != nil {
			return err
		}
	}
	n, err := tx.Exec(`UPDATE cursor SET seq = ?, note = ? WHERE name = ? AND seq = ? AND note = ?`, to.seq, to.note, name, from.seq, from.note)
	if err == nil && n == 0 {
		err = fault.Wrap(fault.Conflict, fmt.Errorf("cursor %s is no longer at %d", name, from.seq), "Another process follows the log under this name.")
	}
	return err
}

// Place puts a reader at seq with a note, wherever it stood; for a reader whose
// work was done anew elsewhere.
func (l *Log) Place(tx *db.Tx, name string, seq int64, note string) error {
	_, err := tx.Exec(`INSERT INTO cursor (name, seq, note) VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE SET seq = excluded.seq, note = excluded.note`, name, seq, note)
	return err
}

// Rewind puts a reader back to the beginning, in tx together with clearing
// what it wrote.
func (l *Log) Rewind(tx *db.Tx, name string) error {
	_, err := tx.Exec(`DELETE FROM cursor WHERE name = ?`, name)
	return err
}

// A View is a follower whose tables can be dropped and rebuilt from the log.
type View struct {
	Follower
	Clear func(tx *db.Tx) error // empties what Fold's writes filled
}

// Rebuild clears a view and folds the whole log again. A server that follows
// at the same time goes on from wherever the rebuilding stands.
func (l *Log) Rebuild(ctx context.Context, v View) (read int, err error) {
	defer fault.In(&err, "interaction.Rebuild(%s)", v.Name)
	err = l.db.Write(ctx, func(tx *db.Tx) error {
		if err := l.Rewind(tx, v.Name); err != nil {
			return err
		}
		return v.Clear(tx)
	})
	if err != nil {
		return 0, err
	}
	return l.CatchUp(ctx, v.Follower)
}
