package dataset

import (
	"context"
	"encoding/json"
	"regexp"
	"slices"
	"time"

	"satprep/internal/interaction"
	"satprep/internal/pseudonym"
	"satprep/internal/question"
	"satprep/internal/uid"
)

// A kitchen makes learners out of records: it unseals, redacts, renames and
// shifts. It is for one goroutine; nothing that leaves it says who somebody is.
type kitchen struct {
	*Build
	names  names
	coder  coder
	packed []byte
	events []Event // of the learner being made; used again for the next
	larder larder
	tally  tally
	asked  map[string]asked // questions as they leave: the same few come again and again
}

// asked is a question as it leaves.
type asked struct {
	name string
	open bool
}

func (b *Build) newKitchen() *kitchen {
	return &kitchen{Build: b, names: b.names.own(), tally: newTally(), asked: map[string]asked{}}
}

// learner reads a member's admitted records and makes of them what leaves.
func (k *kitchen) learner(ctx context.Context, m *member, name uid.ID) (*Learner, error) {
	shift := k.names.shift(m.subject)
	l := &Learner{Name: name, Split: k.names.split("learner", m.subject[:], k.recipe.Split), AgeBand: k.plan.K.age(m), Device: k.plan.K.deviceClass(m),
		Censored: k.asOf.Add(shift), Events: slices.Grow(k.events[:0], int(m.records))}
	k.larder.reset()
	c := cook{kitchen: k, shift: shift, talks: map[uid.ID]*talk{}, left: map[uid.ID]bool{}, reworded: map[uid.ID]bool{}, silent: map[attempt]bool{}}
	err := k.service.Log.ScanSubject(ctx, m.subject, 0, k.ceiling, func(r *interaction.Record) error {
		if !k.plan.records.has(r.Seq) {
			switch r.Kind {
			case interaction.TutorTurn:
				c.left[r.ID], c.left[r.Conversation] = true, true
			case interaction.TutorEdited: // from now on the conversation goes on from these words
				if !r.Conversation.IsZero() {
					c.left[r.Conversation] = true
				}
				if err := with(r, func(b interaction.Pointer) { c.reworded[b.Of] = true }); err != nil {
					return err
				}
			}
			c.tried(r, k.agreed.Admits(r, k.recipe.purpose()))
			return nil
		}
		c.tried(r, true)
		e, err := c.event(ctx, r)
		if err != nil {
			return err
		}
		if at := len(l.Events) - 1; rescored(r.Kind) {
			if at < 0 {
				return nil
			}
			e.At, e.MadeAt, e.MonoMS = l.Events[at].At, time.Time{}, interaction.Opt[int64]{}
		}
		e.Ordinal, e.Platform = int32(len(l.Events)+1), platformOf(l.Device)
		l.Events = append(l.Events, e)
		k.tally.add(&e)
		return nil
	})
	k.events = l.Events
	return l, err
}

// rescored reports whether a record is of a correction of a key. It comes to
// everybody at one moment, so that the times of two learners would tell by how much
// their shifts differ, and one's own all of them: it leaves with the time of what
// the learner did before, and alone not at all.
func rescored(kind interaction.Kind) bool {
	return kind == interaction.TestRescored || kind == interaction.DiagnosticRescored
}

// platformOf tells of a device no more than its class does, which counts for
// k-anonymity: a client names its platform in words of its own.
func platformOf(class string) string {
	switch class {
	case "":
		return ""
	case "phone", "tablet":
		return "mobile"
	}
	return "web"
}

// A cook makes the events of one learner.
type cook struct {
	*kitchen
	shift time.Duration
	talks map[uid.ID]*talk // by conversation: surrogates are consistent within one
	left  map[uid.ID]bool  // turns whose words stay here, and conversations that hold one so far

	reworded map[uid.ID]bool  // turns that an edit whose words stay here gave other words
	silent   map[attempt]bool // whose answers nobody agreed to: what is said about them later stays here
}

// An attempt is a question answered in a session: without the session the last one
// anywhere, without the question any of the session.
type attempt struct {
	session  uid.ID
	question string
}

