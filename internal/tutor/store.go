package tutor

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"satprep/internal/db"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/uid"
)

// errStale says that somebody else changed the conversation since it was read.
var errStale = errors.New("the conversation's revision moved")

const conversationColumns = `id, subject, simple, revision, turns, last_turn, last_frame, session, progress, stopped, started_at, updated_at`

type scanner interface{ Scan(dest ...any) error }

func scanConversation(s scanner) (*conversation, error) {
	var c conversation
	var progress, stopped string
	var started, updated int64
	if err := s.Scan(&c.id, &c.subject, &c.simple, &c.revision, &c.turns, &c.lastTurn, &c.lastFrame, &c.session, &progress, &stopped, &started, &updated); err != nil {
		return nil, err
	}
	if err := json.Unmarshal([]byte(progress), &c.memory); err != nil {
		return nil, fmt.Errorf("memory of conversation %s: %w", c.id, err)
	}
	c.stopped, c.startedAt, c.updatedAt = Category(stopped), db.Time(started), db.Time(updated)
	return &c, nil
}

// findConversation returns a conversation by id; one that is not subject's is
// as missing as one that never was.
func findConversation(ctx context.Context, q db.Queryer, subject, id uid.ID) (*conversation, error) {
	c, err := scanConversation(q.QueryRow(ctx, `SELECT `+conversationColumns+` FROM conversation WHERE id = ?`, id))
	if err != nil && !db.None(err) {
		return nil, err
	}
	if err != nil || c.subject != subject {
		return nil, &fault.Error{Kind: fault.Missing, Field: "conversation", Sentence: "There is no such conversation of yours; leave it out to begin a new one."}
	}
	return c, nil
}

// lastSimple returns the newest conversation over the one-frame protocol since
// a moment, nil if there is none.
func lastSimple(ctx context.Context, q db.Queryer, subject uid.ID, since time.Time) (*conversation, error) {
	c, err := scanConversation(q.QueryRow(ctx, `SELECT `+conversationColumns+` FROM conversation WHERE subject = ? AND simple = ? AND updated_at >= ?
		ORDER BY updated_at DESC, id DESC LIMIT 1`, subject, true, db.Micros(since)))
	if db.None(err) {
		return nil, nil
	}
	return c, err
}

// writeConversation stores c on condition of the revision it was read with.
func writeConversation(tx *db.Tx, c *conversation) error {
	progress, err := c.memory.encode()
	if err != nil {
		return err
	}
	if c.revision == 0 {
		_, err := tx.Exec(`INSERT INTO conversation (`+conversationColumns+`) VALUES (`+db.In(12)+`)`,
			c.id, c.subject, c.simple, 1, c.turns, c.lastTurn, c.lastFrame, c.session, progress, string(c.stopped), db.Micros(c.startedAt), db.Micros(c.updatedAt))
		return err
	}
	n, err := tx.Exec(`UPDATE conversation SET revision = ?, turns = ?, last_turn = ?, last_frame = ?, session = ?, progress = ?, stopped = ?, updated_at = ?
		WHERE id = ? AND revision = ?`,
		c.revision+1, c.turns, c.lastTurn, c.lastFrame, c.session, progress, string(c.stopped), db.Micros(c.updatedAt), c.id, c.revision)
	if err == nil && n == 0 {
		err = errStale
	}
	return err
}

const turnColumns = `id, conversation, subject, ordinal, parent, ask, asked_at, duration_ms, question, level, source, finish, first_frame, cuts, hidden, sealed`

