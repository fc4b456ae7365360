package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"unicode/utf8"

	"satprep/internal/fault"
	"satprep/internal/session"
	"satprep/internal/tutor"
	"satprep/internal/uid"
)

// frameIn is what a client sends, over the socket or as a body: the fields of
// all types together. A frame of type text or voice is an ask too.
type frameIn struct {
	Type         string   `json:"type"` // hello, ask, stop, rate, regenerate, choose; text, voice
	ID           string   `json:"id"`
	Conversation string   `json:"conversation"`
	Question     string   `json:"question_id"`
	Session      string   `json:"session_id"`
	Text         *string  `json:"text"`
	Input        string   `json:"input"` // of an ask: text or voice
	Turn         string   `json:"turn"`
	Value        int      `json:"value"`
	Reasons      []string `json:"reasons"`
	Resume       *resume  `json:"resume"`
	Client       *struct {
		Device   string `json:"device"`
		Build    string `json:"build"`
		Platform string `json:"platform"`
		Class    string `json:"class"`
		Zone     string `json:"zone"`
	} `json:"client"` // of a hello: what headers say elsewhere
}

type resume struct {
	Conversation string `json:"conversation"`
	LastSeq      int64  `json:"last_seq"`
}

func (r *resume) id() (uid.ID, error) {
	id, err := uid.Parse(r.Conversation)
	if err != nil {
		return id, unknownConversation()
	}
	return id, nil
}

func unknownConversation() error {
	return &fault.Error{Kind: fault.Missing, Field: "conversation", Sentence: "There is no such conversation of yours; leave it out to begin a new one."}
}

// readFrame parses a frame. Its errors are faults (Invalid) that repeat nothing
// of it but names of fields; where one is of the wrong type, the others are read.
func readFrame(data []byte) (frameIn, error) {
	var f frameIn
	if !utf8.Valid(data) {
		return f, &fault.Error{Kind: fault.Invalid, Field: "utf8", Sentence: "The frame is not valid UTF-8 text."}
	}
	err := json.Unmarshal(data, &f)
	if typ := (*json.UnmarshalTypeError)(nil); errors.As(err, &typ) && typ.Field != "" {
		return f, &fault.Error{Kind: fault.Invalid, Field: "frame", Sentence: fmt.Sprintf("The field %s of the frame must be %s.", typ.Field, fault.KindWord(typ)), Cause: err}
	}
	if err != nil {
		return f, &fault.Error{Kind: fault.Invalid, Field: "frame", Sentence: `A frame is one JSON object such as {"text": "Can I have a hint?", "type": "text"}.`, Cause: err}
	}
	if f.Text != nil && strings.ContainsRune(*f.Text, 0) {
		return f, fault.At("text", "The text holds a character that cannot be kept.")
	}
	return f, nil
}

// ask reads what the frame asks.
func (f *frameIn) ask() (tutor.Ask, error) {
	in := tutor.Ask{ID: f.ID, Question: f.Question}
	if f.Text == nil {
		return in, fault.At("text", "The field text is missing.")
	}
	in.Text = *f.Text
	switch f.Input {
	case "", tutor.TypeText:
		in.Voice = f.Type == tutor.TypeVoice
	case tutor.TypeVoice:
		in.Voice = true
	default:
		return in, fault.At("input", "The input is text or voice.")
	}
	var err error
	if f.Conversation != "" {
		if in.Conversation, err = uid.Parse(f.Conversation); err != nil {
			return in, unknownConversation()
		}
	}
	if f.Session != "" {
		if in.Session, err = uid.Parse(f.Session); err != nil {
			return in, &fault.Error{Kind: fault.Missing, Field: "question_id", Sentence: "You have not met this question in that session."}
		}
	}
	return in, nil
}

// codeOf is the word by which a program knows an error.
func codeOf(err error) string {
	switch kind, field := fault.KindOf(err), fault.Field(err); {
	case field == "frame":
		return "malformed"
	case field == "utf8":
		return "not_utf8"
	case field == "type" && kind == fault.Invalid:
		return "unknown_type"
	case field == "question_id":
		return "unknown_question"
	case field == "conversation":
		return "unknown_conversation"
	case kind == fault.Busy && fault.RetryAfter(err) > 0:
		return "rate_limited"
	default:
		return kind.String()
	}
}

func errorFrame(id string, err error) tutor.Frame {
	return tutor.Frame{Type: tutor.FrameError, ID: id, Code: codeOf(err), Detail: fault.Sentence(err), RetryAfter: fault.RetryAfter(err).Seconds()}
}

// clientOf reads the headers in which a client says what it is.
func clientOf(r *http.Request) (session.Client, error) {
	h := r.Header
	in := ClientIn{Device: h.Get(deviceHeader), Build: short(h.Get("Satprep-Client"), 64), Platform: short(h.Get("Satprep-Platform"), 32),
		Class: h.Get("Satprep-Device-Class"), Zone: short(h.Get("Satprep-Zone"), 64)}
	return in.known()
}

// client reads what a hello says of the client.
func (f *frameIn) client(c session.Client) (session.Client, error) {
	if f.Client == nil {
		return c, nil
	}
	in := ClientIn{Device: f.Client.Device, Build: short(f.Client.Build, 64), Platform: short(f.Client.Platform, 32), Class: f.Client.Class, Zone: short(f.Client.Zone, 64)}
	c, err := in.known()
	if fault.Field(err) == deviceHeader {
		err = fault.At("client.device", "The hello's client.device must be a UUID that the device made for itself; leave it out where there is none.")
	}
	return c, err
}

// known is client, without a device class that is none.
func (c ClientIn) known() (session.Client, error) {
	switch c.Class {
	case "", "phone", "tablet", "desktop":
	default:
		c.Class = ""
	}
	return c.client()
}

func short(s string, n int) string {
	if len(s) > n || !utf8.ValidString(s) || strings.ContainsRune(s, 0) {
		return ""
	}
	return s
}
