package backup_test

import (
	"archive/tar"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	. "satprep/internal/backup"
	"satprep/internal/db"
	"satprep/internal/disk"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/uid"
)

var epoch = time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC)

func now() time.Time { return epoch }

// A server is a data folder that is being written.
type server struct {
	dir     string
	db      *db.DB
	keysDB  *db.DB
	log     *interaction.Log
	subject uid.ID
}

func open(t testing.TB, dir string) *server {
	t.Helper()
	s := &server{dir: dir}
	for _, o := range []struct {
		to     **db.DB
		schema db.Schema
	}{{&s.db, db.Main}, {&s.keysDB, db.Keys}} {
		d, err := db.Open(t.Context(), "sqlite:"+dir, o.schema)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { d.Close() })
		*o.to = d
	}
	keys, err := interaction.OpenKeyring(s.keysDB, now)
	if err != nil {
		t.Fatal(err)
	}
	s.log = interaction.NewLog(s.db, keys, now)
	return s
}

func (s *server) learner(t testing.TB) {
	t.Helper()
	s.subject = uid.Random()
	if err := s.log.Keys().Make(t.Context(), s.subject); err != nil {
		t.Fatal(err)
	}
}

// write records one turn and a row that must always be there with it.
func (s *server) write(ctx context.Context, n int) error {
	r := &interaction.Record{Subject: s.subject, Kind: interaction.TutorTurn, Origin: interaction.Simulated,
		Consent: interaction.NewStamp(1, interaction.Service, "18_plus", false), Words: interaction.Words{Query: fmt.Sprint("words ", n)}}
	if err := s.log.Prepare(ctx, r); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := s.log.Append(tx, r); err != nil {
			return err
		}
		_, err := tx.Exec(`INSERT INTO cursor (name, seq, note) VALUES (?, ?, '')`, fmt.Sprint(n), r.Seq)
		return err
	})
}

