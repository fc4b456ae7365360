package api_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"satprep/internal/account"
	"satprep/internal/app"
	"satprep/internal/interaction"
	"satprep/internal/mirror"
	"satprep/internal/uid"
)

func screenAction(more string) json.RawMessage {
	return json.RawMessage(fmt.Sprintf(`{"id":%q,"kind":"choice.selected","question_id":"trn-25xs2d4y","made_at":%q,"body":{"choice":"B"}%s}`,
		uid.New(time.Now()), time.Now().UTC().Format(time.RFC3339), more))
}

// TestEventsOfOthersSessions: what happened on one's screen happened in one's own
// session, or in one that began without a network and is still to come.
func TestEventsOfOthersSessions(t *testing.T) {
	t.Parallel()
	_, c := startApp(t, nil)
	me, s := c.join("student", "18_plus")
	other, _ := c.join("student", "18_plus")
	var round struct {
		SessionID string `json:"session_id"`
	}
	me.send("POST", "/practice/start/"+s.UserID, map[string]any{"domain": "Math"}).must(t, 200).into(t, &round)
	in := func(id string) json.RawMessage { return screenAction(`,"session_id":"` + id + `"`) }
	for who, want := range map[*client][]interaction.Outcome{&me: {"accepted", "accepted", "accepted"}, &other: {"rejected", "accepted", "rejected"}} {
		var out struct {
			Verdicts []interaction.Verdict `json:"verdicts"`
		}
		who.send("POST", "/ai_data/events", []json.RawMessage{in(round.SessionID), in(uid.Random().String()), in(round.SessionID)}).must(t, 200).into(t, &out)
		for i, v := range out.Verdicts {
			if v.Outcome != want[i] || v.Outcome == interaction.Rejected && !strings.Contains(v.Why, "not yours") {
				t.Errorf("event %d: %+v", i, v)
			}
		}
	}
}

func TestContractEvents(t *testing.T) {
	t.Parallel()
	a, c := startApp(t, nil)
	me, s := c.join("student", "13_17")
	good := screenAction(`,"text":"sealed"`)
	batch := []json.RawMessage{good, []byte(`{"kind":"choice.dreamt"}`), []byte(`7`), []byte(`{"id":"` + uid.Random().String() + `","kind":"page.hidden","made_at":"2026-01-01T00:00:00Z","zone":"\u0000"}`), screenAction(""),
		bytes.Replace(screenAction(""), []byte("trn-25xs2d4y"), []byte("no-such-question"), 1)}
	device := uid.Random()
	var out struct {
		Verdicts []interaction.Verdict `json:"verdicts"`
	}
	me.send("POST", "/ai_data/events", batch, "Satprep-Device", device.String(), "Satprep-Client", "web 9").must(t, 200).into(t, &out)
	var outcomes []interaction.Outcome
	for _, v := range out.Verdicts {
		outcomes = append(outcomes, v.Outcome)
		if v.Outcome == interaction.Rejected == (v.Why == "") {
			t.Errorf("%+v", v)
		}
	}
	if want := []interaction.Outcome{"accepted", "rejected", "rejected", "rejected", "accepted", "rejected"}; !slices.Equal(outcomes, want) {
		t.Fatalf("%v", outcomes)
	}
	me.send("POST", "/ai_data/events", []json.RawMessage{good}).must(t, 200).into(t, &out)
	if out.Verdicts[0].Outcome != interaction.Replayed {
		t.Errorf("sent again: %+v", out.Verdicts[0])
	}
	subject := subjectOf(t, a, s.UserID)
	n := 0
	err := a.Rooms.Log.ScanSubject(t.Context(), subject, 0, 0, func(r *interaction.Record) error {
		if r.Kind == interaction.ChoiceSelected {
			n++
			if r.Device != device || r.Provenance.Client != "web 9" || r.Origin != interaction.Simulated {
				t.Errorf("%+v", r)
			}
		}
		return nil
	})
	if err != nil || n != 2 {
		t.Errorf("%d events, %v", n, err)
	}
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "formats", "events.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, example, _ := bytes.Cut(page, []byte("```json\n"))
	example, _, _ = bytes.Cut(example, []byte("```"))
	me.send("POST", "/ai_data/events", example).must(t, 200).into(t, &out)
	if len(out.Verdicts) != 1 || out.Verdicts[0].Outcome != interaction.Accepted {
		t.Errorf("the example of docs/formats/events.md: %+v", out.Verdicts)
	}
	for _, bad := range []string{`{}`, `[`, `7`, ``} {
		me.send("POST", "/ai_data/events", bad).must(t, 400)
	}
	many := make([]json.RawMessage, interaction.MaxEvents+1)
	for i := range many {
		many[i] = []byte(`{}`)
	}
	me.send("POST", "/ai_data/events", many).must(t, 413)
	me.send("POST", "/ai_data/events", append(append([]byte(`["`), bytes.Repeat([]byte("x"), 1<<20)...), `"]`...)).must(t, 413)
	parent, _ := c.join("parent", "18_plus")
	parent.send("POST", "/ai_data/events", []json.RawMessage{screenAction("")}).must(t, 403)
	child, _ := c.join("student", "under_13")
	child.send("POST", "/ai_data/events", []json.RawMessage{screenAction("")}).must(t, 403)
	c.token = ""
	c.send("POST", "/ai_data/events", []json.RawMessage{}).must(t, 401)
}

