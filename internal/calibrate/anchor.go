package calibrate

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"satprep/internal/account"
	"satprep/internal/audit"
	"satprep/internal/counted"
	"satprep/internal/db"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/irt"
	"satprep/internal/question"
	"satprep/internal/uid"
)

// What a scale is anchored to: psychometrics.md §3.
const (
	anchorLearners = 50 // with an official score near a test of ours
	anchorDays     = 30 // at most between the two
)

// An Anchoring compares scores of our full tests with official ones, of learners who have both within a month: whether there
// are enough to tie the scale to, and how large the error is.
type Anchoring struct {
	AsOf      time.Time `json:"as_of"`
	Seq       int64     `json:"seq"` // last record read
	Simulated bool      `json:"simulated"`
	Official  int       `json:"official"`   // official scores that stand, and may be used
	Tests     int       `json:"tests"`      // full tests of ours with a valid score, first sittings of their form
	NoConsent int       `json:"no_consent"` // of both, those that may not be used
	Learners  int       `json:"learners"`   // who have both within the days; of each the two that are nearest
	Needed    int       `json:"needed"`
	Enough    bool      `json:"enough"`
	Scores    []Agreed  `json:"scores"`
	Set       string    `json:"set,omitempty"` // the parameter set that stands on the scale anchored by it
}

// Agreed is how our scores and official ones agree, in points; null where there are too few to tell.
type Agreed struct {
	Scale       string `json:"scale"` // rw, math, total
	N           int    `json:"n"`
	Bias        Number `json:"bias"` // ours less the official
	BiasSE      Number `json:"se_bias"`
	SD          Number `json:"sd"` // of the differences
	RMSE        Number `json:"rmse"`
	Correlation Number `json:"correlation"`
	// ScaleSD is how far off the scale may lie: the root of the squares of the bias, which scores keep, and of its error.
	ScaleSD Number `json:"scale_sd"`
}

// scored is both sections of a test on a day, counted from 1970-01-01.
type scored struct{ day, rw, math int }

type anchorReader struct {
	out      *Anchoring
	official map[uid.ID]map[uid.ID]scored // by learner and report
	ours     map[uid.ID]map[uid.ID]scored // by learner and session
}

// Anchors reads the log for them: of subjects who agreed to analytics when it was recorded and still do.
func Anchors(ctx context.Context, src counted.Source, simulated bool) (_ *Anchoring, err error) {
	defer fault.In(&err, "calibrate.Anchors")
	held, err := src.Consent.AsOf(ctx, src.Now())
	if err != nil {
		return nil, err
	}
	r := &anchorReader{out: &Anchoring{AsOf: held.At(), Simulated: simulated, Needed: anchorLearners}, official: map[uid.ID]map[uid.ID]scored{}, ours: map[uid.ID]map[uid.ID]scored{}}
	if r.out.Seq, err = src.Log.Tail(ctx); err != nil {
		return nil, err
	}
	origin := interaction.Real
	if simulated {
		origin = interaction.Simulated
	}
	kinds := []interaction.Kind{interaction.ScoreReported, interaction.ScoreWithdrawn, interaction.TestEnded, interaction.TestRescored}
	if r.out.Seq > 0 { // a ceiling of 0 would be none
		err := src.Log.Scan(ctx, 0, r.out.Seq, func(rec *interaction.Record) error {
			if !slices.Contains(kinds, rec.Kind) || rec.Origin != origin || rec.ReceivedAt.After(r.out.AsOf) {
				return nil
			}
			return r.take(rec, held.Admits(rec, interaction.Analytics))
		})
		if err != nil {
			return nil, err
		}
	}
	return r.compare(), nil
}

func (r *anchorReader) take(rec *interaction.Record, admitted bool) error {
	put := func(in map[uid.ID]map[uid.ID]scored, id uid.ID, s scored) {
		switch {
		case !admitted:
			r.out.NoConsent++
		case in[rec.Subject] == nil:
			in[rec.Subject] = map[uid.ID]scored{id: s}
		default:
			in[rec.Subject][id] = s
		}
	}
	switch rec.Kind {
	case interaction.ScoreReported:
		body, err := interaction.BodyAs[interaction.OfficialScore](rec)
		if err != nil {
			return err
		}
		day, err := time.Parse(time.DateOnly, body.TakenOn)
		if err == nil {
			put(r.official, body.ID, scored{dayOf(day), body.RW, body.Math})
		}
	case interaction.ScoreWithdrawn:
		body, err := interaction.BodyAs[interaction.Pointer](rec)
		if err != nil {
			return err
		}
		delete(r.official[rec.Subject], body.Of)
	case interaction.TestEnded:
		body, err := interaction.BodyAs[interaction.TestResult](rec)
		if err != nil {
			return err
		}
		if s, ok := sectionsOf(body.Sections); ok && !body.Repeated {
			s.day = dayOf(rec.ReceivedAt)
			put(r.ours, rec.Session, s)
		}
	case interaction.TestRescored: // the day stays that of the test
		body, err := interaction.BodyAs[interaction.Rescored](rec)
		if err != nil {
			return err
		}
		if was, had := r.ours[rec.Subject][rec.Session]; had {
			if s, ok := sectionsOf(body.Sections); ok {
				s.day = was.day
				r.ours[rec.Subject][rec.Session] = s
			}
		}
	}
	return nil
}

