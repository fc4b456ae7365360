package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"satprep/internal/app"
	"satprep/internal/fault"
	"satprep/internal/question"
	"satprep/internal/selection"
	"satprep/internal/trial"
)

// worldFlags say what is simulated where rules are tried.
type worldFlags struct {
	Section   string  `help:"With rules: rw or math." default:"math"`
	Length    int     `help:"With rules: questions that each learner answers." default:"20"`
	Epsilon   float64 `help:"With rules: share of choices that are uniform over the eligible; practice has .05." default:"0"`
	Questions int     `help:"With rules: make a bank of so many questions instead of taking the practice questions of the built-in one." placeholder:"N"`
	Slope     float64 `help:"With --questions: mean discrimination of that bank." default:"1"`
	ErrorB    float64 `help:"With rules: standard deviation of the true difficulties around what is believed of them." default:"0"`
}

// ofWorlds are worldFlags by name.
var ofWorlds = []string{"section", "length", "epsilon", "questions", "slope", "error-b"}

// world makes the world of the flags.
func (f *worldFlags) world(learners int, seed uint64, is given) (*trial.World, error) {
	if f.Questions == 0 {
		if err := is.idle("is that of a bank that is made; say with --questions how many it has.", "slope"); err != nil {
			return nil, err
		}
	}
	o := trial.Options{Section: strings.ToLower(f.Section), Learners: learners, Length: f.Length, Epsilon: f.Epsilon, ErrorB: f.ErrorB, Seed: seed}
	if f.Questions != 0 {
		items, err := trial.NewBank(o.Section, f.Questions, f.Slope, seed)
		if err != nil {
			return nil, err
		}
		return trial.NewWorld(items, o)
	}
	bank, err := question.Embedded()
	if err != nil {
		return nil, err
	}
	return trial.NewWorld(bank.Items(), o)
}

// tryRules is satprep simulate --policy.
func (c *simulateCmd) tryRules(ctx context.Context, s streams, is given) error {
	if err := is.idle("is of a school of learners; --policy tries rules in this process and does not go with it.", "server", "days", "workers", "no-tests", "no-tutor"); err != nil {
		return err
	}
	if len(c.Policy) == 0 {
		return fault.At("policy", "--policy names no rule. Name one or more of max_information, randomesque, progressive, learn, random, or leave it out to let a school of learners use a server.")
	}
	var rules []selection.Policy
	for _, p := range c.Policy {
		rules = append(rules, selection.Policy(strings.TrimSpace(p)))
	}
	w, err := c.world(c.Students, c.Seed, is)
	if err != nil {
		return err
	}
	r, err := w.Run(ctx, rules)
	if err != nil {
		return err
	}
	if c.JSON {
		return json.NewEncoder(s.out).Encode(r)
	}
	return printTrial(s.out, r)
}

