package api_test

import (
	"fmt"
	"testing"
	"time"

	"satprep/internal/api"
	"satprep/internal/app"
	"satprep/internal/interaction"
)

// What was missed on one day is due on the next, by the simulated clock, and can
// be started from the list and from the plan; before that it cannot.
func TestDueList(t *testing.T) {
	t.Parallel()
	server, c := startApp(t, func(c *app.Config) { c.Simulation = true })
	me, s := c.join("student", "13_17")
	clock := time.Now() // accounts are made in real time
	send := func(method, path string, body any) got {
		return me.send(method, path, body, api.ClockHeader, clock.Format(time.RFC3339))
	}
	send("PUT", "/plan/goal/"+s.UserID, object{"target": 0, "test_date": "", "diagnostic_skipped": true}).must(t, 204)
	r := send("POST", "/practice/start/"+s.UserID, object{"domain": "Circles", "num_questions": 1}).must(t, 200).object(t)
	q := list(t, r["questions"])[0]["id"]
	send("POST", "/practice/submit/"+fmt.Sprint(r["session_id"]), []any{object{"question_id": q, "answer": "", "time_spent": 60}}).must(t, 200)
	for _, v := range server.Views() {
		if _, err := server.Rooms.Log.CatchUp(t.Context(), v.Follower); err != nil {
			t.Fatal(err)
		}
	}
	today := send("GET", "/practice/due", nil).must(t, 200).object(t)
	later := list(t, today["later"])
	if len(list(t, today["due"])) != 0 || len(later) != 1 || later[0]["skill"] != "circles" || today["domain"] != nil {
		t.Fatalf("on the same day: %v", today)
	}
	has(t, later[0], "name", "section", "due_at", "num_questions", "missed", "ready", "why", "stability", "retrievability", "interval", "reviews", "last_at")
	start := object{"domain": "both", "mode": "redo", "num_questions": 2}
	send("POST", "/practice/start/"+s.UserID, start).must(t, 409)
	send("POST", "/practice/start/"+s.UserID, object{"domain": "both", "mode": "cram"}).must(t, 400)

	clock = clock.AddDate(0, 0, 1)
	tomorrow := send("GET", "/practice/due", nil).must(t, 200).object(t)
	if due := list(t, tomorrow["due"]); len(due) != 1 || due[0]["missed"] != 1.0 || tomorrow["domain"] != "both" || tomorrow["num_questions"] != 1.0 {
		t.Fatalf("a day later: %v", tomorrow)
	}
	next := list(t, send("GET", "/plan/"+s.UserID, nil).must(t, 200).object(t)["next"])
	if next[0]["do"] != "redo" || next[0]["mode"] != "redo" || next[0]["domain"] != "circles" {
		t.Errorf("the plan says %v", next)
	}
	redone := send("POST", "/practice/start/"+s.UserID, start).must(t, 200).object(t)
	if served := list(t, redone["questions"])[0]; served["id"] == q || served["skill"] != "Circles" && served["skill"] != "circles" {
		t.Errorf("redo asks %v, missed was %v", served, q)
	}
	n := 0
	err := server.Rooms.Log.Scan(t.Context(), 0, 0, func(r *interaction.Record) error {
		if r.Kind == interaction.PracticeStarted && r.Asked.Source == "redo" {
			n++
		}
		return nil
	})
	if err != nil || n != 1 {
		t.Errorf("%d sessions of redo in the log, %v", n, err)
	}
}
