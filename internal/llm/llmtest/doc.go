// Package llmtest is a model server for tests: it plays a script over the OpenAI
// chat-completions protocol, with every fault a real server has, and remembers
// what it was asked. Conform says what a llm.Model must do.
//
// Words: a Reply is what one HTTP request gets; a Step is one act of a reply,
// such as writing a chunk, going silent or hanging up.
//
// A Server is an http.Handler; Start gives it a network of its own in memory, so
// that it works inside a testing/synctest bubble, where waiting costs nothing.
// The command llmtest/toyserver runs one on a real port.
package llmtest