func insertTurn(tx *db.Tx, t *stored, sealed []byte) error {
	cuts, err := json.Marshal(t.cuts)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO turn (`+turnColumns+`) VALUES (`+db.In(16)+`)`,
		t.id, t.conversation, t.subject, t.ordinal, t.parent, t.ask, db.Micros(t.askedAt), t.duration.Milliseconds(), t.question, t.level, t.source, t.finish,
		t.firstFrame, string(cuts), t.hidden, sealed)
	return err
}

// turns reads and opens turns. Words whose key is gone stay empty.
func (s *Service) turns(ctx context.Context, q db.Queryer, where string, args ...any) ([]*stored, error) {
	rows, err := q.Query(ctx, `SELECT `+turnColumns+` FROM turn WHERE `+where, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []*stored
	for rows.Next() {
		t := &stored{}
		var asked, ms int64
		var cuts string
		var sealed []byte
		if err := rows.Scan(&t.id, &t.conversation, &t.subject, &t.ordinal, &t.parent, &t.ask, &asked, &ms, &t.question, &t.level, &t.source, &t.finish,
			&t.firstFrame, &cuts, &t.hidden, &sealed); err != nil {
			return nil, err
		}
		t.askedAt, t.duration = db.Time(asked), time.Duration(ms)*time.Millisecond
		if err := json.Unmarshal([]byte(cuts), &t.cuts); err != nil {
			return nil, fmt.Errorf("frames of turn %s: %w", t.id, err)
		}
		if err := s.unseal(ctx, t.subject, t.id, sealed, &t.said); err != nil {
			return nil, err
		}
		list = append(list, t)
	}
	return list, db.Fault(rows.Err())
}

// turn reads one turn of a subject, or Missing.
func (s *Service) turn(ctx context.Context, q db.Queryer, subject, id uid.ID) (*stored, error) {
	list, err := s.turns(ctx, q, `id = ? AND subject = ?`, id, subject)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, fault.New(fault.Missing, "There is no such turn.")
	}
	return list[0], nil
}

func (s *Service) seal(ctx context.Context, subject, id uid.ID, words any) ([]byte, error) {
	b, err := json.Marshal(words)
	if err != nil {
		return nil, err
	}
	return s.log.Keys().SealText(ctx, subject, id, b)
}

func (s *Service) unseal(ctx context.Context, subject, id uid.ID, sealed []byte, words any) error {
	b, err := s.log.Keys().OpenText(ctx, subject, id, sealed)
	if errors.Is(err, interaction.ErrErased) || len(b) == 0 && err == nil {
		return nil
	} else if err != nil {
		return err
	}
	return json.Unmarshal(b, words)
}

// A partial is a row of table partial_turn.
type partial struct {
	said
	conversation, subject, turn uid.ID
	ask                         string
	askedAt                     time.Time
	firstFrame                  int64
	cuts                        []int
}

func writePartial(tx *db.Tx, p *partial, sealed []byte) error {
	cuts, err := json.Marshal(p.cuts)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO partial_turn (conversation, subject, turn, ask, asked_at, first_frame, cuts, sealed) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (conversation) DO UPDATE SET turn = excluded.turn, ask = excluded.ask, asked_at = excluded.asked_at, first_frame = excluded.first_frame, cuts = excluded.cuts, sealed = excluded.sealed`,
		p.conversation, p.subject, p.turn, p.ask, db.Micros(p.askedAt), p.firstFrame, string(cuts), sealed)
	return err
}

func deletePartial(tx *db.Tx, conversation uid.ID) error {
	_, err := tx.Exec(`DELETE FROM partial_turn WHERE conversation = ?`, conversation)
	return err
}

// findPartial returns what a server that stopped left of a conversation's
// answer, nil if there is nothing.
func (s *Service) findPartial(ctx context.Context, conversation uid.ID) (*partial, error) {
	p := &partial{conversation: conversation}
	var at int64
	var cuts string
	var sealed []byte
	err := s.db.QueryRow(ctx, `SELECT subject, turn, ask, asked_at, first_frame, cuts, sealed FROM partial_turn WHERE conversation = ?`, conversation).
		Scan(&p.subject, &p.turn, &p.ask, &at, &p.firstFrame, &cuts, &sealed)
	if db.None(err) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	p.askedAt = db.Time(at)
	if err := json.Unmarshal([]byte(cuts), &p.cuts); err != nil {
		return nil, fmt.Errorf("frames of a partial turn: %w", err)
	}
	return p, s.unseal(ctx, p.subject, p.turn, sealed, &p.said)
}

func insertNotice(tx *db.Tx, id, subject, turn uid.ID, c Category, at time.Time) error {
	_, err := tx.Exec(`INSERT INTO safety_notice (id, subject, turn, category, made_at) VALUES (?, ?, ?, ?, ?)`, id, subject, turn, string(c), db.Micros(at))
	return err
}

// A Notice tells an adult that a learner may need support: a category, and no
// words.
type Notice struct {
	ID       uid.ID    `json:"id"`
	UserID   string    `json:"user_id"`
	Category Category  `json:"category"`
	MadeAt   time.Time `json:"made_at"`
	Seen     bool      `json:"seen"`
}

func notices(ctx context.Context, q db.Queryer, subject uid.ID) ([]Notice, error) {
	rows, err := q.Query(ctx, `SELECT id, category, made_at, seen_at FROM safety_notice WHERE subject = ? ORDER BY made_at DESC, id DESC LIMIT 100`, subject)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	list := []Notice{}
	for rows.Next() {
		var n Notice
		var category string
		var at int64
		var seen sql.NullInt64
		if err := rows.Scan(&n.ID, &category, &at, &seen); err != nil {
			return nil, err
		}
		n.Category, n.MadeAt, n.Seen = Category(category), db.Time(at), seen.Valid
		list = append(list, n)
	}
	return list, db.Fault(rows.Err())
}
