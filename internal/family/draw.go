package family

import (
	"hash/fnv"
	"math/rand/v2"
)

// A Draw gives a variant its random numbers.
type Draw struct{ r *rand.Rand }

// redraw is what Need panics with; variant recovers it.
type redraw struct{}

// newDraw is the source of a family's variant: PCG of the seed and the name.
func newDraw(name string, seed uint64) *Draw {
	h := fnv.New64a()
	h.Write([]byte(name))
	return &Draw{rand.New(rand.NewPCG(seed, h.Sum64()))}
}

// Need draws the whole variant again unless ok.
func (d *Draw) Need(ok bool) {
	if !ok {
		panic(redraw{})
	}
}

// Int is a whole number of [low, high].
func (d *Draw) Int(low, high int) int { return low + d.r.IntN(high-low+1) }

// Nonzero is a whole number of [-high, -low] or [low, high].
func (d *Draw) Nonzero(low, high int) int { return d.Sign() * d.Int(low, high) }

// Step is a multiple of step of [low, high]; low is one.
func (d *Draw) Step(low, high, step int) int { return low + step*d.r.IntN((high-low)/step+1) }

// Sign is 1 or -1.
func (d *Draw) Sign() int { return 1 - 2*d.r.IntN(2) }

// Name is the first name of a person.
func (d *Draw) Name() string {
	return pick(d, "Amara", "Beatriz", "Chidi", "Dalia", "Emeka", "Farah", "Goran", "Hana", "Ines", "Jamal", "Kaito", "Leilani",
		"Mateo", "Nadia", "Oskar", "Priya", "Quentin", "Rosa", "Samir", "Tala", "Usha", "Viktor", "Wanda", "Ximena", "Yusuf", "Zofia")
}

// pick is one of the list.
func pick[T any](d *Draw, list ...T) T { return list[d.r.IntN(len(list))] }

// shuffled is the list in random order.
func shuffled[T any](d *Draw, list ...T) []T {
	d.r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	return list
}
