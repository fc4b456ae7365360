package dataset

import (
	"context"
	"os"
	"path/filepath"

	"satprep/internal/disk"
	"satprep/internal/fault"
)

// finish describes the package, lets the gates look at it and gives it its
// name.
func (b *Build) finish(ctx context.Context, out string) error {
	dir := filepath.Join(b.work, "package")
	if out == "" {
		out = filepath.Join(b.service.Folder, b.release.Name, b.release.Version.String())
		if err := os.MkdirAll(filepath.Dir(out), 0o700); err != nil {
			return full(err)
		}
	}
	out, err := filepath.Abs(out)
	if err != nil {
		return err
	}
	if _, err := os.Lstat(out); err == nil {
		return fault.New(fault.Conflict, "The folder %s is there already; a release never takes another's place.", out)
	}
	if err := os.Rename(dir, out); err != nil {
		return fault.Wrap(fault.Conflict, err, "The package cannot be named %s.", filepath.Base(out))
	}
	if err := disk.SyncFolder(filepath.Dir(out)); err != nil {
		return full(err)
	}
	b.release.Folder = out
	if err := b.service.publish(ctx, &b.release, b.plan.Members, b.plan.records); err != nil {
		return err
	}
	return os.RemoveAll(b.work)
}
