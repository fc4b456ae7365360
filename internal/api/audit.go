package api

import (
	"context"

	"satprep/internal/audit"
	"satprep/internal/fault"
	"satprep/internal/uid"
)

type auditIn struct {
	Act    string `query:"act" maxLength:"40" doc:"only this act"`
	Before string `query:"before" maxLength:"36" doc:"The next of the page before."`
	Limit  int    `query:"limit" minimum:"0" maximum:"200" doc:"50 if left out"`
}

type auditBody struct {
	ID     string      `json:"id"`
	At     Time        `json:"at"`
	By     *personBody `json:"by,omitempty" doc:"absent for the operator, and for whoever was erased"`
	Role   string      `json:"role"`
	Act    string      `json:"act"`
	About  *personBody `json:"about,omitempty" doc:"absent where it is about nobody, or about somebody who was erased"`
	Person bool        `json:"person" doc:"it is about somebody, also where they were erased since"`
	Object string      `json:"object,omitempty"`
	Detail string      `json:"detail,omitempty"`
	Staff  bool        `json:"staff" doc:"by an account; false for the command line"`
}

type auditOut struct {
	Entries []auditBody `json:"entries" doc:"newest first"`
	Acts    []string    `json:"acts" doc:"all there are"`
	Next    string      `json:"next,omitempty" doc:"Give it as before for the next page; absent at the end."`
}

func (a *API) auditLog(ctx context.Context, _ *caller, in *auditIn) (auditOut, error) {
	out := auditOut{Entries: []auditBody{}}
	for _, act := range audit.Acts {
		out.Acts = append(out.Acts, string(act))
	}
	before, err := pageID(in.Before)
	if err != nil {
		return out, err
	}
	limit := in.Limit
	if limit == 0 {
		limit = 50
	}
	list, err := audit.List(ctx, a.DB, audit.Filter{Before: before, Act: audit.Act(in.Act), Limit: limit})
	if err != nil {
		return out, err
	}
	known := map[uid.ID]*personBody{}
	for _, e := range list {
		b := auditBody{ID: e.ID.String(), At: Time(e.At), Role: e.Role, Act: string(e.Act), Person: !e.About.IsZero(), Object: e.Object, Detail: e.Detail, Staff: !e.Actor.IsZero()}
		if b.By, err = a.person(ctx, known, e.Actor); err != nil {
			return out, err
		}
		if b.About, err = a.person(ctx, known, e.About); err != nil {
			return out, err
		}
		out.Entries = append(out.Entries, b)
	}
	if len(list) == limit {
		out.Next = list[len(list)-1].ID.String()
	}
	return out, nil
}

// person is who a subject is, nil where nobody is any more.
func (a *API) person(ctx context.Context, known map[uid.ID]*personBody, subject uid.ID) (*personBody, error) {
	if subject.IsZero() {
		return nil, nil
	}
	if p, ok := known[subject]; ok {
		return p, nil
	}
	acc, err := a.Accounts.FindBySubject(ctx, subject)
	if fault.Is(err, fault.Missing) {
		known[subject] = nil
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	known[subject] = &personBody{acc.UserID, acc.Name}
	return known[subject], nil
}
