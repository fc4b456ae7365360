package main

import (
	"context"
	"fmt"

	"satprep/internal/app"
)

type serveCmd struct {
	Addr string `help:"Address to listen on." default:":8000"`
}

// Run serves until the process is told to stop.
func (c *serveCmd) Run(ctx context.Context) error {
	a, err := app.New(ctx, app.Config{Data: cli.Data, DB: cli.DB, Addr: c.Addr, Version: version()})
	if err != nil {
		return err
	}
	if err := a.Start(); err != nil {
		return err
	}
	fmt.Printf("satprep serves %s\n", a.URL())
	return a.Run(ctx)
}
