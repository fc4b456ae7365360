package db_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"satprep/internal/db"
	"satprep/internal/db/dbtest"
	"satprep/internal/fault"
)

// A disk that fills up under load: what was acknowledged stays, what was not
// is told so in words, and the writer goes on once there is room.
func TestDiskFull(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t, "sqlite:"+t.TempDir())
	limit := func(pages int) {
		t.Helper()
		err := d.Write(t.Context(), func(tx *db.Tx) error {
			var n int
			return tx.QueryRow(t.Context(), fmt.Sprintf(`PRAGMA max_page_count = %d`, pages)).Scan(&n)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	var pages int
	if err := d.QueryRow(t.Context(), `PRAGMA page_count`).Scan(&pages); err != nil {
		t.Fatal(err)
	}
	limit(pages + 40)
	long := strings.Repeat("x", 3000)
	var wg sync.WaitGroup
	var ok, full atomic.Int64
	for i := range 200 {
		wg.Go(func() {
			err := d.Write(t.Context(), func(tx *db.Tx) error {
				_, err := tx.Exec(`INSERT INTO cursor (name, seq, note) VALUES (?, 0, ?)`, fmt.Sprintf("full%d", i), long)
				return err
			})
			switch {
			case err == nil:
				ok.Add(1)
			case fault.Is(err, fault.Busy) && strings.Contains(fault.Sentence(err), "disk is full"):
				full.Add(1)
			default:
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if full.Load() == 0 || ok.Load()+full.Load() != 200 {
		t.Errorf("%d written, %d told that the disk is full", ok.Load(), full.Load())
	}
	if n := count(t, d, "full%"); int64(n) != ok.Load() {
		t.Errorf("%d rows for %d acknowledged writes", n, ok.Load())
	}
	limit(1 << 20)
	if err := d.Write(t.Context(), put("full-after", 1)); err != nil {
		t.Errorf("the writer did not recover: %v", err)
	}
}

func TestReadOnlyDatabase(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	d, err := db.Open(t.Context(), "sqlite:"+dir, db.Main)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	err = d.Write(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(`PRAGMA query_only = 1`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Write(t.Context(), put("x", 1)); !fault.Is(err, fault.Busy) || !strings.Contains(fault.Sentence(err), "cannot be written") {
		t.Errorf("writing to a read-only database: %v", err)
	}
	// A folder that is a file, as every user meets it, root too.
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Open(t.Context(), "sqlite:"+file, db.Main); err == nil || !strings.Contains(fault.Sentence(err), "data folder") {
		t.Errorf("a file as a folder: %v", err)
	}
}
