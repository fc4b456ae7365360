// Package train fits models of knowledge tracing, says how well they predict
// learners they never met, and serves the one that was promoted.
//
// Words. A table is answers in order by names, read from a file or from the log (package counted says
// which answers); a Model of internal/kt is fitted to the learners of its training part and judged on the others. A Report is
// what came of it. A Run is a model of the log with its report; it waits for a person, who promotes or rejects it, once. The one
// promoted last is in force. Mastery is what it expects of a learner: the chance that the next answer in a skill is right.
//
// What was judged is what serves: a run's model is the one that never saw the learners it was judged on. A model that does not
// predict them better than Elo is not promotable, and Elo, the yardstick, is not either. The room writes no kinds into the log.
package train
