package session

import (
	"encoding/json"
	"fmt"
	"math"
	"regexp"
	"strings"
	"time"

	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/question"
	"satprep/internal/uid"
)

// A Kind of session.
type Kind string

// The kinds.
const (
	Practice   Kind = "practice"
	Diagnostic Kind = "diagnostic"
	FullTest   Kind = "full_test"
)

// A Status of a session.
type Status string

// The statuses.
const (
	Open  Status = "open"
	Ended Status = "ended"
)

// Points of a finished session.
const (
	PracticePoints = 50
	TestPoints     = 200
)

// Versions that every record carries.
const (
	GraderVersion   = "spr-1"
	ScoreMapVersion = "linear-1"
	RoutingVersion  = "crossing-1"
)

// A row of table session.
type row struct {
	id        uid.ID
	subject   uid.ID
	kind      Kind
	status    Status
	revision  int64
	lastSeq   int64 // of the last record of this session
	scope     string
	rule      string
	source    string
	ceiling   int
	asked     int // answered, omitted included
	correct   int
	points    int
	salt      int64
	params    string // the parameter set it began with and goes on with
	served    string
	detail    string
	startedAt time.Time
	updatedAt time.Time
	endedAt   time.Time
}

// A response is a row of table response.
type response struct {
	ordinal  int
	record   uid.ID
	question *question.Question
	state    interaction.State
	answer   string // letter or entry; "" when omitted
	correct  bool   // false when omitted or not reached
	timeMS   interaction.Opt[int64]
	at       time.Time
	module   int
	counts   bool
	pretest  bool
	theta    interaction.Opt[float64]
	se       interaction.Opt[float64]
	retried  string // the answer of a second try, "" if none
}

// A Submission is an answer as a client sends it. All but the first two fields
// may be absent.
type Submission struct {
	Question  string   `json:"question_id" maxLength:"64" doc:"id of the question served"`
	Answer    *string  `json:"answer,omitempty" maxLength:"200" nullable:"true" doc:"a choice's letter or a typed number; null or empty = skipped"`
	TimeSpent *float64 `json:"time_spent,omitempty" nullable:"true" doc:"seconds on the question"`

	ID          string     `json:"id,omitempty" doc:"UUID made by the client; makes a resend safe for ever"`
	MadeAt      *time.Time `json:"made_at,omitempty" doc:"when the answer was made, by the client's clock"`
	Mono        *float64   `json:"monotonic_ms,omitempty" doc:"milliseconds since the session or module opened, by a clock that never jumps"`
	FirstAction *float64   `json:"first_action,omitempty" doc:"seconds to the first action"`
	Visible     *float64   `json:"visible,omitempty" doc:"seconds on screen"`
	Idle        *float64   `json:"idle,omitempty" doc:"seconds without any action"`
	Changes     []Change   `json:"changes,omitempty" maxItems:"100" doc:"every answer on the way to the last"`
	Eliminated  []string   `json:"eliminated,omitempty" maxItems:"4"`
	Flagged     bool       `json:"flagged,omitempty" doc:"marked for review"`
	Tools       []string   `json:"tools,omitempty" maxItems:"10"`
	Input       string     `json:"input,omitempty" enum:"mouse,touch,keyboard,voice" doc:"how it was entered"`
	DontKnow    bool       `json:"dont_know,omitempty" doc:"the learner said so; counts as a wrong answer"`

	seq int64 // of the outbox of its device, 0 without one
}

// FromOutbox says which place a submission has in the outbox of its device: one
// that comes after a later one does not replace it.
func (sub *Submission) FromOutbox(seq int64) { sub.seq = seq }

// A Change is one answer on the way to the last.
type Change struct {
	To string  `json:"to" maxLength:"8"`
	At float64 `json:"at" doc:"seconds since the question was shown"`
}

// toolName keeps free text, which would have to be sealed, out of the record.
var toolName = regexp.MustCompile(`^[a-z][a-z_-]{0,23}$`)

const (
	maxSeconds = 24 * 60 * 60
	rapidShare = 0.05 // of the time budget: an answer this fast was not read
)

