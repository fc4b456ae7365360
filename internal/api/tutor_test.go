package api_test

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/coder/websocket"

	"satprep/internal/uid"
)

// A line is a socket to the tutor.
type line struct {
	t    *testing.T
	conn *websocket.Conn
}

// dial opens the socket of a user, signed in by subprotocol as a browser does.
func (c client) dial(t *testing.T, userID string) line {
	t.Helper()
	conn, res, err := websocket.Dial(t.Context(), strings.Replace(c.base, "http", "ws", 1)+"/ai_tutor/chat/"+userID, &websocket.DialOptions{Subprotocols: []string{"bearer", c.token}})
	if err != nil {
		t.Fatalf("dial: %v (%v)", err, res)
	}
	t.Cleanup(func() { conn.CloseNow() })
	return line{t, conn}
}

func (l line) write(kind websocket.MessageType, data string) {
	l.t.Helper()
	if err := l.conn.Write(l.t.Context(), kind, []byte(data)); err != nil {
		l.t.Fatal(err)
	}
}

func (l line) read() map[string]any {
	l.t.Helper()
	_, data, err := l.conn.Read(l.t.Context())
	if err != nil {
		l.t.Fatal(err)
	}
	var f map[string]any
	if err := json.Unmarshal(data, &f); err != nil {
		l.t.Fatalf("%v: %s", err, data)
	}
	return f
}

// ask sends a frame of text and returns the one response.
func (l line) ask(data string) map[string]any {
	l.t.Helper()
	l.write(websocket.MessageText, data)
	return l.read()
}

// until reads frames to the one of a type.
func (l line) until(kind string) (frames []map[string]any) {
	l.t.Helper()
	for {
		f := l.read()
		frames = append(frames, f)
		if f["type"] == kind {
			return frames
		}
	}
}

type practice struct {
	SessionID string `json:"session_id"`
	Questions []struct {
		ID string `json:"id"`
	} `json:"questions"`
}

func TestOneResponseForEveryFrame(t *testing.T) {
	t.Parallel()
	c := start(t, nil)
	me, s := c.join("student", "13_17")
	l := me.dial(t, s.UserID)
	for _, f := range []struct{ frame, want, code string }{
		{`{"text":"hello","type":"text"}`, "hint", ""},
		{`{"text":"can I get a hint?","type":"voice"}`, "question", ""},
		{`{"text":"hi"}`, "hint", ""},
		{`{"text":"hi","type":"telepathy"}`, "text or voice", "unknown_type"},
		{`{"text":"","type":"text"}`, "empty", "invalid"},
		{`{"type":"text"}`, "missing", "invalid"},
		{`{"text":17,"type":"text"}`, "The field text of the frame must be text.", "malformed"},
		{`not json`, "JSON", "malformed"},
		{`[]`, "JSON", "malformed"},
		{"{\"text\":\"\xff\",\"type\":\"text\"}", "UTF-8", "not_utf8"},
		{`{"text":"hint","type":"text","question_id":"no-such"}`, "question", "unknown_question"},
		{`{"text":"hint","type":"text","conversation":"x"}`, "conversation", "unknown_conversation"},
		{`{"text":"thanks","type":"text"}`, "", ""},
	} {
		got := l.ask(f.frame)
		text, _ := got["response"].(string)
		code, _ := got["error"].(string)
		if text == "" || !strings.Contains(text, f.want) || code != f.code {
			t.Errorf("%s: %v", f.frame, got)
		}
	}
	l.write(websocket.MessageBinary, "\x00\x01")
	if got := l.read(); got["error"] != "malformed" {
		t.Errorf("binary: %v", got)
	}
	// Several at once: as many responses, in order.
	for _, text := range []string{"hello", "tell me a joke", "who are you"} {
		l.write(websocket.MessageText, `{"text":"`+text+`","type":"text"}`)
	}
	l.read()
	if got := l.read()["response"].(string); !strings.Contains(got, "SAT") {
		t.Errorf("the second response is not to the second frame: %s", got)
	}
	l.read()
	// One byte over the limit, so that the server has read all of it before it hangs up: bytes left unread would make
	// the hanging up a reset, which can overtake the reason.
	l.write(websocket.MessageText, strings.Repeat("x", 32<<10+1))
	if _, _, err := l.conn.Read(t.Context()); websocket.CloseStatus(err) != websocket.StatusMessageTooBig {
		t.Errorf("a frame over the limit: %v", err)
	}
}

