package account

import (
	"context"

	"satprep/internal/db"
	"satprep/internal/fault"
	"satprep/internal/uid"
)

// Erasing returns the account that actor may have erased: their own from 13 on,
// that of a linked child under 18 for a parent, any for an admin. A child under
// 13 cannot: what a guardian agreed to, a guardian ends.
func (s *Service) Erasing(ctx context.Context, actor Actor, userID string) (_ Account, err error) {
	defer fault.In(&err, "account.Erasing(%.64q)", userID)
	if _, err := s.Permit(ctx, actor, Erase, userID); err != nil {
		return Account{}, err
	}
	a, err := s.find(ctx, userID)
	if fault.Is(err, fault.Missing) {
		return Account{}, s.refuse(actor, userID)
	} else if err != nil {
		return Account{}, err
	}
	switch {
	case actor.UserID == userID && a.AgeBand == Under13:
		return Account{}, fault.New(fault.Forbidden, "Under 13 a parent or the operator has the account erased; please ask them.")
	case actor.UserID != userID && actor.Role == Parent && !a.AgeBand.Minor():
		return Account{}, fault.New(fault.Forbidden, "From 18 on people have their account erased themselves.")
	}
	return *a, nil
}

// Remove deletes within tx all that this room holds of a subject: the account
// and its number, sign-ins, codes and links, and the user id where another's row
// names it. ok is false where there is no such account. It fails with Conflict
// for the last admin, unless even says that it must be.
func (s *Service) Remove(tx *db.Tx, subject uid.ID, even bool) (userID string, ok bool, err error) {
	ctx := context.Background()
	var role Role
	err = tx.QueryRow(ctx, `SELECT a.user_id, a.role FROM account_subject s JOIN account a ON a.user_id = s.user_id WHERE s.subject = ?`, subject).Scan(&userID, &role)
	if db.None(err) {
		return "", false, nil
	} else if err != nil {
		return "", false, err
	}
	if err := s.revoke(tx, userID); err != nil {
		return "", false, err
	}
	tx.AfterCommit(func() { s.names.Invalidate(subject) })
	for _, query := range []string{
		`DELETE FROM invitation WHERE from_user = ?`,
		`UPDATE invitation SET used_by = '' WHERE used_by = ?`,
		`DELETE FROM link WHERE adult = ?`,
		`DELETE FROM link WHERE learner = ?`,
		`UPDATE link SET ended_by = '' WHERE ended_by = ?`,
		`DELETE FROM account_name WHERE user_id = ?`,
		`DELETE FROM account_subject WHERE user_id = ?`,
		`DELETE FROM account WHERE user_id = ?`,
	} {
		if _, err := tx.Exec(query, userID); err != nil {
			return "", false, err
		}
	}
	if role == Admin && !even {
		if more, err := anyAdmin(ctx, tx); err != nil {
			return "", false, err
		} else if !more {
			return "", false, fault.New(fault.Conflict, "This is the last admin; make another one first.")
		}
	}
	return userID, true, nil
}
