package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"text/tabwriter"
	"time"
	"unicode"

	"satprep/internal/dataset"
	"satprep/internal/fault"
)

type datasetCmd struct {
	Build   datasetBuildCmd   `cmd:"" help:"Build a release of a dataset."`
	Recipes datasetRecipesCmd `cmd:"" help:"List the recipes that come with the program, or print one."`
	List    datasetListCmd    `cmd:"" help:"List the releases."`
	Show    datasetShowCmd    `cmd:"" help:"Show a release."`
	Card    datasetCardCmd    `cmd:"" help:"Print the card of a release."`
	Verify  datasetVerifyCmd  `cmd:"" help:"Hold a package against its manifest, its people and its inputs."`
	Diff    datasetDiffCmd    `cmd:"" help:"Say what changed from one package to another."`
}

type datasetBuildCmd struct {
	Recipe  string   `help:"A file, or the name of a built-in recipe." required:"" placeholder:"FILE"`
	Out     string   `help:"Folder to make; in the data folder unless given." placeholder:"DIR"`
	Origins []string `help:"Let in records of these origins too, beside those of the recipe: simulated, imported, lrs, staff." placeholder:"ORIGIN"`
	AsOf    string   `help:"Moment as of which consent and the log are read, RFC 3339; now unless given." placeholder:"TIME"`
	JSON    bool     `name:"json" help:"Print progress and the release as lines of JSON."`
}

// Help shows an example.
func (datasetBuildCmd) Help() string {
	return `Builds a release: reads the log as of a moment, lets in what subject and author agreed to, renames, shifts and redacts it, and writes a folder that loads in the tools it is for, with a card, a datasheet, a report of the quality gates and a manifest. A server may run meanwhile. The folder gets its name only when it is whole; a build that was interrupted goes on where it stood when the same command is given again.

Example:
  satprep dataset build --recipe everything --data /var/lib/satprep --out ./everything
  satprep dataset build --recipe everything --origins simulated --data ./demo
  satprep dataset build --recipe my.yaml --as-of 2026-06-30T00:00:00Z --json`
}

// Run builds.
func (c *datasetBuildCmd) Run(ctx context.Context, g *globals, s streams) error {
	text, err := readRecipe(c.Recipe)
	if err != nil {
		return err
	}
	if text, err = dataset.WithOrigins(text, c.Origins...); err != nil {
		return fault.At("origins", "%s", fault.Sentence(err))
	}
	job := dataset.Job{Recipe: text, Out: c.Out}
	if c.AsOf != "" {
		if job.AsOf, err = time.Parse(time.RFC3339, c.AsOf); err != nil || job.AsOf.IsZero() {
			return fault.At("as-of", "--as-of is a time such as 2026-06-30T00:00:00Z.")
		}
	}
	if err := c.reachable(g); err != nil {
		return err
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(buildMemory)
	}
	a, err := g.open(ctx, s)
	if err != nil {
		return err
	}
	defer a.Close()
	n, err := a.Rooms.Erasures.Replay(ctx) // a database that was put back may be older than its list
	if err != nil {
		return err
	} else if n > 0 {
		fmt.Fprintf(s.err, "satprep: %d people were erased again: the database was older than the list of erasures.\n", n)
	}
	out := json.NewEncoder(s.out)
	job.Progress = stepProgress()
	if c.JSON {
		job.Progress = jsonProgress(out)
	}
	r, err := a.Rooms.Datasets.Build(ctx, job)
	if err != nil {
		return err
	}
	gone, err := a.Rooms.Datasets.Gone(ctx, &r)
	if err != nil {
		return err
	}
	if n := gone.Erased + gone.Withdrawn; n > 0 {
		fmt.Fprintf(s.err, "satprep: %d people in it have withdrawn since the as-of time: it may not be handed on.\n", n)
	}
	if c.JSON {
		return errors.Join(out.Encode(r), a.Close())
	}
	fmt.Fprintf(s.out, "%s %s: %d records of %d learners in %s\n", r.Name, r.Version, r.Records, r.Learners, r.Folder)
	return a.Close()
}

