// Package apptest starts the whole server for a test, on a free port with a
// data folder of its own.
package apptest

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
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
	if entries, err := os.ReadDir(c.Data); err == nil && len(entries) == 0 && c.DB == "" {
		furnish(t, c.Data)
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

// first is a data folder in which an instance was made: its files, by name. To
// make one, with its schema and question bank, costs more than most tests.
var first = sync.OnceValues(func() (map[string][]byte, error) {
	dir, err := os.MkdirTemp("", "apptest")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	a, err := app.New(context.Background(), app.Config{Data: dir, Version: "test", Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return nil, err
	}
	if err := a.Close(); err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	entries, err := os.ReadDir(dir)
	for _, e := range entries {
		if err == nil && e.Type().IsRegular() {
			files[e.Name()], err = os.ReadFile(filepath.Join(dir, e.Name()))
		}
	}
	return files, err
})

// furnish makes an instance in an empty folder, as a copy of the first.
func furnish(t testing.TB, dir string) {
	t.Helper()
	files, err := first()
	for name, text := range files {
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, name), text, 0o600)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
}
