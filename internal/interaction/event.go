package interaction

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"time"
	"unicode/utf8"

	"satprep/internal/db"
	"satprep/internal/fault"
	"satprep/internal/uid"
)

// Limits of a batch of events.
const (
	MaxEvents     = 500
	MaxEventBytes = 1 << 20 // of all events of a batch together
)

// An Event is a screen action as a client sends it. Unknown fields beside
// these are ignored; in the body they are an error.
type Event struct {
	ID        uid.ID          `json:"id"` // made once by the client, kept on every resend
	Kind      Kind            `json:"kind"`
	Version   int             `json:"version,omitempty"` // of the body; 0 is the newest
	Session   uid.ID          `json:"session_id,omitzero"`
	Question  string          `json:"question_id,omitempty"`
	MadeAt    time.Time       `json:"made_at"`
	MonoMS    *int64          `json:"mono_ms,omitempty"` // since the session opened, from a clock that only goes forward
	SentAt    time.Time       `json:"sent_at,omitzero"`
	UTCOffset *int32          `json:"utc_offset,omitempty"` // minutes
	Zone      string          `json:"zone,omitempty"`       // IANA name
	Device    uid.ID          `json:"device,omitzero"`
	Body      json.RawMessage `json:"body,omitempty"`
	Text      string          `json:"text,omitempty"` // what the learner typed or marked; sealed
}

// A Sender is who sends events, under which consent and with which client.
type Sender struct {
	Subject    uid.ID
	Actor      uid.ID // who acted, where it is not the subject
	Stamp      Stamp
	Origin     Origin
	Provenance Provenance
	Device     uid.ID    // of events that name none
	Zone       string    // of events that name none
	At         time.Time // when they came; the log's clock if zero
}

// An Outcome says what became of an event.
type Outcome string

// The outcomes.
const (
	Accepted Outcome = "accepted"
	Replayed Outcome = "replayed" // was there already, the same
	Rejected Outcome = "rejected"
)

// A Verdict is what became of one event of a batch.
type Verdict struct {
	ID      string  `json:"id,omitempty"` // the event's id, where it could be read
	Outcome Outcome `json:"verdict"`
	Why     string  `json:"why,omitempty"` // of a rejected one: a sentence that repeats nothing of the event
}

// clash is why an id that is used already is not taken again.
const clash = "Conflict: an event with this id but another content is recorded already; every event needs an id of its own."

// Accept records a batch of screen actions in one write and returns a verdict
// for each, in their order. A bad event never keeps the others out; it is kept
// sealed, with the reason, for ReplayFailed. The error is for the batch as a
// whole: too large, no consent, or a database that could not write; then
// nothing of it was recorded.
//
// Nobody checks here that a session is the sender's: readers join events with
// sessions by subject and session.
func (l *Log) Accept(ctx context.Context, from Sender, events []json.RawMessage) (_ []Verdict, err error) {
	defer fault.In(&err, "interaction.Accept(%d events)", len(events))
	size := 0
	for _, e := range events {
		size += len(e)
	}
	switch {
	case len(events) > MaxEvents || size > MaxEventBytes:
		return nil, fault.New(fault.TooLarge, "One batch may hold at most %d events and %d bytes; please send several.", MaxEvents, MaxEventBytes)
	case !from.Stamp.Valid():
		return nil, fault.New(fault.Forbidden, "Nothing may be recorded for this account: its consent is not in place.")
	}
	key, err := l.keys.find(ctx, from.Subject)
	if err != nil {
		return nil, err
	}
	now := from.At
	if now.IsZero() {
		now = l.now()
	}
	verdicts := make([]Verdict, len(events))
	records := make([]*Record, len(events)) // nil where refused
	for i, raw := range events {
		r, id, err := l.read(ctx, from, raw, now)
		verdicts[i] = Verdict{ID: id.String()}
		if err == nil {
			records[i] = r
		} else if fault.Is(err, fault.Invalid) || fault.Is(err, fault.TooLarge) {
			verdicts[i].Outcome, verdicts[i].Why = Rejected, fault.Sentence(err)
		} else {
			return nil, err
		}
	}
	q := quarantine{key: key, from: from, at: now}
	write := func(tx *db.Tx) error {
		q.kept = 0
		if err := l.Standing(tx, from.Subject); err != nil {
			return err // also where all are refused and only kept
		}
		if err := l.appendNew(ctx, tx, records, verdicts); err != nil {
			return err
		}
		for i, v := range verdicts {
			if v.Outcome == Rejected {
				if err := q.keep(tx, events[i], v); err != nil {
					return err
				}
			}
		}
		return nil
	}
	err = l.db.Write(ctx, write)
	if fault.Is(err, fault.Conflict) { // another process recorded one of them since we looked
		err = l.db.Write(ctx, write)
	}
	return verdicts, err
}

