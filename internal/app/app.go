package app

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"satprep/internal/api"
	"satprep/internal/db"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/llm"
)

// App is a server made of its parts. Close it.
type App struct {
	Config
	Rooms api.Rooms
	API   *api.API

	views   []interaction.View // followed while the app runs
	keys    *db.DB
	locks   []func() error // freed when the app has closed
	claimed *db.Claim      // to be the only server; nil where a locked file says so
	server  *http.Server
	listen  net.Listener
	group   *errgroup.Group
	failed  <-chan struct{} // closed by the first part that fails
	stop    context.CancelFunc
	close   func() error

	models   []*llm.Client
	ears     *llm.Ears
	stopping chan struct{} // closed when Close begins: sockets and streams end
}

// ErrNone is the cause where Config.There asks for an instance and there is none.
var ErrNone = errors.New("no schema was made there")

// New makes everything and starts nothing, so that a verb of the command line
// may use the rooms beside a server. It creates the data folder and brings the
// database up to date; with Config.There it is Missing where there was none.
func New(ctx context.Context, c Config) (_ *App, err error) {
	defer fault.In(&err, "app.New")
	a := &App{Config: c.withDefaults(), stopping: make(chan struct{})}
	a.close = sync.OnceValue(a.shut)
	if a.There {
		if there, err := db.There(ctx, a.DB, db.Main); err != nil {
			return nil, err
		} else if !there {
			return nil, fault.Wrap(fault.Missing, ErrNone, "There is no instance in %s, and none was made. Name the folder of yours with --data (or its database with --db); satprep serve and satprep migrate make one.", a.where())
		}
	}
	if err := os.MkdirAll(a.Data, 0o700); err != nil {
		return nil, fault.Wrap(fault.Conflict, err, "The data folder %s cannot be made; give --data a folder that this user may write.", a.Data)
	}
	if err := a.open(ctx); err != nil {
		return nil, errors.Join(err, a.Close())
	}
	return a, nil
}

// where is the place of the database as an operator may read it: an address
// keeps its password to itself.
func (a *App) where() string {
	if dir, ok := strings.CutPrefix(a.DB, "sqlite:"); ok {
		return dir
	}
	return "the PostgreSQL database"
}

// Start listens and serves in the background until Close.
func (a *App) Start() (err error) {
	defer fault.In(&err, "app.Start")
	if err := a.alone(context.Background()); err != nil {
		return err
	}
	if err := a.Rooms.Ledger.Enforce(context.Background(), a.School); err != nil {
		return err
	}
	if n, err := a.Rooms.Erasures.Replay(context.Background()); err != nil {
		return err
	} else if n > 0 {
		a.Logger.Warn("the database was older than the list of erasures: people in it were erased again", "people", n)
	}
	if err := a.API.Ready(); err != nil {
		return err
	}
	if a.listen, err = listen(a.Addr); err != nil {
		return err
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
		ErrorLog:          slog.NewLogLogger(a.Logger.Handler(), slog.LevelWarn),
		BaseContext:       func(net.Listener) context.Context { return ctx },
	}
	for _, v := range a.views {
		a.group.Go(func() error { a.Rooms.Log.Run(ctx, v.Follower, a.Logger); return nil })
	}
	a.group.Go(func() error { a.Rooms.Mirror.Run(ctx, a.Logger); return nil })
	a.group.Go(func() error { a.Rooms.Datasets.Run(ctx, a.Logger); return nil })
	a.group.Go(func() error { a.Rooms.Erasures.Run(ctx, a.Logger); return nil })
	a.group.Go(func() error { a.Rooms.Log.Run(ctx, a.Rooms.Sessions.Ends(), a.Logger); return nil })
	a.group.Go(func() error { a.watchTests(ctx); return nil })
	a.group.Go(func() error { a.watchKeys(ctx); return nil })
	if a.claimed != nil {
		a.group.Go(func() error { a.watchClaim(ctx); return nil })
	}
	a.group.Go(func() error { a.watchConsents(ctx); return nil })
	a.group.Go(func() error { a.sweepTutor(ctx); return nil })
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
	close(a.stopping)
	errs := []error{a.closeTutor()}
	if a.server != nil {
		errs = append(errs, a.drain())
	}
	if a.stop != nil {
		a.stop()
		errs = append(errs, a.group.Wait())
	}
	if a.Rooms.DB != nil && a.Rooms.DB.Engine() == db.Postgres {
		errs = append(errs, a.free()) // a claim is a connection of the database's
	}
	for _, d := range []*db.DB{a.Rooms.DB, a.keys} {
		if d != nil {
			errs = append(errs, d.Close())
		}
	}
	errs = append(errs, a.free())
	return errors.Join(errs...)
}

// free lets another server begin.
func (a *App) free() (err error) {
	for _, f := range a.locks {
		err = errors.Join(err, f())
	}
	a.locks = nil
	return err
}

// drain takes no new requests and waits for those that run.
func (a *App) drain() error {
	ctx, cancel := context.WithTimeout(context.Background(), a.Drain)
	defer cancel()
	err := a.server.Shutdown(ctx)
	if err == nil {
		err = a.API.Wait(ctx) // sockets, of which the server knows no more
	}
	if err == nil {
		return nil
	}
	a.Logger.Warn("some requests did not end in time and were cut off", "after", a.Drain)
	return a.server.Close()
}
