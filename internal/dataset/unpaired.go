package dataset

import (
	"math"

	"satprep/internal/table"
)

var unpairedShape = Shape{
	Name: "unpaired", Title: "Was a reply good?", Consumer: "TRL KTOTrainer",
	About: "One row for every whole reply about which something is known by itself: the learner's rating, or else what the learner could do afterwards: the first unaided attempt on the same skill and another family, against what was to be expected before the turn.",
	Key:   ByText, Text: true, Schema: unpairedSchema, Open: openUnpaired,
}

// Where an unpaired label comes from.
const (
	rated         = "rating"
	outcomeDrawn  = "outcome"               // the reply was drawn among several
	outcomeBySelf = "outcome_observational" // it was the only one there was
)

var unpairedSchema = table.MustSchema("unpaired", append([]table.Column{
	{Name: "prompt", Type: messageList, Role: table.Context, Doc: "The request: what the tutor knew, the conversation about this question, the learner's words."},
	{Name: "completion", Type: messageList, Role: table.Action, Doc: "The reply, one message of the assistant."},
	{Name: "label", Type: table.Bool, Role: table.Label, Doc: "Of rating: up. Of outcome: the later attempt was right, which is better than expected."},
	{Name: "weight", Type: table.Float64, Role: table.Label, Doc: "Of rating: 1. Of outcome: |correct − p̂| times the share of the credit."},
	{Name: "source", Type: table.String, Role: table.PostOutcome, Doc: "Where the label comes from: rating; outcome; outcome_observational where the reply was drawn with probability 1 (only if the recipe asks for it)."},
}, append(turnColumns,
	table.Column{Name: "reply_source", Type: table.String, Role: table.Context, Doc: "Who wrote the reply: builtin, model or cache."},
	table.Column{Name: "model", Type: table.String, Nullable: true, Role: table.Context, Doc: "The model that wrote it."},
	table.Column{Name: "propensity", Type: table.Float64, Nullable: true, Role: table.Action, Doc: "Probability with which the reply's arm was drawn."},
	table.Column{Name: "reasons", Type: table.ListOf(table.String), Role: table.PostOutcome, Doc: "Of rating: the reasons given."},
	table.Column{Name: "outcome", Type: table.Float64, Nullable: true, Role: table.Label, Doc: "Of outcome: correct − p̂."},
	table.Column{Name: "expected", Type: table.Float64, Nullable: true, Role: table.PostOutcome, Doc: "Of outcome: p̂, from the learner's answers before the turn and the parameters logged with the attempt."},
	table.Column{Name: "credit", Type: table.Float64, Nullable: true, Role: table.Label, Doc: "Of outcome: 1/m, where m turns share the attempt."},
	table.Column{Name: "attempt", Type: table.String, Nullable: true, Role: table.ID, Doc: "Of outcome: the record of the attempt, as a pseudonym."},
)...)...)

func openUnpaired(k *Counter) (Sink, error) {
	f, b := newFollowUp(k.Recipe().Outcome, k.Bank()), newBalance()
	s, err := newTextSink(k, func(l *Learner, drop func(string)) []textRow {
		return unpairedRows(read(l, k.Bank()), f, drop)
	})
	if err != nil {
		return nil, err
	}
	s.baseline = &baseRate{}
	s.after = func() { b.report(k) }
	return &unpairedSink{s, f, b}, nil
}

// unpairedSink also keeps the balance of arms.
type unpairedSink struct {
	*textSink
	follow  *followUp
	balance *balance
}

// Learner writes a learner's rows and adds to the balance.
func (s *unpairedSink) Learner(l *Learner) error {
	r := read(l, s.k.Bank())
	moments, effects := s.follow.ofTurns(r)
	for k := range effects {
		s.balance.addTurn(r, &l.Events[moments[k]], &effects[k])
	}
	return s.textSink.Learner(l)
}

// addTurn adds a turn of the tutor: arms of one move could take each other's
// place.
func (b *balance) addTurn(r *reading, e *Event, f *effect) {
	difficulty, known := 0.0, false
	if q := r.question(e); q != nil {
		difficulty, known = authoredB(q), true
	}
	b.add(e.Turn.Move, armName(e.Turn), f, difficulty, known, e.Turn.Stage != "before" && e.Turn.Stage != "none")
}

// unpairedRows are the replies with a label. A rating stands before an outcome.
func unpairedRows(r *reading, f *followUp, drop func(why string)) (rows []textRow) {
	moments, followed := f.ofTurns(r)
	effects := map[int]*effect{}
	for k := range followed {
		effects[moments[k]] = &followed[k]
	}
	for i, e := range r.events {
		out := effects[i]
		why := r.unfit(e)
		if why == "" {
			why = broken(e)
		}
		if why != "" {
			drop(why)
			continue
		}
		if v := r.ratingOf(e.ID); v != 0 {
			rows = append(rows, r.labelled(e, rated, v > 0, 1, nil))
			continue
		}
		switch {
		case r.twins[e.ID]:
			drop("shown in pairs")
		case r.edit[e.ID] != nil:
			drop("edited by a person")
		case out == nil:
			drop(noSkill)
		case !out.labelled():
			drop("outcome " + out.state)
		case e.Turn.Propensity >= 1 && !f.rule.Observational:
			drop("outcome observational, which the recipe does not ask for")
		default:
			source := outcomeDrawn
			if e.Turn.Propensity >= 1 {
				source = outcomeBySelf
			}
			rows = append(rows, r.labelled(e, source, out.state == better, math.Abs(out.value)*out.credit, out))
		}
	}
	return rows
}

func (r *reading) labelled(e *Event, source string, label bool, weight float64, out *effect) textRow {
	prompt := r.prompt(e)
	return textRow{source: source, families: r.families(e), prompt: prompt, completions: []string{e.Response}, good: label,
		fill: func(row *row, unseen bool) {
			row.messages(prompt)
			row.messages(reply(e.Response))
			row.boolean(some(label))
			row.float(some(weight))
			row.text(source)
			r.turnRow(row, e, unseen)
			row.text(e.Turn.Source)
			row.textOrNull(modelOf(e.Turn))
			row.float(chance(e.Turn.Propensity))
			if v := r.rating[e.ID]; v != nil && source == rated {
				row.texts(v.Reasons)
			} else {
				row.texts(nil)
			}
			if out == nil {
				row.null(4)
				return
			}
			row.float(some(out.value))
			row.float(some(out.chance))
			row.float(some(out.credit))
			row.id(r.l.Events[out.at].ID)
		}}
}

// baseRate predicts the share of good replies of train for every reply.
type baseRate struct{ n, good [2]float64 } // of train and test

func (b *baseRate) row(s Split, t *textRow) {
	i := 0
	switch s {
	case Train:
	case Test:
		i = 1
	default:
		return
	}
	b.n[i]++
	if t.good {
		b.good[i]++
	}
}

func (b *baseRate) baseline() Baseline {
	out := Baseline{Task: "whether a reply was good", Method: "the share of good replies of train, one observation of each label added", Metric: "log loss, nats", Train: int(b.n[0]), Test: int(b.n[1])}
	if b.n[1] > 0 {
		p := (b.good[0] + 1) / (b.n[0] + 2)
		out.Value = -(b.good[1]*math.Log(p) + (b.n[1]-b.good[1])*math.Log(1-p)) / b.n[1]
	}
	return out
}
