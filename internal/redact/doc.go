// Package redact finds what tells who somebody is in the words of a lesson, and
// puts typed surrogates such as [PERSON_1] in its place.
//
// Words. A Span is a piece of a text and the Type of what stands there. A Roster
// is what is known beforehand: the names and ids of an instance. A Redactor is a
// roster made ready for search. An Exempt holds the texts of a question, whose
// verbatim pieces of five words or more are nobody's secret. A Conversation
// remembers which surrogate stands for whom from one turn to the next.
//
// A text is folded first (fold.go): what cannot be seen is left out, wide
// letters and digits become narrow ones, accents fall away; each folded byte
// remembers where it came from. The folded text is cut into tokens, each looked
// up once in the lexicon (lists/, cues.go). Then every detector walks over the
// tokens: the roster's names, with one slip of the typist; what has a form and
// often a checksum (number.go, net.go); what a cue announces (cued.go); addresses
// (address.go, street.go, postcode.go), places and schools (place.go, school.go);
// and names from lists and from what stands around them
// (person.go). At last the tagger (tagger.go), whose weights were learned from
// marked talk, weighs the clues of each token (clue.go) and adds what no rule
// lists. Spans that overlap become one.
//
// Invariants. Spans are in order, apart from each other, and begin and end
// between two code points. Redacting what was redacted finds nothing more. The
// same text, roster and exemptions give the same spans. A line without a hit
// costs no allocation. A Redactor and an Exempt are immutable and safe for
// concurrent use; a Conversation is not.
//
// It is a net and no proof: what it finds and misses is measured by its tests
// and written down in docs/redaction.md. The package never reads a clock, does
// I/O, logs or panics. The lists in lists/ were written for it from what is
// commonly known; tagger.weights is made by its tests from testdata/.
package redact
