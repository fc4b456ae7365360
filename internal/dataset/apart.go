package dataset

import (
	"context"
	"encoding/json"
	"path/filepath"
	"slices"

	"satprep/internal/table"
)

// splitLeakage reads the column that a config's splits keep apart.
func splitLeakage(_ context.Context, in *inspection) (float64, string, error) {
	found := map[string]int{}
	total := 0
	for _, c := range in.sheet.Configs {
		if c.Shape.Schema == nil {
			continue
		}
		if c.Shape.Name == interactionsShape.Name {
			n, err := in.heldWords(c)
			if err != nil {
				return 0, "", err
			}
			if n > 0 {
				found[c.Shape.Name+": words about families held out"] = n
				total += n
			}
		}
		column, key := keyColumn(c.Shape)
		if key == nil {
			continue
		}
		where := map[string]Split{}
		for _, f := range c.Files {
			if f.Kind != string(table.Parquet) {
				continue
			}
			err := eachBatch(filepath.Join(in.dir, filepath.FromSlash(f.Path)), func(_ *table.Schema, b *table.Batch) error {
				for n := range b.Rows() {
					k := string(key(b).TextAt(n))
					was, ok := where[k]
					if !ok {
						where[k] = f.Split
					} else if was != f.Split {
						found[c.Shape.Name]++
						total++
					}
				}
				return nil
			}, column)
			if err != nil {
				return 0, "", err
			}
		}
	}
	return float64(total), sortedKeys(found), nil
}

// heldWords counts rows of train and validation that hold words about a question
// whose family is held out for test. It reads the files.
func (in *inspection) heldWords(c Described) (n int, err error) {
	bank, names, shares := in.build.bank, in.build.names, in.build.recipe.Split
	families := map[string]bool{} // of questions and versions: held out
	held := func(id, version string) bool {
		is, ok := families[id+"\x00"+version]
		if !ok {
			is = heldFamily(bank, func(family string) Split { return names.split("family", []byte(family), shares) }, id, version)
			families[id+"\x00"+version] = is
		}
		return is
	}
	for _, f := range c.Files {
		if f.Kind != string(table.Parquet) || f.Split == Test {
			continue
		}
		err := eachBatch(filepath.Join(in.dir, filepath.FromSlash(f.Path)), func(s *table.Schema, b *table.Batch) error {
			column := func(name string) *table.Vector {
				i, _ := s.Index(name)
				return b.Col(i)
			}
			question, stimulus, query, response, turn := column("question"), column("stimulus"), column("query"), column("response"), column("turn")
			text := func(v *table.Vector, i int) string {
				if v.IsNull(i) {
					return ""
				}
				return string(v.TextAt(i))
			}
			for i := range b.Rows() {
				var t struct {
					Asks        string    `json:"asks"`
					AsksVersion string    `json:"asks_version"`
					Raw         string    `json:"raw"`
					Instead     string    `json:"instead"`
					Work        string    `json:"work"`
					Messages    []Message `json:"messages"`
				}
				if !turn.IsNull(i) {
					if err := json.Unmarshal(turn.TextAt(i), &t); err != nil {
						return err
					}
				}
				words := !query.IsNull(i) || !response.IsNull(i) || t.Raw != "" || t.Instead != "" || t.Work != "" || len(t.Messages) > 0
				if words && (held(text(question, i), text(stimulus, i)) || held(t.Asks, t.AsksVersion) || slices.ContainsFunc([]string{text(query, i), text(response, i), t.Raw, t.Instead, t.Work}, in.build.heldText().tells)) {
					n++
				}
			}
			return nil
		}, "question", "stimulus", "query", "response", "turn")
		if err != nil {
			return 0, err
		}
	}
	return n, nil
}

// keyColumn finds the column that a config's splits keep apart, and its values:
// learner, or family, which may stand in extra_info. nil where there is none.
func keyColumn(s Shape) (column string, values func(*table.Batch) *table.Vector) {
	name := "learner"
	if s.Key == ByFamilyKey {
		name = "family"
	}
	if i, ok := s.Schema.Index(name); ok {
		return name, func(b *table.Batch) *table.Vector { return b.Col(i) }
	}
	const more = "extra_info"
	i, ok := s.Schema.Index(more)
	if !ok {
		return "", nil
	}
	f := slices.IndexFunc(s.Schema.Columns()[i].Type.Fields(), func(c table.Column) bool { return c.Name == name })
	if f < 0 {
		return "", nil
	}
	return more, func(b *table.Batch) *table.Vector { return b.Col(i).Field(f) }
}
