package session

import (
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"satprep/internal/db"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/question"
	"satprep/internal/uid"
)

// errStale says that somebody else changed the session since it was read.
var errStale = errors.New("the session's revision moved")

const sessionColumns = `id, subject, kind, status, revision, last_seq, scope, rule, source, ceiling, asked, correct, points, salt, served, detail, started_at, updated_at, ended_at, params`

func insertSession(tx *db.Tx, r *row) error {
	_, err := tx.Exec(`INSERT INTO session (`+sessionColumns+`) VALUES (`+db.In(20)+`)`,
		r.id, r.subject, string(r.kind), string(r.status), r.revision, r.lastSeq, r.scope, r.rule, r.source, r.ceiling, r.asked, r.correct, r.points,
		r.salt, r.served, r.detail, db.Micros(r.startedAt), db.Micros(r.updatedAt), ended(r), r.params)
	return err
}

func ended(r *row) any {
	if r.endedAt.IsZero() {
		return nil
	}
	return db.Micros(r.endedAt)
}

const (
	// A session that goes on keeps its status, so that the indexes of open
	// sessions stay as they are.
	goesOnSQL = `UPDATE session SET revision = ?, last_seq = ?, asked = ?, correct = ?, served = ?, detail = ?, updated_at = ? WHERE id = ? AND revision = ?`
	endsSQL   = `UPDATE session SET revision = ?, last_seq = ?, asked = ?, correct = ?, served = ?, detail = ?, updated_at = ?, status = ?, points = ?, ended_at = ? WHERE id = ? AND revision = ?`
	// aloneSQL holds unless the learner answered in another session between two
	// records.
	aloneSQL = ` AND NOT EXISTS (SELECT 1 FROM interaction o WHERE o.subject = ? AND o.seq > ? AND o.seq < ? AND o.session <> ?
		AND o.kind IN ('practice.answered', 'diagnostic.answered', 'test.answered'))`
)

// updateSession writes r on condition that the stored revision is the one
// before r's.
func updateSession(tx *db.Tx, r *row) error { return updateSessionIf(tx, r, ``) }

// updateSessionIf is updateSession on one more condition.
func updateSessionIf(tx *db.Tx, r *row, condition string, args ...any) error {
	query, set := goesOnSQL, append(make([]any, 0, 16), r.revision, r.lastSeq, r.asked, r.correct, r.served, r.detail, db.Micros(r.updatedAt))
	if r.status != Open {
		query, set = endsSQL, append(set, string(r.status), r.points, ended(r))
	}
	n, err := tx.Exec(query+condition, append(append(set, r.id, r.revision-1), args...)...)
	if err == nil && n == 0 {
		err = errStale
	}
	return err
}

// findSession returns a session by id; one that is not subject's is as
// missing as one that never was.
func findSession(ctx context.Context, q db.Queryer, subject, id uid.ID) (*row, error) {
	r, err := scanSession(q.QueryRow(ctx, `SELECT `+sessionColumns+` FROM session WHERE id = ?`, id))
	if err != nil && !db.None(err) {
		return nil, err
	}
	if err != nil || r.subject != subject {
		return nil, fault.New(fault.Missing, "There is no such session of yours.")
	}
	return r, nil
}

type scanner interface{ Scan(dest ...any) error }

func scanSession(s scanner) (*row, error) {
	var r row
	var kind, status string
	var started, updated int64
	var end sql.Null[int64]
	err := s.Scan(&r.id, &r.subject, &kind, &status, &r.revision, &r.lastSeq, &r.scope, &r.rule, &r.source, &r.ceiling, &r.asked, &r.correct, &r.points,
		&r.salt, &r.served, &r.detail, &started, &updated, &end, &r.params)
	r.kind, r.status = Kind(kind), Status(status)
	r.startedAt, r.updatedAt, r.endedAt = db.Time(started), db.Time(updated), db.Time(end.V)
	return &r, err
}

const (
	responseSQL = `INSERT INTO response (subject, session, ordinal, record, question, version, state, answer, sealed, correct, time_ms, answered_at, module, counts, pretest, theta, se) `
	// helpedSQL holds while a learner had so much help with a family, and no more.
	helpedSQL = ` WHERE (SELECT COUNT(*) FROM aid WHERE subject = ? AND family = ?) = ?`
)

var (
	insertResponseSQL = responseSQL + `VALUES (` + db.In(17) + `)`
	insertAnswerSQL   = responseSQL + `SELECT ` + db.In(17) + helpedSQL
)

func insertResponse(tx *db.Tx, subject, session uid.ID, r *response, sealed []byte) error {
	_, err := tx.Exec(insertResponseSQL, responseArgs(subject, session, r, sealed)...)
	if fault.Is(err, fault.Conflict) { // somebody stored this one meanwhile: theirs is read, and ours compared with it
		err = errStale
	}
	return err
}

