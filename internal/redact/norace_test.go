//go:build !race

package redact

const poolsForget = false
