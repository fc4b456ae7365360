package api

import (
	"context"
	"time"

	"satprep/internal/fault"
	"satprep/internal/question"
	"satprep/internal/session"
)

type summaryIn struct {
	UserID string `path:"user_id"`
	Week   string `query:"week" maxLength:"10" doc:"a day of the week, like 2026-01-05; the week of today if left out. Weeks begin on Monday, in the learner's time zone."`
}

type weekDay struct {
	Day      string  `json:"day"`
	Answered int     `json:"answered"`
	Right    int     `json:"right"`
	Minutes  float64 `json:"minutes" doc:"spent on questions"`
}

type weekSkill struct {
	Skill    string `json:"skill"`
	Name     string `json:"name"`
	Section  string `json:"section"`
	Answered int    `json:"answered"`
	Right    int    `json:"right"`
}

type weekScore struct {
	SessionID string          `json:"session_id"`
	Kind      session.Kind    `json:"kind" enum:"practice,diagnostic,full_test"`
	EndedAt   Time            `json:"ended_at"`
	Scores    *session.Scores `json:"scores"`
}

type summaryBody struct {
	UserID   string      `json:"user_id"`
	Name     string      `json:"name"`
	From     string      `json:"from" doc:"Monday"`
	To       string      `json:"to" doc:"Sunday"`
	Days     []weekDay   `json:"days"`
	Sessions int         `json:"sessions"`
	Answered int         `json:"answered"`
	Right    int         `json:"right"`
	Minutes  float64     `json:"minutes"`
	Well     []weekSkill `json:"well" doc:"skills that went well: at least 5 answers, 80 % right or more"`
	Practise []weekSkill `json:"practise" doc:"skills to practise: at least 3 answers, less than 60 % right"`
	Skills   []weekSkill `json:"skills" doc:"all of the week, most answers first"`
	Scores   []weekScore `json:"scores" doc:"of the week, as bands"`
	Before   *weekScore  `json:"before,omitempty" doc:"the newest score before it"`
	Week     int         `json:"previous_answered" doc:"answers of the week before"`
}

// Rules of the weekly summary: from how many answers on something is said of a
// skill, and what.
const (
	wellAnswers, wellShare         = 5, 0.8
	practiseAnswers, practiseShare = 3, 0.6
	summarySkills                  = 3
)

func (a *API) summary(ctx context.Context, by *caller, in *summaryIn) (*summaryBody, error) {
	zone, err := time.LoadLocation(by.Owner.TimeZone)
	if err != nil {
		zone = time.UTC
	}
	day := by.Owner.Now(a.Now).In(zone)
	if in.Week != "" {
		if day, err = time.ParseInLocation(time.DateOnly, in.Week, zone); err != nil || day.Year() < 2000 || day.Year() > 2200 {
			return nil, fault.At("week", "A week is named by one of its days, like 2026-01-05.")
		}
	}
	back := (int(day.Weekday()) + 6) % 7 // days since Monday
	begin := time.Date(day.Year(), day.Month(), day.Day()-back, 0, 0, 0, 0, zone)
	w, err := a.Sessions.Week(ctx, by.Owner.Subject, begin)
	if err != nil {
		return nil, err
	}
	last, err := a.Sessions.Week(ctx, by.Owner.Subject, begin.AddDate(0, 0, -7))
	if err != nil {
		return nil, err
	}
	b := &summaryBody{UserID: by.Owner.UserID, Name: by.Owner.Name, From: begin.Format(time.DateOnly), To: begin.AddDate(0, 0, 6).Format(time.DateOnly), Sessions: w.Sessions,
		Well: []weekSkill{}, Practise: []weekSkill{}, Skills: []weekSkill{}, Scores: []weekScore{}}
	for i, d := range w.Days {
		b.Days = append(b.Days, weekDay{begin.AddDate(0, 0, i).Format(time.DateOnly), d.Answered, d.Right, d.Seconds / 60})
		b.Answered, b.Right, b.Minutes = b.Answered+d.Answered, b.Right+d.Right, b.Minutes+d.Seconds/60
	}
	for _, d := range last.Days {
		b.Week += d.Answered
	}
	for _, t := range w.Skills {
		scope, _ := question.Place(t.Skill)
		k := weekSkill{t.Skill, question.Name(t.Skill), question.Name(scope.Section), t.Answered, t.Right}
		b.Skills = append(b.Skills, k)
		share := float64(t.Right) / float64(t.Answered)
		if t.Answered >= wellAnswers && share >= wellShare && len(b.Well) < summarySkills {
			b.Well = append(b.Well, k)
		}
		if t.Answered >= practiseAnswers && share < practiseShare && len(b.Practise) < summarySkills {
			b.Practise = append(b.Practise, k)
		}
	}
	for i := range w.Scores {
		b.Scores = append(b.Scores, *scoreOf(&w.Scores[i]))
	}
	if w.Before != nil {
		b.Before = scoreOf(w.Before)
	}
	return b, nil
}

func scoreOf(p *session.Past) *weekScore {
	return &weekScore{p.ID.String(), p.Kind, Time(p.EndedAt), p.Scores}
}
