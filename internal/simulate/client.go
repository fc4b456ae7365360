package simulate

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/coder/websocket"
	"github.com/coder/websocket/wsjson"

	"satprep/internal/fault"
)

// ClockHeader carries a simulated account's time; a server without
// --simulation ignores it.
const ClockHeader = "Satprep-Clock"

// OriginHeader is on every reply of a server with --simulation.
const OriginHeader = "Satprep-Origin"

// caller is one learner's connection to the server.
type caller struct {
	base   string
	http   *http.Client
	token  string
	userID string
	clock  time.Time
}

// simulates is an error unless the server records who registers as simulated: in
// another one invented learners would be real for ever.
func (s *school) simulates(ctx context.Context) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.opt.Server+"/healthz", nil)
	if err != nil {
		return fault.Wrap(fault.Invalid, err, "The server's address cannot be used; give it as http://host:port.")
	}
	res, err := s.http.Do(req)
	if err != nil {
		return fault.Wrap(fault.Busy, err, "The server does not answer.")
	}
	res.Body.Close()
	if res.Header.Get(OriginHeader) != "simulated" {
		return fault.New(fault.Conflict, "The server at %s does not run with --simulation: its log would keep invented learners as real ones. Start one with serve --simulation, or leave out --server.", s.opt.Server)
	}
	return nil
}

// call sends in as JSON and reads the reply into out: nil is not read, and a
// buffer takes it as it comes.
func (c *caller) call(ctx context.Context, method, path string, in, out any) error {
	var body io.Reader
	if in != nil {
		b, err := json.Marshal(in)
		if err != nil {
			return fmt.Errorf("encoding a request: %w", err)
		}
		body = bytes.NewReader(b)
	}
	req, err := http.NewRequestWithContext(ctx, method, c.base+path, body)
	if err != nil {
		return fault.Wrap(fault.Invalid, err, "The server's address cannot be used; give it as http://host:port.")
	}
	req.Header.Set("Content-Type", "application/json")
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	if !c.clock.IsZero() {
		req.Header.Set(ClockHeader, c.clock.UTC().Format(time.RFC3339Nano))
	}
	res, err := c.http.Do(req)
	if err != nil {
		return fault.Wrap(fault.Busy, err, "The server does not answer.")
	}
	defer res.Body.Close()
	if res.StatusCode >= 300 {
		text, _ := io.ReadAll(io.LimitReader(res.Body, 4096))
		return fault.New(fault.Internal, "%s %s: the server said %s: %s", method, path, res.Status, text)
	}
	if out == nil {
		_, err = io.Copy(io.Discard, res.Body)
		return err
	}
	if raw, ok := out.(*bytes.Buffer); ok {
		_, err = raw.ReadFrom(res.Body)
		return err
	}
	if err := json.NewDecoder(res.Body).Decode(out); err != nil {
		return fmt.Errorf("reply of %s %s: %w", method, path, err)
	}
	return nil
}

// register makes the learner's account and signs in.
func (c *caller) register(ctx context.Context, name, password, band string) error {
	var me struct {
		UserID string `json:"user_id"`
		Token  string `json:"token"`
	}
	err := c.call(ctx, http.MethodPost, "/auth/register", map[string]any{"name": name, "password": password, "age_band": band, "role": "student"}, &me)
	c.userID, c.token = me.UserID, me.Token
	return err
}

// ask puts one question to the tutor over its socket, in the simple mode.
func (c *caller) ask(ctx context.Context, text string) error {
	h := http.Header{"Authorization": {"Bearer " + c.token}}
	if !c.clock.IsZero() {
		h.Set(ClockHeader, c.clock.UTC().Format(time.RFC3339Nano))
	}
	conn, res, err := websocket.Dial(ctx, "ws"+strings.TrimPrefix(c.base, "http")+"/ai_tutor/chat/"+c.userID, &websocket.DialOptions{HTTPHeader: h, HTTPClient: c.http})
	if err != nil {
		if res != nil {
			return fmt.Errorf("the tutor's socket was refused: %s", res.Status)
		}
		return fmt.Errorf("opening the tutor's socket: %w", err)
	}
	defer conn.CloseNow()
	if err := wsjson.Write(ctx, conn, map[string]string{"text": text, "type": "text"}); err != nil {
		return fmt.Errorf("asking the tutor: %w", err)
	}
	var reply struct {
		Response string `json:"response"`
	}
	if err := wsjson.Read(ctx, conn, &reply); err != nil {
		return fmt.Errorf("reading the tutor: %w", err)
	}
	if reply.Response == "" {
		return fault.New(fault.Internal, "The tutor answered nothing.")
	}
	return conn.Close(websocket.StatusNormalClosure, "")
}
