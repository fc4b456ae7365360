package api

import (
	"log/slog"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"satprep/internal/account"
	"satprep/internal/db"
	"satprep/internal/interaction"
)

// Rooms is everything behind the door. A new room is one more field here, set
// by the app.
type Rooms struct {
	DB       *db.DB
	Log      *interaction.Log
	Accounts *account.Service
}

// Config is what the operator decides about the door.
type Config struct {
	Version      string // of the build
	TrustProxy   bool   // believe X-Forwarded-For and X-Forwarded-Proto
	MetricsToken string // opens /metrics to others than this machine
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
}

// New makes the door and mounts the table's routes.
func New(rooms Rooms, config Config) *API {
	speak()
	a := &API{Rooms: rooms, Config: config, mux: http.NewServeMux(), cross: http.NewCrossOriginProtection()}
	c := huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info: &huma.Info{
				Title:       "SAT Prep Suite",
				Version:     config.Version,
				Description: "Adaptive SAT preparation and the record of it. Errors are RFC 9457 problems. Unknown fields of a body are ignored. Every POST honours Idempotency-Key.",
			},
			Components: &huma.Components{
				Schemas: huma.NewMapRegistry("#/components/schemas/", huma.DefaultSchemaNamer),
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
	a.table = a.routes()
	for i := range a.table {
		a.table[i].verb(a, &a.table[i])
	}
	return a
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