// maxFolder leaves room for what a folder is called while it is filled: no name has
// more than 255 bytes.
const maxFolder = 200

// reachable refuses a folder that cannot be made, and one within the data folder in which erasing does not look for
// packages: nobody who erases somebody expects one there.
func (c *datasetBuildCmd) reachable(g *globals) error {
	if c.Out == "" {
		return nil
	}
	if len(filepath.Base(c.Out)) > maxFolder || strings.ContainsFunc(c.Out, unicode.IsControl) {
		return fault.At("out", "The name of the folder for the package has at most %d bytes, and no line breaks or other control characters.", maxFolder)
	}
	data, err := filepath.Abs(g.Data)
	if err != nil {
		return err
	}
	out, err := filepath.Abs(c.Out)
	if err != nil {
		return err
	}
	if folder, err := filepath.EvalSymlinks(data); err == nil {
		data = folder
	}
	if folder, err := filepath.EvalSymlinks(filepath.Dir(out)); err == nil {
		out = filepath.Join(folder, filepath.Base(out))
	}
	below := func(dir string) bool {
		rel, err := filepath.Rel(dir, out)
		return err == nil && filepath.IsLocal(rel)
	}
	if below(data) && !below(filepath.Join(data, "datasets")) {
		return fault.At("out", "%s lies in the data folder, where erasing somebody finds packages in datasets only. Leave --out away, or name a folder outside.", c.Out)
	}
	return nil
}

// buildMemory is where the collector of a build gets busy: without it garbage
// doubles what a build holds. What the database keeps outside Go's heap and the
// program itself come on top.
const buildMemory = 152 << 20

// readRecipe reads a file, or a recipe that comes with the program.
func readRecipe(name string) ([]byte, error) {
	text, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) && !strings.ContainsAny(name, "/\\.") {
		return dataset.BuiltInRecipe(name)
	} else if err != nil {
		return nil, fault.Wrap(fault.Missing, err, "The recipe %s cannot be read.", name)
	}
	if _, err := dataset.ParseRecipe(text); err != nil {
		return nil, located(name, text, err)
	}
	return text, nil
}

// located says of what is wrong with a file where it stands.
func located(file string, text []byte, err error) error {
	where := file
	if n := dataset.LineOf(text, err); n > 0 {
		where = fmt.Sprintf("%s, line %d", where, n)
	}
	if field := fault.Field(err); field != "" {
		where += ", field " + field
	}
	return fault.Wrap(fault.KindOf(err), err, "%s: %s", where, fault.Sentence(err))
}

// jsonProgress prints a line at each step and at most one a second within it.
func jsonProgress(out *json.Encoder) dataset.Progress {
	var last string
	var at time.Time
	return func(step string, done, of int64) {
		if now := time.Now(); step != last || now.Sub(at) >= time.Second {
			last, at = step, now
			_ = out.Encode(map[string]any{"step": step, "done": done, "of": of})
		}
	}
}

// stepProgress shows a bar for each step, on a terminal.
func stepProgress() dataset.Progress {
	var last string
	var bar func(done, of int64)
	return func(step string, done, of int64) {
		if step != last {
			last, bar = step, progress(step)
		}
		if bar != nil {
			bar(done, of)
		}
	}
}

type datasetRecipesCmd struct {
	Name string `arg:"" optional:"" help:"Recipe to print."`
}

// Help shows an example.
func (datasetRecipesCmd) Help() string {
	return `A recipe says what a dataset holds, for which purpose, and how much may be wrong with it; docs/formats/recipe.md explains each field. Print one, change it, and build from the file.

Example:
  satprep dataset recipes tutor-sft > mine.yaml`
}

