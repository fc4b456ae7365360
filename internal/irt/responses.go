package irt

import (
	"fmt"
	"math"
)

// A Response is one person's answer to one item as calibration sees it.
type Response uint8

// Responses. What was not presented or not reached is Missing; what was omitted is Wrong.
const (
	Missing Response = iota
	Wrong
	Right
)

// Responses are the answers of many persons to one list of items. They are packed, five items to a byte (or eight, once
// it is known that none is missing), so that ten million persons and 50 items take 100 MB; and a byte is the index of a
// table in the E-step, which is why it is fast.
type Responses struct {
	items   int
	packing packing
	codes   []uint8   // persons × blocks
	weights []float64 // nil while every row counts once
	missing bool
	total   float64 // sum of the weights
	count   [][2]float64
}

// A packing is how items share bytes: per items to a block, each a digit in base.
type packing struct{ base, per int }

var (
	ternary = packing{3, 5} // digits are Missing, Wrong, Right
	binary8 = packing{2, 8} // digits are wrong 0, right 1
)

func (p packing) blocks(items int) int { return (items + p.per - 1) / p.per }

func (p packing) states() int {
	n := 1
	for range p.per {
		n *= p.base
	}
	return n
}

// digit is digit i of code.
func (p packing) digit(code, i int) int {
	for range i {
		code /= p.base
	}
	return code % p.base
}

// NewResponses returns the answers of nobody to a number of items.
func NewResponses(items int) *Responses {
	return &Responses{items: items, packing: ternary, count: make([][2]float64, items)}
}

// Add adds the answers of weight persons who all answered alike. A row of nothing but Missing tells nothing and is not
// counted. Rows of another length, unknown answers and weights that are no positive number are errors, and nothing is added.
func (r *Responses) Add(row []Response, weight float64) error {
	if len(row) != r.items {
		return fmt.Errorf("a row of %d answers to %d items", len(row), r.items)
	} else if !(weight > 0) || math.IsInf(weight, 0) {
		return fmt.Errorf("a row that counts %v times", weight)
	}
	seen := 0
	for _, a := range row {
		if a > Right {
			return fmt.Errorf("an answer %d is neither Missing, Wrong nor Right", a)
		} else if a != Missing {
			seen++
		}
	}
	if seen == 0 {
		return nil
	}
	if weight != 1 && r.weights == nil {
		r.weights = make([]float64, r.Rows(), cap(r.codes)/max(1, r.packing.blocks(r.items)))
		for i := range r.weights {
			r.weights[i] = 1
		}
	}
	if r.weights != nil {
		r.weights = append(r.weights, weight)
	}
	r.missing = r.missing || seen < r.items
	r.total += weight
	for from := 0; from < r.items; from += r.packing.per {
		code, power := 0, 1
		for i, a := range row[from:min(from+r.packing.per, r.items)] {
			code += power * int(a)
			power *= r.packing.base
			if a != Missing {
				r.count[from+i][a-Wrong] += weight
			}
		}
		r.codes = append(r.codes, uint8(code))
	}
	return nil
}

// Rows is the number of rows that were added and tell something.
func (r *Responses) Rows() int {
	if r.items == 0 {
		return 0
	}
	return len(r.codes) / r.packing.blocks(r.items)
}

// Items is the length of a row.
func (r *Responses) Items() int { return r.items }

// Count returns how many answered an item wrong and right.
func (r *Responses) Count(item int) (wrong, right float64) {
	return r.count[item][0], r.count[item][1]
}

// Row writes row i into into, which has a place for every item, and returns its weight.
func (r *Responses) Row(i int, into []Response) (weight float64) {
	blocks := r.packing.blocks(r.items)
	for b, code := range r.codes[i*blocks : (i+1)*blocks] {
		for j := b * r.packing.per; j < min((b+1)*r.packing.per, r.items); j++ {
			into[j] = Response(code % uint8(r.packing.base))
			code /= uint8(r.packing.base)
		}
	}
	if r.weights == nil {
		return 1
	}
	return r.weights[i]
}

// packed returns the rows as the E-step reads them: equal ones once where there can be many, and in the denser packing
// where nothing is missing.
func (r *Responses) packed() (p packing, codes []uint8, weights []float64) {
	p, codes, weights = r.packing, r.codes, r.weights
	if !r.missing {
		p, codes = binary8, make([]uint8, 0, r.Rows()*binary8.blocks(r.items))
		row := make([]Response, r.items)
		for i := range r.Rows() {
			r.Row(i, row)
			for from := 0; from < r.items; from += p.per {
				code := uint8(0)
				for j, a := range row[from:min(from+p.per, r.items)] {
					if a == Right {
						code |= 1 << j
					}
				}
				codes = append(codes, code)
			}
		}
	}
	if r.items > manyPatterns {
		return p, codes, weights
	}
	blocks, at := p.blocks(r.items), map[string]int{}
	var once []uint8
	var sums []float64
	for i := range r.Rows() {
		key, weight := codes[i*blocks:(i+1)*blocks], 1.0
		if weights != nil {
			weight = weights[i]
		}
		j, had := at[string(key)]
		if !had {
			j = len(sums)
			at[string(key)], once, sums = j, append(once, key...), append(sums, 0)
		}
		sums[j] += weight
	}
	return p, once, sums
}

// manyPatterns is the number of items above which equal rows are too rare to look for.
const manyPatterns = 20
