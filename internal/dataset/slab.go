package dataset

import "satprep/internal/interaction"

// A slab lends out values and gets them all back at once, so that reading one
// learner after another makes no garbage. What it lends is zero.
type slab[T any] struct {
	chunks [][]T
	at     int // chunk being lent from
	used   int // of it
}

// slabChunk is how many values a slab takes from the heap at a time.
const slabChunk = 512

// reset takes back all that was lent.
func (s *slab[T]) reset() { s.at, s.used = 0, 0 }

// many lends n values in a row.
func (s *slab[T]) many(n int) []T {
	if n > slabChunk {
		return make([]T, n)
	}
	if s.at < len(s.chunks) && s.used+n > slabChunk {
		s.at, s.used = s.at+1, 0
	}
	if s.at == len(s.chunks) {
		s.chunks = append(s.chunks, make([]T, slabChunk))
	}
	list := s.chunks[s.at][s.used : s.used+n : s.used+n]
	s.used += n
	clear(list)
	return list
}

// one lends a value.
func (s *slab[T]) one() *T { return &s.many(1)[0] }

// A larder holds what the events of one learner point to.
type larder struct {
	answers slab[Answering]
	items   slab[interaction.Params]
	turns   slab[Turn]
	chances slab[interaction.Chance]
	bytes   slab[byte]
}

func (l *larder) reset() {
	l.answers.reset()
	l.items.reset()
	l.turns.reset()
	l.chances.reset()
	l.bytes.reset()
}
