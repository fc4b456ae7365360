package interaction

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"satprep/internal/db"
	"satprep/internal/fault"
	"satprep/internal/uid"
)

// A Failed event is one in the quarantine, without what stands in it.
type Failed struct {
	ID         uid.ID
	Event      string // the id that its client gave it
	ReceivedAt time.Time
	Reason     string
	ReplayedAt time.Time // zero while it waits
}

// MaxFailedPage is how many failed events a page holds at most.
const MaxFailedPage = 200

// FailedEvents lists failed events, newest first: those that wait, or those
// that were replayed. before is the last of the page before.
func (l *Log) FailedEvents(ctx context.Context, replayed bool, before uid.ID, limit int) (list []Failed, err error) {
	defer fault.In(&err, "interaction.FailedEvents")
	if limit < 1 || limit > MaxFailedPage {
		limit = 50
	}
	where, args := `replayed_at IS NULL`, []any(nil)
	if replayed {
		where = `replayed_at IS NOT NULL`
	}
	if !before.IsZero() {
		var at int64
		err := l.db.QueryRow(ctx, `SELECT received_at FROM failed_event WHERE id = ?`, before).Scan(&at)
		if db.None(err) {
			return nil, fault.At("before", "There is no such event to page from.")
		} else if err != nil {
			return nil, err
		}
		where, args = where+` AND (received_at, id) < (?, ?)`, append(args, at, before[:])
	}
	rows, err := l.db.Query(ctx, `SELECT id, event, received_at, reason, replayed_at FROM failed_event WHERE `+where+` ORDER BY received_at DESC, id DESC LIMIT ?`, append(args, limit)...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var f Failed
		var at int64
		var again sql.Null[int64]
		if err := rows.Scan(&f.ID, &f.Event, &at, &f.Reason, &again); err != nil {
			return nil, err
		}
		f.ReceivedAt = db.Time(at)
		if again.Valid {
			f.ReplayedAt = db.Time(again.V)
		}
		list = append(list, f)
	}
	return list, db.Fault(rows.Err())
}

// A Reason is why events were refused, and how many wait for it.
type Reason struct {
	Text   string
	Events int64
	Last   time.Time
}

// maxReasons is how many reasons are told.
const maxReasons = 50

// FailedReasons counts the events that wait by reason, most first. It reads the
// whole quarantine, which is bounded by MaxFailed for each subject.
func (l *Log) FailedReasons(ctx context.Context) (list []Reason, total int64, err error) {
	defer fault.In(&err, "interaction.FailedReasons")
	if err := l.db.QueryRow(ctx, `SELECT COUNT(*) FROM failed_event WHERE replayed_at IS NULL`).Scan(&total); err != nil {
		return nil, 0, err
	}
	rows, err := l.db.Query(ctx, `SELECT reason, COUNT(*), MAX(received_at) FROM failed_event WHERE replayed_at IS NULL GROUP BY reason ORDER BY COUNT(*) DESC, reason LIMIT ?`, maxReasons)
	if err != nil {
		return nil, 0, err
	}
	defer rows.Close()
	for rows.Next() {
		var r Reason
		var at int64
		if err := rows.Scan(&r.Text, &r.Events, &at); err != nil {
			return nil, 0, err
		}
		r.Last = db.Time(at)
		list = append(list, r)
	}
	return list, total, db.Fault(rows.Err())
}

// OpenFailed returns what a client sent, as it came, and of whom it is. Before
// it is given, also runs in a transaction: who reads what people did writes that
// down.
func (l *Log) OpenFailed(ctx context.Context, id uid.ID, also func(tx *db.Tx, subject uid.ID) error) (event json.RawMessage, err error) {
	defer fault.In(&err, "interaction.OpenFailed(%s)", id)
	w, err := l.failed(ctx, id)
	if err != nil {
		return nil, err
	}
	text, err := l.keys.OpenText(ctx, w.subject, w.id, w.sealed)
	if errors.Is(err, ErrErased) {
		return nil, fault.New(fault.Missing, "Whoever sent this event was erased; nobody can read it any more.")
	} else if err != nil {
		return nil, err
	}
	var f failed
	if err := json.Unmarshal(text, &f); err != nil {
		return nil, err
	}
	if err := l.db.Write(ctx, func(tx *db.Tx) error { return also(tx, w.subject) }); err != nil {
		return nil, err
	}
	return f.Event, nil
}

// ReplayOne tries one refused event again, as ReplayFailed does all.
func (l *Log) ReplayOne(ctx context.Context, id uid.ID) (n Retry, err error) {
	defer fault.In(&err, "interaction.ReplayOne(%s)", id)
	w, err := l.failed(ctx, id)
	if err != nil {
		return n, err
	}
	if w.replayed {
		return n, fault.New(fault.Conflict, "This event is in the log already.")
	}
	return n, l.replay(ctx, w, &n)
}

// ReplaySome tries the next events that wait after an id again, at most limit,
// and returns after which to go on; zero at the end.
func (l *Log) ReplaySome(ctx context.Context, after uid.ID, limit int) (n Retry, next uid.ID, err error) {
	defer fault.In(&err, "interaction.ReplaySome")
	for limit > 0 {
		batch, err := l.waiting(ctx, after)
		if err != nil || len(batch) == 0 {
			return n, uid.ID{}, err
		}
		for _, w := range batch[:min(len(batch), limit)] {
			if err := l.replay(ctx, w, &n); err != nil {
				return n, after, err
			}
			after = w.id
			limit--
		}
	}
	return n, after, nil
}

func (l *Log) failed(ctx context.Context, id uid.ID) (w waiting, err error) {
	var again sql.Null[int64]
	err = l.db.QueryRow(ctx, `SELECT id, subject, received_at, sealed, replayed_at FROM failed_event WHERE id = ?`, id).Scan(&w.id, &w.subject, &w.at, &w.sealed, &again)
	if db.None(err) {
		err = fault.New(fault.Missing, "There is no such event.")
	}
	w.replayed = again.Valid
	return w, err
}