// normal checks a submission of q and brings its answer to one spelling: an
// upper-case letter, or the entry without blanks around it; "" is skipped.
func (sub *Submission) normal(q *question.Question) (answer string, err error) {
	if sub.Answer != nil {
		answer = strings.TrimSpace(*sub.Answer)
	}
	for name, v := range map[string]*float64{"time_spent": sub.TimeSpent, "first_action": sub.FirstAction, "visible": sub.Visible, "idle": sub.Idle} {
		if v != nil && !(*v >= 0 && *v <= maxSeconds) {
			return "", fault.At(name, "%s must be seconds between 0 and %d.", name, maxSeconds)
		}
	}
	if sub.Mono != nil && !(*sub.Mono >= 0 && *sub.Mono <= 31*maxSeconds*1000) {
		return "", fault.At("monotonic_ms", "monotonic_ms must be milliseconds since the session or module opened: not negative, and at most 31 days.")
	}
	if sub.MadeAt != nil && (sub.MadeAt.Year() < 2020 || sub.MadeAt.Year() > 2200) {
		return "", fault.At("made_at", "made_at must be the time when the answer was made, between the years 2020 and 2200, as 2026-01-31T12:00:00Z; please check the device's clock.")
	}
	if sub.ID != "" {
		if _, err := uid.Parse(sub.ID); err != nil {
			return "", fault.At("id", "id must be a UUID made once for this answer.")
		}
	}
	switch sub.Input {
	case "", "mouse", "touch", "keyboard", "voice":
	default:
		return "", fault.At("input", "input must be mouse, touch, keyboard or voice.")
	}
	if len(sub.Changes) > 100 || len(sub.Eliminated) > 4 || len(sub.Tools) > 10 {
		return "", fault.New(fault.Invalid, "An answer may have at most 100 changes, 4 choices crossed out and 10 tools.")
	}
	for _, letter := range sub.Eliminated {
		if !isLetter(letter) {
			return "", fault.At("eliminated", "The choices crossed out are letters, A to D.")
		}
	}
	for _, tool := range sub.Tools {
		if !toolName.MatchString(tool) {
			return "", fault.At("tools", "A tool is a short name such as calculator, in small letters.")
		}
	}
	for _, c := range sub.Changes {
		if q.Type != question.Typed && c.To != "" && !isLetter(strings.ToUpper(c.To)) {
			return "", fault.At("changes", "Every change is to a letter, A to D, or to nothing.")
		}
		if !(c.At >= 0 && c.At <= maxSeconds) {
			return "", fault.At("changes", "Every change needs seconds since the question was shown, between 0 and %d.", maxSeconds)
		}
	}
	if answer == "" {
		return "", nil
	}
	if q.Type == question.Typed {
		return answer, question.CheckEntry(answer)
	}
	answer = strings.ToUpper(answer)
	if _, ok := q.Choice(answer); !ok {
		return "", fault.At("answer", "The answer to this question is one of its letters, A to D; leave it empty to skip.")
	}
	return answer, nil
}

func isLetter(s string) bool { return len(s) == 1 && s[0] >= 'A' && s[0] <= 'D' }

// rapid reports whether an answer came too fast to be one. An unknown time is
// not rapid.
func (sub *Submission) rapid(section string) bool {
	return sub.TimeSpent != nil && *sub.TimeSpent < rapidShare*question.Budget(section).Seconds()
}

// answering is the record's body of a submission.
func (sub *Submission) answering(q *question.Question) interaction.Answering {
	b := interaction.Answering{
		Eliminated: sub.Eliminated, Flagged: sub.Flagged, Tools: sub.Tools, Input: sub.Input, SkippedIDK: sub.DontKnow,
		Keys:       q.Keys,
		Difficulty: &interaction.Params{A: q.Params.A, B: q.Params.B, C: q.Params.C},
	}
	for _, c := range sub.Changes {
		to := strings.ToUpper(c.To)
		if q.Type == question.Typed && to != "" {
			to = "entry"
		}
		b.Changes = append(b.Changes, interaction.Change{To: to, MS: int64(math.Round(c.At * 1000))})
	}
	return b
}

// done is the record's group of what the person did.
func (sub *Submission) done(answer string, typed, correct bool, attempt int, aided bool) (interaction.Done, interaction.Words) {
	d := interaction.Done{State: interaction.Answered, Correct: interaction.Some(correct), Attempt: attempt, Aided: interaction.Some(aided),
		FirstMS: millis(sub.FirstAction), TimeMS: millis(sub.TimeSpent), VisibleMS: millis(sub.Visible), IdleMS: millis(sub.Idle)}
	var w interaction.Words
	switch {
	case answer == "":
		d.State = interaction.Omitted
	case typed:
		w.Answer = answer
	default:
		d.Answer = answer
	}
	return d, w
}

