package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"satprep/internal/account"
	"satprep/internal/app"
	"satprep/internal/question"
)

type questionsCorrectCmd struct {
	ID        string            `arg:"" name:"id" help:"The question."`
	Key       []string          `name:"key" required:"" sep:"none" placeholder:"KEY" help:"What is right: a letter, or a number of a typed question; again for each further number."`
	Note      string            `name:"note" placeholder:"TEXT" help:"Why, in a sentence that learners read."`
	Rationale map[string]string `name:"rationale" mapsep:"none" placeholder:"A=TEXT" help:"Why a choice, or the typed entry that was the key, is right or wrong; again for each."`
	Wrong     map[string]string `name:"misconception" mapsep:"none" placeholder:"A=NAME" help:"The misconception behind what was the key, in a word or two; again for each."`
	Step      []string          `name:"step" sep:"none" placeholder:"TEXT" help:"A step of the worked solution; again for each."`
	JSON      bool              `name:"json" help:"Print JSON."`
}

// Help shows an example.
func (questionsCorrectCmd) Help() string {
	return "Puts the key of a question right, as a new version of it. What was answered before is graded by it, and every test and diagnostic that it touches gets a new version of its score, which its learner is told of; old scores stay readable. Beside a server it is safe, and the same again changes nothing. What was the key is wrong now and needs a misconception; a question that the linter would complain of is refused. An import that changes a key and nothing else of what is asked does the same.\n\nExample:\n  satprep questions correct lfn-k3x7qa --key 17 --note \"The constant was subtracted twice.\"\n  satprep questions correct avo-2xyrpw --key B --note \"The factors are added here.\" --misconception C=multiplies-factors"
}

// Run corrects a key and the scores that follow from it.
func (c *questionsCorrectCmd) Run(ctx context.Context, g *globals, s streams) error {
	return with(ctx, g, s, func(a *app.App) error {
		r, err := a.Rooms.Questions.Correct(ctx, question.By{Origin: "admin", Role: string(account.Operator().Role)}, c.ID,
			question.Rekeying{Keys: c.Key, Note: c.Note, Rationales: c.Rationale, Misconceptions: c.Wrong, Steps: c.Step})
		if err != nil {
			return err
		}
		scored, err := a.Rooms.Sessions.Rescore(ctx)
		if err != nil {
			return err
		}
		q, err := a.Rooms.Bank().Find(c.ID, "")
		if err != nil {
			return err
		}
		if c.JSON {
			return json.NewEncoder(s.out).Encode(struct {
				question.Report
				Question string   `json:"question_id"`
				Version  string   `json:"version"`
				Keys     []string `json:"keys"`
				Rescored int      `json:"rescored"`
			}{r, q.ID, q.Version, q.Keys, scored})
		}
		verb := "is now"
		if r.Unchanged > 0 {
			verb = "was already"
		}
		fmt.Fprintf(s.out, "the key of %s %s %s, version %s; %d tests and diagnostics scored anew\n", q.ID, verb, strings.Join(q.Keys, " or "), q.Version, scored)
		for _, f := range r.Findings {
			if f.ID == q.ID {
				fmt.Fprintf(s.out, "to mend: %s: %s\n", f.Field, f.Why)
			}
		}
		return nil
	})
}
