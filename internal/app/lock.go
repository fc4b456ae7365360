package app

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"satprep/internal/disk"
	"satprep/internal/fault"
)

// lock makes sure that one server serves a data folder. The system frees it
// when the process ends, however that happens.
func lock(dir string) (*os.File, error) {
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
		return nil, fault.New(fault.Conflict, "Another satprep (process %s) serves %s already; stop it first, or give this one another folder with --data.", strings.TrimSpace(string(holder[:n])), dir)
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
