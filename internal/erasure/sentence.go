package erasure

import (
	"cmp"
	"fmt"
	"strings"
	"unicode/utf8"

	"satprep/internal/interaction"
	"satprep/internal/question"
)

// sentences says of each kind what happened. Answers have their own.
var sentences = map[interaction.Kind]string{
	interaction.PracticeStarted:   "Began practice",
	interaction.PracticeEnded:     "Ended practice",
	interaction.PracticePacked:    "Took questions along to practise offline",
	interaction.DiagnosticStarted: "Began the diagnostic",
	interaction.DiagnosticEnded:   "Ended the diagnostic",
	interaction.TestStarted:       "Began a full test",
	interaction.TestModuleStarted: "Began a module of a full test",
	interaction.TestModuleEnded:   "Ended a module of a full test",
	interaction.TestEnded:         "Ended a full test",

	interaction.TestRescored:       "The score of a full test was computed anew, because a key was corrected",
	interaction.DiagnosticRescored: "The score of the diagnostic was computed anew, because a key was corrected",

	interaction.PracticeAnswered:   "Answered a question in practice",
	interaction.PracticeRetried:    "Tried a question of practice once more",
	interaction.DiagnosticAnswered: "Answered a question of the diagnostic",
	interaction.TestAnswered:       "Answered a question of a full test",

	interaction.TutorTurn:        "Talked to the tutor",
	interaction.TutorRated:       "Rated a reply of the tutor",
	interaction.TutorEdited:      "A reply of the tutor was put into better words",
	interaction.TutorRegenerated: "Asked the tutor for another reply",
	interaction.TutorChosen:      "Chose between two replies of the tutor",
	interaction.TutorStopped:     "Stopped a reply of the tutor",
	interaction.TutorSafety:      "The tutor noticed something about safety",

	interaction.ReviewGenerated: "An answer was explained",
	interaction.ReviewRead:      "The explanations of a session were read",

	interaction.AccountRegistered: "The account became active",
	interaction.AccountChanged:    "The account was changed",
	interaction.ConsentChanged:    "A consent was changed",
	interaction.HistoryRead:       "The conversations with the tutor were read",
	interaction.ExportMade:        "An export was made",
	interaction.GoalChanged:       "Set a goal",
	interaction.ScoreReported:     "Reported the score of a real test",
	interaction.ScoreWithdrawn:    "Took back the score of a real test",

	interaction.QuestionReported:       "Reported that something is wrong with a question",
	interaction.QuestionReportResolved: "A report about a question was answered",

	interaction.QuestionShown:     "Saw a question",
	interaction.QuestionFlagged:   "Marked a question to come back to",
	interaction.QuestionUnflagged: "Took the mark from a question",
	interaction.ChoiceSelected:    "Selected a choice",
	interaction.ChoiceEliminated:  "Crossed a choice out",
	interaction.ChoiceRestored:    "Took back that a choice was crossed out",
	interaction.EntryChanged:      "Typed into an answer",
	interaction.ToolOpened:        "Opened a tool",
	interaction.ToolClosed:        "Closed a tool",
	interaction.NoteAdded:         "Wrote a note",
	interaction.HighlightAdded:    "Highlighted a text",
	interaction.HintOpened:        "Opened a hint",
	interaction.SolutionOpened:    "Opened the solution",
	interaction.PageHidden:        "Left the page",
	interaction.PageShown:         "Came back to the page",
}

// sentence says in plain words what a record says. The words in it are those
// that were opened. undecided hides whether an answer is right.
func sentence(r *interaction.Record, undecided bool) string {
	says := sentences[r.Kind]
	var more []string
	add := func(format string, args ...any) { more = append(more, fmt.Sprintf(format, args...)) }
	switch skill := question.Name(r.Asked.Skill); {
	case r.Asked.Skill != "" && skill != "":
		add("about %s", skill)
	case r.Asked.Section != "":
		add("in %s", question.Name(r.Asked.Section))
	}
	if r.Asked.Question != "" {
		add("question %s", r.Asked.Question)
	}
	more = append(more, did(r, undecided)...)
	more = append(more, fact(r)...)
	if !r.Actor.IsZero() && r.Actor != r.Subject {
		add("by somebody else than the learner")
	}
	if len(more) > 0 {
		says += ": " + strings.Join(more, ", ")
	}
	words := r.Words
	if undecided {
		words.Response = ""
	}
	if r.Done.State != "" {
		words.Answer = "" // said already
	}
	return says + "." + spoken(words)
}

