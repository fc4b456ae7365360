package plan

import (
	"context"
	"time"

	"satprep/internal/account"
	"satprep/internal/db"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/proficiency"
	"satprep/internal/session"
	"satprep/internal/uid"
)

// Deps is what the room stands on.
type Deps struct {
	DB       *db.DB
	Log      *interaction.Log
	Beliefs  *proficiency.Service
	Sessions *session.Service
	Consent  account.Consent
	Now      func() time.Time
	Build    string
}

// Service keeps goals and says what to do next.
type Service struct{ Deps }

// New returns the room.
func New(d Deps) *Service { return &Service{d} }

// A Plan is a learner's goal and what to do next.
type Plan struct {
	Goal     Goal
	DaysLeft *int // to the test
	Scores   []OfficialScore
	Next     []Task
}

// Show returns the plan of a learner. whose is the learner; who may see it is
// the door's to decide.
func (s *Service) Show(ctx context.Context, whose account.Actor) (p Plan, err error) {
	defer fault.In(&err, "plan.Show")
	if p.Goal, err = findGoal(ctx, s.DB, whose.Subject); err != nil {
		return p, err
	}
	if p.Scores, err = listScores(ctx, s.DB, whose.Subject); err != nil {
		return p, err
	}
	at := situation{goal: p.Goal, now: s.local(whose)}
	if days, ok := daysLeft(p.Goal.TestDate, at.now); ok {
		p.DaysLeft = &days
	}
	if whose.Role != account.Student || whose.Status != account.Active {
		return p, nil // only a student has something to do
	}
	if at.ability, err = s.Beliefs.Load(ctx, whose.Subject); err != nil {
		return p, err
	}
	if at.tallies, err = s.Sessions.Tallies(ctx, whose.Subject); err != nil {
		return p, err
	}
	if at.due, _, err = s.Sessions.Due(ctx, whose); err != nil {
		return p, err
	}
	recent, err := s.Sessions.List(ctx, whose.Subject, session.Page{Limit: 10})
	if err != nil {
		return p, err
	}
	for _, one := range recent {
		if one.Status == session.Open {
			at.open = append(at.open, one)
		}
	}
	if err := s.lastScores(ctx, whose.Subject, &at); err != nil {
		return p, err
	}
	p.Next = next(at)
	return p, nil
}

// lastScores finds when the learner was last measured, and whether a test is
// still open that began long ago.
func (s *Service) lastScores(ctx context.Context, subject uid.ID, at *situation) error {
	tests, err := s.Sessions.List(ctx, subject, session.Page{Limit: 10, Kinds: []session.Kind{session.Diagnostic, session.FullTest}})
	if err != nil {
		return err
	}
	for _, one := range tests {
		if one.Status == session.Open && one.Kind == session.FullTest {
			at.open = append(at.open, one)
		}
		if one.Scores == nil {
			continue
		}
		if one.EndedAt.After(at.lastScore) {
			at.lastScore = one.EndedAt
		}
		if one.Kind == session.FullTest && one.EndedAt.After(at.lastTest) {
			at.lastTest = one.EndedAt
		}
	}
	return nil
}

func (s *Service) local(whose account.Actor) time.Time {
	return whose.Now(s.Now).In(whose.Zone())
}

// SetGoal says what who works toward.
func (s *Service) SetGoal(ctx context.Context, who account.Actor, g Goal) (err error) {
	defer fault.In(&err, "plan.SetGoal")
	now := who.Now(s.Now)
	if err := g.Check(s.local(who)); err != nil {
		return err
	}
	return s.record(ctx, who, interaction.GoalChanged, interaction.GoalFact{Target: g.Target, TestDate: g.TestDate, DiagnosticSkipped: g.DiagnosticSkipped},
		func(tx *db.Tx) error { return storeGoal(tx, who.Subject, g, now) })
}

// Report keeps the result of an official test of who's.
func (s *Service) Report(ctx context.Context, who account.Actor, o OfficialScore) (_ OfficialScore, err error) {
	defer fault.In(&err, "plan.Report")
	if err := o.Check(s.local(who)); err != nil {
		return o, err
	}
	o.MadeAt = who.Now(s.Now)
	o.ID = uid.New(o.MadeAt)
	return o, s.record(ctx, who, interaction.ScoreReported, interaction.OfficialScore{ID: o.ID, Test: o.Test, TakenOn: o.TakenOn, RW: o.RW, Math: o.Math},
		func(tx *db.Tx) error { return insertScore(tx, who.Subject, o) })
}

// Withdraw takes back a score that who reported.
func (s *Service) Withdraw(ctx context.Context, who account.Actor, id uid.ID) (err error) {
	defer fault.In(&err, "plan.Withdraw(%s)", id)
	return s.record(ctx, who, interaction.ScoreWithdrawn, interaction.Pointer{Of: id},
		func(tx *db.Tx) error { return deleteScore(tx, who.Subject, id) })
}

// record writes a fact and its record in one transaction.
func (s *Service) record(ctx context.Context, who account.Actor, kind interaction.Kind, body any, write func(*db.Tx) error) error {
	if who.Role != account.Student {
		return fault.New(fault.Forbidden, "Only a student has goals; sign in with a student's account.")
	}
	stamp, err := s.Consent.Stamp(ctx, who.Subject)
	if err != nil {
		return err
	}
	r := &interaction.Record{Subject: who.Subject, Kind: kind, Origin: who.Origin, Provenance: interaction.Provenance{Server: s.Build},
		ReceivedAt: who.Now(s.Now), Consent: stamp, Body: body}
	if err := s.Log.Prepare(ctx, r); err != nil {
		return err
	}
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		if err := write(tx); err != nil {
			return err
		}
		return s.Log.Append(tx, r)
	})
}
