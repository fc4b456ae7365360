package disk

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

func lock(f *os.File) error {
	return lockFar(f, windows.LOCKFILE_EXCLUSIVE_LOCK|windows.LOCKFILE_FAIL_IMMEDIATELY)
}

func wait(f *os.File) error { return lockFar(f, windows.LOCKFILE_EXCLUSIVE_LOCK) }

// lockFar takes a byte far behind the file's text, which others must be able to
// read: locks of Windows keep readers out.
func lockFar(f *os.File, how uint32) error {
	at := &windows.Overlapped{Offset: 1 << 30}
	err := windows.LockFileEx(windows.Handle(f.Fd()), how, 0, 1, 0, at)
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) {
		return ErrHeld
	}
	return err
}

// syncFolder does nothing: Windows writes names through by itself.
func syncFolder(*os.File) error { return nil }
