package session

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"satprep/internal/db"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/irt"
	"satprep/internal/question"
	"satprep/internal/uid"
)

// A Standing is where a learner stands with a question: in front of them, or
// answered. It is what a tutor goes by.
type Standing struct {
	Question   *question.Question // as it was served
	Session    uid.ID
	Kind       Kind
	Open       bool              // the session goes on
	State      interaction.State // "" while it is not yet answered
	Answer     string
	Correct    bool
	Took       interaction.Opt[int64] // milliseconds
	Eliminated []string
	Retried    string // the answer of a second try, "" if none
	Righted    bool   // and it was right
	At         time.Time
}

// Submitted reports whether an answer was submitted, a skip included.
func (st *Standing) Submitted() bool { return st.State != "" }

// TestOpen reports whether subject has a full test open, from its start to its
// end, the break included.
func (s *Service) TestOpen(ctx context.Context, subject uid.ID) (_ bool, err error) {
	defer fault.In(&err, "session.TestOpen")
	var n int
	err = s.db.QueryRow(ctx, `SELECT COUNT(*) FROM session WHERE subject = ? AND kind = ? AND status = ?`, subject, string(FullTest), string(Open)).Scan(&n)
	return n > 0, err
}

// Standing returns where subject stands with a question. One that is in front
// of them now counts as not answered, also when it was answered before. A
// question they never met is Missing; session, if not none, must be the one
// they met it in.
func (s *Service) Standing(ctx context.Context, subject uid.ID, id string, session uid.ID) (_ *Standing, err error) {
	defer fault.In(&err, "session.Standing(%.64q)", id)
	open, err := s.facing(ctx, subject)
	if err != nil {
		return nil, err
	}
	for _, st := range open {
		if st.Question.ID == id && (session.IsZero() || st.Session == session) {
			return st, nil
		}
	}
	where, args := `AND r.question = ?`, []any{id}
	if !session.IsZero() {
		where, args = where+` AND r.session = ?`, append(args, session)
	}
	st, err := s.lastAnswered(ctx, subject, where, args...)
	if err == nil && st == nil {
		err = fault.New(fault.Missing, "You have not met this question yet; open it first.")
	}
	return st, err
}

// Recent returns the question in front of subject and the one they answered
// last; either may be nil.
func (s *Service) Recent(ctx context.Context, subject uid.ID) (facing, answered *Standing, err error) {
	defer fault.In(&err, "session.Recent")
	open, err := s.facing(ctx, subject)
	if err != nil {
		return nil, nil, err
	}
	if len(open) > 0 {
		facing = open[0]
	}
	answered, err = s.lastAnswered(ctx, subject, ``)
	return facing, answered, err
}

// facing lists the questions served in open practice sessions and diagnostics,
// the newest first.
func (s *Service) facing(ctx context.Context, subject uid.ID) ([]*Standing, error) {
	rows, err := s.db.Query(ctx, `SELECT id, kind, served, updated_at FROM session
		WHERE subject = ? AND status = ? AND kind <> ? AND served <> '' ORDER BY updated_at DESC, id DESC`, subject, string(Open), string(FullTest))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	bank := s.bank()
	var list []*Standing
	for rows.Next() {
		st := &Standing{Open: true}
		var kind, text string
		var at int64
		if err := rows.Scan(&st.Session, &kind, &text, &at); err != nil {
			return nil, err
		}
		var v served
		if err := json.Unmarshal([]byte(text), &v); err != nil {
			return nil, fmt.Errorf("served question of session %s: %w", st.Session, err)
		}
		if st.Question, err = bank.Find(v.Question, v.Version); err != nil {
			return nil, err
		}
		st.Kind, st.At = Kind(kind), db.Time(at)
		list = append(list, st)
	}
	return list, db.Fault(rows.Err())
}