// appendNew appends those records that are not in the log yet and gives a
// verdict on each that is not nil.
func (l *Log) appendNew(ctx context.Context, tx *db.Tx, records []*Record, verdicts []Verdict) error {
	known, err := hashes(ctx, tx, records)
	if err != nil {
		return err
	}
	var fresh []*Record
	for i, r := range records {
		if r == nil {
			continue
		}
		switch hash, ok := known[r.ID]; {
		case !ok:
			known[r.ID] = string(r.hash)
			fresh = append(fresh, r)
			verdicts[i].Outcome, verdicts[i].Why = Accepted, ""
		case hash == string(r.hash):
			verdicts[i].Outcome, verdicts[i].Why = Replayed, ""
		default:
			verdicts[i].Outcome, verdicts[i].Why = Rejected, clash
		}
	}
	if len(fresh) == 0 {
		return nil
	}
	return l.Append(tx, fresh...)
}

// hashes finds which of the records' ids are in the log, with their hashes.
func hashes(ctx context.Context, q db.Queryer, records []*Record) (map[uid.ID]string, error) {
	var ids []any
	for _, r := range records {
		if r != nil {
			ids = append(ids, r.ID)
		}
	}
	known := make(map[uid.ID]string, len(ids))
	for list := range db.Batches(ids) {
		if err := hashesOf(ctx, q, list, known); err != nil {
			return nil, err
		}
	}
	return known, nil
}

func hashesOf(ctx context.Context, q db.Queryer, ids []any, known map[uid.ID]string) error {
	rows, err := q.Query(ctx, `SELECT id, hash FROM interaction WHERE id IN (`+db.In(len(ids))+`)`, ids...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id uid.ID
		var hash []byte
		if err := rows.Scan(&id, &hash); err != nil {
			return err
		}
		known[id] = string(hash)
	}
	return db.Fault(rows.Err())
}

// read makes a prepared record of an event. The fault it returns repeats
// nothing of the event, which may hold anything. The id comes back also with a
// fault, where there is one.
func (l *Log) read(ctx context.Context, from Sender, raw json.RawMessage, now time.Time) (*Record, uid.ID, error) {
	e, id, err := decodeEvent(raw)
	if err != nil {
		return nil, id, err
	}
	body, err := e.check(now)
	if err != nil {
		return nil, id, err
	}
	if err := l.owners.owns(ctx, e.Session, from.Subject); err != nil {
		return nil, id, err
	}
	if e.Question != "" && l.question != nil && !l.question(e.Question) {
		return nil, id, fault.At("question_id", "There is no question of this id, and there never was one.")
	}
	r := &Record{
		ID: e.ID, Subject: from.Subject, Actor: from.Actor, Session: e.Session, Kind: e.Kind, Version: e.Version, Origin: from.Origin,
		Provenance: from.Provenance, Device: e.Device, MadeAt: e.MadeAt.UTC(), SentAt: e.SentAt.UTC(), ReceivedAt: now, Zone: e.Zone,
		Asked: Asked{Question: e.Question}, Consent: from.Stamp, Body: body,
	}
	if e.MonoMS != nil {
		r.MonoMS = Some(*e.MonoMS)
	}
	if e.UTCOffset != nil {
		r.UTCOffset = Some(*e.UTCOffset)
	}
	if e.Kind == EntryChanged {
		r.Words.Answer = e.Text
	} else {
		r.Words.Query = e.Text
	}
	err = l.Prepare(ctx, r)
	// What the sender says is not part of the event: sent again from elsewhere it is still the same.
	if r.Device.IsZero() {
		r.Device = from.Device
	}
	if r.Zone == "" {
		r.Zone = from.Zone
	}
	return r, id, err
}

