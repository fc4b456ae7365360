package outbox

import (
	"encoding/json"
	"time"
	"unicode/utf8"

	"satprep/internal/fault"
	"satprep/internal/session"
	"satprep/internal/uid"
)

// A Type says what an entry is.
type Type string

// The types.
const (
	Event    Type = "event"         // a screen action, as POST /ai_data/events takes it
	Answer   Type = "pack.answered" // an answer to a question of a pack
	Finished Type = "pack.finished" // the learner is through with a pack
	Draft    Type = "test.draft"    // an answer of a test's open module as it stands
)

// An Entry is one thing that happened on a device. Unknown fields are ignored.
type Entry struct {
	ID         uid.ID              `json:"id"`
	Seq        int64               `json:"seq"`
	Type       Type                `json:"type"`
	MadeAt     time.Time           `json:"made_at"`
	MonoMS     *float64            `json:"mono_ms,omitempty"`
	Event      json.RawMessage     `json:"event,omitempty"`
	Pack       uid.ID              `json:"pack_id,omitzero"`
	Test       uid.ID              `json:"test_id,omitzero"`
	Answer     *session.Submission `json:"answer,omitempty"`
	HintLevels []int               `json:"hint_levels,omitempty"`
}

// read makes an entry of what came. The fault repeats nothing of it; the id and
// seq come back with one where they could be read.
func read(raw json.RawMessage) (e Entry, err error) {
	if len(raw) == 0 || raw[0] != '{' || !utf8.Valid(raw) || !json.Valid(raw) {
		return e, fault.New(fault.Invalid, "An entry is a JSON object in UTF-8.")
	}
	if err := json.Unmarshal(raw, &e); err != nil {
		var id struct {
			ID uid.ID `json:"id"`
		}
		var seq struct {
			Seq int64 `json:"seq"`
		}
		_ = json.Unmarshal(raw, &id)
		_ = json.Unmarshal(raw, &seq)
		return Entry{ID: id.ID, Seq: seq.Seq}, fault.New(fault.Invalid, "A field of the entry has another type than it should: ids are UUIDs, times are written as 2026-01-31T12:00:00Z, seq is a whole number.")
	}
	return e, e.check()
}

func (e *Entry) check() error {
	switch {
	case e.ID.IsZero():
		return fault.At("id", "An entry needs an id, a UUID made once.")
	case e.Seq < 1:
		return fault.At("seq", "An entry needs seq, its number on this device from 1.")
	case e.MadeAt.IsZero():
		return fault.At("made_at", "An entry needs made_at, the time when it happened.")
	}
	switch e.Type {
	case Event:
		if len(e.Event) == 0 || e.Event[0] != '{' {
			return fault.At("event", "An entry of this type needs event, a JSON object.")
		}
	case Answer:
		if e.Pack.IsZero() || e.Answer == nil {
			return fault.At("answer", "An entry of this type needs pack_id and answer.")
		}
	case Finished:
		if e.Pack.IsZero() {
			return fault.At("pack_id", "An entry of this type needs pack_id.")
		}
	case Draft:
		if e.Test.IsZero() || e.Answer == nil {
			return fault.At("answer", "An entry of this type needs test_id and answer.")
		}
	default:
		return fault.At("type", "type must be event, pack.answered, pack.finished or test.draft.")
	}
	return nil
}

// submission is the entry's answer under the entry's own id and times.
func (e *Entry) submission() session.Submission {
	sub := *e.Answer
	sub.ID = e.ID.String()
	if sub.MadeAt == nil {
		sub.MadeAt = &e.MadeAt
	}
	if sub.Mono == nil {
		sub.Mono = e.MonoMS
	}
	sub.FromOutbox(e.Seq)
	return sub
}

// event is the entry's event under the entry's own id and times.
func (e *Entry) event() (json.RawMessage, error) {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(e.Event, &fields); err != nil {
		return nil, fault.Wrap(fault.Invalid, err, "The entry's event is a JSON object.")
	}
	set := func(name string, v any) {
		if _, there := fields[name]; !there {
			fields[name], _ = json.Marshal(v)
		}
	}
	fields["id"], _ = json.Marshal(e.ID)
	set("made_at", e.MadeAt)
	if e.MonoMS != nil {
		set("mono_ms", int64(*e.MonoMS))
	}
	return json.Marshal(fields)
}
