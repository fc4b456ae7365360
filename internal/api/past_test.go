package api_test

import (
	"testing"
	"time"

	"satprep/internal/api"
	"satprep/internal/app"
)

// A month of sessions is one of the learner's own time zone.
func TestSessionsOfAMonth(t *testing.T) {
	t.Parallel()
	_, c := startApp(t, func(c *app.Config) { c.Simulation = true })
	me, s := c.join("student", "18_plus")
	now := time.Now().UTC()
	clock := time.Date(now.Year(), now.Month()+1, 1, 0, 30, 0, 0, time.UTC) // half an hour into the next month, in London
	this, next := clock.AddDate(0, 0, -1).Format("2006-01"), clock.Format("2006-01")
	me.send("PATCH", "/auth/me", object{"time_zone": "UTC"}).must(t, 200)
	me.send("POST", "/practice/start/"+s.UserID, object{"domain": "Circles", "num_questions": 1}, api.ClockHeader, clock.Format(time.RFC3339)).must(t, 200)
	count := func(month string) int {
		return len(list(t, me.send("GET", "/sessions/"+s.UserID+"?month="+month, nil).must(t, 200).object(t)["sessions"]))
	}
	if a, b := count(this), count(next); a != 0 || b != 1 {
		t.Errorf("in London: %d in %s, %d in %s", a, this, b, next)
	}
	me.send("PATCH", "/auth/me", object{"time_zone": "America/New_York"}).must(t, 200)
	if a, b := count(this), count(next); a != 1 || b != 0 {
		t.Errorf("in New York: %d in %s, %d in %s", a, this, b, next)
	}
	for _, month := range []string{"2026-13", "soon", "2026"} {
		me.send("GET", "/sessions/"+s.UserID+"?month="+month, nil).must(t, 400)
	}
}
