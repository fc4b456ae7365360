package session

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"satprep/internal/db"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/uid"
)

// A Scanned response is what exports need of one.
type Scanned struct {
	Subject  uid.ID
	Session  uid.ID
	Ordinal  int64
	Question string
	Answer   string // "" where there is none, or where it was typed and the key is gone
	TimeMS   interaction.Opt[int64]
	At       int64 // microseconds
	Review   interaction.Opt[string]
	ReviewAt int64 // microseconds; 0 where there is no review
}

// scanPage is how many responses are held at once; no cursor stays open while
// they are worked on.
const scanPage = 2000

// ScanResponses calls fn with the responses of all subjects in (after, upto],
// by subject, session and ordinal: one pass over the table as it lies. Nothing
// of an open test is among them. fn must not keep r.
func (s *Service) ScanResponses(ctx context.Context, after, upto uid.ID, fn func(r *Scanned) error) (err error) {
	defer fault.In(&err, "session.ScanResponses")
	open, err := openTests(ctx, s.db)
	if err != nil {
		return err
	}
	questions := map[string]string{} // one copy of each id
	page := make([]Scanned, 0, scanPage)
	for from := afterSubject(after); ; {
		if page, err = s.scanPage(ctx, from, upto, page[:0], questions); err != nil || len(page) == 0 {
			return err
		}
		full, to := len(page) == cap(page), keyOf(&page[len(page)-1])
		if err := s.addReviews(ctx, from, to, page); err != nil {
			return err
		}
		for i := range page {
			if open[page[i].Session] {
				continue
			}
			if err := fn(&page[i]); err != nil {
				return err
			}
		}
		if !full {
			return nil
		}
		from = to
	}
}

// A responseKey is the key of a response or its review.
type responseKey struct {
	subject, session uid.ID
	ordinal          int64
}

func keyOf(r *Scanned) responseKey { return responseKey{r.Subject, r.Session, r.Ordinal} }

// afterSubject lies behind all keys of a subject.
func afterSubject(subject uid.ID) responseKey {
	k := responseKey{subject: subject, ordinal: 1<<31 - 1}
	for i := range k.session {
		k.session[i] = 0xff
	}
	return k
}

func (s *Service) scanPage(ctx context.Context, from responseKey, upto uid.ID, page []Scanned, questions map[string]string) ([]Scanned, error) {
	rows, err := s.db.Query(ctx, `SELECT subject, session, ordinal, question, answer, sealed, CASE WHEN sealed IS NULL THEN NULL ELSE record END, time_ms, answered_at
		FROM response WHERE (subject, session, ordinal) > (?, ?, ?) AND subject <= ? ORDER BY subject, session, ordinal LIMIT ?`,
		from.subject[:], from.session[:], from.ordinal, upto[:], cap(page))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var subject, session, question, answer, sealed, record sql.RawBytes
	for rows.Next() {
		var r Scanned
		if err := rows.Scan(&subject, &session, &r.Ordinal, &question, &answer, &sealed, &record, &r.TimeMS, &r.At); err != nil {
			return nil, err
		}
		copy(r.Subject[:], subject)
		copy(r.Session[:], session)
		id, ok := questions[string(question)]
		if !ok {
			id = string(question)
			questions[id] = id
		}
		r.Question, r.Answer = id, string(answer)
		if len(sealed) > 0 {
			text, err := s.opened(ctx, r.Subject, uid.ID(record), sealed)
			if err != nil {
				return nil, err
			}
			r.Answer = string(text)
		}
		page = append(page, r)
	}
	return page, db.Fault(rows.Err())
}

// opened is the text of a seal, nil where the key is gone.
func (s *Service) opened(ctx context.Context, subject, record uid.ID, sealed []byte) ([]byte, error) {
	text, err := s.log.Keys().OpenText(ctx, subject, record, sealed)
	if errors.Is(err, interaction.ErrErased) {
		return nil, nil
	}
	return text, err
}

// addReviews fills in what was explained of the responses of a page, which has
// all keys in (from, to].
func (s *Service) addReviews(ctx context.Context, from, to responseKey, page []Scanned) error {
	rows, err := s.db.Query(ctx, `SELECT subject, session, ordinal, record, sealed, made_at FROM review
		WHERE (subject, session, ordinal) > (?, ?, ?) AND (subject, session, ordinal) <= (?, ?, ?) ORDER BY subject, session, ordinal`,
		from.subject[:], from.session[:], from.ordinal, to.subject[:], to.session[:], to.ordinal)
	if err != nil {
		return err
	}
	defer rows.Close()
	i := 0
	for rows.Next() {
		var k responseKey
		var record uid.ID
		var sealed sql.RawBytes
		var at int64
		if err := rows.Scan(&k.subject, &k.session, &k.ordinal, &record, &sealed, &at); err != nil {
			return err
		}
		for i < len(page) && keyOf(&page[i]) != k { // both in the same order
			i++
		}
		if i == len(page) {
			break
		}
		text, err := s.opened(ctx, k.subject, record, sealed)
		if err != nil {
			return err
		}
		page[i].Review, page[i].ReviewAt = interaction.Some(string(text)), at
	}
	return db.Fault(rows.Err())
}

// OpenSince returns when subject's open full test began; ok is false where they
// have none.
func (s *Service) OpenSince(ctx context.Context, subject uid.ID) (at time.Time, ok bool, err error) {
	defer fault.In(&err, "session.OpenSince")
	var micros sql.Null[int64]
	err = s.db.QueryRow(ctx, `SELECT MIN(started_at) FROM session WHERE subject = ? AND kind = ? AND status = ?`, subject, string(FullTest), string(Open)).Scan(&micros)
	return db.Time(micros.V), micros.Valid, err
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

// Undecided lists a subject's open tests and diagnostics: nothing may be told
// of what was right in them.
func (s *Service) Undecided(ctx context.Context, subject uid.ID) (_ map[uid.ID]bool, err error) {
	defer fault.In(&err, "session.Undecided")
	rows, err := s.db.Query(ctx, `SELECT id FROM session WHERE subject = ? AND status = 'open' AND kind <> ?`, subject, string(Practice))
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
