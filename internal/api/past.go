package api

import (
	"context"
	"time"

	"satprep/internal/fault"
	"satprep/internal/session"
	"satprep/internal/uid"
)

type sessionsIn struct {
	UserID string `path:"user_id"`
	Before string `query:"before" maxLength:"64" doc:"The next of the page before."`
	Limit  int    `query:"limit" minimum:"0" maximum:"100" doc:"20 if left out"`
	Month  string `query:"month" maxLength:"7" doc:"those begun in a month of the learner's time zone, such as 2026-11"`
	Kind   string `query:"kind" enum:"practice,diagnostic,full_test,scored" doc:"scored: diagnostics and full tests"`
}

type pastBody struct {
	ID        string          `json:"session_id"`
	Kind      session.Kind    `json:"kind" enum:"practice,diagnostic,full_test"`
	Status    session.Status  `json:"status" enum:"open,ended"`
	Domain    string          `json:"domain" doc:"slug of what was practised, as practice/start takes it"`
	Name      string          `json:"name"`
	Answered  int             `json:"answered"`
	Questions int             `json:"num_questions"`
	Correct   *int            `json:"correct,omitempty" doc:"absent while it is open"`
	Points    int             `json:"points_earned"`
	StartedAt Time            `json:"started_at"`
	EndedAt   Time            `json:"ended_at,omitzero"`
	Scores    *session.Scores `json:"scores,omitempty" doc:"of an ended diagnostic or test"`
	Counts    bool            `json:"counts" doc:"the scores belong to the history: enough was answered, and the form was new"`
}

type sessionsBody struct {
	Sessions []pastBody `json:"sessions" doc:"newest first"`
	Next     string     `json:"next,omitempty" doc:"Give it as before for the next page; absent at the end."`
}

const pastPage = 20

func (a *API) sessions(ctx context.Context, by *caller, in *sessionsIn) (sessionsBody, error) {
	page := session.Page{Limit: in.Limit}
	if page.Limit == 0 {
		page.Limit = pastPage
	}
	switch in.Kind {
	case "":
	case "scored":
		page.Kinds = []session.Kind{session.Diagnostic, session.FullTest}
	default:
		page.Kinds = []session.Kind{session.Kind(in.Kind)}
	}
	if in.Month != "" {
		from, err := time.ParseInLocation("2006-01", in.Month, by.Owner.Zone())
		if err != nil {
			return sessionsBody{}, fault.At("month", "month must be a year and a month, such as 2026-11.")
		}
		page.From, page.Until = from, from.AddDate(0, 1, 0)
	}
	if in.Before != "" {
		var err error
		if page.Before, err = uid.Parse(in.Before); err != nil {
			return sessionsBody{}, fault.At("before", "before must be the next of the page before.")
		}
	}
	list, err := a.Sessions.List(ctx, by.Owner.Subject, page)
	if fault.Is(err, fault.Missing) {
		err = fault.At("before", "before must be the next of the page before.")
	}
	out := sessionsBody{Sessions: make([]pastBody, 0, len(list))}
	for _, p := range list {
		out.Sessions = append(out.Sessions, pastBody{ID: p.ID.String(), Kind: p.Kind, Status: p.Status, Domain: p.Scope, Name: p.Name, Answered: p.Answered,
			Questions: p.Ceiling, Correct: p.Correct, Points: p.Points, StartedAt: Time(p.StartedAt), EndedAt: Time(p.EndedAt), Scores: p.Scores, Counts: p.Counts})
	}
	if len(list) == page.Limit {
		out.Next = list[len(list)-1].ID.String()
	}
	return out, err
}

type pointsBody struct {
	UserID   string `json:"user_id"`
	Points   int64  `json:"points"`
	Sessions int    `json:"sessions" doc:"practice sessions and diagnostics ended"`
	Tests    int    `json:"tests" doc:"full tests ended"`
}

func (a *API) points(ctx context.Context, by *caller, in *userIn) (pointsBody, error) {
	p, err := a.Rewards.Find(ctx, by.Owner.Subject)
	return pointsBody{in.UserID, p.Total, p.Sessions, p.Tests}, err
}
