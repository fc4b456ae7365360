package dataset

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"runtime"
	"slices"
	"sync/atomic"

	"github.com/klauspost/compress/s2"
	"golang.org/x/sync/errgroup"
	"golang.org/x/sync/semaphore"

	"satprep/internal/interaction"
	"satprep/internal/uid"
)

// The stage is one file of learners in the order of their pseudonyms: for each
// its length and CRC-32C, then the learner as code writes it, compressed. It is
// written once and read once by every shape.

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// maxLearner bounds a learner in the stage, in bytes.
const maxLearner = 1 << 30

// ahead is how many learners may be made or read before their turn.
const ahead = 64

// writeStage makes the stage from the records of the plan, and takes out of
// the plan what turns out not to enter. It reads learners with all processors
// and writes them in order.
func (b *Build) writeStage(ctx context.Context, out io.Writer) error {
	members := slices.Clone(b.plan.Members)
	names := make(map[uid.ID]uid.ID, len(members))
	for _, m := range members {
		names[m.subject] = b.names.learner(m.subject)
	}
	slices.SortFunc(members, func(x, y member) int {
		a, b := names[x.subject], names[y.subject]
		return bytes.Compare(a[:], b[:])
	})
	w := bufio.NewWriterSize(out, 1<<20)
	g, ctx := errgroup.WithContext(ctx)
	order := make(chan chan []byte, ahead)
	work := make(chan struct {
		m    member
		made chan []byte
	})
	g.Go(func() error {
		defer close(order)
		defer close(work)
		for _, m := range members {
			made := make(chan []byte, 1)
			select {
			case order <- made:
			case <-ctx.Done():
				return ctx.Err()
			}
			select {
			case work <- struct {
				m    member
				made chan []byte
			}{m, made}:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	})
	for range runtime.GOMAXPROCS(0) {
		g.Go(func() error {
			k := b.newKitchen()
			for job := range work {
				block, err := k.block(ctx, &job.m, names[job.m.subject])
				if err != nil {
					return err
				}
				job.made <- block
			}
			b.tally.merge(&k.tally)
			return nil
		})
	}
	g.Go(func() error {
		done := int64(0)
		for made := range order {
			select {
			case block := <-made:
				if _, err := w.Write(block); err != nil {
					return full(err)
				}
			case <-ctx.Done():
				return ctx.Err()
			}
			done++
			b.step("stage", done, int64(len(members)))
		}
		return nil
	})
	if err := g.Wait(); err != nil {
		return err
	}
	return full(w.Flush())
}

// block is a learner as the stage holds it; nil where nothing enters.
func (k *kitchen) block(ctx context.Context, m *member, name uid.ID) ([]byte, error) {
	l, err := k.learner(ctx, m, name)
	if err != nil || len(l.Events) == 0 {
		return nil, err
	}
	k.coder.buf = k.coder.buf[:0]
	l.code(&k.coder)
	if k.coder.err != nil {
		return nil, k.coder.err
	}
	k.packed = s2.Encode(k.packed[:cap(k.packed)], k.coder.buf)
	block := make([]byte, 8, 8+len(k.packed))
	binary.LittleEndian.PutUint32(block, uint32(len(k.packed)))
	binary.LittleEndian.PutUint32(block[4:], crc32.Checksum(k.packed, castagnoli))
	return append(block, k.packed...), nil
}

// waiting is how many learners may be decoded before they are taken.
const waiting = 2

// openBytes is how much of the stage may be decoded at a time: a learner of
// years of practice is many megabytes, and then one waits for the other.
const openBytes = 6 << 20

// A shared learner goes back to the reader when all have taken it.
type sharedLearner struct {
	*Learner
	larder larder
	weight int64
	left   atomic.Int32
}

// eachLearner calls each of fns with every learner of the stage in order. Each
// has a goroutine of its own, and the next learners are decoded meanwhile. They
// share the learner: none may change or keep it, for its memory is used again.
func eachLearner(ctx context.Context, path string, fns ...func(l *Learner) error) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	g, ctx := errgroup.WithContext(ctx)
	ready := make([]chan *sharedLearner, len(fns))
	for i := range ready {
		ready[i] = make(chan *sharedLearner, waiting)
	}
	room := semaphore.NewWeighted(openBytes)
	free := make(chan *sharedLearner, waiting+len(fns)+1)
	g.Go(func() error {
		for _, c := range ready {
			defer close(c)
		}
		r := stageReader{in: bufio.NewReaderSize(f, 1<<20), coder: coder{reading: true, words: map[string]string{}}}
		for {
			if err := r.read(); errors.Is(err, io.EOF) {
				return nil
			} else if err != nil {
				return err
			}
			weight := min(int64(len(r.plain)), openBytes)
			if err := room.Acquire(ctx, weight); err != nil {
				return err
			}
			var l *sharedLearner
			select {
			case l = <-free:
			default:
				l = &sharedLearner{Learner: &Learner{}}
			}
			l.weight = weight
			l.left.Store(int32(len(fns)))
			if err := r.learner(l.Learner, &l.larder); err != nil {
				return err
			}
			for _, c := range ready {
				select {
				case c <- l:
				case <-ctx.Done():
					return ctx.Err()
				}
			}
		}
	})
	for i, fn := range fns {
		g.Go(func() error {
			for l := range ready[i] {
				if err := fn(l.Learner); err != nil {
					return err
				}
				if l.left.Add(-1) > 0 {
					continue
				}
				room.Release(l.weight)
				select {
				case free <- l:
				default:
				}
			}
			return ctx.Err()
		})
	}
	return g.Wait()
}

type stageReader struct {
	in     *bufio.Reader
	coder  coder
	packed []byte
	plain  []byte
}

// read takes the next learner's bytes in.
func (r *stageReader) read() error {
	var head [8]byte
	if _, err := io.ReadFull(r.in, head[:]); errors.Is(err, io.EOF) {
		return io.EOF
	} else if err != nil {
		return errCut
	}
	n := binary.LittleEndian.Uint32(head[:])
	if n > maxLearner {
		return errCut
	}
	r.packed = slices.Grow(r.packed[:0], int(n))[:n]
	if _, err := io.ReadFull(r.in, r.packed); err != nil {
		return errCut
	}
	if crc32.Checksum(r.packed, castagnoli) != binary.LittleEndian.Uint32(head[4:]) {
		return errCut
	}
	plain, err := s2.Decode(r.plain[:cap(r.plain)], r.packed)
	if err != nil {
		return errCut
	}
	r.plain = plain
	return nil
}

// learner makes a learner of what was read, in the place of an earlier one.
func (r *stageReader) learner(l *Learner, from *larder) error {
	from.reset()
	*l = Learner{Events: l.Events, study: &study{}}
	r.coder.buf, r.coder.larder = r.plain, from
	l.code(&r.coder)
	if r.coder.err != nil || len(r.coder.buf) != 0 {
		return fmt.Errorf("learner in the stage: %w", errCut)
	}
	return nil
}

// erased reports whether the words of a record are gone.
func erased(err error) bool { return errors.Is(err, interaction.ErrErased) }
