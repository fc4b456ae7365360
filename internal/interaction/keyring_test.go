package interaction_test

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"satprep/internal/db/dbtest"
	. "satprep/internal/interaction"
	"satprep/internal/uid"
)

// Whoever looks a key up while it is destroyed does not bring it back.
func TestADestroyedKeyIsNotRemembered(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		l, _ := open(t, dsn)
		k := l.Keys()
		for range 300 {
			s := newSubject(t, l)
			var wg sync.WaitGroup
			var destroyed atomic.Bool
			for range 4 {
				wg.Go(func() {
					for {
						if _, err := k.SealText(t.Context(), s, uid.Random(), []byte("words")); err != nil && !errors.Is(err, ErrErased) {
							t.Error(err)
						}
						if destroyed.Load() {
							return
						}
						k.Forget(s) // so that the next look-up asks the database
					}
				})
			}
			if err := k.Destroy(t.Context(), s); err != nil {
				t.Fatal(err)
			}
			destroyed.Store(true)
			wg.Wait()
			if _, err := k.SealText(t.Context(), s, uid.Random(), []byte("words")); !errors.Is(err, ErrErased) {
				t.Fatalf("after it was destroyed: %v", err)
			}
		}
	})
}
