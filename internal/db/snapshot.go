package db

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"

	"satprep/internal/fault"
)

// Snapshot copies the SQLite database of a schema in dir into a new file, as it
// is at one moment, while others read and write it. It migrates nothing.
func Snapshot(ctx context.Context, dir string, schema Schema, into string) (err error) {
	defer fault.In(&err, "db.Snapshot(%s)", schema.Name)
	path := filepath.Join(dir, schema.File)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return fault.Wrap(fault.Missing, err, "There is no database %s.", path)
	}
	f, err := os.OpenFile(into, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fault.Wrap(fault.Conflict, err, "The file %s cannot be made.", into)
	}
	defer f.Close()
	d, err := openFile(path, "rw")
	if err != nil {
		return err
	}
	defer d.Close()
	if _, err := d.ExecContext(ctx, `VACUUM INTO ?`, into); err != nil { // into an empty file, so that it keeps its mode
		return fault.Wrap(fault.Busy, Fault(err), "The database %s cannot be copied to %s; is the disk full?", path, into)
	}
	return f.Sync()
}

// Intact reads a whole SQLite file and reports what is damaged in it.
func Intact(ctx context.Context, path string) (err error) {
	defer fault.In(&err, "db.Intact(%s)", filepath.Base(path))
	d, err := openFile(path, "ro")
	if err != nil {
		return err
	}
	defer d.Close()
	var first string
	if err := d.QueryRowContext(ctx, `PRAGMA integrity_check(1)`).Scan(&first); err != nil {
		return fault.Wrap(fault.Invalid, Fault(err), "The file %s is no database, or is damaged.", filepath.Base(path))
	}
	if first != "ok" {
		return fault.Wrap(fault.Invalid, errors.New(first), "The database %s is damaged.", filepath.Base(path))
	}
	return nil
}

func openFile(path, mode string) (*sql.DB, error) {
	d, err := sql.Open("sqlite", "file:"+(&url.URL{Path: path}).EscapedPath()+"?mode="+mode+"&_pragma=busy_timeout(15000)")
	if err == nil {
		d.SetMaxOpenConns(1)
	}
	return d, err
}