// tried remembers whether an answer may be told. Reviews, replies and the results of
// a session repeat it, and may come after a consent that does not reach back to it.
func (c *cook) tried(r *interaction.Record, agreed bool) {
	if !interaction.IsAnswer(r.Kind) && r.Kind != interaction.PracticeRetried {
		return
	}
	for _, a := range []attempt{{r.Session, r.Asked.Question}, {question: r.Asked.Question}} {
		if agreed {
			delete(c.silent, a)
		} else {
			c.silent[a] = true
		}
	}
	if !agreed {
		c.silent[attempt{session: r.Session}] = true
	}
}

// sums reports whether a record tells what came of a whole session.
func sums(kind interaction.Kind) bool {
	switch kind {
	case interaction.PracticeEnded, interaction.DiagnosticEnded, interaction.TestModuleEnded, interaction.TestEnded, interaction.TestRescored, interaction.DiagnosticRescored:
		return true
	}
	return false
}

func (c *cook) moment(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return t.Add(c.shift)
}

// event makes what leaves of a record.
func (c *cook) event(ctx context.Context, r *interaction.Record) (Event, error) {
	a, w, d, n := &r.Asked, &r.Why, &r.Done, c.names
	e := Event{
		ID: n.id(r.ID), Author: ByLearner, Session: n.of(pseudonym.Session, r.Session), Conversation: n.of(pseudonym.Conversation, r.Conversation), Device: n.device(r.Subject, r.Device),
		Kind: r.Kind, Version: r.Version, Origin: r.Origin,
		At: c.moment(r.ReceivedAt), MadeAt: c.moment(r.MadeAt), MonoMS: r.MonoMS,
		Variant: a.Variant, Section: a.Section, Skill: a.Skill, Mode: a.Mode, Module: a.Module, Position: a.Position, SecondsLeft: a.SecondsLeft, Source: a.Source,
		Policy: r.Provenance.Policy, PolicyVersion: r.Provenance.PolicyVersion, Params: r.Provenance.Params, Epsilon: r.Provenance.Epsilon,
		Eligible: w.Eligible, Digest: w.Digest, Propensity: w.Propensity, Draw: w.Draw, ThetaBefore: w.ThetaBefore, SEBefore: w.SEBefore,
		Answer: d.Answer, State: d.State, Correct: d.Correct, Attempt: d.Attempt, Aided: d.Aided,
		FirstMS: d.FirstMS, TimeMS: d.TimeMS, VisibleMS: d.VisibleMS, IdleMS: d.IdleMS,
		ThetaAfter: r.After.Theta, SEAfter: r.After.SE, Points: r.After.Points, Purposes: r.Consent.Purposes,
	}
	e.SecondsLeft.V /= extra(r) // null stays null
	if !r.Actor.IsZero() && r.Actor != r.Subject {
		e.Author = ByOther
	}
	if scope, ok := question.Place(a.Skill); ok {
		e.Section, e.Domain, e.Skill = scope.Section, scope.Domain, scope.Skill
	}
	e.Question, e.Open = c.questionName(a.Question)
	if e.Open {
		e.Stimulus = a.Version
	}
	if keptBack(&e) { // what was right tells the key
		e.Answer = ""
	}
	if n := len(w.Support); n > 0 {
		e.Support = c.larder.chances.many(n)
	}
	for i, s := range w.Support {
		name, _ := c.questionName(s.ID)
		e.Support[i] = interaction.Chance{ID: name, P: s.P}
	}
	if err := c.service.Log.OpenWords(ctx, r); err != nil && !erased(err) {
		return e, err
	}
	if err := c.body(&e, r); err != nil {
		return e, err
	}
	return e, nil
}

// keptBack reports whether an event is about a question that must not leave.
func keptBack(e *Event) bool { return e.Question != "" && !e.Open }

