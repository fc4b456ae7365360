package interaction_test

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"satprep/internal/db"
	"satprep/internal/db/dbtest"
	"satprep/internal/fault"
	. "satprep/internal/interaction"
	"satprep/internal/uid"
)

var epoch = time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC)

func open(t *testing.T, dsn string) (*Log, *db.DB) {
	t.Helper()
	now := func() time.Time { return epoch }
	d := dbtest.Open(t, dsn)
	keys, err := OpenKeyring(dbtest.OpenKeys(t, dsn), now)
	if err != nil {
		t.Fatal(err)
	}
	return NewLog(d, keys, now), d
}

func newSubject(t *testing.T, l *Log) uid.ID {
	t.Helper()
	s := uid.Random()
	if err := l.Keys().Make(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	return s
}

var stamp = NewStamp(1, Service|Analytics, "18+", false)

func answer(s uid.ID) *Record {
	return &Record{
		Subject: s, Session: uid.Random(), Kind: PracticeAnswered, Origin: Real, Consent: stamp,
		Provenance: Provenance{Server: "test", Bank: "b1", Policy: "max_information", PolicyVersion: "1", Epsilon: .05},
		Device:     uid.Random(), MadeAt: epoch.Add(-time.Second), MonoMS: Some[int64](0), UTCOffset: Some[int32](-300), Zone: "America/New_York",
		Asked: Asked{Question: "q1", Version: "abc", Section: "math", Skill: "percentages", Mode: "practice", Position: 3, TimeFactor: Some(1.5), Source: "own"},
		Why: Why{Eligible: 40, Digest: []byte{1, 2}, Propensity: Some(.201), Support: []Chance{{ID: "q1", P: .201}, {ID: "q2", P: .2}}, Draw: Some(.5),
			ThetaBefore: Some(0.0), SEBefore: Some(1.0)},
		Done:  Done{State: Answered, Correct: Some(false), Attempt: 1, Aided: Some(false), TimeMS: Some[int64](31_250)},
		After: After{Theta: Some(-.3), SE: Some(.9), Points: Some[int32](0)},
		Body:  Answering{Input: "keyboard", Changes: []Change{{To: "entry", MS: 900}}},
		Words: Words{Answer: "7/2"},
	}
}

func appendAll(t testing.TB, l *Log, d *db.DB, rs ...*Record) {
	t.Helper()
	for _, r := range rs {
		if err := l.Prepare(context.Background(), r); err != nil {
			t.Fatal(err)
		}
	}
	if err := d.Write(context.Background(), func(tx *db.Tx) error { return l.Append(tx, rs...) }); err != nil {
		t.Fatal(err)
	}
}

func TestWhatIsWrittenIsRead(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		l, d := open(t, dsn)
		want := answer(newSubject(t, l))
		least := &Record{Subject: want.Subject, Kind: PageHidden, Origin: Real, Consent: stamp}
		appendAll(t, l, d, want, least)
		var got []*Record
		err := l.Scan(t.Context(), 0, 0, func(r *Record) error {
			if strings.Contains(string(r.RawBody()), "7/2") {
				t.Error("free text stands in the body")
			}
			if err := l.OpenWords(t.Context(), r); err != nil {
				return err
			}
			got = append(got, r)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range got {
			b, err := DecodeBody(r.Kind, r.Version, r.RawBody(), true)
			if err != nil {
				t.Fatal(err)
			}
			r.Body = b
		}
		opts := []cmp.Option{cmpopts.IgnoreUnexported(Record{}, Stamp{}), cmpopts.EquateEmpty()}
		if diff := cmp.Diff([]*Record{want, least}, got, opts...); diff != "" {
			t.Error(diff)
		}
	})
}

func TestNothingWithoutConsentKindOrKey(t *testing.T) {
	t.Parallel()
	l, d := open(t, "sqlite:"+t.TempDir())
	s := newSubject(t, l)
	cases := map[string]struct {
		change func(*Record)
		kind   fault.Kind
	}{
		"no stamp":     {func(r *Record) { r.Consent = Stamp{} }, fault.Forbidden},
		"no service":   {func(r *Record) { r.Consent = NewStamp(1, Analytics, "18+", false) }, fault.Forbidden},
		"unknown kind": {func(r *Record) { r.Kind = "practice.dreamt" }, fault.Internal},
		"no key":       {func(r *Record) { r.Subject = uid.Random() }, fault.Forbidden},
		"bad text":     {func(r *Record) { r.Words.More = json.RawMessage("\xff") }, fault.Internal},
		"huge text":    {func(r *Record) { r.Words.Query = strings.Repeat("x", MaxWords) }, fault.TooLarge},
	}
	for name, c := range cases {
		r := answer(s)
		c.change(r)
		err := l.Prepare(t.Context(), r)
		if err == nil || fault.KindOf(err) != c.kind {
			t.Errorf("%s: %v", name, err)
		}
		if err := d.Write(t.Context(), func(tx *db.Tx) error { return l.Append(tx, r) }); err == nil {
			t.Errorf("%s: appended", name)
		}
	}
}

func TestReplayAndClash(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		l, d := open(t, dsn)
		first := answer(newSubject(t, l))
		first.ID = uid.New(epoch)
		again, other := *first, *first
		again.SentAt = epoch.Add(time.Hour) // a resend is the same record
		other.Words.Answer = "7/3"
		appendAll(t, l, d, first)
		for _, c := range []struct {
			r    *Record
			want Known
		}{{&again, Replay}, {&other, Clash}, {answer(first.Subject), New}} {
			if err := l.Prepare(t.Context(), c.r); err != nil {
				t.Fatal(err)
			}
			if got, err := l.Known(t.Context(), d, c.r); err != nil || got != c.want {
				t.Errorf("known = %v, %v; want %v", got, err, c.want)
			}
		}
		err := d.Write(t.Context(), func(tx *db.Tx) error { return l.Append(tx, &other) })
		if !fault.Is(err, fault.Conflict) {
			t.Errorf("the same id twice: %v", err)
		}
	})
}

