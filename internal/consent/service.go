package consent

import (
	"context"
	"slices"
	"strings"
	"time"

	"satprep/internal/account"
	"satprep/internal/audit"
	"satprep/internal/db"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/signing"
)

// Service lets people see and change consent.
type Service struct {
	ledger   *Ledger
	accounts *account.Service
	key      *signing.Key // of receipts; nil: they are not signed
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
	Until       time.Time // when the grant ends by itself; zero: when it is withdrawn
	By          string    // learner, guardian, operator, expiry
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
	who := giver(actor, owner)
	st, err := s.ledger.last(ctx, owner.Subject, who)
	if err != nil {
		return View{}, err
	}
	v := View{UserID: owner.UserID, Pending: owner.Status == account.Pending, State: st.stamp.State, AgeBand: owner.AgeBand, School: s.ledger.School, Since: st.madeAt, History: st.read}
	for _, c := range st.ended { // and nobody has written it down yet
		v.History = append(v.History, Entry{Purpose: c.purpose, TextVersion: c.text.Version, TextDigest: c.text.Digest, By: c.by.Who, At: c.at, RecordedAt: c.at})
	}
	for i, t := range Texts() {
		p := Standing{Text: t, Granted: st.stamp.Purposes.Has(1 << i), Until: st.stamp.End(1 << i)}
		for _, e := range v.History {
			if e.Purpose == t.Purpose {
				p.Since, p.By, p.ReadVersion = e.At, e.By, e.TextVersion
			}
		}
		if no := may(who.Who, owner.AgeBand, 1<<i, !p.Granted, s.ledger.School); no != nil {
			p.WhyNot = fault.Sentence(no)
		}
		p.MayChange = p.WhyNot == "" && (st.stamp.Valid() || s.confirms(owner, who, 1<<i))
		v.Purposes = append(v.Purposes, p)
	}
	return v, nil
}

// confirms reports whether granting p is how by confirms an account that waits.
func (s *Service) confirms(owner account.Actor, by account.Giver, p interaction.Purposes) bool {
	return owner.Status == account.Pending && by.Who == account.ByGuardian && p == interaction.Service
}

// giver says as whom actor speaks for owner.
func giver(actor, owner account.Actor) account.Giver {
	switch {
	case actor.UserID == owner.UserID:
		return actor.As(account.ByLearner)
	case actor.Role == account.Parent:
		return actor.As(account.ByGuardian)
	}
	return actor.As(account.ByOperator)
}

// A Choice is a purpose that is granted or withdrawn.
type Choice struct {
	Purpose string
	Granted bool
	Until   time.Time // when a grant ends by itself; zero: when it is withdrawn

	// Of the text that was read, for a grant; "" where that is not said.
	TextVersion, TextDigest string
}

// Stale is the cause of the Conflict with a grant to a text that is not in force.
type Stale struct{ InForce Text }

// Error names the text that is in force.
func (s *Stale) Error() string { return "the text in force is " + s.InForce.Version }

// Change grants and withdraws: all choices or none. Granting again what stands
// changes something only where the text is newer than the one that was read, or
// the end another. A guardian who grants service for a learner that waits
// confirms the account with it. It returns what stands then, and a receipt of
// what changed; nothing on it where nothing did.
func (s *Service) Change(ctx context.Context, actor account.Actor, userID string, choices []Choice) (_ View, _ Receipt, err error) {
	defer fault.In(&err, "consent.Change(%.64q)", userID)
	owner, err := s.accounts.Permit(ctx, actor, account.ManageConsent, userID)
	if err != nil {
		return View{}, Receipt{}, err
	}
	by := giver(actor, owner)
	var confirmed int64
	if slices.ContainsFunc(choices, func(c Choice) bool { return c.Purpose == "service" && c.Granted }) && s.confirms(owner, by, interaction.Service) {
		if owner, confirmed, err = s.confirm(ctx, actor, owner, by, choices); err != nil {
			return View{}, Receipt{}, err
		}
	}
	state, err := s.commit(ctx, func() (plan, error) {
		p, err := s.plan(ctx, owner, by, choices)
		if write := p.write; write != nil {
			p.write = func(tx *db.Tx) error {
				if err := actor.Audit(tx, s.ledger.Now(), audit.ConsentChanged, owner.Subject, "", said(choices)); err != nil {
					return err
				}
				return write(tx)
			}
		}
		return p, err
	})
	if err != nil {
		return View{}, Receipt{}, err
	}
	v, err := s.Show(ctx, actor, userID)
	if err != nil {
		return View{}, Receipt{}, err
	}
	r, err := s.receipt(v.UserID, v.History, confirmed, state)
	return v, r, err
}

// said is what was chosen, in a few words.
func said(choices []Choice) string {
	var list []string
	for _, c := range choices {
		if c.Granted {
			list = append(list, c.Purpose+" granted")
		} else {
			list = append(list, c.Purpose+" withdrawn")
		}
	}
	return strings.Join(list, ", ")
}