// questionName is a question as it leaves: by its id if its content may leave
// too; one that is kept for forms, pretests or the diagnostic by a pseudonym.
func (c *cook) questionName(id string) (name string, open bool) {
	if id == "" {
		return "", false
	}
	a, ok := c.asked[id]
	if !ok {
		a = asked{name: id, open: true}
		if q, err := c.bank.Find(id, ""); err != nil || q.Use != question.Practice {
			a = asked{name: c.names.question(id)}
		}
		if len(c.asked) < maxAsked {
			c.asked[id] = a
		}
	}
	return a.name, a.open
}

// maxAsked bounds how many questions a kitchen remembers.
const maxAsked = 50_000

// body takes over what the kind holds, field by field.
func (c *cook) body(e *Event, r *interaction.Record) (err error) {
	if sums(r.Kind) && c.silent[attempt{session: r.Session}] || r.Kind == interaction.ReviewGenerated && c.silent[attempt{r.Session, r.Asked.Question}] {
		return nil
	}
	switch r.Kind {
	case interaction.PracticeAnswered, interaction.PracticeRetried, interaction.DiagnosticAnswered, interaction.TestAnswered:
		if e.Answer == "" && !keptBack(e) {
			e.Answer = entry(r.Words.Answer)
		}
		return with(r, func(b interaction.Answering) {
			if keptBack(e) {
				b.Changes, b.Eliminated = nil, nil
			}
			e.Answering = c.larder.answers.one()
			*e.Answering = Answering{Changes: b.Changes, Eliminated: b.Eliminated, Flagged: b.Flagged, Tools: toolsOf(b.Tools), HintLevels: b.HintLevels, Input: b.Input,
				Feedback: b.Feedback, FeedbackMS: b.FeedbackMS, SyncedLate: b.SyncedLate, Superseded: !c.bank.InForce(r.Asked.Question, r.Asked.Version), Counts: b.Eligible, Rapid: b.Rapid, Pretest: b.Pretest, Route: b.Route,
				IDK: b.SkippedIDK, Item: b.Difficulty}
			if b.Epsilon != 0 {
				e.Epsilon = b.Epsilon
			}
		})
	case interaction.TutorTurn:
		return c.turn(e, r)
	case interaction.TutorRated:
		return with(r, func(b interaction.Rating) { e.Of, e.Value, e.Reasons = c.names.id(b.Turn), b.Value, b.Reasons })
	case interaction.TutorChosen:
		return with(r, func(b interaction.Chosen) {
			e.Of, e.To, e.Value = c.names.id(b.Turn), c.names.id(b.Other), b.Position
		})
	case interaction.TutorEdited:
		return with(r, func(b interaction.Pointer) {
			e.Of, e.To = c.names.id(b.Of), c.names.id(b.To)
			if !c.left[b.Of] { // an edit repeats the turn
				c.words(e, r)
			}
			if c.reworded[b.Of] { // what stood there before this edit were those words
				e.Query = ""
			}
		})
	case interaction.TutorRegenerated, interaction.TutorStopped, interaction.ReviewRead:
		return c.pointer(e, r)
	case interaction.ReviewGenerated:
		c.words(e, r)
		return with(r, func(b interaction.Review) {
			c.object(e, map[string]any{"source": b.Source, "budget_seconds": b.Budget, "took_seconds": b.Took})
		})
	case interaction.PracticeStarted, interaction.DiagnosticStarted, interaction.TestStarted:
		return with(r, func(b interaction.Started) {
			c.object(e, map[string]any{"scope": b.Scope, "ceiling": b.Ceiling, "rule": b.Rule, "sections": b.Sections, "repeated": b.Repeated})
		})
	case interaction.PracticeEnded, interaction.DiagnosticEnded:
		return with(r, func(b interaction.Ended) {
			c.object(e, map[string]any{"reason": b.Reason, "answered": b.Answered, "correct": b.Correct, "omitted": b.Omitted, "scores": b.Scores})
		})
	case interaction.TestRescored, interaction.DiagnosticRescored:
		return with(r, func(b interaction.Rescored) {
			for i := range b.Amended {
				b.Amended[i].Keys = nil // keys leave with released questions only
			}
			c.object(e, map[string]any{"version": b.Version, "total": b.Total, "sections": b.Sections, "was": b.Was, "status": b.Status, "amended": b.Amended})
		})
	case interaction.TestModuleStarted:
		return with(r, func(b interaction.ModuleStarted) {
			c.object(e, map[string]any{"section": b.Section, "module": b.Module, "route": b.Route, "seconds": b.Seconds / extra(r), "by": b.By})
		})
	case interaction.TestModuleEnded:
		return with(r, func(b interaction.ModuleEnded) {
			c.object(e, map[string]any{"section": b.Section, "module": b.Module, "reason": b.Reason, "answered": b.Answered, "omitted": b.Omitted,
				"not_reached": b.NotReached, "gave_back": b.GaveBack, "route": b.Route, "theta_route": b.ThetaRoute})
		})
	case interaction.TestEnded:
		return with(r, func(b interaction.TestResult) {
			c.object(e, map[string]any{"reason": b.Reason, "total": b.Total, "sections": b.Sections, "status": b.Status, "repeated": b.Repeated, "version": b.Version})
		})
	}
	if c.screens[r.Kind] {
		return with(r, func(b interaction.ScreenAction) {
			if keptBack(e) || !choiceForm.MatchString(b.Choice) {
				b.Choice = ""
			}
			c.object(e, map[string]any{"choice": b.Choice, "tool": toolOf(b.Tool), "level": b.Level, "length": b.Length, "index": b.Index})
		})
	}
	return nil
}

