package interaction

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"strconv"
	"sync"
	"time"
	"unicode/utf8"

	"satprep/internal/bus"
	"satprep/internal/db"
	"satprep/internal/fault"
	"satprep/internal/uid"
)

// Limits of a record.
const (
	MaxBody  = 64 << 10  // bytes of JSON
	MaxWords = 256 << 10 // bytes of free text
)

// Log is the append-only log.
type Log struct {
	db   *db.DB
	keys *Keyring
	now  func() time.Time
	bell bus.Bell
	prov sync.Map // Provenance → int64

	recent   recent
	erased   erased
	owners   owners
	question func(id string) bool // whether there is or was one; nil: nobody asks
	turns    sync.Map             // name of a follower → chan struct{}, which holds one while it reads
}

// NewLog returns the log in d with the keys of k.
func NewLog(d *db.DB, k *Keyring, now func() time.Time) *Log {
	return &Log{db: d, keys: k, now: now}
}

// Keys returns the keyring.
func (l *Log) Keys() *Keyring { return l.keys }

// Prepare checks r, gives it an id and a receive time if it has none, and does
// all that needs no transaction: encode, seal, hash, intern. Append takes only
// prepared records, so the writer never waits for a cipher.
func (l *Log) Prepare(ctx context.Context, r *Record) (err error) {
	defer fault.In(&err, "interaction.Prepare(%s)", r.Kind)
	def, ok := Define(r.Kind, r.Version)
	if !ok {
		return fmt.Errorf("there is no kind %q version %d", r.Kind, r.Version)
	}
	r.Version = def.Version
	switch {
	case !r.Consent.Valid():
		return fault.New(fault.Forbidden, "Nothing may be recorded for this account: its consent is not in place.")
	case r.Subject.IsZero():
		return fmt.Errorf("record without a subject")
	case r.Origin == "":
		return fmt.Errorf("record without an origin")
	}
	if r.ReceivedAt.IsZero() {
		r.ReceivedAt = l.now()
	}
	// What stood when the stamp was asked for may have ended by now: the stamp
	// says what stood when the record was received.
	r.Consent = r.Consent.At(r.ReceivedAt)
	r.Consent.ends = [len(purposeNames)]int64{}
	if r.ID.IsZero() {
		r.ID = uid.New(r.ReceivedAt)
	}
	if r.Body == nil {
		r.Body = def.Body
	}
	if r.bodyJSON, err = json.Marshal(r.Body); err != nil {
		return fmt.Errorf("encoding the body: %w", err)
	}
	if len(r.bodyJSON) > MaxBody {
		return fault.New(fault.TooLarge, "One interaction may hold at most %d bytes of detail.", MaxBody)
	}
	key, err := l.keys.find(ctx, r.Subject)
	if err != nil {
		return err
	}
	var words []byte
	if !r.Words.IsZero() {
		if words, err = json.Marshal(r.Words); err != nil {
			return fmt.Errorf("encoding the words: %w", err)
		}
		if len(words) > MaxWords {
			return fault.New(fault.TooLarge, "One interaction may hold at most %d bytes of text.", MaxWords)
		}
		if !utf8.Valid(words) {
			return fault.New(fault.Invalid, "The text is not valid UTF-8.")
		}
		r.sealed = key.seal(r.ID, words)
	}
	r.hash = mac(key.secret, r.canonical(words))[:16]
	if r.prov, err = l.intern(ctx, r.Provenance); err != nil {
		return err
	}
	r.prepared = true
	return nil
}

// canonical is what a client fixed when it made the record: not the send time,
// not what the server added.
func (r *Record) canonical(words []byte) []byte {
	b := make([]byte, 0, 256+len(r.bodyJSON)+len(words))
	text := func(s string) { b = binary.AppendUvarint(b, uint64(len(s))); b = append(b, s...) }
	text(string(r.Kind))
	b = binary.AppendUvarint(b, uint64(r.Version))
	b = append(b, r.Session[:]...)
	b = append(b, r.Conversation[:]...)
	b = append(b, r.Device[:]...)
	b = binary.AppendVarint(b, db.Micros(r.MadeAt))
	if r.MonoMS.Valid {
		b = binary.AppendVarint(b, r.MonoMS.V)
	}
	text(r.Asked.Question)
	text(r.Done.Answer)
	text(string(r.Done.State))
	if r.Done.TimeMS.Valid {
		b = strconv.AppendInt(b, r.Done.TimeMS.V, 10)
	}
	text(string(r.bodyJSON))
	text(string(words))
	return b
}