// dayOf numbers a day, in UTC: the hours that this may be off matter to nobody within a month.
func dayOf(t time.Time) int { return int(t.Unix() / 86400) }

// sectionsOf is a test's two scores; ok is false where one is missing or not valid.
func sectionsOf(list []interaction.SectionScore) (s scored, ok bool) {
	for _, one := range list {
		if !one.Valid {
			return s, false
		}
		switch one.Section {
		case question.RW:
			s.rw = one.Score
		case question.Math:
			s.math = one.Score
		}
	}
	return s, s.rw > 0 && s.math > 0
}

// compare pairs each learner's nearest two.
func (r *anchorReader) compare() *Anchoring {
	ours, official := [3][]float64{}, [3][]float64{}
	learners := make([]uid.ID, 0, len(r.official))
	for id, list := range r.official {
		r.out.Official += len(list)
		learners = append(learners, id)
	}
	for _, list := range r.ours {
		r.out.Tests += len(list)
	}
	slices.SortFunc(learners, func(a, b uid.ID) int { return bytes.Compare(a[:], b[:]) }) // sums must not depend on the order of a map
	for _, id := range learners {
		mine, theirs, ok := nearest(r.ours[id], r.official[id])
		if !ok {
			continue
		}
		r.out.Learners++
		for i, pair := range [3][2]int{{mine.rw, theirs.rw}, {mine.math, theirs.math}, {mine.rw + mine.math, theirs.rw + theirs.math}} {
			ours[i], official[i] = append(ours[i], float64(pair[0])), append(official[i], float64(pair[1]))
		}
	}
	r.out.Enough = r.out.Learners >= anchorLearners
	for i, scale := range []string{question.RW, question.Math, "total"} {
		a := irt.Agree(ours[i], official[i])
		r.out.Scores = append(r.out.Scores, Agreed{Scale: scale, N: a.N, Bias: Number(a.Bias), BiasSE: Number(a.BiasSE), SD: Number(a.SD), RMSE: Number(a.RMSE), Correlation: Number(a.Correlation), ScaleSD: Number(math.Hypot(a.Bias, a.BiasSE))})
	}
	return r.out
}

// nearest are the test and the official score with the fewest days between; of equals those of the latest day, then of the
// highest scores, so that it does not depend on an order.
func nearest(ours, official map[uid.ID]scored) (mine, theirs scored, ok bool) {
	best := [7]int{math.MaxInt}
	for _, a := range ours {
		for _, b := range official {
			days := max(a.day-b.day, b.day-a.day)
			rank := [7]int{days, -a.day, -b.day, -a.rw, -a.math, -b.rw, -b.math}
			if days <= anchorDays && slices.Compare(rank[:], best[:]) < 0 {
				best, mine, theirs, ok = rank, a, b, true
			}
		}
	}
	return mine, theirs, ok
}

// Anchors is what the log of this instance says.
func (s *Service) Anchors(ctx context.Context, simulated bool) (*Anchoring, error) {
	return Anchors(ctx, s.source(s.Questions.Bank(ctx)), simulated)
}

// Anchor puts in force what the log says now of the scale: scores of tests and diagnostics that begin from then on carry the
// error that was found in place of that of a scale nobody compared, and are anchored where their questions are calibrated. Too
// few learners are a Conflict. Simulated ones have no official scores, and anchor nothing.
func (s *Service) Anchor(ctx context.Context, by account.Actor) (_ *Anchoring, err error) {
	defer fault.In(&err, "calibrate.Anchor")
	x, err := s.Anchors(ctx, false)
	if err != nil {
		return nil, err
	}
	if !x.Enough {
		return nil, fault.New(fault.Conflict, "%d learners have an official score within %d days of a full test, and %d are needed to anchor the scale. Ask learners to enter theirs, and try again.", x.Learners, anchorDays, x.Needed)
	}
	tenth := func(v Number) float64 { return math.Round(10*float64(v)) / 10 }
	scale := question.Scale{RW: tenth(x.Scores[0].ScaleSD), Math: tenth(x.Scores[1].ScaleSD), Learners: x.Learners}
	x.Set, err = s.Questions.Anchor(ctx, question.By{Actor: by.Subject, Role: string(by.Role)}, scale, func(tx *db.Tx, set string) error {
		return audit.Write(tx, audit.Entry{At: s.Now(), Actor: by.Subject, Role: string(by.Role), Act: audit.ScaleAnchored, Object: set,
			Detail: fmt.Sprintf("%d learners, scale within %.1f points in Reading & Writing and %.1f in Math", x.Learners, scale.RW, scale.Math)})
	})
	return x, err
}
