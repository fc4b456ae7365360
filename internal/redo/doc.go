// Package redo is what a learner should do again, and when: a view of the log
// that can be dropped and rebuilt equal.
//
// Words: a *card* is one skill of one learner; it is made when a question of the
// skill is missed, and the first answer of each later day in the skill *reviews* it. How long
// until the next review is the memory model FSRS-5 (Ye, Su & Cao 2022; weights of
// go-fsrs): *stability* is the days after which the chance to get such a question
// right has fallen to .9, *retrievability* is that chance today. A *sibling* of a
// missed question is another one of its family or, without such, of its skill and
// near its difficulty.
//
// It follows practice.answered, the ends of diagnostics and tests (whose answers
// are read then, so that nothing of an open one shows), and goal.changed for the
// day of the test.
//
// Invariants: the rows are a function of the log's order alone, so live and
// rebuilt are equal; an answer that a corrected key graded otherwise stands in them
// as it was graded then, and whoever reads cards says which those are. Days are the learner's, by the zone that the record carries.
// A card never names a question, and nothing here moves ability.
package redo
