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
