package db

import (
	"context"
	"embed"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"strings"
	"time"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"satprep/internal/fault"
)

// Migrations are numbered, forward only, one set for both engines, written in
// PostgreSQL's words; a number's tens are its room's.
//
//go:embed migrations
var migrations embed.FS

func (d *DB) migrate(ctx context.Context) error {
	sub, err := fs.Sub(migrations, "migrations/"+d.schema.Name)
	if err != nil {
		return fmt.Errorf("finding migrations: %w", err)
	}
	if d.upToDate(ctx, sub) {
		return nil
	}
	dialect, opts := goose.DialectSQLite3, []goose.ProviderOption{goose.WithDisableGlobalRegistry(true),
		goose.WithAllowOutofOrder(true)} // a room's next number may be lower than one that is there already
	if d.engine == Postgres {
		dialect = goose.DialectPostgres
		locker, err := lock.NewPostgresSessionLocker()
		if err != nil {
			return fmt.Errorf("migration lock: %w", err)
		}
		opts = append(opts, goose.WithSessionLocker(locker))
	} else {
		sub = sqliteWords{sub}
	}
	p, err := goose.NewProvider(dialect, d.writes, sub, opts...)
	if err != nil {
		return fmt.Errorf("reading migrations: %w", err)
	}
	for before := -1; ; {
		current, target, err := p.GetVersions(ctx)
		if err != nil {
			return Fault(err)
		}
		if current > target {
			return fault.New(fault.Conflict, "This database was made by a newer satprep (schema %d, this one knows %d); use that version or restore a backup.", current, target)
		}
		done, pending, err := steps(ctx, p)
		if err != nil || pending == 0 {
			return Fault(err)
		}
		_, err = p.Up(ctx)
		if err == nil {
			return nil
		}
		if done == before { // nobody else came further either
			return fault.Wrap(fault.Internal, Fault(err), "The database could not be brought up to date; nothing of the failed step was kept.")
		}
		before = done // perhaps another process did the same step at the same moment: look again
	}
}

// upToDate reports whether the migrations in files were all taken, and no later
// one. Where it cannot tell it says no, and goose looks: goose reads the text of
// every migration before it knows that none is due, which is most of what opening
// a database costs.
func (d *DB) upToDate(ctx context.Context, files fs.FS) bool {
	names, err := fs.Glob(files, "*.sql")
	if err != nil {
		return false
	}
	due := make(map[int64]bool, len(names))
	for _, name := range names {
		version, err := goose.NumericComponent(name)
		if err != nil {
			return false
		}
		due[version] = true
	}
	rows, err := d.writes.QueryContext(ctx, `SELECT DISTINCT version_id FROM goose_db_version WHERE is_applied AND version_id > 0`)
	if err != nil { // as long as there is no such table
		return false
	}
	defer rows.Close()
	for rows.Next() {
		var version int64
		if rows.Scan(&version) != nil || !due[version] {
			return false
		}
		delete(due, version)
	}
	return rows.Err() == nil && len(due) == 0
}

// steps counts the migrations that were taken and those that were not.
func steps(ctx context.Context, p *goose.Provider) (done, pending int, err error) {
	list, err := p.Status(ctx)
	for _, s := range list {
		if s.State == goose.StateApplied {
			done++
		} else {
			pending++
		}
	}
	return done, pending, err
}

// sqliteWords reads migrations in SQLite's spelling: only INTEGER PRIMARY KEY
// is the row's own number there, and a CLUSTERED table lies in the order of its
// key.
type sqliteWords struct{ fs.FS }

var words = strings.NewReplacer("BIGINT PRIMARY KEY", "INTEGER PRIMARY KEY", "BYTEA", "BLOB", "/*CLUSTERED*/", "WITHOUT ROWID")

func (s sqliteWords) Open(name string) (fs.File, error) {
	f, err := s.FS.Open(name)
	if err != nil || !strings.HasSuffix(name, ".sql") {
		return f, err
	}
	defer f.Close()
	text, err := io.ReadAll(f)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	out := words.Replace(string(text))
	return &textFile{Reader: strings.NewReader(out), info: textInfo{info, int64(len(out))}}, nil
}

// Glob lets goose list the files.
func (s sqliteWords) Glob(pattern string) ([]string, error) { return fs.Glob(s.FS, pattern) }

type textFile struct {
	*strings.Reader
	info textInfo
}

func (f *textFile) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *textFile) Close() error               { return nil }

type textInfo struct {
	fs.FileInfo
	size int64
}

func (i textInfo) Size() int64 { return i.size }

// Dump returns the statements that make the schema, sorted by name; SQLite
// only. It is committed and compared, so that a review sees the tables.
func (d *DB) Dump(ctx context.Context) (_ string, err error) {
	defer fault.In(&err, "db.Dump")
	rows, err := d.Query(ctx, `SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' AND tbl_name NOT LIKE 'goose_%' ORDER BY tbl_name, type DESC, name`)
	if err != nil {
		return "", err
	}
	defer rows.Close()
	var b strings.Builder
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return "", err
		}
		b.WriteString(s + ";\n\n")
	}
	return b.String(), rows.Err()
}

// Micros is a time as the database keeps it: microseconds since 1970, UTC.
// The zero time is 0.
func Micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

// Time is the reverse of Micros.
func Time(us int64) time.Time {
	if us == 0 {
		return time.Time{}
	}
	return time.UnixMicro(us).UTC()
}

// SchemaDigest hashes all migrations with h and writes the sum with encode.
func SchemaDigest(h hash.Hash, encode func([]byte) string) string {
	_ = fs.WalkDir(migrations, ".", func(path string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			var b []byte
			if b, err = migrations.ReadFile(path); err == nil {
				h.Write(b)
			}
		}
		return err
	})
	return encode(h.Sum(nil))
}
