package interaction

import (
	"database/sql"
	"encoding/json"
	"time"

	"satprep/internal/uid"
)

// Opt is a value that may be absent. Absent is not zero: a question that was
// not reached has no correctness.
type Opt[T any] = sql.Null[T]

// Some is a value that is there.
func Some[T any](v T) Opt[T] { return Opt[T]{V: v, Valid: true} }

// An Origin says who or what made a record.
type Origin string

// The origins.
const (
	Real      Origin = "real"
	Simulated Origin = "simulated"
	Staff     Origin = "staff"
	Imported  Origin = "imported"
	LRS       Origin = "lrs"
)

// A State says what became of a question, apart from any score.
type State string

// The states.
const (
	Answered   State = "answered"
	Omitted    State = "omitted"     // seen and left, or skipped
	NotReached State = "not_reached" // never on screen; has no correctness
)

// A Record is one interaction. Zero values mean "not there"; where zero is a
// value the field is an Opt.
type Record struct {
	Seq          int64  // commit order; given by Append
	ID           uid.ID // version 7; made by the writer, also offline
	Subject      uid.ID
	Actor        uid.ID // who acted, where it is not the subject
	Session      uid.ID
	Conversation uid.ID
	Kind         Kind
	Version      int // of the kind's body; 0 is taken as the newest
	Origin       Origin
	Provenance   Provenance
	Device       uid.ID

	MadeAt     time.Time  // the client's clock
	MonoMS     Opt[int64] // monotonic milliseconds in the session
	SentAt     time.Time
	ReceivedAt time.Time  // the server's clock
	UTCOffset  Opt[int32] // minutes
	Zone       string

	Asked Asked
	Why   Why
	Done  Done
	After After

	Consent Stamp
	Body    any   // the kind's typed body; nil is the empty one
	Words   Words // free text, sealed

	bodyJSON []byte
	sealed   []byte
	hash     []byte
	prov     int64
	prepared bool
}

// Asked is the exact stimulus.
type Asked struct {
	Question    string // id
	Version     string // hash of its content
	Variant     Opt[int64]
	Section     string // slug: rw, math
	Skill       string // slug
	Mode        string // practice, diagnostic, full_test, review, tutor
	Module      int    // 1-based
	Position    int    // 1-based
	SecondsLeft Opt[float64]
	TimeFactor  Opt[float64] // accommodation in force, 1 = none
	Source      string       // own, plan, assignment, redo
}

// Why is how the question was chosen.
type Why struct {
	Eligible    int    // how many questions could have been chosen
	Digest      []byte // of their ids
	Propensity  Opt[float64]
	Support     []Chance // of the non-uniform part, at most 16
	Draw        Opt[float64]
	ThetaBefore Opt[float64]
	SEBefore    Opt[float64]
}

// A Chance is a question and the probability with which it could have been
// chosen.
type Chance struct {
	ID string  `json:"id"`
	P  float64 `json:"p"`
}

// Done is what the person did.
type Done struct {
	Answer    string // a choice's letter; a typed entry goes into Words.Answer
	State     State
	Correct   Opt[bool]
	Attempt   int
	Aided     Opt[bool]  // hint, tutor or solution seen before answering
	FirstMS   Opt[int64] // to the first action
	TimeMS    Opt[int64]
	VisibleMS Opt[int64]
	IdleMS    Opt[int64]
}

// After is the belief after the record, under the parameters of its
// provenance.
type After struct {
	Theta  Opt[float64]
	SE     Opt[float64]
	Points Opt[int32]
}

// Words is the free text of a record. It is stored only sealed.
type Words struct {
	Query    string          `json:"q,omitempty"` // the learner's words
	Response string          `json:"r,omitempty"` // the words shown to the learner
	Answer   string          `json:"a,omitempty"` // a typed entry
	More     json.RawMessage `json:"m,omitempty"` // free text of the kind: messages as sent, raw output, a note
}

// IsZero reports whether there are no words.
func (w Words) IsZero() bool {
	return w.Query == "" && w.Response == "" && w.Answer == "" && len(w.More) == 0
}

// Provenance is what many records share. It is comparable and interned.
type Provenance struct {
	Server        string  `json:"server,omitempty"` // build
	Client        string  `json:"client,omitempty"` // build
	Platform      string  `json:"platform,omitempty"`
	DeviceClass   string  `json:"device_class,omitempty"`
	Bank          string  `json:"bank,omitempty"`
	Params        string  `json:"params,omitempty"`
	Grader        string  `json:"grader,omitempty"`
	ScoreMap      string  `json:"score_map,omitempty"`
	Routing       string  `json:"routing,omitempty"`
	Policy        string  `json:"policy,omitempty"`
	PolicyVersion string  `json:"policy_version,omitempty"`
	Epsilon       float64 `json:"epsilon,omitempty"`
}

// RawBody is the body as it is stored.
func (r *Record) RawBody() json.RawMessage { return r.bodyJSON }

// Sealed reports whether the record holds free text.
func (r *Record) Sealed() bool { return len(r.sealed) > 0 }
