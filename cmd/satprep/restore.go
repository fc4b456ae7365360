package main

import (
	"context"
	"fmt"
	"strings"

	"satprep/internal/app"
	"satprep/internal/backup"
	"satprep/internal/fault"
)

type restoreCmd struct {
	In   string `help:"A backup." required:"" placeholder:"FILE"`
	Keys string `help:"A backup of the keys that belongs to it." placeholder:"FILE"`

	Erasures string `help:"The list erasures.jsonl of the data folder that is replaced, or a newer copy of it than the backups hold." placeholder:"FILE"`
}

// Help shows an example.
func (restoreCmd) Help() string {
	return `Puts a backup into an empty data folder, after its sums and the database in it were checked, brings the schema up to date, and writes the mirror anew. Take the newest keys that were made after the backup. Whoever was erased since the backup is erased again: both backups bring the list of erasures as it was then; name the newest one, from the folder that is replaced, with --erasures. Without keys nothing that people wrote can be read any more, and their accounts can record nothing.

Example:
  satprep restore --in /backup/satprep.tar --keys /vault/keys.tar --erasures /old/erasures.jsonl --data /var/lib/satprep`
}

// Run restores.
func (c *restoreCmd) Run(ctx context.Context, g *globals, s streams) error {
	if !strings.HasPrefix(g.dsn(), "sqlite:") {
		return fault.At("db", `PostgreSQL is restored by its own tools, into an empty database. Run: pg_restore --dbname="$DSN" FILE, for both dumps.`)
	}
	here := *g
	here.DB = "" // what is restored lies in the data folder
	all, err := backup.Restore(ctx, backup.Source{In: c.In, Keys: c.Keys, Erasures: c.Erasures, Data: g.Data})
	if err != nil {
		return err
	}
	for _, m := range all {
		fmt.Fprintf(s.out, "Restored: %s\n", m)
	}
	if c.Keys == "" {
		fmt.Fprintln(s.err, "No keys were restored: nothing that people wrote can be read, and their accounts can record nothing.")
	}
	return with(ctx, &here, s, func(a *app.App) error {
		n, err := a.Rooms.Erasures.Replay(ctx)
		if err != nil {
			return err
		}
		if n > 0 {
			fmt.Fprintf(s.out, "Erased again: %d people who were erased after this backup.\n", n)
		}
		if err := a.Rooms.Mirror.Mend(ctx); err != nil {
			return err
		}
		return a.Rooms.Erasures.Finish(ctx)
	})
}