// What a client names is short, but may be anything: a choice leaves as its
// letter, a tool by its name where it is one of ours.
var choiceForm = regexp.MustCompile(`^[A-D]$`)

var ourTools = []string{"calculator", "calculator-expression", "calculator-graph", "calculator-table", "calculator-slider", "calculator-regression",
	"reference", "notes", "line_reader", "timer", "text_to_speech", "zoom", "navigator", "directions", "shortcuts"}

func toolOf(name string) string {
	if name == "" || slices.Contains(ourTools, name) {
		return name
	}
	return "other"
}

func toolsOf(names []string) (list []string) {
	for _, n := range names {
		list = append(list, toolOf(n))
	}
	return list
}

// extra is how much longer a learner's clock runs by an accommodation. Clocks
// leave in standard time: an accommodation tells of a disability.
func extra(r *interaction.Record) float64 {
	if f := r.Asked.TimeFactor; f.Valid && f.V > 1 {
		return f.V
	}
	return 1
}

// with reads a record's body as T.
func with[T any](r *interaction.Record, fn func(T)) error {
	b, err := interaction.BodyAs[T](r)
	if err == nil {
		fn(b)
	}
	return err
}

// object is the body of a kind that has no fields of its own, as JSON with its
// keys in order.
func (c *cook) object(e *Event, fields map[string]any) {
	for k, v := range fields {
		if v == nil || v == "" || v == 0 || v == 0.0 || v == false {
			delete(fields, k)
		}
	}
	if b, err := json.Marshal(fields); err == nil { // of plain values only
		e.Body = string(b)
	}
}

func (c *cook) pointer(e *Event, r *interaction.Record) error {
	return with(r, func(b interaction.Pointer) { e.Of, e.To = c.names.id(b.Of), c.names.id(b.To) })
}

// entries that a learner can type into an answer box; anything else that was
// sealed there does not leave.
var entryForm = regexp.MustCompile(`^-?[0-9./]{1,5}$`)

func entry(s string) string {
	if entryForm.MatchString(s) {
		return s
	}
	return ""
}

// words are what was said and shown, redacted. They do not leave where free
// text may not, or where they may repeat a question that must not.
func (c *cook) words(e *Event, r *interaction.Record) {
	if c.closed().tells(r.Words.Query) || c.closed().tells(r.Words.Response) {
		return
	}
	if t := c.talk(e, r); t != nil {
		e.Query, e.Response = t.redact(r.Words.Query), t.redact(r.Words.Response)
	}
}

