package account

import (
	"context"

	"satprep/internal/audit"
	"satprep/internal/db"
	"satprep/internal/fault"
	"satprep/internal/interaction"
)

// A Filter chooses accounts.
type Filter struct {
	After  string // user id of the last account of the page before
	Limit  int    // at most 500; 0 is 100
	Role   Role   // "" is any
	Status Status // "" is any
	Text   string // part of a name, user id or address, in any case; "" is any
}

// List returns a page of accounts by user id, and the After of the next page,
// "" at the end. Only for admins.
func (s *Service) List(ctx context.Context, actor Actor, f Filter) (page []Account, next string, err error) {
	defer fault.In(&err, "account.List")
	if !May(actor, Operate, "", nil) {
		return nil, "", fault.New(fault.Forbidden, "Only an admin may list accounts.")
	}
	if f.After != "" && CheckUserID(f.After) != nil {
		return nil, "", fault.At("after", "There is no such page; begin again.")
	}
	limit := f.Limit
	if limit <= 0 {
		limit = 100
	}
	limit = min(limit, 500)
	all, err := listAccounts(ctx, s.DB, f, limit+1)
	if err != nil {
		return nil, "", err
	}
	if len(all) > limit {
		all = all[:limit]
		next = all[limit-1].UserID
	}
	for _, a := range all {
		page = append(page, *a)
	}
	return page, next, nil
}

// A Profile is what people change of their own account; nil leaves a field as
// it is.
type Profile struct {
	Name     *string
	Email    *string // "" removes it
	TimeZone *string
}

// Change changes actor's own profile and returns the account as it is then.
func (s *Service) Change(ctx context.Context, actor Actor, p Profile) (_ Account, err error) {
	defer fault.In(&err, "account.Change(%s)", actor.UserID)
	old, err := s.mine(ctx, actor, actor.UserID)
	if err != nil {
		return Account{}, err
	}
	a := *old
	if p.Name != nil {
		if a.Name, err = cleanName(*p.Name); err != nil {
			return Account{}, err
		}
	}
	if p.Email != nil {
		if a.Email, err = cleanEmail(*p.Email); err != nil {
			return Account{}, err
		}
	}
	if p.TimeZone != nil {
		if a.TimeZone, err = cleanZone(*p.TimeZone); err != nil {
			return Account{}, err
		}
	}
	if a.Email != "" && a.Email != old.Email {
		if _, err := s.emailUser.pass(a.UserID); err != nil {
			return Account{}, err
		}
	}
	err = s.change(ctx, actor, &a, interaction.AccountFact{What: "profile"}, func(tx *db.Tx) error {
		now, err := findAccount(ctx, tx, a.UserID) // what changed meanwhile stays
		if err != nil {
			return err
		}
		if now.Status == Closed {
			return notSignedIn() // or a closed account would have an address again
		}
		if p.Name == nil {
			a.Name = now.Name
		}
		if p.Email == nil {
			a.Email = now.Email
		}
		if p.TimeZone == nil {
			a.TimeZone = now.TimeZone
		}
		if err := s.emailFree(ctx, tx, a.Email, a.UserID); err != nil {
			return err
		}
		if _, err := tx.Exec(`UPDATE account SET name = ?, email = ?, time_zone = ? WHERE user_id = ?`, a.Name, null(a.Email), a.TimeZone, a.UserID); err != nil {
			return err
		}
		return keepName(tx, a.UserID, a.Name, s.Now())
	})
	if err != nil {
		return Account{}, err
	}
	return a, nil
}

// SetAccommodations says what a learner is entitled to. The learner, a linked
// tutor or parent, and an admin may.
func (s *Service) SetAccommodations(ctx context.Context, actor Actor, userID string, acc Accommodations) (_ Account, err error) {
	defer fault.In(&err, "account.SetAccommodations(%.64q)", userID)
	if _, err := s.Permit(ctx, actor, Accommodate, userID); err != nil {
		return Account{}, err
	}
	if err := acc.Check(); err != nil {
		return Account{}, err
	}
	old, err := s.find(ctx, userID)
	if err != nil {
		return Account{}, err
	}
	a := *old
	a.Accommodations, a.TimeFactor = acc, acc.TimeFactor
	err = s.change(ctx, actor, &a, interaction.AccountFact{What: "accommodations", TimeFactor: acc.TimeFactor}, func(tx *db.Tx) error {
		_, err := tx.Exec(`UPDATE account SET time_factor = ?, breaks_as_needed = ?, text_to_speech = ?, large_print = ? WHERE user_id = ?`,
			acc.TimeFactor, acc.BreaksAsNeeded, acc.TextToSpeech, acc.LargePrint, a.UserID)
		return err
	})
	if err != nil {
		return Account{}, err
	}
	return a, nil
}

