package session

import (
	"context"
	"time"

	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/question"
	"satprep/internal/uid"
)

// invalidNote explains a section that is too empty to judge.
const invalidNote = "Fewer than three in four of the questions that count were answered, so this number says little and stays out of your history."

// routedThen explains why a later version of a score has the same way through.
const routedThen = "That was decided by what was known then; a key that was corrected later does not change which questions came."

// guessShare of a question's time: an answer this fast was hardly read.
const guessShare = 0.1

// A TestReport is how a full test went, made of stored facts. It holds no keys:
// those are the review's.
type TestReport struct {
	TestID    string          `json:"test_id"`
	StartedAt time.Time       `json:"started_at"`
	EndedAt   time.Time       `json:"ended_at"`
	Ended     string          `json:"ended" enum:"finished,time,idle" doc:"how it ended"`
	Repeated  bool            `json:"repeated" doc:"the form was had before: no points, and out of the history"`
	Counts    bool            `json:"counts" doc:"the score belongs to the history"`
	Total     *int            `json:"total_score,omitempty" doc:"absent unless both sections were taken"`
	Low       *int            `json:"total_low,omitempty"`
	High      *int            `json:"total_high,omitempty"`
	Status    string          `json:"status" enum:"authored,calibrated,anchored"`
	Note      string          `json:"note" doc:"what a score of this status is worth"`
	Pattern   string          `json:"pattern_note" doc:"why equal counts can give different scores"`
	Sections  []SectionResult `json:"sections"`
	Version   int             `json:"version" doc:"of the score: 1, and one more each time that it was computed anew"`
	Rescored  []Rescoring     `json:"rescored" doc:"its later versions, oldest first: keys were corrected; everything above is by the newest"`
	Modules   []ModuleTimes   `json:"modules" doc:"in the order they were taken"`
	Questions []QuestionFact  `json:"questions" doc:"in the order of the review"`
}

// SectionResult is a section of the report.
type SectionResult struct {
	SectionReport
	Invalid string        `json:"invalid_note,omitempty" doc:"why the number says little, where it does"`
	Domains []DomainCount `json:"domains" doc:"of the questions that count"`
}

// DomainCount is how a domain went.
type DomainCount struct {
	Domain   string `json:"domain"`
	Asked    int    `json:"asked"`
	Answered int    `json:"answered"`
	Right    int    `json:"right"`
}

// ModuleTimes is when a module was taken.
type ModuleTimes struct {
	Module   int       `json:"module" doc:"over the whole test, from 1"`
	Section  string    `json:"section"`
	Index    int       `json:"module_index" doc:"in its section, from 1"`
	OpenedAt time.Time `json:"opened_at,omitzero" doc:"absent where it was never begun"`
	EndedAt  time.Time `json:"ended_at,omitzero"`
	Limit    float64   `json:"seconds_limit" doc:"accommodation and what was given back included"`
	GaveBack float64   `json:"seconds_gave_back,omitempty" doc:"after a crash or a closed tab"`
}

// QuestionFact is what became of one question.
type QuestionFact struct {
	Question string   `json:"question_id"`
	Module   int      `json:"module"`
	Position int      `json:"position" doc:"in its module, from 1"`
	Section  string   `json:"section"`
	Domain   string   `json:"domain"`
	Skill    string   `json:"skill"`
	State    string   `json:"state" enum:"answered,omitted,not_reached"`
	Correct  *bool    `json:"correct" doc:"null when not reached"`
	Time     *float64 `json:"time_spent" doc:"seconds; null when not known"`
	Budget   float64  `json:"seconds_budget" doc:"what the test gives a question on average"`
	Flagged  bool     `json:"flagged"`
	Changed  bool     `json:"changed"`
	Rekeyed  bool     `json:"key_corrected,omitempty" doc:"its key was corrected since; correct is by the key that stands now"`
	Guessed  bool     `json:"guessed" doc:"answered in under a tenth of the time: hardly read"`
}

