//go:build unix

package backup

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"satprep/internal/fault"
)

// served is a Conflict where a server holds the folder's lock.
func served(dir string) error {
	f, err := os.Open(filepath.Join(dir, "serve.lock"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	} else if err != nil {
		return err
	}
	defer f.Close()
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_SH|syscall.LOCK_NB); err != nil {
		return fault.Wrap(fault.Conflict, err, "A server runs on %s. Stop it first, and restore into an empty folder.", dir)
	}
	return nil
}
