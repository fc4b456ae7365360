package train

import (
	"context"
	"fmt"
	"math"
	"sync"
	"time"

	"satprep/internal/account"
	"satprep/internal/audit"
	"satprep/internal/consent"
	"satprep/internal/counted"
	"satprep/internal/db"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/kt"
	"satprep/internal/question"
	"satprep/internal/uid"
)

// A Status of a run.
type Status string

// The statuses.
const (
	Proposed Status = "proposed"
	Promoted Status = "promoted"
	Rejected Status = "rejected"
)

// A Run is a model fitted to the log that waits for a person's decision, or had
// it.
type Run struct {
	ID     uid.ID    `json:"id"`
	Status Status    `json:"status"`
	Model  string    `json:"model"`
	By     uid.ID    `json:"made_by,omitzero"` // subject of who ran it; zero is the operator
	MadeAt time.Time `json:"made_at"`
	Code   string    `json:"code"` // version of the program
	Note   string    `json:"note,omitempty"`
	Detail
	DecidedBy uid.ID    `json:"decided_by,omitzero"`
	DecidedAt time.Time `json:"decided_at,omitzero"`

	file []byte // a File
}

// Detail is what is kept of a run beside its columns.
type Detail struct {
	Log    counted.Logged `json:"log"`
	Seed   uint64         `json:"seed" doc:"of who was held out"`
	Share  float64        `json:"share" doc:"of learners who were held out"`
	Report Report         `json:"report" doc:"on learners held out"`
	Elo    Quality        `json:"elo" doc:"the yardstick, on the same answers"`
	Gain   float64        `json:"gain" doc:"mean negative log-likelihood of Elo less that of the model, on learners held out"`
	GainSE *float64       `json:"gain_se" doc:"its standard error over learners; null where there is only one"`
	WhyNot string         `json:"why_not,omitempty" enum:"is_elo,few,not_better," doc:"why it is not promotable; absent where it is"`
}

// Why a run is not promotable.
const (
	IsElo     = "is_elo"     // the yardstick does not beat itself
	TooFew    = "few"        // fewer than MinLearners or MinAnswers held out
	NotBetter = "not_better" // than Elo by more than the standard error of that
)

// How much a model has to be judged on.
const (
	MinLearners = 10
	MinAnswers  = 200
)

// Deps is what the room stands on.
type Deps struct {
	DB      *db.DB
	Log     *interaction.Log
	Consent *consent.Ledger
	Bank    func() *question.Bank
	Now     func() time.Time
	Code    string // version of the program
}

// Service fits models to the log, carries out what is decided of them, and
// serves the one in force. It is safe for concurrent use.
type Service struct {
	Deps
	running sync.Mutex
	serving serving
}

// New returns the room.
func New(d Deps) *Service { return &Service{Deps: d} }

// Wish says what to fit.
type Wish struct {
	Model     string  // elo, best-lr, bkt
	Simulated bool    // answers of simulated learners, and only those
	Share     float64 // of learners to hold out, DefaultShare if 0
	Seed      uint64  // of that
	Note      string  // why, in a few words of whoever runs it
	Dry       bool    // store nothing
}

// DefaultShare of learners is held out, by DefaultSeed where nobody says another.
const (
	DefaultShare = 0.2
	DefaultSeed  = 1
)

const maxNote = 500 // bytes

// Propose fits a model to the log, judges it beside Elo on learners held out, and
// stores it as proposed. Nothing in force moves. One runs at a time in a process;
// another is a Conflict. The report holds the fitted model, to be written to a
// file.
func (s *Service) Propose(ctx context.Context, by account.Actor, w Wish) (_ *Run, err error) {
	defer fault.In(&err, "train.Propose")
	if w.Share == 0 {
		w.Share = DefaultShare
	}
	switch {
	case w.Model != Elo && w.Model != BestLR && w.Model != BKT:
		return nil, fault.At("model", "A model is elo, best-lr or bkt.")
	case len(w.Note) > maxNote:
		return nil, fault.At("note", "A note has at most %d bytes.", maxNote)
	case !(w.Share > 0 && w.Share < 1):
		return nil, fault.At("share", "A share is between 0 and 1.")
	case !s.running.TryLock():
		return nil, fault.New(fault.Conflict, "A model is being fitted already; wait until it has ended.")
	}
	defer s.running.Unlock()
	r := NewReader()
	all, read, err := r.FromLog(ctx, counted.Source{Log: s.Log, Consent: s.Consent, Bank: s.Bank(), Now: s.Now}, w.Simulated)
	if err != nil {
		return nil, err
	}
	fit, judge := r.Split(all, w.Seed, w.Share)
	report, err := r.Run(ctx, w.Model, fit, judge)
	if err != nil {
		return nil, err
	}
	yardstick, err := r.Run(ctx, Elo, fit, judge)
	if err != nil {
		return nil, err
	}
	now := s.Now()
	run := &Run{ID: uid.New(now), Status: Proposed, Model: w.Model, By: by.Subject, MadeAt: now, Code: s.Code, Note: w.Note,
		Detail: Detail{Log: *read, Seed: w.Seed, Share: w.Share, Report: *report, Elo: Quality{yardstick.AUC, yardstick.NLL, yardstick.Brier}}}
	run.judge(judge, report.predicted, yardstick.predicted)
	if run.file, err = report.Encode(); err != nil || w.Dry {
		return run, err
	}
	return run, s.DB.Write(ctx, func(tx *db.Tx) error { return insert(tx, run) })
}

