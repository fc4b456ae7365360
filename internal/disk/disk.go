// Package disk holds what the systems do differently with files: locks that end
// with their process, and making names durable.
package disk

import (
	"errors"
	"os"
	"syscall"
)

// ErrHeld says that another holds the lock.
var ErrHeld = errors.New("the lock is held")

// Lock takes the exclusive lock of an open file, or returns ErrHeld. Another
// opening of the same file, also in this process, is another holder. The lock
// ends when the file is closed or the process ends, however that happens.
func Lock(f *os.File) error { return lock(f) }

// Wait takes the exclusive lock of an open file, when whoever holds it gives it
// up. It is for locks that are held for moments only.
func Wait(f *os.File) error { return wait(f) }

// SyncFolder makes what was created, renamed or removed in a folder durable.
func SyncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return syncFolder(d)
}

// Full reports whether err says that a disk, or our share of it, is full.
func Full(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT)
}

// Room reports whether n bytes may still be written by us in a folder, and how
// many bytes are left there. A file system keeps blocks back for the system's
// own processes; whether we are one of those only the kernel knows, so where
// those blocks decide, it is asked for them.
func Room(dir string, n int64) (left int64, ok bool, err error) {
	left, system, err := free(dir)
	switch {
	case err != nil:
		return 0, false, err
	case left >= n:
		return left, true, nil
	case system >= n && allocates(dir, n):
		return system, true, nil
	}
	return left, false, nil
}

// allocates claims n bytes for a file without a name and gives them back.
func allocates(dir string, n int64) bool {
	f, err := os.CreateTemp(dir, ".room-")
	if err != nil {
		return false
	}
	defer f.Close()
	if os.Remove(f.Name()) != nil {
		return false
	}
	return allocate(f, n) == nil
}
