package irt

import "math"

// NodeCount is the number of quadrature nodes.
const NodeCount = 61

// reach bounds the search of MAP, WLE and ML; a θ beyond it says no more than
// one at it.
const reach = 12.0

// nodes are -6, -5.8, …, 6.
var nodes = func() (x [NodeCount]float64) {
	for i := range x {
		x[i] = float64(i-NodeCount/2) / 5
	}
	return x
}()

// Nodes returns the 61 quadrature nodes on [-6, 6].
func Nodes() [NodeCount]float64 { return nodes }

// PriorWeights returns the density of N(mean, sd²) at the nodes, renormalised
// to sum to 1. Of a prior wholly off the nodes the nearest node is left.
func PriorWeights(mean, sd float64) [NodeCount]float64 {
	var w [NodeCount]float64
	logPrior(&w, mean, sd)
	normalise(&w)
	return w
}

// logPrior fills w with the log of the normal density, up to a constant.
func logPrior(w *[NodeCount]float64, mean, sd float64) {
	k := -0.5 / (sd * sd)
	for i, x := range nodes {
		w[i] = k * (x - mean) * (x - mean)
	}
}

// normalise turns log weights into weights that sum to 1.
func normalise(w *[NodeCount]float64) {
	top := w[0]
	for _, v := range w[1:] {
		top = max(top, v)
	}
	sum := 0.0
	for i, v := range w {
		w[i] = math.Exp(v - top)
		sum += w[i]
	}
	for i := range w {
		w[i] /= sum
	}
}

// posterior returns the posterior weights at the nodes.
func posterior(items []Params, right []bool, mean, sd float64) (w [NodeCount]float64) {
	logPrior(&w, mean, sd)
	for k, x := range nodes {
		w[k] += logLikelihood(items, right, x)
	}
	normalise(&w)
	return w
}

// moments returns mean and standard deviation of weights that sum to 1.
func moments(w *[NodeCount]float64) (mean, sd float64) {
	for k, x := range nodes {
		mean += w[k] * x
	}
	v := 0.0
	for k, x := range nodes {
		v += w[k] * (x - mean) * (x - mean)
	}
	return mean, math.Sqrt(v)
}

// EAP is the expected a posteriori θ with prior N(mean, sd²), and the posterior
// standard deviation as its standard error (Bock & Mislevy 1982).
func EAP(items []Params, right []bool, mean, sd float64) (theta, se float64) {
	if len(items) != len(right) {
		return math.NaN(), math.NaN()
	}
	w := posterior(items, right, mean, sd)
	return moments(&w)
}

// MAP is the mode of the posterior with prior N(mean, sd²), where
// l'(θ) - (θ-mean)/sd² = 0; se is 1/√(I(θ) + 1/sd²).
func MAP(items []Params, right []bool, mean, sd float64) (theta, se float64) {
	if len(items) != len(right) {
		return math.NaN(), math.NaN()
	}
	v := sd * sd
	theta, _ = summit(func(x float64) float64 { return slope(items, right, x) - (x-mean)/v })
	return theta, 1 / math.Sqrt(TestInformation(items, theta)+1/v)
}

// WLE is Warm's (1989) weighted likelihood estimate, where
// l'(θ) + J(θ)/(2I(θ)) = 0; se is 1/√I(θ). It is finite for every pattern of at
// least one item: the second term tends to ±a/2 where the first vanishes. For
// the 3PL it is not the mode under Jeffreys' prior. No items give NaN.
func WLE(items []Params, right []bool) (theta, se float64) {
	if len(items) != len(right) || len(items) == 0 {
		return math.NaN(), math.NaN()
	}
	theta, _ = summit(func(x float64) float64 {
		j, info := 0.0, 0.0
		for _, p := range items {
			j += p.J(x)
			info += p.Information(x)
		}
		return slope(items, right, x) + j/(2*info)
	})
	return theta, 1 / math.Sqrt(TestInformation(items, theta))
}

// ML is the maximum likelihood estimate; se is 1/√I(θ). When the likelihood has
// no maximum (all right, all wrong, or a 3PL pattern that guessing explains
// best) finite is false and theta is ±Inf, se +Inf.
func ML(items []Params, right []bool) (theta, se float64, finite bool) {
	if len(items) != len(right) || len(items) == 0 {
		return math.NaN(), math.NaN(), false
	}
	theta, inside := summit(func(x float64) float64 { return slope(items, right, x) })
	floor := 0.0 // the log-likelihood as θ falls to -∞
	for i, p := range items {
		if right[i] {
			floor += math.Log(p.C)
		} else {
			floor += math.Log1p(-p.C)
		}
	}
	switch {
	case !inside:
		return math.Copysign(math.Inf(1), theta), math.Inf(1), false
	case floor >= logLikelihood(items, right, theta):
		return math.Inf(-1), math.Inf(1), false
	}
	return theta, 1 / math.Sqrt(TestInformation(items, theta)), true
}

// slope is the derivative of the log-likelihood.
func slope(items []Params, right []bool, theta float64) float64 {
	s := 0.0
	for i, p := range items {
		s += p.slope(theta, right[i])
	}
	return s
}

// summit finds the highest maximum within ±reach of the function whose
// derivative is d: it sums d over a grid by Simpson's rule, since a 3PL
// likelihood may have several maxima, then bisects d around the best point.
// inside is false when that is an end of the range.
func summit(d func(float64) float64) (theta float64, inside bool) {
	const steps, h = 240, 2 * reach / 240
	best, height, top := 0, 0.0, 0.0
	last := d(-reach)
	for k := 1; k <= steps; k++ {
		x := -reach + float64(k)*h
		next := d(x)
		height += h / 6 * (last + 4*d(x-h/2) + next)
		last = next
		if height > top {
			best, top = k, height
		}
	}
	if best == 0 || best == steps {
		return -reach + float64(best)*h, false
	}
	lo, hi := -reach+float64(best-1)*h, -reach+float64(best+1)*h
	for range 60 {
		mid := (lo + hi) / 2
		if d(mid) > 0 {
			lo = mid
		} else {
			hi = mid
		}
	}
	return (lo + hi) / 2, true
}
