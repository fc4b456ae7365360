package dataset

import (
	"context"
	"fmt"
	"hash/maphash"
	"path/filepath"

	"satprep/internal/table"
)

// An earlier release is what some gates compare with: the one before of the same
// name, and its tables where its package lies here.
type earlier struct {
	release Release
	tables  map[string]map[Split][]string // by config
	missing string                        // why there is nothing to compare with, "" where there is, or never was
}

// readEarlier finds the release before by what was written down of it: a folder
// of its name may have been moved, deleted, or hold another package by now.
func (in *inspection) readEarlier(ctx context.Context) (err error) {
	s := in.build.service
	before, ok, err := s.before(ctx, &in.build.release)
	if err != nil || !ok {
		return err
	}
	in.earlier.release = before
	if dir, here := s.lies(&before); here {
		in.earlier.tables, err = tablesOf(dir)
		return err
	}
	in.earlier.missing = fmt.Sprintf("the package of the release before, %s, is not here, and nothing was compared with it", before.Version)
	return nil
}

// contamination looks for the text of test rows among those of training, in
// this package and in that of the release before where it still lies there.
func contamination(_ context.Context, in *inspection) (float64, string, error) {
	found := map[string]int{}
	total := 0
	for _, c := range in.sheet.Configs {
		if !c.Shape.Text && c.Shape.Key != ByFamilyKey {
			continue
		}
		test := map[uint64]bool{}
		for _, f := range c.Files {
			if f.Split == Test && f.Kind == string(table.Parquet) {
				err := eachText(filepath.Join(in.dir, filepath.FromSlash(f.Path)), c.Shape.Schema, func(prompt, completion []byte) {
					test[maphash.Bytes(seed, append(append([]byte(nil), prompt...), completion...))] = true
				})
				if err != nil {
					return 0, "", err
				}
			}
		}
		look := func(path, what string, schema *table.Schema) error {
			return eachText(path, schema, func(prompt, completion []byte) {
				if test[maphash.Bytes(seed, append(append([]byte(nil), prompt...), completion...))] {
					found[c.Shape.Name+what]++
					total++
				}
			})
		}
		for _, f := range c.Files {
			if f.Split == Train && f.Kind == string(table.Parquet) {
				if err := look(filepath.Join(in.dir, filepath.FromSlash(f.Path)), "", c.Shape.Schema); err != nil {
					return 0, "", err
				}
			}
		}
		// An authored reply may come back for another learner; only what is split by
		// family stands in one split for ever.
		if c.Shape.Key != ByFamilyKey {
			continue
		}
		for _, path := range in.earlier.tables[c.Shape.Name][Train] {
			if err := look(path, " before", c.Shape.Schema); err != nil {
				found[c.Shape.Name+" before: not readable"] = 0
			}
		}
	}
	return float64(total), sortedKeys(found), nil
}

// schemaDrift compares with the schemas that the release before wrote down.
func schemaDrift(_ context.Context, in *inspection) (float64, string, error) {
	drift := map[string]int{}
	for _, c := range in.sheet.Configs {
		files := in.earlier.tables[c.Shape.Name][Train]
		if len(files) == 0 || c.Shape.Schema == nil {
			continue
		}
		was, err := schemaOf(files[0])
		if err != nil {
			return 0, "", err
		}
		if was.Digest() != c.Shape.Schema.Digest() {
			drift[c.Shape.Name]++
		}
	}
	return float64(len(drift)), sortedKeys(drift), nil
}
