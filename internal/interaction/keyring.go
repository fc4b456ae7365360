package interaction

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"time"

	"github.com/maypok86/otter/v2"

	"satprep/internal/db"
	"satprep/internal/fault"
	"satprep/internal/uid"
)

// ErrErased says that the subject's key is gone, and with it the free text. It
// comes wrapped in a fault of the kind Forbidden.
var ErrErased = errors.New("the subject's key was destroyed")

// A Keyring holds one AES-256 key per subject, in a database of its own.
// Destroying a key makes the subject's free text unreadable wherever its
// sealed form was copied to.
type Keyring struct {
	db    *db.DB
	now   func() time.Time
	cache *otter.Cache[uid.ID, *key]
}

type key struct {
	aead   cipher.AEAD
	secret []byte // of the HMAC; derived, so that one secret has one use
}

// OpenKeyring uses an open db.Keys. Keys are remembered for a minute, so that
// a key destroyed by another process is soon forgotten here too.
func OpenKeyring(d *db.DB, now func() time.Time) (*Keyring, error) {
	cache, err := otter.New(&otter.Options[uid.ID, *key]{MaximumSize: 50_000, ExpiryCalculator: otter.ExpiryWriting[uid.ID, *key](time.Minute)})
	if err != nil {
		return nil, fmt.Errorf("key cache: %w", err)
	}
	return &Keyring{db: d, now: now, cache: cache}, nil
}

// Make gives a new subject its key; it is durable when Make returns. A subject
// that has one keeps it.
func (k *Keyring) Make(ctx context.Context, subject uid.ID) (err error) {
	defer fault.In(&err, "interaction.Keyring.Make")
	secret := make([]byte, 32)
	rand.Read(secret)
	return k.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(`INSERT INTO sealing_key (subject, key, created_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`, subject, secret, db.Micros(k.now()))
		return err
	})
}

// Destroy removes a subject's key for good. It is no error if there is none.
func (k *Keyring) Destroy(ctx context.Context, subject uid.ID) (err error) {
	defer fault.In(&err, "interaction.Keyring.Destroy")
	err = k.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(`DELETE FROM sealing_key WHERE subject = ?`, subject)
		return err
	})
	k.cache.Invalidate(subject)
	return err
}

// Shred takes what is left of destroyed keys out of the database's files.
func (k *Keyring) Shred(ctx context.Context) error { return k.db.Shred(ctx, "sealing_key") }

// Forget drops what is remembered of a subject's key, which another process
// may have destroyed.
func (k *Keyring) Forget(subject uid.ID) { k.cache.Invalidate(subject) }

// find goes through the cache's loader: a load that Destroy overtakes is not
// remembered.
func (k *Keyring) find(ctx context.Context, subject uid.ID) (*key, error) {
	if c, ok := k.cache.GetIfPresent(subject); ok {
		return c, nil
	}
	return k.cache.Get(ctx, subject, otter.LoaderFunc[uid.ID, *key](k.load))
}

func (k *Keyring) load(ctx context.Context, subject uid.ID) (*key, error) {
	var secret []byte
	err := k.db.QueryRow(ctx, `SELECT key FROM sealing_key WHERE subject = ?`, subject).Scan(&secret)
	if db.None(err) {
		return nil, fault.Wrap(fault.Forbidden, ErrErased, "This account was erased, or its key was lost; nothing may be recorded of it any more.")
	} else if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(secret)
	if err != nil {
		return nil, fmt.Errorf("sealing key of a subject: %w", err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return nil, fmt.Errorf("sealing key of a subject: %w", err)
	}
	return &key{aead: aead, secret: mac(secret, []byte("satprep payload hash"))}, nil
}

func mac(secret []byte, parts ...[]byte) []byte {
	h := hmac.New(sha256.New, secret)
	for _, p := range parts {
		h.Write(p)
	}
	return h.Sum(nil)
}

// seal encrypts text for the record with that id; the id is authenticated, so
// a sealed text cannot be moved to another row.
func (k *key) seal(id uid.ID, text []byte) []byte {
	nonce := make([]byte, k.aead.NonceSize(), k.aead.NonceSize()+len(text)+k.aead.Overhead())
	rand.Read(nonce)
	return k.aead.Seal(nonce, nonce, text, id[:])
}

func (k *key) open(id uid.ID, sealed []byte) ([]byte, error) {
	n := k.aead.NonceSize()
	if len(sealed) < n {
		return nil, errors.New("sealed text is cut short")
	}
	return k.aead.Open(nil, sealed[:n], sealed[n:], id[:])
}

// SealText seals text under a subject's key for rows outside the log (failed
// events, partial replies); id names the row.
func (k *Keyring) SealText(ctx context.Context, subject, id uid.ID, text []byte) (_ []byte, err error) {
	defer fault.In(&err, "interaction.Keyring.SealText")
	c, err := k.find(ctx, subject)
	if err != nil {
		return nil, err
	}
	return c.seal(id, text), nil
}

// OpenText is the reverse of SealText. It returns ErrErased (wrapped) where
// the key is gone.
func (k *Keyring) OpenText(ctx context.Context, subject, id uid.ID, sealed []byte) (_ []byte, err error) {
	defer fault.In(&err, "interaction.Keyring.OpenText")
	if len(sealed) == 0 {
		return nil, nil
	}
	c, err := k.find(ctx, subject)
	if err != nil {
		return nil, err
	}
	return c.open(id, sealed)
}
