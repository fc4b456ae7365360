package api

import (
	"context"
	"net/http"
	"strings"
	"time"

	"satprep/internal/fault"
)

// root greets scripts, and shows people the app.
func (a *API) root(w http.ResponseWriter, r *http.Request, _ *caller) error {
	w.Header().Add("Vary", "Accept")
	if strings.Contains(r.Header.Get("Accept"), "text/html") {
		http.Redirect(w, r, "/app/", http.StatusFound)
		return nil
	}
	w.Header().Set("Content-Type", "application/json")
	_, err := w.Write([]byte(`{"message":"SAT Prep Suite API"}` + "\n"))
	return err
}

type healthBody struct {
	Status string `json:"status"`
}

func (a *API) healthz(context.Context, *caller, *struct{}) (healthBody, error) {
	return healthBody{"ok"}, nil
}

// A Check is one thing that must be so before the server takes work. Its error
// is for the operator: it is shown and must hold no secret.
type Check struct {
	Name string
	Run  func(ctx context.Context) (detail string, err error)
}

type checkBody struct {
	Name   string `json:"name"`
	OK     bool   `json:"ok"`
	Detail string `json:"detail,omitempty"`
}

type readyBody struct {
	Status string      `json:"status" doc:"ready or not ready"`
	Checks []checkBody `json:"checks"`
}

type readyOut struct {
	Status     int
	RetryAfter string `header:"Retry-After"`
	Body       readyBody
}

// readyTime is how long all checks may take together.
const readyTime = 3 * time.Second

func (a *API) readyz(ctx context.Context, _ *caller, _ *struct{}) (*readyOut, error) {
	ctx, cancel := context.WithTimeout(ctx, readyTime)
	defer cancel()
	out := &readyOut{Status: http.StatusOK, Body: readyBody{Status: "ready", Checks: []checkBody{}}}
	for _, c := range a.Checks {
		detail, err := c.Run(ctx)
		if err != nil {
			out.Status, out.RetryAfter, out.Body.Status = http.StatusServiceUnavailable, "2", "not ready"
			detail = fault.Sentence(err)
		}
		out.Body.Checks = append(out.Body.Checks, checkBody{c.Name, err == nil, detail})
	}
	return out, nil
}
