package backup

import (
	"archive/tar"
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"satprep/internal/db"
	"satprep/internal/disk"
	"satprep/internal/fault"
	"satprep/internal/signing"
)

// Source says what to restore and where.
type Source struct {
	In       string // a backup of kind main
	Keys     string // a backup of kind keys; "" where there is none any more
	Erasures string // a newer list of erasures, from the folder that is replaced; "" where it is lost
	Data     string // folder; empty, or made
}

// Restore unpacks a backup into an empty data folder. Nothing has its final name
// before everything was checked, and the database gets it last. The lists of
// erasures are put together, so that none is lost. Whoever opens the folder then
// brings its schema up to date, and erases again whom the list names.
func Restore(ctx context.Context, s Source) (_ []Manifest, err error) {
	defer fault.In(&err, "backup.Restore")
	if err := os.MkdirAll(s.Data, 0o700); err != nil {
		return nil, fault.Wrap(fault.Invalid, err, "The folder %s cannot be made.", s.Data)
	}
	if err := unused(s.Data); err != nil {
		return nil, err
	}
	work, err := os.MkdirTemp(s.Data, ".restore-")
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, err, "The folder %s cannot be written.", s.Data)
	}
	defer os.RemoveAll(work)
	var all []Manifest
	for _, from := range []struct{ path, kind string }{{s.In, Main}, {s.Keys, Keys}} {
		if from.path == "" {
			continue
		}
		m, err := open(ctx, from.path, from.kind, filepath.Join(work, from.kind))
		if err != nil {
			return nil, err
		}
		all = append(all, m)
	}
	if err := mergeErasures(work, s.Erasures); err != nil {
		return nil, err
	}
	return all, place(work, s.Data, all)
}

// mergeErasures puts the lists of the backups and a newer one together into the
// working folder. Their lines are theirs: here each is only kept once.
func mergeErasures(work, newer string) error {
	var out bytes.Buffer
	seen := map[string]bool{}
	for _, path := range []string{filepath.Join(work, Main, Erasures), filepath.Join(work, Keys, Erasures), newer} {
		b, err := os.ReadFile(path)
		if path == "" || path != newer && errors.Is(err, fs.ErrNotExist) {
			continue
		} else if err != nil {
			return fault.Wrap(fault.Missing, err, "The list of erasures %s cannot be read.", path)
		}
		for line := range bytes.Lines(b) {
			if line[len(line)-1] == '\n' && !seen[string(line)] { // a last one without an end was never finished
				seen[string(line)] = true
				out.Write(line)
			}
		}
	}
	if out.Len() == 0 {
		return nil
	}
	return os.WriteFile(filepath.Join(work, Erasures), out.Bytes(), 0o600)
}

// unused refuses a folder that holds anything, with another sentence where a
// server runs on it.
func unused(dir string) error {
	if err := served(dir); err != nil {
		return err
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	if len(entries) > 0 {
		return fault.New(fault.Conflict, "The folder %s is not empty (it holds %s); restore into an empty one and then let it take the other's place.", dir, entries[0].Name())
	}
	return nil
}

// served is a Conflict where a server holds the folder's lock.
func served(dir string) error {
	f, err := os.OpenFile(filepath.Join(dir, "serve.lock"), os.O_RDWR, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	} else if err != nil {
		return err
	}
	defer f.Close()
	if err := disk.Lock(f); err != nil {
		return fault.Wrap(fault.Conflict, err, "A server runs on %s. Stop it first, and restore into an empty folder.", dir)
	}
	return nil
}

// open unpacks one backup and checks it.
func open(ctx context.Context, path, kind, into string) (Manifest, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return Manifest{}, fault.Wrap(fault.Missing, err, "There is no file %s.", path)
	} else if err != nil {
		return Manifest{}, fault.Wrap(fault.Invalid, err, "The file %s cannot be read.", path)
	}
	defer f.Close()
	m, err := unpack(bufio.NewReaderSize(f, 1<<20), into)
	var disk *fs.PathError // of what is written
	switch {
	case errors.As(err, &disk):
		return m, fault.Wrap(fault.Internal, err, "The backup %s could not be unpacked: in %s nothing more can be written; is the disk full?", path, into)
	case err != nil:
		return m, fault.Wrap(fault.Invalid, err, "The file %s is no whole backup: %s. Nothing was restored; take another copy of it, or an older backup.", path, broken(err))
	}
	schema, other := db.Main, db.Keys
	if kind == Keys {
		schema, other = other, schema
	}
	holds := func(name string) bool {
		return slices.ContainsFunc(m.Files, func(e FileEntry) bool { return e.Name == name })
	}
	if m.Kind != kind || !holds(schema.File) || holds(other.File) || kind == Main && holds(signing.File) {
		return m, fault.New(fault.Invalid, "The file %s is a backup of kind %.20q; one of kind %s is wanted here.", path, m.Kind, kind)
	}
	return m, db.Intact(ctx, filepath.Join(into, schema.File))
}

