package account

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"satprep/internal/fault"
	"satprep/internal/interaction"
)

// A Cost is what a password hash takes: argon2id with so much memory and so many
// passes, on one lane.
type Cost struct {
	Memory uint32 // KiB
	Passes uint32
}

var (
	// Guarded is for people: OWASP's first recommendation, about 40 ms.
	Guarded = Cost{19 * 1024, 2}
	// Light is for accounts that are nobody's: those of simulated learners, and
	// of tests, which make thousands.
	Light = Cost{64, 1}
)

const (
	argonLanes = 1
	argonKey   = 32
	argonSalt  = 16
)

// A hasher hashes passwords, two at a time: a class signing in waits for
// itself and not the answers of another class for it.
type hasher struct{ slots chan struct{} }

func newHasher() hasher { return hasher{make(chan struct{}, 2)} }

func (h hasher) key(ctx context.Context, password string, salt []byte, time, memory uint32, lanes uint8) ([]byte, error) {
	select {
	case h.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	defer func() { <-h.slots }()
	return argon2.IDKey([]byte(password), salt, time, memory, lanes, argonKey), nil
}

// hash returns the PHC string of a password.
func (h hasher) hash(ctx context.Context, password string, cost Cost) (string, error) {
	salt := make([]byte, argonSalt)
	rand.Read(salt)
	key, err := h.key(ctx, password, salt, cost.Passes, cost.Memory, argonLanes)
	if err != nil {
		return "", err
	}
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, cost.Memory, cost.Passes, argonLanes, b64.EncodeToString(salt), b64.EncodeToString(key)), nil
}

// cost is what the password of a's holder is hashed with.
func (s *Service) cost(a *Account) Cost {
	switch {
	case s.Passwords != Cost{}:
		return s.Passwords
	case a.Origin == interaction.Simulated:
		return Light
	}
	return Guarded
}

// nobody is the hash against which the password of an unknown user is tried,
// so that it takes as long as that of a known one. No password fits it.
var nobody = "$argon2id$v=19$m=19456,t=2,p=1$" + strings.Repeat("A", 22) + "$" + strings.Repeat("A", 43)

// verify tells whether a password fits a PHC string.
func (h hasher) verify(ctx context.Context, phc, password string) (bool, error) {
	parts := strings.Split(phc, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		return false, fmt.Errorf("stored password hash has another form than argon2id")
	}
	var version int
	var memory, time uint32
	var lanes uint8
	if _, err := fmt.Sscanf(parts[2]+" "+parts[3], "v=%d m=%d,t=%d,p=%d", &version, &memory, &time, &lanes); err != nil || version != argon2.Version {
		return false, fmt.Errorf("stored password hash has unknown parameters")
	}
	salt, err := base64.RawStdEncoding.DecodeString(parts[4])
	if err != nil {
		return false, fmt.Errorf("salt of a stored password hash: %w", err)
	}
	want, err := base64.RawStdEncoding.DecodeString(parts[5])
	if err != nil {
		return false, fmt.Errorf("stored password hash: %w", err)
	}
	key, err := h.key(ctx, password, salt, time, memory, lanes)
	if err != nil {
		return false, err
	}
	return subtle.ConstantTimeCompare(key, want) == 1, nil
}

const maxPassword = 512 // bytes

func checkPassword(s string) error {
	switch n := utf8.RuneCountInString(s); {
	case !utf8.ValidString(s):
		return fault.At("password", "The password is not valid text.")
	case n < 8:
		return fault.At("password", "The password needs at least 8 characters.")
	case len(s) > maxPassword:
		return fault.At("password", "The password may have at most %d bytes.", maxPassword)
	}
	return nil
}
