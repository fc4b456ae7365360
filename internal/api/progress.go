package api

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"satprep/internal/account"
	"satprep/internal/audit"
	"satprep/internal/fault"
	"satprep/internal/irt"
	"satprep/internal/question"
	"satprep/internal/session"
	"satprep/internal/train"
	"satprep/internal/uid"
)

type reportIn struct {
	TestID string `path:"test_id"`
}

// testReport is how a test went; whoever may read the learner's activity may
// read it, to others it is as if there were none.
func (a *API) testReport(ctx context.Context, by *caller, in *reportIn) (session.TestReport, error) {
	id, err := sessionID(in.TestID)
	if err != nil {
		return session.TestReport{}, err
	}
	subject, err := a.visible(ctx, by, id)
	if err != nil {
		return session.TestReport{}, err
	}
	return a.Sessions.Report(ctx, subject, id)
}

// visible returns whose session this is, where the caller may see it. That staff
// looked is written down.
func (a *API) visible(ctx context.Context, by *caller, id uid.ID) (uid.ID, error) {
	subject, err := a.Sessions.Owner(ctx, id)
	if err != nil || subject == by.Actor.Subject {
		return subject, err
	}
	owner, err := a.Accounts.FindBySubject(ctx, subject)
	if err == nil {
		_, err = a.Accounts.Permit(ctx, by.Actor, account.ReadActivity, owner.UserID)
	}
	if err == nil {
		err = a.Accounts.Witness(ctx, by.Actor, audit.SessionRead, subject, id.String())
	}
	if fault.Is(err, fault.Forbidden) || fault.Is(err, fault.Missing) {
		err = fault.New(fault.Missing, "There is no such session of yours.")
	}
	return subject, err
}

// enough answers that count let a level be named.
const enough = 8

// Levels in words, by the chance to get a question of middle difficulty right.
// θ itself is not shown; docs/progress.md says what they mean.
var levels = []struct {
	name  string
	below float64
}{{"beginning", .5}, {"growing", .65}, {"solid", .8}, {"strong", math.Inf(1)}}

// middling is a question of middle difficulty with four choices.
var middling = irt.Params{A: 1, B: 0, C: .2}

// levelOf is a level from 1 for an ability.
func levelOf(theta float64) int {
	for i, l := range levels {
		if middling.P(theta) < l.below {
			return i + 1
		}
	}
	return len(levels)
}

// StandBody is what is known of a section, domain or skill. Its name is
// exported since huma passes over what is embedded under one that is not.
type StandBody struct {
	Slug     string `json:"slug"`
	Name     string `json:"name"`
	N        int    `json:"n" doc:"answers that count: first, unaided, not rapid"`
	Answered int    `json:"answered" doc:"all answers"`
	Right    int    `json:"right" doc:"of them"`
	Level    int    `json:"level" doc:"1 beginning to 4 strong; 0 while n is under enough"`
	From     int    `json:"level_from" doc:"one standard error lower; 0 as level"`
	To       int    `json:"level_to" doc:"one standard error higher; 0 as level"`
	Word     string `json:"word" enum:"beginning,growing,solid,strong," doc:"the level's"`
}

// masteryBody is what the promoted model expects of a learner in a skill.
type masteryBody struct {
	N    int     `json:"n" doc:"answers of the learner that it rests on"`
	P    float64 `json:"p" doc:"chance that the next answer, to a question of typical difficulty of the skill, is right"`
	Low  float64 `json:"low" doc:"one standard error of a share of n answers lower"`
	High float64 `json:"high" doc:"and higher"`
}

type skillStand struct {
	StandBody
	Mastery   *masteryBody `json:"mastery,omitempty" doc:"absent without a promoted model, under enough answers, and while a test is open"`
	Missed    int          `json:"missed" doc:"questions whose last answer was wrong"`
	Practice  int          `json:"practice" doc:"questions to practise with"`
	LastRight Time         `json:"last_right,omitzero"`
	LastWrong Time         `json:"last_wrong,omitzero"`
}

type domainStandBody struct {
	StandBody
	Share  float64      `json:"share" doc:"of the section's questions in a test"`
	Skills []skillStand `json:"skills"`
}

type sectionStandBody struct {
	StandBody
	Pace    session.Pace      `json:"pace"`
	Domains []domainStandBody `json:"domains"`
}

type scorePointBody struct {
	SessionID string         `json:"session_id"`
	Kind      session.Kind   `json:"kind" enum:"diagnostic,full_test"`
	At        Time           `json:"ended_at"`
	Scores    session.Scores `json:"scores"`
	Counts    bool           `json:"counts" doc:"belongs to the history"`
}

type standingBody struct {
	UserID   string             `json:"user_id"`
	TestOpen bool               `json:"test_open" doc:"a test is open: levels are withheld until it has ended"`
	Enough   int                `json:"enough" doc:"answers that count before a level is named"`
	Model    string             `json:"model,omitempty" enum:"elo,best-lr,bkt," doc:"of knowledge, that mastery comes of; absent where none was promoted"`
	Sections []sectionStandBody `json:"sections"`
	Scores   []scorePointBody   `json:"scores" doc:"oldest first"`
}

