package db

import (
	"context"
	"regexp"
	"time"

	"satprep/internal/fault"
)

const (
	shredTries = 20 // of a checkpoint that others are in the way of
	shredPause = 100 * time.Millisecond
)

var tableName = regexp.MustCompile(`^[a-z_]+$`)

// Shred leaves no byte of deleted rows in files of ours, while others read and
// write. On SQLite deleted content is overwritten as it is deleted
// (secure_delete); what is left of it stands in the write-ahead log, which is
// folded back into the file and emptied: Busy where somebody reads an old state
// all the while. On PostgreSQL it vacuums the tables, which frees their rows;
// when the server's own files lose the bytes is the server's business.
func (d *DB) Shred(ctx context.Context, tables ...string) (err error) {
	defer fault.In(&err, "db.Shred(%s)", d.schema.Name)
	if d.engine == Postgres {
		for _, t := range tables {
			if !tableName.MatchString(t) {
				return fault.New(fault.Internal, "%q is no name of a table.", t)
			}
			if _, err := d.writes.ExecContext(ctx, `VACUUM `+t); err != nil {
				return Fault(err)
			}
		}
		return nil
	}
	c, err := openFile(d.path, "rw") // the writer's connection is never outside a transaction for long
	if err != nil {
		return err
	}
	defer c.Close()
	for range shredTries {
		var busy, frames, folded int
		if err := c.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &frames, &folded); err != nil {
			return Fault(err)
		}
		if busy == 0 {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(shredPause):
		}
	}
	return fault.New(fault.Busy, "Others read the database all the time, so that its write-ahead log could not be emptied; it is tried again.")
}
