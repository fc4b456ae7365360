package api_test

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"

	"satprep/internal/account"
	"satprep/internal/app"
	"satprep/internal/app/apptest"
	"satprep/internal/backup"
	"satprep/internal/db"
	"satprep/internal/db/dbtest"
	"satprep/internal/erasure"
	"satprep/internal/fault"
	"satprep/internal/llm/llmtest"
	"satprep/internal/uid"
)

// served is what practice and the diagnostic serve.
type served struct {
	SessionID string                      `json:"session_id"`
	Questions []struct{ ID, Type string } `json:"questions"`
}

// A planted person has left words wherever words can be left.
type planted struct {
	client
	id      string
	subject uid.ID
	mark    string            // in all their words
	typed   string            // the answer they type
	secrets map[string][]byte // what must not be found once they are erased
}

// plant lets a person use everything that takes words, over the real API. All
// of them hold mark.
func plant(t *testing.T, a *app.App, c client, mark, typed string) *planted {
	t.Helper()
	p := &planted{client: c, mark: mark, typed: typed, secrets: map[string][]byte{"mark": []byte(mark), "typed answer": []byte(`"` + typed + `"`)}}
	p.token = ""
	var s signedIn
	p.send("POST", "/auth/register", object{"name": mark + "name Learner", "email": mark + "@example.org", "password": "long enough", "age_band": "13_17", "role": "student"},
		"Idempotency-Key", mark+"-registers").must(t, 201).into(t, &s)
	p.token, p.id = s.Token, s.UserID
	acc, err := a.Rooms.Accounts.Find(t.Context(), p.id)
	if err != nil {
		t.Fatal(err)
	}
	p.subject = acc.Subject
	p.send("PATCH", "/auth/me", object{"name": mark + "name Renamed"}).must(t, 200)

	// People around them.
	invited := func(role string) client {
		var code struct{ Code string }
		p.send("POST", "/invitations", object{"role": role}, "Idempotency-Key", mark+role).must(t, 201).into(t, &code)
		other := c
		if role == "tutor" {
			staff, err := a.Rooms.Accounts.InviteStaff(t.Context(), account.Operator(), account.Tutor)
			if err != nil {
				t.Fatal(err)
			}
			var s signedIn
			other.token = ""
			other.send("POST", "/auth/register", object{"name": "Tutor", "password": "long enough", "code": staff.Code}).must(t, 201).into(t, &s)
			other.token = s.Token
		} else {
			other, _ = c.join(role, "18_plus")
		}
		other.send("POST", "/invitations/accept", object{"code": code.Code}).must(t, 200)
		return other
	}
	parent, tutor := invited("parent"), invited("tutor")
	p.send("POST", "/invitations", object{"role": "tutor"}).must(t, 201) // one that nobody uses
	p.send("POST", "/consent/"+p.id, object{"choices": []any{object{"purpose": "research_export", "granted": true}}}).must(t, 200)

	// Practice with a typed answer, its review, events good and bad.
	session := ""
	for done := false; !done; { // until one was typed
		var round served
		p.send("POST", "/practice/start/"+p.id, object{"domain": "Math", "num_questions": 6}).must(t, 200).into(t, &round)
		session = round.SessionID
		for len(round.Questions) > 0 {
			q := round.Questions[0]
			answer := "A"
			if q.Type == "spr" {
				answer, done = typed, true
			}
			round = served{}
			p.send("POST", "/practice/submit/"+session, []any{object{"question_id": q.ID, "answer": answer, "time_spent": 30}}, "Idempotency-Key", mark+session+q.ID).must(t, 200).into(t, &round)
		}
	}
	p.send("POST", "/review/generate/"+session, nil).must(t, 200)
	tutor.send("GET", "/review/session/"+session, nil).must(t, 200)
	p.send("POST", "/ai_data/events", []any{
		object{"id": uid.New(time.Now()).String(), "kind": "note.added", "made_at": time.Now().UTC(), "text": mark + "note"},
		object{"id": uid.New(time.Now()).String(), "kind": "note.added", "made_at": time.Now().UTC(), "body": object{mark + "refused": 1}},
	}).must(t, 200)

	// The tutor: words, a rating, better words, a signal that adults are told.
	p.send("POST", "/ai_tutor/ask", object{"text": mark + "asks how are you", "id": "one"}).must(t, 200)
	var said []struct{ ID string }
	p.send("GET", "/ai_tutor/interactions/"+p.id, nil).must(t, 200).into(t, &said)
	p.send("POST", "/ai_tutor/rate", object{"turn": said[0].ID, "value": -1, "reasons": []string{"wrong"}}).must(t, 204)
	tutor.send("POST", "/ai_tutor/edit", object{"turn": said[0].ID, "text": mark + "edited"}).must(t, 204)
	p.send("POST", "/ai_tutor/ask", object{"text": "i want to die " + mark, "id": "two"}).must(t, 200)
	var notices []struct{ ID string }
	tutor.send("GET", "/ai_tutor/notices/"+p.id, nil).must(t, 200).into(t, &notices)
	tutor.send("POST", "/ai_tutor/notices/"+notices[0].ID+"/seen", object{}).must(t, 204)
	parent.send("GET", "/ai_tutor/interactions/"+p.id+"?explicit=1", nil).must(t, 200)

	p.send("GET", "/ai_data/export/"+p.id, nil).must(t, 200)
	p.secrets["user id"] = []byte(p.id)
	return p
}

