package llm

import (
	"context"
	"net"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"satprep/internal/fault"
)

// Timeouts bound a call. A zero field means its default.
type Timeouts struct {
	Dial      time.Duration // 5 s: to reach the server, and again for TLS
	FirstByte time.Duration // 60 s: from sending a try to the first byte of its answer
	Idle      time.Duration // 60 s: between two bytes of an answer
	Total     time.Duration // 5 min: the whole call, waiting and tries included
	Queue     time.Duration // 10 s: waiting for other calls to end
}

func (t Timeouts) orDefaults() Timeouts {
	for _, d := range []struct {
		d     *time.Duration
		value time.Duration
	}{
		{&t.Dial, 5 * time.Second}, {&t.FirstByte, time.Minute}, {&t.Idle, time.Minute},
		{&t.Total, 5 * time.Minute}, {&t.Queue, 10 * time.Second},
	} {
		if *d.d <= 0 {
			*d.d = d.value
		}
	}
	return t
}

// settings is what a model string and the options say.
type settings struct {
	url          string
	model, name  string
	temperature  *float64
	maxTokens    int
	language     string // of what is heard
	beginsInside bool
	concurrency  int
	timeouts     Timeouts
	prices       Prices
	now          func() time.Time
	dial         func(ctx context.Context, network, addr string) (net.Conn, error)
}

// An Option changes a client.
type Option func(*settings)

// WithTimeouts sets the timeouts; zero fields keep what they were.
func WithTimeouts(t Timeouts) Option {
	return func(s *settings) {
		for _, p := range []struct{ to, from *time.Duration }{
			{&s.timeouts.Dial, &t.Dial}, {&s.timeouts.FirstByte, &t.FirstByte}, {&s.timeouts.Idle, &t.Idle},
			{&s.timeouts.Total, &t.Total}, {&s.timeouts.Queue, &t.Queue},
		} {
			if *p.from > 0 {
				*p.to = *p.from
			}
		}
	}
}

// WithPrices sets what tokens cost; without it they cost nothing.
func WithPrices(p Prices) Option { return func(s *settings) { s.prices = p } }

// WithDial sets how the server is reached, for tests without a network.
func WithDial(dial func(ctx context.Context, network, addr string) (net.Conn, error)) Option {
	return func(s *settings) { s.dial = dial }
}

// Open returns a client for a model string such as
//
//	openai:http://localhost:8000/v1?model=qwen3-8b&temperature=0.3&max_tokens=600&name=qwen
//
// The address is that of an OpenAI-compatible server, with or without /v1 (or
// the whole path to chat/completions). Its parameters:
//
//	model             the model's name on the server; needed
//	name              what records call it; default the model's name
//	temperature       default of requests that set none; if absent, the server's
//	max_tokens        longest answer of requests that set none; default 1024
//	think=open        the model begins inside a thought, without an opening mark
//	concurrency       calls at once; default 8
//	first_byte, total timeouts as Go durations (90s)
//	prompt_price, completion_price   per million tokens
//
// Where an option and a parameter disagree, the parameter counts. The key may be empty; it is sent
// as a bearer token and appears nowhere else. Nothing is sent before Generate.
func Open(spec, key string, opts ...Option) (c *Client, err error) {
	defer fault.In(&err, "llm.Open")
	s := settings{maxTokens: 1024, concurrency: 8, now: time.Now}
	for _, o := range opts {
		o(&s)
	}
	if err := s.parse(spec, "/chat/completions", s.set); err != nil {
		return nil, err
	}
	return s.client(key)
}

// client makes the client that the settings describe.
func (s settings) client(key string) (*Client, error) {
	if strings.ContainsFunc(key, func(r rune) bool { return r < '!' || r > '~' }) {
		return nil, fault.At("key", "The model's key holds a character that no key has; look for a space or a line end.")
	}
	s.timeouts = s.timeouts.orDefaults()
	return newClient(s, key), nil
}

// parse reads a model string for an endpoint, with what takes its parameters.
// Its faults never repeat the string: somebody may have put a key into it.
func (s *settings) parse(spec, endpoint string, set func(name, value string) error) error {
	address, ok := strings.CutPrefix(spec, "openai:")
	if !ok {
		return fault.At("model", "A model string begins with openai: and an address.")
	}
	u, err := url.Parse(address)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		return fault.At("model", "The model's address must look like openai:http://host:port/v1?model=name.")
	}
	if u.User != nil {
		return fault.At("model", "The model's address must not hold a user or a key; the key comes from the environment.")
	}
	query, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return fault.At("model", "The parameters of the model string cannot be read.")
	}
	for name, values := range query {
		if err := set(name, values[len(values)-1]); err != nil {
			return err
		}
	}
	if s.model == "" {
		return fault.At("model", "The model string needs model=… with the name of the model.")
	}
	if s.name == "" {
		s.name = s.model
	}
	s.url = u.Scheme + "://" + u.Host + complete(u.EscapedPath(), endpoint)
	return nil
}

func (s *settings) set(name, value string) error {
	var err error
	bad := false
	switch name {
	case "model":
		s.model = value
	case "name":
		s.name = value
	case "temperature":
		var t float64
		t, err = strconv.ParseFloat(value, 64)
		s.temperature, bad = &t, !(t >= 0 && t <= 2)
	case "max_tokens":
		s.maxTokens, err = strconv.Atoi(value)
		bad = s.maxTokens < 1
	case "think":
		s.beginsInside, bad = true, value != "open"
	case "concurrency":
		s.concurrency, err = strconv.Atoi(value)
		bad = s.concurrency < 1
	case "first_byte":
		s.timeouts.FirstByte, err = time.ParseDuration(value)
		bad = s.timeouts.FirstByte <= 0
	case "total":
		s.timeouts.Total, err = time.ParseDuration(value)
		bad = s.timeouts.Total <= 0
	case "prompt_price":
		s.prices.Prompt, err = strconv.ParseFloat(value, 64)
		bad = !(s.prices.Prompt >= 0)
	case "completion_price":
		s.prices.Completion, err = strconv.ParseFloat(value, 64)
		bad = !(s.prices.Completion >= 0)
	default:
		return fault.At("model", "The model string has a parameter that is not known. Known are model, name, temperature, max_tokens, think, concurrency, first_byte, total, prompt_price and completion_price.")
	}
	if err != nil || bad {
		return fault.At("model", "The model string's %s has a value that cannot be used.", name)
	}
	return nil
}

var versionRE = regexp.MustCompile(`/v\d+[a-z0-9]*(/|$)`)

// complete completes a base path: a path without a version gets /v1.
func complete(path, endpoint string) string {
	path = strings.TrimRight(path, "/")
	switch {
	case strings.HasSuffix(path, endpoint):
		return path
	case versionRE.MatchString(path):
		return path + endpoint
	}
	return path + "/v1" + endpoint
}
