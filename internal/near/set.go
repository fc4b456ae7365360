package near

import "math/bits"

// A Set holds hashes and is asked about many more that it does not hold. It is made
// once, and then safe for concurrent use; nil holds nothing.
type Set struct {
	slots []uint64 // open addressing, at most half full; 0 is free
	zero  bool
	shift int
}

// NewSet holds the keys of a map.
func NewSet(hashes map[uint64]struct{}) *Set {
	if len(hashes) == 0 {
		return nil
	}
	width := bits.Len(uint(2*len(hashes) - 1))
	s := &Set{slots: make([]uint64, 1<<width), shift: 64 - width}
	for h := range hashes {
		if h == 0 {
			s.zero = true
			continue
		}
		i := s.home(h)
		for s.slots[i] != 0 {
			i = (i + 1) & (len(s.slots) - 1)
		}
		s.slots[i] = h
	}
	return s
}

// home is where a hash is looked for first. The multiplier is 2^64 by the golden
// ratio (Knuth, The Art of Computer Programming 3, section 6.4).
func (s *Set) home(h uint64) int { return int(h * 0x9e3779b97f4a7c15 >> s.shift) }

// Has reports whether the set holds h.
func (s *Set) Has(h uint64) bool {
	if s == nil {
		return false
	}
	if h == 0 {
		return s.zero
	}
	for i := s.home(h); ; i = (i + 1) & (len(s.slots) - 1) {
		switch s.slots[i] {
		case h:
			return true
		case 0:
			return false
		}
	}
}
