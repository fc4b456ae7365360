package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"satprep/internal/account"
	"satprep/internal/app"
	"satprep/internal/fault"
	"satprep/internal/kt"
	"satprep/internal/train"
	"satprep/internal/uid"
)

type trainCmd struct {
	Run     trainRunCmd     `cmd:"" default:"withargs" help:"Fit a model to the log or to a table of answers."`
	List    trainListCmd    `cmd:"" help:"List the models fitted to the log."`
	Show    trainShowCmd    `cmd:"" help:"Show how well a model predicts."`
	Report  trainReportCmd  `cmd:"" help:"Compare a model with Elo, and draw how far its probabilities hold."`
	Promote trainPromoteCmd `cmd:"" help:"Let a model serve the skill map."`
	Reject  trainRejectCmd  `cmd:"" help:"Reject a model."`
}

type trainRunCmd struct {
	Model string  `help:"elo, best-lr or bkt." required:"" placeholder:"MODEL"`
	In    string  `help:"Table of answers, CSV or TSV; learners are parted into training and test. Without it and --train the log is read." placeholder:"FILE" xor:"in"`
	Train string  `help:"Table of answers to train on; goes with --test." placeholder:"FILE" xor:"in"`
	Test  string  `help:"Table of answers to judge on." placeholder:"FILE"`
	Share float64 `help:"Share of learners held out of --in or the log." default:"0.2"`
	Seed  uint64  `help:"Seed of that." default:"1"` // train.DefaultSeed
	Out   string  `help:"File to write the model to." placeholder:"FILE"`
	JSON  bool    `name:"json" help:"Print JSON."`

	Simulated bool   `help:"Of the log: read answers of simulated learners, and only those."`
	Note      string `help:"Of the log: a few words to keep with the run." placeholder:"TEXT"`
	Dry       bool   `help:"Of the log: store nothing."`
}

// Help shows an example.
func (trainRunCmd) Help() string {
	return `Fits a model of knowledge tracing and judges it on learners it was not fitted to, each prediction from the learner's past only. 

Without --in and --train it reads the answers of the log that count, of learners who agreed to analytics, beside a server that may run, and stores what came of it as proposed; satprep train promote lets it serve the skill map if it beats Elo on the learners held out. A table has the columns user_id, item_id, skill_id (several joined by _), correct, and possibly timestamp; a learner's rows are in order.

Example:
  satprep train run --model best-lr
  satprep train --model best-lr --in answers.csv
  satprep train --model elo --train train.tsv --test test.tsv --json`
}

// Run trains.
func (c *trainRunCmd) Run(ctx context.Context, g *globals, s streams, is given) error {
	if !(c.Share > 0 && c.Share < 1) {
		return fault.At("share", "A share is between 0 and 1.")
	}
	if c.In == "" && c.Train == "" && c.Test == "" {
		return c.ofLog(ctx, g, s)
	}
	if c.Simulated || c.Note != "" || c.Dry {
		return fault.At("simulated", "--simulated, --note and --dry are of the log; what is trained on a table is stored nowhere.")
	}
	r := train.NewReader()
	read := func(name string) (*kt.Table, error) {
		in, err := input(name, s)
		if err != nil {
			return nil, err
		}
		defer in.Close()
		return r.Read(wanted{ctx, in})
	}
	var fit, judge *kt.Table
	switch {
	case (c.Train == "") != (c.Test == ""):
		return fault.At("test", "--train and --test go together; --in alone parts its learners.")
	case c.Train != "":
		err := is.idle("parts the learners of --in or of the log; those of --train and --test are parted already.", "seed", "share")
		if err != nil {
			return err
		}
		if fit, err = read(c.Train); err != nil {
			return err
		}
		if judge, err = read(c.Test); err != nil {
			return err
		}
	default:
		all, err := read(c.In)
		if err != nil {
			return err
		}
		fit, judge = r.Split(all, c.Seed, c.Share)
	}
	report, err := r.Run(ctx, strings.ToLower(c.Model), fit, judge)
	if err != nil {
		return err
	}
	if err := c.write(report, s); err != nil {
		return err
	}
	if c.JSON {
		return printJSON(s, report)
	}
	return printReport(s, report)
}

// printReport prints how well a model predicts, and its calibration.
func printReport(s streams, report *train.Report) error {
	auc := "–"
	if report.AUC != nil {
		auc = fmt.Sprintf("%.4f", *report.AUC)
	}
	fmt.Fprintf(s.out, "%s: AUC %s, NLL %.4f (the mean alone: %.4f), Brier %.4f, calibration error %.4f, on %d answers of %d learners held out; fitted to %d answers of %d in %.2f s\n",
		report.Model, auc, report.NLL, report.Mean.NLL, report.Brier, report.ECE, report.Test.Rows, report.Test.Learners, report.Train.Rows, report.Train.Learners, report.Seconds)
	return lines(s, false, report.Bins, "from\tto\tn\tpredicted\tright", func(b kt.Bin) string {
		return fmt.Sprintf("%.1f\t%.1f\t%d\t%.3f\t%.3f", b.From, b.To, b.N, b.Predicted, b.Right)
	})
}

