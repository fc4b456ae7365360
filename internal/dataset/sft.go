package dataset

import (
	"satprep/internal/table"
)

var sftShape = Shape{
	Name: "sft", Title: "Tutoring, to imitate", Consumer: "TRL SFTTrainer, Axolotl, LLaMA-Factory",
	About: "One row for every whole reply of the tutor: the first message renders question, attempt and hint level (and the key only at level 4, after the answer was submitted), then what was said before about this question and the learner's words; the last message is the reply. Where a person edited a reply, theirs stands.",
	Key:   ByText, Text: true, Schema: sftSchema, Open: openSFT,
}

var sftSchema = table.MustSchema("sft", append([]table.Column{
	{Name: "messages", Type: messageList, Role: table.Label, Doc: "The conversation; the last message, of the assistant, is what is to be learned."},
}, append(turnColumns,
	table.Column{Name: "source", Type: table.String, Role: table.Context, Doc: "Who wrote the reply: builtin (authored), model, cache (a model's reply to an identical request), human (an edit)."},
	table.Column{Name: "model", Type: table.String, Nullable: true, Role: table.Context, Doc: "The model that wrote the reply."},
	table.Column{Name: "license", Type: table.String, Role: table.Context, Doc: "Terms under which the reply may be used."},
	table.Column{Name: "rating", Type: table.Int32, Nullable: true, Role: table.PostOutcome, Doc: "1 where the learner rated the reply up; replies rated down are left out."},
)...)...)

// turnColumns stand in all configs that are made of turns; turnRow fills them.
var turnColumns = []table.Column{
	{Name: "turn", Type: table.String, Role: table.ID, Doc: "The turn, as a pseudonym; id of the record in the config interactions."},
	{Name: "learner", Type: table.String, Role: table.ID, Doc: "The learner, as a pseudonym under the release key."},
	{Name: "conversation", Type: table.String, Nullable: true, Role: table.ID, Doc: "The conversation, as a pseudonym."},
	{Name: "origin", Type: table.String, Role: table.Context, Doc: "real, simulated, staff, imported or lrs."},
	{Name: "question", Type: table.String, Nullable: true, Role: table.Context, Doc: "The question talked about; null where there was none."},
	{Name: "family", Type: table.String, Nullable: true, Role: table.Context, Doc: "Its family of variants."},
	{Name: "section", Type: table.String, Nullable: true, Role: table.Context, Doc: "rw or math."},
	{Name: "skill", Type: table.String, Nullable: true, Role: table.Context, Doc: "Skill of the SAT outline, by slug."},
	{Name: "stage", Type: table.String, Nullable: true, Role: table.Context, Doc: "Where the learner stood with the question: none, before (not yet answered), wrong, right, skipped."},
	{Name: "level", Type: table.Int32, Role: table.Context, Doc: "Rung of the hint ladder: 0 talk, 1 nudge, 2 targeted hint, 3 worked example, 4 solution."},
	{Name: "move", Type: table.String, Nullable: true, Role: table.Context, Doc: "What the tutor did, by the rules of the ladder."},
	{Name: "intent", Type: table.String, Nullable: true, Role: table.Context, Doc: "What the learner's words were taken for."},
	{Name: "unseen_family", Type: table.Bool, Role: table.Context, Doc: "The question's family is held out: no row of train is of it."},
}

// turnRow fills turnColumns.
func (r *reading) turnRow(out *row, e *Event, unseen bool) {
	family := ""
	if q := r.question(e); q != nil {
		family = q.Family
	}
	out.text(e.ID.String())
	out.text(r.l.Name.String())
	out.id(e.Conversation)
	out.text(string(e.Origin))
	out.textOrNull(e.Question)
	out.textOrNull(family)
	out.textOrNull(e.Section)
	out.textOrNull(e.Skill)
	out.textOrNull(e.Turn.Stage)
	out.int32(int32(e.Turn.Level))
	out.textOrNull(e.Turn.Move)
	out.textOrNull(e.Turn.Intent)
	out.boolean(some(unseen))
}

func openSFT(k *Counter) (Sink, error) {
	s, err := newTextSink(k, func(l *Learner, drop func(string)) []textRow { return sftRows(read(l, k.Bank()), drop) })
	if err == nil {
		s.baseline = newNextWord()
	}
	return s, err
}

// sftRows are the replies worth imitating.
func sftRows(r *reading, drop func(why string)) (rows []textRow) {
	for _, e := range r.events {
		t := *e.Turn
		text, why := e.Response, r.unfit(e)
		if edit := r.edit[e.ID]; edit != nil && edit.Response != "" {
			text, t.Source = edit.Response, fromHuman
		} else if why == "" {
			if why = broken(e); why == "" {
				switch {
				case r.passed[e.ID]:
					why = "not chosen"
				case r.ratingOf(e.ID) < 0:
					why = "rated down"
				}
			}
		}
		if why != "" {
			drop(why)
			continue
		}
		prompt := r.prompt(e)
		rows = append(rows, textRow{source: t.Source, families: r.families(e), prompt: prompt, completions: []string{text},
			fill: func(out *row, unseen bool) {
				out.messages(append(prompt, reply(text)...))
				r.turnRow(out, e, unseen)
				out.text(t.Source)
				out.textOrNull(modelOf(&t))
				out.text(termsOf(&t))
				if r.ratingOf(e.ID) > 0 && t.Source != fromHuman {
					out.int32(1)
				} else {
					out.null(1)
				}
			}})
	}
	return rows
}
