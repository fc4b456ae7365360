package api_test

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"

	"satprep/internal/app"
)

type problemDoc struct {
	Type   string
	Title  string
	Status int
	Detail string
	Errors []struct{ Location, Message string }
}

// problem checks that a reply is a whole problem of that status and repeats
// nothing of what was sent.
func (g got) problem(t testing.TB, status int, secret string) problemDoc {
	t.Helper()
	var p problemDoc
	g.must(t, status).into(t, &p)
	if ct := g.header.Get("Content-Type"); ct != "application/problem+json" {
		t.Errorf("Content-Type %q", ct)
	}
	if p.Status != status || p.Title != http.StatusText(status) || !strings.HasPrefix(p.Type, "/docs#problem-") || p.Detail == "" || !strings.HasSuffix(p.Detail, ".") {
		t.Errorf("problem %s", g.body)
	}
	if secret != "" && bytes.Contains(g.body, []byte(secret)) {
		t.Errorf("the problem repeats what was sent: %s", g.body)
	}
	if bytes.Contains(g.body, []byte(`"value"`)) {
		t.Errorf("the problem has a value: %s", g.body)
	}
	return p
}

const secret = "S3CRET"

func TestBadInput(t *testing.T) {
	t.Parallel()
	c := start(t, nil)
	me, s := c.join("student", "13_17")
	for _, b := range []struct {
		name, method, path string
		body               any
		location           string // of the first error; "-" is none
		says               string
	}{
		{"no body", "POST", "/auth/register", "", "-", "Send a body of JSON"},
		{"not JSON", "POST", "/auth/register", `{"name":"` + secret + `"`, "body", "not valid JSON"},
		{"two values", "POST", "/auth/register", `{} {}`, "body", "not valid JSON"},
		{"a list", "POST", "/auth/register", `["` + secret + `"]`, "body", "object"},
		{"an object for a list", "POST", "/practice/submit/x", `{"question_id":"` + secret + `"}`, "body", "list"},
		{"a number for text", "POST", "/auth/register", `{"name":77712,"password":"` + secret + `"}`, "body.name", "text"},
		{"text for a number", "POST", "/practice/start/" + s.UserID, `{"domain":"Math","num_questions":"` + secret + `"}`, "body.num_questions", "whole number"},
		{"a fraction", "POST", "/practice/start/" + s.UserID, `{"domain":"Math","num_questions":3.25}`, "body.num_questions", "whole number"},
		{"a huge number", "POST", "/practice/start/" + s.UserID, `{"domain":"Math","num_questions":1e999}`, "body", "out of range"},
		{"too many", "POST", "/practice/start/" + s.UserID, `{"domain":"Math","num_questions":51}`, "body.num_questions", "50"},
		{"no such domain", "POST", "/practice/start/" + s.UserID, `{"domain":"` + secret + `"}`, "body.domain", "Math"},
		{"neither true nor false", "POST", "/practice/submit/x?finish=" + secret, `[]`, "query.finish", "must be true or false"},
		{"no number in the query", "GET", "/ai_tutor/interactions/" + s.UserID + "?limit=" + secret, nil, "query.limit", "must be a whole number"},
		{"a field is missing", "POST", "/auth/register", `{"name":"` + secret + `"}`, "body", "password"},
		{"too long", "POST", "/auth/register", `{"password":"long enough","name":"` + strings.Repeat(secret, 100) + `"}`, "body.name", "400"},
		{"none of the words", "POST", "/consent/" + s.UserID, `{"choices":[{"purpose":"` + secret + `","granted":true}]}`, "body.choices[0].purpose", "ai_training"},
		{"not UTF-8", "POST", "/auth/register", "{\"name\":\"" + secret + "\xff\",\"password\":\"long enough\"}", "body", "UTF-8"},
		{"NUL", "POST", "/auth/register", `{"name":"` + secret + `\u0000","password":"long enough"}`, "body", "NUL"},
		{"by a room", "POST", "/auth/register", `{"name":"` + secret + `","password":"short","age_band":"13_17"}`, "body.password", "8"},
		{"a role nobody has", "POST", "/invitations", `{"role":"` + secret + `"}`, "body.role", "tutor"},
		{"path not UTF-8", "GET", "/consent/%ff" + secret, nil, "-", "UTF-8"},
		{"path with NUL", "GET", "/consent/%00" + secret, nil, "-", "UTF-8"},
		{"query not UTF-8", "GET", "/users?after=%ff", nil, "-", "UTF-8"},
		{"bad escape", "GET", "/users?after=%zz", nil, "-", "UTF-8"},
	} {
		t.Run(b.name, func(t *testing.T) {
			t.Parallel()
			me := me
			me.t = t
			p := me.send(b.method, b.path, b.body).problem(t, 400, secret)
			where := "-"
			if len(p.Errors) > 0 {
				where = p.Errors[0].Location
			}
			if where != b.location {
				t.Errorf("at %q, want %q: %+v", where, b.location, p)
			}
			if !strings.Contains(p.Detail, b.says) {
				t.Errorf("the detail %q does not say %q", p.Detail, b.says)
			}
		})
	}
}

