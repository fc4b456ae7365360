// Package simulate is a school that does not exist: learners of known ability
// who register, practise, sit tests, ask the tutor and review through the real
// HTTP API, exactly as a client would.
//
// Teach is a teacher among them: who rewrites some of what the tutor said to the
// students that are linked with it.
//
// It is the demo's history, the subject of statistical tests (the truth is
// known) and the shape of load. Everything it makes carries origin
// "simulated"; its clock is honoured only for simulated accounts and only by a
// server that runs with --simulation.
//
// Words: a learner's *truth* is θ per domain; a question's truth is its
// parameters plus an error that stands for what the author misjudged. Answers
// follow the 3PL at the truth; some are rapid guesses, some are left out; each
// answered question teaches a little, with diminishing returns.
//
// It never touches the database: it knows of the server only what the API
// tells, and of the questions what the built-in bank says.
package simulate
