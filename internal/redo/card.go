package redo

import (
	"math"
	"time"

	fsrs "github.com/open-spaced-repetition/go-fsrs/v3"
)

// MostDays bounds every interval; beside it stands half the days to the test.
const MostDays = 60

// leastStability, in days, is below any that a question of another day can show,
// and keeps the curve from a division by nothing. go-fsrs has no bound; that of
// py-fsrs 6 and ts-fsrs is .001.
const leastStability = .01

// A Rating is how an answer went.
type Rating int

// The ratings, worst first. FSRS has a fourth, easy, which no answer shows.
const (
	Again = Rating(fsrs.Again) // wrong, or left empty
	Hard  = Rating(fsrs.Hard)  // right over the time budget, or right with help
	Good  = Rating(fsrs.Good)  // right
)

// A Card is what is remembered of a learner's skill.
type Card struct {
	Skill      string    // slug
	Stability  float64   // days until the chance to be right has fallen to .9
	Difficulty float64   // 1 to 10, of the skill for this learner
	Missed     bool      // on Day it was reviewed as again: no more of that day moves it
	Reviews    int       // answers, the one that made it included
	Lapses     int       // days after the first on which one was wrong
	Day        int       // of the last answer where the learner was then; see DayOf
	At         time.Time // of the last answer
}

// scheduler is FSRS-5 in whole days: what was missed is asked on another day, so
// there are no steps of minutes, and no noise that could not be rebuilt. It is
// made each time, for it writes into itself.
func scheduler() *fsrs.FSRS {
	p := fsrs.DefaultParam()
	p.MaximumInterval, p.EnableShortTerm, p.EnableFuzz = MostDays, false, false
	return fsrs.NewFSRS(p)
}

// DayOf numbers the day at a place, from 0 at 1970-01-01.
func DayOf(at time.Time, zone *time.Location) int {
	y, m, d := at.In(zone).Date()
	return int(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// midnight is when a day begins at a place.
func midnight(day int, zone *time.Location) time.Time {
	y, m, d := time.Unix(int64(day)*86400, 0).UTC().Date()
	return time.Date(y, m, d, 0, 0, 0, 0, zone)
}

// card is c as FSRS sees it: reviewed at the beginning of its day, so that the
// days in between are days of the calendar and not times 24 hours.
func (c Card) card() fsrs.Card {
	if c.Reviews == 0 {
		return fsrs.NewCard()
	}
	return fsrs.Card{Stability: c.Stability, Difficulty: c.Difficulty, Reps: uint64(c.Reviews), Lapses: uint64(c.Lapses),
		State: fsrs.Review, LastReview: midnight(c.Day, time.UTC)}
}

// Review is the card after an answer on a day. The model is one of whole days, so
// the day's first answer reviews the card, and later ones are counted and do not
// move it; only the first wrong one after a right one does, once, as again. A day
// before the last answer's counts as that day: clocks and zones may step back.
func (c Card) Review(r Rating, day int, at time.Time) Card {
	if c.Reviews > 0 && day <= c.Day {
		day = c.Day
		if c.Missed || r != Again {
			c.Reviews, c.At = c.Reviews+1, at
			return c
		}
	}
	next := scheduler().Next(c.card(), midnight(day, time.UTC), fsrs.Rating(r)).Card
	return Card{Skill: c.Skill, Stability: max(next.Stability, leastStability), Difficulty: next.Difficulty, Missed: r == Again, Reviews: int(next.Reps), Lapses: int(next.Lapses), Day: day, At: at}
}

// Interval is how many days it takes until the chance to be right is .9, rounded,
// from 1 to MostDays. That chance is what stability is stated for, so it is
// stability itself (FSRS-5's interval at a wanted retention of .9).
func (c Card) Interval() int {
	return int(min(max(math.Round(c.Stability), 1), MostDays))
}

// Retrievability is the chance, by FSRS's forgetting curve, that a question of
// the skill is answered rightly on a day.
func (c Card) Retrievability(day int) float64 {
	return scheduler().GetRetrievability(c.card(), midnight(max(day, c.Day), time.UTC))
}

// Due is when the card is to be reviewed: at the beginning of a day in the
// learner's zone. The interval is at most half the days that were left to the
// test, if its date (2006-01-02) lay ahead at the last answer; sooner says that
// this shortened it. On the last day before the test half of it is half a day:
// 12 hours after the last answer.
func (c Card) Due(testDate string, zone *time.Location) (due time.Time, sooner bool) {
	days := c.Interval()
	if exam, err := time.Parse(time.DateOnly, testDate); err == nil {
		if left := DayOf(exam, time.UTC) - c.Day; left > 0 && 2*days > left {
			days, sooner = left/2, true
		}
	}
	if days == 0 {
		return c.At.Add(12 * time.Hour).In(zone), sooner
	}
	return midnight(c.Day+days, zone), sooner
}
