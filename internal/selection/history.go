package selection

import "slices"

// Bits is a set of pool indexes. Nil is the empty set.
type Bits []uint64

// NewBits returns an empty set for p's indexes.
func (p *Pool) NewBits() Bits { return make(Bits, (len(p.items)+63)/64) }

// Set adds index i.
func (b Bits) Set(i int) { b[i/64] |= 1 << (i % 64) }

// Has reports whether i is in the set.
func (b Bits) Has(i int) bool { return i/64 < len(b) && b[i/64]>>(i%64)&1 == 1 }

// word returns the w-th 64 bits.
func (b Bits) word(w int) uint64 {
	if w < len(b) {
		return b[w]
	}
	return 0
}

// History is what one person has met of one pool.
type History struct {
	pool              *Pool
	seen, kin, served Bits
}

// NewHistory returns the history of somebody who has met nothing.
func (p *Pool) NewHistory() *History {
	return &History{p, p.NewBits(), p.NewBits(), p.NewBits()}
}

// See records that the item at index was seen at some time; its family is kin
// from now on.
func (h *History) See(index int) {
	h.seen.Set(index)
	for _, k := range h.pool.kin[index] {
		h.kin.Set(k)
	}
}

// SeeID is See by id. Ids that are not in the pool, such as withdrawn questions,
// are no matter.
func (h *History) SeeID(id string) {
	if i, ok := h.pool.index[id]; ok {
		h.See(i)
	}
}

// Serve records that this session served the item at index: it is not eligible
// again, counts for the balance, and is seen.
func (h *History) Serve(index int) {
	h.See(index)
	h.served.Set(index)
}

// NewSession forgets what was served, not what was seen.
func (h *History) NewSession() { clear(h.served) }

// Seen reports whether the item at index was seen.
func (h *History) Seen(index int) bool { return h.seen.Has(index) }

// Served reports whether this session served the item at index.
func (h *History) Served(index int) bool { return h.served.Has(index) }

// Clone returns an independent copy.
func (h *History) Clone() *History {
	return &History{h.pool, slices.Clone(h.seen), slices.Clone(h.kin), slices.Clone(h.served)}
}
