package api

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"time"

	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/mirror"
)

// eventIn is an event in the OpenAPI document. What comes is read by
// interaction.Event, each by itself, so that a bad one stays alone.
type eventIn struct {
	ID        string         `json:"id" format:"uuid" doc:"Made once by the client; the same on every resend."`
	Kind      string         `json:"kind" doc:"A screen action, such as choice.selected."`
	Version   int            `json:"version,omitempty" doc:"Of the body; the newest if absent."`
	SessionID string         `json:"session_id,omitempty" format:"uuid"`
	Question  string         `json:"question_id,omitempty"`
	MadeAt    time.Time      `json:"made_at" doc:"By the client's clock."`
	MonoMS    int64          `json:"mono_ms,omitempty" doc:"Milliseconds since the session opened, from a clock that only goes forward."`
	SentAt    time.Time      `json:"sent_at,omitempty"`
	UTCOffset int            `json:"utc_offset,omitempty" doc:"Minutes."`
	Zone      string         `json:"zone,omitempty" doc:"IANA name."`
	Device    string         `json:"device,omitempty" format:"uuid" doc:"That of the header Satprep-Device if absent."`
	Body      map[string]any `json:"body,omitempty" doc:"The fields of this kind; others are refused."`
	Text      string         `json:"text,omitempty" doc:"What the learner typed or marked; kept sealed."`
}

type eventsOut struct {
	Verdicts []interaction.Verdict `json:"verdicts" doc:"One for each event, in their order: accepted, replayed (was there already) or rejected, and why."`
}

func (a *API) acceptEvents(w http.ResponseWriter, r *http.Request, by *caller) error {
	_, from, err := a.sender(r, by)
	if err != nil {
		return err
	}
	body, err := io.ReadAll(r.Body) // the door holds it already
	if err != nil {
		return err
	}
	var events []json.RawMessage
	if err := json.Unmarshal(body, &events); err != nil || events == nil {
		return fault.Wrap(fault.Invalid, err, "Send a JSON array of events, at most %d.", interaction.MaxEvents)
	}
	verdicts, err := a.Log.Accept(r.Context(), from, events)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	return json.NewEncoder(w).Encode(eventsOut{verdicts})
}

type exportOut struct {
	Message   string `json:"message"`
	URL       string `json:"url" doc:"Where to fetch the file."`
	Name      string `json:"name"`
	Bytes     int64  `json:"bytes"`
	Records   int    `json:"records" doc:"Responses and tutor turns in it."`
	ExpiresAt Time   `json:"expires_at"`
}

func exported(f mirror.File, err error) (*exportOut, error) {
	if err != nil {
		return nil, err
	}
	return &exportOut{"Data exported to ai_data/" + f.Name, "/ai_data/files/" + f.Name, f.Name, f.Bytes, f.Records, Time(f.ExpiresAt)}, nil
}

type exportIn struct {
	UserID string `path:"user_id"`
}

func (a *API) export(ctx context.Context, by *caller, in *exportIn) (*exportOut, error) {
	return exported(a.Mirror.Export(ctx, by.Actor, in.UserID))
}

func (a *API) exportAll(ctx context.Context, by *caller, _ *struct{}) (*exportOut, error) {
	return exported(a.Mirror.ExportAll(ctx, by.Actor))
}

// exportFile sends an export that was made.
func (a *API) exportFile(w http.ResponseWriter, r *http.Request, by *caller) error {
	f, made, err := a.Mirror.OpenFile(r.Context(), by.Actor, r.PathValue("name"))
	if err != nil {
		return err
	}
	defer f.Close()
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Disposition", `attachment; filename="`+made.Name+`"`)
	http.ServeContent(w, r, made.Name, made.MadeAt, f)
	return nil
}
