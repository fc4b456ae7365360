package api

import (
	"context"

	"satprep/internal/consent"
)

type purposeBody struct {
	Purpose     string `json:"purpose"`
	Granted     bool   `json:"granted"`
	Since       Time   `json:"since" doc:"Of the last grant or withdrawal; empty if there never was one."`
	By          string `json:"by,omitempty" doc:"learner, guardian or operator"`
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
}

type consentBody struct {
	UserID   string             `json:"user_id"`
	Pending  bool               `json:"pending" doc:"Waits for a parent; nothing is recorded."`
	AgeBand  string             `json:"age_band"`
	School   bool               `json:"school" doc:"School-contract mode: no data leaves, whoever consents."`
	Since    Time               `json:"since"`
	Purposes []purposeBody      `json:"purposes"`
	History  []consentEntryBody `json:"history" doc:"Oldest first."`
}

func showConsent(v consent.View, err error) (consentBody, error) {
	b := consentBody{UserID: v.UserID, Pending: v.Pending, AgeBand: string(v.AgeBand), School: v.School, Since: Time(v.Since),
		Purposes: make([]purposeBody, 0, len(v.Purposes)), History: make([]consentEntryBody, 0, len(v.History))}
	for _, p := range v.Purposes {
		b.Purposes = append(b.Purposes, purposeBody{Purpose: p.Purpose, Granted: p.Granted, Since: Time(p.Since), By: p.By, ReadVersion: p.ReadVersion,
			TextVersion: p.Version, TextDigest: p.Digest, Text: p.Body, MayChange: p.MayChange, WhyNot: p.WhyNot})
	}
	for _, e := range v.History {
		b.History = append(b.History, consentEntryBody{e.Purpose, e.Granted, e.TextVersion, e.TextDigest, e.By, Time(e.At), Time(e.Until)})
	}
	return b, err
}

func (a *API) consent(ctx context.Context, by *caller, in *userIn) (consentBody, error) {
	return showConsent(a.Consents.Show(ctx, by.Actor, in.UserID))
}

type changeConsentIn struct {
	UserID string `path:"user_id"`
	Body   struct {
		Choices []struct {
			Purpose string `json:"purpose" enum:"service,analytics,research_export,ai_training,voice"`
			Granted bool   `json:"granted"`
		} `json:"choices" minItems:"1" maxItems:"10" nullable:"false" doc:"All are made, or none."`
	}
}

func (a *API) changeConsent(ctx context.Context, by *caller, in *changeConsentIn) (consentBody, error) {
	var choices []consent.Choice
	for _, c := range in.Body.Choices {
		choices = append(choices, consent.Choice{Purpose: c.Purpose, Granted: c.Granted})
	}
	return showConsent(a.Consents.Change(ctx, by.Actor, in.UserID, choices))
}
