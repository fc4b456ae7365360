package api_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"satprep/internal/app"
	"satprep/internal/app/apptest"
)

// A client talks to a server as one person would.
type client struct {
	t     testing.TB
	base  string
	token string
}

func start(t testing.TB, change func(*app.Config)) client {
	t.Helper()
	_, c := startApp(t, change)
	return c
}

func startApp(t testing.TB, change func(*app.Config)) (*app.App, client) {
	t.Helper()
	a := apptest.Start(t, change)
	return a, client{t: t, base: a.URL()}
}

func longText(n int) string { return strings.Repeat("x", n) }

func holds(b []byte, s string) bool { return bytes.Contains(b, []byte(s)) }

// A got is a reply, its body read.
type got struct {
	status int
	header http.Header
	body   []byte
}

// send sends body, JSON unless it is bytes already, with headers given as
// pairs.
func (c client) send(method, path string, body any, headers ...string) got {
	c.t.Helper()
	var in io.Reader
	switch b := body.(type) {
	case nil:
	case []byte:
		in = bytes.NewReader(b)
	case string:
		in = bytes.NewReader([]byte(b))
	default:
		j, err := json.Marshal(b)
		if err != nil {
			c.t.Fatal(err)
		}
		in = bytes.NewReader(j)
	}
	r, err := http.NewRequestWithContext(c.t.Context(), method, c.base+path, in)
	if err != nil {
		c.t.Fatal(err)
	}
	if in != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if c.token != "" {
		r.Header.Set("Authorization", "Bearer "+c.token)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	res, err := plainClient.Do(r)
	if err != nil {
		c.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	return got{res.StatusCode, res.Header, b}
}

var plainClient = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}

// must fails the test on another status.
func (g got) must(t testing.TB, status int) got {
	t.Helper()
	if g.status != status {
		t.Fatalf("status %d, want %d: %s", g.status, status, g.body)
	}
	return g
}

func (g got) into(t testing.TB, v any) {
	t.Helper()
	if err := json.Unmarshal(g.body, v); err != nil {
		t.Fatalf("%v: %s", err, g.body)
	}
}

type signedIn struct {
	UserID string `json:"user_id"`
	Token  string `json:"token"`
	Role   string `json:"role"`
	Status string `json:"status"`
}

// join registers somebody and returns a client signed in as them.
func (c client) join(role, age string) (client, signedIn) {
	c.t.Helper()
	var s signedIn
	c.token = ""
	c.send("POST", "/auth/register", map[string]any{"name": "Learner", "password": "long enough", "age_band": age, "role": role}).must(c.t, 201).into(c.t, &s)
	c.token = s.Token
	return c, s
}

func TestRegisterSignInMe(t *testing.T) {
	t.Parallel()
	c := start(t, nil)
	c.send("GET", "/healthz", nil).must(t, 200)
	c.send("GET", "/auth/me", nil).must(t, 401)

	me, s := c.join("student", "13_17")
	if s.UserID == "" || s.Role != "student" || s.Status != "active" {
		t.Errorf("registered as %+v", s)
	}
	var again signedIn
	c.send("POST", "/auth/login", map[string]any{"user_id": s.UserID, "password": "long enough"}).must(t, 200).into(t, &again)
	if again.UserID != s.UserID || again.Token == s.Token {
		t.Errorf("signed in as %+v", again)
	}
	c.send("POST", "/auth/login", map[string]any{"user_id": s.UserID, "password": "not this one"}).must(t, 401)

	me.send("POST", "/auth/logout", nil).must(t, 204)
	me.send("GET", "/auth/me", nil).must(t, 401)
	me.token = again.Token
	me.send("GET", "/auth/me", nil).must(t, 200)
}
