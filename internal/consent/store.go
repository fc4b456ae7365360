package consent

import (
	"context"
	"database/sql"
	"time"

	"satprep/internal/account"
	"satprep/internal/db"
	"satprep/internal/interaction"
	"satprep/internal/uid"
)

// findState returns a subject's newest state; revision 0 where there is none.
func findState(ctx context.Context, q db.Queryer, subject uid.ID) (state, error) {
	s := state{subject: subject}
	var id, purposes, made int64
	var age string
	var school bool
	err := q.QueryRow(ctx, `SELECT id, revision, purposes, age_band, school, made_at FROM consent_state WHERE subject = ? ORDER BY revision DESC LIMIT 1`, subject).
		Scan(&id, &s.revision, &purposes, &age, &school, &made)
	if db.None(err) {
		return s, nil
	}
	s.madeAt, s.stamp = db.Time(made), interaction.NewStamp(id, interaction.Purposes(purposes), age, school)
	return s, err
}

func insertState(tx *db.Tx, s state) error {
	_, err := tx.Exec(`INSERT INTO consent_state (id, subject, revision, purposes, age_band, school, made_at, until_at) VALUES (?, ?, ?, ?, ?, ?, ?, NULL)`,
		s.stamp.State, s.subject, s.revision, int64(s.stamp.Purposes), s.stamp.AgeBand, s.stamp.School, db.Micros(s.madeAt))
	return err
}

func insertChange(tx *db.Tx, s state, by account.Giver, c change, t Text) error {
	_, err := tx.Exec(`INSERT INTO consent (id, subject, state, purpose, granted, text_version, text_digest, giver, giver_subject, given_at, until_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)`,
		uid.New(s.madeAt), s.subject, s.stamp.State, c.purpose, c.granted, t.Version, t.Digest, by.Who, by.Subject, db.Micros(s.madeAt))
	return err
}

// history lists a subject's grants and withdrawals, oldest first.
func history(ctx context.Context, q db.Queryer, subject uid.ID) ([]Entry, error) {
	rows, err := q.Query(ctx, `SELECT c.purpose, c.granted, c.text_version, c.text_digest, c.giver, c.giver_subject, c.given_at, c.until_at, c.state
		FROM consent c JOIN consent_state s ON s.id = c.state WHERE c.subject = ? ORDER BY s.revision, c.purpose`, subject)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []Entry
	for rows.Next() {
		var e Entry
		var given int64
		var until sql.Null[int64]
		if err := rows.Scan(&e.Purpose, &e.Granted, &e.TextVersion, &e.TextDigest, &e.By, &e.BySubject, &given, &until, &e.State); err != nil {
			return nil, err
		}
		e.At = db.Time(given)
		if until.Valid {
			e.Until = db.Time(until.V)
		}
		all = append(all, e)
	}
	return all, db.Fault(rows.Err())
}

// An Entry is one grant or withdrawal.
type Entry struct {
	Purpose     string
	Granted     bool
	TextVersion string
	TextDigest  string // SHA-256, hexadecimal
	By          string // learner, guardian, operator
	BySubject   uid.ID // none for the operator
	At          time.Time
	Until       time.Time // zero: until withdrawn
	State       int64     // the state it led to
}
