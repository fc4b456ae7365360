package interaction

import (
	"context"
	"fmt"

	"satprep/internal/db"
	"satprep/internal/fault"
)

// erasedWordsKey is where the key is kept under which names of the erased are
// remembered.
const erasedWordsKey = "erased words"

// HideWords remembers words of the names of somebody who is being erased, as
// digests that only this keyring can compare: what others said of them must still
// leave without these words. It says of nobody that they were here who is not
// asked for by name.
func (k *Keyring) HideWords(ctx context.Context, words []string) (err error) {
	defer fault.In(&err, "interaction.Keyring.HideWords")
	if len(words) == 0 {
		return nil
	}
	key, err := k.MakeKey(ctx, erasedWordsKey)
	if err != nil {
		return err
	}
	return k.db.Write(ctx, func(tx *db.Tx) error {
		for _, w := range words {
			if _, err := tx.Exec(`INSERT INTO erased_word (digest) VALUES (?) ON CONFLICT DO NOTHING`, mac(key[:], []byte(w))); err != nil {
				return err
			}
		}
		return nil
	})
}

// Hidden returns what reports whether a word was given to HideWords; nil where
// none was. It may be called by several goroutines.
func (k *Keyring) Hidden(ctx context.Context) (_ func(word string) bool, err error) {
	defer fault.In(&err, "interaction.Keyring.Hidden")
	rows, err := k.db.Query(ctx, `SELECT digest FROM erased_word`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	known := map[string]bool{}
	for rows.Next() {
		var digest []byte
		if err := rows.Scan(&digest); err != nil {
			return nil, err
		}
		known[string(digest)] = true
	}
	if err := db.Fault(rows.Err()); err != nil || len(known) == 0 {
		return nil, err
	}
	rows.Close()
	key, ok, err := k.FindKey(ctx, erasedWordsKey)
	if err == nil && !ok {
		err = fmt.Errorf("the key %q is not there", erasedWordsKey)
	}
	if err != nil {
		return nil, err
	}
	return func(word string) bool { return known[string(mac(key[:], []byte(word)))] }, nil
}
