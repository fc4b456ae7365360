// The program satprep: one binary, a file per verb.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"satprep/internal/fault"
)

var cli struct {
	Data string `help:"Folder with everything that is kept." default:"./data" placeholder:"DIR"`
	DB   string `help:"Database: sqlite:DIR or postgres://…; SQLite in the data folder unless given." placeholder:"DSN"`

	Serve serveCmd `cmd:"" help:"Serve the API and the web app."`
}

func main() {
	os.Exit(run(os.Args[1:]))
}

func run(args []string) int {
	parser, err := kong.New(&cli, kong.Name("satprep"), kong.Description("Adaptive SAT preparation and the record of it."), kong.UsageOnError())
	if err != nil {
		return report(err)
	}
	k, err := parser.Parse(args)
	if err != nil {
		fmt.Fprintln(os.Stderr, "satprep:", err)
		return 64
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	k.BindTo(ctx, (*context.Context)(nil))
	return report(k.Run())
}

// report says in one sentence what went wrong and returns the exit code.
func report(err error) int {
	if err != nil {
		fmt.Fprintln(os.Stderr, "satprep:", fault.Sentence(err))
	}
	return fault.ExitCode(err)
}
