// Package irt is item response theory on the logistic metric (D = 1): how
// likely an answer is, what it tells about ability, and how sure we are.
//
// Words. An item is a question seen as three numbers (Params). θ is ability, in
// standard deviations of the reference population. Nodes are the 61 places on
// [-6, 6] where every integral over θ is a sum. Evidence is a log-likelihood at
// the nodes, older answers weighing less. A Scope is a section, a domain of it
// or a skill of that; Ability holds one Evidence per scope.
//
// Two uses, kept apart. A test is scored from its own answers with float64
// sums and the prior N(0, 1) (ScoreSection). Practice keeps a running Ability,
// whose evidence is float32 from the start: what is held in memory is exactly
// what is stored, so an Ability carried along, one loaded from its rows and one
// rebuilt from the log are equal bit for bit on one machine.
//
// A response is right or wrong. Omitted and not reached count as wrong; an item
// that does not count (pretest, aided, repeated) is left out by the caller.
// Items and responses come as two slices of one length; where the lengths
// differ the results are NaN.
//
// The package never reads a clock, draws at random, does I/O, logs or panics.
// Its rules are those of Baker & Kim (2004), Bock & Mislevy (1982, EAP) and
// Warm (1989, WLE).
package irt
