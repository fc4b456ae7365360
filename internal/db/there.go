package db

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"satprep/internal/fault"
)

// There reports whether Open made a schema at dsn before, and makes nothing. A
// PostgreSQL server that does not answer is an error.
func There(ctx context.Context, dsn string, schema Schema) (_ bool, err error) {
	defer fault.In(&err, "db.There(%s)", schema.Name)
	if dir, ok := strings.CutPrefix(dsn, "sqlite:"); ok {
		_, err := os.Stat(filepath.Join(dir, schema.File))
		if errors.Is(err, fs.ErrNotExist) {
			return false, nil
		}
		return true, nil // whoever opens it says what else is wrong
	}
	source, err := withSearchPath(dsn, schema.PG)
	if err != nil || !strings.HasPrefix(dsn, "postgres") {
		return true, nil // Open says so
	}
	pool, err := sql.Open("pgx", source)
	if err != nil {
		return true, nil
	}
	defer pool.Close()
	var n int
	if err := pool.QueryRowContext(ctx, `SELECT COUNT(*) FROM pg_tables WHERE schemaname = $1 AND tablename = 'goose_db_version'`, schema.PG).Scan(&n); err != nil {
		return false, fault.Wrap(fault.Internal, err, "PostgreSQL does not answer; check the address, the password and that the server runs.")
	}
	return n > 0, nil
}
