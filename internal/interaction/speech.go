package interaction

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"satprep/internal/db"
	"satprep/internal/fault"
	"satprep/internal/uid"
)

// Speech is what was said in one tutor turn: the narrow reading of its record,
// for exports.
type Speech struct {
	Seq     int64
	Subject uid.ID
	At      time.Time     // when it was received
	Took    time.Duration // 0 where it was not taken
	Query   string        // "" where the key is gone
	Reply   string
	Stood   Purposes // of the record's stamp
	School  bool     // of the record's stamp
	InNeed  bool     // nobody but the learner reads it; see Turn.InNeed
}

// Speeches returns the next tutor turns of the subjects after the place
// (subject, seq) and up to the subject upto, at most limit, by subject and
// within a subject in order; none at the end.
func (l *Log) Speeches(ctx context.Context, subject uid.ID, seq int64, upto uid.ID, limit int) (list []Speech, err error) {
	defer fault.In(&err, "interaction.Speeches")
	// The index interaction_speech has this condition, word for word.
	rows, err := l.db.Query(ctx, `SELECT seq, id, subject, received_at, time_ms, body, sealed, purposes, school FROM interaction
		WHERE kind = 'tutor.turn' AND (subject, seq) > (?, ?) AND subject <= ? ORDER BY subject, seq LIMIT ?`, subject[:], seq, upto[:], limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var s Speech
		var id uid.ID
		var at int64
		var ms sql.Null[int64]
		var body, sealed sql.RawBytes
		if err := rows.Scan(&s.Seq, &id, &s.Subject, &at, &ms, &body, &sealed, &s.Stood, &s.School); err != nil {
			return nil, err
		}
		var turn Turn
		if err := json.Unmarshal(body, &turn); err != nil {
			return nil, err
		}
		if !ms.Valid {
			ms.V = turn.LatencyMS
		}
		s.InNeed = turn.InNeed()
		s.At, s.Took = db.Time(at), time.Duration(ms.V)*time.Millisecond
		text, err := l.keys.OpenText(ctx, s.Subject, id, sealed)
		if err != nil && !errors.Is(err, ErrErased) {
			return nil, err
		}
		if len(text) > 0 {
			var w Words
			if err := json.Unmarshal(text, &w); err != nil {
				return nil, err
			}
			s.Query, s.Reply = w.Query, w.Response
		}
		list = append(list, s)
	}
	return list, db.Fault(rows.Err())
}
