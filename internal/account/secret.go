package account

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/base64"
	"strings"
	"time"

	"satprep/internal/fault"
)

// How long sign-ins and codes last.
const (
	SignInLife   = 30 * 24 * time.Hour  // from the last use
	OperatorLife = 365 * 24 * time.Hour // of a token the operator issued
	CodeLife     = 7 * 24 * time.Hour
	SetupLife    = 24 * time.Hour
)

const tokenPrefix = "sp_"

type digest [sha256.Size]byte

// newToken makes a sign-in of 256 random bits and what is stored of it.
func newToken() (string, digest) {
	var b [32]byte
	rand.Read(b[:])
	t := tokenPrefix + base64.RawURLEncoding.EncodeToString(b[:])
	return t, sha256.Sum256([]byte(t))
}

// tokenDigest is what is stored of t; ok is false where t cannot be a token.
func tokenDigest(t string) (d digest, ok bool) {
	if len(t) != len(tokenPrefix)+43 || !strings.HasPrefix(t, tokenPrefix) {
		return d, false
	}
	return sha256.Sum256([]byte(t)), true
}

func newUserID() string {
	var b [8]byte
	rand.Read(b[:])
	return "u_" + strings.ToLower(base32.StdEncoding.EncodeToString(b[:])[:12])
}

// Crockford's alphabet has no I, L, O, U: a code can be read out aloud.
// Source: https://www.crockford.com/base32.html
var crockford = base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)

const (
	codeLength  = 10 // 50 bits, guessed only through a rate limit
	setupLength = 26 // 130 bits: it makes an admin
)

func newCode(length int) (string, digest) {
	b := make([]byte, length) // more than enough for length characters
	rand.Read(b)
	c := crockford.EncodeToString(b)[:length]
	return c, sha256.Sum256([]byte(c))
}

var codeSigns = strings.NewReplacer("-", "", " ", "", "O", "0", "I", "1", "L", "1")

// codeDigest forgives what people do to a code when they copy it.
func codeDigest(code string) (digest, error) {
	c := codeSigns.Replace(strings.ToUpper(code))
	if len(c) != codeLength && len(c) != setupLength {
		return digest{}, badCode()
	}
	return sha256.Sum256([]byte(c)), nil
}

func badCode() error {
	return fault.At("code", "This code is not valid: it may be mistyped, used already or too old. Ask for a new one.")
}
