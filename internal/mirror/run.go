package mirror

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"sync"

	"satprep/internal/fault"
)

// Run keeps mirror and exports until ctx ends: it mends what a restored
// database or a lost file left behind, follows the log, and deletes exports that
// are out of date.
func (s *Service) Run(ctx context.Context, logger *slog.Logger) {
	var sweeping sync.WaitGroup
	sweeping.Go(func() { s.sweepOn(ctx, logger) })
	defer sweeping.Wait()
	if err := s.Mend(ctx); err != nil && ctx.Err() == nil {
		logger.Error("the mirror could not be mended", "err", err)
	}
	s.Log.Run(ctx, s.Follower(), logger)
}

// Mend rebuilds the mirror where its file holds less than the database says
// was written: after a restore, or when somebody moved it away.
func (s *Service) Mend(ctx context.Context) (err error) {
	defer fault.In(&err, "mirror.Mend")
	release, err := s.hold(ctx, lockFile, true)
	if err != nil {
		return err
	}
	p, err := s.settled(ctx)
	release()
	if err != nil {
		return err
	}
	info, err := os.Stat(filepath.Join(s.Folder, open))
	if err == nil && info.Size() >= p.Bytes || p.Bytes == 0 {
		return nil
	}
	_, err = s.Rebuild(ctx, nil)
	return err
}
