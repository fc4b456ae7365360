package db_test

import (
	"context"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"satprep/internal/db"
	"satprep/internal/db/dbtest"
	"satprep/internal/fault"
	"satprep/internal/uid"
)

var update = flag.Bool("update", false, "write golden files")

func put(name string, seq int64) func(*db.Tx) error {
	return func(tx *db.Tx) error {
		_, err := tx.Exec(`INSERT INTO cursor (name, seq, note) VALUES (?, ?, '')`, name, seq)
		return err
	}
}

func count(t *testing.T, d *db.DB, like string) (n int) {
	t.Helper()
	if err := d.QueryRow(t.Context(), `SELECT count(*) FROM cursor WHERE name LIKE ?`, like).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestOneFailureFailsAlone(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		d := dbtest.Open(t, dsn)
		refused := errors.New("refused")
		var wg sync.WaitGroup
		var ok, bad, clashes, panics atomic.Int64
		for i := range 200 {
			wg.Go(func() {
				name := "a" + string(rune('a'+i%26)) + string(rune('a'+i/26))
				err := d.Write(t.Context(), func(tx *db.Tx) error {
					if err := put(name, int64(i))(tx); err != nil {
						return err
					}
					switch i % 5 {
					case 1:
						return refused
					case 2:
						return put(name, 0)(tx) // the same key again
					case 3:
						panic("a defect in a room")
					}
					return nil
				})
				switch {
				case err == nil:
					ok.Add(1)
				case errors.Is(err, refused):
					bad.Add(1)
				case fault.Is(err, fault.Conflict):
					clashes.Add(1)
				default:
					panics.Add(1)
				}
			})
		}
		wg.Wait()
		if ok.Load() != 80 || bad.Load() != 40 || clashes.Load() != 40 || panics.Load() != 40 {
			t.Errorf("ok %d, refused %d, clashes %d, panics %d", ok.Load(), bad.Load(), clashes.Load(), panics.Load())
		}
		if n := count(t, d, "a%"); n != 80 {
			t.Errorf("%d rows, want the 80 that were acknowledged", n)
		}
	})
}

// What shared a transaction with a failure runs again, and counts once.
func TestAFailureRunsTheOthersAgain(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		d := dbtest.Open(t, dsn)
		db.Patient(d)
		queued, refused := make(chan struct{}), errors.New("refused")
		var runs, hooks [3]atomic.Int64
		write := func(i int) error {
			return d.Write(t.Context(), func(tx *db.Tx) error {
				runs[i].Add(1)
				if i == 0 {
					<-queued
				}
				if tx.Noted(i) != nil {
					t.Errorf("job %d finds its note of the first run", i)
				}
				tx.Note(i, true)
				tx.AfterCommit(func() { hooks[i].Add(1) })
				if err := put(string(rune('a'+i)), 1)(tx); err != nil || i < 2 {
					return err
				}
				return refused
			})
		}
		var wg sync.WaitGroup
		for i := range 3 {
			wg.Go(func() {
				if err := write(i); i < 2 && err != nil || i == 2 && !errors.Is(err, refused) {
					t.Errorf("job %d: %v", i, err)
				}
			})
			for runs[0].Load() == 0 || db.Waiting(d) < i { // each behind the one before
				runtime.Gosched()
			}
		}
		close(queued)
		wg.Wait()
		for i, want := range []int64{1, 1, 0} {
			if runs[i].Load() != 2 || hooks[i].Load() != want {
				t.Errorf("job %d ran %d times, its hook %d", i, runs[i].Load(), hooks[i].Load())
			}
		}
		if n := count(t, d, "%"); n != 2 {
			t.Errorf("%d rows, want 2", n)
		}
	})
}

