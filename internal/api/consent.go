package api

import (
	"context"
	"time"

	"satprep/internal/consent"
)

type purposeBody struct {
	Purpose     string `json:"purpose"`
	Granted     bool   `json:"granted"`
	Since       Time   `json:"since" doc:"Of the last grant or withdrawal; empty if there never was one."`
	Until       Time   `json:"until,omitzero" doc:"When the grant ends by itself; empty: when it is withdrawn."`
	By          string `json:"by,omitempty" doc:"learner, guardian, operator, or expiry: it ended by itself"`
	ReadVersion string `json:"read_version,omitempty" doc:"Of the text that was read."`
	TextVersion string `json:"text_version" doc:"Of the newest text."`
	TextDigest  string `json:"text_digest" doc:"SHA-256 of the newest text."`
	Text        string `json:"text" doc:"Markdown"`
	MayChange   bool   `json:"may_change" doc:"You may grant (or withdraw) it."`
	WhyNot      string `json:"why_not,omitempty"`
}

type consentEntryBody struct {
	Purpose     string `json:"purpose"`
	Granted     bool   `json:"granted"`
	TextVersion string `json:"text_version"`
	TextDigest  string `json:"text_digest"`
	By          string `json:"by"`
	At          Time   `json:"at"`
	Until       Time   `json:"until,omitzero"`
	OnPaper     bool   `json:"on_paper,omitempty" doc:"On a signed form, which the operator entered."`
	RecordedAt  Time   `json:"recorded_at" doc:"From then on it stood; at is when it was signed, where that was on paper."`
	State       int64  `json:"state" doc:"The state it led to; its receipt is /consent/USER_ID/receipts/STATE."`
}

// A ConsentBody is what stands for a person; its name is exported since huma
// passes over what is embedded under one that is not.
type ConsentBody struct {
	UserID   string             `json:"user_id"`
	Pending  bool               `json:"pending" doc:"Waits for a parent; nothing is recorded."`
	AgeBand  string             `json:"age_band"`
	School   bool               `json:"school" doc:"School-contract mode: no data leaves, whoever consents."`
	Since    Time               `json:"since"`
	Purposes []purposeBody      `json:"purposes"`
	History  []consentEntryBody `json:"history" doc:"Oldest first."`
}

func showEntry(e consent.Entry) consentEntryBody {
	return consentEntryBody{e.Purpose, e.Granted, e.TextVersion, e.TextDigest, e.By, Time(e.At), Time(e.Until), e.OnPaper, Time(e.RecordedAt), e.State}
}

func showConsent(v consent.View, err error) (ConsentBody, error) {
	b := ConsentBody{UserID: v.UserID, Pending: v.Pending, AgeBand: string(v.AgeBand), School: v.School, Since: Time(v.Since),
		Purposes: make([]purposeBody, 0, len(v.Purposes)), History: make([]consentEntryBody, 0, len(v.History))}
	for _, p := range v.Purposes {
		b.Purposes = append(b.Purposes, purposeBody{Purpose: p.Purpose, Granted: p.Granted, Since: Time(p.Since), Until: Time(p.Until), By: p.By, ReadVersion: p.ReadVersion,
			TextVersion: p.Version, TextDigest: p.Digest, Text: p.Body, MayChange: p.MayChange, WhyNot: p.WhyNot})
	}
	for _, e := range v.History {
		b.History = append(b.History, showEntry(e))
	}
	return b, err
}

func (a *API) consent(ctx context.Context, by *caller, in *userIn) (ConsentBody, error) {
	return showConsent(a.Consents.Show(ctx, by.Actor, in.UserID))
}

type changeConsentIn struct {
	UserID string `path:"user_id"`
	Body   struct {
		Choices []struct {
			Purpose string     `json:"purpose" enum:"service,analytics,research_export,ai_training,voice"`
			Granted bool       `json:"granted"`
			Until   *time.Time `json:"until,omitempty" doc:"When the grant ends by itself; left out: when it is withdrawn."`
			Version string     `json:"text_version,omitempty" maxLength:"100" doc:"Of the text that was read. A grant to another than the one in force is refused (409), with that one."`
			Digest  string     `json:"text_digest,omitempty" maxLength:"64" doc:"Its SHA-256; as text_version."`
		} `json:"choices" minItems:"1" maxItems:"10" nullable:"false" doc:"All are made, or none."`
	}
}

type changedConsentBody struct {
	ConsentBody
	Receipt consent.Receipt `json:"receipt" doc:"What was granted and withdrawn now, when, and of which text."`
}

func (a *API) changeConsent(ctx context.Context, by *caller, in *changeConsentIn) (b changedConsentBody, err error) {
	var choices []consent.Choice
	for _, c := range in.Body.Choices {
		choice := consent.Choice{Purpose: c.Purpose, Granted: c.Granted, TextVersion: c.Version, TextDigest: c.Digest}
		if c.Until != nil {
			choice.Until = *c.Until
		}
		choices = append(choices, choice)
	}
	v, r, err := a.Consents.Change(ctx, by.Actor, in.UserID, choices)
	if err != nil {
		return b, err
	}
	b.Receipt = r
	b.ConsentBody, err = showConsent(v, nil)
	return b, err
}

type receiptIn struct {
	UserID string `path:"user_id"`
	State  int64  `path:"state"`
}

func (a *API) consentReceipt(ctx context.Context, by *caller, in *receiptIn) (consent.Receipt, error) {
	return a.Consents.Receipt(ctx, by.Actor, in.UserID, in.State)
}

type textBody struct {
	Purpose string `json:"purpose"`
	Version string `json:"version"`
	Digest  string `json:"digest" doc:"SHA-256 of the text."`
	Text    string `json:"text" doc:"Markdown"`
}

func showText(t consent.Text) textBody { return textBody{t.Purpose, t.Version, t.Digest, t.Body} }

type textIn struct {
	Version string `path:"version" maxLength:"100" doc:"Such as ai_training.v1."`
}

func (a *API) consentText(_ context.Context, _ *caller, in *textIn) (textBody, error) {
	t, err := consent.FindText(in.Version)
	return showText(t), err
}
