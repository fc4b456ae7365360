package consent

import (
	"context"
	"time"

	"satprep/internal/account"
	"satprep/internal/db"
	"satprep/internal/fault"
	"satprep/internal/interaction"
)

// Service lets people see and change consent.
type Service struct {
	ledger   *Ledger
	accounts *account.Service
}

// New returns the service over a ledger.
func New(l *Ledger, accounts *account.Service) *Service {
	return &Service{ledger: l, accounts: accounts}
}

// A View is what stands for a person and how it came about.
type View struct {
	UserID   string
	Pending  bool  // waits for confirmation: nothing stands, nothing is recorded
	State    int64 // 0 while pending
	AgeBand  account.AgeBand
	School   bool
	Since    time.Time // of the state
	Purposes []Standing
	History  []Entry // oldest first
}

// A Standing is one purpose as it stands, for the person who looks.
type Standing struct {
	Text
	Granted     bool
	Since       time.Time // of the grant or withdrawal; zero if there never was one
	By          string    // learner, guardian, operator
	ReadVersion string    // of the text that was read; Version is the newest
	MayChange   bool      // the one who looks may grant (or withdraw) it
	WhyNot      string    // a sentence, where they may not
}

// Show returns what stands for a user. The person, a linked parent and an admin
// may look.
func (s *Service) Show(ctx context.Context, actor account.Actor, userID string) (_ View, err error) {
	defer fault.In(&err, "consent.Show(%.64q)", userID)
	owner, err := s.accounts.Permit(ctx, actor, account.ManageConsent, userID)
	if err != nil {
		return View{}, err
	}
	st, err := findState(ctx, s.ledger.DB, owner.Subject)
	if err != nil {
		return View{}, err
	}
	v := View{UserID: owner.UserID, Pending: st.revision == 0, State: st.stamp.State, AgeBand: owner.AgeBand, School: s.ledger.School, Since: st.madeAt}
	if v.History, err = history(ctx, s.ledger.DB, owner.Subject); err != nil {
		return View{}, err
	}
	who := giver(actor, owner)
	for i, t := range Texts() {
		p := Standing{Text: t, Granted: st.stamp.Purposes.Has(1 << i)}
		for _, e := range v.History {
			if e.Purpose == t.Purpose {
				p.Since, p.By, p.ReadVersion = e.At, e.By, e.TextVersion
			}
		}
		if no := may(who.Who, owner.AgeBand, 1<<i, !p.Granted, s.ledger.School); no != nil {
			p.WhyNot = fault.Sentence(no)
		}
		p.MayChange = p.WhyNot == "" && st.stamp.Valid()
		v.Purposes = append(v.Purposes, p)
	}
	return v, nil
}

// giver says as whom actor speaks for owner.
func giver(actor, owner account.Actor) account.Giver {
	g := account.Giver{Who: account.ByOperator, Subject: actor.Subject}
	switch {
	case actor.UserID == owner.UserID:
		g.Who = account.ByLearner
	case actor.Role == account.Parent:
		g.Who = account.ByGuardian
	}
	return g
}

// A Choice is a purpose that is granted or withdrawn.
type Choice struct {
	Purpose string
	Granted bool
}

// Change grants and withdraws: all choices or none. Granting again what stands
// changes something only where the text is newer than the one that was read. It
// returns what stands then.
func (s *Service) Change(ctx context.Context, actor account.Actor, userID string, choices []Choice) (_ View, err error) {
	defer fault.In(&err, "consent.Change(%.64q)", userID)
	owner, err := s.accounts.Permit(ctx, actor, account.ManageConsent, userID)
	if err != nil {
		return View{}, err
	}
	for range 3 { // where another change came first, look again
		write, planErr := s.plan(ctx, actor, owner, choices)
		if planErr != nil {
			return View{}, planErr
		}
		if write == nil {
			return s.Show(ctx, actor, userID)
		}
		if err = s.ledger.DB.Write(ctx, write); err == nil {
			return s.Show(ctx, actor, userID)
		} else if !fault.Is(err, fault.Conflict) {
			return View{}, err
		}
		// The change that came first may still wait for its commit; an empty
		// write returns after it.
		if err := s.ledger.DB.Write(ctx, func(*db.Tx) error { return nil }); err != nil {
			return View{}, err
		}
	}
	return View{}, err
}

// plan prepares the choices; nil where they change nothing.
func (s *Service) plan(ctx context.Context, actor, owner account.Actor, choices []Choice) (func(*db.Tx) error, error) {
	l := s.ledger
	last, err := findState(ctx, l.DB, owner.Subject)
	if err != nil {
		return nil, err
	}
	if !last.stamp.Valid() {
		return nil, fault.New(fault.Forbidden, "This account waits for confirmation or is closed; there is nothing to consent to.")
	}
	read, err := history(ctx, l.DB, owner.Subject)
	if err != nil {
		return nil, err
	}
	by := giver(actor, owner)
	now := last.stamp.Purposes
	var changes []change
	seen := map[string]bool{}
	for _, c := range choices {
		p, ok := interaction.Purpose(c.Purpose)
		if !ok {
			return nil, fault.At("purpose", "There is no purpose %.40q.", c.Purpose)
		}
		if seen[c.Purpose] {
			return nil, fault.At("purpose", "The purpose %s is chosen twice.", c.Purpose)
		}
		seen[c.Purpose] = true
		if c.Granted == now.Has(p) && (!c.Granted || newest(read, c.Purpose) == textOf[c.Purpose].Version) {
			continue
		}
		if err := may(by.Who, owner.AgeBand, p, c.Granted, l.School); err != nil {
			return nil, err
		}
		changes = append(changes, change{c.Purpose, c.Granted})
		if now |= p; !c.Granted {
			now &^= p
		}
	}
	if len(changes) == 0 {
		return nil, nil
	}
	next := l.next(last, now, last.stamp.AgeBand)
	return l.plan(ctx, next, owner.Origin, next.stamp, by, changes)
}

// newest is the version of the text that was read last for a purpose.
func newest(read []Entry, purpose string) (version string) {
	for _, e := range read {
		if e.Purpose == purpose {
			version = e.TextVersion
		}
	}
	return version
}
