package account

import (
	"context"
	"time"

	"satprep/internal/db"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/uid"
)

// A Registration is what a person says of themselves.
type Registration struct {
	Name      string
	Email     string // may be empty
	Password  string
	Role      Role
	Age       AgeBand
	TimeZone  string    // IANA; "" is UTC
	Code      string    // staff join with a code; it gives the role
	IP        string    // for the rate limit; "" has none
	Simulated bool      // not a person: the log says so
	At        time.Time // of a simulated learner's clock; zero is now
}

// Register makes an account and signs it in. Students and parents register
// themselves; tutors and admins need a code. A learner under 13 becomes
// pending, and nothing is recorded until somebody confirms.
func (s *Service) Register(ctx context.Context, in Registration) (_ Actor, token string, err error) {
	defer fault.In(&err, "account.Register")
	refund, err := s.registerIP.pass(network(in.IP))
	if err != nil {
		return Actor{}, "", err
	}
	var code *digest
	if in.Code != "" {
		i, d, err := s.invited(ctx, in.Code, inviteStaff)
		if err != nil {
			return Actor{}, "", err
		}
		code, in.Role = &d, i.role
	}
	a, err := s.draft(in)
	if err == nil && code == nil && in.Role != Student && in.Role != Parent {
		err = fault.New(fault.Forbidden, "Tutors and admins join by invitation: register with the code you were given.")
	}
	if err == nil {
		err = checkPassword(in.Password)
	}
	if err != nil {
		refund() // a mistyped form is no attack
		return Actor{}, "", err
	}
	return s.enrol(ctx, a, in.Password, func(tx *db.Tx) error {
		if code == nil {
			return nil
		}
		return useInvitation(tx, *code, a.UserID, a.CreatedAt)
	})
}

// draft checks a registration and makes the account it asks for.
func (s *Service) draft(in Registration) (*Account, error) {
	now := s.Now()
	if in.Simulated && !in.At.IsZero() {
		now = in.At
	}
	a := &Account{AgeStatedAt: now, CreatedAt: now, ActiveAt: now, Accommodations: Accommodations{TimeFactor: 1}}
	a.UserID, a.Subject, a.Role, a.Status, a.TimeFactor = newUserID(), uid.Random(), in.Role, Active, 1
	a.Origin = in.Role.Origin()
	if in.Simulated && a.Origin == interaction.Real {
		a.Origin = interaction.Simulated
	}
	var err error
	if a.Role, err = ParseRole(string(in.Role)); err != nil {
		return nil, err
	}
	if in.Age == "" && in.Role != Student {
		in.Age = Adult
	}
	if a.AgeBand, err = ParseAge(string(in.Age)); err != nil {
		return nil, err
	}
	if in.Role != Student && a.AgeBand != Adult {
		return nil, fault.At("age_band", "Only students may be under 18.")
	}
	if a.AgeBand == Under13 {
		a.Status, a.ActiveAt = Pending, db.Time(0)
	}
	if a.Name, err = cleanName(in.Name); err != nil {
		return nil, err
	}
	if a.Email, err = cleanEmail(in.Email); err != nil {
		return nil, err
	}
	a.TimeZone, err = cleanZone(in.TimeZone)
	return a, err
}

// enrol stores a new account with a password and signs it in; also runs in the
// same transaction.
func (s *Service) enrol(ctx context.Context, a *Account, password string, also func(*db.Tx) error) (_ Actor, token string, err error) {
	phc, err := s.hasher.hash(ctx, password, s.cost(a))
	if err != nil {
		return Actor{}, "", err
	}
	a.HasPassword = true
	by := a.As(ByLearner)
	if a.Origin == interaction.Simulated {
		by.At = a.CreatedAt
	}
	write, err := s.begin(ctx, a, by, phc)
	if err != nil {
		return Actor{}, "", err
	}
	token, d := newToken()
	g := &grant{a.UserID, bySignIn, s.Now().Add(SignInLife)}
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		if err := s.emailFree(ctx, tx, a.Email, a.UserID); err != nil {
			return err
		}
		if err := also(tx); err != nil {
			return err
		}
		if err := write(tx); err != nil {
			return err
		}
		return insertGrant(tx, d, g, a.CreatedAt)
	})
	if err != nil {
		return Actor{}, "", err
	}
	return a.Actor, token, nil
}

// begin makes a new account's key and prepares what is written for it. The key
// comes first: without it nothing of this person could ever be sealed, while a
// key without an account does no harm.
func (s *Service) begin(ctx context.Context, a *Account, by Giver, phc string) (write func(*db.Tx) error, err error) {
	if err := s.Log.Keys().Make(ctx, a.Subject); err != nil {
		return nil, err
	}
	confirm := func(*db.Tx) error { return nil }
	if a.Status == Active {
		if confirm, err = s.confirm(ctx, a, by); err != nil {
			return nil, err
		}
	}
	return func(tx *db.Tx) error {
		if err := insertAccount(tx, a, phc); err != nil {
			return err
		}
		return confirm(tx)
	}, nil
}

// confirm prepares the first consent and the record of an account that becomes
// active.
func (s *Service) confirm(ctx context.Context, a *Account, by Giver) (write func(*db.Tx) error, err error) {
	plan, err := s.Consent.Begin(a.Subject, a.AgeBand, by, interaction.Service)
	if err != nil {
		return nil, err
	}
	r := s.record(a, interaction.AccountRegistered, plan.Stamp, by.Subject,
		interaction.AccountFact{Role: string(a.Role), AgeBand: string(a.AgeBand), Status: string(Active), TimeFactor: a.TimeFactor})
	r.ReceivedAt = by.At // zero is now
	if err := s.Log.Prepare(ctx, r); err != nil {
		return nil, err
	}
	return func(tx *db.Tx) error {
		if err := plan.Write(tx); err != nil {
			return err
		}
		return s.Log.Append(tx, r)
	}, nil
}

func (s *Service) record(a *Account, kind interaction.Kind, stamp interaction.Stamp, by uid.ID, body interaction.AccountFact) *interaction.Record {
	r := &interaction.Record{Subject: a.Subject, Kind: kind, Origin: a.Origin, Consent: stamp, Provenance: s.Provenance, Zone: a.TimeZone, Body: body}
	if by != a.Subject {
		r.Actor = by
	}
	return r
}

func (s *Service) emailFree(ctx context.Context, tx *db.Tx, email, userID string) error {
	if email == "" {
		return nil
	}
	var other string
	err := tx.QueryRow(ctx, `SELECT user_id FROM account WHERE email = ?`, email).Scan(&other)
	if db.None(err) || (err == nil && other == userID) {
		return nil
	} else if err != nil {
		return err
	}
	return &fault.Error{Kind: fault.Conflict, Field: "email", Sentence: "There is an account with this e-mail address already. Sign in, or ask the operator for a new password."}
}
