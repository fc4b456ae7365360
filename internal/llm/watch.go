package llm

import (
	"context"
	"io"
	"time"
)

// A watch cancels a try that stands still. It runs from the sending of the
// request to the first byte, and then only while a byte is waited for: the time
// that the receiver takes over a piece is not the server's.
type watch struct {
	cancel context.CancelCauseFunc
	timer  *time.Timer
	wait   time.Duration // for the next byte
	why    error
	begun  bool
}

func newWatch(cancel context.CancelCauseFunc, t Timeouts) *watch {
	w := &watch{cancel: cancel, wait: t.Idle, why: errIdle}
	w.timer = time.AfterFunc(t.FirstByte, func() { cancel(errFirstByte) })
	return w
}

func (w *watch) rest() { w.timer.Stop() }

// watched is a body under watch.
type watched struct {
	body  io.Reader
	watch *watch
}

// Read implements io.Reader.
func (b *watched) Read(p []byte) (int, error) {
	w := b.watch
	if w.begun {
		why := w.why
		w.timer = time.AfterFunc(w.wait, func() { w.cancel(why) })
	}
	n, err := b.body.Read(p)
	if n > 0 || err != nil {
		w.begun = true
		w.timer.Stop()
	}
	return n, err
}

// hurry shortens the wait once there is nothing left to wait for but the end mark.
func (b *watched) hurry() { b.watch.wait, b.watch.why = min(b.watch.wait, drain), errDrained }
