package consent_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"satprep/internal/account"
	. "satprep/internal/consent"
	"satprep/internal/db/dbtest"
	"satprep/internal/interaction"
)

const formHeader = "user_id,purpose,granted,text_version,given_by,given_at,until\n"

func TestImportForms(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		r := open(t, dsn)
		s := New(r.ledger, r.accounts)
		roster := "user_id,role,age_band,name,email\nadult,student,18_plus,A,\nteen,student,13_17,T,\nchild,student,under_13,C,\ngone,student,18_plus,G,\n"
		if done, err := r.accounts.Import(t.Context(), strings.NewReader(roster), new(strings.Builder)); err != nil || done.New != 4 {
			t.Fatal(done, err)
		}
		if err := r.accounts.Close(t.Context(), account.Operator(), "gone"); err != nil {
			t.Fatal(err)
		}
		pending, _ := r.register(t, account.Student, account.Under13)
		find := func(id string) account.Account {
			a, err := r.accounts.Find(t.Context(), id)
			if err != nil {
				t.Fatal(err)
			}
			return a
		}
		adult := find("adult")
		if _, _, err := s.Change(t.Context(), adult.Actor, "adult", []Choice{{Purpose: "voice", Granted: true}, {Purpose: "ai_training", Granted: true}}); err != nil {
			t.Fatal(err)
		}
		if _, _, err := s.Change(t.Context(), adult.Actor, "adult", []Choice{{Purpose: "ai_training"}}); err != nil {
			t.Fatal(err)
		}
		r.move(24 * time.Hour)
		file := formHeader +
			"adult,analytics,true,analytics.v1,learner,2026-01-02,2026-01-06\n" + // 2
			"child,ai_training,yes,ai_training.v1,guardian,2026-01-02T09:00:00Z,\n" + // 3
			"teen,ai_training,true,ai_training.v1,parent,2026-01-03,\n" + // 4
			"teen,ai_training,false,ai_training.v1,learner,2026-01-04,\n" + // 5
			"teen,ai_training,true,ai_training.v1,learner,2026-01-05,\n" + // 6: not at that age
			"adult,ai_training,true,ai_training.v1,learner,2026-01-02,\n" + // 7: another choice since
			"adult,voice,true,analytics.v1,learner,2026-01-06,\n" + // 8: another purpose's text
			"adult,research_export,,research_export.v1,learner,2026-01-02,\n" + // 9
			"adult,research_export,true,research_export.v1,operator,2026-01-02,\n" + // 10
			"adult,research_export,true,research_export.v1,learner,01/02/2026,\n" + // 11
			"adult,research_export,true,research_export.v1,learner,2026-02-02,\n" + // 12: to come
			"adult,research_export,true,research_export.v1,learner,2026-01-02,2026-01-03\n" + // 13: over
			"adult,research_export,false,research_export.v1,learner,2026-01-02,\n" + // 14: does not stand
			"adult,service,false,service.v1,learner,2026-01-02,\n" + // 15
			"nobody,voice,true,voice.v1,learner,2026-01-02,\n" + // 16
			"gone,voice,true,voice.v1,learner,2026-01-02,\n" + // 17
			pending.UserID + ",voice,true,voice.v1,guardian,2026-01-02,\n" + // 18
			"adult,voice,true,voice.v1,learner,2026-01-02,\n" + // 19: the same choice since
			"adult,\"x\n" // 20
		done, err := s.Import(t.Context(), strings.NewReader(file))
		if err != nil {
			t.Fatal(err)
		}
		var bad []string
		for _, r := range done.Refusals {
			bad = append(bad, fmt.Sprint(r.Line, " ", r.Field))
			if r.Sentence == "" {
				t.Errorf("line %d is refused for no reason", r.Line)
			}
		}
		want := []string{"6 purpose", "7 given_at", "8 text_version", "9 granted", "10 given_by", "11 given_at", "12 given_at", "13 until", "15 purpose", "16 user_id", "17 user_id", "18 user_id", "20 "}
		if done.Taken != 5 || done.Unchanged != 1 || done.Refused != len(want) || !slices.Equal(bad, want) {
			t.Errorf("%d taken, %d unchanged, %d refused: %q, want %q", done.Taken, done.Unchanged, done.Refused, bad, want)
		}
		again, err := s.Import(t.Context(), strings.NewReader(file))
		if err != nil || again.Taken != 0 || again.Unchanged != 6 {
			t.Errorf("once more: %d taken, %d unchanged, %v", again.Taken, again.Unchanged, err)
		}
		v, err := s.Show(t.Context(), account.Operator(), "adult")
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(v.History, func(e Entry) bool { return e.Purpose == "analytics" })
		e := v.History[i]
		if !e.OnPaper || e.By != account.ByLearner || !e.BySubject.IsZero() || !e.At.Equal(time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC)) ||
			!e.Until.Equal(time.Date(2026, 1, 7, 0, 0, 0, 0, time.UTC)) || !e.RecordedAt.Equal(r.now()) {
			t.Errorf("entry %+v", e)
		}
		if got := r.purposes(t, find("child").Subject) + " " + r.purposes(t, find("teen").Subject); got != "service,ai_training service" {
			t.Errorf("stands %s", got)
		}
		// It stands from now on, not from when it was signed.
		index, err := r.ledger.AsOf(t.Context(), r.now())
		if err != nil || index.Held(adult.Subject, interaction.Analytics, r.now().Add(-time.Hour)) || !index.Held(adult.Subject, interaction.Analytics, r.now()) {
			t.Errorf("the import reaches back: %v", err)
		}
		r.move(24 * time.Hour)
		if got := r.purposes(t, adult.Subject); got != "service,voice" {
			t.Errorf("after its last day: %s", got)
		}
		if again, err := s.Import(t.Context(), strings.NewReader(file)); err != nil || again.Taken != 0 || again.Unchanged != 6 {
			t.Errorf("after its end: %d taken, %d unchanged, %v", again.Taken, again.Unchanged, err)
		}
	})
}

func TestImportKeepsToTheContract(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		r := open(t, dsn)
		s := New(r.ledger, r.accounts)
		a, _ := r.register(t, account.Student, account.Adult)
		if err := r.ledger.Enforce(t.Context(), true); err != nil {
			t.Fatal(err)
		}
		line := a.UserID + ",%s,true,%[1]s.v1,learner,2026-01-05T08:00:00Z,\n"
		done, err := s.Import(t.Context(), strings.NewReader(formHeader+fmt.Sprintf(line, "research_export")+fmt.Sprintf(line, "ai_training")+fmt.Sprintf(line, "analytics")))
		if err != nil || done.Taken != 1 || done.Refused != 2 || !strings.Contains(done.Refusals[0].Sentence, "contract") {
			t.Errorf("%+v, %v", done, err)
		}
	})
}
