package session

import (
	"context"
	"encoding/hex"

	"satprep/internal/account"
	"satprep/internal/db"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/question"
	"satprep/internal/uid"
)

// Retry is the second try at a question whose key was held back. It is
// recorded as practice.retried, explains the question, and never moves
// ability. The same try again gets the same feedback.
func (s *Service) Retry(ctx context.Context, who account.Actor, id uid.ID, sub Submission, c Client) (f Feedback, err error) {
	defer fault.In(&err, "session.Retry(%s)", id)
	stamp, err := s.learner(ctx, who)
	if err != nil {
		return Feedback{}, err
	}
	err = s.with(ctx, who.Subject, id, Practice, func(l *live) (err error) {
		f, err = s.retry(ctx, l, who, sub, stamp, c)
		return err
	})
	return f, err
}

func (s *Service) retry(ctx context.Context, l *live, who account.Actor, sub Submission, stamp interaction.Stamp, c Client) (Feedback, error) {
	r := l.prior(sub.Question)
	if r == nil {
		return Feedback{}, fault.New(fault.Conflict, "There is nothing to try again: this question was not answered in this session.")
	}
	q := r.question
	answer, err := sub.normal(q)
	if err != nil {
		return Feedback{}, err
	}
	switch {
	case answer == "":
		return Feedback{}, fault.At("answer", "A second try needs an answer.")
	case r.correct:
		return Feedback{}, fault.New(fault.Conflict, "This question was answered rightly; there is nothing to try again.")
	}
	correct, err := question.Grade(q, answer)
	if err != nil {
		return Feedback{}, err
	}
	if r.retried != "" {
		if r.retried != answer {
			return Feedback{}, fault.New(fault.Conflict, "The second try at this question was made already; there is no third.")
		}
		return explain(q, answer, correct, false), nil
	}
	now := who.Now(s.now)
	rec := s.base(l, subjectOf{who.Origin, who.TimeFactor}, stamp, c, interaction.PracticeRetried, now)
	c.fill(rec, &sub)
	body := sub.answering(q)
	body.Feedback = "rationale"
	rec.Body = body
	rec.Done, rec.Words = sub.done(answer, q.Type == question.Typed, correct, l.met[q.ID]+1, true)
	rec.Asked.Question, rec.Asked.Version, rec.Asked.Section, rec.Asked.Skill, rec.Asked.Position = q.ID, q.Version, q.Section, q.Skill, r.ordinal
	if err := s.log.Prepare(ctx, rec); err != nil {
		return Feedback{}, err
	}
	l.dirty = true
	next := l.row
	next.revision++
	next.updatedAt = now
	next.served = l.served.encode()
	stored := answer
	if q.Type == question.Typed {
		sealed, err := s.log.Keys().SealText(ctx, l.row.subject, r.record, []byte(answer))
		if err != nil {
			return Feedback{}, err
		}
		stored = sealedMark + hex.EncodeToString(sealed)
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if err := s.log.Append(tx, rec); err != nil {
			return err
		}
		next.lastSeq = rec.Seq
		if _, err := tx.Exec(`UPDATE response SET retried = ? WHERE subject = ? AND session = ? AND ordinal = ?`, stored, l.row.subject, l.row.id, r.ordinal); err != nil {
			return err
		}
		return updateSession(tx, &next)
	})
	if err != nil {
		return Feedback{}, err
	}
	r.retried = answer
	l.row, l.dirty = next, false
	return explain(q, answer, correct, false), nil
}
