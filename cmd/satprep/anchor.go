package main

import (
	"context"
	"encoding/json"
	"fmt"
	"text/tabwriter"

	"satprep/internal/app"
	"satprep/internal/calibrate"
)

type calibrateAnchorCmd struct {
	Simulated bool `help:"Read simulated learners of the log, and only those."`
	JSON      bool `name:"json" help:"Print JSON."`
}

// Help shows an example.
func (calibrateAnchorCmd) Help() string {
	return "Compares scores of full tests with official SAT and PSAT scores that learners entered, of those who agreed to analytics and have both within 30 days: of each the two that are nearest. It says how many there are, 50 being needed to tie the scale to official scores, and how far apart they lie, in points. It changes no score.\n\nExample:\n  satprep calibrate anchor --data /var/lib/satprep --json"
}

// Run compares.
func (c *calibrateAnchorCmd) Run(ctx context.Context, g *globals, s streams) error {
	return with(ctx, g, s, func(a *app.App) error {
		x, err := a.Rooms.Calibrations.Anchors(ctx, c.Simulated)
		if err != nil {
			return err
		}
		if c.JSON {
			out := json.NewEncoder(s.out)
			out.SetIndent("", " ")
			return out.Encode(x)
		}
		verdict := "too few to tie the scale to"
		if x.Enough {
			verdict = "enough to tie the scale to"
		}
		fmt.Fprintf(s.out, "%d learners have an official score within 30 days of a full test; %d are needed: %s. Read were %d official scores and %d tests up to record %d; %d more may not be used.\n",
			x.Learners, x.Needed, verdict, x.Official, x.Tests, x.Seq, x.NoConsent)
		t := tabwriter.NewWriter(s.out, 2, 0, 2, ' ', 0)
		fmt.Fprintln(t, "score\tn\tours less official\tse\tsd\trmse\tcorrelation")
		for _, v := range x.Scores {
			fmt.Fprintln(t, anchorLine(v))
		}
		return t.Flush()
	})
}

func anchorLine(v calibrate.Agreed) string {
	return fmt.Sprintf("%s\t%d\t%s\t%s\t%s\t%s\t%s", v.Scale, v.N, fixed(v.Bias, 1), fixed(v.BiasSE, 1), fixed(v.SD, 1), fixed(v.RMSE, 1), fixed(v.Correlation, 3))
}
