// Package train fits models of knowledge tracing and says how well they predict learners they never met.
//
// Words. A table is answers in order by names; a Model of internal/kt is fitted to the learners of its training part and
// judged on the others. A Report is what came of it.
package train
