package account

import (
	"context"
	"time"

	"satprep/internal/db"
	"satprep/internal/fault"
	"satprep/internal/uid"
)

// A Person is a user and the subject under which the log knows them. It goes
// only to where the two may meet: the mirror and the exports.
type Person struct {
	Subject uid.ID
	UserID  string
}

// UserIDs finds the user ids of subjects; one that is unknown or was erased is
// absent.
func (s *Service) UserIDs(ctx context.Context, subjects []uid.ID) (_ map[uid.ID]string, err error) {
	defer fault.In(&err, "account.UserIDs(%d subjects)", len(subjects))
	args := make([]any, len(subjects))
	for i, s := range subjects {
		args[i] = s
	}
	found := make(map[uid.ID]string, len(subjects))
	for list := range db.Batches(args) {
		people, err := s.people(ctx, `SELECT subject, user_id FROM account_subject WHERE subject IN (`+db.In(len(list))+`)`, list...)
		if err != nil {
			return nil, err
		}
		for _, p := range people {
			found[p.Subject] = p.UserID
		}
	}
	return found, nil
}

// Subjects returns the next people in the order of their subjects, at most
// limit; none at the end.
func (s *Service) Subjects(ctx context.Context, after uid.ID, limit int) (_ []Person, err error) {
	defer fault.In(&err, "account.Subjects")
	return s.people(ctx, `SELECT subject, user_id FROM account_subject WHERE subject > ? ORDER BY subject LIMIT ?`, after[:], limit)
}

func (s *Service) people(ctx context.Context, query string, args ...any) (people []Person, err error) {
	rows, err := s.DB.Query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var p Person
		if err := rows.Scan(&p.Subject, &p.UserID); err != nil {
			return nil, err
		}
		people = append(people, p)
	}
	return people, db.Fault(rows.Err())
}

// A Pupil is a student with all that is known of their age.
type Pupil struct {
	Person
	AgeBand AgeBand
}

// Students returns the next students whose accounts are not closed, in the
// order of subjects.
func (s *Service) Students(ctx context.Context, after uid.ID, limit int) (list []Pupil, err error) {
	defer fault.In(&err, "account.Students")
	rows, err := s.DB.Query(ctx, `SELECT s.subject, s.user_id, a.age_band FROM account_subject s JOIN account a ON a.user_id = s.user_id
		WHERE s.subject > ? AND a.role = ? AND a.status <> ? ORDER BY s.subject LIMIT ?`, after[:], string(Student), string(Closed), limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var p Pupil
		var age string
		if err := rows.Scan(&p.Subject, &p.UserID, &age); err != nil {
			return nil, err
		}
		p.AgeBand = AgeBand(age)
		list = append(list, p)
	}
	return list, db.Fault(rows.Err())
}

// A Known is how the people of an instance are called: for redaction, and
// nothing that leaves the process.
type Known struct {
	Names []string
	IDs   []string // user ids
}

// Roster lists what everybody was called who had an account by then, also
// under earlier names; in order, each once.
func (s *Service) Roster(ctx context.Context, asOf time.Time) (k Known, err error) {
	defer fault.In(&err, "account.Roster")
	at := db.Micros(asOf)
	if k.Names, err = s.texts(ctx, `SELECT DISTINCT name FROM account_name WHERE since_at <= ? ORDER BY name`, at); err != nil {
		return k, err
	}
	k.IDs, err = s.texts(ctx, `SELECT user_id FROM account WHERE created_at <= ? ORDER BY user_id`, at)
	return k, err
}

// NamesOf lists what a subject is and was called; nothing of one that is not there.
func (s *Service) NamesOf(ctx context.Context, subject uid.ID) (names []string, err error) {
	defer fault.In(&err, "account.NamesOf")
	return s.texts(ctx, `SELECT n.name FROM account_name n JOIN account_subject a ON a.user_id = n.user_id WHERE a.subject = ? ORDER BY n.name`, subject)
}

func (s *Service) texts(ctx context.Context, query string, args ...any) (list []string, err error) {
	rows, err := s.DB.Query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return nil, err
		}
		list = append(list, text)
	}
	return list, db.Fault(rows.Err())
}
