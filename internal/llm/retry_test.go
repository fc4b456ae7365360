package llm_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"satprep/internal/fault"
	"satprep/internal/llm"
	"satprep/internal/llm/llmtest"
)

// TestRetry: case 8. Time inside the bubble is exact, so the pause is too.
func TestRetry(t *testing.T) {
	t.Parallel()
	const quota = `{"error":{"message":"You exceeded your current quota","type":"insufficient_quota","code":"insufficient_quota"}}`
	ok := llmtest.Say("Hm.")
	fails := func(status int, headers ...string) []llmtest.Reply {
		return []llmtest.Reply{llmtest.Status(status, `{"error":{"message":"no"}}`, headers...), ok}
	}
	const jitter = -1 // between 250 and 750 ms
	cases := []struct {
		name    string
		replies []llmtest.Reply
		tries   int
		cause   llm.Cause
		kind    fault.Kind
		pause   time.Duration
		after   time.Duration // what the fault says
	}{
		{name: "408", replies: fails(408), tries: 2, pause: jitter},
		{name: "409", replies: fails(409), tries: 2, pause: jitter},
		{name: "429", replies: fails(429), tries: 2, pause: jitter},
		{name: "500", replies: fails(500), tries: 2, pause: jitter},
		{name: "503", replies: fails(503), tries: 2, pause: jitter},
		{name: "529", replies: fails(529), tries: 2, pause: jitter},
		{name: "two tries, not three", replies: append(fails(500)[:1], fails(502)...), tries: 2, cause: llm.Unavailable, kind: fault.Busy, pause: jitter},
		{name: "429 twice", replies: append(fails(429)[:1], fails(429)...), tries: 2, cause: llm.RateLimited, kind: fault.Busy, pause: jitter},
		{name: "Retry-After", replies: fails(429, "Retry-After", "3"), tries: 2, pause: 3 * time.Second},
		{name: "Retry-After in a fraction", replies: fails(503, "Retry-After", "1.5"), tries: 2, pause: 1500 * time.Millisecond},
		{name: "Retry-After in milliseconds", replies: fails(429, "Retry-After-Ms", "40", "Retry-After", "3"), tries: 2, pause: 40 * time.Millisecond},
		{name: "Retry-After as a date", replies: fails(429, "Retry-After", "Sat, 01 Jan 2000 00:00:04 GMT"), tries: 2, pause: 4 * time.Second},
		{name: "Retry-After in the past", replies: fails(429, "Retry-After", "Fri, 31 Dec 1999 23:00:00 GMT"), tries: 2, pause: jitter},
		{name: "Retry-After nonsense", replies: fails(429, "Retry-After", "soon"), tries: 2, pause: jitter},
		{name: "Retry-After too long", replies: fails(429, "Retry-After", "60"), tries: 1, cause: llm.RateLimited, kind: fault.Busy, after: time.Minute},
		{name: "400", replies: fails(400), tries: 1, cause: llm.Rejected, kind: fault.Internal},
		{name: "401", replies: fails(401), tries: 1, cause: llm.Rejected, kind: fault.Internal},
		{name: "403", replies: fails(403), tries: 1, cause: llm.Rejected, kind: fault.Internal},
		{name: "404", replies: fails(404), tries: 1, cause: llm.Rejected, kind: fault.Internal},
		{name: "413", replies: fails(413), tries: 1, cause: llm.Rejected, kind: fault.TooLarge},
		{name: "402", replies: fails(402), tries: 1, cause: llm.RateLimited, kind: fault.Busy},
		{name: "context length", replies: []llmtest.Reply{llmtest.Status(400, `{"error":{"message":"too long","code":"context_length_exceeded"}}`)}, tries: 1, cause: llm.Rejected, kind: fault.TooLarge},
		{name: "content policy", replies: []llmtest.Reply{llmtest.Status(400, `{"error":{"message":"no","code":"content_filter"}}`)}, tries: 1, cause: llm.Filtered, kind: fault.Invalid},
		{name: "quota used up", replies: []llmtest.Reply{llmtest.Status(429, quota), ok}, tries: 1, cause: llm.RateLimited, kind: fault.Busy},
		{name: "quota used up, inside a 200", replies: []llmtest.Reply{llmtest.JSON(quota), ok}, tries: 1, cause: llm.RateLimited, kind: fault.Busy},
		{name: "redirect", replies: fails(307, "Location", "http://elsewhere.test/v1"), tries: 1, cause: llm.Rejected, kind: fault.Internal},
		{name: "overload inside a 200", replies: []llmtest.Reply{llmtest.Stream(llmtest.Event(`{"error":{"type":"overloaded_error"}}`)), ok}, tries: 2, pause: jitter},
		{name: "hung up before the headers", replies: []llmtest.Reply{{Steps: []llmtest.Step{llmtest.Abort()}}, ok}, tries: 2, pause: jitter},
		{name: "hung up before a piece", replies: []llmtest.Reply{llmtest.Stream(llmtest.Raw(": hm\n\n"), llmtest.Abort()), ok}, tries: 2, pause: jitter},
		{name: "an empty stream", replies: []llmtest.Reply{llmtest.Stream(), ok}, tries: 2, pause: jitter},
		{name: "half an event", replies: []llmtest.Reply{llmtest.Stream(llmtest.Raw(`data: {"cho`)), ok}, tries: 2, pause: jitter},
		{name: "hung up after thoughts", replies: []llmtest.Reply{llmtest.Stream(llmtest.Piece("<think>hm"), llmtest.Abort()), ok}, tries: 2, pause: jitter},
		{name: "hung up after a piece", replies: []llmtest.Reply{llmtest.Stream(llmtest.Piece("Look"), llmtest.Abort()), ok}, tries: 1, cause: llm.Truncated, kind: fault.Busy},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := llmtest.Script(c.replies...)
				pieces, res, err := generate(t.Context(), s.Open(t, "sk-1", ""), ask("?"))
				if llm.Reason(err) != c.cause || (c.cause != "" && fault.KindOf(err) != c.kind) {
					t.Fatalf("reason %q kind %v, want %q %v: %v", llm.Reason(err), fault.KindOf(err), c.cause, c.kind, err)
				}
				if res.Tries != c.tries || len(s.Asked()) != c.tries {
					t.Errorf("%d tries, %d asked, want %d", res.Tries, len(s.Asked()), c.tries)
				}
				if c.cause == "" && strings.Join(pieces, "") != "Hm." {
					t.Errorf("heard %q", pieces)
				}
				if c.pause == jitter {
					if res.Latency < 250*time.Millisecond || res.Latency > 750*time.Millisecond {
						t.Errorf("waited %v", res.Latency)
					}
				} else if res.Latency != c.pause {
					t.Errorf("waited %v, want %v", res.Latency, c.pause)
				}
				if got := fault.RetryAfter(err); got != c.after {
					t.Errorf("to be tried again after %v, want %v", got, c.after)
				}
			})
		})
	}
}

