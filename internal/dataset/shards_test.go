package dataset

import (
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Where rows become many a split has several files, whose names say how many
// there are; all rows stand in them in order, and the card names each file.
func TestManyRowsAreSeveralFiles(t *testing.T) {
	t.Parallel()
	s := tell(t, 1)
	for i := range 2500 {
		s.answer(plainQuestion(t, i%7), i%2 == 0, nil)
	}
	cook := func(rows int) (*Stats, []map[string]any, []string) {
		b, k, sink := openShape(t, "interactions", nil)
		b.shardRows = rows
		if err := sink.Learner(s.l); err != nil {
			t.Fatal(err)
		}
		if err := sink.Close(); err != nil {
			t.Fatal(err)
		}
		if err := k.close(); err != nil {
			t.Fatal(err)
		}
		var all []map[string]any
		var names []string
		for _, f := range k.stats.tablesIn(s.l.Split) {
			names = append(names, filepath.Base(f.Path))
			list := readRows(t, filepath.Join(b.work, "package", f.Path))
			if len(list) != f.Rows {
				t.Errorf("%s has %d rows, and %d are counted", f.Path, len(list), f.Rows)
			}
			all = append(all, list...)
		}
		return k.stats, all, names
	}
	stats, all, names := cook(1000)
	_, whole, one := cook(0)
	if want := []string{"train-00000-of-00003.parquet", "train-00001-of-00003.parquet", "train-00002-of-00003.parquet"}; !slices.Equal(names, want) {
		t.Errorf("files %v, want %v", names, want)
	}
	if len(one) != 1 || len(whole) != 2500 || len(all) != len(whole) {
		t.Fatalf("%d rows in %v, %d in %v", len(all), names, len(whole), one)
	}
	for i := range all {
		if all[i]["id"] != whole[i]["id"] {
			t.Fatalf("row %d is %v, want %v", i, all[i]["id"], whole[i]["id"])
		}
	}
	sheet := &Sheet{Recipe: &Recipe{Title: "Told"}, Configs: []Described{{interactionsShape, stats}}}
	var card strings.Builder
	_ = cardHead(&card, sheet, t.TempDir()) // of files that are not there it cannot say the size
	for _, name := range names {
		if !strings.Contains(card.String(), "    - data/interactions/"+name+"\n") {
			t.Errorf("the card does not name %s:\n%s", name, card.String())
		}
	}
	ids := map[string]bool{}
	for _, set := range recordSets(sheet) {
		ids[set[1].value.(string)] = true
	}
	if want := map[string]bool{"interactions/train-00000-of-00003": true, "interactions/train-00001-of-00003": true, "interactions/train-00002-of-00003": true,
		"interactions/validation": true, "interactions/test": true}; !maps.Equal(ids, want) {
		t.Errorf("record sets %v, want %v", ids, want)
	}
}
