package erasure

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"time"

	"satprep/internal/fault"
	"satprep/internal/signing"
	"satprep/internal/uid"
)

// Version is of the form of a receipt.
const Version = 1

// The states that a receipt says. One that is begun has none yet.
const (
	begun     = "begun"
	Accepted  = "accepted"
	Completed = "completed"
)

// A Held is a release, or a model, that a person's records are in.
type Held struct {
	Name    string    `json:"name"`
	Version string    `json:"version"`
	At      time.Time `json:"at" doc:"When it was made."`
}

// Counts says how much an erasure was about.
type Counts struct {
	Records  int64 `json:"records" doc:"Records of the log, which nobody can read or attribute any more."`
	Files    int   `json:"files" doc:"Export files that were deleted."`
	Releases int   `json:"releases" doc:"Releases that held the person when they were made."`
	Models   int   `json:"models" doc:"Models that were trained on such."`
}

// A Receipt says what was erased and when, without saying of whom. It is signed
// over its canonical form without the member signature (see signing.Canonical),
// after the line of text that sealOf is.
type Receipt struct {
	Version     int       `json:"receipt" doc:"Version of this form: 1."`
	ID          string    `json:"id" doc:"Whoever knows it can fetch the newest receipt, without an account."`
	State       string    `json:"state" enum:"accepted,completed"`
	Subject     string    `json:"subject" doc:"A fingerprint of the number under which the person stood in the record."`
	By          string    `json:"requested_by" enum:"learner,guardian,operator"`
	Reason      string    `json:"reason,omitempty"`
	RequestedAt time.Time `json:"requested_at"`
	AcceptedAt  time.Time `json:"accepted_at" doc:"The key is destroyed, and all that names the person deleted."`
	CompletedAt time.Time `json:"completed_at,omitzero" doc:"Mirror, views and the databases' files hold nothing of them either."`
	Counts      Counts    `json:"counts"`
	Releases    []Held    `json:"releases" doc:"They cannot be changed any more; their next versions are without the person."`
	Models      []Held    `json:"models"`
	Key         string    `json:"key" doc:"Id of the instance's signing key."`
	Signature   string    `json:"signature" doc:"Ed25519, base64."`
}

// sealOf keeps a signature under a receipt from being one under anything else.
const sealOf = "satprep erasure receipt\n"

// pseudonym is the fingerprint of a subject in its receipt.
func pseudonym(subject uid.ID) string {
	sum := sha256.Sum256(append([]byte("satprep erased subject\n"), subject[:]...))
	return hex.EncodeToString(sum[:16])
}

// signed is r with the key's id and signature.
func (r Receipt) signed(k *signing.Key) (_ Receipt, err error) {
	r.Key = k.ID()
	r.Signature, err = k.Seal(sealOf, r)
	return r, err
}

// Read reads a receipt, signed by whoever. It is Invalid where the text is none.
func Read(text []byte) (r Receipt, err error) {
	none := func(err error) error {
		return fault.Wrap(fault.Invalid, err, "This is no receipt of satprep: %v.", err)
	}
	if err := signing.ReadSealed(text, &r); err != nil {
		return r, none(err)
	}
	switch {
	case r.Version == 0 || r.ID == "" || r.Subject == "" || r.Key == "" || r.Signature == "":
		return r, none(errors.New("members are missing"))
	case r.Version != Version:
		return r, fault.New(fault.Invalid, "This receipt has version %d; this satprep knows %d.", r.Version, Version)
	case r.State != Accepted && r.State != Completed, r.AcceptedAt.IsZero(), r.CompletedAt.IsZero() != (r.State == Accepted):
		return r, none(errors.New("its state and times contradict each other"))
	}
	return r, nil
}

// Verify reads a receipt and checks that the key's instance gave it and that
// nothing in it was changed since. It is Invalid where something was, or the
// text is no receipt, and Conflict where another key signed it.
func Verify(text []byte, key signing.Public) (Receipt, error) {
	r, err := Read(text)
	if err != nil {
		return r, err
	}
	if r.Key != key.ID() {
		return r, fault.New(fault.Conflict, "This receipt names the signing key %.40q, and was checked with %s: another instance gave it. Check it with that instance's public key.", r.Key, key.ID())
	}
	if !key.Sealed(sealOf, text, r.Signature) {
		return r, fault.New(fault.Invalid, "This receipt was changed after it was signed, or was never signed by this instance: the signature does not fit.")
	}
	return r, nil
}
