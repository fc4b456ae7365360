package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
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
	From string `arg:"" name:"file" help:"Question file, table, QTI package or QTI item; - is stdin."`
	form
	JSON bool `name:"json" help:"Print the report as JSON."`
}

// A form is what a file of questions is, and what it does not say.
type form struct {
	Format     string              `name:"format" enum:"auto,jsonl,csv,qti" default:"auto" help:"What a file is; auto goes by its name: .csv, .zip and .xml (qti), or else jsonl."`
	Skill      string              `name:"skill" placeholder:"SLUG" help:"QTI: the skill of items that do not say theirs."`
	Difficulty question.Difficulty `name:"difficulty" placeholder:"medium" help:"QTI: the difficulty of such items: easy, medium or hard."`
}

// Help shows an example.
func (questionsImportCmd) Help() string {
	return "Takes JSON lines, CSV, and QTI packages or items (3.0, 2.2, 2.1). A question of a known id becomes a new version where its content differs. What is bad is reported by line, or by file and item, and the rest is taken. Items of other programs become practice questions.\n\nExample:\n  satprep questions import more.jsonl\n  satprep questions import theirs.zip --skill percentages"
}

// imported is what an import did.
type imported struct {
	question.Report
	Rescored int         `json:"rescored,omitempty"` // tests and diagnostics, where keys were corrected
	Package  *qti.Result `json:"package,omitempty"`
}

// Run imports.
func (c *questionsImportCmd) Run(ctx context.Context, g *globals, s streams) error {
	return founding(ctx, g, s, func(a *app.App) error {
		in, err := input(c.From, s)
		if err != nil {
			return err
		}
		defer in.Close()
		var r imported
		f, from, err := c.read(in, c.From)
		if err == nil && len(f.Questions)+len(f.Skills)+len(f.Bad) == 0 && (from == nil || from.Found == 0) {
			err = fault.New(fault.Invalid, "%s holds no question, so nothing was taken. Give a question file, a table or a QTI package; docs/formats/question.md says what stands in one.", called(c.From))
		}
		if err == nil {
			r.Package = from
			r.Report, err = a.Rooms.Questions.Take(ctx, question.By{Origin: "import", Role: string(account.Operator().Role)}, f)
		}
		if err == nil && len(r.Corrected) > 0 {
			r.Rescored, err = a.Rooms.Sessions.Rescore(ctx)
		}
		if err != nil {
			return err
		}
		return c.print(s, r)
	})
}

// called is what a sentence calls the file of that name.
func called(name string) string {
	if name == "-" {
		return "Standard input"
	}
	return "The file " + name
}

// read reads questions in whatever form they are; of QTI what became of its items too.
func (c *form) read(in io.Reader, name string) (*question.File, *qti.Result, error) {
	format := c.Format
	if format == "auto" {
		format = map[string]string{".csv": "csv", ".zip": "qti", ".xml": "qti"}[strings.ToLower(filepath.Ext(name))]
	}
	switch c.Difficulty {
	case "", question.Easy, question.Medium, question.Hard:
	default:
		return nil, nil, fault.At("difficulty", "--difficulty is easy, medium or hard.")
	}
	if format != "qti" && (c.Skill != "" || c.Difficulty != "") {
		return nil, nil, fault.At("skill", "--skill and --difficulty are for QTI, whose items may not say theirs; in %s every question says its own. If it is QTI, add --format qti.", name)
	}
	switch format {
	case "csv":
		f, err := question.ReadCSV(in)
		return f, nil, err
	case "qti":
		at, size, err := seekable(in)
		if err != nil {
			return nil, nil, err
		}
		r, err := qti.Read(at, size, filepath.Base(name), qti.Defaults{Skill: c.Skill, Difficulty: c.Difficulty})
		if err != nil {
			return nil, nil, err
		}
		return &question.File{Questions: r.Questions}, r, nil
	}
	f, err := question.ReadAll(in)
	return f, nil, err
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
		if len(r.FormsLost) > 0 {
			fmt.Fprintf(s.out, "no longer whole, so that no test begins with them: form %s\n", strings.Join(r.FormsLost, ", form "))
		}
		for _, f := range r.FormsOpen {
			fmt.Fprintf(s.out, "not whole yet, so that no test begins with it: %s\n", f)
		}
		if n := len(r.Corrected); n > 0 {
			fmt.Fprintf(s.out, "%d keys corrected, and %d tests and diagnostics scored anew\n", n, r.Rescored)
		}
		for _, f := range r.Findings {
			if f.Field == question.ExplainedAnew {
				fmt.Fprintf(s.out, "to mend: %s\n", f)
			}
		}
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
		rest := "the others were taken"
		if r.Added+r.Changed+r.Unchanged+r.Skills == 0 {
			rest = "nothing was taken"
		}
		err = fault.New(fault.Invalid, "%d were refused; %s. Mend what is named above and import the file again.", refused, rest)
	}
	return err
}

type questionsExportCmd struct {
	Out    string `name:"out" default:"-" placeholder:"FILE" help:"Where to; - is stdout."`
	Format string `name:"format" enum:"auto,jsonl,csv,qti" default:"auto" help:"jsonl is all of it; csv and qti are the questions, qti as a package of QTI 3.0. auto goes by the name of --out: .csv, .zip (qti), or else jsonl."`
}

// Help shows an example.
func (questionsExportCmd) Help() string {
	return "Writes every question in force, those built in where there is no instance, and, as jsonl, what is taught about each skill. The file holds keys and rationales: keep it from learners. questions import reads it. A question that the format cannot carry is left out and named, and the exit code is not 0.\n\nExample:\n  satprep questions export --out bank.jsonl\n  satprep questions export --out bank.zip"
}

// Run exports.
func (c *questionsExportCmd) Run(ctx context.Context, g *globals, s streams) error {
	named := map[string]string{".jsonl": "jsonl", ".csv": "csv", ".zip": "qti", ".xml": "qti"}[strings.ToLower(filepath.Ext(c.Out))]
	switch {
	case strings.EqualFold(filepath.Ext(c.Out), ".xml"):
		return fault.At("out", "QTI is written as a package, which is a zip file: name it .zip instead of %s.", filepath.Base(c.Out))
	case c.Format == "auto" && named != "":
		c.Format = named
	case named != "" && c.Format != named:
		return fault.At("format", "--format is %s, and %s is the name of a file of %s. Leave one out, or let them agree.", c.Format, filepath.Base(c.Out), named)
	}
	return withBank(ctx, g, s, func(bank *question.Bank) error { return c.write(s, bank) })
}

// withBank runs verb on the bank in force, and where there is no instance on the
// one that is built in, which it says.
func withBank(ctx context.Context, g *globals, s streams, verb func(*question.Bank) error) error {
	err := with(ctx, g, s, func(a *app.App) error { return verb(a.Rooms.Questions.Bank(ctx)) })
	if !errors.Is(err, app.ErrNone) {
		return err
	}
	bank, err := question.Embedded()
	if err != nil {
		return err
	}
	fmt.Fprintf(s.err, "There is no instance in %s: these are the questions that are built in.\n", g.Data)
	return verb(bank)
}

func (c *questionsExportCmd) write(s streams, bank *question.Bank) error {
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
}
