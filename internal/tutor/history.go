package tutor

import (
	"context"
	"time"

	"satprep/internal/account"
	"satprep/internal/audit"
	"satprep/internal/db"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/uid"
)

// An Interaction is a turn as the history shows it.
type Interaction struct {
	Query     string  `json:"query"`
	Response  string  `json:"response"`
	Timestamp string  `json:"timestamp" doc:"2006-01-02 15:04, UTC"`
	Duration  float64 `json:"duration" doc:"seconds until the whole reply was there"`

	ID           uid.ID   `json:"id" doc:"of the turn"`
	Conversation uid.ID   `json:"conversation"`
	Question     string   `json:"question_id,omitempty"`
	Level        int      `json:"level" doc:"rung of the ladder: 1 nudge, 2 targeted, 3 worked example, 4 solution; 0 is talk"`
	Source       string   `json:"source" doc:"builtin, model, cache or human"`
	Finish       string   `json:"finish"`
	Sources      []string `json:"sources,omitempty"`
	Ask          string   `json:"ask,omitempty" doc:"the client's name of it"`

	parent uid.ID
}

// shown is the turn as its history shows it.
func (t *stored) shown() Interaction {
	return Interaction{Query: t.Query, Response: t.Response, Timestamp: t.askedAt.UTC().Format(layout), Duration: t.duration.Seconds(),
		ID: t.id, Conversation: t.conversation, Question: t.question, Level: t.level, Source: t.source, Finish: t.finish, Sources: t.Sources, Ask: t.ask, parent: t.parent}
}

// Page asks for part of a history.
type Page struct {
	Limit    int    // 1 to 200; 0 is 50
	Before   uid.ID // only what is older than this turn
	Explicit bool   // the reader takes the step that a parent has to take
}

const layout = "2006-01-02 15:04"

// History lists a learner's turns, newest first. The learner, linked tutors and
// admins may read it; a linked parent may with Explicit, which is recorded as
// history.read and which the learner can see (see Reads). Nobody but the learner
// reads words of a crisis, or what was said after them in that conversation.
func (s *Service) History(ctx context.Context, reader account.Actor, userID string, p Page) (_ []Interaction, err error) {
	defer fault.In(&err, "tutor.History(%.64q)", userID)
	if p.Limit == 0 {
		p.Limit = 50
	}
	if p.Limit < 1 || p.Limit > 200 {
		return nil, fault.At("limit", "The limit is between 1 and 200.")
	}
	verb := account.ReadChat
	if p.Explicit {
		verb = account.ReadChatExplicit
	}
	learner, err := s.accounts.Permit(ctx, reader, verb, userID)
	if fault.Is(err, fault.Forbidden) && verb == account.ReadChat {
		if _, may := s.accounts.Permit(ctx, reader, account.ReadChatExplicit, userID); may == nil {
			err = fault.New(fault.Forbidden, "A parent reads conversations by a step of its own: ask again with explicit=1. It is recorded, and the learner can see that you did.")
		}
	}
	if err != nil {
		return nil, err
	}
	if err := s.accounts.Witness(ctx, reader, audit.ChatRead, learner.Subject, ""); err != nil {
		return nil, err
	}
	if reader.Role == account.Parent && reader.UserID != userID {
		if err := s.tell(ctx, reader, learner); err != nil {
			return nil, err
		}
	}
	where, args := `subject = ? AND hidden = ?`, []any{learner.Subject, false}
	if reader.Subject != learner.Subject { // as interaction.Turn.InNeed has it
		where += ` AND NOT EXISTS (SELECT 1 FROM safety_notice n JOIN turn d ON d.id = n.turn
			WHERE n.subject = turn.subject AND d.conversation = turn.conversation AND d.ordinal <= turn.ordinal)`
	}
	if !p.Before.IsZero() {
		t, err := s.turn(ctx, s.db, learner.Subject, p.Before)
		if err != nil {
			return nil, fault.At("before", "There is no such turn to page from.")
		}
		at := db.Micros(t.askedAt)
		where, args = where+` AND (asked_at < ? OR asked_at = ? AND (ordinal < ? OR ordinal = ? AND id < ?))`, append(args, at, at, t.ordinal, t.ordinal, t.id)
	}
	list, err := s.turns(ctx, s.db, where+` ORDER BY asked_at DESC, ordinal DESC, id DESC LIMIT ?`, append(args, p.Limit)...)
	if err != nil {
		return nil, err
	}
	out := make([]Interaction, 0, len(list))
	for _, t := range list {
		out = append(out, t.shown())
	}
	return out, nil
}

// tell records that an adult read a learner's history.
func (s *Service) tell(ctx context.Context, reader, learner account.Actor) error {
	stamp, err := s.consent.Stamp(ctx, learner.Subject)
	if fault.Is(err, fault.Forbidden) {
		return nil // a closed account: nothing may be recorded any more
	} else if err != nil {
		return err
	}
	r := &interaction.Record{Subject: learner.Subject, Actor: reader.Subject, Kind: interaction.HistoryRead, Origin: learner.Origin, Consent: stamp, ReceivedAt: reader.Now(s.now),
		Provenance: interaction.Provenance{Server: s.build}, Body: interaction.Pointer{To: reader.Subject, Note: "tutor"}}
	if err := s.log.Prepare(ctx, r); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error { return s.log.Append(tx, r) })
}

// A Read is one reading of a learner's history by a parent, or an export of it
// by somebody else, which holds the same words.
type Read struct {
	At time.Time `json:"at"`
	By string    `json:"by" doc:"name of the reader"`
}

// Reads lists who read the learner's own history, newest first.
func (s *Service) Reads(ctx context.Context, who account.Actor) (_ []Read, err error) {
	defer fault.In(&err, "tutor.Reads")
	list := []Read{}
	err = s.log.ScanSubject(ctx, who.Subject, 0, 0, func(r *interaction.Record) error {
		if r.Kind != interaction.HistoryRead && (r.Kind != interaction.ExportMade || r.Actor.IsZero() || r.Actor == who.Subject) {
			return nil
		}
		name := "somebody who is no longer here"
		if a, err := s.accounts.FindBySubject(ctx, r.Actor); err == nil {
			name = a.Name
		} else if !fault.Is(err, fault.Missing) {
			return err
		}
		list = append(list, Read{r.ReceivedAt, name})
		return nil
	})
	for i, j := 0, len(list)-1; i < j; i, j = i+1, j-1 {
		list[i], list[j] = list[j], list[i]
	}
	return list, err
}
