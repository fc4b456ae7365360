package dataset

import (
	"satprep/internal/question"
	"satprep/internal/table"
)

var banditTutorShape = Shape{
	Name: "bandit_tutor", Title: "Which reply was drawn, and what came of it", Consumer: "off-policy evaluation and learning",
	About: "One row for every turn in which the tutor drew among equivalent replies (wordings, hint variants, models): the context before the draw, the arm drawn with its probability, all arms with theirs, and what the learner could do afterwards. No words.",
	Key:   ByLearnerKey, Schema: banditTutorSchema, Open: openBanditTutor,
}

var armStruct = table.StructOf(table.Column{Name: "move", Type: table.String, Nullable: true}, table.Column{Name: "template", Type: table.String, Nullable: true},
	table.Column{Name: "model", Type: table.String, Nullable: true}, table.Column{Name: "params", Type: table.String, Nullable: true}, table.Column{Name: "p", Type: table.Float64})

var banditTutorSchema = table.MustSchema("bandit_tutor", append([]table.Column{
	{Name: "id", Type: table.String, Role: table.ID, Doc: "The turn, as a pseudonym."},
	{Name: "learner", Type: table.String, Role: table.ID, Doc: "The learner, as a pseudonym under the release key."},
	{Name: "conversation", Type: table.String, Nullable: true, Role: table.ID, Doc: "The conversation, as a pseudonym."},
	{Name: "ordinal", Type: table.Int32, Role: table.Context, Doc: "Place among the learner's records."},
	{Name: "origin", Type: table.String, Role: table.Context, Doc: "real, simulated, staff, imported or lrs."},
	{Name: "age_band", Type: table.String, Nullable: true, Role: table.Context, Doc: "Null where it was generalised for k-anonymity."},
	{Name: "device_class", Type: table.String, Nullable: true, Role: table.Context, Doc: "Null where unknown or generalised."},
	{Name: "question", Type: table.String, Nullable: true, Role: table.Context, Doc: "The question talked about; closed-… is a pseudonym of one whose content is kept back."},
	{Name: "section", Type: table.String, Nullable: true, Role: table.Context, Doc: "rw or math."},
	{Name: "domain", Type: table.String, Nullable: true, Role: table.Context, Doc: "Domain of the SAT outline."},
	{Name: "skill", Type: table.String, Nullable: true, Role: table.Context, Doc: "Skill of the SAT outline."},
	{Name: "difficulty", Type: table.Float64, Nullable: true, Role: table.Context, Unit: "logit", Doc: "Difficulty b of the question as its author judged it; null where it is kept back."},
	{Name: "stage", Type: table.String, Nullable: true, Role: table.Context, Doc: "none, before, wrong, right, skipped."},
	{Name: "intent", Type: table.String, Nullable: true, Role: table.Context, Doc: "What the learner's words were taken for."},
	{Name: "move", Type: table.String, Nullable: true, Role: table.Context, Doc: "What the ladder decided, before anything was drawn; all arms do it."},
	{Name: "voice", Type: table.Bool, Role: table.Context, Doc: "The learner spoke."},
	{Name: "regenerate", Type: table.Int32, Role: table.Context, Doc: "How often this was answered before; arms that were drawn then are not in the support."},
	{Name: "turns_before", Type: table.Int32, Role: table.Context, Doc: "Turns of the learner with the tutor before this one."},
	{Name: "theta", Type: table.Float64, Nullable: true, Role: table.Context, Unit: "logit", Doc: "Ability on the skill before the turn, from the learner's earlier answers that counted and the parameters logged with them; null without a skill."},
	{Name: "theta_se", Type: table.Float64, Nullable: true, Role: table.Context, Unit: "logit", Doc: "Its posterior standard deviation."},
	{Name: "theta_n", Type: table.Int32, Nullable: true, Role: table.Context, Doc: "Answers on the skill behind it."},
	{Name: "action", Type: table.Int32, Role: table.Action, Doc: "Place of the arm drawn in support, from 0."},
	{Name: "propensity", Type: table.Float64, Role: table.Action, Doc: "Probability with which it was drawn, as logged."},
	{Name: "support", Type: table.ListOf(armStruct), Role: table.Action, Doc: "All arms that could have been drawn, with their probabilities, which sum to 1."},
	{Name: "level", Type: table.Int32, Role: table.Action, Doc: "Rung of the ladder on which the reply stood."},
	{Name: "reply_source", Type: table.String, Role: table.PostOutcome, Doc: "Who answered in the end: of an arm that failed or broke a rule, builtin."},
	{Name: "guard", Type: table.String, Nullable: true, Role: table.PostOutcome, Doc: "Verdict of the guard where it stepped in."},
	{Name: "rating", Type: table.Int32, Nullable: true, Role: table.Label, Doc: "The learner's last rating, 1 or -1."},
}, rewardColumns...)...)

