package tutor

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"github.com/maypok86/otter/v2"

	"satprep/internal/llm"
	"satprep/internal/uid"
)

// cacheLife is how long an answer to an identical request is used again.
const cacheLife = 24 * time.Hour

// cached is a model's whole answer, before the guard.
type cached struct {
	subject    uid.ID
	generation uid.ID // the turn that it was made for
	result     llm.Result
}

func newCache() *otter.Cache[string, *cached] {
	return otter.Must(&otter.Options[string, *cached]{MaximumSize: 10_000, ExpiryCalculator: otter.ExpiryWriting[string, *cached](cacheLife)})
}

// cacheKey names a request: the model, its parameters and every message.
func cacheKey(model, params string, messages []llm.Message) string {
	h := sha256.New()
	json.NewEncoder(h).Encode([]any{model, params, messages}) // plain data into a hash: neither fails
	return hex.EncodeToString(h.Sum(nil))
}

// Forget drops what the process remembers of a subject who was erased: the
// answers that were made for them, and the one that is being given.
func (s *Service) Forget(subject uid.ID) {
	s.mu.Lock()
	for _, a := range s.open {
		if a.subject == subject {
			a.stop()
		}
	}
	s.mu.Unlock()
	for key, c := range s.cache.All() {
		if c.subject == subject {
			s.cache.Invalidate(key)
		}
	}
	s.limits.Invalidate(bucket{subject: subject})
	s.limits.Invalidate(bucket{subject: subject, crisis: true})
}
