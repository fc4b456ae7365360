package api

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"satprep/internal/account"
	"satprep/internal/fault"
	"satprep/internal/question"
	"satprep/internal/session"
	"satprep/internal/uid"
)

type classSkill struct {
	Skill    string `json:"skill"`
	Answered int    `json:"answered"`
	Right    int    `json:"right"`
	Missed   int    `json:"missed" doc:"questions whose last answer was wrong"`
	Last     Time   `json:"last,omitzero"`
}

type classStudent struct {
	UserID   string       `json:"user_id"`
	Name     string       `json:"name"`
	LinkID   string       `json:"link_id"`
	Answered int          `json:"answered"`
	Right    int          `json:"right"`
	Last     Time         `json:"last,omitzero" doc:"last answer"`
	Skills   []classSkill `json:"skills" doc:"those with answers"`
}

type classMiss struct {
	Question string `json:"question_id"`
	Skill    string `json:"skill"`
	Stem     string `json:"stem"`
	Choice   string `json:"choice"`
	Text     string `json:"text" doc:"of the choice"`
	Why      string `json:"why" doc:"why it is wrong"`
	Learners int    `json:"learners" doc:"who chose it"`
	Of       int    `json:"of" doc:"who answered the question"`
}

type stuckSkill struct {
	Skill    string `json:"skill"`
	Students int    `json:"students" doc:"with at least 5 answers, less than half of them right"`
	Of       int    `json:"of" doc:"students with at least 5 answers"`
}

type classBody struct {
	Students []classStudent `json:"students" doc:"linked with me, by name"`
	Stuck    []stuckSkill   `json:"stuck" doc:"most students first"`
	Misses   []classMiss    `json:"misses" doc:"wrong choices that two or more made"`
	More     int            `json:"more,omitempty" doc:"students beyond the first 200, who are left out"`
}

// A class is bounded: each student costs a scan of their own answers.
const (
	classStudents = 200
	classMisses   = 30
	stuckAnswers  = 5
	stuckShare    = 0.5
)

// class shows a tutor the students who are linked with them.
func (a *API) class(ctx context.Context, by *caller, _ *struct{}) (*classBody, error) {
	if by.Actor.Role != account.Tutor {
		return nil, fault.New(fault.Forbidden, "A class is what a tutor has; students are linked with a tutor's account.")
	}
	links, err := a.Accounts.Links(ctx, by.Actor)
	if err != nil {
		return nil, err
	}
	links = slices.DeleteFunc(links, func(l account.Link) bool { return l.Kind != account.TutorBond || l.Adult != by.Actor.UserID })
	b := &classBody{Students: []classStudent{}, Stuck: []stuckSkill{}, Misses: []classMiss{}, More: max(len(links)-classStudents, 0)}
	var subjects []uid.ID
	stuck := map[string]*stuckSkill{}
	for _, l := range links[:min(len(links), classStudents)] {
		learner, err := a.Accounts.Permit(ctx, by.Actor, account.ReadActivity, l.Learner)
		if fault.Is(err, fault.Forbidden) {
			continue // closed or unlinked meanwhile
		} else if err != nil {
			return nil, err
		}
		st, err := a.classStudent(ctx, learner, l)
		if err != nil {
			return nil, err
		}
		subjects = append(subjects, learner.Subject)
		b.Students = append(b.Students, st)
		for _, k := range st.Skills {
			if k.Answered < stuckAnswers {
				continue
			}
			if stuck[k.Skill] == nil {
				stuck[k.Skill] = &stuckSkill{Skill: k.Skill}
			}
			stuck[k.Skill].Of++
			if float64(k.Right) < stuckShare*float64(k.Answered) {
				stuck[k.Skill].Students++
			}
		}
	}
	slices.SortStableFunc(b.Students, func(x, y classStudent) int { return strings.Compare(strings.ToLower(x.Name), strings.ToLower(y.Name)) })
	for _, k := range stuck {
		if k.Students > 0 {
			b.Stuck = append(b.Stuck, *k)
		}
	}
	slices.SortFunc(b.Stuck, func(x, y stuckSkill) int {
		return cmp.Or(cmp.Compare(y.Students, x.Students), cmp.Compare(x.Of, y.Of), strings.Compare(x.Skill, y.Skill))
	})
	misses, err := a.Sessions.Misses(ctx, subjects, classMisses)
	if err != nil {
		return nil, err
	}
	for _, m := range misses {
		if q, err := a.Bank().Find(m.Question, ""); err == nil {
			b.Misses = append(b.Misses, missOf(q, m))
		}
	}
	return b, nil
}

func missOf(q *question.Question, m session.Miss) classMiss {
	c, _ := q.Choice(m.Choice)
	return classMiss{Question: q.ID, Skill: q.Skill, Stem: q.Stem, Choice: m.Choice, Text: c.Text, Why: c.Rationale, Learners: m.Learners, Of: m.Of}
}

func (a *API) classStudent(ctx context.Context, learner account.Actor, l account.Link) (classStudent, error) {
	st := classStudent{UserID: learner.UserID, Name: learner.Name, LinkID: l.ID.String(), Skills: []classSkill{}}
	tallies, err := a.Sessions.Tallies(ctx, learner.Subject)
	if err != nil {
		return st, err
	}
	for _, t := range tallies {
		last := t.LastRight
		if t.LastWrong.After(last) {
			last = t.LastWrong
		}
		if last.After(time.Time(st.Last)) {
			st.Last = Time(last)
		}
		st.Answered, st.Right = st.Answered+t.Answered, st.Right+t.Right
		st.Skills = append(st.Skills, classSkill{t.Skill, t.Answered, t.Right, t.Missed, Time(last)})
	}
	slices.SortFunc(st.Skills, func(x, y classSkill) int { return strings.Compare(x.Skill, y.Skill) })
	return st, nil
}