// draft begins a test and leaves a typed answer in it.
func (p *planted) draft(t *testing.T) {
	t.Helper()
	var test struct {
		TestID    string `json:"test_id"`
		Questions []struct{ ID, Type string }
	}
	p.send("POST", "/full_test/start/"+p.id, object{"sections": []string{"Math"}}).must(t, 200).into(t, &test)
	for _, q := range test.Questions {
		if q.Type == "spr" {
			p.send("PUT", "/full_test/answers/"+test.TestID, []any{object{"question_id": q.ID, "answer": p.typed}}).must(t, 200)
		}
	}
}

// folders are all bytes below data, by file.
func folders(t *testing.T, data string) map[string][]byte {
	t.Helper()
	all := map[string][]byte{}
	err := filepath.WalkDir(data, func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		b, err := os.ReadFile(path)
		all[strings.TrimPrefix(path, data)] = append(b, filepath.Base(path)...) // names of files tell as well
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// tables are all rows as text, by table: what a database tells of itself where
// its files are not ours. Bytes are written in hexadecimal.
func tables(t *testing.T, d *db.DB) map[string][]byte {
	t.Helper()
	rows, err := d.Query(t.Context(), `SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema() ORDER BY 1`)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		names = append(names, name)
	}
	rows.Close()
	all := map[string][]byte{}
	for _, name := range names {
		rows, err := d.Query(t.Context(), `SELECT CAST(t.* AS TEXT) FROM `+name+` t`)
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			var text string
			if err := rows.Scan(&text); err != nil {
				t.Fatal(err)
			}
			all["table "+name] = append(all["table "+name], text+"\n"...)
		}
		rows.Close()
	}
	return all
}

// found lists where the secrets of a person are.
func (p *planted) found(all map[string][]byte) (places []string) {
	for name, b := range all {
		for what, secret := range p.secrets {
			if bytes.Contains(b, secret) || bytes.Contains(b, []byte(hex.EncodeToString(secret))) {
				places = append(places, what+" in "+name)
			}
		}
	}
	return places
}

