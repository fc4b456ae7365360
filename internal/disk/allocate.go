//go:build !linux

package disk

import (
	"errors"
	"os"
)

// Other systems do not tell by one call that works on all their file systems.
func allocate(*os.File, int64) error { return errors.ErrUnsupported }
