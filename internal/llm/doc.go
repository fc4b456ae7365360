// Package llm speaks to a language model: one interface, one client for any
// server that talks the OpenAI chat-completions protocol, and a scripted toy.
// Ears turn speech into text at such a server's /audio/transcriptions.
//
// The client is our own, on net/http, because what a model server does wrong (a
// missing end, an error inside a 200, a thought in the text, a field it rejects)
// shows in the raw stream and has to be judged before a library decodes it. What
// the official library would save, the types of many endpoints, one endpoint
// does not need.
//
// Words: a call is one Generate; a try is one HTTP request of it; a piece is a
// bit of text as it comes; a Cause is why a call failed, for the record.
//
// Invariants:
//   - what emit was given, joined, is Result.Text;
//   - reasoning (reasoning_content, <think>…</think>) is neither emitted nor
//     returned. Reasoning without an opening mark is recognised only at its
//     closing mark: then the call is Filtered and Text is empty, and the caller
//     withdraws what it has shown;
//   - a call is tried again only while nothing of it was emitted;
//   - a cancelled context closes the connection at once;
//   - no key and no words of the request stand in an error.
//
// It knows nothing of who asks and why, keeps no conversation, never logs, and
// never changes what is said: redaction, caching and safety are its callers'.
package llm
