package consent_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"satprep/internal/account"
	. "satprep/internal/consent"
	"satprep/internal/db/dbtest"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/uid"
)

// recorded prepares a record as a room would that asked for the stamp before,
// and returns what it says may be done with it.
func (r *rooms) recorded(t *testing.T, subject uid.ID, stamp interaction.Stamp) string {
	t.Helper()
	rec := &interaction.Record{Subject: subject, Kind: interaction.PracticeAnswered, Origin: interaction.Real, Consent: stamp}
	if err := r.log.Prepare(t.Context(), rec); err != nil {
		t.Fatal(err)
	}
	return rec.Consent.Purposes.String()
}

func TestGrantEndsByItself(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		r := open(t, dsn)
		s := New(r.ledger, r.accounts)
		a, _ := r.register(t, account.Student, account.Adult)
		end := r.now().Add(time.Hour)
		_, receipt, err := s.Change(t.Context(), a, a.UserID, []Choice{{Purpose: "analytics", Granted: true, Until: end}, {Purpose: "voice", Granted: true, Until: end.Add(time.Hour)}, {Purpose: "research_export", Granted: true}})
		if err != nil || len(receipt.Changes) != 3 || !receipt.Changes[0].Until.Equal(end) {
			t.Fatalf("receipt %+v, %v", receipt, err)
		}
		stamp, err := r.ledger.Stamp(t.Context(), a.Subject)
		if err != nil {
			t.Fatal(err)
		}
		r.move(time.Hour - time.Microsecond)
		if got := r.recorded(t, a.Subject, stamp); got != "service,analytics,research_export,voice" {
			t.Errorf("a microsecond before the end: %s", got)
		}
		r.move(time.Microsecond)
		const left = "service,research_export,voice"
		if got := r.recorded(t, a.Subject, stamp); got != left {
			t.Errorf("at the end, under a stamp from before: %s", got)
		}
		if got := r.purposes(t, a.Subject); got != left {
			t.Errorf("at the end, asked again: %s", got)
		}
		all := uid.ID{}
		for i := range all {
			all[i] = 0xff
		}
		if h, err := r.ledger.Holders(t.Context(), interaction.Analytics, uid.ID{}, all); err != nil || h[a.Subject] {
			t.Errorf("holds it still: %v, %v", h, err)
		}
		v, err := s.Show(t.Context(), a, a.UserID)
		if err != nil || v.Purposes[1].Granted || v.Purposes[1].By != account.ByExpiry || !v.Purposes[1].Since.Equal(end) || !v.Purposes[4].Until.Equal(end.Add(time.Hour)) {
			t.Errorf("shown %+v, %v", v.Purposes, err)
		}

		// Written down once, under what stands since, and the other end stays.
		r.move(time.Minute)
		for i := range 2 {
			if n, err := s.Sweep(t.Context()); err != nil || n != 1-i {
				t.Errorf("swept %d, %v", n, err)
			}
		}
		if facts := r.facts(t, a.Subject); facts[len(facts)-1] != "analytics false expiry under "+left {
			t.Errorf("recorded %q", facts)
		}
		again, err := s.Show(t.Context(), a, a.UserID)
		if err != nil || len(again.History) != len(v.History) || !again.Purposes[4].Until.Equal(end.Add(time.Hour)) {
			t.Errorf("shown %+v, %v", again, err)
		}

		// A grant without an end takes the end away; a change writes down what
		// ended before it.
		r.move(2 * time.Hour)
		if _, _, err := s.Change(t.Context(), a, a.UserID, []Choice{{Purpose: "analytics", Granted: true}}); err != nil {
			t.Fatal(err)
		}
		facts := r.facts(t, a.Subject)
		const stands = "service,analytics,research_export"
		if !slices.Equal(facts[len(facts)-2:], []string{"voice false expiry under " + stands, "analytics true learner under " + stands}) {
			t.Errorf("recorded %q", facts)
		}
		if n, err := s.Sweep(t.Context()); err != nil || n != 0 {
			t.Errorf("swept %d, %v", n, err)
		}
	})
}

func TestEndsThatCannotBe(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		r := open(t, dsn)
		s := New(r.ledger, r.accounts)
		a, _ := r.register(t, account.Student, account.Adult)
		for _, c := range []Choice{
			{Purpose: "voice", Granted: true, Until: r.now()},
			{Purpose: "voice", Granted: true, Until: time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)},
			{Purpose: "voice", Until: r.now().Add(time.Hour)},
			{Purpose: "service", Granted: true, Until: r.now().Add(time.Hour)},
		} {
			if _, _, err := s.Change(t.Context(), a, a.UserID, []Choice{c}); !fault.Is(err, fault.Invalid) || fault.Field(err) != "until" {
				t.Errorf("%+v: %v", c, err)
			}
		}
		if got := r.purposes(t, a.Subject); got != "service" {
			t.Errorf("stands %s", got)
		}
	})
}

