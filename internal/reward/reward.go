// Package reward counts points: a view of the log that can be dropped and
// rebuilt equal.
//
// Words: *points* are given by the session room at the end of a practice
// session (50) and of a full test (200) and recorded with it.
//
// It follows the ends of sessions, which carry the points. It never gives points itself and
// never ranks people.
package reward

import (
	"context"

	"satprep/internal/db"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/uid"
)

// Points is what a subject has earned.
type Points struct {
	Total    int64 // points
	Sessions int   // practice sessions and diagnostics ended
	Tests    int   // full tests ended
}

// Service reads points.
type Service struct{ db *db.DB }

// New returns the room on d.
func New(d *db.DB) *Service { return &Service{db: d} }

// Find returns a subject's points; nobody has none, so it never misses.
func (s *Service) Find(ctx context.Context, subject uid.ID) (p Points, err error) {
	defer fault.In(&err, "reward.Find")
	err = s.db.QueryRow(ctx, `SELECT total, sessions, tests FROM points WHERE subject = ?`, subject).Scan(&p.Total, &p.Sessions, &p.Tests)
	if db.None(err) {
		err = nil
	}
	return p, err
}

// View follows the log.
func (s *Service) View() interaction.View {
	return interaction.View{
		Follower: interaction.Follower{Name: "reward", Fold: fold, Living: true,
			Kinds: []interaction.Kind{interaction.PracticeEnded, interaction.DiagnosticEnded, interaction.TestEnded}},
		Clear: func(tx *db.Tx) error {
			_, err := tx.Exec(`DELETE FROM points`)
			return err
		},
	}
}

func fold(_ context.Context, note string, records []*interaction.Record) (func(*db.Tx) error, string, error) {
	type sum struct {
		Points
		at int64
	}
	sums := map[uid.ID]*sum{}
	var order []uid.ID
	for _, r := range records {
		ended := r.Kind == interaction.PracticeEnded || r.Kind == interaction.DiagnosticEnded
		s := sums[r.Subject]
		if s == nil {
			s = &sum{}
			sums[r.Subject], order = s, append(order, r.Subject)
		}
		s.Total += int64(r.After.Points.V)
		s.at = db.Micros(r.ReceivedAt)
		if ended {
			s.Sessions++
		} else {
			s.Tests++
		}
	}
	if len(order) == 0 {
		return nil, note, nil
	}
	return func(tx *db.Tx) error {
		for _, subject := range order {
			s := sums[subject]
			_, err := tx.Exec(`INSERT INTO points (subject, total, sessions, tests, updated_at) VALUES (?, ?, ?, ?, ?)
				ON CONFLICT (subject) DO UPDATE SET total = points.total + excluded.total, sessions = points.sessions + excluded.sessions,
				tests = points.tests + excluded.tests, updated_at = excluded.updated_at`,
				subject, s.Total, s.Sessions, s.Tests, s.at)
			if err != nil {
				return err
			}
		}
		return nil
	}, note, nil
}
