package calibrate

import (
	"context"
	"fmt"
	"sync"
	"time"

	"satprep/internal/account"
	"satprep/internal/audit"
	"satprep/internal/consent"
	"satprep/internal/counted"
	"satprep/internal/db"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/question"
	"satprep/internal/uid"
)

// Deps is what the room stands on.
type Deps struct {
	DB        *db.DB
	Log       *interaction.Log
	Consent   *consent.Ledger
	Questions *question.Service
	Now       func() time.Time
	Code      string // version of the program
}

// Service proposes calibrations of the log and carries out what is decided of
// them. It is safe for concurrent use.
type Service struct {
	Deps
	running sync.Mutex
}

// New returns the room.
func New(d Deps) *Service { return &Service{Deps: d} }

func (s *Service) source(bank *question.Bank) counted.Source {
	return counted.Source{Log: s.Log, Consent: s.Consent, Bank: bank, Now: s.Now}
}

// Wish says what to propose.
type Wish struct {
	Options
	Simulated bool   // answers of simulated learners, and only those
	Note      string // why, in a few words of whoever runs it
	Dry       bool   // store nothing
	// Keep is handed the estimate before anything is stored; its error is the
	// last word, and nothing is. nil keeps it nowhere.
	Keep func(*Estimate) error
}

// maxNote bounds a note, in bytes.
const maxNote = 500

// Propose calibrates the log, links what comes of it to the scale in force, says
// what it would change, and stores it as proposed. Nothing in force moves. One
// runs at a time in a process; another is a Conflict. The estimate is on its own
// scale, as it is written to files.
func (s *Service) Propose(ctx context.Context, by account.Actor, w Wish) (_ *Proposal, _ *Estimate, err error) {
	defer fault.In(&err, "calibrate.Propose")
	if len(w.Note) > maxNote {
		return nil, nil, fault.At("note", "A note has at most %d bytes.", maxNote)
	}
	if err := w.checkLogged(); err != nil {
		return nil, nil, err
	}
	if !s.running.TryLock() {
		return nil, nil, fault.New(fault.Conflict, "A calibration is running already; wait until it has ended.")
	}
	defer s.running.Unlock()
	began := time.Now()
	bank := s.Questions.Bank(ctx)
	r, read, err := FromLog(ctx, s.source(bank), w.Simulated)
	if err != nil {
		return nil, nil, err
	}
	reading := time.Since(began).Seconds()
	e, err := RunLogged(ctx, r, bank, w.Options)
	if err != nil {
		return nil, nil, err
	}
	e.Log, e.Seconds.Read = read, reading
	now := s.Now()
	p := &Proposal{ID: uid.New(now), Status: Proposed, Model: e.Model, By: by.Subject, MadeAt: now, Code: s.Code, Number: bank.Number, Params: bank.ParamsVersion, Note: w.Note}
	p.Detail, p.Items = compare(e, bank, shiftSeed)
	p.Largest, p.Count, p.Promotable = largest(p.Shifts), len(p.Items), len(promotable(p.Items))
	if w.Keep != nil {
		if err := w.Keep(e); err != nil {
			return nil, nil, err
		}
	}
	if w.Dry {
		return p, e, nil
	}
	return p, e, s.DB.Write(ctx, func(tx *db.Tx) error { return insert(tx, p) })
}

// List returns proposals without their items, newest first, at most 200. Of one
// that waits for a decision Promotable is how many questions a promotion would
// change now.
func (s *Service) List(ctx context.Context) (_ []Proposal, err error) {
	defer fault.In(&err, "calibrate.List")
	all, err := list(ctx, s.DB, ``)
	for i := range all {
		if p := &all[i]; err == nil && p.Status == Proposed {
			if p.Items, err = itemsOf(ctx, s.DB, p.ID, ` AND why_not = ''`); err == nil {
				err = s.recount(ctx, p)
			}
			p.Items = nil
		}
	}
	return all, err
}

// Find returns one with its items; none is Missing. Promotable is as List says.
func (s *Service) Find(ctx context.Context, id uid.ID) (_ *Proposal, err error) {
	defer fault.In(&err, "calibrate.Find(%s)", id)
	p, err := find(ctx, s.DB, id)
	if err != nil || p.Status != Proposed {
		return p, err
	}
	return p, s.recount(ctx, p)
}

