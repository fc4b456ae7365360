package consent

import (
	"context"
	"time"

	"satprep/internal/account"
	"satprep/internal/fault"
)

// A Receipt says what was granted and withdrawn at one time, of which text and
// by whom. It is plain: it can be asked for again, and proves nothing to others.
type Receipt struct {
	UserID  string
	State   int64     // the state it led to; 0: nothing changed
	At      time.Time // when it was written down
	Changes []Entry
}

// receipt gathers the entries that led to states.
func receipt(userID string, history []Entry, states ...int64) Receipt {
	r := Receipt{UserID: userID}
	for _, e := range history {
		for _, s := range states {
			if s != 0 && e.State == s {
				r.State, r.At = s, e.RecordedAt
				r.Changes = append(r.Changes, e)
			}
		}
	}
	return r
}

// Receipt returns what led to a state of a user's, or Missing. Who may see the
// consent may see it.
func (s *Service) Receipt(ctx context.Context, actor account.Actor, userID string, state int64) (_ Receipt, err error) {
	defer fault.In(&err, "consent.Receipt(%.64q)", userID)
	owner, err := s.accounts.Permit(ctx, actor, account.ManageConsent, userID)
	if err != nil {
		return Receipt{}, err
	}
	all, err := history(ctx, s.ledger.DB, owner.Subject)
	if err != nil {
		return Receipt{}, err
	}
	r := receipt(owner.UserID, all, state)
	if len(r.Changes) == 0 {
		return Receipt{}, fault.New(fault.Missing, "There is no such receipt.")
	}
	return r, nil
}

// FindText returns a text of any version, also one that is not read any more,
// or Missing.
func FindText(version string) (_ Text, err error) {
	defer fault.In(&err, "consent.FindText")
	if t, ok := versions[version]; ok {
		return t, nil
	}
	return Text{}, fault.New(fault.Missing, "There is no such text.")
}
