package table

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"
)

func open(t *testing.T, file []byte) *ParquetReader {
	t.Helper()
	r, err := OpenParquet(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestRowGroupsAreBounded(t *testing.T) {
	t.Parallel()
	s := MustSchema("s", Column{Name: "x", Type: String, Role: ID})
	const n, wide = 1000, 96 // a text of 96 bytes counts as 100
	b := NewBatch(s)
	for i := range n {
		b.Col(0).Text(fmt.Sprintf("%0*d", wide, i))
		if err := b.EndRow(); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		o    Options
		want []int64
	}{
		{Options{}, []int64{1000}},
		{Options{GroupRows: 300}, []int64{300, 300, 300, 100}},
		{Options{GroupRows: 500}, []int64{500, 500}},
		{Options{GroupBytes: 40_000}, []int64{400, 400, 200}},
		{Options{GroupBytes: 40_001}, []int64{401, 401, 198}},
		{Options{GroupBytes: 40_000, GroupRows: 250}, []int64{250, 250, 250, 250}},
	} {
		var got []int64
		for _, g := range open(t, write(t, Parquet, s, c.o, []*Batch{b})).file.RowGroups() {
			got = append(got, g.NumRows())
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%+v: groups of %v rows, want %v", c.o, got, c.want)
		}
	}
}

func TestFileSaysWhatItHolds(t *testing.T) {
	t.Parallel()
	s := words(Auto)
	file := open(t, write(t, Parquet, s, Options{Meta: map[string]string{"dataset": "d"}}, newGrower(40).rows(t, s, 5000, 1000))).file
	m := file.Metadata()
	if m.CreatedBy != "satprep/internal/table version 1(build 0)" {
		t.Errorf("created by %q", m.CreatedBy)
	}
	var keys []string
	for _, kv := range m.KeyValueMetadata {
		keys = append(keys, kv.Key)
	}
	if want := []string{"dataset", DigestKey, SchemaKey}; !slices.Equal(keys, want) {
		t.Errorf("keys %q, want %q", keys, want)
	}
	dictionary := map[string]bool{"word": true, "n32": true, "unique_text": false, "n64": false, "at": false, "raw": false, "tags": false}
	for _, c := range m.RowGroups[0].Columns {
		md := c.MetaData
		name := md.PathInSchema[0]
		if got := slices.Contains(md.Encoding, format.RLEDictionary); got != dictionary[name] {
			t.Errorf("%s: encodings %v", name, md.Encoding)
		}
		if md.Codec != format.Zstd || md.Statistics.MinValue == nil || md.Statistics.MaxValue == nil {
			t.Errorf("%s: %s, from %q to %q", name, md.Codec, md.Statistics.MinValue, md.Statistics.MaxValue)
		}
		if name == "word" && (string(md.Statistics.MinValue) != "blue" || string(md.Statistics.MaxValue) != "red") {
			t.Errorf("words go from %q to %q", md.Statistics.MinValue, md.Statistics.MaxValue)
		}
	}
	// In order, and lists in three levels.
	text := file.Schema().String()
	for _, part := range []string{"required group tags (LIST) {\n\t\trepeated group list {\n\t\t\trequired binary element (STRING);", "required int64 at (TIMESTAMP(isAdjustedToUTC=true,unit=MICROS));"} {
		if !strings.Contains(text, part) {
			t.Errorf("there is no %q in\n%s", part, text)
		}
	}
	at := -1
	for _, c := range s.columns {
		here := strings.Index(text, " "+c.Name)
		if here < at {
			t.Errorf("%s is not in its place:\n%s", c.Name, text)
		}
		at = here
	}
}

func TestDictionariesAreForFewValues(t *testing.T) {
	t.Parallel()
	s := MustSchema("s", Column{Name: "s", Type: String, Nullable: true, Role: ID}, Column{Name: "n", Type: Int64, Role: ID})
	for _, c := range []struct {
		rows, different int
		want            bool
	}{{1, 1, false}, {4, 1, true}, {400, 100, true}, {400, 101, false}, {80_000, dictionaryValues, true}, {80_000, dictionaryValues + 1, false}} {
		b := NewBatch(s)
		for i := range c.rows {
			b.Col(0).Text(fmt.Sprint(i % c.different))
			b.Col(1).Int64(int64(i % c.different))
			if err := b.EndRow(); err != nil {
				t.Fatal(err)
			}
		}
		for range 1000 { // nulls are no values
			b.Col(1).Int64(0)
			if err := b.EndRow(); err != nil {
				t.Fatal(err)
			}
		}
		if got := b.Col(0).repeats(); got != c.want {
			t.Errorf("%d different texts in %d rows: a dictionary: %v", c.different, c.rows, got)
		}
	}
}

// foreign is a Parquet file that this room did not write, with its metadata.
func foreign(t *testing.T, meta map[string]string) []byte {
	t.Helper()
	type row struct {
		X int64 `parquet:"x"`
	}
	var options []parquet.WriterOption
	for k, v := range meta {
		options = append(options, parquet.KeyValueMetadata(k, v))
	}
	var out bytes.Buffer
	w := parquet.NewGenericWriter[row](&out, options...)
	if _, err := w.Write([]row{{1}, {2}}); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestOtherFilesAreRefused(t *testing.T) {
	t.Parallel()
	meta := func(c Column) map[string]string {
		s := MustSchema("s", c)
		text, err := s.MarshalJSON()
		if err != nil {
			t.Fatal(err)
		}
		return map[string]string{SchemaKey: string(text), DigestKey: s.Digest()}
	}
	right := Column{Name: "x", Type: Int64, Role: ID}
	tampered := meta(right)
	tampered[DigestKey] = strings.Repeat("0", 64)
	good := foreign(t, meta(right))
	for _, c := range []struct {
		what, want string
		file       []byte
	}{
		{"nothing", "opening", nil},
		{"text", "opening", []byte(strings.Repeat("text", 100))},
		{"half a file", "opening", good[:len(good)/2]},
		{"a file without a schema", "no schema", foreign(t, nil)},
		{"a schema that is none", "needs a name", foreign(t, map[string]string{SchemaKey: "{}"})},
		{"another digest", "digest", foreign(t, tampered)},
		{"another name", "other columns", foreign(t, meta(Column{Name: "y", Type: Int64, Role: ID}))},
		{"another type", "another than its schema", foreign(t, meta(Column{Name: "x", Type: Float64, Role: ID}))},
		{"a null", "another than its schema", foreign(t, meta(Column{Name: "x", Type: Int64, Nullable: true, Role: ID}))},
		{"a list", "other columns", foreign(t, meta(Column{Name: "x", Type: ListOf(Int64), Role: ID}))},
	} {
		if _, err := OpenParquet(bytes.NewReader(c.file), int64(len(c.file))); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.what, err, c.want)
		}
	}
	if _, rows := readAll(t, open(t, good)); rows != 2 {
		t.Errorf("%d rows of the right one", rows)
	}
}

func TestDamageIsAnError(t *testing.T) {
	t.Parallel()
	file := write(t, Parquet, everything, Options{}, newGrower(41).rows(t, everything, 300, 300))
	want := checksum(t, everything, newGrower(41).rows(t, everything, 300, 300))
	// Every page has a checksum, so that no flipped bit of a value goes unnoticed.
	for at := 100; at < 30_000; at += 997 {
		broken := slices.Clone(file)
		broken[at] ^= 4
		r, err := OpenParquet(bytes.NewReader(broken), int64(len(broken)))
		if err != nil {
			continue
		}
		var list []*Batch
		for err == nil {
			b := NewBatch(everything)
			if _, err = r.Read(b); err == nil {
				list = append(list, b)
			}
		}
		if err == io.EOF && checksum(t, everything, list) != want {
			t.Errorf("byte %d was changed, and nobody noticed", at)
		}
		if err := r.Close(); err != nil {
			t.Errorf("closing: %v", err)
		}
	}
}

func TestTheKeysOfTheRoomAreTaken(t *testing.T) {
	t.Parallel()
	for _, key := range []string{SchemaKey, DigestKey, ChecksumKey} {
		if _, err := New(io.Discard, Parquet, everything, Options{Meta: map[string]string{key: "x"}}); err == nil {
			t.Errorf("%s may be overwritten", key)
		}
	}
	if _, err := New(io.Discard, "xlsx", everything, Options{}); err == nil {
		t.Error("a format that is none was taken")
	}
}

// A column that Only names is read as ever, whatever stands around it; of the
// others nothing is.
func TestOnlySomeColumns(t *testing.T) {
	t.Parallel()
	list := newGrower(41).rows(t, everything, 700, 300)
	file := write(t, Parquet, everything, Options{GroupRows: 250}, list)
	want := strings.Split(checksum(t, everything, list), "\n")
	for i, c := range everything.columns {
		r := open(t, file)
		if err := r.Only(c.Name); err != nil {
			t.Fatal(err)
		}
		got, n := readAll(t, r)
		if n != 700 {
			t.Fatalf("%s alone: %d rows, want 700", c.Name, n)
		}
		for k, sum := range strings.Split(checksum(t, everything, got), "\n") {
			switch {
			case k == i && sum != want[k]:
				t.Errorf("%s alone has other values", c.Name)
			case k != i && everything.columns[k].Nullable && slices.ContainsFunc(got, func(b *Batch) bool { return slices.Contains(b.columns[k].valid, true) }):
				t.Errorf("%s alone: %s has values too", c.Name, everything.columns[k].Name)
			}
		}
	}
	if err := open(t, file).Only("nothing"); err == nil {
		t.Error("a column that is not there is read")
	}
}
