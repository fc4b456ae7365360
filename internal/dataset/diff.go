package dataset

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"satprep/internal/fault"
	"satprep/internal/table"
)

// A Difference is what changed in a config from one package to another.
type Difference struct {
	Config  string         `json:"config"`
	Schema  []string       `json:"schema,omitempty"` // columns that came, went or changed
	Rows    map[Split]Pair `json:"rows,omitempty"`
	Added   int            `json:"added"` // rows by their id, where both have the column id
	Removed int            `json:"removed"`
	Moved   int            `json:"moved"`   // between splits: never, as long as the split key is the same
	Unnamed bool           `json:"unnamed"` // the rows have no ids that could be compared: none, or those of another line
}

// A Pair is a number before and after.
type Pair struct {
	Before int `json:"before"`
	After  int `json:"after"`
}

// Diff compares the tables of two packages. Rows are compared by their column
// id where both are of one line, and oneLine says whether: under another release
// key the same record has another name.
func Diff(ctx context.Context, before, after string) (list []Difference, oneLine bool, err error) {
	defer fault.In(&err, "dataset.Diff")
	x, err := tablesOf(before)
	if err != nil {
		return nil, false, err
	}
	y, err := tablesOf(after)
	if err != nil {
		return nil, false, err
	}
	oneLine = sameLine(before, after)
	configs := map[string]bool{}
	for _, t := range []map[string]map[Split][]string{x, y} {
		for c := range t {
			configs[c] = true
		}
	}
	for _, c := range sorted(configs) {
		if err := ctx.Err(); err != nil {
			return nil, false, err
		}
		d, err := diffConfig(c, x[c], y[c], oneLine)
		if err != nil {
			return nil, false, err
		}
		if d.differs() {
			list = append(list, d)
		}
	}
	return list, oneLine, nil
}

// sameLine reports whether two packages are of one name and MAJOR, by their
// reports.
func sameLine(before, after string) bool {
	x, y := readQuality(before), readQuality(after)
	major := func(version string) string { m, _, _ := strings.Cut(version, "."); return m }
	return x.Dataset == y.Dataset && major(x.Version) == major(y.Version)
}

func (d *Difference) differs() bool {
	changed := len(d.Schema) > 0 || d.Added+d.Removed+d.Moved > 0
	for _, p := range d.Rows {
		changed = changed || p.Before != p.After
	}
	return changed
}

// tablesOf finds the Parquet files of a package by config and split.
func tablesOf(dir string) (map[string]map[Split][]string, error) {
	files, _, err := readManifest(dir)
	if err != nil {
		return nil, err
	}
	found := map[string]map[Split][]string{}
	for _, f := range files {
		parts := strings.Split(f.Path, "/")
		if len(parts) != 3 || parts[0] != "data" || path.Ext(f.Path) != ".parquet" {
			continue
		}
		split, _, _ := strings.Cut(parts[2], "-")
		if found[parts[1]] == nil {
			found[parts[1]] = map[Split][]string{}
		}
		found[parts[1]][Split(split)] = append(found[parts[1]][Split(split)], filepath.Join(dir, filepath.FromSlash(f.Path)))
	}
	return found, nil
}

// contentsOf is what Diff keeps of a config: its columns, and in which split
// each id stands.
type contentsOf struct {
	columns []string
	rows    map[Split]int
	ids     map[string]Split
	named   bool
}

func readConfig(files map[Split][]string) (c contentsOf, err error) {
	c = contentsOf{rows: map[Split]int{}, ids: map[string]Split{}}
	for _, s := range Splits {
		for _, name := range files[s] {
			if err := c.read(s, name); err != nil {
				return c, err
			}
		}
	}
	return c, nil
}

func (c *contentsOf) read(s Split, name string) error {
	return eachBatch(name, func(schema *table.Schema, b *table.Batch) error {
		if c.columns == nil {
			for _, col := range schema.Columns() {
				c.columns = append(c.columns, col.Name+" "+col.Type.String())
			}
		}
		c.rows[s] += b.Rows()
		i, ok := schema.Index("id")
		c.named = ok
		for n := 0; ok && n < b.Rows(); n++ {
			c.ids[string(b.Col(i).TextAt(n))] = s
		}
		return nil
	})
}

// openTable opens a Parquet file of ours.
func openTable(name string) (*os.File, *table.ParquetReader, error) {
	f, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, fault.Wrap(fault.Missing, err, "The file %s is not there.", filepath.Base(name))
	} else if err != nil {
		return nil, nil, err
	}
	info, err := f.Stat()
	if err != nil {
		return nil, nil, errors.Join(err, f.Close())
	}
	r, err := table.OpenParquet(f, info.Size())
	if err != nil {
		return nil, nil, errors.Join(fault.Wrap(fault.Invalid, err, "The file %s is no Parquet file of ours.", filepath.Base(name)), f.Close())
	}
	return f, r, nil
}

// schemaOf returns the schema that a Parquet file carries.
func schemaOf(name string) (*table.Schema, error) {
	f, r, err := openTable(name)
	if err != nil {
		return nil, err
	}
	return r.Schema(), f.Close()
}

// eachBatch reads a Parquet file from beginning to end.
func eachBatch(name string, fn func(*table.Schema, *table.Batch) error, only ...string) error {
	f, r, err := openTable(name)
	if err != nil {
		return err
	}
	defer f.Close()
	if len(only) > 0 {
		if err := r.Only(only...); err != nil {
			return err
		}
	}
	b := table.NewBatch(r.Schema())
	for {
		b.Reset()
		if _, err := r.Read(b); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return fault.Wrap(fault.Invalid, err, "The file %s is damaged.", filepath.Base(name))
		}
		if err := fn(r.Schema(), b); err != nil {
			return err
		}
	}
}

func diffConfig(name string, before, after map[Split][]string, oneLine bool) (d Difference, err error) {
	d = Difference{Config: name, Rows: map[Split]Pair{}}
	x, err := readConfig(before)
	if err != nil {
		return d, err
	}
	y, err := readConfig(after)
	if err != nil {
		return d, err
	}
	for _, c := range x.columns {
		if !slices.Contains(y.columns, c) {
			d.Schema = append(d.Schema, "- "+c)
		}
	}
	for _, c := range y.columns {
		if !slices.Contains(x.columns, c) {
			d.Schema = append(d.Schema, "+ "+c)
		}
	}
	for _, s := range Splits {
		d.Rows[s] = Pair{x.rows[s], y.rows[s]}
	}
	if d.Unnamed = !oneLine || !x.named && !y.named; d.Unnamed {
		return d, nil
	}
	for id, s := range x.ids {
		switch now, ok := y.ids[id]; {
		case !ok:
			d.Removed++
		case now != s:
			d.Moved++
		}
	}
	for id := range y.ids {
		if _, ok := x.ids[id]; !ok {
			d.Added++
		}
	}
	return d, nil
}
