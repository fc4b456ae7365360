package irt

import (
	"context"
	"errors"
	"math"
)

// Errors are the standard errors of an item's parameters; of what was not free they are 0, and NaN of an item whose
// parameters the answers do not settle.
type Errors struct{ A, B, C, D float64 }

// wholeInformation is the number of free parameters up to which their information is inverted as one matrix. Above it
// every item is inverted by itself, which leaves out what the errors of other items add: little, where there are so many.
const wholeInformation = 1000

// A score is the derivative of the log-likelihood of an answer by one parameter at the nodes, or of the population.
type scored struct {
	right, wrong grid
	at           int // in the vector
}

// StandardErrors computes the standard errors from the observed information: that of the complete data less what is missing
// for θ not being seen (Louis 1982; the identity of Oakes 1999, its derivative of the expected counts taken exactly). It
// goes over the persons once an item. population is the error of mean and standard deviation where they were free.
//
// An item whose parameters stand at a bound, or are not settled by the answers, has no error (NaN), and those of all others
// are as if its parameters were known. The error is that of a ctx that ended, or that nothing has a standard error.
func (c *Calibration) StandardErrors(ctx context.Context) (items []Errors, population [2]float64, err error) {
	n, fitted := c.layout.size, c.layout.items(c.specs, c.x)
	if n == 0 {
		return make([]Errors, len(fitted)), population, nil
	}
	info := make([][]float64, n)
	row := make([]float64, n)
	for i := range info {
		info[i] = make([]float64, n)
	}
	dMargin, dSeen, dRight := grid{}, make([]grid, len(fitted)), make([]grid, len(fitted))
	e := c.engine
	for i := range e.shards {
		e.shards[i].more = [2][]grid{make([]grid, len(e.table)), make([]grid, len(e.table))}
	}
	defer func() {
		for i := range e.shards {
			e.shards[i].more = [2][]grid{}
		}
	}()
	for j := -1; j < len(fitted); j++ {
		if err := ctx.Err(); err != nil {
			return nil, population, err
		}
		var list []scored
		if j < 0 {
			list = c.populationScores()
		} else {
			list = c.scores(j, fitted[j])
		}
		if len(list) == 0 {
			continue
		}
		e.derive(j, list)
		for i, s := range list {
			e.dealSums(i, &dMargin, dSeen, dRight)
			clear(row)
			c.gradient(fitted, &dMargin, dSeen, dRight, row)
			for q, v := range row {
				info[s.at][q] -= v
			}
		}
	}
	c.complete(fitted, info)
	for i := range info { // exact arithmetic would have made it symmetric
		for j := range i {
			v := (info[i][j] + info[j][i]) / 2
			info[i][j], info[j][i] = v, v
		}
	}
	invert := c.invertWhole
	if n > wholeInformation {
		invert = c.invertByItem
	}
	if err := invert(ctx, fitted, info); err != nil {
		return nil, population, err
	}
	return c.errorsOf(fitted, info)
}

var errIndefinite = errors.New("the information is not positive definite: the estimate is no maximum, or some parameter is not identified")

func (c *Calibration) errorsOf(fitted []item, cov [][]float64) (items []Errors, population [2]float64, err error) {
	of := func(i, j int) float64 {
		if i < 0 || j < 0 {
			return 0
		}
		return cov[i][j]
	}
	l := c.layout
	for j, it := range fitted {
		a, d, g := l.a[j], l.d[j], l.c[j]
		va, vd, cad := of(a, a), of(d, d), of(a, d)
		items = append(items, Errors{A: math.Sqrt(va), D: math.Sqrt(vd), C: it.c * (1 - it.c) * math.Sqrt(of(g, g)),
			B: math.Sqrt(max(0, it.d*it.d*va/math.Pow(it.a, 4)+vd/(it.a*it.a)-2*it.d*cad/math.Pow(it.a, 3)))})
	}
	if p := l.population; p >= 0 {
		population = [2]float64{math.Sqrt(cov[p][p]), math.Sqrt(cov[p+1][p+1])}
	}
	return items, population, nil
}

// scores are those of an item's free parameters.
func (c *Calibration) scores(j int, it item) (list []scored) {
	at := [3]int{c.layout.a[j], c.layout.d[j], c.layout.c[j]}
	var s [3]scored
	for k, x := range nodes {
		p, u := it.factors(x)
		for i := range s {
			s[i].right[k], s[i].wrong[k] = (1-p)*u[i], -p*u[i]
		}
	}
	for i := range s {
		if s[i].at = at[i]; at[i] >= 0 {
			list = append(list, s[i])
		}
	}
	return list
}

