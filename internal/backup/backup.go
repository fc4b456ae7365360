package backup

import (
	"archive/tar"
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"satprep/internal/db"
	"satprep/internal/fault"
	"satprep/internal/signing"
)

// The kinds of backup.
const (
	Main = "main"
	Keys = "keys"
)

// KeysNote is what a backup of keys says of itself.
const KeysNote = "Keep this at most 30 days, and apart from the database: as long as a copy of the keys exists, nothing that was erased is gone for good."

// Options say what to back up.
type Options struct {
	Data    string // folder
	DSN     string // sqlite:DIR
	Out     string // file to make
	Keys    bool   // the keys, and nothing else
	Files   bool   // also the data folder's other files, such as datasets
	Version string // of the build
	Now     func() time.Time
}

// A Manifest says what is in a backup.
type Manifest struct {
	Format int         `json:"format"` // 1
	Kind   string      `json:"kind"`   // main, keys
	MadeAt time.Time   `json:"made_at"`
	Build  string      `json:"satprep"`
	Note   string      `json:"note,omitempty"`
	Files  []FileEntry `json:"files"`
}

// A FileEntry is one file of a backup.
type FileEntry struct {
	Name   string `json:"name"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

// Erasures is the list of who was erased, by subjects: in every backup, so that
// a restored database can be made to forget them again.
const Erasures = "erasures.jsonl"

const (
	format       = 1
	manifestName = "MANIFEST.json"
	filesFolder  = "files/" // before the names of the data folder's other files
)

// Make writes a backup. A server may run and write meanwhile.
func Make(ctx context.Context, o Options) (_ Manifest, err error) {
	defer fault.In(&err, "backup.Make")
	dir, err := folderOf(o.DSN, o.Keys, o.Out)
	if err != nil {
		return Manifest{}, err
	}
	if _, err := os.Lstat(o.Out); err == nil {
		return Manifest{}, fault.New(fault.Conflict, "The file %s is there already; a backup never takes another's place.", o.Out)
	}
	work, err := os.MkdirTemp(filepath.Dir(o.Out), ".satprep-backup-")
	if err != nil {
		return Manifest{}, fault.Wrap(fault.Conflict, err, "Nothing can be written beside %s; the folder must be there and yours to write.", o.Out)
	}
	defer os.RemoveAll(work)
	schema, m := db.Main, Manifest{Format: format, Kind: Main, MadeAt: o.Now().UTC(), Build: o.Version}
	if o.Keys {
		schema, m.Kind, m.Note = db.Keys, Keys, KeysNote
	}
	snapshot := filepath.Join(work, schema.File)
	if err := db.Snapshot(ctx, dir, schema, snapshot); err != nil {
		return Manifest{}, err
	}
	tmp := filepath.Join(work, "backup.tar")
	w, err := create(tmp)
	if err != nil {
		return Manifest{}, err
	}
	defer w.file.Close()
	err = w.add(snapshot, schema.File)
	if err == nil {
		err = w.beside(o.Data, o.Keys)
	}
	if err == nil && o.Files && !o.Keys {
		err = w.folder(ctx, o.Data)
	}
	if err == nil {
		m.Files = w.done
		err = w.finish(m)
	}
	if err != nil {
		return Manifest{}, err
	}
	err = os.Link(tmp, o.Out) // unlike a rename it fails where the name is taken, but not every disk has links
	if err != nil && !errors.Is(err, fs.ErrExist) {
		err = os.Rename(tmp, o.Out)
	}
	if err != nil {
		return Manifest{}, fault.Wrap(fault.Conflict, err, "The backup cannot be named %s.", o.Out)
	}
	remember(o.Data, o.Out, m)
	return m, nil
}

// folderOf is the folder of an SQLite database.
func folderOf(dsn string, keys bool, out string) (string, error) {
	if dir, ok := strings.CutPrefix(dsn, "sqlite:"); ok {
		return dir, nil
	}
	which := "--exclude-schema=sealing"
	if keys {
		which = "--schema=sealing"
	}
	also := Erasures
	if keys {
		also += " and " + signing.File
	}
	return "", fault.At("db", `PostgreSQL is backed up by its own tools. Run: pg_dump --format=custom %s --file=%s "$DSN", and copy %s of the data folder beside it.`, which, out, also)
}

// writer writes a tar file and remembers the sums.
type writer struct {
	file *os.File
	buf  *bufio.Writer
	tar  *tar.Writer
	done []FileEntry
}

func create(path string) (*writer, error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, fault.Wrap(fault.Busy, err, "The backup cannot be written; is the disk full?")
	}
	buf := bufio.NewWriterSize(f, 1<<20)
	return &writer{file: f, buf: buf, tar: tar.NewWriter(buf)}, nil
}

// add copies a file under a name; of a file that grows meanwhile, what it held
// at first.
func (w *writer) add(path, name string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	sum := sha256.New()
	if err := w.entry(name, info.Size(), info.ModTime(), io.TeeReader(f, sum)); err != nil {
		return err
	}
	w.done = append(w.done, FileEntry{name, info.Size(), sumOf(sum)})
	return nil
}

func sumOf(h hash.Hash) string { return hex.EncodeToString(h.Sum(nil)) }

func (w *writer) entry(name string, size int64, at time.Time, r io.Reader) error {
	if err := w.tar.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: name, Size: size, Mode: 0o600, ModTime: at.Truncate(time.Second)}); err != nil {
		return err
	}
	if n, err := io.CopyN(w.tar, r, size); err != nil {
		return fault.Wrap(fault.Busy, err, "Only %d of %d bytes of %s could be copied; is the disk full?", n, size, name)
	}
	return nil
}

// beside adds the files that go with a database: the list of erasures with
// both, the signing key with the keys. Either may not be there yet.
func (w *writer) beside(data string, keys bool) error {
	names := []string{Erasures}
	if keys {
		names = append(names, signing.File)
	}
	for _, name := range names {
		if err := w.add(filepath.Join(data, name), name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// folder copies the data folder's files, but for what is in a backup already,
// what must never be in one, and what only a running server needs.
func (w *writer) folder(ctx context.Context, data string) error {
	return filepath.WalkDir(data, func(path string, e fs.DirEntry, err error) error {
		if err != nil || ctx.Err() != nil {
			return errors.Join(err, ctx.Err())
		}
		rel, err := filepath.Rel(data, path)
		if err != nil {
			return err
		}
		name := filepath.ToSlash(rel)
		switch {
		case name == ".":
			return nil
		case skipped(name):
			if e.IsDir() {
				return fs.SkipDir
			}
			return nil
		case !e.Type().IsRegular():
			return nil
		}
		err = w.add(path, filesFolder+name)
		if errors.Is(err, fs.ErrNotExist) {
			return nil // deleted while we came to it
		}
		return err
	})
}

// skipped reports what of a data folder is in no backup: databases, hidden and
// temporary files, locks, and the mirror and exports, which are plain words.
func skipped(name string) bool {
	base := name[strings.LastIndexByte(name, '/')+1:]
	switch {
	case strings.HasPrefix(base, "."), strings.HasSuffix(base, ".lock"):
		return true
	case strings.HasPrefix(name, db.Main.File), strings.HasPrefix(name, db.Keys.File), name == Erasures, name == signing.File:
		return true
	}
	inside, ok := strings.CutPrefix(name, "ai_data/")
	return ok && (strings.HasPrefix(inside, "interactions.") || strings.HasPrefix(inside, "user_") || strings.HasPrefix(inside, "all_users_"))
}

func (w *writer) finish(m Manifest) error {
	b, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	if err := w.entry(manifestName, int64(len(b)), m.MadeAt, strings.NewReader(string(b))); err != nil {
		return err
	}
	if err := errors.Join(w.tar.Close(), w.buf.Flush(), w.file.Sync()); err != nil {
		return fault.Wrap(fault.Busy, err, "The backup cannot be written; is the disk full?")
	}
	return nil
}

// String says in a line what a backup holds.
func (m Manifest) String() string {
	var size int64
	for _, f := range m.Files {
		size += f.Size
	}
	return fmt.Sprintf("%s backup of %s, %d files, %.1f MB", m.Kind, m.MadeAt.Format(time.RFC3339), len(m.Files), float64(size)/1e6)
}
