package api

import (
	"context"

	"satprep/internal/fault"
	"satprep/internal/plan"
	"satprep/internal/uid"
)

type goalBody struct {
	Target            int    `json:"target" doc:"Total score, 400 to 1600 in steps of 10; 0 if none."`
	TestDate          string `json:"test_date" maxLength:"10" doc:"Day of the test, such as 2026-11-07; empty if none."`
	DiagnosticSkipped bool   `json:"diagnostic_skipped" doc:"The learner would rather begin without it."`
}

type officialScoreBody struct {
	ID      string `json:"score_id"`
	Test    string `json:"test" enum:"sat,psat"`
	TakenOn string `json:"taken_on"`
	RW      int    `json:"rw"`
	Math    int    `json:"math"`
	MadeAt  Time   `json:"reported_at"`
}

type planBody struct {
	UserID   string              `json:"user_id"`
	Goal     goalBody            `json:"goal"`
	DaysLeft *int                `json:"days_left,omitempty" doc:"to the test"`
	Scores   []officialScoreBody `json:"official_scores" doc:"newest first"`
	Next     []plan.Task         `json:"next" doc:"what to do now, at most three, the most urgent first"`
}

func showScore(s plan.OfficialScore) officialScoreBody {
	return officialScoreBody{s.ID.String(), s.Test, s.TakenOn, s.RW, s.Math, Time(s.MadeAt)}
}

func (a *API) plan(ctx context.Context, by *caller, in *userIn) (planBody, error) {
	p, err := a.Plans.Show(ctx, by.Owner)
	b := planBody{UserID: in.UserID, Goal: goalBody(p.Goal), DaysLeft: p.DaysLeft, Scores: make([]officialScoreBody, 0, len(p.Scores)), Next: p.Next}
	for _, s := range p.Scores {
		b.Scores = append(b.Scores, showScore(s))
	}
	if b.Next == nil {
		b.Next = []plan.Task{}
	}
	return b, err
}

type setGoalIn struct {
	UserID string `path:"user_id"`
	Body   goalBody
}

func (a *API) setGoal(ctx context.Context, by *caller, in *setGoalIn) error {
	return a.Plans.SetGoal(ctx, by.Actor, plan.Goal(in.Body))
}

type reportScoreIn struct {
	UserID string `path:"user_id"`
	Body   struct {
		Test    string `json:"test" enum:"sat,psat"`
		TakenOn string `json:"taken_on" maxLength:"10" doc:"Day, such as 2026-03-14."`
		RW      int    `json:"rw"`
		Math    int    `json:"math"`
	}
}

func (a *API) reportScore(ctx context.Context, by *caller, in *reportScoreIn) (officialScoreBody, error) {
	s, err := a.Plans.Report(ctx, by.Actor, plan.OfficialScore{Test: in.Body.Test, TakenOn: in.Body.TakenOn, RW: in.Body.RW, Math: in.Body.Math})
	return showScore(s), err
}

type withdrawScoreIn struct {
	ScoreID string `path:"score_id"`
}

func (a *API) withdrawScore(ctx context.Context, by *caller, in *withdrawScoreIn) error {
	id, err := uid.Parse(in.ScoreID)
	if err != nil {
		return fault.New(fault.Missing, "There is no such score of yours.")
	}
	return a.Plans.Withdraw(ctx, by.Actor, id)
}
