package dataset

import (
	"context"
	"hash/maphash"
	"path/filepath"
	"slices"

	"satprep/internal/table"
)

// eachText calls fn with prompt and completion of every row of a text config.
func eachText(path string, schema *table.Schema, fn func(prompt, completion []byte)) error {
	p, c := textColumns(schema)
	if p == nil && c == nil {
		return nil
	}
	var only []string
	for _, i := range slices.Concat(p, c) {
		only = append(only, schema.Columns()[i].Name)
	}
	return eachBatch(path, func(_ *table.Schema, b *table.Batch) error {
		var prompt, completion []byte
		for n := range b.Rows() {
			prompt, completion = prompt[:0], completion[:0]
			for _, i := range p {
				prompt = appendText(prompt, b.Col(i), n)
			}
			for _, i := range c {
				completion = appendText(completion, b.Col(i), n)
			}
			fn(prompt, completion)
		}
		return nil
	}, only...)
}

// textColumns are what is asked and what is answered, by the names that trainers
// know.
func textColumns(s *table.Schema) (prompt, completion []int) {
	for _, name := range []string{"messages", "prompt", "history"} {
		if i, ok := s.Index(name); ok {
			prompt = append(prompt, i)
		}
	}
	for _, name := range []string{"completion", "chosen", "rejected", "tutor_reply", "human_reply"} {
		if i, ok := s.Index(name); ok {
			completion = append(completion, i)
		}
	}
	return prompt, completion
}

// appendText appends all text of a value.
func appendText(b []byte, v *table.Vector, n int) []byte {
	if v.IsNull(n) {
		return b
	}
	switch v.Kind() {
	case table.KindString, table.KindJSON:
		b = append(append(b, v.TextAt(n)...), 0)
	case table.KindList:
		from, to := v.ListAt(n)
		for i := from; i < to; i++ {
			b = appendText(b, v.Item(), i)
		}
	case table.KindStruct:
		for f := range v.Fields() {
			b = appendText(b, v.Field(f), n)
		}
	}
	return b
}

var seed = maphash.MakeSeed()

// duplicates counts rows that stand in their config already.
func duplicates(_ context.Context, in *inspection) (float64, string, error) {
	rows, twice := 0, map[string]int{}
	total := 0
	for _, c := range in.sheet.Configs {
		if !c.Shape.Text {
			continue
		}
		seen := map[uint64]struct{}{}
		for _, f := range c.Files {
			if f.Kind != string(table.Parquet) {
				continue
			}
			err := eachText(filepath.Join(in.dir, filepath.FromSlash(f.Path)), c.Shape.Schema, func(prompt, completion []byte) {
				rows++
				h := maphash.Bytes(seed, append(append(append([]byte(nil), prompt...), 1), completion...))
				if _, ok := seen[h]; ok {
					twice[c.Shape.Name]++
					total++
				}
				seen[h] = struct{}{}
			})
			if err != nil {
				return 0, "", err
			}
		}
	}
	return share(total, rows), sortedKeys(twice), nil
}
