package dataset

import (
	"time"

	"satprep/internal/interaction"
	"satprep/internal/pseudonym"
	"satprep/internal/uid"
)

// A Split is a part of a release.
type Split = pseudonym.Split

// The splits.
const (
	Train      = pseudonym.Train
	Validation = pseudonym.Validation
	Test       = pseudonym.Test
)

// Splits lists them in order.
var Splits = []Split{Train, Validation, Test}

// A Learner is one person's admitted records in order, as they leave. Shapes
// read learners and keep nothing of them.
type Learner struct {
	Name     uid.ID // pseudonym, under the release key
	Split    Split  // by learner
	AgeBand  string // generalised: "" where it may not leave
	Device   string // device class, generalised
	Events   []Event
	Censored time.Time // end of what is known of this learner: the as-of time, shifted

	study *study // what several shapes find out about it; nil is each for itself
}

// An Event is a record as it leaves: ids are pseudonyms, times are shifted,
// words are redacted. It has no field for what must stay, so that a new field
// of a record does not leave by itself.
type Event struct {
	ID           uid.ID
	Ordinal      int32 // of the learner, from 1, by the order of the log
	Author       Author
	Session      uid.ID
	Conversation uid.ID
	Device       uid.ID
	Kind         interaction.Kind
	Version      int
	Origin       interaction.Origin
	Platform     string // mobile or web, as the class of the device says

	At     time.Time // received, shifted
	MadeAt time.Time // by the client's clock, shifted
	MonoMS interaction.Opt[int64]

	Question    string // id; of forms and pretests a pseudonym
	Stimulus    string // hash of the question's content; "" where it may not leave
	Variant     interaction.Opt[int64]
	Section     string
	Domain      string
	Skill       string
	Mode        string
	Module      int
	Position    int
	SecondsLeft interaction.Opt[float64]
	Source      string

	Policy        string
	PolicyVersion string
	Params        string // version of the parameter set
	Epsilon       float64
	Eligible      int
	Digest        []byte
	Propensity    interaction.Opt[float64]
	Support       []interaction.Chance
	Draw          interaction.Opt[float64]
	ThetaBefore   interaction.Opt[float64]
	SEBefore      interaction.Opt[float64]

	Answer    string // a letter or an entry
	State     interaction.State
	Correct   interaction.Opt[bool]
	Attempt   int
	Aided     interaction.Opt[bool]
	FirstMS   interaction.Opt[int64]
	TimeMS    interaction.Opt[int64]
	VisibleMS interaction.Opt[int64]
	IdleMS    interaction.Opt[int64]

	ThetaAfter interaction.Opt[float64]
	SEAfter    interaction.Opt[float64]
	Points     interaction.Opt[int32]

	Purposes interaction.Purposes // that stood when it happened

	Answering *Answering // of answers
	Turn      *Turn      // of tutor.turn
	Of        uid.ID     // the record that this one is about: rated, edited, regenerated, chosen, stopped, read
	To        uid.ID     // tutor.regenerated: the new turn; tutor.chosen: the other reply
	Value     int        // tutor.rated: 1 or -1; tutor.chosen: position of the chosen reply, 1 or 2
	Reasons   []string   // tutor.rated
	Query     string     // learner's words
	Response  string     // words shown to the learner; of tutor.edited the human's, Query then holds what stood before
	Body      string     // JSON of what else may leave, for kinds without a field of their own

	// Open says that the content of the question may leave with this record: it is
	// neither of a form nor of a pretest.
	Open bool
}

// An Author says who acted, without saying who they are.
type Author string

// The authors.
const (
	ByLearner Author = "learner"
	ByOther   Author = "other" // a tutor, a parent or an operator
)

// Answering is how a question was answered.
type Answering struct {
	Changes    []interaction.Change `json:"changes,omitempty"`
	Eliminated []string             `json:"eliminated,omitempty"`
	Flagged    bool                 `json:"flagged,omitempty"`
	Tools      []string             `json:"tools,omitempty"`
	HintLevels []int                `json:"hint_levels,omitempty"`
	Input      string               `json:"input,omitempty"`
	Feedback   string               `json:"feedback,omitempty"`
	FeedbackMS int64                `json:"feedback_ms,omitempty"`
	SyncedLate bool                 `json:"synced_late,omitempty"`
	Superseded bool                 `json:"-"`                // the bank no longer has the question with the key and text that were answered
	Counts     bool                 `json:"counts,omitempty"` // moves ability: first exposure, unaided, not rapid, not pretest
	Rapid      bool                 `json:"rapid,omitempty"`
	Pretest    bool                 `json:"pretest,omitempty"`
	Route      string               `json:"route,omitempty"`
	IDK        bool                 `json:"idk,omitempty"`
	Item       *interaction.Params  `json:"item,omitempty"` // parameters as used
}

// A Turn is a turn of the tutor.
type Turn struct {
	Parent       uid.ID            `json:"parent,omitzero"`
	Voice        bool              `json:"voice,omitempty"`
	Intent       string            `json:"intent,omitempty"`
	Stage        string            `json:"stage,omitempty"`
	Level        int               `json:"level"`
	Move         string            `json:"move,omitempty"`
	Unit         string            `json:"unit,omitempty"`
	Experiment   string            `json:"experiment,omitempty"`
	Arm          interaction.Arm   `json:"arm"`
	Arms         []interaction.Arm `json:"arms,omitempty"`
	Propensity   float64           `json:"propensity"`
	Draw         float64           `json:"draw,omitempty"`
	Templates    []string          `json:"templates,omitempty"`
	Guard        string            `json:"guard,omitempty"`
	GuardAction  string            `json:"guard_action,omitempty"`
	Delivered    int               `json:"delivered"`
	Finish       string            `json:"finish_reason,omitempty"`
	ModelAsked   string            `json:"model_asked,omitempty"`
	ModelGave    string            `json:"model_returned,omitempty"`
	PromptTokens int               `json:"prompt_tokens,omitempty"`
	OutputTokens int               `json:"output_tokens,omitempty"`
	LatencyMS    int64             `json:"latency_ms,omitempty"`
	Source       string            `json:"source"`
	Reused       uid.ID            `json:"reused,omitzero"`
	Regenerate   int               `json:"regenerate,omitempty"`
	FellBack     string            `json:"fell_back,omitempty"`
	Refused      string            `json:"refused,omitempty"`
	Safety       bool              `json:"safety,omitempty"` // a crisis was seen in it: never training text
	Sources      []string          `json:"sources,omitempty"`
	Asks         string            `json:"asks,omitempty"`
	AsksVersion  string            `json:"asks_version,omitempty"`

	Messages []Message `json:"messages,omitempty"` // the request as sent
	Raw      string    `json:"raw,omitempty"`      // a model's output before the guard
	Instead  string    `json:"instead,omitempty"`  // what replaced it
	Work     string    `json:"work,omitempty"`     // what the learner had done, as it was quoted
}

// A Message of a conversation.
type Message struct {
	Role    string `json:"role"`
	Content string `json:"content"`
}

// Answers reports whether e is a question answered for the first time or
// again: practice, diagnostic or test, not a second try.
func (e *Event) Answers() bool { return interaction.IsAnswer(e.Kind) }

// Scored reports whether e has a correctness: answered or omitted, reached.
func (e *Event) Scored() bool { return e.Answers() && e.Correct.Valid }

// FirstUnaided reports whether e may stand for what the learner knew: first
// exposure, without help, not rapid, not pretest, not late.
func (e *Event) FirstUnaided() bool {
	return e.Scored() && e.Answering != nil && e.Answering.Counts && !e.Answering.SyncedLate
}
