package consent_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"satprep/internal/account"
	. "satprep/internal/consent"
	"satprep/internal/db/dbtest"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/uid"
)

func (r *rooms) family(t *testing.T, age account.AgeBand) (learner, parent account.Actor) {
	t.Helper()
	learner, _ = r.register(t, account.Student, age)
	parent, _ = r.register(t, account.Parent, account.Adult)
	code, err := r.accounts.InviteLink(t.Context(), learner, account.Parent)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.accounts.Accept(t.Context(), parent, code.Code); err != nil {
		t.Fatal(err)
	}
	a, err := r.accounts.Find(t.Context(), learner.UserID)
	if err != nil {
		t.Fatal(err)
	}
	return a.Actor, parent
}

func (r *rooms) purposes(t *testing.T, subject uid.ID) string {
	t.Helper()
	st, err := r.ledger.Stamp(t.Context(), subject)
	if fault.Is(err, fault.Forbidden) {
		return "nothing"
	} else if err != nil {
		t.Fatal(err)
	}
	return st.Purposes.String()
}

func (r *rooms) facts(t *testing.T, subject uid.ID) (all []string) {
	t.Helper()
	err := r.log.ScanSubject(t.Context(), subject, 0, 0, func(rec *interaction.Record) error {
		if rec.Kind != interaction.ConsentChanged {
			return nil
		}
		f, err := interaction.BodyAs[interaction.ConsentFact](rec)
		if err != nil {
			return err
		}
		if len(f.Digest) != 64 || !strings.HasPrefix(f.Text, f.Purpose+".v") {
			t.Errorf("%s: text %s, digest %s", f.Purpose, f.Text, f.Digest)
		}
		all = append(all, fmt.Sprint(f.Purpose, " ", f.Granted, " ", f.By, " under ", rec.Consent.Purposes))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestGrantAndWithdraw(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		r := open(t, dsn)
		s := New(r.ledger, r.accounts)
		a, _ := r.register(t, account.Student, account.Teen)
		first, err := r.ledger.Stamp(t.Context(), a.Subject)
		if err != nil {
			t.Fatal(err)
		}
		r.move(time.Hour)
		v, _, err := s.Change(t.Context(), a, a.UserID, []Choice{{Purpose: "analytics", Granted: true}, {Purpose: "research_export", Granted: true}})
		if err != nil {
			t.Fatal(err)
		}
		// seen at once, though the stamp was remembered
		if got := r.purposes(t, a.Subject); got != "service,analytics,research_export" {
			t.Errorf("after the grant: %s", got)
		}
		second, err := r.ledger.Stamp(t.Context(), a.Subject)
		if err != nil || second.State == first.State || v.State != second.State || !v.Since.Equal(epoch.Add(time.Hour)) {
			t.Errorf("states %d, %d, %d since %v, %v", first.State, second.State, v.State, v.Since, err)
		}
		r.move(time.Hour)
		if _, _, err := s.Change(t.Context(), a, a.UserID, []Choice{{Purpose: "analytics", Granted: false}, {Purpose: "research_export", Granted: true}}); err != nil {
			t.Fatal(err)
		}
		if got := r.purposes(t, a.Subject); got != "service,research_export" {
			t.Errorf("after the withdrawal: %s", got)
		}
		third, _, err := s.Change(t.Context(), a, a.UserID, []Choice{{Purpose: "research_export", Granted: true}, {Purpose: "voice", Granted: false}})
		if err != nil {
			t.Fatal(err)
		}
		want := []string{
			"service true learner", "analytics true learner", "research_export true learner", "analytics false learner",
		}
		var got []string
		for _, e := range third.History {
			got = append(got, fmt.Sprint(e.Purpose, " ", e.Granted, " ", e.By))
			if e.BySubject != a.Subject || e.State == 0 || !e.Until.IsZero() {
				t.Errorf("entry %+v", e)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("what changed nothing was written? %s", diff)
		}
		wantFacts := []string{
			"analytics true learner under service,analytics,research_export", "research_export true learner under service,analytics,research_export",
			"analytics false learner under service,research_export",
		}
		if diff := cmp.Diff(wantFacts, r.facts(t, a.Subject)); diff != "" {
			t.Error(diff)
		}
		p := third.Purposes[1]
		if p.Purpose != "analytics" || p.Granted || !p.Since.Equal(epoch.Add(2*time.Hour)) || p.By != "learner" || !p.MayChange || !strings.HasPrefix(p.Body, "# ") {
			t.Errorf("standing %+v", p)
		}
		if p := third.Purposes[0]; p.MayChange || !strings.Contains(p.WhyNot, "close the account") {
			t.Errorf("standing of service %+v", p)
		}
	})
}

func TestChangeRefuses(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		r := open(t, dsn)
		s := New(r.ledger, r.accounts)
		a, _ := r.register(t, account.Student, account.Teen)
		b, _ := r.register(t, account.Student, account.Adult)
		pending, _ := r.register(t, account.Student, account.Under13)
		for _, c := range []struct {
			what    string
			who     account.Actor
			of      string
			choices []Choice
			kind    fault.Kind
			word    string
		}{
			{"service", a, a.UserID, []Choice{{Purpose: "analytics", Granted: true}, {Purpose: "service", Granted: false}}, fault.Conflict, "close the account"},
			{"AI training at 15", a, a.UserID, []Choice{{Purpose: "ai_training", Granted: true}}, fault.Forbidden, "parent or guardian"},
			{"another's", a, b.UserID, []Choice{{Purpose: "analytics", Granted: true}}, fault.Forbidden, "not yours"},
			{"nobody's", a, "nobody", []Choice{{Purpose: "analytics", Granted: true}}, fault.Forbidden, "not yours"},
			{"the operator consents", account.Operator(), b.UserID, []Choice{{Purpose: "analytics", Granted: true}}, fault.Forbidden, "operator"},
			{"no such purpose", b, b.UserID, []Choice{{Purpose: "marketing", Granted: true}}, fault.Invalid, "purpose"},
			{"twice", b, b.UserID, []Choice{{Purpose: "voice", Granted: true}, {Purpose: "voice", Granted: false}}, fault.Invalid, "twice"},
			{"pending", pending, pending.UserID, []Choice{{Purpose: "voice", Granted: true}}, fault.Forbidden, "waits"},
		} {
			_, _, err := s.Change(t.Context(), c.who, c.of, c.choices)
			if fault.KindOf(err) != c.kind || !strings.Contains(fault.Sentence(err), c.word) {
				t.Errorf("%s: %v", c.what, err)
			}
		}
		if got := r.purposes(t, a.Subject); got != "service" {
			t.Errorf("a refused change left %s", got)
		}
		if _, err := s.Show(t.Context(), a, b.UserID); !fault.Is(err, fault.Forbidden) {
			t.Errorf("another's consent is shown: %v", err)
		}
		if v, err := s.Show(t.Context(), pending, pending.UserID); err != nil || !v.Pending || v.State != 0 || v.Purposes[0].Granted || v.Purposes[0].MayChange {
			t.Errorf("pending: %+v, %v", v, err)
		}
	})
}

