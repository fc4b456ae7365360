package session

import (
	"context"
	"fmt"
	"math"
	"time"

	"satprep/internal/account"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/irt"
	"satprep/internal/question"
	"satprep/internal/selection"
)

// DiagnosticTime is how long a diagnostic takes at most, without
// accommodation.
const DiagnosticTime = 25 * time.Minute

// grace is how late an answer may arrive by the server's clock.
const grace = 30 * time.Second

// StartDiagnostic begins a diagnostic: nine Reading & Writing, then nine Math
// questions from a pool of their own. Who has one open goes on with it; one
// whose time is up ends first.
func (s *Service) StartDiagnostic(ctx context.Context, who account.Actor, c Client) (r Reply, err error) {
	defer fault.In(&err, "session.StartDiagnostic")
	stamp, err := s.learner(ctx, who)
	if err != nil {
		return Reply{}, err
	}
	id, ok, err := openDiagnostic(ctx, s.db, who.Subject)
	if err != nil {
		return Reply{}, err
	}
	if ok {
		err = s.with(ctx, who.Subject, id, Diagnostic, func(l *live) error {
			now, by := who.Now(s.now), subjectOf{who.Origin, who.TimeFactor}
			if l.row.status == Open && l.overtime(now, by.factor) {
				w := &batch{}
				if err := s.end(ctx, l, by, stamp, c, "time", now, w); err != nil {
					return err
				}
				if err := s.store(ctx, l, w, now); err != nil {
					return err
				}
			}
			r = s.reply(l, now, by.factor)
			return nil
		})
		if err != nil || !r.Done {
			return r, err
		}
	}
	scopes := []irt.Scope{{Section: question.RW}, {Section: question.Math}}
	return s.start(ctx, who, Diagnostic, scopes, Start{NumQuestions: len(scopes) * selection.DiagnosticPerSection, Mode: string(selection.Randomesque), Source: "own", Client: c})
}

func (l *live) deadline(factor float64) time.Time {
	return l.row.startedAt.Add(time.Duration(float64(DiagnosticTime) * max(1, factor)))
}

// overtime reports whether no further question may be asked.
func (l *live) overtime(now time.Time, factor float64) bool {
	return l.row.kind == Diagnostic && now.After(l.deadline(factor).Add(grace))
}

// judge says whether an answer that arrives now was made in time, as
// sitting.judge does: by the clock that runs since the diagnostic opened, or,
// without one, by the server's. synced is one that was uploaded later. Practice
// has no clock.
func (l *live) judge(sub *Submission, now time.Time, factor float64) (ok, synced bool) {
	if !l.overtime(now, factor) {
		return true, false
	}
	if sub.Mono == nil {
		return false, false
	}
	made := l.row.startedAt.Add(time.Duration(*sub.Mono * float64(time.Millisecond)))
	return !made.After(l.deadline(factor).Add(clockSlack)) && now.Sub(made) <= uploadLimit, true
}

// Scores are estimates with their bands.
type Scores struct {
	Sections []SectionScore `json:"sections"`
	Total    *int           `json:"total_score,omitempty" doc:"absent unless both sections were taken"`
	Low      *int           `json:"total_low,omitempty"`
	High     *int           `json:"total_high,omitempty"`
	Status   string         `json:"status" doc:"authored, calibrated or anchored"`
	Note     string         `json:"note"`
}

// SectionScore is one section's estimate.
type SectionScore struct {
	Section  string  `json:"section"`
	Score    int     `json:"score"`
	Low      int     `json:"low"`
	High     int     `json:"high"`
	Answered int     `json:"answered"`
	Asked    int     `json:"asked"`
	Valid    bool    `json:"valid" doc:"false when under 75 % were answered: the score stays out of the history"`
	Theta    float64 `json:"-"`
	SE       float64 `json:"-"`

	half float64
}

// authoredNote is what every score of status authored says.
const authoredNote = "Practice estimate. Our questions have not yet been checked on enough students. Trust the change between your tests more than the number."

const calibratedNote = "Practice estimate from questions checked on other students. It is not an official score."

// anchoredNote is what a score says whose scale was compared with official ones.
func anchoredNote(s question.Scale) string {
	return fmt.Sprintf("Practice estimate from questions checked on other students. Its scale was compared with official scores of %d students and may lie about %.0f points off in Reading & Writing and %.0f in Math, which the range includes. It is not an official score.",
		s.Learners, math.Ceil(s.RW), math.Ceil(s.Math))
}

