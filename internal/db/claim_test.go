package db_test

import (
	"errors"
	"testing"

	"satprep/internal/db"
	"satprep/internal/db/dbtest"
)

// A name is claimed by one of those who use a database; looking takes nothing.
func TestClaim(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		ctx := t.Context()
		open := func() *db.DB {
			d, err := db.Open(ctx, dsn, db.Main)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { d.Close() })
			return d
		}
		d, other := open(), open()
		server := d.Engine() == db.Postgres
		claimed := func(want bool) {
			t.Helper()
			for _, d := range []*db.DB{d, other, other} {
				if got, err := d.Claimed(ctx, "a name"); err != nil || got != (want && server) {
					t.Fatalf("claimed: %v, %v; want %v", got, err, want)
				}
			}
		}
		claimed(false)
		release, err := d.Claim(ctx, "a name")
		if err != nil {
			t.Fatal(err)
		}
		claimed(true)
		if again, err := other.Claim(ctx, "a name"); server && !errors.Is(err, db.ErrClaimed) {
			t.Fatalf("claimed twice: %v", err)
		} else if err == nil {
			again()
		}
		another, err := other.Claim(ctx, "another name")
		if err != nil {
			t.Fatal(err)
		}
		another()
		claimed(true)
		release()
		claimed(false)
		if release, err = other.Claim(ctx, "a name"); err != nil {
			t.Fatal(err)
		}
		release()
	})
}
