package api

import (
	"context"
	"unicode/utf8"

	"satprep/internal/account"
	"satprep/internal/fault"
	"satprep/internal/session"
	"satprep/internal/uid"
)

// ClientIn is what a client says of itself, in headers; all may be absent. Its
// name is exported since huma passes over what is embedded under one that is not.
type ClientIn struct {
	Device   string `header:"Satprep-Device" maxLength:"36" doc:"UUID that this device made for itself"`
	Build    string `header:"Satprep-Client" maxLength:"64" doc:"the client and its build"`
	Platform string `header:"Satprep-Platform" maxLength:"32"`
	Class    string `header:"Satprep-Device-Class" enum:"phone,tablet,desktop"`
	Zone     string `header:"Satprep-Zone" maxLength:"64" doc:"IANA time zone"`
}

// deviceHeader is the field that a fault of the device names.
const deviceHeader = "Satprep-Device"

func (c *ClientIn) client() (session.Client, error) {
	out := session.Client{Build: c.Build, Platform: c.Platform, Class: c.Class, Zone: c.Zone}
	for name, v := range map[string]string{"Satprep-Client": c.Build, "Satprep-Platform": c.Platform, "Satprep-Zone": c.Zone} {
		if !utf8.ValidString(v) {
			return out, fault.At(name, "The header %s must be UTF-8 text.", name)
		}
	}
	if c.Device != "" {
		id, err := uid.Parse(c.Device)
		if err != nil {
			return out, fault.At(deviceHeader, "The header Satprep-Device must be a UUID that the device made for itself.")
		}
		out.Device = id
	}
	return out, nil
}

// sessionID reads a session's or test's id; what is no id is nobody's session.
func sessionID(s string) (uid.ID, error) {
	id, err := uid.Parse(s)
	if err != nil {
		return id, fault.New(fault.Missing, "There is no such session of yours.")
	}
	return id, nil
}

// visit reads who calls, and at which session or test.
func (c *ClientIn) visit(id string) (uid.ID, session.Client, error) {
	at, err := sessionID(id)
	if err != nil {
		return at, session.Client{}, err
	}
	client, err := c.client()
	return at, client, err
}

// own is visit where only a learner has anything: nobody else has sessions, so
// to them it is as if there were none.
func (c *ClientIn) own(by *caller, id string) (uid.ID, session.Client, error) {
	if by.Actor.Role != account.Student {
		return uid.ID{}, session.Client{}, fault.New(fault.Missing, "There is no such session of yours.")
	}
	return c.visit(id)
}

type startPracticeIn struct {
	ClientIn
	UserID string `path:"user_id"`
	Body   struct {
		Domain       string `json:"domain" maxLength:"400" doc:"a section, domain or skill, by name or slug; skills joined by +; or Both"`
		NumQuestions *int   `json:"num_questions,omitempty" doc:"a ceiling, 1 to 50; 10 if absent. With mode redo it is at most what GET /practice/due gives for the skills of the domain: the reply says the one it has"`
		Mode         string `json:"mode,omitempty" enum:"randomesque,learn,redo,max_information" doc:"how questions are chosen: randomesque draws among what tells most, learn aims at being right 6 to 8 times in 10, redo asks siblings of missed questions in the skills of the domain that are due, the most urgent first; max_information is an older word for randomesque"`
		Source       string `json:"source,omitempty" enum:"own,plan,assignment,redo" doc:"why this session"`
	}
}

func (a *API) startPractice(ctx context.Context, by *caller, in *startPracticeIn) (session.Reply, error) {
	c, err := in.client()
	if err != nil {
		return session.Reply{}, err
	}
	start := session.Start{Domain: in.Body.Domain, NumQuestions: session.DefaultQuestions, Mode: in.Body.Mode, Source: in.Body.Source, Client: c}
	if in.Body.NumQuestions != nil {
		start.NumQuestions = *in.Body.NumQuestions
	}
	return a.Sessions.StartPractice(ctx, by.Actor, start)
}

type submitIn struct {
	ClientIn
	SessionID string               `path:"session_id"`
	Finish    bool                 `query:"finish" doc:"end the session after these answers"`
	Hold      bool                 `query:"hold" doc:"practice: after a wrong answer keep the key back and leave a second try open"`
	Body      []session.Submission `nullable:"false" maxItems:"50"`
}

// submit is the verb of both kinds of session that ask one question at a time.
func (a *API) submit(kind session.Kind) func(context.Context, *caller, *submitIn) (session.Reply, error) {
	return func(ctx context.Context, by *caller, in *submitIn) (session.Reply, error) {
		id, c, err := in.own(by, in.SessionID)
		if err != nil {
			return session.Reply{}, err
		}
		return a.Sessions.Submit(ctx, by.Actor, kind, id, session.Answers{Items: in.Body, Finish: in.Finish, Hold: in.Hold && kind == session.Practice, Client: c})
	}
}

type retryIn struct {
	ClientIn
	SessionID string `path:"session_id"`
	Body      session.Submission
}

func (a *API) retryPractice(ctx context.Context, by *caller, in *retryIn) (session.Feedback, error) {
	id, c, err := in.own(by, in.SessionID)
	if err != nil {
		return session.Feedback{}, err
	}
	return a.Sessions.Retry(ctx, by.Actor, id, in.Body, c)
}

type sessionIn struct {
	SessionID string `path:"session_id"`
}

func (a *API) resume(kind session.Kind) func(context.Context, *caller, *sessionIn) (session.Reply, error) {
	return func(ctx context.Context, by *caller, in *sessionIn) (session.Reply, error) {
		id, err := sessionID(in.SessionID)
		if err != nil {
			return session.Reply{}, err
		}
		return a.Sessions.Resume(ctx, by.Actor, kind, id)
	}
}

type startDiagnosticIn struct {
	ClientIn
	UserID string `path:"user_id"`
}

func (a *API) startDiagnostic(ctx context.Context, by *caller, in *startDiagnosticIn) (session.Reply, error) {
	c, err := in.client()
	if err != nil {
		return session.Reply{}, err
	}
	return a.Sessions.StartDiagnostic(ctx, by.Actor, c)
}
