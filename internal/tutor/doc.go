// Package tutor is the AI tutor: a conversation beside a question that walks a
// ladder of help, with or without a language model.
//
// Words: a *turn* is what a learner said and the answer to it, one record; a
// *conversation* is a row of turns and the place where the ladder's state is
// kept; a *stage* is where the learner stands with the question (before an
// answer, after a wrong one, …); an *intent* is what they ask for; a *move* is
// what the tutor does about it, at a *level* of the ladder: 1 nudge, 2 targeted
// at this learner's error, 3 worked example of a similar question, 4 solution.
// A *phrase* is one of several equivalent wordings; an *arm* is one of the
// things that could have answered, drawn at random with known propensity. The
// *guard* reads every sentence of a model before a learner does.
//
// Kinds written: tutor.turn, tutor.rated, tutor.edited, tutor.regenerated,
// tutor.chosen, tutor.stopped, tutor.safety, history.read. Followed: none.
//
// Invariants: the level is state of the server and never a model's choice.
// Before an answer is submitted only levels 1 and 3 are given, and nothing is
// said about whether a choice is right. The key is in no request to a model
// below level 4, and no sentence that gives it away is shown. Nothing is taught
// while the learner has a full test open. A turn's conversation, its record,
// the aid it gave and what follows from its safety check are one transaction,
// and no reply is shown before the aid in it is recorded. Names go to no model.
// A crisis signal gets a fixed text, and the adults who look after the learner
// are told the category, not the words.
//
// It never grades what counts (session does), never shows a model's reasoning,
// and never keeps words unsealed.
package tutor
