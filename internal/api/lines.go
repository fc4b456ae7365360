package api

import (
	"sync"

	"satprep/internal/uid"
)

// lines are the sockets that are open, by their learner.
type lines struct {
	mu   sync.Mutex
	open map[uid.ID]*line
}

type line struct {
	ended   chan struct{}
	sockets int
}

// enter notes a socket of subject until leave; ended closes when it must end.
func (l *lines) enter(subject uid.ID) (ended <-chan struct{}, leave func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.open == nil {
		l.open = map[uid.ID]*line{}
	}
	x := l.open[subject]
	if x == nil {
		x = &line{ended: make(chan struct{})}
		l.open[subject] = x
	}
	x.sockets++
	return x.ended, func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		if x.sockets--; x.sockets == 0 && l.open[subject] == x {
			delete(l.open, subject)
		}
	}
}

// HangUp ends the open sockets of a subject who was erased.
func (a *API) HangUp(subject uid.ID) {
	a.lines.mu.Lock()
	defer a.lines.mu.Unlock()
	if x := a.lines.open[subject]; x != nil {
		close(x.ended)
		delete(a.lines.open, subject)
	}
}