// insertAnswer writes r on condition that the learner had this much help with
// its family.
func insertAnswer(tx *db.Tx, subject, session uid.ID, r *response, sealed []byte, help int64) error {
	n, err := tx.Exec(insertAnswerSQL, append(responseArgs(subject, session, r, sealed), subject, r.question.Family, help)...)
	if err == nil && n == 0 || fault.Is(err, fault.Conflict) {
		err = errStale
	}
	return err
}

func responseArgs(subject, session uid.ID, r *response, sealed []byte) []any {
	var answer, blob, module, correct, ms any
	if len(sealed) > 0 {
		blob = sealed
	} else if r.answer != "" {
		answer = r.answer
	}
	if r.module > 0 {
		module = r.module
	}
	if r.state != interaction.NotReached {
		correct = r.correct
	}
	if r.timeMS.Valid {
		ms = r.timeMS.V
	}
	return append(make([]any, 0, 20), subject, session, r.ordinal, r.record, r.question.ID, r.question.Version, string(r.state), answer, blob, correct, ms, db.Micros(r.at),
		module, r.counts, r.pretest, null(r.theta), null(r.se))
}

func null[T any](o interaction.Opt[T]) any {
	if !o.Valid {
		return nil
	}
	return o.V
}

// responses reads a session's responses in order, typed answers opened.
func (s *Service) responses(ctx context.Context, q db.Queryer, bank *question.Bank, subject, session uid.ID) (_ []response, err error) {
	rows, err := q.Query(ctx, `SELECT ordinal, record, question, version, state, answer, sealed, correct, time_ms, answered_at, module, counts, pretest, theta, se, retried
		FROM response WHERE subject = ? AND session = ? ORDER BY ordinal`, subject, session)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []response
	for rows.Next() {
		var r response
		var id, version, state string
		var answer, retried sql.NullString
		var sealed []byte
		var correct sql.NullBool
		var at int64
		var module sql.NullInt64
		if err := rows.Scan(&r.ordinal, &r.record, &id, &version, &state, &answer, &sealed, &correct, &r.timeMS, &at, &module, &r.counts, &r.pretest, &r.theta, &r.se, &retried); err != nil {
			return nil, err
		}
		if r.question, err = bank.Find(id, version); err != nil {
			return nil, fmt.Errorf("a question of session %s: %w", session, err)
		}
		r.state, r.correct, r.at, r.module = interaction.State(state), correct.Bool, db.Time(at), int(module.Int64)
		r.answer, r.retried = answer.String, retried.String
		if hexed, ok := strings.CutPrefix(r.retried, sealedMark); ok {
			if r.retried, err = s.unsealHex(ctx, subject, r.record, hexed); err != nil {
				return nil, err
			}
		}
		if len(sealed) > 0 {
			text, err := s.log.Keys().OpenText(ctx, subject, r.record, sealed)
			if err != nil {
				return nil, err
			}
			r.answer = string(text)
		}
		list = append(list, r)
	}
	return list, db.Fault(rows.Err())
}

// sealedMark begins a second try that was typed in: its sealed form in hex.
const sealedMark = "sealed:"

func (s *Service) unsealHex(ctx context.Context, subject, record uid.ID, hexed string) (string, error) {
	sealed, err := hex.DecodeString(hexed)
	if err != nil {
		return "", fmt.Errorf("second try of record %s: %w", record, err)
	}
	text, err := s.log.Keys().OpenText(ctx, subject, record, sealed)
	return string(text), err
}

// openDiagnostic is the id of subject's newest open diagnostic.
func openDiagnostic(ctx context.Context, q db.Queryer, subject uid.ID) (id uid.ID, ok bool, err error) {
	err = q.QueryRow(ctx, `SELECT id FROM session WHERE subject = ? AND kind = ? AND status = 'open' ORDER BY started_at DESC LIMIT 1`, subject, string(Diagnostic)).Scan(&id)
	if db.None(err) {
		return id, false, nil
	}
	return id, err == nil, err
}

// othersSeq is the last record of subject's sessions other than one, 0 without
// any.
func othersSeq(ctx context.Context, q db.Queryer, subject, but uid.ID) (seq int64, err error) {
	err = q.QueryRow(ctx, `SELECT COALESCE(MAX(last_seq), 0) FROM session WHERE subject = ? AND id <> ?`, subject, but).Scan(&seq)
	return seq, err
}

// met is how often a subject answered each question, and what is open in
// front of them.
func met(ctx context.Context, q db.Queryer, subject uid.ID) (map[string]int, error) {
	rows, err := q.Query(ctx, `SELECT question FROM response WHERE subject = ?`, subject)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	counts := map[string]int{}
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		counts[id]++
	}
	return counts, db.Fault(rows.Err())
}
