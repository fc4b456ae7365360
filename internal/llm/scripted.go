package llm

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"satprep/internal/fault"
)

// A Turn is one answer of a script. Scripted plays it in memory, llmtest.Server
// over HTTP.
type Turn struct {
	Pieces       []string // what is said, in the pieces in which it comes; thoughts in <think> included
	FinishReason string   // default FinishStop
	Usage        Usage    // as the server counts; the zero value: it does not count

	// Fail makes the turn fail with that cause: RateLimited, Unavailable and
	// Rejected instead of the pieces, Truncated and Filtered after them. (No
	// pieces are Empty; Stopped is the caller's.)
	Fail Cause

	// Hang keeps the turn from ending after its pieces: it waits for the caller
	// to give up.
	Hang bool
}

// Say is a turn that says text word by word.
func Say(text string) Turn { return Turn{Pieces: strings.SplitAfter(text, " ")} }

// Finish is the finish reason that the turn ends with.
func (t Turn) Finish() string {
	switch {
	case t.Fail == Filtered:
		return FinishFilter
	case t.FinishReason != "":
		return t.FinishReason
	}
	return FinishStop
}

// Scripted is a toy Model for tests: it answers from a script and remembers what
// it was asked. It keeps the promises of Model, the one about reasoning included.
type Scripted struct {
	name   string
	answer func(n int, req Request) Turn

	mu    sync.Mutex
	asked []Request
}

// Script returns a model that plays the turns in order; calls after the last
// one are Unavailable.
func Script(name string, turns ...Turn) *Scripted {
	return ScriptFunc(name, func(n int, _ Request) Turn {
		if n < len(turns) {
			return turns[n]
		}
		return Turn{Fail: Unavailable}
	})
}

// ScriptFunc returns a model whose n-th call, from 0, is answered by f.
func ScriptFunc(name string, f func(n int, req Request) Turn) *Scripted {
	return &Scripted{name: name, answer: f}
}

// Name implements Model.
func (s *Scripted) Name() string { return s.name }

// Asked returns the requests so far.
func (s *Scripted) Asked() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.asked)
}

// Generate implements Model.
func (s *Scripted) Generate(ctx context.Context, req Request, emit func(Delta) error) (res Result, err error) {
	defer fault.In(&err, "llm.Generate(%s)", s.name)
	res = Result{ModelAsked: s.name, Seed: req.Seed, Temperature: req.Temperature}
	if err := req.check(); err != nil {
		return res, err
	}
	s.mu.Lock()
	n := len(s.asked)
	s.asked = append(s.asked, req)
	s.mu.Unlock()

	turn := s.answer(n, req)
	a := &answer{think: newThinking(false), emit: func(text string) error {
		res.FirstToken = time.Nanosecond
		return emit(Delta{Text: text})
	}}
	f := turn.play(ctx, a)
	res.Text, res.FinishReason = a.text.String(), a.finish
	res.Tries, res.Latency = 1, time.Nanosecond
	res.Truncated = !a.done || a.finish == FinishLength
	if f == nil || f.refuse == nil {
		res.ModelReturned = s.name
		res.Usage = turn.Usage
		if res.Usage == (Usage{}) {
			res.Usage = estimate(req, res.Text)
		}
	}
	if f != nil {
		return res, f.fault()
	}
	return res, nil
}

// play says the turn into a.
func (t Turn) play(ctx context.Context, a *answer) *failure {
	gone := func() *failure {
		if errors.Is(ctx.Err(), context.Canceled) {
			return failed(Stopped, "cancelled").because(context.Canceled)
		}
		return failed(Unavailable, "the call took too long").because(ctx.Err())
	}
	if ctx.Err() != nil {
		return gone()
	}
	switch t.Fail {
	case RateLimited, Unavailable, Rejected:
		f := failed(t.Fail, "by the script")
		f.refuse = &refusal{}
		return f
	}
	for _, p := range t.Pieces {
		if ctx.Err() != nil {
			return gone()
		}
		if f := a.say(p); f != nil {
			return f
		}
	}
	if t.Hang {
		<-ctx.Done()
		return gone()
	}
	if t.Fail != Truncated {
		a.finish = t.Finish()
		if f := a.end(); f != nil {
			return f
		}
	}
	return a.verdict()
}
