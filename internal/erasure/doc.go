// Package erasure makes the system forget a person, proves it with a signed
// receipt, and shows people what is kept about them.
//
// Words: an erasure is *begun* when the account, its subject's number and
// everything that names the person are deleted and nothing of them can be
// recorded any more; *accepted* when their sealing key is destroyed, the rows
// and export files about them are gone, and the receipt says so; *completed*
// when views, mirror and the files of the databases hold nothing of them
// either. The *list* (erasures.jsonl in the data folder) names what was erased
// by subject, outlives the database, and is *replayed* on one that is older. A
// table's *fate* is what becomes of its rows; every table has one.
//
// Invariants: no row of the log is touched; without key and number it is
// unreadable and belongs to nobody. Each step can be done again, and what a
// crash leaves half done is a row that is not completed, which whoever serves
// next goes on with. A receipt is in the list before it is given to anyone.
// Neither table nor list holds a name, an address or a user id.
//
// Kinds written and followed: none; an erasure is no record of the erased.
//
// The package decides who may erase only together with account, and never
// reaches into copies that others took: a backup keeps what it has until it is
// deleted, and a release what was in it, which the receipt lists.
package erasure
