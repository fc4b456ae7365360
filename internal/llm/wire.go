package llm

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxText bounds the visible text of an answer; what goes beyond is not read.
const maxText = 1 << 20

// body is the request as sent.
type body struct {
	Model               string         `json:"model"`
	Messages            []Message      `json:"messages"`
	Stream              bool           `json:"stream"`
	StreamOptions       *streamOptions `json:"stream_options,omitempty"`
	Temperature         *float64       `json:"temperature,omitempty"`
	MaxTokens           int            `json:"max_tokens,omitempty"`
	MaxCompletionTokens int            `json:"max_completion_tokens,omitempty"`
	Seed                *int64         `json:"seed,omitempty"`
	Stop                []string       `json:"stop,omitempty"`
}

type streamOptions struct {
	IncludeUsage bool `json:"include_usage"`
}

// A shape is which optional fields a server takes. It is learnt from refusals
// and kept once a request of that shape was accepted.
type shape struct {
	limit         int // 0 max_tokens, 1 max_completion_tokens, 2 neither
	noUsage       bool
	noTemperature bool
	noSeed        bool
}

// without returns the shape that avoids what the server refused, false if the
// refusal is about something else.
func (s shape) without(r *refusal) (shape, bool) {
	switch {
	case !s.noUsage && (r.rejects("stream_options") || r.rejects("include_usage")):
		s.noUsage = true
	case s.limit == 0 && r.rejects("max_tokens"), s.limit == 1 && r.rejects("max_completion_tokens"):
		s.limit++
	case !s.noTemperature && r.rejects("temperature"):
		s.noTemperature = true
	case !s.noSeed && r.rejects("seed"):
		s.noSeed = true
	default:
		return s, false
	}
	return s, true
}

// and joins what two calls have learnt.
func (s shape) and(o shape) shape {
	return shape{
		limit:         max(s.limit, o.limit),
		noUsage:       s.noUsage || o.noUsage,
		noTemperature: s.noTemperature || o.noTemperature,
		noSeed:        s.noSeed || o.noSeed,
	}
}

// body puts a request into the shape.
func (s shape) body(model string, req Request) body {
	b := body{Model: model, Messages: req.Messages, Stream: true, Stop: req.Stop}
	if !s.noUsage {
		b.StreamOptions = &streamOptions{IncludeUsage: true}
	}
	if !s.noTemperature {
		b.Temperature = req.Temperature
	}
	if !s.noSeed {
		b.Seed = req.Seed
	}
	switch s.limit {
	case 0:
		b.MaxTokens = req.MaxTokens
	case 1:
		b.MaxCompletionTokens = req.MaxTokens
	}
	return b
}

// chunk is a streamed piece, or a whole answer of a server that does not stream.
// What is not here (tool calls, reasoning_content, log probabilities) is not read.
type chunk struct {
	Model   string `json:"model"`
	Choices []struct {
		Index        int     `json:"index"`
		Delta        *said   `json:"delta"`
		Message      *said   `json:"message"`
		FinishReason *string `json:"finish_reason"`
	} `json:"choices"`
	Usage *struct {
		PromptTokens     int `json:"prompt_tokens"`
		CompletionTokens int `json:"completion_tokens"`
	} `json:"usage"`
	Error  json.RawMessage `json:"error"`
	Object string          `json:"object"`
}

type said struct {
	Content content `json:"content"`
	Refusal content `json:"refusal"`
}

// content is text that comes as a string, as null, or as a list of parts, of
// which only those of type text are for reading.
type content string

// UnmarshalJSON never fails: what is not text is no text.
func (c *content) UnmarshalJSON(raw []byte) error {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		*c = content(s)
		return nil
	}
	var parts []json.RawMessage
	if json.Unmarshal(raw, &parts) != nil {
		return nil
	}
	for _, p := range parts {
		var part struct {
			Type string `json:"type"`
			Text string `json:"text"`
		}
		if json.Unmarshal(p, &part) == nil && (part.Type == "text" || part.Type == "output_text") {
			*c += content(part.Text)
		}
	}
	return nil
}

