package interaction_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"satprep/internal/db"
	"satprep/internal/db/dbtest"
	"satprep/internal/fault"
	. "satprep/internal/interaction"
	"satprep/internal/uid"
)

// A rig is a process of its own on a database.
type rig struct {
	*Log
	DB *db.DB
}

func newRig(t *testing.T, dsn string) *rig {
	l, d := open(t, dsn)
	return &rig{l, d}
}

func (r *rig) append(a *Record) error {
	return r.DB.Write(context.Background(), func(tx *db.Tx) error { return r.Append(tx, a) })
}

func bar(t *testing.T, r *rig, subject uid.ID) {
	t.Helper()
	if err := r.DB.Write(t.Context(), func(tx *db.Tx) error { return r.Bar(tx, subject, time.Unix(1, 0)) }); err != nil {
		t.Fatal(err)
	}
}

// From the moment of its erasure nothing is recorded of a subject, also by a
// process that prepared it before and does not know; of others everything is.
func TestBar(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		here, there := newRig(t, dsn), newRig(t, dsn)
		ada, bo := newSubject(t, here.Log), newSubject(t, here.Log)
		late, kept := answer(ada), answer(bo)
		for _, a := range []*Record{late, kept} {
			if err := there.Prepare(t.Context(), a); err != nil {
				t.Fatal(err)
			}
		}
		bar(t, here, ada)
		bar(t, here, ada) // again, which changes nothing
		if err := there.append(late); !fault.Is(err, fault.Forbidden) {
			t.Errorf("another process recorded an erased subject: %v", err)
		}
		if err := there.append(kept); err != nil {
			t.Error(err)
		}
		for _, r := range []*rig{here, there} {
			if err := r.DB.Write(t.Context(), func(tx *db.Tx) error { return r.Standing(tx, bo, ada) }); !fault.Is(err, fault.Forbidden) {
				t.Errorf("Standing of an erased subject: %v", err)
			}
			if err := r.DB.Write(t.Context(), func(tx *db.Tx) error { return r.Standing(tx, bo) }); err != nil {
				t.Error(err)
			}
		}
		bar(t, there, bo)
		to, all, err := here.ErasedSince(t.Context(), 0)
		if err != nil || to != 2 || len(all) != 2 || !slices.Contains(all, ada) || !slices.Contains(all, bo) {
			t.Errorf("ErasedSince(0) = %d, %v, %v", to, all, err)
		}
		if to, all, err = here.ErasedSince(t.Context(), to); err != nil || to != 2 || len(all) != 0 {
			t.Errorf("ErasedSince(2) = %d, %v, %v", to, all, err)
		}
	})
}

// A transaction that bars and fails has barred nobody.
func TestABarThatFailsIsNone(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		r := newRig(t, dsn)
		ada := newSubject(t, r.Log)
		err := r.DB.Write(t.Context(), func(tx *db.Tx) error {
			if err := r.Bar(tx, ada, time.Unix(1, 0)); err != nil {
				return err
			}
			if err := r.Standing(tx, ada); !fault.Is(err, fault.Forbidden) {
				t.Errorf("within its own transaction: %v", err)
			}
			return errors.New("no")
		})
		if err == nil {
			t.Fatal("the transaction did not fail")
		}
		appendAll(t, r.Log, r.DB, answer(ada))
	})
}

// Whoever appends while a subject is being erased either comes before it or is
// refused: nothing of them stands behind the erasure.
func TestBarRace(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		here, there := newRig(t, dsn), newRig(t, dsn)
		ada := newSubject(t, here.Log)
		var writers sync.WaitGroup
		first := make(chan struct{}, 2)
		for _, r := range []*rig{here, there} {
			writers.Go(func() {
				for i := 0; ; i++ {
					a := answer(ada)
					if err := r.Prepare(t.Context(), a); err != nil {
						t.Error(err)
						return
					}
					if err := r.append(a); fault.Is(err, fault.Forbidden) {
						return
					} else if err != nil {
						t.Error(err)
						return
					}
					if i == 20 {
						first <- struct{}{}
					}
				}
			})
		}
		<-first
		var tail int64
		err := here.DB.Write(t.Context(), func(tx *db.Tx) error {
			if err := here.Bar(tx, ada, time.Unix(1, 0)); err != nil {
				return err
			}
			return tx.QueryRow(t.Context(), `SELECT MAX(seq) FROM interaction`).Scan(&tail)
		})
		if err != nil {
			t.Fatal(err)
		}
		writers.Wait()
		if last, err := here.Tail(t.Context()); err != nil || last != tail {
			t.Errorf("the log ends at %d, and the subject was erased at %d (%v)", last, tail, err)
		}
	})
}

// What is believed of people ends with them; a view built again does not bring
// them back, and its cursor still reaches the end.
func TestALivingViewPassesTheErased(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		r := newRig(t, dsn)
		ada, bo := newSubject(t, r.Log), newSubject(t, r.Log)
		for range 3 {
			for _, s := range []uid.ID{ada, bo} {
				appendAll(t, r.Log, r.DB, answer(s))
			}
		}
		bar(t, newRig(t, dsn), ada) // elsewhere
		for _, living := range []bool{true, false} {
			seen := map[uid.ID]int{}
			f := Follower{Name: "view", Living: living, Fold: func(_ context.Context, _ string, rs []*Record) (func(*db.Tx) error, string, error) {
				for _, one := range rs {
					seen[one.Subject]++
				}
				return nil, "", nil
			}}
			n, err := r.Rebuild(t.Context(), View{Follower: f, Clear: func(*db.Tx) error { return nil }})
			want := 3
			if living {
				want = 0
			}
			if err != nil || n != 6 || seen[ada] != want || seen[bo] != 3 {
				t.Errorf("living %v: read %d (%v), saw %d of the erased and %d of the other", living, n, err, seen[ada], seen[bo])
			}
		}
	})
}
