package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"satprep/internal/app"
	"satprep/internal/simulate"
)

type simulateCmd struct {
	Students int    `help:"How many learners." default:"200"`
	Days     int    `help:"How many days they live through; the last one is yesterday." default:"14"`
	Seed     uint64 `help:"Same seed, same learners." default:"1"`
	Server   string `help:"Address of a server that runs with --simulation; without it one is started on the data folder and ended afterwards." placeholder:"URL"`
	Workers  int    `help:"Learners at once." default:"16"`
	NoTests  bool   `help:"Practice only: no full tests."`
	NoTutor  bool   `help:"Neither tutor nor review."`
	JSON     bool   `help:"Print the report as one line of JSON."`

	Policy []string `help:"Try rules of selection on --students learners in this process instead: max_information, randomesque, progressive, learn, random." placeholder:"RULE"`
	worldFlags
}

// simulatedChoice is the share of turns in which learners choose between two
// replies, in a demo and on a server that is started for simulated learners.
const simulatedChoice = .15

// Help is shown by -h.
func (c *simulateCmd) Help() string {
	return `Lets a school of learners of known ability practise, test, ask and review through the HTTP API. All their records carry origin "simulated".

With --policy there is no server and nothing is kept: learners of one ability each, N(0, 1), take a test of --length questions by each of the rules, and the report says how well it measured them and how it used the bank. docs/measurement.md says what the figures are.

Example:
  satprep simulate --students 50 --days 7 --data ./demo
  satprep simulate run --days 30 --no-tutor --json
  satprep simulate --policy max_information,randomesque,random --students 5000 --length 20`
}

// Run lets the school live.
func (c *simulateCmd) Run(ctx context.Context, g *globals, s streams, is given) error {
	if is["policy"] {
		return c.tryRules(ctx, s, is)
	}
	if err := is.idle("is of --policy, which tries rules of selection; a school of learners has no use for it.", ofWorlds...); err != nil {
		return err
	}
	opt := simulate.Options{Server: c.Server, Students: c.Students, Days: c.Days, Seed: c.Seed, Workers: c.Workers, Tests: !c.NoTests, Tutor: !c.NoTutor}
	end := func() error { return nil }
	if opt.Server == "" {
		quiet := *g
		quiet.LogLevel = "warn"
		conf := quiet.config(s)
		conf.Addr, conf.Simulation, conf.TutorChoice = "127.0.0.1:0", true, simulatedChoice
		a, err := app.New(ctx, conf)
		if err != nil {
			return err
		}
		defer a.Close()
		if err := a.Start(); err != nil {
			return err
		}
		opt.Server = a.URL()
		end = func() error { return a.CaughtUp(ctx) } // the mirror is there, and whole, when the command is done
	}
	if term.IsTerminal(int(os.Stderr.Fd())) {
		bar := progressbar.NewOptions(c.Students, progressbar.OptionSetWriter(os.Stderr), progressbar.OptionSetDescription("learners"), progressbar.OptionShowCount(), progressbar.OptionClearOnFinish())
		opt.Progress = func(done, _ int) { _ = bar.Set(done) }
	}
	r, err := simulate.Run(ctx, opt)
	if err == nil {
		err = end()
	}
	if err != nil {
		return err
	}
	return c.print(s.out, r)
}

func (c *simulateCmd) print(w io.Writer, r simulate.Report) error {
	if c.JSON {
		return json.NewEncoder(w).Encode(r)
	}
	_, err := fmt.Fprintf(w, "%d learners, %d days: %d practice sessions, %d answers, %d diagnostics, %d full tests, %d tutor turns, %d reviews in %.1f s (%.0f answers/s)\nability at the end of a section's practice against the truth, n = %d: RMSE %.2f, bias %+.2f\n",
		r.Students, r.Days, r.Sessions, r.Answers, r.Diagnostics, r.Tests, r.Turns, r.Reviews, r.Seconds, r.PerSecond, r.ThetaN, r.ThetaRMSE, r.ThetaBias)
	return err
}