// after the erasure nothing of one person is found anywhere, and everything of
// the other still is: in the database's files and tables, the mirror, exports,
// what a restore of an older backup brings back, and the next export.
func TestNothingIsLeft(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		data := t.TempDir()
		gone := make(chan struct{})
		model := modelServer(t, func(n int, asked llmtest.Asked) llmtest.Reply {
			if strings.Contains(asked.Last(), "go on for ever") {
				return llmtest.Stream(llmtest.Piece("This is one whole adamarkslow sentence. "), llmtest.Piece("And"), func(_ http.ResponseWriter, r *http.Request) bool {
					<-r.Context().Done()
					close(gone)
					return false
				})
			}
			return llmtest.Say("Think about it once more.")
		})
		a, c := startApp(t, func(c *app.Config) {
			c.Data, c.DB, c.Tutor = data, dsn, []string{model}
			if name, ok := strings.CutPrefix(dsn, "sqlite:"); ok {
				c.Data = name
				data = name
			}
		})
		ada, bo := plant(t, a, c, "adamark", "-9.173"), plant(t, a, c, "bozomark", "-9.281")
		admin := c.admin(t, a)
		admin.send("GET", "/ai_data/export_all", nil).must(t, 200)
		ada.secrets["key"] = sealingKey(t, dsn, ada.subject)
		mirrored(t, a)

		// An answer that is being given, and a line that is open.
		line := ada.dial(t, ada.id)
		line.ask(`{"type":"hello"}`)
		line.write(websocket.MessageText, `{"type":"ask","id":"long","text":"please go on for ever"}`)
		for f := line.read(); f["type"] != "delta"; f = line.read() {
			if f["type"] == "done" || f["type"] == "error" {
				t.Fatalf("the model was not asked: %v", f)
			}
		}
		ada.draft(t)
		bo.draft(t)

		everything := func() map[string][]byte {
			all := folders(t, data)
			if a.Rooms.DB.Engine() == db.Postgres {
				for name, b := range tables(t, a.Rooms.DB) {
					all[name] = b
				}
				keys := openKeys(t, dsn)
				for name, b := range tables(t, keys) {
					all["keys "+name] = b
				}
				keys.Close()
			}
			return all
		}
		before := fmt.Sprint(ada.found(everything()))
		for _, where := range []string{"mark in ", "user id in ", "key in ", "typed answer in ", "interactions.jsonl", "user_" + ada.id, "all_users"} {
			if !strings.Contains(before, where) {
				t.Errorf("before the erasure the scan does not find %q: it would find nothing after it either\n%s", where, before)
			}
		}
		theirs := len(bo.found(everything()))
		out := t.TempDir()
		main, keys := filepath.Join(out, "main.tar"), filepath.Join(out, "keys.tar")
		if a.Rooms.DB.Engine() == db.SQLite {
			for path, isKeys := range map[string]bool{main: false, keys: true} {
				if _, err := backup.Make(t.Context(), backup.Options{Data: data, DSN: dsn, Out: path, Keys: isKeys, Files: true, Version: "test", Now: time.Now}); err != nil {
					t.Fatal(err)
				}
			}
		}

		ada.send("DELETE", "/ai_data/users/"+ada.id, object{"confirm": "yes"}).must(t, 400)
		ada.send("DELETE", "/ai_data/users/"+ada.id, object{"confirm": "erase", "reason": "Adamarkname asked"}).must(t, 400)
		var receipt erasure.Receipt
		text := ada.send("DELETE", "/ai_data/users/"+ada.id, object{"confirm": "erase", "reason": "asked"}).must(t, 200)
		text.into(t, &receipt)
		if receipt.State != erasure.Accepted || receipt.Counts.Records < 20 || receipt.Counts.Files < 2 || receipt.By != "learner" {
			t.Errorf("the receipt: %s", text.body)
		}
		if _, err := erasure.Verify(text.body, a.Rooms.Signing.Public()); err != nil {
			t.Errorf("the receipt that came: %v", err)
		}
		ada.send("GET", "/auth/me", nil).must(t, 401)
		<-gone
		if _, _, err := line.conn.Read(t.Context()); err == nil {
			for err == nil {
				_, _, err = line.conn.Read(t.Context())
			}
			if websocket.CloseStatus(err) != websocket.StatusPolicyViolation {
				t.Errorf("the line ended with %v", err)
			}
		}
		completed(t, a)
		nobody := c
		nobody.token = ""
		text = nobody.send("GET", "/ai_data/receipts/"+receipt.ID, nil).must(t, 200)
		if r, err := erasure.Verify(text.body, a.Rooms.Signing.Public()); err != nil || r.State != erasure.Completed || r.ID != receipt.ID {
			t.Errorf("the last receipt: %v, %v", r, err)
		}

		if left := ada.found(everything()); len(left) > 0 {
			t.Errorf("left: %v", left)
		}
		admin.send("GET", "/ai_data/export_all", nil).must(t, 200)
		if left := ada.found(everything()); len(left) > 0 {
			t.Errorf("after a new export of everybody: %v", left)
		}
		if n := len(bo.found(everything())); n < theirs {
			t.Errorf("%d places hold something of the other, %d did before", n, theirs)
		}
		bo.send("POST", "/ai_tutor/ask", object{"text": "hello"}).must(t, 200)

		// A view that is built again brings nobody back.
		for _, v := range a.Views() {
			if _, err := a.Rooms.Log.Rebuild(t.Context(), v); err != nil && !fault.Is(err, fault.Conflict) {
				t.Fatal(err)
			}
		}
		for _, table := range []string{"proficiency", "points", "session", "response", "turn", "consent_state", "failed_event"} {
			var n int
			if err := a.Rooms.DB.QueryRow(t.Context(), `SELECT COUNT(*) FROM `+table+` WHERE subject = ?`, ada.subject).Scan(&n); err != nil || n > 0 {
				t.Errorf("%d rows of %s are about the erased (%v)", n, table, err)
			}
		}

		if a.Rooms.DB.Engine() == db.SQLite {
			restored := t.TempDir()
			_, err := backup.Restore(t.Context(), backup.Source{In: main, Keys: keys, Erasures: filepath.Join(data, backup.Erasures), Data: restored})
			if err != nil {
				t.Fatal(err)
			}
			if len(ada.found(folders(t, restored))) == 0 {
				t.Error("the older backup held nothing of them: its replay proves nothing")
			}
			again := apptest.Start(t, func(c *app.Config) { c.Data = restored })
			for err = again.Rooms.Mirror.Mend(t.Context()); err != nil; err = again.Rooms.Mirror.Mend(t.Context()) {
				if !fault.Is(err, fault.Busy) { // the server is at it
					t.Fatal(err)
				}
			}
			completed(t, again)
			if left := ada.found(folders(t, restored)); len(left) > 0 {
				t.Errorf("after a restore: %v", left)
			}
			if len(bo.found(folders(t, restored))) == 0 {
				t.Error("after a restore the other is gone too")
			}
			c := client{t: t, base: again.URL()}
			if r, err := erasure.Verify(c.send("GET", "/ai_data/receipts/"+receipt.ID, nil).must(t, 200).body, a.Rooms.Signing.Public()); err != nil || r.AcceptedAt != receipt.AcceptedAt {
				t.Errorf("the receipt after a restore: %v, %v", r, err)
			}
		}
	})
}

