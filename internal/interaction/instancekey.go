package interaction

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	"satprep/internal/db"
	"satprep/internal/fault"
)

// An InstanceKey is a secret of the instance, beside those of subjects.
type InstanceKey [32]byte

// FindKey returns the instance's key of a name; ok is false where there is none.
func (k *Keyring) FindKey(ctx context.Context, name string) (key InstanceKey, ok bool, err error) {
	defer fault.In(&err, "interaction.Keyring.FindKey(%.60s)", name)
	var secret []byte
	err = k.db.QueryRow(ctx, `SELECT key FROM instance_key WHERE name = ?`, name).Scan(&secret)
	if db.None(err) {
		return key, false, nil
	}
	if err == nil && len(secret) != len(key) {
		err = fmt.Errorf("the key %s has %d bytes", name, len(secret))
	}
	copy(key[:], secret)
	return key, err == nil, err
}

// KeyMade returns when the instance's key of a name was made; ok is false where there
// is none.
func (k *Keyring) KeyMade(ctx context.Context, name string) (at time.Time, ok bool, err error) {
	defer fault.In(&err, "interaction.Keyring.KeyMade(%.60s)", name)
	var micros int64
	err = k.db.QueryRow(ctx, `SELECT created_at FROM instance_key WHERE name = ?`, name).Scan(&micros)
	if db.None(err) {
		return at, false, nil
	}
	return db.Time(micros), err == nil, err
}

// MakeKey returns the instance's key of a name and makes it if there is none yet.
func (k *Keyring) MakeKey(ctx context.Context, name string) (key InstanceKey, err error) {
	defer fault.In(&err, "interaction.Keyring.MakeKey(%.60s)", name)
	if key, ok, err := k.FindKey(ctx, name); ok || err != nil {
		return key, err
	}
	secret := make([]byte, len(key))
	rand.Read(secret)
	err = k.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(`INSERT INTO instance_key (name, key, created_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`, name, secret, db.Micros(k.now()))
		return err
	})
	if err != nil {
		return key, err
	}
	key, ok, err := k.FindKey(ctx, name) // another process may have been first
	if err == nil && !ok {
		err = fmt.Errorf("the key %s is not there after it was made", name)
	}
	return key, err
}