func TestNothingAnnouncedBeforeCommit(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		d := dbtest.Open(t, dsn)
		var seen atomic.Int64
		announce := func(tx *db.Tx) {
			tx.AfterCommit(func() {
				var n int64
				if d.QueryRow(context.Background(), `SELECT count(*) FROM cursor WHERE name = 'x'`).Scan(&n) == nil {
					seen.Store(n)
				}
			})
		}
		err := d.Write(t.Context(), func(tx *db.Tx) error { announce(tx); return errors.New("no") })
		if err == nil || seen.Load() != 0 {
			t.Fatal("a failed job announced")
		}
		err = d.Write(t.Context(), func(tx *db.Tx) error { announce(tx); return put("x", 1)(tx) })
		if err != nil || seen.Load() != 1 {
			t.Errorf("err %v; the hook saw %d rows, want 1", err, seen.Load())
		}
	})
}

func TestCancelledBeforeItBegins(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t, "sqlite:"+t.TempDir())
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := d.Write(ctx, put("x", 1)); err == nil {
		t.Error("written after the caller had gone")
	}
	if n := count(t, d, "x"); n != 0 {
		t.Error("there is a row")
	}
}

func TestNotesEndWithAFailure(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		d := dbtest.Open(t, dsn)
		err := d.Write(t.Context(), func(tx *db.Tx) error { tx.Note("k", 1); return nil })
		if err != nil {
			t.Fatal(err)
		}
		err = d.Write(t.Context(), func(tx *db.Tx) error {
			if tx.Noted("k") != nil {
				return errors.New("a note outlived its transaction")
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	})
}

func TestBadSources(t *testing.T) {
	t.Parallel()
	for dsn, want := range map[string]string{
		"mysql://x":                    "sqlite:DIR",
		"sqlite:":                      "folder",
		"postgres://u:secret@host:x/y": "postgres://",
	} {
		_, err := db.Open(t.Context(), dsn, db.Main)
		if err == nil || !strings.Contains(fault.Sentence(err), want) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v", dsn, err)
		}
	}
	if os.Geteuid() != 0 {
		dir := t.TempDir()
		if err := os.Chmod(dir, 0o500); err != nil {
			t.Fatal(err)
		}
		if _, err := db.Open(t.Context(), "sqlite:"+dir, db.Main); !strings.Contains(fault.Sentence(err), "cannot be opened for writing") {
			t.Errorf("read-only folder: %v", err)
		}
	}
}

