package irt

import "math"

// chiSquareTail is the probability that a chi-square of df degrees of freedom is at least x: the regularised upper incomplete
// gamma function, by its series below its mean and by Lentz's continued fraction above it (Press et al., Numerical
// Recipes, 6.2).
func chiSquareTail(x, df float64) float64 {
	if !(df > 0) || x != x {
		return math.NaN()
	} else if x <= 0 {
		return 1
	}
	a, z := df/2, x/2
	lg, _ := math.Lgamma(a)
	front := math.Exp(-z + a*math.Log(z) - lg)
	if z < a+1 {
		sum, term := 1/a, 1/a
		for n := 1.0; n < 10_000 && term > sum*1e-16; n++ {
			term *= z / (a + n)
			sum += term
		}
		return max(0, 1-front*sum)
	}
	const small = 1e-300
	b := z + 1 - a
	c, d := 1/small, 1/b
	h := d
	for n := 1.0; n < 10_000; n++ {
		f := -n * (n - a)
		b += 2
		if d = f*d + b; math.Abs(d) < small {
			d = small
		}
		if c = b + f/c; math.Abs(c) < small {
			c = small
		}
		d = 1 / d
		h *= d * c
		if math.Abs(d*c-1) < 1e-15 {
			break
		}
	}
	return front * h
}
