package session

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"satprep/internal/db"
	"satprep/internal/question"
	"satprep/internal/uid"
)

// rescores reads the later scores of subject's sessions, oldest first in each;
// of one session alone where it is named.
func (s *Service) rescores(ctx context.Context, subject, session uid.ID) (map[uid.ID][]Rescoring, error) {
	where, args := ``, []any{subject}
	if !session.IsZero() {
		where, args = ` AND session = ?`, append(args, session)
	}
	rows, err := s.db.Query(ctx, `SELECT session, version, correction, correct, was, scores, amended, made_at, seen_at IS NOT NULL FROM rescore WHERE subject = ?`+where+` ORDER BY session, version`, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := map[uid.ID][]Rescoring{}
	for rows.Next() {
		var id uid.ID
		var x Rescoring
		var was, scores, list string
		var at int64
		if err := rows.Scan(&id, &x.Version, &x.through, &x.correct, &was, &scores, &list, &at, &x.Seen); err != nil {
			return nil, err
		}
		for text, into := range map[*string]any{&was: &x.Was, &scores: &x.Scores, &list: &x.amended} {
			if err := json.Unmarshal([]byte(*text), into); err != nil {
				return nil, fmt.Errorf("score %d of session %s: %w", x.Version, id, err)
			}
		}
		for i := range x.amended {
			x.amended[i].note = noteOf(s.bank(), x.amended[i])
		}
		x.At = db.Time(at)
		all[id] = append(all[id], x)
	}
	return all, db.Fault(rows.Err())
}

// noteOf is what was said of the correction that amended an answer.
func noteOf(bank *question.Bank, a amended) string {
	for _, c := range bank.Corrections(a.Question) {
		if c.Number == a.Correction {
			return c.Note
		}
	}
	return ""
}

func insertRescore(tx *db.Tx, subject, session, record uid.ID, x *Rescoring) error {
	was, err := json.Marshal(x.Was)
	if err != nil {
		return err
	}
	scores, err := json.Marshal(x.Scores)
	if err != nil {
		return err
	}
	list, err := json.Marshal(x.amended)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO rescore (subject, session, version, record, correction, correct, was, scores, amended, made_at) VALUES (`+db.In(10)+`)`,
		subject, session, x.Version, record, x.through, x.correct, string(was), string(scores), string(list), db.Micros(x.At))
	return err
}

// askedOf are the questions of a session that count for its score.
func askedOf(ctx context.Context, q db.Queryer, subject, session uid.ID) (ids []string, err error) {
	rows, err := q.Query(ctx, `SELECT question FROM response WHERE subject = ? AND session = ? AND pretest = ?`, subject, session, false)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, db.Fault(rows.Err())
}

// A scan is how far the sessions were gone through for a correction.
type scan struct {
	after    uid.ID // the last session looked at
	rescored int64
	done     bool
}

func findScan(ctx context.Context, q db.Queryer, c question.Correction) (sc scan, err error) {
	var done sql.NullInt64
	err = q.QueryRow(ctx, `SELECT session, rescored, done_at FROM rescore_scan WHERE correction = ? AND question = ?`, c.Number, c.Question).Scan(&sc.after, &sc.rescored, &done)
	if db.None(err) {
		return scan{}, nil
	}
	sc.done = done.Valid
	return sc, err
}

// note keeps how far the scan is; what is done stays done.
func (sc scan) note(tx *db.Tx, c question.Correction, now time.Time) error {
	var done any
	if sc.done {
		done = db.Micros(now)
	}
	_, err := tx.Exec(`INSERT INTO rescore_scan (correction, question, session, rescored, done_at) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (correction, question) DO UPDATE SET session = excluded.session, rescored = excluded.rescored, done_at = excluded.done_at WHERE rescore_scan.done_at IS NULL`,
		c.Number, c.Question, sc.after[:], sc.rescored, done)
	return err
}

// An owned is a session and whose it is.
type owned struct{ id, subject uid.ID }

// touched lists, by id, ended tests and diagnostics after one that asked a
// question for their score, at most limit.
func touched(ctx context.Context, q db.Queryer, id string, after uid.ID, limit int) (list []owned, err error) {
	rows, err := q.Query(ctx, `SELECT s.id, s.subject FROM session s WHERE s.id > ? AND s.kind IN (?, ?) AND s.status = ?
		AND EXISTS (SELECT 1 FROM response r WHERE r.subject = s.subject AND r.session = s.id AND r.question = ? AND r.pretest = ?) ORDER BY s.id LIMIT ?`,
		after[:], string(FullTest), string(Diagnostic), string(Ended), id, false, limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var o owned
		if err := rows.Scan(&o.id, &o.subject); err != nil {
			return nil, err
		}
		list = append(list, o)
	}
	return list, db.Fault(rows.Err())
}