func TestNewerDatabaseIsRefused(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	d, err := db.Open(t.Context(), "sqlite:"+dir, db.Keys)
	if err != nil {
		t.Fatal(err)
	}
	err = d.Write(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(`INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, TRUE)`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	d.Close()
	if _, err := db.Open(t.Context(), "sqlite:"+dir, db.Keys); !fault.Is(err, fault.Conflict) {
		t.Errorf("opened: %v", err)
	}
}

func TestSchemaIsTheDumpedOne(t *testing.T) {
	t.Parallel()
	for _, s := range []db.Schema{db.Main, db.Keys} {
		d, err := db.Open(t.Context(), "sqlite:"+t.TempDir(), s)
		if err != nil {
			t.Fatal(err)
		}
		got, err := d.Dump(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		d.Close()
		golden := filepath.Join("testdata", "schema_"+s.Name+".sql")
		if *update {
			os.MkdirAll("testdata", 0o755)
			if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, _ := os.ReadFile(golden)
		if diff := cmp.Diff(string(want), got); diff != "" {
			t.Errorf("%s differs; if you meant it: go test ./internal/db -update\n%s", golden, diff)
		}
	}
}

// modernc's SQLite is translated against one version of its C library; another
// one compiles and corrupts.
func TestSQLiteAndItsLibcGoTogether(t *testing.T) {
	t.Parallel()
	mod, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"\tmodernc.org/sqlite v1.60.1", "\tmodernc.org/libc v1.77.1\n"} {
		if !strings.Contains(string(mod), want) {
			t.Errorf("go.mod does not pin %q", want)
		}
	}
}

// A server and commands beside it are started on a new folder at once.
func TestManyOpenANewDatabaseAtOnce(t *testing.T) {
	t.Parallel()
	for range 2 {
		dir := t.TempDir()
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				d, err := db.Open(t.Context(), "sqlite:"+dir, db.Main)
				if err != nil {
					t.Error(err)
					return
				}
				if err := d.Close(); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
	}
}

// TestOlderDatabaseGetsEveryStep: a room's new migration has one of the room's
// ten numbers, which may be lower than those of other rooms that are there
// already.
func TestOlderDatabaseGetsEveryStep(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		d := dbtest.Open(t, dsn)
		var before int
		if err := d.QueryRow(t.Context(), `SELECT COUNT(*) FROM goose_db_version`).Scan(&before); err != nil {
			t.Fatal(err)
		}
		err := d.Write(t.Context(), func(tx *db.Tx) error {
			if _, err := tx.Exec(`DROP TABLE account_name`); err != nil {
				return err
			}
			_, err := tx.Exec(`DELETE FROM goose_db_version WHERE version_id = 21`)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		again, err := db.Open(t.Context(), dsn, db.Main)
		if err != nil {
			t.Fatal(err)
		}
		defer again.Close()
		var after, names int
		if err := again.QueryRow(t.Context(), `SELECT COUNT(*) FROM goose_db_version`).Scan(&after); err != nil || after != before {
			t.Errorf("%d steps are written down, %d before: %v", after, before, err)
		}
		if err := again.QueryRow(t.Context(), `SELECT COUNT(*) FROM account_name`).Scan(&names); err != nil {
			t.Errorf("the step was not taken: %v", err)
		}
	})
}

// TestSessionsOfBeforeGetTheirParameters: a session that began before sessions
// kept their parameter set gets the one that was in force then.
func TestSessionsOfBeforeGetTheirParameters(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		d := dbtest.Open(t, dsn)
		err := d.Write(t.Context(), func(tx *db.Tx) error {
			for _, statement := range []string{`DROP TABLE calibration_item`, `DROP TABLE calibration_run`, `ALTER TABLE session DROP COLUMN params`, `DELETE FROM goose_db_version WHERE version_id = 190`} {
				if _, err := tx.Exec(statement); err != nil {
					return err
				}
			}
			for i, set := range []string{"first", "second"} {
				if _, err := tx.Exec(`INSERT INTO parameter_set (id, origin, made_at) VALUES (?, 'program', ?)`, set, 100*(i+1)); err != nil {
					return err
				}
				if _, err := tx.Exec(`INSERT INTO bank (number, version, params, digest, origin, made_at) VALUES (?, 'v', ?, '', 'program', ?)`, i+1, set, 100*(i+1)); err != nil {
					return err
				}
			}
			for i, at := range []int64{50, 100, 199, 200, 300} { // the first by a simulated clock, before there was a bank
				if _, err := tx.Exec(`INSERT INTO session (id, subject, kind, status, revision, last_seq, scope, rule, source, ceiling, asked, correct, points, salt, served, detail, started_at, updated_at)
					VALUES (?, ?, 'practice', 'ended', 1, 0, 'math', '', 'own', 1, 0, 0, 0, 0, '', '', ?, ?)`, uid.ID{byte(i + 1)}, uid.ID{1}, at, at); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		again, err := db.Open(t.Context(), dsn, db.Main)
		if err != nil {
			t.Fatal(err)
		}
		defer again.Close()
		rows, err := again.Query(t.Context(), `SELECT params FROM session ORDER BY started_at`)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		var got []string
		for rows.Next() {
			var set string
			if err := rows.Scan(&set); err != nil {
				t.Fatal(err)
			}
			got = append(got, set)
		}
		if want := []string{"first", "first", "first", "second", "second"}; rows.Err() != nil || !slices.Equal(got, want) {
			t.Errorf("%v, want %v: %v", got, want, rows.Err())
		}
	})
}