// judge says what stands against promoting the run.
func (run *Run) judge(test *kt.Table, model, elo []float64) {
	gain, se := Gain(test, model, elo)
	run.Gain = gain
	if !math.IsNaN(se) {
		run.GainSE = &se
	}
	switch {
	case run.Model == Elo:
		run.WhyNot = IsElo
	case run.Report.Test.Learners < MinLearners || run.Report.Test.Rows < MinAnswers:
		run.WhyNot = TooFew
	case !(gain > se):
		run.WhyNot = NotBetter
	}
}

// List returns runs, newest first, at most 200.
func (s *Service) List(ctx context.Context) (_ []Run, err error) {
	defer fault.In(&err, "train.List")
	return list(ctx, s.DB, ``)
}

// Find returns one; none is Missing.
func (s *Service) Find(ctx context.Context, id uid.ID) (_ *Run, err error) {
	defer fault.In(&err, "train.Find(%s)", id)
	found, err := list(ctx, s.DB, `WHERE id = ?`, id)
	if err == nil && len(found) == 0 {
		err = fault.New(fault.Missing, "There is no such model.")
	}
	if err != nil {
		return nil, err
	}
	return &found[0], nil
}

// Promote puts a run's model in force, for everybody and at once; simulated
// confirms that it may rest on simulated learners. A model that did not predict
// the learners held out better than Elo is refused.
func (s *Service) Promote(ctx context.Context, by account.Actor, id uid.ID, simulated bool) (_ *Run, err error) {
	defer fault.In(&err, "train.Promote(%s)", id)
	run, err := s.Find(ctx, id)
	if err != nil {
		return nil, err
	}
	if run.Status != Proposed {
		return nil, decided(run.Status)
	}
	if why := run.against(); why != "" {
		return nil, fault.New(fault.Conflict, "%s", why)
	}
	if run.Log.Simulated && !simulated {
		return nil, fault.At("confirm_simulated", "This model rests on simulated learners, who know nothing of real ones. Promote it only where nobody real learns, and confirm that.")
	}
	return run, s.end(ctx, by, run, Promoted, audit.Entry{Act: audit.ModelPromoted, Detail: fmt.Sprintf("%s: %d answers of %d learners, AUC %s", run.Model, run.Log.Used, run.Log.Learners, number(run.Report.AUC))})
}

func number(v *float64) string {
	if v == nil {
		return "unknown"
	}
	return fmt.Sprintf("%.3f", *v)
}

// Reject ends a proposal without any change.
func (s *Service) Reject(ctx context.Context, by account.Actor, id uid.ID) (_ *Run, err error) {
	defer fault.In(&err, "train.Reject(%s)", id)
	run, err := s.Find(ctx, id)
	if err != nil {
		return nil, err
	}
	if run.Status != Proposed {
		return nil, decided(run.Status)
	}
	return run, s.end(ctx, by, run, Rejected, audit.Entry{Act: audit.ModelRejected})
}

// end writes a decision and the audit's entry in one transaction.
func (s *Service) end(ctx context.Context, by account.Actor, run *Run, as Status, e audit.Entry) error {
	run.Status, run.DecidedBy, run.DecidedAt = as, by.Subject, s.Now()
	e.At, e.Actor, e.Role, e.Object = run.DecidedAt, by.Subject, string(by.Role), run.ID.String()
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		if err := decide(tx, run); err != nil {
			return err
		}
		return audit.Write(tx, e)
	})
}

func decided(s Status) error {
	return fault.New(fault.Conflict, "This model was %s already; a decision is not taken back. Train another one.", s)
}
