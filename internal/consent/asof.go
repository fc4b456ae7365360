package consent

import (
	"context"
	"encoding/binary"
	"sort"
	"time"

	"satprep/internal/db"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/uid"
)

// AsOf is everybody's consent as it was known at one moment, in memory: about
// 40 bytes a subject. It is safe for concurrent use and never changes.
type AsOf struct {
	at       int64    // microseconds, as all times here
	buckets  []uint32 // by a subject's first 16 bits: where they begin in subjects
	subjects []uid.ID // in order
	first    []uint32 // of each subject, where its spans begin; one more at the end
	from     []int64  // of each span, its begin; a state's ends begin spans of their own
	stood    []uint16 // purposes
	modes    []mode   // of the instance, in order
}

// A mode is the school-contract mode from a moment on.
type mode struct {
	from   int64
	school bool
}

// AsOf reads the consent of all subjects as of t: grants, withdrawals, ends,
// changes of age, closings and the school-contract mode that were made by then,
// and nothing later. What was read as of a moment stays true of it: a change
// that is still on its way is made after it.
func (l *Ledger) AsOf(ctx context.Context, t time.Time) (_ *AsOf, err error) {
	defer fault.In(&err, "consent.AsOf")
	if now := l.Now(); t.After(now) {
		t = now
	}
	a := &AsOf{at: db.Micros(t), buckets: make([]uint32, 1<<16+1)}
	if err := l.DB.Write(ctx, func(tx *db.Tx) error { return markRead(tx, a.at) }); err != nil {
		return nil, err
	}
	if a.modes, err = listModes(ctx, l.DB, a.at); err != nil {
		return nil, err
	}
	if err := eachState(ctx, l.DB, a.at, a.add); err != nil {
		return nil, err
	}
	a.first = append(a.first, uint32(len(a.from)))
	for i, subject := range a.subjects {
		a.buckets[bucket(subject)+1] = uint32(i + 1)
	}
	for i := 1; i < len(a.buckets); i++ { // an empty bucket begins where the one before ends
		a.buckets[i] = max(a.buckets[i], a.buckets[i-1])
	}
	return a, nil
}

func bucket(subject uid.ID) int { return int(binary.BigEndian.Uint16(subject[:2])) }

// add takes the states in the order of subjects and revisions.
func (a *AsOf) add(s state) {
	n := len(a.subjects)
	if n == 0 || a.subjects[n-1] != s.subject {
		a.subjects = append(a.subjects, s.subject)
		a.first = append(a.first, uint32(len(a.from)))
	}
	begin := db.Micros(s.madeAt)
	a.span(begin, s.stamp.Purposes)
	for stamp := s.stamp; ; { // its ends make spans of their own
		next := stamp.Next()
		if next.IsZero() {
			return
		}
		stamp = stamp.At(next)
		a.span(max(db.Micros(next), begin), stamp.Purposes)
	}
}

func (a *AsOf) span(from int64, p interaction.Purposes) {
	a.from, a.stood = append(a.from, from), append(a.stood, uint16(p))
}

// At is the moment as of which was read.
func (a *AsOf) At() time.Time { return db.Time(a.at) }

// Held reports whether all of p stood for subject at the moment at, and still
// stood as of the reading. An unknown subject holds nothing, and nothing is held
// for what happened after the reading. Where data would leave the instance,
// nothing is held under a school's contract.
func (a *AsOf) Held(subject uid.ID, p interaction.Purposes, at time.Time) bool {
	then := db.Micros(at)
	i, ok := a.find(subject)
	if !ok || then > a.at {
		return false
	}
	if p&leaves != 0 && (a.school(then) || a.school(a.at)) {
		return false
	}
	lo, hi := int(a.first[i]), int(a.first[i+1])
	return a.stoodAt(lo, hi, then).Has(p) && a.stoodAt(lo, hi, a.at).Has(p)
}

// Ceased counts the subjects for whom all of p stood at the moment at and does
// not as of the reading: by a withdrawal, a closing, or an end that has come.
func (a *AsOf) Ceased(p interaction.Purposes, at time.Time) (n int) {
	then := db.Micros(at)
	for i := range a.subjects {
		lo, hi := int(a.first[i]), int(a.first[i+1])
		if a.stoodAt(lo, hi, then).Has(p) && !a.stoodAt(lo, hi, a.at).Has(p) {
			n++
		}
	}
	return n
}

// Admits reports whether a record may be used for p: its own stamp says so, and
// p is held for its subject and for its author. Who acted for a subject is the
// author of what was done; where nobody did, the subject is.
func (a *AsOf) Admits(r *interaction.Record, p interaction.Purposes) bool {
	if !r.Consent.Purposes.Has(p) || r.Consent.School && p&leaves != 0 || !a.Held(r.Subject, p, r.ReceivedAt) {
		return false
	}
	return r.Actor.IsZero() || r.Actor == r.Subject || a.Held(r.Actor, p, r.ReceivedAt)
}

// Subjects is how many subjects are known.
func (a *AsOf) Subjects() int { return len(a.subjects) }

func (a *AsOf) find(subject uid.ID) (int, bool) {
	b := bucket(subject)
	lo, hi := int(a.buckets[b]), int(a.buckets[b+1])
	i := lo + sort.Search(hi-lo, func(i int) bool { return string(a.subjects[lo+i][:]) >= string(subject[:]) })
	return i, i < hi && a.subjects[i] == subject
}

// stoodAt finds the last of the spans lo to hi that begins by at: an end of a
// state that another state came before is never reached.
func (a *AsOf) stoodAt(lo, hi int, at int64) interaction.Purposes {
	for i := hi - 1; i >= lo; i-- {
		if a.from[i] <= at {
			return interaction.Purposes(a.stood[i])
		}
	}
	return 0
}

// school tells the mode at a moment.
func (a *AsOf) school(at int64) bool {
	for i := len(a.modes) - 1; i >= 0; i-- {
		if a.modes[i].from <= at {
			return a.modes[i].school
		}
	}
	return false
}
