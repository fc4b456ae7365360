package app

import (
	"context"
	"errors"

	"satprep/internal/account"
	"satprep/internal/llm"
	"satprep/internal/tutor"
)

// openTutor makes the tutor with the models that the operator named.
func (a *App) openTutor(consent account.Consent) error {
	set := tutor.Settings{Helpline: a.Helpline, ChoiceRate: a.TutorChoice}
	if a.Simulation {
		set.Burst = -1
	}
	for _, spec := range a.Tutor {
		m, err := llm.Open(spec, a.TutorKey)
		if err != nil {
			return setting(setting(err, "model", "tutor"), "key", "tutor-key")
		}
		a.models = append(a.models, m)
		set.Models = append(set.Models, tutor.Arm{Model: m})
	}
	if a.Ears != "" {
		ears, err := llm.OpenEars(a.Ears, a.EarsKey)
		if err != nil {
			return setting(setting(err, "model", "ears"), "key", "ears-key")
		}
		set.Ears, a.ears = ears, ears
	}
	r := &a.Rooms
	r.Tutor = tutor.New(tutor.Deps{DB: r.DB, Log: r.Log, Accounts: r.Accounts, Sessions: r.Sessions, Consent: consent, Bank: r.Bank, Now: a.Now, Build: a.Version, Settings: set})
	return nil
}

// sweepTutor completes the answers that a server which stopped left behind.
func (a *App) sweepTutor(ctx context.Context) {
	n, err := a.Rooms.Tutor.Sweep(ctx)
	if err != nil && ctx.Err() == nil {
		a.Logger.Error("an answer of the tutor that was broken off could not be completed", "err", err)
	}
	if n > 0 {
		a.Logger.Info("answers of the tutor that were broken off were completed", "answers", n)
	}
}

// closeTutor stops the answers that are being given; each is recorded as far as
// it came.
func (a *App) closeTutor() error {
	var errs []error
	if a.Rooms.Tutor != nil {
		a.Rooms.Tutor.Close()
	}
	for _, m := range a.models {
		errs = append(errs, m.Close())
	}
	if a.ears != nil {
		errs = append(errs, a.ears.Close())
	}
	return errors.Join(errs...)
}
