package api

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"time"

	"satprep/internal/account"
	"satprep/internal/fault"
	"satprep/internal/session"
	"satprep/internal/tutor"
	"satprep/internal/uid"
)

// turnID reads a turn's id; what is no id is nobody's turn.
func turnID(s string) (uid.ID, error) {
	id, err := uid.Parse(s)
	if err != nil {
		return id, fault.New(fault.Missing, "There is no such turn.")
	}
	return id, nil
}

// talker refuses who may not talk to the tutor: only learners do, for
// themselves.
func (a *API) talker(ctx context.Context, who account.Actor) error {
	if who.Status == account.Pending {
		_, err := a.Accounts.Permit(ctx, who, account.WriteActivity, who.UserID) // says what it waits for
		return err
	}
	if !account.May(who, account.WriteActivity, who.UserID, nil) {
		return fault.New(fault.Forbidden, "Only a learner talks to the tutor; sign in with a student's account.")
	}
	return nil
}

// askIn and regenerateIn are the bodies in the OpenAPI document; what comes is
// read as a frame of the socket is.
type askIn struct {
	ID           string  `json:"id,omitempty" maxLength:"64" doc:"made by the client, to stop the answer by"`
	Text         string  `json:"text,omitempty" maxLength:"8192" doc:"what the learner says; left out only with resume"`
	Type         string  `json:"type,omitempty" enum:"ask,text,voice" doc:"voice where it was spoken"`
	Conversation string  `json:"conversation,omitempty" doc:"none begins one"`
	Question     string  `json:"question_id,omitempty" doc:"what is talked about; found out where it is left out"`
	Session      string  `json:"session_id,omitempty"`
	Resume       *resume `json:"resume,omitempty" doc:"instead of text: send what was missed of a conversation, and go on"`
}

type regenerateIn struct {
	Turn string `json:"turn" doc:"the last answer of a conversation"`
	ID   string `json:"id,omitempty" maxLength:"64"`
}

// askTutor answers over HTTP with the frames of the socket as server-sent
// events. With resume in the body it goes on with an answer whose line dropped.
func (a *API) askTutor(w http.ResponseWriter, r *http.Request, by *caller) error {
	f, err := a.frameOf(r, by)
	if err != nil {
		return err
	}
	ctx := r.Context()
	if f.Resume != nil {
		id, err := f.Resume.id()
		if err != nil {
			return err
		}
		missed, live, err := a.Tutor.Resume(ctx, by.Actor, id, f.Resume.LastSeq)
		if err != nil {
			return err
		}
		out := newEvents(w)
		for _, frame := range missed {
			if err := out.send(frame); err != nil {
				return nil
			}
		}
		return a.stream(ctx, out, live, f.Resume.LastSeq)
	}
	if f.Type != "ask" && f.Type != tutor.TypeText && f.Type != tutor.TypeVoice && f.Type != "" {
		return fault.At("type", "The type is text or voice.")
	}
	ask, err := f.ask()
	if err != nil {
		return err
	}
	c, err := clientOf(r)
	if err != nil {
		return err
	}
	answer, err := a.Tutor.Begin(ctx, by.Actor, ask, c)
	if err != nil {
		return err
	}
	return a.stream(ctx, newEvents(w), answer, 0)
}

// frameOf reads the frame that a learner sent as a body.
func (a *API) frameOf(r *http.Request, by *caller) (frameIn, error) {
	if err := a.talker(r.Context(), by.Actor); err != nil {
		return frameIn{}, err
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return frameIn{}, err
	}
	return readFrame(body)
}

// stream sends what is still to come of an answer; nil is none.
func (a *API) stream(ctx context.Context, out *events, answer *tutor.Answer, after int64) error {
	if answer == nil {
		return nil
	}
	err := answer.Listen(ctx, after, out.send)
	if err != nil && ctx.Err() == nil {
		out.send(errorFrame(answer.Ask, err)) // whoever has gone misses nothing
	}
	return nil
}

// events writes frames as server-sent events.
type events struct {
	w       http.ResponseWriter
	control *http.ResponseController
}

func newEvents(w http.ResponseWriter) *events {
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("X-Accel-Buffering", "no")
	w.WriteHeader(http.StatusOK)
	return &events{w, http.NewResponseController(w)}
}

func (e *events) send(f tutor.Frame) error { return e.event(f.Type, f.Seq, f) }

// event sends v; seq 0 is an event without a number.
func (e *events) event(name string, seq int64, v any) error {
	data, err := json.Marshal(v)
	if err != nil {
		return err
	}
	text := "event: " + name + "\n"
	if seq > 0 {
		text += "id: " + strconv.FormatInt(seq, 10) + "\n"
	}
	e.control.SetWriteDeadline(time.Now().Add(writeTime)) // a slow reader does not hold the answer
	if _, err := e.w.Write([]byte(text + "data: " + string(data) + "\n\n")); err != nil {
		return err
	}
	return e.control.Flush()
}

type stopTutorIn struct {
	Body struct {
		ID string `json:"id" maxLength:"64" doc:"of the ask"`
	}
}

func (a *API) stopTutor(ctx context.Context, by *caller, in *stopTutorIn) error {
	if err := a.talker(ctx, by.Actor); err != nil {
		return err
	}
	return a.Tutor.Stop(by.Actor, in.Body.ID)
}

