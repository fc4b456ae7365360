package api

import (
	"bytes"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"satprep/internal/db"
	"satprep/internal/fault"
	"satprep/internal/uid"
)

const (
	maxKey   = 200              // characters of an Idempotency-Key
	maxReply = 64 << 10         // bytes of a reply that are kept
	keepOnce = 24 * time.Hour   // for how long a key stands
	leash    = 2 * time.Minute  // after which a request that never ended is taken for dead
	sweeping = 10 * time.Minute // between removals of keys that no longer stand
)

// once makes a POST with an Idempotency-Key happen once. A reply is kept sealed
// under a key derived from the request itself: whoever can show the request
// again can read the reply, and nobody else, so that a token in it is no more
// exposed here than the password that bought it.
type once struct {
	mu      sync.Mutex
	running map[[32]byte]chan struct{}
	swept   time.Time
}

// An attempt is one request with a key.
type attempt struct {
	digest, request, secret [32]byte
	subject                 uid.ID
}

// sum hashes parts so that no two lists of parts look alike.
func sum(parts ...[]byte) [32]byte {
	h := sha256.New()
	for _, p := range parts {
		fmt.Fprintf(h, "%d:", len(p))
		h.Write(p)
	}
	return [32]byte(h.Sum(nil))
}

func newAttempt(r *http.Request, x *exchange, key string, body []byte) attempt {
	what := []byte(r.URL.Path + "?" + r.URL.RawQuery)
	return attempt{
		digest:  sum([]byte("key"), x.Actor.Subject[:], []byte(r.Pattern), []byte(key)),
		request: sum([]byte("request"), what, body),
		secret:  sum([]byte("secret"), []byte(key), what, body),
		subject: x.Actor.Subject,
	}
}

// onlyOnce runs next unless this key was used: then it replays the reply.
func (a *API) onlyOnce(w http.ResponseWriter, r *http.Request, x *exchange, key string, body []byte, next http.HandlerFunc) (err error) {
	if len(key) > maxKey || strings.ContainsFunc(key, func(c rune) bool { return c < '!' || c > '~' }) {
		return fault.New(fault.Invalid, "The Idempotency-Key must have 1 to %d visible ASCII characters, for example a UUID.", maxKey)
	}
	at := newAttempt(r, x, key, body)
	leave, err := a.once.enter(r.Context(), at.digest)
	if err != nil {
		return err
	}
	defer leave()
	status, sealed, err := a.claim(r.Context(), at)
	if err != nil {
		return err
	}
	if status != 0 {
		return replay(w, at, status, sealed)
	}
	rec := &recorder{ResponseWriter: w}
	ended := false
	defer func() {
		if !ended { // a panic on its way: what happened is not known, and may be tried again
			err = errors.Join(err, a.release(at))
		}
	}()
	next(rec, r)
	ended = true
	return a.settle(at, rec)
}

