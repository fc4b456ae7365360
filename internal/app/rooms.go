package app

import (
	"context"
	"path/filepath"

	"satprep/internal/account"
	"satprep/internal/api"
	"satprep/internal/calibrate"
	"satprep/internal/census"
	"satprep/internal/consent"
	"satprep/internal/dataset"
	"satprep/internal/db"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/mirror"
	"satprep/internal/outbox"
	"satprep/internal/plan"
	"satprep/internal/proficiency"
	"satprep/internal/question"
	"satprep/internal/redo"
	"satprep/internal/report"
	"satprep/internal/reward"
	"satprep/internal/session"
	"satprep/internal/signing"
	"satprep/internal/train"
	"satprep/internal/uid"
)

// open makes the rooms from the ground floor up, and the door last.
func (a *App) open(ctx context.Context) (err error) {
	r := &a.Rooms
	if r.DB, err = db.Open(ctx, a.DB, db.Main); err != nil {
		err = setting(err, "dsn", "db")
		return err
	}
	if a.keys, err = db.Open(ctx, a.DB, db.Keys); err != nil {
		return err
	}
	keyring, err := interaction.OpenKeyring(a.keys, a.Now)
	if err != nil {
		return err
	}
	r.Log = interaction.NewLog(r.DB, keyring, a.Now)
	made := interaction.Provenance{Server: a.Version}
	ledger, err := consent.NewLedger(consent.LedgerDeps{DB: r.DB, Log: r.Log, Now: a.Now, School: a.School, Provenance: made})
	if err != nil {
		return err
	}
	if !a.School { // a verb beside a server works under the server's mode
		if err := ledger.Recall(ctx); err != nil {
			return err
		}
	}
	accounts := account.Deps{DB: r.DB, Log: r.Log, Consent: ledger, Now: a.Now, Provenance: made}
	if a.Simulation {
		accounts.Limits = account.NoLimits
	}
	if r.Accounts, err = account.New(accounts); err != nil {
		return err
	}
	r.Ledger = ledger
	r.Consents = consent.New(ledger, r.Accounts)
	r.Questions = question.New(r.DB, a.Now)
	if err := r.Questions.Open(ctx); err != nil {
		return err
	}
	r.Bank = func() *question.Bank { return r.Questions.Bank(context.Background()) }
	r.Beliefs = proficiency.New(r.DB, r.Log)
	r.Rewards = reward.New(r.DB)
	r.Redo = redo.New(r.DB, r.Log)
	r.Sessions = session.New(session.Deps{DB: r.DB, Log: r.Log, Bank: r.Bank, BankAt: r.Questions.At, Check: r.Questions.Check, Beliefs: r.Beliefs, Redo: r.Redo, Consent: ledger, Now: a.Now, Build: a.Version})
	r.Log.AskOwners(func(ctx context.Context, id uid.ID) (uid.ID, bool, error) {
		subject, err := r.Sessions.Owner(ctx, id)
		if fault.Is(err, fault.Missing) {
			return subject, false, nil
		}
		return subject, err == nil, err
	})
	r.Log.AskQuestions(func(id string) bool {
		_, err := r.Bank().Find(id, "")
		return err == nil
	})
	r.Plans = plan.New(plan.Deps{DB: r.DB, Log: r.Log, Beliefs: r.Beliefs, Sessions: r.Sessions, Consent: ledger, Now: a.Now, Build: a.Version})
	r.Reports = report.New(report.Deps{DB: r.DB, Log: r.Log, Bank: r.Bank, Sessions: r.Sessions, Consent: ledger, Now: a.Now, Build: a.Version})
	r.Outboxes = outbox.New(outbox.Deps{DB: r.DB, Log: r.Log, Sessions: r.Sessions, Now: a.Now})
	if err := a.openTutor(ledger); err != nil {
		return err
	}
	r.Census = census.New(census.Deps{DB: r.DB, Log: r.Log, Accounts: r.Accounts, Consent: ledger, Bank: r.Bank, Now: a.Now})
	a.views = []interaction.View{r.Beliefs.View(), r.Rewards.View(), r.Redo.View(), r.Census.View()}
	if r.Mirror, err = mirror.New(mirror.Deps{DB: r.DB, Log: r.Log, Accounts: r.Accounts, Consent: ledger, Bank: r.Bank, Beliefs: r.Beliefs, Sessions: r.Sessions,
		Now: a.Now, Build: a.Version, Folder: filepath.Join(a.Data, "ai_data"), Rotate: a.MirrorRotate}); err != nil {
		return err
	}
	if r.Signing, err = signing.Open(a.Data); err != nil {
		return err
	}
	r.Consents.SignWith(r.Signing)
	r.Datasets = dataset.New(dataset.Deps{DB: r.DB, Log: r.Log, Accounts: r.Accounts, Consent: ledger, Bank: r.Questions.AsOf, ParamSet: r.Questions.ParamSet, Signer: r.Signing, Now: a.Now, Code: a.Version,
		Folder: filepath.Join(a.Data, "datasets")})
	r.Calibrations = calibrate.New(calibrate.Deps{DB: r.DB, Log: r.Log, Consent: ledger, Questions: r.Questions, Now: a.Now, Code: a.Version})
	r.Training = train.New(train.Deps{DB: r.DB, Log: r.Log, Consent: ledger, Bank: r.Bank, Now: a.Now, Code: a.Version})
	a.openErasure(ledger)
	a.API, err = api.New(*r, api.Config{Version: a.Version, Data: a.Data, Simulation: a.Simulation, TrustProxy: a.TrustProxy, MetricsToken: a.MetricsToken, Logger: a.Logger, Now: a.Now,
		Checks: a.checks(), Gauges: a.gauges(), Stopping: a.stopping})
	return err
}