// SetPassword gives a user a new password and signs them out everywhere. Only
// for admins.
func (s *Service) SetPassword(ctx context.Context, actor Actor, userID, password string) (err error) {
	defer fault.In(&err, "account.SetPassword(%.64q)", userID)
	if !May(actor, Operate, "", nil) {
		return fault.New(fault.Forbidden, "Only an admin may set a password.")
	}
	if err := checkPassword(password); err != nil {
		return err
	}
	a, err := s.find(ctx, userID)
	if err != nil {
		return err
	}
	if a.Status == Closed {
		return fault.New(fault.Conflict, "This account is closed.")
	}
	phc, err := s.hasher.hash(ctx, password, s.cost(a))
	if err != nil {
		return err
	}
	return s.change(ctx, actor, a, interaction.AccountFact{What: "password"}, func(tx *db.Tx) error {
		n, err := tx.Exec(`UPDATE account SET password = ? WHERE user_id = ? AND status <> ?`, phc, a.UserID, string(Closed))
		if err == nil && n == 0 {
			err = fault.New(fault.Conflict, "This account is closed.")
		}
		if err != nil {
			return err
		}
		return s.revoke(tx, a.UserID)
	})
}

// Close ends an account for good: signed out everywhere, links ended, codes
// void, all consent withdrawn. What was recorded stays until it is erased. The
// person, an admin, or the parent of a learner under 13 may. The last admin
// stays, or nobody could operate the instance.
func (s *Service) Close(ctx context.Context, actor Actor, userID string) (err error) {
	defer fault.In(&err, "account.Close(%.64q)", userID)
	a, by, err := s.closing(ctx, actor, userID)
	if err != nil || a.Status == Closed {
		return err
	}
	plan, err := s.Consent.End(ctx, a.Subject, a.Origin, by)
	if err != nil {
		return err
	}
	var facts []*interaction.Record
	if plan.Stamp.Valid() {
		r := s.record(a, interaction.AccountChanged, plan.Stamp, by.Subject, interaction.AccountFact{What: "closed", Status: string(Closed)})
		if err := s.Log.Prepare(ctx, r); err != nil {
			return err
		}
		facts = append(facts, r)
	}
	now := s.Now()
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(`UPDATE account SET status = ?, closed_at = ?, email = NULL, password = NULL WHERE user_id = ? AND status <> ?`, string(Closed), db.Micros(now), a.UserID, string(Closed))
		if err != nil || n == 0 {
			return err
		}
		if a.Role == Admin {
			if more, err := anyAdmin(ctx, tx); err != nil {
				return err
			} else if !more {
				return fault.New(fault.Conflict, "This is the last admin; make another one first.")
			}
		}
		if _, err := tx.Exec(`UPDATE invitation SET used_at = ? WHERE from_user = ? AND used_at = 0`, db.Micros(now), a.UserID); err != nil {
			return err
		}
		if err := endLinks(tx, actor.UserID, now, `(adult = ? OR learner = ?)`, a.UserID, a.UserID); err != nil {
			return err
		}
		if err := s.revoke(tx, a.UserID); err != nil {
			return err
		}
		if err := actor.Audit(tx, now, audit.Closed, a.Subject, "", ""); err != nil {
			return err
		}
		if err := s.Log.Append(tx, facts...); err != nil {
			return err
		}
		return plan.Write(tx)
	})
}

// closing says whether actor may close userID, and as whom.
func (s *Service) closing(ctx context.Context, actor Actor, userID string) (*Account, Giver, error) {
	if a, err := s.mine(ctx, actor, userID); err == nil {
		if actor.UserID == userID {
			return a, actor.As(ByLearner), nil
		}
		return a, actor.As(ByOperator), nil
	}
	child, err := s.Permit(ctx, actor, ManageConsent, userID)
	if err == nil && child.AgeBand != Under13 {
		err = fault.New(fault.Forbidden, "From 13 on learners close their account themselves.")
	}
	if err != nil {
		return nil, Giver{}, err
	}
	a, err := s.find(ctx, userID)
	return a, actor.As(ByGuardian), err
}

// change runs write, which changes a's row, and records fact in the same
// transaction, where anything of a may be recorded.
func (s *Service) change(ctx context.Context, actor Actor, a *Account, fact interaction.AccountFact, write func(*db.Tx) error) error {
	facts, err := s.facts(ctx, actor, a, fact)
	if err != nil {
		return err
	}
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		s.forget(tx, a.UserID)
		if err := write(tx); err != nil {
			return err
		}
		if err := actor.Audit(tx, s.Now(), audit.Act("account."+fact.What), a.Subject, "", ""); err != nil {
			return err
		}
		return s.Log.Append(tx, facts...)
	})
}

// facts prepares the record of a change, or none for an account of which
// nothing may be recorded.
func (s *Service) facts(ctx context.Context, actor Actor, a *Account, fact interaction.AccountFact) ([]*interaction.Record, error) {
	stamp, err := s.Consent.Stamp(ctx, a.Subject)
	if fault.Is(err, fault.Forbidden) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	r := s.record(a, interaction.AccountChanged, stamp, actor.Subject, fact)
	if err := s.Log.Prepare(ctx, r); err != nil {
		return nil, err
	}
	return []*interaction.Record{r}, nil
}
