package db_test

import (
	"errors"
	"testing"

	"satprep/internal/db"
	"satprep/internal/db/dbtest"
)

// A name is claimed once at a time; looking takes nothing.
func TestClaim(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		claimed := func(want bool) {
			t.Helper()
			got, err := d.Claimed(ctx, "a name")
			if err != nil || got != want && d.Engine() == db.Postgres {
				t.Fatalf("claimed: %v, %v; want %v", got, err, want)
			}
		}
		claimed(false)
		release, err := d.Claim(ctx, "a name")
		if err != nil {
			t.Fatal(err)
		}
		claimed(true)
		if again, err := d.Claim(ctx, "a name"); d.Engine() == db.Postgres && !errors.Is(err, db.ErrClaimed) {
			t.Fatalf("claimed twice: %v", err)
		} else if err == nil {
			again()
		}
		other, err := d.Claim(ctx, "another name")
		if err != nil {
			t.Fatal(err)
		}
		other()
		release()
		claimed(false)
		if release, err = d.Claim(ctx, "a name"); err != nil {
			t.Fatal(err)
		}
		release()
	})
}
