package dataset

import (
	"strings"

	"satprep/internal/table"
	"satprep/internal/uid"
)

var preferenceShape = Shape{
	Name: "preference", Title: "Which of two replies is better", Consumer: "TRL DPOTrainer, reward models",
	About: "One row for every pair of replies to one identical request of which somebody preferred one: the learner by ratings, by a choice between two, or by asking again and going on; a person who edited a reply; or the guard, which put an authored text in the place of a model's. What happened to the learner later never makes a pair.",
	Key:   ByText, Text: true, Schema: preferenceSchema, Open: openPreference,
}

// Where a pair comes from, and how much it says.
const (
	byEdit       = "human_edit"
	byGuard      = "guard"
	byChoice     = "choice"
	byRatings    = "rating"
	byRegenerate = "regenerate"

	strong = "strong"
	weak   = "weak"
)

var preferenceSchema = table.MustSchema("preference", append([]table.Column{
	{Name: "prompt", Type: messageList, Role: table.Context, Doc: "The request: what the tutor knew, the conversation about this question, the learner's words."},
	{Name: "chosen", Type: messageList, Role: table.Label, Doc: "The preferred reply, one message of the assistant."},
	{Name: "rejected", Type: messageList, Role: table.Label, Doc: "The other reply."},
	{Name: "source", Type: table.String, Role: table.PostOutcome, Doc: "human_edit (the edit over the reply), guard (the authored text shown over the model's own), choice (one of two shown side by side), rating (one rated up, one down), regenerate (asked again, then rated up or gone on from)."},
	{Name: "class", Type: table.String, Role: table.PostOutcome, Doc: "strong, or weak for regenerate: the learner said nothing about the reply left behind."},
	{Name: "position", Type: table.Int32, Nullable: true, Role: table.PostOutcome, Doc: "Of choice: the place, 1 or 2, at which the chosen reply stood, for a check on position bias."},
}, append(turnColumns,
	table.Column{Name: "rejected_turn", Type: table.String, Role: table.ID, Doc: "The turn of the other reply; the same as turn where one reply was put in the place of another."},
	table.Column{Name: "chosen_source", Type: table.String, Role: table.Context, Doc: "Who wrote the preferred reply: builtin, model, cache or human."},
	table.Column{Name: "rejected_source", Type: table.String, Role: table.Context, Doc: "Who wrote the other."},
	table.Column{Name: "chosen_model", Type: table.String, Nullable: true, Role: table.Context, Doc: "The model that wrote the preferred reply."},
	table.Column{Name: "rejected_model", Type: table.String, Nullable: true, Role: table.Context, Doc: "The model that wrote the other."},
	table.Column{Name: "reasons", Type: table.ListOf(table.String), Role: table.PostOutcome, Doc: "Reasons with which the other reply was rated down: wrong, gives_away, confusing, unsafe."},
)...)...)

// A pairing is a pair of replies to one request.
type pairing struct {
	source, class      string
	chosen, rejected   *Event
	better, worse      string // the words
	by, over           string // sources of the words
	position           int
	request, requested []Message // of each of the two
}

func openPreference(k *Counter) (Sink, error) {
	s, err := newTextSink(k, func(l *Learner, drop func(string)) []textRow { return preferenceRows(read(l, k.Bank()), drop) })
	if err == nil {
		s.baseline = &longer{task: "which reply is preferred"}
	}
	return s, err
}

func preferenceRows(r *reading, drop func(why string)) (rows []textRow) {
	seen := map[[2]string]bool{} // of one learner: the strongest source of a pair stands
	for _, p := range r.pairs() {
		switch {
		case strings.TrimSpace(p.better) == "" || strings.TrimSpace(p.worse) == "":
			drop("empty")
			continue
		case p.better == p.worse:
			drop("equal replies")
			continue
		case digest(p.request) != digest(p.requested):
			drop("prompts differ")
			continue
		}
		d := digest(p.request)
		x, y := string(d[:])+p.better, string(d[:])+p.worse
		if seen[[2]string{x, y}] || seen[[2]string{y, x}] {
			drop("pair of another source")
			continue
		}
		seen[[2]string{x, y}] = true
		families := append(r.families(p.chosen), r.families(p.rejected)...)
		rows = append(rows, textRow{source: p.source, families: families, prompt: p.request, completions: []string{p.better, p.worse},
			fill: func(out *row, unseen bool) { r.pairRow(out, &p, unseen) }})
	}
	return rows
}

