package consent

import (
	"context"
	"time"

	"satprep/internal/db"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/uid"
)

// Holders returns those subjects in (after, upto] for whom all of p stands now.
// Under a school's contract nobody's data leaves, whoever consents.
func (l *Ledger) Holders(ctx context.Context, p interaction.Purposes, after, upto uid.ID) (_ map[uid.ID]bool, err error) {
	defer fault.In(&err, "consent.Holders(%s)", p)
	holders := map[uid.ID]bool{}
	if l.School && p&leaves != 0 {
		return holders, nil
	}
	now := l.Now()
	rows, err := l.DB.Query(ctx, selectState+` s WHERE subject > ? AND subject <= ?
		AND revision = (SELECT MAX(revision) FROM consent_state WHERE subject = s.subject)`, after[:], upto[:])
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		s, err := scanState(rows)
		if err != nil {
			return nil, err
		}
		if s.stamp.At(now).Purposes.Has(p) {
			holders[s.subject] = true
		}
	}
	return holders, db.Fault(rows.Err())
}

// Standing returns what stands now for each of the subjects in (after, upto]
// who have said anything.
func (l *Ledger) Standing(ctx context.Context, after, upto uid.ID) (_ map[uid.ID]interaction.Stamp, err error) {
	defer fault.In(&err, "consent.Standing")
	rows, err := l.DB.Query(ctx, selectState+` s WHERE subject > ? AND subject <= ?
		AND revision = (SELECT MAX(revision) FROM consent_state WHERE subject = s.subject)`, after[:], upto[:])
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	now, found := l.Now(), map[uid.ID]interaction.Stamp{}
	for rows.Next() {
		s, err := scanState(rows)
		if err != nil {
			return nil, err
		}
		found[s.subject] = s.stamp.At(now)
	}
	return found, db.Fault(rows.Err())
}

// A Grant is what somebody agreed to, and after reading what.
type Grant struct {
	Subject     uid.ID
	TextVersion string
	TextDigest  string // SHA-256, hexadecimal
	By          string // learner, guardian
	OnPaper     bool
}

// EachGrant calls fn with everybody's newest grant of a purpose as of a moment,
// in the order of subjects, whether or not it still stands.
func (l *Ledger) EachGrant(ctx context.Context, purpose string, asOf time.Time, fn func(Grant) error) (err error) {
	defer fault.In(&err, "consent.EachGrant(%s)", purpose)
	rows, err := l.DB.Query(ctx, `SELECT c.subject, c.text_version, c.text_digest, c.giver, c.on_paper FROM consent c JOIN consent_state s ON s.id = c.state
		WHERE c.purpose = ? AND c.granted AND s.made_at <= ? ORDER BY c.subject, s.revision`, purpose, db.Micros(asOf))
	if err != nil {
		return err
	}
	defer rows.Close()
	var last Grant
	for rows.Next() {
		var g Grant
		if err := rows.Scan(&g.Subject, &g.TextVersion, &g.TextDigest, &g.By, &g.OnPaper); err != nil {
			return err
		}
		if !last.Subject.IsZero() && g.Subject != last.Subject {
			if err := fn(last); err != nil {
				return err
			}
		}
		last = g
	}
	if err := db.Fault(rows.Err()); err != nil {
		return err
	}
	if last.Subject.IsZero() {
		return nil
	}
	return fn(last)
}
