package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"satprep/internal/account"
	"satprep/internal/app"
	"satprep/internal/consent"
	"satprep/internal/fault"
)

type consentCmd struct {
	Show     consentShowCmd     `cmd:"" help:"Show what a user's data may be used for, and how that came about."`
	Grant    consentGrantCmd    `cmd:"" help:"Enter one form that a learner or guardian signed."`
	Withdraw consentWithdrawCmd `cmd:"" help:"Withdraw a user's consent, as they asked you to."`
	Import   consentImportCmd   `cmd:"" help:"Enter signed forms from a CSV file."`
}

type consentShowCmd struct {
	User string `arg:"" name:"user_id" help:"Whose consent."`
	JSON bool   `name:"json" help:"Print JSON."`
}

// Help shows an example.
func (consentShowCmd) Help() string {
	return "Works beside a running server.\n\nExample:\n  satprep consent show s001"
}

// Run prints what stands.
func (c *consentShowCmd) Run(ctx context.Context, g *globals, s streams) error {
	return with(ctx, g, s, func(a *app.App) error {
		v, err := a.Rooms.Consents.Show(ctx, account.Operator(), c.User)
		if err != nil {
			return err
		}
		return printConsent(s.out, v, c.JSON)
	})
}

type consentGrantCmd struct {
	User    string   `arg:"" name:"user_id" help:"Whose data."`
	Purpose []string `arg:"" name:"purpose" help:"analytics, research_export, ai_training, voice; several may be given."`
	By      string   `help:"Who signed: ${enum}." enum:"learner,guardian" required:""`
	Signed  string   `help:"When, a day or an RFC 3339 time." required:"" placeholder:"DAY"`
	Until   string   `help:"Last day, or RFC 3339 time, of the consent; until withdrawn unless given." placeholder:"DAY"`
	Text    string   `help:"Version of the text on the form; the newest unless given." placeholder:"VERSION"`
	JSON    bool     `name:"json" help:"Print the report as JSON."`
}

// Help shows an example.
func (consentGrantCmd) Help() string {
	return `You cannot consent for anybody: this enters what somebody signed on paper. It stands from now on. satprep consent import takes many at once.

Example:
  satprep consent grant s001 ai_training --by guardian --signed 2026-09-01 --until 2027-06-30`
}

// Run enters the form, as import would.
func (c *consentGrantCmd) Run(ctx context.Context, g *globals, s streams) error {
	return with(ctx, g, s, func(a *app.App) error {
		var file bytes.Buffer
		w := csv.NewWriter(&file)
		w.Write([]string{"user_id", "purpose", "granted", "text_version", "given_by", "given_at", "until"})
		for _, p := range c.Purpose {
			text := c.Text
			for _, t := range consent.Texts() {
				if text == "" && t.Purpose == p {
					text = t.Version
					break
				}
			}
			w.Write([]string{c.User, p, "true", text, c.By, c.Signed, c.Until})
		}
		w.Flush()
		done, err := a.Rooms.Consents.Import(ctx, &file)
		if err == nil && done.Refused > 0 {
			r := done.Refusals[0]
			return &fault.Error{Kind: fault.Invalid, Field: r.Field, Sentence: r.Sentence}
		}
		return reportForms(s, done, err, c.JSON)
	})
}

type consentWithdrawCmd struct {
	User    string   `arg:"" name:"user_id" help:"Whose data."`
	Purpose []string `arg:"" name:"purpose" help:"analytics, research_export, ai_training, voice; several may be given."`
	JSON    bool     `name:"json" help:"Print what stands then as JSON."`
}

// Help shows an example.
func (consentWithdrawCmd) Help() string {
	return "For people who ask by letter or telephone. They can do it themselves in the app.\n\nExample:\n  satprep consent withdraw s001 research_export ai_training"
}

// Run withdraws and prints what stands then.
func (c *consentWithdrawCmd) Run(ctx context.Context, g *globals, s streams) error {
	return with(ctx, g, s, func(a *app.App) error {
		var choices []consent.Choice
		for _, p := range c.Purpose {
			choices = append(choices, consent.Choice{Purpose: p})
		}
		v, _, err := a.Rooms.Consents.Change(ctx, account.Operator(), c.User, choices)
		if err != nil {
			return err
		}
		return printConsent(s.out, v, c.JSON)
	})
}

