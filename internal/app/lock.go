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
	release, err := a.claim(ctx)
	switch {
	case errors.Is(err, db.ErrClaimed):
		return fault.Wrap(fault.Conflict, err, "Another satprep serves this database already, from another data folder or another machine. Stop it first, or give this one a database of its own with --db.")
	case err != nil:
		return err
	}
	a.locks = append(a.locks, func() error { release(); return nil })
	return nil
}

// claimPatience is how long a claim is waited for: a database notices only after
// a moment that the server before was killed.
const claimPatience = 5 * time.Second

func (a *App) claim(ctx context.Context) (release func(), err error) {
	for until := time.Now().Add(claimPatience); ; time.Sleep(100 * time.Millisecond) {
		if release, err = a.Rooms.DB.Claim(ctx, "server"); !errors.Is(err, db.ErrClaimed) || time.Now().After(until) {
			return release, err
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
		return nil, fault.Wrap(fault.Internal, err, "The lock %s cannot be opened; give --data a folder that this user may write.", name)
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
