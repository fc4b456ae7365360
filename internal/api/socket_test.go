package api_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/coder/websocket"
)

func TestSocketSignIn(t *testing.T) {
	t.Parallel()
	server, c := startApp(t, nil)
	server.API.Echo()
	me, s := c.join("student", "13_17")
	address := "ws" + strings.TrimPrefix(c.base, "http") + "/test/echo"
	for _, x := range []struct {
		name    string
		options websocket.DialOptions
		status  int // 101: it opens
	}{
		{"header", websocket.DialOptions{HTTPHeader: http.Header{"Authorization": {"Bearer " + me.token}}}, 101},
		{"cookie", websocket.DialOptions{HTTPHeader: http.Header{"Cookie": {"satprep=" + me.token}}}, 101},
		{"cookie from our page", websocket.DialOptions{HTTPHeader: http.Header{"Cookie": {"satprep=" + me.token}, "Origin": {c.base}}}, 101},
		{"cookie from another site's page", websocket.DialOptions{HTTPHeader: http.Header{"Cookie": {"satprep=" + me.token}, "Origin": {"https://elsewhere.example"}}}, 403},
		{"subprotocol", websocket.DialOptions{Subprotocols: []string{"bearer", me.token}}, 101},
		{"subprotocol from anywhere", websocket.DialOptions{Subprotocols: []string{"bearer", me.token}, HTTPHeader: http.Header{"Origin": {"https://elsewhere.example"}}}, 101},
		{"a wrong token", websocket.DialOptions{Subprotocols: []string{"bearer", "nonsense"}}, 401},
		{"nobody", websocket.DialOptions{}, 401},
	} {
		t.Run(x.name, func(t *testing.T) {
			t.Parallel()
			conn, res, err := websocket.Dial(t.Context(), address, &x.options)
			if x.status != 101 {
				if err == nil || res == nil || res.StatusCode != x.status || res.Header.Get("Content-Type") != "application/problem+json" {
					t.Fatalf("%v, %v", res, err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			defer conn.CloseNow()
			if err := conn.Write(t.Context(), websocket.MessageText, []byte("hello")); err != nil {
				t.Fatal(err)
			}
			_, b, err := conn.Read(t.Context())
			if want := s.UserID + " hello"; err != nil || string(b) != want {
				t.Errorf("%q, %v; want %q", b, err, want)
			}
			if want := len(x.options.Subprotocols) > 0; (conn.Subprotocol() == "bearer") != want {
				t.Errorf("subprotocol %q", conn.Subprotocol())
			}
		})
	}
	me.send("GET", "/test/echo", nil).problem(t, 400, "")
}

func TestSocketsEndWithTheServer(t *testing.T) {
	t.Parallel()
	server, c := startApp(t, nil)
	server.API.Echo()
	me, _ := c.join("student", "13_17")
	conn, _, err := websocket.Dial(t.Context(), "ws"+strings.TrimPrefix(c.base, "http")+"/test/echo", &websocket.DialOptions{Subprotocols: []string{"bearer", me.token}})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.CloseNow()
	closed := make(chan error, 1)
	go func() { closed <- server.Close() }()
	if _, _, err := conn.Read(t.Context()); websocket.CloseStatus(err) != websocket.StatusGoingAway {
		t.Errorf("the socket ended with %v", err)
	}
	if err := <-closed; err != nil {
		t.Error(err)
	}
}

// A hello that is wrong somewhere is answered as a hello, by the field.
func TestAHelloWithAWrongField(t *testing.T) {
	t.Parallel()
	me, user := start(t, nil).join("student", "13_17")
	for frame, says := range map[string]string{
		`{"type":"hello","client":{"device":"my phone"}}`: "client.device must be a UUID",
		`{"type":"hello","client":{"device":5}}`:          "The field client.device of the frame must be text.",
		`{"type":"hello","resume":"yes"}`:                 "The field resume of the frame must be an object.",
	} {
		line := me.dial(t, user.UserID)
		line.write(websocket.MessageText, frame)
		if f := line.read(); f["type"] != "error" || !strings.Contains(f["detail"].(string), says) {
			t.Errorf("%s: %v", frame, f)
		}
		if f := line.ask(`{"type":"hello"}`); f["type"] != "ack" {
			t.Errorf("after %s: %v", frame, f)
		}
	}
}
