// Package llm speaks to a language model: one interface, one client for any
// server that talks the OpenAI chat-completions protocol, and a scripted toy.
//
// The client is our own and small, on net/http, because what a model server
// does wrong happens in the raw stream (a missing end, an error inside a 200, a
// thought in the text, a field it rejects) and has to be seen before a library
// has decoded it. The official library hides that stream, retries by rules of
// its own, and is larger than everything here.
//
// Words: a call is one Generate; a try is one HTTP request of it; a piece is a
// bit of text as it comes; a Cause is why a call failed, for the record.
//
// Invariants:
//   - what emit was given, joined, is Result.Text (a Filtered call excepted,
//     whose text is taken back);
//   - reasoning (reasoning_content, <think>…</think>) is neither emitted nor returned;
//   - a call is tried again only while nothing of it was emitted;
//   - a cancelled context closes the connection at once;
//   - no key and no words of the request stand in an error.
//
// It knows nothing of who asks and why, keeps no conversation, never logs, and
// never changes what is said: redaction, caching and safety are its callers'.
package llm
