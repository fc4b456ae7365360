package disk

import (
	"os"
	"testing"
)

// Asking the kernel for room takes none and leaves nothing.
func TestAllocates(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if !allocates(dir, 1<<20) {
		t.Error("a megabyte was refused")
	}
	if allocates(dir, 1<<60) {
		t.Error("an exabyte was granted")
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) > 0 {
		t.Errorf("asking left %v behind: %v", entries, err)
	}
}
