// Package interaction is the record: one append-only log of what people did,
// written in the same transaction as the fact it records. Everything we think
// about a person is a reader of this log and can be dropped and rebuilt.
//
// Words: a *record* is one row; its *kind* says what happened and has a typed
// body per version in the catalogue; a *subject* is the random id under which
// a person stands here; *words* are free text, sealed under the subject's key;
// a *stamp* is the consent that stood when it happened; *provenance* is what
// many records share (builds, policy, versions in force); an *event* is a
// screen action that a client sends in a batch, and the *quarantine* keeps,
// sealed, those that were refused.
//
// Invariants: a row is never changed or deleted. seq is commit order on both
// engines, without gaps: whoever appends holds the writer (SQLite) or one
// transaction-scoped advisory lock (PostgreSQL), so a follower never passes a
// record that commits later. No name, e-mail address or user id stands in a
// row. A record without a stamp or with an unknown kind cannot be written. A
// record's id is its idempotency for ever: the same id with the same hash is a
// replay, with another hash a conflict.
//
// A new field in a body is optional; a changed meaning is a new version;
// readers know all old ones. testdata/kinds holds a frozen example of each.
//
// The package never decides what may be recorded (consent does), never joins a
// subject to a person, and never computes a belief.
package interaction
