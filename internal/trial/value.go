package trial

import (
	"context"
	"errors"
	"fmt"

	"satprep/internal/fault"
	"satprep/internal/selection"
)

// A Verdict says what one step of a rule is worth.
type Verdict struct {
	Policy  selection.Policy `json:"policy"`
	Version string           `json:"policy_version"`
	Reward  Reward           `json:"reward"`
	selection.Value
	NoReward int      `json:"no_reward"`       // choices left out because nothing is known of what came of them
	Truth    *float64 `json:"truth,omitempty"` // of a simulation: the expected reward of the rule at the same choices
	Log      *Remade  `json:"log,omitempty"`
}

// A Valuer takes choices and values one rule by them.
type Valuer struct {
	policy    selection.Policy
	reward    Reward
	values    selection.Valuation
	noReward  int
	choices   int
	beyond    int     // choices at which the rule would go beyond the support
	worst     float64 // most of its probability there
	example   string  // of those
	exampleOf string  // whose
}

// NewValuer returns one; an unknown rule or reward is Invalid.
func NewValuer(p selection.Policy, r Reward) (*Valuer, error) {
	if err := checkRules(p); err != nil {
		return nil, err
	}
	return &Valuer{policy: p, reward: r}, r.check()
}

// Take takes a choice. Its probabilities must add up.
func (v *Valuer) Take(c *Choice) error {
	mine, missed, example, err := c.target(v.policy)
	if err != nil {
		return err
	}
	reward, ok := c.reward(v.reward)
	return v.take(c.Learner, step{target: mine, logged: c.Propensity, missed: missed, example: example, reward: reward}, ok)
}

// take takes what is left of a choice; known is false where its reward is not.
func (v *Valuer) take(learner string, s step, known bool) error {
	v.choices++
	if s.missed > slack {
		if v.beyond == 0 || v.example == "" && s.example != "" {
			v.example, v.exampleOf = s.example, fmt.Sprintf("choice %d, of learner %s", v.choices, learner)
		}
		v.beyond++
		v.worst = max(v.worst, s.missed)
	}
	if !known {
		v.noReward++
		return nil
	}
	return v.values.Add(learner, s.target, s.logged, s.reward)
}

// Verdict is the end of it. A rule that would choose what could not have been
// chosen is refused: of that no weighing can tell anything.
func (v *Valuer) Verdict() (*Verdict, error) {
	if v.beyond > 0 {
		what := "any question outside the support"
		if v.example != "" {
			what = "question " + v.example
		}
		return nil, fault.New(fault.Invalid, "At %d of %d choices %s would choose, with a probability of up to %.3g, what could not have been chosen there (%s: %s). Such a rule cannot be valued by this log; it takes one with an epsilon above 0.",
			v.beyond, v.choices, v.policy, v.worst, v.exampleOf, what)
	}
	value, err := v.values.Result()
	switch {
	case errors.Is(err, selection.ErrFewLearners):
		return nil, fault.New(fault.Conflict, "There are choices of fewer than two learners with a known %s; an interval needs two learners.", v.reward)
	case errors.Is(err, selection.ErrNoWeight):
		return nil, fault.New(fault.Conflict, "None of the %d choices is one that %s would have made; they tell nothing of it.", v.choices, v.policy)
	}
	return &Verdict{Policy: v.policy, Version: selection.PolicyVersion, Reward: v.reward, Value: value, NoReward: v.noReward}, nil
}

// step is a choice as both rules see it.
type step struct {
	target, logged float64 // probabilities of what was chosen
	missed         float64 // of what the target chooses and the other could not have
	example        string  // of that
	reward         float64
	truth          float64 // of a simulation: what the target earns here on average
}

// Value lets the world's learners take a test by the rule logged, values target
// by the choices made, and says what it is truly worth at them: the mean over
// the choices of its expected reward. each, if not nil, sees every choice.
func (w *World) Value(ctx context.Context, logged, target selection.Policy, reward Reward, each func(*Choice) error) (_ *Verdict, err error) {
	defer fault.In(&err, "trial.Value")
	if err := checkRules(logged); err != nil {
		return nil, err
	}
	v, err := NewValuer(target, reward)
	if err != nil {
		return nil, err
	}
	steps := make([][]step, w.Learners)
	var rows [][]Choice
	if each != nil {
		rows = make([][]Choice, w.Learners)
	}
	err = w.shards(ctx, func(_, i int) error {
		l := w.learner(i)
		for range w.Length {
			s, row, err := l.step(logged, target, reward, each != nil)
			if err != nil {
				return err
			}
			steps[i] = append(steps[i], s)
			if each != nil {
				row.Learner = fmt.Sprint(i + 1)
				rows[i] = append(rows[i], row)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	truth := 0.0
	for i, list := range steps {
		for k, s := range list {
			if err := v.take(fmt.Sprint(i+1), s, true); err != nil {
				return nil, err
			}
			truth += s.truth
			if each != nil {
				if err := each(&rows[i][k]); err != nil {
					return nil, err
				}
			}
		}
	}
	out, err := v.Verdict()
	if err != nil {
		return nil, err
	}
	truth /= float64(out.Choices)
	out.Truth = &truth
	return out, nil
}

// step asks both rules at the same moment, and goes on with the one that logs.
func (l *learner) step(logged, target selection.Policy, reward Reward, write bool) (s step, row Choice, err error) {
	u, answer := l.rng.Float64(), l.rng.Float64()
	made, err := l.w.mix.Choose(l.request(logged, l.w.Epsilon), u)
	if err != nil {
		return s, row, err
	}
	other, err := l.w.mix.Choose(l.request(target, 0), u)
	if err != nil {
		return s, row, err
	}
	expected := func(index int) float64 {
		p := l.w.truth[index]
		return reward.of(p, l.theta, p.P(l.theta))
	}
	if other.Epsilon > 0 {
		for i, d := range l.w.domain {
			if d >= 0 && !l.history.Served(i) {
				s.truth += other.Epsilon / float64(other.Eligible) * expected(i)
			}
		}
	}
	for _, c := range other.Support {
		i, _ := l.w.pool.Index(c.ID)
		s.truth += (1 - other.Epsilon) * c.Prob * expected(i)
	}
	s.target, s.logged = other.Prob(made.ID), made.Propensity
	s.missed, s.example = selection.Unsupported(&other, &made)
	if write {
		row = choiceOf(&made, &other)
		p := l.w.truth[made.Index]
		row.Theta, row.A, row.B, row.C = &l.theta, &p.A, &p.B, &p.C
	}
	right := l.answer(made.Index, answer)
	outcome := 0.0
	if right {
		outcome = 1
	}
	s.reward = reward.of(l.w.truth[made.Index], l.theta, outcome)
	if write {
		row.Correct = &right
	}
	return s, row, nil
}

// choiceOf writes down what two rules would do at a moment, the first of which
// chose.
func choiceOf(made, other *selection.Choice) Choice {
	others := other.Epsilon / float64(other.Eligible)
	c := Choice{Question: made.ID, Propensity: made.Propensity, Epsilon: made.Epsilon, Eligible: made.Eligible, TargetPolicy: string(other.Policy), TargetOthers: &others}
	for _, s := range made.Support {
		c.Support = append(c.Support, Chance{s.ID, made.Prob(s.ID)})
	}
	for _, s := range other.Support {
		c.Target = append(c.Target, Chance{s.ID, other.Prob(s.ID)})
	}
	return c
}
