package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"golang.org/x/term"

	"satprep/internal/account"
	"satprep/internal/app"
	"satprep/internal/calibrate"
	"satprep/internal/fault"
	cells "satprep/internal/table"
)

type calibrateCmd struct {
	Run     calibrateRunCmd     `cmd:"" default:"withargs" help:"Estimate parameters from the log or a table of answers."`
	Link    calibrateLinkCmd    `cmd:"" help:"Put one file of parameters on the scale of another."`
	Drift   calibrateDriftCmd   `cmd:"" help:"Say which items moved between two windows."`
	DIF     calibrateDIFCmd     `cmd:"" name:"dif" help:"Say which items work differently for a group."`
	Keys    calibrateKeysCmd    `cmd:"" help:"Check keys against what those who know choose."`
	Persons calibratePersonsCmd `cmd:"" help:"Say whose answers do not fit."`
	Report  calibrateReportCmd  `cmd:"" help:"Write a page with curves, information, fit and a Wright map."`
	Anchor  calibrateAnchorCmd  `cmd:"" help:"Say how far scores lie from official ones."`

	List    calibrateListCmd    `cmd:"" help:"List the calibrations of the log."`
	Show    calibrateShowCmd    `cmd:"" help:"Show what a calibration would change."`
	Promote calibratePromoteCmd `cmd:"" help:"Put a calibration's parameters in force."`
	Reject  calibrateRejectCmd  `cmd:"" help:"Reject a calibration."`
}

// table is a table of answers on the command line.
type table struct {
	In  string `help:"Table of answers, CSV; - is standard input." required:"" placeholder:"FILE"`
	Key string `help:"Lines of item,key; then the cells are choices." placeholder:"FILE"`

	families map[string]string
}

func (t *table) read(ctx context.Context, s streams) (*calibrate.Responses, error) {
	f := calibrate.Format{Families: t.families}
	if t.Key != "" {
		key, err := input(t.Key, s)
		if err != nil {
			return nil, err
		}
		defer key.Close()
		f.Key = key
	}
	in, err := input(t.In, s)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	return calibrate.Read(wanted{ctx, in}, f)
}

func readParams(name string, s streams) (*calibrate.Estimate, error) {
	in, err := input(name, s)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	return calibrate.ReadEstimate(bufio.NewReader(in))
}

type calibrateRunCmd struct {
	In        string  `help:"Table of answers, CSV; - is standard input. The log is read unless given." placeholder:"FILE"`
	Key       string  `help:"Lines of item,key; then the cells are choices." placeholder:"FILE"`
	Simulated bool    `help:"Read simulated answers of the log, and only those."`
	Model     string  `help:"1pl, 2pl or 3pl." required:"" placeholder:"MODEL"`
	Dry       bool    `help:"Of the log: store nothing. Otherwise the run is stored as proposed."`
	Note      string  `help:"Of the log: a few words to keep with the run." placeholder:"TEXT"`
	Out       string  `help:"File of parameters to write." placeholder:"FILE"`
	JSON      bool    `name:"json" help:"Print the file of parameters."`
	Families  string  `help:"Lines of item,family: the variants of a family get one set of parameters." placeholder:"FILE"`
	Hold      string  `help:"File of parameters that stay: the other items are put on their scale." placeholder:"FILE"`
	Keep      bool    `name:"hold-calibrated" help:"Of the log: questions whose parameters were estimated before keep them, and the others, pretest questions above all, come on their scale."`
	Tolerance float64 `help:"Largest change of a parameter in a cycle that ends the estimation." default:"1e-4"`
	MaxCycles int     `help:"Cycles at most." default:"2000"`
	NoPriors  bool    `help:"Estimate without priors; not for the 3PL."`
	NoErrors  bool    `help:"Leave out standard errors."`
	NoFit     bool    `help:"Leave out fit."`
}

// Help shows an example.
func (calibrateRunCmd) Help() string {
	return `Marginal maximum likelihood over 61 nodes on [-6, 6], ability N(0, 1). The table is wide (a header of item names, then lines of 0, 1 or blank; a first column user_id names persons), long (user_id,item_id,correct), or raw choices with --key. The 3PL has the priors of docs/measurement.md.

Without --in the log is read: first counted answers to questions of the bank, of those who agreed to analytics then and still do. The model is then the most that is estimated; questions with fewer answers have less estimated (from 30 answers b, from 200 a, from 1,000 c), and those under 30 keep their parameters. The estimates are linked to the scale in force and stored as a proposal, unless --dry: see calibrate list, show, promote and reject. --out writes the estimates on their own scale, and --json prints them. A server may run meanwhile. Nothing in force is changed.

Example:
  satprep calibrate --model 3pl --data /var/lib/satprep --note "after the winter term"
  satprep calibrate --model 3pl --data /var/lib/satprep --dry --out estimates.json
  satprep calibrate --model 3pl --data /var/lib/satprep --hold-calibrated --note "new pretest questions"
  satprep calibrate --model 2pl --in responses.csv --out params.json
  satprep calibrate run --model 3pl --in choices.csv --key key.csv --json
  satprep calibrate --model 2pl --in responses.csv --families families.csv --out params.json
  satprep calibrate --model 3pl --in with-new-items.csv --hold params.json --out linked.json`
}

