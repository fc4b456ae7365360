// Package consent knows what each person's data may be used for, who said so,
// when, and after reading which text.
//
// Words: a *purpose* is a use of data; a *grant* or *withdrawal* is one row and
// is never changed; a *state* is the set of purposes that stood after a change;
// a *stamp* names a state and goes onto every record; a *text* is what a person
// read, by version and SHA-256.
//
// Invariants: every change makes a new state with a new id; states of one
// subject are numbered without gaps, so two changes at once cannot both win.
// Nothing but service is on by default. A withdrawal is as easy as a grant;
// service alone cannot be withdrawn without closing the account. A guardian
// grants everything for a learner under 13, and ai_training for one under 18.
// Change, state and the record consent.changed are one transaction.
//
// A grant may have an end. What has ended does not stand, in stamps, readings
// and views alike, before anybody writes it down; Sweep does that, for the log.
// A choice on paper stands from when it is entered.
//
// AsOf is what the builder of a dataset asks: did a purpose stand for a subject
// at a moment, as was known at another? What was read as of a moment is read
// again: a state whose time was read already is made after it. The times of one
// subject's states never run backwards.
//
// School-contract mode is one setting of the server, written down when it
// changes; verbs beside the server work under it too.
//
// Kinds written: consent.changed. None is followed.
//
// The Ledger knows subjects and stands below account's Service, which it is
// given to; the Service above both knows people.
//
// The package never decides which rows enter a dataset, and never stores what
// a person was called.
package consent
