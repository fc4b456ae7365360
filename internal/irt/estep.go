package irt

import (
	"math"
	"runtime"
	"sync"
)

// A grid is a value at every node.
type grid = [NodeCount]float64

// An engine computes posteriors of persons, and what items get of them. It is told the items' curves, then run.
//
// Items are taken in blocks that share a byte. Before a run the likelihood of every state of a block is tabled at the
// nodes; a person's likelihood is then the product of one row a block, not of one a person and item. What a person
// adds to the expected counts goes into one row a block too, and is dealt out to the items after the run. With 50 items
// a person costs 7 × 61 multiplications and as many additions, about a seventh of the plain sums of Bock & Aitkin
// (1981), and the result is theirs.
type engine struct {
	packing
	items, blocks, persons int
	codes                  []uint8
	weights                []float64
	curves                 []grid // P at the nodes, an item
	table                  []grid // likelihood of a block's state, scaled so that its largest value is 1
	scale                  []float64
	prior                  grid
	shards                 []shard
	workers                int

	// Results of a run.
	logLikelihood float64
	margin        grid   // expected persons at the nodes
	seen, right   []grid // expected answers and right answers at the nodes, an item; seen is margin where nothing is missing
}

// A shard is a run of persons with sums of their own. How persons are cut into shards depends on the data alone, and
// the shards' sums are added in their order: the result is the same on any number of processors.
type shard struct {
	from, to      int
	sums          []grid // as engine.table
	logLikelihood float64
	margins       [3]grid   // expected persons at the nodes
	more          [2][]grid // further sums, and margins of each, for the derivatives by up to three parameters at once
}

const (
	shardMemory = 64 << 20 // bytes, of all shards' sums
	shardsMost  = 8
	shardLeast  = 256 // persons
)

func newEngine(r *Responses, workers int) *engine {
	p, codes, weights := r.packed()
	e := &engine{packing: p, items: r.items, blocks: p.blocks(r.items), codes: codes, weights: weights, workers: workers}
	if e.workers <= 0 {
		e.workers = runtime.GOMAXPROCS(0)
	}
	e.persons = len(codes) / e.blocks
	size := e.blocks * e.states()
	e.curves, e.table, e.scale = make([]grid, e.items), make([]grid, size), make([]float64, size)
	e.right, e.seen = make([]grid, e.items), make([]grid, e.items)
	n := max(1, min(shardsMost, shardMemory/(size*NodeCount*8), e.persons/shardLeast))
	for i := range n {
		e.shards = append(e.shards, shard{from: i * e.persons / n, to: (i + 1) * e.persons / n, sums: make([]grid, size)})
	}
	return e
}

// tabulate makes the table from the curves.
func (e *engine) tabulate() {
	states := e.states()
	for b := range e.blocks {
		rows := e.table[b*states : (b+1)*states]
		for k := range rows[0] {
			rows[0][k] = 1
		}
		n := 1 // states of the items so far
		for j := b * e.per; j < min((b+1)*e.per, e.items); j++ {
			p := &e.curves[j]
			for code := range n {
				row := &rows[code]
				for k, v := range row {
					rows[(e.base-1)*n+code][k] = v * p[k]
					v *= 1 - p[k]
					if e.base == 2 {
						row[k] = v
					} else {
						rows[n+code][k] = v
					}
				}
			}
			n *= e.base
		}
		for code := range n {
			row, top := &rows[code], 0.0
			for _, v := range row {
				top = max(top, v)
			}
			for k := range row {
				row[k] /= top
			}
			e.scale[b*states+code] = math.Log(top)
		}
	}
}

// run is the E-step at the curves and the prior.
func (e *engine) run() {
	e.tabulate()
	e.each(func(s *shard) {
		s.clear()
		e.posteriors(s, -1, func(rows []int, w *grid, _ Response, _ float64) { s.add(rows, w) })
	})
	e.logLikelihood = 0
	for i := range e.shards {
		e.logLikelihood += e.shards[i].logLikelihood
	}
	e.dealSums(0, &e.margin, e.seen, e.right)
}

