//go:build race

package redact

// The race detector lets pools forget on purpose.
const poolsForget = true
