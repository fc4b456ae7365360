package session

import (
	"context"

	"satprep/internal/db"
	"satprep/internal/fault"
	"satprep/internal/question"
	"satprep/internal/uid"
)

// Served returns a question in the version in which it was put before subject,
// answered or not, in a test that is still open too, and the session where.
// session, if not none, must be that one. A question they were never given is
// Missing.
func (s *Service) Served(ctx context.Context, subject uid.ID, id string, session uid.ID) (_ *question.Question, _ uid.ID, err error) {
	defer fault.In(&err, "session.Served(%.64q)", id)
	open, err := s.facing(ctx, subject)
	if err != nil {
		return nil, session, err
	}
	for _, st := range open {
		if st.Question.ID == id && (session.IsZero() || st.Session == session) {
			return st.Question, st.Session, nil
		}
	}
	version, where, err := s.servedIn(ctx, subject, id, session)
	if err != nil {
		return nil, where, err
	}
	q, err := s.bank().Find(id, version)
	return q, where, err
}

// servedIn looks among answers, the newest first, and in the open test.
func (s *Service) servedIn(ctx context.Context, subject uid.ID, id string, session uid.ID) (version string, where uid.ID, err error) {
	query, args := `SELECT version, session FROM response WHERE subject = ? AND question = ?`, []any{subject, id}
	if !session.IsZero() {
		query, args = query+` AND session = ?`, append(args, session)
	}
	err = s.db.QueryRow(ctx, query+` ORDER BY answered_at DESC, ordinal DESC LIMIT 1`, args...).Scan(&version, &where)
	if !db.None(err) {
		return version, where, err
	}
	test, ok, err := openTest(ctx, s.db, subject)
	if err != nil {
		return "", where, err
	}
	if ok && (session.IsZero() || session == test) {
		r, err := findSession(ctx, s.db, subject, test)
		if err != nil {
			return "", where, err
		}
		t, err := s.decodeSitting(ctx, r)
		if err != nil {
			return "", where, err
		}
		if m, position := t.find(id); m != nil {
			return m.Slots[position-1].Version, test, nil
		}
	}
	if version, where, err = packedVersion(ctx, s.db, subject, id, session); err != nil || version != "" {
		return version, where, err
	}
	return "", where, fault.New(fault.Missing, "You have not been asked this question.")
}