// intern stores what many records share once. The id is the content's hash, so
// nobody has to agree on a number first.
func (l *Log) intern(ctx context.Context, p Provenance) (int64, error) {
	if id, ok := l.prov.Load(p); ok {
		return id.(int64), nil
	}
	body, err := json.Marshal(p)
	if err != nil {
		return 0, fmt.Errorf("encoding provenance: %w", err)
	}
	sum := sha256.Sum256(body)
	id := int64(binary.BigEndian.Uint64(sum[:]) >> 16) // 48 bits: a short integer on disk
	err = l.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(`INSERT INTO provenance (id, digest, body) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`, id, sum[:], string(body))
		return err
	})
	if err == nil {
		l.prov.Store(p, id)
	}
	return id, err
}

// Append writes prepared records in order within tx and wakes the followers
// after the commit. An id that is there already is a Conflict: who expects
// replays asks Known first. A record of a subject who was erased is Forbidden.
func (l *Log) Append(tx *db.Tx, records ...*Record) error {
	e, err := l.enter(tx)
	if err != nil {
		return err
	}
	for _, r := range records {
		if !r.prepared {
			return fmt.Errorf("appending %s: the record is not prepared", r.Kind)
		}
		if e.subject[r.Subject] || l.erased.has(r.Subject) {
			return gone()
		}
		e.tail++
		r.Seq = e.tail
		if err := insert(tx, r); fault.Is(err, fault.Conflict) {
			return fault.Wrap(fault.Conflict, err, "There is a record with this id already. An id is made once, for one interaction; make a new one.")
		} else if err != nil {
			return err
		}
	}
	if !e.rings {
		e.rings = true
		tx.AfterCommit(l.bell.Ring)
	}
	tx.AfterCommit(func() { l.recent.push(records) })
	return nil
}

// A Known says whether an id is in the log and whether the prepared record
// with that id is the same.
type Known uint8

// The answers of Log.Known.
const (
	New    Known = iota
	Replay       // there, with the same hash
	Clash        // there, with another
)

// Known looks a prepared record's id up in q.
func (l *Log) Known(ctx context.Context, q db.Queryer, r *Record) (Known, error) {
	var hash []byte
	err := q.QueryRow(ctx, `SELECT hash FROM interaction WHERE id = ?`, r.ID).Scan(&hash)
	switch {
	case db.None(err):
		return New, nil
	case err != nil:
		return New, err
	case string(hash) == string(r.hash):
		return Replay, nil
	}
	return Clash, nil
}

// OpenWords unseals a record's free text into r.Words. Where the key is gone
// it returns ErrErased (wrapped) and leaves them empty.
func (l *Log) OpenWords(ctx context.Context, r *Record) (err error) {
	if len(r.sealed) == 0 {
		return nil
	}
	defer fault.In(&err, "interaction.OpenWords(%d)", r.Seq)
	key, err := l.keys.find(ctx, r.Subject)
	if err != nil {
		return err
	}
	text, err := key.open(r.ID, r.sealed)
	if err != nil {
		return fmt.Errorf("the sealed text does not fit its key: %w", err)
	}
	return json.Unmarshal(text, &r.Words)
}

// Tail returns the number of the newest record, 0 in an empty log.
func (l *Log) Tail(ctx context.Context) (seq int64, err error) {
	err = l.db.QueryRow(ctx, `SELECT COALESCE(MAX(seq), 0) FROM interaction`).Scan(&seq)
	return seq, err
}

// ProvenanceOf returns what a scanned record shares with others.
func (l *Log) provenance(ctx context.Context, id int64) (Provenance, error) {
	if p, ok := l.prov.Load(id); ok {
		return p.(Provenance), nil
	}
	var body string
	var p Provenance
	if err := l.db.QueryRow(ctx, `SELECT body FROM provenance WHERE id = ?`, id).Scan(&body); err != nil {
		return p, fmt.Errorf("provenance %d: %w", id, err)
	}
	if err := json.Unmarshal([]byte(body), &p); err != nil {
		return p, fmt.Errorf("provenance %d: %w", id, err)
	}
	l.prov.Store(id, p)
	return p, nil
}
