package session

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"satprep/internal/db"
	"satprep/internal/fault"
	"satprep/internal/uid"
)

// A Week is what a learner did in one: enough for a summary, and nothing of
// what was said.
type Week struct {
	Days     [7]Day
	Sessions int     // begun in it
	Skills   []Tally // of it, most answers first
	Scores   []Past  // ended in it and counting, oldest first
	Before   *Past   // the newest that counted before it
}

// A Day of a week, in the learner's time zone.
type Day struct {
	Answered int
	Right    int
	Seconds  float64 // spent on questions
}

// weekLimit bounds the sessions that a week is read from.
const weekLimit = 500

// Week sums what subject did in the seven days from begin on. Its cost is that
// of the week's sessions, and of the scores before it. What is in open tests is
// left out: a count would tell how they go.
func (s *Service) Week(ctx context.Context, subject uid.ID, begin time.Time) (w Week, err error) {
	defer fault.In(&err, "session.Week")
	end := begin.AddDate(0, 0, 7)
	// A session that was begun before may go on in the week, as long as a test
	// may lie idle.
	list, err := s.pastRows(ctx, `WHERE subject = ? AND started_at < ? AND updated_at >= ? ORDER BY started_at LIMIT ?`, subject, db.Micros(end), db.Micros(begin), weekLimit)
	if err != nil {
		return w, err
	}
	later, err := s.rescores(ctx, subject, uid.ID{})
	if err != nil {
		return w, err
	}
	skills := map[string]*Tally{}
	for _, r := range list {
		if !r.startedAt.Before(begin) {
			w.Sessions++
		}
		if r.status == Open && r.kind != Practice {
			continue
		}
		if err := s.weekAnswers(ctx, r, begin, &w, skills); err != nil {
			return w, err
		}
		if r.status == Open || r.endedAt.Before(begin) || !r.endedAt.Before(end) || r.kind == Practice {
			continue
		}
		p, err := s.past(ctx, r, later[r.id])
		if err != nil {
			return w, err
		}
		if p.Counts {
			w.Scores = append(w.Scores, p)
		}
	}
	for _, t := range skills {
		w.Skills = append(w.Skills, *t)
	}
	slices.SortFunc(w.Skills, func(a, b Tally) int {
		return cmp.Or(cmp.Compare(b.Answered, a.Answered), strings.Compare(a.Skill, b.Skill))
	})
	w.Before, err = s.scoreBefore(ctx, subject, begin, later)
	return w, err
}

func (s *Service) weekAnswers(ctx context.Context, r *row, begin time.Time, w *Week, skills map[string]*Tally) error {
	rows, err := s.db.Query(ctx, `SELECT question, correct, COALESCE(time_ms, 0), answered_at FROM response WHERE subject = ? AND session = ? AND correct IS NOT NULL`, r.subject, r.id)
	if err != nil {
		return err
	}
	defer rows.Close()
	bank := s.bank()
	for rows.Next() {
		var id string
		var right bool
		var ms, micros int64
		if err := rows.Scan(&id, &right, &ms, &micros); err != nil {
			return err
		}
		day := dayIn(begin, db.Time(micros))
		if day < 0 {
			continue
		}
		d := &w.Days[day]
		d.Answered++
		d.Seconds += float64(ms) / 1000
		if right {
			d.Right++
		}
		q, err := bank.Find(id, "")
		if err != nil {
			continue // taken out of the bank
		}
		t := skills[q.Skill]
		if t == nil {
			t = &Tally{Skill: q.Skill}
			skills[q.Skill] = t
		}
		t.Answered++
		if right {
			t.Right++
		}
	}
	return db.Fault(rows.Err())
}

// dayIn is which of the seven days from begin on at lies in, -1 for none; days
// have 23 to 25 hours where clocks are put forward and back.
func dayIn(begin, at time.Time) int {
	for i := range 7 {
		if !at.Before(begin.AddDate(0, 0, i)) && at.Before(begin.AddDate(0, 0, i+1)) {
			return i
		}
	}
	return -1
}

// scoresLooked is how many scored sessions are looked through for one that
// counts.
const scoresLooked = 20

func (s *Service) scoreBefore(ctx context.Context, subject uid.ID, begin time.Time, later map[uid.ID][]Rescoring) (*Past, error) {
	list, err := s.pastRows(ctx, `WHERE subject = ? AND kind IN (?, ?) AND status <> ? AND ended_at < ? ORDER BY ended_at DESC, id LIMIT ?`,
		subject, string(Diagnostic), string(FullTest), string(Open), db.Micros(begin), scoresLooked)
	if err != nil {
		return nil, err
	}
	for _, r := range list {
		if p, err := s.past(ctx, r, later[r.id]); err != nil {
			return nil, err
		} else if p.Counts {
			return &p, nil
		}
	}
	return nil, nil
}

// A Miss is a wrong choice that several learners made.
type Miss struct {
	Question string
	Choice   string
	Learners int // who chose it
	Of       int // who answered the question
}

// Misses lists the wrong choices that subjects made most, as far as two or more
// did, at most limit. Typed answers are not among them: they are sealed. Its
// cost is that of all their answers. What is in open tests is left out.
func (s *Service) Misses(ctx context.Context, subjects []uid.ID, limit int) (list []Miss, err error) {
	defer fault.In(&err, "session.Misses")
	type pick struct{ question, choice string }
	picks, answered := map[pick]map[uid.ID]bool{}, map[string]map[uid.ID]bool{}
	open, err := openTests(ctx, s.db)
	if err != nil {
		return nil, err
	}
	for _, subject := range subjects {
		rows, err := s.db.Query(ctx, `SELECT session, question, answer, correct FROM response WHERE subject = ? AND answer IS NOT NULL AND correct IS NOT NULL`, subject)
		if err != nil {
			return nil, err
		}
		for rows.Next() {
			var session uid.ID
			var p pick
			var right bool
			if err := rows.Scan(&session, &p.question, &p.choice, &right); err != nil {
				rows.Close()
				return nil, err
			}
			if open[session] || p.choice == "" {
				continue
			}
			mark(answered, p.question, subject)
			if !right {
				mark(picks, p, subject)
			}
		}
		err = db.Fault(rows.Err())
		rows.Close()
		if err != nil {
			return nil, err
		}
	}
	for p, who := range picks {
		if len(who) > 1 {
			list = append(list, Miss{p.question, p.choice, len(who), len(answered[p.question])})
		}
	}
	slices.SortFunc(list, func(a, b Miss) int {
		return cmp.Or(cmp.Compare(b.Learners, a.Learners), cmp.Compare(a.Of, b.Of), strings.Compare(a.Question, b.Question), strings.Compare(a.Choice, b.Choice))
	})
	return list[:min(len(list), limit)], nil
}

func mark[K comparable](m map[K]map[uid.ID]bool, k K, who uid.ID) {
	if m[k] == nil {
		m[k] = map[uid.ID]bool{}
	}
	m[k][who] = true
}
