package tutor

import (
	"satprep/internal/question"
	"satprep/internal/uid"
)

// Levels of the ladder. Level 0 is talk that helps with no question.
const (
	Talk     = 0
	Nudge    = 1
	Targeted = 2
	Example  = 3
	Solution = 4
)

// An Ask is what a learner says.
type Ask struct {
	ID           string // of the client, at most 64 bytes; names the answer in frames
	Conversation uid.ID // none begins a new one
	Question     string // the question meant; "" leaves it to the tutor
	Session      uid.ID // in which the question was met, if known
	Text         string
	Voice        bool // the text was spoken and transcribed
	Simple       bool // asked over the one-frame protocol
}

// Types of an Ask.
const (
	TypeText  = "text"
	TypeVoice = "voice"
)

// A Frame is a message to the client, the same over a socket and a stream.
// Frames of an answer carry a number that grows by one within a conversation,
// so that a client can say what it has.
type Frame struct {
	Type         string          `json:"type"` // ack, delta, source, done, error, safety, choice, ping
	ID           string          `json:"id,omitempty"`
	Seq          int64           `json:"seq,omitempty"`
	Conversation uid.ID          `json:"conversation,omitzero"`
	Turn         uid.ID          `json:"turn,omitzero"`
	Text         string          `json:"text,omitempty"`
	Replace      bool            `json:"replace,omitempty"` // of a delta: forget what was shown of this answer
	Sources      []string        `json:"sources,omitempty"`
	Level        *int            `json:"level,omitempty"`
	Source       string          `json:"source,omitempty"` // builtin, model, cache, human
	Finish       string          `json:"finish,omitempty"` // stop, stopped, length, truncated, interrupted
	Usage        *Usage          `json:"usage,omitempty"`
	Question     *question.Shown `json:"question,omitempty"` // one the tutor asks
	Options      []Option        `json:"options,omitempty"`
	Rung         *Rung           `json:"rung,omitempty"`     // of done: where the learner stands on the ladder
	Category     string          `json:"category,omitempty"` // of safety
	Code         string          `json:"code,omitempty"`
	Detail       string          `json:"detail,omitempty"`
	RetryAfter   float64         `json:"retry_after,omitempty"` // seconds
}

// Types of a Frame.
const (
	FrameAck    = "ack"
	FrameDelta  = "delta"
	FrameSource = "source"
	FrameDone   = "done"
	FrameError  = "error"
	FrameSafety = "safety"
	FrameChoice = "choice"
	FramePing   = "ping"
)

// Usage is what an answer cost.
type Usage struct {
	PromptTokens int     `json:"prompt_tokens"`
	OutputTokens int     `json:"output_tokens"`
	Seconds      float64 `json:"seconds"`
}

// An Option is one of two replies to choose between.
type Option struct {
	Turn uid.ID `json:"turn"`
	Text string `json:"text"`
}

// How an answer ended.
const (
	FinishStop        = "stop"
	FinishStopped     = "stopped"     // by the learner
	FinishInterrupted = "interrupted" // by the server's end
)

// Who answered.
const (
	FromBuiltin = "builtin"
	FromModel   = "model"
	FromCache   = "cache"
	FromHuman   = "human"
)