func TestGuardian(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		r := open(t, dsn)
		s := New(r.ledger, r.accounts)
		child, parent := r.family(t, account.Under13)
		if got := r.purposes(t, child.Subject); got != "service" {
			t.Fatalf("confirmed with %s", got)
		}
		if v, err := s.Show(t.Context(), parent, child.UserID); err != nil || v.History[0].By != "guardian" || v.History[0].BySubject != parent.Subject {
			t.Errorf("who confirmed: %+v, %v", v.History, err)
		}
		if _, _, err := s.Change(t.Context(), child, child.UserID, []Choice{{Purpose: "voice", Granted: true}}); !fault.Is(err, fault.Forbidden) {
			t.Errorf("a child consents: %v", err)
		}
		if _, _, err := s.Change(t.Context(), parent, child.UserID, []Choice{{Purpose: "analytics", Granted: true}, {Purpose: "ai_training", Granted: true}}); err != nil {
			t.Fatal(err)
		}
		if _, _, err := s.Change(t.Context(), child, child.UserID, []Choice{{Purpose: "ai_training", Granted: false}}); err != nil {
			t.Errorf("withdrawing is the child's own right: %v", err)
		}
		if got := r.purposes(t, child.Subject); got != "service,analytics" {
			t.Errorf("stands %s", got)
		}

		// A birthday keeps what was granted; being younger than we knew does not.
		if _, _, err := s.Change(t.Context(), parent, child.UserID, []Choice{{Purpose: "ai_training", Granted: true}}); err != nil {
			t.Fatal(err)
		}
		if _, err := r.accounts.StateAge(t.Context(), parent, child.UserID, account.Teen); err != nil {
			t.Fatal(err)
		}
		st, err := r.ledger.Stamp(t.Context(), child.Subject)
		if err != nil || st.AgeBand != "13_17" || st.Purposes.String() != "service,analytics,ai_training" {
			t.Errorf("after the birthday: %+v, %v", st, err)
		}
		if _, err := r.accounts.StateAge(t.Context(), account.Operator(), child.UserID, account.Under13); err != nil {
			t.Fatal(err)
		}
		st, err = r.ledger.Stamp(t.Context(), child.Subject)
		if err != nil || st.AgeBand != "under_13" || st.Purposes.String() != "service" {
			t.Errorf("younger after all: %+v, %v", st, err)
		}
	})
}

func TestCloseWithdrawsAll(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		r := open(t, dsn)
		s := New(r.ledger, r.accounts)
		a, _ := r.register(t, account.Student, account.Adult)
		if _, _, err := s.Change(t.Context(), a, a.UserID, []Choice{{Purpose: "voice", Granted: true}}); err != nil {
			t.Fatal(err)
		}
		if err := r.accounts.Close(t.Context(), a, a.UserID); err != nil {
			t.Fatal(err)
		}
		if got := r.purposes(t, a.Subject); got != "nothing" {
			t.Errorf("stands %s", got)
		}
		facts := r.facts(t, a.Subject)
		if !slices.Equal(facts[1:], []string{"service false learner under service,voice", "voice false learner under service,voice"}) {
			t.Errorf("recorded %q", facts)
		}
		if v, err := s.Show(t.Context(), account.Operator(), a.UserID); err != nil || v.Pending || v.Purposes[0].Granted || v.Purposes[4].MayChange {
			t.Errorf("shown %+v, %v", v, err)
		}
	})
}

// Changes at the same time all count, in some order, and no state has two
// successors.
func TestChangesAtOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		r := open(t, dsn)
		s := New(r.ledger, r.accounts)
		a, _ := r.register(t, account.Student, account.Adult)
		var wg sync.WaitGroup
		errs := make([]error, 3)
		for i, p := range []string{"analytics", "research_export", "voice"} {
			wg.Go(func() { _, _, errs[i] = s.Change(t.Context(), a, a.UserID, []Choice{{Purpose: p, Granted: true}}) })
		}
		wg.Wait()
		for _, err := range errs {
			if err != nil {
				t.Error(err)
			}
		}
		if got := r.purposes(t, a.Subject); got != "service,analytics,research_export,voice" {
			t.Errorf("stands %s", got)
		}
		if facts := r.facts(t, a.Subject); len(facts) != 3 {
			t.Errorf("recorded %q", facts)
		}
	})
}
