package dataset

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"satprep/internal/fault"
)

// claim makes the folder in which a build works and keeps other builds out of
// it, also those of another name. A link in its place is refused: what it leads
// to would be cleared.
func (s *Service) claim(work string) (l lock, err error) {
	info, err := os.Lstat(work)
	if err == nil && !info.IsDir() {
		return l, fault.New(fault.Conflict, "%s is there and is no folder, so nothing can be built in it; remove it.", filepath.Base(work))
	}
	if err := os.MkdirAll(work, 0o700); errors.Is(err, syscall.ENOTDIR) || errors.Is(err, fs.ErrNotExist) {
		return l, fault.Wrap(fault.Invalid, err, "No folder can be made in %s: it, or something on the way to it, is no folder for files. Choose another.", filepath.Dir(work))
	} else if err != nil {
		return l, full(err)
	}
	l, err = s.lockWork(work)
	if fault.Is(err, fault.Conflict) {
		err = fault.Wrap(fault.Conflict, err, "Another build works in %s already; wait for it, or choose another folder.", filepath.Base(work))
	}
	return l, err
}

// lockWork locks the folder in which a build works, whatever its name.
func (s *Service) lockWork(work string) (l lock, err error) {
	if work, err = filepath.EvalSymlinks(work); err != nil {
		return l, full(err)
	}
	sum := sha256.Sum256([]byte(work))
	return s.lock("out_" + hex.EncodeToString(sum[:8])) // no name has an underscore
}

// outside refuses a folder inside a package, whose manifest would no longer fit.
func outside(out string) error {
	dir := filepath.Dir(out)
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		dir = real
	}
	for ; ; dir = filepath.Dir(dir) {
		if _, err := os.Lstat(filepath.Join(dir, manifestName)); err == nil {
			return fault.New(fault.Conflict, "The folder lies inside the package %s; choose one beside it.", filepath.Base(dir))
		}
		if dir == filepath.Dir(dir) {
			return nil
		}
	}
}

// unpublished finds the package that an interrupted build had given its name
// already, but that was not written down as a release.
func (s *Service) unpublished(ctx context.Context, work string) (dir string, _ bool, err error) {
	st, ok := readState(work)
	if !ok || st.Release.Manifest == "" {
		return "", false, nil
	}
	if dir = st.Release.Folder; dir == "" {
		dir = s.folderOf(&st.Release)
	}
	_, sum, err := readManifest(dir)
	if errors.Is(err, fs.ErrNotExist) || fault.Is(err, fault.Invalid) || err == nil && sum != st.Release.Manifest {
		return "", false, nil
	}
	if err != nil {
		return "", false, err
	}
	done, err := releases(ctx, s.DB, `manifest = ? AND folder = ? AND status = ?`, sum, dir, string(Done))
	return dir, len(done) == 0, err
}

// published reports whether an interrupted build had come to its end, but for
// clearing away.
func (s *Service) published(ctx context.Context, st *state) (bool, error) {
	list, err := releases(ctx, s.DB, `id = ? AND status = ?`, st.Release.ID, string(Done))
	return len(list) > 0, err
}

// folderOf is where a release goes unless said otherwise.
func (s *Service) folderOf(r *Release) string {
	return filepath.Join(s.Folder, r.Name, r.Version.String())
}

// takeBack puts a package that has its name but is no release yet back among
// what is built; without resume it is deleted.
func (s *Service) takeBack(ctx context.Context, work string, resume bool) error {
	dir, ok, err := s.unpublished(ctx, work)
	if err != nil || !ok {
		return err
	}
	if resume {
		return full(os.Rename(dir, filepath.Join(work, "package")))
	}
	return full(os.RemoveAll(dir))
}

// stillAgreed refuses to go on with a build that was interrupted where somebody
// withdrew meanwhile.
func (b *Build) stillAgreed(ctx context.Context) error {
	now := b.service.Now()
	held, err := b.service.Consent.AsOf(ctx, now)
	if err != nil {
		return err
	}
	for _, who := range b.plan.people() {
		if !held.Held(who.subject, b.recipe.purpose(), now) {
			return fault.New(fault.Conflict, "Somebody in this dataset withdrew while its build was interrupted. Build again.")
		}
	}
	return nil
}
