package llm

import (
	"sync"
	"time"
)

// A breaker gives up on a server for a while after several calls in a row
// failed, then lets one call through to see whether it is back.
type breaker struct {
	now func() time.Time

	mu      sync.Mutex
	failed  int           // in a row
	until   time.Time     // closed to calls before this
	cool    time.Duration // the next pause
	probing bool          // the one call is under way
}

// The breaker's habits: after five failures in a row 30 s of silence, doubled
// by every failed attempt to come back, up to five minutes.
const (
	breakAfter = 5
	coolFirst  = 30 * time.Second
	coolMost   = 5 * time.Minute
)

func newBreaker(now func() time.Time) *breaker { return &breaker{now: now, cool: coolFirst} }

// enter says whether a call may go, whether it is the one that probes, and if
// it may not, when to come again.
func (b *breaker) enter() (ok, probe bool, after time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.failed < breakAfter {
		return true, false, 0
	}
	if left := b.until.Sub(b.now()); left > 0 {
		return false, false, left
	}
	if b.probing {
		return false, false, time.Second
	}
	b.probing = true
	return true, true, 0
}

// leave tells how a call that entered ended.
func (b *breaker) leave(probe bool, err *failure) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if probe {
		b.probing = false
	}
	cause := Cause("")
	if err != nil {
		cause = err.cause
	}
	switch cause {
	case Stopped: // tells nothing about the server
	case Unavailable, RateLimited, Truncated:
		b.failed++
		switch {
		case probe:
			b.cool = min(2*b.cool, coolMost)
			b.until = b.now().Add(b.cool)
		case b.failed == breakAfter:
			b.until = b.now().Add(b.cool)
		}
	default: // it answers, if only to say no
		b.failed, b.cool = 0, coolFirst
	}
}

func (b *breaker) open() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.failed >= breakAfter
}
