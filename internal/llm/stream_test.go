package llm_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"satprep/internal/llm"
	"satprep/internal/llm/llmtest"
)

// ask is a request with one question.
func ask(q string) llm.Request {
	return llm.Request{Messages: []llm.Message{{Role: llm.User, Content: q}}}
}

// generate collects what is emitted.
func generate(ctx context.Context, m llm.Model, req llm.Request) (pieces []string, res llm.Result, err error) {
	res, err = m.Generate(ctx, req, func(d llm.Delta) error {
		pieces = append(pieces, d.Text)
		return nil
	})
	return pieces, res, err
}

// whole is a chunk that begins an answer and one that ends it, as bytes.
const (
	first = `{"model":"toy-1","choices":[{"index":0,"delta":{"role":"assistant","content":"Look "},"finish_reason":null}]}`
	last  = `{"model":"toy-1","choices":[{"index":0,"delta":{"content":"here."},"finish_reason":"stop"}]}`
)

// TestStreams: cases 2 to 7 of what a model client must survive, in one try.
func TestStreams(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("é", 100<<10)
	cases := []struct {
		name      string
		reply     llmtest.Reply
		text      string
		cause     llm.Cause
		finish    string
		truncated bool
		counted   bool // the usage is the server's: 7 and 3
		params    string
	}{
		// 2: the framing
		{name: "CRLF, comments and multi-line data", reply: llmtest.Stream(llmtest.Raw(
			": hello\r\n\r\ndata: " + first + "\r\n\r\n: ping\r\n\r\ndata: {\"choices\":[{\"index\":0,\r\ndata: \"delta\":{\"content\":\"here.\"},\r\ndata: \"finish_reason\":\"stop\"}]}\r\n\r\ndata: [DONE]\r\n\r\n")),
			text: "Look here.", finish: "stop"},
		{name: "no space after data:", reply: llmtest.Stream(llmtest.Raw("data:" + first + "\n\ndata:" + last + "\n\ndata:[DONE]\n\n")), text: "Look here.", finish: "stop"},
		{name: "no blank lines between events", reply: llmtest.Stream(llmtest.Raw("data: " + first + "\ndata: " + last + "\ndata: [DONE]\n")), text: "Look here.", finish: "stop"},
		{name: "the end mark without its blank line", reply: llmtest.Stream(llmtest.Event(first), llmtest.Event(last), llmtest.Raw("data: [DONE]")), text: "Look here.", finish: "stop"},
		{name: "nothing is read after the end mark", reply: llmtest.Stream(llmtest.Event(first), llmtest.Event(last), llmtest.Done(), llmtest.Piece("more"), llmtest.Hang()), text: "Look here.", finish: "stop"},
		{name: "no end at all", reply: llmtest.Stream(llmtest.Event(first)), text: "Look ", cause: llm.Truncated, truncated: true},
		{name: "half an event at the end", reply: llmtest.Stream(llmtest.Event(first), llmtest.Raw(`data: {"choices":[{"del`)), text: "Look ", cause: llm.Truncated, truncated: true},
		{name: "a finish reason without an end mark", reply: llmtest.Stream(llmtest.Event(first), llmtest.Event(last)), text: "Look here.", finish: "stop", truncated: true},
		{name: "a finish reason and then silence", reply: llmtest.Stream(llmtest.Event(first), llmtest.Event(last), llmtest.Hang()), text: "Look here.", finish: "stop", truncated: true},
		{name: "broken connection", reply: llmtest.Stream(llmtest.Event(first), llmtest.Abort()), text: "Look ", cause: llm.Truncated, truncated: true},
		{name: "not JSON after a beginning", reply: llmtest.Stream(llmtest.Event(first), llmtest.Event("{oops}"), llmtest.Done()), text: "Look ", cause: llm.Truncated, truncated: true},
		{name: "a page of HTML", reply: llmtest.Status(200, "<html><body>Please sign in</body></html>", "Content-Type", "text/html"), cause: llm.Unavailable, truncated: true},
		{name: "wrong content type", reply: llmtest.Status(200, "data: "+first+"\n\ndata: "+last+"\n\ndata: [DONE]\n\n"), text: "Look here.", finish: "stop"},

		// 3: long lines
		{name: "200 KiB in a line", reply: llmtest.Say(long, "."), text: long + ".", finish: "stop"},
		{name: "5 MiB in a line", reply: llmtest.Stream(llmtest.Event(first), llmtest.Event(`{"x":"`+strings.Repeat("x", 5<<20)+`"}`)), text: "Look ", cause: llm.Truncated, truncated: true},
		{name: "text without bounds", reply: llmtest.Say(strings.Repeat("é", 400<<10), strings.Repeat("é", 400<<10)), text: strings.Repeat("é", 512<<10), finish: "length", truncated: true},

		// 4: usage
		{name: "usage with empty choices", reply: llmtest.Stream(llmtest.Event(first), llmtest.Event(last), llmtest.Usage(7, 3), llmtest.Done()), text: "Look here.", finish: "stop", counted: true},
		{name: "usage with null choices", reply: llmtest.Stream(llmtest.Event(first), llmtest.Event(last), llmtest.Event(`{"choices":null,"usage":{"prompt_tokens":7,"completion_tokens":3}}`), llmtest.Done()), text: "Look here.", finish: "stop", counted: true},
		{name: "usage in every chunk", reply: llmtest.Stream(llmtest.Event(`{"choices":[{"delta":{"content":"Hm"}}],"usage":{"prompt_tokens":7,"completion_tokens":1}}`), llmtest.Event(`{"choices":[{"delta":{},"finish_reason":"stop"}],"usage":{"prompt_tokens":7,"completion_tokens":3}}`), llmtest.Done()), text: "Hm", finish: "stop", counted: true},
		{name: "usage null", reply: llmtest.Stream(llmtest.Event(`{"choices":[{"delta":{"content":"Hm"}}],"usage":null}`), llmtest.Finish("stop"), llmtest.Done()), text: "Hm", finish: "stop"},

		// 5: errors inside 200
		{name: "an error after a beginning", reply: llmtest.Stream(llmtest.Event(first), llmtest.Event(`{"error":{"message":"the GPU fell over","code":500}}`)), text: "Look ", cause: llm.Truncated, truncated: true},
		{name: "an error event", reply: llmtest.Stream(llmtest.Raw("event: error\ndata: {\"message\":\"no such model\",\"code\":404}\n\n")), cause: llm.Rejected, truncated: true},
		{name: "an error as text", reply: llmtest.JSON(`{"error":"model_not_found","code":"x"}`), cause: llm.Unavailable, truncated: true},
		{name: "an error of the old kind", reply: llmtest.JSON(`{"object":"error","message":"too long","type":"BadRequestError","code":400}`), cause: llm.Rejected, truncated: true},
		{name: "an error for the content", reply: llmtest.JSON(`{"error":{"message":"no","code":"content_filter"}}`), cause: llm.Filtered, truncated: true},
		{name: "an error that is none", reply: llmtest.Stream(llmtest.Event(`{"error":null,"choices":[{"delta":{"content":"Hm"},"finish_reason":"stop"}]}`), llmtest.Done()), text: "Hm", finish: "stop"},

		// 6: tool calls
		{name: "tool calls without index and id", reply: llmtest.Stream(
			llmtest.Delta(`{"content":"Look ","tool_calls":[{"function":{"arguments":"{\"a\""}}]}`, "null"),
			llmtest.Delta(`{"tool_calls":[{"index":null,"id":null,"type":7}]}`, "null"),
			llmtest.Delta(`{"tool_calls":"what"}`, "null"), llmtest.Event(last), llmtest.Done()), text: "Look here.", finish: "stop"},
		{name: "nothing but tool calls", reply: llmtest.Stream(llmtest.Delta(`{"content":null,"tool_calls":[{}]}`, `"tool_calls"`), llmtest.Done()), cause: llm.Empty, finish: "tool_calls"},

		// 7: finish reasons, null content, reasoning
		{name: "finish reason never comes", reply: llmtest.Stream(llmtest.Event(first), llmtest.Done()), text: "Look "},
		{name: "finish reason of a strange type", reply: llmtest.Stream(llmtest.Event(first), llmtest.Delta(`{"content":"here."}`, "3"), llmtest.Done()), text: "Look here."},
		{name: "length", reply: llmtest.Stream(llmtest.Event(first), llmtest.Finish("length"), llmtest.Done()), text: "Look ", finish: "length", truncated: true},
		{name: "content filter", reply: llmtest.Stream(llmtest.Event(first), llmtest.Finish("content_filter"), llmtest.Done()), text: "Look ", cause: llm.Filtered, finish: "content_filter"},
		{name: "refusal", reply: llmtest.Stream(llmtest.Delta(`{"content":null,"refusal":"I will not"}`, `"stop"`), llmtest.Done()), cause: llm.Filtered, finish: "stop"},
		{name: "null everywhere", reply: llmtest.Stream(llmtest.Delta(`{"role":"assistant","content":null,"refusal":null,"tool_calls":null}`, "null"), llmtest.Delta("null", "null"), llmtest.Event(first), llmtest.Event(last), llmtest.Done()), text: "Look here.", finish: "stop"},
		{name: "other choices", reply: llmtest.Stream(llmtest.Event(`{"choices":[{"index":1,"delta":{"content":"NO"},"finish_reason":"length"},{"index":0,"delta":{"content":"Hm"}}]}`), llmtest.Finish("stop"), llmtest.Done()), text: "Hm", finish: "stop"},
		{name: "reasoning_content", reply: llmtest.Stream(llmtest.Delta(`{"content":null,"reasoning_content":"SECRET"}`, "null"), llmtest.Delta(`{"content":"","reasoning":"SECRET","thinking":"SECRET"}`, "null"), llmtest.Event(last), llmtest.Done()), text: "here.", finish: "stop"},
		{name: "think, split", reply: llmtest.Say("<", "think>SEC", "RET<", "/think", ">", "\n\nLook."), text: "Look.", finish: "stop"},
		{name: "what might have become a mark", reply: llmtest.Say("x <", "th"), text: "x <th", finish: "stop"},
		{name: "think from the beginning", params: "&think=open", reply: llmtest.Say("SECRET", "</think>Look."), text: "Look.", finish: "stop"},
		{name: "content in parts", reply: llmtest.Stream(llmtest.Delta(`{"content":[{"type":"thinking","thinking":[{"type":"text","text":"SECRET"}]},{"type":"text","text":"Look."}]}`, "null"), llmtest.Finish("stop"), llmtest.Done()), text: "Look.", finish: "stop"},

		// servers that do not stream
		{name: "JSON instead of a stream", reply: llmtest.JSON(`{"object":"chat.completion","model":"toy-1","choices":[{"index":0,"message":{"role":"assistant","content":"<think>SECRET</think>Look.","reasoning_content":"SECRET"},"finish_reason":"stop"}],"usage":{"prompt_tokens":7,"completion_tokens":3,"total_tokens":10}}`), text: "Look.", finish: "stop", counted: true},
		{name: "JSON with a BOM and the wrong type", reply: llmtest.Stream(llmtest.Raw("\xef\xbb\xbf\n{\"choices\":[{\"message\":{\"content\":\"Look.\"},\"finish_reason\":null}]}")), text: "Look."},
		{name: "JSON in one event", reply: llmtest.Stream(llmtest.Event(`{"choices":[{"message":{"content":"Look."},"finish_reason":"length"}]}`)), text: "Look.", finish: "length", truncated: true},
		{name: "JSON lines", reply: llmtest.Stream(llmtest.Raw(first + "\n" + last + "\n[DONE]\n")), text: "Look here.", finish: "stop"},
		{name: "JSON cut", reply: llmtest.JSON(`{"choices":[{"message":{"content":"Look`), cause: llm.Unavailable, truncated: true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := llmtest.Func(func(int, llmtest.Asked) llmtest.Reply { return c.reply })
				pieces, res, err := generate(t.Context(), s.Open(t, "", c.params), ask("Where?"))
				if llm.Reason(err) != c.cause {
					t.Fatalf("reason %q, want %q: %v", llm.Reason(err), c.cause, err)
				}
				if got := strings.Join(pieces, ""); res.Text != c.text || got != c.text {
					t.Errorf("text %.80q, heard %.80q, want %.80q", res.Text, got, c.text)
				}
				if res.FinishReason != c.finish || res.Truncated != c.truncated {
					t.Errorf("finish %q truncated %t, want %q %t", res.FinishReason, res.Truncated, c.finish, c.truncated)
				}
				if counted := res.Usage == (llm.Usage{PromptTokens: 7, CompletionTokens: 3}); counted != c.counted {
					t.Errorf("usage %+v", res.Usage)
				}
				if c.text != "" && (c.counted == res.Usage.Estimated || res.Usage.PromptTokens == 0) {
					t.Errorf("usage %+v", res.Usage)
				}
			})
		})
	}
}

