package api_test

import (
	"io"
	"net"
	"strings"
	"testing"
	"time"
)

// Whoever begins a body and does not go on is cut off, whatever the route and
// whether or not anybody reads the body.
func TestSlowBodiesAreCutOff(t *testing.T) {
	t.Parallel()
	server, c := startApp(t, nil)
	server.API.BodyTime(time.Second) // of this server only: elsewhere a body that comes slowly is one of a slow machine
	for name, head := range map[string]string{
		"one that is read":   "POST /auth/login HTTP/1.1\r\nContent-Type: application/json\r\n",
		"where none belongs": "GET /healthz HTTP/1.1\r\n",
		"before signing in":  "POST /auth/logout HTTP/1.1\r\n",
		"to no route":        "POST /nowhere HTTP/1.1\r\n",
		"of another form":    "POST /auth/login HTTP/1.1\r\nContent-Type: text/html\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			conn, err := net.Dial("tcp", strings.TrimPrefix(c.base, "http://"))
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			conn.SetDeadline(time.Now().Add(30 * time.Second)) // only reached by a failure
			if _, err := io.WriteString(conn, head+"Host: localhost\r\nContent-Length: 50\r\n\r\n{"); err != nil {
				t.Fatal(err)
			}
			b, err := io.ReadAll(conn)
			if err != nil {
				t.Errorf("not cut off: %v, %q", err, b)
			}
			if len(b) > 0 && !strings.HasPrefix(string(b), "HTTP/1.1 4") {
				t.Errorf("answered %q", b)
			}
		})
	}
}

// A body where none belongs does no harm, and the connection goes on.
func TestABodyWhereNoneBelongs(t *testing.T) {
	t.Parallel()
	c := start(t, nil)
	for range 2 {
		if got := c.send("GET", "/healthz", "{}"); got.status != 200 {
			t.Errorf("status %d: %s", got.status, got.body)
		}
	}
}
