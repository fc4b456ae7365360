// Package app makes everything and runs it: databases, keys, the log, the
// rooms, the door, and the followers of the log.
//
//	a, err := app.New(ctx, app.Config{Data: "./data", Addr: ":8000"})
//	err = a.Run(ctx) // until ctx ends; then drains and closes
//
// A test takes New and Start with port 0 and asks for the URL; apptest does so.
//
// Words: the *data folder* holds the database (unless that is PostgreSQL), the
// keys, and ai_data; one server *serves* a data folder at a time, which the
// lock file serve.lock enforces.
//
// Invariants: every goroutine belongs to the group that Close waits for. When
// Close returns, whatever was acknowledged is on disk.
//
// The package holds no rules of school: it only knows how things fit together.
package app
