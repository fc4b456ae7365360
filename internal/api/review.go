package api

import (
	"context"

	"satprep/internal/account"
	"satprep/internal/session"
	"satprep/internal/uid"
)

type reviewIn struct {
	ClientIn
	SessionID string `path:"session_id"`
}

// review is the part that both verbs share: whose session is it, and may the
// caller see it? To all others it is as if there were none.
func (a *API) review(ctx context.Context, by *caller, in *reviewIn,
	verb func(context.Context, account.Actor, uid.ID, uid.ID, session.Client) (session.Reviews, error)) (session.Reviews, error) {
	id, c, err := in.visit(in.SessionID)
	if err != nil {
		return session.Reviews{}, err
	}
	subject, err := a.visible(ctx, by, id)
	if err != nil {
		return session.Reviews{}, err
	}
	return verb(ctx, by.Actor, subject, id, c)
}

func (a *API) generateReview(ctx context.Context, by *caller, in *reviewIn) (session.Reviews, error) {
	return a.review(ctx, by, in, a.Sessions.Generate)
}

func (a *API) readReview(ctx context.Context, by *caller, in *reviewIn) (session.Reviews, error) {
	return a.review(ctx, by, in, a.Sessions.Review)
}