func openKeys(t *testing.T, dsn string) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), dsn, db.Keys)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func sealingKey(t *testing.T, dsn string, subject uid.ID) (key []byte) {
	t.Helper()
	d := openKeys(t, dsn)
	defer d.Close()
	if err := d.QueryRow(t.Context(), `SELECT key FROM sealing_key WHERE subject = ?`, subject).Scan(&key); err != nil {
		t.Fatal(err)
	}
	return key
}

// mirrored waits for the mirror.
func mirrored(t *testing.T, a *app.App) {
	t.Helper()
	for {
		if _, err := a.Rooms.Log.CatchUp(t.Context(), a.Rooms.Mirror.Follower()); err == nil {
			return
		} else if !fault.Is(err, fault.Conflict) {
			t.Fatal(err)
		}
	}
}

// completed lets all erasures come to their end.
func completed(t *testing.T, a *app.App) {
	t.Helper()
	for {
		if err := a.Rooms.Erasures.Finish(t.Context()); err == nil {
			return
		} else if !fault.Is(err, fault.Busy) {
			t.Fatal(err)
		}
	}
}

// Whoever is erased in the middle of answering gets answers up to it and then
// none, and nothing of what ran at that moment stays.
func TestErasedWhileAnswering(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		a, c := startApp(t, func(c *app.Config) { c.DB = dsn })
		me, s := c.join("student", "13_17")
		acc, err := a.Rooms.Accounts.Find(t.Context(), s.UserID)
		if err != nil {
			t.Fatal(err)
		}
		const hands = 4
		var all sync.WaitGroup
		going := make(chan struct{}, hands)
		for i := range hands {
			all.Go(func() {
				for n := 0; ; n++ {
					var p practice
					g := me.send("POST", "/practice/start/"+s.UserID, object{"domain": "Math", "num_questions": 50}, "Idempotency-Key", fmt.Sprint(i, "-", n))
					if n == 1 {
						going <- struct{}{}
					}
					for g.status == 200 {
						g.into(t, &p)
						if len(p.Questions) == 0 {
							break
						}
						q, session := p.Questions[0].ID, p.SessionID
						p = practice{}
						if n == 0 {
							break
						}
						g = me.send("POST", "/practice/submit/"+session, []any{object{"question_id": q, "answer": "", "time_spent": 5}})
					}
					switch g.status {
					case 200, 409, 503:
					case 401, 403, 404:
						// Who shares the erasure's transaction is refused a moment before it is durable.
						if _, err := a.Rooms.Accounts.Find(t.Context(), s.UserID); !fault.Is(err, fault.Missing) && !holds(g.body, "was erased") {
							t.Errorf("status %d though the account is there: %s", g.status, g.body)
						}
						return
					default:
						t.Errorf("status %d: %s", g.status, g.body)
						return
					}
				}
			})
		}
		for range hands {
			<-going
		}
		me.send("DELETE", "/ai_data/users/"+s.UserID, object{"confirm": "erase"}).must(t, 200)
		tail, err := a.Rooms.Log.CountOf(t.Context(), acc.Subject)
		if err != nil {
			t.Fatal(err)
		}
		all.Wait()
		completed(t, a)
		if n, err := a.Rooms.Log.CountOf(t.Context(), acc.Subject); err != nil || n != tail {
			t.Errorf("%d records, %d when they were erased (%v)", n, tail, err)
		}
		for _, table := range []string{"session", "response", "aid", "idempotency", "proficiency", "points", "consent_state"} {
			var n int
			if err := a.Rooms.DB.QueryRow(t.Context(), `SELECT COUNT(*) FROM `+table+` WHERE subject = ?`, acc.Subject).Scan(&n); err != nil || n > 0 {
				t.Errorf("%d rows of %s are left (%v)", n, table, err)
			}
		}
	})
}

