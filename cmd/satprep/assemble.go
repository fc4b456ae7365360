package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"

	"satprep/internal/fault"
	"satprep/internal/question"
)

type questionsAssembleCmd struct {
	In []string `name:"in" placeholder:"FILE" help:"Question files, tables, QTI packages or items instead of the bank in force; - is stdin."`
	form
	Forms []string `name:"forms" required:"" placeholder:"ID,…" help:"The ids of the forms to make."`
	Out   string   `name:"out" placeholder:"FILE" help:"Write the questions with their form and slot; - is stdout. Without it only the report is made."`
	Seed  uint64   `name:"seed" default:"1" help:"Another seed makes other forms of the same questions."`
	JSON  bool     `name:"json" help:"Print the report as JSON."`
}

// Help shows an example.
func (questionsAssembleCmd) Help() string {
	return "Takes every question with use form, whatever form and slot it carries, and makes whole tests of them: to blueprint, difficulty and balance, and as alike in information as they can be. The report says what was met. Where something is unmet the exit code is not 0 and no file is written. The file holds all other questions as they were, and leaves out form questions that stand in no form. Families of practice, diagnostic and pretest questions are kept out, also those of the bank that comes with the program.\n\nExample:\n  satprep questions assemble --in form2.jsonl,form3.jsonl --forms 2,3 --out forms.jsonl"
}

// Run assembles.
func (c *questionsAssembleCmd) Run(ctx context.Context, g *globals, s streams) error {
	questions, beside, err := c.read(ctx, g, s)
	if err != nil {
		return err
	}
	a, err := question.Assemble(questions, c.Forms, c.Seed, beside)
	if err != nil {
		return err
	}
	out := s.out
	if c.Out == "-" {
		out = s.err
	}
	if c.JSON {
		err = json.NewEncoder(out).Encode(a)
	} else {
		err = printAssembly(out, a)
	}
	if err != nil {
		return err
	}
	if n := len(a.Unmet); n > 0 {
		return fault.New(fault.Invalid, "%d things that forms need are unmet, so nothing was written; the report names them.", n)
	}
	if c.Out == "" {
		return nil
	}
	return whole(c.Out, s, func(w io.Writer) error {
		for _, q := range a.Questions {
			line, err := question.Line(q)
			if err != nil {
				return err
			}
			if _, err := w.Write(append(line, '\n')); err != nil {
				return err
			}
		}
		return nil
	})
}

// read returns the questions to assemble of and those whose families are taken.
func (c *questionsAssembleCmd) read(ctx context.Context, g *globals, s streams) (questions, beside []*question.Question, err error) {
	if len(c.In) == 0 {
		questions, err = inForce(ctx, g, s, &c.form, "")
		return questions, nil, err
	}
	from := map[string]string{}
	for _, file := range c.In {
		more, err := inForce(ctx, g, s, &c.form, file)
		if err != nil {
			return nil, nil, err
		}
		for _, q := range more {
			if other, twice := from[q.ID]; twice {
				return nil, nil, fault.New(fault.Invalid, "Question %s stands in %s and in %s; leave one of them out.", q.ID, other, file)
			}
			from[q.ID] = file
		}
		questions = append(questions, more...)
	}
	bank, err := question.Embedded()
	if err != nil {
		return nil, nil, err
	}
	return questions, bank.Questions, nil
}

// whole writes a file that appears under its name only once it is written.
func whole(name string, s streams, write func(io.Writer) error) error {
	if name == "-" {
		out := bufio.NewWriter(s.out)
		return errors.Join(write(out), out.Flush())
	}
	f, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+"-*") // 0600
	if err != nil {
		return fault.Wrap(fault.Conflict, err, "The file %s cannot be written.", name)
	}
	out := bufio.NewWriter(f)
	err = write(out)
	if err == nil {
		err = errors.Join(out.Flush(), f.Sync())
	}
	err = errors.Join(err, f.Close())
	if err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		os.Remove(f.Name())
		return fault.Wrap(fault.Conflict, err, "The file %s cannot be written.", name)
	}
	return nil
}

func printAssembly(out io.Writer, a *question.Assembly) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, f := range a.Forms {
		for _, s := range f.Sections {
			fmt.Fprintf(w, "form %s, %s: cut %+.3f\n", f.ID, question.Name(s.Section), s.Cut)
			fmt.Fprintln(w, "module\tn\teasy/medium/hard\ttyped\tcontext\tkeys A/B/C/D\tmean b\tinformation at -1\t0\t+1\tcut\tgenres")
			for _, m := range s.Modules {
				var genres []string
				for _, g := range slices.Sorted(maps.Keys(m.Genres)) {
					genres = append(genres, fmt.Sprint(g, " ", m.Genres[g]))
				}
				fmt.Fprintf(w, "%s\t%d\t%d/%d/%d of %d/%d/%d\t%d\t%d\t%d/%d/%d/%d\t%+.3f\t%s\t%.3f\t%s\n", m.Slot, m.Questions, m.Levels[0], m.Levels[1], m.Levels[2], m.Asked[0], m.Asked[1], m.Asked[2],
					m.Typed, m.Context, m.Keys["A"], m.Keys["B"], m.Keys["C"], m.Keys["D"], m.MeanB, at(m.Information), m.AtCut, strings.Join(genres, ", "))
			}
			section, _ := question.FindSection(s.Section)
			for _, r := range s.Routes {
				name, n := "m1 + m2e", 0
				if r.Harder {
					name = "m1 + m2h"
				}
				var domains []string
				for _, d := range section.Domains {
					n += r.Domains[d.Slug]
					domains = append(domains, fmt.Sprintf("%s %d of %d–%d", d.Name, r.Domains[d.Slug], d.Low, d.High))
				}
				fmt.Fprintf(w, "%s\t%d\t\t\t\t\t\t%s\t%.3f\t%s\n", name, n, at(r.Information), r.AtCut, strings.Join(domains, ", "))
			}
			fmt.Fprintln(w)
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if len(a.Forms) > 0 {
		fmt.Fprintf(out, "between forms at most: information %.2f %%, cut %.3f, questions of one skill %d\n", 100*a.Spread.Information, a.Spread.Cut, a.Spread.Skill)
	}
	for _, f := range a.Barred {
		fmt.Fprintln(out, "kept out:", f)
	}
	if len(a.Unused) > 0 {
		fmt.Fprintln(out, "unused:", strings.Join(a.Unused, " "))
	}
	for _, f := range a.Unmet {
		fmt.Fprintln(out, "unmet:", f)
	}
	_, err := fmt.Fprintf(out, "%d questions for forms, %d unused, %d forms, %d unmet; seed %d\n", a.Pool, len(a.Unused), len(a.Forms), len(a.Unmet), a.Seed)
	return err
}

func at(information [3]float64) string {
	return fmt.Sprintf("%.3f\t%.3f\t%.3f", information[0], information[1], information[2])
}
