package session

import (
	"context"
	"database/sql"
	"errors"

	"satprep/internal/db"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/uid"
)

// A Scanned response is what exports need of one.
type Scanned struct {
	Subject  uid.ID
	Session  uid.ID
	Question string
	Answer   string // "" where there is none, or where it was typed and the key is gone
	TimeMS   interaction.Opt[int64]
	At       int64 // microseconds
}

// ScanResponses calls fn with the responses of all subjects in (after, upto],
// by subject, session and ordinal: one pass over the table as it lies. Nothing
// of an open test is among them. fn must not keep r.
func (s *Service) ScanResponses(ctx context.Context, after, upto uid.ID, fn func(r *Scanned) error) (err error) {
	defer fault.In(&err, "session.ScanResponses")
	open, err := openTests(ctx, s.db)
	if err != nil {
		return err
	}
	rows, err := s.db.Query(ctx, `SELECT subject, session, question, answer, sealed, CASE WHEN sealed IS NULL THEN NULL ELSE record END, time_ms, answered_at
		FROM response WHERE subject > ? AND subject <= ? ORDER BY subject, session, ordinal`, after[:], upto[:])
	if err != nil {
		return err
	}
	defer rows.Close()
	var r Scanned
	var subject, session, question, answer, sealed, record sql.RawBytes
	questions := map[string]string{} // one copy of each id
	for rows.Next() {
		if err := rows.Scan(&subject, &session, &question, &answer, &sealed, &record, &r.TimeMS, &r.At); err != nil {
			return err
		}
		copy(r.Subject[:], subject)
		copy(r.Session[:], session)
		if open[r.Session] {
			continue
		}
		id, ok := questions[string(question)]
		if !ok {
			id = string(question)
			questions[id] = id
		}
		r.Question, r.Answer = id, string(answer)
		if len(sealed) > 0 {
			text, err := s.log.Keys().OpenText(ctx, r.Subject, uid.ID(record), sealed)
			if err != nil && !errors.Is(err, interaction.ErrErased) {
				return err
			}
			r.Answer = string(text)
		}
		if err := fn(&r); err != nil {
			return err
		}
	}
	return db.Fault(rows.Err())
}

// openTests are the full tests that are not over.
func openTests(ctx context.Context, q db.Queryer) (map[uid.ID]bool, error) {
	rows, err := q.Query(ctx, `SELECT id FROM session WHERE status = 'open' AND kind = ?`, string(FullTest))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	open := map[uid.ID]bool{}
	for rows.Next() {
		var id uid.ID
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		open[id] = true
	}
	return open, db.Fault(rows.Err())
}
