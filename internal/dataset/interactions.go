package dataset

import (
	"encoding/hex"
	"slices"

	"satprep/internal/interaction"
	"satprep/internal/question"
	"satprep/internal/table"
	"satprep/internal/uid"
)

var interactionsShape = Shape{
	Name: "interactions", Title: "Every interaction", Consumer: "anyone",
	About: "One row for every admitted interaction, flattened: who (a pseudonym), what was asked, why it was asked and with what probability, what was done, what was believed before and after, and the words of a tutor turn, redacted. In train and validation words about a question whose family is held out for test are left out.",
	Key:   ByLearnerKey, Schema: interactionsSchema, Files: "formats/interactions/<split>.jsonl: the same rows as JSON lines.",
	Open: openInteractions,
}

var interactionsSchema = table.MustSchema("interactions",
	table.Column{Name: "id", Type: table.String, Role: table.ID, Doc: "The record, as a pseudonym under the release key."},
	table.Column{Name: "learner", Type: table.String, Role: table.ID, Doc: "The learner, as a pseudonym under the release key."},
	table.Column{Name: "ordinal", Type: table.Int32, Role: table.Context, Doc: "Place among the learner's records in this release, from 1, in the order in which they were committed."},
	table.Column{Name: "session", Type: table.String, Nullable: true, Role: table.ID, Doc: "The session, as a pseudonym."},
	table.Column{Name: "conversation", Type: table.String, Nullable: true, Role: table.ID, Doc: "The conversation with the tutor, as a pseudonym."},
	table.Column{Name: "device", Type: table.String, Nullable: true, Role: table.ID, Doc: "The device, as a pseudonym that is the learner's own: who shares a device does not share its name."},
	table.Column{Name: "author", Type: table.String, Role: table.Context, Doc: "Who acted: learner, or other (a tutor, a parent, an operator)."},
	table.Column{Name: "age_band", Type: table.String, Nullable: true, Role: table.Context, Doc: "under_13, 13_17 or 18_plus; null where it was generalised for k-anonymity."},
	table.Column{Name: "device_class", Type: table.String, Nullable: true, Role: table.Context, Doc: "The learner's commonest class of device; null where unknown or generalised."},
	table.Column{Name: "kind", Type: table.String, Role: table.Context, Doc: "What happened, noun.verb; see the glossary of kinds."},
	table.Column{Name: "kind_version", Type: table.Int32, Role: table.Context, Doc: "Version of the kind's meaning."},
	table.Column{Name: "origin", Type: table.String, Role: table.Context, Doc: "real, simulated, staff, imported or lrs."},
	table.Column{Name: "at", Type: table.Timestamp, Role: table.Context, Doc: "When the server received it, shifted by the learner's own multiple of seven days.", Unit: "UTC"},
	table.Column{Name: "made_at", Type: table.Timestamp, Nullable: true, Role: table.Context, Doc: "The same by the client's clock, shifted alike.", Unit: "UTC"},
	table.Column{Name: "mono_ms", Type: table.Int64, Nullable: true, Role: table.Context, Doc: "Monotonic time in the session.", Unit: "ms"},
	table.Column{Name: "question", Type: table.String, Nullable: true, Role: table.Context, Doc: "The question; closed-… is a pseudonym of one whose content is kept back."},
	table.Column{Name: "stimulus", Type: table.String, Nullable: true, Role: table.Context, Doc: "Hash of the exact content shown; null where it is kept back."},
	table.Column{Name: "variant", Type: table.Int64, Nullable: true, Role: table.Context, Doc: "Seed of a generated question."},
	table.Column{Name: "section", Type: table.String, Nullable: true, Role: table.Context, Doc: "rw or math."},
	table.Column{Name: "domain", Type: table.String, Nullable: true, Role: table.Context, Doc: "Domain of the SAT outline, by slug."},
	table.Column{Name: "skill", Type: table.String, Nullable: true, Role: table.Context, Doc: "Skill of the SAT outline, by slug."},
	table.Column{Name: "mode", Type: table.String, Nullable: true, Role: table.Context, Doc: "practice, diagnostic, full_test, review or tutor."},
	table.Column{Name: "module", Type: table.Int32, Nullable: true, Role: table.Context, Doc: "Module of a full test, from 1."},
	table.Column{Name: "position", Type: table.Int32, Nullable: true, Role: table.Context, Doc: "Place in the session or module, from 1."},
	table.Column{Name: "seconds_left", Type: table.Float64, Nullable: true, Role: table.Context, Doc: "On the clock of the module, in standard time whatever the accommodation.", Unit: "s"},
	table.Column{Name: "source", Type: table.String, Nullable: true, Role: table.Context, Doc: "Why the learner was there: own, plan, assignment, redo."},
	table.Column{Name: "policy", Type: table.String, Nullable: true, Role: table.Context, Doc: "The rule that chose."},
	table.Column{Name: "policy_version", Type: table.String, Nullable: true, Role: table.Context, Doc: "Its version."},
	table.Column{Name: "epsilon", Type: table.Float64, Nullable: true, Role: table.Context, Doc: "Share of the uniform part of the policy."},
	table.Column{Name: "eligible", Type: table.Int32, Nullable: true, Role: table.Context, Doc: "How many questions could have been chosen."},
	table.Column{Name: "eligible_digest", Type: table.String, Nullable: true, Role: table.Context, Doc: "Digest of their ids, hexadecimal."},
	table.Column{Name: "propensity", Type: table.Float64, Nullable: true, Role: table.Action, Doc: "Exact probability with which this question, or this reply, was chosen."},
	table.Column{Name: "support", Type: table.ListOf(table.StructOf(table.Column{Name: "id", Type: table.String}, table.Column{Name: "p", Type: table.Float64})), Role: table.Action, Doc: "The questions of the non-uniform part, with their probabilities (at most 16)."},
	table.Column{Name: "draw", Type: table.Float64, Nullable: true, Role: table.Action, Doc: "The random number that decided, in [0, 1)."},
	table.Column{Name: "theta_before", Type: table.Float64, Nullable: true, Role: table.Context, Doc: "Estimated ability before, at the scope of the session.", Unit: "logit"},
	table.Column{Name: "se_before", Type: table.Float64, Nullable: true, Role: table.Context, Doc: "Its posterior standard deviation.", Unit: "logit"},
	table.Column{Name: "item_a", Type: table.Float64, Nullable: true, Role: table.Context, Doc: "Discrimination as used."},
	table.Column{Name: "item_b", Type: table.Float64, Nullable: true, Role: table.Context, Doc: "Difficulty as used.", Unit: "logit"},
	table.Column{Name: "item_c", Type: table.Float64, Nullable: true, Role: table.Context, Doc: "Lower asymptote as used."},
	table.Column{Name: "answer", Type: table.String, Nullable: true, Role: table.Label, Doc: "A choice's letter or the entry typed; null where the question is kept back, because with correct it would tell the key."},
	table.Column{Name: "state", Type: table.String, Nullable: true, Role: table.Label, Doc: "answered, omitted or not_reached."},
	table.Column{Name: "correct", Type: table.Bool, Nullable: true, Role: table.Label, Doc: "Null where the question was not reached."},
	table.Column{Name: "attempt", Type: table.Int32, Nullable: true, Role: table.Context, Doc: "Which try it was, from 1."},
	table.Column{Name: "aided", Type: table.Bool, Nullable: true, Role: table.Context, Doc: "Hint, tutor or solution was seen before answering."},
	table.Column{Name: "counts", Type: table.Bool, Nullable: true, Role: table.Context, Doc: "It moved the ability: first exposure, unaided, not rapid, not pretest."},
	table.Column{Name: "rapid", Type: table.Bool, Nullable: true, Role: table.PostOutcome, Doc: "Flagged as a rapid guess."},
	table.Column{Name: "pretest", Type: table.Bool, Nullable: true, Role: table.Context, Doc: "A pretest question, which never counts."},
	table.Column{Name: "synced_late", Type: table.Bool, Nullable: true, Role: table.Context, Doc: "Made offline and uploaded later."},
	table.Column{Name: "first_ms", Type: table.Int64, Nullable: true, Role: table.PostOutcome, Doc: "To the first action.", Unit: "ms"},
	table.Column{Name: "time_ms", Type: table.Int64, Nullable: true, Role: table.PostOutcome, Doc: "Spent on it.", Unit: "ms"},
	table.Column{Name: "visible_ms", Type: table.Int64, Nullable: true, Role: table.PostOutcome, Doc: "Of that with the page visible.", Unit: "ms"},
	table.Column{Name: "idle_ms", Type: table.Int64, Nullable: true, Role: table.PostOutcome, Doc: "Of that without input.", Unit: "ms"},
	table.Column{Name: "changes", Type: table.JSON, Nullable: true, Role: table.PostOutcome, Doc: "Every answer on the way to the last: to, ms."},
	table.Column{Name: "eliminated", Type: table.ListOf(table.String), Role: table.PostOutcome, Doc: "Choices that were crossed out."},
	table.Column{Name: "hint_levels", Type: table.ListOf(table.Int64), Role: table.Context, Doc: "Hints seen before answering."},
	table.Column{Name: "theta_after", Type: table.Float64, Nullable: true, Role: table.PostOutcome, Doc: "Estimated ability after.", Unit: "logit"},
	table.Column{Name: "se_after", Type: table.Float64, Nullable: true, Role: table.PostOutcome, Doc: "Its posterior standard deviation.", Unit: "logit"},
	table.Column{Name: "points", Type: table.Int32, Nullable: true, Role: table.PostOutcome, Doc: "Points that it brought."},
	table.Column{Name: "about_id", Type: table.String, Nullable: true, Role: table.ID, Doc: "The record that this one is about: the turn that was rated, edited, regenerated, chosen or stopped."},
	table.Column{Name: "other_id", Type: table.String, Nullable: true, Role: table.ID, Doc: "The other record: the new turn, or the reply that was not chosen."},
	table.Column{Name: "value", Type: table.Int32, Nullable: true, Role: table.Label, Doc: "A rating, 1 or -1; or the position of the reply that was chosen."},
	table.Column{Name: "reasons", Type: table.ListOf(table.String), Role: table.Label, Doc: "Reasons of a rating."},
	table.Column{Name: "query", Type: table.String, Nullable: true, Role: table.Context, Doc: "The learner's words, redacted; of an edit, the reply before it.", Encoding: table.Plain},
	table.Column{Name: "response", Type: table.String, Nullable: true, Role: table.Action, Doc: "The words shown to the learner, redacted.", Encoding: table.Plain},
	table.Column{Name: "turn", Type: table.JSON, Nullable: true, Role: table.Action, Doc: "What else is known of a tutor's turn: intent, level, arm, eligible arms, propensity, guard, model, tokens, source.", Encoding: table.Plain},
	table.Column{Name: "body", Type: table.JSON, Nullable: true, Role: table.Context, Doc: "What else the kind holds."},
)

