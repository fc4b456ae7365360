package main

import (
	"context"
	"fmt"

	"satprep/internal/account"
	"satprep/internal/app"
	"satprep/internal/calibrate"
	"satprep/internal/fault"
)

type calibrateAnchorCmd struct {
	Simulated bool `help:"Read simulated learners of the log, and only those."`
	Promote   bool `help:"Put the scale in force, anchored with the errors that were found."`
	JSON      bool `name:"json" help:"Print JSON."`
}

// Help shows an example.
func (calibrateAnchorCmd) Help() string {
	return "Compares scores of full tests with official SAT and PSAT scores that learners entered, of those who agreed to analytics and have both within 30 days: of each the two that are nearest. It says how many there are, 50 being needed to tie the scale to official scores, and how far apart they lie, in points. With --promote scores of tests that begin afterwards carry the error that was found (scale sd) in place of the 40 points of a scale that nobody compared, and are anchored where four in five of their questions are calibrated; no score is moved, and what is over keeps its numbers. It is written down in the audit log.\n\nExamples:\n  satprep calibrate anchor --data /var/lib/satprep --json\n  satprep calibrate anchor --data /var/lib/satprep --promote"
}

// Run compares.
func (c *calibrateAnchorCmd) Run(ctx context.Context, g *globals, s streams) error {
	return with(ctx, g, s, func(a *app.App) error {
		x, err := c.compare(ctx, a.Rooms.Calibrations)
		if err != nil {
			return err
		}
		if c.JSON {
			return printJSON(s, x)
		}
		verdict := "too few to tie the scale to"
		if x.Enough {
			verdict = "enough to tie the scale to"
		}
		fmt.Fprintf(s.out, "%d learners have an official score within 30 days of a full test; %d are needed: %s. Read were %d official scores and %d tests up to record %d; %d more may not be used.\n",
			x.Learners, x.Needed, verdict, x.Official, x.Tests, x.Seq, x.NoConsent)
		if x.Set != "" {
			fmt.Fprintf(s.out, "The scale is anchored, by the errors below: parameter set %s.\n", x.Set)
		}
		return lines(s, false, x.Scores, "score\tn\tours less official\tse\tsd\trmse\tcorrelation\tscale sd", anchorLine)
	})
}

// compare reads the log, and with --promote puts in force what it says.
func (c *calibrateAnchorCmd) compare(ctx context.Context, room *calibrate.Service) (*calibrate.Anchoring, error) {
	switch {
	case !c.Promote:
		return room.Anchors(ctx, c.Simulated)
	case c.Simulated:
		return nil, fault.At("promote", "Simulated learners have no official scores; --promote goes without --simulated.")
	default:
		return room.Anchor(ctx, account.Operator())
	}
}

func anchorLine(v calibrate.Agreed) string {
	return fmt.Sprintf("%s\t%d\t%s\t%s\t%s\t%s\t%s\t%s", v.Scale, v.N, fixed(v.Bias, 1), fixed(v.BiasSE, 1), fixed(v.SD, 1), fixed(v.RMSE, 1), fixed(v.Correlation, 3), fixed(v.ScaleSD, 1))
}
