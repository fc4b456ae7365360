package kt

import (
	"context"
	"math"
	"runtime"
	"sync"
)

// A sparse is a matrix by rows.
type sparse struct {
	start   []int // of row i; len rows+1
	column  []int32
	value   []float32
	columns int
}

func (m *sparse) rows() int { return len(m.start) - 1 }

// Regress fits an L2-regularised logistic regression: the least Σ ln(1+e^{-y·xw}) + penalty/2 · |w|², the weight of column
// 0, which is the intercept, going free. It is a truncated Newton method: conjugate gradients preconditioned by the
// diagonal solve for the step, which is halved until the loss falls (Lin, Weng & Keerthi 2008, with a line search in the place
// of the trust region). It ends when the gradient has shrunk by 1e-6. The result does not depend on the number of processors.
func regress(ctx context.Context, x *sparse, right []bool, penalty float64) (w []float64, steps int, err error) {
	f := newLoss(x, right, penalty)
	w = make([]float64, x.columns)
	gradient, diagonal := make([]float64, x.columns), make([]float64, x.columns)
	now := f.at(w, gradient, diagonal)
	first := norm(gradient)
	for steps = 0; steps < 100 && norm(gradient) > 1e-6*first; steps++ {
		if err := ctx.Err(); err != nil {
			return nil, steps, err
		}
		step := f.solve(gradient, diagonal)
		slope := 0.0
		for i, s := range step {
			slope += s * gradient[i]
		}
		next, moved := make([]float64, len(w)), false
		for scale := 1.0; scale > 1e-10; scale /= 2 {
			for i := range w {
				next[i] = w[i] + scale*step[i]
			}
			if v := f.value(next); v <= now+1e-4*scale*slope {
				moved = true
				break
			}
		}
		if !moved {
			break // as low as the digits allow
		}
		w = next
		now = f.at(w, gradient, diagonal)
	}
	return w, steps, nil
}

func norm(v []float64) float64 {
	s := 0.0
	for _, x := range v {
		s += x * x
	}
	return math.Sqrt(s)
}

// loss is the objective. Rows are cut into parts by their number alone, and the parts' sums added in order.
type loss struct {
	x       *sparse
	right   []bool
	penalty float64
	weight  []float64 // p(1-p) by row, at the last w
	part    []lossPart
}

type lossPart struct {
	from, to      int
	sum           float64
	first, second []float64
}

func newLoss(x *sparse, right []bool, penalty float64) *loss {
	f := &loss{x: x, right: right, penalty: penalty, weight: make([]float64, x.rows())}
	n := max(1, min(8, x.rows()/1024))
	for i := range n {
		f.part = append(f.part, lossPart{from: i * x.rows() / n, to: (i + 1) * x.rows() / n, first: make([]float64, x.columns), second: make([]float64, x.columns)})
	}
	return f
}

func (f *loss) each(do func(p *lossPart)) {
	var group sync.WaitGroup
	next := make(chan *lossPart, len(f.part))
	for i := range f.part {
		next <- &f.part[i]
	}
	close(next)
	for range min(runtime.GOMAXPROCS(0), len(f.part)) {
		group.Go(func() {
			for p := range next {
				do(p)
			}
		})
	}
	group.Wait()
}

func (f *loss) dot(i int, w []float64) (z float64) {
	for j := f.x.start[i]; j < f.x.start[i+1]; j++ {
		z += float64(f.x.value[j]) * w[f.x.column[j]]
	}
	return z
}

// cost is ln(1+e^z) - z for a right answer, ln(1+e^z) for a wrong one.
func (f *loss) cost(i int, z float64) float64 {
	c := math.Max(z, 0) + math.Log1p(math.Exp(-math.Abs(z)))
	if f.right[i] {
		c -= z
	}
	return c
}

func (f *loss) shrinkage(w []float64) (s float64) {
	for _, v := range w[1:] {
		s += v * v
	}
	return f.penalty / 2 * s
}

func (f *loss) value(w []float64) float64 {
	f.each(func(p *lossPart) {
		p.sum = 0
		for i := p.from; i < p.to; i++ {
			p.sum += f.cost(i, f.dot(i, w))
		}
	})
	v := f.shrinkage(w)
	for i := range f.part {
		v += f.part[i].sum
	}
	return v
}

// at is the value at w, with its gradient and the diagonal of its second derivatives.
func (f *loss) at(w, gradient, diagonal []float64) float64 {
	f.each(func(p *lossPart) {
		p.sum = 0
		clear(p.first)
		clear(p.second)
		for i := p.from; i < p.to; i++ {
			z := f.dot(i, w)
			p.sum += f.cost(i, z)
			q := logistic(z)
			d := q
			if f.right[i] {
				d--
			}
			f.weight[i] = q * (1 - q)
			for j := f.x.start[i]; j < f.x.start[i+1]; j++ {
				v := float64(f.x.value[j])
				p.first[f.x.column[j]] += d * v
				p.second[f.x.column[j]] += f.weight[i] * v * v
			}
		}
	})
	v := f.shrinkage(w)
	f.gather(gradient, func(p *lossPart) []float64 { return p.first })
	f.gather(diagonal, func(p *lossPart) []float64 { return p.second })
	for i := range f.part {
		v += f.part[i].sum
	}
	for i := range gradient {
		if i > 0 {
			gradient[i] += f.penalty * w[i]
			diagonal[i] += f.penalty
		}
		diagonal[i] = math.Max(diagonal[i], 1e-9)
	}
	return v
}

func (f *loss) gather(into []float64, of func(*lossPart) []float64) {
	clear(into)
	for i := range f.part {
		for j, v := range of(&f.part[i]) {
			into[j] += v
		}
	}
}

// times is the second derivatives at the last w, times v.
func (f *loss) times(v, into []float64) {
	f.each(func(p *lossPart) {
		clear(p.first)
		for i := p.from; i < p.to; i++ {
			z := f.weight[i] * f.dot(i, v)
			for j := f.x.start[i]; j < f.x.start[i+1]; j++ {
				p.first[f.x.column[j]] += z * float64(f.x.value[j])
			}
		}
	})
	f.gather(into, func(p *lossPart) []float64 { return p.first })
	for i := 1; i < len(v); i++ {
		into[i] += f.penalty * v[i]
	}
}

// solve is Newton's step, to a tenth of the gradient.
func (f *loss) solve(gradient, diagonal []float64) []float64 {
	n := len(gradient)
	step, r, z, d, hd := make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)
	rz := 0.0
	for i, g := range gradient {
		r[i] = -g
		z[i] = r[i] / diagonal[i]
		d[i] = z[i]
		rz += r[i] * z[i]
	}
	aim := 0.1 * norm(gradient)
	for range 200 {
		f.times(d, hd)
		curve := 0.0
		for i := range d {
			curve += d[i] * hd[i]
		}
		if !(curve > 0) {
			break
		}
		a := rz / curve
		for i := range step {
			step[i] += a * d[i]
			r[i] -= a * hd[i]
		}
		if norm(r) <= aim {
			break
		}
		was := rz
		rz = 0
		for i := range r {
			z[i] = r[i] / diagonal[i]
			rz += r[i] * z[i]
		}
		for i := range d {
			d[i] = z[i] + rz/was*d[i]
		}
	}
	return step
}
