package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"satprep/internal/fault"
)

// Fault gives a driver's error its kind, by code. nil and faults stay as they
// are, and so does sql.ErrNoRows.
func Fault(err error) error {
	if err == nil || errors.Is(err, sql.ErrNoRows) {
		return err
	}
	var f *fault.Error
	if errors.As(err, &f) {
		return err
	}
	var se *sqlite.Error
	if errors.As(err, &se) {
		return fromSQLite(se.Code(), err)
	}
	var le *laneError
	if errors.As(err, &le) {
		return fromSQLite(int(le.code), err)
	}
	var pe *pgconn.PgError
	if errors.As(err, &pe) {
		return fromPostgres(pe)
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	var ce *pgconn.ConnectError
	if errors.Is(err, sql.ErrConnDone) || errors.Is(err, driver.ErrBadConn) || pgconn.SafeToRetry(err) || errors.As(err, &ce) {
		return unreachable(err)
	}
	var oe *net.OpError
	if errors.As(err, &oe) || errors.Is(err, io.ErrUnexpectedEOF) { // what was on its way may have arrived
		return fault.Wrap(fault.Busy, err, "The connection to the database was lost; it is not known whether this was saved. Please look, and try again.")
	}
	return err
}

// unreachable is for what never began.
func unreachable(err error) error {
	return fault.Wrap(fault.Busy, err, "The database cannot be reached just now; nothing was changed. Please try again.")
}

const (
	full     = "The server's disk is full, so this was not saved. Please tell the operator; nothing acknowledged before is lost."
	readOnly = "The server's data folder cannot be written, so this was not saved. Please tell the operator."
	taken    = "This exists already."
)

func fromSQLite(code int, e error) error {
	switch code {
	case lib.SQLITE_CONSTRAINT_UNIQUE, lib.SQLITE_CONSTRAINT_PRIMARYKEY:
		return fault.Wrap(fault.Conflict, e, taken)
	}
	switch code & 0xff {
	case lib.SQLITE_BUSY, lib.SQLITE_LOCKED:
		return &fault.Error{Kind: fault.Busy, Cause: e, RetryAfter: time.Second, Sentence: "The database is busy; nothing was changed. Please try again."}
	case lib.SQLITE_FULL:
		return fault.Wrap(fault.Busy, e, full)
	case lib.SQLITE_READONLY, lib.SQLITE_CANTOPEN, lib.SQLITE_PERM:
		return fault.Wrap(fault.Busy, e, readOnly)
	case lib.SQLITE_IOERR:
		return fault.Wrap(fault.Busy, e, "The server's disk reported an error, so this was not saved. Please tell the operator.")
	case lib.SQLITE_CORRUPT, lib.SQLITE_NOTADB:
		return fault.Wrap(fault.Internal, e, "The database file is damaged. Please tell the operator, who puts back a backup: see docs/operate.md.")
	}
	return e
}

func fromPostgres(e *pgconn.PgError) error {
	switch {
	case e.Code == "23505":
		return fault.Wrap(fault.Conflict, e, taken)
	case e.Code == "53100":
		return fault.Wrap(fault.Busy, e, full)
	case e.Code == "25006":
		return fault.Wrap(fault.Busy, e, readOnly)
	case e.Code == "40001", e.Code == "40P01", e.Code == "55P03", e.Code[:2] == "53", e.Code[:2] == "57":
		return fault.Wrap(fault.Busy, e, "The database is busy; nothing was changed. Please try again.")
	}
	return e
}
