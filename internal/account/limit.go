package account

import (
	"fmt"
	"net/netip"
	"time"

	"github.com/maypok86/otter/v2"
	"golang.org/x/time/rate"

	"satprep/internal/fault"
)

// A Limit is a token bucket: Burst tries at once, then one more Every. A
// negative Burst is no limit; the zero Limit stands for the default.
type Limit struct {
	Every time.Duration
	Burst int
}

// Unlimited is no limit.
var Unlimited = Limit{Burst: -1}

// Limits slow down guessing. Only failures of sign-in and of codes count; a
// class behind one address may sign in at once. An address is a network, see
// there.
type Limits struct {
	SignInPerIP      Limit // default 60, then one a second
	SignInPerAccount Limit // default 10, then one in 30 s
	RegisterPerIP    Limit // default 60, then one in 5 s
	CodePerAccount   Limit // default 10, then one a minute
	EmailPerAccount  Limit // default 10 changes, then one in 10 minutes: a change tells whether an address is taken
}

// NoLimits is for simulations and tests.
var NoLimits = Limits{Unlimited, Unlimited, Unlimited, Unlimited, Unlimited}

func (l Limits) withDefaults() Limits {
	set := func(to *Limit, every time.Duration, burst int) {
		if *to == (Limit{}) {
			*to = Limit{every, burst}
		}
	}
	set(&l.SignInPerIP, time.Second, 60)
	set(&l.SignInPerAccount, 30*time.Second, 10)
	set(&l.RegisterPerIP, 5*time.Second, 60)
	set(&l.CodePerAccount, time.Minute, 10)
	set(&l.EmailPerAccount, 10*time.Minute, 10)
	return l
}

// A gate is one limit for each of many keys. The map is bounded; a key that is
// forgotten has had time to refill or room was needed for others.
type gate struct {
	limit Limit
	now   func() time.Time
	keys  *otter.Cache[string, *rate.Limiter]
}

func newGate(l Limit, now func() time.Time) (*gate, error) {
	g := &gate{limit: l, now: now}
	if l.Burst < 0 {
		return g, nil
	}
	var err error
	g.keys, err = otter.New(&otter.Options[string, *rate.Limiter]{
		MaximumSize:      100_000,
		ExpiryCalculator: otter.ExpiryAccessing[string, *rate.Limiter](max(time.Hour, l.Every*time.Duration(l.Burst))),
	})
	if err != nil {
		return nil, fmt.Errorf("limit cache: %w", err)
	}
	return g, nil
}

// network is what one household or school is given: an IPv4 address, or the
// 2^64 addresses of an IPv6 /64, any of which one machine may take. What is no
// address stays as it is.
func network(ip string) string {
	a, err := netip.ParseAddr(ip)
	if err != nil {
		return ip
	}
	a = a.Unmap().WithZone("")
	if a.Is4() {
		return a.String()
	}
	p, err := a.Prefix(64)
	if err != nil {
		return ip
	}
	return p.String()
}

// pass takes one try of key, or says when there will be one. refund gives it
// back: the try was no guess.
func (g *gate) pass(key string) (refund func(), err error) {
	if g.limit.Burst < 0 || key == "" {
		return func() {}, nil
	}
	l, _ := g.keys.ComputeIfAbsent(key, func() (*rate.Limiter, bool) {
		return rate.NewLimiter(rate.Every(g.limit.Every), g.limit.Burst), false
	})
	at := g.now()
	r := l.ReserveN(at, 1)
	if wait := r.DelayFrom(at); !r.OK() || wait > 0 {
		r.CancelAt(at)
		return nil, fault.Later(wait.Round(time.Second)+time.Second, "Too many tries. Please wait %d seconds and try again.", int(wait.Seconds())+1)
	}
	return func() { r.CancelAt(at) }, nil
}
