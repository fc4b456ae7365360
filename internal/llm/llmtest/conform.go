package llmtest

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"satprep/internal/fault"
	"satprep/internal/llm"
)

// Conform tests that models keep the promises of llm.Model. Open is called
// inside a synctest bubble and returns a model that answers from the script.
func Conform(t *testing.T, open func(t *testing.T, turns ...llm.Turn) llm.Model) {
	ask := llm.Request{Messages: []llm.Message{{Role: llm.System, Content: "Be brief."}, {Role: llm.User, Content: "Where do I look first?"}}}
	broken := errors.New("the line is dead")

	cases := []struct {
		name      string
		turn      llm.Turn
		req       llm.Request
		stopAfter int // emit fails at that piece
		cancelAt  int // the caller cancels at that piece
		deadline  time.Duration

		text      string
		finish    string
		cause     llm.Cause
		kind      fault.Kind
		is        error
		truncated bool
	}{
		{name: "pieces in order", turn: llm.Turn{Pieces: []string{"Look ", "at the ", "units."}, Usage: llm.Usage{PromptTokens: 9, CompletionTokens: 4}}, text: "Look at the units.", finish: llm.FinishStop},
		{name: "no thoughts", turn: llm.Turn{Pieces: []string{"<thi", "nk>SECRET", " is B</th", "ink>\n\nLook", " <", "3"}}, text: "Look <3", finish: llm.FinishStop},
		{name: "thought without an end", turn: llm.Turn{Pieces: []string{"<think>SECRET"}}, cause: llm.Empty, kind: fault.Busy, finish: llm.FinishStop},
		{name: "thought without a beginning", turn: llm.Turn{Pieces: []string{"SECRET", "</think>", "Look"}}, cause: llm.Filtered, kind: fault.Invalid},
		{name: "length", turn: llm.Turn{Pieces: []string{"Look at"}, FinishReason: llm.FinishLength}, text: "Look at", finish: llm.FinishLength, truncated: true},
		{name: "length of thoughts", turn: llm.Turn{Pieces: []string{"<think>SECRET"}, FinishReason: llm.FinishLength}, finish: llm.FinishLength, cause: llm.Truncated, kind: fault.Busy},
		{name: "broken off", turn: llm.Turn{Pieces: []string{"Look ", "at"}, Fail: llm.Truncated}, text: "Look at", cause: llm.Truncated, kind: fault.Busy, truncated: true},
		{name: "filtered", turn: llm.Turn{Pieces: []string{"Look"}, Fail: llm.Filtered}, text: "Look", finish: llm.FinishFilter, cause: llm.Filtered, kind: fault.Invalid},
		{name: "empty", turn: llm.Turn{}, finish: llm.FinishStop, cause: llm.Empty, kind: fault.Busy},
		{name: "rate limited", turn: llm.Turn{Fail: llm.RateLimited}, cause: llm.RateLimited, kind: fault.Busy},
		{name: "unavailable", turn: llm.Turn{Fail: llm.Unavailable}, cause: llm.Unavailable, kind: fault.Busy},
		{name: "rejected", turn: llm.Turn{Fail: llm.Rejected}, cause: llm.Rejected, kind: fault.Internal},
		{name: "emit fails", turn: llm.Say("one two three"), stopAfter: 2, text: "one two ", cause: llm.Stopped, kind: fault.Busy, is: broken, truncated: true},
		{name: "cancelled", turn: llm.Turn{Pieces: []string{"one ", "two"}, Hang: true}, cancelAt: 2, text: "one two", cause: llm.Stopped, kind: fault.Busy, is: context.Canceled, truncated: true},
		{name: "cancelled before", cancelAt: -1, cause: llm.Stopped, kind: fault.Busy, is: context.Canceled},
		{name: "deadline", turn: llm.Turn{Hang: true}, deadline: time.Second, cause: llm.Unavailable, kind: fault.Busy, is: context.DeadlineExceeded},
		{name: "no messages", req: llm.Request{MaxTokens: 5}, cause: llm.Rejected, kind: fault.Invalid},
		{name: "unknown role", req: llm.Request{Messages: []llm.Message{{Role: "wizard", Content: "hm"}}}, cause: llm.Rejected, kind: fault.Invalid},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				m := open(t, c.turn)
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				if c.deadline > 0 {
					ctx, cancel = context.WithTimeout(ctx, c.deadline)
					defer cancel()
				}
				if c.cancelAt < 0 {
					cancel()
				}
				req := ask
				if c.req.Messages != nil || c.req.MaxTokens != 0 {
					req = c.req
				}
				var heard strings.Builder
				pieces := 0
				res, err := m.Generate(ctx, req, func(d llm.Delta) error {
					pieces++
					if d.Text == "" {
						t.Error("an empty piece")
					}
					if c.name != "thought without a beginning" && strings.Contains(d.Text, "SECRET") {
						t.Errorf("a thought was shown: %q", d.Text)
					}
					heard.WriteString(d.Text)
					if pieces == c.cancelAt {
						cancel()
					}
					if pieces == c.stopAfter {
						return broken
					}
					return nil
				})
				if llm.Reason(err) != c.cause {
					t.Fatalf("reason %q, want %q: %v", llm.Reason(err), c.cause, err)
				}
				if c.cause != "" {
					if fault.KindOf(err) != c.kind || !errors.Is(err, c.cause) {
						t.Errorf("kind %v, want %v; is %q: %t", fault.KindOf(err), c.kind, c.cause, errors.Is(err, c.cause))
					}
					if s := fault.Sentence(err); s == "" || strings.Contains(s, "status") {
						t.Errorf("sentence %q", s)
					}
				}
				if c.is != nil && !errors.Is(err, c.is) {
					t.Errorf("%v is not %v", err, c.is)
				}
				if res.Text != c.text || (c.text != "" && heard.String() != c.text) {
					t.Errorf("text %q, heard %q, want %q", res.Text, heard.String(), c.text)
				}
				if res.FinishReason != c.finish || (c.text != "" && res.Truncated != c.truncated) {
					t.Errorf("finish %q truncated %t, want %q %t", res.FinishReason, res.Truncated, c.finish, c.truncated)
				}
				if res.ModelAsked == "" || m.Name() == "" {
					t.Error("the model has no name")
				}
				if c.text != "" && (res.ModelReturned == "" || res.FirstToken <= 0 || res.Latency < 0 || res.Usage == (llm.Usage{}) || res.Tries != 1) {
					t.Errorf("the result is not filled in: %+v", res)
				}
				if u := c.turn.Usage; u != (llm.Usage{}) && res.Usage != u {
					t.Errorf("usage %+v, want %+v", res.Usage, u)
				}
			})
		})
	}
}