func TestRefusedConnection(t *testing.T) {
	t.Parallel()
	for refusals, cause := range map[int]llm.Cause{0: "", 1: "", 2: llm.Unavailable} {
		synctest.Test(t, func(t *testing.T) {
			s := llmtest.Script(llmtest.Say("Hm."))
			m := s.Open(t, "", "")
			s.Refuse(refusals)
			_, res, err := generate(t.Context(), m, ask("?"))
			if llm.Reason(err) != cause || res.Tries != min(2, refusals+1) {
				t.Errorf("%d refused: %d tries, %v", refusals, res.Tries, err)
			}
			if cause != "" && !errors.Is(err, syscall.ECONNREFUSED) {
				t.Errorf("%v does not say why", err)
			}
		})
	}
}

// The same over a real network: a server with its own port, then nobody there.
func TestLoopback(t *testing.T) {
	t.Parallel()
	s := httptest.NewServer(llmtest.Func(llmtest.Echo(0)))
	m, err := llm.Open("openai:"+s.URL+"?model=toy", "")
	if err != nil {
		s.Close()
		t.Fatal(err)
	}
	defer m.Close()
	_, res, err := generate(t.Context(), m, ask("good morning"))
	s.Close()
	if err != nil || res.Text != "You said: good morning" || res.Truncated || res.Usage.Estimated {
		t.Errorf("%+v, %v", res, err)
	}
	if _, res, err = generate(t.Context(), m, ask("?")); llm.Reason(err) != llm.Unavailable || res.Tries != 2 || !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("%+v, %v", res, err)
	}
}

