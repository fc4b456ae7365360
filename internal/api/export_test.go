package api

import (
	"context"
	"net/http"
	"time"

	"github.com/coder/websocket"
)

// BodyTime sets how long a client may take to send its body.
func (a *API) BodyTime(d time.Duration) { a.bodyTime = d }

// A Row is one line of the table, as tests and docs/access.md see it.
type Row struct {
	Method, Path, Who, About string
}

// Rows lists the table.
func (a *API) Rows() []Row {
	var rows []Row
	for _, rt := range a.table {
		rows = append(rows, Row{rt.method, rt.path, rt.who.String(), rt.about})
	}
	return rows
}

// Echo mounts GET /test/echo, a socket that tells each message back with who
// sent it; it ends when the server stops.
func (a *API) Echo() {
	rt := &route{"GET", "/test/echo", signedIn, none, "Echo", raw(func(w http.ResponseWriter, r *http.Request, by *caller) error {
		c, err := a.accept(w, r)
		if err != nil {
			return err
		}
		defer c.CloseNow()
		ctx, cancel := context.WithCancel(r.Context())
		defer cancel()
		go func() {
			select {
			case <-a.Stopping:
				c.Close(websocket.StatusGoingAway, "the server stops")
			case <-ctx.Done():
			}
		}()
		for {
			kind, b, err := c.Read(ctx)
			if err != nil {
				return nil
			}
			if err := c.Write(ctx, kind, append([]byte(by.Actor.UserID+" "), b...)); err != nil {
				return nil
			}
		}
	})}
	rt.verb(a, rt)
}
