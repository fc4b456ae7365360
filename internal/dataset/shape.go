package dataset

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"time"

	"satprep/internal/plot"
	"satprep/internal/question"
	"satprep/internal/table"
)

// A Shape makes one config of a package out of learners.
type Shape struct {
	Name     string
	Title    string
	Consumer string // who reads it
	About    string // what a row is, in a few sentences, for the card
	Key      Key    // what its splits keep apart
	Text     bool   // made of people's words
	Schema   *table.Schema
	// Files says which further files the shape writes below formats/<name>/, and
	// by which rules; "" where there are none.
	Files string
	// Open begins a config; the sink gets the learners of the stage in order and
	// is closed when they were all there. It keeps nothing of a learner.
	Open func(*Counter) (Sink, error)
}

// A Key is what a split keeps apart.
type Key string

// The keys.
const (
	ByLearnerKey Key = "learner"
	ByFamilyKey  Key = "family"
	// ByText splits by learner, and takes out of train the rows of families
	// that are held out and completions that stand in another split.
	ByText Key = "learner and family"
)

// A Sink takes learners.
type Sink interface {
	Learner(*Learner) error
	Close() error
}

// A Scout is a Sink that must have seen all learners before it writes the
// first: Scout gets each of them once, in the same order, before Learner does.
type Scout interface {
	Scout(*Learner) error
}

// shapes are all configs, in the order of the card.
var shapes = []Shape{interactionsShape, sftShape, preferenceShape, unpairedShape, banditTutorShape, banditPracticeShape, verifiableShape, remediationShape,
	ktCSVShape, ktPyKTShape, ednetShape, datashopShape, irtMatrixShape, xapiShape}

func shapeNamed(name string) (Shape, bool) {
	i := slices.IndexFunc(shapes, func(s Shape) bool { return s.Name == name })
	if i < 0 {
		return Shape{}, false
	}
	return shapes[i], true
}

// ShapeNames lists the configs that a recipe may ask for.
func ShapeNames() []string {
	var names []string
	for _, s := range shapes {
		names = append(names, s.Name)
	}
	return names
}

// Stats say what a config holds. They go into the card, the report of the
// gates and the state of the build.
type Stats struct {
	Rows     map[Split]int    `json:"rows"`
	Learners map[Split]int    `json:"learners"`
	Sources  map[string]int   `json:"sources,omitempty"` // usable rows and pairs by source
	Dropped  map[string]int   `json:"dropped,omitempty"` // rows left out, by why
	Files    []*FileStats     `json:"files"`
	Notes    map[string]any   `json:"notes,omitempty"` // what only this config has to say: windows, balance
	Plots    map[string][]Bin `json:"plots,omitempty"` // of the datasheet, by title
	Baseline []Baseline       `json:"baseline,omitempty"`
}

// A Baseline is what the simplest honest method reaches on a config, so that
// whoever trains on it knows what to beat.
type Baseline struct {
	Task   string  `json:"task"`   // what is predicted
	Method string  `json:"method"` // how
	Metric string  `json:"metric"`
	Value  float64 `json:"value"`
	Train  int     `json:"train"` // rows it was fitted on
	Test   int     `json:"test"`  // rows it was measured on
}

// A Bin is a bar of a plot.
type Bin = plot.Bin

// FileStats describe a file of the package.
type FileStats struct {
	Path   string `json:"path"` // below the package, with slashes
	Split  Split  `json:"split,omitempty"`
	Rows   int    `json:"rows"`
	Config string `json:"config"`
	Kind   string `json:"kind"` // parquet, jsonl, csv, tsv, text
}

func newStats() *Stats {
	return &Stats{Rows: map[Split]int{}, Learners: map[Split]int{}, Sources: map[string]int{}, Dropped: map[string]int{}, Notes: map[string]any{}, Plots: map[string][]Bin{}}
}

// A Counter is where a sink gets its files and counts what it does.
type Counter struct {
	build *Build
	shape Shape
	stats *Stats
	open  []io.Closer
	files []*tableFile // of Tables: some may be written to in the background

	families map[string]Split // what FamilySplit drew
}

// Count counts a usable row of a source.
func (k *Counter) Count(source string) { k.stats.Sources[source]++ }

// Drop counts a row that was left out.
func (k *Counter) Drop(why string) { k.stats.Dropped[why]++ }

// Note keeps what only this config has to say.
func (k *Counter) Note(name string, v any) { k.stats.Notes[name] = v }

// Plot keeps the bars of a plot for the datasheet.
func (k *Counter) Plot(title string, bins []Bin) { k.stats.Plots[title] = bins }

// Baseline keeps what a simple method reaches.
func (k *Counter) Baseline(b Baseline) { k.stats.Baseline = append(k.stats.Baseline, b) }