func decodeEvent(raw json.RawMessage) (e Event, id uid.ID, err error) {
	if len(raw) == 0 || raw[0] != '{' || !utf8.Valid(raw) || !json.Valid(raw) {
		return e, id, fault.New(fault.Invalid, "An event is a JSON object in UTF-8.")
	}
	if err := json.Unmarshal(raw, &e); err == nil {
		return e, e.ID, nil
	}
	var named struct {
		ID uid.ID `json:"id"`
	}
	if json.Unmarshal(raw, &named) != nil {
		return e, uid.ID{}, fault.At("id", "The event's id must be a UUID.")
	}
	return e, named.ID, fault.New(fault.Invalid, "A field of the event has another type than it should: ids are UUIDs, times are written as 2026-01-31T12:00:00Z, mono_ms, utc_offset and version are whole numbers.")
}

const (
	future  = 24 * time.Hour            // a clock may be ahead by this
	maxMono = 1000 * 60 * 60 * 24 * 400 // milliseconds
)

var (
	past       = time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	nameForm   = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$`)
	zoneForm   = regexp.MustCompile(`^[A-Za-z0-9_+/-]{1,64}$`)
	actionForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_.-]{0,39}$`)
)

func named(zone string) bool {
	_, ok := Zone(zone)
	return ok && zoneForm.MatchString(zone)
}

// check returns the event's typed body, or the fault that keeps it out.
func (e *Event) check(now time.Time) (any, error) {
	d, ok := Define(e.Kind, e.Version)
	absurd := func(t time.Time) bool { return t.Before(past) || t.After(now.Add(future)) }
	switch {
	case e.ID.IsZero():
		return nil, fault.At("id", "The event needs an id, a UUID.")
	case !ok || !d.Screen:
		return nil, fault.At("kind", "There is no screen action of this kind and version.")
	case e.MadeAt.IsZero():
		return nil, fault.At("made_at", "The event needs made_at, the time when it happened.")
	case absurd(e.MadeAt):
		return nil, fault.At("made_at", "made_at cannot be before 2020 or more than 24 hours ahead; please check the device's clock.")
	case !e.SentAt.IsZero() && absurd(e.SentAt):
		return nil, fault.At("sent_at", "sent_at cannot be before 2020 or more than 24 hours ahead; please check the device's clock.")
	case e.MonoMS != nil && (*e.MonoMS < 0 || *e.MonoMS > maxMono):
		return nil, fault.At("mono_ms", "mono_ms must be milliseconds since the session opened: not negative, and at most 400 days.")
	case e.UTCOffset != nil && (*e.UTCOffset < -18*60 || *e.UTCOffset > 18*60):
		return nil, fault.At("utc_offset", "utc_offset must be minutes from UTC, between -1080 and 1080.")
	case e.Zone != "" && !named(e.Zone):
		return nil, fault.At("zone", "zone must be a name such as America/Chicago.")
	case e.Question != "" && !nameForm.MatchString(e.Question):
		return nil, fault.At("question_id", "question_id cannot be the id of a question.")
	}
	v, err := DecodeBody(e.Kind, e.Version, e.Body, true)
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, err, "The body has a field that this kind of event does not have, or one of another type.")
	}
	if a, ok := v.(ScreenAction); ok {
		return v, a.check(e)
	}
	return nil, fmt.Errorf("screen action %s has a body of another type", e.Kind)
}

const maxCount = 1 << 20

// check keeps free text out of a body, which is not sealed, and asks for what
// the kind cannot do without.
func (a ScreenAction) check(e *Event) error {
	for name, s := range map[string]string{"choice": a.Choice, "tool": a.Tool, "reason": a.Reason} {
		if s != "" && !actionForm.MatchString(s) {
			return fault.At("body", "%s must be a short name of letters, digits, dots and dashes; what a learner typed belongs into text.", name)
		}
	}
	for _, n := range []int{a.Level, a.Length, a.Index} {
		if n < 0 || n > maxCount {
			return fault.At("body", "level, length and index must be between 0 and %d.", maxCount)
		}
	}
	switch e.Kind {
	case ChoiceSelected, ChoiceEliminated, ChoiceRestored:
		if a.Choice == "" || e.Question == "" {
			return fault.At("body", "What was done with a choice needs question_id and the choice.")
		}
	case QuestionShown, QuestionFlagged, QuestionUnflagged, EntryChanged:
		if e.Question == "" {
			return fault.At("question_id", "This event needs question_id.")
		}
	case ToolOpened, ToolClosed:
		if a.Tool == "" {
			return fault.At("body", "This event needs the name of the tool.")
		}
	}
	return nil
}
