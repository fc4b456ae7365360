package session

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"satprep/internal/account"
	"satprep/internal/db"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/irt"
	"satprep/internal/question"
	"satprep/internal/redo"
	"satprep/internal/uid"
)

// ModeRedo is practice of what was missed: siblings of those questions, in the
// skills that are due.
const ModeRedo = "redo"

// A Due is a skill to practise again.
type Due struct {
	Scope     irt.Scope
	Name      string
	Section   string    // its name
	At        time.Time // from when on it is due
	Missed    int       // questions of the skill that were missed
	Ready     int       // questions to practise it with that were not met yet
	Questions int       // how many to do
	Card      redo.Card
	Recall    float64 // chance to get one right today, by the memory model
	Why       string  // one sentence, for the learner
}

// Due lists the skills of whose questions one was missed, those due now and those
// to come, the most urgent first. Nothing of a test or diagnostic that is open
// enters. Like any view it may lag a moment behind the last answer.
func (s *Service) Due(ctx context.Context, whose account.Actor) (now, later []Due, err error) {
	defer fault.In(&err, "session.Due")
	again, err := s.regraded(ctx, whose.Subject)
	if err != nil {
		return nil, nil, err
	}
	otherwise := map[uid.ID]bool{}
	for _, a := range again {
		if a.was != a.correct {
			otherwise[a.record] = a.correct
		}
	}
	cards, exam, err := s.redo.Cards(ctx, whose.Subject, otherwise)
	if err != nil || len(cards) == 0 {
		return nil, nil, err
	}
	missed, err := s.misses(ctx, whose.Subject, uid.ID{}, again)
	if err != nil {
		return nil, nil, err
	}
	met, err := met(ctx, s.db, whose.Subject)
	if err != nil {
		return nil, nil, err
	}
	set, err := s.pools(ctx, "")
	if err != nil {
		return nil, nil, err
	}
	ready := map[irt.Scope]int{}
	for i := range set.practice.Len() {
		if it := set.practice.Item(i); met[it.ID] == 0 {
			ready[it.Scope]++
		}
	}
	zone, at := whose.Zone(), whose.Now(s.now)
	today := redo.DayOf(at, zone)
	for _, c := range cards {
		scope, ok := question.Place(c.Skill)
		if !ok {
			continue // of an outline of before
		}
		d := Due{Scope: scope, Name: question.Name(c.Skill), Section: question.Name(scope.Section), Card: c, Missed: len(missed[scope]), Ready: ready[scope], Recall: c.Retrievability(today)}
		var sooner bool
		d.At, sooner = c.Due(exam, zone)
		d.Questions = redo.Questions(d.Missed)
		d.Why = whyDue(d, today, sooner)
		if d.At.After(at) {
			later = append(later, d)
		} else {
			now = append(now, d)
		}
	}
	for _, list := range [][]Due{now, later} {
		slices.SortStableFunc(list, func(a, b Due) int { return a.At.Compare(b.At) }) // cards come by skill
	}
	return now, later, nil
}

func whyDue(d Due, today int, sooner bool) string {
	text := "You missed a question of this kind"
	if d.Missed > 1 {
		text = fmt.Sprintf("You missed %d questions of this kind", d.Missed)
	}
	switch days := today - d.Card.Day; {
	case days == 1:
		text += " and last tried one yesterday"
	case days > 1:
		text += fmt.Sprintf(" and last tried one %d days ago", days)
	}
	text += "; another like it shows whether it has stuck"
	if sooner {
		text += ", sooner than usual because your test is near"
	}
	return text + "."
}

// A regraded is an answer to a question whose key was ever corrected, as it was
// graded and by the keys that stand now.
type regraded struct {
	session, record uid.ID
	question        string
	at              time.Time
	was, correct    bool
}

// regraded are those of a learner that may be spoken of: nothing of an open test
// or diagnostic, and nothing that was not reached.
func (s *Service) regraded(ctx context.Context, subject uid.ID) (list []regraded, err error) {
	bank := s.bank()
	ids := bank.RekeyedIDs()
	if len(ids) == 0 {
		return nil, nil
	}
	args := []any{subject, string(Practice), string(Ended)}
	for _, id := range ids {
		args = append(args, id)
	}
	sessions, err := askedIn(ctx, s.db, db.In(len(ids)), args)
	if err != nil {
		return nil, err
	}
	for _, id := range sessions {
		given, err := s.responses(ctx, s.db, bank, subject, id)
		if err != nil {
			return nil, err
		}
		now, _, err := regrade(bank, given, 0)
		if err != nil {
			return nil, err
		}
		for i, r := range given {
			if bank.Rekeyed(r.question.ID) && r.state != interaction.NotReached {
				list = append(list, regraded{id, r.record, r.question.ID, r.at, r.correct, now[i].correct})
			}
		}
	}
	return list, nil
}

