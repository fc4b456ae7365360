package main

import (
	"context"
	"fmt"
	"os"
	"runtime/debug"
	"time"

	"golang.org/x/sync/errgroup"

	"satprep/internal/account"
	"satprep/internal/app"
	"satprep/internal/fault"
)

// serveFlags are the settings of a server.
type serveFlags struct {
	mirrorFlags
	Addr         string        `help:"Address to listen on." default:":8000"`
	TrustProxy   bool          `help:"Believe X-Forwarded-For and X-Forwarded-Proto: only behind a proxy that sets them itself."`
	MetricsToken string        `help:"Opens /metrics to whoever sends it; without it only this machine may read them." placeholder:"TOKEN"`
	School       bool          `help:"School-contract mode: no data leaves this instance, whoever consents."`
	Simulation   bool          `help:"For simulated learners: no rate limits, and the log says that who registers is no person."`
	Tutor        []string      `help:"Language model for the tutor, such as openai:http://localhost:8000/v1?model=NAME; several are drawn among. Without one the built-in tutor answers." placeholder:"MODEL" sep:"none"`
	TutorKey     string        `help:"Key of the models' server; give it as SATPREP_TUTOR_KEY and not on the command line." placeholder:"KEY"`
	Ears         string        `help:"What turns speech to the tutor into text, such as openai:http://localhost:8000/v1?model=whisper-1. Without it learners type." placeholder:"MODEL"`
	EarsKey      string        `help:"Key of that server; give it as SATPREP_EARS_KEY and not on the command line." placeholder:"KEY"`
	TutorChoice  float64       `help:"Share of the tutor's turns in which the learner chooses between two replies, 0 to 1; .15 with --demo unless given." default:"0"`
	Helpline     string        `help:"A sentence with the helpline to call, for the tutor's safety texts." placeholder:"TEXT"`
	Demo         bool          `help:"In an instance without accounts make people to try it as, and a simulated school in the background. Implies --simulation."`
	Drain        time.Duration `help:"How long running requests may take to end when the server stops." default:"20s"`
}

func (f *serveFlags) into(c app.Config) app.Config {
	c.Addr, c.TrustProxy, c.MetricsToken, c.School, c.Simulation, c.Drain = f.Addr, f.TrustProxy, f.MetricsToken, f.School, f.Simulation, f.Drain
	c.Tutor, c.TutorKey, c.TutorChoice, c.Helpline = f.Tutor, f.TutorKey, f.TutorChoice, f.Helpline
	c.Ears, c.EarsKey = f.Ears, f.EarsKey
	return f.mirrorFlags.into(c)
}

// check refuses values that would fail, or be taken for others, once the folder
// is made.
func (f *serveFlags) check() error {
	switch {
	case f.TutorChoice < 0 || f.TutorChoice > 1 || f.TutorChoice != f.TutorChoice:
		return fault.At("tutor-choice", "--tutor-choice is a share between 0 and 1, for example 0.1.")
	case f.Drain < 0:
		return fault.At("drain", "--drain is how long to wait, for example 20s; 0s does not wait.")
	case f.MirrorRotate < 0:
		return fault.At("mirror-rotate", "--mirror-rotate is in megabytes, for example 256; 0 keeps the mirror whole.")
	}
	return app.CheckAddress(f.Addr)
}

type serveCmd struct{ serveFlags }

// Help shows examples.
func (serveCmd) Help() string {
	return `Without settings it makes ./data, brings the database up to date, loads the question bank, prints a link to set up the first admin, and listens on :8000. It stops on SIGINT or SIGTERM once running requests have ended.

Examples:
  satprep serve
  satprep serve --data /var/lib/satprep --addr 127.0.0.1:8000 --trust-proxy
  satprep serve --demo --data ./demo
  satprep serve --db postgres://satprep:secret@db/satprep`
}

// Run serves until the process is told to stop.
func (c *serveCmd) Run(ctx context.Context, g *globals, s streams, is given) error {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(120) // the heap is small; an export of a million records must stay under 128 MiB
	}
	if err := c.check(); err != nil {
		return err
	}
	c.Simulation = c.Simulation || c.Demo
	if c.Demo && !is["tutor-choice"] {
		c.TutorChoice = simulatedChoice
	}
	a, err := app.New(ctx, c.into(g.config(s)))
	if err != nil {
		return err
	}
	defer a.Close() // again after Run, which does no harm
	if err := a.Start(); err != nil {
		return err
	}
	signIn := "" // of a demo that is to be filled
	if c.Demo {
		if signIn, err = demo(ctx, a, s); err != nil {
			return err
		}
	}
	if err := invite(ctx, a, s); err != nil {
		return err
	}
	fmt.Fprintf(s.out, "satprep is ready at %s, listening on %s, data in %s\n", a.URL(), a.Addr, a.Data)
	go debug.FreeOSMemory() // what reading the bank and migrating needed, and nothing needs again
	if signIn == "" {
		return a.Run(ctx)
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var group errgroup.Group
	group.Go(func() error {
		defer stop() // the school ends with the server
		return a.Run(ctx)
	})
	group.Go(func() error {
		if err := fillSchool(ctx, a, s, signIn); err != nil && ctx.Err() == nil {
			fmt.Fprintln(s.out, "The demo school could not be filled; the server goes on:", fault.Sentence(err))
		}
		return nil
	})
	return group.Wait()
}

// invite prints the link with which the first admin sets the instance up, while
// there is none.
func invite(ctx context.Context, a *app.App, s streams) error {
	code, err := a.Rooms.Accounts.SetupLink(ctx)
	if fault.Is(err, fault.Conflict) {
		return nil // there is an admin
	} else if err != nil {
		return err
	}
	fmt.Fprintf(s.out, "There is no admin yet. Set up the first one within %d hours:\n  %s/app/setup#code=%s\n", int(account.SetupLife.Hours()), a.URL(), code.Code)
	return nil
}