// TestTimeouts: case 9, with the clock of the bubble.
func TestTimeouts(t *testing.T) {
	t.Parallel()
	var chatter []llmtest.Step // alive, but never done
	for range 100 {
		chatter = append(chatter, llmtest.Piece("word "), llmtest.Pause(50*time.Second))
	}
	cases := []struct {
		name   string
		reply  llmtest.Reply
		params string
		opts   []llm.Option
		took   time.Duration
		cause  llm.Cause
		says   string
	}{
		{name: "first byte", reply: llmtest.Stream(llmtest.Hang()), took: time.Minute, cause: llm.Unavailable, says: "first byte"},
		{name: "first byte after the headers", reply: llmtest.Stream(llmtest.Raw(""), llmtest.Hang()), took: time.Minute, cause: llm.Unavailable, says: "first byte"},
		{name: "idle", reply: llmtest.Stream(llmtest.Piece("Look"), llmtest.Pause(59*time.Second), llmtest.Piece(" at"), llmtest.Hang()), took: 119 * time.Second, cause: llm.Truncated, says: "stood still"},
		{name: "idle before a piece", reply: llmtest.Stream(llmtest.Raw(": hm\n\n"), llmtest.Hang()), took: time.Minute, cause: llm.Unavailable, says: "stood still"},
		{name: "total", reply: llmtest.Stream(chatter...), took: 5 * time.Minute, cause: llm.Truncated, says: "too long"},
		{name: "by option", opts: []llm.Option{llm.WithTimeouts(llm.Timeouts{Idle: 3 * time.Second})}, reply: llmtest.Stream(llmtest.Piece("Look"), llmtest.Hang()), took: 3 * time.Second, cause: llm.Truncated, says: "stood still"},
		{name: "by parameter", params: "&first_byte=2s", reply: llmtest.Stream(llmtest.Hang()), took: 2 * time.Second, cause: llm.Unavailable, says: "first byte"},
		{name: "total by parameter", params: "&total=7s", reply: llmtest.Stream(llmtest.Hang()), took: 7 * time.Second, cause: llm.Unavailable, says: "too long"},
		{name: "no end mark", reply: llmtest.Stream(llmtest.Piece("Look"), llmtest.Finish("stop"), llmtest.Hang()), took: 2 * time.Second},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := llmtest.Script(c.reply)
				_, res, err := generate(t.Context(), s.Open(t, "", c.params, c.opts...), ask("?"))
				if llm.Reason(err) != c.cause || (err != nil && !strings.Contains(err.Error(), c.says)) {
					t.Fatalf("reason %q, want %q: %v", llm.Reason(err), c.cause, err)
				}
				if res.Latency != c.took || res.Tries != 1 {
					t.Errorf("took %v and %d tries, want %v", res.Latency, res.Tries, c.took)
				}
				synctest.Wait()
				select {
				case <-s.Asked()[0].Gone:
				default:
					t.Error("the server still works")
				}
			})
		})
	}
}

func TestDialTimeout(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		silence := func(ctx context.Context, _, _ string) (net.Conn, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		}
		m, err := llm.Open("openai:"+llmtest.URL+"?model=toy", "", llm.WithDial(silence))
		if err != nil {
			t.Fatal(err)
		}
		_, res, err := generate(t.Context(), m, ask("?"))
		if llm.Reason(err) != llm.Unavailable || res.Latency != 5*time.Second || res.Tries != 1 {
			t.Errorf("%v after %v and %d tries", err, res.Latency, res.Tries)
		}
	})
}

