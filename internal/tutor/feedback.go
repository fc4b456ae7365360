package tutor

import (
	"context"
	"slices"
	"strings"

	"satprep/internal/account"
	"satprep/internal/audit"
	"satprep/internal/db"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/session"
	"satprep/internal/uid"
)

// Reasons of a rating.
var Reasons = []string{"wrong", "gives_away", "confusing", "unsafe"}

// Rate records a learner's thumb, 1 or -1, on a reply to them. A later one
// counts instead of an earlier one.
func (s *Service) Rate(ctx context.Context, who account.Actor, turn uid.ID, value int, reasons []string, client session.Client) (err error) {
	defer fault.In(&err, "tutor.Rate(%s)", turn)
	if value != 1 && value != -1 {
		return fault.At("value", "The value is 1 or -1.")
	}
	for _, r := range reasons {
		if !slices.Contains(Reasons, r) {
			return fault.At("reasons", "Reasons are %s.", strings.Join(Reasons, ", "))
		}
	}
	t, err := s.turn(ctx, s.db, who.Subject, turn)
	if err != nil {
		return err
	}
	slices.Sort(reasons)
	return s.note(ctx, who, t, client, interaction.TutorRated, interaction.Rating{Turn: turn, Value: value, Reasons: slices.Compact(reasons)}, nil)
}

// note records what a learner says about a turn of theirs; also, if it is not
// nil, runs in the same transaction.
func (s *Service) note(ctx context.Context, who account.Actor, t *stored, client session.Client, kind interaction.Kind, body any, also func(*db.Tx) error) error {
	stamp, err := s.consent.Stamp(ctx, who.Subject)
	if err != nil {
		return err
	}
	now := who.Now(s.now)
	x := &exchange{who: who, client: client, stamp: stamp, begun: now, conv: &conversation{id: t.conversation}}
	r := s.blank(x, kind)
	r.Asked.Question, r.Body = t.question, body
	if err := s.log.Prepare(ctx, r); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if also != nil {
			if err := also(tx); err != nil {
				return err
			}
		}
		return s.log.Append(tx, r)
	})
}

// Regenerate answers the last turn of a conversation anew, by another arm where
// there is one. Both answers stay in the record.
func (s *Service) Regenerate(ctx context.Context, who account.Actor, turn uid.ID, ask string, client session.Client) (_ *Answer, err error) {
	defer fault.In(&err, "tutor.Regenerate(%s)", turn)
	t, err := s.turn(ctx, s.db, who.Subject, turn)
	if err != nil {
		return nil, err
	}
	in := Ask{ID: ask, Conversation: t.conversation, Text: t.Query}
	if in.Text == "" {
		return nil, fault.New(fault.Missing, "There is no such turn.")
	}
	if err := in.check(); err != nil {
		return nil, err
	}
	x, err := s.arrive(ctx, who, in, client)
	if err != nil {
		return nil, err
	}
	if x.conv.lastTurn != turn {
		return nil, fault.New(fault.Conflict, "Only the last answer of a conversation can be asked for again.")
	}
	x.ask.Simple = x.conv.simple
	x.replaces, x.parent = turn, t.parent
	x.conv.memory = x.conv.memory.undo()
	siblings, err := s.turns(ctx, s.db, `conversation = ? AND ordinal >= ? ORDER BY ordinal`, t.conversation, t.ordinal-maxRegenerate)
	if err != nil {
		return nil, err
	}
	for _, other := range siblings {
		if other.parent != t.parent || other.Query != t.Query {
			continue
		}
		x.regenerate++
		r, ok, err := s.log.Find(ctx, s.db, other.id)
		if err != nil || !ok {
			return nil, err
		}
		body, err := interaction.BodyAs[interaction.Turn](r)
		if err != nil {
			return nil, err
		}
		x.templatesBefore = append(x.templatesBefore, body.Arm.Template)
		if x.ask.Question == "" && t.question != "" && body.Stage != "" {
			x.again = t.question
		}
	}
	if x.regenerate > maxRegenerate {
		return nil, fault.New(fault.Conflict, "This was answered %d times already. Ask in other words.", x.regenerate)
	}
	return s.start(x)
}

// maxRegenerate is how often one asking is answered anew.
const maxRegenerate = 5

// Choose records which of two replies the learner prefers; it is the one that
// the conversation goes on with.
func (s *Service) Choose(ctx context.Context, who account.Actor, turn uid.ID, client session.Client) (err error) {
	defer fault.In(&err, "tutor.Choose(%s)", turn)
	chosen, err := s.turn(ctx, s.db, who.Subject, turn)
	if err != nil {
		return err
	}
	pair, err := s.turns(ctx, s.db, `conversation = ? AND ask = ? AND id <> ? ORDER BY ordinal DESC LIMIT 10`, chosen.conversation, chosen.ask, chosen.id)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(pair, func(t *stored) bool {
		return t.parent == chosen.parent && t.hidden != chosen.hidden && t.askedAt.Equal(chosen.askedAt)
	})
	if i < 0 {
		return fault.New(fault.Conflict, "This reply was not one of two to choose between, or the choice was made.")
	}
	other, position := pair[i], 1
	if chosen.ordinal > other.ordinal {
		position = 2
	}
	return s.note(ctx, who, chosen, client, interaction.TutorChosen, interaction.Chosen{Turn: turn, Other: other.id, Position: position}, func(tx *db.Tx) error {
		n, err := tx.Exec(`UPDATE conversation SET last_turn = ?, revision = revision + 1 WHERE id = ? AND last_turn IN (?, ?)`, chosen.id, chosen.conversation, chosen.id, other.id)
		if err == nil && n == 0 {
			err = fault.New(fault.Conflict, "The conversation has gone on; the choice is over.")
		}
		if err != nil {
			return err
		}
		if _, err := tx.Exec(`UPDATE turn SET hidden = ? WHERE id = ?`, false, chosen.id); err != nil {
			return err
		}
		_, err = tx.Exec(`UPDATE turn SET hidden = ? WHERE id = ?`, true, other.id)
		return err
	})
}

