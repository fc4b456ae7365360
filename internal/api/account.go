package api

import (
	"context"
	"net/http"

	"satprep/internal/account"
)

type registerIn struct {
	Body struct {
		Name     string  `json:"name" maxLength:"400" doc:"What to call this person."`
		Email    *string `json:"email,omitempty" maxLength:"400"`
		Password string  `json:"password" maxLength:"1024" doc:"At least 8 characters."`
		AgeBand  string  `json:"age_band,omitempty" doc:"under_13, 13_17 or 18_plus; students must say."`
		Role     string  `json:"role,omitempty" doc:"student (if left out) or parent; with a code the code gives the role."`
		TimeZone string  `json:"time_zone,omitempty" maxLength:"100" doc:"IANA name, such as America/Chicago."`
		Code     string  `json:"code,omitempty" maxLength:"100" doc:"An invitation for staff."`
	}
}

type signedInBody struct {
	UserID string `json:"user_id"`
	Token  string `json:"token" doc:"Send it as Authorization: Bearer TOKEN. A browser has it as a cookie too."`
	Role   string `json:"role"`
	Status string `json:"status" doc:"active, or pending: a parent must confirm first."`
}

type signedInOut struct {
	Cookie http.Cookie `header:"Set-Cookie"`
	Body   signedInBody
}

func (by *caller) enter(a account.Actor, token string) *signedInOut {
	return &signedInOut{by.signIn(token), signedInBody{a.UserID, token, string(a.Role), string(a.Status)}}
}

func (a *API) register(ctx context.Context, by *caller, in *registerIn) (*signedInOut, error) {
	b := &in.Body
	r := account.Registration{Name: b.Name, Password: b.Password, Role: account.Role(b.Role), Age: account.AgeBand(b.AgeBand), TimeZone: b.TimeZone,
		Code: b.Code, IP: by.IP, Simulated: a.Simulation, At: by.Clock}
	if b.Email != nil {
		r.Email = *b.Email
	}
	if r.Role == "" {
		r.Role = account.Student
	}
	actor, token, err := a.Accounts.Register(ctx, r)
	if err != nil {
		return nil, err
	}
	return by.enter(actor, token), nil
}

type loginIn struct {
	Body struct {
		UserID   string `json:"user_id,omitempty" maxLength:"400" doc:"This or email."`
		Email    string `json:"email,omitempty" maxLength:"400"`
		Password string `json:"password" maxLength:"1024"`
	}
}

func (a *API) login(ctx context.Context, by *caller, in *loginIn) (*signedInOut, error) {
	actor, token, err := a.Accounts.SignIn(ctx, account.Credentials{UserID: in.Body.UserID, Email: in.Body.Email, Password: in.Body.Password, IP: by.IP})
	if err != nil {
		return nil, err
	}
	return by.enter(actor, token), nil
}

type signedOutOut struct {
	Cookie http.Cookie `header:"Set-Cookie"`
}

func (a *API) logout(ctx context.Context, by *caller, _ *struct{}) (*signedOutOut, error) {
	if err := a.Accounts.SignOut(ctx, by.Token); err != nil {
		return nil, err
	}
	return &signedOutOut{by.signIn("")}, nil
}

type setupIn struct {
	Body struct {
		Code     string `json:"code" maxLength:"100" doc:"From the link that the server printed."`
		Name     string `json:"name" maxLength:"400"`
		Email    string `json:"email,omitempty" maxLength:"400" doc:"To sign in with, beside the user id."`
		Password string `json:"password" maxLength:"1024"`
	}
}

func (a *API) setup(ctx context.Context, by *caller, in *setupIn) (*signedInOut, error) {
	actor, token, err := a.Accounts.Setup(ctx, in.Body.Code, account.Registration{Name: in.Body.Name, Email: in.Body.Email, Password: in.Body.Password, IP: by.IP})
	if err != nil {
		return nil, err
	}
	return by.enter(actor, token), nil
}

type accountBody struct {
	UserID         string                 `json:"user_id"`
	Name           string                 `json:"name"`
	Email          string                 `json:"email" doc:"Empty if none."`
	Role           string                 `json:"role"`
	Status         string                 `json:"status"`
	AgeBand        string                 `json:"age_band"`
	TimeZone       string                 `json:"time_zone"`
	Accommodations account.Accommodations `json:"accommodations"`
	CreatedAt      Time                   `json:"created_at"`
	AgeStatedAt    Time                   `json:"age_stated_at"`
	AgeDueAt       Time                   `json:"age_due_at" doc:"When the age is asked again; empty for adults."`
	AgeDue         bool                   `json:"age_due" doc:"Ask now, with PUT /users/USER_ID/age_band. Nothing waits for the answer."`
}

func (a *API) describe(acc *account.Account) accountBody {
	due := acc.AgeDueAt()
	return accountBody{acc.UserID, acc.Name, acc.Email, string(acc.Role), string(acc.Status), string(acc.AgeBand), acc.TimeZone, acc.Accommodations, Time(acc.CreatedAt),
		Time(acc.AgeStatedAt), Time(due), !due.IsZero() && !a.Now().Before(due)}
}

// described is describe for a verb's result.
func (a *API) described(acc account.Account, err error) (accountBody, error) {
	if err != nil {
		return accountBody{}, err
	}
	return a.describe(&acc), nil
}

func (a *API) me(ctx context.Context, by *caller, _ *struct{}) (accountBody, error) {
	return a.described(a.Accounts.Find(ctx, by.Actor.UserID))
}

type changeMeIn struct {
	Body struct {
		Name     *string `json:"name,omitempty" maxLength:"400"`
		Email    *string `json:"email,omitempty" maxLength:"400" doc:"Empty text removes it."`
		TimeZone *string `json:"time_zone,omitempty" maxLength:"100"`
	}
}

func (a *API) changeMe(ctx context.Context, by *caller, in *changeMeIn) (accountBody, error) {
	return a.described(a.Accounts.Change(ctx, by.Actor, account.Profile{Name: in.Body.Name, Email: in.Body.Email, TimeZone: in.Body.TimeZone}))
}
