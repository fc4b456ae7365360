package api_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"satprep/internal/account"
	"satprep/internal/api"
	"satprep/internal/app"
	"satprep/internal/db"
	"satprep/internal/interaction"
	"satprep/internal/question"
	"satprep/internal/uid"
)

var update = flag.Bool("update", false, "rewrite golden files")

// roles are the columns: who acts on what belongs to a student, the owner.
var roles = []string{"anonymous", "owner", "other student", "linked tutor", "other tutor", "linked parent", "other parent", "admin"}

// A cell is one route tried by one role, with people and sessions of its own,
// so that no cell sees what another did.
type cell struct {
	t     *testing.T
	app   *app.App
	row   api.Row
	id    string // prefix of its people's ids
	owner client
	actor client
	made  map[string]string // what fill made
}

// TestAccessMatrix tries every route as every role and compares with
// docs/access.md. A new route fails it until the page is written anew with
// -update and read.
func TestAccessMatrix(t *testing.T) {
	t.Parallel()
	server, c := startApp(t, nil)
	rows := server.API.Rows()
	people := newPeople(t, server, len(rows))
	grid := make([][]string, len(rows))
	t.Run("routes", func(t *testing.T) {
		for i, row := range rows {
			grid[i] = make([]string, len(roles))
			for j, role := range roles {
				t.Run(row.Method+" "+row.Path+" as "+role, func(t *testing.T) {
					t.Parallel()
					x := people.cell(t, c, row, i, j)
					grid[i][j] = x.try()
				})
			}
		}
	})
	if t.Failed() {
		return
	}
	page := accessPage(rows, grid)
	path := filepath.Join("..", "..", "docs", "access.md")
	if *update {
		if err := os.WriteFile(path, page, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(page)); diff != "" {
		t.Errorf("docs/access.md (-) and the server (+) differ; if the server is right, run go test ./internal/api -run AccessMatrix -update:\n%s", diff)
	}
}

func accessPage(rows []api.Row, grid [][]string) []byte {
	var b bytes.Buffer
	b.WriteString(`# Who may do what

Written by the test of every route as every role (internal/api/matrix_test.go); do not edit it by hand.
The owner is a student of 13 to 17; the linked tutor and the linked parent are linked to the owner, the others are not.
What stands behind {user_id}, {session_id} or {test_id} is the owner's.

yes: may · 401: must sign in · 403: may not, and cannot tell whether the user exists · 404: cannot tell whether it exists.
A parent's or an admin's yes may be narrowed by the verb itself; docs/privacy.md says how for consent.

| route | who may | `)
	b.WriteString(strings.Join(roles, " | ") + " |\n|" + strings.Repeat("---|", len(roles)+2) + "\n")
	for i, row := range rows {
		fmt.Fprintf(&b, "| `%s %s` | %s | %s |\n", row.Method, row.Path, row.Who, strings.Join(grid[i], " | "))
	}
	return b.Bytes()
}

// people are all who act in the matrix, imported at once: an import hashes no
// passwords.
type people struct {
	app    *app.App
	tokens map[string]string
}

func newPeople(t *testing.T, server *app.App, routes int) *people {
	t.Helper()
	var csv, out bytes.Buffer
	csv.WriteString("user_id,role,age_band,name,email\n")
	for i := range routes {
		for j, role := range roles {
			id := cellID(i, j)
			fmt.Fprintf(&csv, "%s.owner,student,13_17,Owner,\n", id)
			words := strings.Fields(role)
			switch r := words[len(words)-1]; r {
			case "anonymous", "owner":
			case "student":
				fmt.Fprintf(&csv, "%s.actor,student,13_17,Actor,\n", id)
			default:
				fmt.Fprintf(&csv, "%s.actor,%s,18_plus,Actor,\n", id, r)
			}
		}
	}
	done, err := server.Rooms.Accounts.Import(t.Context(), &csv, &out)
	if err != nil || done.Refused > 0 {
		t.Fatal(err, done)
	}
	p := &people{server, map[string]string{}}
	for line := range strings.Lines(out.String()) {
		id, token, _ := strings.Cut(strings.TrimSpace(line), " ")
		p.tokens[id] = token
	}
	return p
}

func cellID(i, j int) string { return fmt.Sprintf("r%d.%d", i, j) }

func (p *people) cell(t *testing.T, c client, row api.Row, i, j int) *cell {
	t.Helper()
	c.t = t
	x := &cell{t: t, app: p.app, row: row, id: cellID(i, j), owner: c, actor: c, made: map[string]string{}}
	x.owner.token = p.tokens[x.id+".owner"]
	switch role := roles[j]; {
	case role == "owner":
		x.actor.token = x.owner.token
	case role != "anonymous":
		x.actor.token = p.tokens[x.id+".actor"]
		if bond, ok := strings.CutPrefix(role, "linked "); ok {
			x.link(bond)
		}
	}
	return x
}

func (x *cell) link(bond string) {
	accounts := x.app.Rooms.Accounts
	var ends [2]account.Actor
	for i, side := range []string{".owner", ".actor"} {
		acc, err := accounts.Find(x.t.Context(), x.id+side)
		if err != nil {
			x.t.Fatal(err)
		}
		ends[i] = acc.Actor
	}
	code, err := accounts.InviteLink(x.t.Context(), ends[0], account.Role(bond))
	if err != nil {
		x.t.Fatal(err)
	}
	l, err := accounts.Accept(x.t.Context(), ends[1], code.Code)
	if err != nil {
		x.t.Fatal(err)
	}
	x.made["link_id"] = l.ID.String()
}

// request sends the route's request as the actor.
func (x *cell) request() got {
	x.t.Helper()
	path := x.row.Path
	for part := range strings.SplitSeq(x.row.Path, "/") {
		if strings.HasPrefix(part, "{") {
			path = strings.Replace(path, part, x.fill(strings.Trim(part, "{}.$")), 1)
		}
	}
	prepare, ok := bodies[x.row.Method+" "+x.row.Path]
	var body any
	if ok {
		body = prepare(x)
	} else if x.row.Method == http.MethodPost {
		body = map[string]any{}
	}
	return x.actor.send(x.row.Method, path, body)
}

// try sends the request and says what the role may.
func (x *cell) try() string {
	x.t.Helper()
	g := x.request()
	switch {
	case g.status == 401 || g.status == 403 || g.status == 404:
		return fmt.Sprint(g.status)
	case g.status == 400 && !maybe400[x.row.Path], g.status >= 500:
		x.t.Errorf("status %d: teach bodies in matrix_test.go a valid request for this route: %s", g.status, g.body)
	}
	return "yes"
}

// maybe400 are routes that a plain request cannot satisfy: a socket wants an
// upgrade, a code cannot be had.
var maybe400 = map[string]bool{"/ai_tutor/chat/{user_id}": true, "/auth/setup": true, "/invitations/accept": true}

// TestUnknownLooksLikeNotYours: nobody learns from a refusal whether a user, a
// session or a link exists.
func TestUnknownLooksLikeNotYours(t *testing.T) {
	t.Parallel()
	server, c := startApp(t, nil)
	rows := server.API.Rows()
	people := newPeople(t, server, len(rows))
	other := slices.Index(roles, "other student")
	for i, row := range rows {
		if row.Who == "anyone" || !strings.Contains(row.Path, "{user_id}") && !strings.Contains(row.Path, "_id}") {
			continue // an id that opens to anyone is a secret itself
		}
		t.Run(row.Method+" "+row.Path, func(t *testing.T) {
			t.Parallel()
			x := people.cell(t, c, row, i, other)
			theirs := x.request()
			name := row.Path[strings.Index(row.Path, "{")+1 : strings.Index(row.Path, "}")]
			for _, unknown := range []string{uid.Random().String(), "nobody", "%F0%9F%8E%93", "..%2F..%2Fx", longText(500)} {
				x.made[name] = unknown
				got := x.request()
				if got.status != theirs.status || !bytes.Equal(got.body, theirs.body) {
					t.Errorf("unknown %.40q: status %d %s; not theirs: %d %s", unknown, got.status, got.body, theirs.status, theirs.body)
				}
			}
		})
	}
}

// fill makes what a parameter of a path stands for; it belongs to the owner.
func (x *cell) fill(name string) string {
	x.t.Helper()
	if v, ok := x.made[name]; ok {
		return v
	}
	switch name {
	case "", "page":
		return ""
	case "file":
		if strings.HasPrefix(x.row.Path, "/ai_data/") {
			return "README.md"
		}
		return "docs.css"
	case "release_id": // of whoever operates: nobody here agreed, so that it fails at once
		r, err := x.app.Rooms.Datasets.Enqueue(x.t.Context(), account.Operator(), []byte(matrixRecipe()), time.Time{})
		if err != nil {
			x.t.Fatal(err)
		}
		return r.ID.String()
	case "user_id":
		return x.id + ".owner"
	case "run_id": // of the operator: without a promotable question, or no better than Elo
		id := uid.Random()
		if strings.HasPrefix(x.row.Path, "/training/") {
			err := x.app.Rooms.DB.Write(x.t.Context(), func(tx *db.Tx) error {
				_, err := tx.Exec(`INSERT INTO knowledge_model (id, status, model, made_at, code, seq, as_of, simulated, answers, detail, note, decided_at, fitted)
					VALUES (?, 'proposed', 'elo', 0, 'test', 0, 0, ?, '', '{"why_not":"is_elo"}', '', 0, '{}')`, id, false)
				return err
			})
			if err != nil {
				x.t.Fatal(err)
			}
			return id.String()
		}
		err := x.app.Rooms.DB.Write(x.t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(`INSERT INTO calibration_run (id, status, model, made_at, code, seq, as_of, simulated, answers, bank_number, params, shift, items, promotable, detail, note, decided_at, params_after)
				VALUES (?, 'proposed', '2pl', 0, 'test', 0, 0, ?, '', 0, '', 0, 0, 0, '{}', '', 0, '')`, id, false)
			return err
		})
		if err != nil {
			x.t.Fatal(err)
		}
		return id.String()
	case "event_id":
		return x.failedEvent()
	case "link_id":
		return x.ownLink()
	case "name":
		var made struct{ Name string }
		x.owner.send("GET", "/ai_data/export/"+x.id+".owner", nil).must(x.t, 200).into(x.t, &made)
		return made.Name
	case "session_id":
		if strings.HasPrefix(x.row.Path, "/diagnostic/") {
			return x.session("/diagnostic/start/", "session_id", nil)
		}
		id := x.session("/practice/start/", "session_id", map[string]any{"domain": "Math", "num_questions": 1})
		if strings.HasPrefix(x.row.Path, "/review/") {
			x.owner.send("POST", "/practice/submit/"+id, []any{map[string]any{"question_id": x.made["question_id"], "answer": "", "time_spent": 5}}).must(x.t, 200)
		}
		return id
	case "version":
		return "ai_training.v1"
	case "state":
		var v struct {
			History []struct{ State int64 }
		}
		x.owner.send("GET", "/consent/"+x.id+".owner", nil).must(x.t, 200).into(x.t, &v)
		return fmt.Sprint(v.History[0].State)
	case "notice_id":
		x.owner.send("POST", "/ai_tutor/ask", map[string]any{"text": "i want to die"}).must(x.t, 200)
		var list []struct {
			ID string `json:"id"`
		}
		x.owner.send("GET", "/ai_tutor/notices/"+x.id+".owner", nil).must(x.t, 200).into(x.t, &list)
		return list[0].ID
	case "receipt_id":
		other, s := x.owner.join("student", "13_17")
		var made struct{ ID string }
		other.send("DELETE", "/ai_data/users/"+s.UserID, map[string]any{"confirm": "erase"}).must(x.t, 200).into(x.t, &made)
		return made.ID
	case "report_id":
		x.session("/practice/start/", "session_id", map[string]any{"domain": "Math", "num_questions": 1})
		var made struct {
			ID string `json:"report_id"`
		}
		x.owner.send("POST", "/questions/reports", map[string]any{"question_id": x.made["question_id"], "reason": "typo"}).must(x.t, 201).into(x.t, &made)
		return made.ID
	case "question_id":
		// One that no form needs: a cell may retire it.
		for _, q := range x.app.Rooms.Bank().Questions {
			if q.Use == question.Practice && !q.Retired {
				return q.ID
			}
		}
	case "conversation_id":
		x.owner.send("POST", "/ai_tutor/ask", map[string]any{"text": "hello"}).must(x.t, 200)
		var list []struct{ Conversation string }
		x.owner.send("GET", "/ai_tutor/conversations", nil).must(x.t, 200).into(x.t, &list)
		return list[0].Conversation
	case "score_id":
		var s struct {
			ID string `json:"score_id"`
		}
		x.owner.send("POST", "/plan/scores/"+x.id+".owner", officialScore).must(x.t, 201).into(x.t, &s)
		return s.ID
	case "test_id":
		return x.session("/full_test/start/", "test_id", map[string]any{"sections": []string{"Math"}})
	}
	x.t.Fatalf("teach fill in matrix_test.go what {%s} stands for", name)
	return ""
}

