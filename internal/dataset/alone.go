package dataset

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"satprep/internal/db"
	"satprep/internal/disk"
	"satprep/internal/fault"
)

// alone keeps others from building a name until release is called: other
// processes on this data folder by a lock of a file, and, where the database is
// a server, those on other folders by a claim in it.
func (s *Service) alone(ctx context.Context, name string) (release func(), err error) {
	lock, err := s.lock(name)
	if err != nil {
		return nil, err
	}
	claim, err := s.DB.Claim(ctx, claimName(name))
	if errors.Is(err, db.ErrClaimed) {
		err = fault.Wrap(fault.Conflict, err, "A release of %s is being built on another data folder of this database; wait for it.", name)
	}
	if err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	alive, err := s.openLock(name, ".alive")
	if err == nil {
		err = disk.Wait(alive) // nobody builds it: whoever holds it looks, and is gone at once
	}
	if err != nil {
		claim.Release(ctx)
		return nil, errors.Join(err, lock.Close())
	}
	return func() {
		alive.Close()
		claim.Release(ctx)
		lock.Close()
	}, nil
}

func claimName(name string) string { return "dataset " + name }

// built reports whether somebody builds a name now. It looks at a lock of its
// own, so that looking is never in the way of whoever begins to.
func (s *Service) built(ctx context.Context, name string) bool {
	if there, err := s.DB.Claimed(ctx, claimName(name)); err != nil || there {
		return true // what is not known to be dead is left alone
	}
	f, err := s.openLock(name, ".alive")
	if err != nil {
		return true
	}
	defer f.Close()
	return disk.Lock(f) != nil
}

func (s *Service) openLock(name, ending string) (*os.File, error) {
	if err := os.MkdirAll(s.Folder, 0o700); err != nil {
		return nil, full(err)
	}
	f, err := os.OpenFile(filepath.Join(s.Folder, "."+name+ending), os.O_RDWR|os.O_CREATE, 0o600)
	return f, full(err)
}

// A lock is held until Close, which takes its file away, so that no names of
// finished builds pile up. The file that tells who lives stays, one a name: whoever
// only looks locks it too, and must never meet a holder of another file.
type lock struct{ *os.File }

// Close removes the file while it is still locked: whoever opened it before
// sees, once it has the lock, that the file is not that of the name any more.
func (l lock) Close() error {
	os.Remove(l.Name()) // where files in use cannot be removed it stays, and does no harm
	return l.File.Close()
}

// lock lets one process at a time build a name on this data folder.
func (s *Service) lock(name string) (l lock, err error) {
	for {
		f, err := s.openLock(name, ".lock")
		if err != nil {
			return l, err
		}
		if err := disk.Lock(f); err != nil {
			return l, errors.Join(f.Close(), fault.Wrap(fault.Conflict, err, "A release of %s is being built already; wait for it, or cancel it.", name))
		}
		mine, err := f.Stat()
		if err != nil {
			return l, errors.Join(f.Close(), full(err))
		}
		if there, err := os.Stat(f.Name()); err == nil && os.SameFile(mine, there) {
			return lock{f}, nil
		}
		f.Close() // taken away by whoever held it
	}
}
