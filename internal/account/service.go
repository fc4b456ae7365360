package account

import (
	"context"
	"fmt"
	"time"

	"github.com/maypok86/otter/v2"

	"satprep/internal/db"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/uid"
)

// A Giver is who gives or withdraws a consent.
type Giver struct {
	Who     string    // learner, guardian, operator, expiry
	Subject uid.ID    // none for the operator
	At      time.Time // of a simulated learner's clock; zero is now
}

// The givers.
const (
	ByLearner  = "learner"
	ByGuardian = "guardian"
	ByOperator = "operator"
	ByExpiry   = "expiry" // nobody: what was granted until then has ended
)

// As is the giver that a speaks as.
func (a Actor) As(who string) Giver {
	g := Giver{Who: who, Subject: a.Subject}
	if a.Origin == interaction.Simulated {
		g.At = a.Clock
	}
	return g
}

// A Plan is a consent that is decided and not yet written. Its stamp can stand
// on records that are prepared for the same transaction; Write runs there.
type Plan struct {
	Stamp interaction.Stamp
	Write func(tx *db.Tx) error
}

// Consent is what this room needs of consent, which stands above it.
type Consent interface {
	// Begin plans a subject's first consent.
	Begin(subject uid.ID, age AgeBand, by Giver, p interaction.Purposes) (Plan, error)
	// End plans the withdrawal of everything, recorded under o; the stamp is
	// the last one.
	End(ctx context.Context, subject uid.ID, o interaction.Origin, by Giver) (Plan, error)
	// Restate plans the same consent under another age band, less what now
	// needs a guardian.
	Restate(ctx context.Context, subject uid.ID, o interaction.Origin, age AgeBand, by Giver) (Plan, error)
	// Stamp is what stands now, or Forbidden where nothing does.
	Stamp(ctx context.Context, subject uid.ID) (interaction.Stamp, error)
}

// Deps is what a Service is made of.
type Deps struct {
	DB         *db.DB
	Log        *interaction.Log
	Consent    Consent
	Now        func() time.Time
	Limits     Limits
	Passwords  Cost                   // of hashing them; zero: Guarded, Light for simulated learners
	Provenance interaction.Provenance // of the records this room writes
}

// Service holds the verbs. It is safe for concurrent use.
type Service struct {
	Deps
	hasher hasher
	grants *otter.Cache[digest, *grant]
	users  *otter.Cache[string, *Account]
	names  *otter.Cache[uid.ID, string] // subject → user id

	signInIP, signInUser, registerIP, codeUser, emailUser *gate
}

// remember is for how long a change made by another process goes unseen.
const remember = time.Second

// New returns the service. Changes through it are seen at once, those of
// another process on the same database within a second.
func New(deps Deps) (*Service, error) {
	s := &Service{Deps: deps, hasher: newHasher()}
	var err error
	if s.grants, err = otter.New(&otter.Options[digest, *grant]{MaximumSize: 50_000, ExpiryCalculator: otter.ExpiryWriting[digest, *grant](remember)}); err != nil {
		return nil, fmt.Errorf("token cache: %w", err)
	}
	if s.users, err = otter.New(&otter.Options[string, *Account]{MaximumSize: 50_000, ExpiryCalculator: otter.ExpiryWriting[string, *Account](remember)}); err != nil {
		return nil, fmt.Errorf("account cache: %w", err)
	}
	if s.names, err = otter.New(&otter.Options[uid.ID, string]{MaximumSize: 50_000, ExpiryCalculator: otter.ExpiryWriting[uid.ID, string](remember)}); err != nil {
		return nil, fmt.Errorf("subject cache: %w", err)
	}
	limits := deps.Limits.withDefaults()
	for _, g := range []struct {
		to    **gate
		limit Limit
	}{{&s.signInIP, limits.SignInPerIP}, {&s.signInUser, limits.SignInPerAccount}, {&s.registerIP, limits.RegisterPerIP}, {&s.codeUser, limits.CodePerAccount}, {&s.emailUser, limits.EmailPerAccount}} {
		if *g.to, err = newGate(g.limit, deps.Now); err != nil {
			return nil, err
		}
	}
	return s, nil
}

func notSignedIn() error {
	return fault.New(fault.Unauthenticated, "You are not signed in, or your sign-in has ended. Please sign in.")
}

// Authenticate returns whose token this is, or Unauthenticated. Use keeps a
// sign-in alive for SignInLife.
func (s *Service) Authenticate(ctx context.Context, token string) (_ Actor, err error) {
	defer fault.In(&err, "account.Authenticate")
	d, ok := tokenDigest(token)
	if !ok {
		return Actor{}, notSignedIn()
	}
	g, ok := s.grants.GetIfPresent(d)
	if !ok {
		g, err = s.grants.Get(ctx, d, otter.LoaderFunc[digest, *grant](func(ctx context.Context, d digest) (*grant, error) { return findGrant(ctx, s.DB, d) }))
		if db.None(err) {
			return Actor{}, notSignedIn()
		} else if err != nil {
			return Actor{}, err
		}
		if err := s.slide(ctx, d, g); err != nil && fault.KindOf(err) != fault.Busy {
			return Actor{}, err
		} // on a full disk people can still read; the sign-in is renewed another time
	}
	if !s.Now().Before(g.expiresAt) {
		return Actor{}, notSignedIn()
	}
	a, err := s.find(ctx, g.userID)
	if fault.Is(err, fault.Missing) || (err == nil && a.Status == Closed) {
		return Actor{}, notSignedIn()
	} else if err != nil {
		return Actor{}, err
	}
	return a.Actor, nil
}

