// Package bus carries wake-up calls. A call says "look again" and nothing
// else: whoever is woken reads the facts from the log. Calls may be merged or
// lost, so a waiter also looks by itself from time to time.
package bus

import "sync"

// A Bell wakes those who wait on it. The zero Bell is ready; it is safe for
// concurrent use.
type Bell struct {
	mu sync.Mutex
	ch chan struct{}
}

// Ring wakes all current waiters. It never blocks.
func (b *Bell) Ring() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ch != nil {
		close(b.ch)
		b.ch = nil
	}
}

// Wait returns a channel that closes at the next Ring. Take it before looking
// at the facts, or a call in between is missed.
func (b *Bell) Wait() <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ch == nil {
		b.ch = make(chan struct{})
	}
	return b.ch
}
