package outbox

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"time"

	"satprep/internal/account"
	"satprep/internal/db"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/session"
	"satprep/internal/uid"
)

// MaxEntries is how many entries one call takes.
const MaxEntries = 500

// Deps is what the room stands on.
type Deps struct {
	DB       *db.DB
	Log      *interaction.Log
	Sessions *session.Service
	Now      func() time.Time
}

// Service takes outboxes in.
type Service struct{ Deps }

// New returns the room.
func New(d Deps) *Service { return &Service{d} }

// A Verdict is what became of an entry.
type Verdict struct {
	ID      string              `json:"id,omitempty"`
	Seq     int64               `json:"seq,omitempty"`
	Outcome interaction.Outcome `json:"verdict" enum:"accepted,replayed,rejected" doc:"replayed: it was here already"`
	Why     string              `json:"why,omitempty" doc:"of a rejected one, a sentence that repeats nothing of it"`
}

// A Reply is what became of an outbox.
type Reply struct {
	Cursor   int64     `json:"cursor" doc:"All entries of this device up to this seq have their verdict; it may forget them."`
	Verdicts []Verdict `json:"verdicts" doc:"One for each entry, in their order."`
}

// Take takes entries of who's on the device of from, of which the lowest that it
// still holds is oldest (0 where it does not say). The error is for all of them:
// then some may have been taken, and all can be sent again.
func (s *Service) Take(ctx context.Context, who account.Actor, from interaction.Sender, c session.Client, oldest int64, raws []json.RawMessage) (r Reply, err error) {
	defer fault.In(&err, "outbox.Take(%d entries)", len(raws))
	switch {
	case from.Device.IsZero():
		return r, fault.At("Satprep-Device", "The header Satprep-Device must be a UUID that the device made for itself.")
	case len(raws) > MaxEntries:
		return r, fault.New(fault.TooLarge, "One call takes at most %d entries; please send several.", MaxEntries)
	case oldest < 0:
		return r, fault.At("oldest", "oldest must be the lowest seq that this device still holds.")
	}
	t := &taking{s: s, who: who, from: from, client: c, raws: raws, entries: make([]Entry, len(raws)), verdicts: make([]Verdict, len(raws))}
	for i, raw := range raws {
		e, err := read(raw)
		t.entries[i], t.verdicts[i] = e, Verdict{Seq: e.Seq}
		if !e.ID.IsZero() {
			t.verdicts[i].ID = e.ID.String()
		}
		if err != nil {
			t.refuse(i, fault.Sentence(err))
		}
	}
	for _, take := range []func(context.Context) error{t.events, t.packs, t.drafts, t.keepRefused} {
		if err := take(ctx); err != nil {
			return r, err
		}
	}
	r.Verdicts = t.verdicts
	var seqs []int64
	for _, v := range r.Verdicts {
		if v.Seq > 0 {
			seqs = append(seqs, v.Seq)
		}
	}
	r.Cursor, err = s.advance(ctx, who.Subject, from.Device, oldest, seqs)
	return r, err
}

// taking is one call.
type taking struct {
	s        *Service
	who      account.Actor
	from     interaction.Sender
	client   session.Client
	raws     []json.RawMessage
	entries  []Entry
	verdicts []Verdict
	refused  []interaction.Refused
}

// refuse gives a verdict that is kept by this room.
func (t *taking) refuse(i int, why string) {
	t.verdicts[i].Outcome, t.verdicts[i].Why = interaction.Rejected, why
	t.refused = append(t.refused, interaction.Refused{ID: t.verdicts[i].ID, Raw: t.raws[i], Why: why})
}

// of lists the entries of a type that have no verdict yet, by their seq.
func (t *taking) of(types ...Type) (list []int) {
	for i := range t.entries {
		if t.verdicts[i].Outcome == "" && slices.Contains(types, t.entries[i].Type) {
			list = append(list, i)
		}
	}
	slices.SortStableFunc(list, func(i, j int) int { return cmp.Compare(t.entries[i].Seq, t.entries[j].Seq) })
	return list
}

func (t *taking) events(ctx context.Context) error {
	var events []json.RawMessage
	var at []int
	for _, i := range t.of(Event) {
		raw, err := t.entries[i].event()
		if err != nil {
			t.refuse(i, fault.Sentence(err))
			continue
		}
		events, at = append(events, raw), append(at, i)
	}
	if len(events) == 0 {
		return nil
	}
	verdicts, err := t.s.Log.Accept(ctx, t.from, events) // which keeps those it refuses
	if err != nil {
		return err
	}
	for k, v := range verdicts {
		t.verdicts[at[k]].Outcome, t.verdicts[at[k]].Why = v.Outcome, v.Why
	}
	return nil
}

// packs takes answers pack by pack, and then the ends of packs.
func (t *taking) packs(ctx context.Context) error {
	groups, order := map[uid.ID][]int{}, []uid.ID{}
	for _, i := range t.of(Answer, Finished) {
		p := t.entries[i].Pack
		if groups[p] == nil {
			order = append(order, p)
		}
		groups[p] = append(groups[p], i)
	}
	for _, id := range order {
		if err := t.pack(ctx, id, groups[id]); err != nil {
			return err
		}
	}
	return nil
}

func (t *taking) pack(ctx context.Context, id uid.ID, list []int) error {
	var answers []session.Away
	var at, ends []int
	for _, i := range list {
		e := &t.entries[i]
		if e.Type == Finished {
			ends = append(ends, i)
			continue
		}
		answers, at = append(answers, session.Away{Submission: e.submission(), HintLevels: e.HintLevels}), append(at, i)
	}
	verdicts, err := t.s.Sessions.TakePack(ctx, t.who, id, answers, len(ends) > 0, t.client)
	if kept(err) {
		for _, i := range list {
			t.refuse(i, fault.Sentence(err))
		}
		return nil
	} else if err != nil {
		return err
	}
	for k, v := range verdicts {
		if v.Outcome == interaction.Rejected {
			t.refuse(at[k], v.Why)
		} else {
			t.verdicts[at[k]].Outcome = v.Outcome
		}
	}
	for _, i := range ends { // to end what has ended changes nothing
		t.verdicts[i].Outcome = interaction.Accepted
	}
	return nil
}

// kept reports whether an error is about what was sent: sent again it would be
// the same.
func kept(err error) bool {
	return fault.Is(err, fault.Invalid) || fault.Is(err, fault.Missing) || fault.Is(err, fault.Conflict)
}

// drafts takes drafts one by one in the order in which they were made.
func (t *taking) drafts(ctx context.Context) error {
	for _, i := range t.of(Draft) {
		e := &t.entries[i]
		sub := e.submission()
		reply, err := t.s.Sessions.Drafts(ctx, t.who, e.Test, session.TestAnswers{Items: []session.Submission{sub}, Client: t.client})
		switch {
		case kept(err):
			t.refuse(i, fault.Sentence(err))
		case err != nil:
			return err
		case len(reply.Refused) > 0:
			t.refuse(i, reply.Refused[0].Why)
		case reply.Status == session.Ended || reply.Saved == 0:
			t.verdicts[i].Outcome = interaction.Replayed
		default:
			t.verdicts[i].Outcome = interaction.Accepted
		}
	}
	return nil
}

func (t *taking) keepRefused(ctx context.Context) error {
	return t.s.Log.Refuse(ctx, t.from, t.refused)
}
