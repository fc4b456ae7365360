package llm

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"syscall"
	"time"

	"satprep/internal/fault"
)

// How often and how long is waited between tries.
const (
	maxTries = 2                      // refused fields come on top, each at most once
	backoff  = 500 * time.Millisecond // half to one and a half of it, at random
	maxAfter = 10 * time.Second       // a longer Retry-After is for the caller
)

// How much is read of what is not a stream, and how long a server may take to
// say [DONE] after its finish reason.
const (
	maxReply   = 8 << 20
	maxRefusal = 64 << 10
	drain      = 2 * time.Second
)

// A Client is a Model behind an OpenAI-compatible server. It may be used by
// many goroutines.
type Client struct {
	settings
	http      *http.Client
	authorize func(http.Header)                   // closures, so that printing a Client prints no key
	scrubber  func([]Message) func(string) string // what of the server's words may be kept
	slots     chan struct{}
	breaker   *breaker
	meter     meter

	mu    sync.Mutex
	shape shape
}

func newClient(s settings, key string) *Client {
	dial := s.dial
	if dial == nil {
		dial = (&net.Dialer{KeepAlive: 30 * time.Second}).DialContext
	}
	return &Client{
		settings: s,
		http: &http.Client{
			Transport: &http.Transport{
				Proxy: http.ProxyFromEnvironment,
				DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
					ctx, cancel := context.WithTimeout(ctx, s.timeouts.Dial)
					defer cancel()
					return dial(ctx, network, addr)
				},
				TLSHandshakeTimeout: s.timeouts.Dial,
				DisableCompression:  true, // a compressed stream arrives in lumps
				ForceAttemptHTTP2:   true,
				MaxIdleConnsPerHost: s.concurrency,
				IdleConnTimeout:     90 * time.Second,
			},
			// A redirect would carry the conversation to a server nobody named.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		authorize: func(h http.Header) {
			if key != "" {
				h.Set("Authorization", "Bearer "+key)
			}
		},
		scrubber: func(said []Message) func(string) string { return scrubber(key, said) },
		slots:    make(chan struct{}, s.concurrency),
		breaker:  newBreaker(s.now),
	}
}

// Name implements Model.
func (c *Client) Name() string { return c.name }

// Meter returns what the client has done so far.
func (c *Client) Meter() Meter {
	m := c.meter.read()
	m.Paused = c.breaker.open()
	return m
}

// Close lets idle connections go. Calls under way are not touched.
func (c *Client) Close() error {
	c.http.CloseIdleConnections()
	return nil
}

// Why a context of ours ended.
var (
	errTotal     = errors.New("the call took too long")
	errFirstByte = errors.New("no first byte in time")
	errIdle      = errors.New("the stream stood still for too long")
	errDrained   = errors.New("no end mark after the finish reason")
)

// Generate implements Model.
func (c *Client) Generate(ctx context.Context, req Request, emit func(Delta) error) (res Result, err error) {
	defer fault.In(&err, "llm.Generate(%s)", c.name)
	if err := req.check(); err != nil {
		return Result{ModelAsked: c.model}, err
	}
	if req.Temperature == nil {
		req.Temperature = c.temperature
	}
	if req.MaxTokens == 0 {
		req.MaxTokens = c.maxTokens
	}
	k := &call{Client: c, req: req, parent: ctx, start: c.now(), scrub: c.scrubber(req.Messages)}
	k.res.ModelAsked = c.model // for a call that ends before its first try
	k.emit = func(text string) error {
		if k.first == 0 {
			k.first = max(1, c.now().Sub(k.start))
		}
		return emit(Delta{Text: text})
	}

	c.meter.begin()
	ctx, cancel := context.WithTimeoutCause(ctx, c.timeouts.Total, errTotal)
	defer cancel()
	f := k.queued(ctx)
	k.res.FirstToken = k.first
	k.res.Latency = c.now().Sub(k.start)
	k.res.CostMicros = c.prices.micros(k.res.Usage)
	c.meter.end(k.res, f)
	if f != nil {
		return k.res, f.fault()
	}
	return k.res, nil
}

// A call is one Generate under way.
type call struct {
	*Client
	req    Request
	parent context.Context // the caller's, to tell its end from our timeouts
	start  time.Time
	scrub  func(string) string
	emit   func(string) error
	send   func(context.Context) *failure // one try of what is no chat; nil for a chat
	first  time.Duration                  // to the first piece
	res    Result
}

// queued waits for a turn and runs the call.
func (k *call) queued(ctx context.Context) *failure {
	if k.parent.Err() != nil {
		return k.broken(ctx, k.parent.Err(), false)
	}
	ok, probe, after := k.breaker.enter()
	if !ok {
		f := failed(Unavailable, "given up on for a while after failures")
		f.after = after
		return f
	}
	f := failed(Stopped, "") // what the breaker hears if nothing was tried, or emit panics
	defer func() { k.breaker.leave(probe, f) }()

	wait := time.NewTimer(k.timeouts.Queue)
	defer wait.Stop()
	select {
	case k.slots <- struct{}{}:
		defer func() { <-k.slots }()
	case <-wait.C:
		return failed(RateLimited, "as many calls as allowed are under way")
	case <-ctx.Done():
		return k.broken(ctx, ctx.Err(), false)
	}
	f = k.tries(ctx)
	return f
}

