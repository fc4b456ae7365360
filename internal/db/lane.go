package db

import (
	"database/sql/driver"
	"fmt"
	"sync"

	"modernc.org/libc"
	"modernc.org/libc/sys/types"
	lib "modernc.org/sqlite/lib"

	"satprep/internal/fault"
)

// A lane is a connection to a SQLite file that only reads, for one goroutine at a
// time. database/sql and the driver behind it lock SQLite twice or more for every
// column, and put every value into an interface: for the fifty columns of a record
// that is more than half of what reading it costs. A lane is opened without
// SQLite's own lock, which nobody but its one user would take.
type lane struct {
	tls   *libc.TLS
	db    uintptr // sqlite3*
	stmts map[string]uintptr
}

// lanes are those that nobody uses just now.
type lanes struct {
	mu     sync.Mutex
	idle   []*lane
	closed bool
}

// maxIdle is how many lanes are kept open, each with a cache of a megabyte.
const maxIdle = 4

func (l *lanes) take() *lane {
	l.mu.Lock()
	defer l.mu.Unlock()
	if n := len(l.idle); n > 0 {
		c := l.idle[n-1]
		l.idle = l.idle[:n-1]
		return c
	}
	return nil
}

func (l *lanes) give(c *lane) {
	l.mu.Lock()
	keep := !l.closed && len(l.idle) < maxIdle
	if keep {
		l.idle = append(l.idle, c)
	}
	l.mu.Unlock()
	if !keep {
		c.close()
	}
}

func (l *lanes) close() {
	l.mu.Lock()
	idle := l.idle
	l.idle, l.closed = nil, true
	l.mu.Unlock()
	for _, c := range idle {
		c.close()
	}
}

// pointer is the size of one, in bytes; the largest there is.
const pointer = 8

// openLane opens a SQLite file for reading, without waiting for a lock longer than
// patience.
func openLane(path string) (_ *lane, err error) {
	c := &lane{tls: libc.NewTLS(), stmts: map[string]uintptr{}}
	defer func() {
		if err != nil {
			c.close()
		}
	}()
	name, err := libc.CString(path)
	if err != nil {
		return nil, err
	}
	defer libc.Xfree(c.tls, name)
	at, err := c.slot()
	if err != nil {
		return nil, err
	}
	defer libc.Xfree(c.tls, at)
	rc := lib.Xsqlite3_open_v2(c.tls, name, at, lib.SQLITE_OPEN_READWRITE|lib.SQLITE_OPEN_NOMUTEX, 0)
	if c.db = libc.AtomicLoadPUintptr(at); rc != lib.SQLITE_OK {
		return nil, c.fault(rc)
	}
	lib.Xsqlite3_busy_timeout(c.tls, c.db, int32(patience.Milliseconds()))
	pragmas, err := libc.CString(fmt.Sprintf("PRAGMA query_only=1; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-%d", readerKiB))
	if err != nil {
		return nil, err
	}
	defer libc.Xfree(c.tls, pragmas)
	if rc := lib.Xsqlite3_exec(c.tls, c.db, pragmas, 0, 0, 0); rc != lib.SQLITE_OK {
		return nil, c.fault(rc)
	}
	return c, nil
}

func (c *lane) close() {
	for _, stmt := range c.stmts {
		lib.Xsqlite3_finalize(c.tls, stmt)
	}
	if c.db != 0 {
		lib.Xsqlite3_close_v2(c.tls, c.db)
	}
	c.tls.Close()
}

// slot is memory of SQLite's for a pointer, to be freed.
func (c *lane) slot() (uintptr, error) {
	at := libc.Xmalloc(c.tls, types.Size_t(pointer))
	if at == 0 {
		return 0, fault.New(fault.Busy, "There is no memory left to read the database.")
	}
	return at, nil
}

// fault says what a code of SQLite's means.
func (c *lane) fault(rc int32) error {
	if c.db == 0 {
		return Fault(&laneError{rc, "no connection"})
	}
	if more := lib.Xsqlite3_extended_errcode(c.tls, c.db); more&0xff == rc&0xff {
		rc = more
	}
	return Fault(&laneError{rc, libc.GoString(lib.Xsqlite3_errmsg(c.tls, c.db))})
}

// A laneError is what SQLite said to a lane, with its extended result code.
type laneError struct {
	code int32
	text string
}

func (e *laneError) Error() string { return fmt.Sprintf("%s (%d)", e.text, e.code) }

func (c *lane) prepare(query string) (uintptr, error) {
	if stmt, ok := c.stmts[query]; ok {
		return stmt, nil
	}
	text, err := libc.CString(query)
	if err != nil {
		return 0, err
	}
	defer libc.Xfree(c.tls, text)
	at, err := c.slot()
	if err != nil {
		return 0, err
	}
	defer libc.Xfree(c.tls, at)
	if rc := lib.Xsqlite3_prepare_v2(c.tls, c.db, text, -1, at, 0); rc != lib.SQLITE_OK {
		return 0, c.fault(rc)
	}
	stmt := libc.AtomicLoadPUintptr(at)
	c.stmts[query] = stmt
	return stmt, nil
}

// bind puts a query's arguments in their places: numbers, texts, bytes, and what
// gives one of those.
func (c *lane) bind(stmt uintptr, args []any) error {
	if n := int(lib.Xsqlite3_bind_parameter_count(c.tls, stmt)); n != len(args) {
		return fmt.Errorf("the query has %d arguments, %d were given", n, len(args))
	}
	for i, arg := range args {
		v, err := driver.DefaultParameterConverter.ConvertValue(arg)
		if err != nil {
			return err
		}
		at, rc := int32(i+1), int32(lib.SQLITE_OK)
		switch v := v.(type) {
		case nil:
			rc = lib.Xsqlite3_bind_null(c.tls, stmt, at)
		case int64:
			rc = lib.Xsqlite3_bind_int64(c.tls, stmt, at, v)
		case bool:
			n := int64(0)
			if v {
				n = 1
			}
			rc = lib.Xsqlite3_bind_int64(c.tls, stmt, at, n)
		case float64:
			rc = lib.Xsqlite3_bind_double(c.tls, stmt, at, v)
		case string:
			rc, err = c.copied(v, func(p uintptr) int32 {
				return lib.Xsqlite3_bind_text(c.tls, stmt, at, p, int32(len(v)), lib.SQLITE_TRANSIENT)
			})
		case []byte:
			rc, err = c.copied(string(v), func(p uintptr) int32 {
				return lib.Xsqlite3_bind_blob(c.tls, stmt, at, p, int32(len(v)), lib.SQLITE_TRANSIENT)
			})
		default:
			return fmt.Errorf("argument %d is a %T, which is no number, text or bytes", i+1, v)
		}
		if err != nil {
			return err
		}
		if rc != lib.SQLITE_OK {
			return c.fault(rc)
		}
	}
	return nil
}

// copied hands bytes over in memory of SQLite's, which copies them.
func (c *lane) copied(s string, bind func(p uintptr) int32) (int32, error) {
	p, err := libc.CString(s)
	if err != nil {
		return 0, err
	}
	defer libc.Xfree(c.tls, p)
	return bind(p), nil
}
