package api_test

import (
	"slices"
	"strings"
	"testing"

	"satprep/internal/account"
	"satprep/internal/uid"
)

type auditPage struct {
	Entries []struct {
		Act    string
		Role   string
		Detail string
		Person bool
		About  *struct{ Name string }
	}
	Next string
}

func (p auditPage) acts() (list []string) {
	for _, e := range p.Entries {
		list = append(list, e.Act)
	}
	return list
}

// TestWhatStaffDoIsWrittenDown walks through what an admin does to others.
func TestWhatStaffDoIsWrittenDown(t *testing.T) {
	t.Parallel()
	server, c := startApp(t, nil)
	admin := c.admin(t, server)
	learner, s := c.join("student", "13_17")
	learner.send("POST", "/ai_tutor/ask", map[string]any{"text": "hello"}).must(t, 200)

	var round struct {
		SessionID string `json:"session_id"`
	}
	learner.send("POST", "/practice/start/"+s.UserID, map[string]any{"domain": "Math", "num_questions": 1}).must(t, 200).into(t, &round)
	learner.send("GET", "/review/session/"+round.SessionID, nil) // their own

	admin.send("POST", "/users/"+s.UserID+"/password", map[string]any{"password": "another one"}).must(t, 204)
	admin.send("PUT", "/users/"+s.UserID+"/accommodations", map[string]any{"time_factor": 1.5}).must(t, 200)
	admin.send("GET", "/ai_tutor/interactions/"+s.UserID, nil).must(t, 200)
	admin.send("GET", "/ai_data/users/"+s.UserID+"/timeline", nil).must(t, 200)
	admin.send("GET", "/ai_data/export/"+s.UserID, nil).must(t, 200)
	admin.send("POST", "/ai_data/datasets", map[string]any{"recipe": matrixRecipe()}).must(t, 201)
	admin.send("GET", "/ai_tutor/interactions/nobody", nil).must(t, 403) // was not read
	admin.send("GET", "/review/session/"+round.SessionID, nil)           // nothing is answered yet, and looking is written down
	admin.send("GET", "/review/session/"+uid.Random().String(), nil).must(t, 404)
	admin.send("DELETE", "/ai_data/users/"+s.UserID, map[string]any{"confirm": "erase"}).must(t, 200)

	var page auditPage
	admin.send("GET", "/audit", nil).must(t, 200).into(t, &page)
	want := []string{"person.erased", "session.read", "dataset.queued", "export.user", "record.read", "chat.read", "account.accommodations", "account.password", "account.invited"}
	if got := page.acts(); !slices.Equal(got, want) {
		t.Errorf("acts %v, want %v", got, want)
	}
	for _, e := range page.Entries {
		if e.Person && e.About != nil {
			t.Errorf("%s: an erased person has a name: %+v", e.Act, e.About)
		}
		if strings.Contains(e.Detail, s.UserID) {
			t.Errorf("%s names somebody: %q", e.Act, e.Detail)
		}
	}
	admin.send("GET", "/audit?act=chat.read&limit=1", nil).must(t, 200).into(t, &page)
	if len(page.Entries) != 1 || page.Entries[0].Act != "chat.read" || page.Next == "" {
		t.Errorf("one act: %+v", page)
	}
	admin.send("GET", "/audit?act=no.such", nil).must(t, 400)
}

// TestWhatLearnersDoIsNotInTheAudit: their own affairs are none of staff's.
func TestWhatLearnersDoIsNotInTheAudit(t *testing.T) {
	t.Parallel()
	server, c := startApp(t, nil)
	learner, s := c.join("student", "18_plus")
	learner.send("GET", "/ai_data/export/"+s.UserID, nil).must(t, 200)
	learner.send("PUT", "/users/"+s.UserID+"/accommodations", map[string]any{"time_factor": 2}).must(t, 200)
	var page auditPage
	c.admin(t, server).send("GET", "/audit", nil).must(t, 200).into(t, &page)
	if got := page.acts(); !slices.Equal(got, []string{"account.invited"}) {
		t.Errorf("acts: %v", got)
	}
}

func TestRefusedEventsAreShownAndTriedAgain(t *testing.T) {
	t.Parallel()
	server, c := startApp(t, nil)
	admin := c.admin(t, server)
	learner, _ := c.join("student", "18_plus")
	learner.send("POST", "/ai_data/events", []any{
		map[string]any{"id": uid.Random().String(), "kind": "no.such", "text": "my words"},
		map[string]any{"id": uid.Random().String(), "kind": "neither.this"},
	}).must(t, 200)
	var list struct {
		Waiting int64
		Reasons []struct{ Events int64 }
		Events  []struct{ ID, Reason string }
		Next    string
	}
	admin.send("GET", "/failed_events?limit=1", nil).must(t, 200).into(t, &list)
	if list.Waiting != 2 || len(list.Events) != 1 || list.Events[0].Reason == "" || list.Next == "" {
		t.Fatalf("refused events: %+v", list)
	}
	first := list.Events[0].ID
	admin.send("GET", "/failed_events?limit=1&before="+list.Next, nil).must(t, 200).into(t, &list)
	if len(list.Events) != 1 || list.Events[0].ID == first {
		t.Errorf("the next page: %+v", list.Events)
	}
	admin.send("GET", "/failed_events/"+first, nil).must(t, 200)
	var n struct{ Accepted, Rejected int }
	admin.send("POST", "/failed_events/"+first+"/replay", nil).must(t, 200).into(t, &n)
	if n.Accepted != 0 || n.Rejected != 1 {
		t.Errorf("nothing was mended, and yet: %+v", n)
	}
	admin.send("POST", "/failed_events/replay", map[string]any{}).must(t, 200).into(t, &n)
	if n.Rejected != 2 {
		t.Errorf("all: %+v", n)
	}
	admin.send("GET", "/failed_events/"+uid.Random().String(), nil).must(t, 404)
	var page auditPage
	admin.send("GET", "/audit", nil).must(t, 200).into(t, &page)
	if got := page.acts(); !slices.Contains(got, "failed_event.read") || !slices.Contains(got, "failed_event.replayed") {
		t.Errorf("acts: %v", got)
	}
}