func subjectOf(t testing.TB, a *app.App, userID string) uid.ID {
	t.Helper()
	acc, err := a.Rooms.Accounts.Find(t.Context(), userID)
	if err != nil {
		t.Fatal(err)
	}
	return acc.Subject
}

// admin makes one, as the operator's invitation does.
func (c client) admin(t testing.TB, a *app.App) client {
	t.Helper()
	code, err := a.Rooms.Accounts.InviteStaff(t.Context(), account.Operator(), account.Admin)
	if err != nil {
		t.Fatal(err)
	}
	var s signedIn
	c.token = ""
	c.send("POST", "/auth/register", object{"name": "Admin", "password": "long enough", "code": code.Code}).must(t, 201).into(t, &s)
	c.token = s.Token
	return c
}

func TestContractExport(t *testing.T) {
	t.Parallel()
	a, c := startApp(t, nil)
	me, s := c.join("student", "18_plus")
	other, o := c.join("student", "18_plus")
	boss := c.admin(t, a)
	id := practised(t, a, me, s.UserID, 3)
	me.send("POST", "/review/generate/"+id, nil).must(t, 200)
	practised(t, a, other, o.UserID, 1)
	me.send("POST", "/ai_tutor/ask", object{"id": uid.Random().String(), "text": "How do I solve 2x + 3 = 11?", "type": "text"}).must(t, 200)
	me.send("POST", "/full_test/start/"+s.UserID, object{"sections": []string{"Math"}}).must(t, 200)

	made := me.send("GET", "/ai_data/export/"+s.UserID, nil).must(t, 200).object(t)
	has(t, made, "message", "url")
	name := strings.TrimPrefix(fmt.Sprint(made["url"]), "/ai_data/files/")
	if made["message"] != "Data exported to ai_data/"+name || !strings.HasPrefix(name, "user_"+s.UserID+"_") {
		t.Errorf("%v", made)
	}
	file := me.send("GET", "/ai_data/files/"+name, nil).must(t, 200)
	if d := file.header.Get("Content-Disposition"); d != `attachment; filename="`+name+`"` || file.header.Get("Cache-Control") != "no-store" {
		t.Errorf("headers %v", file.header)
	}
	onDisk, err := os.ReadFile(filepath.Join(a.Data, "ai_data", name))
	if err != nil || !bytes.Equal(onDisk, file.body) {
		t.Errorf("the file on disk differs, %v", err)
	}
	e := file.object(t)
	has(t, e, "user_id", "responses", "proficiencies", "interactions")
	responses := list(t, e["responses"])
	if len(e) != 4 || e["user_id"] != s.UserID || len(responses) != 3 {
		t.Fatalf("%v", e)
	}
	for i, r := range responses {
		has(t, r, "question_id", "answer", "time_spent", "timestamp", "review")
		if len(r) != 5 || r["time_spent"] != 41.5 || (r["answer"] == nil) != (i == 1) || len(fmt.Sprint(r["review"])) < 100 {
			t.Errorf("response %d: %v", i, r)
		}
	}
	var said []object
	me.send("GET", "/ai_tutor/interactions/"+s.UserID, nil).must(t, 200).into(t, &said)
	turns := list(t, e["interactions"])
	if len(turns) != 1 || len(said) != 1 {
		t.Fatalf("%d turns exported, %d said", len(turns), len(said))
	}
	has(t, turns[0], "query", "response", "duration", "timestamp")
	if turns[0]["query"] != said[0]["query"] || turns[0]["response"] != said[0]["response"] || turns[0]["duration"] != said[0]["duration"] || turns[0]["response"] == "" {
		t.Errorf("exported %v, said %v", turns[0], said[0])
	}
	other.send("GET", "/ai_data/export/"+s.UserID, nil).must(t, 403)
	other.send("GET", "/ai_data/files/"+name, nil).must(t, 404)
	boss.send("GET", "/ai_data/files/"+name, nil).must(t, 200)
	me.send("GET", "/ai_data/files/interactions.jsonl", nil).must(t, 404)

	me.send("GET", "/ai_data/export_all", nil).must(t, 403)
	everybody := func() []object {
		all := boss.send("GET", "/ai_data/export_all", nil).must(t, 200).object(t)
		var people []object
		boss.send("GET", fmt.Sprint(all["url"]), nil).must(t, 200).into(t, &people)
		return people
	}
	if people := everybody(); len(people) != 0 {
		t.Errorf("without consent: %v", people)
	}
	me.send("POST", "/consent/"+s.UserID, object{"choices": []object{{"purpose": "research_export", "granted": true}}}).must(t, 200)
	if people := everybody(); len(people) != 1 || len(list(t, people[0]["responses"])) != 0 || len(list(t, people[0]["interactions"])) != 0 || len(list(t, people[0]["proficiencies"])) != 0 {
		t.Errorf("a yes reached back: %v", people)
	}
	practised(t, a, me, s.UserID, 3)
	people := everybody()
	if len(people) != 1 || people[0]["user_id"] != s.UserID || len(list(t, people[0]["responses"])) != 3 {
		t.Errorf("%v", people)
	}
	all := boss.send("GET", "/ai_data/export_all", nil).must(t, 200).object(t)
	me.send("POST", "/consent/"+s.UserID, object{"choices": []object{{"purpose": "research_export", "granted": false}}}).must(t, 200)
	boss.send("GET", fmt.Sprint(all["url"]), nil).must(t, 409)
}

