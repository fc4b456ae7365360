package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"satprep/internal/fault"
)

// A door without rooms, whose log lines go to out.
func door(t *testing.T, out *bytes.Buffer, change func(*Config)) *API {
	t.Helper()
	c := Config{Version: "test", Logger: slog.New(slog.NewJSONHandler(out, nil)), Now: time.Now}
	if change != nil {
		change(&c)
	}
	a, err := New(Rooms{}, c)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func knock(a *API, method, path string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, nil)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	a.ServeHTTP(w, r)
	return w
}

func TestKindsBecomeStatuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		err    error
		status int
		retry  string
	}{
		{errors.New("a secret of the operator"), 500, ""},
		{fault.New(fault.Invalid, "I."), 400, ""},
		{fault.New(fault.Unauthenticated, "U."), 401, ""},
		{fault.New(fault.Forbidden, "F."), 403, ""},
		{fault.New(fault.Missing, "M."), 404, ""},
		{fault.New(fault.Conflict, "C."), 409, ""},
		{fault.New(fault.TooLarge, "T."), 413, ""},
		{fault.Later(1500*time.Millisecond, "Wait."), 429, "2"},
		{fault.New(fault.Busy, "B."), 503, "1"},
		{&fault.Error{Kind: fault.Busy, Sentence: "B.", RetryAfter: 5 * time.Second, Cause: errors.New("locked")}, 503, "5"},
		{context.DeadlineExceeded, 503, "1"},
	} {
		p, h := problemOf(c.err, nil)
		if p.Status != c.status || h.Get("Retry-After") != c.retry {
			t.Errorf("%v: status %d, Retry-After %q", c.err, p.Status, h.Get("Retry-After"))
		}
		if strings.Contains(p.Detail, "secret") {
			t.Errorf("the cause is told to the caller: %s", p.Detail)
		}
	}
	for kind := fault.Internal; kind <= fault.TooLarge; kind++ {
		if statusOf[kind] == 0 {
			t.Errorf("kind %s has no status", kind)
		}
	}
}

func TestPanicIsOurFault(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	a := door(t, &log, nil)
	rt := &route{"GET", "/test/panic", anyone, none, "", raw(func(http.ResponseWriter, *http.Request, *caller) error { panic("a secret") })}
	rt.verb(a, rt)
	w := knock(a, "GET", "/test/panic", "X-Request-Id", "request-7")
	if w.Code != 500 || w.Header().Get("Content-Type") != "application/problem+json" || strings.Contains(w.Body.String(), "secret") {
		t.Errorf("status %d: %s", w.Code, w.Body)
	}
	if w.Header().Get("X-Request-Id") != "request-7" || !strings.Contains(log.String(), `"id":"request-7"`) || !strings.Contains(log.String(), "serve_test.go") {
		t.Errorf("the log says %s", &log)
	}
}

func TestRequestIDs(t *testing.T) {
	t.Parallel()
	a := door(t, &bytes.Buffer{}, nil)
	for _, bad := range []string{"", "short", strings.Repeat("x", 65), "with spaces in it", "line\nbreak-in-it"} {
		if id := knock(a, "GET", "/healthz", "X-Request-Id", bad).Header().Get("X-Request-Id"); id == bad || len(id) != 36 {
			t.Errorf("%q became %q", bad, id)
		}
	}
}

func TestNotReady(t *testing.T) {
	t.Parallel()
	a := door(t, &bytes.Buffer{}, func(c *Config) {
		c.Checks = []Check{
			{"good", func(context.Context) (string, error) { return "fine", nil }},
			{"bad", func(context.Context) (string, error) { return "", errors.New("a secret") }},
		}
	})
	w := knock(a, "GET", "/readyz")
	if w.Code != 503 || w.Header().Get("Retry-After") == "" || !strings.Contains(w.Body.String(), `"name":"good","ok":true,"detail":"fine"`) ||
		!strings.Contains(w.Body.String(), `"name":"bad","ok":false`) || strings.Contains(w.Body.String(), "secret") {
		t.Errorf("status %d: %s", w.Code, w.Body)
	}
}

func TestWhoMayMeasure(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		from    string
		proxy   bool
		headers []string
		status  int
	}{
		{"this machine", "127.0.0.1:5", false, nil, 200},
		{"this machine, IPv6", "[::1]:5", false, nil, 200},
		{"elsewhere", "203.0.113.9:5", false, nil, 401},
		{"elsewhere with the token", "203.0.113.9:5", false, []string{"Authorization", "Bearer m-token"}, 200},
		{"elsewhere with another token", "203.0.113.9:5", false, []string{"Authorization", "Bearer x"}, 401},
		{"a cookie", "203.0.113.9:5", false, []string{"Cookie", "satprep=m-token"}, 401},
		{"through a proxy on this machine", "127.0.0.1:5", false, []string{"X-Forwarded-For", "203.0.113.9"}, 401},
		{"behind a trusted proxy", "127.0.0.1:5", true, nil, 401},
	} {
		a := door(t, &bytes.Buffer{}, func(conf *Config) { conf.MetricsToken, conf.TrustProxy = "m-token", c.proxy })
		r := httptest.NewRequest("GET", "/metrics", nil)
		r.RemoteAddr = c.from
		for i := 0; i+1 < len(c.headers); i += 2 {
			r.Header.Set(c.headers[i], c.headers[i+1])
		}
		w := httptest.NewRecorder()
		a.ServeHTTP(w, r)
		if w.Code != c.status {
			t.Errorf("%s: status %d, want %d", c.name, w.Code, c.status)
		}
	}
}

