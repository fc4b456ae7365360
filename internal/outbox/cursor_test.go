package outbox

import (
	"math/rand/v2"
	"slices"
	"testing"
)

func TestTheCursorPassesOverNothing(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		oldest int64
		calls  [][]int64
		want   int64
		ahead  int
	}{
		{"in order", 0, [][]int64{{1, 2}, {3}}, 3, 0},
		{"a gap holds it", 0, [][]int64{{1, 3, 4}}, 1, 1},
		{"and closing it lets it on", 0, [][]int64{{1, 3, 4, 6}, {2}}, 4, 1},
		{"again and again", 0, [][]int64{{1}, {1}, {1, 2, 2}}, 2, 0},
		{"backwards", 0, [][]int64{{5}, {4}, {3}, {2}, {1}}, 5, 0},
		{"what a device no longer holds", 7, [][]int64{{7, 8}}, 8, 0},
		{"nothing", 0, [][]int64{nil}, 0, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var p place
			for _, seqs := range c.calls {
				p.take(c.oldest, seqs)
			}
			if p.cursor != c.want || len(p.ahead) != c.ahead {
				t.Errorf("cursor %d, ahead %v; want %d and %d ranges", p.cursor, p.ahead, c.want, c.ahead)
			}
		})
	}
}

// However entries are cut into calls and shuffled, the cursor is never beyond one
// that is missing, and at the end it is at the last.
func TestTheCursorOverAnyOrder(t *testing.T) {
	t.Parallel()
	rnd := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		order := rnd.Perm(60)
		taken, p := map[int64]bool{}, place{}
		for part := range slices.Chunk(order, 1+rnd.IntN(9)) {
			var seqs []int64
			for _, n := range part {
				seqs = append(seqs, int64(n)+1)
				taken[int64(n)+1] = true
			}
			p.take(0, seqs)
			for n := int64(1); n <= p.cursor; n++ {
				if !taken[n] {
					t.Fatalf("cursor %d has passed over %d", p.cursor, n)
				}
			}
			if taken[p.cursor+1] {
				t.Fatalf("cursor %d stands before one that was taken", p.cursor)
			}
		}
		if p.cursor != 60 || len(p.ahead) != 0 {
			t.Fatalf("at the end: %+v", p)
		}
	}
}
