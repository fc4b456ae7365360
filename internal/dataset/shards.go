package dataset

import (
	"fmt"
	"os"
	"path"
	"path/filepath"

	"satprep/internal/table"
)

// shards are the Parquet files of a config's split, one after another. What a
// file says of its row groups stands in memory until it is closed, so that one
// file of everything would take the more of it the longer the log is.
type shards struct {
	counter *Counter
	split   Split
	open    table.Writer
	files   []*FileStats
}

// Bounds of a file of train, and of one of the small splits, which have the
// smaller row groups.
const (
	trainRows = 1 << 18
	smallRows = 1 << 16
)

// wideColumns is from where on a table is wide.
const wideColumns = 50

// rows is how many rows a file holds before another is begun.
func (s *shards) rows() int {
	if n := s.counter.build.shardRows; n > 0 {
		return n
	}
	if s.split == Train {
		return trainRows
	}
	return smallRows
}

// groupBytes bounds the row groups of a split. All tables of a course hold one
// for each split at the same time, so that together they stay within the memory
// of a build. A wide table has larger ones, for each describes all columns.
func (s *shards) groupBytes() int64 {
	wide := len(s.counter.shape.Schema.Columns()) >= wideColumns
	switch {
	case wide && s.split == Train:
		return 10 << 20
	case wide:
		return 3 << 20
	case s.split == Train:
		return 4 << 20
	}
	return 2 << 20
}

// name is that of a file; of is how many there are, 0 where that is not known yet.
func (s *shards) name(i, of int) string {
	name := fmt.Sprintf("%s-%05d-of-%05d.parquet", s.split, i, of)
	return path.Join("data", s.counter.shape.Name, name)
}

// next closes the file that is open and begins another.
func (s *shards) next() (table.Writer, *FileStats, error) {
	if err := s.close(); err != nil {
		return nil, nil, err
	}
	k := s.counter
	w, st, err := k.table(s.name(len(s.files), 0), s.split, k.shape.Schema, table.Parquet,
		table.Options{Checksums: true, Meta: k.meta(s.split), GroupBytes: s.groupBytes(), Lean: true})
	if err != nil {
		return nil, nil, err
	}
	s.open, s.files = w, append(s.files, st)
	return w, st, nil
}

func (s *shards) close() error {
	if s.open == nil {
		return nil
	}
	w := s.open
	s.open = nil
	return s.counter.closeTable(w)
}

// end closes the last file and gives all their names, now that their number is
// known.
func (s *shards) end() error {
	if err := s.close(); err != nil {
		return err
	}
	dir := filepath.Join(s.counter.build.work, "package")
	for i, f := range s.files {
		name := s.name(i, len(s.files))
		if err := os.Rename(filepath.Join(dir, filepath.FromSlash(f.Path)), filepath.Join(dir, filepath.FromSlash(name))); err != nil {
			return full(err)
		}
		f.Path = name
	}
	return nil
}

// tablesIn are the Parquet files of a config's split, in order.
func (s *Stats) tablesIn(split Split) (list []*FileStats) {
	for _, f := range s.Files {
		if f.Split == split && f.Kind == string(table.Parquet) {
			list = append(list, f)
		}
	}
	return list
}