// failedEvent has an event of the owner's refused.
func (x *cell) failedEvent() string {
	id := uid.Random().String()
	x.owner.send("POST", "/ai_data/events", []any{map[string]any{"id": id, "kind": "no.such"}}).must(x.t, 200)
	list, err := x.app.Rooms.Log.FailedEvents(x.t.Context(), false, uid.ID{}, interaction.MaxFailedPage)
	if err != nil {
		x.t.Fatal(err)
	}
	i := slices.IndexFunc(list, func(f interaction.Failed) bool { return f.Event == id })
	if i < 0 {
		x.t.Fatal("the refused event is not in the quarantine")
	}
	return list[i].ID.String()
}

// matrixRecipe is a recipe of a name that nobody has taken.
func matrixRecipe() string {
	return "name: r-" + uid.Random().String() + "\ntitle: Nothing\npurpose: research_export\nconfigs: [irt_matrix]\n"
}

// ownLink links the owner to a tutor of nobody else's.
func (x *cell) ownLink() string {
	code := x.owner.send("POST", "/invitations", map[string]any{"role": "tutor"}).must(x.t, 201)
	var c struct{ Code string }
	code.into(x.t, &c)
	tutor := x.owner
	var s signedIn
	staff, err := x.app.Rooms.Accounts.InviteStaff(x.t.Context(), account.Operator(), account.Tutor)
	if err != nil {
		x.t.Fatal(err)
	}
	tutor.token = ""
	tutor.send("POST", "/auth/register", map[string]any{"name": "Tutor", "password": "long enough", "code": staff.Code}).must(x.t, 201).into(x.t, &s)
	tutor.token = s.Token
	var l struct {
		ID string `json:"link_id"`
	}
	tutor.send("POST", "/invitations/accept", map[string]any{"code": c.Code}).must(x.t, 200).into(x.t, &l)
	return l.ID
}

