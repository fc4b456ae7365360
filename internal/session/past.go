package session

import (
	"context"
	"fmt"
	"strings"
	"time"

	"satprep/internal/db"
	"satprep/internal/fault"
	"satprep/internal/question"
	"satprep/internal/uid"
)

// A Past is a session as its learner looks back on it, or goes on with it.
type Past struct {
	ID        uid.ID
	Kind      Kind
	Status    Status
	Scope     string // slug of a section, domain or skill; both
	Name      string // of the scope
	Source    string
	Answered  int
	Ceiling   int
	Correct   *int // none while it is open
	Points    int
	StartedAt time.Time
	UpdatedAt time.Time
	EndedAt   time.Time // zero while it is open
	Scores    *Scores   // of an ended diagnostic or test, in their newest version
	Counts    bool      // the scores are part of the history: whole, and of a form not had before
}

// A Page asks for part of a list, newest first.
type Page struct {
	Before uid.ID // the last session of the page before; none begins at the newest
	Limit  int
	Kinds  []Kind    // none is all
	From   time.Time // begun then or later; zero is from the first on
	Until  time.Time // begun before; zero is up to the last
}

// PageLimit is how many sessions a page holds at most.
const PageLimit = 100

// List returns subject's sessions, newest first.
func (s *Service) List(ctx context.Context, subject uid.ID, p Page) (_ []Past, err error) {
	defer fault.In(&err, "session.List")
	where, args := `WHERE subject = ? AND (asked > 0 OR source <> ?)`, []any{subject, FromPack} // a pack is a session once it was used
	if len(p.Kinds) > 0 {
		where += ` AND kind IN (` + db.In(len(p.Kinds)) + `)`
		for _, k := range p.Kinds {
			args = append(args, string(k))
		}
	}
	if !p.From.IsZero() {
		where, args = where+` AND started_at >= ?`, append(args, db.Micros(p.From))
	}
	if !p.Until.IsZero() {
		where, args = where+` AND started_at < ?`, append(args, db.Micros(p.Until))
	}
	if !p.Before.IsZero() {
		last, err := findSession(ctx, s.db, subject, p.Before)
		if err != nil {
			return nil, err
		}
		at := db.Micros(last.startedAt)
		where, args = where+` AND (started_at < ? OR started_at = ? AND id < ?)`, append(args, at, at, last.id)
	}
	if p.Limit < 1 || p.Limit > PageLimit {
		p.Limit = PageLimit
	}
	rows, err := s.pastRows(ctx, where+` ORDER BY started_at DESC, id DESC LIMIT ?`, append(args, p.Limit)...)
	if err != nil {
		return nil, err
	}
	later, err := s.rescores(ctx, subject, uid.ID{})
	if err != nil {
		return nil, err
	}
	list := make([]Past, len(rows))
	for i, r := range rows {
		if list[i], err = s.past(ctx, r, later[r.id]); err != nil {
			return nil, err
		}
	}
	return list, nil
}

func (s *Service) pastRows(ctx context.Context, where string, args ...any) (list []*row, err error) {
	rows, err := s.db.Query(ctx, `SELECT `+sessionColumns+` FROM session `+where, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		r, err := scanSession(rows)
		if err != nil {
			return nil, err
		}
		list = append(list, r)
	}
	return list, db.Fault(rows.Err())
}

// past is a session by its row, and the later versions of its score.
func (s *Service) past(ctx context.Context, r *row, later []Rescoring) (Past, error) {
	p := Past{ID: r.id, Kind: r.kind, Status: r.status, Scope: r.scope, Name: scopeName(r.scope), Source: r.source, Answered: r.asked, Ceiling: r.ceiling,
		Points: r.points, StartedAt: r.startedAt, UpdatedAt: r.updatedAt, EndedAt: r.endedAt}
	if r.status == Open {
		return p, nil
	}
	switch r.kind {
	case Practice:
		p.Correct = &r.correct
	case Diagnostic:
		l, err := s.load(ctx, r)
		if err != nil {
			return p, err
		}
		scores := l.diagnosticScores()
		p.Correct, p.Scores, p.Counts = &r.correct, &scores, true
	case FullTest:
		t, err := s.decodeSitting(ctx, r)
		if err != nil {
			return p, err
		}
		p.Correct = &r.correct
		if t.Outcome != nil {
			p.Scores, p.Counts = &t.Outcome.Scores, !t.Repeated
		}
	}
	if n := len(later); n > 0 {
		p.Scores, p.Correct = &later[n-1].Scores, &later[n-1].correct
	}
	if p.Scores == nil || len(p.Scores.Sections) == 0 {
		p.Scores, p.Counts = nil, false
		return p, nil
	}
	for _, sec := range p.Scores.Sections {
		p.Counts = p.Counts && sec.Valid
	}
	return p, nil
}