// Run estimates.
func (c *calibrateRunCmd) Run(ctx context.Context, g *globals, s streams) error {
	o := calibrate.Options{Model: strings.ToLower(c.Model), Tolerance: c.Tolerance, MaxCycles: c.MaxCycles, NoPriors: c.NoPriors, NoErrors: c.NoErrors, NoFit: c.NoFit, HoldCalibrated: c.Keep}
	if !(c.Tolerance > 0) || math.IsInf(c.Tolerance, 1) || c.MaxCycles < 1 {
		return fault.At("tolerance", "The tolerance is a number above 0, and there is at least one cycle.")
	}
	if err := o.Check(); err != nil {
		return err
	}
	if c.Hold != "" {
		held, err := readParams(c.Hold, s)
		if err != nil {
			return err
		}
		o.Held = held.Params()
	}
	if c.Families != "" && (c.In == "" || c.Key != "" || c.Hold != "") {
		return fault.At("families", "--families goes with --in, and not with --key or --hold; what is estimated from the log takes the families of the bank.")
	} else if c.In == "" && c.Key != "" {
		return fault.At("key", "--key goes with --in: answers of the log are graded.")
	} else if c.In != "" && c.Simulated {
		return fault.At("simulated", "--simulated is of the log; it does not go with --in.")
	} else if c.In != "" && c.Keep {
		return fault.At("hold-calibrated", "--hold-calibrated is of the log; with --in it is --hold and a file of parameters.")
	} else if c.In != "" && (c.Dry || c.Note != "") {
		return fault.At("dry", "--dry and --note are of the log; what is estimated with --in is stored nowhere.")
	} else if c.In == "" && (c.Hold != "" || c.NoErrors) {
		return fault.At("hold", "From the log nothing is held and errors are always computed; write a table and use --in for --hold and --no-errors.")
	}
	end := func() {}
	if f, ok := s.err.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		o.Progress = func(cycle int, objective, change float64) {
			fmt.Fprintf(f, "\rcycle %d, objective %.4f, change %.2g   ", cycle, objective, change)
		}
		end = func() { fmt.Fprintln(f) }
	}
	var text []byte
	e, p, err := c.estimate(ctx, g, s, o, func(e *calibrate.Estimate) (err error) {
		text, err = c.write(e, s)
		return err
	})
	end()
	if err != nil {
		return err
	}
	if c.JSON {
		_, err := s.out.Write(text)
		return err
	}
	if err := printEstimate(s.out, e); err != nil || p == nil {
		return err
	}
	if !c.Dry {
		fmt.Fprintf(s.out, "stored as proposed: satprep calibrate show %s\n", p.ID)
	}
	return printProposal(s.out, p)
}

// write writes the file of parameters, if one was asked for, and returns its text.
func (c *calibrateRunCmd) write(e *calibrate.Estimate, s streams) ([]byte, error) {
	text, err := json.MarshalIndent(e, "", " ")
	if err != nil {
		return nil, err
	}
	text = append(text, '\n')
	if c.Out == "" {
		return text, nil
	}
	w, err := output(c.Out, s)
	if err != nil {
		return nil, err
	}
	_, err = w.Write(text)
	if err = errors.Join(err, w.Close()); err != nil {
		return nil, fault.Wrap(fault.Conflict, err, "The file %s could not be written whole; nothing was stored.", c.Out)
	}
	return text, nil
}

// estimate reads the answers and estimates; from the log it proposes too. keep
// gets the estimate before anything is stored.
func (c *calibrateRunCmd) estimate(ctx context.Context, g *globals, s streams, o calibrate.Options, keep func(*calibrate.Estimate) error) (*calibrate.Estimate, *calibrate.Proposal, error) {
	if c.In == "" {
		var e *calibrate.Estimate
		var p *calibrate.Proposal
		err := with(ctx, g, s, func(a *app.App) (err error) {
			p, e, err = a.Rooms.Calibrations.Propose(ctx, account.Operator(), calibrate.Wish{Options: o, Simulated: c.Simulated, Note: c.Note, Dry: c.Dry, Keep: keep})
			return inFlags(err)
		})
		return e, p, err
	}
	began := time.Now()
	t := table{In: c.In, Key: c.Key}
	if c.Families != "" {
		var err error
		if t.families, err = readPairs(c.Families, s); err != nil {
			return nil, nil, err
		}
	}
	r, err := t.read(ctx, s)
	if err != nil {
		return nil, nil, err
	}
	reading := time.Since(began).Seconds()
	e, err := calibrate.Run(ctx, r, o)
	if err == nil {
		e.Seconds.Read = reading
		err = keep(e)
	}
	return e, nil, err
}

