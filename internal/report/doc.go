// Package report is what learners say is wrong with a question, and what became
// of it.
//
// Words: a *report* names a question that its learner was given, a reason, and
// their own words; it is *open* until somebody of the staff *resolves* it.
//
// Invariants: only a question that was put before the learner can be reported,
// and once at a time. A report and its record are written in one transaction.
// The words of both sides are sealed under the learner's key, so that they go
// with the learner. Whoever reads the queue sees what was said and how the
// question is answered by all, never who said it. A report tells its learner
// nothing about the question, whose test may still be open.
//
// Kinds written: question.reported, question.report_resolved. Followed: none.
// It never takes a question out of the bank: question.Retire does.
package report
