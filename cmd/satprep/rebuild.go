package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"satprep/internal/app"
	"satprep/internal/fault"
	"satprep/internal/interaction"
)

// mirrorFlags are the settings of the mirror.
type mirrorFlags struct {
	MirrorRotate int64 `help:"Megabytes after which a file of the mirror is closed and another begun; 0 keeps it whole." default:"0" placeholder:"MB"`
}

func (f mirrorFlags) into(c app.Config) app.Config {
	c.MirrorRotate = f.MirrorRotate << 20
	return c
}

type rebuildCmd struct {
	What string `arg:"" help:"mirror, a view such as proficiency or reward, or all; events: try again those that were refused."`
	mirrorFlags
}

// Help shows an example.
func (rebuildCmd) Help() string {
	return `Makes anew what follows from the log: the mirror (ai_data/interactions.jsonl), written beside the old one, which it then replaces; or a view, which is emptied and filled. A server may run meanwhile; it goes on from wherever the rebuilding stands. The word events, which all does not include, tries screen actions again that were refused: after a mistake in reading them was mended.

Example:
  satprep rebuild mirror --data /var/lib/satprep`
}

// Run rebuilds.
func (c *rebuildCmd) Run(ctx context.Context, g *globals, s streams) error {
	conf := c.into(g.config(s))
	conf.There = true
	a, err := app.New(ctx, conf)
	if err != nil {
		return err
	}
	defer a.Close()
	if c.What == "events" {
		n, err := a.Rooms.Log.ReplayFailed(ctx)
		if err == nil {
			_, err = fmt.Fprintf(s.out, "%d taken now, %d refused again, %d of people who were erased\n", n.Accepted, n.Rejected, n.Erased)
		}
		return err
	}
	names, views := []string{mirrorName}, a.Views()
	for _, v := range views {
		names = append(names, v.Name)
	}
	if c.What != "all" && !slices.Contains(names, c.What) {
		return fault.At("what", "There is nothing called %.40q to rebuild; there are %s, and all.", c.What, strings.Join(names, ", "))
	}
	for _, v := range views {
		if c.What == "all" || c.What == v.Name {
			n, err := rebuildView(ctx, a, v)
			if err != nil {
				return err
			}
			fmt.Fprintf(s.out, "%s: %d records\n", v.Name, n)
		}
	}
	if c.What == "all" || c.What == mirrorName {
		n, err := a.Rooms.Mirror.Rebuild(ctx, progress("records"))
		if err != nil {
			return err
		}
		fmt.Fprintf(s.out, "%s: %d records\n", mirrorName, n)
	}
	return a.Close()
}

// mirrorName is what people call the follower mirror.Name.
const mirrorName = "mirror"

// rebuildView empties and fills a view. A server that follows at the same time
// fills it too, and whichever is second at a step goes on from there.
func rebuildView(ctx context.Context, a *app.App, v interaction.View) (n int64, err error) {
	_, err = a.Rooms.Log.Rebuild(ctx, v)
	for fault.Is(err, fault.Conflict) {
		_, err = a.Rooms.Log.CatchUp(ctx, v.Follower)
	}
	if err == nil {
		n, _, err = a.Rooms.Log.Cursor(ctx, v.Name)
	}
	return n, err
}

// progress shows how far long work is, on a terminal; elsewhere it is nil.
func progress(what string) func(done, of int64) {
	if !term.IsTerminal(int(os.Stderr.Fd())) {
		return nil
	}
	bar := progressbar.NewOptions64(-1, progressbar.OptionSetWriter(os.Stderr), progressbar.OptionSetDescription(what), progressbar.OptionShowCount(), progressbar.OptionClearOnFinish())
	return func(done, of int64) {
		bar.ChangeMax64(of)
		_ = bar.Set64(done)
	}
}
