package app

import (
	"context"
	"time"
)

// tickEvery is how often the clock looks after open tests. A test is also
// brought up to date whenever its learner calls, so nobody waits for it.
const tickEvery = 30 * time.Second

// watchTests starts, ends and closes what the clock alone decides, until ctx
// ends.
func (a *App) watchTests(ctx context.Context) {
	ticker := time.NewTicker(tickEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		n, err := a.Rooms.Sessions.CloseIdle(ctx)
		if err != nil && ctx.Err() == nil {
			a.Logger.Error("the clock could not look after some open tests and will try again", "err", err)
		}
		if n > 0 {
			a.Logger.Info("the clock looked after open tests", "tests", n)
		}
	}
}

// consentsEvery is how often ended consents are written down. They have ended
// before, whoever looks.
const consentsEvery = time.Hour

// watchConsents writes down the consents that ended by themselves, at once and
// then every hour, until ctx ends.
func (a *App) watchConsents(ctx context.Context) {
	ticker := time.NewTicker(consentsEvery)
	defer ticker.Stop()
	for {
		n, err := a.Rooms.Consents.Sweep(ctx)
		if err != nil && ctx.Err() == nil {
			a.Logger.Error("consents that have ended could not be written down and will be tried again", "err", err)
		}
		if n > 0 {
			a.Logger.Info("consents that ended by themselves were written down", "people", n)
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

// keysEvery is how often it is asked whether a key was corrected, by whichever
// process: a look into memory. What failed waits for keysAgain.
const (
	keysEvery = 2 * time.Second
	keysAgain = 30 * time.Second
)

// watchKeys computes scores anew where keys were corrected, and goes on with
// what a crash left, until ctx ends.
func (a *App) watchKeys(ctx context.Context) {
	for {
		pause := keysEvery
		n, err := a.Rooms.Sessions.Rescore(ctx)
		if err != nil && ctx.Err() == nil {
			pause = keysAgain
			a.Logger.Error("some scores could not be computed anew after a key was corrected; they will be tried again", "err", err)
		}
		if n > 0 {
			a.Logger.Info("scores were computed anew after keys were corrected", "sessions", n)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(pause):
		}
	}
}
