package question

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"math"

	"satprep/internal/db"
	"satprep/internal/fault"
)

// A Scale says how sure the scale of scores is that a parameter set is on, found
// by comparing scores with official ones. The zero value is one that is not
// anchored.
type Scale struct {
	RW, Math float64 // standard deviation of where the scale of a section lies, in points
	Learners int     // who were compared
}

// Anchored reports whether the scale was compared with official scores.
func (s Scale) Anchored() bool { return s.Learners > 0 }

// SD is a section's, in points.
func (s Scale) SD(section string) float64 {
	if section == RW {
		return s.RW
	}
	return s.Math
}

func (s Scale) valid() bool {
	ok := func(sd float64) bool { return sd >= 0 && !math.IsInf(sd, 1) }
	return s.Learners > 0 && ok(s.RW) && ok(s.Math)
}

// on puts the bank's parameters on a scale, which makes another set of them
// where it is anchored.
func (b *Bank) on(s Scale) {
	b.Scale = s
	if s.Anchored() {
		h := sha256.New()
		io.WriteString(h, fmt.Sprintln(b.ParamsVersion, s))
		b.ParamsVersion = digits(h)
	}
}

// byAnchoring is the origin of changes to the bank's scale.
const byAnchoring = "anchoring"

// Anchor puts a scale in force, as a parameter set of its own: sessions that are
// open, and reports that were made, keep theirs. also is called in the
// transaction, at its end, with the set; its error undoes all. It may be called
// twice.
func (s *Service) Anchor(ctx context.Context, by By, scale Scale, also func(tx *db.Tx, set string) error) (set string, err error) {
	defer fault.In(&err, "question.Anchor")
	if !scale.valid() {
		return "", fault.New(fault.Invalid, "A scale is anchored by learners and errors in points that are no less than 0.")
	}
	by.Origin = byAnchoring
	_, err = s.change(ctx, func(b *Bank) (*plan, error) {
		if b.Scale == scale {
			return nil, fault.New(fault.Conflict, "The scale is anchored like this already.")
		}
		p := newPlan(b, by)
		p.scale = scale
		p.also = func(tx *db.Tx, made string) error {
			set = made
			return also(tx, made)
		}
		return p, nil
	})
	return set, err
}

// readScale is the scale of a parameter set; one that never was has none.
func readScale(ctx context.Context, q db.Queryer, set string) (s Scale, err error) {
	err = q.QueryRow(ctx, `SELECT rw_scale_sd, math_scale_sd, anchor_learners FROM parameter_set WHERE id = ?`, set).Scan(&s.RW, &s.Math, &s.Learners)
	if db.None(err) {
		return Scale{}, nil
	}
	return s, err
}