// factors are P and dP/P(1-P) by (a, d, g).
func (it item) factors(x float64) (p float64, u [3]float64) {
	l, _ := logistic(it.a*x + it.d)
	p = it.c + (1-it.c)*l
	if it.c == 0 {
		return p, [3]float64{x, 1, 0}
	}
	return p, [3]float64{l / p * x, l / p, it.c / p}
}

func (c *Calibration) populationScores() []scored {
	at := c.layout.population
	if at < 0 {
		return nil
	}
	mean, sd := c.x[at], c.x[at+1]
	var s [2]scored
	var expected [2]float64 // under the prior at the nodes, which is normalised there
	for k, x := range nodes {
		z := (x - mean) / sd
		s[0].right[k], s[1].right[k] = z/sd, (z*z-1)/sd
		for i := range s {
			expected[i] += c.engine.prior[k] * s[i].right[k]
		}
	}
	for i := range s {
		s[i].at = at + i
		for k := range nodes {
			s[i].right[k] -= expected[i]
		}
	}
	return s[:]
}

// derive sums the derivatives of all posteriors by the parameters of one item (or, at -1, of the population).
func (e *engine) derive(item int, list []scored) {
	e.each(func(sh *shard) {
		sh.clear()
		for i := range list[min(1, len(list)):] {
			clear(sh.more[i])
		}
		e.posteriors(sh, item, func(rows []int, w *grid, answer Response, weight float64) {
			for i := range list {
				s := &list[i].right
				if answer == Wrong {
					s = &list[i].wrong
				}
				var v grid
				mean := 0.0
				for k := range v {
					v[k] = w[k] * s[k]
					mean += v[k]
				}
				mean /= weight
				for k := range v {
					v[k] -= w[k] * mean
					sh.margins[i][k] += v[k]
				}
				sums := sh.of(i)
				for _, at := range rows {
					t := &sums[at]
					for k, x := range v {
						t[k] += x
					}
				}
			}
		})
	})
}

// of is the i-th set of sums of a shard.
func (s *shard) of(i int) []grid {
	if i == 0 {
		return s.sums
	}
	return s.more[i-1]
}

// gradient adds to row the gradient of the expected log-likelihood as a linear function of counts.
func (c *Calibration) gradient(fitted []item, margin *grid, seen, right []grid, row []float64) {
	for j, it := range fitted {
		at := [3]int{c.layout.a[j], c.layout.d[j], c.layout.c[j]}
		if at[0] < 0 && at[1] < 0 {
			continue
		}
		for k, x := range nodes {
			p, u := it.factors(x)
			v := right[j][k] - seen[j][k]*p
			for i, to := range at {
				if to >= 0 {
					row[to] += v * u[i]
				}
			}
		}
	}
	for _, s := range c.populationScores() {
		for k, v := range margin {
			row[s.at] += v * s.right[k]
		}
	}
}

// complete adds the observed information of the complete data and of the priors. It runs the E-step anew.
func (c *Calibration) complete(fitted []item, info [][]float64) {
	e := c.engine
	e.run()
	for j, it := range fitted {
		_, _, _, h := priors(c.specs[j], it)
		for k, x := range nodes {
			l, m := logistic(it.a*x + it.d)
			p, u := it.factors(x)
			n, residual := e.seen[j][k], e.right[j][k]-e.seen[j][k]*p
			hh, t := l*m*it.c/(p*p), l*it.c*(1-it.c)*m/(p*p)
			second := [3][3]float64{{x * x * hh, x * hh, -x * t}, {x * hh, hh, -t}, {-x * t, -t, it.c * (1 - it.c) * l / (p * p)}}
			for i := range 3 {
				for q := range 3 {
					h[i][q] += n*p*(1-it.c)*m*u[i]*u[q] - residual*second[i][q]
				}
			}
		}
		at := [3]int{c.layout.a[j], c.layout.d[j], c.layout.c[j]}
		for i, p := range at {
			for k, q := range at {
				if p >= 0 && q >= 0 {
					info[p][q] += h[i][k]
				}
			}
		}
	}
	if at := c.layout.population; at >= 0 {
		mean, sd := c.x[at], c.x[at+1]
		// Minus the second derivatives of the normal density, summed over the margin.
		n, sum1, sum2 := 0.0, 0.0, 0.0
		for k, x := range nodes {
			n += e.margin[k]
			sum1 += e.margin[k] * (x - mean)
			sum2 += e.margin[k] * (x - mean) * (x - mean)
		}
		info[at][at] += n / (sd * sd)
		info[at][at+1] += 2 * sum1 / (sd * sd * sd)
		info[at+1][at] += 2 * sum1 / (sd * sd * sd)
		info[at+1][at+1] += 3*sum2/(sd*sd*sd*sd) - n/(sd*sd)
	}
}

