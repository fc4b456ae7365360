package api

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"
	"time"
	"unicode/utf8"

	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/uid"
)

// policy is what pages of this server may load.
const policy = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"

// ServeHTTP handles one request: headers, log line, metrics, and a problem for
// whatever no route takes.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	began := time.Now()
	x := &exchange{id: requestID(r)}
	a.whence(r, x)
	r = r.WithContext(context.WithValue(r.Context(), exchangeKey{}, x))
	t := &tally{ResponseWriter: w, r: r}
	x.out = t
	h := w.Header()
	h.Set("X-Request-Id", x.id)
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
	if x.Secure {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
	if r.Body != nil && r.Body != http.NoBody {
		http.NewResponseController(w).SetReadDeadline(began.Add(a.bodyTime))
	}
	a.running.Add(1)
	a.meter.inFlight.Inc()
	defer func() {
		defer a.running.Done()
		a.meter.inFlight.Dec()
		if p := recover(); p != nil {
			if p == http.ErrAbortHandler {
				panic(p)
			}
			x.err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
			if t.status == 0 {
				refuse(t, r, x.err)
			}
		}
		a.note(t, r, x, time.Since(began))
	}()
	if !readable(r.URL) {
		refuse(t, r, fault.New(fault.Invalid, "The address holds characters that are not valid UTF-8 text."))
		return
	}
	if a.Simulation {
		t.Header().Set(OriginHeader, string(interaction.Simulated))
	}
	a.mux.ServeHTTP(t, r)
}

// readable reports whether path and query are text that a database can keep.
func readable(u *url.URL) bool {
	if !utf8.ValidString(u.Path) || strings.IndexByte(u.Path, 0) >= 0 {
		return false
	}
	if !strings.Contains(u.RawQuery, "%") {
		return utf8.ValidString(u.RawQuery)
	}
	q, err := url.QueryUnescape(u.RawQuery)
	return err == nil && utf8.ValidString(q) && strings.IndexByte(q, 0) < 0
}

// requestID takes a caller's id when it is harmless in a log, or makes one.
func requestID(r *http.Request) string {
	id := r.Header.Get("X-Request-Id")
	if len(id) < 8 || len(id) > 64 || strings.ContainsFunc(id, func(c rune) bool {
		return !(c == '-' || c == '_' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z')
	}) {
		return uid.Random().String()
	}
	return id
}

// note writes the log line: what was asked and how it went, not by whom beyond
// the subject, and not with what.
func (a *API) note(t *tally, r *http.Request, x *exchange, took time.Duration) {
	status := t.status
	if status == 0 {
		status = http.StatusOK
	}
	if errors.Is(x.err, context.Canceled) {
		status = statusGone
	}
	a.meter.count(pattern(r), status, took)
	level := slog.LevelInfo
	switch {
	case status >= 500:
		level = slog.LevelError
	case r.Pattern == "GET /healthz" || r.Pattern == "GET /readyz" || r.Pattern == "GET /metrics":
		level = slog.LevelDebug
	}
	if !a.Logger.Enabled(r.Context(), level) {
		return
	}
	attrs := make([]slog.Attr, 0, 8)
	attrs = append(attrs, slog.String("id", x.id), slog.String("route", pattern(r)), slog.Int("status", status),
		slog.Float64("ms", float64(took.Microseconds())/1000), slog.Int64("bytes", t.bytes))
	if !x.Actor.Subject.IsZero() {
		attrs = append(attrs, slog.String("subject", x.Actor.Subject.String()))
	}
	if x.err != nil {
		attrs = append(attrs, slog.String("kind", fault.KindOf(x.err).String()))
		if status >= 500 {
			attrs = append(attrs, slog.String("err", x.err.Error()))
		}
	}
	a.Logger.LogAttrs(r.Context(), level, "request", attrs...)
}

func pattern(r *http.Request) string {
	if r.Pattern == "" {
		return "none"
	}
	return r.Pattern
}

// tally counts what is written, and turns the plain words with which
// http.ServeMux refuses into problems.
type tally struct {
	http.ResponseWriter
	r      *http.Request
	status int
	bytes  int64
	mute   bool // a problem took the place of what follows
}

// Unwrap serves http.ResponseController and sockets.
func (t *tally) Unwrap() http.ResponseWriter { return t.ResponseWriter }

func (t *tally) WriteHeader(status int) {
	if t.status != 0 || t.mute {
		return
	}
	if t.r.Pattern == "" && (status == http.StatusNotFound || status == http.StatusMethodNotAllowed) && !strings.HasPrefix(t.Header().Get("Content-Type"), "application/problem") {
		t.unmatched(status)
		return
	}
	if status >= 200 || status == http.StatusSwitchingProtocols {
		t.status = status
	}
	t.ResponseWriter.WriteHeader(status)
}

func (t *tally) unmatched(status int) {
	text := "There is nothing at this address. The page /docs lists every route."
	if status == http.StatusMethodNotAllowed {
		text = "This address takes another method: " + t.Header().Get("Allow") + "."
	}
	writeProblem(t, problem(status, text))
	t.mute = true
}

func (t *tally) Write(b []byte) (int, error) {
	if t.mute {
		return len(b), nil
	}
	if t.status == 0 {
		t.WriteHeader(http.StatusOK)
		if t.mute {
			return len(b), nil
		}
	}
	n, err := t.ResponseWriter.Write(b)
	t.bytes += int64(n)
	return n, err
}

// Flush lets a stream out.
func (t *tally) Flush() { http.NewResponseController(t.ResponseWriter).Flush() }