func printTrial(w io.Writer, r *trial.Report) error {
	fmt.Fprintf(w, "%d learners x %d of %d questions of %s, epsilon %g, error of b %g, seed %d\n\n", r.Learners, r.Length, r.Questions, r.Section, r.Epsilon, r.ErrorB, r.Seed)
	var t *tabwriter.Writer
	begin := func() { t = tabwriter.NewWriter(w, 2, 0, 2, ' ', tabwriter.AlignRight) }
	byRule := func(title, columns string) { // a table with a column for each rule
		fmt.Fprintln(w, "\n"+title)
		begin()
		fmt.Fprint(t, columns)
		for _, o := range r.Rules {
			fmt.Fprintf(t, "%s\t", o.Policy)
		}
		fmt.Fprintln(t)
	}
	begin()
	fmt.Fprintln(t, "rule\tRMSE\tbias\tcoverage\tSE\tright\t.6–.8\toverlap\texposure max\tmean\tunused\tchi²\tmisplaced\t")
	for _, o := range r.Rules {
		fmt.Fprintf(t, "%s\t%.3f\t%+.3f\t%.1f %%\t%.3f\t%.1f %%\t%.1f %%\t%.1f %%\t%.3f\t%.3f\t%.1f %%\t%.1f\t%.2f\t\n", o.Policy, o.RMSE, o.Bias, 100*o.Coverage, o.MeanSE, 100*o.Right, 100*o.InZone,
			100*o.Overlap, o.Exposure.Max, o.Exposure.Mean, 100*o.Exposure.Unused, o.Exposure.Chi2, o.Misplace)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	byRule("content, in % of the questions asked", "domain\tblueprint\t")
	for d, share := range r.Rules[0].Content {
		fmt.Fprintf(t, "%s\t%.1f\t", share.Domain, 100*share.Blueprint)
		for _, o := range r.Rules {
			fmt.Fprintf(t, "%.1f\t", 100*o.Content[d].Asked)
		}
		fmt.Fprintln(t)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	byRule("by ability: RMSE, bias, coverage", "θ\tlearners\t")
	for k, b := range r.Rules[0].By {
		switch {
		case b.From == nil:
			fmt.Fprintf(t, "under %.1f", *b.To)
		case b.To == nil:
			fmt.Fprintf(t, "%.1f and more", *b.From)
		default:
			fmt.Fprintf(t, "%.1f to %.1f", *b.From, *b.To)
		}
		fmt.Fprintf(t, "\t%d\t", b.Learners)
		for _, o := range r.Rules {
			fmt.Fprintf(t, "%.3f %+.3f %.1f %%\t", o.By[k].RMSE, o.By[k].Bias, 100*o.By[k].Coverage)
		}
		fmt.Fprintln(t)
	}
	return t.Flush()
}

// enough is the effective sample size under which a normal interval is no guide.
const enough = 100

type evaluateCmd struct {
	Policy    string `help:"Rule to value: max_information, randomesque, progressive, learn or random." required:"" placeholder:"RULE"`
	Reward    string `help:"What a choice is worth: correct, zone (P(right) in .6–.8) or information." default:"correct"`
	In        string `help:"Table of choices, JSON lines or Parquet of the dataset config bandit_practice; - is standard input. The log is read unless given." placeholder:"FILE"`
	Logged    string `help:"Let simulated learners be asked by this rule, and value --policy by what they did: it prints the truth too." placeholder:"RULE"`
	Simulated bool   `help:"Read simulated answers of the log, and only those."`
	Students  int    `help:"With --logged: how many learners." default:"2000"`
	Seed      uint64 `help:"With --logged: same seed, same figures." default:"1"`
	Out       string `help:"File to write the choices to as JSON lines, with what --policy would have done." placeholder:"FILE"`
	JSON      bool   `name:"json" help:"Print JSON."`
	worldFlags
}

// Help shows an example.
func (evaluateCmd) Help() string {
	return `Says what one step of a rule is worth by choices that another rule made, each with its probability: inverse propensity scores, plain (IPS) and self-normalised (SNIPS), with 95 % intervals of independent learners, the effective sample size and the largest weight. What came before a choice is as the other rule left it. A rule that would choose what could not have been chosen is refused.

From the log: answers of practice, of those who agreed to analytics then and still do, whose choice the rule that made it makes again, with the same probabilities. A server may run meanwhile. A table says what the rule would have done in target and target_others_p; random needs neither. docs/measurement.md has the columns and the formulas.

Example:
  satprep evaluate --policy learn --reward zone --data /var/lib/satprep
  satprep evaluate --policy random --in data/bandit_practice/test-00000-of-00001.parquet
  satprep evaluate --policy max_information --logged randomesque --epsilon .05 --students 2000`
}

// Run values.
func (c *evaluateCmd) Run(ctx context.Context, g *globals, s streams, is given) (err error) {
	if c.Logged == "" {
		if err := is.idle("is of learners that are simulated; it goes with --logged.", append([]string{"students", "seed"}, ofWorlds...)...); err != nil {
			return err
		}
	}
	policy, reward := selection.Policy(c.Policy), trial.Reward(strings.ToLower(c.Reward))
	v, err := trial.NewValuer(policy, reward)
	if err != nil {
		return err
	}
	switch {
	case c.In != "" && c.Logged != "":
		return fault.At("logged", "--in reads choices and --logged simulates them; name one.")
	case c.Simulated && (c.In != "" || c.Logged != ""):
		return fault.At("simulated", "--simulated is of the log; it does not go with --in or --logged.")
	case c.In != "" && c.Out != "":
		return fault.At("out", "--out writes choices of the log or of a simulation; those of --in are in a file already.")
	}
	var each func(*trial.Choice) error
	if c.Out != "" {
		f, err := output(c.Out, s)
		if err != nil {
			return err
		}
		w := bufio.NewWriter(f)
		defer func() { err = errors.Join(err, w.Flush(), f.Close()) }()
		lines := json.NewEncoder(w)
		each = func(x *trial.Choice) error { return lines.Encode(x) }
	}
	var out *trial.Verdict
	switch {
	case c.In != "":
		in, err := input(c.In, s)
		if err != nil {
			return err
		}
		defer in.Close()
		if err := trial.Read(in, v.Take); err != nil {
			return err
		}
		out, err = v.Verdict()
		if err != nil {
			return err
		}
	case c.Logged != "":
		w, err := c.world(c.Students, c.Seed, is)
		if err != nil {
			return err
		}
		if out, err = w.Value(ctx, selection.Policy(c.Logged), policy, reward, each); err != nil {
			return err
		}
	default:
		err := with(ctx, g, s, func(a *app.App) (err error) {
			src := trial.Source{Log: a.Rooms.Log, Consent: a.Rooms.Ledger, Bank: a.Rooms.Questions.At, Now: time.Now}
			out, err = src.Value(ctx, policy, reward, c.Simulated, each)
			return err
		})
		if err != nil {
			return err
		}
	}
	if c.JSON {
		return printJSON(s, out)
	}
	return printVerdict(s.out, out)
}

func printVerdict(w io.Writer, v *trial.Verdict) error {
	if l := v.Log; l != nil {
		fmt.Fprintf(w, "log up to record %d: %d of %d answers of practice; left out: %d without consent to analytics, %d to which nothing was drawn, %d not made again\n",
			l.Seq, l.Used, l.Answers, l.NoConsent, l.NotDrawn, l.NotRemade)
	}
	fmt.Fprintf(w, "%s, worth of a step in %s, by %d choices of %d learners", v.Policy, v.Reward, v.Choices, v.Learners)
	if v.NoReward > 0 {
		fmt.Fprintf(w, " (%d more without a known reward)", v.NoReward)
	}
	fmt.Fprintf(w, "\neffective sample size %.1f, weights: mean %.3f, largest %.2f\n", v.Effective, v.MeanWeight, v.MaxWeight)
	t := tabwriter.NewWriter(w, 2, 0, 2, ' ', 0)
	fmt.Fprintln(t, "\tvalue\tSE\t95 % interval")
	for _, e := range []struct {
		name string
		of   selection.Estimate
	}{{"IPS", v.IPS}, {"SNIPS", v.SNIPS}, {"the rule that chose", v.Logged}} {
		fmt.Fprintf(t, "%s\t%.4f\t%.4f\t%.4f to %.4f\n", e.name, e.of.Value, e.of.SE, e.of.Low, e.of.High)
	}
	if v.Truth != nil {
		fmt.Fprintf(t, "truth\t%.4f\n", *v.Truth)
	}
	if err := t.Flush(); err != nil || v.Effective >= enough {
		return err
	}
	_, err := fmt.Fprintf(w, "The choices are worth fewer than %d of the rule's own: do not rely on these intervals.\n", enough)
	return err
}
