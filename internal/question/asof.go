package question

import (
	"context"
	"time"

	"satprep/internal/db"
	"satprep/internal/fault"
)

// A moment says which rows of the bank stand: the newest, or, of an earlier
// number of its history, those that stood then.
type moment struct {
	number            int64
	questions, skills string // tables, or what reads like them
	arg               []any  // of each of the two
}

// present is the moment in force, whose number is known.
func present(number int64) moment {
	return moment{number: number, questions: "question", skills: "question_skill"}
}

// past is the moment of an earlier number.
func past(number int64) moment {
	return moment{
		number: number,
		questions: `(SELECT h.question AS id, h.version, h.family, h.difficulty, h.use, h.form, h.slot, h.adjust, h.tags, h.retired, h.origin
			FROM question_history h WHERE h.number = (SELECT MAX(n.number) FROM question_history n WHERE n.question = h.question AND n.number <= ?))`,
		skills: `(SELECT h.skill, h.content, h.origin
			FROM question_skill_history h WHERE h.number = (SELECT MAX(n.number) FROM question_skill_history n WHERE n.skill = h.skill AND n.number <= ?))`,
		arg: []any{number},
	}
}

// AsOf is the bank as it stood at a time, with the parameters, the scale and the
// corrections of then: for what must come out the same whenever it is made
// again. A time before the first bank has the first one. Versions that came
// later can be found in it as replaced ones can.
func (s *Service) AsOf(ctx context.Context, at time.Time) (_ *Bank, err error) {
	defer fault.In(&err, "question.AsOf")
	if err := s.Check(ctx); err != nil { // another process may have changed it a moment ago
		return nil, err
	}
	now := s.current.Load().bank
	var number int64
	var version, params string
	err = s.db.QueryRow(ctx, `SELECT number, version, params FROM bank WHERE made_at <= ? ORDER BY number DESC LIMIT 1`, db.Micros(at)).Scan(&number, &version, &params)
	if db.None(err) {
		err = s.db.QueryRow(ctx, `SELECT number, version, params FROM bank ORDER BY number LIMIT 1`).Scan(&number, &version, &params)
	}
	if db.None(err) || err == nil && number == now.Number { // there is none, or it is the one in force
		return now, nil
	} else if err != nil {
		return nil, err
	}
	return readSnapshot(ctx, s.db, past(number), version, params)
}
