// Package db opens the database, migrates it, and is the one way to write.
//
// One string chooses the engine: "sqlite:DIR" keeps satprep.db in a folder
// (WAL, synchronous=FULL), "postgres://…" uses a server. Every statement in
// the project is one text for both engines, with ? for its arguments; ids and
// times are made in Go, times are integer microseconds UTC.
//
// Write hands a function to the one writer. The writer runs all functions that
// are waiting inside one transaction, commits once, and only then answers: group
// commit, so that a hundred answers share one fsync. A function that fails fails
// alone: the transaction is rolled back, and the same functions run again, now
// each in a savepoint of its own. So a function must bear to be run twice. It
// gets no clock and no network; what it computes it computes before it is handed
// over.
//
// Read is for scans of very many rows: on SQLite it goes past database/sql, on
// lanes, which are connections that only read, each for one goroutine at a time.
//
// Words: a *job* is a function waiting to be written; a *batch* is the jobs of
// one transaction.
//
// Invariants: when Write returns nil the change is on disk (SQLite) or
// committed with the server's own durability (PostgreSQL); when it returns an
// error nothing of that job is there; hooks given to Tx.AfterCommit run only
// after the commit and carry no facts.
//
// It never logs a statement's arguments, knows nothing of school, and holds no
// state that a restart would miss.
package db