// tries sends the request until it is answered or there is no use in it.
func (k *call) tries(ctx context.Context) *failure {
	k.mu.Lock()
	sh := k.shape
	k.mu.Unlock()
	for try := 1; ; {
		k.res = Result{ModelAsked: k.model, Tries: k.res.Tries + 1}
		f, begun := k.try(ctx, sh)
		if f == nil || begun {
			return f
		}
		if f.refuse != nil {
			if other, ok := sh.without(f.refuse); ok {
				sh = other
				continue
			}
		}
		if !f.again || try == maxTries || f.after > maxAfter {
			return f
		}
		pause := f.after
		if pause == 0 {
			pause = backoff/2 + rand.N(backoff)
		}
		if end, ok := ctx.Deadline(); ok && time.Until(end) < pause {
			return f // a context's deadline is real time, whatever the injected clock says
		}
		timer := time.NewTimer(pause)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return k.broken(ctx, ctx.Err(), false)
		}
		try++
	}
}

// try makes one HTTP request. Begun says that text was emitted.
func (k *call) try(ctx context.Context, sh shape) (f *failure, begun bool) {
	if k.send != nil {
		return k.send(ctx), false
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	b := sh.body(k.model, k.req)
	k.res.Seed, k.res.Temperature = b.Seed, b.Temperature
	raw, err := json.Marshal(b)
	if err != nil {
		return failed(Rejected, "the request cannot be written as JSON"), false // a temperature that is no number
	}
	hr, err := http.NewRequestWithContext(ctx, http.MethodPost, k.url, bytes.NewReader(raw))
	if err != nil {
		return failed(Rejected, "the address cannot be used"), false
	}
	hr.Header.Set("Content-Type", "application/json")
	hr.Header.Set("Accept", "text/event-stream, application/json")
	k.authorize(hr.Header)

	watch := newWatch(cancel, k.timeouts)
	defer watch.rest()
	resp, err := k.http.Do(hr)
	if err != nil {
		return k.broken(ctx, err, false), false
	}
	defer resp.Body.Close()
	stream := &watched{body: resp.Body, watch: watch}
	if resp.StatusCode != http.StatusOK {
		text, _ := io.ReadAll(io.LimitReader(stream, maxRefusal)) // half a refusal is one too
		if k.parent.Err() != nil {
			return k.broken(ctx, k.parent.Err(), false), false
		}
		return readRefusal(resp.StatusCode, text).failure(resp.Header, k.now(), k.scrub), false
	}

	a := &answer{emit: k.emit, think: newThinking(k.beginsInside)}
	f = k.read(ctx, stream, a)
	if f != nil && f.refuse != nil && f.detail == "" {
		f = f.refuse.failure(resp.Header, k.now(), k.scrub)
	}
	f = k.judge(a, f)
	k.res.Text, k.res.FinishReason, k.res.ModelReturned = a.text.String(), a.finish, a.model
	if f == nil || f.refuse == nil || a.begun() {
		k.res.Usage = estimate(k.req, k.res.Text)
		k.mu.Lock()
		k.shape = k.shape.and(sh)
		k.mu.Unlock()
	}
	if a.usage != nil {
		k.res.Usage = *a.usage
	}
	return f, a.begun()
}

// read takes the answer in, as a stream or as one JSON text.
func (k *call) read(ctx context.Context, stream *watched, a *answer) *failure {
	lead, err := firstByte(stream)
	if err == nil && lead == '{' {
		text, err := io.ReadAll(io.LimitReader(io.MultiReader(strings.NewReader("{"), stream), maxReply))
		if err != nil {
			return k.broken(ctx, err, a.begun())
		}
		return a.take(text, "")
	}
	if err != nil && err != io.EOF {
		return k.broken(ctx, err, false)
	}
	var rest io.Reader = stream
	if err == nil {
		rest = io.MultiReader(bytes.NewReader([]byte{lead}), stream)
	}
	events := readEvents(rest, maxEvent)
	for !a.done {
		ev, err := events.next()
		if err == io.EOF {
			return nil // judge sees that the end mark is missing
		}
		if err != nil {
			return k.broken(ctx, err, a.begun())
		}
		if f := a.take(ev.data, ev.name); f != nil {
			if ev.cut && f.refuse == nil && f.cause == Unavailable {
				return nil // half an event: the stream broke off
			}
			return f
		}
		if a.finish != "" {
			stream.hurry()
		}
	}
	return nil
}

// firstByte passes over white space and a byte order mark.
func firstByte(r io.Reader) (byte, error) {
	var b [1]byte
	for {
		if _, err := io.ReadFull(r, b[:]); err != nil {
			return 0, err
		}
		switch b[0] {
		case ' ', '\t', '\r', '\n', 0xef, 0xbb, 0xbf:
		default:
			return b[0], nil
		}
	}
}

// judge decides what an answer that was read comes to.
func (k *call) judge(a *answer, f *failure) *failure {
	if f != nil && f.err == errDrained {
		f = nil
	}
	k.res.Truncated = !a.done || a.finish == FinishLength
	switch {
	case f == nil:
		return a.verdict()
	case a.begun() && (f.cause == Unavailable || f.cause == RateLimited):
		f.cause, f.again = Truncated, false // it had begun
	}
	return f
}

// broken sorts an error of the connection, or the end of a context.
func (k *call) broken(ctx context.Context, err error, begun bool) *failure {
	if errors.Is(k.parent.Err(), context.Canceled) {
		return failed(Stopped, "cancelled").because(context.Canceled)
	}
	cause := Unavailable
	if begun {
		cause = Truncated
	}
	if why := context.Cause(ctx); why != nil {
		return failed(cause, why.Error()).because(why)
	}
	var outer *url.Error // its text repeats the address
	if errors.As(err, &outer) {
		err = outer.Err
	}
	f := failed(cause, k.scrub(err.Error())).because(err)
	var op *net.OpError
	dialed := errors.As(err, &op) && op.Op == "dial" && !op.Timeout()
	f.again = dialed || errors.Is(err, syscall.ECONNREFUSED) || errors.Is(err, syscall.ECONNRESET) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
	return f
}