// dump lists all rows of all tables.
func dump(t testing.TB, d *db.DB) (all []string) {
	t.Helper()
	var tables []string
	rows, err := d.Query(t.Context(), `SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		tables = append(tables, name)
	}
	for _, name := range tables {
		rows, err := d.Query(t.Context(), `SELECT * FROM "`+name+`"`)
		if err != nil {
			t.Fatal(err)
		}
		columns, err := rows.Columns()
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			values, into := make([]any, len(columns)), make([]any, len(columns))
			for i := range values {
				into[i] = &values[i]
			}
			if err := rows.Scan(into...); err != nil {
				t.Fatal(err)
			}
			all = append(all, fmt.Sprint(name, values))
		}
		rows.Close()
	}
	return all
}

func backUp(t testing.TB, s *server, name string, change func(*Options)) (string, Manifest) {
	t.Helper()
	o := Options{Data: s.dir, DSN: "sqlite:" + s.dir, Out: filepath.Join(t.TempDir(), name), Version: "test", Now: now}
	if change != nil {
		change(&o)
	}
	m, err := Make(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return o.Out, m
}

func onlyKeys(o *Options) { o.Keys = true }

func TestRestoredIsEqual(t *testing.T) {
	t.Parallel()
	s := open(t, t.TempDir())
	s.learner(t)
	for i := range 50 {
		if err := s.write(t.Context(), i); err != nil {
			t.Fatal(err)
		}
	}
	put := func(name, text string) {
		path := filepath.Join(s.dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte(text), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	wanted := map[string]string{"satprep.yaml": "addr: :9000\n", "datasets/r1/README.md": "# A card\n", "ai_data/releases/x": "x"}
	for name, text := range wanted {
		put(name, text)
	}
	for _, name := range []string{"ai_data/interactions.jsonl", "ai_data/interactions.00001.jsonl", "ai_data/user_ada_20260105_080000.json", "ai_data/all_users_20260105_080000.json",
		"ai_data/.export-1", "serve.lock", ".secret"} {
		put(name, "plain words")
	}
	if err := os.Symlink("/etc/hostname", filepath.Join(s.dir, "datasets", "link")); err != nil {
		t.Fatal(err)
	}
	in, m := backUp(t, s, "all.tar", func(o *Options) { o.Files = true })
	if len(m.Files) != 1+len(wanted) || m.Kind != Main || m.Build != "test" {
		t.Errorf("%+v", m)
	}
	keys, k := backUp(t, s, "keys.tar", onlyKeys)
	if len(k.Files) != 1 || k.Note != KeysNote {
		t.Errorf("%+v", k)
	}
	for _, path := range []string{in, keys} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v, %v", path, info.Mode(), err)
		}
		if b, err := os.ReadFile(path); err != nil || bytes.Contains(b, []byte("plain words")) || path == in && bytes.Contains(b, []byte("sealing_key")) {
			t.Errorf("%s holds what it must not, or %v", path, err)
		}
	}
	data := filepath.Join(t.TempDir(), "new", "data")
	all, err := Restore(t.Context(), Source{In: in, Keys: keys, Data: data})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]Manifest{m, k}, all); diff != "" {
		t.Error(diff)
	}
	r := open(t, data)
	if diff := cmp.Diff(dump(t, s.db), dump(t, r.db)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(dump(t, s.keysDB), dump(t, r.keysDB)); diff != "" {
		t.Error(diff)
	}
	for name, text := range wanted {
		if b, err := os.ReadFile(filepath.Join(data, name)); err != nil || string(b) != text {
			t.Errorf("%s: %q, %v", name, b, err)
		}
	}
	n := 0
	err = r.log.Scan(t.Context(), 0, 0, func(rec *interaction.Record) error {
		if err := r.log.OpenWords(t.Context(), rec); err != nil || rec.Words.Query != fmt.Sprint("words ", n) {
			t.Errorf("record %d: %q, %v", rec.Seq, rec.Words.Query, err)
		}
		n++
		return nil
	})
	if err != nil || n != 50 {
		t.Errorf("%d records, %v", n, err)
	}
	r.subject = s.subject
	if err := r.write(t.Context(), 1000); err != nil {
		t.Errorf("the restored database cannot be written: %v", err)
	}
}

// A backup taken under load is the database of one moment: a prefix of the log,
// with exactly the rows that were written with it.
func TestBackupUnderLoad(t *testing.T) {
	t.Parallel()
	s := open(t, t.TempDir())
	s.learner(t)
	var writers sync.WaitGroup
	stop := make(chan struct{})
	for w := range 4 {
		writers.Go(func() {
			for i := 0; ; i++ {
				select {
				case <-stop:
					return
				default:
				}
				if err := s.write(context.Background(), w*1_000_000+i); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	var last int64
	for i := range 4 {
		for tail := int64(0); tail < last+100; { // something came since the last one
			var err error
			if tail, err = s.log.Tail(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		in, _ := backUp(t, s, fmt.Sprintf("%d.tar", i), nil)
		keys, _ := backUp(t, s, fmt.Sprintf("%d.keys.tar", i), onlyKeys)
		data := t.TempDir()
		if _, err := Restore(t.Context(), Source{In: in, Keys: keys, Data: data}); err != nil {
			t.Fatal(err)
		}
		r := open(t, data)
		tail, err := r.log.Tail(t.Context())
		if err != nil || tail <= last {
			t.Fatalf("backup %d ends at %d, the one before at %d: %v", i, tail, last, err)
		}
		last = tail
		var records, rows, alone int64
		for query, to := range map[string]*int64{`SELECT COUNT(*) FROM interaction`: &records, `SELECT COUNT(*) FROM cursor`: &rows,
			`SELECT COUNT(*) FROM cursor c LEFT JOIN interaction i ON i.seq = c.seq WHERE i.seq IS NULL`: &alone} {
			if err := r.db.QueryRow(t.Context(), query).Scan(to); err != nil {
				t.Fatal(err)
			}
		}
		if records != tail || rows != tail || alone != 0 {
			t.Errorf("%d records up to %d, %d rows, %d without their record", records, tail, rows, alone)
		}
		seq := int64(0)
		err = r.log.Scan(t.Context(), 0, 0, func(rec *interaction.Record) error {
			if seq++; rec.Seq != seq {
				t.Fatalf("record %d is numbered %d", seq, rec.Seq)
			}
			got, live := *rec, interaction.Record{}
			if err := r.log.OpenWords(t.Context(), &got); err != nil {
				return err
			}
			found, ok, err := s.log.Find(t.Context(), s.db, rec.ID)
			if err != nil || !ok {
				return fmt.Errorf("record %d is not in the live log: %w", rec.Seq, err)
			}
			live = *found
			if live.Seq != got.Seq || !bytes.Equal(live.RawBody(), got.RawBody()) {
				t.Errorf("record %d differs", rec.Seq)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	close(stop)
	writers.Wait()
}

func TestWithoutKeysNothingCanBeRead(t *testing.T) {
	t.Parallel()
	s := open(t, t.TempDir())
	s.learner(t)
	if err := s.write(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	in, _ := backUp(t, s, "main.tar", nil)
	data := t.TempDir()
	if _, err := Restore(t.Context(), Source{In: in, Data: data}); err != nil {
		t.Fatal(err)
	}
	r := open(t, data)
	err := r.log.Scan(t.Context(), 0, 0, func(rec *interaction.Record) error {
		if err := r.log.OpenWords(t.Context(), rec); !errors.Is(err, interaction.ErrErased) {
			t.Errorf("opened without the keys: %v", err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// rewritten is a backup with its entries changed by hand.
func rewritten(t *testing.T, path string, change func(name string, body []byte) (string, []byte)) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(t.TempDir(), "changed.tar")
	f, err := os.Create(out)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r, w := tar.NewReader(bytes.NewReader(b)), tar.NewWriter(f)
	for {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if h.Name, body = change(h.Name, body); h.Name == "" {
			continue
		}
		h.Size = int64(len(body))
		if err := w.WriteHeader(h); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(body); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestADamagedBackupIsRefused(t *testing.T) {
	t.Parallel()
	s := open(t, t.TempDir())
	s.learner(t)
	for i := range 200 {
		if err := s.write(t.Context(), i); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(s.dir, "note.txt"), []byte("a note"), 0o600); err != nil {
		t.Fatal(err)
	}
	in, _ := backUp(t, s, "main.tar", func(o *Options) { o.Files = true })
	keys, _ := backUp(t, s, "keys.tar", onlyKeys)
	same := func(name string, b []byte) (string, []byte) { return name, b }
	// forge changes the manifest so that it fits a changed file.
	forge := func(change func(m *Manifest)) func(string, []byte) (string, []byte) {
		return func(name string, b []byte) (string, []byte) {
			if name != "MANIFEST.json" {
				return name, b
			}
			var m Manifest
			if err := json.Unmarshal(b, &m); err != nil {
				t.Fatal(err)
			}
			change(&m)
			b, err := json.Marshal(m)
			if err != nil {
				t.Fatal(err)
			}
			return name, b
		}
	}
	cut := func(n int64) string {
		path := rewritten(t, in, same)
		info, err := os.Stat(path)
		if err == nil {
			err = os.Truncate(path, info.Size()-n)
		}
		if err != nil {
			t.Fatal(err)
		}
		return path
	}
	rename := func(to string) string {
		return rewritten(t, in, func(name string, b []byte) (string, []byte) {
			if strings.HasPrefix(name, "files/") {
				name = to
			}
			return name, b
		})
	}
	for name, c := range map[string]struct {
		src  Source
		kind fault.Kind
		word string
	}{
		"nothing there":     {Source{In: in + ".not"}, fault.Missing, "no file"},
		"another kind":      {Source{In: keys}, fault.Invalid, "kind"},
		"keys of no keys":   {Source{In: in, Keys: in}, fault.Invalid, "kind"},
		"cut at the end":    {Source{In: cut(3000)}, fault.Invalid, "whole"},
		"cut in the middle": {Source{In: cut(60_000)}, fault.Invalid, "whole"},
		"no tar":            {Source{In: filepath.Join(s.dir, "satprep.db")}, fault.Invalid, "whole"},
		"one bit": {Source{In: rewritten(t, in, func(name string, b []byte) (string, []byte) {
			if name == "satprep.db" {
				b[len(b)/2] ^= 1
			}
			return name, b
		})}, fault.Invalid, "satprep.db is not what the manifest says"},
		"a file less":   {Source{In: rename("")}, fault.Invalid, "missing"},
		"outside":       {Source{In: rename("files/../../note.txt")}, fault.Invalid, "no backup does"},
		"absolute":      {Source{In: rename("/tmp/note.txt")}, fault.Invalid, "no backup does"},
		"over the keys": {Source{In: rename("files/keys.db")}, fault.Invalid, "no backup does"},
		"the future":    {Source{In: rewritten(t, in, forge(func(m *Manifest) { m.Format = 2 }))}, fault.Invalid, "format"},
		"keys beside":   {Source{In: rewritten(t, keys, forge(func(m *Manifest) { m.Kind = Main }))}, fault.Invalid, "kind"},
	} {
		data := filepath.Join(t.TempDir(), "data")
		c.src.Data = data
		_, err := Restore(t.Context(), c.src)
		if !fault.Is(err, c.kind) || !strings.Contains(fault.Sentence(err), c.word) {
			t.Errorf("%s: %v", name, err)
		}
		if entries, err := os.ReadDir(data); err != nil || len(entries) != 0 {
			t.Errorf("%s: left behind %v, %v", name, entries, err)
		}
	}
	// A database that is damaged although the sums fit, as when it was damaged before it was backed up.
	broken := filepath.Join(t.TempDir(), "broken")
	if err := os.MkdirAll(broken, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(broken, "satprep.db"), bytes.Repeat([]byte("no database"), 1000), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Make(t.Context(), Options{DSN: "sqlite:" + broken, Out: filepath.Join(broken, "x.tar"), Now: now}); err == nil {
		t.Error("what is no database was backed up")
	}
	if entries, err := os.ReadDir(broken); err != nil || len(entries) != 1 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
}

func TestRestoreWantsAnEmptyFolder(t *testing.T) {
	t.Parallel()
	s := open(t, t.TempDir())
	in, _ := backUp(t, s, "main.tar", nil)
	if _, err := Restore(t.Context(), Source{In: in, Data: s.dir}); !fault.Is(err, fault.Conflict) || !strings.Contains(fault.Sentence(err), "not empty") {
		t.Errorf("over a database: %v", err)
	}
	lock, err := os.Create(filepath.Join(s.dir, "serve.lock"))
	if err != nil {
		t.Fatal(err)
	}
	defer lock.Close()
	if err := disk.Lock(lock); err != nil {
		t.Fatal(err)
	}
	if _, err := Restore(t.Context(), Source{In: in, Data: s.dir}); !fault.Is(err, fault.Conflict) || !strings.Contains(fault.Sentence(err), "server runs") {
		t.Errorf("under a server: %v", err)
	}
	if _, err := os.Stat(filepath.Join(s.dir, "satprep.db")); err != nil {
		t.Error(err)
	}
}

func TestMakeRefuses(t *testing.T) {
	t.Parallel()
	s := open(t, t.TempDir())
	taken := filepath.Join(t.TempDir(), "taken.tar")
	if err := os.WriteFile(taken, []byte("yesterday's"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		o    Options
		kind fault.Kind
		word string
	}{
		"PostgreSQL":   {Options{DSN: "postgres://db/satprep", Out: "x.dump"}, fault.Invalid, "--exclude-schema=sealing --file=x.dump"},
		"its keys":     {Options{DSN: "postgres://db/satprep", Out: "k.dump", Keys: true}, fault.Invalid, "--schema=sealing --file=k.dump"},
		"a name taken": {Options{DSN: "sqlite:" + s.dir, Out: taken}, fault.Conflict, "already"},
		"no folder":    {Options{DSN: "sqlite:" + s.dir, Out: filepath.Join(t.TempDir(), "no", "x.tar")}, fault.Conflict, "folder"},
		"no database":  {Options{DSN: "sqlite:" + t.TempDir(), Out: filepath.Join(t.TempDir(), "x.tar")}, fault.Missing, "no database"},
	} {
		c.o.Now = now
		if _, err := Make(t.Context(), c.o); !fault.Is(err, c.kind) || !strings.Contains(fault.Sentence(err), c.word) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if b, err := os.ReadFile(taken); err != nil || string(b) != "yesterday's" {
		t.Errorf("%q, %v", b, err)
	}
}

// Whatever a file holds, nothing of it comes to lie outside the folder.
func FuzzRestore(f *testing.F) {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for name, text := range map[string]string{"satprep.db": "x", "files/a/b": "y", "MANIFEST.json": `{"format":1,"kind":"main"}`} {
		if err := w.WriteHeader(&tar.Header{Name: name, Size: int64(len(text)), Mode: 0o600}); err != nil {
			f.Fatal(err)
		}
		if _, err := w.Write([]byte(text)); err != nil {
			f.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Add(bytes.ReplaceAll(b.Bytes(), []byte("files/a/b"), []byte("files/../")))
	f.Fuzz(func(t *testing.T, text []byte) {
		top := t.TempDir()
		in := filepath.Join(top, "in.tar")
		if err := os.WriteFile(in, text, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Restore(t.Context(), Source{In: in, Data: filepath.Join(top, "data")}); err == nil {
			t.Fatal("something that is no backup was restored")
		}
		err := filepath.WalkDir(top, func(path string, e fs.DirEntry, err error) error {
			if path != top && path != in && path != filepath.Join(top, "data") {
				t.Errorf("left behind: %s", path)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
