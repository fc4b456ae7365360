// Package trial tries the rules by which questions are chosen, before learners
// meet them: on learners made of numbers, and on choices that were made.
//
// Words. A World is a pool of questions with the parameters that are believed of
// them and those that are true. Simulated learners have one ability in a section,
// N(0, 1), answer by the true parameters, are estimated by the believed ones
// (EAP, prior N(0, 1)), and learn nothing meanwhile. A Choice is a question that
// was chosen with a known probability and what came of it; a table of them, of
// the simulation, or of the log, says what one step of another rule is worth
// (selection.Valuation). The log is remade: a choice of it is used only if the
// rule that made it makes it again, with the same probabilities, from what the log
// says of the learner before.
//
// Invariants. What is simulated is a function of its options: no clock, no order
// of goroutines. Learners and the random numbers of their answers are the same
// for all rules. The room reads the log and writes nothing.
package trial
