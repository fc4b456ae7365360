package tutor

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"satprep/internal/uid"
)

// A conversation is a row of table conversation.
type conversation struct {
	id        uid.ID
	subject   uid.ID
	simple    bool
	revision  int64 // 0 until it is stored
	turns     int
	lastTurn  uid.ID
	lastFrame int64
	session   uid.ID
	memory    memory
	stopped   Category // of the signal that stopped tutoring; "" while it goes on
	startedAt time.Time
	updatedAt time.Time
}

// A memory is what a conversation knows of the ladder: what was given on each
// question, the one talked about last at the end. Undo is how it stood before
// the last turn, for an answer that is asked again.
type memory struct {
	Questions []Progress `json:"questions,omitempty"`
	Undo      []Progress `json:"undo,omitempty"`
	// Topic is the skill that was talked about last, beside any question; zero
	// once a question was talked about again.
	Topic     Progress `json:"topic,omitzero"`
	UndoTopic Progress `json:"undo_topic,omitzero"`
}

// remembered is how many questions a conversation knows about.
const remembered = 8

// on returns the progress on a question: what is known, or a new beginning.
func (m *memory) on(id, version string) Progress {
	for _, p := range m.Questions {
		if p.Question == id && (version == "" || p.Version == version) {
			return p.clone()
		}
	}
	return Progress{Question: id, Version: version}
}

// current is the question talked about last; its Question is "" if there was
// none.
func (m *memory) current() Progress {
	if n := len(m.Questions); n > 0 {
		return m.Questions[n-1].clone()
	}
	return Progress{}
}

// keep stores progress as that of the current question, and how things stood
// for undo.
func (m *memory) keep(p Progress, more ...Progress) {
	m.Undo, m.UndoTopic, m.Topic = cloneAll(m.Questions), m.Topic, Progress{}
	m.add(append([]Progress{p}, more...)...)
}

// talk stores progress as that of a skill that is talked about beside any
// question, and how things stood for undo.
func (m *memory) talk(p Progress, asked ...Progress) {
	m.Undo, m.UndoTopic, m.Topic = cloneAll(m.Questions), m.Topic, p
	m.add(asked...)
}

// topic is what is known of a skill that is talked about.
func (m *memory) topic(slug string) Progress {
	if m.Topic.Topic == slug {
		return m.Topic.clone()
	}
	return Progress{Topic: slug}
}

func (m *memory) add(list ...Progress) {
	for _, q := range list {
		m.Questions = slices.DeleteFunc(m.Questions, func(x Progress) bool { return x.Question == q.Question })
		m.Questions = append(m.Questions, q)
	}
	if n := len(m.Questions) - remembered; n > 0 {
		m.Questions = m.Questions[n:]
	}
}

// undo returns the memory as it was before the last turn.
func (m *memory) undo() memory {
	return memory{Questions: cloneAll(m.Undo), Topic: m.UndoTopic.clone()}
}

func (p Progress) clone() Progress {
	p.Shown, p.Tries = slices.Clone(p.Shown), slices.Clone(p.Tries)
	return p
}

func cloneAll(list []Progress) []Progress {
	out := make([]Progress, len(list))
	for i, p := range list {
		out[i] = p.clone()
	}
	return out
}

func (m *memory) encode() (string, error) {
	b, err := json.Marshal(m)
	if err != nil {
		return "", fmt.Errorf("encoding a conversation's memory: %w", err)
	}
	return string(b), nil
}

// said is what a turn's row keeps sealed.
type said struct {
	Query    string   `json:"q"`
	Response string   `json:"r"`
	Sources  []string `json:"s,omitempty"`
}

// A stored turn is a row of table turn, opened.
type stored struct {
	said
	id           uid.ID
	conversation uid.ID
	subject      uid.ID
	ordinal      int
	parent       uid.ID
	ask          string
	askedAt      time.Time
	duration     time.Duration
	question     string
	level        int
	source       string
	finish       string
	firstFrame   int64
	cuts         []int
	hidden       bool
}

// frames are those of the reply, numbered as they were when it was given.
func (t *stored) frames() []Frame {
	var list []Frame
	from := 0
	for i, to := range t.cuts {
		if to > len(t.Response) || to < from {
			break
		}
		list = append(list, Frame{Type: FrameDelta, ID: t.ask, Seq: t.firstFrame + int64(i), Text: t.Response[from:to], Replace: i == 0})
		from = to
	}
	seq := t.firstFrame + int64(len(list))
	if len(t.Sources) > 0 {
		list = append(list, Frame{Type: FrameSource, ID: t.ask, Seq: seq, Sources: t.Sources})
		seq++
	}
	level := t.level
	return append(list, Frame{Type: FrameDone, ID: t.ask, Seq: seq, Conversation: t.conversation, Turn: t.id, Level: &level, Source: t.source, Finish: t.finish})
}
