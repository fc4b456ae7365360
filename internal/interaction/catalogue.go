package interaction

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"sort"
)

// A Kind says what happened: noun.verb.
type Kind string

// The kinds.
const (
	PracticeStarted  Kind = "practice.started"
	PracticeAnswered Kind = "practice.answered"
	PracticeRetried  Kind = "practice.retried"
	PracticeEnded    Kind = "practice.ended"
	PracticePacked   Kind = "practice.packed"

	DiagnosticStarted  Kind = "diagnostic.started"
	DiagnosticAnswered Kind = "diagnostic.answered"
	DiagnosticEnded    Kind = "diagnostic.ended"

	TestStarted       Kind = "test.started"
	TestModuleStarted Kind = "test.module_started"
	TestAnswered      Kind = "test.answered"
	TestModuleEnded   Kind = "test.module_ended"
	TestEnded         Kind = "test.ended"

	TestRescored       Kind = "test.rescored"
	DiagnosticRescored Kind = "diagnostic.rescored"

	TutorTurn        Kind = "tutor.turn"
	TutorRated       Kind = "tutor.rated"
	TutorEdited      Kind = "tutor.edited"
	TutorRegenerated Kind = "tutor.regenerated"
	TutorChosen      Kind = "tutor.chosen"
	TutorStopped     Kind = "tutor.stopped"
	TutorSafety      Kind = "tutor.safety"

	ReviewGenerated Kind = "review.generated"
	ReviewRead      Kind = "review.read"

	AccountRegistered Kind = "account.registered"
	AccountChanged    Kind = "account.changed"
	ConsentChanged    Kind = "consent.changed"
	HistoryRead       Kind = "history.read"
	ExportMade        Kind = "export.made"

	GoalChanged    Kind = "goal.changed"
	ScoreReported  Kind = "score.reported"
	ScoreWithdrawn Kind = "score.withdrawn"

	QuestionReported       Kind = "question.reported"
	QuestionReportResolved Kind = "question.report_resolved"

	QuestionShown     Kind = "question.shown"
	QuestionFlagged   Kind = "question.flagged"
	QuestionUnflagged Kind = "question.unflagged"
	ChoiceSelected    Kind = "choice.selected"
	ChoiceEliminated  Kind = "choice.eliminated"
	ChoiceRestored    Kind = "choice.restored"
	EntryChanged      Kind = "entry.changed"
	ToolOpened        Kind = "tool.opened"
	ToolClosed        Kind = "tool.closed"
	NoteAdded         Kind = "note.added"
	HighlightAdded    Kind = "highlight.added"
	HintOpened        Kind = "hint.opened"
	SolutionOpened    Kind = "solution.opened"
	PageHidden        Kind = "page.hidden"
	PageShown         Kind = "page.shown"
)

// A Definition is a version of a kind.
type Definition struct {
	Kind    Kind
	Version int
	Body    any  // zero value of the typed body
	Screen  bool // a screen action: comes from a client in batches
}

