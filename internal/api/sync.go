package api

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"satprep/internal/account"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/outbox"
	"satprep/internal/session"
	"satprep/internal/uid"
)

// entryIn is an entry in the OpenAPI document. What comes is read by the outbox
// room, each by itself, so that a bad one stays alone.
type entryIn struct {
	ID         string              `json:"id" format:"uuid" doc:"Made once on the device; the same on every resend. Of an event or answer it is the id of its record."`
	Seq        int64               `json:"seq" doc:"What this learner did on this device, counted from 1."`
	Type       string              `json:"type" enum:"event,pack.answered,pack.finished,test.draft"`
	MadeAt     time.Time           `json:"made_at" doc:"By the device's clock."`
	MonoMS     float64             `json:"mono_ms,omitempty" doc:"Milliseconds since the session opened, from a clock that only goes forward."`
	Event      *eventIn            `json:"event,omitempty" doc:"of an event; its own id and made_at are not needed"`
	PackID     string              `json:"pack_id,omitempty" format:"uuid"`
	TestID     string              `json:"test_id,omitempty" format:"uuid"`
	Answer     *session.Submission `json:"answer,omitempty" doc:"of a pack or a test's open module"`
	HintLevels []int               `json:"hint_levels,omitempty" doc:"the pack's hints that were opened before answering"`
}

type syncIn struct {
	Device  string    `json:"device,omitempty" format:"uuid" doc:"That of the header Satprep-Device if absent."`
	Oldest  int64     `json:"oldest,omitempty" doc:"The lowest seq that this device still holds; what lies below is settled."`
	Entries []entryIn `json:"entries" doc:"At most 500, in any order."`
}

// sync takes what a device kept while it was away.
func (a *API) sync(w http.ResponseWriter, r *http.Request, by *caller) error {
	c, from, err := a.sender(r, by)
	if err != nil {
		return err
	}
	var in struct {
		Device  uid.ID            `json:"device"`
		Oldest  int64             `json:"oldest"`
		Entries []json.RawMessage `json:"entries"`
	}
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil || in.Entries == nil {
		return fault.Wrap(fault.Invalid, err, "Send a JSON object with entries, an array of at most %d.", outbox.MaxEntries)
	}
	if !in.Device.IsZero() {
		c.Device, from.Device = in.Device, in.Device
	}
	reply, err := a.Outboxes.Take(r.Context(), by.Actor, from, c, in.Oldest, in.Entries)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	return json.NewEncoder(w).Encode(reply)
}

// sender is who sends what happened on a device, which only the learner may.
func (a *API) sender(r *http.Request, by *caller) (c session.Client, from interaction.Sender, err error) {
	ctx := r.Context()
	if c, err = clientOf(r); err != nil {
		return c, from, err
	}
	if _, err := a.Accounts.Permit(ctx, by.Actor, account.WriteActivity, by.Actor.UserID); err != nil {
		return c, from, err
	}
	stamp, err := a.Ledger.Stamp(ctx, by.Actor.Subject)
	if err != nil {
		return c, from, err
	}
	zone := c.Zone
	if zone == "" {
		zone = by.Actor.TimeZone
	}
	return c, interaction.Sender{Subject: by.Actor.Subject, Stamp: stamp, Origin: by.Actor.Origin, Device: c.Device, Zone: zone, At: by.Actor.Now(a.Now),
		Provenance: interaction.Provenance{Server: a.Version, Client: c.Build, Platform: c.Platform, DeviceClass: c.Class}}, nil
}

type makePackIn struct {
	ClientIn
	UserID string `path:"user_id"`
	Body   struct {
		Domain       string `json:"domain" maxLength:"120" doc:"a section, domain or skill, by name or slug; or Both"`
		NumQuestions *int   `json:"num_questions,omitempty" doc:"1 to 50; 20 if absent"`
		Mode         string `json:"mode,omitempty" enum:"randomesque,learn,max_information" doc:"how questions are chosen, as in practice; learn if absent"`
	}
}

type packBody struct {
	PackID    string                 `json:"pack_id" doc:"also the session_id of its answers"`
	Domain    string                 `json:"domain" doc:"slug"`
	Name      string                 `json:"name"`
	MadeAt    Time                   `json:"made_at"`
	ExpiresAt Time                   `json:"expires_at" doc:"until when its questions may be answered"`
	Questions []session.PackQuestion `json:"questions"`
}

const packQuestions = 20

func (a *API) makePack(ctx context.Context, by *caller, in *makePackIn) (packBody, error) {
	c, err := in.client()
	if err != nil {
		return packBody{}, err
	}
	n := packQuestions
	if in.Body.NumQuestions != nil {
		n = *in.Body.NumQuestions
	}
	p, err := a.Sessions.MakePack(ctx, by.Actor, session.Start{Domain: in.Body.Domain, NumQuestions: n, Mode: in.Body.Mode, Client: c})
	return packBody{p.ID.String(), p.Scope, p.Name, Time(p.MadeAt), Time(p.ExpiresAt), p.Questions}, err
}
