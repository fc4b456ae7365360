// Package family holds parametric families: each makes any number of variants
// of one Math question, with key, distractors, rationales, hints and steps.
//
// Words. A *family* is a question with letters where a variant has numbers. A
// *draw* are the random numbers of a variant, made from a *seed*; *values* are
// what the texts of a variant are filled with. A wrong option has a *slip*: the
// misconception that leads to it, and it is computed as that slip would.
//
// Invariants. A seed makes the same variant for ever, whatever else is in the
// program: its numbers come from a PCG of its own, seeded with the family's
// name. A family that changes so that its variants change gets a new name, or
// the bank's variants of it are made again (a test holds the two together). A
// draw that would make a poor question (two equal options, a key that is
// printed in the stem or told by a hint, an answer that does not fit the box) is
// drawn again. Arithmetic is exact.
//
// The room writes no kinds into the log and follows none. It never decides
// where a variant is used: what it makes is for practice until an author says
// otherwise.
package family
