package plan

import (
	"time"

	"satprep/internal/fault"
	"satprep/internal/uid"
)

// A Goal is what a learner works toward; the zero Goal is none.
type Goal struct {
	Target            int    // total score, 0 if none
	TestDate          string // day of the test, 2006-01-02; "" if none
	DiagnosticSkipped bool   // the learner would rather begin at once
}

// An OfficialScore is the result of a real test.
type OfficialScore struct {
	ID      uid.ID
	Test    string // sat, psat
	TakenOn string // 2006-01-02
	RW      int
	Math    int
	MadeAt  time.Time // when it was reported
}

// MaxOfficial is how many official scores one learner may report.
const MaxOfficial = 20

// isStep reports whether n is a score from low to high, in steps of ten.
func isStep(n, low, high int) bool { return n >= low && n <= high && n%10 == 0 }

// day reads a date.
func day(field, s string) (time.Time, error) {
	d, err := time.Parse(time.DateOnly, s)
	if err != nil || d.Year() < 2000 || d.Year() > 2200 {
		return d, fault.At(field, "%s must be a date such as 2026-11-07.", field)
	}
	return d, nil
}

// Check finds what is wrong with a goal that is set on today.
func (g Goal) Check(today time.Time) error {
	if g.Target != 0 && !isStep(g.Target, 400, 1600) {
		return fault.At("target", "target must be a total score from 400 to 1600 in steps of 10.")
	}
	if g.TestDate == "" {
		return nil
	}
	d, err := day("test_date", g.TestDate)
	switch {
	case err != nil:
		return err
	case d.Before(today.AddDate(0, 0, -2)): // it may be yesterday where the learner is
		return fault.At("test_date", "test_date is over; choose a day to come, or leave it empty.")
	case d.After(today.AddDate(5, 0, 0)):
		return fault.At("test_date", "test_date is more than five years away.")
	}
	return nil
}

// Check finds what is wrong with a score that is reported on today.
func (s OfficialScore) Check(today time.Time) error {
	top := 800
	switch s.Test {
	case "sat":
	case "psat":
		top = 760
	default:
		return fault.At("test", "test must be sat or psat.")
	}
	for _, of := range []struct {
		field, section string
		score          int
	}{{"rw", "Reading & Writing", s.RW}, {"math", "Math", s.Math}} {
		if !isStep(of.score, 160, top) {
			return fault.At(of.field, "A score of %s is from 160 to %d, in steps of 10.", of.section, top)
		}
	}
	d, err := day("taken_on", s.TakenOn)
	switch {
	case err != nil:
		return err
	case d.After(today.AddDate(0, 0, 2)):
		return fault.At("taken_on", "taken_on is still to come.")
	}
	return nil
}

// daysLeft counts the days from now to a date, in the learner's zone; never
// below zero.
func daysLeft(date string, now time.Time) (int, bool) {
	d, err := time.ParseInLocation(time.DateOnly, date, now.Location())
	if err != nil {
		return 0, false
	}
	today := time.Date(now.Year(), now.Month(), now.Day(), 12, 0, 0, 0, now.Location())
	noon := time.Date(d.Year(), d.Month(), d.Day(), 12, 0, 0, 0, now.Location())
	return max(0, int(noon.Sub(today).Round(24*time.Hour)/(24*time.Hour))), true
}
