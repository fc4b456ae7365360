package session

import (
	"context"
	"errors"
	"time"

	"satprep/internal/account"
	"satprep/internal/db"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/question"
	"satprep/internal/uid"
)

// An Away is an answer to a question of a pack, made without the server.
type Away struct {
	Submission
	HintLevels []int // of the pack's hints, opened before answering
}

// clockLeeway is how far a device's clock may be off and still be believed.
const clockLeeway = 10 * time.Minute

// packLate is how long after a pack expired an answer is still taken whose
// device cannot say when it was made.
const packLate = 30 * 24 * time.Hour

// TakePack takes answers to a pack's questions, in any order and however often
// they are sent, and returns a verdict for each. The server grades them. An
// answer moves ability under the rules of practice, by what the learner had met
// when it came here: nothing that is known already is changed by it. Each
// further answer to a question is recorded as a repeat. finish ends the pack,
// as does the last question of it.
func (s *Service) TakePack(ctx context.Context, who account.Actor, id uid.ID, list []Away, finish bool, c Client) (verdicts []interaction.Verdict, err error) {
	defer fault.In(&err, "session.TakePack(%s, %d answers)", id, len(list))
	stamp, err := s.learner(ctx, who)
	if err != nil {
		return nil, err
	}
	p, err := findPack(ctx, s.db, who.Subject, id)
	if err != nil {
		return nil, err
	}
	err = again(func() error {
		verdicts, err = s.takePack(ctx, who, p, id, list, finish, stamp, c)
		if fault.Is(err, fault.Conflict) { // another request brought the same one at this moment
			return errStale
		}
		return err
	})
	return verdicts, err
}

func (s *Service) takePack(ctx context.Context, who account.Actor, p *packRow, id uid.ID, list []Away, finish bool, stamp interaction.Stamp, c Client) ([]interaction.Verdict, error) {
	l, err := s.open(ctx, who.Subject, id, Practice)
	if err != nil {
		return nil, err
	}
	defer l.mu.Unlock()
	now, by := who.Now(s.now), subjectOf{who.Origin, who.TimeFactor}
	verdicts, w := make([]interaction.Verdict, len(list)), &batch{}
	for i := range list {
		a := &list[i]
		verdicts[i] = interaction.Verdict{ID: a.ID, Outcome: interaction.Accepted}
		known, err := s.knownAnswer(ctx, l, w, a)
		if err == nil && known {
			verdicts[i].Outcome = interaction.Replayed
			continue
		}
		if err == nil {
			err = s.takeAway(ctx, l, p, a, by, stamp, c, now, w)
		}
		if fault.Is(err, fault.Invalid) {
			verdicts[i].Outcome, verdicts[i].Why = interaction.Rejected, fault.Sentence(err)
		} else if err != nil {
			return nil, err
		}
	}
	over := l.row.detail == packed && l.row.asked > 0 && (finish || l.through(p))
	if len(w.records) == 0 && !over {
		return verdicts, nil
	}
	l.row.endedAt, l.dirty = now, true
	if over {
		reason := "finished"
		if l.through(p) {
			reason = "ceiling"
		}
		if err := s.end(ctx, l, by, stamp, c, reason, now, w); err != nil {
			return nil, err
		}
	}
	l.served = served{}
	return verdicts, s.store(ctx, l, w, now)
}

// through reports whether every question of p was answered.
func (l *live) through(p *packRow) bool {
	for i := range p.items {
		if l.prior(p.items[i].Question) == nil {
			return false
		}
	}
	return true
}

// takeAway grades one answer and moves l on, or says why it cannot be taken,
// with l as it was.
func (s *Service) takeAway(ctx context.Context, l *live, p *packRow, a *Away, by subjectOf, stamp interaction.Stamp, c Client, now time.Time, w *batch) error {
	v := p.find(a.Question)
	switch {
	case v == nil:
		return fault.At("question_id", "This question is not in that pack.")
	case a.ID == "":
		return fault.At("id", "An answer needs an id, a UUID.")
	case a.MadeAt == nil:
		return fault.At("made_at", "An answer needs made_at, the time when it was made.")
	}
	for _, level := range a.HintLevels {
		if level < 1 || level > 4 {
			return fault.At("hint_levels", "The levels of hints are 1 to 4.")
		}
	}
	made, doubt := *a.MadeAt, ""
	if made.Before(p.made.Add(-clockLeeway)) || made.After(now.Add(clockLeeway)) {
		made, doubt = now.Add(-packLate), "clock"
	}
	if made.After(p.expires) {
		return fault.At("pack_id", "This pack had expired when the question was answered; take another one along.")
	}
	q, err := l.set.bank.Find(v.Question, v.Version)
	if err != nil {
		return err
	}
	if _, err := a.normal(q); err != nil { // before anything moves
		return err
	}
	if err := s.know(ctx, l); err != nil {
		return err
	}
	for _, level := range a.HintLevels {
		l.helped(q, level, w)
	}
	l.served = v.served
	sub := a.Submission
	return s.answer(ctx, l, &sub, true, by, stamp, Answers{Client: c, away: true, doubt: doubt}, now, w)
}

// helped notes in l, and to be stored, that the pack's hint of a level was
// opened.
func (l *live) helped(q *question.Question, level int, w *batch) {
	for _, had := range l.help.levels[q.ID] {
		if had == level {
			return
		}
	}
	l.dirty = true
	l.help.levels[q.ID] = append(l.help.levels[q.ID], level)
	l.help.families[q.Family]++
	w.aids = append(w.aids, aid{q, level})
}

// knownAnswer reports whether an answer is in the log, or in w, already; one of
// the same id that says something else is Invalid.
func (s *Service) knownAnswer(ctx context.Context, l *live, w *batch, a *Away) (bool, error) {
	id, err := uid.Parse(a.ID)
	if err != nil {
		return false, fault.At("id", "id must be a UUID made once for this answer.")
	}
	var r *interaction.Record
	for _, had := range w.records {
		if had.ID == id {
			r = had
		}
	}
	if r == nil {
		var ok bool
		if r, ok, err = s.log.Find(ctx, s.db, id); err != nil || !ok {
			return false, err
		}
		if err := s.log.OpenWords(ctx, r); err != nil && !errors.Is(err, interaction.ErrErased) {
			return false, err
		}
	}
	if r.Subject == l.row.subject && r.Session == l.row.id && r.Kind == interaction.PracticeAnswered && r.Asked.Question == a.Question {
		answer := ""
		if q, err := l.set.bank.Find(r.Asked.Question, r.Asked.Version); err == nil {
			answer, _ = a.normal(q)
		}
		if answer == r.Done.Answer+r.Words.Answer {
			return true, nil
		}
	}
	return false, fault.At("id", "Something else with this id is recorded already; every entry needs an id of its own.")
}

// aid is help to be noted with an answer.
type aid struct {
	question *question.Question
	level    int
}

// storeAids notes the help that came with w's answers; before them, whose
// condition counts it.
func (s *Service) storeAids(tx *db.Tx, subject uid.ID, w *batch, at time.Time) error {
	for _, a := range w.aids {
		if err := s.RecordAid(tx, subject, a.question, a.level, at); err != nil {
			return err
		}
	}
	return nil
}
