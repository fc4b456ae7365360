package dataset

import (
	"strings"

	"satprep/internal/question"
	"satprep/internal/table"
)

var remediationShape = Shape{
	Name: "remediation", Title: "What a person said instead", Consumer: "remediation models in the manner of Bridge (Wang et al. 2024)",
	About: "One row for every reply that a person edited or wrote: what was said before, the tutor's reply, the person's, and the decisions around it: the error, the strategy, the intention. Empty on most instances.",
	Key:   ByText, Text: true, Schema: remediationSchema, Open: openRemediation,
}

var remediationSchema = table.MustSchema("remediation", append([]table.Column{
	{Name: "history", Type: messageList, Role: table.Context, Doc: "The request: what the tutor knew, the conversation about this question, the learner's words."},
	{Name: "tutor_reply", Type: table.String, Nullable: true, Role: table.Context, Doc: "The tutor's reply that was edited; null where the person answered at once."},
	{Name: "human_reply", Type: table.String, Role: table.Label, Doc: "The person's reply."},
	{Name: "error_type", Type: table.String, Nullable: true, Role: table.Label, Doc: "The authored name of the misconception behind the learner's last wrong answer to the question; null where it is not known."},
	{Name: "strategy", Type: table.String, Role: table.Label, Doc: "What the tutor's move does: hint, worked_example, explain_mistake, solution, explain_concept, ask_question, encourage, hold_back, other. The person's own is not recorded."},
	{Name: "intention", Type: table.String, Role: table.Label, Doc: "What the move is for: find_where_to_look, see_own_mistake, transfer_a_method, understand_the_solution, understand_the_concept, keep_trying, commit_to_an_answer, other."},
	{Name: "tutor_source", Type: table.String, Nullable: true, Role: table.Context, Doc: "Who wrote the tutor's reply: builtin, model or cache."},
}, turnColumns...)...)

// decisions are strategy and intention of the tutor's moves; by their level
// where a move is not named.
var decisions = map[string][2]string{
	"rationale": {"explain_mistake", "see_own_mistake"}, "retry_wrong": {"explain_mistake", "see_own_mistake"},
	"targeted": {"hint", "see_own_mistake"}, "targeted_open": {"hint", "find_where_to_look"},
	"skill": {"explain_concept", "understand_the_concept"}, "topic": {"explain_concept", "understand_the_concept"}, "define": {"explain_concept", "understand_the_concept"}, "fact": {"explain_concept", "understand_the_concept"},
	"another": {"ask_question", "transfer_a_method"}, "retry": {"ask_question", "commit_to_an_answer"},
	"courage": {"encourage", "keep_trying"}, "nudge_calm": {"encourage", "keep_trying"},
	"hold_verdict": {"hold_back", "commit_to_an_answer"}, "hold_own": {"hold_back", "commit_to_an_answer"}, "hold_why": {"hold_back", "commit_to_an_answer"}, "hold_term": {"hold_back", "commit_to_an_answer"},
	"spent": {"hold_back", "commit_to_an_answer"},
}

var decisionsByLevel = map[int][2]string{
	1: {"hint", "find_where_to_look"}, 2: {"explain_mistake", "see_own_mistake"}, 3: {"worked_example", "transfer_a_method"}, 4: {"solution", "understand_the_solution"},
}

func decisionOf(t *Turn) (strategy, intention string) {
	d, ok := decisions[t.Move]
	if !ok {
		d, ok = decisionsByLevel[t.Level]
	}
	if !ok {
		return "other", "other"
	}
	return d[0], d[1]
}

func openRemediation(k *Counter) (Sink, error) {
	s, err := newTextSink(k, func(l *Learner, drop func(string)) []textRow { return remediationRows(read(l, k.Bank()), drop) })
	if err == nil {
		s.baseline = &longer{task: "which of two replies a person wrote"}
	}
	return s, err
}

func remediationRows(r *reading, drop func(why string)) (rows []textRow) {
	for i, e := range r.events {
		edit := r.edit[e.ID]
		if edit == nil && e.Turn.Source != fromHuman {
			continue
		}
		why := r.unfit(e)
		tutors, person := e.Response, ""
		if edit != nil {
			person = edit.Response
		} else {
			tutors, person = "", e.Response
		}
		if why == "" && strings.TrimSpace(person) == "" {
			why = "empty"
		}
		if why == "" && person == tutors {
			why = "equal replies"
		}
		if why != "" {
			drop(why)
			continue
		}
		prompt, strategy, intention := r.prompt(e), "", ""
		strategy, intention = decisionOf(e.Turn)
		source, completions := "human_edit", []string{person, tutors}
		if edit == nil {
			source, completions = "human_turn", completions[:1]
		}
		mistake := r.mistake(i, e)
		rows = append(rows, textRow{source: source, families: r.families(e), prompt: prompt, completions: completions,
			fill: func(out *row, unseen bool) {
				out.messages(prompt)
				out.textOrNull(tutors)
				out.text(person)
				out.textOrNull(mistake)
				out.text(strategy)
				out.text(intention)
				if edit != nil {
					out.textOrNull(e.Turn.Source)
				} else {
					out.null(1)
				}
				r.turnRow(out, e, unseen)
			}})
	}
	return rows
}

// mistake is the misconception behind the learner's last answer to the question
// before a turn, "" where it was right or nobody named one.
func (r *reading) mistake(i int, e *Event) string {
	q, last := r.question(e), ""
	if q == nil {
		return ""
	}
	for _, j := range r.answers[e.Question] {
		if j < i {
			last = r.l.Events[j].Answer
		}
	}
	return question.MisconceptionOf(q, last)
}
