package llmtest

import (
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"satprep/internal/llm"
)

// A Reply is what one request gets. The zero Status is 200, the default content
// type that of an event stream.
type Reply struct {
	Status int
	Header map[string]string
	Steps  []Step
}

// A Step is one act of a reply; false ends the reply.
type Step func(w http.ResponseWriter, r *http.Request) bool

// Stream is a reply of steps.
func Stream(steps ...Step) Reply { return Reply{Steps: steps} }

// JSON is a reply of a server that does not stream.
func JSON(body string) Reply {
	return Reply{Header: map[string]string{"Content-Type": "application/json"}, Steps: []Step{Raw(body)}}
}

// Status is a reply with that status and body. Headers come in pairs.
func Status(status int, body string, headers ...string) Reply {
	r := JSON(body)
	r.Status = status
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header[headers[i]] = headers[i+1]
	}
	return r
}

// Say is the reply of a well-behaved server that says the pieces.
func Say(pieces ...string) Reply { return Play(llm.Turn{Pieces: pieces}) }

// Play is the reply that a well-behaved server gives for a turn, usage included
// if the turn counts it.
func Play(t llm.Turn) Reply {
	switch t.Fail {
	case llm.RateLimited:
		return Status(http.StatusTooManyRequests, `{"error":{"message":"slow down","code":"rate_limit_exceeded"}}`)
	case llm.Unavailable:
		return Status(http.StatusServiceUnavailable, `{"error":{"message":"overloaded"}}`)
	case llm.Rejected:
		return Status(http.StatusBadRequest, `{"error":{"message":"no such thing","type":"invalid_request_error"}}`)
	}
	var steps []Step
	for _, p := range t.Pieces {
		steps = append(steps, Piece(p))
	}
	switch {
	case t.Hang:
		steps = append(steps, Hang())
	case t.Fail == llm.Truncated:
	default:
		steps = append(steps, Finish(t.Finish()))
		if t.Usage != (llm.Usage{}) {
			steps = append(steps, Usage(t.Usage.PromptTokens, t.Usage.CompletionTokens))
		}
		steps = append(steps, Done())
	}
	return Stream(steps...)
}

func (rep Reply) play(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	for k, v := range rep.Header {
		w.Header().Set(k, v)
	}
	if rep.Status != 0 {
		w.WriteHeader(rep.Status)
	}
	for _, step := range rep.Steps {
		if !step(w, r) {
			return
		}
		http.NewResponseController(w).Flush() // fails only with the connection
	}
}

// Raw writes bytes as they are.
func Raw(s string) Step {
	return func(w http.ResponseWriter, _ *http.Request) bool {
		_, err := w.Write([]byte(s))
		return err == nil
	}
}

// Event writes one event with that data, a line for each of its lines.
func Event(data string) Step {
	return Raw("data: " + strings.ReplaceAll(data, "\n", "\ndata: ") + "\n\n")
}

// Delta writes a chunk with that delta and finish reason, both JSON.
func Delta(delta, finish string) Step {
	return Event(`{"id":"c1","object":"chat.completion.chunk","model":"toy-1","choices":[{"index":0,"delta":` + delta + `,"finish_reason":` + finish + `}]}`)
}

// Piece writes a chunk with content.
func Piece(content string) Step { return Delta(`{"content":`+quote(content)+`}`, "null") }

// Finish writes the chunk that ends the choice.
func Finish(reason string) Step { return Delta(`{}`, quote(reason)) }

// Usage writes the chunk that counts tokens and has no choices.
func Usage(prompt, completion int) Step {
	b, _ := json.Marshal(map[string]any{"model": "toy-1", "choices": []any{},
		"usage": map[string]int{"prompt_tokens": prompt, "completion_tokens": completion}})
	return Event(string(b))
}

// Done writes the end mark.
func Done() Step { return Event("[DONE]") }

// Pause waits for d, or until the client is gone.
func Pause(d time.Duration) Step {
	return func(_ http.ResponseWriter, r *http.Request) bool {
		timer := time.NewTimer(d)
		defer timer.Stop()
		select {
		case <-timer.C:
			return true
		case <-r.Context().Done():
			return false
		}
	}
}

// Hang says nothing more and waits until the client is gone.
func Hang() Step {
	return func(_ http.ResponseWriter, r *http.Request) bool {
		<-r.Context().Done()
		return false
	}
}

// Abort breaks the connection.
func Abort() Step {
	return func(http.ResponseWriter, *http.Request) bool { panic(http.ErrAbortHandler) }
}

// Echo answers every request with what was said last, word by word, with a pause
// between words: a server to play with.
func Echo(pause time.Duration) func(int, Asked) Reply {
	return func(_ int, asked Asked) Reply {
		said := asked.Last()
		var steps []Step
		words := strings.SplitAfter("You said: "+said, " ")
		for _, word := range words {
			steps = append(steps, Piece(word), Pause(pause))
		}
		steps = append(steps, Finish(llm.FinishStop), Usage(len(said)/4, len(words)), Done())
		return Stream(steps...)
	}
}

func quote(s string) string {
	b, _ := json.Marshal(s)
	return string(b)
}