// enter waits until no other request with this digest runs in this process.
func (o *once) enter(ctx context.Context, digest [32]byte) (leave func(), err error) {
	for {
		o.mu.Lock()
		other, ok := o.running[digest]
		if !ok {
			done := make(chan struct{})
			if o.running == nil {
				o.running = map[[32]byte]chan struct{}{}
			}
			o.running[digest] = done
			o.mu.Unlock()
			return func() {
				o.mu.Lock()
				delete(o.running, digest)
				o.mu.Unlock()
				close(done)
			}, nil
		}
		o.mu.Unlock()
		select {
		case <-other:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// claim takes the key, or returns the status and reply with which it was used.
func (a *API) claim(ctx context.Context, at attempt) (status int, sealed []byte, err error) {
	now := a.Now()
	sweep := a.once.due(now)
	err = a.DB.Write(ctx, func(tx *db.Tx) error {
		if sweep {
			if _, err := tx.Exec(`DELETE FROM idempotency WHERE expires_at <= ?`, db.Micros(now)); err != nil {
				return err
			}
		}
		var request []byte
		var made, expires int64
		err := tx.QueryRow(ctx, `SELECT request, status, sealed, made_at, expires_at FROM idempotency WHERE digest = ?`, at.digest[:]).
			Scan(&request, &status, &sealed, &made, &expires)
		switch {
		case db.None(err), err == nil && expires <= db.Micros(now):
			status, sealed = 0, nil
		case err != nil:
			return err
		case !bytes.Equal(request, at.request[:]):
			return fault.New(fault.Conflict, "This Idempotency-Key was used for another request. Take a new key for each new request.")
		case status != 0:
			return nil
		case now.Sub(db.Time(made)) < leash:
			return fault.New(fault.Conflict, "A request with this Idempotency-Key is still being answered. Please try again in a moment.")
		}
		_, err = tx.Exec(`INSERT INTO idempotency (digest, subject, request, status, sealed, made_at, expires_at) VALUES (?, ?, ?, 0, NULL, ?, ?)
			ON CONFLICT (digest) DO UPDATE SET request = excluded.request, status = 0, sealed = NULL, made_at = excluded.made_at, expires_at = excluded.expires_at`,
			at.digest[:], at.subject, at.request[:], db.Micros(now), db.Micros(now.Add(keepOnce)))
		return err
	})
	return status, sealed, err
}

func (o *once) due(now time.Time) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if now.Sub(o.swept) < sweeping {
		return false
	}
	o.swept = now
	return true
}

// settle keeps a good reply. After an error nothing was changed, so the key is
// free again and the next try gets the truth of its own moment.
func (a *API) settle(at attempt, rec *recorder) error {
	if rec.status == 0 {
		rec.status = http.StatusOK // as net/http does for who writes nothing
	}
	if rec.status >= 400 {
		return a.release(at)
	}
	var sealed []byte
	if !rec.over {
		var err error
		if sealed, err = rec.seal(at); err != nil {
			return err
		}
	}
	return a.DB.Write(context.Background(), func(tx *db.Tx) error {
		_, err := tx.Exec(`UPDATE idempotency SET status = ?, sealed = ? WHERE digest = ? AND status = 0`, rec.status, sealed, at.digest[:])
		return err
	})
}

func (a *API) release(at attempt) error {
	return a.DB.Write(context.Background(), func(tx *db.Tx) error {
		_, err := tx.Exec(`DELETE FROM idempotency WHERE digest = ? AND status = 0`, at.digest[:])
		return err
	})
}

// keptHeaders are those of a reply that are replayed with it.
var keptHeaders = []string{"Content-Type", "Location", "Set-Cookie"}

type kept struct {
	Header map[string][]string `json:"h"`
	Body   []byte              `json:"b"`
}

// A recorder keeps a copy of what passes through it.
type recorder struct {
	http.ResponseWriter
	status int
	body   bytes.Buffer
	over   bool // more than is kept
}

// Unwrap serves http.ResponseController.
func (c *recorder) Unwrap() http.ResponseWriter { return c.ResponseWriter }

func (c *recorder) WriteHeader(status int) {
	if c.status == 0 && status >= 200 {
		c.status = status
	}
	c.ResponseWriter.WriteHeader(status)
}

func (c *recorder) Write(b []byte) (int, error) {
	if c.status == 0 {
		c.status = http.StatusOK
	}
	if c.over = c.over || c.body.Len()+len(b) > maxReply; !c.over {
		c.body.Write(b)
	}
	return c.ResponseWriter.Write(b)
}

func (at attempt) aead() (cipher.AEAD, error) {
	block, err := aes.NewCipher(at.secret[:])
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

func (c *recorder) seal(at attempt) ([]byte, error) {
	k := kept{Header: map[string][]string{}, Body: c.body.Bytes()}
	for _, name := range keptHeaders {
		if v := c.Header().Values(name); len(v) > 0 {
			k.Header[name] = v
		}
	}
	text, err := json.Marshal(k)
	if err != nil {
		return nil, err
	}
	aead, err := at.aead()
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, aead.NonceSize(), aead.NonceSize()+len(text)+aead.Overhead())
	rand.Read(nonce)
	return aead.Seal(nonce, nonce, text, at.digest[:]), nil
}

// replay writes the reply that the first request with this key got.
func replay(w http.ResponseWriter, at attempt, status int, sealed []byte) error {
	if len(sealed) == 0 {
		return fault.New(fault.Conflict, "This request was carried out already. Its reply was too large to keep: read the result instead of sending it again.")
	}
	aead, err := at.aead()
	if err != nil {
		return err
	}
	n := aead.NonceSize()
	if len(sealed) < n {
		return errors.New("a kept reply is cut short")
	}
	text, err := aead.Open(nil, sealed[:n], sealed[n:], at.digest[:])
	if err != nil {
		return fmt.Errorf("a kept reply does not open: %w", err)
	}
	var k kept
	if err := json.Unmarshal(text, &k); err != nil {
		return fmt.Errorf("a kept reply cannot be read: %w", err)
	}
	for name, v := range k.Header {
		w.Header()[name] = v
	}
	w.Header().Set("Idempotent-Replayed", "true")
	w.WriteHeader(status)
	_, err = w.Write(k.Body)
	return err
}
