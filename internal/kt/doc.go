// Package kt traces knowledge: from a learner's answers so far, how likely the next one is right.
//
// Words. A Row is one answer: who, which item, which skills it needs, right or not. A Table is rows in order, a learner's
// own in the order they were given. A Model, fitted to a table, gives a State of a learner who has done nothing; the state
// is asked (P) and told (Observe), in that order, and so can never use an answer to predict itself, or a later one. An item of
// several skills is one row: spread over several, one copy would tell the answer of the next.
//
// Three models: Elo (Pelánek 2016), BKT (Corbett & Anderson 1995) and BestLR, the logistic regression on counts of
// attempts and wins that Gervet, Koedinger, Schneider & Mitchell (2020) found hard to beat.
//
// Items and skills are numbers from 0; what a model did not meet when it was fitted has an effect of zero. The package
// never reads a clock, draws at random, does I/O, logs or panics.
package kt