type interactionsSink struct {
	tables *Tables
	k      *Counter
}

func openInteractions(k *Counter) (Sink, error) {
	t, err := k.Tables(true)
	return &interactionsSink{t, k}, err
}

func (s *interactionsSink) Close() error { return s.tables.Close() }

func (s *interactionsSink) Learner(l *Learner) error {
	s.k.Seen(l.Split)
	name := l.Name.String()
	held := map[uid.ID]bool{} // turns about a question of a held-out family, and conversations that have come to one
	for i := range l.Events {
		e := &l.Events[i]
		s.k.Count(string(e.Kind))
		if l.Split != Test {
			e = s.withoutHeld(e, held)
		}
		if err := s.tables.Row(l.Split, func(b *table.Batch) { interactionRow(row{b: b}, l, name, e) }); err != nil {
			return err
		}
	}
	return nil
}

// withoutHeld is an event of a learner in train or validation without words about
// a question whose family is held out for test: they quote it, and the test of
// verifiable and of the text configs would stand in train. What was answered
// stays. A request to a model repeats the conversation before it.
func (s *interactionsSink) withoutHeld(e *Event, held map[uid.ID]bool) *Event {
	if e.Query == "" && e.Response == "" && e.Turn == nil {
		return e
	}
	about := heldFamily(s.k.Bank(), s.k.FamilySplit, e.Question, e.Stimulus)
	if t := e.Turn; t != nil && t.Asks != "" {
		about = about || heldFamily(s.k.Bank(), s.k.FamilySplit, t.Asks, t.AsksVersion)
	}
	if e.Kind == interaction.TutorEdited && held[e.Of] { // an edit repeats the turn
		about = true
	}
	if text := s.k.build.heldText(); !about { // whatever the record is about
		about = text.tells(e.Query) || text.tells(e.Response) || e.Turn != nil && (text.tells(e.Turn.Raw) || text.tells(e.Turn.Instead) || text.tells(e.Turn.Work))
	}
	if about {
		held[e.ID], held[e.Conversation] = true, !e.Conversation.IsZero()
	}
	repeats := held[e.Conversation] || e.Turn != nil && slices.ContainsFunc(e.Turn.Messages, func(m Message) bool { return s.k.build.heldText().tells(m.Content) })
	if !about && !repeats {
		return e
	}
	bare := *e
	if about {
		s.k.Drop("words about a family held out for test")
		bare.Query, bare.Response = "", ""
	}
	if e.Turn != nil {
		turn := *e.Turn
		turn.Messages = nil
		if about {
			turn.Raw, turn.Instead, turn.Work = "", "", ""
		}
		bare.Turn = &turn
	}
	return &bare
}

