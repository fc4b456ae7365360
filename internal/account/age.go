package account

import (
	"context"
	"time"

	"satprep/internal/audit"
	"satprep/internal/db"
	"satprep/internal/fault"
	"satprep/internal/interaction"
)

// AgeLife is for how long a stated age holds; then it is asked again.
const AgeLife = 365 * 24 * time.Hour

// AgeDueAt is when the age is to be asked again, which stops nothing; zero for
// adults, who are not asked.
func (a Account) AgeDueAt() time.Time {
	if !a.AgeBand.Minor() || a.Status == Closed {
		return time.Time{}
	}
	return a.AgeStatedAt.Add(AgeLife)
}

var ages = map[AgeBand]int{Under13: 0, Teen: 1, Adult: 2}

// Younger reports whether a is a band of younger people than b.
func (a AgeBand) Younger(b AgeBand) bool { return ages[a] < ages[b] }

// StateAge says which age band a person is in as of now. An admin and a linked
// parent may say any. People themselves may say that theirs still holds, or
// that they are younger; never that they are older, or a child could do without
// its guardian. Whoever says of themselves that they are under 13 waits for a
// parent from then on. A pending learner who turns out to be 13 or older
// becomes active.
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
	by := actor.As(ByOperator)
	switch {
	case actor.Role == Parent && actor.UserID != userID:
		by.Who = ByGuardian
	case actor.UserID == userID:
		by.Who = ByLearner
		if old.AgeBand.Younger(age) {
			return Account{}, fault.New(fault.Forbidden, "A higher age must be stated by a linked parent or by the operator.")
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
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		if err := actor.Audit(tx, a.AgeStatedAt, audit.AgeStated, a.Subject, "", string(age)); err != nil {
			return err
		}
		return write(tx)
	})
	if err != nil {
		return Account{}, err
	}
	return a, nil
}

// restate changes a and prepares what is written for it.
func (s *Service) restate(ctx context.Context, a *Account, age AgeBand, by Giver) (_ func(*db.Tx) error, err error) {
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
	case a.Status == Active && changed && age == Under13 && by.Who == ByLearner:
		if also, err = s.wait(ctx, a, by); err != nil {
			return nil, err
		}
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

// wait makes an active account pending: a child has no say in what is recorded
// of it, so all consent ends until a parent confirms.
func (s *Service) wait(ctx context.Context, a *Account, by Giver) (func(*db.Tx) error, error) {
	plan, err := s.Consent.End(ctx, a.Subject, a.Origin, by)
	if err != nil {
		return nil, err
	}
	a.Status, a.ActiveAt = Pending, db.Time(0)
	var facts []*interaction.Record
	if plan.Stamp.Valid() {
		facts = append(facts, s.record(a, interaction.AccountChanged, plan.Stamp, by.Subject, interaction.AccountFact{What: "age", AgeBand: string(a.AgeBand), Status: string(Pending)}))
		if err := s.Log.Prepare(ctx, facts[0]); err != nil {
			return nil, err
		}
	}
	return func(tx *db.Tx) error {
		n, err := tx.Exec(`UPDATE account SET status = ?, active_at = 0 WHERE user_id = ? AND status = ?`, string(Pending), a.UserID, string(Active))
		if err == nil && n == 0 {
			err = fault.New(fault.Conflict, "This account was changed meanwhile.")
		}
		if err != nil {
			return err
		}
		if err := plan.Write(tx); err != nil {
			return err
		}
		return s.Log.Append(tx, facts...)
	}, nil
}