// validShare of a section must be answered for its score to count.
const validShare = 0.75

// score computes a section's estimate from its operational responses. asked is
// how many there should be; those that are missing score 0.
func score(section string, rs []response, diagnostic bool, scale question.Scale) SectionScore {
	out := SectionScore{Section: section, Asked: len(rs)}
	var items []irt.Params
	var sds []irt.SD
	var right []bool
	calibrated := 0
	for _, r := range rs {
		p := r.question.Params
		items, sds, right = append(items, p.Params), append(sds, irt.SD{B: p.BSD, LnA: p.ALnSD}), append(right, r.correct)
		if p.Source == question.Calibrated {
			calibrated++
		}
		if r.state == interaction.Answered {
			out.Answered++
		}
	}
	if len(rs) == 0 {
		return out
	}
	e := irt.ScoreSection(items, sds, right)
	p := irt.Precision{SETheta: e.SETheta, SEParams: e.SEParams, ScaleSD: irt.UnanchoredScaleSD, CalibratedShare: float64(calibrated) / float64(len(rs)), Diagnostic: diagnostic}
	if scale.Anchored() {
		p.ScaleSD, p.Anchored = scale.SD(section), true
	}
	out.Score, out.Theta, out.SE, out.half = e.Scaled, e.Theta, e.SETheta, p.HalfWidth()
	out.Low, out.High = irt.Band(e.Scaled, out.half)
	out.Valid = float64(out.Answered) >= validShare*float64(out.Asked)
	return out
}

// total adds sections up.
func total(sections []SectionScore, status irt.Status, scale question.Scale) Scores {
	s := Scores{Sections: sections, Status: string(status), Note: authoredNote}
	switch status {
	case irt.Calibrated:
		s.Note = calibratedNote
	case irt.Anchored:
		s.Note = anchoredNote(scale)
	}
	sum, halves := 0, []float64{}
	for _, sec := range sections {
		sum += sec.Score
		halves = append(halves, sec.half)
	}
	if len(sections) == 2 {
		lo, hi := irt.TotalBand(sum, halves...)
		s.Total, s.Low, s.High = &sum, &lo, &hi
	}
	return s
}

// statusOf is the status of a score from these operational answers, on a scale.
func statusOf(rs []response, scale question.Scale) irt.Status {
	calibrated := 0
	for _, r := range rs {
		if r.question.Params.Source == question.Calibrated {
			calibrated++
		}
	}
	share := 0.0
	if len(rs) > 0 {
		share = float64(calibrated) / float64(len(rs))
	}
	return irt.Precision{CalibratedShare: share, Anchored: scale.Anchored()}.Status()
}

func (l *live) diagnosticScores() Scores { return diagnosticScores(l.scopes, l.done, l.set.bank.Scale) }

// diagnosticScores scores a diagnostic over these sections from its answers.
func diagnosticScores(scopes []irt.Scope, done []response, scale question.Scale) Scores {
	sections := []SectionScore{}
	for _, sc := range scopes {
		var rs []response
		for _, d := range done {
			if d.question.Section == sc.Section {
				rs = append(rs, d)
			}
		}
		if len(rs) == 0 {
			continue // never begun
		}
		one := score(sc.Section, rs, true, scale)
		if len(rs) < selection.DiagnosticPerSection {
			// All of the few that were asked being right is not all being right.
			one.Score = irt.ScaleScore(one.Theta)
			one.Low, one.High = irt.Band(one.Score, one.half)
		}
		one.Asked = selection.DiagnosticPerSection
		one.Valid = float64(one.Answered) >= validShare*float64(one.Asked)
		sections = append(sections, one)
	}
	return total(sections, statusOf(done, scale), scale)
}

// facts is what the log keeps of scores.
func (s Scores) facts() []interaction.SectionScore {
	var out []interaction.SectionScore
	for _, x := range s.Sections {
		out = append(out, interaction.SectionScore{Section: x.Section, Score: x.Score, Low: x.Low, High: x.High, Theta: x.Theta, SE: x.SE,
			Answered: x.Answered, Asked: x.Asked, Valid: x.Valid})
	}
	return out
}
