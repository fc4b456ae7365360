package interaction

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"satprep/internal/db"
	"satprep/internal/fault"
	"satprep/internal/uid"
)

// MaxFailed is how many refused events are kept for one subject. More, and any
// larger than MaxWords, are refused without being kept, so that a broken client
// fills no disk.
const MaxFailed = 1000

// quarantine keeps what one sender's batch could not bring in.
type quarantine struct {
	key  *key
	from Sender
	at   time.Time
	kept int // rows of the subject, counted with the first
	// entries are of an outbox.
	entries bool
}

// failed is what is sealed of a refused event: all that is needed to try again
// as if it had just come.
type failed struct {
	Event      json.RawMessage `json:"event"`
	Actor      uid.ID          `json:"actor,omitzero"`
	Origin     Origin          `json:"origin"`
	Provenance Provenance      `json:"provenance"`
	Device     uid.ID          `json:"device,omitzero"`
	Zone       string          `json:"zone,omitempty"`
	State      int64           `json:"state"`
	Purposes   Purposes        `json:"purposes"`
	AgeBand    string          `json:"age_band"`
	School     bool            `json:"school"`
	Entry      bool            `json:"entry,omitempty"` // of an outbox, and no screen action
}

// A Refused is something that could not be taken, and why.
type Refused struct {
	ID  string
	Raw json.RawMessage
	Why string // repeats nothing of it
}

// Refuse keeps entries of a device's outbox that no room could take, sealed, as
// Accept keeps refused events. ReplayFailed leaves them as they are.
func (l *Log) Refuse(ctx context.Context, from Sender, list []Refused) (err error) {
	defer fault.In(&err, "interaction.Refuse(%d entries)", len(list))
	if len(list) == 0 {
		return nil
	}
	if !from.Stamp.Valid() {
		return fault.New(fault.Forbidden, "Nothing may be recorded for this account: its consent is not in place.")
	}
	key, err := l.keys.find(ctx, from.Subject)
	if err != nil {
		return err
	}
	q := quarantine{key: key, from: from, at: from.At, entries: true}
	if q.at.IsZero() {
		q.at = l.now()
	}
	return l.db.Write(ctx, func(tx *db.Tx) error {
		q.kept = 0
		if err := l.Standing(tx, from.Subject); err != nil {
			return err
		}
		for _, r := range list {
			if err := q.keep(tx, r.Raw, Verdict{ID: r.ID, Outcome: Rejected, Why: r.Why}); err != nil {
				return err
			}
		}
		return nil
	})
}

// keep stores a refused event. The row's id is an HMAC of the payload: what is
// sent again and again is kept once.
func (q *quarantine) keep(tx *db.Tx, raw json.RawMessage, v Verdict) error {
	if q.kept == 0 {
		err := tx.QueryRow(context.Background(), `SELECT COUNT(*) FROM failed_event WHERE subject = ?`, q.from.Subject).Scan(&q.kept)
		if err != nil {
			return err
		}
	}
	if q.kept >= MaxFailed || len(raw) > MaxWords {
		return nil
	}
	if !json.Valid(raw) { // cannot be a RawMessage any more; kept as text
		raw, _ = json.Marshal(string(raw))
	}
	s := q.from.Stamp.At(q.at)
	payload, err := json.Marshal(failed{raw, q.from.Actor, q.from.Origin, q.from.Provenance, q.from.Device, q.from.Zone, s.State, s.Purposes, s.AgeBand, s.School, q.entries})
	if err != nil {
		return err
	}
	var id uid.ID
	copy(id[:], mac(q.key.secret, raw))
	n, err := tx.Exec(`INSERT INTO failed_event (id, subject, event, received_at, reason, sealed) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
		id, q.from.Subject, v.ID, db.Micros(q.at), v.Why, q.key.seal(id, payload))
	q.kept += int(n)
	return err
}

// A Retry counts what ReplayFailed did.
type Retry struct {
	Accepted int // in the log now, or were there already
	Rejected int // refused again, with the reason of today
	Erased   int // the subject's key is gone: nobody can read them
}

// waiting is a row of failed_event.
type waiting struct {
	id, subject uid.ID
	at          int64
	sealed      []byte
	replayed    bool
}

// ReplayFailed tries every refused event again, as of the moment when it was
// received and under the consent that stood then. Run it after a mistake in
// the reading of events was mended.
func (l *Log) ReplayFailed(ctx context.Context) (n Retry, err error) {
	defer fault.In(&err, "interaction.ReplayFailed")
	for after := (uid.ID{}); ; {
		batch, err := l.waiting(ctx, after)
		if err != nil || len(batch) == 0 {
			return n, err
		}
		after = batch[len(batch)-1].id
		for _, w := range batch {
			if err := l.replay(ctx, w, &n); err != nil {
				return n, err
			}
		}
	}
}

func (l *Log) waiting(ctx context.Context, after uid.ID) (batch []waiting, err error) {
	rows, err := l.db.Query(ctx, `SELECT id, subject, received_at, sealed FROM failed_event WHERE id > ? AND replayed_at IS NULL ORDER BY id LIMIT 100`, after[:])
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var w waiting
		if err := rows.Scan(&w.id, &w.subject, &w.at, &w.sealed); err != nil {
			return nil, err
		}
		batch = append(batch, w)
	}
	return batch, db.Fault(rows.Err())
}

func (l *Log) replay(ctx context.Context, w waiting, n *Retry) error {
	text, err := l.keys.OpenText(ctx, w.subject, w.id, w.sealed)
	if errors.Is(err, ErrErased) {
		n.Erased++
		return nil
	} else if err != nil {
		return err
	}
	var f failed
	if err := json.Unmarshal(text, &f); err != nil {
		return err
	}
	if f.Entry {
		n.Rejected++
		return nil
	}
	from := Sender{Subject: w.subject, Actor: f.Actor, Origin: f.Origin, Provenance: f.Provenance, Device: f.Device, Zone: f.Zone, Stamp: NewStamp(f.State, f.Purposes, f.AgeBand, f.School)}
	v := make([]Verdict, 1)
	r, id, err := l.read(ctx, from, f.Event, db.Time(w.at))
	v[0].ID = id.String()
	if fault.Is(err, fault.Invalid) || fault.Is(err, fault.TooLarge) {
		r, v[0].Outcome, v[0].Why = nil, Rejected, fault.Sentence(err)
	} else if err != nil {
		return err
	}
	err = l.db.Write(ctx, func(tx *db.Tx) error {
		if err := l.appendNew(ctx, tx, []*Record{r}, v); err != nil {
			return err
		}
		if v[0].Outcome == Rejected {
			_, err := tx.Exec(`UPDATE failed_event SET reason = ? WHERE id = ?`, v[0].Why, w.id)
			return err
		}
		_, err := tx.Exec(`UPDATE failed_event SET replayed_at = ? WHERE id = ?`, db.Micros(l.now()), w.id)
		return err
	})
	if err != nil {
		return err
	}
	if v[0].Outcome == Rejected {
		n.Rejected++
	} else {
		n.Accepted++
	}
	return nil
}
