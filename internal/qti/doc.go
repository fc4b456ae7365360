// Package qti carries questions to and from other programs, by the Question and
// Test Interoperability specification of 1EdTech: it writes packages of version
// 3.0, and reads packages and single items of 3.0, 2.2 and 2.1.
//
// Words. A *package* is a zip file with a manifest, imsmanifest.xml, that lists
// *resources*: items, and what they need. An *item* is a question as XML. A
// *refusal* is a resource, or a file, that was not taken, and why.
//
// Invariants. What is taken and what is refused add up to what was found. What
// Write wrote Read reads to equal questions, version included. Nothing is ever
// unpacked to disk; no entity, no document type and no address outside of the
// package is followed; counts, sizes and ratios are bounded before memory is.
// Markup is read by a list of what is allowed, and never kept as it came.
//
// The room puts nothing into the bank: it makes questions, which others import.
package qti
