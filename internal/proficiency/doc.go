// Package proficiency is what we believe of a person's ability: a view of the
// log that can be dropped and rebuilt equal.
//
// Words: θ is ability in standard deviations of the reference population, with
// its standard error; a scope is a section, domain or skill; *evidence* is the
// decayed log-likelihood of the eligible answers in a scope.
//
// It follows practice.answered, diagnostic.answered and test.answered, and of
// those only the records that say they are eligible (first exposure, unaided,
// not rapid, not pretest: the session room's rule, recorded with the answer)
// with the parameters that they carry: a recalibration changes no old belief.
//
// Invariants: the rows are a function of the log's order alone, so live and
// rebuilt are equal byte for byte. A running session does not wait for this
// view; it carries its own ability.
//
// It never decides which answers count, and never shows θ to a learner.
package proficiency
