package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"math"

	"satprep/internal/app"
	"satprep/internal/calibrate"
	"satprep/internal/fault"
	"satprep/internal/train"
	"satprep/internal/uid"
)

type calibrateReportCmd struct {
	Params string `help:"File of parameters to show." placeholder:"FILE" xor:"what"`
	In     string `help:"Table of the answers, CSV: with --params, for persons, observed shares and fit." placeholder:"FILE"`
	Key    string `help:"Lines of item,key; then the cells are choices." placeholder:"FILE"`
	ID     string `name:"run" help:"Calibration of the log to show, by its id; without it and --params the set in force." placeholder:"ID" xor:"what"`
	Train  string `help:"What satprep train --json printed, for the calibration plot of a model of knowledge." placeholder:"FILE"`
	Out    string `help:"Page to write; - is standard output." default:"-" placeholder:"FILE"`
}

// Help shows an example.
func (calibrateReportCmd) Help() string {
	return `Writes one HTML page that is read offline: summary and flags, test information with standard errors, a Wright map, fit, the curves of every item, and how well a model of knowledge predicts. It asks nobody for anything and has no script. What was not given it says is not there.

Example:
  satprep calibrate report --params params.json --in responses.csv --train model.json --out report.html
  satprep calibrate report --run 019c0b7e-5f10-7a3c-8f4e-2b6f6a1d2c3e --data /var/lib/satprep --out report.html
  satprep calibrate report --data /var/lib/satprep --out in-force.html`
}

// Run writes the page.
func (c *calibrateReportCmd) Run(ctx context.Context, g *globals, s streams) error {
	if c.Params == "" && (c.In != "" || c.Key != "") {
		return fault.At("in", "--in and --key go with --params: a run of the log keeps no answers.")
	} else if c.Key != "" && c.In == "" {
		return fault.At("key", "--key goes with --in.")
	}
	traced, err := c.tracing(s)
	if err != nil {
		return err
	}
	r, err := c.report(ctx, g, s)
	if err != nil {
		return err
	}
	r.Tracing = traced
	w, err := output(c.Out, s)
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, r.Page())
	return errors.Join(err, w.Close())
}

func (c *calibrateReportCmd) report(ctx context.Context, g *globals, s streams) (r *calibrate.Report, err error) {
	if c.Params != "" {
		e, err := readParams(c.Params, s)
		if err != nil {
			return nil, err
		}
		var answers *calibrate.Responses
		if c.In != "" {
			if answers, err = (&table{In: c.In, Key: c.Key}).read(ctx, s); err != nil {
				return nil, err
			}
		}
		return calibrate.ReportOf(ctx, e, answers)
	}
	err = with(ctx, g, s, func(a *app.App) (err error) {
		var id uid.ID
		if c.ID != "" {
			if id, err = runID(c.ID); err != nil {
				return err
			}
		}
		r, err = a.Rooms.Calibrations.Report(ctx, id)
		return err
	})
	return r, err
}

func runID(name string) (uid.ID, error) {
	id, err := uid.Parse(name)
	if err != nil {
		return id, fault.New(fault.Missing, "There is no such calibration; satprep calibrate list names them.")
	}
	return id, nil
}

// tracing reads what train --json printed.
func (c *calibrateReportCmd) tracing(s streams) (*calibrate.Tracing, error) {
	if c.Train == "" {
		return nil, nil
	}
	in, err := input(c.Train, s)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	var t train.Report
	if err := json.NewDecoder(io.LimitReader(in, 16<<20)).Decode(&t); err != nil || t.Model == "" || len(t.Bins) == 0 {
		return nil, fault.New(fault.Invalid, "The file %s is not what satprep train --json prints: it has no model with bins.", c.Train)
	}
	out := &calibrate.Tracing{Model: t.Model, AUC: math.NaN(), NLL: t.NLL, Brier: t.Brier, ECE: t.ECE, MeanNLL: t.Mean.NLL, Rows: t.Test.Rows, Learners: t.Test.Learners, Bins: t.Bins}
	if t.AUC != nil {
		out.AUC = *t.AUC
	}
	return out, nil
}
