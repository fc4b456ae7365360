package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // registers the driver "pgx"
	_ "modernc.org/sqlite"             // registers the driver "sqlite"

	"satprep/internal/fault"
)

// An Engine is a kind of database.
type Engine string

// The engines.
const (
	SQLite   Engine = "sqlite"
	Postgres Engine = "postgres"
)

// A Schema is a set of tables that lives in a file (SQLite) or a PostgreSQL
// schema of its own.
type Schema struct {
	Name string // folder of its migrations
	File string // file name below the data folder
	PG   string // schema name in PostgreSQL
}

// Main holds everything but the sealing keys. Keys holds those, in a place of
// its own so that a backup of Main does not contain them.
var (
	Main = Schema{Name: "main", File: "satprep.db", PG: "public"}
	Keys = Schema{Name: "keys", File: "keys.db", PG: "sealing"}
)

// DB is an open database. It is safe for concurrent use; Close it.
type DB struct {
	engine Engine
	schema Schema
	path   string // SQLite file
	read   *sql.DB
	writes *sql.DB
	writer *writer
	stmts  sync.Map // query text → *sql.Stmt, on the reading pool
	lanes  lanes    // see Read
}

// Open opens dsn ("sqlite:DIR" or "postgres://…"), creates the folder and
// brings the schema up to date. Errors are faults whose sentence tells the
// operator what to do.
func Open(ctx context.Context, dsn string, schema Schema) (_ *DB, err error) {
	defer fault.In(&err, "db.Open(%s)", schema.Name)
	d := &DB{schema: schema}
	switch {
	case strings.HasPrefix(dsn, "sqlite:"):
		err = d.openSQLite(ctx, strings.TrimPrefix(dsn, "sqlite:"))
	case strings.HasPrefix(dsn, "postgres://"), strings.HasPrefix(dsn, "postgresql://"):
		err = d.openPostgres(ctx, dsn)
	default:
		return nil, fault.At("dsn", "The database must be given as sqlite:DIR or postgres://…; %.40q is neither.", dsn)
	}
	if err == nil {
		err = d.migrate(ctx)
	}
	if err == nil {
		d.writer, err = startWriter(ctx, d)
	}
	if err != nil {
		d.closePools()
		return nil, err
	}
	return d, nil
}

func (d *DB) openSQLite(ctx context.Context, dir string) error {
	d.engine = SQLite
	if dir == "" {
		return fault.At("dsn", "The database sqlite: needs a folder, for example sqlite:./data.")
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fault.Wrap(fault.Conflict, err, "The data folder %s cannot be made; give --data a folder that this user may write.", dir)
	}
	d.path = filepath.Join(dir, d.schema.File)
	if f, err := os.OpenFile(d.path, os.O_RDWR|os.O_CREATE, 0o600); err != nil {
		return fault.Wrap(fault.Conflict, err, "The database %s cannot be opened for writing; check the folder's owner and that the disk is not read-only.", d.path)
	} else {
		f.Close()
	}
	// No mmap: readers are slow beside a writer with this driver. The writer's cache
	// and the longer checkpoint interval keep random index inserts cheap. Readers
	// have little, as there are several and the system's cache is behind them; the
	// driver's allocator rounds a cached page of 4 KB up to 8, so a cache takes twice
	// what it is named. With 3 MB each an export of a million records held 20 MB more,
	// with 8 MB a third more, and neither took less time.
	source := func(cacheKiB int, more string) string {
		return "file:" + (&url.URL{Path: d.path}).EscapedPath() + fmt.Sprintf("?_pragma=busy_timeout(%d)&_pragma=journal_mode(WAL)"+
			"&_pragma=synchronous(FULL)&_pragma=foreign_keys(1)&_pragma=secure_delete(1)&_pragma=temp_store(MEMORY)"+
			"&_pragma=cache_size(-%d)&_pragma=wal_autocheckpoint(4000)%s", patience.Milliseconds(), cacheKiB, more)
	}
	var err error
	if d.writes, err = sql.Open("sqlite", source(65536, "")); err != nil {
		return fmt.Errorf("opening the writer: %w", err)
	}
	d.writes.SetMaxOpenConns(1)
	if err := d.toWAL(ctx); err != nil {
		return err
	}
	if d.read, err = sql.Open("sqlite", source(readerKiB, "&_pragma=query_only(1)")); err != nil {
		return fmt.Errorf("opening readers: %w", err)
	}
	d.read.SetMaxOpenConns(8)
	d.read.SetMaxIdleConns(8)
	return nil
}

// readerKiB is the cache of a connection that reads.
const readerKiB = 1024

// patience is how long a lock is waited for, as busy_timeout has it.
const patience = 15 * time.Second

// toWAL opens the writer's connection, which brings a new file to the write-ahead
// log. Of several who do that at once SQLite refuses some without waiting, as
// they would wait for each other.
func (d *DB) toWAL(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for {
		err := Fault(d.writes.PingContext(ctx))
		if !fault.Is(err, fault.Busy) {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(5 * time.Millisecond):
		}
	}
}

func (d *DB) openPostgres(ctx context.Context, dsn string) error {
	d.engine = Postgres
	source, err := withSearchPath(dsn, d.schema.PG)
	if err != nil {
		return &fault.Error{Kind: fault.Invalid, Field: "dsn", Cause: err, Sentence: "The PostgreSQL address cannot be read; it looks like postgres://user:password@host:5432/name."}
	}
	if d.read, err = sql.Open("pgx", source); err != nil {
		return fault.Wrap(fault.Invalid, err, "The PostgreSQL address cannot be used.")
	}
	d.read.SetMaxOpenConns(16)
	d.read.SetMaxIdleConns(16)
	d.writes = d.read
	if err := d.read.PingContext(ctx); err != nil {
		return fault.Wrap(fault.Internal, err, "PostgreSQL does not answer; check the address, the password and that the server runs.")
	}
	if _, err := d.read.ExecContext(ctx, `CREATE SCHEMA IF NOT EXISTS `+d.schema.PG); err != nil {
		return fault.Wrap(fault.Internal, err, "The PostgreSQL user may not create schema %s; grant it CREATE on the database.", d.schema.PG)
	}
	return nil
}

func withSearchPath(dsn, schema string) (string, error) {
	u, err := url.Parse(dsn)
	if err != nil {
		return "", errors.New("not a URL") // the driver's error would repeat the password
	}
	q := u.Query()
	q.Set("search_path", schema)
	u.RawQuery = q.Encode()
	return u.String(), nil
}

// Engine says which engine this is.
func (d *DB) Engine() Engine { return d.engine }

// Path is the SQLite file, or "".
func (d *DB) Path() string { return d.path }

// Close waits for the jobs that were handed over, then closes the pools.
func (d *DB) Close() error {
	d.writer.stop()
	return d.closePools()
}

func (d *DB) closePools() error {
	var errs []error
	d.stmts.Range(func(_, s any) bool { errs = append(errs, s.(*sql.Stmt).Close()); return true })
	d.lanes.close()
	if d.read != nil {
		errs = append(errs, d.read.Close())
	}
	if d.writes != nil && d.writes != d.read {
		errs = append(errs, d.writes.Close())
	}
	return errors.Join(errs...)
}

// Ping reports whether the database answers.
func (d *DB) Ping(ctx context.Context) error {
	return Fault(d.read.PingContext(ctx))
}
