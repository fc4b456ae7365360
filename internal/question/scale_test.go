package question

import (
	"errors"
	"testing"

	"satprep/internal/db"
	"satprep/internal/db/dbtest"
	"satprep/internal/fault"
)

func TestAnchor(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		ctx := t.Context()
		d := dbtest.Open(t, dsn)
		at := newClock()
		s := New(d, at.now)
		if err := s.Open(ctx); err != nil {
			t.Fatal(err)
		}
		before := s.Bank(ctx)
		if before.Scale.Anchored() {
			t.Fatalf("%+v", before.Scale)
		}
		scale := Scale{RW: 18.5, Math: 31, Learners: 50}
		var said string
		set, err := s.Anchor(ctx, By{}, scale, func(_ *db.Tx, set string) error {
			said = set
			return nil
		})
		if err != nil || set != said || set == before.ParamsVersion {
			t.Fatalf("%q, %q, %v", set, said, err)
		}
		for _, of := range []*Service{s, New(d, at.now)} { // and one that reads it anew
			if err := of.Open(ctx); err != nil {
				t.Fatal(err)
			}
			now := of.Bank(ctx)
			if now.ParamsVersion != set || now.Scale != scale || now.Version != before.Version || now.Scale.SD(RW) != 18.5 || now.Scale.SD(Math) != 31 {
				t.Errorf("%s %+v", now.ParamsVersion, now.Scale)
			}
			for _, q := range before.Questions {
				if x, ok := now.ByID(q.ID); !ok || x.Params != q.Params {
					t.Fatalf("%s has other parameters", q.ID)
				}
			}
			old, err := of.At(ctx, before.ParamsVersion)
			if err != nil || old.Scale.Anchored() || old.ParamsVersion != before.ParamsVersion {
				t.Errorf("who began before: %+v %v", old.Scale, err)
			}
		}
		// Nothing is done by halves, or twice, and what was linked to the scale still is.
		undone := errors.New("undone")
		if _, err := s.Anchor(ctx, By{}, Scale{RW: 1, Math: 1, Learners: 60}, func(*db.Tx, string) error { return undone }); !errors.Is(err, undone) || s.Bank(ctx).Scale != scale {
			t.Errorf("%v, %+v", err, s.Bank(ctx).Scale)
		}
		no := func(*db.Tx, string) error { return errors.New("was asked") }
		if _, err := s.Anchor(ctx, By{}, scale, no); !fault.Is(err, fault.Conflict) {
			t.Errorf("once more: %v", err)
		}
		for _, bad := range []Scale{{}, {RW: -1, Learners: 50}, {RW: 20, Math: 20}} {
			if _, err := s.Anchor(ctx, By{}, bad, no); !fault.Is(err, fault.Invalid) {
				t.Errorf("%+v: %v", bad, err)
			}
		}
		q := before.Questions[0]
		v := Proposed{Version: q.Version, Params: q.Params}
		v.B, v.Source = v.B+.3, Calibrated
		done, err := s.Promote(ctx, Promotion{Number: before.Number, Params: map[string]Proposed{q.ID: v}})
		if err != nil || s.Bank(ctx).Scale != scale || done.Set == set {
			t.Errorf("parameters promoted later: %+v %v, scale %+v", done, err, s.Bank(ctx).Scale)
		}
	})
}
