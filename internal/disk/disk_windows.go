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

// free is what we, and what everybody together may still write where path lies.
func free(path string) (ours, all int64, err error) {
	name, err := windows.UTF16PtrFromString(path)
	if err != nil {
		return 0, 0, err
	}
	var n uint64
	if err := windows.GetDiskFreeSpaceEx(name, &n, nil, nil); err != nil {
		return 0, 0, err
	}
	ours = int64(min(n, 1<<62))
	return ours, ours, nil // what is not ours is never given to us
}

// syncFolder does nothing: Windows writes names through by itself.
func syncFolder(*os.File) error { return nil }