func (r *reading) pairRow(out *row, p *pairing, unseen bool) {
	out.messages(p.request)
	out.messages(reply(p.better))
	out.messages(reply(p.worse))
	out.text(p.source)
	out.text(p.class)
	out.count(p.position)
	r.turnRow(out, p.chosen, unseen)
	out.text(p.rejected.ID.String())
	out.text(p.by)
	out.text(p.over)
	out.textOrNull(modelBy(p.chosen, p.by))
	out.textOrNull(modelBy(p.rejected, p.over))
	var reasons []string
	if v := r.rating[p.rejected.ID]; v != nil && v.Value < 0 && p.chosen != p.rejected {
		reasons = v.Reasons
	}
	out.texts(reasons)
}

// modelBy is the model behind words of a source that may not be the turn's own.
func modelBy(e *Event, source string) string {
	t := *e.Turn
	t.Source = source
	return modelOf(&t)
}

// pairs lists all pairs, the sources that say most first.
func (r *reading) pairs() (list []pairing) {
	fit := func(e *Event) bool { return r.unfit(e) == "" }
	whole := func(e *Event) bool { return fit(e) && broken(e) == "" }
	two := func(source, class string, x, y *Event, position int) pairing {
		return pairing{source: source, class: class, chosen: x, rejected: y, better: x.Response, worse: y.Response, by: x.Turn.Source, over: y.Turn.Source, position: position,
			request: r.prompt(x), requested: r.prompt(y)}
	}
	own := func(source string, e *Event, better, by, worse, over string) pairing {
		p := r.prompt(e)
		return pairing{source: source, class: strong, chosen: e, rejected: e, better: better, by: by, worse: worse, over: over, request: p, requested: p}
	}
	for _, e := range r.events {
		if edit := r.edit[e.ID]; edit != nil && whole(e) {
			list = append(list, own(byEdit, e, edit.Response, fromHuman, e.Response, e.Turn.Source))
		}
	}
	for _, e := range r.events {
		if t := e.Turn; t.GuardAction == "replaced" && fit(e) {
			list = append(list, own(byGuard, e, t.Instead, fromBuiltin, t.Raw, "model"))
		}
	}
	for _, e := range r.events {
		c := r.choice[e.ID]
		if c == nil {
			continue
		}
		if i, ok := r.place[c.To]; ok && whole(e) && whole(&r.l.Events[i]) {
			list = append(list, two(byChoice, strong, e, &r.l.Events[i], c.Value))
		}
	}
	list = append(list, r.contrasts(whole, two)...)
	for _, i := range r.turns {
		old := &r.l.Events[i]
		j, ok := r.place[r.again[old.ID]]
		if !ok {
			continue
		}
		e := &r.l.Events[j]
		liked := r.ratingOf(e.ID) > 0 || r.ratingOf(e.ID) == 0 && r.goneOn[e.ID]
		if liked && r.ratingOf(old.ID) <= 0 && whole(e) && whole(old) {
			list = append(list, two(byRegenerate, weak, e, old, 0))
		}
	}
	return list
}

// contrasts pairs replies of which one was rated up and one down, where they
// answer one request.
func (r *reading) contrasts(whole func(*Event) bool, two func(source, class string, x, y *Event, position int) pairing) (list []pairing) {
	up, down := map[[32]byte][]uid.ID{}, map[[32]byte][]uid.ID{}
	var order [][32]byte
	for _, e := range r.events {
		v := r.ratingOf(e.ID)
		if v == 0 || !whole(e) {
			continue
		}
		d := digest(r.prompt(e))
		if len(up[d])+len(down[d]) == 0 {
			order = append(order, d)
		}
		if v > 0 {
			up[d] = append(up[d], e.ID)
		} else {
			down[d] = append(down[d], e.ID)
		}
	}
	for _, d := range order {
		for _, x := range up[d] {
			for _, y := range down[d] {
				list = append(list, two(byRatings, strong, &r.l.Events[r.place[x]], &r.l.Events[r.place[y]], 0))
			}
		}
	}
	return list
}

// longer takes the longer of two replies for the better one; it needs no
// fitting.
type longer struct {
	task        string
	right, test float64
}

func (b *longer) row(s Split, t *textRow) {
	if s != Test || len(t.completions) < 2 {
		return
	}
	b.test++
	x, y := len(t.completions[0]), len(t.completions[1])
	switch {
	case x > y:
		b.right++
	case x == y:
		b.right += .5
	}
}

func (b *longer) baseline() Baseline {
	return Baseline{Task: b.task, Method: "the longer one", Metric: "accuracy", Value: b.right / max(1, b.test), Test: int(b.test)}
}
