package session

import (
	"context"
	"slices"
	"time"

	"satprep/internal/db"
	"satprep/internal/uid"
)

// reviewTexts reads what was explained of a session, by ordinal.
func (s *Service) reviewTexts(ctx context.Context, subject, id uid.ID) (map[int]string, error) {
	rows, err := s.db.Query(ctx, `SELECT ordinal, record, sealed FROM review WHERE subject = ? AND session = ?`, subject, id)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	texts := map[int]string{}
	for rows.Next() {
		var ordinal int
		var record uid.ID
		var sealed []byte
		if err := rows.Scan(&ordinal, &record, &sealed); err != nil {
			return nil, err
		}
		text, err := s.log.Keys().OpenText(ctx, subject, record, sealed)
		if err != nil {
			return nil, err
		}
		texts[ordinal] = string(text)
	}
	return texts, db.Fault(rows.Err())
}

func insertReview(tx *db.Tx, subject, session uid.ID, ordinal int, record uid.ID, sealed []byte, at time.Time) error {
	_, err := tx.Exec(`INSERT INTO review (subject, session, ordinal, record, sealed, made_at) VALUES (?, ?, ?, ?, ?, ?)`,
		subject, session, ordinal, record, sealed, db.Micros(at))
	return err
}

// lastRead is when reader last read a session's review; the zero time if never.
func lastRead(ctx context.Context, q db.Queryer, session, reader uid.ID) (time.Time, error) {
	var at int64
	err := q.QueryRow(ctx, `SELECT read_at FROM review_read WHERE session = ? AND reader = ?`, session, reader).Scan(&at)
	if db.None(err) {
		return time.Time{}, nil
	}
	return db.Time(at), err
}

// noteRead stores a reading; first is false when there was one within readOnce.
func noteRead(tx *db.Tx, session, reader uid.ID, at time.Time) (first bool, err error) {
	n, err := tx.Exec(`INSERT INTO review_read (session, reader, read_at) VALUES (?, ?, ?)
		ON CONFLICT (session, reader) DO UPDATE SET read_at = excluded.read_at WHERE review_read.read_at <= ?`,
		session, reader, db.Micros(at), db.Micros(at.Add(-readOnce)))
	return n > 0, err
}

// marks says whether a question was flagged and its answer changed.
func (t *sitting) marks(id string) (flagged, changed bool) {
	m, _ := t.find(id)
	return m != nil && slices.Contains(m.Flagged, id), m != nil && slices.Contains(m.Changed, id)
}
