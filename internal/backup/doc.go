// Package backup copies what must not be lost, and puts it back.
//
// Words: a *backup* is one tar file: a snapshot of a database as it was at one
// moment, and last a *manifest* with the size and SHA-256 of every file. A
// backup of kind main holds satprep.db and, where asked for, other files of the
// data folder; one of kind keys holds keys.db and the signing key. Both hold the
// list of erasures, and what is restored gets all lines of all lists.
//
// Invariants. A backup is taken while a server runs and is consistent. Keys and
// what they open are never in one file: whoever has only the main backup cannot
// read a word that anybody wrote. Neither the mirror nor an export is in any,
// because their plain words would outlive an erasure. A file under its final
// name is whole. What is restored is checked against the manifest and for
// damage before it gets its name, goes only into an empty folder, and a backup
// that was cut short has no manifest and is refused.
//
// PostgreSQL has tools of its own; this package says which commands to run.
package backup
