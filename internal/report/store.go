package report

import (
	"context"
	"database/sql"
	"time"

	"satprep/internal/db"
	"satprep/internal/fault"
	"satprep/internal/uid"
)

// stored is a row of question_report.
type stored struct {
	id, subject, session uid.ID
	question, version    string
	reason               Reason
	sealed               []byte
	at                   time.Time
	status               Status
	resolution           Resolution
	note                 []byte
	resolver             uid.ID
	resolvedAt           time.Time
}

func (r *stored) insert(tx *db.Tx) error {
	var sealed any
	if len(r.sealed) > 0 {
		sealed = r.sealed
	}
	_, err := tx.Exec(`INSERT INTO question_report (id, subject, session, question, version, reason, sealed, reported_at, status) VALUES (`+db.In(9)+`)`,
		r.id, r.subject, r.session, r.question, r.version, string(r.reason), sealed, db.Micros(r.at), string(Open))
	if fault.Is(err, fault.Conflict) {
		err = fault.Wrap(fault.Conflict, err, "You have reported this question already; somebody will look at it.")
	}
	return err
}

// resolve writes what became of r, if it is open still.
func (r *stored) resolve(tx *db.Tx) error {
	var note any
	if len(r.note) > 0 {
		note = r.note
	}
	n, err := tx.Exec(`UPDATE question_report SET status = ?, resolution = ?, note = ?, resolver = ?, resolved_at = ? WHERE id = ? AND status = ?`,
		string(Resolved), string(r.resolution), note, r.resolver, db.Micros(r.resolvedAt), r.id, string(Open))
	if err == nil && n == 0 {
		err = fault.New(fault.Conflict, "Somebody else resolved this report at the same moment.")
	}
	return err
}

const columns = `SELECT id, subject, session, question, version, reason, sealed, reported_at, status, resolution, note, resolved_at FROM question_report`

func scan(row interface{ Scan(...any) error }) (stored, error) {
	var r stored
	var resolution sql.NullString
	var at int64
	var resolved sql.NullInt64
	err := row.Scan(&r.id, &r.subject, &r.session, &r.question, &r.version, &r.reason, &r.sealed, &at, &r.status, &resolution, &r.note, &resolved)
	r.at, r.resolution = db.Time(at), Resolution(resolution.String)
	if resolved.Valid {
		r.resolvedAt = db.Time(resolved.Int64)
	}
	return r, err
}

func one(ctx context.Context, q db.Queryer, id uid.ID) (stored, error) {
	r, err := scan(q.QueryRow(ctx, columns+` WHERE id = ?`, id))
	if db.None(err) {
		err = fault.New(fault.Missing, "There is no such report.")
	}
	return r, err
}

func find(ctx context.Context, q db.Queryer, p Page) (list []stored, err error) {
	where, args := ` WHERE 1 = 1`, []any{}
	if p.Status != "" {
		where, args = where+` AND status = ?`, append(args, string(p.Status))
	}
	if p.Question != "" {
		where, args = where+` AND question = ?`, append(args, p.Question)
	}
	if !p.Before.IsZero() { // ids grow with time
		where, args = where+` AND id < ?`, append(args, p.Before)
	}
	rows, err := q.Query(ctx, columns+where+` ORDER BY id DESC LIMIT ?`, append(args, p.Limit)...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		r, err := scan(rows)
		if err != nil {
			return nil, err
		}
		list = append(list, r)
	}
	return list, db.Fault(rows.Err())
}

type key struct{ question, version string }

// count tells how questions were answered. It reads the answers once, whatever
// the number of questions.
func count(ctx context.Context, q db.Queryer, asked map[key]bool) (map[key]Numbers, error) {
	ids, seen := []any{}, map[string]bool{}
	for k := range asked {
		if !seen[k.question] {
			seen[k.question] = true
			ids = append(ids, k.question)
		}
	}
	all := map[key]Numbers{}
	if err := countAnswers(ctx, q, ids, all); err != nil {
		return nil, err
	}
	rows, err := q.Query(ctx, `SELECT question, COUNT(*) FROM question_report WHERE status = ? AND question IN (`+db.In(len(ids))+`) GROUP BY question`, append([]any{string(Open)}, ids...)...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		var open int
		if err := rows.Scan(&id, &open); err != nil {
			return nil, err
		}
		for k := range asked {
			if k.question == id {
				n := all[k]
				n.Open = open
				all[k] = n
			}
		}
	}
	return all, db.Fault(rows.Err())
}

func countAnswers(ctx context.Context, q db.Queryer, ids []any, all map[key]Numbers) error {
	rows, err := q.Query(ctx, `SELECT question, version, state, answer, correct, COUNT(*) FROM response
		WHERE question IN (`+db.In(len(ids))+`) AND correct IS NOT NULL GROUP BY question, version, state, answer, correct`, ids...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var k key
		var state string
		var answer sql.NullString
		var correct bool
		var n int
		if err := rows.Scan(&k.question, &k.version, &state, &answer, &correct, &n); err != nil {
			return err
		}
		sum := all[k]
		sum.N += n
		if correct {
			sum.Right += n
		}
		if state == "omitted" {
			sum.Skipped += n
		} else if answer.String != "" {
			if sum.Chosen == nil {
				sum.Chosen = map[string]int{}
			}
			sum.Chosen[answer.String] += n
		}
		all[k] = sum
	}
	return db.Fault(rows.Err())
}
