package api_test

import (
	"net/http"
	"strings"
	"testing"

	"satprep/internal/app"
)

// cookieOf returns the cookie that a reply sets.
func cookieOf(t testing.TB, g got) *http.Cookie {
	t.Helper()
	res := http.Response{Header: g.header}
	for _, c := range res.Cookies() {
		if c.Name == "satprep" {
			return c
		}
	}
	t.Fatalf("no cookie in %v", g.header)
	return nil
}

var newLearner = map[string]any{"name": "Learner", "password": "long enough", "age_band": "13_17"}

func TestCookie(t *testing.T) {
	t.Parallel()
	c := start(t, nil)
	cookie := cookieOf(t, c.send("POST", "/auth/register", newLearner).must(t, 201))
	if !cookie.HttpOnly || cookie.SameSite != http.SameSiteLaxMode || cookie.Secure || cookie.Path != "/" || cookie.MaxAge <= 0 {
		t.Errorf("cookie %+v", cookie)
	}
	pair := "satprep=" + cookie.Value
	c.send("GET", "/auth/me", nil, "Cookie", pair).must(t, 200)
	// Whoever says who they are in a header means that, whatever cookie goes along.
	c.send("GET", "/auth/me", nil, "Cookie", pair, "Authorization", "Bearer nonsense").must(t, 401)

	out := cookieOf(t, c.send("POST", "/auth/logout", nil, "Cookie", pair).must(t, 204))
	if out.MaxAge >= 0 || out.Value != "" {
		t.Errorf("signing out leaves %+v", out)
	}
	c.send("GET", "/auth/me", nil, "Cookie", pair).must(t, 401)
}

func TestSecureCookieBehindProxy(t *testing.T) {
	t.Parallel()
	for _, trust := range []bool{false, true} {
		c := start(t, func(conf *app.Config) { conf.TrustProxy = trust })
		g := c.send("POST", "/auth/register", newLearner, "X-Forwarded-Proto", "https", "X-Forwarded-For", "203.0.113.9").must(t, 201)
		if cookie := cookieOf(t, g); cookie.Secure != trust {
			t.Errorf("trusted %v: secure %v", trust, cookie.Secure)
		}
		if hsts := g.header.Get("Strict-Transport-Security") != ""; hsts != trust {
			t.Errorf("trusted %v: HSTS %v", trust, hsts)
		}
	}
}

func TestCrossOrigin(t *testing.T) {
	t.Parallel()
	c := start(t, nil)
	g := c.send("POST", "/auth/register", newLearner).must(t, 201)
	cookie := "satprep=" + cookieOf(t, g).Value
	var s signedIn
	g.into(t, &s)
	for _, x := range []struct {
		name    string
		method  string
		headers []string
		status  int
	}{
		{"another site's page", "PATCH", []string{"Cookie", cookie, "Sec-Fetch-Site", "cross-site"}, 403},
		{"a sister site's page", "PATCH", []string{"Cookie", cookie, "Sec-Fetch-Site", "same-site"}, 403},
		{"an old browser", "PATCH", []string{"Cookie", cookie, "Origin", "https://elsewhere.example"}, 403},
		{"our page", "PATCH", []string{"Cookie", cookie, "Sec-Fetch-Site", "same-origin"}, 200},
		{"a script", "PATCH", []string{"Cookie", cookie}, 200},
		{"a token", "PATCH", []string{"Authorization", "Bearer " + s.Token, "Sec-Fetch-Site", "cross-site"}, 200},
		{"reading", "GET", []string{"Cookie", cookie, "Sec-Fetch-Site", "cross-site"}, 200},
	} {
		t.Run(x.name, func(t *testing.T) {
			t.Parallel()
			c := c
			c.t = t
			var body any
			if x.method == "PATCH" {
				body = map[string]any{"name": "N"}
			}
			g := c.send(x.method, "/auth/me", body, x.headers...).must(t, x.status)
			if g.header.Get("Access-Control-Allow-Origin") != "" {
				t.Error("other sites may read replies")
			}
		})
	}
	// Signing somebody in from another site's page would put them into an
	// account of the attacker's.
	c.send("POST", "/auth/login", map[string]any{"user_id": s.UserID, "password": "long enough"}, "Sec-Fetch-Site", "cross-site").problem(t, 403, "")
}

func TestSetup(t *testing.T) {
	t.Parallel()
	server, c := startApp(t, nil)
	code, err := server.Rooms.Accounts.SetupLink(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	form := map[string]any{"code": "wrong" + strings.Repeat("0", 21), "name": "Operator", "password": "long enough"}
	c.send("POST", "/auth/setup", form).problem(t, 400, "wrong")
	form["code"] = code.Code
	var s signedIn
	c.send("POST", "/auth/setup", form).must(t, 201).into(t, &s)
	if s.Role != "admin" {
		t.Errorf("set up as %+v", s)
	}
	if g := c.send("POST", "/auth/setup", form); g.status < 400 {
		t.Errorf("set up twice: %s", g.body)
	}
	c.token = s.Token
	var page struct {
		Users []struct {
			UserID string `json:"user_id"`
		}
		Next string
	}
	c.send("GET", "/users?limit=1", nil).must(t, 200).into(t, &page)
	if len(page.Users) != 1 || page.Users[0].UserID != s.UserID || page.Next != "" {
		t.Errorf("users %+v", page)
	}
}
