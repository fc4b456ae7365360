package session

import (
	"context"
	"encoding/hex"
	"maps"
	"time"

	"satprep/internal/account"
	"satprep/internal/db"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/question"
	"satprep/internal/uid"
)

// Submit answers the question served, or several in the order in which they
// are served. The same answer again returns the stored reply; another answer
// to an answered question is a Conflict.
func (s *Service) Submit(ctx context.Context, who account.Actor, kind Kind, id uid.ID, in Answers) (reply Reply, err error) {
	defer fault.In(&err, "session.Submit(%s)", id)
	stamp, err := s.learner(ctx, who)
	if err != nil {
		return Reply{}, err
	}
	err = s.with(ctx, who.Subject, id, kind, func(l *live) (err error) {
		reply, err = s.submit(ctx, l, subjectOf{who.Origin, who.TimeFactor}, stamp, in, who.Now(s.now))
		return err
	})
	return reply, err
}

// submit works on l, which is locked.
func (s *Service) submit(ctx context.Context, l *live, by subjectOf, stamp interaction.Stamp, in Answers, now time.Time) (Reply, error) {
	todo, err := l.sort(in.Items)
	if err != nil {
		return Reply{}, err
	}
	if len(todo) == 0 && !(in.Finish && l.row.status == Open) {
		if len(in.Items) > 0 {
			return s.replay(l, in, now, by.factor), nil
		}
		if l.row.status == Ended {
			return s.reply(l, now, by.factor), nil
		}
		return Reply{}, fault.New(fault.Invalid, "Send the answer to the question served as [{\"question_id\", \"answer\", \"time_spent\"}].")
	}
	if l.row.status == Ended {
		return Reply{}, fault.New(fault.Conflict, "This session has ended; start another one.")
	}
	w := &batch{}
	for i := range todo {
		if twice, err := l.answered(&todo[i]); err != nil {
			return Reply{}, err
		} else if twice { // twice in this submission
			continue
		}
		if l.served.Question != todo[i].Question {
			return Reply{}, s.notServed(ctx, l, todo[i].Question)
		}
		inTime, synced := l.judge(&todo[i], now, by.factor)
		if !inTime {
			break
		}
		if err := s.answer(ctx, l, &todo[i], synced, by, stamp, in, now, w); err != nil {
			return Reply{}, err
		}
		more, reason, err := s.serve(ctx, l, now)
		if err != nil {
			return Reply{}, err
		}
		if !more {
			if err := s.end(ctx, l, by, stamp, in.Client, reason, now, w); err != nil {
				return Reply{}, err
			}
		}
	}
	if l.row.status == Open && l.overtime(now, by.factor) {
		if err := s.end(ctx, l, by, stamp, in.Client, "time", now, w); err != nil {
			return Reply{}, err
		}
	}
	if in.Finish && l.row.status == Open {
		if err := s.end(ctx, l, by, stamp, in.Client, "finished", now, w); err != nil {
			return Reply{}, err
		}
	}
	if err := s.store(ctx, l, w, now); err != nil {
		return Reply{}, err
	}
	reply := s.reply(l, now, by.factor)
	reply.tell(l, in)
	return reply, nil
}

// sort takes out of submissions those that were answered before with the same
// answer.
func (l *live) sort(items []Submission) (todo []Submission, err error) {
	for i := range items {
		if done, err := l.answered(&items[i]); err != nil {
			return nil, err
		} else if !done {
			todo = append(todo, items[i])
		}
	}
	return todo, nil
}

// answered reports whether a question was answered before with the same answer;
// with another it is a Conflict.
func (l *live) answered(sub *Submission) (bool, error) {
	prior := l.prior(sub.Question)
	if prior == nil {
		return false, nil
	}
	answer, err := sub.normal(prior.question)
	if err == nil && answer != prior.answer {
		err = fault.New(fault.Conflict, "This question was answered already, with another answer; an answer cannot be changed once it is submitted.")
	}
	return err == nil, err
}

// notServed is a Conflict, unless l has to be read again first.
func (s *Service) notServed(ctx context.Context, l *live, id string) error {
	if behind, err := s.behind(ctx, l); err != nil {
		return err
	} else if behind {
		l.dirty = true
		return errStale
	}
	return fault.New(fault.Conflict, "Question %.40q is not the one being asked now; answer the question served last.", id)
}

func (l *live) prior(id string) *response {
	for i := range l.done {
		if l.done[i].question.ID == id {
			return &l.done[i]
		}
	}
	return nil
}

// batch is what one submit will write.
type batch struct {
	records   []*interaction.Record
	aids      []aid
	responses []*response
	sealed    [][]byte
}

