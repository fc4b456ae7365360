package consent

import (
	"context"

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
