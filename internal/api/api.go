package api

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"satprep/internal/account"
	"satprep/internal/calibrate"
	"satprep/internal/census"
	"satprep/internal/consent"
	"satprep/internal/dataset"
	"satprep/internal/db"
	"satprep/internal/erasure"
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
	"satprep/internal/tutor"
)

// Rooms is everything behind the door. A new room is one more field here, set
// by the app.
type Rooms struct {
	DB           *db.DB
	Log          *interaction.Log
	Accounts     *account.Service
	Consents     *consent.Service
	Ledger       *consent.Ledger // stamps what is recorded
	Questions    *question.Service
	Bank         func() *question.Bank // the one in force
	Beliefs      *proficiency.Service
	Redo         *redo.Service
	Training     *train.Service
	Sessions     *session.Service
	Rewards      *reward.Service
	Plans        *plan.Service
	Reports      *report.Service
	Outboxes     *outbox.Service
	Mirror       *mirror.Service
	Tutor        *tutor.Service
	Datasets     *dataset.Service
	Erasures     *erasure.Service
	Census       *census.Service
	Calibrations *calibrate.Service
	Signing      *signing.Key
}

// Config is what the operator decides about the door.
type Config struct {
	Version      string          // of the build
	Data         string          // folder
	Simulation   bool            // who registers is no person, and the log says so
	TrustProxy   bool            // believe X-Forwarded-For and X-Forwarded-Proto
	MetricsToken string          // opens /metrics to others than this machine
	Checks       []Check         // what /readyz asks
	Gauges       []Gauge         // what /metrics adds
	Stopping     <-chan struct{} // closed when the server stops: whoever holds a socket or a stream ends it
	Logger       *slog.Logger
	Now          func() time.Time
}

// API is the door. It is an http.Handler, safe for concurrent use.
type API struct {
	Rooms
	Config
	mux   *http.ServeMux
	huma  huma.API
	cross *http.CrossOriginProtection
	table []route
	meter *meter
	once  once
	lines lines

	running  sync.WaitGroup // requests, also those that became sockets
	bodyTime time.Duration  // bodyTime, except in tests

	document func() ([]byte, error) // of OpenAPI, made when first asked for
}

// New makes the door and mounts the table's routes.
func New(rooms Rooms, config Config) (_ *API, err error) {
	defer fault.In(&err, "api.New")
	speak()
	a := &API{Rooms: rooms, Config: config, mux: http.NewServeMux(), cross: http.NewCrossOriginProtection(), meter: newMeter(config.Version), bodyTime: bodyTime}
	c := huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info: &huma.Info{
				Title:       "SAT Prep Suite",
				Version:     config.Version,
				Description: "Adaptive SAT preparation and the record of it. Errors are RFC 9457 problems. Unknown fields of a body are ignored, except where its schema takes none. Every POST honours Idempotency-Key.",
			},
			Components: &huma.Components{
				Schemas: huma.NewMapRegistry("#/components/schemas/", schemaNames()),
				SecuritySchemes: map[string]*huma.SecurityScheme{
					"bearer": {Type: "http", Scheme: "bearer"},
					"cookie": {Type: "apiKey", In: "cookie", Name: CookieName},
				},
			},
		},
		Formats:       map[string]huma.Format{"application/json": jsonFormat, "json": jsonFormat},
		DefaultFormat: "application/json",
	}
	c.AllowAdditionalPropertiesByDefault = true
	a.huma = huma.NewAPI(c, adapter{a})
	a.document = sync.OnceValues(a.describeAll)
	a.table = a.routes()
	for i := range a.table {
		a.table[i].verb(a, &a.table[i])
	}
	return a, nil
}

// adapter mounts huma's operations behind the guard of their route.
type adapter struct{ *API }

func (m adapter) Handle(op *huma.Operation, handler func(huma.Context)) {
	rt, ok := op.Metadata[routeKey].(*route)
	if !ok {
		return // nothing mounts itself past the table
	}
	m.mount(rt, func(w http.ResponseWriter, r *http.Request) { handler(humago.NewContext(op, r, w)) })
}

func (a *API) mount(rt *route, handler http.HandlerFunc) {
	a.mux.HandleFunc(rt.method+" "+rt.path, a.guard(rt, handler))
}

// Document is the OpenAPI document of a door of this version, behind which
// nobody need be.
func Document(version string) (_ []byte, err error) {
	defer fault.In(&err, "api.Document")
	a, err := New(Rooms{}, Config{Version: version})
	if err != nil {
		return nil, err
	}
	return a.document()
}

// Wait returns when no request runs any more, or with ctx's error. No new ones
// may come in meanwhile.
func (a *API) Wait(ctx context.Context) error {
	done := make(chan struct{})
	go func() { // ends with the last request
		a.running.Wait()
		close(done)
	}()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
