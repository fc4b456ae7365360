package session

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"satprep/internal/db"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/question"
	"satprep/internal/uid"
)

// encode seals typed answers that are not sealed yet and writes a sitting as
// the session's detail.
func (s *Service) encodeSitting(ctx context.Context, r *row, t *sitting) (string, error) {
	for _, m := range t.Modules {
		for _, k := range m.Answers {
			if k.Entry == "" || len(k.Sealed) > 0 {
				continue
			}
			sealed, err := s.log.Keys().SealText(ctx, r.subject, r.id, []byte(k.Entry))
			if err != nil {
				return "", err
			}
			k.Sealed = sealed
		}
	}
	b, err := json.Marshal(t)
	return string(b), err
}

// decodeSitting is the reverse of encodeSitting.
func (s *Service) decodeSitting(ctx context.Context, r *row) (*sitting, error) {
	t := &sitting{}
	if err := json.Unmarshal([]byte(r.detail), t); err != nil {
		return nil, fmt.Errorf("detail of test %s: %w", r.id, err)
	}
	if len(t.Modules) == 0 {
		return nil, fmt.Errorf("test %s has no module", r.id)
	}
	for _, m := range t.Modules {
		for _, k := range m.Answers {
			if len(k.Sealed) == 0 {
				continue
			}
			text, err := s.log.Keys().OpenText(ctx, r.subject, r.id, k.Sealed)
			if err != nil {
				return nil, err
			}
			k.Entry = string(text)
		}
	}
	return t, nil
}

// storeTest writes what changed in x in one transaction, on condition of the
// session's revision. A new test is inserted.
func (s *Service) storeTest(ctx context.Context, x *exam) (err error) {
	if !x.changed {
		return nil
	}
	next := x.row
	next.revision++
	next.updatedAt = x.now
	if next.detail, err = s.encodeSitting(ctx, &next, x.t); err != nil {
		return err
	}
	var due any // a simulated learner's clock is not ours to watch
	if next.status == Open && x.t.Origin != interaction.Simulated {
		due = db.Micros(x.t.due(x.now))
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if err := s.log.Standing(tx, next.subject); err != nil {
			return err // drafts are no record, and come after an erasure as little
		}
		if len(x.records) > 0 {
			if err := s.log.Append(tx, x.records...); err != nil {
				return err
			}
			next.lastSeq = x.records[len(x.records)-1].Seq
		}
		for i, r := range x.responses {
			if err := insertResponse(tx, next.subject, next.id, r, x.sealed[i]); err != nil {
				return err
			}
		}
		var err error
		if next.revision == 1 {
			err = insertSession(tx, &next)
		} else {
			err = updateSession(tx, &next)
		}
		if err == nil {
			_, err = tx.Exec(`UPDATE session SET due_at = ? WHERE id = ?`, due, next.id)
		}
		return err
	})
	if errors.Is(err, errStale) {
		// What moved the session may stand in the very transaction that this write
		// was part of: read again, it is seen only once that has ended.
		if wait := s.db.Write(ctx, func(*db.Tx) error { return nil }); wait != nil {
			return wait
		}
	}
	if err != nil {
		return err
	}
	s.carried.Invalidate(next.subject)
	x.row, x.changed, x.batch, x.before = next, false, batch{}, nil
	return nil
}

// openTest is the id of subject's open test.
func openTest(ctx context.Context, q db.Queryer, subject uid.ID) (id uid.ID, ok bool, err error) {
	err = q.QueryRow(ctx, `SELECT id FROM session WHERE subject = ? AND kind = ? AND status = 'open'`, subject, string(FullTest)).Scan(&id)
	if db.None(err) {
		return id, false, nil
	}
	return id, err == nil, err
}

// formsHad is when a subject last began each form in a scope that has one of
// the sections.
func formsHad(ctx context.Context, q db.Queryer, subject uid.ID, sections []string) (map[string]time.Time, error) {
	rows, err := q.Query(ctx, `SELECT rule, scope, started_at FROM session WHERE subject = ? AND kind = ?`, subject, string(FullTest))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	had := map[string]time.Time{}
	for rows.Next() {
		var form, scope string
		var at int64
		if err := rows.Scan(&form, &scope, &at); err != nil {
			return nil, err
		}
		scopes, err := question.Scope(scope)
		if err != nil {
			return nil, err
		}
		for _, sc := range scopes {
			for _, section := range sections {
				if sc.Section == section && db.Time(at).After(had[form]) {
					had[form] = db.Time(at)
				}
			}
		}
	}
	return had, db.Fault(rows.Err())
}

// closeBatch is how many tests CloseIdle looks at in one call.
const closeBatch = 500

// CloseIdle does what the clock has to do with open tests whose learner is not
// calling: it starts modules after a break, ends modules whose time is up while
// the app still shows them, and closes tests that nobody has touched for
// TestIdle. It returns how many tests it changed. The app calls it now and
// then; a test is also brought up to date whenever its learner calls.
func (s *Service) CloseIdle(ctx context.Context) (n int, err error) {
	defer fault.In(&err, "session.CloseIdle")
	type due struct{ id, subject uid.ID }
	rows, err := s.db.Query(ctx, `SELECT id, subject FROM session WHERE status = 'open' AND due_at IS NOT NULL AND due_at <= ? ORDER BY due_at LIMIT `+fmt.Sprint(closeBatch),
		db.Micros(s.now()))
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	var list []due
	for rows.Next() {
		var d due
		if err := rows.Scan(&d.id, &d.subject); err != nil {
			return 0, err
		}
		list = append(list, d)
	}
	if err := rows.Err(); err != nil {
		return 0, db.Fault(err)
	}
	var errs []error
	for _, d := range list {
		switch err := s.tick(ctx, d.subject, d.id); {
		case err == nil:
			n++
		case errors.Is(err, errStale): // its learner called at this moment, which did the same
		default:
			errs = append(errs, fmt.Errorf("test %s: %w", d.id, err))
		}
	}
	return n, errors.Join(errs...)
}

// tick does what the clock has to do with one test.
func (s *Service) tick(ctx context.Context, subject, id uid.ID) error {
	r, err := findSession(ctx, s.db, subject, id)
	if err != nil {
		return err
	}
	stamp, err := s.consent.Stamp(ctx, subject)
	var t *sitting
	if err == nil {
		t, err = s.decodeSitting(ctx, r)
	}
	if fault.Is(err, fault.Forbidden) || errors.Is(err, interaction.ErrErased) {
		// Nothing may be recorded of this learner any more, so the test has no end
		// that could be: it is put away.
		return s.db.Write(ctx, func(tx *db.Tx) error {
			r.status, r.endedAt, r.updatedAt = Ended, s.now(), s.now()
			r.revision++
			return updateSession(tx, r)
		})
	} else if err != nil {
		return err
	}
	x := &exam{row: *r, t: t, stamp: stamp, now: s.now(), changed: true}
	if x.set, err = s.pools(ctx, r.params); err != nil {
		return err
	}
	if err := s.clockwork(ctx, x); err != nil {
		return err
	}
	if x.row.status == Open && x.t.over(x.now) {
		if err := s.endModule(ctx, x, "time", false); err != nil {
			return err
		}
	}
	return s.storeTest(ctx, x)
}