// Seen counts a learner who has rows in this config.
func (k *Counter) Seen(s Split) { k.stats.Learners[s]++ }

// Bank is the bank of the build.
func (k *Counter) Bank() *question.Bank { return k.build.bank }

// Recipe is what is built.
func (k *Counter) Recipe() *Recipe { return k.build.recipe }

// AsOf is the moment as of which is built, unshifted: for windows that closed,
// never for a row.
func (k *Counter) AsOf() time.Time { return k.build.asOf }

// FamilySplit is where a family of questions belongs, for ever.
func (k *Counter) FamilySplit(family string) Split {
	s, ok := k.families[family]
	if !ok {
		s = k.build.names.split("family", []byte(family), k.build.recipe.Split)
		if k.families == nil {
			k.families = map[string]Split{}
		}
		k.families[family] = s
	}
	return s
}

// Splits are those that the recipe gives a share.
func (k *Counter) Splits() []Split {
	share := map[Split]float64{Train: k.build.recipe.Split.Train, Validation: k.build.recipe.Split.Validation, Test: k.build.recipe.Split.Test}
	return slices.DeleteFunc(slices.Clone(Splits), func(s Split) bool { return share[s] == 0 })
}

// A Tables is a table with Parquet files for each split.
type Tables struct {
	counter *Counter
	files   map[Split]*tableFile
}

// A tableFile is the rows of one split in one or more files of the same columns.
// The first is written as a batch is full, the others meanwhile, while the next
// batch is filled.
type tableFile struct {
	batch  *table.Batch
	writer []table.Writer
	stats  []*FileStats
	shards *shards // of the first writer; nil where it is one file

	spare  chan *table.Batch // the other batch, when nobody writes it; nil where there is one file
	failed error             // of whoever writes the other files; read it with the spare in hand
}

// Tables opens data/<config>/<split>-00000-of-00001.parquet for each split, of
// the shape's schema, and further files where rows become many; with lines also
// formats/<config>/<split>.jsonl.
func (k *Counter) Tables(lines bool) (*Tables, error) {
	t := &Tables{counter: k, files: map[Split]*tableFile{}}
	for _, s := range k.Splits() {
		f := newTableFile(k.shape.Schema)
		f.shards = &shards{counter: k, split: s}
		w, st, err := f.shards.next()
		if err != nil {
			return nil, err
		}
		f.writer, f.stats = append(f.writer, w), append(f.stats, st)
		if lines {
			w, st, err := k.table(path.Join("formats", k.shape.Name, string(s)+".jsonl"), s, k.shape.Schema, table.JSONL, table.Options{})
			if err != nil {
				return nil, err
			}
			f.writer, f.stats = append(f.writer, w), append(f.stats, st)
			f.spare = make(chan *table.Batch, 1)
			f.spare <- table.NewBatch(k.shape.Schema)
			k.files = append(k.files, f)
		}
		t.files[s] = f
	}
	return t, nil
}

// meta is what a Parquet file says of itself. Those of the test split carry the
// canary, so that a copy without its card is known for what it is.
func (k *Counter) meta(s Split) map[string]string {
	m := map[string]string{"dataset": k.build.recipe.Name, "config": k.shape.Name, "split": string(s)}
	if s == Test {
		m["canary"] = k.build.names.canary(k.build.recipe.Name)
	}
	return m
}

// Table opens a further table below formats/<config>/, of a schema of its own.
func (k *Counter) Table(name string, s Split, schema *table.Schema, format table.Format, o table.Options) (*Table, error) {
	w, st, err := k.table(path.Join("formats", k.shape.Name, name), s, schema, format, o)
	if err != nil {
		return nil, err
	}
	f := newTableFile(schema)
	f.writer, f.stats = append(f.writer, w), append(f.stats, st)
	return &Table{f}, nil
}

// A Table is one further table of a config.
type Table struct{ f *tableFile }

// Row fills in a row.
func (t *Table) Row(fn func(b *table.Batch)) error { return t.f.row(fn) }

// Close writes what is left.
func (t *Table) Close() error { return t.f.flush() }

func newTableFile(s *table.Schema) *tableFile { return &tableFile{batch: table.NewBatch(s)} }

func (f *tableFile) row(fn func(b *table.Batch)) error {
	fn(f.batch)
	if err := f.batch.EndRow(); err != nil {
		return err
	}
	if f.batch.Full() {
		return f.flush()
	}
	return nil
}

func (k *Counter) table(name string, s Split, schema *table.Schema, format table.Format, o table.Options) (table.Writer, *FileStats, error) {
	out, st, err := k.file(name, s, string(format))
	if err != nil {
		return nil, nil, err
	}
	w, err := table.New(out, format, schema, o)
	if err != nil {
		return nil, nil, err
	}
	k.open = append(k.open, w)
	return w, st, nil
}