func TestDestroyedKeyEndsTheWords(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		l, d := open(t, dsn)
		r := answer(newSubject(t, l))
		appendAll(t, l, d, r)
		if err := l.Keys().Destroy(t.Context(), r.Subject); err != nil {
			t.Fatal(err)
		}
		err := l.Scan(t.Context(), 0, 0, func(r *Record) error {
			if err := l.OpenWords(t.Context(), r); !errors.Is(err, ErrErased) {
				t.Errorf("opened: %v", err)
			}
			if r.Words.Answer != "" || r.Done.State != Answered {
				t.Error("the words are there, or more than the words is gone")
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// Two processes append at once while a third follows: every record is seen
// once, in order, without a gap.
func TestFollowersNeverSkipALateCommit(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		const each, writers = 60, 4
		a, da := open(t, dsn)
		b, db2 := open(t, dsn)
		reader, _ := open(t, dsn)
		s := newSubject(t, a)
		var wg sync.WaitGroup
		for w := range writers {
			l, d := a, da
			if w%2 == 1 {
				l, d = b, db2
			}
			wg.Go(func() {
				for range each {
					r := answer(s)
					if err := l.Prepare(context.Background(), r); err != nil {
						t.Error(err)
						return
					}
					err := d.Write(context.Background(), func(tx *db.Tx) error {
						if rand.IntN(8) == 0 {
							return errors.New("changed its mind after drawing a number")
						}
						if err := l.Append(tx, r); err != nil {
							return err
						}
						if rand.IntN(8) == 0 {
							return errors.New("changed its mind")
						}
						return nil
					})
					_ = err
				}
			})
		}
		var seqs []int64
		f := Follower{Name: "test", Max: 7, Fold: func(_ context.Context, _ string, rs []*Record) (func(*db.Tx) error, string, error) {
			for _, r := range rs {
				seqs = append(seqs, r.Seq)
			}
			return nil, "", nil
		}}
		done := make(chan struct{})
		go func() { wg.Wait(); close(done) }()
		for running := true; running; {
			select {
			case <-done:
				running = false
			default:
			}
			if _, err := reader.CatchUp(t.Context(), f); err != nil {
				t.Fatal(err)
			}
		}
		tail, err := reader.Tail(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if int64(len(seqs)) != tail || tail < each {
			t.Fatalf("followed %d records of %d", len(seqs), tail)
		}
		for i, s := range seqs {
			if s != int64(i+1) {
				t.Fatalf("record %d has seq %d", i+1, s)
			}
		}
	})
}

// The cursor and what a follower writes move together.
func TestAFailedFoldMovesNothing(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		l, d := open(t, dsn)
		appendAll(t, l, d, answer(newSubject(t, l)))
		fail := true
		f := Follower{Name: "v", Fold: func(_ context.Context, note string, rs []*Record) (func(*db.Tx) error, string, error) {
			return func(tx *db.Tx) error {
				if fail {
					return errors.New("no")
				}
				return nil
			}, note + "x", nil
		}}
		if _, err := l.CatchUp(t.Context(), f); err == nil {
			t.Fatal("no error")
		}
		if seq, _, _ := l.Cursor(t.Context(), "v"); seq != 0 {
			t.Errorf("the cursor moved to %d", seq)
		}
		fail = false
		if n, err := l.CatchUp(t.Context(), f); n != 1 || err != nil {
			t.Errorf("read %d, %v", n, err)
		}
		if seq, note, _ := l.Cursor(t.Context(), "v"); seq != 1 || note != "x" {
			t.Errorf("cursor %d %q", seq, note)
		}
	})
}

// What a follower is given from memory is what it would have read.
func TestFollowersReadTheSameFromMemory(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		l, d := open(t, dsn)
		other, _ := open(t, dsn)
		s := newSubject(t, l)
		for range 30 {
			appendAll(t, l, d, answer(s), &Record{Subject: s, Kind: PageHidden, Origin: Real, Consent: stamp})
		}
		read := func(l *Log, name string) (list []*Record) {
			f := Follower{Name: name, Max: 1, Kinds: []Kind{PracticeAnswered}, Fold: func(ctx context.Context, _ string, rs []*Record) (func(*db.Tx) error, string, error) {
				for _, r := range rs {
					if !r.Words.IsZero() {
						t.Error("words stand open")
					}
					if err := l.OpenWords(ctx, r); err != nil {
						return nil, "", err
					}
					var err error
					if r.Body, err = BodyAs[Answering](r); err != nil {
						return nil, "", err
					}
				}
				list = append(list, rs...)
				return nil, "", nil
			}}
			if n, err := l.CatchUp(t.Context(), f); err != nil || n != 60 {
				t.Fatalf("read %d, %v", n, err)
			}
			return list
		}
		mine, theirs := read(l, "memory"), read(other, "table")
		if diff := cmp.Diff(theirs, mine, cmpopts.IgnoreUnexported(Record{}, Stamp{}), cmpopts.EquateEmpty()); diff != "" || len(mine) != 30 {
			t.Errorf("%d records: %s", len(mine), diff)
		}
		if err := l.Keys().Destroy(t.Context(), s); err != nil {
			t.Fatal(err)
		}
		appendless := Follower{Name: "late", Fold: func(ctx context.Context, _ string, rs []*Record) (func(*db.Tx) error, string, error) {
			for _, r := range rs {
				if err := l.OpenWords(ctx, r); r.Sealed() && !errors.Is(err, ErrErased) {
					t.Errorf("a destroyed subject's words were opened: %v", err)
				}
			}
			return nil, "", nil
		}}
		if _, err := l.CatchUp(t.Context(), appendless); err != nil {
			t.Fatal(err)
		}
	})
}

