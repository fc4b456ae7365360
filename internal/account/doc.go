// Package account knows who uses the system: people, their roles, how they
// sign in, who looks after whom, and who may read what.
//
// Words: an *account* belongs to a *user id*, which the person sees; the log
// knows the same person only by a random *subject*, and account_subject is the
// only place where the two meet. An *actor* is what other rooms get of the
// person who acts. A *token* is a sign-in. A *code* is a one-use invitation: to
// set the instance up, to join its staff, or to *link* an adult (tutor, parent)
// to a learner. The *operator* is whoever commands the machine.
//
// Invariants: tokens and codes are stored only as SHA-256, passwords only as
// argon2id. A subject's sealing key is durable before its account is. An
// account, its subject, its first consent and the record account.registered
// are one transaction. A learner under 13 is pending, with no consent and no
// record, until a linked parent or the operator confirms. Nobody makes
// themselves tutor or admin. Whoever may not see an account cannot tell it from
// one that does not exist.
//
// Kinds written: account.registered, account.changed. None is followed.
//
// The package never decides what data may be used for (consent does, through
// the Consent it is given), and never writes a name or an e-mail address into
// the log.
package account
