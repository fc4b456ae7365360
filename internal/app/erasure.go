package app

import (
	"context"

	"satprep/internal/consent"
	"satprep/internal/erasure"
	"satprep/internal/uid"
)

// openErasure makes the room that forgets people, with all that remembers
// something of them.
func (a *App) openErasure(ledger *consent.Ledger) {
	r := &a.Rooms
	hangUp := func(subject uid.ID) {
		if a.API != nil { // made last
			a.API.HangUp(subject)
		}
	}
	r.Erasures = erasure.New(erasure.Deps{DB: r.DB, Log: r.Log, Accounts: r.Accounts, Consents: r.Consents, Sessions: r.Sessions, Mirror: r.Mirror,
		Key: r.Signing, Folder: a.Data, Views: a.Views, Now: a.Now, Releases: a.releasesOf, Packages: r.Datasets.Forget,
		Forget: []func(uid.ID){ledger.Forget, r.Sessions.Forget, r.Tutor.Forget, hangUp}})
}

// releasesOf lists the datasets that hold a person.
func (a *App) releasesOf(ctx context.Context, subject uid.ID) ([]erasure.Held, error) {
	list, err := a.Rooms.Datasets.Held(ctx, subject)
	held := make([]erasure.Held, len(list))
	for i, h := range list {
		held[i] = erasure.Held{Name: h.Name, Version: h.Version.String(), At: h.MadeAt}
	}
	return held, err
}
