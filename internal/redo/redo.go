package redo

import (
	"cmp"
	"context"
	"maps"
	"math"
	"slices"
	"time"

	"satprep/internal/account"
	"satprep/internal/db"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/question"
	"satprep/internal/uid"
)

// Service reads cards.
type Service struct {
	db  *db.DB
	log *interaction.Log
}

// New returns the room on d, following log.
func New(d *db.DB, log *interaction.Log) *Service { return &Service{db: d, log: log} }

// Cards returns a subject's cards by skill, as far as the view has followed, and
// the day of their test as they stated it, "" if none. regraded says which answers,
// by their record, are right or wrong otherwise than they were graded, because a
// key was corrected since: with any, the cards are made anew of the log as if
// these had been graded so.
func (s *Service) Cards(ctx context.Context, subject uid.ID, regraded map[uid.ID]bool) (cards []Card, testDate string, err error) {
	defer fault.In(&err, "redo.Cards")
	if testDate, err = s.exam(ctx, subject); err != nil {
		return nil, "", err
	}
	if len(regraded) > 0 {
		cards, err = s.anew(ctx, subject, regraded)
	} else {
		cards, err = load(ctx, s.db, subject)
	}
	return cards, testDate, err
}

// exam is the day of a subject's test as the view has it, "" if none.
func (s *Service) exam(ctx context.Context, subject uid.ID) (day string, err error) {
	err = s.db.QueryRow(ctx, `SELECT test_date FROM redo_exam WHERE subject = ?`, subject).Scan(&day)
	if db.None(err) {
		err = nil
	}
	return day, err
}

// anew makes a subject's cards of the log, whatever the view holds.
func (s *Service) anew(ctx context.Context, subject uid.ID, regraded map[uid.ID]bool) ([]Card, error) {
	var records []*interaction.Record
	for _, kind := range []interaction.Kind{interaction.PracticeAnswered, interaction.DiagnosticEnded, interaction.TestEnded} {
		list, err := s.log.Back(ctx, subject, math.MaxInt64, kind, math.MaxInt32)
		if err != nil {
			return nil, err
		}
		records = append(records, list...)
	}
	slices.SortFunc(records, func(a, b *interaction.Record) int { return cmp.Compare(a.Seq, b.Seq) })
	who := &person{cards: map[string]Card{}, regraded: regraded}
	for _, r := range records {
		if err := s.take(ctx, who, r); err != nil {
			return nil, err
		}
	}
	cards := slices.Collect(maps.Values(who.cards))
	slices.SortFunc(cards, func(a, b Card) int { return cmp.Compare(a.Skill, b.Skill) })
	return cards, nil
}

// The column days is the interval, and 0 where the day was missed: an interval
// follows from stability, which no answer of that day moves any more.
func load(ctx context.Context, q db.Queryer, subject uid.ID) (cards []Card, err error) {
	rows, err := q.Query(ctx, `SELECT skill, stability, difficulty, days, reviews, lapses, day, at FROM redo_card WHERE subject = ? ORDER BY skill`, subject)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var c Card
		var days int
		var at int64
		if err := rows.Scan(&c.Skill, &c.Stability, &c.Difficulty, &days, &c.Reviews, &c.Lapses, &c.Day, &at); err != nil {
			return nil, err
		}
		c.Missed, c.At = days == 0, db.Time(at)
		cards = append(cards, c)
	}
	return cards, db.Fault(rows.Err())
}

// View follows the log.
func (s *Service) View() interaction.View {
	return interaction.View{
		Follower: interaction.Follower{Name: "redo", Fold: s.fold, Living: true,
			Kinds: []interaction.Kind{interaction.PracticeAnswered, interaction.DiagnosticEnded, interaction.TestEnded, interaction.GoalChanged}},
		Clear: func(tx *db.Tx) error {
			if _, err := tx.Exec(`DELETE FROM redo_exam`); err != nil {
				return err
			}
			_, err := tx.Exec(`DELETE FROM redo_card`)
			return err
		},
	}
}

// person is a subject while a batch is folded.
type person struct {
	cards    map[string]Card
	changed  []string // skills, in the order of their first change
	exam     string   // the day of their test
	moved    bool     // that day is another
	regraded map[uid.ID]bool
}