// An answer gathers what a try brings.
type answer struct {
	emit    func(string) error
	think   *thinking
	text    strings.Builder
	finish  string
	model   string
	usage   *Usage
	refused bool // the model answered in the refusal field
	done    bool // the end mark came
}

// take reads the data of one event, or one JSON body. Broken servers put
// several values into it.
func (a *answer) take(data []byte, name string) *failure {
	for !a.done {
		data = bytes.TrimLeft(data, " \t\r\n")
		if len(data) == 0 {
			return nil
		}
		if bytes.HasPrefix(data, []byte("[DONE]")) {
			return a.end()
		}
		dec := json.NewDecoder(bytes.NewReader(data))
		var ch chunk
		err := dec.Decode(&ch)
		var odd *json.UnmarshalTypeError // an unlooked-for type somewhere: the rest was read
		if err != nil && !errors.As(err, &odd) {
			if name == "error" {
				return &failure{refuse: readErrorIn(data)}
			}
			return failed(Unavailable, "the answer is not the JSON of a chat completion")
		}
		value := data[:dec.InputOffset()]
		if says(ch.Error) || ch.Object == "error" || name == "error" {
			return &failure{refuse: readErrorIn(value)}
		}
		data = data[dec.InputOffset():]
		if f := a.add(ch); f != nil {
			return f
		}
	}
	return nil
}

func (a *answer) add(ch chunk) *failure {
	if ch.Model != "" {
		a.model = ch.Model
	}
	if ch.Usage != nil {
		a.usage = &Usage{PromptTokens: max(0, ch.Usage.PromptTokens), CompletionTokens: max(0, ch.Usage.CompletionTokens)}
	}
	whole := false
	for _, c := range ch.Choices {
		if c.Index != 0 {
			continue
		}
		for _, p := range []*said{c.Delta, c.Message} {
			if p == nil {
				continue
			}
			a.refused = a.refused || p.Refusal != ""
			if f := a.say(string(p.Content)); f != nil {
				return f
			}
		}
		if c.FinishReason != nil && *c.FinishReason != "" {
			a.finish = *c.FinishReason
		}
		whole = whole || c.Message != nil
	}
	if whole {
		return a.end()
	}
	return nil
}

// say shows what of a piece may be shown.
func (a *answer) say(piece string) *failure {
	if piece == "" {
		return nil
	}
	visible, leaked := a.think.take(piece)
	if leaked {
		a.text.Reset()
		return failed(Filtered, "the model's reasoning stood in its text without an opening mark; think=open in the model's string says that it begins inside one")
	}
	return a.show(visible)
}

func (a *answer) show(visible string) *failure {
	if a.text.Len() == 0 {
		visible = strings.TrimLeftFunc(visible, unicode.IsSpace)
	}
	if room := maxText - a.text.Len(); len(visible) > room {
		for room > 0 && !utf8.RuneStart(visible[room]) {
			room--
		}
		visible, a.finish, a.done = visible[:room], FinishLength, true
	}
	if visible == "" {
		return nil
	}
	a.text.WriteString(visible)
	if err := a.emit(visible); err != nil {
		return failed(Stopped, "the receiver of the answer stopped it").because(err)
	}
	return nil
}

// end takes the end mark: what was held back in case it became a mark is text.
func (a *answer) end() *failure {
	if a.done {
		return nil
	}
	a.done = true
	return a.show(a.think.rest())
}

// begun says that the reader has seen something: no other try may follow.
func (a *answer) begun() bool { return a.text.Len() > 0 }

// verdict says what an answer comes to that was read without an error.
func (a *answer) verdict() *failure {
	switch {
	case a.finish == FinishFilter:
		return failed(Filtered, "finish reason content_filter")
	case !a.done && a.finish == "" && !a.begun():
		f := failed(Unavailable, "the stream ended before it began")
		f.again = true
		return f
	case !a.done && a.finish == "":
		return failed(Truncated, "the stream ended without its end mark")
	case a.begun():
		return nil
	case a.refused:
		return failed(Filtered, "the model refused")
	case a.finish == FinishLength:
		return failed(Truncated, "the token limit was reached before any visible text")
	}
	return failed(Empty, "")
}
