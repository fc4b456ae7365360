package dataset

import (
	"context"
	"crypto/rand"
	"fmt"

	"satprep/internal/db"
	"satprep/internal/fault"
	"satprep/internal/pseudonym"
)

// splitKeyName is where the split key is kept. It is never released and never
// changed: whoever was in the test split once stays there in every release.
const splitKeyName = "dataset split"

// releaseKeyName is where the release key of a line is kept.
func releaseKeyName(name string, major int) string {
	return fmt.Sprintf("dataset release %s %d", name, major)
}

// findKey returns a key of the instance; ok is false where there is none.
func (s *Service) findKey(ctx context.Context, name string) (key pseudonym.Key, ok bool, err error) {
	var secret []byte
	err = s.Keys.QueryRow(ctx, `SELECT key FROM instance_key WHERE name = ?`, name).Scan(&secret)
	if db.None(err) {
		return key, false, nil
	}
	if err == nil && len(secret) != len(key) {
		err = fmt.Errorf("the key %s has %d bytes", name, len(secret))
	}
	copy(key[:], secret)
	return key, err == nil, err
}

// makeKey returns a key of the instance and makes it if there is none yet.
func (s *Service) makeKey(ctx context.Context, name string) (pseudonym.Key, error) {
	if key, ok, err := s.findKey(ctx, name); ok || err != nil {
		return key, err
	}
	secret := make([]byte, pseudonym.KeySize)
	rand.Read(secret)
	err := s.Keys.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(`INSERT INTO instance_key (name, key, created_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`, name, secret, db.Micros(s.Now()))
		return err
	})
	if err != nil {
		return pseudonym.Key{}, err
	}
	key, ok, err := s.findKey(ctx, name) // another process may have been first
	if err == nil && !ok {
		err = fmt.Errorf("the key %s is not there after it was made", name)
	}
	return key, err
}

// lostSplit is what is said where a line cannot be split as before: another key would
// draw another test split.
func lostSplit(name string) error {
	return fault.New(fault.Missing, "The split key is not in this instance's keys (it may have been restored without them): what was in the test split of %s would come into train. Restore the keys, or build under another name, and never test a model on that one which was trained on %s.", name, name)
}

// lostKey is what is said where a release cannot be named again.
func lostKey(name string, major int) error {
	return fault.New(fault.Missing, "The release key of %s %d is not in this instance's keys (it may have been restored without them): its records cannot be named again. Build under another name, or restore the keys.", name, major)
}