// Edit puts a human tutor's words in the place of a reply; the record keeps
// both. Linked tutors and admins may.
func (s *Service) Edit(ctx context.Context, editor account.Actor, turn uid.ID, text string) (err error) {
	defer fault.In(&err, "tutor.Edit(%s)", turn)
	missing := fault.New(fault.Missing, "There is no such turn.")
	var subject uid.ID
	if err := s.db.QueryRow(ctx, `SELECT subject FROM turn WHERE id = ?`, turn).Scan(&subject); db.None(err) {
		return missing
	} else if err != nil {
		return err
	}
	learner, err := s.accounts.FindBySubject(ctx, subject)
	if fault.Is(err, fault.Missing) {
		return missing
	} else if err != nil {
		return err
	}
	if _, err := s.accounts.Permit(ctx, editor, account.ReadChat, learner.UserID); fault.Is(err, fault.Forbidden) {
		return missing
	} else if err != nil {
		return err
	}
	if editor.Role != account.Tutor && editor.Role != account.Admin {
		return fault.New(fault.Forbidden, "Only a linked tutor or an admin may edit a reply.")
	}
	in := Ask{Text: text}
	if err := in.check(); err != nil {
		return err
	}
	t, err := s.turn(ctx, s.db, subject, turn)
	if err != nil {
		return err
	}
	stamp, err := s.consent.Stamp(ctx, subject)
	if err != nil {
		return err
	}
	before := t.Response
	t.Response, t.Sources = in.Text, nil
	x := &exchange{who: learner.Actor, stamp: stamp, begun: s.now(), conv: &conversation{id: t.conversation}}
	r := s.blank(x, interaction.TutorEdited)
	r.Asked.Question, r.Origin = t.question, editor.Origin
	if editor.Subject != subject {
		r.Actor = editor.Subject
	}
	r.Body = interaction.Pointer{Of: turn}
	r.Words = interaction.Words{Query: before, Response: t.Response}
	if err := s.log.Prepare(ctx, r); err != nil {
		return err
	}
	sealed, err := s.seal(ctx, subject, turn, t.said)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := editor.Audit(tx, x.begun, audit.ReplyEdited, subject, "", ""); err != nil {
			return err
		}
		if _, err := tx.Exec(`UPDATE turn SET sealed = ?, source = ?, cuts = ? WHERE id = ?`, sealed, FromHuman, "[]", turn); err != nil {
			return err
		}
		return s.log.Append(tx, r)
	})
}

// Notices lists what an adult, or the learner, is told about a learner's
// safety. The door checks that reader may see the learner's activity. A parent
// is not told of abuse.
func (s *Service) Notices(ctx context.Context, reader, learner account.Actor) (_ []Notice, err error) {
	defer fault.In(&err, "tutor.Notices(%.64q)", learner.UserID)
	list, err := notices(ctx, s.db, learner.Subject)
	if err != nil {
		return nil, err
	}
	if reader.Role == account.Parent {
		list = slices.DeleteFunc(list, func(n Notice) bool { return n.Category == Abuse })
	}
	for i := range list {
		list[i].UserID = learner.UserID
	}
	return list, nil
}

// Seen marks a notice as seen by an adult who looks after the learner.
func (s *Service) Seen(ctx context.Context, reader account.Actor, id uid.ID) (err error) {
	defer fault.In(&err, "tutor.Seen(%s)", id)
	missing := fault.New(fault.Missing, "There is no such notice.")
	var subject uid.ID
	var category string
	if err := s.db.QueryRow(ctx, `SELECT subject, category FROM safety_notice WHERE id = ?`, id).Scan(&subject, &category); db.None(err) {
		return missing
	} else if err != nil {
		return err
	}
	learner, err := s.accounts.FindBySubject(ctx, subject)
	if err == nil {
		_, err = s.accounts.Permit(ctx, reader, account.ReadActivity, learner.UserID)
	}
	own := reader.Subject == subject || reader.Role == account.Parent && Category(category) == Abuse
	if fault.Is(err, fault.Missing) || fault.Is(err, fault.Forbidden) || err == nil && own {
		return missing
	} else if err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := s.log.Standing(tx, reader.Subject); err != nil {
			return err
		}
		_, err := tx.Exec(`UPDATE safety_notice SET seen_at = ?, seen_by = ? WHERE id = ? AND seen_at IS NULL`, db.Micros(reader.Now(s.now)), reader.UserID, id)
		return err
	})
}
