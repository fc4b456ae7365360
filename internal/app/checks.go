package app

import (
	"context"
	"fmt"

	"satprep/internal/api"
)

// checks are what /readyz asks.
func (a *App) checks() []api.Check {
	return []api.Check{
		{Name: "database", Run: func(ctx context.Context) (string, error) { return "", a.Rooms.DB.Ping(ctx) }},
		{Name: "log", Run: func(ctx context.Context) (string, error) {
			tail, err := a.Rooms.Log.Tail(ctx)
			return fmt.Sprintf("%d records", tail), err
		}},
	}
}
