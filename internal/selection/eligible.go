package selection

import (
	"encoding/binary"
	"encoding/hex"
	"math/bits"
)

// Tiers of questions within a skill; a lower one goes first.
const (
	tierNew  = iota // the family is unseen
	tierKin         // of the family another was seen
	tierSeen        // seen itself
	tierNone        // nothing eligible
)

// tier is the part of the eligible word that belongs to a tier.
func (h *History) tier(tier int, word uint64, w int) uint64 {
	switch tier {
	case tierNew:
		return word &^ h.kin.word(w)
	case tierKin:
		return word &^ h.seen.word(w) & h.kin.word(w)
	}
	return word & h.seen.word(w)
}

// open is the eligible items of l in word w.
func (h *History) open(l leaf, w int, excluded Bits) uint64 {
	return l.mask(w) &^ h.served.word(w) &^ excluded.word(w)
}

// leavesMax is the most skills a mix surveys without allocating; the outline of
// both sections has 29.
const leavesMax = 40

// field is what a mix looks like to one person now.
type field struct {
	eligible  int
	digest    [2]uint64
	served    int
	roomA     [leavesMax]int
	roomB     [leavesMax]int
	roomC     [leavesMax]float64
	leafTier  []int     // best tier that has something, by leaf
	leafCount []int     // served, by leaf
	deficit   []float64 // by part: share × (served + 1) - served there
}

func sized[T any](room []T, n int) []T {
	if n <= len(room) {
		return room[:n]
	}
	return make([]T, n)
}

// survey counts what is eligible and served.
func (m *Mix) survey(f *field, h *History, excluded Bits) {
	tiers := sized(f.roomA[:], len(m.leaves))
	counts := sized(f.roomB[:], len(m.leaves))
	deficit := sized(f.roomC[:], len(m.parts))
	for j, l := range m.leaves {
		tiers[j] = tierNone
		first, end := l.words()
		for w := first; w < end; w++ {
			counts[j] += bits.OnesCount64(l.mask(w) & h.served.word(w))
			open := h.open(l.leaf, w, excluded)
			f.eligible += bits.OnesCount64(open)
			for t := range tiers[j] {
				if h.tier(t, open, w) != 0 {
					tiers[j] = t
					break
				}
			}
			for b := open; b != 0; b &= b - 1 {
				d := &m.pool.hash[w*64+bits.TrailingZeros64(b)]
				f.digest[0] += d[0]
				f.digest[1] += d[1]
			}
		}
		f.served += counts[j]
		deficit[l.part] -= float64(counts[j])
	}
	for p, share := range m.parts {
		deficit[p] += share * float64(f.served+1)
	}
	f.leafTier, f.leafCount, f.deficit = tiers, counts, deficit
}

// kth returns the k-th eligible item in the order of the mix; k counts from 0
// and is below their number.
func (m *Mix) kth(k int, h *History, excluded Bits) int {
	for _, l := range m.leaves {
		first, end := l.words()
		for w := first; w < end; w++ {
			word := h.open(l.leaf, w, excluded)
			if n := bits.OnesCount64(word); k >= n {
				k -= n
				continue
			}
			for ; k > 0; k-- {
				word &= word - 1
			}
			return w*64 + bits.TrailingZeros64(word)
		}
	}
	return -1
}

// EligibleDigest identifies a set of ids whatever their order: the sum of the
// first 16 bytes of the SHA-256 of each id, taken as two little-endian 64-bit
// numbers with overflow, in hex.
func EligibleDigest(ids ...string) string {
	var sum [2]uint64
	for _, id := range ids {
		d := digest(id)
		sum[0] += d[0]
		sum[1] += d[1]
	}
	return hexDigest(sum)
}

func hexDigest(d [2]uint64) string {
	var b [16]byte
	binary.LittleEndian.PutUint64(b[:8], d[0])
	binary.LittleEndian.PutUint64(b[8:], d[1])
	return hex.EncodeToString(b[:])
}
