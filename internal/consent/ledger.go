package consent

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"slices"
	"time"

	"github.com/maypok86/otter/v2"

	"satprep/internal/account"
	"satprep/internal/db"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/uid"
)

// LedgerDeps is what a Ledger is made of.
type LedgerDeps struct {
	DB         *db.DB
	Log        *interaction.Log
	Now        func() time.Time
	School     bool                   // school-contract mode: no export, whoever consents
	Provenance interaction.Provenance // of the records this room writes
}

// A Ledger keeps the states of consent by subject. It is account.Consent.
type Ledger struct {
	LedgerDeps
	stamps *otter.Cache[uid.ID, interaction.Stamp]
}

var _ account.Consent = (*Ledger)(nil)

// remember is for how long a change made by another process goes unseen.
const remember = time.Second

// NewLedger returns the ledger in d.DB.
func NewLedger(d LedgerDeps) (*Ledger, error) {
	stamps, err := otter.New(&otter.Options[uid.ID, interaction.Stamp]{MaximumSize: 50_000, ExpiryCalculator: otter.ExpiryWriting[uid.ID, interaction.Stamp](remember)})
	if err != nil {
		return nil, fmt.Errorf("stamp cache: %w", err)
	}
	return &Ledger{LedgerDeps: d, stamps: stamps}, nil
}

// Stamp is the consent that stands now. It is Forbidden where nothing may be
// recorded: a pending account, a closed one, an unknown subject. What ends by
// itself is taken off a record's stamp when the record is prepared.
func (l *Ledger) Stamp(ctx context.Context, subject uid.ID) (_ interaction.Stamp, err error) {
	defer fault.In(&err, "consent.Stamp")
	st, ok := l.stamps.GetIfPresent(subject)
	if !ok {
		st, err = l.stamps.Get(ctx, subject, otter.LoaderFunc[uid.ID, interaction.Stamp](func(ctx context.Context, subject uid.ID) (interaction.Stamp, error) {
			s, err := findState(ctx, l.DB, subject)
			if err == nil && !s.stamp.Valid() {
				err = nothing()
			}
			return s.stamp, err
		}))
		if err != nil {
			return interaction.Stamp{}, err
		}
	}
	st.School = l.School
	return st.At(l.Now()), nil
}

func nothing() error {
	return fault.New(fault.Forbidden, "Nothing may be recorded for this account: its consent is not in place.")
}

// Begin plans the first consent of a new subject, or of one whose account waits
// for confirmation again: the purposes p, given by by.
func (l *Ledger) Begin(subject uid.ID, age account.AgeBand, by account.Giver, p interaction.Purposes) (account.Plan, error) {
	next := l.next(state{subject: subject, revision: unknown}, p, string(age), by)
	var changes []change
	for _, name := range p.Names() {
		changes = append(changes, change{purpose: name, granted: true, text: textOf[name], at: next.madeAt, by: by})
	}
	if !next.stamp.Valid() {
		return account.Plan{}, fmt.Errorf("a consent cannot begin without service and an age band")
	}
	return account.Plan{Stamp: next.stamp, Write: func(tx *db.Tx) error { return l.write(tx, next, changes) }}, nil
}

// End plans the withdrawal of all that stands. The withdrawals are recorded
// under the last stamp that could stand on a record.
func (l *Ledger) End(ctx context.Context, subject uid.ID, o interaction.Origin, by account.Giver) (_ account.Plan, err error) {
	defer fault.In(&err, "consent.End")
	last, err := l.last(ctx, subject, by)
	if err != nil {
		return account.Plan{}, err
	}
	if !last.stamp.Valid() {
		return account.Plan{Write: func(*db.Tx) error { return nil }}, nil
	}
	next := l.next(last.state, 0, last.stamp.AgeBand, by)
	changes := last.withdraw(last.stamp.Purposes, next.madeAt, by)
	write, err := l.plan(ctx, next, o, last.stamp, changes)
	return account.Plan{Stamp: last.stamp, Write: write}, err
}

// Restate plans the state of a subject who is in another age band now. What
// only a guardian may grant at that age is withdrawn where the learner is
// younger than we knew; a guardian's grants outlast a birthday.
func (l *Ledger) Restate(ctx context.Context, subject uid.ID, o interaction.Origin, age account.AgeBand, by account.Giver) (_ account.Plan, err error) {
	defer fault.In(&err, "consent.Restate")
	last, err := l.last(ctx, subject, by)
	if err != nil {
		return account.Plan{}, err
	}
	if !last.stamp.Valid() {
		return account.Plan{}, nothing()
	}
	keep := last.stamp.Purposes
	if age.Younger(account.AgeBand(last.stamp.AgeBand)) {
		keep &^= guarded(age)
	}
	next := l.next(last.state, keep, string(age), by)
	changes := last.withdraw(last.stamp.Purposes&^keep, next.madeAt, by)
	write, err := l.plan(ctx, next, o, next.stamp, changes)
	return account.Plan{Stamp: next.stamp, Write: write}, err
}

// A standing is the newest state, without what has ended meanwhile, and how it
// came about.
type standing struct {
	state
	read  []Entry
	ended []change // what has ended and is not recorded yet
}

// last finds what stands for a subject when by makes a change.
func (l *Ledger) last(ctx context.Context, subject uid.ID, by account.Giver) (s standing, err error) {
	if s.state, err = findState(ctx, l.DB, subject); err != nil || s.revision == 0 {
		return s, err
	}
	if s.read, err = history(ctx, l.DB, subject); err != nil {
		return s, err
	}
	now := s.stamp.At(l.moment(by))
	for _, name := range (s.stamp.Purposes &^ now.Purposes).Names() {
		p, _ := interaction.Purpose(name)
		s.ended = append(s.ended, change{purpose: name, text: s.text(name), at: s.stamp.End(p), by: account.Giver{Who: account.ByExpiry}})
	}
	s.stamp = now
	return s, nil
}