type banditTutorSink struct {
	k       *Counter
	tables  *Tables
	follow  *followUp
	balance *balance
	test    weighing
}

func openBanditTutor(k *Counter) (Sink, error) {
	t, err := k.Tables(false)
	return &banditTutorSink{k: k, tables: t, follow: newFollowUp(k.Recipe().Outcome, k.Bank()), balance: newBalance()}, err
}

func (s *banditTutorSink) Close() error {
	s.balance.report(s.k)
	s.test.baselines(s.k, "reward_learn")
	return s.tables.Close()
}

func (s *banditTutorSink) Learner(l *Learner) error {
	r := read(l, s.k.Bank())
	moments, followed := s.follow.ofTurns(r)
	effects := map[int]*effect{}
	for k := range followed {
		e := &followed[k]
		effects[moments[k]] = e
		s.balance.addTurn(r, &l.Events[moments[k]], e)
	}
	any, before := false, 0
	for i, e := range r.events {
		before++
		t := e.Turn
		p, drawn, ok := armChances(t)
		switch {
		case t.Safety:
			s.k.Drop("safety")
			continue
		case t.Refused != "" || t.Propensity == 0:
			s.k.Drop("nothing was drawn")
			continue
		case !ok:
			s.k.Drop("the support does not sum to 1")
			continue
		}
		out := effects[i]
		if out == nil {
			out = &effect{state: noSkill}
			if r.twins[e.ID] {
				out.state = "shown_in_pairs"
			}
		}
		if l.Split == Test && out.labelled() {
			s.test.add(out.value, 1/float64(len(p)), t.Propensity)
		}
		any = true
		s.k.Count(out.state)
		err := s.tables.Row(l.Split, func(b *table.Batch) { r.armRow(&row{b: b}, e, out, p, drawn, before-1) })
		if err != nil {
			return err
		}
	}
	if any {
		s.k.Seen(l.Split)
	}
	return nil
}

func (r *reading) armRow(out *row, e *Event, f *effect, p []float64, drawn, before int) {
	t := e.Turn
	out.text(e.ID.String())
	out.text(r.l.Name.String())
	out.id(e.Conversation)
	out.int32(e.Ordinal)
	out.text(string(e.Origin))
	out.textOrNull(r.l.AgeBand)
	out.textOrNull(r.l.Device)
	out.textOrNull(e.Question)
	out.textOrNull(e.Section)
	out.textOrNull(e.Domain)
	out.textOrNull(e.Skill)
	if q := r.question(e); q != nil {
		out.float(some(authoredB(q)))
	} else {
		out.null(1)
	}
	out.textOrNull(t.Stage)
	out.textOrNull(t.Intent)
	out.textOrNull(t.Move)
	out.boolean(some(t.Voice))
	out.int32(int32(t.Regenerate))
	out.int32(int32(before))
	if f.se > 0 {
		out.float(some(f.theta))
		out.float(some(f.se))
		out.int32(int32(f.n))
	} else {
		out.null(3)
	}
	out.int32(int32(drawn))
	out.float(some(t.Propensity))
	out.arms(t, p)
	out.int32(int32(t.Level))
	out.text(t.Source)
	out.textOrNull(t.Guard)
	out.count(r.ratingOf(e.ID))
	info := chance(0)
	if f.labelled() {
		info = some(f.gain)
	}
	rewardRow(out, r.l, info, f)
}

func (r *row) arms(t *Turn, p []float64) {
	v := r.col()
	v.Begin()
	item := v.Item()
	for i, a := range t.Arms {
		for j, s := range []string{a.Move, a.Template, a.Model, a.Params} {
			if s == "" {
				item.Field(j).Null()
			} else {
				item.Field(j).Text(s)
			}
		}
		item.Field(4).Float64(p[i])
		item.End()
	}
	v.End()
}

// authoredB is a question's difficulty as judged before anybody answered it: a
// calibration would know answers that came later.
func authoredB(q *question.Question) float64 {
	return question.AuthoredParams(q.Type, q.Difficulty, q.Adjust).B
}