// write writes the model to the file of --out.
func (c *trainRunCmd) write(report *train.Report, s streams) error {
	if c.Out == "" {
		return nil
	}
	text, err := report.Encode()
	if err != nil {
		return err
	}
	w, err := output(c.Out, s)
	if err != nil {
		return err
	}
	_, err = w.Write(append(text, '\n'))
	return errors.Join(err, w.Close())
}

// ofLog fits to the log and proposes.
func (c *trainRunCmd) ofLog(ctx context.Context, g *globals, s streams) error {
	return with(ctx, g, s, func(a *app.App) error {
		run, err := a.Rooms.Training.Propose(ctx, account.Operator(), train.Wish{Model: strings.ToLower(c.Model), Simulated: c.Simulated, Share: c.Share, Seed: c.Seed, Note: c.Note, Dry: c.Dry})
		if err != nil {
			return inFlags(err)
		}
		if err := c.write(&run.Report, s); err != nil {
			return err
		}
		if !c.Dry && !c.JSON {
			fmt.Fprintf(s.out, "stored as proposed: satprep train show %s\n", run.ID)
		}
		return printRun(s, run, c.JSON)
	})
}

// printRun prints a model of the log.
func printRun(s streams, run *train.Run, asJSON bool) error {
	if asJSON {
		return printJSON(s, run)
	}
	se := "unknown"
	if run.GainSE != nil {
		se = fmt.Sprintf("%.4f", *run.GainSE)
	}
	fmt.Fprintf(s.out, "%s, %s; Elo on the same answers: NLL %.4f, Brier %.4f; better by %.4f (standard error %s)\n", run.Status, whyNot(run.WhyNot), run.Elo.NLL, run.Elo.Brier, run.Gain, se)
	fmt.Fprintln(s.out, run.Verdict())
	return printReport(s, &run.Report)
}

func whyNot(word string) string {
	if word == "" {
		return "promotable"
	}
	return "not promotable: " + word
}

type trainListCmd struct {
	JSON bool `name:"json" help:"Print JSON."`
}

// Help shows an example.
func (trainListCmd) Help() string {
	return "Newest first: when it was fitted, what became of it, how well it predicts learners it never met, and whether it is promotable.\n\nExample:\n  satprep train list --json"
}

// Run lists.
func (c *trainListCmd) Run(ctx context.Context, g *globals, s streams) error {
	return with(ctx, g, s, func(a *app.App) error {
		list, err := a.Rooms.Training.List(ctx)
		if err != nil {
			return err
		}
		if list == nil {
			list = []train.Run{}
		}
		return lines(s, c.JSON, list, "id\tmade\tstatus\tmodel\tanswers\tnll\telo\tpromotable", func(r train.Run) string {
			return fmt.Sprintf("%s\t%s\t%s\t%s\t%d\t%.4f\t%.4f\t%s", r.ID, r.MadeAt.Format("2006-01-02 15:04"), r.Status, r.Model, r.Log.Used, r.Report.NLL, r.Elo.NLL, whyNot(r.WhyNot))
		})
	})
}

type trainShowCmd struct {
	ID   string `arg:"" help:"Id of the model."`
	JSON bool   `name:"json" help:"Print JSON."`
}

// Help shows an example.
func (trainShowCmd) Help() string {
	return "What went in, how well it predicts learners it never met beside Elo, its calibration, and what stands against promoting it.\n\nExample:\n  satprep train show 019c0b7e-5f10-7a3c-8f4e-2b6f6a1d2c3e"
}

// Run shows.
func (c *trainShowCmd) Run(ctx context.Context, g *globals, s streams) error {
	return aboutModel(ctx, g, s, c.ID, c.JSON, func(a *app.App, id uid.ID) (*train.Run, error) { return a.Rooms.Training.Find(ctx, id) })
}

// aboutModel does something with a model and prints what it is then.
func aboutModel(ctx context.Context, g *globals, s streams, name string, asJSON bool, verb func(*app.App, uid.ID) (*train.Run, error)) error {
	return withModel(ctx, g, s, name, func(a *app.App, id uid.ID) error {
		run, err := verb(a, id)
		if err != nil {
			return err
		}
		return printRun(s, run, asJSON)
	})
}

type trainReportCmd struct {
	ID   string `arg:"" help:"Id of the model."`
	JSON bool   `name:"json" help:"Print JSON."`
}

