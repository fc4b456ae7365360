package dataset

import (
	"fmt"
	"time"

	"satprep/internal/interaction"
	"satprep/internal/question"
	"satprep/internal/uid"
)

var xapiShape = Shape{
	Name: "xapi", Title: "Statements for a learning record store", Consumer: "xAPI 1.0.3 learning record stores",
	About: "One statement for every answer, every begun and ended session, and every reply of the tutor that was rated: actor, verb, object, result and context. Actors are accounts that exist nowhere, named by pseudonyms. No words are in it.",
	Key:   ByLearnerKey,
	Files: "formats/xapi/<split>.jsonl: a statement a line.",
	Open:  openXAPI,
}

// xapiBase begins the identifiers of everything that is ours; it resolves to
// nothing, as an IRI may.
const xapiBase = "https://satprep.invalid/xapi/"

// xapiHome is where the actors have their accounts: xAPI wants a locator, and
// .invalid is the name that is promised never to exist (RFC 2606).
const xapiHome = "https://satprep.invalid/learners"

type xapiSink struct {
	k     *Counter
	out   map[Split]*Lines
	tally *itemTally

	line   []byte
	quoted quotes
}

func openXAPI(k *Counter) (Sink, error) {
	s := &xapiSink{k: k, out: map[Split]*Lines{}, tally: newItemTally(), quoted: quotes{}}
	for _, split := range k.Splits() {
		out, err := k.File(string(split)+".jsonl", split, "jsonl")
		if err != nil {
			return nil, err
		}
		s.out[split] = out
	}
	return s, nil
}

func (s *xapiSink) Close() error {
	s.tally.baselines(s.k)
	return nil
}

// A statement as xAPI 1.0.3 part 2 §4 defines it.
type statement struct {
	ID        string      `json:"id"`
	Actor     xapiActor   `json:"actor"`
	Verb      xapiNamed   `json:"verb"`
	Object    xapiObject  `json:"object"`
	Result    *xapiResult `json:"result,omitempty"`
	Context   xapiContext `json:"context,omitzero"`
	Timestamp string      `json:"timestamp"`
	Version   string      `json:"version"`
}

type xapiActor struct {
	Type    string `json:"objectType"`
	Account struct {
		HomePage string `json:"homePage"`
		Name     string `json:"name"`
	} `json:"account"`
}

type xapiNamed struct {
	ID      string    `json:"id"`
	Display inEnglish `json:"display"`
}

type xapiObject struct {
	Type       string          `json:"objectType"`
	ID         string          `json:"id"`
	Definition *xapiDefinition `json:"definition,omitempty"`
}

type xapiDefinition struct {
	Type        string    `json:"type"`
	Name        inEnglish `json:"name,omitzero"`
	Interaction string    `json:"interactionType,omitempty"`
}

type xapiResult struct {
	Success    *bool      `json:"success,omitempty"`
	Completion *bool      `json:"completion,omitempty"`
	Response   string     `json:"response,omitempty"`
	Duration   string     `json:"duration,omitempty"`
	Score      *xapiScore `json:"score,omitempty"`
}

type xapiScore struct {
	Raw float64 `json:"raw"`
	Min float64 `json:"min"`
	Max float64 `json:"max"`
}

type xapiContext struct {
	Registration string         `json:"registration,omitempty"`
	Platform     string         `json:"platform,omitempty"`
	Activities   xapiActivities `json:"contextActivities,omitzero"`
	Extensions   *xapiMore      `json:"extensions,omitempty"`
}

type xapiActivities struct {
	Parent   []xapiObject `json:"parent,omitempty"`
	Grouping []xapiObject `json:"grouping,omitempty"`
}

// xapiMore are the extensions, in the order of their names.
type xapiMore struct {
	Aided      *bool    `json:"https://satprep.invalid/xapi/ext/aided,omitempty"`
	Attempt    int      `json:"https://satprep.invalid/xapi/ext/attempt,omitempty"`
	Propensity *float64 `json:"https://satprep.invalid/xapi/ext/propensity,omitempty"`
	After      *float64 `json:"https://satprep.invalid/xapi/ext/theta-after,omitempty"`
	Before     *float64 `json:"https://satprep.invalid/xapi/ext/theta-before,omitempty"`
}

// inEnglish is a map of languages with one in it.
type inEnglish struct {
	Text string `json:"en"`
}

// The verbs, of ADL's vocabulary.
var (
	xapiAnswered    = xapiNamed{"http://adlnet.gov/expapi/verbs/answered", inEnglish{"answered"}}
	xapiInitialized = xapiNamed{"http://adlnet.gov/expapi/verbs/initialized", inEnglish{"initialized"}}
	xapiTerminated  = xapiNamed{"http://adlnet.gov/expapi/verbs/terminated", inEnglish{"terminated"}}
	xapiRated       = xapiNamed{"http://id.tincanapi.com/verb/rated", inEnglish{"rated"}}
)