// heldFamily reports whether a question is of a family that is held out for
// test; one that the bank does not know has none.
func heldFamily(bank *question.Bank, split func(family string) Split, id, version string) bool {
	if id == "" {
		return false
	}
	q, err := bank.Find(id, version)
	if err != nil { // a version that the bank does not have any more
		q, err = bank.Find(id, "")
	}
	return err == nil && split(q.Family) == Test
}

func interactionRow(r row, l *Learner, name string, e *Event) {
	r.text(e.ID.String())
	r.text(name)
	r.int32(e.Ordinal)
	r.id(e.Session)
	r.id(e.Conversation)
	r.id(e.Device)
	r.text(string(e.Author))
	r.textOrNull(l.AgeBand)
	r.textOrNull(l.Device)
	r.text(string(e.Kind))
	r.int32(int32(e.Version))
	r.text(string(e.Origin))
	r.time(e.At)
	r.time(e.MadeAt)
	r.opt64(e.MonoMS)
	r.textOrNull(e.Question)
	r.textOrNull(e.Stimulus)
	r.opt64(e.Variant)
	r.textOrNull(e.Section)
	r.textOrNull(e.Domain)
	r.textOrNull(e.Skill)
	r.textOrNull(e.Mode)
	r.count(e.Module)
	r.count(e.Position)
	r.float(e.SecondsLeft)
	r.textOrNull(e.Source)
	r.textOrNull(e.Policy)
	r.textOrNull(e.PolicyVersion)
	r.float(interaction.Opt[float64]{V: e.Epsilon, Valid: e.Epsilon != 0})
	r.count(e.Eligible)
	r.textOrNull(hex.EncodeToString(e.Digest))
	r.float(e.Propensity)
	r.support(e.Support)
	r.float(e.Draw)
	r.float(e.ThetaBefore)
	r.float(e.SEBefore)
	a := e.Answering
	if a != nil && a.Item != nil {
		r.float(interaction.Some(a.Item.A))
		r.float(interaction.Some(a.Item.B))
		r.float(interaction.Some(a.Item.C))
	} else {
		r.null(3)
	}
	r.textOrNull(e.Answer)
	r.textOrNull(string(e.State))
	r.boolean(e.Correct)
	r.count(e.Attempt)
	r.boolean(e.Aided)
	if a != nil {
		for _, v := range []bool{a.Counts, a.Rapid, a.Pretest, a.SyncedLate} {
			r.boolean(interaction.Some(v))
		}
	} else {
		r.null(4)
	}
	r.opt64(e.FirstMS)
	r.opt64(e.TimeMS)
	r.opt64(e.VisibleMS)
	r.opt64(e.IdleMS)
	if a != nil && len(a.Changes) > 0 {
		r.object(a.Changes)
	} else {
		r.null(1)
	}
	if a != nil {
		r.texts(a.Eliminated)
		r.ints(a.HintLevels)
	} else {
		r.texts(nil)
		r.ints(nil)
	}
	r.float(e.ThetaAfter)
	r.float(e.SEAfter)
	r.opt32(e.Points)
	r.id(e.Of)
	r.id(e.To)
	r.count(e.Value)
	r.texts(e.Reasons)
	r.textOrNull(e.Query)
	r.textOrNull(e.Response)
	if e.Turn != nil {
		r.object(e.Turn)
	} else {
		r.null(1)
	}
	r.textOrNull(e.Body)
}