// invert inverts a symmetric positive definite matrix in place (Cholesky). Of another it returns the first row that is, but for
// rounding, a combination of those before; else -1.
func invert(m [][]float64) (failed int) {
	n := len(m)
	for i := range n {
		for j := range i + 1 {
			v := m[i][j]
			for k := range j {
				v -= m[i][k] * m[j][k]
			}
			if i > j {
				m[i][j] = v / m[j][j]
			} else if v > 1e-12*m[i][i] {
				m[i][i] = math.Sqrt(v)
			} else {
				return i
			}
		}
	}
	for i := range n { // the inverse of the triangle
		m[i][i] = 1 / m[i][i]
		for j := range i {
			v := 0.0
			for k := j; k < i; k++ {
				v -= m[i][k] * m[k][j]
			}
			m[i][j] = v * m[i][i]
		}
	}
	for j := range n {
		for i := j; i < n; i++ {
			v := 0.0
			for k := i; k < n; k++ {
				v += m[k][i] * m[k][j]
			}
			m[j][i] = v // the upper half, which is not read any more
		}
	}
	for i := range n {
		for j := range i {
			m[i][j] = m[j][i]
		}
	}
	return -1
}

// among is the part of a symmetric matrix in some rows and columns.
func among(m [][]float64, list []int) [][]float64 {
	b := make([][]float64, len(list))
	for i, p := range list {
		for _, q := range list {
			b[i] = append(b[i], m[p][q])
		}
	}
	return b
}

// put writes b where among read it.
func put(m [][]float64, list []int, b [][]float64) {
	for i, p := range list {
		for j, q := range list {
			m[p][q] = b[i][j]
		}
	}
}

// own are the places of an item's own parameters: a slope that all share belongs to none.
func (c *Calibration) own(j int) (list []int) {
	for _, at := range [3]int{c.layout.a[j], c.layout.d[j], c.layout.c[j]} {
		if at >= 0 && !(at == c.layout.a[j] && c.layout.shared) {
			list = append(list, at)
		}
	}
	return list
}

// bounded reports whether a free parameter of an item stands where the search was stopped, which is no maximum.
func (c *Calibration) bounded(j int, it item) bool {
	const near = 1 - 1e-6
	return c.specs[j].FreeA && math.Abs(it.a) > near*steepest || c.specs[j].FreeB && math.Abs(it.d) > near*farthest
}

// invertWhole inverts the information as one matrix, without the items that are bounded; where it is not positive definite,
// without the item that the first row which depends on others belongs to, until it is.
func (c *Calibration) invertWhole(ctx context.Context, fitted []item, m [][]float64) error {
	owner, out := make([]int, len(m)), make([]bool, len(fitted))
	for i := range owner {
		owner[i] = -1
	}
	for j, it := range fitted {
		out[j] = c.bounded(j, it)
		for _, at := range c.own(j) {
			owner[at] = j
		}
	}
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		var list []int
		for i, j := range owner {
			if j < 0 || !out[j] {
				list = append(list, i)
			}
		}
		if len(list) == 0 {
			return errIndefinite
		}
		b := among(m, list)
		failed := invert(b)
		if failed < 0 {
			for i := range m {
				m[i][i] = math.NaN()
			}
			put(m, list, b)
			return nil
		}
		j := owner[list[failed]]
		if j < 0 {
			return errIndefinite
		}
		out[j] = true
	}
}

// invertByItem inverts the block of every item, and of the population, by itself.
func (c *Calibration) invertByItem(_ context.Context, fitted []item, m [][]float64) error {
	some := false
	for j, it := range fitted {
		var list []int
		for _, at := range [3]int{c.layout.a[j], c.layout.d[j], c.layout.c[j]} {
			if at >= 0 {
				list = append(list, at)
			}
		}
		b := among(m, list)
		if len(list) > 0 && !c.bounded(j, it) && invert(b) < 0 {
			put(m, list, b)
			some = true
			continue
		}
		for _, at := range c.own(j) {
			m[at][at] = math.NaN()
		}
	}
	if p := c.layout.population; p >= 0 {
		b := among(m, []int{p, p + 1})
		if invert(b) >= 0 {
			return errIndefinite
		}
		put(m, []int{p, p + 1}, b)
	}
	if !some {
		return errIndefinite
	}
	return nil
}
