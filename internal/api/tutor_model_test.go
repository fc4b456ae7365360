package api_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/coder/websocket"

	"satprep/internal/app"
	"satprep/internal/app/apptest"
	"satprep/internal/llm/llmtest"
)

// modelServer serves replies and returns a model string for it.
func modelServer(t *testing.T, f func(n int, asked llmtest.Asked) llmtest.Reply) string {
	t.Helper()
	s := httptest.NewServer(llmtest.Func(f))
	t.Cleanup(s.Close)
	return "openai:" + s.URL + "/v1?model=toy"
}

func TestAModelOverTheSocket(t *testing.T) {
	t.Parallel()
	gone := make(chan struct{})
	spec := modelServer(t, func(n int, _ llmtest.Asked) llmtest.Reply {
		switch n {
		case 0:
			return llmtest.Say("Look at both sentences. ", "The answer is A. The answer is B. The answer is C. The answer is D.")
		case 1:
			return llmtest.Stream(llmtest.Piece("One thing first. "), llmtest.Piece("And"), func(_ http.ResponseWriter, r *http.Request) bool {
				<-r.Context().Done()
				close(gone)
				return false
			})
		}
		return llmtest.Status(http.StatusBadRequest, `{"error":{"message":"no"}}`)
	})
	c := start(t, func(a *app.Config) { a.Tutor = []string{spec} })
	me, s := c.join("student", "13_17")
	var p practice
	me.send("POST", "/practice/start/"+s.UserID, map[string]any{"domain": "Transitions"}).must(t, 200).into(t, &p)
	l := me.dial(t, s.UserID)
	l.ask(`{"type":"hello"}`)
	ask := func(id, text string) {
		l.write(websocket.MessageText, `{"type":"ask","id":"`+id+`","question_id":"`+p.Questions[0].ID+`","text":"`+text+`"}`)
	}
	ask("a", "hint")
	shown := ""
	for _, f := range l.until("done") {
		if f["type"] == "delta" {
			shown += f["text"].(string)
		}
	}
	if !strings.HasPrefix(shown, "Look at both sentences. ") || strings.Contains(shown, "answer is") {
		t.Errorf("shown %q", shown)
	}
	ask("b", "another hint")
	for f := l.read(); f["type"] != "delta"; f = l.read() {
	}
	l.write(websocket.MessageText, `{"type":"stop","id":"b"}`)
	if fs := l.until("done"); fs[len(fs)-1]["finish"] != "stopped" {
		t.Errorf("stopped: %v", fs)
	}
	<-gone // the model was stopped too
	ask("c", "what skill is this?")
	fs := l.until("done")
	if done := fs[len(fs)-1]; done["source"] != "builtin" {
		t.Errorf("a model that refuses: %v", done)
	}
}

func TestTheTutorsSocketEndsWithTheServer(t *testing.T) {
	t.Parallel()
	a := apptest.Start(t, nil)
	me, s := client{t: t, base: a.URL()}.join("student", "13_17")
	l := me.dial(t, s.UserID)
	l.ask(`{"type":"hello"}`)
	closed := make(chan error, 1)
	go func() {
		_, _, err := l.conn.Read(t.Context())
		closed <- err
	}()
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-closed; websocket.CloseStatus(err) != websocket.StatusGoingAway {
		t.Errorf("the socket ended with %v", err)
	}
}

func TestASocketOfSomebodyWhoSignedOut(t *testing.T) {
	t.Parallel()
	c := start(t, nil)
	me, s := c.join("student", "13_17")
	l := me.dial(t, s.UserID)
	l.ask(`{"type":"hello"}`)
	me.send("POST", "/auth/logout", nil).must(t, 204)
	l.write(websocket.MessageText, `{"type":"ask","id":"a","text":"hint"}`)
	if f := l.read(); f["code"] != "unauthenticated" {
		t.Errorf("signed out: %v", f)
	}
	if _, _, err := l.conn.Read(t.Context()); websocket.CloseStatus(err) != websocket.StatusPolicyViolation {
		t.Errorf("the socket ended with %v", err)
	}
}

func TestSpeechBecomesTextToLookOver(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(llmtest.Script(llmtest.JSON(`{"text":"Why is B wrong?"}`)))
	t.Cleanup(server.Close)
	c := start(t, func(a *app.Config) { a.Ears = "openai:" + server.URL + "/v1?model=toy-ears" })
	me, s := c.join("student", "13_17")
	sound := []byte("\x1a\x45\xdf\xa3 some sound")
	hear := func(kind string, data []byte) got {
		return me.send("POST", "/ai_tutor/transcribe", data, "Content-Type", kind)
	}
	voice := func() map[string]any {
		return me.send("GET", "/ai_tutor/status", nil).must(t, 200).object(t)["voice"].(map[string]any)
	}
	if v := voice(); v["offered"] != true || v["agreed"] != false {
		t.Errorf("before: %v", v)
	}
	hear("audio/webm", sound).must(t, 403)
	me.send("POST", "/consent/"+s.UserID, map[string]any{"choices": []any{map[string]any{"purpose": "voice", "granted": true}}}).must(t, 200)
	if v := voice(); v["agreed"] != true {
		t.Errorf("agreed: %v", v)
	}
	hear("application/json", []byte("{}")).must(t, 400)
	hear("audio/webm", nil).must(t, 400)
	hear("audio/webm", make([]byte, 8<<20+1)).must(t, 413)
	if got := hear("audio/webm;codecs=opus", sound).must(t, 200).object(t)["text"]; got != "Why is B wrong?" {
		t.Errorf("heard %v", got)
	}
	parent, _ := c.join("parent", "18_plus")
	parent.send("POST", "/ai_tutor/transcribe", sound, "Content-Type", "audio/webm").must(t, 403)

	// Without ears it says so.
	deaf, _ := start(t, nil).join("student", "13_17")
	g := deaf.send("POST", "/ai_tutor/transcribe", sound, "Content-Type", "audio/webm").must(t, 409)
	if !strings.Contains(string(g.body), "Please type") {
		t.Errorf("%s", g.body)
	}
}
