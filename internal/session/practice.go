package session

import (
	"context"
	"maps"
	"strings"
	"time"

	"satprep/internal/account"
	"satprep/internal/db"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/irt"
	"satprep/internal/question"
	"satprep/internal/selection"
	"satprep/internal/uid"
)

// DefaultQuestions is the ceiling of a practice session that names none, and
// MostQuestions what one may name.
const (
	DefaultQuestions = 10
	MostQuestions    = 50
)

// Start asks for a practice session.
type Start struct {
	Domain       string `json:"domain" maxLength:"400" doc:"a section, domain or skill, by name or slug; skills joined by +; Both"`
	NumQuestions int    `json:"num_questions,omitempty" default:"10" doc:"a ceiling, 1 to 50"`
	Mode         string `json:"mode,omitempty" enum:"randomesque,learn,redo,max_information" doc:"how questions are chosen: randomesque draws among what tells most, learn aims at being right 6 to 8 times in 10, redo asks siblings of missed questions in the skills of the domain that are due, the most urgent first; max_information is an older word for randomesque"`
	Source       string `json:"source,omitempty" enum:"own,plan,assignment,redo" doc:"why this session"`
	Client       Client `json:"-"`
}

// Reply is where a session stands.
type Reply struct {
	SessionID    string           `json:"session_id"`
	Questions    []question.Shown `json:"questions" doc:"the question to answer now; empty at the end"`
	Theta        float64          `json:"theta" doc:"ability at the scope asked for"`
	SE           float64          `json:"se" doc:"its standard error"`
	Feedback     *Feedback        `json:"feedback,omitempty"`
	Results      []Result         `json:"results,omitempty" doc:"one per answer where several were sent"`
	Answered     int              `json:"answered"`
	NumQuestions int              `json:"num_questions"`
	Done         bool             `json:"done"`
	Reason       string           `json:"reason,omitempty" doc:"why it ended"`
	Correct      *int             `json:"correct,omitempty" doc:"at the end"`
	PointsEarned *int             `json:"points_earned,omitempty" doc:"at the end"`
	SecondsLeft  *float64         `json:"seconds_left,omitempty" doc:"diagnostic only"`
	Scores       *Scores          `json:"scores,omitempty" doc:"diagnostic, at its end"`
	Rescored     string           `json:"rescored,omitempty" doc:"diagnostic: why its score was computed anew, where it was"`
}

// Result is the outcome of one of several answers.
type Result struct {
	Question string   `json:"question_id"`
	Theta    float64  `json:"theta"`
	Feedback Feedback `json:"feedback"`
}

// Answers are what is submitted.
type Answers struct {
	Items  []Submission
	Finish bool // end the session after these
	Hold   bool // after a wrong answer keep the key back and leave a second try open
	Client Client

	away  bool   // made with a pack, without the server
	doubt string // why the clock of one is not believed
}

// StartPractice begins a session and serves its first question.
func (s *Service) StartPractice(ctx context.Context, who account.Actor, in Start) (_ Reply, err error) {
	defer fault.In(&err, "session.StartPractice")
	if in.NumQuestions < 1 || in.NumQuestions > MostQuestions {
		return Reply{}, fault.At("num_questions", "num_questions must be between 1 and %d.", MostQuestions)
	}
	if in.Mode != ModeRedo {
		if in.Mode, err = ruleOf(in.Mode, selection.Randomesque); err != nil {
			return Reply{}, err
		}
	}
	if in.Source == "" {
		in.Source = "own"
	}
	scopes, err := question.Scope(in.Domain)
	if err != nil {
		return Reply{}, err
	}
	if in.Mode == ModeRedo {
		in.Source = "redo"
		if scopes, in.NumQuestions, err = s.dueSkills(ctx, who, scopes, in.NumQuestions); err != nil {
			return Reply{}, err
		}
	}
	return s.start(ctx, who, Practice, scopes, in)
}

// start begins a practice session or a diagnostic.
func (s *Service) start(ctx context.Context, who account.Actor, kind Kind, scopes []irt.Scope, in Start) (Reply, error) {
	stamp, err := s.learner(ctx, who)
	if err != nil {
		return Reply{}, err
	}
	set, err := s.pools(ctx, "")
	if err != nil {
		return Reply{}, err
	}
	now := who.Now(s.now)
	id := uid.New(now)
	l := &live{of: who.Subject, state: state{set: set, scopes: scopes, row: row{id: id, subject: who.Subject, kind: kind, status: Open, revision: 1, scope: scopeSlug(scopes),
		rule: in.Mode, source: in.Source, ceiling: in.NumQuestions, salt: Salt(id), params: set.bank.ParamsVersion, startedAt: now, updatedAt: now}}}
	if err := s.inherit(ctx, l); err != nil {
		return Reply{}, err
	}
	more, _, err := s.serve(ctx, l, now)
	if err != nil {
		return Reply{}, err
	}
	if !more {
		return Reply{}, fault.New(fault.Conflict, "There are no questions for this yet; choose another section, domain or skill.")
	}
	by := subjectOf{who.Origin, who.TimeFactor}
	rec := s.base(l, by, stamp, in.Client, startedKind(kind), now)
	rec.Body = interaction.Started{Scope: l.row.scope, Ceiling: l.row.ceiling, Rule: l.row.rule}
	rec.Asked.Section = scopes[0].Section
	theta, se := l.theta()
	rec.Why.ThetaBefore, rec.Why.SEBefore = interaction.Some(theta), interaction.Some(se)
	if err := s.log.Prepare(ctx, rec); err != nil {
		return Reply{}, err
	}
	l.row.served = l.served.encode()
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if err := s.log.Append(tx, rec); err != nil {
			return err
		}
		l.row.lastSeq = rec.Seq
		return insertSession(tx, &l.row)
	})
	if err != nil {
		return Reply{}, err
	}
	reply := s.reply(l, now, by.factor)
	s.lives.Set(id, l)
	return reply, nil
}

