// Package plan is what a learner works toward, and what to do next.
//
// Words: a *goal* is a target score and the date of the test; an *official
// score* is the result of a real PSAT or SAT, as the learner reports it; a
// *task* is one thing to do now, with its minutes and the reason for it.
//
// Tasks follow one simple rule, and each says why it is there: what was begun
// comes first; then, while nothing is known, the diagnostic; a full test when
// it is time for one; the skills that are due to be done again (the redo room
// says when); then the skills that would cost most questions in a test. A study plan over weeks
// is not here yet.
//
// Invariants: while a full test is open the only task is to finish it. A task
// never shows an ability, and says how many answers it rests on.
//
// Kinds written: goal.changed, score.reported, score.withdrawn. None is
// followed: tasks are computed when asked for.
package plan
