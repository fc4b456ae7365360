package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"satprep/internal/account"
	"satprep/internal/app"
	"satprep/internal/fault"
	"satprep/internal/qti"
	"satprep/internal/question"
)

type questionsCmd struct {
	Import questionsImportCmd `cmd:"" help:"Take questions into the bank."`
	Export questionsExportCmd `cmd:"" help:"Write the bank in force to a file."`

	Correct questionsCorrectCmd `cmd:"" help:"Put the key of a question right, and score the tests it touches anew."`

	Assemble questionsAssembleCmd `cmd:"" help:"Make whole test forms of the questions for forms."`
	Generate questionsGenerateCmd `cmd:"" help:"Make variants of a parametric Math family."`
	Lint     questionsLintCmd     `cmd:"" help:"Check the question bank, or a question file."`
	Stats    questionsStatsCmd    `cmd:"" help:"Count the question bank, or a question file."`
}

type questionsImportCmd struct {
	From       string              `arg:"" name:"file" help:"Question file, table, QTI package or QTI item; - is stdin."`
	Format     string              `name:"format" enum:"auto,jsonl,csv,qti" default:"auto" help:"What the file is; auto goes by its name: .csv, .zip and .xml (qti), or else jsonl."`
	Skill      string              `name:"skill" placeholder:"SLUG" help:"QTI: the skill of items that do not say theirs."`
	Difficulty question.Difficulty `name:"difficulty" enum:"easy,medium,hard" default:"medium" help:"QTI: the difficulty of such items."`
	JSON       bool                `name:"json" help:"Print the report as JSON."`
}

// Help shows an example.
func (questionsImportCmd) Help() string {
	return "Takes JSON lines, CSV, and QTI packages or items (3.0, 2.2, 2.1). A question of a known id becomes a new version where its content differs. What is bad is reported by line, or by file and item, and the rest is taken. Items of other programs become practice questions.\n\nExample:\n  satprep questions import more.jsonl\n  satprep questions import theirs.zip --skill percentages"
}

// imported is what an import did.
type imported struct {
	question.Report
	Package *qti.Result `json:"package,omitempty"`
}

// Run imports.
func (c *questionsImportCmd) Run(ctx context.Context, g *globals, s streams) error {
	return with(ctx, g, s, func(a *app.App) error {
		in, err := input(c.From, s)
		if err != nil {
			return err
		}
		defer in.Close()
		var r imported
		f, err := c.read(in, &r)
		if err == nil {
			r.Report, err = a.Rooms.Questions.Take(ctx, question.By{Origin: "import", Role: string(account.Operator().Role)}, f)
		}
		if err != nil {
			return err
		}
		return c.print(s, r)
	})
}

// read reads questions in whatever form they are.
func (c *questionsImportCmd) read(in io.Reader, r *imported) (_ *question.File, err error) {
	format := c.Format
	if format == "auto" {
		format = map[string]string{".csv": "csv", ".zip": "qti", ".xml": "qti"}[strings.ToLower(filepath.Ext(c.From))]
	}
	switch format {
	case "csv":
		return question.ReadCSV(in)
	case "qti":
		at, size, err := seekable(in)
		if err != nil {
			return nil, err
		}
		r.Package, err = qti.Read(at, size, filepath.Base(c.From), qti.Defaults{Skill: c.Skill, Difficulty: c.Difficulty})
		if err != nil {
			return nil, err
		}
		return &question.File{Questions: r.Package.Questions}, nil
	}
	return question.ReadAll(in)
}

// seekable is a file as it is, and a pipe read into memory.
func seekable(in io.Reader) (io.ReaderAt, int64, error) {
	if f, ok := in.(*os.File); ok {
		if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
			return f, info.Size(), nil
		}
	}
	b, err := io.ReadAll(io.LimitReader(in, qti.MaxPackage+1))
	return bytes.NewReader(b), int64(len(b)), err
}

func (c *questionsImportCmd) print(s streams, r imported) (err error) {
	refused := len(r.Bad)
	if c.JSON {
		err = json.NewEncoder(s.out).Encode(r)
	} else {
		_, err = fmt.Fprintf(s.out, "%d added, %d changed, %d unchanged, %d skills; bank %s\n", r.Added, r.Changed, r.Unchanged, r.Skills, r.Bank)
		for _, b := range r.Bad {
			fmt.Fprintf(s.err, "line %d: %s\n", b.Line, b.Why)
		}
	}
	if p := r.Package; p != nil {
		refused += len(p.Refused)
		if !c.JSON {
			fmt.Fprintf(s.out, "%d found: %d taken, %d refused; %d notes\n", p.Found, len(p.Taken), len(p.Refused), len(p.Notes))
			for _, n := range p.Notes {
				fmt.Fprintln(s.out, "note:", n)
			}
			for _, n := range p.Refused {
				fmt.Fprintln(s.err, "refused:", n)
			}
		}
	}
	if err == nil && refused > 0 {
		err = fault.New(fault.Invalid, "%d were refused; the others were taken.", refused)
	}
	return err
}

type questionsExportCmd struct {
	Out    string `name:"out" default:"-" placeholder:"FILE" help:"Where to; - is stdout."`
	Format string `name:"format" enum:"jsonl,csv,qti" default:"jsonl" help:"jsonl is all of it; csv and qti are the questions, qti as a package of QTI 3.0."`
}

// Help shows an example.
func (questionsExportCmd) Help() string {
	return "Writes every question in force and, as jsonl, what is taught about each skill. The file holds keys and rationales: keep it from learners. questions import reads it. A question that the format cannot carry is left out and named, and the exit code is not 0.\n\nExample:\n  satprep questions export --out bank.jsonl\n  satprep questions export --format qti --out bank.zip"
}

// Run exports.
func (c *questionsExportCmd) Run(ctx context.Context, g *globals, s streams) error {
	return with(ctx, g, s, func(a *app.App) error {
		bank := a.Rooms.Questions.Bank(ctx)
		var left []question.Finding
		err := whole(c.Out, s, func(w io.Writer) (err error) {
			switch c.Format {
			case "csv":
				left, err = question.WriteCSV(w, bank.Questions)
			case "qti":
				left, err = qti.Write(w, bank.Questions)
			default:
				err = bank.Export(w)
			}
			return err
		})
		for _, f := range left {
			fmt.Fprintln(s.err, "left out:", f)
		}
		if err == nil && len(left) > 0 {
			err = fault.New(fault.Invalid, "%d questions were left out, as this format cannot carry them; the others were written.", len(left))
		}
		return err
	})
}
