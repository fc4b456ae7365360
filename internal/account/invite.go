package account

import (
	"context"
	"time"

	"satprep/internal/audit"
	"satprep/internal/db"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/uid"
)

// A Code is a one-use invitation; it is shown once and not stored.
type Code struct {
	Code      string
	ExpiresAt time.Time
}

// SetupLink makes the code with which the first admin sets the instance up. A
// new one replaces the one before. Once there is an admin it is a Conflict.
func (s *Service) SetupLink(ctx context.Context) (_ Code, err error) {
	defer fault.In(&err, "account.SetupLink")
	code, d := newCode(setupLength)
	now := s.Now()
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		if err := noAdmin(ctx, tx); err != nil {
			return err
		}
		if _, err := tx.Exec(`DELETE FROM invitation WHERE kind = ?`, string(inviteSetup)); err != nil {
			return err
		}
		return insertInvitation(tx, d, invitation{kind: inviteSetup, role: Admin, expiresAt: now.Add(SetupLife)}, now)
	})
	if err != nil {
		return Code{}, err
	}
	return Code{code, now.Add(SetupLife)}, nil
}

func noAdmin(ctx context.Context, q db.Queryer) error {
	there, err := anyAdmin(ctx, q)
	if err == nil && there {
		err = fault.New(fault.Conflict, "This instance is set up already. Sign in as its admin.")
	}
	return err
}

// Setup makes the first admin with the code of SetupLink and signs them in. Of
// the registration it takes name, e-mail, password and the address for the rate
// limit.
func (s *Service) Setup(ctx context.Context, code string, in Registration) (_ Actor, token string, err error) {
	defer fault.In(&err, "account.Setup")
	if _, err := s.registerIP.pass(network(in.IP)); err != nil {
		return Actor{}, "", err
	}
	_, d, err := s.invited(ctx, code, inviteSetup)
	if err != nil {
		return Actor{}, "", err
	}
	a, err := s.draft(Registration{Name: in.Name, Email: in.Email, Role: Admin})
	if err == nil {
		err = checkPassword(in.Password)
	}
	if err != nil {
		return Actor{}, "", err
	}
	return s.enrol(ctx, a, in.Password, func(tx *db.Tx) error {
		if err := noAdmin(ctx, tx); err != nil {
			return err
		}
		return useInvitation(tx, d, a.UserID, a.CreatedAt)
	})
}

// InviteStaff makes a code with which a tutor or an admin registers. Only for
// admins.
func (s *Service) InviteStaff(ctx context.Context, actor Actor, role Role) (_ Code, err error) {
	defer fault.In(&err, "account.InviteStaff(%s)", actor.UserID)
	if !May(actor, Operate, "", nil) {
		return Code{}, fault.New(fault.Forbidden, "Only an admin may invite tutors and admins.")
	}
	if role != Tutor && role != Admin {
		return Code{}, fault.At("role", "Only tutors and admins are invited; students and parents register themselves.")
	}
	return s.invite(ctx, actor, invitation{kind: inviteStaff, role: role, from: actor.UserID})
}

// InviteLink makes a code that links actor with whoever accepts it: a student
// invites a tutor or a parent, a tutor invites a student. A learner who waits
// for confirmation may invite a parent, who thereby confirms.
func (s *Service) InviteLink(ctx context.Context, actor Actor, role Role) (_ Code, err error) {
	defer fault.In(&err, "account.InviteLink(%s)", actor.UserID)
	switch {
	case actor.Role == Student && actor.Status == Pending && role != Parent:
		return Code{}, fault.New(fault.Forbidden, "A parent must confirm this account before anybody else is invited.")
	case actor.Role == Student && (role == Tutor || role == Parent), actor.Role == Tutor && role == Student:
	case actor.Role == Student || actor.Role == Tutor:
		return Code{}, fault.At("role", "A student invites a tutor or a parent, a tutor invites a student.")
	default:
		return Code{}, fault.New(fault.Forbidden, "Links are made by a code of the learner or of the tutor; ask for one.")
	}
	return s.invite(ctx, actor, invitation{kind: inviteLink, role: role, from: actor.UserID})
}

