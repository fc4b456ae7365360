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

// Names lists all names that anybody of this instance had by then, each once,
// for redaction: it never leaves the process.
func (s *Service) Names(ctx context.Context, asOf time.Time) (names []string, err error) {
	defer fault.In(&err, "account.Names")
	rows, err := s.DB.Query(ctx, `SELECT DISTINCT name FROM account WHERE created_at <= ? AND name <> '' ORDER BY name`, db.Micros(asOf))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, db.Fault(rows.Err())
}
