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

// Speech is what was said in one tutor turn or review: the narrow reading of
// its record, for exports.
type Speech struct {
	Seq      int64
	ID       uid.ID
	Subject  uid.ID
	Session  uid.ID
	Kind     Kind // TutorTurn or ReviewGenerated
	Question string
	At       time.Time     // when it was received
	Took     time.Duration // the time of the turn; 0 where it was not taken
	Erased   bool          // the key is gone: no words
	Words    Words
}

// speechSQL reads through the index interaction_speech, whose condition it
// repeats word for word.
const speechSQL = `SELECT seq, id, subject, session, kind, question, received_at, time_ms, sealed FROM interaction
	WHERE kind IN ('tutor.turn', 'review.generated') AND subject > ? AND subject <= ? ORDER BY subject, seq`

// ScanSpeech calls fn with the speech of all subjects in (after, upto], by
// subject and within a subject in order, words opened. fn must not keep s.
func (l *Log) ScanSpeech(ctx context.Context, after, upto uid.ID, fn func(s *Speech) error) (err error) {
	defer fault.In(&err, "interaction.ScanSpeech")
	rows, err := l.db.Query(ctx, speechSQL, after[:], upto[:])
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var s Speech
		var kind string
		var at int64
		var ms sql.Null[int64]
		var sealed []byte
		if err := rows.Scan(&s.Seq, &s.ID, &s.Subject, &s.Session, &kind, maybe[string]{&s.Question}, &at, &ms, &sealed); err != nil {
			return err
		}
		s.Kind, s.At, s.Took = Kind(kind), db.Time(at), time.Duration(ms.V)*time.Millisecond
		text, err := l.keys.OpenText(ctx, s.Subject, s.ID, sealed)
		if errors.Is(err, ErrErased) {
			s.Erased = true
		} else if err != nil {
			return err
		}
		if len(text) > 0 {
			if err := json.Unmarshal(text, &s.Words); err != nil {
				return err
			}
		}
		if err := fn(&s); err != nil {
			return err
		}
	}
	return db.Fault(rows.Err())
}