func TestARecipeIsCheckedByItsLines(t *testing.T) {
	t.Parallel()
	server, c := startApp(t, nil)
	admin := c.admin(t, server)
	for text, line := range map[string]int{
		"irt": 0,
		"name: x\ntitle: T\npurpose: research_export\nconfigs: [irt_matrix]\ncolour: red\n":                          5,
		"name: x\ntitle: T\npurpose: marketing\nconfigs: [irt_matrix]\n":                                             3,
		"name: x\ntitle: T\npurpose: research_export\nconfigs: [irt_matrix]\nprivacy:\n  free_text: false\n  k: 0\n": 7,
		"name: x\ntitle: [\n": -1,
	} {
		var v struct {
			OK      bool
			Problem string
			Line    int
		}
		admin.send("POST", "/ai_data/recipes/check", map[string]any{"recipe": text}).must(t, 200).into(t, &v)
		if v.OK != (line == 0) || v.OK == (v.Problem != "") || line >= 0 && v.Line != line || line < 0 && v.Line == 0 {
			t.Errorf("%q: %+v, want line %d", text, v, line)
		}
	}
}

// TestAWeekAndAClass answers a few questions and looks at them as a parent and
// as a tutor do.
func TestAWeekAndAClass(t *testing.T) {
	t.Parallel()
	server, c := startApp(t, nil)
	learner, s := c.join("student", "18_plus")
	var started struct {
		SessionID string `json:"session_id"`
		Questions []struct {
			ID string `json:"id"`
		} `json:"questions"`
	}
	learner.send("POST", "/practice/start/"+s.UserID, map[string]any{"domain": "linear-functions", "num_questions": 1}).must(t, 200).into(t, &started)
	learner.send("POST", "/practice/submit/"+started.SessionID, []any{map[string]any{"question_id": started.Questions[0].ID, "answer": "", "time_spent": 90}}).must(t, 200)
	var week struct {
		Answered, Right int
		Minutes         float64
		Days            []struct{ Answered int }
		Practise        []struct{ Skill string }
	}
	learner.send("GET", "/summary/"+s.UserID, nil).must(t, 200).into(t, &week)
	if week.Answered != 1 || week.Right != 0 || week.Minutes < 1.4 || len(week.Days) != 7 || len(week.Practise) != 0 {
		t.Errorf("this week: %+v", week)
	}
	learner.send("GET", "/summary/"+s.UserID+"?week=2020-02-29", nil).must(t, 200).into(t, &week)
	if week.Answered != 0 {
		t.Errorf("a week long ago: %+v", week)
	}
	learner.send("GET", "/summary/"+s.UserID+"?week=yesterday", nil).must(t, 400)
	learner.send("GET", "/class", nil).must(t, 403)

	staff, err := server.Rooms.Accounts.InviteStaff(t.Context(), account.Operator(), account.Tutor)
	if err != nil {
		t.Fatal(err)
	}
	tutor, in := c, signedIn{}
	tutor.token = ""
	tutor.send("POST", "/auth/register", map[string]any{"name": "Tutor", "password": "long enough", "code": staff.Code}).must(t, 201).into(t, &in)
	tutor.token = in.Token
	var class struct {
		Students []struct {
			UserID   string `json:"user_id"`
			Answered int
			Skills   []struct {
				Skill    string
				Answered int
			}
		}
	}
	tutor.send("GET", "/class", nil).must(t, 200).into(t, &class)
	if len(class.Students) != 0 {
		t.Errorf("nobody is linked: %+v", class)
	}
	var code struct{ Code string }
	tutor.send("POST", "/invitations", map[string]any{"role": "student"}).must(t, 201).into(t, &code)
	learner.send("POST", "/invitations/accept", map[string]any{"code": code.Code}).must(t, 200)
	tutor.send("GET", "/class", nil).must(t, 200).into(t, &class)
	if len(class.Students) != 1 || class.Students[0].UserID != s.UserID || class.Students[0].Answered != 1 || len(class.Students[0].Skills) != 1 || class.Students[0].Skills[0].Skill != "linear-functions" {
		t.Errorf("class: %+v", class)
	}
}
