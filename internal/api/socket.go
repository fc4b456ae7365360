package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"github.com/coder/websocket"
	"golang.org/x/sync/errgroup"

	"satprep/internal/account"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/session"
	"satprep/internal/tutor"
	"satprep/internal/uid"
)

const (
	socketLimit = 32 << 10         // bytes of a frame
	writeTime   = 10 * time.Second // for a client to take a frame
	pingEvery   = 30 * time.Second
	queueLength = 8 // frames of the one-frame protocol that wait for their answer
)

// A socket is one learner's line to the tutor. Its first frame decides how it
// is spoken on: hello begins the rich protocol, anything else the one in which
// every frame gets exactly one {"response"}.
type socket struct {
	api    *API
	conn   *websocket.Conn
	actor  account.Actor
	token  string
	client session.Client
	group  *errgroup.Group
	ended  <-chan struct{} // closed when the learner was erased
	rich   bool
	simple chan []byte // frames that wait for their one answer
	id     uid.ID      // of the one-frame protocol's conversation
}

// errGone ends a socket without a word: the client has left, or was told why.
var errGone = errors.New("the socket is closed")

// talk is the socket of {user_id}, who is the caller.
func (a *API) talk(w http.ResponseWriter, r *http.Request, by *caller) error {
	if by.Owner.UserID != by.Actor.UserID {
		return fault.New(fault.Forbidden, "Only the learner talks to the tutor.")
	}
	client, err := clientOf(r)
	if err != nil {
		return err
	}
	conn, err := a.accept(w, r)
	if err != nil {
		return err
	}
	defer conn.CloseNow()
	conn.SetReadLimit(socketLimit)
	ended, leave := a.lines.enter(by.Actor.Subject)
	defer leave()
	group, ctx := errgroup.WithContext(context.WithoutCancel(r.Context()))
	s := &socket{ended: ended, api: a, conn: conn, actor: by.Actor, token: by.Token, client: client, group: group, simple: make(chan []byte, queueLength)}
	group.Go(func() error { return s.read(ctx) })
	group.Go(func() error { return s.answerSimply(ctx) })
	group.Go(func() error { return s.keep(ctx) })
	if err := group.Wait(); !errors.Is(err, errGone) {
		return err
	}
	return nil
}

// read takes frame after frame until the line breaks.
func (s *socket) read(ctx context.Context) error {
	defer close(s.simple)
	for first := true; ; first = false {
		kind, data, err := s.conn.Read(ctx)
		if err != nil {
			return errGone // closed by the client, over the limit, or broken: the library has said why
		}
		if first && kind == websocket.MessageText {
			f, _ := readFrame(data) // a hello with a wrong field is one still
			s.rich = f.Type == "hello"
		}
		if kind != websocket.MessageText {
			data = nil
		}
		if !s.rich {
			select {
			case s.simple <- data:
			case <-ctx.Done():
				return errGone
			}
			continue
		}
		if err := s.take(ctx, data); err != nil {
			return err
		}
	}
}

// keep pings the client and closes the line when the server stops.
func (s *socket) keep(ctx context.Context) error {
	tick := time.NewTicker(pingEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-s.api.Stopping:
			s.conn.Close(websocket.StatusGoingAway, "The server is stopping; please connect again in a moment.")
			return errGone
		case <-s.ended:
			s.conn.Close(websocket.StatusPolicyViolation, "This account was erased.")
			return errGone
		case <-tick.C:
			limited, cancel := context.WithTimeout(ctx, writeTime)
			err := s.conn.Ping(limited)
			cancel()
			if err != nil {
				return errGone
			}
			if s.rich {
				if err := s.send(ctx, tutor.Frame{Type: tutor.FramePing}); err != nil {
					return err
				}
			}
		}
	}
}

// send writes one frame, or gives the client up.
func (s *socket) send(ctx context.Context, v any) error {
	data, err := json.Marshal(v)
	if err != nil {
		return err
	}
	limited, cancel := context.WithTimeout(ctx, writeTime)
	defer cancel()
	if err := s.conn.Write(limited, websocket.MessageText, data); err != nil {
		return errGone
	}
	return nil
}

// again makes sure that the learner is still signed in, and who they are now.
func (s *socket) again(ctx context.Context) error {
	actor, err := s.api.Accounts.Authenticate(ctx, s.token)
	if err != nil {
		return err
	}
	if actor.Origin == interaction.Simulated {
		actor.Clock = s.actor.Clock
	}
	if err := s.api.talker(ctx, actor); err != nil {
		return err
	}
	s.actor = actor
	return nil
}

// oneResponse is the only frame of the one-frame protocol. Error is there where
// the response is not the tutor's.
type oneResponse struct {
	Response string `json:"response"`
	Error    string `json:"error,omitempty"`
}