// A slow receiver is not a slow server.
func TestSlowReceiver(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := llmtest.Script(llmtest.Say("one ", "two")).Open(t, "", "", llm.WithTimeouts(llm.Timeouts{Idle: time.Second}))
		res, err := m.Generate(t.Context(), ask("?"), func(llm.Delta) error {
			time.Sleep(10 * time.Second) // of the bubble
			return nil
		})
		if err != nil || res.Text != "one two" || res.Latency != 20*time.Second || res.FirstToken != 1 {
			t.Errorf("%q after %v, first %v: %v", res.Text, res.Latency, res.FirstToken, err)
		}
	})
}

// Cancelling closes the connection at once, wherever the call stands.
func TestCancel(t *testing.T) {
	t.Parallel()
	for name, reply := range map[string]llmtest.Reply{
		"before the headers":     llmtest.Stream(llmtest.Hang()),
		"before the first piece": llmtest.Stream(llmtest.Raw(": hm\n\n"), llmtest.Hang()),
		"in the middle":          llmtest.Stream(llmtest.Piece("Look"), llmtest.Hang()),
		"before another try":     llmtest.Status(503, "", "Retry-After", "9"),
		"in half a refusal":      {Status: 500, Steps: []llmtest.Step{llmtest.Raw("{"), llmtest.Hang()}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := llmtest.Script(reply)
				m := s.Open(t, "", "")
				ctx, cancel := context.WithCancel(t.Context())
				time.AfterFunc(time.Second, cancel)
				_, res, err := generate(ctx, m, ask("?"))
				if llm.Reason(err) != llm.Stopped || !errors.Is(err, context.Canceled) || res.Latency != time.Second || res.Tries != 1 {
					t.Errorf("%v after %v", err, res.Latency)
				}
				synctest.Wait()
				select {
				case <-s.Asked()[0].Gone:
				default:
					t.Error("the server still works")
				}
			})
		})
	}
}

// TestBreaker: case 11.
func TestBreaker(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		broken := true
		mend := func(b bool) { mu.Lock(); broken = !b; mu.Unlock() }
		s := llmtest.Func(func(int, llmtest.Asked) llmtest.Reply {
			mu.Lock()
			defer mu.Unlock()
			if broken {
				return llmtest.Status(500, "")
			}
			return llmtest.Say("Hm.")
		})
		m := s.Open(t, "", "")
		call := func() (llm.Result, error) {
			_, res, err := generate(t.Context(), m, ask("?"))
			return res, err
		}
		for i := range 5 {
			if res, err := call(); llm.Reason(err) != llm.Unavailable || res.Tries != 2 || m.Meter().Paused != (i == 4) {
				t.Fatalf("call %d: %d tries, %+v: %v", i, res.Tries, m.Meter(), err)
			}
		}
		res, err := call()
		if llm.Reason(err) != llm.Unavailable || res.Tries != 0 || res.ModelAsked != "toy" || fault.RetryAfter(err) != 30*time.Second {
			t.Fatalf("open: %+v, %v after %v", res, err, fault.RetryAfter(err))
		}
		time.Sleep(30 * time.Second)
		if res, _ := call(); res.Tries != 2 {
			t.Fatalf("no probe: %+v", res)
		}
		if _, err := call(); fault.RetryAfter(err) != time.Minute {
			t.Fatalf("the pause did not double: %v", fault.RetryAfter(err))
		}
		mend(true)
		time.Sleep(time.Minute)

		// A probe that the caller stops says nothing; the next one may go.
		ctx, cancel := context.WithCancel(t.Context())
		if _, err := m.Generate(ctx, ask("?"), func(llm.Delta) error { cancel(); return ctx.Err() }); llm.Reason(err) != llm.Stopped || !m.Meter().Paused {
			t.Fatalf("stopped probe: %v", err)
		}
		if _, err := call(); err != nil || m.Meter().Paused {
			t.Fatalf("not closed again: %v", err)
		}
		mend(false)
		for range 4 {
			call()
		}
		if m.Meter().Paused {
			t.Error("old failures were counted again")
		}
	})
}

