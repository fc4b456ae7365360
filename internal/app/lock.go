package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"satprep/internal/db"
	"satprep/internal/disk"
	"satprep/internal/fault"
)

// alone makes sure that one server serves the data folder, and that none serves
// its database from another folder: each would write half of the mirror, sign
// with another key, and hold a school to another contract.
func (a *App) alone(ctx context.Context) error {
	f, err := lock(a.Data, "give this one another folder with --data")
	if err != nil {
		return err
	}
	a.locks = append(a.locks, f.Close)
	if dir, ok := strings.CutPrefix(a.DB, "sqlite:"); ok {
		if sameFolder(dir, a.Data) {
			return nil
		}
		if f, err = lock(dir, "give this one a database of its own with --db"); err == nil {
			a.locks = append(a.locks, f.Close)
		}
		return err
	}
	claim, err := a.claim(ctx)
	switch {
	case errors.Is(err, db.ErrClaimed):
		return fault.Wrap(fault.Conflict, err, "Another satprep serves this database already, from another data folder or another machine. Stop it first, or give this one a database of its own with --db.")
	case err != nil:
		return err
	}
	a.claimed = claim
	a.locks = append(a.locks, func() error { claim.Release(ctx); return nil })
	return nil
}

// held makes sure that this server is the one of its database: the claim is lost
// when the database restarts, and is then taken again.
func (a *App) held(ctx context.Context) error {
	if a.claimed == nil {
		return nil
	}
	err := a.claimed.Hold(ctx)
	if errors.Is(err, db.ErrClaimed) {
		err = fault.Wrap(fault.Busy, err, "The database was away, and another satprep has begun to serve it since, from another data folder or another machine. Stop one of the two: each writes half of the mirror.")
	}
	return err
}

// heldEvery is how often it is asked whether the claim still holds.
const heldEvery = 2 * time.Second

// watchClaim takes the claim again soon after the database was restarted, and says
// when it cannot, until ctx ends.
func (a *App) watchClaim(ctx context.Context) {
	ticker := time.NewTicker(heldEvery)
	defer ticker.Stop()
	for lost := false; ; {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		err := a.held(ctx)
		switch {
		case ctx.Err() != nil:
		case err != nil && !lost:
			a.Logger.Error("the claim to be the only server of this database was lost; this one is not ready until it is taken again", "err", err)
		case err == nil && lost:
			a.Logger.Info("the claim to be the only server of this database was taken again")
		}
		lost = err != nil
	}
}

// claimPatience is how long a claim is waited for: a database notices only after
// a moment that the server before was killed.
const claimPatience = 5 * time.Second

func (a *App) claim(ctx context.Context) (claim *db.Claim, err error) {
	for until := time.Now().Add(claimPatience); ; time.Sleep(100 * time.Millisecond) {
		if claim, err = a.Rooms.DB.Claim(ctx, "server"); !errors.Is(err, db.ErrClaimed) || time.Now().After(until) {
			return claim, err
		}
	}
}

func sameFolder(a, b string) bool {
	x, err := os.Stat(a)
	if err != nil {
		return false
	}
	y, err := os.Stat(b)
	return err == nil && os.SameFile(x, y)
}

// lock makes sure that one server serves a data folder. The system frees it
// when the process ends, however that happens. instead is what one may do other
// than stop the server that holds it.
func lock(dir, instead string) (*os.File, error) {
	name := filepath.Join(dir, "serve.lock")
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fault.Wrap(fault.Conflict, err, "The lock %s cannot be opened; give --data a folder that this user may write.", name)
	}
	if err := disk.Lock(f); err != nil {
		defer f.Close()
		if !errors.Is(err, disk.ErrHeld) {
			return nil, fault.Wrap(fault.Internal, err, "The lock %s cannot be taken; the data folder must lie on a disk that supports locks.", name)
		}
		holder := make([]byte, 32)
		n, _ := f.ReadAt(holder, 0)
		return nil, fault.New(fault.Conflict, "Another satprep (process %s) serves %s already; stop it first, or %s.", strings.TrimSpace(string(holder[:n])), dir, instead)
	}
	err = f.Truncate(0)
	if err == nil {
		_, err = f.WriteAt(fmt.Appendf(nil, "%d\n", os.Getpid()), 0)
	}
	if err != nil {
		f.Close()
		return nil, fault.Wrap(fault.Internal, err, "The lock %s cannot be written; is the disk full?", name)
	}
	return f, nil
}
