package trial

import (
	"context"
	"encoding/hex"
	"fmt"
	"math"
	"time"

	"satprep/internal/consent"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/irt"
	"satprep/internal/proficiency"
	"satprep/internal/question"
	"satprep/internal/selection"
	"satprep/internal/session"
	"satprep/internal/uid"
)

// A Source is where choices are read when there is no table.
type Source struct {
	Log     *interaction.Log
	Consent *consent.Ledger
	Bank    func(ctx context.Context, params string) (*question.Bank, error) // in force, under a parameter set
	Now     func() time.Time
}

// Remade says what was read of the log, and what became of its answers.
type Remade struct {
	AsOf      time.Time `json:"as_of"`
	Seq       int64     `json:"seq"` // last record read
	Simulated bool      `json:"simulated"`
	Answers   int       `json:"answers"`    // of practice, of the origin asked for
	NoConsent int       `json:"no_consent"` // subject or author had not agreed to analytics, or does no longer
	NotDrawn  int       `json:"not_drawn"`  // nothing was drawn, or by a rule of another version
	NotRemade int       `json:"not_remade"` // the rule does not make the choice again from what can be known of the learner then
	Used      int       `json:"used"`
}

// replay is the log as it is read.
type replay struct {
	ctx      context.Context
	src      Source
	held     *consent.AsOf
	out      Remade
	policy   selection.Policy
	reward   Reward
	take     func(*Choice) error
	learners map[uid.ID]*person
	sittings map[uid.ID]*sitting
	worlds   map[string]*chosenFrom // by parameter set; nil where it is not known any more
}

// chosenFrom is what practice chose from under a parameter set.
type chosenFrom struct {
	pool  *selection.Pool
	mixes map[string]*selection.Mix // by scope
}

// person is what is known of a learner up to a record.
type person struct {
	number  string
	ability *irt.Ability
	met     map[string]bool
	history *selection.History // for the sitting at hand
	of      *sitting
	from    *chosenFrom
}

// sitting is a practice session.
type sitting struct {
	scope   string
	ceiling int
	salt    uint64
	served  []string
}

// Value says what target is worth at the choices of practice in the log, real or
// simulated, that can be made again: the learner before each is rebuilt from the
// records before it, the rule that chose is asked with the draw that was logged,
// and only where it gives the same question out of the same eligible ones with
// the same probabilities is it known what another rule would have done there.
// Records without consent to analytics, then and now, are not read, not even to
// know the learner. An answer counts as it was given, aided, rapid or repeated
// too: what is left out for what came of it would bias the estimate. Learners are
// numbered: no id leaves the log. each, if not nil, sees every choice used.
func (src Source) Value(ctx context.Context, target selection.Policy, reward Reward, simulated bool, each func(*Choice) error) (_ *Verdict, err error) {
	defer fault.In(&err, "trial.Source.Value")
	v, err := NewValuer(target, reward)
	if err != nil {
		return nil, err
	}
	r := &replay{ctx: ctx, src: src, policy: target, reward: reward, learners: map[uid.ID]*person{}, sittings: map[uid.ID]*sitting{}, worlds: map[string]*chosenFrom{}}
	r.out.Simulated = simulated
	r.take = func(c *Choice) error {
		if each != nil {
			if err := each(c); err != nil {
				return err
			}
		}
		return v.Take(c)
	}
	if r.held, err = src.Consent.AsOf(ctx, src.Now()); err != nil {
		return nil, err
	}
	r.out.AsOf = r.held.At()
	if r.out.Seq, err = src.Log.Tail(ctx); err != nil {
		return nil, err
	}
	if r.out.Seq > 0 { // a ceiling of 0 would be none
		if err := src.Log.Scan(ctx, 0, r.out.Seq, r.read); err != nil {
			return nil, err
		}
	}
	if r.out.Used == 0 {
		return nil, fault.New(fault.Conflict, "The log has no choice to value a rule by: of %d answers of practice, %d are without consent to analytics, to %d nothing was drawn, %d cannot be made again. --simulated reads simulated ones; --in reads a table.",
			r.out.Answers, r.out.NoConsent, r.out.NotDrawn, r.out.NotRemade)
	}
	out, err := v.Verdict()
	if err == nil {
		out.Log = &r.out
	}
	return out, err
}

func (r *replay) read(rec *interaction.Record) error {
	origin := interaction.Real
	if r.out.Simulated {
		origin = interaction.Simulated
	}
	answer := interaction.IsAnswer(rec.Kind)
	if rec.Origin != origin || rec.ReceivedAt.After(r.out.AsOf) || !answer && rec.Kind != interaction.PracticeStarted && rec.Kind != interaction.PracticeEnded {
		return nil
	}
	practice := rec.Kind == interaction.PracticeAnswered
	if practice {
		r.out.Answers++
	}
	if !r.held.Admits(rec, interaction.Analytics) {
		if practice {
			r.out.NoConsent++
		}
		return nil
	}
	switch rec.Kind {
	case interaction.PracticeStarted:
		b, err := interaction.BodyAs[interaction.Started](rec)
		if err != nil {
			return err
		}
		r.sittings[rec.Session] = &sitting{scope: b.Scope, ceiling: b.Ceiling, salt: uint64(session.Salt(rec.Session))}
		return nil
	case interaction.PracticeEnded:
		delete(r.sittings, rec.Session)
		return nil
	}
	p := r.learners[rec.Subject]
	if p == nil {
		p = &person{number: fmt.Sprint(len(r.learners) + 1), ability: irt.NewAbility(), met: map[string]bool{}}
		r.learners[rec.Subject] = p
	}
	s := r.sittings[rec.Session]
	if practice {
		if err := r.practised(p, s, rec); err != nil {
			return err
		}
	}
	p.learn(rec.Asked.Question, s)
	params, scope, right, ok, err := proficiency.Moves(rec)
	if ok {
		p.ability.Answer(scope, irt.NewTable(params), right)
	}
	return err
}

