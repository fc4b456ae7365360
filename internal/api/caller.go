package api

import (
	"context"
	"net"
	"net/http"
	"strings"
	"time"

	"satprep/internal/account"
	"satprep/internal/fault"
	"satprep/internal/interaction"
)

// CookieName is the cookie that holds the web app's token.
const CookieName = "satprep"

// ClockHeader carries a simulated account's own time, in a server that runs
// with --simulation; elsewhere it means nothing.
const ClockHeader = "Satprep-Clock"

// OriginHeader says on every reply of a server with --simulation that who
// registers there is recorded as simulated.
const OriginHeader = "Satprep-Origin"

// A caller is who stands at the door.
type caller struct {
	Actor  account.Actor // zero where the route is open to anyone
	Owner  account.Actor // whose {user_id} stands in the path, once the right was given
	Token  string        // with which the actor is signed in
	IP     string
	Secure bool      // the caller reached us by TLS
	Clock  time.Time // what ClockHeader said, in a simulation
}

// An exchange is what the door remembers of one request; caller is the part
// that verbs see.
type exchange struct {
	caller
	id  string
	out *tally
	err error // why it was refused, for the log
}

type exchangeKey struct{}

func exchangeOf(ctx context.Context) *exchange {
	x, _ := ctx.Value(exchangeKey{}).(*exchange)
	return x
}

// token takes the sign-in out of a request: Authorization first, then the
// WebSocket subprotocol "bearer, TOKEN" (a browser cannot set a header there),
// then the cookie, which byCookie reports.
func token(r *http.Request) (t string, byCookie bool) {
	if h := r.Header.Get("Authorization"); h != "" {
		scheme, t, _ := strings.Cut(h, " ")
		if !strings.EqualFold(scheme, "bearer") {
			return "", false
		}
		return strings.TrimSpace(t), false
	}
	if h := r.Header.Get("Sec-WebSocket-Protocol"); h != "" && r.Header.Get("Upgrade") != "" {
		first, second, _ := strings.Cut(h, ",")
		if strings.EqualFold(strings.TrimSpace(first), "bearer") {
			second, _, _ = strings.Cut(second, ",")
			return strings.TrimSpace(second), false
		}
	}
	if c, err := r.Cookie(CookieName); err == nil {
		return c.Value, true
	}
	return "", false
}

// identify is the one place where a request becomes an actor.
func (a *API) identify(r *http.Request, x *exchange) error {
	t, _ := token(r)
	if t == "" {
		return fault.New(fault.Unauthenticated, "Please sign in: send Authorization: Bearer TOKEN.")
	}
	actor, err := a.Accounts.Authenticate(r.Context(), t)
	if err != nil {
		return err
	}
	if actor.Origin == interaction.Simulated {
		actor.Clock = x.Clock
	}
	x.Actor, x.Token = actor, t
	return nil
}

// whence fills in where the request came from. Forwarded headers count only
// behind a proxy that the operator trusts.
func (a *API) whence(r *http.Request, x *exchange) {
	if a.Simulation {
		x.Clock, _ = time.Parse(time.RFC3339Nano, r.Header.Get(ClockHeader)) // zero, so real, where it is none
	}
	x.IP, x.Secure = r.RemoteAddr, r.TLS != nil
	if host, _, err := net.SplitHostPort(r.RemoteAddr); err == nil {
		x.IP = host
	}
	if !a.TrustProxy {
		return
	}
	// The last hop is the one that our own proxy wrote.
	if f := r.Header.Values("X-Forwarded-For"); len(f) > 0 {
		hops := strings.Split(f[len(f)-1], ",")
		if ip := net.ParseIP(strings.TrimSpace(hops[len(hops)-1])); ip != nil {
			x.IP = ip.String()
		}
	}
	x.Secure = x.Secure || strings.EqualFold(r.Header.Get("X-Forwarded-Proto"), "https")
}

// signIn is the cookie that keeps a browser signed in; an empty token signs it
// out.
func (c *caller) signIn(token string) http.Cookie {
	cookie := http.Cookie{Name: CookieName, Value: token, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: c.Secure,
		MaxAge: int(account.SignInLife.Seconds())}
	if token == "" {
		cookie.MaxAge = -1
	}
	return cookie
}
