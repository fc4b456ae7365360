package llm

import (
	"context"
	"time"
)

// A Model answers a conversation. Client and Scripted implement it;
// llmtest.Conform says what an implementation must do.
type Model interface {
	// Name is what records and reports call this model; it is no secret.
	Name() string

	// Generate asks for the next message. It calls emit, one call at a time, with
	// each visible piece as it comes, and returns when the answer has ended,
	// ctx is done, or emit returns an error (which stops the server too).
	//
	// The Result holds what is known even beside an error: the text so far, the
	// tokens spent, the times. Errors are fault errors; Reason tells their cause.
	Generate(ctx context.Context, req Request, emit func(Delta) error) (Result, error)
}

// Roles of a Message.
const (
	System    = "system"
	User      = "user"
	Assistant = "assistant"
)

// A Message is one turn of the conversation that is sent.
type Message struct {
	Role    string `json:"role"` // System, User or Assistant
	Content string `json:"content"`
}

// A Request is what to ask. Only Messages is needed.
type Request struct {
	Messages    []Message
	Temperature *float64 // nil: the model's own setting
	MaxTokens   int      // longest answer in tokens; 0: the model's own setting
	Seed        *int64   // asks for a repeatable draw; servers may ignore it
	Stop        []string // texts at which the model must stop, at most four
}

// A Delta is one visible piece of the answer.
type Delta struct {
	Text string // never empty
}

// Finish reasons, as servers spell them. Others may occur.
const (
	FinishStop   = "stop"
	FinishLength = "length"
	FinishFilter = "content_filter"
)

// A Result is what came of a call.
type Result struct {
	Text          string // the visible answer, without leading white space
	FinishReason  string // as the server gave it; "" if it gave none
	ModelAsked    string // the model named in the request
	ModelReturned string // the model that says it answered; "" if it does not say
	Usage         Usage
	CostMicros    int64         // millionths of the currency unit of Prices
	Latency       time.Duration // from the call to its end, waiting and tries included
	FirstToken    time.Duration // from the call to the first visible piece; 0 if none
	Seed          *int64        // as sent; nil if not sent, or the server rejects the field
	Temperature   *float64      // as sent; nil as for Seed
	Tries         int           // HTTP requests made

	// Truncated says that the server did not bring the answer to its end: it hit
	// the token limit, or the stream ended without its end mark. When a finish
	// reason arrived and only the end mark is missing, the text is as whole as the
	// server says it is, and there is no error.
	Truncated bool
}

// Usage counts the tokens of a call.
type Usage struct {
	PromptTokens     int
	CompletionTokens int  // hidden reasoning included, where the server counts it
	Estimated        bool // the server did not say: four bytes are taken as a token
}

// check refuses what no server could answer.
func (r Request) check() error {
	if len(r.Messages) == 0 {
		return failed(Rejected, "no messages").invalid("There is nothing to ask: the request has no messages.")
	}
	for _, m := range r.Messages {
		switch m.Role {
		case System, User, Assistant:
		default:
			return failed(Rejected, "unknown role").invalid("A message's role must be system, user or assistant.")
		}
	}
	if r.MaxTokens < 0 {
		return failed(Rejected, "negative max tokens").invalid("The longest answer must not be negative.")
	}
	return nil
}

// estimate is the usage of a call whose server did not count.
func estimate(req Request, text string) Usage {
	u := Usage{Estimated: true, CompletionTokens: (len(text) + 3) / 4}
	for _, m := range req.Messages {
		u.PromptTokens += (len(m.Content)+3)/4 + 4 // role and separators
	}
	return u
}
