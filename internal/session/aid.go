package session

import (
	"context"
	"sync/atomic"
	"time"

	"satprep/internal/db"
	"satprep/internal/question"
	"satprep/internal/uid"
)

// help is what help a subject had before answering.
type help struct {
	levels   map[string][]int // by question
	families map[string]int64 // how often, by family
}

func helped(ctx context.Context, q db.Queryer, subject uid.ID) (h help, err error) {
	rows, err := q.Query(ctx, `SELECT question, family, level FROM aid WHERE subject = ? ORDER BY question, level`, subject)
	if err != nil {
		return help{}, err
	}
	defer rows.Close()
	h = help{levels: map[string][]int{}, families: map[string]int64{}}
	for rows.Next() {
		var id, family string
		var level int
		if err := rows.Scan(&id, &family, &level); err != nil {
			return help{}, err
		}
		h.levels[id] = append(h.levels[id], level)
		h.families[family]++
	}
	return h, db.Fault(rows.Err())
}

// helping counts the help that this process recorded, by the last byte of the
// subject. What it saves is reading a table that stands still; whoever goes by
// it is checked by insertAnswer, since another process may record help too.
type helping [256]atomic.Int64

func (h *helping) of(subject uid.ID) *atomic.Int64 { return &h[subject[len(subject)-1]] }

// RecordAid notes within tx that subject was helped with a question at a
// ladder level before answering it: the answer to it, and to its family, will
// not move ability.
func (s *Service) RecordAid(tx *db.Tx, subject uid.ID, q *question.Question, level int, at time.Time) error {
	tx.AfterCommit(func() { s.helping.of(subject).Add(1) })
	_, err := tx.Exec(`INSERT INTO aid (subject, family, question, level, given_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		subject, q.Family, q.ID, level, db.Micros(at))
	return err
}

// know reads the help that l's learner had, if any may have come since it was
// last read.
func (s *Service) know(ctx context.Context, l *live) (err error) {
	at := s.helping.of(l.row.subject).Load() // before reading: what comes in between is read twice
	if l.help.levels != nil && l.helpAt == at {
		return nil
	}
	l.help, err = helped(ctx, s.db, l.row.subject)
	l.helpAt = at
	return err
}