func TestGoodInput(t *testing.T) {
	t.Parallel()
	c := start(t, nil)
	me, s := c.join("student", "13_17")
	for _, b := range []struct{ name, method, path, body, kind string }{
		{"unknown fields", "PATCH", "/auth/me", `{"name":"N","nonsense":{"a":[1]}}`, "application/json"},
		{"null for nothing", "PATCH", "/auth/me", `{"name":null}`, "application/json"},
		{"charset", "PATCH", "/auth/me", `{"name":"N"}`, "application/json; charset=utf-8"},
		{"a +json", "PATCH", "/auth/me", `{"name":"N"}`, "application/vnd.api+json"},
		{"no type", "PATCH", "/auth/me", `{"name":"N"}`, ""},
		{"a backslash before u0000", "PATCH", "/auth/me", `{"name":"\\u0000"}`, "application/json"},
		{"another kind of case", "PATCH", "/auth/me", `{"Name":"N"}`, "application/json"},
	} {
		t.Run(b.name, func(t *testing.T) {
			t.Parallel()
			me := me
			me.t = t
			me.send(b.method, b.path, b.body, "Content-Type", b.kind).must(t, 200)
		})
	}
	me.send("GET", "/consent/"+s.UserID, nil, "Accept", "application/xml").must(t, 200)
	me.send("PATCH", "/auth/me", `name=N`, "Content-Type", "application/x-www-form-urlencoded").problem(t, 400, "")
}

func TestBodyLimits(t *testing.T) {
	t.Parallel()
	c := start(t, nil)
	me, _ := c.join("student", "13_17")
	for _, l := range []struct {
		method, path string
		limit        int
	}{
		{"PATCH", "/auth/me", 64 << 10},
		{"POST", "/practice/submit/x", 256 << 10},
	} {
		pad := func(n int) string { return `{"nonsense":"` + longText(n-len(`{"nonsense":""}`)) + `"}` }
		if g := me.send(l.method, l.path, pad(l.limit)); g.status == 413 {
			t.Errorf("%s: %d bytes are too large", l.path, l.limit)
		}
		me.send(l.method, l.path, pad(l.limit+1)).problem(t, 413, "")

		// Chunked: nobody says beforehand how long it is.
		r, err := http.NewRequestWithContext(t.Context(), l.method, me.base+l.path, io.MultiReader(strings.NewReader(pad(l.limit+1))))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+me.token)
		res, err := plainClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != 413 {
			t.Errorf("%s, chunked: status %d", l.path, res.StatusCode)
		}
	}
}

func TestNothingHere(t *testing.T) {
	t.Parallel()
	c := start(t, nil)
	c.send("GET", "/nothing/"+secret, nil).problem(t, 404, secret)
	c.send("GET", "/app/nothing.js", nil).problem(t, 404, "")
	c.send("GET", "/app/-/000000000000/index.js", nil).problem(t, 404, "")
	g := c.send("DELETE", "/auth/me", nil)
	g.problem(t, 405, "")
	if allow := g.header.Get("Allow"); !strings.Contains(allow, "PATCH") {
		t.Errorf("Allow: %q", allow)
	}
	g = c.send("GET", "/auth/me", nil)
	g.problem(t, 401, "")
	if g.header.Get("WWW-Authenticate") == "" {
		t.Error("401 without WWW-Authenticate")
	}
	c.send("GET", "/auth/me", nil, "Authorization", "Bearer "+secret).problem(t, 401, secret)
	c.send("GET", "/auth/me", nil, "Authorization", "Basic "+secret).problem(t, 401, secret)
}

func TestTooMany(t *testing.T) {
	t.Parallel()
	c := start(t, func(conf *app.Config) { conf.Simulation = false })
	_, s := c.join("student", "13_17")
	wrong := map[string]any{"user_id": s.UserID, "password": "not this one"}
	for range 10 {
		c.send("POST", "/auth/login", wrong).problem(t, 401, "")
	}
	g := c.send("POST", "/auth/login", wrong)
	g.problem(t, 429, "")
	if g.header.Get("Retry-After") == "" {
		t.Error("429 without Retry-After")
	}
}

func TestRoot(t *testing.T) {
	t.Parallel()
	c := start(t, nil)
	if g := c.send("GET", "/", nil, "Accept", "*/*").must(t, 200); strings.TrimSpace(string(g.body)) != `{"message":"SAT Prep Suite API"}` {
		t.Errorf("root says %s", g.body)
	}
	if g := c.send("GET", "/", nil, "Accept", "text/html,application/xhtml+xml,*/*;q=0.8").must(t, 302); g.header.Get("Location") != "/app/" {
		t.Errorf("root redirects to %s", g.header.Get("Location"))
	}
	for _, page := range []string{"/app/", "/app/setup", "/docs"} {
		g := c.send("GET", page, nil).must(t, 200)
		if csp := g.header.Get("Content-Security-Policy"); !strings.HasPrefix(csp, "default-src 'self'") || strings.Contains(csp, "unsafe") {
			t.Errorf("%s: CSP %q", page, csp)
		}
		if bytes.Contains(g.body, []byte("<script>")) || bytes.Contains(g.body, []byte("style=")) || bytes.Contains(g.body, []byte("://")) {
			t.Errorf("%s holds something inline or from elsewhere", page)
		}
		c.send("GET", page, nil, "If-None-Match", g.header.Get("ETag")).must(t, 304)
	}
}
