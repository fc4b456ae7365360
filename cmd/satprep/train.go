package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"satprep/internal/fault"
	"satprep/internal/kt"
	"satprep/internal/train"
)

type trainCmd struct {
	Model string  `help:"elo, best-lr or bkt." required:"" placeholder:"MODEL"`
	In    string  `help:"Table of answers, CSV or TSV; learners are parted into training and test." placeholder:"FILE" xor:"in" required:""`
	Train string  `help:"Table of answers to train on; goes with --test." placeholder:"FILE" xor:"in" required:""`
	Test  string  `help:"Table of answers to judge on." placeholder:"FILE"`
	Share float64 `help:"Share of learners held out of --in." default:"0.2"`
	Seed  uint64  `help:"Seed of that." default:"1"`
	Out   string  `help:"File to write the model to." placeholder:"FILE"`
	JSON  bool    `name:"json" help:"Print JSON."`
}

// Help shows an example.
func (trainCmd) Help() string {
	return `Fits a model of knowledge tracing and judges it on learners it was not fitted to, each prediction from the learner's past only. The table has the columns user_id, item_id, skill_id (several joined by _), correct, and possibly timestamp; a learner's rows are in order.

Example:
  satprep train --model best-lr --in answers.csv
  satprep train --model elo --train train.tsv --test test.tsv --json`
}

// Run trains.
func (c *trainCmd) Run(ctx context.Context, s streams) error {
	r := train.NewReader()
	read := func(name string) (*kt.Table, error) {
		in, err := input(name, s)
		if err != nil {
			return nil, err
		}
		defer in.Close()
		return r.Read(in)
	}
	var fit, judge *kt.Table
	switch {
	case (c.Train == "") != (c.Test == ""):
		return fault.At("test", "--train and --test go together; --in alone parts its learners.")
	case c.Train != "":
		var err error
		if fit, err = read(c.Train); err != nil {
			return err
		}
		if judge, err = read(c.Test); err != nil {
			return err
		}
	default:
		if !(c.Share > 0 && c.Share < 1) {
			return fault.At("share", "A share is between 0 and 1.")
		}
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
	if c.Out != "" {
		text, err := report.Encode()
		if err != nil {
			return err
		}
		w, err := output(c.Out, s)
		if err != nil {
			return err
		}
		_, err = w.Write(append(text, '\n'))
		if err := errors.Join(err, w.Close()); err != nil {
			return err
		}
	}
	if c.JSON {
		out := json.NewEncoder(s.out)
		out.SetIndent("", " ")
		return out.Encode(report)
	}
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
