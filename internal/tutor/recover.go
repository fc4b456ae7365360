package tutor

import (
	"context"

	"satprep/internal/account"
	"satprep/internal/db"
	"satprep/internal/interaction"
)

// recover completes an answer that a server's end broke off: what was shown
// becomes a turn, recorded as interrupted. It returns the conversation as it
// stands then.
func (s *Service) recover(ctx context.Context, who account.Actor, c *conversation) (*conversation, error) {
	p, err := s.findPartial(ctx, c.id)
	if err != nil || p == nil {
		return c, err
	}
	stamp, err := s.consent.Stamp(ctx, who.Subject)
	if err != nil {
		return nil, err
	}
	x := &exchange{id: p.turn, ask: Ask{ID: p.ask, Text: p.Query, Simple: c.simple}, who: who, stamp: stamp, begun: p.askedAt, clock: s.now(), conv: c,
		text: p.Response, cuts: p.cuts, source: FromModel, finish: FinishInterrupted, parent: c.lastTurn, opened: true, propensity: 1}
	x.withdrawn = p.firstFrame - c.lastFrame - 1
	x.arm = interaction.Arm{Move: string(MoveUnsure)}
	if err := s.record(ctx, x); err != nil {
		return nil, err
	}
	return x.conv, nil
}

// Sweep completes what servers that stopped left behind, for a server that
// starts. It returns how many answers that were.
func (s *Service) Sweep(ctx context.Context) (n int, err error) {
	rows, err := s.db.Query(ctx, `SELECT conversation, subject FROM partial_turn`)
	if err != nil {
		return 0, err
	}
	var list []*conversation
	for rows.Next() {
		c := &conversation{}
		if err := rows.Scan(&c.id, &c.subject); err != nil {
			rows.Close()
			return 0, err
		}
		list = append(list, c)
	}
	rows.Close()
	if err := db.Fault(rows.Err()); err != nil {
		return 0, err
	}
	for _, c := range list {
		a, err := s.accounts.FindBySubject(ctx, c.subject)
		if err != nil {
			continue // erased since
		}
		conv, err := findConversation(ctx, s.db, c.subject, c.id)
		if err != nil {
			conv = &conversation{id: c.id, subject: c.subject, startedAt: s.now(), updatedAt: s.now()}
		}
		if _, err := s.recover(ctx, a.Actor, conv); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}
