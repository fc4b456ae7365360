package main

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"time"

	"satprep/internal/backup"
)

type backupCmd struct {
	Out   string `help:"File to make; one that is there is never overwritten." required:"" placeholder:"FILE"`
	Keys  bool   `help:"Back up the sealing keys, and nothing else. Keep such a file at most 30 days, and apart from the other."`
	Files bool   `help:"Also the data folder's other files, such as datasets; never the mirror, exports or keys."`
	JSON  bool   `name:"json" help:"Print the manifest as one line of JSON."`
}

// Help shows an example.
func (backupCmd) Help() string {
	return `Writes one tar file, while the server runs: the database as it is at one moment, and a manifest with the sum of every file. Whoever holds it cannot read a word that anybody wrote: the keys go into a file of their own, second, so that no account is without its key. As long as a copy of the keys exists, nothing that was erased is gone for good.

Example:
  satprep backup --data /var/lib/satprep --out /backup/satprep.tar
  satprep backup --data /var/lib/satprep --keys --out /vault/keys.tar`
}

// Run writes a backup.
func (c *backupCmd) Run(ctx context.Context, g *globals, s streams) error {
	m, err := backup.Make(ctx, backup.Options{Data: g.Data, DSN: g.dsn(), Out: c.Out, Keys: c.Keys, Files: c.Files, Version: version(), Now: time.Now})
	if err != nil {
		return err
	}
	if c.JSON {
		return json.NewEncoder(s.out).Encode(m)
	}
	fmt.Fprintf(s.out, "%s: %s\n", c.Out, m)
	if m.Note != "" {
		fmt.Fprintln(s.out, m.Note)
	}
	return nil
}

// dsn is the database that serve would open.
func (g *globals) dsn() string {
	if g.DB != "" {
		return g.DB
	}
	return "sqlite:" + filepath.Clean(g.Data)
}
