package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"satprep/internal/app"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/question"
	"satprep/internal/simulate"
)

type simulateVerbs struct {
	Run       simulateCmd  `cmd:"" default:"withargs" help:"Let a school of simulated learners use a server."`
	Precision precisionCmd `cmd:"" help:"Say how near scores of whole tests come to the truth, and prove the tests from their log."`
}

type precisionCmd struct {
	World   string `help:"known, shipped, misjudged, or all of them." default:"all" placeholder:"NAME"`
	Tests   int    `help:"Full tests of each world, at least." default:"2000"`
	Twins   int    `help:"Learners who sit beside a twin that answers pretest questions the other way round." default:"25"`
	Seed    uint64 `help:"Same seed, same learners and answers." default:"1"`
	Workers int    `help:"Learners at once." default:"16"`
	JSON    bool   `name:"json" help:"Print JSON."`
}

// Help shows an example.
func (precisionCmd) Help() string {
	return `Learners of known ability sit every form of the bank through the HTTP API of a server of its own, which is started in a folder of its own and removed afterwards; --data is left alone.

In the world known all parameters are drawn, with a mean a of 1.9, and the server knows them; shipped is the bank as it comes, as if its authors had judged exactly; misjudged is that bank with authors who err in b (SD .6) on a scale that is shifted by .4.

From the log it is recomputed for every test that its content met the blueprint, that the way into the second module follows from the first one's answers, that the score follows from the answers that count, and that it is what the learner was told; twins show that pretest questions move nothing. Any of it that fails is named, and the exit code is 70.

Example:
  satprep simulate precision --tests 2000
  satprep simulate precision --world known --tests 200 --json`
}

// Run lets the worlds sit.
func (c *precisionCmd) Run(ctx context.Context, g *globals, s streams) error {
	names := simulate.Worlds()
	if c.World != "all" {
		if !slices.Contains(names, c.World) {
			return fault.At("world", "A world is known, shipped, misjudged or all.")
		}
		names = []string{c.World}
	}
	list := []simulate.Precision{}
	wrong := 0
	for _, name := range names {
		p, err := c.world(ctx, g, s, name)
		if err != nil {
			return err
		}
		list = append(list, p)
		wrong += len(p.Problems)
	}
	if c.JSON {
		if err := printJSON(s, list); err != nil {
			return err
		}
	} else {
		for _, p := range list {
			if err := printPrecision(s, p); err != nil {
				return err
			}
		}
	}
	if wrong > 0 {
		return fault.New(fault.Internal, "%d things in the log of these tests are not as they should be.", wrong)
	}
	return nil
}

// world lets learners of one world sit on a server of its own.
func (c *precisionCmd) world(ctx context.Context, g *globals, s streams, name string) (p simulate.Precision, err error) {
	dir, err := os.MkdirTemp("", "satprep-precision-")
	if err != nil {
		return p, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	quiet := *g
	quiet.Data, quiet.DB, quiet.LogLevel = dir, "", "warn"
	conf := quiet.config(s)
	conf.Addr, conf.Simulation = "127.0.0.1:0", true
	a, err := app.New(ctx, conf)
	if err != nil {
		return p, err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	w, err := simulate.NewWorld(name, c.Seed, a.Rooms.Questions.Bank(ctx))
	if err != nil {
		return p, err
	}
	if len(w.Force) > 0 {
		if _, err := a.Rooms.Questions.Promote(ctx, question.Promotion{Number: a.Rooms.Questions.Bank(ctx).Number, Params: w.Force}); err != nil {
			return p, err
		}
	}
	if err := a.Start(); err != nil {
		return p, err
	}
	opt := simulate.SittingOptions{Server: a.URL(), World: w, Bank: a.Rooms.Questions.Bank(ctx), Tests: c.Tests, Twins: c.Twins, Workers: c.Workers}
	if f, ok := s.err.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		bar := progressbar.NewOptions(-1, progressbar.OptionSetWriter(f), progressbar.OptionSetDescription("tests, "+name), progressbar.OptionShowCount(), progressbar.OptionClearOnFinish())
		opt.Progress = func(done, of int) { bar.ChangeMax(of); _ = bar.Set(done) }
	}
	began := time.Now()
	sats, err := simulate.Sit(ctx, opt)
	if err != nil {
		return p, err
	}
	took := time.Since(began).Seconds()
	proof := &simulate.Proof{BankAt: a.Rooms.Questions.At}
	if err := a.Rooms.Log.Scan(ctx, 0, 0, func(r *interaction.Record) error { return proof.Take(ctx, r) }); err != nil {
		return p, err
	}
	p = simulate.Judge(w, sats, proof)
	p.Seconds = took
	return p, nil
}

func printPrecision(s streams, p simulate.Precision) error {
	fmt.Fprintf(s.out, "%s: %d tests of %d learners on %d forms in %.0f s, and %d of twins; %d recomputed from the log, %d things not as they should be\n",
		p.World, p.Tests, p.Learners, p.Forms, p.Seconds, p.Twins, p.Proved, len(p.Problems))
	for _, x := range p.Problems {
		io.WriteString(s.out, "  "+x+"\n")
	}
	return lines(s, false, p.Sections, "section\tRMSE\t±\tbias\tmean SE\t95 %: SE\twith parameters\twith scale\tin band\tharder", func(x simulate.SectionPrecision) string {
		return strings.Join([]string{question.Name(x.Section), fmt.Sprintf("%.3f", x.RMSE), fmt.Sprintf("%.3f", x.RMSESE), fmt.Sprintf("%+.3f", x.Bias), fmt.Sprintf("%.3f", x.MeanSE),
			percent(x.Coverage), percent(x.Params), percent(x.All), percent(x.Band), percent(x.Harder)}, "\t")
	})
}

func percent(v float64) string { return fmt.Sprintf("%.1f %%", 100*v) }