// A learner reads what was logged of them; nothing of an open test tells what
// was right, and a parent does not read what was said.
func TestMyDataAndTimeline(t *testing.T) {
	t.Parallel()
	a, c := startApp(t, nil)
	ada := plant(t, a, c, "adamark", "-9.173")
	parent, _ := c.join("parent", "18_plus")
	var code struct{ Code string }
	ada.send("POST", "/invitations", object{"role": "parent"}).must(t, 201).into(t, &code)
	parent.send("POST", "/invitations/accept", object{"code": code.Code}).must(t, 200)
	var data struct {
		Records  int64
		Months   []struct{ Records int64 }
		Consent  struct{ History []any }
		Files    []struct{ URL string }
		Releases []any
	}
	ada.send("GET", "/ai_data/users/"+ada.id, nil).must(t, 200).into(t, &data)
	var sum int64
	for _, m := range data.Months {
		sum += m.Records
	}
	if n, err := a.Rooms.Log.CountOf(t.Context(), ada.subject); err != nil || data.Records != n || sum != n || len(data.Consent.History) != 2 || len(data.Files) != 1 || data.Releases == nil {
		t.Errorf("%+v, and there are %d records (%v)", data, n, err)
	}
	ada.send("GET", data.Files[0].URL, nil).must(t, 200)

	type page struct {
		Entries []struct{ ID, Kind, Sentence string }
		Before  int64
	}
	read := func(c client, query string) (text string, n int) {
		t.Helper()
		seen := map[string]bool{}
		for before := int64(0); ; {
			var p page
			c.send("GET", fmt.Sprintf("/ai_data/users/%s/timeline?limit=7&before=%d%s", ada.id, before, query), nil).must(t, 200).into(t, &p)
			for _, e := range p.Entries {
				if seen[e.ID] {
					t.Errorf("%s comes twice", e.ID)
				}
				seen[e.ID] = true
				text += e.Kind + " " + e.Sentence + "\n"
			}
			if before = p.Before; before == 0 {
				return text, len(seen)
			}
		}
	}
	mine, n := read(ada.client, "")
	if int64(n) != data.Records {
		t.Errorf("%d of %d records", n, data.Records)
	}
	for _, want := range []string{"Talked to the tutor", "adamarkasks", "Wrote a note", "granted research_export, by the learner", "answer \"-9.173\", "} {
		if !strings.Contains(mine, want) {
			t.Errorf("the timeline lacks %q:\n%s", want, mine)
		}
	}
	if theirs, _ := read(parent, ""); strings.Contains(theirs, "adamark") || strings.Contains(theirs, "-9.173") || !strings.Contains(theirs, "Talked to the tutor") {
		t.Errorf("a parent reads:\n%s", theirs)
	}
	if text, n := read(ada.client, "&q=ADAMARKnote"); n != 1 {
		t.Errorf("a search finds %d:\n%s", n, text)
	}
	if _, n := read(ada.client, "&kind=practice.answered"); n < 6 || n%6 != 0 {
		t.Errorf("%d answers in practice", n)
	}
	ada.send("GET", "/ai_data/users/"+ada.id+"/timeline?kind=nonsense", nil).must(t, 400)
	ada.send("GET", "/ai_data/users/"+ada.id+"/timeline?limit=1000", nil).must(t, 400)

	// An open diagnostic has answers that nobody may know yet.
	var d served
	ada.send("POST", "/diagnostic/start/"+ada.id, nil).must(t, 200).into(t, &d)
	ada.send("POST", "/diagnostic/submit/"+d.SessionID, []any{object{"question_id": d.Questions[0].ID, "answer": "A", "time_spent": 30}}).must(t, 200)
	if text, n := read(ada.client, "&kind=diagnostic.answered"); n != 1 || strings.Contains(text, "right") {
		t.Errorf("of an open diagnostic: %s", text)
	}
	var key struct{ Key, Public string }
	ada.send("GET", "/ai_data/signing_key", nil).must(t, 200).into(t, &key)
	if key.Key != a.Rooms.Signing.ID() || key.Public != a.Rooms.Signing.Public().String() {
		t.Errorf("the key: %+v", key)
	}
}
