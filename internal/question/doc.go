// Package question is the question bank: the outline of the SAT, the questions
// with their versions, parameter sets and forms, grading, figures, import and
// export.
//
// Words. A *section* has *domains*, a domain has *skills*; all three are named
// by slugs in code and database and by their official names at the door. A
// question's *version* is a hash of its content; its *use* says where it may
// appear; its *family* are its variants, which share parameters and exposure.
// The *bank* is what is in force at a moment: an immutable snapshot, so that a
// request reads one bank from its beginning to its end. A *parameter set* gives
// every question its item parameters. A *form* is a whole test: per section a
// first module, and an easier and a harder second one; a *correction* is that the
// key of a question was put right while all that is asked stayed; an *assembly* makes forms
// of a pool of questions. A *typed* question (SPR,
// student-produced response) is answered by typing a number.
//
// Invariants. A version of a question, once stored, is never changed or
// deleted, and neither is a parameter set: an old report can always be read
// with the numbers and words it was made with. What a change made of a question
// is kept too, so that the bank of an earlier time can be read (Service.AsOf).
// Parameters belong to a version: a question whose content changes starts again
// from its authored ones. What a learner is shown (Shown) cannot carry key, rationale, difficulty, parameters,
// use, slot or tags. Grading is exact arithmetic on rationals.
//
// The room writes no kinds into the log and follows none; what an operator
// changed in the bank is a row in its own history. It never decides which
// question comes next, never sees a learner, and never calibrates: it keeps
// what others promote.
package question
