package mirror_test

import (
	"context"
	"io"
	"os"
	"syscall"
	"testing"

	"satprep/internal/fault"
)

func TestExportOnAFullDisk(t *testing.T) {
	t.Parallel()
	each(t, withRooms, func(t *testing.T, s *school) {
		for _, cause := range []error{syscall.ENOSPC, syscall.EDQUOT} {
			_, err := s.Make(t.Context(), operator, func(_ context.Context, w io.Writer) (int, error) {
				if _, err := w.Write([]byte("[")); err != nil {
					t.Error(err)
				}
				return 0, &os.PathError{Op: "write", Path: "x", Err: cause}
			})
			if !fault.Is(err, fault.Busy) {
				t.Errorf("%v: %v", cause, err)
			}
		}
		if files := glob(t, s, "*"); len(files) != 0 {
			t.Errorf("left: %v", files)
		}
		if files := glob(t, s, ".export-*"); len(files) != 0 {
			t.Errorf("left: %v", files)
		}
	})
}