// File opens a further file below formats/<config>/. Nothing of it is on disk
// under its name until the config is closed.
func (k *Counter) File(name string, s Split, kind string) (*Lines, error) {
	out, st, err := k.file(path.Join("formats", k.shape.Name, name), s, kind)
	if err != nil {
		return nil, err
	}
	return &Lines{Writer: out, stats: st}, nil
}

// Lines is a file of text whose rows are counted by who writes them.
type Lines struct {
	*bufio.Writer
	stats *FileStats
}

// EndRow counts a row.
func (l *Lines) EndRow() { l.stats.Rows++ }

// outFile closes what it buffers.
type outFile struct {
	*bufio.Writer
	f *os.File
}

func newOutFile(f *os.File) outFile { return outFile{bufio.NewWriterSize(f, 64<<10), f} }

func (o outFile) Close() error { return full(errors.Join(o.Flush(), o.f.Sync(), o.f.Close())) }

func (k *Counter) file(name string, s Split, kind string) (*bufio.Writer, *FileStats, error) {
	where := filepath.Join(k.build.work, "package", filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(where), 0o700); err != nil {
		return nil, nil, full(err)
	}
	f, err := os.OpenFile(where, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, nil, full(err)
	}
	out := newOutFile(f)
	k.open = append(k.open, out)
	st := &FileStats{Path: name, Split: s, Config: k.shape.Name, Kind: kind}
	k.stats.Files = append(k.stats.Files, st)
	return out.Writer, st, nil
}

// closeLast closes a file before its config ends, where there are many; it must
// be the one that was opened last.
func (k *Counter) closeLast(l *Lines) error {
	c := k.open[len(k.open)-1]
	if o, ok := c.(outFile); !ok || o.Writer != l.Writer {
		return fmt.Errorf("the file %s is not the last that was opened", l.stats.Path)
	}
	k.open = k.open[:len(k.open)-1]
	return full(c.Close())
}

// closeTable closes a table before its config ends.
func (k *Counter) closeTable(w table.Writer) error {
	i := slices.Index(k.open, io.Closer(w))
	if i < 1 { // the file it writes to stands before it
		return fmt.Errorf("a table of %s is not open", k.shape.Name)
	}
	file := k.open[i-1]
	k.open = slices.Delete(k.open, i-1, i+1)
	return full(errors.Join(w.Close(), file.Close()))
}

// close closes all files, the writers on top first.
func (k *Counter) close() (err error) {
	for _, f := range k.files {
		err = errors.Join(err, f.wait())
	}
	for _, c := range slices.Backward(k.open) {
		err = errors.Join(err, c.Close())
	}
	k.open = nil
	return full(err)
}

// abandon closes what an error left open.
func (k *Counter) abandon() error {
	for _, f := range k.files {
		_ = f.wait()
	}
	for _, c := range slices.Backward(k.open) {
		_ = c.Close() // the error that led here is told
	}
	k.open = nil
	return nil
}

// Row fills in a row of a split: fn appends to the columns in order. A value
// that the schema refuses is an error that names the column.
func (t *Tables) Row(s Split, fn func(b *table.Batch)) error {
	f := t.files[s]
	if f == nil {
		return fmt.Errorf("there is no split %s", s)
	}
	t.counter.stats.Rows[s]++
	return f.row(fn)
}

func (f *tableFile) flush() error {
	if f.shards != nil && f.batch.Rows() > 0 && f.stats[0].Rows >= f.shards.rows() {
		w, st, err := f.shards.next()
		if err != nil {
			return err
		}
		f.writer[0], f.stats[0] = w, st
	}
	if err := f.writer[0].Write(f.batch); err != nil {
		return err
	}
	for _, st := range f.stats {
		st.Rows += f.batch.Rows()
	}
	if f.spare == nil {
		f.batch.Reset()
		return nil
	}
	next := <-f.spare
	if f.failed != nil {
		f.spare <- next
		return f.failed
	}
	full := f.batch
	f.batch = next.After(full)
	go func() {
		for _, w := range f.writer[1:] {
			if f.failed == nil {
				f.failed = w.Write(full)
			}
		}
		f.spare <- full
	}()
	return nil
}

// wait returns when nobody writes in the background any more.
func (f *tableFile) wait() error {
	if f.spare == nil {
		return nil
	}
	spare := <-f.spare
	defer func() { f.spare <- spare }()
	return f.failed
}

// Close writes what is left.
func (t *Tables) Close() error {
	for _, s := range t.counter.Splits() {
		f := t.files[s]
		if err := errors.Join(f.flush(), f.wait()); err != nil {
			return err
		}
		if err := f.shards.end(); err != nil {
			return err
		}
	}
	return nil
}

// object writes plain values as JSON; they have no way to fail.
func jsonText(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return "null"
	}
	return string(b)
}