// Run lists the built-in recipes.
func (c *datasetRecipesCmd) Run(s streams) error {
	if c.Name != "" {
		text, err := dataset.BuiltInRecipe(c.Name)
		if err == nil {
			_, err = s.out.Write(text)
		}
		return err
	}
	w := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
	for _, name := range dataset.BuiltIn() {
		text, err := dataset.BuiltInRecipe(name)
		if err != nil {
			return err
		}
		r, err := dataset.ParseRecipe(text)
		if err != nil {
			return err
		}
		fmt.Fprintf(w, "%s\t%s\t%s\n", name, r.Purpose, r.Title)
	}
	return w.Flush()
}

type datasetListCmd struct {
	JSON bool `name:"json" help:"Print a line of JSON for each."`
}

// Help shows an example.
func (datasetListCmd) Help() string {
	return `Lists every release of this instance, newest first: what is being built, was interrupted, is done or failed. One that is deleted was made, and its package lies neither where it was put nor in the datasets folder.

Example:
  satprep dataset list --data /var/lib/satprep --json`
}

// Run lists the releases.
func (c *datasetListCmd) Run(ctx context.Context, g *globals, s streams) error {
	a, err := g.open(ctx, s)
	if err != nil {
		return err
	}
	defer a.Close()
	list, err := a.Rooms.Datasets.List(ctx)
	if err != nil {
		return err
	}
	if c.JSON {
		out := json.NewEncoder(s.out)
		for _, r := range list {
			if err := out.Encode(r); err != nil {
				return err
			}
		}
		return a.Close()
	}
	w := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
	for _, r := range list {
		fmt.Fprintf(w, "%s\t%s\t%s\t%d records\t%d learners\t%s\n", r.Name, r.Version, r.Status, r.Records, r.Learners, r.Folder)
	}
	return errors.Join(w.Flush(), a.Close())
}

type datasetShowCmd struct {
	Name    string `arg:"" help:"Name of the dataset."`
	Version string `arg:"" optional:"" help:"Version; the newest unless given."`
}

// Help shows an example.
func (datasetShowCmd) Help() string {
	return `Shows what was written down about a release, as JSON.

Example:
  satprep dataset show everything 1.2.0 --data /var/lib/satprep`
}

// Run shows a release.
func (c *datasetShowCmd) Run(ctx context.Context, g *globals, s streams) error {
	a, err := g.open(ctx, s)
	if err != nil {
		return err
	}
	defer a.Close()
	r, err := a.Rooms.Datasets.FindVersion(ctx, c.Name, c.Version)
	if err != nil {
		return err
	}
	out := json.NewEncoder(s.out)
	out.SetIndent("", "  ")
	return errors.Join(out.Encode(r), a.Close())
}

type datasetCardCmd struct {
	Name    string `arg:"" help:"Name of the dataset."`
	Version string `arg:"" optional:"" help:"Version; the newest unless given."`
}

// Help shows an example.
func (datasetCardCmd) Help() string {
	return `Prints the card (README.md) of a release: what is in it, the columns and their roles, who agreed to what.

Example:
  satprep dataset card everything --data /var/lib/satprep`
}

// Run prints the card.
func (c *datasetCardCmd) Run(ctx context.Context, g *globals, s streams) error {
	a, err := g.open(ctx, s)
	if err != nil {
		return err
	}
	defer a.Close()
	text, err := a.Rooms.Datasets.Card(ctx, c.Name, c.Version)
	if err == nil {
		_, err = s.out.Write(text)
	}
	return errors.Join(err, a.Close())
}

type datasetVerifyCmd struct {
	Folder  string `arg:"" help:"Folder of the package."`
	Live    bool   `help:"Also ask whether everybody in it still agrees."`
	Rebuild bool   `help:"Also make it a second time and compare every byte."`
	JSON    bool   `name:"json" help:"Print the verdict as one line of JSON."`
}

