package interaction

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strconv"
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
	switch to := any(m.to).(type) { // what drivers give, without reflection
	case *string:
		if v, ok := src.(string); ok {
			*to = v
			return nil
		}
	case *int:
		if v, ok := src.(int64); ok {
			*to = int(v)
			return nil
		}
	}
	var n sql.Null[T]
	if err := n.Scan(src); err != nil {
		return err
	}
	*m.to = n.V
	return nil
}

// ReadValue is Scan without a detour.
func (m maybe[T]) ReadValue(v db.Value) error {
	switch to := any(m.to).(type) {
	case *string:
		*to = string(v.View())
	case *int:
		*to = int(v.Int64())
	default:
		return fmt.Errorf("nothing is read into %T", to)
	}
	return nil
}

type moment struct{ to *time.Time }

// ReadValue is Scan without a detour.
func (m moment) ReadValue(v db.Value) error {
	*m.to = db.Time(v.Int64())
	return nil
}

func (m moment) Scan(src any) error {
	if v, ok := src.(int64); ok {
		*m.to = db.Time(v)
		return nil
	}
	var n sql.Null[int64]
	if err := n.Scan(src); err != nil {
		return err
	}
	*m.to = db.Time(n.V)
	return nil
}

func scanRecord(rows db.Rows, r *Record) error {
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
		if w.Support, err = readSupport(support); err != nil {
			return fmt.Errorf("support of record %d: %w", r.Seq, err)
		}
	}
	return nil
}

// readSupport reads a support as it is stored. What this program wrote is read
// at a fifth of the cost of JSON at large, for every answer of a log has one.
func readSupport(text string) (list []Chance, err error) {
	rest, ok := strings.CutPrefix(text, `[{"id":"`)
	for list = make([]Chance, 0, 16); ok; {
		var id, p string
		if id, rest, ok = strings.Cut(rest, `","p":`); !ok || strings.ContainsFunc(id, func(c rune) bool { return c <= ' ' || c >= 0x7f || c == '"' || c == '\\' }) {
			break
		}
		if p, rest, ok = strings.Cut(rest, "}"); !ok || strings.Trim(p, "-+.eE0123456789") != "" {
			break
		}
		n, err := strconv.ParseFloat(p, 64)
		if err != nil {
			break
		}
		list = append(list, Chance{id, n})
		if rest == "]" {
			return list, nil
		}
		rest, ok = strings.CutPrefix(rest, `,{"id":"`)
	}
	list = nil
	err = json.Unmarshal([]byte(text), &list)
	return list, err
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
