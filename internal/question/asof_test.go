package question

import (
	"reflect"
	"testing"

	"satprep/internal/db/dbtest"
)

// The bank as of a time has the key of that time, however often it was corrected
// since.
func TestAsOf(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		ctx, d, c := t.Context(), dbtest.Open(t, dsn), newClock()
		s := open(t, d, c.now)
		old := firstOf(t, s.Bank(ctx), Choices)
		if b := s.Bank(ctx); b.AsOf(c.now()) != b {
			t.Error("a bank without corrections was made anew")
		}
		key := otherLetter(old)
		named := map[string]string{old.Keys[0]: "misread"}
		before := c.now()
		c.pass(checkEvery)
		if _, err := s.Correct(ctx, By{}, old.ID, Rekeying{Keys: []string{key}, Misconceptions: named}); err != nil {
			t.Fatal(err)
		}
		b := s.Bank(ctx)
		between := c.now()
		then, ok := b.AsOf(before).ByID(old.ID)
		if !ok || !reflect.DeepEqual(then.Content, old.Content) || then.Version != old.Version || then.Params != old.Params || then.Use != old.Use {
			t.Errorf("before its correction it was %+v, want %+v", then, old)
		}
		if b.AsOf(before).Rekeyed(old.ID) || !b.AsOf(before).InForce(old.ID, old.Version) || len(b.AsOf(before).Questions) != len(b.Questions) {
			t.Error("the correction stands before it came")
		}
		c.pass(checkEvery)
		if _, err := s.Correct(ctx, By{}, old.ID, Rekeying{Keys: old.Keys, Misconceptions: map[string]string{key: "misread"}}); err != nil {
			t.Fatal(err)
		}
		b = s.Bank(ctx)
		first, _ := b.AsOf(before).ByID(old.ID)
		second, _ := b.AsOf(between).ByID(old.ID)
		if first.Version != old.Version || second.Keys[0] != key || len(b.AsOf(between).Corrections(old.ID)) != 1 {
			t.Errorf("keys were %v and then %v", first.Keys, second.Keys)
		}
		if b.AsOf(c.now()) != b {
			t.Error("nothing came later, and the bank was made anew")
		}
	})
}
