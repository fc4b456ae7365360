// Package census counts the log: how much arrives of which kind, what the
// records lack, how questions and the tutor fare, and how good the expectations
// were with which questions were chosen.
//
// Words: a *day* is one of UTC; a *kind*'s *fields* are what a record of it
// should carry, and one that does not is *missing* it; the *bin* of an answer
// is where the ability lay before it; an answer is *fair* when it was a first,
// unaided, unhurried one, pretest questions included; a *forecast* is the
// probability of a right answer that the service expected just before it.
//
// It is a view of the log: it follows all kinds, has no rows about persons, and
// rebuilds equal, also after erasures, because the log keeps its rows. What is
// counted of answers, for question statistics and forecasts, comes only from
// records made while consent to analytics stood.
//
// Every reading is bounded: by the days asked for (at most MaxDays) times the
// kinds, by the size of the bank, or by what it says itself. Coverage alone
// walks through all accounts and is remembered for a minute.
//
// It never opens words, never shows who, and never writes to the log.
package census