// lastAnswered returns the newest response that was reached, nil if there is
// none.
func (s *Service) lastAnswered(ctx context.Context, subject uid.ID, where string, args ...any) (*Standing, error) {
	var st Standing
	var record uid.ID
	var id, version, kind, status, state string
	var answer, retried sql.NullString
	var sealed []byte
	var correct sql.NullBool
	var at int64
	err := s.db.QueryRow(ctx, `SELECT r.session, r.record, r.question, r.version, r.state, r.answer, r.sealed, r.correct, r.time_ms, r.answered_at, r.retried, s.kind, s.status
		FROM response r JOIN session s ON s.id = r.session WHERE r.subject = ? AND r.state <> 'not_reached' `+where+` ORDER BY r.answered_at DESC, r.ordinal DESC LIMIT 1`,
		append([]any{subject}, args...)...).
		Scan(&st.Session, &record, &id, &version, &state, &answer, &sealed, &correct, &st.Took, &at, &retried, &kind, &status)
	if db.None(err) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	if st.Question, err = s.bank().Find(id, version); err != nil {
		return nil, err
	}
	st.Kind, st.Open, st.State = Kind(kind), Status(status) == Open, interaction.State(state)
	st.Answer, st.Correct, st.Retried, st.At = answer.String, correct.Bool, retried.String, db.Time(at)
	if hexed, ok := strings.CutPrefix(st.Retried, sealedMark); ok {
		if st.Retried, err = s.unsealHex(ctx, subject, record, hexed); err != nil && !errors.Is(err, interaction.ErrErased) {
			return nil, err
		}
	}
	if st.Retried != "" {
		if st.Righted, err = question.Grade(st.Question, st.Retried); err != nil {
			return nil, err
		}
	}
	if len(sealed) > 0 {
		text, err := s.log.Keys().OpenText(ctx, subject, record, sealed)
		if err != nil && !errors.Is(err, interaction.ErrErased) {
			return nil, err
		}
		st.Answer = string(text)
	}
	st.Eliminated, err = s.eliminated(ctx, record)
	return &st, err
}

// eliminated are the choices that were crossed out when a record was made.
func (s *Service) eliminated(ctx context.Context, record uid.ID) ([]string, error) {
	r, ok, err := s.log.Find(ctx, s.db, record)
	if err != nil || !ok {
		return nil, err
	}
	body, err := interaction.BodyAs[interaction.Answering](r)
	return body.Eliminated, err
}

// A Mistake is a wrong answer. A typed one is not opened: Answer is "".
type Mistake struct {
	Question *question.Question
	Answer   string
	At       time.Time
}

// mistakesRead is how far back Mistakes looks, in wrong answers.
const mistakesRead = 200

// Mistakes lists subject's wrong answers on a skill, newest first, at most n.
func (s *Service) Mistakes(ctx context.Context, subject uid.ID, skill string, n int) (_ []Mistake, err error) {
	defer fault.In(&err, "session.Mistakes")
	rows, err := s.db.Query(ctx, `SELECT question, version, answer, answered_at FROM response WHERE subject = ? AND correct = ? AND state = 'answered'
		ORDER BY answered_at DESC, ordinal DESC LIMIT `+fmt.Sprint(mistakesRead), subject, false)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	bank := s.bank()
	var list []Mistake
	for rows.Next() && len(list) < n {
		var id, version string
		var answer sql.NullString
		var at int64
		if err := rows.Scan(&id, &version, &answer, &at); err != nil {
			return nil, err
		}
		if q, err := bank.Find(id, version); err == nil && q.Skill == skill {
			list = append(list, Mistake{q, answer.String, db.Time(at)})
		}
	}
	return list, db.Fault(rows.Err())
}

// Met returns the questions that subject answered or has in front of them.
func (s *Service) Met(ctx context.Context, subject uid.ID) (_ map[string]bool, err error) {
	defer fault.In(&err, "session.Met")
	counts, err := met(ctx, s.db, subject)
	if err != nil {
		return nil, err
	}
	open, err := s.facing(ctx, subject)
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	for id := range counts {
		seen[id] = true
	}
	for _, st := range open {
		seen[st.Question.ID] = true
	}
	return seen, nil
}

// enough answers on a skill let it be called weak.
const enough = 3

// A Weakness is a skill with the answers that speak for it.
type Weakness struct {
	Skill          string
	Right, Answers int
}

// Weakest returns the skill with the lowest share of right answers, a doubt of
// one right and one wrong added to each, of those within a scope; the zero scope
// is all. Its Skill is "" while none has three answers.
func (s *Service) Weakest(ctx context.Context, subject uid.ID, within irt.Scope) (w Weakness, err error) {
	defer fault.In(&err, "session.Weakest")
	rows, err := s.db.Query(ctx, `SELECT question, SUM(CASE WHEN correct THEN 1 ELSE 0 END), COUNT(*) FROM response
		WHERE subject = ? AND correct IS NOT NULL GROUP BY question ORDER BY question`, subject)
	if err != nil {
		return w, err
	}
	defer rows.Close()
	bank := s.bank()
	tallies := map[string]Weakness{}
	for rows.Next() {
		var id string
		var right, all int
		if err := rows.Scan(&id, &right, &all); err != nil {
			return w, err
		}
		if q, err := bank.Find(id, ""); err == nil && (within.Section == "" || within.Contains(q.Scope())) {
			t := tallies[q.Skill]
			tallies[q.Skill] = Weakness{q.Skill, t.Right + right, t.Answers + all}
		}
	}
	least := 2.0
	for _, t := range tallies {
		share := float64(t.Right+1) / float64(t.Answers+2)
		if t.Answers >= enough && (share < least || share == least && t.Skill < w.Skill) {
			w, least = t, share
		}
	}
	return w, db.Fault(rows.Err())
}