func (s *Service) fold(ctx context.Context, note string, records []*interaction.Record) (func(*db.Tx) error, string, error) {
	people := map[uid.ID]*person{}
	var order []uid.ID // of first change: writes must not depend on map order
	for _, r := range records {
		who := people[r.Subject]
		if who == nil {
			cards, err := load(ctx, s.db, r.Subject)
			if err != nil {
				return nil, "", err
			}
			who = &person{cards: map[string]Card{}}
			for _, c := range cards {
				who.cards[c.Skill] = c
			}
			people[r.Subject], order = who, append(order, r.Subject)
		}
		if err := s.take(ctx, who, r); err != nil {
			return nil, "", err
		}
	}
	order = slices.DeleteFunc(order, func(id uid.ID) bool { return len(people[id].changed) == 0 && !people[id].moved })
	if len(order) == 0 {
		return nil, note, nil
	}
	return func(tx *db.Tx) error {
		for _, subject := range order {
			if err := store(tx, subject, people[subject]); err != nil {
				return err
			}
		}
		return nil
	}, note, nil
}

// mostAnswers is more than a test or diagnostic has.
const mostAnswers = 200

func (s *Service) take(ctx context.Context, who *person, r *interaction.Record) error {
	kind := interaction.TestAnswered
	switch r.Kind {
	case interaction.GoalChanged:
		goal, err := interaction.BodyAs[interaction.GoalFact](r)
		if err != nil {
			return err
		}
		if !who.moved { // or else it is known already
			if who.exam, err = s.exam(ctx, r.Subject); err != nil {
				return err
			}
		}
		if goal.TestDate != who.exam {
			who.exam, who.moved = goal.TestDate, true
		}
		return nil
	case interaction.PracticeAnswered:
		return who.answer(r)
	case interaction.DiagnosticEnded:
		kind = interaction.DiagnosticAnswered
	}
	list, err := s.log.Back(ctx, r.Subject, r.Seq, kind, mostAnswers)
	if err != nil {
		return err
	}
	for i := len(list) - 1; i >= 0; i-- { // oldest first
		if list[i].Session == r.Session {
			if err := who.answer(list[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

// answer takes an answer to a question into its skill's card.
func (who *person) answer(r *interaction.Record) error {
	body, err := interaction.BodyAs[interaction.Answering](r)
	if err != nil {
		return err
	}
	if right, ok := who.regraded[r.ID]; ok {
		as := *r
		as.Done.Correct = interaction.Some(right)
		r = &as
	}
	rating, ok := rate(r, body)
	place, known := question.Place(r.Asked.Skill)
	if !ok || !known || place.Skill == "" {
		return nil
	}
	c, had := who.cards[place.Skill]
	if !had && rating != Again {
		return nil // what was never missed needs no card
	}
	c.Skill = place.Skill
	c = c.Review(rating, DayOf(r.ReceivedAt, account.ZoneOf(r.Zone)), r.ReceivedAt)
	who.cards[place.Skill] = c
	if !slices.Contains(who.changed, place.Skill) {
		who.changed = append(who.changed, place.Skill)
	}
	return nil
}

// rate is what an answer says of the skill; ok is false where it says nothing:
// too fast to have been read, not reached, or right at a question that was
// answered before, whose answer may be remembered instead of found.
func rate(r *interaction.Record, body interaction.Answering) (_ Rating, ok bool) {
	if body.Rapid || !r.Done.Correct.Valid || r.Done.State == interaction.NotReached {
		return 0, false
	}
	if !r.Done.Correct.V {
		return Again, true
	}
	if r.Done.Attempt > 1 {
		return 0, false
	}
	budget := question.Budget(r.Asked.Section)
	if r.Asked.TimeFactor.Valid && r.Asked.TimeFactor.V > 0 {
		budget = time.Duration(float64(budget) * r.Asked.TimeFactor.V)
	}
	if r.Done.Aided.V || r.Done.TimeMS.Valid && time.Duration(r.Done.TimeMS.V)*time.Millisecond > budget {
		return Hard, true
	}
	return Good, true
}

func store(tx *db.Tx, subject uid.ID, who *person) error {
	if who.moved {
		_, err := tx.Exec(`INSERT INTO redo_exam (subject, test_date) VALUES (?, ?) ON CONFLICT (subject) DO UPDATE SET test_date = excluded.test_date`, subject, who.exam)
		if err != nil {
			return err
		}
	}
	for _, skill := range who.changed {
		c := who.cards[skill]
		days := c.Interval()
		if c.Missed {
			days = 0
		}
		_, err := tx.Exec(`INSERT INTO redo_card (subject, skill, stability, difficulty, days, reviews, lapses, day, at) VALUES (`+db.In(9)+`)
			ON CONFLICT (subject, skill) DO UPDATE SET stability = excluded.stability, difficulty = excluded.difficulty, days = excluded.days,
			reviews = excluded.reviews, lapses = excluded.lapses, day = excluded.day, at = excluded.at`,
			subject, c.Skill, c.Stability, c.Difficulty, days, c.Reviews, c.Lapses, c.Day, db.Micros(c.At))
		if err != nil {
			return err
		}
	}
	return nil
}
