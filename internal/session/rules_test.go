package session_test

import (
	"math"
	"testing"
	"time"

	"satprep/internal/db"
	"satprep/internal/db/dbtest"
	"satprep/internal/interaction"
	"satprep/internal/selection"
	"satprep/internal/session"
	"satprep/internal/uid"
)

// Clients that ask by the older word get the same choices under their true name,
// and so does a session that was begun when that word was the rule's name.
func TestOlderWordOfARule(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		ctx, s := t.Context(), open(t, dsn)
		for mode, want := range map[string]string{"": "randomesque", "max_information": "randomesque", "randomesque": "randomesque", "learn": "learn"} {
			a := s.student()
			r, err := s.sessions.StartPractice(ctx, a, session.Start{Domain: "Math", NumQuestions: 5, Mode: mode})
			if err != nil {
				t.Fatal(err)
			}
			id, err := uid.Parse(r.SessionID)
			if err != nil {
				t.Fatal(err)
			}
			if mode == "max_information" { // as a server before this one wrote it
				if err := s.db.Write(ctx, func(tx *db.Tx) error {
					_, err := tx.Exec(`UPDATE session SET rule = ? WHERE id = ?`, mode, id)
					return err
				}); err != nil {
					t.Fatal(err)
				}
				s.sessions = s.room()
			}
			for range 2 {
				s.pass(time.Minute)
				s.follow()
				q := s.find(r.Questions[0].ID)
				if r, err = s.submit(a, id, submission(q.ID, q.Keys[0], 40)); err != nil {
					t.Fatal(err)
				}
			}
			for _, rec := range s.records(a) {
				if b, err := interaction.BodyAs[interaction.Started](rec); rec.Kind == interaction.PracticeStarted && (err != nil || b.Rule != want) {
					t.Errorf("%q: started by rule %q, %v", mode, b.Rule, err)
				}
				if rec.Kind != interaction.PracticeAnswered {
					continue
				}
				if p := rec.Provenance; p.Policy != want || p.PolicyVersion != selection.PolicyVersion {
					t.Errorf("%q: recorded as %s %s", mode, p.Policy, p.PolicyVersion)
				}
				// Each of the best five has a fifth of its branch, or shares it with its equals.
				for _, c := range rec.Why.Support {
					if c.P > .2+1e-9 {
						t.Errorf("%q: %+v is no draw among five", mode, c)
					}
				}
				if math.IsNaN(rec.Why.Propensity.V) || len(rec.Why.Support) < 5 {
					t.Errorf("%q: %+v", mode, rec.Why)
				}
			}
		}
	})
}