func TestRichProtocol(t *testing.T) {
	t.Parallel()
	c := start(t, nil)
	me, s := c.join("student", "13_17")
	var p practice
	me.send("POST", "/practice/start/"+s.UserID, map[string]any{"domain": "Transitions"}).must(t, 200).into(t, &p)
	l := me.dial(t, s.UserID)
	if f := l.ask(`{"type":"hello","id":"h1","client":{"build":"web-1","class":"phone"}}`); f["type"] != "ack" {
		t.Fatalf("hello: %v", f)
	}
	l.write(websocket.MessageText, `{"type":"ask","id":"q1","question_id":"`+p.Questions[0].ID+`","session_id":"`+p.SessionID+`","text":"hint"}`)
	frames := l.until("done")
	if frames[0]["type"] != "ack" || frames[0]["id"] != "q1" || frames[1]["type"] != "delta" || frames[len(frames)-2]["type"] != "source" {
		t.Errorf("frames %v", frames)
	}
	done := frames[len(frames)-1]
	if done["level"] != 1.0 || done["source"] != "builtin" || done["finish"] != "stop" {
		t.Errorf("done %v", done)
	}
	seq := 0.0
	for _, f := range frames[1:] {
		if n := f["seq"].(float64); n != seq+1 {
			t.Errorf("frame %v after number %v", f, seq)
		}
		seq++
	}
	turn, conversation := done["turn"].(string), done["conversation"].(string)
	if f := l.ask(`{"type":"rate","turn":"` + turn + `","value":-1,"reasons":["confusing"]}`); f["type"] != "ack" {
		t.Errorf("rate: %v", f)
	}
	for _, bad := range []struct{ frame, code string }{
		{`{"type":"rate","turn":"` + turn + `","value":7}`, "invalid"},
		{`{"type":"rate","turn":"` + uid.Random().String() + `","value":1}`, "missing"},
		{`{"type":"dance"}`, "unknown_type"},
		{`{"type":"ask","id":"q2"}`, "invalid"},
		{`{"type":"ask","id":"a b","text":"x"}`, "invalid"},
		{`{"type":"ask","id":"q2","text":"hint","question_id":"none"}`, "unknown_question"},
		{`{"type":"ask","id":"q2","text":"hint","conversation":"` + uid.Random().String() + `"}`, "unknown_conversation"},
		{`nonsense`, "malformed"},
		{`{"type":"stop","id":"none"}`, "missing"},
		{`{"type":"stop","id":"q1"}`, "missing"}, // ended by itself
		{`{"type":"stop"}`, "missing"},
	} {
		l.write(websocket.MessageText, bad.frame)
		fs := l.until("error")
		if f := fs[len(fs)-1]; f["code"] != bad.code || f["detail"] == "" {
			t.Errorf("%s: %v", bad.frame, f)
		}
	}
	l.write(websocket.MessageBinary, "x")
	if f := l.read(); f["type"] != "error" || f["code"] != "malformed" {
		t.Errorf("binary: %v", f)
	}
	l.write(websocket.MessageText, `{"type":"regenerate","id":"r1","turn":"`+turn+`"}`)
	if fs := l.until("done"); fs[len(fs)-1]["turn"] == turn {
		t.Error("the regenerated answer has the old turn")
	}
	// A line that dropped goes on where it was.
	l.conn.CloseNow()
	l = me.dial(t, s.UserID)
	l.write(websocket.MessageText, `{"type":"hello","resume":{"conversation":"`+conversation+`","last_seq":1}}`)
	frames = l.until("done")
	if frames[0]["type"] != "ack" || frames[1]["seq"].(float64) != 2 {
		t.Errorf("resumed with %v", frames)
	}
	if fs := l.until("done"); fs[len(fs)-1]["seq"].(float64) <= seq {
		t.Error("the regenerated answer is not resumed")
	}
}