// about reads which turn a learner speaks of, and with which client.
func (a *API) about(ctx context.Context, by *caller, c *ClientIn, turn string) (uid.ID, session.Client, error) {
	if err := a.talker(ctx, by.Actor); err != nil {
		return uid.ID{}, session.Client{}, err
	}
	id, err := turnID(turn)
	if err != nil {
		return id, session.Client{}, err
	}
	client, err := c.client()
	return id, client, err
}

type rateTutorIn struct {
	ClientIn
	Body struct {
		Turn    string   `json:"turn" maxLength:"36"`
		Value   int      `json:"value" doc:"1 or -1"`
		Reasons []string `json:"reasons,omitempty" maxItems:"4" doc:"wrong, gives_away, confusing, unsafe"`
	}
}

func (a *API) rateTutor(ctx context.Context, by *caller, in *rateTutorIn) error {
	id, c, err := a.about(ctx, by, &in.ClientIn, in.Body.Turn)
	if err != nil {
		return err
	}
	return a.Tutor.Rate(ctx, by.Actor, id, in.Body.Value, in.Body.Reasons, c)
}

type turnIn struct {
	ClientIn
	Body struct {
		Turn string `json:"turn" maxLength:"36"`
	}
}

func (a *API) chooseTutor(ctx context.Context, by *caller, in *turnIn) error {
	id, c, err := a.about(ctx, by, &in.ClientIn, in.Body.Turn)
	if err != nil {
		return err
	}
	return a.Tutor.Choose(ctx, by.Actor, id, c)
}

// regenerateTutor answers the last turn anew, as askTutor answers.
func (a *API) regenerateTutor(w http.ResponseWriter, r *http.Request, by *caller) error {
	f, err := a.frameOf(r, by)
	if err != nil {
		return err
	}
	id, err := turnID(f.Turn)
	if err != nil {
		return err
	}
	c, err := clientOf(r)
	if err != nil {
		return err
	}
	answer, err := a.Tutor.Regenerate(r.Context(), by.Actor, id, f.ID, c)
	if err != nil {
		return err
	}
	return a.stream(r.Context(), newEvents(w), answer, 0)
}

type editTutorIn struct {
	Body struct {
		Turn string `json:"turn" maxLength:"36"`
		Text string `json:"text" maxLength:"8192" doc:"what the tutor should have said"`
	}
}

func (a *API) editTutor(ctx context.Context, by *caller, in *editTutorIn) error {
	id, err := turnID(in.Body.Turn)
	if err != nil {
		return err
	}
	return a.Tutor.Edit(ctx, by.Actor, id, in.Body.Text)
}

type historyIn struct {
	UserID   string `path:"user_id"`
	Limit    int    `query:"limit" minimum:"0" maximum:"200" doc:"50 if left out"`
	Before   string `query:"before" maxLength:"36" doc:"id of a turn: only older ones"`
	Explicit bool   `query:"explicit" doc:"a parent's explicit step; the learner is shown that the history was read"`
}

func (a *API) tutorHistory(ctx context.Context, by *caller, in *historyIn) ([]tutor.Interaction, error) {
	p := tutor.Page{Limit: in.Limit, Explicit: in.Explicit}
	if in.Before != "" {
		var err error
		if p.Before, err = uid.Parse(in.Before); err != nil {
			return nil, fault.At("before", "before is the id of a turn.")
		}
	}
	return a.Tutor.History(ctx, by.Actor, in.UserID, p)
}

type readOut struct {
	At Time   `json:"at"`
	By string `json:"by" doc:"name of the reader"`
}

// tutorReads shows a learner who read their history.
func (a *API) tutorReads(ctx context.Context, by *caller, _ *struct{}) ([]readOut, error) {
	list, err := a.Tutor.Reads(ctx, by.Actor)
	out := make([]readOut, len(list))
	for i, r := range list {
		out[i] = readOut{Time(r.At), r.By}
	}
	return out, err
}

type noticesIn struct {
	UserID string `path:"user_id"`
}

type noticeOut struct {
	ID       string `json:"id"`
	UserID   string `json:"user_id"`
	Category string `json:"category" doc:"self_harm, abuse, violence, sexual_minor, dangerous"`
	MadeAt   Time   `json:"made_at"`
	Seen     bool   `json:"seen"`
}

func (a *API) tutorNotices(ctx context.Context, by *caller, _ *noticesIn) ([]noticeOut, error) {
	list, err := a.Tutor.Notices(ctx, by.Actor, by.Owner)
	out := make([]noticeOut, len(list))
	for i, n := range list {
		out[i] = noticeOut{n.ID.String(), n.UserID, string(n.Category), Time(n.MadeAt), n.Seen}
	}
	return out, err
}

type noticeSeenIn struct {
	NoticeID string `path:"notice_id"`
}

func (a *API) tutorNoticeSeen(ctx context.Context, by *caller, in *noticeSeenIn) error {
	id, err := uid.Parse(in.NoticeID)
	if err != nil {
		return fault.New(fault.Missing, "There is no such notice.")
	}
	return a.Tutor.Seen(ctx, by.Actor, id)
}
