package tutor

import (
	"context"
	"strings"
	"sync"

	"satprep/internal/bus"
	"satprep/internal/uid"
)

// An Answer is a reply that is being given, or was. Whoever asked listens to
// its frames, and may come back and listen again after the line dropped: it
// goes on without listeners until it is done or stopped.
type Answer struct {
	Ask          string // the client's name of it
	Conversation uid.ID
	Turn         uid.ID

	subject uid.ID
	stop    context.CancelFunc

	mu      sync.Mutex
	frames  []Frame
	ended   bool
	stopped bool // by the learner
	err     error
	bell    bus.Bell
}

func (a *Answer) wasStopped() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.stopped
}

// emit adds frames and wakes the listeners.
func (a *Answer) emit(frames ...Frame) {
	a.mu.Lock()
	a.frames = append(a.frames, frames...)
	a.mu.Unlock()
	a.bell.Ring()
}

// end closes the answer; err is why nothing was answered.
func (a *Answer) end(err error) {
	a.mu.Lock()
	a.ended, a.err = true, err
	a.mu.Unlock()
	a.bell.Ring()
	a.stop()
}

// since returns the frames after the n-th, whether there will be no more, and
// why it failed.
func (a *Answer) since(n int) ([]Frame, bool, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.frames[n:], a.ended, a.err
}

// Listen calls fn with every frame numbered above after, those to come
// included, until the answer is done, ctx ends or fn fails. Its error is the
// answer's own, ctx's or fn's.
func (a *Answer) Listen(ctx context.Context, after int64, fn func(Frame) error) error {
	n := 0
	for {
		rung := a.bell.Wait()
		frames, ended, err := a.since(n)
		for _, f := range frames {
			if f.Seq != 0 && f.Seq <= after {
				continue
			}
			if err := fn(f); err != nil {
				return err
			}
		}
		n += len(frames)
		if ended {
			return err
		}
		select {
		case <-rung:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// A Said is a whole reply, as the one-frame protocol gives it.
type Said struct {
	Text         string // with its sources at the end
	Conversation uid.ID
	Turn         uid.ID
}

// Wait returns the whole reply.
func (a *Answer) Wait(ctx context.Context) (Said, error) {
	var b strings.Builder
	out := Said{Conversation: a.Conversation, Turn: a.Turn}
	var sources []string
	err := a.Listen(ctx, 0, func(f Frame) error {
		switch f.Type {
		case FrameDelta:
			if f.Replace {
				b.Reset()
			}
			b.WriteString(f.Text)
		case FrameSource:
			sources = f.Sources
		case FrameSafety:
			b.Reset()
			b.WriteString(f.Text)
		}
		return nil
	})
	out.Text = b.String()
	if len(sources) > 0 {
		out.Text += "\n\nBased on: " + strings.Join(sources, "; ") + "."
	}
	return out, err
}