// recount counts what a promotion of p would change now, and says of each
// question what became of it since the run. A proposal that is linked to a scale
// that is no longer in force would change nothing.
func (s *Service) recount(ctx context.Context, p *Proposal) error {
	p.Promotable = 0
	current, err := s.Questions.Current(ctx, p.Number)
	if err != nil {
		return err
	}
	bank := s.Questions.Bank(ctx)
	for i := range p.Items {
		it := &p.Items[i]
		if it.Since = it.since(bank); it.Since == Same && it.WhyNot != "" { // nothing was estimated of it
			it.Since = ""
		}
		if current && it.Since == "" && it.WhyNot == "" {
			p.Promotable++
		}
	}
	return nil
}

// Confirmations are what somebody who promotes has to say a second time.
type Confirmations struct {
	Shift     bool // scores move by more than MostShift points
	Simulated bool // the answers are those of simulated learners
}

// Promote puts the promotable parameters of a proposal in force: a new parameter
// set, the proposal's end and the audit's entry in one transaction. Sessions
// that are open go on with the set that they began with; what began under old
// sets keeps its numbers. A question that was edited or taken out since keeps
// its parameters and is named. Who comes second, with this proposal or another
// one made on the same scale, gets a Conflict.
func (s *Service) Promote(ctx context.Context, by account.Actor, id uid.ID, sure Confirmations) (_ *Proposal, err error) {
	defer fault.In(&err, "calibrate.Promote(%s)", id)
	p, err := s.Find(ctx, id)
	if err != nil {
		return nil, err
	}
	switch {
	case p.Status != Proposed:
		return nil, decided(p.Status)
	case len(promotable(p.Items)) == 0:
		return nil, fault.New(fault.Conflict, "None of the %d questions of this calibration is promotable; see why_not of each.", p.Count)
	}
	params := promotable(p.Items)
	// The forms may be others than they were when it ran.
	p.Largest = max(p.Largest, largest(shifts(s.Questions.Bank(ctx).Forms(), params, shiftSeed)))
	switch {
	case p.Largest > MostShift && !sure.Shift:
		return nil, fault.At("confirm_shift", "This would move a score of the reference set by %.0f points, more than %.0f. Compare the questions, then confirm it a second time.", p.Largest, MostShift)
	case p.Log.Simulated && !sure.Simulated:
		return nil, fault.At("confirm_simulated", "This calibration rests on simulated learners, who know nothing of real ones. Promote it only where nobody real learns, and confirm that.")
	}
	now := s.Now()
	_, err = s.Questions.Promote(ctx, question.Promotion{By: question.By{Actor: by.Subject, Role: string(by.Role)}, Number: p.Number, Params: params,
		Also: func(tx *db.Tx, done question.Promoted) error {
			p.Status, p.DecidedBy, p.DecidedAt, p.ParamsAfter, p.Left = Promoted, by.Subject, now, done.Set, done.Left
			if err := decide(tx, p); err != nil {
				return err
			}
			return audit.Write(tx, audit.Entry{At: now, Actor: by.Subject, Role: string(by.Role), Act: audit.ParametersChanged, Object: p.ID.String(),
				Detail: fmt.Sprintf("set %s: %d questions, largest shift %.1f points", done.Set, len(done.Questions), p.Largest)})
		}})
	if err != nil {
		return nil, err
	}
	return p, nil
}

// Reject ends a proposal without any change.
func (s *Service) Reject(ctx context.Context, by account.Actor, id uid.ID) (_ *Proposal, err error) {
	defer fault.In(&err, "calibrate.Reject(%s)", id)
	p, err := find(ctx, s.DB, id)
	if err != nil {
		return nil, err
	}
	if p.Status != Proposed {
		return nil, decided(p.Status)
	}
	p.Status, p.DecidedBy, p.DecidedAt = Rejected, by.Subject, s.Now()
	return p, s.DB.Write(ctx, func(tx *db.Tx) error {
		if err := decide(tx, p); err != nil {
			return err
		}
		return audit.Write(tx, audit.Entry{At: p.DecidedAt, Actor: by.Subject, Role: string(by.Role), Act: audit.ParametersRejected, Object: p.ID.String()})
	})
}

func decided(s Status) error {
	return fault.New(fault.Conflict, "This calibration was %s already; a decision is not taken back. Run another one.", s)
}
