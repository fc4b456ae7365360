//go:build unix

package disk

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

func lock(f *os.File) error { return flock(f, unix.LOCK_EX|unix.LOCK_NB) }

func wait(f *os.File) error { return flock(f, unix.LOCK_EX) }

func flock(f *os.File, how int) error {
	for {
		err := unix.Flock(int(f.Fd()), how)
		switch {
		case errors.Is(err, unix.EINTR):
			continue
		case errors.Is(err, unix.EWOULDBLOCK):
			return ErrHeld
		}
		return err
	}
}

// free is what anybody, and what the system's own processes may still write
// where path lies. Some mounted stores have no figures; they take what comes.
func free(path string) (anybody, system int64, err error) {
	var st unix.Statfs_t
	if err := unix.Statfs(path, &st); err != nil {
		return 0, 0, err
	}
	if st.Blocks == 0 {
		return 1 << 62, 1 << 62, nil
	}
	// The types of these fields differ from system to system.
	return int64(st.Bavail) * int64(st.Bsize), int64(st.Bfree) * int64(st.Bsize), nil
}

func syncFolder(d *os.File) error { return d.Sync() }
