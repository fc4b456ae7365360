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
		claim, err := d.Claim(ctx, "a name")
		if err != nil {
			t.Fatal(err)
		}
		claimed(true)
		if again, err := other.Claim(ctx, "a name"); server && !errors.Is(err, db.ErrClaimed) {
			t.Fatalf("claimed twice: %v", err)
		} else if err == nil {
			again.Release(ctx)
		}
		another, err := other.Claim(ctx, "another name")
		if err != nil {
			t.Fatal(err)
		}
		another.Release(ctx)
		claimed(true)
		claim.Release(ctx)
		claimed(false)
		if claim, err = other.Claim(ctx, "a name"); err != nil {
			t.Fatal(err)
		}
		claim.Release(ctx)
	})
}

// A server that restarts ends the connection that holds a claim.
func TestClaimOutlivesItsConnection(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		ctx := t.Context()
		d, other := dbtest.Open(t, dsn), dbtest.Open(t, dsn)
		claim, err := d.Claim(ctx, "a name")
		if err != nil {
			t.Fatal(err)
		}
		if err := claim.Hold(ctx); err != nil {
			t.Fatal(err)
		}
		if d.Engine() != db.Postgres {
			return // nothing to lose
		}
		dbtest.CutClaims(t, other)
		if err := claim.Hold(ctx); err != nil {
			t.Fatalf("taking it again: %v", err)
		}
		if there, err := other.Claimed(ctx, "a name"); err != nil || !there {
			t.Fatalf("held again, and not claimed: %v", err)
		}
		dbtest.CutClaims(t, other)
		sooner, err := other.Claim(ctx, "a name")
		if err != nil {
			t.Fatal(err)
		}
		if err := claim.Hold(ctx); !errors.Is(err, db.ErrClaimed) {
			t.Fatalf("another has it: %v", err)
		}
		sooner.Release(ctx)
		if err := claim.Hold(ctx); err != nil {
			t.Fatalf("once the other has gone: %v", err)
		}
		claim.Release(ctx)
	})
}
