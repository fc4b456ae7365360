package dataset

import (
	"math"
	"slices"
	"strings"

	"satprep/internal/interaction"
	"satprep/internal/selection"
	"satprep/internal/table"
)

// armName says which of the equivalent arms of a move a turn drew: the model, or
// the wording of the built-in tutor.
func armName(t *Turn) string {
	who := t.Arm.Model
	if who == "" {
		who = fromBuiltin
	}
	wording, _, _ := strings.Cut(t.Arm.Template, "+")
	if wording == "" {
		return who
	}
	return who + " " + wording
}

// armChances returns the probability of each arm of a turn, and the place of the
// one drawn; ok is false where what was logged does not add up. Models are drawn
// alike among themselves and the built-in tutor's wordings alike among
// themselves, so the logged probability of one gives those of all.
func armChances(t *Turn) (p []float64, drawn int, ok bool) {
	drawn = slices.Index(t.Arms, t.Arm)
	if drawn < 0 || !(t.Propensity > 0 && t.Propensity <= 1+1e-9) {
		return nil, 0, false
	}
	same, others := 0, 0
	for _, a := range t.Arms {
		if (a.Model == "") == (t.Arm.Model == "") {
			same++
		} else {
			others++
		}
	}
	rest := 1 - float64(same)*t.Propensity
	if rest < -1e-6 || others == 0 && math.Abs(rest) > 1e-6 {
		return nil, 0, false
	}
	p = make([]float64, len(t.Arms))
	for i, a := range t.Arms {
		if (a.Model == "") == (t.Arm.Model == "") {
			p[i] = t.Propensity
		} else {
			p[i] = max(0, rest) / float64(others)
		}
	}
	return p, drawn, true
}

// chance is a probability, nothing where none was drawn.
func chance(p float64) interaction.Opt[float64] {
	return interaction.Opt[float64]{V: p, Valid: p > 0}
}

// A weighing estimates the value of the uniform policy from what another one
// drew: the self-normalised inverse propensity score.
type weighing struct {
	selection.Weights
	rewards spread
}

func (w *weighing) add(reward, target, logged float64) {
	w.rewards.add(reward)
	w.Add(target, logged, reward)
}

// baselines of a bandit config, measured on test.
func (w *weighing) baselines(k *Counter, reward string) {
	n := int(w.rewards.n)
	k.measured(Baseline{Task: "value of a policy, in " + reward, Method: "the logging policy", Metric: "mean reward", Value: w.rewards.mean(), Test: n})
	k.measured(Baseline{Task: "value of a policy, in " + reward, Method: "uniform over the arms, by SNIPS", Metric: "mean reward", Value: w.SNIPS(), Test: n})
	k.Note("effective_"+reward, rounded(w.Effective()))
}

// rewardColumns end the bandit configs; rewardRow fills them.
var rewardColumns = []table.Column{
	{Name: "reward_info", Type: table.Float64, Nullable: true, Role: table.Label, Unit: "logit²", Doc: "Fall in the posterior variance of ability."},
	{Name: "reward_learn", Type: table.Float64, Nullable: true, Role: table.Label, Doc: "correct − p̂ at the first unaided, not rapid attempt on the same skill and another family within the window; null where there was none, which is no failure."},
	{Name: "outcome", Type: table.String, Role: table.Label, Doc: "better, not, censored (no attempt), open (the window had not closed), no_parameters, no_skill, shown_in_pairs."},
	{Name: "credit", Type: table.Float64, Nullable: true, Role: table.Label, Doc: "1/m, where m moments share the attempt: the weight of reward_learn."},
	{Name: "attempt", Type: table.String, Nullable: true, Role: table.ID, Doc: "The record of the attempt, as a pseudonym."},
}

func rewardRow(out *row, l *Learner, info interaction.Opt[float64], e *effect) {
	out.float(info)
	if !e.labelled() {
		out.null(1)
		out.text(e.state)
		out.null(2)
		return
	}
	out.float(some(e.value))
	out.text(e.state)
	out.float(some(e.credit))
	out.id(l.Events[e.at].ID)
}
