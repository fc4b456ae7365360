package api

import (
	"context"
	"encoding/json"

	"satprep/internal/audit"
	"satprep/internal/db"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/uid"
)

type failedIn struct {
	Replayed bool   `query:"replayed" doc:"those that are in the log by now, instead of those that wait"`
	Before   string `query:"before" maxLength:"36" doc:"id of the last event of the page before"`
	Limit    int    `query:"limit" minimum:"0" maximum:"200" doc:"50 if left out"`
}

type failedBody struct {
	ID         string `json:"id"`
	Event      string `json:"event" doc:"the id that its client gave it"`
	ReceivedAt Time   `json:"received_at"`
	Reason     string `json:"reason"`
	ReplayedAt Time   `json:"replayed_at,omitzero"`
}

type reasonBody struct {
	Reason string `json:"reason"`
	Events int64  `json:"events"`
	Last   Time   `json:"last"`
}

type failedOut struct {
	Waiting int64        `json:"waiting" doc:"events that are not in the log"`
	Reasons []reasonBody `json:"reasons" doc:"of those that wait; most events first"`
	Events  []failedBody `json:"events" doc:"newest first"`
	Next    string       `json:"next,omitempty" doc:"Give it as before for the next page; absent at the end."`
}

func (a *API) failedEvents(ctx context.Context, _ *caller, in *failedIn) (failedOut, error) {
	out := failedOut{Reasons: []reasonBody{}, Events: []failedBody{}}
	before, err := pageID(in.Before)
	if err != nil {
		return out, err
	}
	limit := in.Limit
	if limit == 0 {
		limit = 50
	}
	list, err := a.Log.FailedEvents(ctx, in.Replayed, before, limit)
	if err != nil {
		return out, err
	}
	for _, f := range list {
		out.Events = append(out.Events, failedBody{f.ID.String(), f.Event, Time(f.ReceivedAt), f.Reason, Time(f.ReplayedAt)})
	}
	if len(list) == limit {
		out.Next = list[len(list)-1].ID.String()
	}
	reasons, waiting, err := a.Log.FailedReasons(ctx)
	out.Waiting = waiting
	for _, r := range reasons {
		out.Reasons = append(out.Reasons, reasonBody{r.Text, r.Events, Time(r.Last)})
	}
	return out, err
}

// pageID reads where a page begins; none is the beginning.
func pageID(s string) (id uid.ID, err error) {
	if s == "" {
		return id, nil
	}
	if id, err = uid.Parse(s); err != nil {
		err = fault.At("before", "before must be the next of the page before.")
	}
	return id, err
}

type eventIDIn struct {
	EventID string `path:"event_id"`
}

func (in *eventIDIn) id() (uid.ID, error) {
	id, err := uid.Parse(in.EventID)
	if err != nil {
		err = fault.New(fault.Missing, "There is no such event.")
	}
	return id, err
}

type failedEventOut struct {
	Event json.RawMessage `json:"event" doc:"as it came"`
}

func (a *API) failedEvent(ctx context.Context, by *caller, in *eventIDIn) (failedEventOut, error) {
	id, err := in.id()
	if err != nil {
		return failedEventOut{}, err
	}
	event, err := a.Log.OpenFailed(ctx, id, func(tx *db.Tx, subject uid.ID) error {
		return by.Actor.Audit(tx, a.Now(), audit.FailedEventRead, subject, id.String(), "")
	})
	return failedEventOut{event}, err
}

type retryOut struct {
	Accepted int    `json:"accepted" doc:"in the log now, or were there already"`
	Rejected int    `json:"rejected" doc:"refused again, with the reason of today"`
	Erased   int    `json:"erased" doc:"whoever sent them was erased"`
	Next     string `json:"next,omitempty" doc:"there are more: send it as after"`
}

func (a *API) replayEvent(ctx context.Context, by *caller, in *eventIDIn) (retryOut, error) {
	id, err := in.id()
	if err != nil {
		return retryOut{}, err
	}
	if err := a.tellReplay(ctx, by, id.String()); err != nil {
		return retryOut{}, err
	}
	n, err := a.Log.ReplayOne(ctx, id)
	return retried(n, uid.ID{}), err
}

// tellReplay writes down that somebody has events tried again; each is then
// written by itself.
func (a *API) tellReplay(ctx context.Context, by *caller, what string) error {
	return a.DB.Write(ctx, func(tx *db.Tx) error {
		return by.Actor.Audit(tx, a.Now(), audit.FailedEventReplay, uid.ID{}, what, "")
	})
}

func retried(n interaction.Retry, next uid.ID) retryOut {
	out := retryOut{Accepted: n.Accepted, Rejected: n.Rejected, Erased: n.Erased}
	if !next.IsZero() {
		out.Next = next.String()
	}
	return out
}

type replayIn struct {
	Body struct {
		After string `json:"after,omitempty" maxLength:"36" doc:"the next of the portion before"`
	}
}

// replayPortion is how many events one request tries again.
const replayPortion = 500

func (a *API) replayEvents(ctx context.Context, by *caller, in *replayIn) (retryOut, error) {
	var after uid.ID
	if in.Body.After != "" {
		var err error
		if after, err = uid.Parse(in.Body.After); err != nil {
			return retryOut{}, fault.At("after", "after must be the next of the portion before.")
		}
	} else if err := a.tellReplay(ctx, by, "all that wait"); err != nil {
		return retryOut{}, err
	}
	n, next, err := a.Log.ReplaySome(ctx, after, replayPortion)
	return retried(n, next), err
}
