// Package session is practice, the diagnostic, the full test and their review:
// what a learner does with questions.
//
// Words: a *session* is one sitting; the question *served* is the one that may
// be answered now; a *response* is what became of it; a response *counts* when
// it moves ability (first exposure, unaided, not rapid, not pretest); *aid* is
// help with a question or its family before it was answered.
//
// Kinds written: practice.*, diagnostic.*, test.*, review.*. Followed: the ends of
// tests and diagnostics, to score those anew whose keys were corrected meanwhile. A
// session does not wait for the proficiency view: it carries its own running
// ability and only begins where the view stands.
//
// Invariants: a response and its record are written in one transaction, on
// condition of the session's revision; only the question served may be
// answered, once; the same answer again gets the same reply and changes
// nothing; every choice of a question is recorded with its exact probability;
// what a learner is shown before answering never holds key, rationale,
// difficulty, parameters or use.
//
// A score has versions: what a session ended with, and a later one each time that
// keys it was graded by were corrected. None is changed; readers show the newest.
//
// It never shows θ as a score, never gives keys of an open test, and never
// counts an aided or repeated answer.
package session