// maxOpenCodes keeps one person from filling the table.
const maxOpenCodes = 200

func (s *Service) invite(ctx context.Context, by Actor, i invitation) (Code, error) {
	code, d := newCode(codeLength)
	now := s.Now()
	i.expiresAt = now.Add(CodeLife)
	err := s.DB.Write(ctx, func(tx *db.Tx) error {
		if err := s.Log.Standing(tx, by.Subject); err != nil {
			return err
		}
		if _, err := tx.Exec(`DELETE FROM invitation WHERE from_user = ? AND expires_at <= ?`, i.from, db.Micros(now)); err != nil {
			return err
		}
		var n int
		if err := tx.QueryRow(ctx, `SELECT count(*) FROM invitation WHERE from_user = ? AND used_at = 0`, i.from).Scan(&n); err != nil {
			return err
		}
		if n >= maxOpenCodes {
			return fault.Later(time.Hour, "You have %d codes that nobody has used yet. Please wait until some have expired.", n)
		}
		if i.kind == inviteStaff {
			if err := by.Audit(tx, now, audit.StaffInvited, uid.ID{}, "", string(i.role)); err != nil {
				return err
			}
		}
		return insertInvitation(tx, d, i, now)
	})
	return Code{code, i.expiresAt}, err
}

// invited returns the open invitation of a code, which must be of this kind.
func (s *Service) invited(ctx context.Context, code string, kind inviteKind) (invitation, digest, error) {
	d, err := codeDigest(code)
	if err != nil {
		return invitation{}, d, err
	}
	i, err := findInvitation(ctx, s.DB, d, s.Now())
	if err == nil && i.kind != kind {
		err = badCode()
	}
	return i, d, err
}

// Accept uses a code of InviteLink and returns the link. A parent who accepts
// the code of a learner under 13 confirms the account with it.
func (s *Service) Accept(ctx context.Context, actor Actor, code string) (_ Link, err error) {
	defer fault.In(&err, "account.Accept(%s)", actor.UserID)
	refund, err := s.codeUser.pass(actor.UserID)
	if err != nil {
		return Link{}, err
	}
	i, d, err := s.invited(ctx, code, inviteLink)
	if err != nil {
		return Link{}, err
	}
	refund()
	switch {
	case i.role != actor.Role:
		return Link{}, fault.New(fault.Forbidden, "This code is for a %s account.", i.role)
	case actor.Status == Pending:
		return Link{}, fault.New(fault.Forbidden, "A parent must confirm this account first.")
	case actor.Status != Active:
		return Link{}, notSignedIn()
	}
	return s.link(ctx, actor, i, d)
}

// link joins actor with the sender of i.
func (s *Service) link(ctx context.Context, actor Actor, i invitation, code digest) (Link, error) {
	from, err := s.find(ctx, i.from)
	if err != nil {
		return Link{}, err
	}
	l := Link{ID: uid.Random(), Kind: Bond(actor.Role), Adult: actor.UserID, Learner: from.UserID, MadeAt: s.Now()}
	learner := from
	if actor.Role == Student {
		l.Kind, l.Adult, l.Learner = TutorBond, from.UserID, actor.UserID
		if learner, err = s.find(ctx, actor.UserID); err != nil {
			return Link{}, err
		}
	}
	also, err := s.linked(ctx, actor, learner, l)
	if err != nil {
		return Link{}, err
	}
	var made Link
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		if err := s.Log.Standing(tx, actor.Subject, from.Subject); err != nil {
			return err
		}
		made = l
		if err := useInvitation(tx, code, actor.UserID, l.MadeAt); err != nil {
			return err
		}
		there, err := findLinks(ctx, tx, `adult = ? AND learner = ? AND kind = ? AND ended_at = 0`, l.Adult, l.Learner, string(l.Kind))
		if err != nil {
			return err
		}
		if len(there) > 0 {
			made = there[0]
			return nil
		}
		if err := insertLink(tx, l); err != nil {
			return err
		}
		return also(tx)
	})
	if err != nil {
		return Link{}, err
	}
	return made, nil
}