// text is what was read last for a purpose.
func (s standing) text(purpose string) Text {
	for _, e := range slices.Backward(s.read) {
		if e.Purpose == purpose {
			return Text{Purpose: purpose, Version: e.TextVersion, Digest: e.TextDigest}
		}
	}
	return textOf[purpose]
}

// withdraw is the withdrawal of the purposes p, after what ended by itself.
func (s standing) withdraw(p interaction.Purposes, at time.Time, by account.Giver) []change {
	changes := slices.Clone(s.ended)
	for _, name := range p.Names() {
		changes = append(changes, change{purpose: name, text: s.text(name), at: at, by: by})
	}
	return changes
}

// plan prepares next, the changes that lead to it and their records, which
// carry stamp.
func (l *Ledger) plan(ctx context.Context, next state, o interaction.Origin, stamp interaction.Stamp, changes []change) (func(*db.Tx) error, error) {
	records, err := l.records(ctx, next, o, stamp, changes)
	if err != nil {
		return nil, err
	}
	return func(tx *db.Tx) error {
		if err := l.write(tx, next, changes); err != nil {
			return err
		}
		return l.Log.Append(tx, records...)
	}, nil
}

// apply plans the changes to last, after those that nobody made: ends.
func (l *Ledger) apply(ctx context.Context, last standing, o interaction.Origin, by account.Giver, changes []change) (plan, error) {
	now := last.stamp.Purposes
	for _, c := range changes {
		p, _ := interaction.Purpose(c.purpose)
		if now |= p; !c.granted {
			now &^= p
		}
	}
	next := l.next(last.state, now, last.stamp.AgeBand, by)
	for i, c := range changes {
		p, _ := interaction.Purpose(c.purpose)
		next.stamp = next.stamp.Until(p, c.until)
		if c.at.IsZero() {
			changes[i].at = next.madeAt
		}
	}
	write, err := l.plan(ctx, next, o, next.stamp, append(slices.Clone(last.ended), changes...))
	return plan{next.stamp.State, write}, err
}

// Forget drops what is remembered of a subject who was erased.
func (l *Ledger) Forget(subject uid.ID) { l.stamps.Invalidate(subject) }

// A change is one purpose granted or withdrawn.
type change struct {
	purpose string
	granted bool
	text    Text
	at      time.Time // of the choice; on paper earlier than of the state
	until   time.Time // of a grant; zero: until withdrawn
	by      account.Giver
	paper   bool
}

// A state is what stood for a subject after its revision-th change; revision 0
// is before the first.
type state struct {
	subject  uid.ID
	revision int
	madeAt   time.Time
	stamp    interaction.Stamp
	ownTime  bool // of a simulated learner: madeAt is on another clock
}

// unknown is a revision that is found when the next state is written.
const unknown = -1

// moment is when by acts.
func (l *Ledger) moment(by account.Giver) time.Time {
	if by.At.IsZero() {
		return l.Now()
	}
	return by.At
}

// next is the state after last with the purposes p, which keep their ends. Its
// id is drawn here and not by the database, so that records can be stamped and
// sealed before the transaction; 53 bits, so that every reader's numbers hold
// it. Time does not run backwards from state to state.
func (l *Ledger) next(last state, p interaction.Purposes, age string, by account.Giver) state {
	var b [8]byte
	rand.Read(b[:])
	id := int64(binary.BigEndian.Uint64(b[:])>>11) | 1
	s := state{subject: last.subject, revision: last.revision, madeAt: l.moment(by), stamp: interaction.NewStamp(id, p, age, l.School), ownTime: !by.At.IsZero()}
	if s.revision != unknown {
		s.revision++
	}
	if s.madeAt.Before(last.madeAt) {
		s.madeAt = last.madeAt
	}
	for _, name := range p.Names() {
		one, _ := interaction.Purpose(name)
		if end := last.stamp.End(one); !end.IsZero() {
			s.stamp = s.stamp.Until(one, end)
		}
	}
	return s
}

// write stores a state and the changes that led to it. Another change that came
// first is a Conflict.
func (l *Ledger) write(tx *db.Tx, next state, changes []change) error {
	tx.AfterCommit(func() { l.stamps.Invalidate(next.subject) })
	if err := insertState(tx, next); err != nil {
		return err
	}
	for _, c := range changes {
		if err := insertChange(tx, next, c); err != nil {
			return err
		}
	}
	return nil
}

func (l *Ledger) records(ctx context.Context, next state, o interaction.Origin, stamp interaction.Stamp, changes []change) ([]*interaction.Record, error) {
	var all []*interaction.Record
	for _, c := range changes {
		r := &interaction.Record{Subject: next.subject, Kind: interaction.ConsentChanged, Origin: o, Consent: stamp, Provenance: l.Provenance,
			Body: interaction.ConsentFact{Purpose: c.purpose, Granted: c.granted, Text: c.text.Version, Digest: c.text.Digest, By: c.by.Who, OnPaper: c.paper, Until: stampTime(c.until)}}
		if next.ownTime {
			r.ReceivedAt = next.madeAt
		}
		if c.by.Subject != next.subject {
			r.Actor = c.by.Subject
		}
		if err := l.Log.Prepare(ctx, r); err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	return all, nil
}

// stampTime is a time as records hold it in their bodies.
func stampTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}
