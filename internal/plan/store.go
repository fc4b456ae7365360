package plan

import (
	"context"
	"database/sql"
	"time"

	"satprep/internal/db"
	"satprep/internal/fault"
	"satprep/internal/uid"
)

func findGoal(ctx context.Context, q db.Queryer, subject uid.ID) (g Goal, err error) {
	var target sql.Null[int64]
	err = q.QueryRow(ctx, `SELECT target, test_date, diagnostic_skipped FROM goal WHERE subject = ?`, subject).Scan(&target, &g.TestDate, &g.DiagnosticSkipped)
	if db.None(err) {
		return Goal{}, nil
	}
	g.Target = int(target.V)
	return g, err
}

func storeGoal(tx *db.Tx, subject uid.ID, g Goal, now time.Time) error {
	var target any
	if g.Target > 0 {
		target = g.Target
	}
	_, err := tx.Exec(`INSERT INTO goal (subject, target, test_date, diagnostic_skipped, updated_at) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (subject) DO UPDATE SET target = excluded.target, test_date = excluded.test_date,
		diagnostic_skipped = excluded.diagnostic_skipped, updated_at = excluded.updated_at`, subject, target, g.TestDate, g.DiagnosticSkipped, db.Micros(now))
	return err
}

func listScores(ctx context.Context, q db.Queryer, subject uid.ID) (list []OfficialScore, err error) {
	rows, err := q.Query(ctx, `SELECT id, test, taken_on, rw, math, made_at FROM official_score WHERE subject = ? ORDER BY taken_on DESC, id DESC`, subject)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var s OfficialScore
		var at int64
		if err := rows.Scan(&s.ID, &s.Test, &s.TakenOn, &s.RW, &s.Math, &at); err != nil {
			return nil, err
		}
		s.MadeAt = db.Time(at)
		list = append(list, s)
	}
	return list, db.Fault(rows.Err())
}

// insertScore adds s unless its learner has as many as one may have.
func insertScore(tx *db.Tx, subject uid.ID, s OfficialScore) error {
	n, err := tx.Exec(`INSERT INTO official_score (id, subject, test, taken_on, rw, math, made_at)
		SELECT ?, ?, ?, ?, ?, ?, ? WHERE (SELECT COUNT(*) FROM official_score WHERE subject = ?) < ?`,
		s.ID, subject, s.Test, s.TakenOn, s.RW, s.Math, db.Micros(s.MadeAt), subject, MaxOfficial)
	if err == nil && n == 0 {
		err = fault.New(fault.Conflict, "You have reported %d official scores, as many as are kept; remove one first.", MaxOfficial)
	}
	return err
}

func deleteScore(tx *db.Tx, subject, id uid.ID) error {
	n, err := tx.Exec(`DELETE FROM official_score WHERE id = ? AND subject = ?`, id, subject)
	if err == nil && n == 0 {
		err = fault.New(fault.Missing, "There is no such score of yours.")
	}
	return err
}
