package dataset

import (
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"satprep/internal/fault"
)

// Taking the file of a lock away lets nobody in beside its holder, and leaves
// none behind.
func TestLocksLeaveNoFile(t *testing.T) {
	t.Parallel()
	s := &Service{Deps: Deps{Folder: t.TempDir()}}
	var inside, held atomic.Int32
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 300 {
				l, err := s.lock("out_x")
				if fault.Is(err, fault.Conflict) {
					continue
				} else if err != nil {
					t.Error(err)
					return
				}
				if inside.Add(1) != 1 {
					t.Error("two hold the lock")
				}
				held.Add(1)
				inside.Add(-1)
				if err := l.Close(); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	if held.Load() == 0 {
		t.Error("nobody ever held the lock")
	}
	work := filepath.Join(t.TempDir(), "out")
	l, err := s.claim(work)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.claim(work); !fault.Is(err, fault.Conflict) {
		t.Errorf("a folder that is built in: %v", err)
	}
	l.Close()
	if list, err := os.ReadDir(s.Folder); err != nil || len(list) != 0 {
		t.Errorf("left behind: %v, %v", list, err)
	}
}