// broken says what is wrong with a backup, where the reader of tar files says it
// in words for people of its own.
func broken(err error) string {
	switch {
	case errors.Is(err, tar.ErrHeader):
		return "it is no tar file, or was changed"
	case errors.Is(err, io.ErrUnexpectedEOF):
		return "it was cut short"
	}
	return err.Error()
}

// maxManifest bounds what is read of a manifest, in bytes.
const maxManifest = 64 << 20

// unpack writes a backup's files below a folder and holds them against the
// manifest that follows them.
func unpack(r io.Reader, into string) (m Manifest, err error) {
	var found []FileEntry
	in := tar.NewReader(r)
	for {
		h, err := in.Next()
		if errors.Is(err, io.EOF) {
			return m, errors.New("its manifest is missing, so it was cut short")
		} else if err != nil {
			return m, err
		}
		if h.Name == manifestName {
			b, err := io.ReadAll(io.LimitReader(in, maxManifest))
			if err != nil {
				return m, err
			}
			if err := json.Unmarshal(b, &m); err != nil {
				return m, fmt.Errorf("its manifest cannot be read: %s", fault.Reading(err))
			}
			break
		}
		if !known(h) {
			return m, fmt.Errorf("it holds %.80q, which no backup does", h.Name)
		}
		e, err := extract(in, h, into)
		if err != nil {
			return m, err
		}
		found = append(found, e)
	}
	switch {
	case m.Format != format:
		return m, fmt.Errorf("it has format %d, and this satprep knows %d", m.Format, format)
	case !slices.Equal(found, m.Files):
		for i, e := range found {
			if i >= len(m.Files) || e != m.Files[i] {
				return m, fmt.Errorf("%s is not what the manifest says", e.Name)
			}
		}
		return m, fmt.Errorf("%d of its %d files are missing", len(m.Files)-len(found), len(m.Files))
	}
	return m, nil
}

// known reports whether a backup may hold such an entry: a database, or a file
// whose name stays inside the data folder.
func known(h *tar.Header) bool {
	if h.Typeflag != tar.TypeReg || h.Size < 0 {
		return false
	}
	rel, ok := strings.CutPrefix(h.Name, filesFolder)
	if ok {
		return fs.ValidPath(rel) && rel != "." && !skipped(rel) && !strings.ContainsAny(rel, "\\\x00")
	}
	return h.Name == db.Main.File || h.Name == db.Keys.File || h.Name == Erasures || h.Name == signing.File
}

func extract(in io.Reader, h *tar.Header, into string) (FileEntry, error) {
	path := filepath.Join(into, filepath.FromSlash(h.Name))
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return FileEntry{}, err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return FileEntry{}, err
	}
	defer f.Close()
	sum := sha256.New()
	n, err := io.Copy(io.MultiWriter(f, sum), in)
	if err == nil {
		err = f.Sync()
	}
	return FileEntry{h.Name, n, sumOf(sum)}, err
}

// place gives what was unpacked its final names, the main database last.
func place(work, data string, all []Manifest) error {
	type move struct{ from, to string }
	var moves []move
	var database move
	if _, err := os.Lstat(filepath.Join(work, Erasures)); err == nil {
		moves = append(moves, move{filepath.Join(work, Erasures), filepath.Join(data, Erasures)}) // first: never a database without it
	}
	for _, m := range all {
		for _, e := range m.Files {
			if e.Name == Erasures {
				continue // merged
			}
			v := move{filepath.Join(work, m.Kind, filepath.FromSlash(e.Name)), filepath.Join(data, filepath.FromSlash(strings.TrimPrefix(e.Name, filesFolder)))}
			if e.Name == db.Main.File {
				database = v
			} else {
				moves = append(moves, v)
			}
		}
	}
	for _, v := range append(moves, database) {
		if err := os.MkdirAll(filepath.Dir(v.to), 0o700); err != nil {
			return err
		}
		if err := os.Rename(v.from, v.to); err != nil {
			return err
		}
	}
	return disk.SyncFolder(data)
}
