package question

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"satprep/internal/db"
	"satprep/internal/db/dbtest"
	"satprep/internal/irt"
)

// Whatever changed the bank since, as of a time it is what it was then.
func TestAsOf(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		ctx, d, c := t.Context(), dbtest.Open(t, dsn), newClock()
		s := open(t, d, c.now)
		type stood struct {
			at   time.Time
			bank *Bank
		}
		began := c.now()
		was := []stood{{began, s.Bank(ctx)}}
		q, other := firstOf(t, s.Bank(ctx), Choices), s.Bank(ctx).Questions[5]
		change := func(what string, f func() error) {
			t.Helper()
			c.pass(2 * checkEvery)
			if err := f(); err != nil {
				t.Fatalf("%s: %v", what, err)
			}
			now := s.Bank(ctx)
			if now == was[len(was)-1].bank {
				t.Fatalf("%s changed nothing", what)
			}
			was = append(was, stood{c.now(), now})
		}
		take := func(line string) error {
			r, err := s.Import(ctx, By{Origin: "import"}, strings.NewReader(line))
			if len(r.Bad) > 0 {
				t.Fatal(r.Bad)
			}
			return err
		}
		key := otherLetter(q)
		correct := func(to string, named string) func() error {
			return func() error {
				_, err := s.Correct(ctx, By{}, q.ID, Rekeying{Keys: []string{to}, Misconceptions: map[string]string{named: "misread"}})
				return err
			}
		}
		change("a correction", correct(key, q.Keys[0]))
		change("an edit", func() error { return take(edited(t, other, reword)) })
		change("a retirement", func() error { return s.Retire(ctx, By{}, s.Bank(ctx).Questions[7].ID, true) })
		change("a promotion", func() error {
			b := s.Bank(ctx)
			at, _ := b.ByID(other.ID)
			_, err := s.Promote(ctx, Promotion{Number: b.Number, Params: map[string]Proposed{at.ID: {Version: at.Version, Params: Params{Params: irt.Params{A: 1.2, B: .3}, BSD: .1, ALnSD: .1, Source: Calibrated, Responses: 300}}}})
			return err
		})
		change("a scale", func() error {
			_, err := s.Anchor(ctx, By{}, Scale{RW: 20, Math: 25, Learners: 60}, func(*db.Tx, string) error { return nil })
			return err
		})
		change("an edit back", func() error { return take(edited(t, other, func(map[string]any) {})) })
		change("other words on a skill", func() error { return take(`{"skill":"circles","strategy":"Draw it."}`) })
		change("a correction back", correct(q.Keys[0], key))

		for i, then := range was {
			b, err := s.AsOf(ctx, then.at)
			if err != nil {
				t.Fatal(err)
			}
			if b.Version != then.bank.Version || b.ParamsVersion != then.bank.ParamsVersion || b.Number != then.bank.Number || b.Scale != then.bank.Scale {
				t.Errorf("after %d changes it was bank %d %s, %s, %v; read back %d %s, %s, %v", i, then.bank.Number, then.bank.Version, then.bank.ParamsVersion, then.bank.Scale,
					b.Number, b.Version, b.ParamsVersion, b.Scale)
			}
			if diff := cmp.Diff(then.bank.Questions, b.Questions); diff != "" {
				t.Errorf("questions after %d changes: %s", i, diff)
			}
			if diff := cmp.Diff(then.bank.Skills(), b.Skills()); diff != "" {
				t.Errorf("skills after %d changes: %s", i, diff)
			}
			if diff := cmp.Diff(then.bank.Corrections(""), b.Corrections(""), cmp.AllowUnexported(Correction{})); diff != "" {
				t.Errorf("corrections after %d changes: %s", i, diff)
			}
			for id, x := range then.bank.byID {
				if y, err := b.Find(id, x.Version); err != nil || y.Retired != x.Retired || y.Params != x.Params {
					t.Errorf("question %s after %d changes: %+v, %v", id, i, y, err)
				}
			}
		}
		if b, err := s.AsOf(ctx, began.Add(-time.Hour)); err != nil || b.Number != 1 {
			t.Errorf("before the first bank there is bank %v, %v; want the first", b, err)
		}
		if b, err := s.AsOf(ctx, c.now()); err != nil || b != s.Bank(ctx) {
			t.Errorf("nothing came later, and the bank was read anew (%v)", err)
		}
	})
}