// A follower whose time has not come begins a round when memory fills up.
func TestFollowersAreHurried(t *testing.T) {
	t.Parallel()
	l, d := open(t, "sqlite:"+t.TempDir())
	s := newSubject(t, l)
	ctx, cancel := context.WithCancel(t.Context())
	rounds, stopped := make(chan int64), make(chan struct{})
	f := Follower{Name: "v", Every: time.Hour, Fold: func(_ context.Context, _ string, rs []*Record) (func(*db.Tx) error, string, error) {
		rounds <- rs[len(rs)-1].Seq
		return nil, "", nil
	}}
	write := func(n int) {
		list := make([]*Record, n)
		for i := range list {
			list[i] = answer(s)
		}
		appendAll(t, l, d, list...)
	}
	write(1)
	go func() {
		defer close(stopped)
		l.Run(ctx, f, slog.New(slog.DiscardHandler))
	}()
	if seq := <-rounds; seq != 1 {
		t.Errorf("the first round ended at %d", seq)
	}
	write(HurryAfter)
	for seq := int64(0); seq < 1+HurryAfter; {
		seq = <-rounds
	}
	cancel()
	<-stopped
}

// Who waits for another that follows under the same name waits as long as they
// said.
func TestCatchUpEndsWithItsContext(t *testing.T) {
	t.Parallel()
	l, d := open(t, "sqlite:"+t.TempDir())
	appendAll(t, l, d, answer(newSubject(t, l)))
	at, on, done := make(chan struct{}), make(chan struct{}), make(chan error)
	f := Follower{Name: "v", Fold: func(context.Context, string, []*Record) (func(*db.Tx) error, string, error) {
		close(at)
		<-on
		return nil, "", nil
	}}
	go func() {
		_, err := l.CatchUp(t.Context(), f)
		done <- err
	}()
	<-at
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := l.CatchUp(ctx, f); !errors.Is(err, context.Canceled) {
		t.Errorf("the second: %v", err)
	}
	close(on)
	if err := <-done; err != nil {
		t.Errorf("the first: %v", err)
	}
}