// learn moves on by one answer.
func (p *person) learn(id string, s *sitting) {
	p.met[id] = true
	if s != nil {
		s.served = append(s.served, id)
	}
	if p.from == nil {
		return
	}
	if i, ok := p.from.pool.Index(id); ok && s != nil && s == p.of {
		p.history.Serve(i)
	} else {
		p.history.SeeID(id)
	}
}

// practised uses an answer of practice whose choice can be made again.
func (r *replay) practised(p *person, s *sitting, rec *interaction.Record) error {
	rule, known := selection.Recorded(rec.Provenance.Policy, rec.Provenance.PolicyVersion)
	if !known || !rec.Why.Propensity.Valid || !rec.Why.Draw.Valid {
		r.out.NotDrawn++
		return nil
	}
	made, other, ok, err := r.remake(p, s, rule, rec)
	if err != nil {
		return err
	}
	if !ok {
		r.out.NotRemade++
		return nil
	}
	b, err := interaction.BodyAs[interaction.Answering](rec)
	if err != nil {
		return err
	}
	r.out.Used++
	c := choiceOf(made, other)
	c.Learner = p.number
	if rec.Why.ThetaBefore.Valid {
		c.Theta = &rec.Why.ThetaBefore.V
	}
	if b.Difficulty != nil {
		c.A, c.B, c.C = &b.Difficulty.A, &b.Difficulty.B, &b.Difficulty.C
	}
	if rec.Done.Correct.Valid {
		c.Correct = &rec.Done.Correct.V
	}
	return r.take(&c)
}

// remake asks the rule that chose, and the one to be valued, at the moment of a
// record. ok is false where the first does not give what was logged.
func (r *replay) remake(p *person, s *sitting, rule selection.Policy, rec *interaction.Record) (made, other *selection.Choice, ok bool, err error) {
	if s == nil {
		return nil, nil, false, nil
	}
	from, err := r.from(rec.Provenance.Params)
	if err != nil || from == nil {
		return nil, nil, false, err
	}
	mix, err := from.mix(s.scope)
	if err != nil || mix == nil {
		return nil, nil, false, err
	}
	p.sit(s, from)
	q := selection.Request{History: p.history, Policy: rule, Epsilon: rec.Provenance.Epsilon, Salt: s.salt, Progress: selection.Progress(rec.Asked.Position-1, s.ceiling),
		Theta: func(sc irt.Scope) float64 { t, _, _ := p.ability.Theta(sc); return t }}
	first, err := mix.Choose(q, rec.Why.Draw.V)
	if err != nil || !same(&first, rec) {
		return nil, nil, false, nil
	}
	q.Policy, q.Epsilon = r.policy, 0
	second, err := mix.Choose(q, rec.Why.Draw.V)
	return &first, &second, err == nil, err
}

func same(c *selection.Choice, rec *interaction.Record) bool {
	const hair = 1e-9
	w := &rec.Why
	if c.ID != rec.Asked.Question || c.Eligible != w.Eligible || c.EligibleDigest != hex.EncodeToString(w.Digest) || len(c.Support) != len(w.Support) || math.Abs(c.Propensity-w.Propensity.V) > hair {
		return false
	}
	for i, s := range c.Support {
		if s.ID != w.Support[i].ID || math.Abs(s.Prob-w.Support[i].P) > hair {
			return false
		}
	}
	return true
}

// sit brings the history to sitting s, chosen from from.
func (p *person) sit(s *sitting, from *chosenFrom) {
	if p.from == from && p.of == s {
		return
	}
	p.from, p.of, p.history = from, s, from.pool.NewHistory()
	for id := range p.met {
		p.history.SeeID(id)
	}
	for _, id := range s.served {
		if i, ok := from.pool.Index(id); ok {
			p.history.Serve(i)
		}
	}
}

// from is nil for a parameter set that is not known.
func (r *replay) from(params string) (*chosenFrom, error) {
	if f, ok := r.worlds[params]; ok {
		return f, nil
	}
	r.worlds[params] = nil
	bank, err := r.src.Bank(r.ctx, params)
	if fault.Is(err, fault.Missing) || err == nil && (bank == nil || bank.ParamsVersion != params) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	pool, err := selection.NewPool(selection.Practice, bank.Items())
	if err != nil {
		return nil, err
	}
	r.worlds[params] = &chosenFrom{pool: pool, mixes: map[string]*selection.Mix{}}
	return r.worlds[params], nil
}

// mix is nil for a scope that the outline does not have.
func (f *chosenFrom) mix(scope string) (*selection.Mix, error) {
	if m, ok := f.mixes[scope]; ok {
		return m, nil
	}
	scopes, err := question.Scope(scope)
	if err != nil {
		f.mixes[scope] = nil
		return nil, nil
	}
	m, err := f.pool.Mix(question.Shares(scopes...))
	f.mixes[scope] = m
	return m, err
}