// session begins one for the owner, and notes its first question.
func (x *cell) session(path, key string, body any) string {
	x.t.Helper()
	var r struct {
		SessionID string `json:"session_id"`
		TestID    string `json:"test_id"`
		Questions []struct {
			ID string `json:"id"`
		} `json:"questions"`
	}
	g := x.owner.send("POST", path+x.id+".owner", body)
	if g.status >= 300 {
		x.t.Fatalf("beginning %s: status %d: %s", path, g.status, g.body)
	}
	g.into(x.t, &r)
	x.made["session_id"], x.made["test_id"] = r.SessionID, r.TestID
	if len(r.Questions) > 0 {
		x.made["question_id"] = r.Questions[0].ID
	}
	return x.made[key]
}

// answer skips the question that a session served.
func answer(x *cell) any {
	return json.RawMessage(fmt.Sprintf(`[{"question_id":%q,"answer":"","time_spent":5}]`, x.made["question_id"]))
}

// turn is a body about a turn of the owner's, with more fields.
func turn(more map[string]any) func(*cell) any {
	return func(x *cell) any {
		var list []struct {
			ID string `json:"id"`
		}
		x.owner.send("POST", "/ai_tutor/ask", map[string]any{"text": "hello"}).must(x.t, 200)
		me := x.owner.send("GET", "/ai_tutor/interactions/"+x.id+".owner", nil).must(x.t, 200)
		me.into(x.t, &list)
		body := map[string]any{"turn": list[0].ID}
		maps.Copy(body, more)
		return body
	}
}

