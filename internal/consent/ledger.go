package consent

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"fmt"
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
// recorded: a pending account, a closed one, an unknown subject.
func (l *Ledger) Stamp(ctx context.Context, subject uid.ID) (_ interaction.Stamp, err error) {
	defer fault.In(&err, "consent.Stamp")
	if st, ok := l.stamps.GetIfPresent(subject); ok {
		return st, nil
	}
	return l.stamps.Get(ctx, subject, otter.LoaderFunc[uid.ID, interaction.Stamp](func(ctx context.Context, subject uid.ID) (interaction.Stamp, error) {
		s, err := findState(ctx, l.DB, subject)
		if err != nil {
			return interaction.Stamp{}, err
		}
		if !s.stamp.Valid() {
			return interaction.Stamp{}, fault.New(fault.Forbidden, "Nothing may be recorded for this account: its consent is not in place.")
		}
		return s.stamp, nil
	}))
}

// Begin plans the first consent of a new subject: the purposes p, given by by.
func (l *Ledger) Begin(subject uid.ID, age account.AgeBand, by account.Giver, p interaction.Purposes) (account.Plan, error) {
	var changes []change
	for i, name := range interaction.PurposeNames {
		if p.Has(1 << i) {
			changes = append(changes, change{name, true})
		}
	}
	next := l.next(state{subject: subject}, p, string(age))
	if !by.At.IsZero() {
		next.madeAt = by.At
	}
	if !next.stamp.Valid() {
		return account.Plan{}, fmt.Errorf("a consent cannot begin without service and an age band")
	}
	return account.Plan{Stamp: next.stamp, Write: func(tx *db.Tx) error { return l.write(tx, next, by, changes) }}, nil
}

// End plans the withdrawal of all that stands. The withdrawals are recorded
// under the last stamp that could stand on a record.
func (l *Ledger) End(ctx context.Context, subject uid.ID, o interaction.Origin, by account.Giver) (_ account.Plan, err error) {
	defer fault.In(&err, "consent.End")
	last, err := findState(ctx, l.DB, subject)
	if err != nil {
		return account.Plan{}, err
	}
	if !last.stamp.Valid() {
		return account.Plan{Write: func(*db.Tx) error { return nil }}, nil
	}
	var changes []change
	for _, name := range last.stamp.Purposes.Names() {
		changes = append(changes, change{name, false})
	}
	write, err := l.plan(ctx, l.next(last, 0, last.stamp.AgeBand), o, last.stamp, by, changes)
	return account.Plan{Stamp: last.stamp, Write: write}, err
}

// Restate plans the state of a subject who is in another age band now. What
// only a guardian may grant at that age is withdrawn where the learner is
// younger than we knew; a guardian's grants outlast a birthday.
func (l *Ledger) Restate(ctx context.Context, subject uid.ID, o interaction.Origin, age account.AgeBand, by account.Giver) (_ account.Plan, err error) {
	defer fault.In(&err, "consent.Restate")
	last, err := findState(ctx, l.DB, subject)
	if err != nil {
		return account.Plan{}, err
	}
	if !last.stamp.Valid() {
		return account.Plan{}, fault.New(fault.Forbidden, "Nothing may be recorded for this account: its consent is not in place.")
	}
	keep := last.stamp.Purposes
	if younger(age, account.AgeBand(last.stamp.AgeBand)) {
		keep &^= guarded(age)
	}
	var changes []change
	for _, name := range (last.stamp.Purposes &^ keep).Names() {
		changes = append(changes, change{name, false})
	}
	next := l.next(last, keep, string(age))
	write, err := l.plan(ctx, next, o, next.stamp, by, changes)
	return account.Plan{Stamp: next.stamp, Write: write}, err
}

// plan prepares next, the changes that lead to it and their records, which
// carry stamp.
func (l *Ledger) plan(ctx context.Context, next state, o interaction.Origin, stamp interaction.Stamp, by account.Giver, changes []change) (func(*db.Tx) error, error) {
	records, err := l.records(ctx, next.subject, o, stamp, by, changes)
	if err != nil {
		return nil, err
	}
	return func(tx *db.Tx) error {
		if err := l.write(tx, next, by, changes); err != nil {
			return err
		}
		return l.Log.Append(tx, records...)
	}, nil
}

// Forget drops what is remembered of a subject who was erased.
func (l *Ledger) Forget(subject uid.ID) { l.stamps.Invalidate(subject) }

// A change is one purpose granted or withdrawn.
type change struct {
	purpose string
	granted bool
}

// A state is what stood for a subject after its revision-th change; revision 0
// is before the first.
type state struct {
	subject  uid.ID
	revision int
	madeAt   time.Time
	stamp    interaction.Stamp
}

// next is the state after last with the purposes p. Its id is drawn here and
// not by the database, so that records can be stamped and sealed before the
// transaction; 53 bits, so that every reader's numbers hold it.
func (l *Ledger) next(last state, p interaction.Purposes, age string) state {
	var b [8]byte
	rand.Read(b[:])
	id := int64(binary.BigEndian.Uint64(b[:])>>11) | 1
	return state{subject: last.subject, revision: last.revision + 1, madeAt: l.Now(), stamp: interaction.NewStamp(id, p, age, l.School)}
}

// write stores a state and the changes that led to it. Another change that came
// first is a Conflict.
func (l *Ledger) write(tx *db.Tx, next state, by account.Giver, changes []change) error {
	tx.AfterCommit(func() { l.stamps.Invalidate(next.subject) })
	if err := insertState(tx, next); err != nil {
		return err
	}
	for _, c := range changes {
		if err := insertChange(tx, next, by, c, textOf[c.purpose]); err != nil {
			return err
		}
	}
	return nil
}

func (l *Ledger) records(ctx context.Context, subject uid.ID, o interaction.Origin, stamp interaction.Stamp, by account.Giver, changes []change) ([]*interaction.Record, error) {
	var all []*interaction.Record
	for _, c := range changes {
		t := textOf[c.purpose]
		r := &interaction.Record{Subject: subject, Kind: interaction.ConsentChanged, Origin: o, Consent: stamp, Provenance: l.Provenance,
			Body: interaction.ConsentFact{Purpose: c.purpose, Granted: c.granted, Text: t.Version, Digest: t.Digest, By: by.Who}}
		if by.Subject != subject {
			r.Actor = by.Subject
		}
		if err := l.Log.Prepare(ctx, r); err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	return all, nil
}
