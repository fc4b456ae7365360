package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"hash/fnv"
	"sync"
)

// ErrClaimed says that another has claimed the name.
var ErrClaimed = errors.New("the name is claimed")

// claimOf keeps the numbers of claims apart from those of other advisory locks,
// which are small.
func claimOf(name string) int64 {
	h := fnv.New64a()
	h.Write([]byte("satprep claim\x00" + name))
	return int64(h.Sum64() | 1<<62)
}

// A Claim is a name that is taken. It lasts until Release, or until the process or
// its connection ends: a server that is restarted forgets it.
type Claim struct {
	d    *DB
	name string
	mu   sync.Mutex
	conn *sql.Conn // holds the lock; nil where there is none to hold
}

// Claim takes a name for whoever uses this database, or returns ErrClaimed.
// SQLite's users share a folder, in which they lock a file: there it claims
// nothing.
func (d *DB) Claim(ctx context.Context, name string) (*Claim, error) {
	c := &Claim{d: d, name: name}
	return c, c.Hold(ctx)
}

// Hold makes sure that the name is still taken: where the connection that held it
// has ended, it takes it again, and returns ErrClaimed where another was sooner.
func (c *Claim) Hold(ctx context.Context) error {
	if c.d.engine != Postgres {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.conn != nil {
		err := c.conn.PingContext(ctx) // a session that lives holds its locks
		if err == nil || ctx.Err() != nil {
			return Fault(err)
		}
		c.drop()
	}
	conn, err := c.d.read.Conn(ctx)
	if err != nil {
		return Fault(err)
	}
	var got bool
	if err := conn.QueryRowContext(ctx, `SELECT pg_try_advisory_lock($1)`, claimOf(c.name)).Scan(&got); err != nil {
		return errors.Join(Fault(err), conn.Close())
	}
	if !got {
		return errors.Join(ErrClaimed, conn.Close())
	}
	c.conn = conn
	return nil
}

// Release lets another take the name.
func (c *Claim) Release(ctx context.Context) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.conn == nil {
		return
	}
	if _, err := c.conn.ExecContext(context.WithoutCancel(ctx), `SELECT pg_advisory_unlock($1)`, claimOf(c.name)); err != nil {
		c.drop()
		return
	}
	_ = c.conn.Close()
	c.conn = nil
}

// drop ends the connection and with it the lock: it must not go back to the others.
func (c *Claim) drop() {
	_ = c.conn.Raw(func(any) error { return driver.ErrBadConn })
	_ = c.conn.Close()
	c.conn = nil
}

// Claimed reports whether somebody has claimed the name. It claims nothing, not
// even for a moment.
func (d *DB) Claimed(ctx context.Context, name string) (claimed bool, err error) {
	if d.engine != Postgres {
		return false, nil
	}
	n := uint64(claimOf(name))
	err = d.read.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1 AND classid = $1 AND objid = $2
		AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))`, int64(n>>32), int64(n&0xffffffff)).Scan(&claimed)
	return claimed, Fault(err)
}
