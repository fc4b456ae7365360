package mirror

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"satprep/internal/db"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/uid"
)

const rebuildLock = ".rebuild.lock"

// Rebuild writes the whole mirror anew beside the old one and puts it in its
// place. A server may follow the log meanwhile. progress, if not nil, is told
// how many of the records are done.
func (s *Service) Rebuild(ctx context.Context, progress func(done, of int64)) (lines int64, err error) {
	defer fault.In(&err, "mirror.Rebuild")
	release, err := s.hold(ctx, rebuildLock, false)
	if err != nil {
		return 0, err
	}
	defer release()
	p, err := s.begin(ctx)
	if err != nil {
		return 0, err
	}
	b, err := s.build(place{Generation: p.Generation + 1, Segment: 1, File: open}, progress)
	if err != nil {
		return 0, err
	}
	defer b.w.close()
	if b.total, err = s.Log.Tail(ctx); err != nil {
		return 0, err
	}
	if err := b.scan(ctx, 0, b.total); err != nil {
		return 0, err
	}
	return b.seq, s.takePlace(ctx, b, func(tx *db.Tx) error {
		if err := clearIndex(tx); err != nil {
			return err
		}
		return b.insertIndex(tx)
	})
}

// Rewrite writes those segments anew that hold lines of a subject or name them
// as who acted: after an erasure, so that neither their words nor their user id
// stand there.
func (s *Service) Rewrite(ctx context.Context, subject uid.ID) (err error) {
	defer fault.In(&err, "mirror.Rewrite")
	// What a follower wrote before the erasure and has not committed yet is
	// either in the index after this, or counts for nothing.
	if err := s.catchUp(ctx); err != nil {
		return err
	}
	release, err := s.hold(ctx, rebuildLock, false)
	if err != nil {
		return err
	}
	defer release()
	for { // the open segment may be closed while we write it
		p, err := s.begin(ctx)
		if err != nil {
			return err
		}
		segments, err := segmentsOf(ctx, s.DB, subject)
		if err != nil {
			return err
		}
		moved := false
		for _, n := range segments {
			if n < p.Segment {
				err = s.rewriteClosed(ctx, p, n)
			} else {
				err = s.rewriteOpen(ctx, p, n)
			}
			if moved = errors.Is(err, errMoved); moved {
				break
			} else if err != nil {
				return err
			}
		}
		if moved { // let the follower come to its end first
			if err := s.catchUp(ctx); err != nil {
				return err
			}
		} else {
			return s.DB.Write(ctx, func(tx *db.Tx) error {
				_, err := tx.Exec(`DELETE FROM mirror_segment WHERE subject = ?`, subject)
				return err
			})
		}
	}
}

// catchUp brings the follower to the end of the log, also where another
// process follows it at the same time.
func (s *Service) catchUp(ctx context.Context) error {
	for {
		_, err := s.Log.CatchUp(ctx, s.Follower())
		if !fault.Is(err, fault.Conflict) {
			return err
		}
	}
}

// errMoved says that a segment was closed while it was being written anew.
var errMoved = errors.New("the mirror moved on")

func (s *Service) rewriteClosed(ctx context.Context, p place, n int) error {
	after, upto, err := rangeOf(ctx, s.DB, n)
	if err != nil {
		return err
	}
	if upto == 0 {
		return errMoved // closed, but where the next one begins is not committed yet
	}
	b, err := s.build(place{Generation: p.Generation + 1, Segment: n}, nil)
	if err != nil {
		return err
	}
	defer b.w.close()
	b.rotate = 0
	if err := b.scan(ctx, after, upto); err != nil {
		return err
	}
	if _, err := b.w.sync(); err != nil {
		return err
	}
	path := filepath.Join(s.Folder, closed(n))
	if err := os.Rename(b.w.file.Name(), path); err != nil {
		return unwritable(path, err)
	}
	return syncFolder(s.Folder)
}

func (s *Service) rewriteOpen(ctx context.Context, p place, n int) error {
	after, _, err := rangeOf(ctx, s.DB, n)
	if err != nil {
		return err
	}
	b, err := s.build(place{Generation: p.Generation + 1, Segment: n, File: open}, nil)
	if err != nil {
		return err
	}
	defer b.w.close()
	b.one, b.rotate, b.seq = true, 0, after
	tail, err := s.Log.Tail(ctx)
	if err == nil {
		err = b.scan(ctx, after, tail)
	}
	if err != nil {
		return err
	}
	return s.takePlace(ctx, b, b.insertIndex)
}

// begin mends what a crash left and returns where the mirror stands. Whoever
// calls it holds the lock of rebuilding: files that have not taken their place
// are nobody's then.
func (s *Service) begin(ctx context.Context) (place, error) {
	release, err := s.hold(ctx, lockFile, true)
	if err != nil {
		return place{}, err
	}
	defer release()
	p, err := s.settled(ctx)
	if err != nil {
		return p, err
	}
	return p, s.removeFresh()
}

