package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"text/tabwriter"

	"satprep/internal/fault"
	"satprep/internal/qti"
	"satprep/internal/question"
)

// judged is what the verbs that judge questions have in common.
type judged struct {
	In string `name:"in" placeholder:"FILE" help:"A question file, table, QTI package or item instead of the bank in force; - is stdin."`
	form
	JSON bool `name:"json" help:"Print JSON."`
}

type questionsLintCmd struct{ judged }

// Help shows an example.
func (questionsLintCmd) Help() string {
	return "Errors are what an author must mend: form and style of each question, near-duplicates outside of a family (over 0.8 of their shingles in common), places of the key, the longest choice. Warnings are shares that differ from the blueprint, and texts outside of the reading band of their difficulty. With an error the exit code is not 0.\n\nExample:\n  satprep questions lint --in more.jsonl"
}

// Run lints.
func (c *questionsLintCmd) Run(ctx context.Context, g *globals, s streams) error {
	f, from, err := questionFile(ctx, g, s, &c.form, c.In)
	if err != nil {
		return err
	}
	a := question.Audit(f.Questions)
	if from != nil {
		for _, r := range from.Refused {
			a.Errors = append(a.Errors, question.Finding{Why: r.String()})
		}
	}
	for _, b := range f.Bad {
		a.Errors = append(a.Errors, question.Finding{ID: fmt.Sprintf("line %d", b.Line), Field: b.Field, Why: b.Why})
	}
	if c.JSON {
		err = json.NewEncoder(s.out).Encode(a)
	} else {
		for _, f := range a.Errors {
			fmt.Fprintf(s.out, "error: %s\n", f)
		}
		for _, f := range a.Warnings {
			fmt.Fprintf(s.out, "warning: %s\n", f)
		}
		_, err = fmt.Fprintf(s.out, "%d questions, %d errors (%d near-duplicates), %d warnings\n", a.Questions, len(a.Errors), len(a.Near), len(a.Warnings))
	}
	if err == nil && a.Questions == 0 && len(a.Errors)+len(f.Skills) == 0 {
		err = fault.New(fault.Invalid, "There is no question in it, so there is nothing that could be checked.")
	}
	if err == nil && len(a.Errors) > 0 {
		err = fault.New(fault.Invalid, "%d errors were found.", len(a.Errors))
	}
	return err
}

type questionsStatsCmd struct{ judged }

// Help shows an example.
func (questionsStatsCmd) Help() string {
	return "Counts by skill, difficulty and use; shares of the domains beside the blueprint; places of the key; lengths, and how texts of each difficulty read.\n\nExample:\n  satprep questions stats --json"
}

// Run counts.
func (c *questionsStatsCmd) Run(ctx context.Context, g *globals, s streams) error {
	questions, err := inForce(ctx, g, s, &c.form, c.In)
	if err != nil {
		return err
	}
	n := question.Summarize(questions)
	if c.JSON {
		return json.NewEncoder(s.out).Encode(n)
	}
	w := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "%d questions of %d families\n\nskill\tdifficulty\tuse\tn\n", n.Questions, n.Families)
	for _, x := range n.Counts {
		fmt.Fprintf(w, "%s\t%s\t%s\t%d\n", x.Skill, x.Difficulty, x.Use, x.N)
	}
	fmt.Fprint(w, "\ndomain\tn\tshare\tblueprint\n")
	for _, d := range n.Domains {
		fmt.Fprintf(w, "%s\t%d\t%.1f %%\t%.0f %%\n", d.Domain, d.N, 100*d.Share, 100*d.Blueprint)
	}
	fmt.Fprintf(w, "\nkeys\tA %d, B %d, C %d, D %d\nkey is the longest choice\t%.1f %%\n", n.Keys["A"], n.Keys["B"], n.Keys["C"], n.Keys["D"], 100*n.Longest)
	fmt.Fprintf(w, "Math typed\t%.1f %%\nMath in a context\t%.1f %%\nwords of a text\t%d to %d, median %d\n", 100*n.Typed, 100*n.Context, n.Words.Least, n.Words.Most, n.Words.Median)
	fmt.Fprint(w, "\ntexts, 5th/50th/95th percentile\tn\twords\twords a sentence\tlong words\n")
	for _, r := range n.Reading {
		fmt.Fprintf(w, "%s\t%d\t%.0f/%.0f/%.0f\t%.0f/%.0f/%.0f\t%.0f/%.0f/%.0f %%\n", r.Difficulty, r.N, r.Words[0], r.Words[1], r.Words[2],
			r.Sentence[0], r.Sentence[1], r.Sentence[2], 100*r.Long[0], 100*r.Long[1], 100*r.Long[2])
	}
	return w.Flush()
}

// inForce is questionFile, where a file of which a line or an item cannot be
// taken is refused.
func inForce(ctx context.Context, g *globals, s streams, of *form, file string) ([]*question.Question, error) {
	f, from, err := questionFile(ctx, g, s, of, file)
	if err == nil {
		err = f.Err()
	}
	if err == nil && from != nil && len(from.Refused) > 0 {
		err = fault.New(fault.Invalid, "%d items cannot be taken; the first is %s.", len(from.Refused), strings.TrimSuffix(from.Refused[0].String(), "."))
	}
	if err != nil {
		return nil, err
	}
	return f.Questions, nil
}

// questionFile reads the questions of a file, or the bank of withBank where no
// file is named.
func questionFile(ctx context.Context, g *globals, s streams, of *form, file string) (f *question.File, from *qti.Result, err error) {
	if file == "" {
		if of.Skill != "" || of.Difficulty != "" || of.Format != "auto" {
			return nil, nil, fault.At("in", "--format, --skill and --difficulty say what a file is; name it with --in.")
		}
		f = &question.File{}
		return f, nil, withBank(ctx, g, s, func(bank *question.Bank) error {
			f.Questions = bank.Questions
			return nil
		})
	}
	in, err := input(file, s)
	if err != nil {
		return nil, nil, err
	}
	defer in.Close()
	return of.read(in, file)
}
