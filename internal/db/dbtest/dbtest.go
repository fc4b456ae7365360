// Package dbtest runs a test on every engine. SQLite is always there;
// PostgreSQL when SATPREP_TEST_POSTGRES holds an address of a server on which
// databases may be made (./check starts one).
//
// Each test gets a database of its own, copied from one that was migrated
// once.
package dbtest

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"satprep/internal/db"
	"satprep/internal/uid"
)

// Env names the variable that holds the PostgreSQL server's address.
const Env = "SATPREP_TEST_POSTGRES"

// Each runs f once per engine, in parallel, with a fresh data source.
func Each(t *testing.T, f func(t *testing.T, dsn string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		f(t, sqliteDSN(t))
	})
	t.Run("postgres", func(t *testing.T) {
		server := os.Getenv(Env)
		if server == "" {
			t.Skip(Env + " is not set")
		}
		t.Parallel()
		f(t, postgresDSN(t, server))
	})
}

// Open opens main tables on dsn and closes them with the test.
func Open(t testing.TB, dsn string) *db.DB { return open(t, dsn, db.Main) }

// CutClaims ends the connections that hold claims in a database of PostgreSQL, as
// its restart does, and waits until they have ended.
func CutClaims(t testing.TB, d *db.DB) {
	t.Helper()
	const held = `FROM pg_locks WHERE locktype = 'advisory' AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`
	for {
		var n int
		if err := d.QueryRow(t.Context(), `SELECT count(pg_terminate_backend(pid)) `+held).Scan(&n); err != nil {
			t.Fatal(err)
		}
		if n == 0 {
			return
		}
	}
}

// OpenKeys opens the sealing keys on dsn and closes them with the test.
func OpenKeys(t testing.TB, dsn string) *db.DB { return open(t, dsn, db.Keys) }

func open(t testing.TB, dsn string, s db.Schema) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), dsn, s)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	return d
}

// template is a folder with a migrated database of each schema. It lies in the
// temporary folder under the digest of the schema's text, for the test binaries of
// every package: to migrate one takes longer than most tests.
var template = sync.OnceValues(func() (string, error) {
	name := filepath.Join(os.TempDir(), fmt.Sprintf("satprep-dbtest-%d-%s", os.Getuid(), schemaDigest()))
	if _, err := os.Stat(name); err == nil {
		return name, nil
	}
	dir, err := os.MkdirTemp(filepath.Dir(name), filepath.Base(name)+"-")
	if err != nil {
		return "", err
	}
	for _, s := range []db.Schema{db.Main, db.Keys} {
		d, err := db.Open(context.Background(), "sqlite:"+dir, s)
		if err != nil {
			return "", err
		}
		if err := d.Close(); err != nil {
			return "", err
		}
	}
	if err := os.Rename(dir, name); err != nil { // another binary was first
		os.RemoveAll(dir)
		_, err = os.Stat(name)
		return name, err
	}
	return name, nil
})

// schemaDigest names what a template was migrated by.
func schemaDigest() string { return db.SchemaDigest(sha256.New(), hex.EncodeToString)[:16] }

func sqliteDSN(t *testing.T) string {
	t.Helper()
	from, err := template()
	if err != nil {
		t.Fatal(err)
	}
	to := t.TempDir()
	for _, s := range []db.Schema{db.Main, db.Keys} {
		b, err := os.ReadFile(filepath.Join(from, s.File))
		if err == nil {
			err = os.WriteFile(filepath.Join(to, s.File), b, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return "sqlite:" + to
}

func postgresDSN(t *testing.T, server string) string {
	t.Helper()
	admin, err := sql.Open("pgx", server)
	if err != nil {
		t.Fatal(err)
	}
	tpl, err := postgresTemplate(admin, server)
	if err != nil {
		t.Fatal(err)
	}
	name := "t_" + strings.ReplaceAll(uid.Random().String(), "-", "")
	if _, err := admin.Exec("CREATE DATABASE " + name + " TEMPLATE " + tpl); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		admin.Exec("DROP DATABASE " + name + " WITH (FORCE)")
		admin.Close()
	})
	return withDatabase(server, name)
}

var postgresOnce sync.Mutex

// postgresTemplate migrates a database once per schema text; test binaries that
// run at the same time agree through an advisory lock.
func postgresTemplate(admin *sql.DB, server string) (string, error) {
	postgresOnce.Lock()
	defer postgresOnce.Unlock()
	ctx := context.Background()
	name := "tpl_" + schemaDigest()
	conn, err := admin.Conn(ctx)
	if err != nil {
		return "", err
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, "SELECT pg_advisory_lock(7250)"); err != nil {
		return "", err
	}
	defer conn.ExecContext(ctx, "SELECT pg_advisory_unlock(7250)")
	var n int
	if err := conn.QueryRowContext(ctx, "SELECT count(*) FROM pg_database WHERE datname = $1", name).Scan(&n); err != nil || n > 0 {
		return name, err
	}
	if _, err := conn.ExecContext(ctx, "CREATE DATABASE "+name+"_new"); err != nil {
		return "", err
	}
	for _, s := range []db.Schema{db.Main, db.Keys} {
		d, err := db.Open(ctx, withDatabase(server, name+"_new"), s)
		if err != nil {
			return "", err
		}
		if err := d.Close(); err != nil {
			return "", err
		}
	}
	_, err = conn.ExecContext(ctx, fmt.Sprintf("ALTER DATABASE %s_new RENAME TO %s", name, name))
	return name, err
}

func withDatabase(server, name string) string {
	u, err := url.Parse(server)
	if err != nil {
		return server
	}
	u.Path = "/" + name
	return u.String()
}
