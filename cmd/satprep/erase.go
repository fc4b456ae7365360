package main

import (
	"context"
	"encoding/json"
	"fmt"

	"satprep/internal/account"
	"satprep/internal/app"
	"satprep/internal/erasure"
	"satprep/internal/fault"
)

type eraseCmd struct {
	User   string `arg:"" name:"user_id" help:"Who is erased."`
	Yes    bool   `help:"Really: it cannot be taken back."`
	Reason string `help:"For the receipt; must not name the person." placeholder:"TEXT"`
	JSON   bool   `name:"json" help:"Print the receipt as one line of JSON."`
}

// Help shows an example.
func (eraseCmd) Help() string {
	return `Destroys the key to everything this person wrote and all that names them, then writes the mirror anew without them. A server may run meanwhile: it signs them out within a second. The log's own rows stay, unreadable and under a number that is nobody's. Give the person the receipt: with its id the newest one can be fetched without an account. Copies you took are yours to delete: backups of the keys are to be kept thirty days at most.

Example:
  satprep erase u_abc123 --yes --reason "asked by letter of 3 May" --json > receipt.json`
}

// Run erases.
func (c *eraseCmd) Run(ctx context.Context, g *globals, s streams) error {
	if !c.Yes {
		return fault.At("yes", "Erasing cannot be taken back. To go on, repeat the command with --yes.")
	}
	return with(ctx, g, s, func(a *app.App) error {
		r, err := a.Rooms.Erasures.Erase(ctx, account.Operator(), c.User, erasure.Request{Confirm: erasure.Confirm, Reason: c.Reason})
		if err != nil {
			return err
		}
		if err := a.Rooms.Erasures.Finish(ctx); err != nil && !fault.Is(err, fault.Busy) {
			return err // the receipt stands, and a server that starts goes on
		}
		if r, err = a.Rooms.Erasures.Find(ctx, r.ID); err != nil {
			return err
		}
		if c.JSON {
			return json.NewEncoder(s.out).Encode(r)
		}
		fmt.Fprintf(s.out, "Erased: %s, %d records, %d export files. Receipt %s.\n", r.State, r.Counts.Records, r.Counts.Files, r.ID)
		if r.State == erasure.Accepted {
			fmt.Fprintln(s.out, "Mirror and views follow; the server completes them.")
		}
		for _, h := range append(r.Releases, r.Models...) {
			fmt.Fprintf(s.out, "Still in: %s %s of %s\n", h.Name, h.Version, h.At.Format("2006-01-02"))
		}
		return nil
	})
}
