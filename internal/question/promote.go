package question

import (
	"context"
	"maps"
	"slices"

	"satprep/internal/db"
	"satprep/internal/fault"
)

// byCalibration is the origin of promoted parameters.
const byCalibration = "calibration"

// A Promotion puts estimated parameters in force.
type Promotion struct {
	By     By    // its Origin is calibration, whatever stands there
	Number int64 // of the bank (Bank.Number) that the parameters were estimated with and linked to
	Params map[string]Proposed
	// Also is called in the transaction, at its end, with what was made; its error undoes all. It may be called twice.
	Also func(tx *db.Tx, done Promoted) error
}

// Proposed are parameters for one version of a question, estimated with a prior
// from its author's judgement then; Difficulty "" is that it is not known.
type Proposed struct {
	Version    string
	Difficulty Difficulty
	Adjust     float64
	Params
}

// Stale says why the parameters are not, or no longer, to be put in force for
// the question q; nil is one that is not in force. "" is that they may be.
func (v Proposed) Stale(q *Question) string {
	switch {
	case q == nil || q.Retired:
		return "retired"
	case q.Version != v.Version:
		return "other_version"
	case v.Difficulty != "" && (q.Difficulty != v.Difficulty || q.Adjust != v.Adjust):
		return "other_judgement"
	case q.Params == v.Params:
		return "same"
	}
	return ""
}

// Promoted says what a promotion did.
type Promoted struct {
	Set       string   // the parameter set in force since
	Questions []string // whose parameters it changed, by id
	Left      []Left   // whose it did not, by id
}

// Left says why a question kept its parameters.
type Left struct {
	Question string `json:"question_id"`
	Why      string `json:"why" enum:"retired,other_version,other_judgement,same"`
}

// Promote makes a new parameter set of the one in force, with other parameters
// for some questions, and puts it in force. A question that was edited, judged
// otherwise by its author or taken out since is left as it is, and named. Where parameters were promoted since
// the Number, or none would change, it is a Conflict and nothing happens.
func (s *Service) Promote(ctx context.Context, in Promotion) (done Promoted, err error) {
	defer fault.In(&err, "question.Promote")
	in.By.Origin = byCalibration
	_, err = s.change(ctx, func(b *Bank) (*plan, error) {
		p := newPlan(b, in.By)
		done = Promoted{}
		// What comes between this look and the transaction moves the number, which change sees.
		if err := promotedSince(ctx, s.db, in.Number); err != nil {
			return nil, err
		}
		for _, id := range slices.Sorted(maps.Keys(in.Params)) {
			v := in.Params[id]
			if !v.Valid() || !(v.BSD >= 0) || !(v.ALnSD >= 0) || v.Source != Authored && v.Source != Calibrated {
				return nil, fault.New(fault.Invalid, "The parameters of question %.40q are not valid.", id)
			}
			q, _ := b.ByID(id)
			if why := v.Stale(q); why != "" {
				done.Left = append(done.Left, Left{id, why})
				continue
			}
			clone := *q
			clone.Params = v.Params
			p.params[id], p.all[id] = &clone, &clone
			done.Questions = append(done.Questions, id)
		}
		if len(done.Questions) == 0 {
			return nil, fault.New(fault.Conflict, "No question's parameters would change: all of these were edited or taken out since, or have these parameters already.")
		}
		p.also = func(tx *db.Tx, set string) error {
			done.Set = set
			if in.Also == nil {
				return nil
			}
			return in.Also(tx, done)
		}
		return p, nil
	})
	return done, err
}

// Current reports whether no parameters were promoted since a number of the
// bank's history: what was linked to the scale then still is.
func (s *Service) Current(ctx context.Context, number int64) (_ bool, err error) {
	defer fault.In(&err, "question.Current")
	err = promotedSince(ctx, s.db, number)
	if fault.Is(err, fault.Conflict) {
		return false, nil
	}
	return err == nil, err
}

// promotedSince is a Conflict where parameters were promoted after a number of
// the bank's history.
func promotedSince(ctx context.Context, q db.Queryer, number int64) error {
	var n int
	err := q.QueryRow(ctx, `SELECT COUNT(*) FROM bank WHERE number > ? AND origin = ?`, number, byCalibration).Scan(&n)
	if err == nil && n > 0 {
		err = fault.New(fault.Conflict, "Other parameters were promoted since this calibration ran, so it is linked to a scale that is no longer in force; run it again.")
	}
	return err
}
