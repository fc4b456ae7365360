package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"satprep/internal/app"
	"satprep/internal/fault"
	"satprep/internal/question"
)

type questionsCmd struct {
	Import questionsImportCmd `cmd:"" help:"Take a question file into the bank."`
	Export questionsExportCmd `cmd:"" help:"Write the bank in force as a question file."`

	Assemble questionsAssembleCmd `cmd:"" help:"Make whole test forms of the questions for forms."`
	Generate questionsGenerateCmd `cmd:"" help:"Make variants of a parametric Math family."`
	Lint     questionsLintCmd     `cmd:"" help:"Check the question bank, or a question file."`
	Stats    questionsStatsCmd    `cmd:"" help:"Count the question bank, or a question file."`
}

type questionsImportCmd struct {
	From string `arg:"" name:"file" help:"Question file, JSON lines; - is stdin."`
	JSON bool   `name:"json" help:"Print the report as JSON."`
}

// Help shows an example.
func (questionsImportCmd) Help() string {
	return "A question of a known id becomes a new version where its content differs. Bad lines are reported with their number and the rest is taken.\n\nExample:\n  satprep questions import more.jsonl"
}

// Run imports.
func (c *questionsImportCmd) Run(ctx context.Context, g *globals, s streams) error {
	return with(ctx, g, s, func(a *app.App) error {
		in, err := input(c.From, s)
		if err != nil {
			return err
		}
		defer in.Close()
		r, err := a.Rooms.Questions.Import(ctx, question.By{Origin: "import"}, in)
		if err != nil {
			return err
		}
		if c.JSON {
			err = json.NewEncoder(s.out).Encode(r)
		} else {
			_, err = fmt.Fprintf(s.out, "%d added, %d changed, %d unchanged, %d skills; bank %s\n", r.Added, r.Changed, r.Unchanged, r.Skills, r.Bank)
			for _, b := range r.Bad {
				fmt.Fprintf(s.err, "line %d: %s\n", b.Line, b.Why)
			}
		}
		if err == nil && len(r.Bad) > 0 {
			err = fault.New(fault.Invalid, "%d lines were refused; the others were taken.", len(r.Bad))
		}
		return err
	})
}

type questionsExportCmd struct {
	Out string `name:"out" default:"-" placeholder:"FILE" help:"Where to; - is stdout."`
}

// Help shows an example.
func (questionsExportCmd) Help() string {
	return "Writes every question in force and what is taught about each skill. The file holds keys and rationales: keep it from learners. questions import reads it.\n\nExample:\n  satprep questions export --out bank.jsonl"
}

// Run exports.
func (c *questionsExportCmd) Run(ctx context.Context, g *globals, s streams) error {
	return with(ctx, g, s, func(a *app.App) error {
		out, err := output(c.Out, s)
		if err != nil {
			return err
		}
		return errors.Join(a.Rooms.Questions.Bank(ctx).Export(out), out.Close())
	})
}