func printEstimate(w io.Writer, e *calibrate.Estimate) error {
	fmt.Fprintf(w, "%s of %d persons: log-likelihood %.4f, log prior %.4f, %d cycles, %.2f s", e.Model, e.Persons, e.LogLikelihood, e.LogPrior, e.Iterations, e.Seconds.Estimate)
	if e.Mean != 0 || e.Variance != 1 {
		fmt.Fprintf(w, ", population N(%.3f, %.3f)", e.Mean, e.Variance)
	}
	fmt.Fprintln(w)
	if l := e.Log; l != nil {
		fmt.Fprintf(w, "log up to record %d: %d of %d answers, of %d learners, and of these the %d to questions with 30 or more entered the estimation; left out: %d without consent to analytics, %d not the first, %d of open tests, %d not counted, %d of another version\n",
			l.Seq, l.Used, l.Answers, l.Learners, e.Estimated, l.NoConsent, l.NotFirst, l.OpenTest, l.Uncounted, l.Changed)
	}
	for _, note := range []string{e.Note, several(e.Empty, "line without an answer left out", "lines without an answer left out"), several(e.Repeated, "repeated answer left out", "repeated answers left out")} {
		if note != "" {
			fmt.Fprintln(w, note)
		}
	}
	t := tabwriter.NewWriter(w, 2, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "item\tn\tright\ta\tse\tb\tse\tc\tinfit\toutfit\tp(S-X²)\tflags\t")
	for _, i := range e.Items {
		fmt.Fprintf(t, "%s\t%.0f\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t\n", i.Name, i.N, fixed(i.Right, 2), fixed(i.A, 3), fixed(i.SEA, 3), fixed(i.B, 3), fixed(i.SEB, 3), fixed(i.C, 3), fixed(i.Infit, 2), fixed(i.Outfit, 2), fixed(i.P, 3), strings.Join(i.Flags, ","))
	}
	return t.Flush()
}

func several(n int, one, many string) string {
	switch n {
	case 0:
		return ""
	case 1:
		return "1 " + one
	}
	return fmt.Sprint(n, " ", many)
}

// fixed prints a number, or a dash where it is unknown.
func fixed(n calibrate.Number, digits int) string {
	if v := float64(n); v-v == 0 {
		return fmt.Sprintf("%.*f", digits, v)
	}
	return "–"
}

// printJSON prints a value with an indent of a space.
func printJSON(s streams, v any) error {
	out := json.NewEncoder(s.out)
	out.SetIndent("", " ")
	return out.Encode(v)
}

// lines prints values as a table of their own, or as JSON.
func lines[T any](s streams, asJSON bool, list []T, header string, line func(T) string) error {
	if asJSON {
		return printJSON(s, list)
	}
	t := tabwriter.NewWriter(s.out, 2, 0, 2, ' ', 0)
	fmt.Fprintln(t, header)
	for _, v := range list {
		fmt.Fprintln(t, line(v))
	}
	return t.Flush()
}

type calibrateLinkCmd struct {
	From   string `help:"File of parameters to put on another scale." required:"" placeholder:"FILE"`
	To     string `help:"File of parameters on that scale." required:"" placeholder:"FILE"`
	Method string `help:"stocking-lord or mean-sigma." default:"stocking-lord"`
	JSON   bool   `name:"json" help:"Print the link with the items on the new scale."`
}

// Help shows an example.
func (calibrateLinkCmd) Help() string {
	return "θ on the scale of --to is slope·θ + shift. Items are the same where their names are.\n\nExample:\n  satprep calibrate link --from june.json --to base.json"
}

// Run links.
func (c *calibrateLinkCmd) Run(s streams) error {
	from, to, err := pair(c.From, c.To, s)
	if err != nil {
		return err
	}
	l, err := calibrate.LinkTo(from, to, c.Method)
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(s, l)
	}
	_, err = fmt.Fprintf(s.out, "slope %.5f, shift %.5f (%s, %d common items, curves differ by %.4f)\n", l.Slope, l.Shift, l.Method, l.Common, l.RMSD)
	return err
}

func pair(a, b string, s streams) (from, to *calibrate.Estimate, err error) {
	if from, err = readParams(a, s); err != nil {
		return nil, nil, err
	}
	to, err = readParams(b, s)
	return from, to, err
}

type calibrateDriftCmd struct {
	Before string `help:"File of parameters of the earlier window." required:"" placeholder:"FILE"`
	After  string `help:"File of parameters of the later window." required:"" placeholder:"FILE"`
	JSON   bool   `name:"json" help:"Print JSON."`
}

