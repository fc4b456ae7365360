package api

import (
	"context"

	"satprep/internal/account"
	"satprep/internal/fault"
	"satprep/internal/question"
	"satprep/internal/redo"
	"satprep/internal/session"
)

type dueSkill struct {
	Skill          string  `json:"skill" doc:"slug"`
	Name           string  `json:"name"`
	Section        string  `json:"section"`
	Due            Time    `json:"due_at" doc:"the beginning of a day in the learner's time zone; 12 hours after last_at on the last day before the test"`
	Questions      int     `json:"num_questions" doc:"how many to do, 1 to 3"`
	Missed         int     `json:"missed" doc:"questions of the skill that were missed"`
	Ready          int     `json:"ready" doc:"questions to practise it with that were not met yet"`
	Why            string  `json:"why" doc:"the reason, for the learner"`
	Stability      float64 `json:"stability" doc:"days after which the chance to be right has fallen to .9, by FSRS-5"`
	Retrievability float64 `json:"retrievability" doc:"the chance to be right today, by FSRS-5, 0 to 1"`
	Interval       int     `json:"interval" doc:"stability in whole days, 1 to 60; due_at may come sooner when the test is near"`
	Reviews        int     `json:"reviews" doc:"answers in the skill since it was missed; of a day the first, and the first wrong one after it, move stability"`
	Last           Time    `json:"last_at" doc:"the last of them"`
}

type dueBody struct {
	Domain    string     `json:"domain,omitempty" doc:"what to give POST /practice/start with mode redo; absent when nothing is due"`
	Questions int        `json:"num_questions" doc:"of all that is due, at most 50"`
	Most      int        `json:"most_days" doc:"no interval is longer"`
	Due       []dueSkill `json:"due" doc:"the most urgent first"`
	Later     []dueSkill `json:"later" doc:"the next first"`
}

func (a *API) due(ctx context.Context, by *caller, _ *struct{}) (dueBody, error) {
	out := dueBody{Most: redo.MostDays, Due: []dueSkill{}, Later: []dueSkill{}}
	if by.Actor.Role != account.Student {
		return out, fault.New(fault.Forbidden, "Only a student practises; sign in with a student's account.")
	}
	now, later, err := a.Sessions.Due(ctx, by.Actor)
	for _, d := range now {
		out.Domain = "both"
		out.Questions = min(session.MostQuestions, out.Questions+d.Questions)
		out.Due = append(out.Due, showDue(d))
	}
	for _, d := range later {
		out.Later = append(out.Later, showDue(d))
	}
	return out, err
}

func showDue(d session.Due) dueSkill {
	return dueSkill{Skill: d.Scope.Skill, Name: d.Name, Section: question.Name(d.Scope.Section), Due: Time(d.At), Questions: d.Questions, Missed: d.Missed, Ready: d.Ready, Why: d.Why,
		Stability: d.Card.Stability, Retrievability: d.Recall, Interval: d.Card.Interval(), Reviews: d.Card.Reviews, Last: Time(d.Card.At)}
}
