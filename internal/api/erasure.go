package api

import (
	"context"

	"satprep/internal/erasure"
	"satprep/internal/interaction"
)

type tallyBody struct {
	Kind    string `json:"kind"`
	Month   string `json:"month" doc:"2006-01"`
	Records int64  `json:"records"`
}

type fileBody struct {
	Name      string `json:"name"`
	URL       string `json:"url"`
	MadeAt    Time   `json:"made_at"`
	ExpiresAt Time   `json:"expires_at"`
}

type heldBody struct {
	Name    string `json:"name"`
	Version string `json:"version"`
	At      Time   `json:"at"`
}

type dataBody struct {
	UserID   string      `json:"user_id"`
	Records  int64       `json:"records" doc:"In the log."`
	First    Time        `json:"first"`
	Last     Time        `json:"last"`
	Months   []tallyBody `json:"months" doc:"By kind and month, the newest first."`
	Consent  ConsentBody `json:"consent"`
	Files    []fileBody  `json:"files" doc:"Exports of this user that can be fetched."`
	Releases []heldBody  `json:"releases" doc:"Published datasets that hold this user's records."`
	Models   []heldBody  `json:"models" doc:"Models that were trained on such."`
}

func heldBodies(list []erasure.Held) []heldBody {
	out := make([]heldBody, 0, len(list))
	for _, h := range list {
		out = append(out, heldBody{h.Name, h.Version, Time(h.At)})
	}
	return out
}

func (a *API) myData(ctx context.Context, by *caller, in *userIn) (*dataBody, error) {
	d, err := a.Erasures.Data(ctx, by.Actor, in.UserID)
	if err != nil {
		return nil, err
	}
	b := &dataBody{UserID: d.UserID, Records: d.Records, First: Time(d.First), Last: Time(d.Last), Months: make([]tallyBody, 0, len(d.Tallies)),
		Files: make([]fileBody, 0, len(d.Files)), Releases: heldBodies(d.Releases), Models: heldBodies(d.Models)}
	if b.Consent, err = showConsent(d.Consent, nil); err != nil {
		return nil, err
	}
	for _, t := range d.Tallies {
		b.Months = append(b.Months, tallyBody{string(t.Kind), t.Month.Format("2006-01"), t.Records})
	}
	for _, f := range d.Files {
		b.Files = append(b.Files, fileBody{f.Name, "/ai_data/files/" + f.Name, Time(f.MadeAt), Time(f.ExpiresAt)})
	}
	return b, nil
}

type timelineIn struct {
	UserID string `path:"user_id"`
	Before int64  `query:"before" minimum:"0" doc:"What the page before gave as before."`
	Kind   string `query:"kind" maxLength:"40" doc:"Only records of this kind."`
	Text   string `query:"q" maxLength:"100" doc:"Only sentences with these words."`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

type timelineEntry struct {
	ID       string `json:"id"`
	At       Time   `json:"at"`
	Kind     string `json:"kind"`
	Sentence string `json:"sentence"`
}

type timelineBody struct {
	Entries []timelineEntry `json:"entries" doc:"The newest first."`
	Before  int64           `json:"before,omitempty" doc:"Where the next page begins; absent at the end. A page of a search may be short and not the last."`
}

func (a *API) timeline(ctx context.Context, by *caller, in *timelineIn) (*timelineBody, error) {
	t, err := a.Erasures.Timeline(ctx, by.Actor, in.UserID, erasure.Search{Before: in.Before, Kind: interaction.Kind(in.Kind), Text: in.Text, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	b := &timelineBody{Entries: make([]timelineEntry, 0, len(t.Entries)), Before: t.Before}
	for _, e := range t.Entries {
		b.Entries = append(b.Entries, timelineEntry{e.ID.String(), Time(e.At), string(e.Kind), e.Sentence})
	}
	return b, nil
}

type eraseIn struct {
	UserID string `path:"user_id"`
	Body   struct {
		Confirm string `json:"confirm" doc:"The word erase: it cannot be taken back."`
		Reason  string `json:"reason,omitempty" maxLength:"200" doc:"For the receipt; must not name the person."`
	}
}

func (a *API) erase(ctx context.Context, by *caller, in *eraseIn) (*erasure.Receipt, error) {
	r, err := a.Erasures.Erase(ctx, by.Actor, in.UserID, erasure.Request{Confirm: in.Body.Confirm, Reason: in.Body.Reason})
	if err != nil {
		return nil, err
	}
	return &r, nil
}

type erasureReceiptIn struct {
	ID string `path:"receipt_id"`
}

func (a *API) receipt(ctx context.Context, _ *caller, in *erasureReceiptIn) (*erasure.Receipt, error) {
	r, err := a.Erasures.Find(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return &r, nil
}

type signingKeyBody struct {
	Key       string `json:"key" doc:"The id that receipts and manifests name."`
	Algorithm string `json:"algorithm"`
	Public    string `json:"public" doc:"ed25519: and the key in base64."`
}

func (a *API) signingKey(context.Context, *caller, *struct{}) (*signingKeyBody, error) {
	return &signingKeyBody{a.Signing.ID(), "Ed25519", a.Signing.Public().String()}, nil
}