// each runs f on every shard.
func (e *engine) each(f func(*shard)) {
	var group sync.WaitGroup
	next := make(chan *shard, len(e.shards))
	for i := range e.shards {
		next <- &e.shards[i]
	}
	close(next)
	for range min(e.workers, len(e.shards)) {
		group.Go(func() {
			for s := range next {
				f(s)
			}
		})
	}
	group.Wait()
}

func (s *shard) clear() {
	clear(s.sums)
	s.margins, s.logLikelihood = [3]grid{}, 0
}

// posteriors calls use with every person's posterior times their weight, the rows of the table that their answers are, and
// their weight. With an item it passes over those who have no answer to it, and calls use with that answer.
func (e *engine) posteriors(s *shard, item int, use func(rows []int, w *grid, answer Response, weight float64)) {
	states, rows, answer := e.states(), make([]int, 0, e.blocks), Missing
	for i := s.from; i < s.to; i++ {
		rows = rows[:0]
		codes, ll := e.codes[i*e.blocks:(i+1)*e.blocks], 0.0
		if item >= 0 {
			answer = Response(e.digit(int(codes[item/e.per]), item%e.per))
			if e.base == 2 {
				answer++
			}
			if answer == Missing {
				continue
			}
		}
		for b, code := range codes {
			if code == 0 && e.base == 3 { // nothing of this block was answered
				continue
			}
			at := b*states + int(code)
			rows = append(rows, at)
			ll += e.scale[at]
		}
		w, r := e.prior, rows
		for ; len(r) >= 4; r = r[4:] {
			times(&w, &e.table[r[0]], &e.table[r[1]], &e.table[r[2]], &e.table[r[3]])
		}
		for _, at := range r {
			t := &e.table[at]
			for k := range w {
				w[k] *= t[k]
			}
		}
		sum := 0.0
		for _, v := range w {
			sum += v
		}
		weight := 1.0
		if e.weights != nil {
			weight = e.weights[i]
		}
		s.logLikelihood += weight * (ll + math.Log(sum))
		f := weight / sum
		for k := range w {
			w[k] *= f
		}
		use(rows, &w, answer, weight)
	}
}

func times(w, a, b, c, d *grid) {
	for k := range w {
		w[k] *= a[k] * b[k] * (c[k] * d[k])
	}
}

// add adds w to the sums of rows and to the margin.
func (s *shard) add(rows []int, w *grid) {
	for k, v := range w {
		s.margins[0][k] += v
	}
	for ; len(rows) >= 4; rows = rows[4:] {
		plus(w, &s.sums[rows[0]], &s.sums[rows[1]], &s.sums[rows[2]], &s.sums[rows[3]])
	}
	for _, at := range rows {
		t := &s.sums[at]
		for k, v := range w {
			t[k] += v
		}
	}
}

func plus(w, a, b, c, d *grid) {
	for k, v := range w {
		a[k] += v
		b[k] += v
		c[k] += v
		d[k] += v
	}
}

// dealSums adds the shards' sums number n and deals them out to the items.
func (e *engine) dealSums(n int, margin *grid, seen, right []grid) {
	*margin = grid{}
	clear(right)
	clear(seen)
	for i := range e.shards {
		for k, v := range e.shards[i].margins[n] {
			margin[k] += v
		}
	}
	states := e.states()
	for b := range e.blocks {
		for code := range states {
			var sum grid
			for i := range e.shards {
				for k, v := range e.shards[i].of(n)[b*states+code] {
					sum[k] += v
				}
			}
			rest := code
			for j := b * e.per; j < min((b+1)*e.per, e.items); j++ {
				digit := rest % e.base
				rest /= e.base
				if digit == e.base-1 {
					for k, v := range sum {
						right[j][k] += v
					}
				}
				if e.base == 3 && digit != int(Missing) {
					for k, v := range sum {
						seen[j][k] += v
					}
				}
			}
		}
	}
	if e.base == 2 {
		for j := range seen {
			seen[j] = *margin
		}
	}
}
