package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"satprep/internal/account"
	"satprep/internal/app"
	"satprep/internal/calibrate"
	"satprep/internal/counted"
	"satprep/internal/fault"
	"satprep/internal/uid"
)

type calibrateListCmd struct {
	JSON bool `name:"json" help:"Print JSON."`
}

// Help shows an example.
func (calibrateListCmd) Help() string {
	return "Newest first: when it ran, what became of it, how many questions are promotable, and by how many points it would move a score of the reference set at most.\n\nExample:\n  satprep calibrate list --json"
}

// Run lists.
func (c *calibrateListCmd) Run(ctx context.Context, g *globals, s streams) error {
	return with(ctx, g, s, func(a *app.App) error {
		list, err := a.Rooms.Calibrations.List(ctx)
		if err != nil {
			return err
		}
		if list == nil {
			list = []calibrate.Proposal{}
		}
		return lines(s, c.JSON, list, "id\tmade\tstatus\tmodel\tanswers\tquestions\tpromotable\tshift", func(p calibrate.Proposal) string {
			return fmt.Sprintf("%s\t%s\t%s\t%s\t%d%s\t%d\t%d\t%.1f", p.ID, p.MadeAt.Format("2006-01-02 15:04"), p.Status, p.Model, p.Log.Used, simulatedMark(p), p.Count, p.Promotable, p.Largest)
		})
	})
}

func simulatedMark(p calibrate.Proposal) string {
	if p.Log.Simulated {
		return " simulated"
	}
	return ""
}

type calibrateShowCmd struct {
	ID   string `arg:"" help:"Id of the calibration."`
	JSON bool   `name:"json" help:"Print JSON."`
}

// Help shows an example.
func (calibrateShowCmd) Help() string {
	return "What went in, how it was linked, what it would do to scores, and every question before and after. why not says what stands against promoting a question.\n\nExample:\n  satprep calibrate show 019c0b7e-5f10-7a3c-8f4e-2b6f6a1d2c3e"
}

// Run shows.
func (c *calibrateShowCmd) Run(ctx context.Context, g *globals, s streams) error {
	return c.about(ctx, g, s, c.ID, c.JSON, true, func(a *app.App, id uid.ID) (*calibrate.Proposal, error) { return a.Rooms.Calibrations.Find(ctx, id) })
}

// about does something with a calibration and prints what it is then.
func (calibrateShowCmd) about(ctx context.Context, g *globals, s streams, name string, asJSON, items bool, verb func(*app.App, uid.ID) (*calibrate.Proposal, error)) error {
	return with(ctx, g, s, func(a *app.App) error {
		id, err := runID(name)
		if err != nil {
			return err
		}
		p, err := verb(a, id)
		if err != nil {
			return err
		}
		if asJSON {
			return printJSON(s, p)
		}
		if err := printProposal(s.out, p); err != nil || !items {
			return err
		}
		t := tabwriter.NewWriter(s.out, 2, 0, 2, ' ', tabwriter.AlignRight)
		fmt.Fprintln(t, "question\tn\ta\tnew\tb\tnew\tsd\tc\tnew\tmoved\twhy not\t")
		for _, i := range p.Items {
			fmt.Fprintf(t, "%s\t%d\t%.2f\t%.2f\t%.2f\t%.2f\t%.2f\t%.2f\t%.2f\t%.3f\t%s\t\n", i.Question, i.N, i.Old.A, i.New.A, i.Old.B, i.New.B, i.New.BSD, i.Old.C, i.New.C, i.Moved, cmp.Or(i.WhyNot, i.Since))
		}
		return t.Flush()
	})
}

type calibratePromoteCmd struct {
	ID               string `arg:"" help:"Id of the calibration."`
	ConfirmShift     bool   `help:"Promote although scores of the reference set move by more than 20 points."`
	ConfirmSimulated bool   `help:"Promote although the answers are those of simulated learners."`
	JSON             bool   `name:"json" help:"Print JSON."`
}

