package db

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"

	"modernc.org/libc"
	lib "modernc.org/sqlite/lib"

	"satprep/internal/uid"
)

// Rows are what a query gives, one row after another. *sql.Rows are such.
type Rows interface {
	Next() bool
	Scan(dest ...any) error
	Err() error
	Close() error
}

// Read is Query for scans of very many rows. The caller closes them, and uses them
// on one goroutine at a time. What Err gives are faults. What is read is
// what is committed when the first row is.
func (d *DB) Read(ctx context.Context, query string, args ...any) (_ Rows, err error) {
	if d.engine != SQLite {
		return d.Query(ctx, query, args...)
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	c := d.lanes.take()
	if c == nil {
		if c, err = openLane(d.path); err != nil {
			return nil, err
		}
	}
	r := &laneRows{lane: c, ctx: ctx, home: &d.lanes}
	if r.stmt, err = c.prepare(query); err == nil {
		err = c.bind(r.stmt, args)
	}
	if err != nil {
		c.close() // whatever state it is in
		return nil, err
	}
	return r, nil
}

// laneRows are the rows of one statement of a lane.
type laneRows struct {
	*lane
	ctx  context.Context
	home *lanes
	stmt uintptr
	row  int
	err  error
	over bool // the lane is somebody else's again
}

// looks is after how many rows one looks whether the context is done.
const looks = 256

func (r *laneRows) Next() bool {
	if r.over || r.err != nil {
		return false
	}
	if r.row++; r.row%looks == 0 {
		if r.err = r.ctx.Err(); r.err != nil {
			return false
		}
	}
	switch rc := lib.Xsqlite3_step(r.tls, r.stmt); rc {
	case lib.SQLITE_ROW:
		return true
	case lib.SQLITE_DONE:
		r.Close()
	default:
		r.err = r.fault(rc)
	}
	return false
}

func (r *laneRows) Err() error { return r.err }

// Close ends the read transaction, and gives the lane back.
func (r *laneRows) Close() error {
	if r.over {
		return nil
	}
	r.over = true
	lib.Xsqlite3_reset(r.tls, r.stmt) // its code is that of the last step, which Err has
	lib.Xsqlite3_clear_bindings(r.tls, r.stmt)
	r.home.give(r.lane)
	return nil
}

// Scan puts the columns of the row into dest, as (*sql.Rows).Scan does; NULL is
// refused where dest has no way to say it. What dest it can take without a detour
// stands in the first cases.
func (r *laneRows) Scan(dest ...any) error {
	if r.over {
		return errors.New("the rows are closed")
	}
	if n := int(lib.Xsqlite3_data_count(r.tls, r.stmt)); n != len(dest) {
		return fmt.Errorf("the row has %d columns, %d are asked for", n, len(dest))
	}
	for i, d := range dest {
		v := Value{r.tls, lib.Xsqlite3_column_value(r.tls, r.stmt, int32(i))}
		var err error
		switch d := d.(type) {
		case ValueReader:
			err = d.ReadValue(v)
		case *uid.ID:
			if b := v.View(); b == nil {
				*d = uid.ID{}
			} else if copy(d[:], b) != len(b) || len(b) != len(d) {
				err = fmt.Errorf("%d bytes are no id", len(b))
			}
		case *sql.Null[int64]:
			d.V, d.Valid = v.Int64(), !v.Null()
		case *sql.Null[float64]:
			d.V, d.Valid = v.Float64(), !v.Null()
		case *sql.Null[bool]:
			d.V, d.Valid = v.Int64() != 0, !v.Null()
		case *sql.Null[int]:
			d.V, d.Valid = int(v.Int64()), !v.Null()
		case *[]byte:
			*d = bytes.Clone(v.View())
		case sql.Scanner:
			err = d.Scan(v.any())
		case *string, *int64, *int, *float64, *bool:
			if v.Null() {
				err = fmt.Errorf("NULL is no %T", d)
			} else {
				into(d, v)
			}
		default:
			err = fmt.Errorf("nothing can be read into a %T", d)
		}
		if err != nil {
			return fmt.Errorf("column %d: %w", i, err)
		}
	}
	return nil
}

func into(dest any, v Value) {
	switch d := dest.(type) {
	case *string:
		*d = string(v.View())
	case *int64:
		*d = v.Int64()
	case *int:
		*d = int(v.Int64())
	case *float64:
		*d = v.Float64()
	case *bool:
		*d = v.Int64() != 0
	}
}

// A Value is one column of a row.
type Value struct {
	tls *libc.TLS
	at  uintptr // sqlite3_value*
}

// A ValueReader is what a column can be scanned into without a detour: NULL too.
type ValueReader interface {
	ReadValue(v Value) error
}

// Null reports whether there is none.
func (v Value) Null() bool { return lib.Xsqlite3_value_type(v.tls, v.at) == lib.SQLITE_NULL }

// Int64 is the value as a number; NULL is 0.
func (v Value) Int64() int64 { return lib.Xsqlite3_value_int64(v.tls, v.at) }

// Float64 is the value as a number; NULL is 0.
func (v Value) Float64() float64 { return lib.Xsqlite3_value_double(v.tls, v.at) }

// View is the value as it stands in SQLite's memory until the next row is asked for; NULL
// is nil. Whoever keeps it copies it.
func (v Value) View() []byte {
	p := lib.Xsqlite3_value_blob(v.tls, v.at) // of a text its UTF-8
	if p == 0 {
		return nil
	}
	return libc.GoBytes(p, int(lib.Xsqlite3_value_bytes(v.tls, v.at)))
}

// any is the value as a driver gives it.
func (v Value) any() any {
	switch lib.Xsqlite3_value_type(v.tls, v.at) {
	case lib.SQLITE_INTEGER:
		return v.Int64()
	case lib.SQLITE_FLOAT:
		return v.Float64()
	case lib.SQLITE_TEXT:
		return string(v.View())
	case lib.SQLITE_BLOB:
		return bytes.Clone(v.View())
	}
	return nil
}