func askedIn(ctx context.Context, q db.Queryer, in string, args []any) (ids []uid.ID, err error) {
	rows, err := q.Query(ctx, `SELECT DISTINCT r.session FROM response r JOIN session s ON s.id = r.session
		WHERE r.subject = ? AND (s.kind = ? OR s.status = ?) AND r.question IN (`+in+`)`, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id uid.ID
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, db.Fault(rows.Err())
}

// misses are the questions that a learner ever got wrong or left empty by the keys
// that stand now, by skill, the newest first; the answers of session but aside, if
// there is one. again are the learner's regraded answers.
func (s *Service) misses(ctx context.Context, subject, but uid.ID, again []regraded) (map[irt.Scope][]redo.Miss, error) {
	where, args := "", []any{subject, false, string(Practice), string(Ended)}
	if but != (uid.ID{}) {
		where, args = " AND r.session <> ?", append(args, but)
	}
	rows, err := s.db.Query(ctx, `SELECT r.question, MAX(r.answered_at) FROM response r JOIN session s ON s.id = r.session
		WHERE r.subject = ? AND r.correct = ? AND (s.kind = ? OR s.status = ?)`+where+` GROUP BY r.question`, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	bank, last := s.bank(), map[string]int64{}
	for rows.Next() {
		var id string
		var at int64
		if err := rows.Scan(&id, &at); err != nil {
			return nil, err
		}
		if !bank.Rekeyed(id) {
			last[id] = at
		}
	}
	if err := rows.Err(); err != nil {
		return nil, db.Fault(err)
	}
	for _, a := range again {
		if !a.correct && a.session != but {
			last[a.question] = max(last[a.question], db.Micros(a.at))
		}
	}
	missed := map[irt.Scope][]redo.Miss{}
	for _, id := range slices.SortedFunc(maps.Keys(last), func(a, b string) int {
		return cmp.Or(cmp.Compare(last[b], last[a]), cmp.Compare(a, b))
	}) {
		if q, err := bank.Find(id, ""); err == nil { // or else it was taken out
			missed[q.Scope()] = append(missed[q.Scope()], redo.Miss{ID: q.ID, Family: q.Family, Scope: q.Scope(), B: q.Params.B})
		}
	}
	return missed, nil
}

// recall reads what a session of redo chooses by. Its own answers do not enter,
// also where it is read back: what goes wrong in it is asked again on another day.
func (s *Service) recall(ctx context.Context, l *live) (err error) {
	if l.row.rule != ModeRedo {
		return nil
	}
	again, err := s.regraded(ctx, l.row.subject)
	if err == nil {
		l.missed, err = s.misses(ctx, l.row.subject, l.row.id, again)
	}
	return err
}

// dueSkills are the skills within scopes that are due, the most urgent first, at
// most one a question, and how many questions they ask for together, at most
// most. None is a Conflict that says when the next is.
func (s *Service) dueSkills(ctx context.Context, whose account.Actor, within []irt.Scope, most int) (list []irt.Scope, questions int, err error) {
	now, later, err := s.Due(ctx, whose)
	if err != nil {
		return nil, 0, err
	}
	inside := func(d Due) bool {
		return slices.ContainsFunc(within, func(sc irt.Scope) bool { return sc.Contains(d.Scope) })
	}
	for _, d := range now {
		if inside(d) && len(list) < most {
			list, questions = append(list, d.Scope), questions+d.Questions
		}
	}
	if len(list) > 0 {
		return list, min(questions, most), nil
	}
	if i := slices.IndexFunc(later, inside); i >= 0 {
		return nil, 0, fault.New(fault.Conflict, "Nothing here is due to be done again now; the next, %s, is on %s.", later[i].Name, later[i].At.In(whose.Zone()).Format("Monday, 2 January"))
	}
	return nil, 0, fault.New(fault.Conflict, "Nothing here is to be done again: no question of these was missed.")
}