// did is what came of a question.
func did(r *interaction.Record, undecided bool) (more []string) {
	d := &r.Done
	switch answer := d.Answer; {
	case d.State == interaction.Omitted:
		more = append(more, "left out")
	case d.State == interaction.NotReached:
		more = append(more, "not reached")
	case d.State == interaction.Answered:
		if answer == "" {
			answer = r.Words.Answer
		}
		if answer != "" {
			more = append(more, fmt.Sprintf("answer %q", answer))
		}
		if d.Correct.Valid && !undecided {
			more = append(more, map[bool]string{true: "right", false: "not right"}[d.Correct.V])
		}
	}
	if d.TimeMS.Valid {
		more = append(more, fmt.Sprintf("%d seconds", (d.TimeMS.V+500)/1000))
	}
	if r.After.Points.Valid && r.After.Points.V > 0 {
		more = append(more, fmt.Sprintf("%d points", r.After.Points.V))
	}
	return more
}

// fact is what the bodies of some kinds say in words that people use.
func fact(r *interaction.Record) (more []string) {
	switch r.Kind {
	case interaction.ConsentChanged:
		if f, err := interaction.BodyAs[interaction.ConsentFact](r); err == nil {
			more = append(more, map[bool]string{true: "granted ", false: "withdrawn "}[f.Granted]+f.Purpose, "by the "+f.By)
		}
	case interaction.AccountChanged:
		if f, err := interaction.BodyAs[interaction.AccountFact](r); err == nil && f.What != "" {
			more = append(more, strings.ReplaceAll(f.What, "_", " "))
		}
	case interaction.ExportMade:
		if f, err := interaction.BodyAs[interaction.ExportFact](r); err == nil {
			more = append(more, map[bool]string{true: "of everybody who agreed", false: "of this user"}[f.Scope == "all_users"])
		}
	case interaction.QuestionReported, interaction.QuestionReportResolved:
		if f, err := interaction.BodyAs[interaction.QuestionReport](r); err == nil {
			more = append(more, strings.ReplaceAll(cmp.Or(f.Resolution, f.Reason), "_", " "))
		}
	case interaction.TestEnded:
		if f, err := interaction.BodyAs[interaction.TestResult](r); err == nil && f.Total > 0 {
			more = append(more, fmt.Sprintf("score %d", f.Total))
		}
	case interaction.TestRescored, interaction.DiagnosticRescored:
		if f, err := interaction.BodyAs[interaction.Rescored](r); err == nil && f.Total > 0 {
			more = append(more, fmt.Sprintf("score %d", f.Total))
		}
	case interaction.ChoiceSelected, interaction.ChoiceEliminated, interaction.ChoiceRestored, interaction.ToolOpened, interaction.ToolClosed:
		if f, err := interaction.BodyAs[interaction.ScreenAction](r); err == nil && f.Choice+f.Tool != "" {
			more = append(more, f.Choice+f.Tool)
		}
	}
	return more
}

const maxSpoken = 300 // characters of words in a sentence

// spoken quotes the words that were opened.
func spoken(w interaction.Words) (says string) {
	for _, part := range []struct{ who, text string }{{"Said", w.Query}, {"Typed", w.Answer}, {"Reply", w.Response}} {
		if part.text != "" {
			says += fmt.Sprintf(" %s: “%s”", part.who, clip(part.text))
		}
	}
	return says
}

func clip(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if utf8.RuneCountInString(s) <= maxSpoken {
		return s
	}
	return string([]rune(s)[:maxSpoken-1]) + "…"
}