func TestTutorOverHTTP(t *testing.T) {
	t.Parallel()
	c := start(t, nil)
	me, s := c.join("student", "13_17")
	g := me.send("POST", "/ai_tutor/ask", map[string]any{"id": "a1", "text": "hello", "type": "text"}).must(t, 200)
	if ct := g.header.Get("Content-Type"); ct != "text/event-stream" {
		t.Fatalf("content type %s", ct)
	}
	events := map[string]map[string]any{}
	sc := bufio.NewScanner(strings.NewReader(string(g.body)))
	name := ""
	for sc.Scan() {
		if v, ok := strings.CutPrefix(sc.Text(), "event: "); ok {
			name = v
		}
		if v, ok := strings.CutPrefix(sc.Text(), "data: "); ok {
			var f map[string]any
			if err := json.Unmarshal([]byte(v), &f); err != nil || f["type"] != name {
				t.Fatalf("%s: %s", name, v)
			}
			events[name] = f
		}
	}
	if events["ack"]["id"] != "a1" || events["delta"]["text"] == "" || events["done"]["turn"] == nil {
		t.Fatalf("events %v", events)
	}
	conversation := events["done"]["conversation"].(string)
	again := me.send("POST", "/ai_tutor/ask", map[string]any{"resume": map[string]any{"conversation": conversation, "last_seq": 0}}).must(t, 200)
	if !strings.Contains(string(again.body), "event: done") {
		t.Errorf("resumed: %s", again.body)
	}
	me.send("POST", "/ai_tutor/ask", map[string]any{"text": ""}).must(t, 400)
	me.send("POST", "/ai_tutor/ask", map[string]any{"text": "hint", "question_id": "no-such"}).must(t, 404)
	me.send("POST", "/ai_tutor/ask", "not json").must(t, 400)
	child, _ := c.join("student", "under_13")
	if g := child.send("POST", "/ai_tutor/ask", map[string]any{"text": "hello"}).must(t, 403); !strings.Contains(string(g.body), "waits for a parent") {
		t.Errorf("a pending account: %s", g.body)
	}
	me.send("POST", "/ai_tutor/stop", map[string]any{"id": "a1"}).must(t, 404) // it ended by itself
	me.send("POST", "/ai_tutor/rate", map[string]any{"turn": events["done"]["turn"], "value": 1}).must(t, 204)
	me.send("POST", "/ai_tutor/regenerate", map[string]any{"turn": events["done"]["turn"], "id": "a2"}).must(t, 200)
	var list []map[string]any
	me.send("GET", "/ai_tutor/interactions/"+s.UserID, nil).must(t, 200).into(t, &list)
	if len(list) != 2 || list[0]["query"] != "hello" || list[0]["response"] == "" || len(list[0]["timestamp"].(string)) != len("2006-01-02 15:04") {
		t.Errorf("history %v", list)
	}
	me.send("GET", "/ai_tutor/interactions/"+s.UserID+"?limit=1&before="+list[0]["id"].(string), nil).must(t, 200).into(t, &list)
	if len(list) != 1 {
		t.Errorf("page %v", list)
	}
}

func TestSocketRefusals(t *testing.T) {
	t.Parallel()
	c := start(t, nil)
	me, s := c.join("student", "13_17")
	other, o := c.join("student", "13_17")
	parent, p := c.join("parent", "18_plus")
	dial := func(c client, user string, h http.Header) int {
		t.Helper()
		if h == nil {
			h = http.Header{"Authorization": {"Bearer " + c.token}}
		}
		conn, res, err := websocket.Dial(context.Background(), strings.Replace(c.base, "http", "ws", 1)+"/ai_tutor/chat/"+user, &websocket.DialOptions{HTTPHeader: h})
		if err == nil {
			conn.CloseNow()
			return 101
		}
		return res.StatusCode
	}
	if n := dial(me, s.UserID, nil); n != 101 {
		t.Errorf("by header: %d", n)
	}
	if n := dial(me, s.UserID, http.Header{"Cookie": {"satprep=" + me.token}}); n != 101 {
		t.Errorf("by cookie: %d", n)
	}
	if n := dial(me, s.UserID, http.Header{"Cookie": {"satprep=" + me.token}, "Origin": {"https://evil.example"}}); n != 403 {
		t.Errorf("by cookie from elsewhere: %d", n)
	}
	if n := dial(me, s.UserID, http.Header{}); n != 401 {
		t.Errorf("signed out: %d", n)
	}
	if n := dial(other, s.UserID, nil); n != 403 {
		t.Errorf("another's: %d, %s", n, o.UserID)
	}
	if n := dial(parent, p.UserID, nil); n != 403 {
		t.Errorf("a parent's own: %d", n)
	}
	me.send("GET", "/ai_tutor/chat/"+s.UserID, nil).must(t, 400)
}