// One probe at a time, and no refusals of its own count as failures.
func TestBreakerProbesOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := llmtest.Func(func(n int, _ llmtest.Asked) llmtest.Reply {
			if n < 10 {
				return llmtest.Status(500, "")
			}
			return llmtest.Stream(llmtest.Pause(5*time.Second), llmtest.Piece("Hm."), llmtest.Finish("stop"), llmtest.Done())
		})
		m := s.Open(t, "", "")
		for range 5 {
			generate(t.Context(), m, ask("?"))
		}
		time.Sleep(time.Minute)
		var group sync.WaitGroup
		var mu sync.Mutex
		good := 0
		for range 4 {
			group.Go(func() {
				if _, _, err := generate(t.Context(), m, ask("?")); err == nil {
					mu.Lock()
					good++
					mu.Unlock()
				}
			})
		}
		group.Wait()
		if good != 1 || m.Meter().Paused {
			t.Errorf("%d probes went through, %+v", good, m.Meter())
		}
	})
}

// TestConcurrency: case 11.
func TestConcurrency(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := llmtest.Func(func(int, llmtest.Asked) llmtest.Reply {
			return llmtest.Stream(llmtest.Pause(4*time.Second), llmtest.Piece("Hm."), llmtest.Finish("stop"), llmtest.Done())
		})
		m := s.Open(t, "", "&concurrency=2")
		var group sync.WaitGroup
		var mu sync.Mutex
		ends := map[string]int{}
		for range 8 {
			group.Go(func() {
				_, res, err := generate(t.Context(), m, ask("?"))
				mu.Lock()
				defer mu.Unlock()
				ends[string(llm.Reason(err))+res.Latency.String()]++
			})
		}
		synctest.Wait()
		if n := len(s.Asked()); n != 2 || m.Meter().Running != 8 {
			t.Errorf("%d under way, %+v", n, m.Meter())
		}
		group.Wait()
		// Two at a time take 4, 8 and 12 s; the last two gave up waiting after 10 s.
		want := map[string]int{"4s": 2, "8s": 2, "12s": 2, "rate_limited10s": 2}
		if fmt.Sprint(ends) != fmt.Sprint(want) {
			t.Errorf("%v, want %v", ends, want)
		}
		if got := m.Meter(); got.Calls != 8 || got.Tries != 6 || got.Failed != 2 || got.Failures[llm.RateLimited] != 2 || got.Running != 0 {
			t.Errorf("%+v", got)
		}
	})
}

func TestMeter(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		counted := llm.Turn{Pieces: []string{"Hm."}, Usage: llm.Usage{PromptTokens: 1000, CompletionTokens: 200}}
		m := llmtest.Script(llmtest.Play(counted), llmtest.Say("12345678"), llmtest.Status(http.StatusNotFound, "")).
			Open(t, "", "&prompt_price=0.5", llm.WithPrices(llm.Prices{Completion: 2}))
		_, res, err := generate(t.Context(), m, ask("?"))
		if err != nil || res.CostMicros != 900 || res.Usage.Estimated {
			t.Errorf("%+v, %v", res, err)
		}
		_, res, err = generate(t.Context(), m, ask("1234"))
		if want := (llm.Usage{PromptTokens: 5, CompletionTokens: 2, Estimated: true}); err != nil || res.Usage != want {
			t.Errorf("%+v, %v", res.Usage, err)
		}
		generate(t.Context(), m, ask("?"))
		got := m.Meter()
		if got.Calls != 3 || got.Tries != 3 || got.Failed != 1 || got.PromptTokens != 1005 || got.CompletionTokens != 202 || got.CostMicros != 907 || got.Failures[llm.Rejected] != 1 {
			t.Errorf("%+v", got)
		}
	})
}
