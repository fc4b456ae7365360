package near_test

import (
	"math/rand/v2"
	"testing"

	"satprep/internal/near"
)

func TestSetHoldsWhatItWasGiven(t *testing.T) {
	t.Parallel()
	draw := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{0, 1, 2, 3, 4, 5, 100, 4096, 10_000} {
		given := map[uint64]struct{}{}
		for len(given) < n {
			h := draw.Uint64()
			if len(given)%2 == 0 {
				h %= 3 * uint64(n) // near each other, and 0 among them
			}
			given[h] = struct{}{}
		}
		s := near.NewSet(given)
		for h := range given {
			if !s.Has(h) {
				t.Fatalf("of %d, %d is not there", n, h)
			}
		}
		for range 10_000 {
			h := draw.Uint64() >> draw.IntN(64)
			if _, ok := given[h]; ok != s.Has(h) {
				t.Fatalf("of %d, Has(%d) is %v", n, h, s.Has(h))
			}
		}
	}
}
