package mirror

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"

	"satprep/internal/disk"
	"satprep/internal/fault"
)

// hold takes the lock of that name in the folder, against other processes and
// against other goroutines of this one. It waits for it, unless wait is false:
// then a lock that is taken is Busy.
func (s *Service) hold(ctx context.Context, name string, wait bool) (release func(), err error) {
	path := filepath.Join(s.Folder, name)
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fault.Wrap(fault.Internal, err, "The lock %s cannot be opened; the folder must belong to the user that runs satprep.", path)
	}
	for {
		err := disk.Lock(f)
		switch {
		case err == nil:
			return func() { f.Close() }, nil
		case !errors.Is(err, disk.ErrHeld):
			f.Close()
			return nil, fault.Wrap(fault.Internal, err, "The lock %s cannot be taken; the data folder must lie on a disk that supports locks.", path)
		case !wait:
			f.Close()
			return nil, fault.Wrap(fault.Busy, err, "The mirror is being written by another satprep just now. Please try again later.")
		}
		select {
		case <-ctx.Done():
			f.Close()
			return nil, ctx.Err()
		case <-time.After(10 * time.Millisecond):
		}
	}
}
