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

// Free is how many bytes may still be written by us where path lies.
func Free(path string) (int64, error) { return free(path) }