// answer grades a submission of the question served and moves l on.
// synced says that it was made in time and uploaded later; it counts only where
// it was made with a pack.
func (s *Service) answer(ctx context.Context, l *live, sub *Submission, synced bool, by subjectOf, stamp interaction.Stamp, in Answers, now time.Time, w *batch) error {
	v := l.served
	q, err := l.set.bank.Find(v.Question, v.Version)
	if err != nil {
		return err
	}
	answer, err := sub.normal(q)
	if err != nil {
		return err
	}
	correct := false
	if answer != "" {
		if correct, err = question.Grade(q, answer); err != nil {
			return err
		}
	}
	if err := s.know(ctx, l); err != nil {
		return err
	}
	levels, aided := l.help.levels[q.ID], l.help.families[q.Family] > 0
	l.dirty = true
	rapid := sub.rapid(q.Section)
	first := v.First && l.met[q.ID] == 0 && !l.families[q.Family] // it may have been met elsewhere since it was served
	counts := first && !aided && !rapid && (!synced || in.away)
	if counts {
		l.ability.Answer(q.Scope(), l.set.table(q.Params.Params), correct)
		l.stands = nil
	}
	rec := s.base(l, by, stamp, in.Client, answeredKind(l.row.kind), now)
	in.Client.fill(rec, sub)
	body := sub.answering(q)
	body.HintLevels, body.Eligible, body.Rapid, body.SyncedLate, body.Feedback = levels, counts, rapid, synced, "none"
	if l.row.kind == Practice {
		body.Feedback = "rationale"
		if in.Hold {
			body.Feedback = "held"
		}
	}
	if in.doubt != "" {
		body.Reservations = append(body.Reservations, in.doubt)
	}
	rec.Body = body
	rec.Done, rec.Words = sub.done(answer, q.Type == question.Typed, correct, l.met[q.ID]+1, aided)
	v.fill(rec, q)
	theta, se := l.theta()
	rec.After.Theta, rec.After.SE = interaction.Some(theta), interaction.Some(se)
	if l.row.kind == Diagnostic {
		rec.Asked.SecondsLeft = interaction.Some(max(0, l.deadline(by.factor).Sub(now).Seconds()))
	}
	if err := s.log.Prepare(ctx, rec); err != nil {
		return err
	}
	r := &response{ordinal: len(l.done) + 1, record: rec.ID, question: q, state: rec.Done.State, answer: answer, correct: correct, timeMS: rec.Done.TimeMS,
		at: now, counts: counts, theta: rec.After.Theta, se: rec.After.SE}
	var sealed []byte
	if rec.Words.Answer != "" {
		if sealed, err = s.log.Keys().SealText(ctx, l.row.subject, rec.ID, []byte(answer)); err != nil {
			return err
		}
	}
	w.records, w.responses, w.sealed = append(w.records, rec), append(w.responses, r), append(w.sealed, sealed)
	l.done = append(l.done, *r)
	l.met[q.ID]++
	l.families[q.Family] = true
	l.row.asked++
	if correct {
		l.row.correct++
	}
	return nil
}

func answeredKind(k Kind) interaction.Kind {
	if k == Diagnostic {
		return interaction.DiagnosticAnswered
	}
	return interaction.PracticeAnswered
}

// fill writes the stimulus and the reason of a served question into a record.
func (v served) fill(rec *interaction.Record, q *question.Question) {
	rec.Asked.Question, rec.Asked.Version, rec.Asked.Section, rec.Asked.Skill, rec.Asked.Position = q.ID, q.Version, q.Section, q.Skill, v.Position
	digest, _ := hex.DecodeString(v.Digest)
	rec.Why = interaction.Why{Eligible: v.Eligible, Digest: digest, Propensity: interaction.Some(v.Propensity), Support: v.Support, Draw: interaction.Some(v.Draw),
		ThetaBefore: interaction.Some(v.Theta), SEBefore: interaction.Some(v.SE)}
	rec.Provenance.Policy, rec.Provenance.PolicyVersion, rec.Provenance.Epsilon = v.Policy, v.PolicyVersion, v.Epsilon
}

// end closes l in memory and adds its last record.
func (s *Service) end(ctx context.Context, l *live, by subjectOf, stamp interaction.Stamp, c Client, reason string, now time.Time, w *batch) error {
	l.dirty = true
	l.row.status, l.row.endedAt, l.row.detail, l.served = Ended, now, reason, served{}
	body := interaction.Ended{Reason: reason, Answered: l.row.asked, Correct: l.row.correct}
	for _, d := range l.done {
		if d.state == interaction.Omitted {
			body.Omitted++
		}
	}
	if l.row.kind == Practice && l.row.asked > 0 {
		l.row.points = PracticePoints
	}
	rec := s.base(l, by, stamp, c, endedKind(l.row.kind), now)
	if l.row.kind == Diagnostic {
		scores := l.diagnosticScores()
		body.Scores = scores.facts()
		rec.Provenance.ScoreMap = ScoreMapVersion
	}
	rec.Body = body
	theta, se := l.theta()
	rec.After = interaction.After{Theta: interaction.Some(theta), SE: interaction.Some(se), Points: interaction.Some(int32(l.row.points))}
	if err := s.log.Prepare(ctx, rec); err != nil {
		return err
	}
	w.records = append(w.records, rec)
	return nil
}

func endedKind(k Kind) interaction.Kind {
	if k == Diagnostic {
		return interaction.DiagnosticEnded
	}
	return interaction.PracticeEnded
}

// store writes a batch and the session's row in one transaction.
func (s *Service) store(ctx context.Context, l *live, w *batch, now time.Time) error {
	next := l.row
	next.revision++
	next.updatedAt = now
	next.served = l.served.encode()
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		if err := s.log.Append(tx, w.records...); err != nil {
			return err
		}
		next.lastSeq = w.records[len(w.records)-1].Seq
		if err := s.storeAids(tx, next.subject, w, now); err != nil {
			return err
		}
		// Behind the log's lock: the learner's help, and what they did elsewhere,
		// decide what counts.
		for i, r := range w.responses {
			if err := insertAnswer(tx, next.subject, next.id, r, w.sealed[i], l.help.families[r.question.Family]); err != nil {
				return err
			}
		}
		return updateSessionIf(tx, &next, aloneSQL, next.subject, l.seen, w.records[0].Seq, next.id)
	})
	if err != nil {
		return err
	}
	l.row, l.seen, l.dirty = next, next.lastSeq, false
	if next.status == Ended {
		s.lives.Invalidate(next.id) // a resend reads it back; thousands of ended ones would only fill memory
		s.carried.Set(next.subject, carried{next.lastSeq, l.ability.Clone(), maps.Clone(l.met)})
	} else {
		s.carried.Invalidate(next.subject)
	}
	return nil
}
