package interaction_test

import (
	"context"
	"errors"
	"testing"

	"satprep/internal/db/dbtest"
	. "satprep/internal/interaction"
)

// Pages are read ahead; what comes out is the log, in order, once.
func TestScanOfManyPages(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		l, d := open(t, dsn)
		who := newSubject(t, l)
		const n = 3*Page + 7
		var all []*Record
		for range n {
			all = append(all, &Record{Subject: who, Kind: PageHidden, Origin: Real, Consent: stamp})
		}
		appendAll(t, l, d, all...)
		for _, c := range []struct{ after, upto, first, last int64 }{
			{0, 0, 1, n}, {0, n + 50, 1, n}, {Page, 0, Page + 1, n}, {Page - 1, 2*Page + 3, Page, 2*Page + 3}, {n - 1, 0, n, n}, {n, 0, n + 1, n}, {5, 5 + Page, 6, 5 + Page},
		} {
			next := c.first
			err := l.Scan(t.Context(), c.after, c.upto, func(r *Record) error {
				if r.Seq != next {
					t.Fatalf("(%d, %d]: %d came where %d was due", c.after, c.upto, r.Seq, next)
				}
				next++
				return nil
			})
			if err != nil || next != c.last+1 {
				t.Errorf("(%d, %d]: ended before %d, want %d: %v", c.after, c.upto, next, c.last+1, err)
			}
		}
		stop, seen := errors.New("enough"), 0
		if err := l.Scan(t.Context(), 0, 0, func(*Record) error {
			if seen++; seen == Page+1 {
				return stop
			}
			return nil
		}); !errors.Is(err, stop) || seen != Page+1 {
			t.Errorf("stopped after %d: %v", seen, err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		if err := l.Scan(ctx, 0, 0, func(*Record) error { cancel(); return nil }); !errors.Is(err, context.Canceled) {
			t.Errorf("ended by its caller: %v", err)
		}
	})
}

// Heads are read ahead too, and are those of the records.
func TestScanHeadsOfManyPages(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		l, d := open(t, dsn)
		who, other := newSubject(t, l), newSubject(t, l)
		const n = HeadPage + 7
		all := make([]*Record, 0, n)
		for i := range n {
			r := &Record{Subject: who, Kind: PageHidden, Origin: Real, Consent: stamp}
			if i%3 == 0 {
				r.Subject, r.Kind, r.Asked.Section = other, PageShown, "math"
			}
			all = append(all, r)
		}
		appendAll(t, l, d, all...)
		for _, c := range []struct{ after, upto, first, last int64 }{
			{0, 0, 1, n}, {3, n + 50, 4, n}, {HeadPage, 0, HeadPage + 1, n}, {n, 0, n + 1, n}, {5, 9, 6, 9}, {9, 5, 10, 9},
		} {
			next := c.first
			err := l.ScanHeads(t.Context(), c.after, c.upto, func(h *Head) error {
				r := all[next-1]
				if h.Seq != next || h.Subject != r.Subject || h.Kind != r.Kind || h.Section != r.Asked.Section || h.Origin != Real || h.ReceivedAt.IsZero() {
					t.Fatalf("(%d, %d]: %+v came where %d was due", c.after, c.upto, h, next)
				}
				next++
				return nil
			})
			if err != nil || next != c.last+1 {
				t.Errorf("(%d, %d]: ended before %d, want %d: %v", c.after, c.upto, next, c.last+1, err)
			}
		}
	})
}
