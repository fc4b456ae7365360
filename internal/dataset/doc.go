// Package dataset turns the log into data that people may train models on: it
// leaves consented, pseudonymised, redacted and versioned, in files that load
// in the tools of whoever receives them.
//
// Words: a *recipe* says what is wanted and under which purpose; a *release* is
// one building of it, with a semantic version; a *line* is all releases of one
// name and MAJOR, which share a release key; a *config* is one table or set of
// files of a release, made by a *shape*; a *split* is train, validation or
// test; a *package* is the folder of a release; a *gate* looks at what was made
// and lets it pass, warns or stops the build; the *stage* is the file between
// the log and the shapes: every admitted record, already pseudonymous and
// redacted, by learner and in order.
//
// How it flows. Plan reads the heads of the log once and decides which records
// may enter: purpose held by subject and author when it happened and as of the
// build, origin, filters, whole tests only. Stage reads those records learner
// by learner, unseals, redacts, renames and shifts them. Then one shape after
// another reads the stage and writes its files. Gates look, the package is
// described, and only then does the folder get its name.
//
// Invariants. A release is a function of (recipe, as-of time, ceiling of the
// log, release key, split key, seed, build of the program): the same inputs
// give the same bytes on any day. No raw id, name, seq or send time stands in a
// package. A record without consent is never read beyond its head. Memory does
// not grow with the log. A folder under its final name is whole. What a build
// left half done holds no plain name and is finished or removed.
//
// Kinds written: none. Kinds read: all. The package never changes the log, and
// never decides what consent means: consent does.
package dataset
