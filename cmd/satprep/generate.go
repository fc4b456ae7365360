package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"text/tabwriter"

	"satprep/internal/family"
	"satprep/internal/fault"
	"satprep/internal/question"
)

type questionsGenerateCmd struct {
	Family string `name:"family" help:"Which family; see --list."`
	Seed   uint64 `name:"seed" default:"1" help:"The first seed; each variant has one."`
	Count  int    `name:"count" default:"1" help:"How many variants, of as many seeds in a row."`
	List   bool   `name:"list" help:"List the families."`
	Out    string `name:"out" default:"-" placeholder:"FILE" help:"Where to; - is stdout."`
}

// maxVariants bounds one call.
const maxVariants = 1_000_000

// Help shows an example.
func (questionsGenerateCmd) Help() string {
	return "A family makes any number of variants of one question; the same seed makes the same variant for ever, id included. The output is a question file for practice, which questions import takes.\n\nExample:\n  satprep questions generate --list\n  satprep questions generate --family straight-line-loss-of-value --seed 7 --count 20 --out more.jsonl"
}

// Run generates; it needs no database.
func (c *questionsGenerateCmd) Run(ctx context.Context, s streams) error {
	if c.List {
		return c.list(s)
	}
	switch {
	case c.Family == "":
		return fault.At("family", "Say which family with --family NAME; --list shows them.")
	case c.Count < 1 || c.Count > maxVariants:
		return fault.At("count", "--count is 1 to %d.", maxVariants)
	}
	f, err := family.Find(c.Family)
	if err != nil {
		return err
	}
	file, err := output(c.Out, s)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(file)
	err = c.write(ctx, f, out)
	return errors.Join(err, out.Flush(), file.Close())
}

func (c *questionsGenerateCmd) write(ctx context.Context, f *family.Family, out *bufio.Writer) error {
	for i := range uint64(c.Count) {
		if err := ctx.Err(); err != nil {
			return err
		}
		q, err := f.Make(c.Seed + i)
		if err != nil {
			return err
		}
		line, err := question.Line(q)
		if err != nil {
			return err
		}
		if _, err := out.Write(append(line, '\n')); err != nil {
			return err
		}
	}
	return nil
}

func (c *questionsGenerateCmd) list(s streams) error {
	w := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "FAMILY\tSKILL\tDIFFICULTY\tTYPE\tCONTEXT")
	for _, f := range family.All() {
		kind, context := "choice", ""
		if f.Typed {
			kind = "spr"
		}
		if f.Context {
			context = "yes"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", f.Name, f.Skill, f.Difficulty, kind, context)
	}
	return w.Flush()
}
