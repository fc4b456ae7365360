package db

import (
	"context"
	"database/sql"
	"errors"
	"hash/fnv"
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

// Claim takes a name for whoever uses this database until release is called or
// the process ends, however that happens; or returns ErrClaimed. SQLite's users
// share a folder, in which they lock a file: there it claims nothing.
func (d *DB) Claim(ctx context.Context, name string) (release func(), err error) {
	if d.engine != Postgres {
		return func() {}, nil
	}
	conn, err := d.read.Conn(ctx)
	if err != nil {
		return nil, Fault(err)
	}
	var got bool
	if err := conn.QueryRowContext(ctx, `SELECT pg_try_advisory_lock($1)`, claimOf(name)).Scan(&got); err != nil || !got {
		if err == nil {
			err = ErrClaimed
		}
		return nil, errors.Join(err, conn.Close())
	}
	return func() {
		ctx := context.WithoutCancel(ctx)
		if _, err := conn.ExecContext(ctx, `SELECT pg_advisory_unlock($1)`, claimOf(name)); err != nil {
			// The lock ends with its connection, which must not go back to the others.
			_ = conn.Raw(func(any) error { return sql.ErrConnDone })
		}
		_ = conn.Close()
	}, nil
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
