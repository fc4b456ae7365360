package mirror

import (
	"context"
	"io"

	"satprep/internal/account"
)

// Make makes an export of all that write writes.
func (s *Service) Make(ctx context.Context, actor account.Actor, write func(context.Context, io.Writer) (int, error)) (File, error) {
	return s.make(ctx, file{prefix: "all_users", scope: "all_users", owner: actor, actor: actor}, write)
}