// xapiID is a pseudonym in the form of a random UUID, version 4: version 8, which
// is for values made otherwise (RFC 9562), stores may not know yet.
func xapiID(id uid.ID) string {
	id[6] = id[6]&0x0f | 0x40
	id[8] = id[8]&0x3f | 0x80
	return id.String()
}

func (s *xapiSink) Learner(l *Learner) error {
	any := false
	for i := range l.Events {
		e := &l.Events[i]
		st, ok := xapiStatement(l, e)
		if !ok {
			continue
		}
		any = true
		s.line = append(appendStatement(s.line[:0], &st, s.quoted), '\n')
		out := s.out[l.Split]
		out.EndRow()
		s.k.stats.Rows[l.Split]++
		s.k.Count(st.Verb.Display.Text)
		if e.Scored() {
			s.tally.add(l.Split, e.Question, e.Correct.V)
		}
		if _, err := out.Write(s.line); err != nil {
			return err
		}
	}
	if any {
		s.k.Seen(l.Split)
	}
	return nil
}

// xapiStatement is what an event says; ok is false where it says nothing here.
func xapiStatement(l *Learner, e *Event) (st statement, ok bool) {
	st = statement{ID: xapiID(e.ID), Timestamp: e.At.UTC().Format("2006-01-02T15:04:05.000Z07:00"), Version: "1.0.3"}
	st.Actor.Type = "Agent"
	st.Actor.Account.HomePage, st.Actor.Account.Name = xapiHome, l.Name.String()
	if !e.Session.IsZero() {
		st.Context.Registration = xapiID(e.Session)
	}
	st.Context.Platform = e.Platform
	session := xapiObject{"Activity", xapiBase + "session/" + e.Session.String(), &xapiDefinition{Type: "http://adlnet.gov/expapi/activities/assessment"}}
	if e.Mode != "" {
		session.Definition.Name = inEnglish{e.Mode}
	}
	switch {
	case e.Scored() || e.Kind == interaction.PracticeRetried && e.Correct.Valid:
		st.Verb = xapiAnswered
		st.Object = xapiObject{"Activity", xapiBase + "question/" + e.Question, &xapiDefinition{Type: "http://adlnet.gov/expapi/activities/cmi.interaction", Interaction: "other"}}
		right, done := e.Correct.V, e.State == interaction.Answered
		st.Result = &xapiResult{Success: &right, Completion: &done, Response: e.Answer}
		if e.TimeMS.Valid && e.TimeMS.V >= 0 {
			st.Result.Duration = isoDuration(e.TimeMS.V)
		}
		if !e.Session.IsZero() {
			st.Context.Activities.Parent = []xapiObject{session}
		}
		for _, slug := range []string{e.Skill, e.Domain, e.Section} {
			if slug != "" {
				st.Context.Activities.Grouping = append(st.Context.Activities.Grouping, xapiObject{"Activity", xapiBase + "outline/" + slug,
					&xapiDefinition{Type: "http://adlnet.gov/expapi/activities/objective", Name: inEnglish{question.Name(slug)}}})
			}
		}
		st.Context.Extensions = xapiExtensions(e)
	case e.Kind == interaction.PracticeStarted, e.Kind == interaction.DiagnosticStarted, e.Kind == interaction.TestStarted:
		st.Verb, st.Object = xapiInitialized, session
	case e.Kind == interaction.PracticeEnded, e.Kind == interaction.DiagnosticEnded, e.Kind == interaction.TestEnded:
		st.Verb, st.Object = xapiTerminated, session
	case e.Kind == interaction.TutorRated && !e.Of.IsZero():
		st.Verb = xapiRated
		st.Object = xapiObject{"Activity", xapiBase + "turn/" + e.Of.String(), &xapiDefinition{Type: xapiBase + "activity/tutor-turn"}}
		st.Result = &xapiResult{Score: &xapiScore{float64(e.Value), -1, 1}}
	default:
		return st, false
	}
	return st, st.Object.ID != xapiBase+"question/" && st.Object.ID != xapiBase+"session/"+(uid.ID{}).String()
}

func xapiExtensions(e *Event) *xapiMore {
	x := &xapiMore{}
	if e.Propensity.Valid {
		x.Propensity = &e.Propensity.V
	}
	if e.ThetaBefore.Valid {
		x.Before = &e.ThetaBefore.V
	}
	if e.ThetaAfter.Valid {
		x.After = &e.ThetaAfter.V
	}
	if e.Aided.Valid {
		x.Aided = &e.Aided.V
	}
	x.Attempt = max(0, e.Attempt)
	if *x == (xapiMore{}) {
		return nil
	}
	return x
}

// isoDuration writes milliseconds as ISO 8601 does, to a hundredth of a second.
func isoDuration(ms int64) string {
	d := time.Duration(ms) * time.Millisecond
	return fmt.Sprintf("PT%.2fS", d.Seconds())
}