// slide renews a sign-in that is in use, at most once a day.
func (s *Service) slide(ctx context.Context, d digest, g *grant) error {
	now := s.Now()
	if left := g.expiresAt.Sub(now); g.kind != bySignIn || left <= 0 || left > SignInLife-24*time.Hour {
		return nil
	}
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		tx.AfterCommit(func() { s.grants.Invalidate(d) })
		_, err := tx.Exec(`UPDATE token SET expires_at = ? WHERE digest = ?`, db.Micros(now.Add(SignInLife)), d[:])
		return err
	})
}

// find is Find without copying.
func (s *Service) find(ctx context.Context, userID string) (*Account, error) {
	a, ok := s.users.GetIfPresent(userID)
	if ok {
		return a, nil
	}
	if CheckUserID(userID) != nil {
		return nil, noUser()
	}
	a, err := s.users.Get(ctx, userID, otter.LoaderFunc[string, *Account](func(ctx context.Context, userID string) (*Account, error) { return findAccount(ctx, s.DB, userID) }))
	if db.None(err) {
		err = noUser()
	}
	return a, err
}

func noUser() error { return fault.New(fault.Missing, "There is no such user.") }

// Find returns an account, or Missing. It asks for no right: see Permit.
func (s *Service) Find(ctx context.Context, userID string) (_ Account, err error) {
	defer fault.In(&err, "account.Find(%.64q)", userID)
	a, err := s.find(ctx, userID)
	if err != nil {
		return Account{}, err
	}
	return *a, nil
}

// FindBySubject returns the account of a subject of the log, or Missing.
func (s *Service) FindBySubject(ctx context.Context, subject uid.ID) (_ Account, err error) {
	defer fault.In(&err, "account.FindBySubject(%s)", subject)
	userID, ok := s.names.GetIfPresent(subject)
	if !ok {
		userID, err = s.names.Get(ctx, subject, otter.LoaderFunc[uid.ID, string](func(ctx context.Context, subject uid.ID) (u string, err error) {
			err = s.DB.QueryRow(ctx, `SELECT user_id FROM account_subject WHERE subject = ?`, subject).Scan(&u)
			return u, err
		}))
		if db.None(err) {
			return Account{}, noUser()
		} else if err != nil {
			return Account{}, err
		}
	}
	return s.Find(ctx, userID)
}

// Permit returns the account that actor may do verb with. An unknown user and
// one that is none of the actor's business are both Forbidden, in the same
// words; the operator, from whom nobody is hidden, gets Missing.
func (s *Service) Permit(ctx context.Context, actor Actor, verb Verb, owner string) (_ Actor, err error) {
	defer fault.In(&err, "account.Permit(%s, %s, %.64q)", actor.UserID, verb, owner)
	if !May(actor, verb, owner, nil) {
		links, err := s.Links(ctx, actor)
		if err != nil {
			return Actor{}, err
		}
		if !May(actor, verb, owner, links) {
			return Actor{}, s.refuse(actor, owner)
		}
	}
	if actor.UserID == owner || verb == Operate {
		return actor, nil
	}
	a, err := s.find(ctx, owner)
	if fault.Is(err, fault.Missing) && actor != Operator() {
		return Actor{}, s.refuse(actor, owner)
	} else if err != nil {
		return Actor{}, err
	}
	return a.Actor, nil
}

func (s *Service) refuse(actor Actor, owner string) error {
	switch {
	case actor.Status == Pending && actor.UserID == owner:
		return fault.New(fault.Forbidden, "This account waits for a parent: make a code for your parent, who confirms it with an account of their own.")
	case actor.UserID == owner:
		return fault.New(fault.Forbidden, "This account may not do that.")
	}
	return fault.New(fault.Forbidden, "This user does not exist or is not yours to see.")
}

// Links lists the standing links of which actor is either end.
func (s *Service) Links(ctx context.Context, actor Actor) (_ []Link, err error) {
	defer fault.In(&err, "account.Links(%s)", actor.UserID)
	return findLinks(ctx, s.DB, `(adult = ? OR learner = ?) AND ended_at = 0`, actor.UserID, actor.UserID)
}

// forget drops what is remembered of a user, and of tokens, after the commit.
func (s *Service) forget(tx *db.Tx, userID string, tokens ...digest) {
	tx.AfterCommit(func() {
		s.users.Invalidate(userID)
		for _, d := range tokens {
			s.grants.Invalidate(d)
		}
	})
}
