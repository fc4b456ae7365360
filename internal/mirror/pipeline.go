package mirror

import (
	"context"
	"io"
	"runtime"
	"sync"
	"sync/atomic"

	"golang.org/x/sync/errgroup"
)

// A pipeline lets several goroutines make parts of a text that one writes in
// order. What is made and not yet written is bounded.
type pipeline struct {
	group *errgroup.Group
	ctx   context.Context
	slots chan struct{}   // of those who make
	order chan chan piece // the parts, in order

	records int // of the parts that are written

	people, made atomic.Int64 // people of whom parts were made, and their records
}

// A piece of a part: text, or how many records the part held.
type piece struct {
	text    []byte
	lent    *[]byte // where text's memory goes back to
	records int
}

const (
	makers  = 4    // at most; each reads the database
	waiting = 16   // pieces of a part that are not written yet
	aim     = 3000 // records of a part: about what may wait, so that no maker waits for its turn
	first   = 8    // people of a part, before it is known how many records they have
)

// measure learns how many records people have.
func (p *pipeline) measure(people, records int) {
	p.people.Add(int64(people))
	p.made.Add(int64(records))
}

// length is of how many people the next part should be. A part longer than what
// may wait would let its maker stand until all parts before it are written.
func (p *pipeline) length() int {
	people, made := p.people.Load(), p.made.Load()
	if people == 0 {
		return first
	}
	return int(min(max(aim*people/max(made, 1), 1), runLength))
}

var pieces = sync.Pool{New: func() any { return new([]byte) }}

func newPipeline(ctx context.Context, w io.Writer) *pipeline {
	p := &pipeline{slots: make(chan struct{}, min(makers, runtime.GOMAXPROCS(0))), order: make(chan chan piece, makers)}
	p.group, p.ctx = errgroup.WithContext(ctx)
	p.group.Go(func() error {
		for part := range p.order {
			for c := range part {
				p.records += c.records
				if _, err := w.Write(c.text); err != nil {
					return err
				}
				if c.lent != nil {
					*c.lent = c.text
					pieces.Put(c.lent)
				}
			}
		}
		return p.ctx.Err()
	})
	return p
}

// write adds a part that is there already.
func (p *pipeline) write(text string) {
	part := make(chan piece, 1)
	part <- piece{text: []byte(text)}
	close(part)
	p.enqueue(part)
}

func (p *pipeline) enqueue(part chan piece) bool {
	select {
	case p.order <- part:
		return true
	case <-p.ctx.Done():
		return false
	}
}

// add lets a goroutine make the next part. It waits for one to be free.
func (p *pipeline) add(maker func(ctx context.Context, out io.Writer) (records int, err error)) {
	part := make(chan piece, waiting)
	select {
	case p.slots <- struct{}{}:
	case <-p.ctx.Done():
		return
	}
	if !p.enqueue(part) {
		<-p.slots
		return
	}
	p.group.Go(func() error {
		defer func() { <-p.slots }()
		defer close(part)
		out := partWriter{p.ctx, part}
		n, err := maker(p.ctx, out)
		if err != nil {
			return err
		}
		return out.send(piece{records: n})
	})
}

// wait returns when everything is written, with the number of records.
func (p *pipeline) wait() (records int, err error) {
	close(p.order)
	err = p.group.Wait()
	return p.records, err
}

// stop ends it early; err is why.
func (p *pipeline) stop(err error) error {
	close(p.order)
	if failed := p.group.Wait(); failed != nil {
		return failed
	}
	return err
}

type partWriter struct {
	ctx  context.Context
	part chan<- piece
}

func (w partWriter) send(c piece) error {
	select {
	case w.part <- c:
		return nil
	case <-w.ctx.Done():
		return w.ctx.Err()
	}
}

// Write hands a copy on.
func (w partWriter) Write(b []byte) (int, error) {
	lent := pieces.Get().(*[]byte)
	return len(b), w.send(piece{text: append((*lent)[:0], b...), lent: lent})
}