// Help shows an example.
func (calibratePromoteCmd) Help() string {
	return "Makes a new parameter set and puts it in force, also for a server that runs beside: sessions that begin afterwards use it, those that are open end with the set they began with, and what is over keeps its numbers. No set is ever deleted. Questions that were edited or taken out since the run keep their parameters, and are named. It is written down in the audit log.\n\nExample:\n  satprep calibrate promote 019c0b7e-5f10-7a3c-8f4e-2b6f6a1d2c3e --confirm-shift"
}

// Run promotes.
func (c *calibratePromoteCmd) Run(ctx context.Context, g *globals, s streams) error {
	return (calibrateShowCmd{}).about(ctx, g, s, c.ID, c.JSON, false, func(a *app.App, id uid.ID) (*calibrate.Proposal, error) {
		p, err := a.Rooms.Calibrations.Promote(ctx, account.Operator(), id, calibrate.Confirmations{Shift: c.ConfirmShift, Simulated: c.ConfirmSimulated})
		return p, inFlags(err)
	})
}

type calibrateRejectCmd struct {
	ID   string `arg:"" help:"Id of the calibration."`
	JSON bool   `name:"json" help:"Print JSON."`
}

// Help shows an example.
func (calibrateRejectCmd) Help() string {
	return "Ends a proposal without any change. It stays to be looked at.\n\nExample:\n  satprep calibrate reject 019c0b7e-5f10-7a3c-8f4e-2b6f6a1d2c3e"
}

// Run rejects.
func (c *calibrateRejectCmd) Run(ctx context.Context, g *globals, s streams) error {
	return (calibrateShowCmd{}).about(ctx, g, s, c.ID, c.JSON, false, func(a *app.App, id uid.ID) (*calibrate.Proposal, error) {
		return a.Rooms.Calibrations.Reject(ctx, account.Operator(), id)
	})
}

// inFlags says with which flag to go on, where a room says only what it takes: its
// sentences are read over HTTP too.
func inFlags(err error) error {
	switch f := fault.Field(err); {
	case err == nil:
		return nil
	case strings.HasPrefix(f, "confirm_"):
		return fault.At(f, "%s The flag is --%s.", fault.Sentence(err), strings.ReplaceAll(f, "_", "-"))
	case errors.Is(err, counted.ErrNone):
		return fault.Wrap(fault.Conflict, err, "%s --simulated reads them; --in reads a file.", fault.Sentence(err))
	}
	return err
}

// printProposal prints all but the questions.
func printProposal(w io.Writer, p *calibrate.Proposal) error {
	fmt.Fprintf(w, "%s: %d of %d questions promotable, linked to parameter set %s\n", p.Status, p.Promotable, p.Count, p.Params)
	for _, l := range p.Links {
		anchors := "judged"
		if l.Calibrated {
			anchors = "calibrated"
		}
		fmt.Fprintf(w, "%s: link %s, slope %.4f, shift %.4f, %d %s anchors, %d left out because they moved\n", l.Section, l.Method, l.Slope, l.Shift, l.Anchors, anchors, l.Moved)
		if l.Variance > 0 {
			fmt.Fprintf(w, "%s: population N(%.3f, %.3f) on the scale in force\n", l.Section, l.Mean, l.Variance)
		}
	}
	for _, x := range p.Shifts {
		fmt.Fprintf(w, "form %s, %s: scores move by %+.1f points on average and %.1f at most (at %.0f), %d questions with other parameters\n", x.Form, x.Section, x.Mean, x.Largest, x.At, x.Changed)
	}
	for _, l := range p.Left {
		fmt.Fprintf(w, "%s kept its parameters: %s\n", l.Question, l.Why)
	}
	if p.ParamsAfter != "" {
		fmt.Fprintf(w, "parameter set %s is in force\n", p.ParamsAfter)
	}
	return nil
}