type consentImportCmd struct {
	From string `arg:"" name:"file" help:"CSV file; - is stdin."`
	JSON bool   `name:"json" help:"Print the report as JSON."`
}

// Help shows an example.
func (consentImportCmd) Help() string {
	return `The header names the columns: user_id, purpose, granted (true or false), text_version (of the text on the form), given_by (learner or guardian), given_at, and until, which may be empty. Dates are days, where the user lives, or RFC 3339 times. A consent stands from when it is imported. Bad lines are reported with their number and field and the rest is taken; lines that were taken before change nothing.

Example:
  satprep consent import forms.csv`
}

// Run imports.
func (c *consentImportCmd) Run(ctx context.Context, g *globals, s streams) error {
	return with(ctx, g, s, func(a *app.App) error {
		in, err := input(c.From, s)
		if err != nil {
			return err
		}
		defer in.Close()
		done, err := a.Rooms.Consents.Import(ctx, in)
		return reportForms(s, done, err, c.JSON)
	})
}

func reportForms(s streams, done consent.Imported, err error, asJSON bool) error {
	if asJSON {
		if printErr := json.NewEncoder(s.out).Encode(done); err == nil {
			err = printErr
		}
	} else {
		fmt.Fprintf(s.out, "%d taken, %d unchanged, %d refused\n", done.Taken, done.Unchanged, done.Refused)
		for _, r := range done.Refusals {
			where := ""
			if r.Field != "" {
				where = ", " + r.Field
			}
			fmt.Fprintf(s.err, "line %d%s: %s\n", r.Line, where, r.Sentence)
		}
	}
	if err == nil && done.Refused > 0 {
		err = fault.New(fault.Invalid, "%d lines were refused; the others were taken.", done.Refused)
	}
	return err
}

type shownConsent struct {
	UserID   string       `json:"user_id"`
	AgeBand  string       `json:"age_band"`
	Pending  bool         `json:"pending"`
	School   bool         `json:"school"`
	Purposes []shownUse   `json:"purposes"`
	History  []shownEntry `json:"history"`
}

type shownUse struct {
	Purpose string `json:"purpose"`
	Granted bool   `json:"granted"`
	Since   string `json:"since,omitempty"`
	Until   string `json:"until,omitempty"`
	By      string `json:"by,omitempty"`
	Text    string `json:"text_version,omitempty"`
}

type shownEntry struct {
	shownUse
	Digest   string `json:"text_digest"`
	OnPaper  bool   `json:"on_paper,omitempty"`
	Recorded string `json:"recorded_at"`
}

// printConsent prints what stands: a line a purpose, or JSON with the history.
func printConsent(w io.Writer, v consent.View, asJSON bool) error {
	when := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.UTC().Format(time.RFC3339Nano)
	}
	out := shownConsent{UserID: v.UserID, AgeBand: string(v.AgeBand), Pending: v.Pending, School: v.School, History: []shownEntry{}}
	for _, p := range v.Purposes {
		out.Purposes = append(out.Purposes, shownUse{p.Purpose, p.Granted, when(p.Since), when(p.Until), p.By, p.ReadVersion})
	}
	if asJSON {
		for _, e := range v.History {
			out.History = append(out.History, shownEntry{shownUse{e.Purpose, e.Granted, when(e.At), when(e.Until), e.By, e.TextVersion}, e.TextDigest, e.OnPaper, when(e.RecordedAt)})
		}
		return json.NewEncoder(w).Encode(out)
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "purpose\tgranted\tsince\tuntil\tby\ttext")
	for _, p := range out.Purposes {
		granted := "no"
		if p.Granted {
			granted = "yes"
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\n", p.Purpose, granted, p.Since, p.Until, p.By, p.Text)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	if v.School {
		fmt.Fprintln(w, "School-contract mode: no data leaves this instance, whoever consents.")
	}
	return nil
}