// Help shows an example.
func (trainReportCmd) Help() string {
	return "What it was fitted to and when, its quality beside Elo's and the mean's on the same answers of learners held out, the verdict in a sentence, and a curve: of the answers that the model gave a probability between two bounds, what it predicted on average (|) and the share that was right (*), where they meet (#).\n\nExample:\n  satprep train report 019c0b7e-5f10-7a3c-8f4e-2b6f6a1d2c3e\n  satprep train report 019c0b7e-5f10-7a3c-8f4e-2b6f6a1d2c3e --json"
}

// Run reports.
func (c *trainReportCmd) Run(ctx context.Context, g *globals, s streams) error {
	return withModel(ctx, g, s, c.ID, func(a *app.App, id uid.ID) error {
		run, err := a.Rooms.Training.Find(ctx, id)
		if err != nil {
			return err
		}
		x := run.Compare()
		if c.JSON {
			return printJSON(s, struct {
				ID     uid.ID       `json:"id"`
				Status train.Status `json:"status"`
				train.Comparison
			}{run.ID, run.Status, x})
		}
		learners := "learners"
		if run.Log.Simulated {
			learners = "simulated learners"
		}
		fmt.Fprintf(s.out, "Model %s, %s, made %s by version %s of the program of %d answers of %d %s, the log up to record %d, seed %d. It is %s.\n%s\n\n",
			run.ID, run.Model, run.MadeAt.UTC().Format("2006-01-02 15:04 UTC"), run.Code, run.Log.Used, run.Log.Learners, learners, run.Log.Seq, run.Seed, run.Status, x.Verdict)
		if err := lines(s, false, x.Models, "model\tAUC\tNLL\tBrier", func(m train.Compared) string {
			auc := "–"
			if m.AUC != nil {
				auc = fmt.Sprintf("%.4f", *m.AUC)
			}
			return fmt.Sprintf("%s\t%s\t%.4f\t%.4f", m.Model, auc, m.NLL, m.Brier)
		}); err != nil {
			return err
		}
		fmt.Fprintf(s.out, "\ncalibration error %.4f\n", x.ECE)
		return lines(s, false, x.Curve, "from\tto\tn\tpredicted\tright\t0"+strings.Repeat(" ", train.CurveWidth-2)+"1", func(b kt.Bin) string {
			return fmt.Sprintf("%.1f\t%.1f\t%d\t%.3f\t%.3f\t%s", b.From, b.To, b.N, b.Predicted, b.Right, train.Drawn(b))
		})
	})
}

func withModel(ctx context.Context, g *globals, s streams, name string, verb func(*app.App, uid.ID) error) error {
	return with(ctx, g, s, func(a *app.App) error {
		id, err := uid.Parse(name)
		if err != nil {
			return fault.New(fault.Missing, "There is no such model; satprep train list names them.")
		}
		return verb(a, id)
	})
}

type trainPromoteCmd struct {
	ID               string `arg:"" help:"Id of the model."`
	ConfirmSimulated bool   `help:"Promote although the answers are those of simulated learners."`
	JSON             bool   `name:"json" help:"Print JSON."`
}

// Help shows an example.
func (trainPromoteCmd) Help() string {
	return "Lets it say on the skill map how likely the next answer in a skill is right, also for a server that runs beside. Only a model that predicts learners held out better than Elo does, by more than chance, is promotable; the refusal says so. It is written down in the audit log.\n\nExample:\n  satprep train promote 019c0b7e-5f10-7a3c-8f4e-2b6f6a1d2c3e"
}

// Run promotes.
func (c *trainPromoteCmd) Run(ctx context.Context, g *globals, s streams) error {
	return aboutModel(ctx, g, s, c.ID, c.JSON, func(a *app.App, id uid.ID) (*train.Run, error) {
		run, err := a.Rooms.Training.Promote(ctx, account.Operator(), id, c.ConfirmSimulated)
		return run, inFlags(err)
	})
}

type trainRejectCmd struct {
	ID   string `arg:"" help:"Id of the model."`
	JSON bool   `name:"json" help:"Print JSON."`
}

// Help shows an example.
func (trainRejectCmd) Help() string {
	return "Ends a proposal without any change. It stays to be looked at.\n\nExample:\n  satprep train reject 019c0b7e-5f10-7a3c-8f4e-2b6f6a1d2c3e"
}

// Run rejects.
func (c *trainRejectCmd) Run(ctx context.Context, g *globals, s streams) error {
	return aboutModel(ctx, g, s, c.ID, c.JSON, func(a *app.App, id uid.ID) (*train.Run, error) {
		return a.Rooms.Training.Reject(ctx, account.Operator(), id)
	})
}
