package api_test

import (
	"strings"
	"testing"

	"satprep/internal/question"
)

// A diagnostic's key is corrected: its learner is told until they have seen it,
// whoever looks after them reads it, others do not.
func TestAKeyIsCorrected(t *testing.T) {
	t.Parallel()
	server, c := startApp(t, nil)
	admin := c.admin(t, server)
	learner, s := c.join("student", "18_plus")
	other, o := c.join("student", "18_plus")
	type reply struct {
		SessionID string `json:"session_id"`
		Done      bool
		Questions []struct {
			ID string `json:"id"`
		}
		Scores *struct {
			Total int `json:"total_score"`
		}
		Rescored string
	}
	var r reply
	learner.send("POST", "/diagnostic/start/"+s.UserID, nil).must(t, 200).into(t, &r)
	id := r.SessionID
	var q *question.Question
	given := ""
	for !r.Done {
		asked, err := server.Rooms.Bank().Find(r.Questions[0].ID, "")
		if err != nil {
			t.Fatal(err)
		}
		answer := asked.Keys[0]
		if q == nil && asked.Type == question.Choices { // one is wrong
			q, answer = asked, "A"
			if asked.Keys[0] == "A" {
				answer = "B"
			}
			given = answer
		}
		r = reply{}
		learner.send("POST", "/diagnostic/submit/"+id, []any{map[string]any{"question_id": asked.ID, "answer": answer, "time_spent": 40}}).must(t, 200).into(t, &r)
	}
	first := r.Scores.Total
	wrong := map[string]string{q.Keys[0]: "misread"}

	path := "/questions/" + q.ID + "/correct"
	learner.send("POST", path, map[string]any{"keys": []string{given}}).must(t, 403)
	for name, body := range map[string]any{
		"nothing":     map[string]any{},
		"no key":      map[string]any{"keys": []string{}},
		"two":         map[string]any{"keys": []string{"A", "B"}},
		"a number":    map[string]any{"keys": []string{"12"}},
		"a long note": map[string]any{"keys": []string{given}, "note": longText(question.MaxNote + 1)},
		"no list":     map[string]any{"keys": given},
		"unnamed":     map[string]any{"keys": []string{given}},
		"mistyped":    map[string]any{"keys": []string{given}, "misconceptions": wrong, "rationale": map[string]string{given: "It is a field of another name."}},
	} {
		if g := admin.send("POST", path, body); g.status != 400 {
			t.Errorf("%s: status %d", name, g.status)
		}
	}
	admin.send("POST", "/questions/none/correct", map[string]any{"keys": []string{"A"}}).must(t, 404)
	admin.send("GET", "/questions/none/corrections", nil).must(t, 404)

	var corrected struct {
		Version string
		Keys    []string
		Changed bool
		ToMend  []string `json:"to_mend"`
	}
	for i, changed := range []bool{true, false} {
		admin.send("POST", path, map[string]any{"keys": []string{given}, "note": "The passage says so.", "misconceptions": wrong}).must(t, 200).into(t, &corrected)
		if corrected.Changed != changed || corrected.Keys[0] != given || corrected.Version == q.Version || changed && len(corrected.ToMend) == 0 {
			t.Errorf("time %d: %+v", i+1, corrected)
		}
	}
	if _, err := server.Rooms.Sessions.Rescore(t.Context()); err != nil {
		t.Fatal(err)
	}
	var kept struct {
		Keys        []string
		Corrections []struct {
			Was, Is  []string
			Note     string
			Rescored int
			Done     bool
		}
	}
	admin.send("GET", "/questions/"+q.ID+"/corrections", nil).must(t, 200).into(t, &kept)
	if len(kept.Corrections) != 1 || kept.Corrections[0].Rescored != 1 || !kept.Corrections[0].Done || kept.Corrections[0].Was[0] != q.Keys[0] || kept.Corrections[0].Note != "The passage says so." {
		t.Errorf("kept %+v", kept)
	}

	type told struct {
		Rescored []struct {
			SessionID string `json:"session_id"`
			Kind      string
			Version   int
			Why       string
			Seen      bool
			Was       struct {
				Total int `json:"total_score"`
			}
			Scores struct {
				Total int `json:"total_score"`
			}
		}
	}
	look := func(c client, of string) (v told) {
		t.Helper()
		c.send("GET", "/progress/"+of+"/rescored", nil).must(t, 200).into(t, &v)
		return v
	}
	v := look(learner, s.UserID)
	if len(v.Rescored) != 1 || v.Rescored[0].SessionID != id || v.Rescored[0].Kind != "diagnostic" || v.Rescored[0].Version != 2 || v.Rescored[0].Seen ||
		v.Rescored[0].Was.Total != first || v.Rescored[0].Scores.Total <= first || !strings.Contains(v.Rescored[0].Why, "has been corrected") {
		t.Fatalf("told %+v; it was %d", v, first)
	}
	if strings.Contains(v.Rescored[0].Why, " "+given+" ") {
		t.Errorf("a report tells a key: %q", v.Rescored[0].Why)
	}
	other.send("GET", "/progress/"+s.UserID+"/rescored", nil).must(t, 403)
	if v := look(other, o.UserID); len(v.Rescored) != 0 {
		t.Errorf("somebody else is told %+v", v)
	}
	other.send("POST", "/progress/"+o.UserID+"/rescored/seen", map[string]any{"session_id": id}).must(t, 404)
	learner.send("POST", "/progress/"+s.UserID+"/rescored/seen", map[string]any{"session_id": "none"}).must(t, 404)
	for range 2 {
		learner.send("POST", "/progress/"+s.UserID+"/rescored/seen", map[string]any{"session_id": id}).must(t, 204)
	}
	if v := look(admin, s.UserID); !v.Rescored[0].Seen {
		t.Error("it was not seen")
	}
	r = reply{}
	learner.send("GET", "/diagnostic/session/"+id, nil).must(t, 200).into(t, &r)
	if r.Scores.Total != v.Rescored[0].Scores.Total || r.Rescored != v.Rescored[0].Why {
		t.Errorf("the diagnostic stands at %+v, %q", r.Scores, r.Rescored)
	}
	var page auditPage
	admin.send("GET", "/audit?act=question.key_corrected", nil).must(t, 200).into(t, &page)
	if len(page.acts()) != 1 {
		t.Errorf("the audit has %v", page.acts())
	}
}