// What was read as of a moment is read again, whatever is decided in that same
// microsecond afterwards.
func TestAsOfStands(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		r := open(t, dsn)
		s := New(r.ledger, r.accounts)
		a, _ := r.register(t, account.Student, account.Adult)
		tutor := uid.Random() // whose consent is not known
		change := func(granted bool) {
			if _, _, err := s.Change(t.Context(), a, a.UserID, []Choice{{Purpose: "ai_training", Granted: granted}}); err != nil {
				t.Fatal(err)
			}
		}
		read := func(at time.Time) *AsOf {
			index, err := r.ledger.AsOf(t.Context(), at)
			if err != nil {
				t.Fatal(err)
			}
			return index
		}
		change(true)
		at := r.now()
		if i := read(at); !i.Held(a.Subject, interaction.AITraining, at) || i.Held(tutor, interaction.AITraining, at) || i.Held(a.Subject, interaction.AITraining, at.Add(-time.Microsecond)) {
			t.Error("held wrongly as of the grant")
		}
		change(false) // the clock stands
		if i := read(at); !i.Held(a.Subject, interaction.AITraining, at) {
			t.Error("the same moment was read another way")
		}
		r.move(time.Second)
		i := read(r.now().Add(time.Hour)) // nothing is known of the future
		if i.Held(a.Subject, interaction.AITraining, at) || !i.Held(a.Subject, interaction.Service, at) || !i.At().Equal(r.now()) || i.Subjects() != 1 {
			t.Errorf("as of %s, %d subjects", i.At(), i.Subjects())
		}
		stamp, err := r.ledger.Stamp(t.Context(), a.Subject)
		if err != nil {
			t.Fatal(err)
		}
		rec := &interaction.Record{Subject: a.Subject, ReceivedAt: r.now(), Consent: stamp}
		if !i.Admits(rec, interaction.Service) || i.Admits(rec, interaction.AITraining) {
			t.Error("admitted wrongly")
		}
		if rec.Actor = tutor; i.Admits(rec, interaction.Service) {
			t.Error("the words of somebody who agreed to nothing are admitted")
		}
	})
}

func TestSchoolModeIsWrittenDown(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		r := open(t, dsn)
		s := New(r.ledger, r.accounts)
		a, _ := r.register(t, account.Student, account.Adult)
		if _, _, err := s.Change(t.Context(), a, a.UserID, []Choice{{Purpose: "ai_training", Granted: true}, {Purpose: "analytics", Granted: true}}); err != nil {
			t.Fatal(err)
		}
		free := r.now()
		for _, school := range []bool{true, true, false} {
			r.move(time.Hour)
			if err := r.ledger.Enforce(t.Context(), school); err != nil {
				t.Fatal(err)
			}
			other, err := NewLedger(LedgerDeps{DB: r.db, Log: r.log, Now: r.now})
			if err == nil {
				err = other.Recall(t.Context())
			}
			if err != nil || other.School != school {
				t.Errorf("a verb beside the server: school %v, %v", other.School, err)
			}
			if st, err := other.Stamp(t.Context(), a.Subject); err != nil || st.School != school {
				t.Errorf("stamp %+v, %v", st, err)
			}
		}
		index, err := r.ledger.AsOf(t.Context(), r.now())
		if err != nil {
			t.Fatal(err)
		}
		contract := free.Add(90 * time.Minute)
		if !index.Held(a.Subject, interaction.AITraining, free) || index.Held(a.Subject, interaction.AITraining, contract) || !index.Held(a.Subject, interaction.Analytics, contract) {
			t.Error("an event is judged by the mode of another time")
		}
		if index, err = r.ledger.AsOf(t.Context(), contract); err != nil || index.Held(a.Subject, interaction.AITraining, free) {
			t.Errorf("read under a contract, data would leave: %v", err)
		}
	})
}

// Who says that they are a child waits for a parent, who confirms by agreeing.
func TestChildAfterAll(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		r := open(t, dsn)
		s := New(r.ledger, r.accounts)
		child, parent := r.family(t, account.Teen)
		if _, _, err := s.Change(t.Context(), child, child.UserID, []Choice{{Purpose: "analytics", Granted: true}}); err != nil {
			t.Fatal(err)
		}
		if _, err := r.accounts.StateAge(t.Context(), child, child.UserID, account.Under13); err != nil {
			t.Fatal(err)
		}
		a, err := r.accounts.Find(t.Context(), child.UserID)
		if err != nil || a.Status != account.Pending || r.purposes(t, child.Subject) != "nothing" {
			t.Fatalf("%+v, %v", a, err)
		}
		_, _, err = s.Change(t.Context(), a.Actor, child.UserID, []Choice{{Purpose: "service", Granted: true}})
		if !fault.Is(err, fault.Forbidden) {
			t.Errorf("a child confirms itself: %v", err)
		}
		_, _, err = s.Change(t.Context(), parent, child.UserID, []Choice{{Purpose: "service", Granted: true}, {Purpose: "nonsense", Granted: true}})
		if a, _ := r.accounts.Find(t.Context(), child.UserID); !fault.Is(err, fault.Invalid) || a.Status != account.Pending {
			t.Errorf("all choices or none: %v, %s", err, a.Status)
		}
		v, receipt, err := s.Change(t.Context(), parent, child.UserID, []Choice{{Purpose: "service", Granted: true}, {Purpose: "voice", Granted: true}})
		if err != nil || v.Pending || len(receipt.Changes) != 2 || r.purposes(t, child.Subject) != "service,voice" {
			t.Errorf("confirmed: %+v, receipt %+v, %v", v.Purposes, receipt, err)
		}
		var entries []string
		for _, e := range v.History {
			entries = append(entries, e.By+" "+e.Purpose)
		}
		if got := strings.Join(entries, ", "); got != "learner service, learner analytics, learner analytics, learner service, guardian service, guardian voice" {
			t.Errorf("history: %s", got)
		}
	})
}
