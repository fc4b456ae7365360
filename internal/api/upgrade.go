package api

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/coder/websocket"

	"satprep/internal/fault"
)

// Subprotocol is how a browser names the sign-in of a socket, followed by the
// token: new WebSocket(url, ["bearer", token]).
const Subprotocol = "bearer"

// accept makes a socket of a request that the guard let through. A browser
// sends its cookie also from another site's page, and no CORS stands before a
// socket: so a cookie counts only from our own pages. The caller closes the
// socket, also when Config.Stopping closes.
func (a *API) accept(w http.ResponseWriter, r *http.Request) (*websocket.Conn, error) {
	if !strings.EqualFold(r.Header.Get("Upgrade"), "websocket") || r.Header.Get("Sec-WebSocket-Key") == "" || r.Header.Get("Sec-WebSocket-Version") != "13" {
		return nil, fault.New(fault.Invalid, "This address is a WebSocket: open it with a WebSocket client.")
	}
	if _, byCookie := token(r); byCookie && !fromOurPage(r) {
		return nil, fault.New(fault.Forbidden, "This socket was opened by another site's page. Open the app itself, or give the token as a subprotocol.")
	}
	c, err := websocket.Accept(w, r, &websocket.AcceptOptions{Subprotocols: []string{Subprotocol}, InsecureSkipVerify: true, // verified above
		CompressionMode: websocket.CompressionDisabled})
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, err, "The WebSocket could not be opened.")
	}
	return c, nil
}

// fromOurPage reports whether a request came from a page of this host, or from
// no page at all.
func fromOurPage(r *http.Request) bool {
	o := r.Header.Get("Origin")
	if o == "" {
		return true
	}
	u, err := url.Parse(o)
	return err == nil && strings.EqualFold(u.Host, r.Host)
}
