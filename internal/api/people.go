package api

import (
	"context"

	"satprep/internal/account"
	"satprep/internal/fault"
	"satprep/internal/uid"
)

type inviteIn struct {
	Body struct {
		Role string `json:"role" doc:"Who is invited. A student invites a tutor or a parent, a tutor a student: the code links the two. An admin invites a tutor or an admin: they register with the code."`
	}
}

type codeBody struct {
	Code      string `json:"code" doc:"Shown once; it can be used once."`
	ExpiresAt Time   `json:"expires_at"`
}

func (a *API) invite(ctx context.Context, by *caller, in *inviteIn) (codeBody, error) {
	role, err := account.ParseRole(in.Body.Role)
	if err != nil {
		return codeBody{}, err
	}
	ask := a.Accounts.InviteLink
	if by.Actor.Role == account.Admin {
		ask = a.Accounts.InviteStaff
	}
	c, err := ask(ctx, by.Actor, role)
	return codeBody{c.Code, Time(c.ExpiresAt)}, err
}

type personBody struct {
	UserID string `json:"user_id"`
	Name   string `json:"name"`
}

type linkBody struct {
	ID      string     `json:"link_id"`
	Kind    string     `json:"kind" doc:"tutor or parent"`
	Adult   personBody `json:"adult"`
	Learner personBody `json:"learner"`
	MadeAt  Time       `json:"made_at"`
}

func (a *API) showLink(ctx context.Context, l account.Link) (linkBody, error) {
	b := linkBody{ID: l.ID.String(), Kind: string(l.Kind), MadeAt: Time(l.MadeAt)}
	for _, side := range []struct {
		id string
		to *personBody
	}{{l.Adult, &b.Adult}, {l.Learner, &b.Learner}} {
		acc, err := a.Accounts.Find(ctx, side.id)
		if err != nil {
			return linkBody{}, err
		}
		*side.to = personBody{acc.UserID, acc.Name}
	}
	return b, nil
}

type acceptIn struct {
	Body struct {
		Code string `json:"code" maxLength:"100"`
	}
}

func (a *API) acceptInvitation(ctx context.Context, by *caller, in *acceptIn) (linkBody, error) {
	l, err := a.Accounts.Accept(ctx, by.Actor, in.Body.Code)
	if err != nil {
		return linkBody{}, err
	}
	return a.showLink(ctx, l)
}

type linksBody struct {
	Links []linkBody `json:"links"`
}

func (a *API) links(ctx context.Context, by *caller, _ *struct{}) (linksBody, error) {
	all, err := a.Accounts.Links(ctx, by.Actor)
	out := linksBody{Links: make([]linkBody, 0, len(all))}
	for _, l := range all {
		b, err := a.showLink(ctx, l)
		if err != nil {
			return linksBody{}, err
		}
		out.Links = append(out.Links, b)
	}
	return out, err
}

type linkIn struct {
	LinkID string `path:"link_id"`
}

func (a *API) endLink(ctx context.Context, by *caller, in *linkIn) error {
	id, err := uid.Parse(in.LinkID)
	if err != nil {
		return fault.New(fault.Missing, "There is no such link.")
	}
	return a.Accounts.EndLink(ctx, by.Actor, id)
}

type accommodateIn struct {
	UserID string `path:"user_id"`
	Body   struct {
		TimeFactor     float64 `json:"time_factor" doc:"1, 1.25, 1.5, 2 or 3"`
		BreaksAsNeeded bool    `json:"breaks_as_needed,omitempty"`
		TextToSpeech   bool    `json:"text_to_speech,omitempty"`
		LargePrint     bool    `json:"large_print,omitempty"`
	}
}

func (a *API) accommodate(ctx context.Context, by *caller, in *accommodateIn) (account.Accommodations, error) {
	acc, err := a.Accounts.SetAccommodations(ctx, by.Actor, in.UserID, account.Accommodations(in.Body))
	return acc.Accommodations, err
}

type usersIn struct {
	After  string `query:"after" doc:"The next of the page before."`
	Limit  int    `query:"limit" minimum:"0" maximum:"500" doc:"100 if left out"`
	Role   string `query:"role"`
	Status string `query:"status" enum:"pending,active,closed"`
	Text   string `query:"q" maxLength:"100" doc:"part of a name, user id or e-mail address"`
}

type usersBody struct {
	Users []accountBody `json:"users"`
	Next  string        `json:"next,omitempty" doc:"Give it as after for the next page; absent at the end."`
}

func (a *API) users(ctx context.Context, by *caller, in *usersIn) (usersBody, error) {
	f := account.Filter{After: in.After, Limit: in.Limit, Status: account.Status(in.Status), Text: in.Text}
	if in.Role != "" {
		var err error
		if f.Role, err = account.ParseRole(in.Role); err != nil {
			return usersBody{}, err
		}
	}
	page, next, err := a.Accounts.List(ctx, by.Actor, f)
	out := usersBody{Users: make([]accountBody, 0, len(page)), Next: next}
	for i := range page {
		out.Users = append(out.Users, a.describe(&page[i]))
	}
	return out, err
}

type setPasswordIn struct {
	UserID string `path:"user_id"`
	Body   struct {
		Password string `json:"password" maxLength:"1024"`
	}
}

func (a *API) setPassword(ctx context.Context, by *caller, in *setPasswordIn) error {
	return a.Accounts.SetPassword(ctx, by.Actor, in.UserID, in.Body.Password)
}

type userIn struct {
	UserID string `path:"user_id"`
}

func (a *API) closeAccount(ctx context.Context, by *caller, in *userIn) error {
	return a.Accounts.Close(ctx, by.Actor, in.UserID)
}

type ageIn struct {
	UserID string `path:"user_id"`
	Body   struct {
		AgeBand string `json:"age_band" doc:"under_13, 13_17 or 18_plus"`
	}
}

func (a *API) stateAge(ctx context.Context, by *caller, in *ageIn) (accountBody, error) {
	age, err := account.ParseAge(in.Body.AgeBand)
	if err != nil {
		return accountBody{}, err
	}
	return a.described(a.Accounts.StateAge(ctx, by.Actor, in.UserID, age))
}