// confirm confirms the account of owner, once it is certain that by may make
// all choices, and returns the state it begins with.
func (s *Service) confirm(ctx context.Context, actor, owner account.Actor, by account.Giver, choices []Choice) (account.Actor, int64, error) {
	if err := s.check(by, choices); err != nil {
		return owner, 0, err
	}
	for _, c := range choices {
		p, _ := interaction.Purpose(c.Purpose)
		if err := may(by.Who, owner.AgeBand, p, c.Granted, s.ledger.School); err != nil {
			return owner, 0, err
		}
	}
	a, err := s.accounts.Confirm(ctx, actor, owner.UserID)
	if err != nil {
		return owner, 0, err
	}
	first, err := findState(ctx, s.ledger.DB, owner.Subject)
	return a.Actor, first.stamp.State, err
}

// A plan is a change that is decided and not yet written; without write
// nothing changes.
type plan struct {
	state int64
	write func(*db.Tx) error
}

// commit writes what decide plans, and decides again where another change came
// first. It returns the state it led to, 0 where nothing changed.
func (s *Service) commit(ctx context.Context, decide func() (plan, error)) (state int64, err error) {
	for range 3 {
		p, planErr := decide()
		if planErr != nil || p.write == nil {
			return 0, planErr
		}
		if err = s.ledger.DB.Write(ctx, p.write); err == nil {
			return p.state, nil
		} else if !fault.Is(err, fault.Conflict) {
			return 0, err
		}
		// The change that came first may still wait for its commit; an empty
		// write returns after it.
		if err := s.ledger.DB.Write(ctx, func(*db.Tx) error { return nil }); err != nil {
			return 0, err
		}
	}
	return 0, err
}

// outdated reports whether c agrees to a text that changed since it was read.
func (c *Choice) outdated() bool {
	t := textOf[c.Purpose]
	return c.Granted && (c.TextVersion != "" && c.TextVersion != t.Version || c.TextDigest != "" && !strings.EqualFold(c.TextDigest, t.Digest))
}

// check tells whether the choices can be made at all, by whomever.
func (s *Service) check(by account.Giver, choices []Choice) error {
	now := s.ledger.moment(by)
	seen := map[string]bool{}
	for _, c := range choices {
		p, ok := interaction.Purpose(c.Purpose)
		switch {
		case !ok:
			return fault.At("purpose", "There is no purpose %.40q.", c.Purpose)
		case seen[c.Purpose]:
			return fault.At("purpose", "The purpose %s is chosen twice.", c.Purpose)
		case c.outdated():
			t := textOf[c.Purpose]
			return &fault.Error{Kind: fault.Conflict, Field: "text_version", Cause: &Stale{t},
				Sentence: "The text on this use of data is not the one that was shown any more: it is " + t.Version + " now. Nothing was changed; please read it and choose again."}
		case c.Until.IsZero():
		case !c.Granted:
			return fault.At("until", "A withdrawal has no end; only what is granted may end by itself.")
		case p == interaction.Service:
			return fault.At("until", "The service cannot end by itself; close the account instead.")
		case !c.Until.After(now):
			return fault.At("until", "The end of a grant must be in the future.")
		case c.Until.Year() > 9999:
			return fault.At("until", "The end of a grant must be a year of four digits.")
		}
		seen[c.Purpose] = true
	}
	return nil
}

// plan prepares the choices.
func (s *Service) plan(ctx context.Context, owner account.Actor, by account.Giver, choices []Choice) (plan, error) {
	l := s.ledger
	if err := s.check(by, choices); err != nil {
		return plan{}, err
	}
	last, err := l.last(ctx, owner.Subject, by)
	if err != nil {
		return plan{}, err
	}
	if !last.stamp.Valid() {
		return plan{}, fault.New(fault.Forbidden, "This account waits for confirmation or is closed; there is nothing to consent to.")
	}
	var changes []change
	for _, c := range choices {
		p, _ := interaction.Purpose(c.Purpose)
		stands := last.stamp.Purposes.Has(p)
		if c.Granted == stands && (!c.Granted || last.text(c.Purpose).Version == textOf[c.Purpose].Version && db.Micros(c.Until) == db.Micros(last.stamp.End(p))) {
			continue
		}
		if err := may(by.Who, owner.AgeBand, p, c.Granted, l.School); err != nil {
			return plan{}, err
		}
		text := last.text(c.Purpose)
		if c.Granted {
			text = textOf[c.Purpose]
		}
		changes = append(changes, change{purpose: c.Purpose, granted: c.Granted, text: text, until: c.Until, by: by})
	}
	if len(changes) == 0 {
		return plan{}, nil
	}
	return l.apply(ctx, last, owner.Origin, by, changes)
}
