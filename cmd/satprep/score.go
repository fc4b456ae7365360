package main

import (
	"context"
	"fmt"
	"strings"

	"satprep/internal/calibrate"
)

type calibratePersonsCmd struct {
	table
	Params string  `help:"File of parameters." required:"" placeholder:"FILE"`
	Times  string  `help:"Table of times, CSV with the columns user_id, item_id and seconds: who answers too fast to have read is flagged." placeholder:"FILE"`
	Below  float64 `help:"Flag those whose l_z is below this." default:"-2"`
	JSON   bool    `name:"json" help:"Print JSON, of all persons."`
}

// Help shows an example.
func (calibratePersonsCmd) Help() string {
	return "l_z (Drasgow, Levine & Williams 1985) is about standard normal for who answers as the model says, and far below 0 for who guesses, copies or is careless; here at the EAP, where it is a little narrower. With --times an answer is rapid that took less than a tenth of its item's mean time, at most ten seconds (Wise & Ma 2012), and a person is flagged who gave more than one in ten of theirs so (Wise & Kong 2005). Without --json those are printed who have a flag.\n\nExample:\n  satprep calibrate persons --params params.json --in responses.csv\n  satprep calibrate persons --params params.json --in long.csv --times long.csv --json"
}

// Run prints.
func (c *calibratePersonsCmd) Run(ctx context.Context, s streams) error {
	list, err := scores(ctx, &c.table, c.Params, "eap", s)
	if err != nil {
		return err
	}
	var times calibrate.Times
	if c.Times != "" {
		in, err := input(c.Times, s)
		if err != nil {
			return err
		}
		defer in.Close()
		if times, err = calibrate.ReadTimes(wanted{ctx, in}); err != nil {
			return err
		}
	}
	persons, err := calibrate.PersonFit(list, times, c.Below)
	if err != nil {
		return err
	}
	if !c.JSON {
		kept := persons[:0]
		for _, p := range persons {
			if len(p.Flags) > 0 {
				kept = append(kept, p)
			}
		}
		persons = kept
	}
	return lines(s, c.JSON, persons, "person\ttheta\tse\tright\tof\tl_z\trapid\ttimed\tflags", func(p calibrate.Fitting) string {
		return fmt.Sprintf("%s\t%s\t%s\t%d\t%d\t%s\t%d\t%d\t%s", p.Person, fixed(p.Theta, 4), fixed(p.SE, 4), p.Right, p.N, fixed(p.LZ, 2), p.Rapid, p.Timed, strings.Join(p.Flags, ","))
	})
}

type scoreCmd struct {
	table
	Params string `help:"File of parameters." required:"" placeholder:"FILE"`
	Method string `help:"eap, map, ml or wle." default:"eap"`
	JSON   bool   `name:"json" help:"Print JSON."`
}

// Help shows an example.
func (scoreCmd) Help() string {
	return "Scores persons by parameters that satprep calibrate wrote; EAP and MAP with the prior N(0, 1). Under ML a pattern that is all right or all wrong has no finite score, and says so. Items of the table without parameters are left out, and named on stderr. It needs no database.\n\nExample:\n  satprep score --params params.json --in responses.csv --method wle --json"
}

// Run scores.
func (c *scoreCmd) Run(ctx context.Context, s streams) error {
	list, err := scores(ctx, &c.table, c.Params, strings.ToLower(c.Method), s)
	if err != nil {
		return err
	}
	return lines(s, c.JSON, list, "person\ttheta\tse\tright\tof\tl_z", func(p calibrate.Score) string {
		theta := fixed(p.Theta, 4)
		if !p.Finite && p.Sign != "" {
			theta = p.Sign
		}
		return fmt.Sprintf("%s\t%s\t%s\t%d\t%d\t%s", p.Person, theta, fixed(p.SE, 4), p.Right, p.N, fixed(p.LZ, 2))
	})
}

// scores scores the persons of a table, and says on stderr which items are left out.
func scores(ctx context.Context, t *table, params, method string, s streams) ([]calibrate.Score, error) {
	e, err := readParams(params, s)
	if err != nil {
		return nil, err
	}
	r, err := t.read(ctx, s)
	if err != nil {
		return nil, err
	}
	list, without, err := calibrate.Scores(ctx, r, e, method)
	if err == nil && len(without) > 0 {
		named := strings.Join(without[:min(len(without), 6)], ", ")
		if len(without) > 6 {
			named += ", …"
		}
		fmt.Fprintf(s.err, "satprep: %d of the %d items of the table have no parameters and are left out: %s\n", len(without), len(r.Items), named)
	}
	return list, err
}