// answerSimply answers frame after frame, each with exactly one.
func (s *socket) answerSimply(ctx context.Context) error {
	for data := range s.simple {
		text, err := s.one(ctx, data)
		out := oneResponse{Response: text}
		if err != nil {
			if ctx.Err() != nil {
				return errGone
			}
			out = oneResponse{fault.Sentence(err), codeOf(err)}
		}
		if err := s.send(ctx, out); err != nil {
			return err
		}
	}
	return nil
}

func (s *socket) one(ctx context.Context, data []byte) (string, error) {
	if data == nil {
		return "", binaryFrame()
	}
	f, err := readFrame(data)
	if err != nil {
		return "", err
	}
	switch f.Type {
	case "", tutor.TypeText, tutor.TypeVoice:
	default:
		return "", fault.At("type", "The type is text or voice.")
	}
	in, err := f.ask()
	if err != nil {
		return "", err
	}
	if err := s.again(ctx); err != nil {
		return "", err
	}
	if in.Conversation.IsZero() {
		in.Conversation = s.id
	}
	said, err := s.api.Tutor.Answer(ctx, s.actor, in, s.client)
	if err == nil {
		s.id = said.Conversation
	}
	return said.Text, err
}

func binaryFrame() error {
	return &fault.Error{Kind: fault.Invalid, Field: "frame", Sentence: "Send frames as text, not binary."}
}

// take handles one frame of the rich protocol. What is wrong with it is
// answered by a frame; its error ends the socket.
func (s *socket) take(ctx context.Context, data []byte) error {
	var f frameIn
	err := binaryFrame()
	if data != nil {
		f, err = readFrame(data)
	}
	if err == nil {
		err = s.again(ctx)
	}
	if err == nil {
		err = s.act(ctx, &f)
	}
	if errors.Is(err, errGone) {
		return err
	}
	if err != nil {
		if err := s.send(ctx, errorFrame(f.ID, err)); err != nil {
			return err
		}
	}
	if fault.Is(err, fault.Unauthenticated) {
		s.conn.Close(websocket.StatusPolicyViolation, "Please sign in again.")
		return errGone
	}
	return nil
}

func (s *socket) act(ctx context.Context, f *frameIn) error {
	t := s.api.Tutor
	switch f.Type {
	case "hello":
		client, err := f.client(s.client)
		if err != nil {
			return err
		}
		s.client = client
		if f.Resume == nil {
			return s.send(ctx, tutor.Frame{Type: tutor.FrameAck, ID: f.ID})
		}
		return s.resume(ctx, f)
	case "ask", tutor.TypeText, tutor.TypeVoice:
		in, err := f.ask()
		if err != nil {
			return err
		}
		answer, err := t.Begin(ctx, s.actor, in, s.client)
		if err != nil {
			return err
		}
		s.listen(ctx, answer, 0)
		return nil
	case "stop":
		return t.Stop(s.actor, f.ID)
	case "rate", "regenerate", "choose":
		id, err := turnID(f.Turn)
		if err != nil {
			return err
		}
		if f.Type == "regenerate" {
			answer, err := t.Regenerate(ctx, s.actor, id, f.ID, s.client)
			if err != nil {
				return err
			}
			s.listen(ctx, answer, 0)
			return nil
		}
		if f.Type == "rate" {
			err = t.Rate(ctx, s.actor, id, f.Value, f.Reasons, s.client)
		} else {
			err = t.Choose(ctx, s.actor, id, s.client)
		}
		if err != nil {
			return err
		}
		return s.send(ctx, tutor.Frame{Type: tutor.FrameAck, ID: f.ID, Turn: id})
	}
	return fault.At("type", "The type is hello, ask, stop, rate, regenerate or choose.")
}

// resume sends what the client missed and goes on listening.
func (s *socket) resume(ctx context.Context, f *frameIn) error {
	id, err := f.Resume.id()
	if err != nil {
		return err
	}
	missed, live, err := s.api.Tutor.Resume(ctx, s.actor, id, f.Resume.LastSeq)
	if err != nil {
		return err
	}
	if err := s.send(ctx, tutor.Frame{Type: tutor.FrameAck, ID: f.ID, Conversation: id}); err != nil {
		return err
	}
	for _, frame := range missed {
		if err := s.send(ctx, frame); err != nil {
			return err
		}
	}
	if live != nil {
		s.listen(ctx, live, f.Resume.LastSeq)
	}
	return nil
}

// listen passes an answer's frames on, in the socket's group.
func (s *socket) listen(ctx context.Context, answer *tutor.Answer, after int64) {
	s.group.Go(func() error {
		err := answer.Listen(ctx, after, func(f tutor.Frame) error { return s.send(ctx, f) })
		if errors.Is(err, errGone) || ctx.Err() != nil {
			return errGone
		}
		if err != nil {
			return s.send(ctx, errorFrame(answer.Ask, err))
		}
		return nil
	})
}
