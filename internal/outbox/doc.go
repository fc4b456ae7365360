// Package outbox takes in what devices kept while they could not reach the
// server, and tells them how far it got.
//
// Words: an *entry* is one thing that happened on a device, with an id made once
// and a number, *seq*, that counts what this learner did on this device from 1; an
// *outbox* is the entries of a device that have no verdict yet; its *cursor* is
// the number up to which all have one.
//
// Invariants: an entry is taken once, by its id, however often and in whatever
// order it comes. Nothing is decided by the time that a device says: what is there
// stays, a further answer to a question is recorded as a repeat, and of two drafts
// of one device the one with the higher seq stands. A bad entry keeps no other
// out: it is kept sealed, with the reason. The cursor moves only over entries
// whose outcome is on disk, so that a device may forget what lies behind it.
//
// Kinds written: none of its own; entries become records of their rooms. Followed:
// none. It never grades, and never looks at what another device sent.
package outbox
