package api

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"
	"sync"
	"time"

	"satprep/internal/account"
	"satprep/internal/fault"
)

// bodyTime is how long a client may take to send its body, also one that nobody
// reads: net/http takes in what is left of a body before it replies, and would
// wait for ever.
const bodyTime = 30 * time.Second

// guard stands before every route: who calls, may they, and what do they send.
func (a *API) guard(rt *route, next http.HandlerFunc) http.HandlerFunc {
	owned := strings.Contains(rt.path, "{user_id}")
	safe := rt.method == http.MethodGet || rt.method == http.MethodHead
	return func(w http.ResponseWriter, r *http.Request) {
		x := exchangeOf(r.Context())
		// A browser sends cookies by itself, also for a page of somebody else;
		// whoever sends Authorization meant it.
		if !safe && r.Header.Get("Authorization") == "" {
			if err := a.cross.Check(r); err != nil {
				refuse(w, r, fault.Wrap(fault.Forbidden, err, "This request comes from another site's page. Open the app itself, or send Authorization: Bearer TOKEN."))
				return
			}
		}
		if rt.who.signedIn {
			if err := a.identify(r, x); err != nil {
				refuse(w, r, err)
				return
			}
		}
		switch {
		case rt.who.verb != "" && owned:
			var err error
			if x.Owner, err = a.Accounts.Permit(r.Context(), x.Actor, rt.who.verb, r.PathValue("user_id")); err != nil {
				refuse(w, r, err)
				return
			}
		case rt.who.verb != "" && !account.May(x.Actor, rt.who.verb, "", nil):
			refuse(w, r, fault.New(fault.Forbidden, "Your account may not do this."))
			return
		}
		body, done, err := readBody(w, r, rt.limit)
		if err != nil {
			refuse(w, r, err)
			return
		}
		defer done()
		if body != nil {
			r.Body = io.NopCloser(bytes.NewReader(body))
		}
		if key := r.Header.Get("Idempotency-Key"); key != "" && rt.method == http.MethodPost {
			if err := a.onlyOnce(w, r, x, key, body, next); err != nil {
				refuseLate(w, r, err)
			}
			return
		}
		next(w, r)
	}
}

// What is read of a body that is too large, and for how long.
const (
	drainMost = 8 << 20
	drainTime = 5 * time.Second
)

// drain drops what is left of a refused body. A connection that is closed while
// its client still sends is reset, and then many clients never read why. Whoever
// asks first whether to send (Expect) is told without it.
func drain(r *http.Request, control *http.ResponseController) {
	if r.Header.Get("Expect") != "" || r.ContentLength > drainMost {
		return
	}
	control.SetReadDeadline(time.Now().Add(drainTime))
	io.CopyN(io.Discard, r.Body, drainMost)
}

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// readBody reads all of a body of at most limit bytes, in the time a client
// has for it. What it returns is valid until done.
func readBody(w http.ResponseWriter, r *http.Request, limit int64) (body []byte, done func(), err error) {
	done = func() {}
	if r.Body == nil || r.Body == http.NoBody {
		return nil, done, nil
	}
	control := http.NewResponseController(w)
	if limit == none {
		if _, err := io.Copy(io.Discard, http.MaxBytesReader(w, r.Body, small)); err != nil {
			drain(r, control)
			return nil, done, fault.Wrap(fault.Invalid, err, "This route takes no body; please send none.")
		}
		control.SetReadDeadline(time.Time{})
		return nil, done, nil
	}
	tooLarge := fault.New(fault.TooLarge, "The body is too large: this route takes at most %d KiB.", limit>>10)
	if r.ContentLength > limit {
		drain(r, control)
		return nil, done, tooLarge
	}
	if t := r.Header.Get("Content-Type"); t != "" && t != "application/json" && limit != audio {
		media, _, err := mime.ParseMediaType(t)
		if err != nil || media != "application/json" && !strings.HasSuffix(media, "+json") {
			return nil, done, fault.New(fault.Invalid, "Send the body as JSON, with Content-Type: application/json.")
		}
	}
	buf := buffers.Get().(*bytes.Buffer)
	buf.Reset()
	_, err = buf.ReadFrom(http.MaxBytesReader(w, r.Body, limit))
	if err != nil { // the deadline stays, for what is left of the body
		buffers.Put(buf)
		var over *http.MaxBytesError
		if errors.As(err, &over) {
			drain(r, control)
			return nil, done, tooLarge
		}
		return nil, done, fault.Wrap(fault.Invalid, err, "The body did not arrive whole; please send it again.")
	}
	control.SetReadDeadline(time.Time{})
	return buf.Bytes(), func() {
		if buf.Cap() <= batch {
			buffers.Put(buf)
		}
	}, nil
}
