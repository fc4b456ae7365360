package dataset

import (
	"math"

	"satprep/internal/interaction"
	"satprep/internal/table"
)

var banditPracticeShape = Shape{
	Name: "bandit_practice", Title: "Which question was chosen, and what came of it", Consumer: "off-policy evaluation and learning",
	About: "One row for every practice question that was chosen with a known probability: what was believed of the learner before, the question, the probabilities of all that could have been asked, the answer, and the rewards.",
	Key:   ByLearnerKey, Schema: banditPracticeSchema, Open: openBanditPractice,
}

var banditPracticeSchema = table.MustSchema("bandit_practice", append([]table.Column{
	{Name: "id", Type: table.String, Role: table.ID, Doc: "The answer, as a pseudonym."},
	{Name: "learner", Type: table.String, Role: table.ID, Doc: "The learner, as a pseudonym under the release key."},
	{Name: "session", Type: table.String, Nullable: true, Role: table.ID, Doc: "The practice session, as a pseudonym."},
	{Name: "ordinal", Type: table.Int32, Role: table.Context, Doc: "Place among the learner's records."},
	{Name: "origin", Type: table.String, Role: table.Context, Doc: "real, simulated, staff, imported or lrs."},
	{Name: "age_band", Type: table.String, Nullable: true, Role: table.Context, Doc: "Null where it was generalised for k-anonymity."},
	{Name: "device_class", Type: table.String, Nullable: true, Role: table.Context, Doc: "Null where unknown or generalised."},
	{Name: "position", Type: table.Int32, Nullable: true, Role: table.Context, Doc: "Place in the session, from 1."},
	{Name: "section", Type: table.String, Nullable: true, Role: table.Context, Doc: "Section of the question; a session may be of one section or of both."},
	{Name: "answers_before", Type: table.Int32, Role: table.Context, Doc: "Answers of the learner before this one."},
	{Name: "theta_before", Type: table.Float64, Nullable: true, Role: table.Context, Unit: "logit", Doc: "Estimated ability before, at the scope of the session, as logged."},
	{Name: "se_before", Type: table.Float64, Nullable: true, Role: table.Context, Unit: "logit", Doc: "Its posterior standard deviation."},
	{Name: "policy", Type: table.String, Nullable: true, Role: table.Context, Doc: "The rule that chose."},
	{Name: "policy_version", Type: table.String, Nullable: true, Role: table.Context, Doc: "Its version."},
	{Name: "epsilon", Type: table.Float64, Role: table.Context, Doc: "Share of the uniform part."},
	{Name: "eligible", Type: table.Int32, Role: table.Context, Doc: "How many questions could have been chosen."},
	{Name: "question", Type: table.String, Role: table.Action, Doc: "The question that was chosen."},
	{Name: "domain", Type: table.String, Nullable: true, Role: table.Action, Doc: "Its domain."},
	{Name: "skill", Type: table.String, Nullable: true, Role: table.Action, Doc: "Its skill."},
	{Name: "item_a", Type: table.Float64, Nullable: true, Role: table.Action, Doc: "Its discrimination as used."},
	{Name: "item_b", Type: table.Float64, Nullable: true, Role: table.Action, Unit: "logit", Doc: "Its difficulty as used."},
	{Name: "item_c", Type: table.Float64, Nullable: true, Role: table.Action, Doc: "Its lower asymptote as used."},
	{Name: "propensity", Type: table.Float64, Role: table.Action, Doc: "Exact probability with which it was chosen."},
	{Name: "support", Type: table.ListOf(table.StructOf(table.Column{Name: "id", Type: table.String}, table.Column{Name: "p", Type: table.Float64})), Role: table.Action, Doc: "The questions of the non-uniform part, with their whole probabilities, the uniform part included."},
	{Name: "others", Type: table.Int32, Role: table.Action, Doc: "How many eligible questions beside the support there were."},
	{Name: "others_p", Type: table.Float64, Role: table.Action, Doc: "Probability of each of them: epsilon / eligible. The support and others × others_p sum to 1."},
	{Name: "draw", Type: table.Float64, Nullable: true, Role: table.Action, Doc: "The random number that decided, in [0, 1)."},
	{Name: "correct", Type: table.Bool, Nullable: true, Role: table.PostOutcome, Doc: "Whether the answer was right."},
	{Name: "counts", Type: table.Bool, Role: table.PostOutcome, Doc: "The answer moved the ability: first exposure, unaided, not rapid."},
	{Name: "time_ms", Type: table.Int64, Nullable: true, Role: table.PostOutcome, Unit: "ms", Doc: "Time spent."},
}, rewardColumns...)...)

