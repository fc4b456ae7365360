package consent

import (
	"context"

	"satprep/internal/account"
	"satprep/internal/db"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/uid"
)

// sweepBatch is how many ends are written down at most in one Sweep.
const sweepBatch = 10_000

// Sweep writes down what has ended by itself, as a change that nobody made, and
// returns for how many people. Nothing waits for it: stamps and readings know
// the ends; it is for the log, where every change stands.
func (s *Service) Sweep(ctx context.Context) (n int, err error) {
	defer fault.In(&err, "consent.Sweep")
	l := s.ledger
	subjects, err := ended(ctx, l.DB, db.Micros(l.Now()))
	if err != nil {
		return 0, err
	}
	for _, subject := range subjects {
		owner, err := s.accounts.FindBySubject(ctx, subject)
		if fault.Is(err, fault.Missing) {
			continue // erased
		} else if err != nil {
			return n, err
		}
		state, err := s.commit(ctx, func() (plan, error) { return l.expire(ctx, subject, owner.Origin) })
		if err != nil {
			return n, err
		}
		if state != 0 {
			n++
		}
	}
	return n, nil
}

// expire plans the state without what has ended.
func (l *Ledger) expire(ctx context.Context, subject uid.ID, o interaction.Origin) (plan, error) {
	by := account.Giver{Who: account.ByExpiry}
	last, err := l.last(ctx, subject, by)
	if err != nil || len(last.ended) == 0 {
		return plan{}, err
	}
	return l.apply(ctx, last, o, by, nil)
}

// ended lists subjects of whose newest state something has ended by now.
func ended(ctx context.Context, q db.Queryer, now int64) (all []uid.ID, err error) {
	rows, err := q.Query(ctx, `SELECT subject FROM consent_state s WHERE until_at <= ?
		AND revision = (SELECT MAX(revision) FROM consent_state WHERE subject = s.subject) ORDER BY until_at LIMIT ?`, now, sweepBatch)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var subject uid.ID
		if err := rows.Scan(&subject); err != nil {
			return nil, err
		}
		all = append(all, subject)
	}
	return all, db.Fault(rows.Err())
}