// Help shows an example.
func (calibrateDriftCmd) Help() string {
	return "The later window is linked to the earlier one by all common items first (Stocking & Lord). area is the root mean square difference of the curves; flagged is what moved beyond chance (|z| > 2.58) by more than .05.\n\nExample:\n  satprep calibrate drift --before spring.json --after autumn.json"
}

// Run compares.
func (c *calibrateDriftCmd) Run(s streams) error {
	before, after, err := pair(c.Before, c.After, s)
	if err != nil {
		return err
	}
	list, _, err := calibrate.Drifts(before, after)
	if err != nil {
		return err
	}
	return lines(s, c.JSON, list, "item\ta\tb\tz(a)\tz(b)\tarea\tflag", func(d calibrate.Drifted) string {
		return fmt.Sprintf("%s\t%s\t%s\t%s\t%s\t%s\t%s", d.Name, fixed(d.A, 3), fixed(d.B, 3), fixed(d.ZA, 2), fixed(d.ZB, 2), fixed(d.Area, 3), mark(d.Flag))
	})
}

func mark(flag bool) string {
	if flag {
		return "!"
	}
	return ""
}

type calibrateDIFCmd struct {
	table
	Groups string `help:"Lines of user_id,group." required:"" placeholder:"FILE"`
	Focal  string `help:"Group that is compared with all others." required:"" placeholder:"NAME"`
	JSON   bool   `name:"json" help:"Print JSON."`
}

// Help shows an example.
func (calibrateDIFCmd) Help() string {
	return "Mantel–Haenszel, matched by the number of right answers; items of class C are left out of that number in a second pass. delta is ETS's: below 0 an item is harder for the focal group than for others of the same ability. The table needs a column user_id.\n\nExample:\n  satprep calibrate dif --in responses.csv --groups groups.csv --focal B"
}

// Run compares.
func (c *calibrateDIFCmd) Run(ctx context.Context, s streams) error {
	groups, err := readPairs(c.Groups, s)
	if err != nil {
		return err
	}
	r, err := c.read(ctx, s)
	if err != nil {
		return err
	}
	list, err := calibrate.Differentials(r, groups, c.Focal)
	if err != nil {
		return err
	}
	return lines(s, c.JSON, list, "item\treference\tfocal\todds\tdelta\tse\tchi²\tp\tclass", func(d calibrate.Differential) string {
		return fmt.Sprintf("%s\t%d\t%d\t%s\t%s\t%s\t%s\t%s\t%s", d.Name, d.Reference, d.Focal, fixed(d.Odds, 3), fixed(d.Delta, 3), fixed(d.SE, 3), fixed(d.Chi2, 2), fixed(d.P, 4), d.Class)
	})
}

// readPairs reads lines of two cells; a header user_id is passed over.
func readPairs(name string, s streams) (map[string]string, error) {
	in, err := input(name, s)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	r, err := cells.Delimited(in)
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, err, "%s cannot be read: %s.", name, err.Error())
	}
	r.FieldsPerRecord = 2
	pairs := map[string]string{}
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			return pairs, nil
		} else if err != nil {
			return nil, fault.Wrap(fault.Invalid, err, "%s is not lines of two cells: %s.", name, err.Error())
		}
		who, what := strings.TrimSpace(record[0]), strings.TrimSpace(record[1])
		if had, twice := pairs[who]; twice && had != what {
			line, _ := r.FieldPos(0)
			return nil, fault.New(fault.Invalid, "Line %d of %s: %.60q is %.40q here and %.40q before.", line, name, who, what, had)
		}
		if who != "user_id" {
			pairs[who] = what
		}
	}
}

type calibrateKeysCmd struct {
	table
	JSON bool `name:"json" help:"Print JSON."`
}

// Help shows an example.
func (calibrateKeysCmd) Help() string {
	return "Correlates every option with the score on all other items. An option that does better than the key, by more than chance, makes the key suspect.\n\nExample:\n  satprep calibrate keys --in choices.csv --key key.csv"
}

// Run checks.
func (c *calibrateKeysCmd) Run(ctx context.Context, s streams) error {
	r, err := c.read(ctx, s)
	if err != nil {
		return err
	}
	list, err := calibrate.CheckKeys(r)
	if err != nil {
		return err
	}
	return lines(s, c.JSON, list, "item\tkey\tbest\tsuspect\toptions (share, correlation)", func(k calibrate.KeyReport) string {
		var options []string
		for _, o := range k.Options {
			options = append(options, fmt.Sprintf("%s %s %s", o.Option, fixed(o.Share, 2), fixed(o.PointBiserial, 2)))
		}
		return fmt.Sprintf("%s\t%s\t%s\t%s\t%s", k.Name, k.Key, k.Best, mark(k.Suspect), strings.Join(options, "; "))
	})
}
