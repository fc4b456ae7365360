package llmtest

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"

	"satprep/internal/llm"
)

// Asked is one request that the server got.
type Asked struct {
	Path     string
	Header   http.Header
	Body     map[string]any
	Messages []llm.Message
	Form     map[string]string // of a request for a transcription
	Sound    llm.Sound         // in it
	File     string            // its name
	Gone     <-chan struct{}   // closed when the client hangs up, or the reply has ended
}

// Last returns the content of the last message, "" if there is none.
func (a Asked) Last() string {
	if len(a.Messages) == 0 {
		return ""
	}
	return a.Messages[len(a.Messages)-1].Content
}

// A Server answers from a script.
type Server struct {
	answer func(n int, asked Asked) Reply

	conns chan net.Conn // of the network in memory; nil until started

	mu     sync.Mutex
	asked  []Asked
	refuse int // connections still to be refused
}

// Script returns a server that gives the replies in order; requests after the
// last one get status 500, "the script has ended".
func Script(replies ...Reply) *Server {
	return Func(func(n int, _ Asked) Reply {
		if n < len(replies) {
			return replies[n]
		}
		return Status(http.StatusInternalServerError, `{"error":{"message":"the script has ended"}}`)
	})
}

// Func returns a server whose n-th request, from 0, gets f's reply.
func Func(f func(n int, asked Asked) Reply) *Server { return &Server{answer: f} }

// Asked returns the requests so far.
func (s *Server) Asked() []Asked {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.asked)
}

// Refuse makes the next n connections fail as if nobody listened.
func (s *Server) Refuse(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refuse = n
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	asked := Asked{Path: r.URL.Path, Header: r.Header.Clone(), Gone: r.Context().Done()}
	if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data") {
		if err := asked.hear(r); err != nil {
			http.Error(w, `{"error":{"message":"not a request for a transcription","type":"invalid_request_error"}}`, http.StatusBadRequest)
			return
		}
		s.reply(w, r, asked)
		return
	}
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 8<<20))
	if err != nil {
		http.Error(w, "the request cannot be read", http.StatusBadRequest)
		return
	}
	var typed struct{ Messages []llm.Message }
	if json.Unmarshal(raw, &asked.Body) != nil || json.Unmarshal(raw, &typed) != nil {
		http.Error(w, `{"error":{"message":"not a chat request","type":"invalid_request_error"}}`, http.StatusBadRequest)
		return
	}
	asked.Messages = typed.Messages
	s.reply(w, r, asked)
}

// hear reads a request for a transcription.
func (a *Asked) hear(r *http.Request) error {
	if err := r.ParseMultipartForm(16 << 20); err != nil {
		return err
	}
	defer r.MultipartForm.RemoveAll()
	a.Form = map[string]string{}
	for name, values := range r.MultipartForm.Value {
		a.Form[name] = values[0]
	}
	f, head, err := r.FormFile("file")
	if err != nil {
		return err
	}
	defer f.Close()
	a.File, a.Sound.Type = head.Filename, head.Header.Get("Content-Type")
	a.Sound.Data, err = io.ReadAll(f)
	return err
}

func (s *Server) reply(w http.ResponseWriter, r *http.Request, asked Asked) {
	s.mu.Lock()
	n := len(s.asked)
	s.asked = append(s.asked, asked)
	s.mu.Unlock()
	s.answer(n, asked).play(w, r)
}

// Dial reaches the server in memory once it was started.
func (s *Server) Dial(ctx context.Context, _, _ string) (net.Conn, error) {
	s.mu.Lock()
	refused := s.refuse > 0
	if refused {
		s.refuse--
	}
	s.mu.Unlock()
	if refused {
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
	}
	here, there := net.Pipe()
	select {
	case s.conns <- there:
		return here, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Start serves on a network in memory until the test ends. Clients reach it at
// URL by llm.WithDial(s.Dial).
func (s *Server) Start(t testing.TB) *Server {
	t.Helper()
	l := &listener{conns: make(chan net.Conn), closed: make(chan struct{})}
	s.conns = l.conns
	server := &http.Server{Handler: s}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		server.Serve(l) // returns ErrServerClosed by Close below
	}()
	t.Cleanup(func() {
		server.Close()
		<-ended
	})
	return s
}

// URL is where a started server is found by its own Dial.
const URL = "http://model.test"

// OpenEars is Open for ears.
func (s *Server) OpenEars(t testing.TB, key, params string, opts ...llm.Option) *llm.Ears {
	t.Helper()
	s.Start(t)
	e, err := llm.OpenEars("openai:"+URL+"/v1?model=toy-ears"+params, key, append(opts, llm.WithDial(s.Dial))...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	return e
}

// Open starts the server and returns a client of it. Params is added to the
// model string, such as "&temperature=0.5".
func (s *Server) Open(t testing.TB, key, params string, opts ...llm.Option) *llm.Client {
	t.Helper()
	s.Start(t)
	c, err := llm.Open("openai:"+URL+"/v1?model=toy"+params, key, append(opts, llm.WithDial(s.Dial))...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

// listener hands out connections made by Dial.
type listener struct {
	conns  chan net.Conn
	once   sync.Once
	closed chan struct{}
}

// Accept implements net.Listener.
func (l *listener) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

// Close implements net.Listener.
func (l *listener) Close() error {
	l.once.Do(func() { close(l.closed) })
	return nil
}

// Addr implements net.Listener.
func (l *listener) Addr() net.Addr { return &net.UnixAddr{Name: "memory", Net: "pipe"} }