// TestRequest: case 1, what is sent and where.
func TestRequest(t *testing.T) {
	t.Parallel()
	for base, path := range map[string]string{
		"":                        "/v1/chat/completions",
		"/":                       "/v1/chat/completions",
		"/v1":                     "/v1/chat/completions",
		"/v1/":                    "/v1/chat/completions",
		"/api":                    "/api/v1/chat/completions",
		"/v3":                     "/v3/chat/completions",
		"/v1beta/openai":          "/v1beta/openai/chat/completions",
		"/llm/chat/completions":   "/llm/chat/completions",
		"/vendor/v1/deployments/": "/vendor/v1/deployments/chat/completions",
	} {
		t.Run(base, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := llmtest.Func(func(int, llmtest.Asked) llmtest.Reply { return llmtest.Say("Hm.") }).Start(t)
				for _, key := range []string{"", "sk-123"} {
					m, err := llm.Open("openai:"+llmtest.URL+base+"?model=org/toy%2B&temperature=0.25&max_tokens=77&name=t", key, llm.WithDial(s.Dial))
					if err != nil {
						t.Fatal(err)
					}
					req := ask("Where?")
					req.Stop, req.Seed = []string{"END"}, new(int64(5))
					_, res, err := generate(t.Context(), m, req)
					if err != nil {
						t.Fatal(err)
					}
					m.Close()
					if m.Name() != "t" || res.ModelAsked != "org/toy+" || res.ModelReturned != "toy-1" || *res.Seed != 5 || *res.Temperature != 0.25 {
						t.Errorf("name %q, result %+v", m.Name(), res)
					}
				}
				asked := s.Asked()
				for i, want := range []string{"", "Bearer sk-123"} {
					if got := asked[i].Header.Get("Authorization"); got != want {
						t.Errorf("Authorization %q, want %q", got, want)
					}
				}
				a := asked[0]
				if a.Path != path || a.Last() != "Where?" {
					t.Errorf("path %q, want %q; asked %q", a.Path, path, a.Last())
				}
				b := a.Body
				if b["model"] != "org/toy+" || b["stream"] != true || b["temperature"] != 0.25 || b["max_tokens"] != 77.0 || b["seed"] != 5.0 ||
					b["stop"].([]any)[0] != "END" || b["stream_options"].(map[string]any)["include_usage"] != true || b["max_completion_tokens"] != nil {
					t.Errorf("body %v", b)
				}
			})
		})
	}
}

