package dataset

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"satprep/internal/fault"
	"satprep/internal/uid"
)

// Forget deletes what lies here of the packages that hold a subject who is
// erased, and what interrupted builds left. Packages that went elsewhere are
// not ours to reach: the receipt and REMOVED.jsonl of the next version name them.
// A package that cannot be deleted does not keep the others.
func (s *Service) Forget(ctx context.Context, subject uid.ID) (err error) {
	defer fault.In(&err, "dataset.Forget")
	held, err := s.Held(ctx, subject)
	if err != nil {
		return err
	}
	var failed []error
	for _, h := range held {
		r, err := s.stored(ctx, h.Release)
		if err != nil {
			return err
		}
		failed = append(failed, s.forgetPackage(ctx, &r))
	}
	return errors.Join(errors.Join(failed...), s.clear(ctx), s.clearOutside(ctx))
}

// forgetPackage deletes a release's package where it was made, if that lies in
// our folder, wherever else it lies there, and the one under its name, where the
// folder has moved.
func (s *Service) forgetPackage(ctx context.Context, r *Release) error {
	remove := func(dir string) error {
		within, err := s.within(dir)
		if err == nil && within {
			err = full(os.RemoveAll(dir))
		}
		return err
	}
	for dir, here := s.lies(r); here; dir, here = s.lies(r) { // also copies
		if within, err := s.within(dir); err != nil || !within {
			break // put elsewhere: not ours to reach
		}
		if err := remove(dir); err != nil {
			return err
		}
	}
	if another, err := s.another(ctx, r, r.Folder); err != nil {
		return err
	} else if !another {
		if err := remove(r.Folder); err != nil {
			return err
		}
	}
	dir := s.folderOf(r)
	if _, err := os.Lstat(dir); errors.Is(err, fs.ErrNotExist) {
		return nil
	} else if err != nil {
		return full(err)
	}
	_, sum, err := readManifest(dir)
	if errors.Is(err, fs.ErrNotExist) && strings.HasSuffix(r.Folder, filepath.Join(r.Name, r.Version.String())) {
		return full(os.RemoveAll(dir)) // what a deletion that broke off left
	} else if err != nil {
		return fault.Wrap(fault.Conflict, err, "The folder %s has the name of a release that holds somebody who is erased, but its manifest cannot be read. Delete the folder by hand if it is that release.", dir)
	}
	if sum == r.Manifest {
		return full(os.RemoveAll(dir))
	}
	another, err := s.another(ctx, r, dir)
	if err == nil && !another {
		err = fault.New(fault.Conflict, "The folder %s has the name of a release that holds somebody who is erased, but another manifest. Delete the folder by hand if it is that release.", dir)
	}
	return err
}

// within reports whether a folder lies below the one of packages.
func (s *Service) within(dir string) (bool, error) {
	if dir == "" {
		return false, nil
	}
	base, err := filepath.Abs(s.Folder)
	if err != nil {
		return false, err
	}
	if dir, err = filepath.Abs(dir); err != nil {
		return false, err
	}
	rel, err := filepath.Rel(base, dir)
	if err != nil {
		return false, nil //nolint:nilerr // both are absolute: they lie on two drives
	}
	return filepath.IsLocal(rel) && rel != ".", nil
}

// clear removes what nobody builds any more. Whoever still builds finds out at
// the end that somebody was erased, and removes it.
func (s *Service) clear(ctx context.Context) error {
	entries, err := os.ReadDir(s.Folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	} else if err != nil {
		return full(err)
	}
	for _, e := range entries {
		name, ours := strings.CutPrefix(e.Name(), building(""))
		if !ours {
			continue
		}
		lock, err := s.lock(name)
		if err != nil {
			continue
		}
		err = s.clearWork(ctx, filepath.Join(s.Folder, e.Name()))
		lock.Close()
		if err != nil {
			return full(err)
		}
	}
	return nil
}

// clearWork removes the folder in which a build worked, if none is at work: it may have
// been told to make a folder of another name than its own.
func (s *Service) clearWork(ctx context.Context, work string) error {
	claimed, err := s.lockWork(work)
	if fault.Is(err, fault.Conflict) {
		return nil
	} else if err != nil {
		return err
	}
	defer claimed.Close()
	return errors.Join(s.takeBack(ctx, work, false), os.RemoveAll(work))
}

// clearOutside removes what interrupted builds into other folders left there.
func (s *Service) clearOutside(ctx context.Context) error {
	list, err := releases(ctx, s.DB, `status = ? AND folder <> ''`, string(Building))
	if err != nil {
		return err
	}
	for i := range list {
		r := &list[i]
		work := workBeside(r.Folder)
		if st, ok := readState(work); !ok || st.Release.ID != r.ID {
			continue
		}
		lock, err := s.lock(r.Name)
		if err != nil {
			continue
		}
		err = errors.Join(s.takeBack(ctx, work, false), os.RemoveAll(work))
		lock.Close()
		if err != nil {
			return full(err)
		}
	}
	return nil
}
