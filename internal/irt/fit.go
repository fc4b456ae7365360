package irt

import (
	"context"
	"math"
)

// An ItemFit says how an item's answers agree with its parameters.
type ItemFit struct {
	N     float64 // answers
	Right float64 // share of right ones
	// Infit is the information-weighted mean square of the residuals at EAP (Wright & Masters 1982). 1 is expected of many items;
	// with few an EAP leans to the answers it is compared with, and the figure is below 1 (.85 with eight).
	Infit  float64
	Outfit float64 // unweighted mean square
	// SX2 compares right answers by the number of right answers to all items with what the model expects (Orlando &
	// Thissen 2000), over rows without missing answers; neighbouring scores are joined until a cell expects at least one.
	// P is its tail probability; with too few complete rows or cells DF is 0 and P is NaN.
	SX2, DF, P float64
}

// manyRows is after how many rows it is asked again whether the work is still wanted.
const manyRows = 1 << 12

// Fit computes the fit of every item. free says how many parameters of each were estimated from these answers. The error is
// that of a ctx that ended.
func Fit(ctx context.Context, r *Responses, items []Params, mean, sd float64, free []int) ([]ItemFit, error) {
	out := make([]ItemFit, len(items))
	if len(items) != r.items || r.Rows() == 0 {
		return out, nil
	}
	tables := make([]*Table, len(items))
	for j, p := range items {
		tables[j] = NewTable(p)
	}
	squares, weights := make([]float64, len(items)), make([]float64, len(items))
	scores := newScoreTable(items, mean, sd)
	row := make([]Response, r.items)
	for i := range r.Rows() {
		if i%manyRows == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		n := r.Row(i, row)
		var e Evidence
		total, complete := 0, true
		for j, a := range row {
			if a == Missing {
				complete = false
				continue
			}
			e.Add(tables[j], a == Right)
			if a == Right {
				total++
			}
		}
		theta, _ := e.Posterior(mean, sd)
		for j, a := range row {
			if a == Missing {
				continue
			}
			p := items[j].P(theta)
			w, u := p*(1-p), 0.0
			if a == Right {
				u = 1
				out[j].Right += n
			}
			out[j].N += n
			out[j].Outfit += n * (u - p) * (u - p) / math.Max(w, 1e-12)
			squares[j] += n * (u - p) * (u - p)
			weights[j] += n * w
		}
		if complete {
			scores.add(row, total, n)
		}
	}
	for j := range out {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		f := &out[j]
		f.Right, f.Outfit, f.Infit = f.Right/f.N, f.Outfit/f.N, squares[j]/weights[j]
		f.SX2, f.DF, f.P = scores.test(j, free[j])
	}
	return out, nil
}

// A scoreTable counts right answers by the number of right answers, beside what is expected.
type scoreTable struct {
	items []Params
	prior grid
	curve []grid
	n     []float64   // rows by score
	right [][]float64 // by item and score
}

func newScoreTable(items []Params, mean, sd float64) *scoreTable {
	t := &scoreTable{items: items, prior: PriorWeights(mean, sd), curve: make([]grid, len(items)), n: make([]float64, len(items)+1)}
	for j, p := range items {
		itemOf(p).curve(&t.curve[j])
		t.right = append(t.right, make([]float64, len(items)+1))
	}
	return t
}

func (t *scoreTable) add(row []Response, total int, n float64) {
	t.n[total] += n
	for j, a := range row {
		if a == Right {
			t.right[j][total] += n
		}
	}
}

// distribution is the probability of each score at each node without one item (or with all, at -1): the recursion of Lord &
// Wingersky (1984).
func (t *scoreTable) distribution(without int) []grid {
	d := make([]grid, 1, len(t.items)+1)
	for k := range d[0] {
		d[0][k] = 1
	}
	for j := range t.items {
		if j == without {
			continue
		}
		d = append(d, grid{})
		for s := len(d) - 1; s >= 0; s-- {
			for k, p := range t.curve[j] {
				d[s][k] *= 1 - p
				if s > 0 {
					d[s][k] += d[s-1][k] * p
				}
			}
		}
	}
	return d
}

func (t *scoreTable) test(j, free int) (x2, df, p float64) {
	whole, rest := t.distribution(-1), t.distribution(j)
	cells, n, right, expected := 0, 0.0, 0.0, 0.0
	type cell struct{ n, right, expected float64 }
	var list []cell
	for s := 1; s < len(t.items); s++ {
		with, all := 0.0, 0.0
		for k, w := range t.prior {
			with += w * t.curve[j][k] * rest[s-1][k]
			all += w * whole[s][k]
		}
		if all > 0 {
			n, right, expected = n+t.n[s], right+t.right[j][s], expected+t.n[s]*with/all
		}
		if expected >= 1 && n-expected >= 1 {
			list = append(list, cell{n, right, expected})
			n, right, expected = 0, 0, 0
		}
	}
	if len(list) > 0 { // what is left of the last scores joins the cell before
		last := &list[len(list)-1]
		last.n, last.right, last.expected = last.n+n, last.right+right, last.expected+expected
	}
	for _, c := range list {
		q := c.expected / c.n
		if d := c.right/c.n - q; q > 0 && q < 1 {
			x2 += c.n * d * d / (q * (1 - q))
			cells++
		}
	}
	if df = float64(cells - free); df <= 0 {
		return x2, 0, math.NaN()
	}
	return x2, df, chiSquareTail(x2, df)
}
