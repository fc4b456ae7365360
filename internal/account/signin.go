package account

import (
	"context"
	"strings"

	"satprep/internal/db"
	"satprep/internal/fault"
)

// Credentials are what a person signs in with.
type Credentials struct {
	UserID   string // or
	Email    string
	Password string
	IP       string // for the rate limit; "" has none
}

// SignIn returns who these credentials belong to and a new token. An unknown
// user, a closed account, one without a password and a wrong password get the
// same answer after the same work. Only failures count against the limits.
func (s *Service) SignIn(ctx context.Context, in Credentials) (_ Actor, token string, err error) {
	defer fault.In(&err, "account.SignIn")
	userID, email, err := in.who()
	if err != nil {
		return Actor{}, "", err
	}
	refundIP, err := s.signInIP.pass(network(in.IP))
	if err != nil {
		return Actor{}, "", err
	}
	refund, err := s.signInUser.pass(clip(userID + "\n" + email))
	if err != nil {
		refundIP()
		return Actor{}, "", err
	}
	var phc string
	err = s.DB.QueryRow(ctx, `SELECT user_id, password FROM account WHERE (user_id = ? OR email = ?) AND password IS NOT NULL AND status <> ?`, userID, null(email), string(Closed)).Scan(&userID, &phc)
	known := err == nil
	if db.None(err) {
		phc, err = nobody, nil
	}
	if err != nil {
		return Actor{}, "", err
	}
	if len(in.Password) > maxPassword {
		in.Password = "" // too long for any, and not worth its hashing
	}
	fits, err := s.hasher.verify(ctx, phc, in.Password)
	if err != nil {
		return Actor{}, "", err
	}
	if !known || !fits {
		return Actor{}, "", misfit()
	}
	refundIP()
	refund()
	a, err := s.find(ctx, userID)
	if err != nil {
		return Actor{}, "", err
	}
	token, d := newToken()
	now := s.Now()
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		// The hash took its time: a password that was replaced meanwhile opens
		// nothing, or its token would outlive those that were revoked.
		var still int
		err := tx.QueryRow(ctx, `SELECT count(*) FROM account WHERE user_id = ? AND password = ? AND status <> ?`, userID, phc, string(Closed)).Scan(&still)
		if err != nil {
			return err
		}
		if still == 0 {
			return misfit()
		}
		return insertGrant(tx, d, &grant{userID, bySignIn, now.Add(SignInLife)}, now)
	})
	if err != nil {
		return Actor{}, "", err
	}
	return a.Actor, token, nil
}

func misfit() error {
	return fault.New(fault.Unauthenticated, "User and password do not fit. Please try again, or ask the operator for a new password.")
}

// who says by what to look the person up: a user id or an e-mail address, of
// which people mistake the one for the other.
func (in Credentials) who() (userID, email string, err error) {
	if in.UserID != "" && !strings.Contains(in.UserID, "@") {
		if CheckUserID(in.UserID) != nil {
			return "-", "", nil // nobody's, and so told
		}
		return in.UserID, "", nil
	}
	if in.Email == "" {
		in.Email = in.UserID
	}
	if email, err = cleanEmail(in.Email); err == nil && email == "" {
		err = fault.At("user_id", "Please give your user id or your e-mail address.")
	}
	return "", email, err
}

// clip keeps what strangers send from filling the map of limits.
func clip(key string) string { return key[:min(len(key), 300)] }

// SignOut revokes one token. It is no error if it was not one.
func (s *Service) SignOut(ctx context.Context, token string) (err error) {
	defer fault.In(&err, "account.SignOut")
	d, ok := tokenDigest(token)
	if !ok {
		return nil
	}
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		tx.AfterCommit(func() { s.grants.Invalidate(d) })
		_, err := tx.Exec(`DELETE FROM token WHERE digest = ?`, d[:])
		return err
	})
}

// RevokeAll signs a user out everywhere: actor's own account, or any for an
// admin.
func (s *Service) RevokeAll(ctx context.Context, actor Actor, userID string) (err error) {
	defer fault.In(&err, "account.RevokeAll(%.64q)", userID)
	a, err := s.mine(ctx, actor, userID)
	if err != nil {
		return err
	}
	return s.DB.Write(ctx, func(tx *db.Tx) error { return s.revoke(tx, a.UserID) })
}

// revoke deletes a user's tokens in tx.
func (s *Service) revoke(tx *db.Tx, userID string) error {
	gone, err := deleteGrants(tx, userID)
	if err == nil {
		s.forget(tx, userID, gone...)
	}
	return err
}

// mine returns the account userID where it is actor's own or actor operates
// the instance.
func (s *Service) mine(ctx context.Context, actor Actor, userID string) (*Account, error) {
	if actor.UserID != userID && !May(actor, Operate, "", nil) {
		return nil, s.refuse(actor, userID)
	}
	a, err := s.find(ctx, userID)
	if fault.Is(err, fault.Missing) {
		err = s.refuse(actor, userID)
	}
	return a, err
}

// IssueToken gives a user a token that lasts OperatorLife, for scripts and for
// people who were imported without a password. Tokens they have stay valid.
func (s *Service) IssueToken(ctx context.Context, userID string) (token string, err error) {
	defer fault.In(&err, "account.IssueToken(%.64q)", userID)
	a, err := s.find(ctx, userID)
	if err != nil {
		return "", err
	}
	if a.Status == Closed {
		return "", fault.New(fault.Conflict, "This account is closed.")
	}
	token, d := newToken()
	now := s.Now()
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		if err := s.Log.Standing(tx, a.Subject); err != nil {
			return err
		}
		return insertGrant(tx, d, &grant{a.UserID, byOperator, now.Add(OperatorLife)}, now)
	})
	if err != nil {
		return "", err
	}
	return token, nil
}
