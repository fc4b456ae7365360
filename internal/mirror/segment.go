package mirror

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"satprep/internal/disk"
	"satprep/internal/fault"
)

const (
	open     = "interactions.jsonl" // the open segment
	lockFile = ".mirror.lock"
)

// closed is the name of a closed segment.
func closed(segment int) string { return fmt.Sprintf("interactions.%05d.jsonl", segment) }

// fresh is the name of a file of a generation that has not yet taken its
// place.
func fresh(name string, generation int) string { return fmt.Sprintf("%s.new-%d", name, generation) }

// settle finishes what a crash may have left half done: the files of the
// generation p take their places, and a segment whose file was closed already
// is left for the next. The open segment of a new generation takes its place
// last, so that its being there says that all is.
func (s *Service) settle(p *place) error {
	if _, err := os.Lstat(filepath.Join(s.Folder, fresh(open, p.Generation))); err == nil {
		if err := s.swap(*p); err != nil {
			return err
		}
	}
	if _, err := os.Lstat(filepath.Join(s.Folder, closed(p.Segment))); err == nil {
		// It was closed, and what should have followed was not committed.
		p.Segment, p.Bytes = p.Segment+1, 0
	}
	return nil
}

// swap puts the files of the generation p in the place of the old ones.
func (s *Service) swap(p place) error {
	suffix := fresh("", p.Generation)
	entries, err := os.ReadDir(s.Folder)
	if err != nil {
		return unwritable(s.Folder, err)
	}
	for _, e := range entries {
		name, ours := strings.CutSuffix(e.Name(), suffix)
		if ours && name != open {
			if err := os.Rename(filepath.Join(s.Folder, e.Name()), filepath.Join(s.Folder, name)); err != nil {
				return unwritable(name, err)
			}
		}
	}
	if err := s.removeClosed(p.Segment); err != nil { // of an older generation that had more of them
		return err
	}
	if err := os.Rename(filepath.Join(s.Folder, fresh(open, p.Generation)), filepath.Join(s.Folder, open)); err != nil {
		return unwritable(open, err)
	}
	return syncFolder(s.Folder)
}

func unwritable(name string, err error) error {
	return fault.Wrap(fault.Busy, err, "The mirror's file %s cannot be written; is the disk full, or does the folder belong to another user?", filepath.Base(name))
}

// removeClosed deletes the closed segments from the given one on.
func (s *Service) removeClosed(from int) error {
	return s.removeAll(func(name string) bool {
		digits, first := strings.CutPrefix(name, "interactions.")
		digits, last := strings.CutSuffix(digits, ".jsonl")
		n, err := strconv.Atoi(digits)
		return first && last && err == nil && n >= from
	})
}

// removeFresh deletes what a rebuilding left behind.
func (s *Service) removeFresh() error {
	return s.removeAll(func(name string) bool {
		return strings.HasPrefix(name, "interactions.") && strings.Contains(name, ".jsonl.new-")
	})
}

func (s *Service) removeAll(which func(name string) bool) error {
	entries, err := os.ReadDir(s.Folder)
	if err != nil {
		return unwritable(s.Folder, err)
	}
	for _, e := range entries {
		if which(e.Name()) {
			if err := os.Remove(filepath.Join(s.Folder, e.Name())); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return unwritable(e.Name(), err)
			}
		}
	}
	return nil
}

// syncFolder makes renames durable.
func syncFolder(dir string) error {
	if err := disk.SyncFolder(dir); err != nil {
		return unwritable(dir, err)
	}
	return nil
}

// segment is a file that is being written at its end.
type segment struct {
	folder string
	file   *os.File
	size   int64
	buf    []byte // not written yet
}

// flushAt is how much is buffered before it is written.
const flushAt = 1 << 20

// openSegment opens the open segment with exactly the bytes that p says are
// good.
func (s *Service) openSegment(p place) (*segment, error) {
	path := filepath.Join(s.Folder, open)
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, unwritable(path, err)
	}
	info, err := f.Stat()
	if err == nil && info.Size() < p.Bytes {
		f.Close()
		return nil, fault.New(fault.Conflict, "The mirror %s is shorter than what was written to it; write it anew with: satprep rebuild mirror.", path)
	}
	if err == nil && info.Size() > p.Bytes {
		err = f.Truncate(p.Bytes)
	}
	if err != nil {
		f.Close()
		return nil, unwritable(path, err)
	}
	return &segment{folder: s.Folder, file: f, size: p.Bytes}, nil
}

// createSegment begins a file that has not yet taken its place.
func (s *Service) createSegment(name string) (*segment, error) {
	f, err := os.OpenFile(filepath.Join(s.Folder, name), os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, unwritable(name, err)
	}
	return &segment{folder: s.Folder, file: f}, nil
}

// add takes the buffer back with one more line in it.
func (w *segment) add(buf []byte) error {
	w.buf = buf
	if len(buf) < flushAt {
		return nil
	}
	return w.flush()
}

func (w *segment) flush() error {
	n, err := w.file.WriteAt(w.buf, w.size)
	w.size += int64(n)
	w.buf = w.buf[:0]
	if err != nil {
		return unwritable(w.file.Name(), err)
	}
	return nil
}

// written is how long the file is with what is buffered.
func (w *segment) written() int64 { return w.size + int64(len(w.buf)) }

// sync brings everything to the disk and returns the file's length.
func (w *segment) sync() (int64, error) {
	if err := w.flush(); err != nil {
		return 0, err
	}
	if err := w.file.Sync(); err != nil {
		return 0, unwritable(w.file.Name(), err)
	}
	return w.size, syncFolder(w.folder)
}

// rotate closes the segment p and goes on with the next.
func (w *segment) rotate(p *place) error {
	if err := w.file.Close(); err != nil {
		return unwritable(open, err)
	}
	path := filepath.Join(w.folder, open)
	if err := os.Rename(path, filepath.Join(w.folder, closed(p.Segment))); err != nil {
		return unwritable(open, err)
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return unwritable(path, err)
	}
	w.file, w.size = f, 0
	p.Segment, p.Bytes = p.Segment+1, 0
	return nil
}

func (w *segment) close() { w.file.Close() }
