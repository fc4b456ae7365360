package app

import (
	"context"
	"errors"
	"net"
	"net/http"
	"os"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"satprep/internal/account"
	"satprep/internal/api"
	"satprep/internal/consent"
	"satprep/internal/db"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/proficiency"
	"satprep/internal/question"
	"satprep/internal/reward"
	"satprep/internal/session"
)

// App is a server made of its parts. Close it.
type App struct {
	Config
	Rooms api.Rooms
	API   *api.API

	views  []interaction.View // followed while the app runs
	keys   *db.DB
	lock   *os.File
	server *http.Server
	listen net.Listener
	group  *errgroup.Group
	failed <-chan struct{} // closed by the first part that fails
	stop   context.CancelFunc
	close  func() error
}

// New makes everything and starts nothing. It creates the data folder and
// brings the database up to date.
func New(ctx context.Context, c Config) (_ *App, err error) {
	defer fault.In(&err, "app.New")
	a := &App{Config: c.withDefaults()}
	a.close = sync.OnceValue(a.shut)
	if err := os.MkdirAll(a.Data, 0o700); err != nil {
		return nil, fault.Wrap(fault.Internal, err, "The data folder %s cannot be made; give --data a folder that this user may write.", a.Data)
	}
	if err := a.open(ctx); err != nil {
		return nil, errors.Join(err, a.Close())
	}
	return a, nil
}

func (a *App) open(ctx context.Context) (err error) {
	if a.lock, err = lock(a.Data); err != nil {
		return err
	}
	r := &a.Rooms
	if r.DB, err = db.Open(ctx, a.DB, db.Main); err != nil {
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
	accounts := account.Deps{DB: r.DB, Log: r.Log, Consent: ledger, Now: a.Now, Provenance: made}
	if a.Simulation {
		accounts.Limits = account.NoLimits
	}
	if r.Accounts, err = account.New(accounts); err != nil {
		return err
	}
	r.Consents = consent.New(ledger, r.Accounts)
	r.Questions = question.New(r.DB, a.Now)
	if err := r.Questions.Open(ctx); err != nil {
		return err
	}
	r.Bank = func() *question.Bank { return r.Questions.Bank(context.Background()) }
	r.Beliefs = proficiency.New(r.DB, r.Log)
	r.Rewards = reward.New(r.DB)
	r.Sessions = session.New(session.Deps{DB: r.DB, Log: r.Log, Bank: r.Bank, Beliefs: r.Beliefs, Consent: ledger, Now: a.Now, Build: a.Version})
	a.views = []interaction.View{r.Beliefs.View(), r.Rewards.View()}
	a.API, err = api.New(*r, api.Config{Version: a.Version, Simulation: a.Simulation, TrustProxy: a.TrustProxy, MetricsToken: a.MetricsToken, Logger: a.Logger, Now: a.Now,
		Checks: a.checks()})
	return err
}

// Start listens and serves in the background until Close.
func (a *App) Start() (err error) {
	defer fault.In(&err, "app.Start")
	if a.listen, err = net.Listen("tcp", a.Addr); err != nil {
		return fault.Wrap(fault.Conflict, err, "The address %s cannot be listened on; another program may use it. Choose another with --addr, for example --addr :8001.", a.Addr)
	}
	ctx, stop := context.WithCancel(context.Background())
	a.stop = stop
	a.group, ctx = errgroup.WithContext(ctx)
	a.failed = ctx.Done()
	a.server = &http.Server{
		Handler:           a.API,
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		BaseContext:       func(net.Listener) context.Context { return ctx },
	}
	for _, v := range a.views {
		a.group.Go(func() error { a.Rooms.Log.Run(ctx, v.Follower, a.Logger); return nil })
	}
	a.group.Go(func() error {
		if err := a.server.Serve(a.listen); !errors.Is(err, http.ErrServerClosed) {
			return err
		}
		return nil
	})
	return nil
}

// URL is where the server can be reached from this machine, without a slash at
// the end.
func (a *App) URL() string {
	host, port, err := net.SplitHostPort(a.listen.Addr().String())
	if err != nil {
		return "http://" + a.listen.Addr().String()
	}
	if ip := net.ParseIP(host); ip == nil || ip.IsUnspecified() {
		host = "localhost"
	}
	return "http://" + net.JoinHostPort(host, port)
}

// Run serves until ctx ends or something breaks, then closes.
func (a *App) Run(ctx context.Context) (err error) {
	defer fault.In(&err, "app.Run")
	if a.group == nil {
		if err := a.Start(); err != nil {
			return errors.Join(err, a.Close())
		}
	}
	select {
	case <-ctx.Done():
	case <-a.failed: // a part failed; Close says which
	}
	return a.Close()
}

// Close lets requests that run come to their end (at most Config.Drain), stops
// all that runs, and closes the databases. It may be called again.
func (a *App) Close() error { return a.close() }

func (a *App) shut() error {
	var errs []error
	if a.server != nil {
		ctx, cancel := context.WithTimeout(context.Background(), a.Drain)
		defer cancel()
		if err := a.server.Shutdown(ctx); err != nil {
			errs = append(errs, a.server.Close())
			a.Logger.Warn("some requests did not end in time and were cut off", "after", a.Drain)
		}
	}
	if a.stop != nil {
		a.stop()
		errs = append(errs, a.group.Wait())
	}
	for _, d := range []*db.DB{a.Rooms.DB, a.keys} {
		if d != nil {
			errs = append(errs, d.Close())
		}
	}
	if a.lock != nil {
		errs = append(errs, a.lock.Close())
	}
	return errors.Join(errs...)
}