func millis(seconds *float64) interaction.Opt[int64] {
	if seconds == nil {
		return interaction.Opt[int64]{}
	}
	return interaction.Some(int64(math.Round(*seconds * 1000)))
}

// Client is what the door knows of the device that calls.
type Client struct {
	Device   uid.ID
	Build    string
	Platform string
	Class    string // phone, tablet, desktop
	Zone     string
	Offset   interaction.Opt[int32] // minutes from UTC
}

// provenance adds what this room's records share.
func (c Client) provenance(build string, b *question.Bank) interaction.Provenance {
	return interaction.Provenance{Server: build, Client: c.Build, Platform: c.Platform, DeviceClass: c.Class,
		Bank: b.Version, Params: b.ParamsVersion, Grader: GraderVersion}
}

// fill writes the client's part of a record.
func (c Client) fill(r *interaction.Record, sub *Submission) {
	r.Device, r.Zone, r.UTCOffset = c.Device, c.Zone, c.Offset
	if sub == nil {
		return
	}
	if sub.MadeAt != nil {
		r.MadeAt = sub.MadeAt.UTC()
	}
	if sub.Mono != nil {
		r.MonoMS = interaction.Some(int64(*sub.Mono))
	}
	if id, err := uid.Parse(sub.ID); err == nil {
		r.ID = id
	}
}

// Feedback explains an answer.
type Feedback struct {
	Correct      bool             `json:"correct"`
	Rationale    string           `json:"rationale" doc:"why the answer given is right or wrong"`
	Key          string           `json:"key,omitempty" doc:"absent while a second try is open"`
	KeyRationale string           `json:"key_rationale,omitempty"`
	Choices      []ChoiceFeedback `json:"choices,omitempty"`
	Steps        []string         `json:"steps,omitempty"`
	Retry        bool             `json:"retry,omitempty" doc:"a second try is open"`
}

// ChoiceFeedback is why a choice is right or wrong.
type ChoiceFeedback struct {
	ID        string `json:"id"`
	Rationale string `json:"rationale"`
}

// explain builds the feedback to an answer; hold keeps the key back for a
// second try.
func explain(q *question.Question, answer string, correct, hold bool) Feedback {
	f := Feedback{Correct: correct, Rationale: whyAnswer(q, answer, correct)}
	if hold && !correct {
		f.Retry = true
		return f
	}
	f.Key, f.KeyRationale, f.Steps = strings.Join(q.Keys, " or "), whyKey(q), q.Steps
	for _, c := range q.Choices {
		f.Choices = append(f.Choices, ChoiceFeedback{ID: c.ID, Rationale: c.Rationale})
	}
	return f
}

func whyKey(q *question.Question) string {
	if q.Type == question.Typed {
		return q.Rationale
	}
	c, _ := q.Choice(q.Keys[0])
	return c.Rationale
}

func whyAnswer(q *question.Question, answer string, correct bool) string {
	switch {
	case correct:
		return whyKey(q)
	case answer == "":
		return "You skipped this question. " + whyKey(q)
	}
	if c, ok := q.Choice(answer); ok {
		return c.Rationale
	}
	for _, e := range q.EntryErrors {
		if same, err := question.Grade(&question.Question{Content: question.Content{Type: question.Typed, Keys: []string{e.Entry}}}, answer); err == nil && same {
			return e.Rationale
		}
	}
	return "That value does not solve the problem. Compare your work with the steps, one line at a time."
}

// served is the question that may be answered now, and why it was chosen.
type served struct {
	Question      string               `json:"question"`
	Version       string               `json:"version"`
	Position      int                  `json:"position"`
	At            int64                `json:"at"` // microseconds
	Propensity    float64              `json:"p"`
	Eligible      int                  `json:"n"`
	Digest        string               `json:"digest"`
	Support       []interaction.Chance `json:"support,omitempty"`
	Draw          float64              `json:"u"`
	Epsilon       float64              `json:"epsilon"`
	Policy        string               `json:"policy"`
	PolicyVersion string               `json:"policy_version"`
	Theta         float64              `json:"theta"`
	SE            float64              `json:"se"`
	First         bool                 `json:"first"` // neither it nor its family was met before
}

func (v served) encode() string {
	if v.Question == "" {
		return ""
	}
	b, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("session: a served question cannot be encoded: %v", err)) // numbers of a choice are finite
	}
	return string(b)
}
