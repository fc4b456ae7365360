package irt

import "math"

// Params are an item's parameters: slope A > 0, difficulty B on the θ scale and
// lower asymptote C in [0, 1). C = 0 is the 2PL of answers that are typed in.
type Params struct{ A, B, C float64 }

// Valid reports whether p can be computed with: finite, A > 0, 0 <= C < 1.
func (p Params) Valid() bool {
	return p.A > 0 && !math.IsInf(p.A, 0) && !math.IsNaN(p.B) && !math.IsInf(p.B, 0) && p.C >= 0 && p.C < 1
}

// logistic returns 1/(1+e^{-z}) and its complement, each without cancellation.
func logistic(z float64) (l, m float64) {
	if z < 0 {
		e := math.Exp(z)
		return e / (1 + e), 1 / (1 + e)
	}
	e := math.Exp(-z)
	return 1 / (1 + e), e / (1 + e)
}

// softplus returns ln(1+e^z).
func softplus(z float64) float64 {
	return math.Max(z, 0) + math.Log1p(math.Exp(-math.Abs(z)))
}

// parts returns L = logistic(a(θ-b)), 1-L, P, and L/P, which is 1 when C is 0
// even where both have run out of digits.
func (p Params) parts(theta float64) (l, m, prob, ratio float64) {
	l, m = logistic(p.A * (theta - p.B))
	if p.C == 0 {
		return l, m, l, 1
	}
	prob = p.C + (1-p.C)*l
	return l, m, prob, l / prob
}

// P is the probability of a right answer at theta: c + (1-c)/(1+e^{-a(θ-b)}).
func (p Params) P(theta float64) float64 {
	_, _, prob, _ := p.parts(theta)
	return prob
}

// D1 is P'(θ) = a(P-c)(1-P)/(1-c).
func (p Params) D1(theta float64) float64 {
	l, m, _, _ := p.parts(theta)
	return p.A * (1 - p.C) * l * m
}

// D2 is the second derivative of P.
func (p Params) D2(theta float64) float64 {
	l, m, _, _ := p.parts(theta)
	return p.A * p.A * (1 - p.C) * l * m * (m - l)
}

// Information is Fisher's: P'²/(P(1-P)) = a²((1-P)/P)((P-c)/(1-c))².
func (p Params) Information(theta float64) float64 {
	l, m, _, ratio := p.parts(theta)
	return p.A * p.A * (1 - p.C) * m * l * ratio
}

// J is P' times the second derivative of P over P(1-P), the term of Warm (1989) that corrects the bias of ML.
func (p Params) J(theta float64) float64 {
	l, m, _, ratio := p.parts(theta)
	return p.A * p.A * p.A * (1 - p.C) * l * m * (m - l) * ratio
}

// slope is the derivative of the log-likelihood of one answer: (u-P)P'/(P(1-P)).
func (p Params) slope(theta float64, right bool) float64 {
	l, m, _, ratio := p.parts(theta)
	if right {
		return p.A * (1 - p.C) * m * ratio
	}
	return -p.A * l
}

// logs returns ln P and ln(1-P), finite wherever p is valid.
func (p Params) logs(theta float64) (right, wrong float64) {
	z := p.A * (theta - p.B)
	wrong = math.Log1p(-p.C) - softplus(z)
	if p.C == 0 {
		return -softplus(-z), wrong
	}
	return math.Log(p.P(theta)), wrong
}

// TestInformation is the sum of the items' information at theta.
func TestInformation(items []Params, theta float64) float64 {
	s := 0.0
	for _, p := range items {
		s += p.Information(theta)
	}
	return s
}

// logLikelihood is Σ ln P(answer).
func logLikelihood(items []Params, right []bool, theta float64) float64 {
	s := 0.0
	for i, p := range items {
		r, w := p.logs(theta)
		if right[i] {
			s += r
		} else {
			s += w
		}
	}
	return s
}