// Report returns how subject's test went. A test that is open is a Conflict,
// what is no test is Missing.
func (s *Service) Report(ctx context.Context, subject, id uid.ID) (_ TestReport, err error) {
	defer fault.In(&err, "session.Report(%s)", id)
	r, err := findSession(ctx, s.db, subject, id)
	if err != nil {
		return TestReport{}, err
	}
	if r.kind != FullTest {
		return TestReport{}, fault.New(fault.Missing, "There is no such session of yours.")
	}
	if r.status == Open {
		return TestReport{}, fault.New(fault.Conflict, "This test is still open. Its report comes when it has ended.")
	}
	t, err := s.decodeSitting(ctx, r)
	if err != nil {
		return TestReport{}, err
	}
	if t.Outcome == nil {
		return TestReport{}, fault.New(fault.Missing, "This test was put away before it was scored, so there is no report.")
	}
	rs, err := s.responses(ctx, s.db, s.bank(), subject, id)
	if err != nil {
		return TestReport{}, err
	}
	all, err := s.rescores(ctx, subject, id)
	if err != nil {
		return TestReport{}, err
	}
	rekeyed, in := map[string]bool{}, map[string]bool{} // questions; sections where one counts
	later, err := s.versions(ctx, r, all[id])
	if err != nil {
		return TestReport{}, err
	}
	if n := len(later); n > 0 {
		var list []amended
		if rs, list, err = regrade(s.bank(), rs, later[n-1].through); err != nil {
			return TestReport{}, err
		}
		for _, a := range list {
			rekeyed[a.Question] = true
		}
		for _, x := range rs {
			in[x.question.Section] = in[x.question.Section] || rekeyed[x.question.ID] && !x.pretest
		}
	}
	scores := latest(t.Outcome.Scores, later)
	out := TestReport{TestID: id.String(), StartedAt: r.startedAt, EndedAt: r.endedAt, Ended: t.Outcome.Reason, Repeated: t.Repeated, Counts: !t.Repeated && len(scores.Sections) > 0,
		Total: scores.Total, Low: scores.Low, High: scores.High, Status: scores.Status, Note: scores.Note, Pattern: patternNote,
		Version: 1 + len(later), Rescored: append([]Rescoring{}, later...), Sections: []SectionResult{}, Modules: []ModuleTimes{}, Questions: []QuestionFact{}}
	for i, rep := range t.reports(scores) {
		sec := SectionResult{SectionReport: rep, Domains: domainCounts(scores.Sections[i].Section, rs)}
		if in[scores.Sections[i].Section] && rep.Why != "" {
			sec.Why += " " + routedThen
		}
		if !rep.Valid {
			sec.Invalid = invalidNote
			out.Counts = false
		}
		out.Sections = append(out.Sections, sec)
	}
	for i, m := range t.Modules {
		out.Modules = append(out.Modules, ModuleTimes{Module: i + 1, Section: question.Name(m.Section), Index: m.Index, OpenedAt: micro(m.OpenedAt), EndedAt: micro(m.EndedAt),
			Limit: t.limit(m).Seconds(), GaveBack: m.GaveBack.Seconds()})
	}
	for i := range rs {
		f := t.fact(&rs[i])
		f.Rekeyed = rekeyed[f.Question]
		out.Questions = append(out.Questions, f)
	}
	return out, nil
}

// domainCounts counts the operational responses of a section by domain, in the
// outline's order.
func domainCounts(section string, rs []response) []DomainCount {
	sec, _ := question.FindSection(section)
	counts := make([]DomainCount, len(sec.Domains))
	at := map[string]int{}
	for i, d := range sec.Domains {
		counts[i].Domain, at[d.Slug] = d.Name, i
	}
	for _, r := range operational(section, rs) {
		i, ok := at[r.question.Domain]
		if !ok {
			continue
		}
		counts[i].Asked++
		if r.state == interaction.Answered {
			counts[i].Answered++
		}
		if r.correct {
			counts[i].Right++
		}
	}
	return counts
}

// fact is what became of a response's question.
func (t *sitting) fact(r *response) QuestionFact {
	q := r.question
	f := QuestionFact{Question: q.ID, Module: r.module, Section: question.Name(q.Section), Domain: question.Name(q.Domain), Skill: question.Name(q.Skill),
		State: string(r.state), Budget: question.Budget(q.Section).Seconds()}
	_, f.Position = t.find(q.ID)
	f.Flagged, f.Changed = t.marks(q.ID)
	if r.state != interaction.NotReached {
		f.Correct = &r.correct
	}
	if r.timeMS.Valid {
		seconds := float64(r.timeMS.V) / 1000
		f.Time = &seconds
		f.Guessed = r.state == interaction.Answered && seconds < guessShare*f.Budget
	}
	return f
}

// micro is a time as it is shown: UTC, to the microsecond.
func micro(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }
