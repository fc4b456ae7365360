package main

import (
	"context"
	"fmt"

	"satprep/internal/app"
)

type migrateCmd struct{}

// Help shows an example.
func (migrateCmd) Help() string {
	return "Makes the data folder if it is not there, brings the schema up to date, and loads the question bank that comes with this build. serve does the same; this verb lets an operator do it before.\n\nExample:\n  satprep migrate --db postgres://satprep:secret@db/satprep"
}

// Run opens everything, which migrates it, and closes it again.
func (migrateCmd) Run(ctx context.Context, g *globals, s streams) error {
	return founding(ctx, g, s, func(a *app.App) error {
		_, err := fmt.Fprintf(s.out, "The database is up to date (%s).\n", a.Rooms.DB.Engine())
		return err
	})
}
