package app

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"satprep/internal/api"
	"satprep/internal/disk"
	"satprep/internal/fault"
	"satprep/internal/interaction"
)

// checks are what /readyz asks.
func (a *App) checks() []api.Check {
	return []api.Check{
		{Name: "database", Run: func(ctx context.Context) (string, error) {
			err := a.Rooms.DB.Ping(ctx)
			if err == nil {
				err = a.held(ctx)
			}
			return string(a.Rooms.DB.Engine()), err
		}},
		{Name: "bank", Run: func(context.Context) (string, error) {
			n := len(a.Rooms.Bank().Questions)
			if n == 0 {
				return "", fault.New(fault.Busy, "The question bank is empty.")
			}
			return fmt.Sprintf("%d questions", n), nil
		}},
		{Name: "followers", Run: a.following},
		{Name: "disk", Run: a.room},
	}
}

// room asks whether the disks of the data folder and of a database that lies
// elsewhere can take what comes: a server that cannot write refuses every
// answer, and should be sent no learner.
func (a *App) room(context.Context) (string, error) {
	type place struct{ name, dir string }
	places := []place{{"data folder", a.Data}}
	if dir, ok := strings.CutPrefix(a.DB, "sqlite:"); ok && !sameFolder(dir, a.Data) {
		places = append(places, place{"database's folder", dir})
	}
	least := int64(math.MaxInt64)
	var short []string
	for _, p := range places {
		n, ok, err := disk.Room(p.dir, a.LeastFree)
		if err != nil {
			return "", fault.Wrap(fault.Busy, err, "The %s cannot be looked at.", p.name)
		}
		if !ok {
			short = append(short, fmt.Sprintf("The disk of the %s has %d MB left; at least %d MB are needed. Make room, or move the folder.", p.name, n>>20, a.LeastFree>>20))
		}
		least = min(least, n)
	}
	if len(short) > 0 {
		return "", fault.New(fault.Busy, "%s", strings.Join(short, " "))
	}
	return fmt.Sprintf("%d MB free", least>>20), nil
}

// following says how far each follower of the log is behind. A follower that
// lags does not make the server unready: sessions do not wait for it.
func (a *App) following(ctx context.Context) (string, error) {
	select {
	case <-a.failed:
		return "", fault.New(fault.Busy, "The followers of the log have stopped.")
	default:
	}
	var parts []string
	for _, f := range a.followers() {
		behind, err := a.behind(ctx, f)
		if err != nil {
			return "", err
		}
		parts = append(parts, fmt.Sprintf("%s %d behind", f.Name, behind))
	}
	return strings.Join(parts, ", "), nil
}

func (a *App) behind(ctx context.Context, f interaction.Follower) (int64, error) {
	tail, err := a.Rooms.Log.Tail(ctx)
	if err != nil {
		return 0, err
	}
	at, _, err := a.Rooms.Log.Cursor(ctx, f.Name)
	return max(tail-at, 0), err
}

// gauges are what /metrics adds to the requests.
func (a *App) gauges() []api.Gauge {
	all := []api.Gauge{
		{Name: "satprep_log_records", Help: "Records in the log.", Read: func(ctx context.Context) (float64, error) {
			tail, err := a.Rooms.Log.Tail(ctx)
			return float64(tail), err
		}},
		{Name: "satprep_bank_questions", Help: "Questions in force.", Read: func(context.Context) (float64, error) {
			return float64(len(a.Rooms.Bank().Questions)), nil
		}},
	}
	for _, f := range a.followers() {
		all = append(all, api.Gauge{Name: "satprep_follower_behind", Help: "Records a follower of the log has not read yet.", Labels: map[string]string{"follower": f.Name},
			Read: func(ctx context.Context) (float64, error) {
				n, err := a.behind(ctx, f)
				return float64(n), err
			}})
	}
	return all
}

// Views are what can be rebuilt from the log.
func (a *App) Views() []interaction.View { return slices.Clone(a.views) }

// followers are all that read the log while the app runs.
func (a *App) followers() []interaction.Follower {
	var all []interaction.Follower
	for _, v := range a.views {
		all = append(all, v.Follower)
	}
	return append(all, a.Rooms.Mirror.Follower(), a.Rooms.Sessions.Ends())
}

// CaughtUp waits until every follower has read what is in the log now.
func (a *App) CaughtUp(ctx context.Context) error {
	for _, f := range a.followers() {
		for behind := int64(1); behind > 0; {
			select {
			case <-a.failed:
				return fault.New(fault.Busy, "The followers of the log have stopped.")
			case <-ctx.Done():
				return ctx.Err()
			case <-time.After(20 * time.Millisecond):
			}
			var err error
			if behind, err = a.behind(ctx, f); err != nil {
				return err
			}
		}
	}
	return nil
}