// A server that ended well left the mirror whole, and the next one goes on.
func TestTheMirrorRunsInTheServer(t *testing.T) {
	t.Parallel()
	a, c := startApp(t, nil)
	me, s := c.join("student", "18_plus")
	practised(t, a, me, s.UserID, 2)
	lines := func(n int64) []object {
		before := int64(0)
		for still := 0; still < 2000; still++ { // gives up when it no longer moves
			at, _, err := a.Rooms.Log.Cursor(t.Context(), mirror.Name)
			if err != nil {
				t.Fatal(err)
			}
			if at >= n {
				break
			}
			if at > before {
				still, before = 0, at
			}
			time.Sleep(5 * time.Millisecond)
		}
		b, err := os.ReadFile(filepath.Join(a.Data, "ai_data", "interactions.jsonl"))
		if err != nil {
			t.Fatal(err)
		}
		var all []object
		for line := range bytes.Lines(b) {
			var l object
			if err := json.Unmarshal(line, &l); err != nil {
				t.Fatal(err)
			}
			all = append(all, l)
		}
		return all
	}
	tail, err := a.Rooms.Log.Tail(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	all := lines(tail)
	if int64(len(all)) != tail {
		t.Fatalf("%d lines for %d records", len(all), tail)
	}
	answered := 0
	for i, l := range all {
		has(t, l, "user_id", "query", "response", "timestamp", "context", "id", "seq", "session_id", "kind", "origin")
		x := l["context"].(object)
		has(t, x, "question_id", "question_text", "correct_answer", "user_answer", "time_spent", "theta_before", "theta_after", "type", "propensity")
		if l["user_id"] != s.UserID || l["seq"] != float64(i+1) {
			t.Errorf("line %d: %v", i+1, l)
		}
		if l["kind"] != "practice.answered" {
			continue
		}
		q, err := a.Rooms.Bank().Find(fmt.Sprint(x["question_id"]), "")
		if err != nil {
			t.Fatal(err)
		}
		answer := "User answered: " + q.Keys[0]
		if answered++; answered == 2 {
			answer = "User skipped the question"
		}
		if l["query"] != "Practice: "+q.Stem || l["response"] != answer || x["correct_answer"] != strings.Join(q.Keys, " or ") || x["type"] != "practice" || x["time_spent"] != 41.5 {
			t.Errorf("line %d: %v", i+1, l)
		}
	}
	if answered != 2 {
		t.Errorf("%d answers", answered)
	}
}
