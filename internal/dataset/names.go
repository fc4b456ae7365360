package dataset

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"strings"
	"time"

	"satprep/internal/uid"
)

// names gives what leaves its names, under the release key, and its split,
// under the split key.
type names struct {
	release []byte
	splits  []byte
}

func derive(key []byte, purpose string, id []byte) [32]byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(purpose))
	h.Write([]byte{0})
	h.Write(id)
	return [32]byte(h.Sum(nil))
}

// id is the pseudonym of a record, session, conversation or device; the zero
// id stays zero.
func (n names) id(id uid.ID) uid.ID {
	if id.IsZero() {
		return id
	}
	sum := derive(n.release, "id", id[:])
	return uid.ID(sum[:16])
}

func (n names) learner(subject uid.ID) uid.ID {
	sum := derive(n.release, "learner", subject[:])
	return uid.ID(sum[:16])
}

var base32Lower = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// question is the pseudonym of a question whose content may not leave.
func (n names) question(id string) string {
	sum := derive(n.release, "question", []byte(id))
	return "closed-" + strings.ToLower(base32Lower.EncodeToString(sum[:10]))
}

// shift moves a learner in time by a multiple of seven days within ±26 weeks,
// so that weekdays stay.
func (n names) shift(subject uid.ID) time.Duration {
	sum := derive(n.release, "shift", subject[:])
	weeks := int(binary.BigEndian.Uint64(sum[:8])%53) - 26
	return time.Duration(weeks) * 7 * 24 * time.Hour
}

// split is where a learner or a family belongs, for ever.
func (n names) split(kind string, id []byte, s Shares) Split {
	sum := derive(n.splits, kind, id)
	u := float64(binary.BigEndian.Uint64(sum[:8])>>11) / (1 << 53)
	switch { // test first: its members stay when the other shares change
	case u < s.Test:
		return Test
	case u < s.Test+s.Validation:
		return Validation
	}
	return Train
}