// Help shows an example.
func (datasetVerifyCmd) Help() string {
	return `Holds every file of a package against its manifest, and the manifest against its signature and what this instance wrote down when it made it. With --live it fails once somebody in it withdrew or was erased; with --rebuild it makes the release again, from the same moment of the log, and compares.

Example:
  satprep dataset verify ./everything --live --rebuild --data /var/lib/satprep`
}

// Run verifies; it fails where the package is not what it says.
func (c *datasetVerifyCmd) Run(ctx context.Context, g *globals, s streams) error {
	a, err := g.open(ctx, s)
	if err != nil {
		return err
	}
	defer a.Close()
	v, err := a.Rooms.Datasets.Verify(ctx, c.Folder, c.Live)
	if err != nil {
		return err
	}
	if c.Rebuild && v.Release != nil {
		again, err := os.MkdirTemp(filepath.Dir(filepath.Clean(c.Folder)), ".verify-")
		if err != nil {
			return fault.Wrap(fault.Conflict, err, "Nothing can be written beside %s, which --rebuild needs.", c.Folder)
		}
		defer os.RemoveAll(again)
		if err := a.Rooms.Datasets.Rebuild(ctx, &v, filepath.Join(again, "package"), stepProgress()); err != nil {
			return err
		}
	}
	if c.JSON {
		if err := json.NewEncoder(s.out).Encode(v); err != nil {
			return err
		}
	} else {
		for _, w := range v.Warnings {
			fmt.Fprintln(s.out, "warning:", w)
		}
		for _, p := range v.Problems {
			fmt.Fprintln(s.out, "problem:", p)
		}
		if v.OK() {
			fmt.Fprintf(s.out, "%s %s: %d files are what the manifest says", v.Release.Name, v.Release.Version, v.Files)
			if c.Live {
				fmt.Fprint(s.out, ", everybody in it still agrees")
			}
			if c.Rebuild {
				fmt.Fprint(s.out, ", and made again they are the same")
			}
			fmt.Fprintln(s.out)
		}
	}
	if err := a.Close(); err != nil {
		return err
	}
	if !v.OK() {
		return fault.New(fault.Invalid, "%s is not what it says it is, or may not be handed on.", c.Folder)
	}
	return nil
}

type datasetDiffCmd struct {
	Before string `arg:"" help:"Folder of the earlier package."`
	After  string `arg:"" help:"Folder of the later one."`
	JSON   bool   `name:"json" help:"Print a line of JSON for each config that differs."`
}

// Help shows an example.
func (datasetDiffCmd) Help() string {
	return `Compares the tables of two packages: columns that came or went, rows by split, and rows by their id where both are of one name and MAJOR: others have other pseudonyms.

Example:
  satprep dataset diff ./everything-1.0.0 ./everything-1.1.0`
}

// Run compares two packages.
func (c *datasetDiffCmd) Run(ctx context.Context, s streams) error {
	list, oneLine, err := dataset.Diff(ctx, c.Before, c.After)
	if err != nil {
		return err
	}
	if c.JSON {
		out := json.NewEncoder(s.out)
		for _, d := range list {
			if err := out.Encode(d); err != nil {
				return err
			}
		}
		return nil
	}
	if len(list) == 0 {
		fmt.Fprintln(s.out, "The tables have the same columns and as many rows.")
	}
	if !oneLine {
		fmt.Fprintln(s.out, "Rows were not compared: these are no releases of one name and MAJOR, so the same record has another id in each.")
	}
	for _, d := range list {
		fmt.Fprintf(s.out, "%s\n", d.Config)
		for _, line := range d.Schema {
			fmt.Fprintf(s.out, "  column %s\n", line)
		}
		for _, split := range dataset.Splits {
			if p := d.Rows[split]; p.Before != p.After {
				fmt.Fprintf(s.out, "  %s: %d rows, now %d\n", split, p.Before, p.After)
			}
		}
		if !d.Unnamed {
			fmt.Fprintf(s.out, "  %d rows came, %d went, %d changed their split\n", d.Added, d.Removed, d.Moved)
		}
	}
	return nil
}
