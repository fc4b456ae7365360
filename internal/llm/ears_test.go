package llm_test

import (
	"context"
	"errors"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"satprep/internal/fault"
	"satprep/internal/llm"
	"satprep/internal/llm/llmtest"
)

var speech = llm.Sound{Data: []byte("webm\x00\x01"), Type: "audio/webm;codecs=opus"}

func TestEarsHear(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := llmtest.Script(llmtest.JSON(`{"text":" Why is B wrong? \u0000","usage":{"type":"duration","seconds":2}}`))
		got, err := s.OpenEars(t, "sk-1", "&language=en").Hear(t.Context(), speech)
		if err != nil || got.Text != "Why is B wrong?" || got.Tries != 1 {
			t.Fatalf("%+v, %v", got, err)
		}
		asked := s.Asked()[0]
		if asked.Path != "/v1/audio/transcriptions" || asked.Header.Get("Authorization") != "Bearer sk-1" {
			t.Errorf("sent to %s with %q", asked.Path, asked.Header.Get("Authorization"))
		}
		if asked.Form["model"] != "toy-ears" || asked.Form["language"] != "en" || asked.Form["response_format"] != "json" {
			t.Errorf("form %v", asked.Form)
		}
		if asked.File != "speech.webm" || asked.Sound.Type != speech.Type || string(asked.Sound.Data) != string(speech.Data) {
			t.Errorf("file %s of type %s: %q", asked.File, asked.Sound.Type, asked.Sound.Data)
		}
	})
}

func TestEarsNameTheFormat(t *testing.T) {
	t.Parallel()
	for kind, name := range map[string]string{"audio/mp4": "speech.m4a", "audio/mpeg": "speech.mp3", "audio/wav": "speech.wav", "audio/ogg; codecs=opus": "speech.ogg"} {
		synctest.Test(t, func(t *testing.T) {
			s := llmtest.Script(llmtest.JSON(`{"text":"hm"}`))
			if _, err := s.OpenEars(t, "", "").Hear(t.Context(), llm.Sound{Data: []byte("x"), Type: kind}); err != nil {
				t.Fatal(err)
			}
			if got := s.Asked()[0].File; got != name {
				t.Errorf("%s is sent as %s", kind, got)
			}
		})
	}
}

func TestEarsSurvive(t *testing.T) {
	t.Parallel()
	ok := llmtest.JSON(`{"text":"hm"}`)
	cases := []struct {
		name    string
		replies []llmtest.Reply
		tries   int
		cause   llm.Cause
		kind    fault.Kind
		says    string
	}{
		{name: "503 once", replies: []llmtest.Reply{llmtest.Status(503, `{"error":"loading"}`), ok}, tries: 2},
		{name: "503 for ever", replies: []llmtest.Reply{llmtest.Status(503, ``), llmtest.Status(503, ``)}, tries: 2, cause: llm.Unavailable, kind: fault.Busy, says: "not answering"},
		{name: "429 with a long wait", replies: []llmtest.Reply{llmtest.Status(429, `{}`, "Retry-After", "60")}, tries: 1, cause: llm.RateLimited, kind: fault.Busy, says: "busy"},
		{name: "401", replies: []llmtest.Reply{llmtest.Status(401, `{"error":{"message":"bad key sk-1"}}`)}, tries: 1, cause: llm.Rejected, kind: fault.Internal, says: "please type"},
		{name: "404: no such endpoint", replies: []llmtest.Reply{llmtest.Status(404, `404 page not found`)}, tries: 1, cause: llm.Rejected, kind: fault.Internal, says: "operator"},
		{name: "413", replies: []llmtest.Reply{llmtest.Status(413, ``)}, tries: 1, cause: llm.Rejected, kind: fault.TooLarge, says: "shorter pieces"},
		{name: "400 that names a field", replies: []llmtest.Reply{llmtest.Status(400, `{"error":{"message":"unsupported temperature, seed"}}`)}, tries: 1, cause: llm.Rejected, kind: fault.Internal},
		{name: "error inside a 200", replies: []llmtest.Reply{llmtest.JSON(`{"error":{"code":"rate_limit_exceeded"}}`), ok}, tries: 2},
		{name: "nothing said", replies: []llmtest.Reply{llmtest.JSON(`{"text":"  "}`)}, tries: 1, cause: llm.Empty, kind: fault.Busy, says: "understood"},
		{name: "not JSON", replies: []llmtest.Reply{llmtest.JSON(`<html>`)}, tries: 1, cause: llm.Unavailable, kind: fault.Busy},
		{name: "no text", replies: []llmtest.Reply{llmtest.JSON(`{"words":[]}`)}, tries: 1, cause: llm.Unavailable, kind: fault.Busy},
		{name: "hung up", replies: []llmtest.Reply{{Steps: []llmtest.Step{llmtest.Abort()}}, ok}, tries: 2},
		{name: "never answers", replies: []llmtest.Reply{llmtest.Stream(llmtest.Hang())}, tries: 1, cause: llm.Unavailable, kind: fault.Busy},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := llmtest.Script(c.replies...)
				got, err := s.OpenEars(t, "sk-1", "").Hear(t.Context(), speech)
				if llm.Reason(err) != c.cause || c.cause != "" && fault.KindOf(err) != c.kind {
					t.Fatalf("reason %q kind %v, want %q %v: %v", llm.Reason(err), fault.KindOf(err), c.cause, c.kind, err)
				}
				if got.Tries != c.tries || len(s.Asked()) != c.tries {
					t.Errorf("%d tries, %d asked, want %d", got.Tries, len(s.Asked()), c.tries)
				}
				if !strings.Contains(fault.Sentence(err), c.says) {
					t.Errorf("says %q", fault.Sentence(err))
				}
				if err != nil && strings.Contains(err.Error(), "sk-1") {
					t.Errorf("the key stands in %v", err)
				}
			})
		})
	}
}

func TestEarsStop(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := llmtest.Script(llmtest.Stream(llmtest.Hang()))
		e := s.OpenEars(t, "", "")
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := e.Hear(ctx, speech); llm.Reason(err) != llm.Unavailable || !errors.Is(err, context.DeadlineExceeded) {
			t.Error(err)
		}
		s.Refuse(2)
		if _, err := e.Hear(t.Context(), speech); llm.Reason(err) != llm.Unavailable || !errors.Is(err, syscall.ECONNREFUSED) {
			t.Error(err)
		}
	})
}

func TestOpenEars(t *testing.T) {
	t.Parallel()
	for _, spec := range []string{"", "whisper", "openai:http://x/v1", "openai:http://x/v1?model=w&language=English", "openai:http://x/v1?model=w&temperature=1", "openai:http://user:key@x?model=w"} {
		if _, err := llm.OpenEars(spec, ""); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%q: %v", spec, err)
		}
	}
	if _, err := llm.OpenEars("openai:http://x/v1?model=w", "a key"); fault.Field(err) != "key" {
		t.Errorf("a key with a space: %v", err)
	}
}
