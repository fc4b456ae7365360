// Package pseudonym makes what leaves an instance hard to lay at a person's
// door: names and record ids under a release's key, times moved by whole weeks,
// the lot that puts a learner into train, validation or test, groups in which
// everybody is one of at least k, and tables without small cells.
//
// Words. A Key is a secret of 32 bytes. The release key belongs to one line of
// releases (name and major version) and is an input of its build; the split key
// belongs to an instance and is never released. A quasi-identifier is a column
// that somebody may know of a person from elsewhere: age band, device class. A
// class is the learners who are equal in all of these; k is the size of the
// smallest (k-anonymity: Samarati & Sweeney 1998, Sweeney 2002). Full-domain
// generalisation replaces a whole column by a coarser one; suppression leaves a
// learner out (Samarati 2001). Primary suppression hides a cell that is small,
// complementary suppression hides others so that totals do not give it away
// (Cox 1980).
//
// Invariants. Everything is a function of its arguments: the same key and id
// give the same name on any day and machine, and another key or another kind
// another one. A shift keeps weekdays. After Anonymise every class has k
// learners or more. After Hide no hidden cell follows from those shown.
//
// It hides who, not what: equal sequences of answers join two releases whatever
// their keys, and a card has to say so. The package never reads a clock, draws
// at random, does I/O, logs or panics.
package pseudonym
