// Package selection decides which question comes next, with the exact
// probability of the choice, and which pretest questions stand in a module.
//
// Words. A Pool is the questions of one use (practice, diagnostic, form,
// pretest) in memory, their information tabled on a grid of θ. A Mix is the part
// of a pool somebody works on with the shares its parts should have. A History
// is what one person saw, and what this session served. Questions of one family
// are variants of each other; a question is kin when one of its family was seen.
//
// Invariants. A choice is a function of its inputs: the one random draw u in
// [0, 1) is an input. The probability recorded is the marginal over everything u
// decides: for an eligible question i
//
//	P(i) = ε/eligible + (1-ε)·support(i)
//
// with support(i) = 0 outside Choice.Support, and these sum to 1 over the
// eligible, whatever the rule. What the salt decides (which of many equals are in
// the support, which of a skill are in Progressive's sample) is an input too. No pool but the form pool itself holds a form question or one of its
// family. The order in which a bank is given does not matter.
//
// Pools and mixes are immutable and safe for concurrent use; a History is not.
// The package builds on irt for parameters and scopes. It never reads a clock,
// draws at random, does I/O, logs or panics.
package selection
