package session

import (
	"fmt"

	"satprep/internal/interaction"
	"satprep/internal/irt"
	"satprep/internal/question"
)

// An outcome is how a test ended.
type outcome struct {
	Reason string `json:"reason"` // finished, time, idle
	Scores Scores `json:"scores"`
	Points int    `json:"points"`
}

// SectionReport is one section of a finished test.
type SectionReport struct {
	Section  string `json:"section"`
	Score    int    `json:"score"`
	Low      int    `json:"low" doc:"of the band around the score: about 2 in 3"`
	High     int    `json:"high"`
	Answered int    `json:"answered" doc:"of the questions that count"`
	Asked    int    `json:"asked"`
	Valid    bool   `json:"valid" doc:"false when under 75 % were answered: the score stays out of the history"`
	Route    string `json:"route,omitempty" enum:"easier,harder," doc:"the second module"`
	Why      string `json:"route_note,omitempty" doc:"why this second module came, in plain words"`
}

// patternNote is why equal counts can give different scores.
const patternNote = "Which questions you got right counts, not only how many: two tests with the same number right can have different scores."

const repeatedNote = "You had this test form before, so this score stays out of your history and earns no points."

// operational returns the responses of a section that count for its score.
func operational(section string, rs []response) []response {
	var list []response
	for _, r := range rs {
		if !r.pretest && r.question.Section == section {
			list = append(list, r)
		}
	}
	return list
}

// route is the way into the second module: EAP with prior N(0, 1) on the first
// module's operational answers; ties go harder. It is a function of the logged
// answers and RoutingVersion.
func route(rs []response, cut float64) *routed {
	items, right := make([]irt.Params, len(rs)), make([]bool, len(rs))
	r := &routed{Of: len(rs)}
	for i, a := range rs {
		items[i], right[i] = a.question.Params.Params, a.correct
		if a.correct {
			r.Right++
		}
	}
	r.Theta, _ = irt.EAP(items, right, 0, 1)
	r.Harder = irt.Route(r.Theta, cut)
	return r
}

// explain says in plain words why the second module was this one.
func (r *routed) explain() string {
	if r == nil {
		return ""
	}
	level, module := "below", "easier"
	if r.Harder {
		level, module = "at or above", "harder"
	}
	return fmt.Sprintf("In the first module %d of %d questions that count were right. How hard those were put you %s the level from which the harder second module tells more about you, so the %s one came. Both can lead to a good score; the harder one leaves more room at the top.",
		r.Right, r.Of, level, module)
}

// testScores scores a test from its operational answers only. A section that
// was never begun has no score.
func testScores(t *sitting, rs []response, scale question.Scale) Scores {
	var sections []SectionScore
	var counted []response
	for _, p := range t.Parts {
		if ops := operational(p.Section, rs); len(ops) > 0 {
			sections = append(sections, score(p.Section, ops, false, scale))
			counted = append(counted, ops...)
		}
	}
	return total(sections, statusOf(counted, scale), scale)
}

// sum is the score over the sections chosen, absent when one of them was never
// begun.
func (t *sitting) sum(s Scores) *int {
	if len(s.Sections) < len(t.Parts) {
		return nil
	}
	n := 0
	for _, sec := range s.Sections {
		n += sec.Score
	}
	return &n
}

// reports is what a learner sees of the sections.
func (t *sitting) reports(s Scores) []SectionReport {
	var list []SectionReport
	for _, sec := range s.Sections {
		r := SectionReport{Section: question.Name(sec.Section), Score: sec.Score, Low: sec.Low, High: sec.High, Answered: sec.Answered, Asked: sec.Asked, Valid: sec.Valid}
		for _, p := range t.Parts {
			if p.Section == sec.Section {
				r.Route, r.Why = p.Routed.name(), p.Routed.explain()
			}
		}
		list = append(list, r)
	}
	return list
}

// result is the body of test.ended.
func (t *sitting) result() interaction.TestResult {
	o := t.Outcome
	r := interaction.TestResult{Reason: o.Reason, Form: t.Form, Sections: o.Scores.facts(), Status: o.Scores.Status, Repeated: t.Repeated, Version: 1}
	if o.Scores.Total != nil {
		r.Total = *o.Scores.Total
	}
	return r
}
