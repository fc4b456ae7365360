package dataset

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// lies finds the package of a release by its manifest: where it was put, under
// its name in the folder of packages, or beside one of these, where somebody moved
// it. A folder of its name alone says nothing: another package may lie there.
func (s *Service) lies(r *Release) (dir string, here bool) {
	is := func(dir string) bool {
		_, sum, err := readManifest(dir)
		return err == nil && sum == r.Manifest
	}
	ours := s.folderOf(r)
	for _, dir := range []string{r.Folder, ours} {
		if is(dir) {
			return dir, true
		}
	}
	for _, beside := range []string{filepath.Dir(r.Folder), filepath.Dir(ours), s.Folder} {
		entries, err := os.ReadDir(beside)
		if err != nil {
			continue // deleted, or not for us to read: it is not there
		}
		for _, e := range entries {
			if dir := filepath.Join(beside, e.Name()); e.IsDir() && is(dir) {
				return dir, true
			}
		}
	}
	return "", false
}

// found sets a finished release's folder to where its package lies now, or its
// status to Deleted where nothing lies there any more, or only another package
// of ours. One that was changed stays what it is: Verify tells.
func (s *Service) found(ctx context.Context, r *Release) error {
	if r.Status != Done {
		return nil
	}
	if dir, here := s.lies(r); here {
		r.Folder = dir
		return nil
	}
	if _, err := os.Stat(r.Folder); errors.Is(err, fs.ErrNotExist) {
		r.Status = Deleted
		return nil
	}
	another, err := s.another(ctx, r, r.Folder)
	if another {
		r.Status = Deleted
	}
	return err
}

// another reports whether the package of another release lies in a folder. One that
// is damaged, or not for us to read, is none: whoever opens it is told.
func (s *Service) another(ctx context.Context, r *Release, dir string) (bool, error) {
	_, sum, err := readManifest(dir)
	if err != nil || sum == r.Manifest {
		return false, nil //nolint:nilerr // see above
	}
	others, err := releases(ctx, s.DB, `manifest = ? AND id <> ?`, sum, r.ID)
	return len(others) > 0, err
}
