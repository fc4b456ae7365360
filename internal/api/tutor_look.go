package api

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"time"

	"satprep/internal/fault"
	"satprep/internal/llm"
	"satprep/internal/tutor"
	"satprep/internal/uid"
)

type voiceBody struct {
	Offered    bool     `json:"offered" doc:"speech is turned into text here"`
	Agreed     bool     `json:"agreed" doc:"I agreed to the purpose voice"`
	MaxBytes   int      `json:"max_bytes" doc:"of a recording"`
	MaxSeconds int      `json:"max_seconds" doc:"after which to stop recording"`
	Types      []string `json:"types" doc:"media types of recordings that are taken"`
}

type tutorStatusBody struct {
	Model    bool      `json:"model" doc:"a language model words replies; else the built-in tutor does"`
	TestOpen bool      `json:"test_open" doc:"a full test is open: nothing is taught until it has ended"`
	Voice    voiceBody `json:"voice"`
}

// maxSpeechSeconds is how long clients record at once.
const maxSpeechSeconds = 120

func (a *API) tutorStatus(ctx context.Context, by *caller, _ *struct{}) (tutorStatusBody, error) {
	if err := a.talker(ctx, by.Actor); err != nil {
		return tutorStatusBody{}, err
	}
	s, err := a.Tutor.Standing(ctx, by.Actor)
	return tutorStatusBody{s.Model, s.TestOpen, voiceBody{s.Voice, s.Agreed, tutor.MaxSpeech, maxSpeechSeconds, tutor.Sounds}}, err
}

type heardBody struct {
	Text string `json:"text" doc:"what was said; look it over, then send it with type voice"`
}

// hearTutor turns a recording into text.
func (a *API) hearTutor(w http.ResponseWriter, r *http.Request, by *caller) error {
	if err := a.talker(r.Context(), by.Actor); err != nil {
		return err
	}
	data, err := io.ReadAll(r.Body)
	if err != nil {
		return err
	}
	text, err := a.Tutor.Hear(r.Context(), by.Actor, llm.Sound{Data: data, Type: r.Header.Get("Content-Type")})
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	return json.NewEncoder(w).Encode(heardBody{text})
}

type conversationBody struct {
	ID        string `json:"conversation"`
	Query     string `json:"query" doc:"what it began with"`
	Question  string `json:"question_id,omitempty" doc:"that it began with"`
	Skill     string `json:"skill,omitempty" doc:"name of that question's skill"`
	Session   string `json:"session_id,omitempty" doc:"in which it was met"`
	Turns     int    `json:"turns"`
	Stopped   bool   `json:"stopped" doc:"the tutor stopped after a signal of crisis"`
	StartedAt Time   `json:"started_at"`
	UpdatedAt Time   `json:"updated_at"`
}

type conversationsIn struct {
	Limit  int       `query:"limit" minimum:"0" maximum:"100" doc:"30 if left out"`
	Before time.Time `query:"before" doc:"updated_at of the last one that is known: only older ones"`
}

func (a *API) tutorConversations(ctx context.Context, by *caller, in *conversationsIn) ([]conversationBody, error) {
	list, err := a.Tutor.Conversations(ctx, by.Actor, in.Before, in.Limit)
	out := make([]conversationBody, len(list))
	bank := a.Bank()
	for i, c := range list {
		out[i] = conversationBody{ID: c.ID.String(), Query: c.Query, Question: c.Question, Turns: c.Turns, Stopped: c.Stopped, StartedAt: Time(c.StartedAt), UpdatedAt: Time(c.UpdatedAt)}
		if !c.Session.IsZero() {
			out[i].Session = c.Session.String()
		}
		out[i].Skill = skillName(bank, c.Question)
	}
	return out, err
}

type conversationIn struct {
	ConversationID string `path:"conversation_id"`
}

type lookBody struct {
	ID      string              `json:"conversation"`
	Turns   []tutor.Interaction `json:"turns" doc:"oldest first; of what was answered anew the newest answer"`
	LastSeq int64               `json:"last_seq" doc:"number of the newest frame in them: resume from it"`
	Stopped bool                `json:"stopped" doc:"the tutor stopped after a signal of crisis; begin a new conversation"`
	Rung    *tutor.Rung         `json:"rung,omitempty" doc:"where the ladder of the question talked about stands"`
	Asking  string              `json:"asking,omitempty" doc:"the client's name of the answer that is being given"`
}

func (a *API) tutorConversation(ctx context.Context, by *caller, in *conversationIn) (lookBody, error) {
	id, err := uid.Parse(in.ConversationID)
	if err != nil {
		return lookBody{}, fault.New(fault.Missing, "There is no such conversation of yours.")
	}
	l, err := a.Tutor.Look(ctx, by.Actor, id)
	if fault.Is(err, fault.Missing) {
		err = fault.New(fault.Missing, "There is no such conversation of yours.")
	}
	if l.Turns == nil {
		l.Turns = []tutor.Interaction{}
	}
	return lookBody{id.String(), l.Turns, l.LastSeq, l.Stopped, l.Rung, l.Asking}, err
}