func startedKind(k Kind) interaction.Kind {
	if k == Diagnostic {
		return interaction.DiagnosticStarted
	}
	return interaction.PracticeStarted
}

// scopeSlug names scopes so that question.Scope finds them again.
func scopeSlug(scopes []irt.Scope) string {
	sc := scopes[0]
	if len(scopes) > 1 {
		if sc.Skill == "" {
			return "both"
		}
		var skills []string
		for _, s := range scopes {
			skills = append(skills, s.Skill)
		}
		return strings.Join(skills, question.SkillsJoin)
	}
	switch {
	case sc.Skill != "":
		return sc.Skill
	case sc.Domain != "":
		return sc.Domain
	}
	return sc.Section
}

// reply is where l stands now, for a learner with this time factor.
func (s *Service) reply(l *live, now time.Time, factor float64) Reply {
	r := Reply{SessionID: l.row.id.String(), Questions: []question.Shown{}, Answered: l.row.asked, NumQuestions: l.row.ceiling, Done: l.row.status == Ended}
	r.Theta, r.SE = l.theta()
	if q, err := l.set.bank.Find(l.served.Question, l.served.Version); err == nil && !r.Done {
		r.Questions = append(r.Questions, l.set.show(q))
	}
	if !r.Done && l.row.kind == Diagnostic {
		left := max(0, l.deadline(factor).Sub(now).Seconds())
		r.SecondsLeft = &left
	}
	if r.Done {
		points, correct := l.row.points, l.row.correct
		r.PointsEarned, r.Correct, r.Reason = &points, &correct, l.row.detail
		if l.row.kind == Diagnostic {
			scores := l.diagnosticScores()
			r.Scores = &scores
		}
	}
	return r
}

// replay is the reply that was given to earlier answers.
func (s *Service) replay(l *live, in Answers, now time.Time, factor float64) Reply {
	r := s.reply(l, now, factor)
	prior := l.prior(in.Items[len(in.Items)-1].Question)
	r.tell(l, in)
	if prior.ordinal < len(l.done) { // what followed was answered since
		r.Theta, r.SE, r.Done, r.Reason, r.PointsEarned, r.Correct = prior.theta.V, prior.se.V, false, "", nil, nil
		r.Answered = prior.ordinal
		r.Questions = []question.Shown{l.set.show(l.done[prior.ordinal].question)}
	}
	return r
}

// tell explains in r the answers of a practice session that were sent.
func (r *Reply) tell(l *live, in Answers) {
	if l.row.kind != Practice || len(in.Items) == 0 {
		return
	}
	var results []Result
	for i := range in.Items {
		d := l.prior(in.Items[i].Question)
		results = append(results, Result{Question: d.question.ID, Theta: d.theta.V, Feedback: explain(d.question, d.answer, d.correct, in.Hold && d.retried == "")})
	}
	r.Feedback = &results[len(results)-1].Feedback
	if len(results) > 1 {
		r.Results = results
	}
}

// Resume returns where a session stands, for a learner who comes back.
func (s *Service) Resume(ctx context.Context, who account.Actor, kind Kind, id uid.ID) (r Reply, err error) {
	defer fault.In(&err, "session.Resume(%s)", id)
	err = s.with(ctx, who.Subject, id, kind, func(l *live) (err error) {
		if l.dirty, err = s.behind(ctx, l); err != nil {
			return err
		} else if l.dirty {
			return errStale
		}
		r = s.reply(l, who.Now(s.now), who.TimeFactor)
		return s.newest(ctx, l.row.id, who.Subject, &r)
	})
	return r, err
}

// newest puts the score of an ended diagnostic, as it stands now, into its reply.
func (s *Service) newest(ctx context.Context, id, subject uid.ID, r *Reply) error {
	if r.Scores == nil {
		return nil
	}
	later, err := s.rescores(ctx, subject, id)
	if err != nil {
		return err
	}
	if list := later[id]; len(list) > 0 {
		x := tell(nil, list)
		r.Scores, r.Correct, r.Rescored = &x.Scores, &x.correct, x.Why
	}
	return nil
}

// inherit gives a new session the learner's ability and what they have met: as
// their last session left it, or as the view and the table say.
func (s *Service) inherit(ctx context.Context, l *live) error {
	last, err := othersSeq(ctx, s.db, l.row.subject, l.row.id)
	if err != nil {
		return err
	}
	l.seen = last
	if c, ok := s.carried.GetIfPresent(l.row.subject); ok && c.seq == last {
		l.ability, l.met = c.ability.Clone(), maps.Clone(c.met)
	} else {
		if l.ability, _, err = s.beliefs.LoadAt(ctx, l.row.subject, last, settle); err != nil {
			return err
		}
		if l.met, err = met(ctx, s.db, l.row.subject); err != nil {
			return err
		}
	}
	s.remember(l)
	return s.recall(ctx, l)
}
