package irt

import (
	"math"
	"testing"
)

func TestAgreeByHand(t *testing.T) {
	t.Parallel()
	// Differences 10, -20, 40: mean 10, squares about it 0, 900, 900.
	a := Agree([]float64{510, 580, 640}, []float64{500, 600, 600})
	near(t, "bias", a.Bias, 10, 1e-9)
	near(t, "SD", a.SD, 30, 1e-9)
	near(t, "SE of the bias", a.BiasSE, 30/math.Sqrt(3), 1e-9)
	near(t, "RMSE", a.RMSE, math.Sqrt((100+400+1600)/3.), 1e-9)
	near(t, "correlation", a.Correlation, math.Sqrt(600./762), 1e-9) // Σxy = Σy² = 20000/3, Σx² = 25400/3
	if a.N != 3 {
		t.Errorf("%+v", a)
	}
	near(t, "of a line", Agree([]float64{1, 2, 3}, []float64{10, 20, 30}).Correlation, 1, 1e-12)
	if a := Agree([]float64{1, 2}, []float64{5, 5}); !math.IsNaN(a.Correlation) || a.Bias != -3.5 {
		t.Errorf("one that does not vary: %+v", a)
	}
	for _, a := range []Agreement{Agree([]float64{1}, []float64{2}), Agree(nil, nil), Agree([]float64{1, 2}, []float64{1})} {
		if !math.IsNaN(a.Bias) || !math.IsNaN(a.RMSE) {
			t.Errorf("too few: %+v", a)
		}
	}
}
