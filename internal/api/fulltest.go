package api

import (
	"context"

	"satprep/internal/session"
)

type startTestIn struct {
	ClientIn
	UserID string `path:"user_id"`
	Body   struct {
		Sections []string `json:"sections,omitempty" doc:"Math, Reading & Writing or Both"`
		PlanID   string   `json:"plan_id,omitempty" maxLength:"64" doc:"the study plan that asked for it"`
	}
}

func (a *API) startTest(ctx context.Context, by *caller, in *startTestIn) (session.TestReply, error) {
	c, err := in.client()
	if err != nil {
		return session.TestReply{}, err
	}
	account, err := a.Accounts.Find(ctx, by.Actor.UserID)
	if err != nil {
		return session.TestReply{}, err
	}
	return a.Sessions.StartTest(ctx, by.Actor, session.TestStart{Sections: in.Body.Sections, PlanID: in.Body.PlanID, LongBreaks: account.Accommodations.BreaksAsNeeded, Client: c})
}

type formsIn struct {
	UserID string `path:"user_id"`
}

type formsBody struct {
	Choices []session.Forms `json:"choices" doc:"both sections, then each alone"`
}

func (a *API) testForms(ctx context.Context, by *caller, _ *formsIn) (formsBody, error) {
	list, err := a.Sessions.FormsAhead(ctx, by.Owner.Subject)
	return formsBody{Choices: list}, err
}

type submitTestIn struct {
	ClientIn
	TestID string               `path:"test_id"`
	Finish bool                 `query:"finish" doc:"end the open module after these answers"`
	Time   bool                 `query:"out_of_time" doc:"with finish: the module's clock ended it, not the learner"`
	Module int                  `query:"module" minimum:"0" maximum:"4" doc:"the module that finish is to end, so that a request that comes twice ends no other"`
	Defer  bool                 `query:"defer" doc:"no questions of a module that has not begun"`
	Body   []session.Submission `nullable:"false" maxItems:"100"`
}

func (a *API) submitTest(ctx context.Context, by *caller, in *submitTestIn) (session.TestReply, error) {
	id, c, err := in.own(by, in.TestID)
	if err != nil {
		return session.TestReply{}, err
	}
	return a.Sessions.SubmitTest(ctx, by.Actor, id, session.TestAnswers{Items: in.Body, Finish: in.Finish, OutOfTime: in.Time, Module: in.Module, Defer: in.Defer, Client: c})
}

type draftsIn struct {
	ClientIn
	TestID string               `path:"test_id"`
	Body   []session.Submission `nullable:"false" maxItems:"100" doc:"an empty list is a sign of life"`
}

func (a *API) saveDrafts(ctx context.Context, by *caller, in *draftsIn) (session.DraftReply, error) {
	id, c, err := in.own(by, in.TestID)
	if err != nil {
		return session.DraftReply{}, err
	}
	return a.Sessions.Drafts(ctx, by.Actor, id, session.TestAnswers{Items: in.Body, Client: c})
}

type testIn struct {
	ClientIn
	TestID string `path:"test_id"`
}

type beginTestIn struct {
	ClientIn
	TestID string `path:"test_id"`
	Module int    `query:"module" minimum:"0" maximum:"4" doc:"the module to begin, so that a request that comes twice begins no other"`
}

func (a *API) beginTest(ctx context.Context, by *caller, in *beginTestIn) (session.TestReply, error) {
	id, c, err := in.own(by, in.TestID)
	if err != nil {
		return session.TestReply{}, err
	}
	return a.Sessions.BeginTest(ctx, by.Actor, id, in.Module, c)
}

func (a *API) resumeTest(ctx context.Context, by *caller, in *testIn) (session.TestReply, error) {
	id, c, err := in.own(by, in.TestID)
	if err != nil {
		return session.TestReply{}, err
	}
	return a.Sessions.TestSession(ctx, by.Actor, id, c)
}