type banditPracticeSink struct {
	k       *Counter
	tables  *Tables
	follow  *followUp
	balance *balance
	learn   weighing
	info    weighing
}

func openBanditPractice(k *Counter) (Sink, error) {
	t, err := k.Tables(false)
	return &banditPracticeSink{k: k, tables: t, follow: newFollowUp(k.Recipe().Outcome, k.Bank()), balance: newBalance()}, err
}

func (s *banditPracticeSink) Close() error {
	s.balance.report(s.k)
	s.info.baselines(s.k, "reward_info")
	s.learn.baselines(s.k, "reward_learn")
	return s.tables.Close()
}

// A choosing is the policy's distribution as far as it was logged.
type choosing struct {
	support []interaction.Chance // with the uniform part
	others  int
	rest    float64 // of each of the others
}

// choosingOf rebuilds what was logged; ok is false where it does not add up.
func choosingOf(e *Event) (c choosing, ok bool) {
	if !e.Propensity.Valid || !(e.Propensity.V > 0) || e.Eligible <= 0 || len(e.Support) > e.Eligible || !(e.Epsilon >= 0 && e.Epsilon <= 1) {
		return c, false
	}
	c.others, c.rest = e.Eligible-len(e.Support), e.Epsilon/float64(e.Eligible)
	sum, mine := float64(c.others)*c.rest, c.rest
	for _, x := range e.Support {
		p := c.rest + (1-e.Epsilon)*x.P
		c.support = append(c.support, interaction.Chance{ID: x.ID, P: p})
		sum += p
		if x.ID == e.Question {
			mine = p
		}
	}
	return c, math.Abs(sum-1) < 1e-6 && math.Abs(mine-e.Propensity.V) < 1e-6
}

func (s *banditPracticeSink) Learner(l *Learner) error {
	var moments []int
	for i := range l.Events {
		if l.Events[i].Kind == interaction.PracticeAnswered {
			moments = append(moments, i)
		}
	}
	any := false
	for k, f := range s.follow.effects(l, moments) {
		e := &l.Events[moments[k]]
		c, ok := choosingOf(e)
		switch {
		case !e.Propensity.Valid:
			s.k.Drop("nothing was drawn")
			continue
		case !ok:
			s.k.Drop("the support does not sum to 1")
			continue
		}
		p, known := item(e)
		s.balance.add("practice", e.Domain, &f, p.B, known, false)
		info := fall(e)
		if l.Split == Test {
			uniform := 1 / float64(e.Eligible)
			if f.labelled() {
				s.learn.add(f.value, uniform, e.Propensity.V)
			}
			if info.Valid {
				s.info.add(info.V, uniform, e.Propensity.V)
			}
		}
		any = true
		s.k.Count(f.state)
		if err := s.tables.Row(l.Split, func(b *table.Batch) { choiceRow(&row{b: b}, l, e, &f, &c, info, k) }); err != nil {
			return err
		}
	}
	if any {
		s.k.Seen(l.Split)
	}
	return nil
}

// fall is how much the answer lowered the posterior variance.
func fall(e *Event) interaction.Opt[float64] {
	if !e.SEBefore.Valid || !e.SEAfter.Valid {
		return interaction.Opt[float64]{}
	}
	return some(e.SEBefore.V*e.SEBefore.V - e.SEAfter.V*e.SEAfter.V)
}

func choiceRow(out *row, l *Learner, e *Event, f *effect, c *choosing, info interaction.Opt[float64], before int) {
	out.text(e.ID.String())
	out.text(l.Name.String())
	out.id(e.Session)
	out.int32(e.Ordinal)
	out.text(string(e.Origin))
	out.textOrNull(l.AgeBand)
	out.textOrNull(l.Device)
	out.count(e.Position)
	out.textOrNull(e.Section)
	out.int32(int32(before))
	out.float(e.ThetaBefore)
	out.float(e.SEBefore)
	out.textOrNull(e.Policy)
	out.textOrNull(e.PolicyVersion)
	out.float(some(e.Epsilon))
	out.int32(int32(e.Eligible))
	out.text(e.Question)
	out.textOrNull(e.Domain)
	out.textOrNull(e.Skill)
	if p, ok := item(e); ok {
		out.float(some(p.A))
		out.float(some(p.B))
		out.float(some(p.C))
	} else {
		out.null(3)
	}
	out.float(e.Propensity)
	out.support(c.support)
	out.int32(int32(c.others))
	out.float(some(c.rest))
	out.float(e.Draw)
	out.boolean(e.Correct)
	out.boolean(some(e.Answering != nil && e.Answering.Counts))
	out.opt64(e.TimeMS)
	rewardRow(out, l, info, f)
}
