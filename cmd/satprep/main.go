// The program satprep: one binary, a file per verb. A new verb is a struct with
// a Run method and a Help text with an example, in a file named after it, and
// one field in program.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"satprep/internal/fault"
)

// program is the grammar of the command line.
type program struct {
	globals

	Serve   serveCmd   `cmd:"" help:"Serve the API and the web app."`
	Config  configCmd  `cmd:"" help:"Print the settings in force and where each comes from."`
	Migrate migrateCmd `cmd:"" help:"Bring the database up to date."`

	User      userCmd      `cmd:"" help:"Import users, issue tokens, invite staff."`
	Consent   consentCmd   `cmd:"" help:"Show, enter and withdraw consent."`
	Questions questionsCmd `cmd:"" help:"Import and export the question bank."`
	Grade     gradeCmd     `cmd:"" help:"Grade answers against keys, as the server does."`

	Erase   eraseCmd   `cmd:"" help:"Erase a user for good, against a signed receipt."`
	Receipt receiptCmd `cmd:"" help:"Check receipts, print the key that checks them."`

	Backup  backupCmd  `cmd:"" help:"Write a backup, while the server runs."`
	Restore restoreCmd `cmd:"" help:"Put a backup into an empty data folder."`
	Rebuild rebuildCmd `cmd:"" help:"Make the mirror or a view anew from the log."`

	Dataset datasetCmd `cmd:"" help:"Build datasets from the log, and look after them."`
	Redact  redactCmd  `cmd:"" help:"Take out of a text what tells who somebody is."`

	Calibrate calibrateCmd `cmd:"" help:"Estimate item parameters from answers, link, compare and check them."`
	Score     scoreCmd     `cmd:"" help:"Score answers by item parameters."`
	Train     trainCmd     `cmd:"" help:"Fit a model of knowledge to answers, and say how well it predicts."`
	Evaluate  evaluateCmd  `cmd:"" help:"Say what a rule of selection is worth, by choices that another made."`

	Simulate simulateVerbs `cmd:"" help:"Let simulated learners use a server, as a school or to measure scores."`
	OpenAPI  openapiCmd    `cmd:"" name:"openapi" help:"Print the API as an OpenAPI document."`
}

// streams are a process's three.
type streams struct {
	in  io.Reader
	out io.Writer
	err io.Writer
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends at once whatever does not look at the first
	code := run(ctx, os.Args[1:], os.Environ(), streams{os.Stdin, os.Stdout, os.Stderr})
	stop()
	os.Exit(code)
}

// stopped is how --help and --version end.
type stopped int

// run is the program; it returns the exit code.
func run(ctx context.Context, args, env []string, s streams) (code int) {
	defer func() {
		if p := recover(); p != nil {
			c, ok := p.(stopped)
			if !ok {
				panic(p)
			}
			code = int(c)
		}
	}()
	from, err := readSettings(args, env)
	if err != nil {
		return report(s.err, nil, err)
	}
	var p program
	parser, err := kong.New(&p, kong.Name("satprep"), kong.Description("Adaptive SAT preparation and the record of it. Settings come from flags, then SATPREP_… variables, then satprep.yaml in the data folder."),
		kong.Writers(s.out, s.err), kong.Exit(func(c int) { panic(stopped(c)) }), kong.Resolvers(from), kong.Vars{"version": version()},
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}), kong.ValueFormatter(withVariable))
	if err != nil {
		return report(s.err, nil, err)
	}
	k, err := parser.Parse(args)
	if err != nil {
		var f *fault.Error
		if errors.As(err, &f) {
			return report(s.err, nil, f)
		}
		fmt.Fprintf(s.err, "satprep: %s; see satprep --help.\n", from.blamed(err.Error()))
		return usage
	}
	for _, name := range from.unknown(parser.Model) {
		fmt.Fprintf(s.err, "satprep: the variable %s sets nothing; satprep config lists the settings and their variables.\n", name)
	}
	if p.Data == "" {
		return report(s.err, k, from.blame(fault.At("data", "--data is empty; name the folder with everything that is kept, for example ./data.")))
	}
	k.BindTo(ctx, (*context.Context)(nil))
	k.Bind(stated(k))
	err = k.Run(&p.globals, s, from)
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		fmt.Fprintln(s.err, "satprep: Interrupted before it was done; give the command again to have it done.")
		return interrupted
	}
	return report(s.err, k, from.blame(err))
}

// interrupted is the exit code of what a signal ended, as shells have it.
const interrupted = 130

// given are the flags that stand on the command line.
type given map[string]bool

func stated(k *kong.Context) given {
	g := given{}
	for _, p := range k.Path {
		if p.Flag != nil && !p.Resolved {
			g[p.Flag.Name] = true
		}
	}
	return g
}

// idle refuses flags that stand there and would do nothing: why says what they
// are for.
func (g given) idle(why string, flags ...string) error {
	for _, f := range flags {
		if g[f] {
			return fault.At(f, "--%s %s", f, why)
		}
	}
	return nil
}

// report says in one sentence what went wrong and returns the exit code. What
// only an operator can mend comes with its cause.
func report(w io.Writer, k *kong.Context, err error) int {
	switch {
	case err == nil:
		return 0
	case fault.KindOf(err) == fault.Internal:
		fmt.Fprintf(w, "satprep: %s (%v)\n", strings.TrimSuffix(fault.Sentence(err), "."), cause(err))
	default:
		fmt.Fprintln(w, "satprep:", fault.Sentence(err))
	}
	return exitCode(k, err)
}

// cause is what lies below all sentences, on one line.
func cause(err error) string {
	for f := (*fault.Error)(nil); errors.As(err, &f) && f.Cause != nil; {
		err = f.Cause
	}
	return strings.Join(strings.Fields(err.Error()), " ")
}

// withVariable shows in help which variable sets a flag.
func withVariable(v *kong.Value) string {
	text := kong.DefaultHelpValueFormatter(v)
	if v.Flag == nil || v.Name == "help" || v.Name == "version" {
		return text
	}
	return text + " [" + variable(v.Name) + "]"
}
