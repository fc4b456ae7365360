package interaction

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"satprep/internal/db"
	"satprep/internal/uid"
)

var columns = []string{
	"seq", "id", "subject", "actor", "session", "conversation", "kind", "version", "origin", "provenance", "device",
	"made_at", "mono_ms", "sent_at", "received_at", "utc_offset", "zone",
	"question", "question_version", "variant", "section", "skill", "mode", "module", "position", "seconds_left", "time_factor", "source",
	"eligible", "eligible_digest", "propensity", "support", "draw", "theta_before", "se_before",
	"answer", "state", "correct", "attempt", "aided", "first_ms", "time_ms", "visible_ms", "idle_ms",
	"theta_after", "se_after", "points",
	"consent", "purposes", "age_band", "school",
	"body", "sealed", "hash",
}

var (
	insertSQL = `INSERT INTO interaction (` + strings.Join(columns, ", ") + `) VALUES (` + db.In(len(columns)) + `)`
	selectSQL = `SELECT ` + strings.Join(columns, ", ") + ` FROM interaction`
)

func insert(tx *db.Tx, r *Record) error {
	var support any
	if len(r.Why.Support) > 0 {
		b, err := json.Marshal(r.Why.Support)
		if err != nil {
			return fmt.Errorf("encoding support: %w", err)
		}
		support = string(b)
	}
	a, w, d := &r.Asked, &r.Why, &r.Done
	_, err := tx.Exec(insertSQL,
		r.Seq, r.ID, r.Subject, r.Actor, r.Session, r.Conversation, string(r.Kind), r.Version, string(r.Origin), r.prov, r.Device,
		micros(r.MadeAt), opt(r.MonoMS), micros(r.SentAt), db.Micros(r.ReceivedAt), opt(r.UTCOffset), text(r.Zone),
		text(a.Question), text(a.Version), opt(a.Variant), text(a.Section), text(a.Skill), text(a.Mode), number(a.Module), number(a.Position), opt(a.SecondsLeft), opt(a.TimeFactor), text(a.Source),
		number(w.Eligible), bytesOrNull(w.Digest), opt(w.Propensity), support, opt(w.Draw), opt(w.ThetaBefore), opt(w.SEBefore),
		text(d.Answer), text(string(d.State)), opt(d.Correct), number(d.Attempt), opt(d.Aided), opt(d.FirstMS), opt(d.TimeMS), opt(d.VisibleMS), opt(d.IdleMS),
		opt(r.After.Theta), opt(r.After.SE), opt(r.After.Points),
		r.Consent.State, int64(r.Consent.Purposes), r.Consent.AgeBand, r.Consent.School,
		string(r.bodyJSON), bytesOrNull(r.sealed), r.hash)
	return err
}

func opt[T any](o Opt[T]) any {
	if !o.Valid {
		return nil
	}
	return o.V
}

func text(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func number(n int) any {
	if n == 0 {
		return nil
	}
	return int64(n)
}

func bytesOrNull(b []byte) any {
	if len(b) == 0 {
		return nil
	}
	return b
}

func micros(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UnixMicro()
}

// maybe reads NULL as the zero value.
type maybe[T any] struct{ to *T }

func (m maybe[T]) Scan(src any) error {
	var n sql.Null[T]
	if err := n.Scan(src); err != nil {
		return err
	}
	*m.to = n.V
	return nil
}

type moment struct{ to *time.Time }

func (m moment) Scan(src any) error {
	var n sql.Null[int64]
	if err := n.Scan(src); err != nil {
		return err
	}
	*m.to = db.Time(n.V)
	return nil
}

func scanRecord(rows *sql.Rows, r *Record) error {
	a, w, d, c := &r.Asked, &r.Why, &r.Done, &r.Consent
	var kind, origin, support, state, body string
	var digest, sealed, hash []byte
	var purposes int64
	err := rows.Scan(
		&r.Seq, &r.ID, &r.Subject, &r.Actor, &r.Session, &r.Conversation, &kind, &r.Version, &origin, &r.prov, &r.Device,
		moment{&r.MadeAt}, &r.MonoMS, moment{&r.SentAt}, moment{&r.ReceivedAt}, &r.UTCOffset, maybe[string]{&r.Zone},
		maybe[string]{&a.Question}, maybe[string]{&a.Version}, &a.Variant, maybe[string]{&a.Section}, maybe[string]{&a.Skill}, maybe[string]{&a.Mode}, maybe[int]{&a.Module}, maybe[int]{&a.Position}, &a.SecondsLeft, &a.TimeFactor, maybe[string]{&a.Source},
		maybe[int]{&w.Eligible}, &digest, &w.Propensity, maybe[string]{&support}, &w.Draw, &w.ThetaBefore, &w.SEBefore,
		maybe[string]{&d.Answer}, maybe[string]{&state}, &d.Correct, maybe[int]{&d.Attempt}, &d.Aided, &d.FirstMS, &d.TimeMS, &d.VisibleMS, &d.IdleMS,
		&r.After.Theta, &r.After.SE, &r.After.Points,
		&c.State, &purposes, &c.AgeBand, &c.School,
		&body, &sealed, &hash)
	if err != nil {
		return err
	}
	r.Kind, r.Origin, d.State = Kind(kind), Origin(origin), State(state)
	w.Digest, r.sealed, r.hash, r.bodyJSON = digest, sealed, hash, []byte(body)
	c.Purposes, c.ok = Purposes(purposes), true
	if support != "" {
		if err := json.Unmarshal([]byte(support), &w.Support); err != nil {
			return fmt.Errorf("support of record %d: %w", r.Seq, err)
		}
	}
	return nil
}

const page = 500

// Scan calls fn with every record whose seq is in (after, upto], in order;
// upto 0 is the end of the log. Memory does not grow with the log: fn must not
// keep r. Words stay sealed: see OpenWords.
func (l *Log) Scan(ctx context.Context, after, upto int64, fn func(r *Record) error) error {
	return l.scan(ctx, ``, nil, after, upto, fn)
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
	rows, err := l.db.Query(ctx, selectSQL+` WHERE seq > ? AND seq <= ?`+where+` ORDER BY seq LIMIT 500`, args...)
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

// Find returns the record with that id; ok is false where there is none.
func (l *Log) Find(ctx context.Context, q db.Queryer, id uid.ID) (r *Record, ok bool, err error) {
	rows, err := q.Query(ctx, selectSQL+` WHERE id = ?`, id)
	if err != nil {
		return nil, false, err
	}
	defer rows.Close()
	if !rows.Next() {
		return nil, false, db.Fault(rows.Err())
	}
	r = &Record{}
	if err := scanRecord(rows, r); err != nil {
		return nil, false, err
	}
	rows.Close()
	r.Provenance, err = l.provenance(ctx, r.prov)
	return r, err == nil, err
}