// talk is the conversation's numbering of surrogates, nil where words do not
// leave.
func (c *cook) talk(e *Event, r *interaction.Record) *talk {
	if !c.recipe.Privacy.FreeText || keptBack(e) {
		return nil
	}
	key := r.Conversation
	if key.IsZero() {
		key = r.Session
	}
	t := c.talks[key]
	if t == nil {
		t = c.newTalk()
		c.talks[key] = t
	}
	t.about(r.Asked.Question, r.Asked.Version)
	t.teaches(r.Asked.Skill)
	return t
}

// said is the free text of a turn's record beside what was said and shown.
type said struct {
	Work     string    `json:"work"`
	Messages []Message `json:"messages"`
	Raw      string    `json:"raw"`
	Instead  string    `json:"instead"`
}

// quotesClosed reports whether anything said in a turn repeats a question whose
// content may not leave: a tutor quotes earlier answers.
func (c *cook) quotesClosed(w *interaction.Words, more *said) bool {
	for _, m := range more.Messages {
		if c.closed().tells(m.Content) {
			return true
		}
	}
	for _, text := range []string{w.Query, w.Response, more.Work, more.Raw, more.Instead} {
		if c.closed().tells(text) {
			return true
		}
	}
	return false
}

// afterAnswer reports whether a turn at a stage is about an answer.
func afterAnswer(stage string) bool {
	return stage == "wrong" || stage == "right" || stage == "skipped"
}

func (c *cook) turn(e *Event, r *interaction.Record) error {
	var more said
	if len(r.Words.More) > 0 {
		if err := json.Unmarshal(r.Words.More, &more); err != nil {
			return err
		}
	}
	return with(r, func(b interaction.Turn) {
		asks, asksOpen := c.questionName(b.Asks)
		t := c.larder.turns.one()
		*t = Turn{Parent: c.names.id(b.Parent), Voice: b.Voice, Intent: b.Intent, Stage: b.Stage, Level: b.Level, Move: b.Move, Unit: b.Unit, Experiment: b.Experiment,
			Arm: b.Arm, Arms: b.Arms, Propensity: b.Propensity, Draw: b.Draw, Templates: b.Templates, Guard: b.Guard, GuardAction: b.GuardAction, Delivered: b.Delivered,
			Finish: b.Finish, ModelAsked: b.ModelAsked, ModelGave: b.ModelGave, PromptTokens: b.PromptTokens, OutputTokens: b.OutputTokens, LatencyMS: b.LatencyMS,
			Source: b.Source, Reused: c.names.id(b.Reused), Regenerate: b.Regenerate, FellBack: b.FellBack, Refused: b.Refused,
			Safety: b.SafetyIn != "" || b.SafetyOut != "", Sources: b.Sources, Asks: asks}
		if asksOpen {
			t.AsksVersion = b.AsksVersion
		}
		e.Turn = t
		if t.Safety { // what somebody in need said is nobody's training text
			c.left[r.ID], c.left[r.Conversation] = true, true
			return
		}
		if afterAnswer(t.Stage) && c.silent[attempt{question: r.Asked.Question}] { // it says what was answered
			c.left[r.ID], c.left[r.Conversation] = true, true
			t.Stage = ""
			return
		}
		if c.quotesClosed(&r.Words, &more) {
			return
		}
		talk := c.talk(e, r)
		if talk == nil {
			return
		}
		if asksOpen {
			talk.about(b.Asks, b.AsksVersion)
		}
		if e.Answer == "" {
			e.Answer = entry(r.Words.Answer)
		}
		if c.left[r.Conversation] { // the request repeats what was said before
			more.Messages = nil
		}
		for _, m := range more.Messages {
			t.Messages = append(t.Messages, Message{m.Role, talk.redact(m.Content)})
		}
		e.Query, e.Response = talk.redact(r.Words.Query), talk.redact(r.Words.Response)
		t.Raw, t.Instead, t.Work = talk.redact(more.Raw), talk.redact(more.Instead), talk.redact(more.Work)
	})
}
