package consent_test

import (
	"context"
	"testing"

	"satprep/internal/account"
	"satprep/internal/db/dbtest"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/uid"
)

func TestStampStandsFromRegistration(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		r := open(t, dsn)
		a, token := r.register(t, account.Student, "13-17")
		st, err := r.ledger.Stamp(t.Context(), a.Subject)
		if err != nil {
			t.Fatal(err)
		}
		if !st.Valid() || st.Purposes != interaction.Service || st.AgeBand != "13_17" || st.School {
			t.Errorf("stamp = %+v", st)
		}
		got, err := r.accounts.Authenticate(t.Context(), token)
		if err != nil || got != a {
			t.Errorf("authenticated as %+v, %v; want %+v", got, err, a)
		}
		var kinds []interaction.Kind
		err = r.log.Scan(t.Context(), 0, 0, func(rec *interaction.Record) error {
			kinds = append(kinds, rec.Kind)
			if rec.Subject != a.Subject || rec.Consent.State != st.State || rec.Origin != interaction.Real {
				t.Errorf("record %+v", rec)
			}
			return nil
		})
		if err != nil || len(kinds) != 1 || kinds[0] != interaction.AccountRegistered {
			t.Errorf("recorded %v, %v", kinds, err)
		}
	})
}

func TestNoStampWithoutConsent(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		r := open(t, dsn)
		child, _ := r.register(t, account.Student, account.Under13)
		if child.Status != account.Pending {
			t.Fatalf("status = %s", child.Status)
		}
		for _, s := range []uid.ID{child.Subject, uid.Random()} {
			if _, err := r.ledger.Stamp(t.Context(), s); !fault.Is(err, fault.Forbidden) {
				t.Errorf("stamp of %s: %v", s, err)
			}
		}
		if tail, err := r.log.Tail(t.Context()); err != nil || tail != 0 {
			t.Errorf("something of a pending child was recorded: %d, %v", tail, err)
		}
	})
}

func BenchmarkStamp(b *testing.B) {
	r := openBench(b)
	a, token, err := r.accounts.Register(b.Context(), account.Registration{Name: "Learner", Password: "long enough", Role: account.Student, Age: account.Teen})
	if err != nil {
		b.Fatal(err)
	}
	b.Run("stamp", func(b *testing.B) {
		for b.Loop() {
			if _, err := r.ledger.Stamp(context.Background(), a.Subject); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("authenticate", func(b *testing.B) {
		for b.Loop() {
			if _, err := r.accounts.Authenticate(context.Background(), token); err != nil {
				b.Fatal(err)
			}
		}
	})
}