var officialScore = map[string]any{"test": "sat", "taken_on": "2025-12-06", "rw": 640, "math": 700}

func fixed(v any) func(*cell) any { return func(*cell) any { return v } }

// bodies are valid requests for routes that want more than {}.
var bodies = map[string]func(*cell) any{
	"POST /auth/register": fixed(map[string]any{"name": "N", "password": "long enough", "age_band": "13_17"}),
	"POST /auth/login": func(x *cell) any {
		_, s := x.owner.join("student", "13_17")
		return map[string]any{"user_id": s.UserID, "password": "long enough"}
	},
	"POST /auth/setup":            fixed(map[string]any{"code": "00000000000000000000000000", "name": "N", "password": "long enough"}),
	"POST /calibration/runs":      fixed(map[string]any{"model": "2pl", "simulated": true}),
	"POST /training/runs":         fixed(map[string]any{"model": "best-lr", "simulated": true}),
	"PATCH /auth/me":              fixed(map[string]any{"name": "New name"}),
	"POST /ai_data/events":        fixed([]any{}),
	"POST /ai_data/recipes/check": fixed(map[string]any{"recipe": "irt"}),
	"POST /ai_data/datasets":      func(*cell) any { return map[string]any{"recipe": matrixRecipe()} },
	"POST /invitations/accept":    fixed(map[string]any{"code": "0000000000"}),
	"POST /sync":                  fixed(map[string]any{"device": "019b8d2e-1c00-7a3b-9f00-5d1c2b3a4f5e", "entries": []any{}}),
	"POST /invitations": func(x *cell) any {
		if role := x.actorRole(); role == account.Student {
			return map[string]any{"role": "parent"}
		} else if role == account.Tutor {
			return map[string]any{"role": "student"}
		}
		return map[string]any{"role": "tutor"}
	},
	"DELETE /ai_data/users/{user_id}": fixed(map[string]any{"confirm": "erase"}),

	"PUT /users/{user_id}/accommodations": fixed(map[string]any{"time_factor": 1.5}),
	"PUT /users/{user_id}/age_band":       fixed(map[string]any{"age_band": "13_17"}),
	"POST /users/{user_id}/password":      fixed(map[string]any{"password": "a new password"}),
	"POST /consent/{user_id}":             fixed(map[string]any{"choices": []any{map[string]any{"purpose": "analytics", "granted": false}}}),

	"POST /practice/start/{user_id}":       fixed(map[string]any{"domain": "Math", "num_questions": 3}),
	"POST /practice/packs/{user_id}":       fixed(map[string]any{"domain": "Math", "num_questions": 2}),
	"POST /practice/submit/{session_id}":   answer,
	"POST /practice/retry/{session_id}":    func(x *cell) any { return map[string]any{"question_id": x.made["question_id"], "answer": "A"} },
	"POST /diagnostic/submit/{session_id}": answer,
	"POST /full_test/start/{user_id}":      fixed(map[string]any{"sections": []string{"Math"}}),
	"POST /full_test/submit/{test_id}":     answer,
	"PUT /full_test/answers/{test_id}":     answer,

	"POST /questions/reports": func(x *cell) any {
		if x.actorRole() == account.Student && x.actor.token == x.owner.token {
			x.session("/practice/start/", "session_id", map[string]any{"domain": "Math", "num_questions": 1})
			return map[string]any{"question_id": x.made["question_id"], "reason": "typo"}
		}
		return map[string]any{"question_id": "none", "reason": "typo"}
	},
	"POST /questions/reports/{report_id}/resolve": fixed(map[string]any{"resolution": "no_fault"}),

	"POST /questions/{question_id}/correct": func(x *cell) any {
		q, err := x.app.Rooms.Bank().Find(x.fill("question_id"), "")
		if err != nil { // who asks for what nobody has
			return map[string]any{"keys": []string{"A"}}
		}
		return map[string]any{"keys": q.Keys}
	},
	"POST /progress/{user_id}/rescored/seen": func(x *cell) any {
		if x.actor.token == x.owner.token {
			x.session("/practice/start/", "session_id", map[string]any{"domain": "Math", "num_questions": 1})
		}
		return map[string]any{"session_id": x.made["session_id"]}
	},

	"PUT /plan/goal/{user_id}":    fixed(map[string]any{"target": 1400, "test_date": "", "diagnostic_skipped": false}),
	"POST /plan/scores/{user_id}": fixed(officialScore),

	"POST /ai_tutor/ask":        fixed(map[string]any{"text": "hello"}),
	"POST /ai_tutor/stop":       fixed(map[string]any{"id": "none"}),
	"POST /ai_tutor/regenerate": turn(nil),
	"POST /ai_tutor/rate":       turn(map[string]any{"value": 1}),
	"POST /ai_tutor/choose":     turn(nil),
	"POST /ai_tutor/edit":       turn(map[string]any{"text": "Better words."}),
}

// actorRole is the role of who acts, or "" where nobody is signed in.
func (x *cell) actorRole() account.Role {
	if x.actor.token == "" {
		return ""
	}
	a, err := x.app.Rooms.Accounts.Authenticate(x.t.Context(), x.actor.token)
	if err != nil {
		x.t.Fatal(err)
	}
	return a.Role
}