// linked prepares what a new link brings with it: a record, or the
// confirmation of a learner under 13.
func (s *Service) linked(ctx context.Context, actor Actor, learner *Account, l Link) (func(*db.Tx) error, error) {
	if learner.Status != Pending {
		facts, err := s.facts(ctx, actor, learner, interaction.AccountFact{What: "linked_" + string(l.Kind)})
		return func(tx *db.Tx) error { return s.Log.Append(tx, facts...) }, err
	}
	return s.activate(ctx, learner, actor.As(ByGuardian))
}

// Confirm makes a pending account active: its linked parent agrees to the
// service. The code of InviteLink does the same where there is no link yet.
func (s *Service) Confirm(ctx context.Context, actor Actor, userID string) (_ Account, err error) {
	defer fault.In(&err, "account.Confirm(%.64q)", userID)
	if _, err := s.Permit(ctx, actor, ManageConsent, userID); err != nil {
		return Account{}, err
	}
	if actor.Role != Parent || actor.UserID == userID {
		return Account{}, fault.New(fault.Forbidden, "Only a linked parent may confirm this account.")
	}
	old, err := s.find(ctx, userID)
	if err != nil {
		return Account{}, err
	}
	if old.Status != Pending {
		return *old, nil
	}
	a := *old
	a.Status, a.ActiveAt = Active, s.Now()
	write, err := s.activate(ctx, &a, actor.As(ByGuardian))
	if err != nil {
		return Account{}, err
	}
	if err := s.DB.Write(ctx, write); err != nil {
		return Account{}, err
	}
	return a, nil
}

// activate prepares the confirmation of a pending account.
func (s *Service) activate(ctx context.Context, a *Account, by Giver) (func(*db.Tx) error, error) {
	write, err := s.confirm(ctx, a, by)
	if err != nil {
		return nil, err
	}
	now := s.Now()
	return func(tx *db.Tx) error {
		s.forget(tx, a.UserID)
		n, err := tx.Exec(`UPDATE account SET status = ?, active_at = ? WHERE user_id = ? AND status = ?`, string(Active), db.Micros(now), a.UserID, string(Pending))
		if err == nil && n == 0 {
			err = fault.New(fault.Conflict, "This account was confirmed or closed meanwhile.")
		}
		if err != nil {
			return err
		}
		return write(tx)
	}, nil
}

// EndLink ends a link; either side may, and an admin. One that is not there or
// not theirs is Missing.
func (s *Service) EndLink(ctx context.Context, actor Actor, id uid.ID) (err error) {
	defer fault.In(&err, "account.EndLink(%s)", id)
	there, err := findLinks(ctx, s.DB, `id = ? AND ended_at = 0`, id)
	if err != nil {
		return err
	}
	if len(there) == 0 || (actor.UserID != there[0].Adult && actor.UserID != there[0].Learner && !May(actor, Operate, "", nil)) {
		return fault.New(fault.Missing, "There is no such link.")
	}
	l := there[0]
	learner, err := s.find(ctx, l.Learner)
	if err != nil {
		return err
	}
	if l.Kind == ParentBond && learner.AgeBand == Under13 && actor.UserID == l.Learner {
		return fault.New(fault.Forbidden, "Under 13 a parent stays linked; the parent can end it.")
	}
	now := s.Now()
	return s.change(ctx, actor, learner, interaction.AccountFact{What: "unlinked_" + string(l.Kind)}, func(tx *db.Tx) error {
		return endLinks(tx, actor.UserID, now, `id = ?`, l.ID)
	})
}
