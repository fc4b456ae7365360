package db_test

import (
	"os"
	"path/filepath"
	"testing"

	"satprep/internal/db"
	"satprep/internal/db/dbtest"
)

func TestThere(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		d := dbtest.Open(t, dsn)
		if there, err := db.There(t.Context(), dsn, db.Main); err != nil || !there {
			t.Errorf("%s database that was opened: there %v, %v", d.Engine(), there, err)
		}
	})
	dir := filepath.Join(t.TempDir(), "mistyped")
	if there, err := db.There(t.Context(), "sqlite:"+dir, db.Main); err != nil || there {
		t.Errorf("a folder that is not: there %v, %v", there, err)
	}
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Errorf("looking made it: %v", err)
	}
}
