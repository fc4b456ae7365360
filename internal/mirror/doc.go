// Package mirror brings the log out of the database: as a file that follows it,
// and as the files that people ask for.
//
// Words: the *mirror* is ai_data/interactions.jsonl, one *line* a record in
// the order of the log; a *segment* is one file of it (there is one, unless
// rotation by size was asked for: then closed ones are called
// interactions.00001.jsonl and so on, and the open one keeps the name); a
// *generation* is one writing of the whole mirror. An *export* is one person's
// data, or that of all who agreed, as JSON in a file that expires.
//
// Invariants. Each record stands in the mirror once and in order, also after a
// crash in the middle of a line: the cursor holds how many bytes of which
// segment are good, bytes are on disk before the cursor moves, and whatever
// stands behind them is cut off before more is written. A rebuilt mirror takes
// the old one's place by rename, and a crash between the cursor and the rename
// is mended by whoever opens it next. Which segments hold which subject is
// written in the cursor's own transaction. A file under its final name is
// whole. An export never grows in memory with what it holds. Nothing of an open
// test leaves, and of all users only those whose research_export stands now.
//
// Kinds written: export.made. Kinds followed: all.
//
// The files hold user ids and plain words: they belong to the operator and to
// the person who asked, and never into a backup, where they would outlive an
// erasure. The package decides nothing about consent, and changes no record.
package mirror
