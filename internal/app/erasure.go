package app

import (
	"satprep/internal/consent"
	"satprep/internal/erasure"
	"satprep/internal/signing"
	"satprep/internal/uid"
)

// openErasure makes the room that forgets people, with all that remembers
// something of them.
func (a *App) openErasure(ledger *consent.Ledger) (err error) {
	r := &a.Rooms
	if r.Signing, err = signing.Open(a.Data); err != nil {
		return err
	}
	hangUp := func(subject uid.ID) {
		if a.API != nil { // made last
			a.API.HangUp(subject)
		}
	}
	r.Erasures = erasure.New(erasure.Deps{DB: r.DB, Log: r.Log, Accounts: r.Accounts, Consents: r.Consents, Sessions: r.Sessions, Mirror: r.Mirror,
		Key: r.Signing, Folder: a.Data, Views: a.Views, Now: a.Now,
		Forget: []func(uid.ID){ledger.Forget, r.Sessions.Forget, r.Tutor.Forget, hangUp}})
	return nil
}