// Definitions is the catalogue, oldest version first within a kind.
var Definitions = []Definition{
	{PracticeStarted, 1, Started{}, false},
	{PracticeAnswered, 1, Answering{}, false},
	{PracticeRetried, 1, Answering{}, false},
	{PracticeEnded, 1, Ended{}, false},
	{PracticePacked, 1, Packed{}, false},
	{DiagnosticStarted, 1, Started{}, false},
	{DiagnosticAnswered, 1, Answering{}, false},
	{DiagnosticEnded, 1, Ended{}, false},
	{TestStarted, 1, Started{}, false},
	{TestModuleStarted, 1, ModuleStarted{}, false},
	{TestAnswered, 1, Answering{}, false},
	{TestModuleEnded, 1, ModuleEnded{}, false},
	{TestEnded, 1, TestResult{}, false},
	{TestRescored, 1, Rescored{}, false},
	{DiagnosticRescored, 1, Rescored{}, false},
	{TutorTurn, 1, Turn{}, false},
	{TutorRated, 1, Rating{}, false},
	{TutorEdited, 1, Pointer{}, false},
	{TutorRegenerated, 1, Pointer{}, false},
	{TutorChosen, 1, Chosen{}, false},
	{TutorStopped, 1, Pointer{}, false},
	{TutorSafety, 1, Safety{}, false},
	{ReviewGenerated, 1, Review{}, false},
	{ReviewRead, 1, Pointer{}, false},
	{AccountRegistered, 1, AccountFact{}, false},
	{AccountChanged, 1, AccountFact{}, false},
	{ConsentChanged, 1, ConsentFact{}, false},
	{HistoryRead, 1, Pointer{}, false},
	{ExportMade, 1, ExportFact{}, false},
	{GoalChanged, 1, GoalFact{}, false},
	{ScoreReported, 1, OfficialScore{}, false},
	{ScoreWithdrawn, 1, Pointer{}, false},
	{QuestionReported, 1, QuestionReport{}, false},
	{QuestionReportResolved, 1, QuestionReport{}, false},
	{QuestionShown, 1, ScreenAction{}, true},
	{QuestionFlagged, 1, ScreenAction{}, true},
	{QuestionUnflagged, 1, ScreenAction{}, true},
	{ChoiceSelected, 1, ScreenAction{}, true},
	{ChoiceEliminated, 1, ScreenAction{}, true},
	{ChoiceRestored, 1, ScreenAction{}, true},
	{EntryChanged, 1, ScreenAction{}, true},
	{ToolOpened, 1, ScreenAction{}, true},
	{ToolClosed, 1, ScreenAction{}, true},
	{NoteAdded, 1, ScreenAction{}, true},
	{HighlightAdded, 1, ScreenAction{}, true},
	{HintOpened, 1, ScreenAction{}, true},
	{SolutionOpened, 1, ScreenAction{}, true},
	{PageHidden, 1, ScreenAction{}, true},
	{PageShown, 1, ScreenAction{}, true},
}

type kindVersion struct {
	kind    Kind
	version int
}

var byKind, newest = index()

func index() (map[kindVersion]Definition, map[Kind]int) {
	all, top := map[kindVersion]Definition{}, map[Kind]int{}
	for _, d := range Definitions {
		all[kindVersion{d.Kind, d.Version}] = d
		top[d.Kind] = max(top[d.Kind], d.Version)
	}
	return all, top
}

// Define returns the definition of a kind's version; version 0 is the newest.
func Define(k Kind, version int) (Definition, bool) {
	if version == 0 {
		version = newest[k]
	}
	d, ok := byKind[kindVersion{k, version}]
	return d, ok
}

// DecodeBody reads a stored body into the kind's type. Unknown fields are an
// error when strict: a client's event must not carry what nobody defined.
func DecodeBody(k Kind, version int, body []byte, strict bool) (any, error) {
	d, ok := Define(k, version)
	if !ok {
		return nil, fmt.Errorf("there is no kind %.40q version %d", k, version)
	}
	v := reflect.New(reflect.TypeOf(d.Body))
	if len(body) > 0 {
		dec := json.NewDecoder(bytes.NewReader(body))
		if strict {
			dec.DisallowUnknownFields()
		}
		if err := dec.Decode(v.Interface()); err != nil {
			return nil, fmt.Errorf("body of %s: %w", k, err)
		}
	}
	return v.Elem().Interface(), nil
}

// BodyAs reads a record's body as T; a record of another body type is an error.
func BodyAs[T any](r *Record) (T, error) {
	if v, ok := r.Body.(T); ok {
		return v, nil
	}
	var v T
	if a, ok := any(&v).(*Answering); ok {
		if readAnswering(r.bodyJSON, a) {
			return v, nil
		}
		*a = Answering{}
	}
	if err := json.Unmarshal(r.bodyJSON, &v); err != nil {
		return v, fmt.Errorf("body of %s %s: %w", r.Kind, r.ID, err)
	}
	return v, nil
}

// Kinds lists the kinds by name.
func Kinds() []Kind {
	var ks []Kind
	for k := range newest {
		ks = append(ks, k)
	}
	sort.Slice(ks, func(i, j int) bool { return ks[i] < ks[j] })
	return ks
}