func TestRequestOverridesDefaults(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := llmtest.Script(llmtest.Say("a"), llmtest.Say("b"))
		m := s.Open(t, "", "")
		if _, _, err := generate(t.Context(), m, ask("?")); err != nil {
			t.Fatal(err)
		}
		req := ask("?")
		req.Temperature, req.MaxTokens = new(0.0), 9
		if _, _, err := generate(t.Context(), m, req); err != nil {
			t.Fatal(err)
		}
		plain, own := s.Asked()[0].Body, s.Asked()[1].Body
		if _, ok := plain["temperature"]; ok || plain["max_tokens"] != 1024.0 || plain["seed"] != nil {
			t.Errorf("defaults: %v", plain)
		}
		if own["temperature"] != 0.0 || own["max_tokens"] != 9.0 {
			t.Errorf("own: %v", own)
		}
	})
}

// TestRefusedFields: cases 4 and 10, fields that a server does not take are left
// out, and it is not asked again.
func TestRefusedFields(t *testing.T) {
	t.Parallel()
	refuse := func(field, text string) func(llmtest.Asked) (llmtest.Reply, bool) {
		return func(a llmtest.Asked) (llmtest.Reply, bool) {
			_, has := a.Body[field]
			return llmtest.Status(http.StatusBadRequest, text), has
		}
	}
	type rule = func(llmtest.Asked) (llmtest.Reply, bool)
	openai := refuse("max_tokens", `{"error":{"message":"Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.","type":"invalid_request_error","param":"max_tokens","code":"unsupported_parameter"}}`)
	newer := refuse("max_completion_tokens", `{"detail":"unknown field max_completion_tokens"}`)
	warm := refuse("temperature", `{"error":{"message":"Unsupported value: 'temperature' does not support 0.5 with this model.","param":"temperature","code":"unsupported_value"}}`)
	seed := refuse("seed", `{"error":{"message":"seed: Extra inputs are not permitted"}}`)
	mistral := func(a llmtest.Asked) (llmtest.Reply, bool) {
		_, has := a.Body["stream_options"]
		return llmtest.Status(http.StatusUnprocessableEntity, `{"object":"error","message":{"detail":[{"type":"extra_forbidden","loc":["body","stream_options","include_usage"],"msg":"Extra inputs are not permitted","input":true}]},"type":"invalid_request_error"}`), has
	}
	inside := func(a llmtest.Asked) (llmtest.Reply, bool) {
		_, has := a.Body["stream_options"]
		return llmtest.JSON(`{"error":{"message":"unrecognized field stream_options","type":"invalid_request_error"}}`), has
	}
	cases := []struct {
		name  string
		rules []rule
		tries int
		cause llm.Cause
		has   []string
		hasnt []string
	}{
		{"include_usage with 422", []rule{mistral}, 2, "", []string{"max_tokens", "temperature"}, []string{"stream_options"}},
		{"include_usage inside a 200", []rule{inside}, 2, "", []string{"max_tokens"}, []string{"stream_options"}},
		{"max_tokens", []rule{openai}, 2, "", []string{"max_completion_tokens", "stream_options"}, []string{"max_tokens"}},
		{"no limit at all", []rule{openai, newer}, 3, "", []string{"temperature"}, []string{"max_tokens", "max_completion_tokens"}},
		{"everything", []rule{mistral, openai, warm, seed}, 5, "", []string{"max_completion_tokens"}, []string{"max_tokens", "stream_options", "temperature", "seed"}},
		{"a value that is too large", []rule{refuse("max_tokens", `{"error":{"message":"max_tokens is too large: 99999. This model supports at most 4096.","param":"max_tokens"}}`)}, 1, llm.Rejected, []string{"max_tokens"}, nil},
		{"another field", []rule{refuse("model", `{"error":{"message":"unknown model; max_tokens was not looked at","param":"model"}}`)}, 1, llm.Rejected, []string{"max_tokens"}, nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := llmtest.Func(func(_ int, a llmtest.Asked) llmtest.Reply {
					for _, r := range c.rules {
						if rep, refused := r(a); refused {
							return rep
						}
					}
					return llmtest.Say("Hm.")
				})
				m := s.Open(t, "", "&temperature=0.5")
				req := ask("?")
				req.Seed = new(int64(3))
				start := len(s.Asked())
				_, res, err := generate(t.Context(), m, req)
				if llm.Reason(err) != c.cause || res.Tries != c.tries {
					t.Fatalf("reason %q, %d tries, want %q, %d: %v", llm.Reason(err), res.Tries, c.cause, c.tries, err)
				}
				asked := s.Asked()[start:]
				end := asked[len(asked)-1].Body
				for _, f := range c.has {
					if _, ok := end[f]; !ok {
						t.Errorf("%s was not sent: %v", f, end)
					}
				}
				for _, f := range c.hasnt {
					if _, ok := end[f]; ok {
						t.Errorf("%s was sent: %v", f, end)
					}
				}
				if _, sent := end["seed"]; sent != (res.Seed != nil) {
					t.Errorf("seed sent %t, in the result %v", sent, res.Seed)
				}
				if _, sent := end["temperature"]; sent != (res.Temperature != nil) {
					t.Errorf("temperature sent %t, in the result %v", sent, res.Temperature)
				}
				if c.cause == "" {
					if _, res, err := generate(t.Context(), m, req); err != nil || res.Tries != 1 {
						t.Errorf("not remembered: %d tries, %v", res.Tries, err)
					}
				}
			})
		})
	}
}
