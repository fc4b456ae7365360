package session

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"satprep/internal/db"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/question"
	"satprep/internal/uid"
)

// A Missed is a question that was answered wrongly or left empty, as the
// notebook of mistakes shows it.
type Missed struct {
	Session  string         `json:"session_id"`
	Index    int            `json:"index" doc:"of the answer in its session, from 1"`
	Kind     Kind           `json:"kind" enum:"practice,diagnostic,full_test"`
	At       time.Time      `json:"answered_at"`
	Question question.Shown `json:"question"`
	Answer   string         `json:"user_answer" doc:"empty when it was left empty"`
	Key      string         `json:"correct_answer"`
	Why      string         `json:"rationale" doc:"why the answer is wrong, or why the key is right"`
	Time     *float64       `json:"time_spent" doc:"seconds; null when not known"`
	Budget   float64        `json:"seconds_budget"`
	Second   string         `json:"second_try,omitempty"`
	Mended   bool           `json:"mended" doc:"the same question was answered rightly later, or at the second try, or its key was corrected to this answer"`
}

// A Mark is a place in the notebook: that of a mistake.
type Mark struct {
	At      time.Time
	Session uid.ID
	Ordinal int
}

// NotebookPage is how many mistakes a page of the notebook holds at most.
const NotebookPage = 100

// Notebook lists what subject answered wrongly, newest first, and only what a
// review may explain: nothing of a test or diagnostic that is open. It
// begins after before, where that is not the zero mark; next is the mark to go
// on from, zero at the end.
func (s *Service) Notebook(ctx context.Context, subject uid.ID, before Mark, limit int) (_ []Missed, next Mark, err error) {
	defer fault.In(&err, "session.Notebook")
	if limit < 1 || limit > NotebookPage {
		limit = NotebookPage
	}
	righted, err := s.righted(ctx, subject)
	if err != nil {
		return nil, next, err
	}
	where, args := ``, []any{subject, false, string(Practice), string(Ended)}
	if !before.At.IsZero() {
		at := db.Micros(before.At)
		where = ` AND (r.answered_at < ? OR r.answered_at = ? AND (r.session < ? OR r.session = ? AND r.ordinal < ?))`
		args = append(args, at, at, before.Session, before.Session, before.Ordinal)
	}
	rows, err := s.db.Query(ctx, `SELECT r.session, s.kind, r.ordinal, r.record, r.question, r.version, r.answer, r.sealed, r.answered_at, r.time_ms, r.retried
		FROM response r JOIN session s ON s.id = r.session WHERE r.subject = ? AND r.correct = ? AND (s.kind = ? OR s.status = ?)`+where+`
		ORDER BY r.answered_at DESC, r.session DESC, r.ordinal DESC LIMIT ?`, append(args, limit)...)
	if err != nil {
		return nil, next, err
	}
	defer rows.Close()
	bank, list := s.bank(), []Missed{}
	for rows.Next() {
		var session, record uid.ID
		var kind, id, version string
		var answer, retried sql.NullString
		var sealed []byte
		var at int64
		var took interaction.Opt[int64]
		var m Missed
		if err := rows.Scan(&session, &kind, &m.Index, &record, &id, &version, &answer, &sealed, &at, &took, &retried); err != nil {
			return nil, next, err
		}
		q, err := bank.Find(id, version)
		if err != nil {
			return nil, next, fmt.Errorf("a question of session %s: %w", session, err)
		}
		m.Session, m.Kind, m.At, m.Answer, m.Second = session.String(), Kind(kind), db.Time(at), answer.String, retried.String
		if len(sealed) > 0 {
			text, err := s.log.Keys().OpenText(ctx, subject, record, sealed)
			if err != nil {
				return nil, next, err
			}
			m.Answer = string(text)
		}
		if hexed, ok := strings.CutPrefix(m.Second, sealedMark); ok {
			if m.Second, err = s.unsealHex(ctx, subject, record, hexed); err != nil {
				return nil, next, err
			}
		}
		m.Mended = righted[id] > at
		if now, by := bank.Corrected(q, m.At, 0); len(by) > 0 && m.Answer != "" {
			if right, err := question.Grade(now, m.Answer); err == nil && right {
				m.Mended = true // it was no mistake
			}
			q = now
		}
		if m.Second != "" {
			if right, err := question.Grade(q, m.Second); err == nil && right {
				m.Mended = true
			}
		}
		m.Question, m.Key, m.Budget = question.Show(q), letters(q), question.Budget(q.Section).Seconds()
		if m.Why = whyKey(q); m.Answer != "" {
			m.Why = whyAnswer(q, m.Answer, false)
		}
		if took.Valid {
			seconds := float64(took.V) / 1000
			m.Time = &seconds
		}
		if list = append(list, m); len(list) == limit {
			next = Mark{m.At, session, m.Index}
		}
	}
	return list, next, db.Fault(rows.Err())
}

// righted is when subject last answered each question rightly, in microseconds.
func (s *Service) righted(ctx context.Context, subject uid.ID) (map[string]int64, error) {
	rows, err := s.db.Query(ctx, `SELECT r.question, MAX(r.answered_at) FROM response r JOIN session s ON s.id = r.session
		WHERE r.subject = ? AND r.correct = ? AND (s.kind = ? OR s.status = ?) GROUP BY r.question`, subject, true, string(Practice), string(Ended))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	at := map[string]int64{}
	for rows.Next() {
		var id string
		var micros int64
		if err := rows.Scan(&id, &micros); err != nil {
			return nil, err
		}
		at[id] = micros
	}
	return at, db.Fault(rows.Err())
}

// A Pace is how fast a section's questions are answered.
type Pace struct {
	N      int     `json:"n" doc:"of the newest answers with a known time"`
	Median float64 `json:"median_seconds"`
	Budget float64 `json:"seconds_budget" doc:"what the test gives a question on average"`
	Slow   int     `json:"slow" doc:"of them took more than half as long again"`
}

// paceRead is how many of the newest answers tell a pace.
const paceRead = 400

// Paces returns subject's pace by section's slug, of what is no open test.
func (s *Service) Paces(ctx context.Context, subject uid.ID) (_ map[string]Pace, err error) {
	defer fault.In(&err, "session.Paces")
	rows, err := s.db.Query(ctx, `SELECT r.question, r.time_ms FROM response r JOIN session s ON s.id = r.session WHERE r.subject = ? AND r.state = 'answered' AND r.time_ms IS NOT NULL
		AND (s.kind = ? OR s.status = ?) ORDER BY r.answered_at DESC LIMIT `+fmt.Sprint(paceRead), subject, string(Practice), string(Ended))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	bank, times := s.bank(), map[string][]float64{}
	for rows.Next() {
		var id string
		var ms int64
		if err := rows.Scan(&id, &ms); err != nil {
			return nil, err
		}
		if q, err := bank.Find(id, ""); err == nil {
			times[q.Section] = append(times[q.Section], float64(ms)/1000)
		}
	}
	paces := map[string]Pace{}
	for section, list := range times {
		slices.Sort(list)
		p := Pace{N: len(list), Median: (list[(len(list)-1)/2] + list[len(list)/2]) / 2, Budget: question.Budget(section).Seconds()}
		for _, t := range list {
			if t > 1.5*p.Budget {
				p.Slow++
			}
		}
		paces[section] = p
	}
	return paces, db.Fault(rows.Err())
}