// settled is where the mirror stands once what a crash left is mended.
func (s *Service) settled(ctx context.Context) (place, error) {
	p, err := s.stands(ctx)
	if err == nil {
		err = s.settle(&p)
	}
	return p, err
}

func (s *Service) stands(ctx context.Context) (place, error) {
	_, note, err := s.Log.Cursor(ctx, Name)
	if err != nil {
		return place{}, err
	}
	return readPlace(note)
}

// A builder writes segments of a new generation.
type builder struct {
	s        *Service
	p        place
	w        *segment
	liner    *liner
	rotate   int64
	one      bool  // only the open segment is written anew
	seq      int64 // of the last line
	starts   []start
	subjects map[int]map[uid.ID]bool // by segment
	total    int64
	progress func(done, of int64)
}

func (s *Service) build(p place, progress func(done, of int64)) (*builder, error) {
	w, err := s.createSegment(fresh(open, p.Generation))
	if err != nil {
		return nil, err
	}
	return &builder{s: s, p: p, w: w, liner: newLiner(), rotate: s.Rotate, subjects: map[int]map[uid.ID]bool{}, progress: progress}, nil
}

// scan writes the lines of the records in (after, upto].
func (b *builder) scan(ctx context.Context, after, upto int64) error {
	if after == upto {
		return nil
	}
	const each = 500
	var batch []*interaction.Record
	done := func() error {
		if len(batch) == 0 {
			return nil
		}
		err := b.write(ctx, batch)
		batch = batch[:0]
		return err
	}
	err := b.s.Log.Scan(ctx, after, upto, func(r *interaction.Record) error {
		if batch = append(batch, r); len(batch) < each {
			return nil
		}
		return done()
	})
	if err != nil {
		return err
	}
	return done()
}

func (b *builder) write(ctx context.Context, records []*interaction.Record) error {
	if b.rotate > 0 && b.w.written() >= b.rotate {
		if err := b.next(); err != nil {
			return err
		}
	}
	if b.w.written() == 0 {
		b.starts = append(b.starts, start{b.p.Segment, records[0].Seq})
	}
	in := b.subjects[b.p.Segment]
	if in == nil {
		in = map[uid.ID]bool{}
		b.subjects[b.p.Segment] = in
	}
	for _, s := range named(records) {
		in[s] = true
	}
	if err := b.s.write(ctx, b.liner, b.w, records); err != nil {
		return err
	}
	b.seq = records[len(records)-1].Seq
	if b.progress != nil {
		b.progress(b.seq, max(b.seq, b.total))
	}
	return nil
}

// next closes the segment and begins another.
func (b *builder) next() error {
	if _, err := b.w.sync(); err != nil {
		return err
	}
	b.w.close()
	name := b.w.file.Name()
	if err := os.Rename(name, filepath.Join(b.s.Folder, fresh(closed(b.p.Segment), b.p.Generation))); err != nil {
		return unwritable(name, err)
	}
	w, err := b.s.createSegment(fresh(open, b.p.Generation))
	if err != nil {
		return err
	}
	w.buf = b.w.buf
	b.w = w
	b.p.Segment++
	return nil
}

func (b *builder) insertIndex(tx *db.Tx) error {
	if err := insertStarts(tx, b.starts); err != nil {
		return err
	}
	for _, n := range slices.Sorted(maps.Keys(b.subjects)) {
		if err := insertSubjects(tx, n, slices.Collect(maps.Keys(b.subjects[n]))); err != nil {
			return err
		}
	}
	return nil
}

// takePlace stops the followers, writes what came meanwhile, moves the cursor
// and swaps the files.
func (s *Service) takePlace(ctx context.Context, b *builder, index func(*db.Tx) error) error {
	release, err := s.hold(ctx, lockFile, true)
	if err != nil {
		return err
	}
	defer release()
	now, err := s.stands(ctx)
	if err == nil {
		err = s.settle(&now)
	}
	if err != nil {
		return err
	}
	if b.one && now.Segment != b.p.Segment {
		return errMoved
	}
	tail, err := s.Log.Tail(ctx)
	if err == nil {
		err = b.scan(ctx, b.seq, tail)
	}
	if err != nil {
		return err
	}
	if b.p.Bytes, err = b.w.sync(); err != nil {
		return err
	}
	if b.seq != tail {
		return fmt.Errorf("the log ends at %d, the new mirror at %d", tail, b.seq)
	}
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		if err := s.Log.Place(tx, Name, b.seq, b.p.note()); err != nil {
			return err
		}
		return index(tx)
	})
	if err != nil {
		return err
	}
	return s.swap(b.p)
}