func (a *API) progress(ctx context.Context, by *caller, in *userIn) (standingBody, error) {
	subject := by.Owner.Subject
	out := standingBody{UserID: in.UserID, Enough: enough, Sections: []sectionStandBody{}, Scores: []scorePointBody{}}
	var err error
	if out.TestOpen, err = a.Sessions.TestOpen(ctx, subject); err != nil {
		return out, err
	}
	ability, err := a.Beliefs.Load(ctx, subject)
	if err != nil {
		return out, err
	}
	tallies, err := a.Sessions.Tallies(ctx, subject)
	if err != nil {
		return out, err
	}
	paces, err := a.Sessions.Paces(ctx, subject)
	if err != nil {
		return out, err
	}
	mastery, err := a.mastery(ctx, subject, &out)
	if err != nil {
		return out, err
	}
	stand := func(slug, name string, scope irt.Scope) StandBody {
		theta, se, n := ability.Theta(scope)
		b := StandBody{Slug: slug, Name: name, N: n}
		if n >= enough && !out.TestOpen {
			b.Level, b.From, b.To = levelOf(theta), levelOf(theta-se), levelOf(theta+se)
			b.Word = levels[b.Level-1].name
		}
		return b
	}
	counts := map[string]int{}
	for _, q := range a.Bank().Questions {
		if q.Use == question.Practice {
			counts[q.Skill]++
		}
	}
	for _, s := range question.Sections {
		sec := sectionStandBody{StandBody: stand(s.Slug, s.Name, irt.Scope{Section: s.Slug}), Pace: paces[s.Slug]}
		for _, d := range s.Domains {
			dom := domainStandBody{StandBody: stand(d.Slug, d.Name, irt.Scope{Section: s.Slug, Domain: d.Slug}), Share: d.Share}
			for _, k := range d.Skills {
				t := tallies[k.Slug]
				skill := skillStand{StandBody: stand(k.Slug, k.Name, irt.Scope{Section: s.Slug, Domain: d.Slug, Skill: k.Slug}), Missed: t.Missed, Practice: counts[k.Slug],
					LastRight: Time(t.LastRight), LastWrong: Time(t.LastWrong)}
				skill.Answered, skill.Right = t.Answered, t.Right
				if m := mastery[k.Slug]; m.N >= enough {
					skill.Mastery = &masteryBody{N: m.N, P: m.P, Low: m.Low, High: m.High}
				}
				dom.Answered, dom.Right = dom.Answered+t.Answered, dom.Right+t.Right
				dom.Skills = append(dom.Skills, skill)
			}
			sec.Answered, sec.Right = sec.Answered+dom.Answered, sec.Right+dom.Right
			sec.Domains = append(sec.Domains, dom)
		}
		out.Sections = append(out.Sections, sec)
	}
	past, err := a.Sessions.List(ctx, subject, session.Page{Kinds: []session.Kind{session.Diagnostic, session.FullTest}, Limit: session.PageLimit})
	for i := len(past) - 1; i >= 0; i-- {
		if p := past[i]; p.Scores != nil {
			out.Scores = append(out.Scores, scorePointBody{p.ID.String(), p.Kind, Time(p.EndedAt), *p.Scores, p.Counts})
		}
	}
	return out, err
}

// mastery asks the promoted model about a learner, by skill, and names it in out.
// Nothing while a test is open.
func (a *API) mastery(ctx context.Context, subject uid.ID, out *standingBody) (map[string]train.Mastery, error) {
	serving, err := a.Training.InForce(ctx)
	if err != nil || serving == nil {
		return nil, err
	}
	if out.Model = serving.Model; out.TestOpen {
		return nil, nil
	}
	counted, err := a.Sessions.Counted(ctx, subject)
	if err != nil {
		return nil, err
	}
	past := make([]train.Past, len(counted))
	for i, c := range counted {
		past[i] = train.Past(c)
	}
	return serving.Mastery(past), nil
}

type mistakesIn struct {
	UserID string `path:"user_id"`
	Before string `query:"before" maxLength:"80" doc:"The next of the page before."`
	Limit  int    `query:"limit" minimum:"0" maximum:"100" doc:"100 if left out"`
}

type mistakesBody struct {
	Mistakes []session.Missed `json:"mistakes" doc:"newest first"`
	Next     string           `json:"next,omitempty" doc:"Give it as before for the next page; absent at the end."`
}

func (a *API) mistakes(ctx context.Context, by *caller, in *mistakesIn) (mistakesBody, error) {
	var before session.Mark
	if in.Before != "" {
		bad := fault.At("before", "before must be the next of the page before.")
		parts := strings.Split(in.Before, ".")
		if len(parts) != 3 {
			return mistakesBody{}, bad
		}
		micros, err1 := strconv.ParseInt(parts[0], 10, 64)
		id, err2 := uid.Parse(parts[1])
		ordinal, err3 := strconv.Atoi(parts[2])
		if err1 != nil || err2 != nil || err3 != nil || micros <= 0 {
			return mistakesBody{}, bad
		}
		before = session.Mark{At: time.UnixMicro(micros), Session: id, Ordinal: ordinal}
	}
	list, next, err := a.Sessions.Notebook(ctx, by.Owner.Subject, before, in.Limit)
	out := mistakesBody{Mistakes: list}
	if out.Mistakes == nil {
		out.Mistakes = []session.Missed{}
	}
	if !next.At.IsZero() {
		out.Next = fmt.Sprintf("%d.%s.%d", next.At.UnixMicro(), next.Session, next.Ordinal)
	}
	return out, err
}
