package irt

import "math"

// An Agreement is how two scores of the same persons agree, on one scale.
type Agreement struct {
	N           int
	Bias        float64 // mean of the first less the second
	BiasSE      float64 // its standard error
	SD          float64 // of the differences: what is left when the bias is taken away
	RMSE        float64 // root mean square of the differences
	Correlation float64 // NaN where one of the two does not vary
}

// Agree compares two scores person by person. Of fewer than two persons, and of slices of different lengths, all but N is NaN.
func Agree(first, second []float64) Agreement {
	n := float64(len(first))
	a := Agreement{N: len(first), Bias: math.NaN(), BiasSE: math.NaN(), SD: math.NaN(), RMSE: math.NaN(), Correlation: math.NaN()}
	if len(first) != len(second) || len(first) < 2 {
		return a
	}
	var mx, my, sxx, syy, sxy float64
	for i := range first {
		mx, my = mx+first[i]/n, my+second[i]/n
	}
	for i := range first {
		x, y := first[i]-mx, second[i]-my
		sxx, syy, sxy = sxx+x*x, syy+y*y, sxy+x*y
	}
	squares := max(0, sxx+syy-2*sxy) // of the differences, about their mean
	a.Bias, a.SD = mx-my, math.Sqrt(squares/(n-1))
	a.BiasSE, a.RMSE = a.SD/math.Sqrt(n), math.Sqrt(squares/n+a.Bias*a.Bias)
	if sxx > 0 && syy > 0 {
		a.Correlation = sxy / math.Sqrt(sxx*syy)
	}
	return a
}