func TestMetrics(t *testing.T) {
	t.Parallel()
	a := door(t, &bytes.Buffer{}, func(c *Config) {
		c.MetricsToken = "m-token"
		c.Gauges = []Gauge{{Name: "satprep_test", Help: "A test.", Label: `of="it"`, Read: func(context.Context) (float64, error) { return 7, nil }}}
	})
	knock(a, "GET", "/healthz")
	knock(a, "GET", "/nothing/here")
	text := knock(a, "GET", "/metrics", "Authorization", "Bearer m-token").Body.String()
	for _, want := range []string{
		`satprep_http_requests_total{route="GET /healthz",status="200"} 1`,
		`satprep_http_requests_total{route="none",status="404"} 1`,
		`satprep_http_request_seconds_bucket{route="GET /healthz",le="+Inf"} 1`,
		`satprep_http_request_seconds_count{route="GET /healthz"} 1`,
		`satprep_http_in_flight 1`, `satprep_test{of="it"} 7`, `satprep_build_info{version="test"} 1`,
	} {
		if !strings.Contains(text, want+"\n") {
			t.Errorf("%s is missing in\n%s", want, text)
		}
	}
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(line, "# ") && len(strings.Fields(line[strings.LastIndexAny(line, "}")+1:])) == 0 {
			t.Errorf("a line without a value: %q", line)
		}
	}
}

// TestDocument reads the OpenAPI document as a generator of clients would.
func TestDocument(t *testing.T) {
	t.Parallel()
	a := door(t, &bytes.Buffer{}, nil)
	body := knock(a, "GET", "/openapi.json").Body.Bytes()
	var doc struct {
		OpenAPI string
		Paths   map[string]map[string]struct {
			OperationID string
			RequestBody *struct{ Required bool }
		}
		Components struct{ Schemas map[string]any }
	}
	if err := json.Unmarshal(body, &doc); err != nil {
		t.Fatal(err)
	}
	if doc.OpenAPI != "3.1.0" {
		t.Errorf("version %s", doc.OpenAPI)
	}
	ids := map[string]bool{}
	for _, rt := range a.table {
		path := strings.NewReplacer("{$}", "", "...}", "}").Replace(rt.path)
		op, ok := doc.Paths[path][strings.ToLower(rt.method)]
		if !ok {
			t.Errorf("%s %s is not in the document", rt.method, rt.path)
		}
		if ids[op.OperationID] || op.OperationID == "" {
			t.Errorf("%s %s: the operation id %q is not its own", rt.method, rt.path, op.OperationID)
		}
		ids[op.OperationID] = true
		if takes := map[string]bool{"/ai_data/events": true, "/ai_tutor/ask": true, "/ai_tutor/regenerate": true}; takes[rt.path] && op.RequestBody == nil {
			t.Errorf("%s does not say what it takes", rt.path)
		}
	}
	for _, part := range strings.Split(string(body), `"$ref":"#/components/schemas/`)[1:] {
		name, _, _ := strings.Cut(part, `"`)
		if doc.Components.Schemas[name] == nil {
			t.Errorf("the schema %s is missing", name)
		}
	}
}

func TestToken(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		headers  []string
		token    string
		byCookie bool
	}{
		{nil, "", false},
		{[]string{"Authorization", "Bearer x"}, "x", false},
		{[]string{"Authorization", "bearer   x "}, "x", false},
		{[]string{"Authorization", "Basic x", "Cookie", "satprep=y"}, "", false},
		{[]string{"Cookie", "a=b; satprep=y"}, "y", true},
		{[]string{"Authorization", "Bearer x", "Cookie", "satprep=y"}, "x", false},
		{[]string{"Upgrade", "websocket", "Sec-WebSocket-Protocol", "bearer, z"}, "z", false},
		{[]string{"Upgrade", "websocket", "Sec-WebSocket-Protocol", "bearer,z, other"}, "z", false},
		{[]string{"Upgrade", "websocket", "Sec-WebSocket-Protocol", "bearer"}, "", false},
		{[]string{"Upgrade", "websocket", "Sec-WebSocket-Protocol", "chat, z", "Cookie", "satprep=y"}, "y", true},
		{[]string{"Sec-WebSocket-Protocol", "bearer, z"}, "", false},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		for i := 0; i+1 < len(c.headers); i += 2 {
			r.Header.Set(c.headers[i], c.headers[i+1])
		}
		if got, byCookie := token(r); got != c.token || byCookie != c.byCookie {
			t.Errorf("%q: %q, %v", c.headers, got, byCookie)
		}
	}
}

func FuzzReadJSON(f *testing.F) {
	for _, s := range []string{`{"a":1}`, `[1e999]`, `"\u0000"`, "\xff", `{"a":`, `{"body":{"b":["x"]}}`} {
		f.Add([]byte(s))
	}
	type input struct {
		A int      `json:"a"`
		B []string `json:"b"`
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var any any
		err := readJSON(data, &any)
		if err == nil {
			err = readJSON(data, &input{})
		}
		if err != nil && len(err.Error()) > 200 {
			t.Errorf("the error repeats the input: %v", err)
		}
	})
}
