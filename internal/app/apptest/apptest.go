// Package apptest starts the whole server for a test, on a free port with a
// data folder of its own.
package apptest

import (
	"log/slog"
	"testing"

	"satprep/internal/app"
)

// Start runs a server until the test ends. Configure it with change, which may
// be nil.
func Start(t testing.TB, change func(*app.Config)) *app.App {
	t.Helper()
	c := app.Config{Data: t.TempDir(), Addr: "127.0.0.1:0", Version: "test", Simulation: true, Logger: slog.New(slog.DiscardHandler)}
	if change != nil {
		change(&c)
	}
	a, err := app.New(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := a.Start(); err != nil {
		t.Fatal(err)
	}
	return a
}