// scopeName is what a person calls a scope.
func scopeName(slug string) string {
	if slug == "both" {
		return "Both sections"
	}
	skills := strings.Split(slug, question.SkillsJoin)
	if len(skills) > 2 {
		return fmt.Sprintf("%s and %d other skills", question.Name(skills[0]), len(skills)-1)
	}
	for i, s := range skills {
		skills[i] = question.Name(s)
	}
	return strings.Join(skills, " and ")
}

// A Tally is what a learner did on one skill.
type Tally struct {
	Skill     string // slug
	Answered  int    // skipped ones included
	Right     int
	Missed    int       // questions whose last answer was wrong
	LastWrong time.Time // zero if none
	LastRight time.Time
}

// Tallies counts subject's answers by skill. While a test is open its answers
// are left out: a count would tell how they went.
func (s *Service) Tallies(ctx context.Context, subject uid.ID) (_ map[string]Tally, err error) {
	defer fault.In(&err, "session.Tallies")
	rows, err := s.db.Query(ctx, `SELECT question, COUNT(*), SUM(CASE WHEN correct THEN 1 ELSE 0 END),
		MAX(CASE WHEN correct THEN answered_at ELSE 0 END), MAX(CASE WHEN correct THEN 0 ELSE answered_at END)
		FROM response WHERE subject = ? AND correct IS NOT NULL AND session NOT IN (SELECT id FROM session WHERE subject = ? AND kind = ? AND status = ?)
		GROUP BY question`, subject, subject, string(FullTest), string(Open))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	bank, tallies := s.bank(), map[string]Tally{}
	for rows.Next() {
		var id string
		var n, right int
		var lastRight, lastWrong int64
		if err := rows.Scan(&id, &n, &right, &lastRight, &lastWrong); err != nil {
			return nil, err
		}
		q, err := bank.Find(id, "")
		if err != nil {
			continue // taken out of the bank
		}
		t := tallies[q.Skill]
		t.Skill, t.Answered, t.Right = q.Skill, t.Answered+n, t.Right+right
		if lastWrong > lastRight {
			t.Missed++
		}
		t.LastRight, t.LastWrong = later(t.LastRight, lastRight), later(t.LastWrong, lastWrong)
		tallies[q.Skill] = t
	}
	return tallies, db.Fault(rows.Err())
}

// A Counted answer moved ability.
type Counted struct {
	Question string // id
	Skill    string // slug
	Right    bool
}

// Counted returns subject's answers that count, the oldest first, and nothing of
// a test or diagnostic that is open.
func (s *Service) Counted(ctx context.Context, subject uid.ID) (list []Counted, err error) {
	defer fault.In(&err, "session.Counted")
	rows, err := s.db.Query(ctx, `SELECT r.question, r.correct FROM response r JOIN session s ON s.id = r.session
		WHERE r.subject = ? AND r.counts = ? AND r.correct IS NOT NULL AND (s.kind = ? OR s.status = ?) ORDER BY r.answered_at, r.session, r.ordinal`,
		subject, true, string(Practice), string(Ended))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	bank := s.bank()
	for rows.Next() {
		var c Counted
		if err := rows.Scan(&c.Question, &c.Right); err != nil {
			return nil, err
		}
		if q, err := bank.Find(c.Question, ""); err == nil { // or else it was taken out
			c.Skill = q.Skill
			list = append(list, c)
		}
	}
	return list, db.Fault(rows.Err())
}

func later(t time.Time, micros int64) time.Time {
	if at := db.Time(micros); micros > 0 && at.After(t) {
		return at
	}
	return t
}
