package account

import (
	"context"

	"satprep/internal/db"
	"satprep/internal/fault"
	"satprep/internal/interaction"
)

// StateAge says which age band a person is in as of now. An admin and a linked
// parent may say any; people themselves may only say that theirs still holds,
// or a child could do without its guardian. A pending learner who turns out to
// be 13 or older becomes active.
func (s *Service) StateAge(ctx context.Context, actor Actor, userID string, age AgeBand) (_ Account, err error) {
	defer fault.In(&err, "account.StateAge(%.64q)", userID)
	if age, err = ParseAge(string(age)); err != nil {
		return Account{}, err
	}
	if _, err := s.Permit(ctx, actor, ManageConsent, userID); err != nil {
		return Account{}, err
	}
	old, err := s.find(ctx, userID)
	if err != nil {
		return Account{}, err
	}
	by := Giver{Who: ByOperator, Subject: actor.Subject}
	switch {
	case actor.Role == Parent && actor.UserID != userID:
		by.Who = ByGuardian
	case actor.UserID == userID:
		by.Who = ByLearner
		if age != old.AgeBand {
			return Account{}, fault.New(fault.Forbidden, "Another age must be stated by a linked parent or by the operator.")
		}
	}
	if old.Role != Student && age != Adult {
		return Account{}, fault.At("age_band", "Only students may be under 18.")
	}
	a := *old
	write, err := s.restate(ctx, &a, age, by)
	if err != nil {
		return Account{}, err
	}
	if err := s.DB.Write(ctx, write); err != nil {
		return Account{}, err
	}
	return a, nil
}

// restate changes a and prepares what is written for it.
func (s *Service) restate(ctx context.Context, a *Account, age AgeBand, by Giver) (func(*db.Tx) error, error) {
	changed := a.AgeBand != age
	a.AgeBand, a.AgeStatedAt = age, s.Now()
	also := func(*db.Tx) error { return nil }
	switch {
	case a.Status == Pending && age != Under13:
		a.Status, a.ActiveAt = Active, a.AgeStatedAt
		write, err := s.activate(ctx, a, by)
		if err != nil {
			return nil, err
		}
		also = write
	case a.Status == Active && changed:
		plan, err := s.Consent.Restate(ctx, a.Subject, a.Origin, age, by)
		if err != nil {
			return nil, err
		}
		r := s.record(a, interaction.AccountChanged, plan.Stamp, by.Subject, interaction.AccountFact{What: "age", AgeBand: string(age)})
		if err := s.Log.Prepare(ctx, r); err != nil {
			return nil, err
		}
		also = func(tx *db.Tx) error {
			if err := plan.Write(tx); err != nil {
				return err
			}
			return s.Log.Append(tx, r)
		}
	}
	return func(tx *db.Tx) error {
		s.forget(tx, a.UserID)
		if _, err := tx.Exec(`UPDATE account SET age_band = ?, age_stated_at = ? WHERE user_id = ?`, string(age), db.Micros(a.AgeStatedAt), a.UserID); err != nil {
			return err
		}
		return also(tx)
	}, nil
}
