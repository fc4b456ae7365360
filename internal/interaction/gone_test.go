package interaction_test

import (
	"bytes"
	"testing"
	"time"

	"satprep/internal/db/dbtest"
	. "satprep/internal/interaction"
)

// Words that were hidden are known again, also by another process, and stand nowhere.
func TestHiddenWords(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		ctx, d := t.Context(), dbtest.OpenKeys(t, dsn)
		ring, err := OpenKeyring(d, func() time.Time { return epoch })
		if err != nil {
			t.Fatal(err)
		}
		if hidden, err := ring.Hidden(ctx); err != nil || hidden != nil {
			t.Errorf("a new instance hides words (%v)", err)
		}
		if err := ring.HideWords(ctx, nil); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if err := ring.HideWords(ctx, []string{"quillbrume", "takt"}); err != nil {
				t.Fatal(err)
			}
		}
		other, err := OpenKeyring(d, func() time.Time { return epoch })
		if err != nil {
			t.Fatal(err)
		}
		hidden, err := other.Hidden(ctx)
		if err != nil || !hidden("quillbrume") || !hidden("takt") || hidden("quill") || hidden("") {
			t.Errorf("hidden words are not known again: %v", err)
		}
		rows, err := d.Query(ctx, `SELECT digest FROM erased_word`)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		n := 0
		for ; rows.Next(); n++ {
			var digest []byte
			if err := rows.Scan(&digest); err != nil || len(digest) != 32 || bytes.Contains(digest, []byte("takt")) {
				t.Errorf("%x is kept (%v)", digest, err)
			}
		}
		if n != 2 {
			t.Errorf("%d digests of two words", n)
		}
	})
}
